"""Facts without a database: a field with three municipalities, changed by keyword."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from initiatives.domain.rules.checks import RULES
from initiatives.domain.state.facts import (
    AccessionFacts,
    AnswerFacts,
    AskFacts,
    BaselineFacts,
    ConditionFacts,
    CostKeyFacts,
    CostLineFacts,
    FieldFacts,
    GateItemFacts,
    InitiativeFacts,
    KeyPeriodFacts,
    MoneyFacts,
    OrganisationFacts,
    ParticipationFacts,
    PositionConditionFacts,
    PositionFacts,
    QuestionFacts,
    ResolutionFacts,
    RoundFacts,
    RulingFacts,
    StepFacts,
)
from initiatives.domain.state.facts.money import NO_MONEY

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


def cost(today: int, joint: int, one_off: int = 0) -> tuple[int, int, int]:
    """Euros a year, and once, in cents: what `field` makes plain lines of."""
    return today * 100, joint * 100, one_off * 100


def line(number: int, variant: str, kind: str, place: int | None, cents: int, **more) -> CostLineFacts:
    told = {"receiver_id": None, "is_shared": False, "key_id": None, "source": "Haushalt"}
    told |= {"confidence": "calculated", "effective_on": DAY}
    return CostLineFacts(number, variant, kind, organisation_id=place, amount=cents, **told | more)


def money(costs: dict[int, tuple[int, int, int]], *lines: CostLineFacts, **changes) -> MoneyFacts:
    """The plain lines of each organisation in cents, and further ones."""
    sums = ("today", "total"), ("joint", "total"), ("joint", "one_off")
    plain = [
        line(place * 10 + n, variant, kind, place, cents)
        for place, amounts in costs.items()
        for n, ((variant, kind), cents) in enumerate(zip(sums, amounts, strict=True))
    ]
    return replace(NO_MONEY, lines=(*plain, *lines), **changes)


def period(kind="described", starts=date(2000, 1, 1), figures=None, **more) -> KeyPeriodFacts:
    told = {"ends_on": None, "bearers": "participants", "reason": "Je zur Hälfte", "effective_on": DAY}
    return KeyPeriodFacts(1, starts, kind=kind, figures=figures or {}, **told | more)


def key(*periods: KeyPeriodFacts, number=1) -> CostKeyFacts:
    """A key that is described where no periods are given."""
    return CostKeyFacts(number, "Kostenschlüssel", periods or (period(),))


def baseline(*answered: OrganisationFacts, due: date | None = None, required=True) -> BaselineFacts:
    """A questionnaire with one question, which these have answered."""
    asked = QuestionFacts(1, 1, "Wie viele Fälle?", "number", "", required, "", (), (), "", DAY)
    given = {
        place.id: {1: AnswerFacts(place.id, "5", None, "", DAY, DAY, "Beauftragte/r")} for place in answered
    }
    return BaselineFacts(1, 1, "Bestandsaufnahme", due, DAY, DAY, (asked,), given)


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
    costs, keys = changes.pop("costs", None), changes.pop("keys", ())
    if (costs or keys) and "money" not in changes:
        changes["money"] = money(costs or {}, keys=keys)
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
