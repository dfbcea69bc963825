"""Reminders of a baseline: who has not answered everything is told in the week before the due day, and once after it.

Invariant: of the same due day there is one reminder before and one after, also where two do it at the same time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from initiatives.domain.log import events
from initiatives.domain.money.questionnaires import ANSWERS, PAGE
from initiatives.domain.rules.money.baseline import completeness
from initiatives.domain.rules.reminders import Side, side_of
from initiatives.domain.state.loading import facts
from initiatives.domain.state.versions import state_change
from initiatives.models import Questionnaire, QuestionnaireReminder


@dataclass(frozen=True)
class Due:
    """A questionnaire of which those that owe an answer are to be told."""

    pk: int
    side: Side
    due_on: date
    owing: tuple[int, ...]  # organisations
    names: str


def unreminded(*, today: date) -> Iterator[Due]:
    """The questionnaires of fields in work whose due day is near or just over, with who owes answers and was not reminded."""
    for row in Questionnaire.objects.exclude(due_on=None).select_related("field"):
        assert row.due_on is not None, "Those without are left out."
        side = side_of(row.due_on, today)
        if side is None or row.reminders.filter(due_on=row.due_on, is_after=side is Side.AFTER).exists():
            continue
        field = facts(row.field.initiative_id).field(row.field_id)
        if field.baseline is None or field.side_state:
            continue
        state = completeness(field)
        if state.open:
            owing = tuple(one.id for one in state.open)
            yield Due(row.pk, side, row.due_on, owing, ", ".join(state.names))


@state_change()
def remind(*, due: Due, at: datetime) -> bool:
    """Tell those who work for the organisations that owe answers; returns whether nobody had done so yet."""
    row = (
        Questionnaire.objects.select_related("field")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=due.pk)
    )
    _, is_new = QuestionnaireReminder.objects.get_or_create(
        questionnaire=row,
        due_on=due.due_on,
        is_after=due.side is Side.AFTER,
        defaults={"reminded_at": at},
    )
    if is_new:
        over = "seit" if due.side is Side.AFTER else "bis"
        place = (PAGE, row.field_id, ANSWERS)
        events.record(
            kind="baseline-due",
            subject=f"An die Bestandsaufnahme erinnert, fällig {over} {due.due_on:%d.%m.%Y}",
            change=events.Change(after=due.names),
            where=events.in_field(row.field).on(PAGE, row.field_id, ANSWERS),
            by=None,
            by_itself=True,
            wanted=dict.fromkeys(due.owing, place),
            at=at,
        )
    return is_new
