"""What the public edition tells of the costs of a field: a party's once its own body has resolved. Pure; docs/decisions/0036.

Sums, keys and what goes from one to the other are told where all are; whoever's result others' figures can be read off waits
for their bodies, too. Of forms without `Money.bearers` all costs are public from the implementation on, as they were then.
"""

from __future__ import annotations

from dataclasses import replace

from initiatives.enums import Phase
from initiatives.snapshot.money import Cost, CostKey
from initiatives.snapshot.status_report import FieldState, InitiativeState, StatusReport


def shows(field: FieldState, place: str) -> bool:
    """Whether the costs of one party are public."""
    if not field.money.bearers:
        return field.phase >= Phase.IMPLEMENTATION
    cost = field.costs.get(place)
    if field.money.is_whole:
        return place in field.money.resolved
    return cost is not None and {place, *cost.rests_on} <= set(field.money.resolved)


def shows_all(field: FieldState) -> bool:
    """Whether the costs of all are public, and with them sums, keys and what is not known."""
    return field.money.is_whole if field.money.bearers else field.phase >= Phase.IMPLEMENTATION


def public(field: FieldState) -> FieldState:
    """A field with that of its money which the public edition may tell."""
    kept = {place: one for place, one in field.costs.items() if shows(field, place)}
    if shows_all(field):
        return replace(field, costs=kept, money=replace(field.money, keys=_keys(field)))
    return replace(
        field,
        costs={place: _alone(one) for place, one in kept.items()},
        money=replace(
            field.money,
            basis=field.money.basis if kept else None,
            variants=(),
            keys=(),
            actuals=tuple(one for one in field.money.actuals if shows(field, one.place)),
            funding=(),
        ),
    )


def _keys(field: FieldState) -> tuple[CostKey, ...]:
    """Without the periods that name a percentage or figure of one who has left, and on which its body has not resolved."""
    resolved = set(field.money.resolved)
    kept = (
        replace(key, periods=tuple(one for one in key.periods if {f.place for f in one.figures} <= resolved))
        for key in field.money.keys
    )
    return tuple(key for key in kept if key.periods)


def _alone(cost: Cost) -> Cost:
    """Without what goes to others and comes from them."""
    return replace(cost, pays=0, receives=0, rest=0)


def alike(before: StatusReport, now: StatusReport) -> tuple[StatusReport, StatusReport]:
    """Two public snapshots with that of their money alone which both may tell: what one of them withholds has not changed."""
    known = {one.key: {field.key: field for field in one.fields} for one in before.initiatives}
    then = {one.key: {field.key: field for field in one.fields} for one in now.initiatives}
    return _compared(before, then), _compared(now, known)


def _compared(report: StatusReport, other: dict[str, dict[str, FieldState]]) -> StatusReport:
    def of(initiative: InitiativeState) -> InitiativeState:
        found = other.get(initiative.key, {})
        fields = (_beside(one, found[one.key]) if one.key in found else one for one in initiative.fields)
        return replace(initiative, fields=tuple(fields))

    return replace(report, initiatives=tuple(map(of, report.initiatives)))


def _beside(field: FieldState, other: FieldState) -> FieldState:
    if all(one.money.is_whole for one in (field, other)) or not (field.money.bearers or other.money.bearers):
        return field
    return replace(
        field,
        costs={place: one for place, one in field.costs.items() if place in other.costs},
        money=replace(
            field.money,
            variants=(),
            keys=(),
            actuals=tuple(one for one in field.money.actuals if one.place in {*other.costs} & {*field.costs}),
        ),
    )
