"""The conditions under which a municipality consents: each tracked until it is firm or has fallen.

Invariants: the municipality alone says that its condition is firm, has fallen, or is open again; who is to fulfil it may
report that it has, and gives it back on leaving the initiative. With a fallen condition the consent does not count any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.seen import ANYTHING, Seen, check
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.enums import ConditionState
from initiatives.models import Initiative, Mandate, Organisation, Position, PositionCondition

# state -> those that may follow
MOVES: dict[str, frozenset[str]] = {
    ConditionState.OPEN: frozenset(
        {ConditionState.FULFILLED, ConditionState.CONFIRMED, ConditionState.DROPPED}
    ),
    ConditionState.FULFILLED: frozenset(
        {ConditionState.OPEN, ConditionState.CONFIRMED, ConditionState.DROPPED}
    ),
    ConditionState.CONFIRMED: frozenset({ConditionState.OPEN}),
    ConditionState.DROPPED: frozenset({ConditionState.OPEN}),
}
BY_OWNER = frozenset({ConditionState.FULFILLED})  # the others are the municipality's
WITH_NOTE = frozenset({ConditionState.FULFILLED, ConditionState.DROPPED})


@dataclass(frozen=True)
class Wanted:
    """A condition as it is set: what, who is to fulfil it, until when."""

    text: str
    owner: Organisation | None = None
    due_on: date | None = None


def wanted(position: Position) -> list[Wanted]:
    """The conditions of a position as they were set."""
    return _set(PositionCondition.objects.filter(position=position))


def newly_owned(position: Position, former: Position | None) -> set[int]:
    """The organisations that are to fulfil a condition of a position which the one before it did not give them."""
    known = wanted(former) if former else []
    return {one.owner.pk for one in wanted(position) if one.owner and one not in known}


def _set(rows: QuerySet[PositionCondition]) -> list[Wanted]:
    return [Wanted(row.text, row.owner, row.due_on) for row in rows.select_related("owner")]


def track(
    *, position: Position, former: Position | None, wanted: Iterable[Wanted], by: Mandate, at: datetime
) -> None:
    """Set the conditions of a new position. One that the `former` had in the same words keeps how far it is.

    Raises Refused for an owner that does not take part in the initiative.
    """
    known = {row.text: row for row in former.conditions.all()} if former else {}
    initiative = position.ask.round.initiative
    taking_part = {*initiative.participants.values_list("organisation_id", flat=True), initiative.county_id}
    for one in wanted:
        if one.owner and one.owner.pk not in taking_part:
            raise Refused(
                f"{one.owner} nimmt an der Initiative nicht teil und kann keine Bedingung erfüllen.",
                "conditions",
            )
        row = PositionCondition(
            position=position, text=one.text, owner=one.owner, due_on=one.due_on, changed_at=at, mandate=by
        )
        before = known.get(one.text)
        for version in before.history.order_by("history_date", "history_id") if before else ():
            row.state, row.note, row._history_date = version.state, version.note, version.history_date
            row.save()
        if before is None:
            row._history_date = at
            row.save()


@state_change()
def settle(
    *,
    condition: PositionCondition,
    state: str,
    by: Mandate,
    at: datetime,
    note: str = "",
    seen: Seen = ANYTHING,
) -> PositionCondition:
    """Say how far a condition is. `note` tells by what it is fulfilled or why it has fallen; `seen` is the state before.

    Raises Refused for somebody else's condition, a step that does not follow, a missing note, and where it changed since.
    """
    rows = PositionCondition.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("position__ask__organisation", "position__ask__field")
    row, note = rows.get(pk=condition.pk), clean(note)
    if state not in allowed(row, by):
        raise Refused("Über diese Bedingung entscheidet die Kommune, die sie gestellt hat.", "state")
    if row.position != row.position.ask.positions.standing().last():
        raise Refused("Diese Bedingung gehört zu einem früheren Votum, das nicht mehr gilt.")
    moved_on = Refused(f"Die Bedingung ist inzwischen „{row.get_state_display()}“.", "state")
    check(seen, row.state, lambda: moved_on)
    if state not in MOVES[row.state]:
        raise moved_on
    if state in WITH_NOTE and not note:
        what = "wodurch sie erfüllt ist" if state == ConditionState.FULFILLED else "warum sie zurückfällt"
        raise Refused(f"Bitte schreiben Sie dazu, {what}.", "note")
    before, row.state, row.note = row.get_state_display(), state, note or row.note
    row.changed_at, row.mandate, row._history_date = at, by, at
    row.save()
    ask = row.position.ask
    events.record(
        kind="consent-condition",
        subject=f"Bedingung {ask.organisation.of}: {row.text}",
        change=events.Change(before, row.get_state_display() + (f": {note}" if note else "")),
        where=events.in_field(ask.field, ask.organisation),
        by=by,
        at=at,
        wanted={ask.organisation_id: ("position", ask.pk, "")} if state == ConditionState.FULFILLED else None,
    )
    return row


def give_back(*, initiative: Initiative, organisation: Organisation, by: Mandate, at: datetime) -> None:
    """Who leaves an initiative is to fulfil no condition there any more; somebody else has to."""
    standing = Position.objects.standing().filter(ask__round__initiative=initiative)
    current = {position.ask_id: position.pk for position in standing}
    rows = PositionCondition.objects.select_for_update(of=("self",), no_key=True).filter(
        owner=organisation,
        position__in=current.values(),
        state__in=[ConditionState.OPEN, ConditionState.FULFILLED],
    )
    for row in rows.select_related("position__ask__organisation", "position__ask__field"):
        row.owner, row.changed_at, row.mandate, row._history_date = None, at, by, at
        row.save()
        ask = row.position.ask
        events.record(
            kind="consent-condition",
            subject=f"Bedingung {ask.organisation.of}: {row.text}",
            change=events.Change(organisation.designation, "noch niemand zuständig"),
            where=events.in_field(ask.field, ask.organisation),
            by=by,
            at=at,
        )


def allowed(row: PositionCondition, by: Mandate) -> frozenset[str]:
    """The states into which a mandate may bring a condition at all: all of the own, the owner reports it fulfilled."""
    if by.works_for(row.position.ask.organisation_id):
        return frozenset(ConditionState.values)
    if by.writes and by.organisation_id == row.owner_id:
        return BY_OWNER
    return frozenset()
