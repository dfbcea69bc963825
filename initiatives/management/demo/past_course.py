"""A second course of the example, marked as such: a cooperation that ran for years before anybody entered it here.

It follows a real course (payroll of one municipality by the county, later of two); all of it is entered in the way in which
people enter what is over.
"""

from datetime import date
from typing import Any

from initiatives.domain.circle import conditions, initiatives
from initiatives.domain.past import circles, courses
from initiatives.domain.past.circles import Met, Proposed, TookPart
from initiatives.domain.past.entries import (
    Agreed,
    Asked,
    Assessed,
    Happened,
    Joined,
    Moved,
    PartyOf,
    Resolved,
    StepDone,
)
from initiatives.domain.people import bodies
from initiatives.domain.votes import positions, resolutions
from initiatives.enums import (
    AgreementKind,
    BodyKind,
    Light,
    Nature,
    Participation,
    PartyChange,
    PartyRole,
    Phase,
    ReportedBy,
    ResolutionResult,
    Role,
    RoundPurpose,
    StageKind,
)
from initiatives.management.demo.course import Course
from initiatives.management.demo.organisations import COUNTY
from initiatives.management.demo.source import Case
from initiatives.models import Body, Field, Initiative, LegalForm, Mandate, Position, Resolution

TITLE = "Personalabrechnung durch den Kreis"
AGREEMENT = "Vereinbarung über die Personalabrechnung"
ACCESSION = "Beitritt zur Vereinbarung über die Personalabrechnung"
FIRST_DAY = date(2011, 1, 1)
ENTERED = 40  # days ago
SOURCE = "Akten der Personalabteilungen und Beschlussbücher"
TAKES_PART = Participation.PARTICIPATING
DECISION, JOINS = RoundPurpose.DECISION, RoundPurpose.ACCESSION


def load(case: Case, today: date) -> None:
    """Found the initiative and enter its past."""
    a = Course(case, _initiative(case, today), today)
    by, at = a.delegate("Havixbeck"), a.at(ENTERED)
    circles.record(
        initiative=a.initiative,
        documented_from=FIRST_DAY,
        entries=[
            TookPart(date(2015, 2, 1), a.place("Nordkirchen")),
            Proposed(date(2011, 6, 1), TITLE, Nature.BACK_OFFICE, AIM),
            Met(date(2013, 9, 12), "Gespräch der Personalämter", "Havixbeck", MEETING),
        ],
        reason=SOURCE,
        by=case.people["fachadministration"],
        at=at,
    )
    conditions.take_over_standard(initiative=a.initiative, by=by, at=at)
    field = Field.objects.get(initiative=a.initiative)
    committee = _committee(a)
    courses.record(field=field, entries=_first(a, committee), reason=SOURCE, by=by, at=at)
    courses.record(field=field, entries=_accession(a), reason=SOURCE, by=by, at=at)
    _confirm(a)


def _initiative(case: Case, today: date) -> Initiative:
    county, havixbeck = case.organisations[COUNTY], case.organisations["Gemeinde Havixbeck"]
    return initiatives.found(
        title=TITLE,
        short_title="Personalabrechnung",
        documented_from=FIRST_DAY,
        county=county,
        convening=havixbeck,
        participants=[havixbeck, county],
        background=BACKGROUND,
        is_example=True,
        by=None,
        at=Course(case, case.municipalities, today).at(ENTERED, 9),
    )


def _committee(a: Course) -> Body:
    values = {
        "organisation": a.place("Havixbeck"),
        "name": "Haupt- und Finanzausschuss",
        "kind": BodyKind.AUSSCHUSS,
        "slug": "hauptausschuss-havixbeck",
        "reported_by": ReportedBy.ORGANISATION,
    }
    return bodies.create(values=values, by=a.case.people["fachadministration"], at=a.at(ENTERED, 9))


def _first(a: Course, committee: Body) -> list:
    """2011 to 2014: one municipality and the county."""
    havixbeck, county = a.place("Havixbeck"), a.place(COUNTY)
    council = a.case.bodies["kreistag-coesfeld"]
    return [
        Joined(date(2013, 9, 12), havixbeck, TAKES_PART),
        Joined(date(2013, 9, 12), county, TAKES_PART, leads=True, contact="Abteilung Personal"),
        Moved(date(2013, 9, 12), Phase.CONCEPT),
        Moved(date(2013, 10, 15), Phase.DECISION),
        Asked(
            date(2013, 10, 15),
            DECISION,
            QUESTION,
            "Vereinbarung 2013",
            date(2013, 12, 18),
            date(2013, 12, 19),
        ),
        Resolved(
            date(2013, 11, 7),
            committee,
            DECISION,
            ResolutionResult.ADOPTED,
            "VO/092/2013",
            (12, 0, 0),
            title=TITLE_2013,
            is_competent=True,
        ),
        Resolved(
            date(2013, 12, 18), council, DECISION, ResolutionResult.ADOPTED, "SV-8-1029", title=TITLE_2013
        ),
        Moved(date(2013, 12, 19), Phase.IMPLEMENTATION),
        StepDone(
            date(2014, 1, 20), "Stammdaten übernehmen", Phase.IMPLEMENTATION, county, "Abnahme im Januar 2014"
        ),
        Agreed(
            date(2013, 12, 20),
            AgreementKind.AGREEMENT,
            AGREEMENT,
            "",
            _form(),
            county,
            "Fallpauschale je Jahr",
        ),
        PartyOf(date(2013, 12, 20), county, PartyChange.ENTERS, PartyRole.PROVIDES),
        PartyOf(date(2013, 12, 20), havixbeck, PartyChange.ENTERS, PartyRole.USES),
        Happened(
            date(2014, 1, 17),
            StageKind.PUBLISHED,
            details=_published("3", "21") | {"in_force_on": date(2014, 2, 1)},
        ),
        Joined(date(2014, 2, 1), county, TAKES_PART, provides=True),
        Moved(date(2014, 2, 1), Phase.OPERATION),
        Assessed(date(2014, 2, 1), Light.GREEN),
    ]


