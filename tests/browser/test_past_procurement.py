"""A real course of the past (a procurement office of county and municipality) entered by pages from an empty installation.

Facts of the course: agreement of 16.08.2018 between the county and a municipality; the Kreistag decides 46:0 "geändert
beschlossen" with an advance resolution for further municipalities, and the change concerns the municipality in nothing; it pays
8 % of the cost, later 15 %, and a review after three years is agreed. All other days and numbers, and who accedes, are an
example.
"""

from datetime import date

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.rules import agreements as rules
from initiatives.domain.rules import gates
from initiatives.domain.state.loading import facts
from initiatives.models import Agreement, Ask, Body, Field, Initiative, Mandate, Resolution, User
from tests.browser.hand import Hand, documents, lines, place, told

CSV = """AGS;Gemeindename
05558;Kreis Coesfeld
05558040;Rosendahl, Gemeinde
05558032;Nottuln, Gemeinde
"""
COUNTY, FIRST, LATER = "Kreis Coesfeld", "Gemeinde Rosendahl", "Gemeinde Nottuln"
MOST_PAGES, MOST_FORMS = 26, 16  # for the course itself
FIELD = "1 Gemeinsame Vergabestelle"
AMENDED = "geändert beschlossen46 Ja, 0 Nein, 0 enthaltenVorratsbeschluss, betrifft die anderen nicht"
# The course line by line, and how often each stands in the public reports as of July and December 2018 and the end of 2021.
COURSE = {
    "1 Gemeinsame VergabestelleKreis Coesfeld2 beteiligt4 Entscheidung": (1, 0, 0),
    f"27.06.2018Kreistag des Kreises CoesfeldSV-9-1123{FIELD}„Vergabestelle“{AMENDED}": (1, 1, 1),
    f"05.07.2018Rat RosendahlIX/641{FIELD}ungeändert beschlossen": (1, 1, 1),
    "Abstimmung: Entscheidung, Frist 31.07.2018.": (1, 1, 1),
    "nicht bekannt2 von 2nicht bekannt": (1, 1, 1),  # light, Voten, milestone in the row of the field
    "Von 2 erbetenen sind 2 abgegeben: 2 Zustimmungen.": (1, 1, 1),
    **dict.fromkeys(
        ("Kreis Coesfeldbeteiligt Zustimmung1 von 1", "Rosendahlbeteiligt Zustimmung1 von 1"), (1, 1, 1)
    ),
    "1 Gemeinsame VergabestelleKreis Coesfeld2 beteiligt6 Betrieb und Evaluation": (0, 1, 0),
    "in Kraft seit 01.09.2018Amtsblatt MünsterNr. 3424.08.2018": (0, 1, 1),
    "1 Gemeinsame VergabestelleKreis Coesfeld3 beteiligt6 Betrieb und Evaluation": (0, 0, 1),
    f"12.03.2020Rat Nottuln022/2020{FIELD}ungeändert beschlossen": (0, 0, 1),
    "Nottulnbeteiligt Zustimmung1 von 1": (0, 0, 1),
    "Beitritt der Gemeinde Nottuln, Frist 15.04.2020: Zustimmung": (0, 0, 1),
    "in Kraft seit 01.06.2020Amtsblatt MünsterNr. 2015.05.2020": (0, 0, 1),
    "in Kraft seit 01.01.2021Amtsblatt MünsterNr. 5118.12.2020": (0, 0, 1),
    "Amtsblatt": (0, 1, 3),
    "SV-9-1123": (1, 1, 1),
    "IX/641": (1, 1, 1),
    "022/2020": (0, 0, 1),
}
SHARE, MORE = "8 % der Kosten der Stelle", "15 % der Kosten der Stelle"


def founded(hand: Hand) -> tuple[Initiative, dict[str, User]]:
    """The administrator's first day."""
    admin = User.objects.create_user("verwaltung@ikz.example", "x")
    Mandate.objects.create(user=admin, role="administrator", valid_from=date(2026, 1, 1))
    hand.send(admin, "/verwaltung/organisationen/einlesen/", {"source": "Verzeichnis"}, files=CSV)
    people = {"admin": admin}
    for name, kind, body in ((COUNTY, "kreistag", "Kreistag"), (FIRST, "rat", "Rat"), (LATER, "rat", "Rat")):
        one = str(place(name).pk)
        members = {"members": "60"} if kind == "kreistag" else {}
        hand.send(
            admin, "/verwaltung/gremien/neu/", {"organisation": one, "name": body, "kind": kind} | members
        )
        address = f"{place(name).name.split()[-1].lower()}@ikz.example"
        hand.send(
            admin, "/verwaltung/personen/neu/", {"email": address, "role": "delegate", "organisation": one}
        )
        people[name] = User.objects.get(email=address)
    circle = {
        "title": "Gemeinsame Vergabestelle",
        "short_title": "Vergabestelle",
        "county": str(place(COUNTY).pk),
        "convening": str(place(COUNTY).pk),
        "documented_from": "01.01.2018",
        "participants": f"{place(COUNTY).pk} {place(FIRST).pk}",
    }
    hand.send(admin, "/verwaltung/initiativen/neu/", circle)
    return Initiative.objects.get(), people


