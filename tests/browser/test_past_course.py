"""A real course of the past (payroll by the county, docs/decisions/0020) entered by pages from an empty installation.

Facts of the course: a municipality gives its payroll to the county, whose committee decides 12:0 in autumn 2013, the Kreistag
on 18.12.2013; the county provides from 01.02.2014; another municipality accedes on 01.05.2015 with a paper of its own.
"""

from datetime import date

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.rules import agreements as rules
from initiatives.domain.state.loading import facts
from initiatives.models import Ask, Body, Field, Initiative, Mandate, User
from tests.browser.hand import Hand, documents, lines, place, told

CSV = """AGS;Gemeindename;Bevölkerung insgesamt (31.12.2022)
05558;Kreis Coesfeld;224692
05558020;Havixbeck, Gemeinde;12141
05558028;Nordkirchen, Gemeinde;10402
"""
MOST_PAGES, MOST_FORMS = 16, 10  # by today's pages, for the course itself
ALL_PAGES, ALL_FORMS = (
    40,
    20,
)  # from the empty installation on, with places, bodies, people and the initiative
ADOPTED = "1 Personalabrechnungungeändert beschlossen"  # of this field, and how
# The course line by line, and how often each stands in the public reports as of the ends of 2012, 2013 and 2015.
COURSE = {
    "1 Personalabrechnungnoch keineniemand beteiligt0 Vorschlag": (1, 0, 0),
    "12.09.2013Gespräch der PersonalämterDer Kreis soll es tun.": (0, 1, 1),
    "1 PersonalabrechnungKreis Coesfeld2 beteiligt4 Entscheidung": (0, 1, 0),
    f"07.11.2013Haupt- und Finanzausschuss HavixbeckVO/092/2013{ADOPTED}12 Ja, 0 Nein, 0 enthalten": (
        0,
        1,
        1,
    ),
    f"18.12.2013Kreistag des Kreises CoesfeldSV-8-1029{ADOPTED}": (0, 1, 1),
    "Abstimmung: Entscheidung, Frist 18.12.2013.": (0, 1, 1),
    "nicht bekannt2 von 2nicht bekannt": (0, 1, 1),  # light, Voten, milestone in the row of the field
    "Von 2 erbetenen sind 2 abgegeben: 2 Zustimmungen.": (0, 1, 1),
    **dict.fromkeys(
        ("Kreis Coesfeldbeteiligt Zustimmung1 von 1", "Havixbeckbeteiligt Zustimmung1 von 1"), (0, 1, 1)
    ),
    "In einer eigenen Runde zu einem Beitritt wurde ein Votum abgegeben.": (0, 0, 1),
    "1 PersonalabrechnungKreis Coesfeld3 beteiligt6 Betrieb und Evaluation": (0, 0, 1),
    "Vereinbarungen: Vereinbarung (in Kraft seit 01.02.2014); Beitritt (in Kraft seit 01.05.2015)": (0, 0, 1),
    "Gemeinde Havixbeck: nimmt in Anspruch seit 01.02.2014": (0, 0, 1),
    "in Kraft seit 01.02.2014Amtsblatt MünsterNr. 317.01.2014": (0, 0, 1),
    f"12.03.2015Rat NordkirchenVO/021/2015{ADOPTED}": (0, 0, 1),
    f"15.04.2015Kreistag des Kreises CoesfeldSV-9-0236{ADOPTED}": (0, 0, 1),
    "Nordkirchenbeteiligt Zustimmung1 von 1": (0, 0, 1),
    "Beitritt der Gemeinde Nordkirchen, Frist 15.04.2015: Zustimmung": (0, 0, 1),
    "in Kraft seit 01.05.2015Amtsblatt MünsterNr. 2305.06.2015": (0, 0, 1),
    "Amtsblatt": (0, 0, 2),
    **dict.fromkeys(("VO/092/2013", "SV-8-1029"), (0, 1, 1)),
    **dict.fromkeys(("VO/021/2015", "SV-9-0236"), (0, 0, 1)),
}