def _accession(a: Course) -> list:
    """2015: another municipality joins the running operation."""
    council = a.case.bodies["kreistag-coesfeld"]
    return [
        Asked(
            date(2015, 2, 10),
            JOINS,
            JOINING,
            "",
            date(2015, 4, 15),
            date(2015, 4, 16),
            a.place("Nordkirchen"),
        ),
        Resolved(
            date(2015, 3, 12),
            a.case.bodies["rat-nordkirchen"],
            JOINS,
            ResolutionResult.ADOPTED,
            "VO/021/2015",
            title=TITLE_2015,
        ),
        Resolved(date(2015, 4, 15), council, JOINS, ResolutionResult.ADOPTED, "SV-9-0236", title=TITLE_2015),
        Joined(date(2015, 5, 1), a.place("Nordkirchen"), TAKES_PART),
        Agreed(date(2015, 4, 16), AgreementKind.ACCESSION, ACCESSION, AGREEMENT, None),
        PartyOf(date(2015, 4, 16), a.place("Nordkirchen"), PartyChange.ENTERS, PartyRole.USES, ACCESSION),
        Happened(date(2015, 5, 1), StageKind.IN_FORCE, ACCESSION),
        Happened(date(2015, 6, 5), StageKind.PUBLISHED, ACCESSION, details=_published("23", "114")),
    ]


def _form() -> int | None:
    """The legal form of the agreement, where the law of the Land is recorded."""
    rows = LegalForm.objects.filter(land="05", key="mandating")
    return rows.values_list("pk", flat=True).first()


def _published(issue: str, entry: str) -> dict[str, Any]:
    gazette = "Amtsblatt für den Regierungsbezirk Münster"
    return {"gazette": gazette, "issue_number": issue, "entry_number": entry}


def _confirm(a: Course) -> None:
    """The county and the municipality that joined confirm what was entered for them."""
    acting = {
        a.place(COUNTY).pk: Mandate.objects.create(
            user=a.case.people["kreis"].user,
            role=Role.DEPUTY,
            organisation=a.place(COUNTY),
            initiative=a.initiative,
            valid_from=a.day(ENTERED),
        ),
        a.place("Nordkirchen").pk: a.delegate("Nordkirchen"),
    }
    said = Position.objects.filter(ask__round__initiative=a.initiative, confirmed_at=None, source="spoken")
    for position in said.select_related("ask"):
        by = acting[position.ask.organisation_id]
        positions.confirm(ask=position.ask, seen=position.pk, by=by, at=a.at(ENTERED - 2))
    decided = Resolution.objects.filter(
        answered__ask__round__initiative=a.initiative, confirmed_at=None
    ).distinct()
    for resolution in decided.exclude(source_note="").select_related("body"):
        by = acting[resolution.body.organisation_id]
        resolutions.confirm(resolution=resolution, by=by, at=a.at(ENTERED - 2))


TITLE_2013 = "Übertragung der Personalabrechnung auf den Kreis Coesfeld"
TITLE_2015 = "Beitritt der Gemeinde Nordkirchen zur Personalabrechnung durch den Kreis"
AIM = "Der Kreis rechnet die Bezüge der Beschäftigten kreisangehöriger Gemeinden mit ab."
BACKGROUND = """\
2011 empfahl eine Organisationsuntersuchung, die Personalabrechnung nicht länger allein zu leisten. Die Stelle wurde zum Ende \
des Jahres 2013 frei; eine halbe Stelle ist seither nicht wieder besetzt."""
MEETING = "Der Kreis übernimmt die Abrechnung, wenn Ausschuss und Kreistag zustimmen. Je Jahr werden rund 5.000\u00a0€ gespart."
QUESTION = "Soll der Kreis die Personalabrechnung der Gemeinde Havixbeck übernehmen?"
JOINING = "Soll die Gemeinde Nordkirchen der Vereinbarung beitreten?"