def entered(hand: Hand, initiative: Initiative, people: dict[str, User]) -> None:
    """The course in three acts, by the county, and what the municipalities confirm."""
    county, first, later = (str(place(name).pk) for name in (COUNTY, FIRST, LATER))
    source = {"reason": "Beschlussbücher und Vereinbarungsakte"}
    circle = lines("field", {"title": "Gemeinsame Vergabestelle", "day": "01.03.2018"})
    circle |= lines("circle", {"organisation": later, "day": "01.02.2020"})
    hand.send(people["admin"], f"/initiativen/{initiative.pk}/nachtragen/", source | circle)
    path = f"/felder/{Field.objects.get().pk}/nachtragen/"
    hand.send(people[COUNTY], path, source | _beginning(county, first))
    _put_right(hand, people)
    hand.send(people[COUNTY], path, source | _afterwards(county, later))
    for name in (FIRST, LATER):
        for ask in Ask.objects.filter(organisation=place(name)).order_by("pk"):
            hand.press(people[name], f"/voten/{ask.pk}/", "Für ")
            hand.press(
                people[name],
                f"/beschluesse/{Resolution.objects.get(answered__ask=ask).pk}/",
                "Beschluss bestätigen",
            )
    joining = Ask.objects.get(round__joining=place(LATER), organisation=place(COUNTY))
    advance = Resolution.objects.exclude(allows="").get()
    hand.send(people[COUNTY], f"/beschluesse/{advance.pk}/?bearbeiten=beruht", {"ask": str(joining.pk)})


def _beginning(county: str, first: str) -> dict[str, str]:
    council, rat = (str(Body.objects.get(organisation_id=pk).pk) for pk in (county, first))
    typed = lines("phase", {"day": "01.05.2018", "state": "4"}, {"day": "01.09.2018", "state": "6"})
    typed |= lines(
        "part",
        {"day": "01.03.2018", "organisation": county, "status": "leads", "contact": "Zentrale Vergabestelle"},
        {"day": "01.03.2018", "organisation": first, "status": "participating"},
        {"day": "01.09.2018", "organisation": county, "status": "provides"},
    )
    days = {"day": "01.05.2018", "deadline": "31.07.2018", "closed_on": "01.08.2018"}
    typed |= lines("round", days | {"purpose": "decision", "version": "Entwurf 2018"})
    decided = {"purpose": "decision"}
    amended = {"result": "amended", "votes_for": "46", "votes_against": "0", "votes_abstained": "0"}
    typed |= lines(
        "resolution",
        decided
        | amended
        | {"body": council, "day": "27.06.2018", "paper_number": "SV-9-1123", "title": "Vergabestelle"}
        | {"allows": "Beitritt weiterer Gemeinden zu denselben Bedingungen"},
        decided | {"body": rat, "day": "05.07.2018", "paper_number": "IX/641", "result": "adopted"},
    )
    agreed = {"day": "16.08.2018", "title": "Vereinbarung Vergabestelle"}
    typed |= lines("agreement", agreed | {"provider": county, "cost_clause": SHARE})
    typed |= lines(
        "party",
        {"day": "16.08.2018", "organisation": county, "role": "provides"},
        {"day": "16.08.2018", "organisation": first, "role": "uses"},
    )
    signed = {"day": "16.08.2018", "kind": "signed"}
    published = {"kind": "published", "gazette": "Amtsblatt Münster", "issue_number": "34"}
    typed |= lines(
        "stage",
        signed | {"organisation": county},
        signed | {"organisation": first},
        published | {"day": "24.08.2018", "in_force_on": "01.09.2018"},
    )
    return typed


def _put_right(hand: Hand, people: dict[str, User]) -> None:
    """That the change concerns nobody else, and the day of the review."""
    changed = Resolution.objects.get(result="amended")
    [ask] = changed.answered.all()
    said = {
        "concerns_others": "nein",
        "reason": "Nur die Stellenzahl beim Kreis",
        "effective_on": "27.06.2018",
    }
    hand.send(people[COUNTY], f"/beschluesse/{changed.pk}/?bearbeiten=betrifft-{ask.ask_id}", said)
    agreement = Agreement.objects.get()
    hand.send(
        people[COUNTY], f"/vereinbarungen/{agreement.pk}/?bearbeiten=texte", {"review_on": "16.08.2021"}
    )


