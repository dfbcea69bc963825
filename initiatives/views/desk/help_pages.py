"""The help: one page a role, in the order of the work."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from initiatives.enums import LIGHT_MEANINGS, Role
from initiatives.views.kernel.http import respond
from initiatives.views.kernel.requests import Request

HEADINGS = {
    "zu-tun": "Was ist zu tun?",
    "feld": "Ein Feld lesen und bearbeiten",
    "votum": "Votum und Beschluss",
    "zahlen": "Bestandsaufnahme, Kosten, Vereinbarung",
    "treffen": "Treffen, Aufgaben, Vorschläge",
    "matrix": "Matrix und Zeichen",
    "berichte": "Berichte",
    "fassungen": "Fassungen und Berichtigungen",
    "einrichten": "Der erste Tag",
    "personen": "Personen und Mandate",
    "gremien": "Organisationen und Gremien",
    "betrieb": "Betrieb, Texte und Vorlagen",
    "ruecknahme": "Was aus Versehen angelegt wurde",
    "konto": "Anmeldung, Mitteilungen, Suche",
}
WORK = ("zu-tun", "feld", "votum", "zahlen", "treffen", "matrix", "berichte", "konto")


@dataclass(frozen=True)
class HelpPage:
    """`sections` are keys of `HEADINGS`: anchors on the page, and names of the templates that fill them."""

    role: Role
    title: str
    intro: str
    sections: tuple[str, ...]

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        return [(one, HEADINGS[one], f"desk/help/{one}.html") for one in self.sections]


PAGES = {
    "beauftragte": HelpPage(
        Role.DELEGATE,
        "Beauftragte einer Kommune",
        "Sie handeln für Ihre Kommune: Sie antworten, liefern Zahlen, erfassen Beschlüsse und arbeiten an den Feldern mit.",
        WORK,
    ),
    "stellvertretung": HelpPage(
        Role.DEPUTY,
        "Stellvertretung einer Kommune",
        "Sie können alles, was Beauftragte können. Beide sehen dieselben Aufgaben; was jemand tut, steht im Verlauf.",
        WORK,
    ),
    "lesende": HelpPage(
        Role.READER,
        "Lesende einer Kommune",
        "Sie lesen, was die Beauftragten Ihres Hauses lesen, und ändern nichts.",
        WORK,
    ),
    "kreis": HelpPage(
        Role.COUNTY_REPRESENTATIVE,
        "Vertretung des Kreises",
        "Sie lesen alle Initiativen Ihres Kreises und alle, an denen Ihr Kreis teilnimmt, beraten, schlagen vor und berichten.",
        WORK,
    ),
    "mitglieder": HelpPage(
        Role.COUNCIL_MEMBER,
        "Mitglieder von Rat und Kreistag",
        "Sie lesen die Berichte, die Ihrem Gremium erteilt wurden.",
        ("berichte", "fassungen", "matrix", "konto"),
    ),
    "administration": HelpPage(
        Role.ADMINISTRATOR,
        "Fachadministration",
        "Sie richten ein, wer mitarbeitet, und halten es aktuell. Sie geben für niemanden ein Votum ab.",
        ("einrichten", "gremien", "personen", "ruecknahme", "betrieb", "konto"),
    ),
}
OTHERWISE = "lesende"  # who holds no mandate


@require_safe
def show(request: Request) -> HttpResponse:
    """The page of the visitor's own role, so that an anchor leads there."""
    own = request.mandate.role if request.mandate else None
    name = next((name for name, page in PAGES.items() if page.role == own), OTHERWISE)
    return _answer(request, name)


@require_safe
def of_role(request: Request, role: str) -> HttpResponse:
    """The page of any role."""
    if role not in PAGES:
        raise Http404
    return _answer(request, role)


def _answer(request: Request, name: str) -> HttpResponse:
    page = PAGES[name]
    context = {
        "help": page,
        "name": name,
        "pages": [(slug, one.title) for slug, one in PAGES.items()],
        "is_own": request.mandate is not None and request.mandate.role == page.role,
        "lights": list(LIGHT_MEANINGS.items()),
    }
    return respond(request, "desk/help/show.html", context)