def founded(hand: Hand) -> tuple[Initiative, dict[str, User]]:
    """The administrator's first day: places, bodies, people, the initiative."""
    admin = User.objects.create_user("verwaltung@ikz.example", "x")
    Mandate.objects.create(user=admin, role="administrator", valid_from=date(2026, 1, 1))
    hand.send(admin, "/verwaltung/organisationen/einlesen/", {"source": "Destatis"}, files=CSV)
    county, havixbeck, nordkirchen = (
        place(name) for name in ("Kreis Coesfeld", "Gemeinde Havixbeck", "Gemeinde Nordkirchen")
    )
    for where, name, kind in (
        (county, "Kreistag", "kreistag"),
        (havixbeck, "Haupt- und Finanzausschuss", "ausschuss"),
        (nordkirchen, "Rat", "rat"),
    ):
        body = {"organisation": str(where.pk), "name": name, "kind": kind}
        hand.send(admin, "/verwaltung/gremien/neu/", body)
    people = {"admin": admin}
    for where in (county, havixbeck, nordkirchen):
        address = f"{where.name.lower()}@ikz.example"
        sent = {"email": address, "role": "delegate", "organisation": str(where.pk)}
        hand.send(admin, "/verwaltung/personen/neu/", sent)
        people[where.designation] = User.objects.get(email=address)
    circle = {
        "title": "Personalabrechnung durch den Kreis",
        "short_title": "Personalabrechnung",
        "county": str(county.pk),
        "convening": str(havixbeck.pk),
        "documented_from": "01.01.2011",
        "participants": f"{county.pk} {havixbeck.pk}",
    }
    hand.send(admin, "/verwaltung/initiativen/neu/", circle)
    return Initiative.objects.get(), people


def entered(hand: Hand, initiative: Initiative, people: dict[str, User]) -> None:
    """The course itself, by the administrator and who convenes, and what the others confirm."""
    county, havixbeck, nordkirchen = (
        str(place(name).pk) for name in ("Kreis Coesfeld", "Gemeinde Havixbeck", "Gemeinde Nordkirchen")
    )
    council, committee, rat = (
        str(Body.objects.get(kind=kind).pk) for kind in ("kreistag", "ausschuss", "rat")
    )
    by, source = people["Gemeinde Havixbeck"], {"reason": "Beschlussbücher und Akten der Personalämter"}
    circle = lines("circle", {"organisation": nordkirchen, "day": "01.02.2015"})
    circle |= lines("field", {"title": "Personalabrechnung", "day": "01.06.2011"})
    circle |= lines(
        "meeting",
        {"day": "12.09.2013", "title": "Gespräch der Personalämter", "result": "Der Kreis soll es tun."},
    )
    hand.send(people["admin"], f"/initiativen/{initiative.pk}/nachtragen/", source | circle)
    decided = {"purpose": "decision", "result": "adopted"}
    first = lines("phase", {"day": "15.10.2013", "state": "4"}, {"day": "01.02.2014", "state": "6"})
    first |= lines(
        "part",
        {"day": "12.09.2013", "organisation": county, "status": "leads", "contact": "Abteilung Personal"},
        {"day": "12.09.2013", "organisation": havixbeck, "status": "participating"},
        {"day": "01.02.2014", "organisation": county, "status": "provides"},
    )
    first |= lines(
        "round",
        {
            "purpose": "decision",
            "day": "15.10.2013",
            "deadline": "18.12.2013",
            "closed_on": "19.12.2013",
            "version": "2013",
        },
    )
    votes = {"votes_for": "12", "votes_against": "0", "votes_abstained": "0"}
    first |= lines(
        "resolution",
        decided
        | {"body": committee, "day": "07.11.2013", "paper_number": "VO/092/2013", "competence": "named"}
        | votes,
        decided | {"body": council, "day": "18.12.2013", "paper_number": "SV-8-1029"},
    )
    first |= lines(
        "agreement",
        {"day": "20.12.2013", "title": "Vereinbarung", "provider": county, "cost_clause": "Je Fall"},
    )
    first |= lines(
        "party",
        {"day": "20.12.2013", "organisation": county, "role": "provides"},
        {"day": "20.12.2013", "organisation": havixbeck, "role": "uses"},
    )
    gazette = {"kind": "published", "gazette": "Amtsblatt Münster"}
    first |= lines("stage", gazette | {"day": "17.01.2014", "issue_number": "3", "in_force_on": "01.02.2014"})
    path = f"/felder/{Field.objects.get().pk}/nachtragen/"
    hand.send(by, path, source | first)
    later = lines("part", {"day": "01.05.2015", "organisation": nordkirchen, "status": "participating"})
    later |= lines(
        "agreement",
        {"day": "16.04.2015", "kind": "accession", "title": "Beitritt", "amends": "Vereinbarung"},
    )
    joining = {"title": "Beitritt", "organisation": nordkirchen, "role": "uses"}
    later |= lines("party", {"day": "16.04.2015"} | joining)
    later |= lines(
        "stage",
        {"day": "01.05.2015", "title": "Beitritt", "kind": "in_force"},
        gazette | {"day": "05.06.2015", "title": "Beitritt", "issue_number": "23"},
    )
    acceded = {"purpose": "accession", "result": "adopted"}
    later |= lines(
        "round",
        {
            "purpose": "accession",
            "joining": nordkirchen,
            "day": "10.02.2015",
            "deadline": "15.04.2015",
            "closed_on": "16.04.2015",
        },
    )
    later |= lines(
        "resolution",
        acceded | {"body": rat, "day": "12.03.2015", "paper_number": "VO/021/2015"},
        acceded | {"body": council, "day": "15.04.2015", "paper_number": "SV-9-0236"},
    )
    hand.send(by, path, source | later)
    for where in ("Kreis Coesfeld", "Gemeinde Nordkirchen"):
        for ask in Ask.objects.filter(organisation=place(where)).order_by("pk"):
            hand.press(people[where], f"/voten/{ask.pk}/", "Für ", "Beschluss bestätigen")


