"""A county-wide process of the past (15 organisations, a steering group, projects with circles of their own) entered by pages
from an empty installation, and one yearly report on it to all councils.

Facts of the course: Kreis Groß-Gerau and its 14 municipalities work together since 2013. All were asked whether each possible
field interests them; a steering group gives orders, accepts reports and decides milestones; of one project 12 of 15 take part,
another has ended; the report of the year has one text for all councils.
"""

from datetime import date

import pytest
from django.urls import reverse

from initiatives.enums import ReportedBy
from initiatives.models import Body, Field, Initiative, Mandate, Organisation, Report, User
from tests.browser.hand import Hand, documents, lines, told

COUNTY = "Kreis Groß-Gerau"
PLACES = (
    *("Biebesheim am Rhein", "Bischofsheim", "Büttelborn", "Gernsheim", "Ginsheim-Gustavsburg", "Groß-Gerau"),
    *("Kelsterbach", "Mörfelden-Walldorf", "Nauheim", "Raunheim", "Riedstadt", "Rüsselsheim am Main"),
    *("Stockstadt am Rhein", "Trebur"),
)
OUTSIDE = ("Kelsterbach", "Rüsselsheim am Main", "Trebur")  # which three stayed out is not known: an example
CSV = "AGS;Gemeindename\n06433;Kreis Groß-Gerau\n" + "".join(
    f"06433{number:03};{name}, {'Gemeinde' if number in (1, 2, 3, 9, 13, 14) else 'Stadt'}\n"
    for number, name in enumerate(PLACES, start=1)
)
MOST_PAGES, MOST_FORMS = 19, 11  # for the course itself, without founding it
# The course line by line, and how often each stands in the public reports as of the ends of 2013, 2014 and 2016.
COURSE = {
    "15.05.2013Auftaktklausur": (1, 1, 1),
    "10.12.2013LenkungsgruppeLenkungsgruppe, Projektauftrag: Auftrag für die Vergabestelle (Feld 1)": (
        1,
        1,
        1,
    ),
    "1 Gemeinsame Vergabestellenoch keineniemand beteiligt0 Vorschlag": (1, 0, 0),
    "1 Gemeinsame VergabestelleKreis Groß-Gerau12 beteiligt6 Betrieb und Evaluation": (0, 1, 1),
    "2 PersonalabrechnungKreis Groß-Gerau15 beteiligt2 Bestandsaufnahmenicht bekannt": (0, 1, 0),
    "20.11.2015LenkungsgruppeLenkungsgruppe, Abnahme eines Projektberichts: Abschlussbericht": (0, 0, 1),
    "2 PersonalabrechnungKreis Groß-Gerau15 beteiligt2 Bestandsaufnahmebeendet": (0, 0, 1),
    "3 Klärschlammnoch keineniemand beteiligt0 Vorschlag": (0, 0, 1),
    "drei Felder: eines ist beendet;": (0, 0, 1),
    "Kelsterbachnicht beteiligtbeteiligt1 von 2": (0, 1, 0),
    "ruht": (1, 1, 1),  # the legend alone
}
ASKED, ORDERED, MILESTONE = "15.05.2013", "10.12.2013", "20.11.2015"


@pytest.fixture(autouse=True)
def _no_worker(settings):
    """Nobody makes what waits."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def founded(hand: Hand) -> tuple[Initiative, dict[str, User]]:
    """The administrator's first day."""
    admin = User.objects.create_user("verwaltung@ikz.example", "x")
    Mandate.objects.create(user=admin, role="administrator", valid_from=date(2026, 1, 1))
    hand.send(admin, "/verwaltung/organisationen/einlesen/", {"source": "Amtliches Verzeichnis"}, files=CSV)
    county = Organisation.objects.get(designation=COUNTY)
    body = {"organisation": str(county.pk), "name": "Kreistag", "kind": "kreistag", "reported_by": "both"}
    hand.send(admin, "/verwaltung/gremien/neu/", body)
    for one in Organisation.objects.exclude(pk=county.pk):  # the same page fourteen times
        Body.objects.create(
            organisation=one, name="Rat", kind="rat", slug=f"rat-{one.pk}", reported_by=ReportedBy.BOTH
        )
    sent = {"email": "kreis@ikz.example", "role": "delegate", "organisation": str(county.pk)}
    hand.send(admin, "/verwaltung/personen/neu/", sent)
    circle = {
        "title": "Interkommunale Zusammenarbeit im Kreis",
        "short_title": "IKZ im Kreis",
        "county": str(county.pk),
        "convening": str(county.pk),
        "documented_from": "01.01.2013",
        "participants": " ".join(str(pk) for pk in Organisation.objects.values_list("pk", flat=True)),
    }
    hand.send(admin, "/verwaltung/initiativen/neu/", circle)
    return Initiative.objects.get(), {"admin": admin, "county": User.objects.get(email="kreis@ikz.example")}