def _afterwards(county: str, later: str) -> dict[str, str]:
    rat = str(Body.objects.get(organisation_id=later).pk)
    of_first = {"amends": "Vereinbarung Vergabestelle"}
    typed = lines(
        "agreement",
        of_first | {"day": "16.04.2020", "kind": "accession", "title": "Beitritt"},
        of_first | {"day": "01.12.2020", "kind": "amendment", "title": "Änderung", "cost_clause": MORE},
    )
    typed |= lines("party", {"day": "16.04.2020", "title": "Beitritt", "organisation": later, "role": "uses"})
    published = {"kind": "published", "gazette": "Amtsblatt Münster"}
    typed |= lines(
        "stage",
        published
        | {"day": "15.05.2020", "title": "Beitritt", "issue_number": "20", "in_force_on": "01.06.2020"},
        published
        | {"day": "18.12.2020", "title": "Änderung", "issue_number": "51", "in_force_on": "01.01.2021"},
    )
    days = {"day": "10.02.2020", "deadline": "15.04.2020", "closed_on": "16.04.2020"}
    typed |= lines("round", days | {"purpose": "accession", "joining": later})
    acceded = {"purpose": "accession"}
    typed |= lines("vote", acceded | {"organisation": county, "stance": "consent", "day": "02.03.2020"})
    typed |= lines(
        "resolution",
        acceded | {"body": rat, "day": "12.03.2020", "paper_number": "022/2020", "result": "adopted"},
    )
    typed |= lines("part", {"day": "01.06.2020", "organisation": later, "status": "participating"})
    return typed


def parties(initiative: Initiative, day: date) -> list[str]:
    """Who was party of the agreement on a day, as of that day."""
    [field] = facts(initiative.pk, Moment(day, moments.now())).fields
    return [
        party.organisation.name
        for one in field.agreements
        if one.stands_alone
        for party in rules.parties(field, one, day)
    ]


def test_an_office_shared_under_an_agreement_is_entered_by_pages_and_told_as_of_its_days(hand: Hand):
    initiative, people = founded(hand)
    before = hand.pages, hand.forms
    entered(hand, initiative, people)
    assert hand.pages - before[0] <= MOST_PAGES and hand.forms - before[1] <= MOST_FORMS
    texts = documents(initiative, date(2018, 7, 31), date(2018, 12, 31), date(2021, 12, 31))
    assert {line: tuple(one.count(line) for one in texts) for line in COURSE} == COURSE
    decided, running, now = (
        told(initiative, day) for day in (date(2018, 7, 31), date(2018, 12, 31), date(2021, 12, 31))
    )
    [then], [year], [last] = decided["fields"], running["fields"], now["fields"]
    assert (then["phase"], year["phase"], last["phase"]) == (4, 6, 6)
    assert [one["paper"] for one in then["decisions"]] == ["SV-9-1123", "IX/641"] and then["agreements"] == []
    assert (
        then["decisions"][0]["result"] == "geändert beschlossen"
        and then["decisions"][0]["votes"][:5] == "46 Ja"
    )
    papers = [one["paper"] for one in last["decisions"]]
    assert sorted(papers) == ["022/2020", "IX/641", "SV-9-1123"]
    assert {key: one["stance"] for key, one in last["answers"].items()} == dict.fromkeys(
        last["participation"], "consent"
    )
    assert not any(one["provisional"] for one in last["answers"].values())
    assert [(one["kind"], one["issue"]) for one in year["agreements"]] == [("Vereinbarung", "34")]
    instruments = [(one["kind"], one["issue"], one["state"]) for one in last["agreements"]]
    assert instruments == [
        ("Vereinbarung", "34", "in Kraft"),
        ("Beitritt", "20", "in Kraft"),
        ("Änderung", "51", "in Kraft"),
    ]
    assert parties(initiative, date(2020, 5, 31)) == [COUNTY, "Rosendahl"]
    assert parties(initiative, date(2020, 6, 1)) == [COUNTY, "Rosendahl", "Nottuln"]
    state = facts(initiative.pk)
    [field] = state.fields
    asked = field.accessions[0].asks[place(COUNTY).pk]
    assert asked.consents and not asked.provisional and [one.allows for one in asked.resolutions] != [""]
    assert field.decision_of(place(COUNTY).pk).amended is False
    assert not any("Neue Runde" in one.what for one in gates.missing(state, field))
    assert field.agreements[0].cost_clause == SHARE and field.agreements[0].review_on == date(2021, 8, 16)
