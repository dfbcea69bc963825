"""Whose turn it is in a field: the first point that its next release lacks, in one line. Pure functions over `facts`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from initiatives.domain.rules import gates
from initiatives.domain.rules.gate_points import Missing, in_charge
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts, OrganisationFacts
from initiatives.enums import Phase

NAMED = 3


@dataclass(frozen=True)
class Turn:
    """`what` is to be done until `due_on`; `names` are the first that owe it, `others` how many owe it beside them.

    `own`: the asking organisation is among them, and not among `names`. `points` counts what else is missing.
    """

    what: str
    names: tuple[str, ...]
    others: int
    own: bool
    due_on: date | None
    points: int


def of_field(facts: InitiativeFacts, field: FieldFacts, own_id: int | None) -> Turn | None:
    """What `own_id` owes first, else what anybody does, at last the release; None where the field rests, is over or at work."""
    if field.side_state or field.phase >= Phase.OPERATION:
        return None
    missing = gates.missing(facts, field) or [
        Missing("Nächste Phase freigeben", in_charge(facts, field), "freigabe")
    ]
    first = next((one for one in missing if _owes(one, own_id)), missing[0])
    alike = [one for one in missing if one.what == first.what]
    own = any(_owes(one, own_id) for one in alike)
    names = _names(first, alike, own_id)
    return Turn(
        first.what,
        names[:NAMED],
        len(names[NAMED:]),
        own,
        first.due_on,
        len({one.what for one in missing}) - 1,
    )


def _owes(point: Missing, own_id: int | None) -> bool:
    return own_id in {one.id for one in point.owes}


def _names(first: Missing, alike: list[Missing], own_id: int | None) -> tuple[str, ...]:
    """Who owes it beside the own organisation, each once."""
    if first.group:
        return (first.group,)
    found: dict[int, OrganisationFacts] = {o.id: o for one in alike for o in one.owes}
    if not found:
        return ("die Beauftragten gemeinsam",)
    return tuple(o.name for o in found.values() if o.id != own_id)
