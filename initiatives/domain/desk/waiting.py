"""What an organisation cannot do yet, since others owe something before: read from the rules of the releases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from initiatives.domain.rules import access, agreements, gates
from initiatives.domain.rules.gate_points import Missing
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.enums import Participation, Phase

ANSWERS = ("Votum abgeben", "Mündliches Votum bestätigen")  # how `gates` begins where an answer is missing


@dataclass(frozen=True)
class Waiting:
    """`what` cannot be done yet: the answers of `names` are missing, else `first`, and `more` points beside."""

    what: str
    initiative: InitiativeFacts
    field: FieldFacts
    names: tuple[str, ...]
    first: Missing | None
    more: int


def waiting(*, initiatives: Iterable[InitiativeFacts], organisation_id: int) -> list[Waiting]:
    """What waits for others where the organisation takes part in a field or has it in hand; the nearest to its end first."""
    found = [
        (len(points), _waiting(initiative, field, organisation_id, points))
        for initiative in initiatives
        for field in initiative.fields
        if _concerns(initiative, field, organisation_id)
        and _waits(points := gates.missing(initiative, field), organisation_id)
    ]
    found.sort(key=lambda pair: pair[0])
    return [one for _, one in found]


def _concerns(initiative: InitiativeFacts, field: FieldFacts, own: int) -> bool:
    """Its next phase is a matter of the organisation; the end of a field, which has no day, waits for nobody."""
    if field.side_state or field.phase in (Phase.PROPOSAL, Phase.OPERATION):
        return False
    charged = access.in_charge(initiative, field)
    takes_part = field.participation_of(own) == Participation.PARTICIPATING
    return takes_part or (charged is not None and charged.id == own)


def _waits(points: list[Missing], own: int) -> bool:
    return any(own not in {place.id for place in point.owes} for point in points)


def _waiting(initiative: InitiativeFacts, field: FieldFacts, own: int, points: list[Missing]) -> Waiting:
    others = [one for one in points if own not in {place.id for place in one.owes}]
    answers = [one for one in others if one.what.startswith(ANSWERS)]
    names = tuple(sorted({place.name for one in answers for place in one.owes}))
    more = len(points) - (len(answers) or 1)
    return Waiting(_what(field, own), initiative, field, names, None if names else others[0], more)


def _what(field: FieldFacts, own: int) -> str:
    """The own signature where the bodies still decide, else that the next phase begins."""
    if field.phase == Phase.DECISION:
        for one in agreements.unended(field):
            if one.stands_alone and any(place.id == own for place in one.entering):
                return f"Unterzeichnen: {one.title}"
    return f"{Phase(field.phase + 1).label} beginnen: {field.title}"