def entered(hand: Hand, initiative: Initiative, people: dict[str, User]) -> None:
    """The circle with its meetings and projects, then the steering group with its decisions, then each project."""
    by, source = people["county"], {"reason": "Jahresberichte und Protokolle der Lenkungsgruppe"}
    circle = lines(
        "field",
        {"title": "Gemeinsame Vergabestelle", "day": "01.03.2013", "aim": "Vergaben an einer Stelle"},
        {"title": "Personalabrechnung", "day": "01.03.2013"},
        {"title": "Klärschlamm", "day": "01.06.2015"},
    )
    circle |= lines(
        "meeting", {"day": ASKED, "title": "Auftaktklausur"}, {"day": ORDERED, "title": "Lenkungsgruppe"}
    )
    hand.send(by, f"/initiativen/{initiative.pk}/nachtragen/", source | circle)
    for name, office in (
        (COUNTY, "Landrat"),
        ("Gemeinde Trebur", "Bürgermeister"),
        ("Stadt Riedstadt", "Hauptamt"),
    ):
        seat = {"office": office, "member_from": "01.03.2013"}
        seat["organisation"] = str(Organisation.objects.get(designation=name).pk)
        hand.send(by, f"/initiativen/{initiative.pk}/lenkungsgruppe/?bearbeiten=sitz", seat)
    buying, payroll, sludge = Field.objects.order_by("order")
    decided = lines("meeting", {"day": MILESTONE, "title": "Lenkungsgruppe"})
    decided |= lines(
        "decision",
        {
            "day": ORDERED,
            "text": "Auftrag für die Vergabestelle",
            "field": str(buying.pk),
            "steering": "order",
        },
        {
            "day": MILESTONE,
            "text": "Abschlussbericht angenommen",
            "field": str(payroll.pk),
            "steering": "report",
        },
    )
    hand.send(by, f"/initiativen/{initiative.pk}/nachtragen/", source | decided)
    _project(hand, by, buying, source, OUTSIDE, [("01.01.2014", "3"), ("01.07.2014", "6")])
    _project(hand, by, payroll, source, (), [("01.01.2014", "2"), ("31.12.2015", "ended")])
    _project(hand, by, sludge, source, None, [])


def _project(hand: Hand, by: User, field: Field, source: dict, outside: tuple | None, moves: list) -> None:
    """Everybody was interested from the beginning (None: and still is), then all but `outside` took part, under the county."""
    names = dict(Organisation.objects.values_list("name", "pk"))
    county = str(Organisation.objects.get(designation=COUNTY).pk)
    first, day = f"{field.proposed_on:%d.%m.%Y}", "01.01.2014"
    part = [{"day": first, "organisation": "all", "status": "interested"}]
    if outside is not None:
        part.append({"day": day, "organisation": "all", "status": "participating"})
        part += [
            {"day": day, "organisation": str(names[one]), "status": "not_participating"} for one in outside
        ]
        part.append({"day": day, "organisation": county, "status": "leads"})
    path = f"/felder/{field.pk}/nachtragen/"
    typed = lines("part", *part) | lines("phase", *({"day": day, "state": state} for day, state in moves))
    hand.send(by, path, source | typed)


def test_a_process_of_fifteen_is_entered_by_pages_and_reported_to_all_councils(hand: Hand):
    initiative, people = founded(hand)
    before = hand.pages, hand.forms
    entered(hand, initiative, people)
    assert hand.pages - before[0] <= MOST_PAGES and hand.forms - before[1] <= MOST_FORMS
    texts = documents(initiative, *(date(year, 12, 31) for year in (2013, 2014, 2016)))
    assert {line: tuple(one.count(line) for one in texts) for line in COURSE} == COURSE
    asked, working, after = (
        told(initiative, day) for day in (date(2013, 12, 31), date(2014, 12, 31), date(2016, 12, 31))
    )
    assert [one["title"] for one in asked["fields"]] == ["Gemeinsame Vergabestelle", "Personalabrechnung"]
    assert {*asked["fields"][0]["participation"].values()} == {"interested"}
    buying, payroll = working["fields"]
    assert [*buying["participation"].values()].count("participating") == 12
    assert [*payroll["participation"].values()].count("participating") == 15
    assert (buying["phase"], payroll["phase"], payroll["side_state"]) == (6, 2, None)
    buying, payroll, sludge = after["fields"]
    assert (payroll["phase"], payroll["side_state"], sludge["phase"]) == (2, "ended", 0)
    assert {*sludge["participation"].values()} == {"interested"} and len(sludge["participation"]) == 15
    told_of = {meeting["title"]: meeting["decisions"] for meeting in working["meetings"]}
    assert len(told_of["Lenkungsgruppe"]) == 1 and told_of["Auftaktklausur"] == []
    report = {
        "bodies": " ".join(str(pk) for pk in Body.objects.values_list("pk", flat=True)),
        "as_of": "31.12.2016",
        "edition": "non_public",
    }
    hand.send(people["county"], reverse("report_new"), report)
    assert Report.objects.count() == 15 and {one.as_of for one in Report.objects.all()} == {
        date(2016, 12, 31)
    }