def parties(initiative: Initiative, day: date) -> list[str]:
    """Who was party of the agreement on a day, as of that day."""
    [field] = facts(initiative.pk, Moment(day, moments.now())).fields
    found = [rules.parties(field, one, day) for one in field.agreements if one.stands_alone]
    return [party.organisation.name for of_one in found for party in of_one]


def test_a_course_of_years_is_entered_by_pages_and_told_as_of_its_days(hand: Hand):
    initiative, people = founded(hand)
    before = hand.pages, hand.forms
    entered(hand, initiative, people)
    assert hand.pages - before[0] <= MOST_PAGES and hand.forms - before[1] <= MOST_FORMS
    assert hand.pages <= ALL_PAGES and hand.forms <= ALL_FORMS, (hand.pages, hand.forms)
    texts = documents(initiative, *(date(year, 12, 31) for year in (2012, 2013, 2015)))
    assert {line: tuple(one.count(line) for one in texts) for line in COURSE} == COURSE
    early, running, joined = (told(initiative, date(year, 12, 31)) for year in (2012, 2013, 2015))
    assert [one["phase"] for one in early["fields"]] == [0] and early["fields"][0]["participation"] == {}
    [then], [now] = running["fields"], joined["fields"]
    assert (then["phase"], now["phase"]) == (4, 6)
    assert then["participation"] == {"05558": "participating", "05558020": "participating"}
    assert now["participation"] == then["participation"] | {"05558028": "participating"}
    assert then["lead"] == now["lead"] == "05558"
    papers = [(one["paper"], one["date"]) for one in now["decisions"]]
    assert papers[:2] == [("VO/092/2013", "2013-11-07"), ("SV-8-1029", "2013-12-18")]
    assert [one["votes"] for one in now["decisions"]][:1] == ["12 Ja, 0 Nein, 0 enthalten"]
    assert papers[2:] == [("VO/021/2015", "2015-03-12"), ("SV-9-0236", "2015-04-15")]
    assert [(one["paper"], one["date"]) for one in then["decisions"]] == papers[:2]
    assert {place: answer["stance"] for place, answer in now["answers"].items()} == dict.fromkeys(
        now["participation"], "consent"
    )
    told_of = [
        (one["kind"], one["state"], one["issue"], len(one["published_parties"])) for one in now["agreements"]
    ]
    assert [(one["state"], one["published_on"]) for one in then["agreements"]] == [("nicht erfasst", None)]
    assert told_of == [("Vereinbarung", "in Kraft", "3", 3), ("Beitritt", "in Kraft", "23", 1)]
    assert [meeting["title"] for meeting in running["meetings"]] == ["Gespräch der Personalämter"]
    assert parties(initiative, date(2013, 12, 19)) == []
    assert parties(initiative, date(2014, 2, 1)) == ["Kreis Coesfeld", "Havixbeck"]
    assert parties(initiative, date(2015, 4, 30)) == ["Kreis Coesfeld", "Havixbeck"]
    for day in (date(2015, 5, 1), date(2015, 5, 2)):
        assert parties(initiative, day) == ["Kreis Coesfeld", "Havixbeck", "Nordkirchen"]
    [field] = facts(initiative.pk).fields
    assert [stage.issue_number for one in field.agreements for stage in one.stages] == [
        "3",
        "",
        "23",
    ]
