"""Facts without a database: a field with three municipalities, changed by keyword."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from initiatives.domain.rules.checks import RULES
from initiatives.domain.state.facts import (
    AccessionFacts,
    AskFacts,
    ConditionFacts,
    CostFacts,
    FieldFacts,
    GateItemFacts,
    InitiativeFacts,
    OrganisationFacts,
    ParticipationFacts,
    PositionConditionFacts,
    PositionFacts,
    ResolutionFacts,
    RoundFacts,
    RulingFacts,
    StepFacts,
)

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def organisation(number: int, name: str, kind="gemeinde", takes_part=True) -> OrganisationFacts:
    designation = f"{kind.title()} {name}"
    return OrganisationFacts(
        number, str(number), name, designation, f"der {designation}", kind, 1000, DAY, None, None, takes_part
    )


NOTTULN, OLFEN, SENDEN = organisation(1, "Nottuln"), organisation(2, "Olfen"), organisation(3, "Senden")
COUNTY = organisation(4, "Coesfeld", "kreis", takes_part=False)
GUEST = organisation(5, "Rechenzentrum", "dritte", takes_part=False)


def member(
    place: OrganisationFacts, status="participating", leads=False, contact="", since=DAY
) -> ParticipationFacts:
    return ParticipationFacts(place, status, leads, contact, since)


def members(*places: OrganisationFacts, lead: OrganisationFacts | None = None) -> dict:
    return {p.id: member(p, leads=p is lead, contact="Amt 10" if p is lead else "") for p in places}


def round_(purpose="taking_part", closed: date | None = None) -> RoundFacts:
    return RoundFacts(1, purpose, "Frage?", "", DAY, DAY + timedelta(days=14), closed, closes_itself=False)


def ask(place: OrganisationFacts, stance: str = "", *results: str, conditions=()) -> AskFacts:
    """Asked; with a stance answered, with results resolved in this order."""
    position = (
        PositionFacts(place.id, stance, "Grund", "own", True, False, DAY, AT, "Beauftragte/r", conditions)
        if stance
        else None
    )
    body = f"Rat {place.name}"
    resolutions = tuple(ResolutionFacts(body, DAY, result, "", (None, None, None)) for result in results)
    return AskFacts(place.id, place, "Rat", position, None, resolutions)


def ruling(concerns_others: bool, day: date = DAY) -> RulingFacts:
    return RulingFacts(1, concerns_others, "Nur die Stellenzahl", day, "Beauftragte/r")


def accession(
    joining: OrganisationFacts, *others: OrganisationFacts, closed: date | None = None, said: str = ""
) -> AccessionFacts:
    """A round about one that joins, which has said this; the others have not answered."""
    asked = [replace(ask(one), id=100 + one.id) for one in others]
    own = replace(ask(joining, said), id=100 + joining.id)
    return AccessionFacts(replace(round_("accession", closed), id=2), joining, asks(own, *asked))


def asks(*given: AskFacts) -> dict:
    return {a.organisation.id: a for a in given}


def item(
    kind: str, place: OrganisationFacts | None = None, result="done", day=DAY, number=0
) -> GateItemFacts:
    return GateItemFacts(
        number, kind, place and place.id, result, "Text", "Grund", "", None, day, "Beauftragte/r"
    )


def cost(today: int, joint: int) -> CostFacts:
    """Euros a year."""
    return CostFacts(today * 100, joint * 100, 0, "Haushalt", "calculated", DAY)


def step(phase: int, state="open", owner: OrganisationFacts | None = None) -> StepFacts:
    return StepFacts(1, 1, phase, "Vertrag prüfen", owner and owner.id, DAY, state, "", "", None, None)


def condition_of_consent(state: str, owner: OrganisationFacts | None = OLFEN) -> PositionConditionFacts:
    return PositionConditionFacts(1, "Frist 12 Monate", owner and owner.id, DAY, state, "")


def field(**changes) -> FieldFacts:
    values = {
        "id": 10,
        "number": 1,
        "version": 1,
        "title": "Personalabrechnung",
        "short_title": "Personal",
        "nature": "back_office",
        "focal_points": (),
        "aim": "Ziel",
        "description": "Beschreibung",
        "origin": "",
        "phase": 0,
        "phase_dates": {0: DAY},
        "side_state": None,
        "side_reason": "",
        "assessment": None,
        "participations": {},
        "round": None,
        "asks": {},
        "decisions": (),
    }
    return FieldFacts(**values | changes)


def initiative(*fields: FieldFacts, guests: tuple[OrganisationFacts, ...] = (), **changes) -> InitiativeFacts:
    """Nottuln convenes, Olfen and Senden take part; `guests` occur in it besides."""
    values = {
        "id": 1,
        "version": 1,
        "title": "Initiative",
        "short_title": "Kreis",
        "background": "",
        "conditions_note": "",
        "county": None,
        "convening": NOTTULN,
        "documented_from": DAY,
        "is_example": False,
        "organisations": {o.id: o for o in (NOTTULN, OLFEN, SENDEN, *guests)},
        "conditions": tuple(ConditionFacts(n, n, key, "", key) for n, key in enumerate(RULES, start=1)),
        "meetings": (),
        "field_count": len(fields),
        "fields": fields,
    }
    return InitiativeFacts(**values | changes)
