"""Reading many people in from a list: the file, then what would come of each row, then all of it at once."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives import origins
from initiatives.domain.kernel import file_types, moments, tables
from initiatives.domain.people import person_imports, person_lists
from initiatives.domain.people.person_imports import FAULTY, FURTHER, KNOWN, NEW, OFFERED, Taken
from initiatives.forms.people.person_lists import PersonListForm, TakeOverForm
from initiatives.templatetags.german import plural
from initiatives.views.kernel import files
from initiatives.views.kernel.http import administrating, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import submit
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.people.invitations import invite_all

FAULTS_SHOWN = 200
ACTS = {
    NEW: "Person wird angelegt und eingeladen",
    FURTHER: "weiteres Mandat",
    OFFERED: "Mandat wird angeboten: Die Person hat woanders ein Konto",
    KNOWN: "nichts zu tun: Das Mandat gibt es schon",
}
COUNTED = {
    NEW: "Mandat für eine neue Person,Mandate für neue Personen",
    FURTHER: "weiteres Mandat,weitere Mandate",
    OFFERED: "Angebot,Angebote",
    KNOWN: "Zeile ohne Änderung,Zeilen ohne Änderung",
    FAULTY: "fehlerhafte Zeile,fehlerhafte Zeilen",
}
# column of the list, whether it must be there, what stands in it
CELLS = [
    ("E-Mail", True, "die Adresse, mit der sich die Person anmeldet; an sie geht die Einladung"),
    ("Name", False, "oder Vorname und Nachname; Namen bekannter Personen bleiben"),
    ("Telefon", False, "auch Telefonnummer, Rufnummer"),
    (
        "Rolle",
        True,
        "Beauftragte/r, Stellvertretung, Lesende/r, Kreisvertretung, Mitglied oder Fachadministration",
    ),
    ("Organisation", False, "Name, amtliche Bezeichnung oder AGS; bei Mitgliedern genügt das Gremium"),
    ("AGS", False, "statt der Organisation oder zur Kontrolle neben ihr"),
    ("Gremium", False, "nur bei Mitgliedern, zum Beispiel Rat"),
    ("Initiative", False, "Titel oder Kurztitel, wenn das Mandat nur für sie gilt"),
    ("gültig ab", False, "erster Tag, 01.12.2026 oder 2026-12-01; leer: heute"),
    ("gültig bis", False, "letzter Tag; leer: bis auf Weiteres"),
]
EXAMPLE = (
    person_lists.TEMPLATE,
    ("beauftragte@gemeinde.example", "", "02502 942-0", "Beauftragte/r", "Gemeinde Nottuln", "", "", "", ""),
)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def read_in(request: ActingRequest) -> HttpResponse:
    """The form for the file and, of one that was sent, what would come of each row. Nobody is changed."""
    if request.method != "POST":
        return _page(request, PersonListForm())
    form = PersonListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 422, faults=form.faults)
    rows, ignored = form.cleaned_data["file"]
    return _preview(request, {"rows": rows, "ignored": ignored})


@require_POST
@administrating
def take_over(request: ActingRequest) -> HttpResponse:
    """Do what was shown: all of it or, with what has become of it, nothing."""

    def build(data: QueryDict | None) -> TakeOverForm:
        return TakeOverForm(data, user=request.mandate.user)

    def save(form: TakeOverForm) -> Done:
        shown = form.cleaned_data["signed"]
        taken = person_imports.take_over(
            rows=shown["rows"],
            seen=shown["seen"],
            leaves_out=form.cleaned_data["leaves_out"],
            by=request.mandate,
            at=moments.now(),
        )
        invite_all(request, taken.new)
        return Done(request, _told(taken), reverse("administration_people"))

    sent = submit(request, build, save)
    if sent.answer:
        return sent.answer
    shown = sent.form.cleaned_data.get("signed")
    if not shown:
        return _page(request, PersonListForm(), sent.status, lost=sent.form.errors["signed"])
    return _preview(request, shown, sent.form, sent.status)


def _preview(
    request: ActingRequest, shown: dict[str, Any], form: TakeOverForm | None = None, status: int = 200
) -> HttpResponse:
    """What would come of each row now; it is what the button on the page then does. That it was shown is recorded."""
    user, by, at = request.mandate.user, request.mandate, moments.now()
    lines = person_imports.look(shown["rows"], by=by, at=at)
    person_imports.note_look(lines=lines, by=by, origin=origins.origin(request), at=at)
    outcomes = [line.outcome for line in lines]
    signed = TakeOverForm.sign(user, shown | {"seen": outcomes})
    faults = [fault for line in lines for fault in line.faults]
    context = {
        "form": form or TakeOverForm(user=user),
        "signed": signed,
        "ignored": shown["ignored"],
        "faults": faults[:FAULTS_SHOWN],
        "more_faults": len(faults) - FAULTS_SHOWN,
        "faulty": outcomes.count(FAULTY),
        "lines": [(line, ACTS[line.outcome]) for line in lines if line.outcome != FAULTY],
        "has_work": bool({NEW, FURTHER, OFFERED} & set(outcomes)),
        "counted": [words for _, words in _counted(outcomes)],
    }
    return _respond(request, "people/administration/person_list_preview.html", context, status)


def _page(request: ActingRequest, form: PersonListForm, status: int = 200, **context: Any) -> HttpResponse:
    context |= {"cells": CELLS, "form": form}
    return _respond(request, "people/administration/person_list.html", context, status)


def _respond(request: ActingRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    listed = ("Personen und Mandate", reverse("administration_people"))
    context |= {"tab": "people", "crumbs": [listed, ("Personen einlesen", "")]}
    return respond(request, template, context, status=status)


def _counted(outcomes: Iterable[str]) -> list[tuple[str, str]]:
    """How many rows have which outcome, in words."""
    counts = Counter(outcomes)
    return [
        (outcome, plural(counts[outcome], words)) for outcome, words in COUNTED.items() if counts[outcome]
    ]


def _told(taken: Taken) -> str:
    parts = [
        f"{words}{' weggelassen' if outcome == FAULTY else ''}" for outcome, words in _counted(taken.outcomes)
    ]
    invited = f" {plural(len(taken.new), 'Einladung geht,Einladungen gehen')} hinaus." if taken.new else ""
    return f"Übernommen: {', '.join(parts)}.{invited}"


@require_safe
@administrating
def template_csv(request: ActingRequest) -> HttpResponse:
    """A list with its header and one line, to fill in."""
    return _file(tables.as_csv(EXAMPLE), file_types.CSV)


@require_safe
@administrating
def template_xlsx(request: ActingRequest) -> HttpResponse:
    """The same as a spreadsheet."""
    return _file(files.as_xlsx(EXAMPLE, "Personen"), file_types.XLSX)


def _file(data: bytes, kind: file_types.Kind) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="personen{kind.endings[0]}"'}
    return HttpResponse(data, content_type=kind.media_type, headers=headers)
