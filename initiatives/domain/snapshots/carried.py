"""How far decisions of the delegates and resolutions of bodies were carried out, and when the bodies asked sit next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Min, Q

from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state.history import known
from initiatives.enums import ImplementationState
from initiatives.models import Implementation, Sitting

RUNNING = (ImplementationState.OPEN, ImplementationState.WORK)
AHEAD = timedelta(days=183)  # a calendar that goes on for longer says nothing about the question


@dataclass(frozen=True)
class Carried:
    """In words; empty where nobody has said anything."""

    carried: str = ""
    carried_by: date | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Calendar:
    """By decision, by resolution, and by organisation with the name of its body."""

    decisions: dict[int, Carried] = field(default_factory=dict)
    resolutions: dict[int, Carried] = field(default_factory=dict)
    sittings: dict[tuple[int, str], date] = field(default_factory=dict)


def read(initiative_ids: Sequence[int], moment: Moment) -> Calendar:
    """In two queries, however many initiatives."""
    found = Calendar(sittings=_sittings(initiative_ids, moment.day))
    of_it = Q(decision__meeting__initiative__in=initiative_ids)
    of_it |= Q(resolution__answered__ask__field__initiative__in=initiative_ids)
    rows = known(Implementation.objects.filter(of_it), moment).distinct()
    for row in rows.order_by("effective_on", "day_order", "recorded_at", "pk"):
        if row.decision_id:
            found.decisions[row.decision_id] = _carried(row, moment.day)
        elif row.resolution_id:
            found.resolutions[row.resolution_id] = _carried(row, moment.day)
    return found


def _carried(row: Implementation, day: date) -> Carried:
    overdue = row.state in RUNNING and row.due_on is not None and row.due_on < day
    return Carried(ImplementationState(row.state).label, row.due_on, overdue)


def _sittings(initiative_ids: Sequence[int], day: date) -> dict[tuple[int, str], date]:
    rows = Sitting.objects.filter(
        body__asks__field__initiative__in=initiative_ids,
        held_on__range=(day, day + AHEAD),
        is_cancelled=False,
    )
    next_of = rows.values_list("body__organisation_id", "body__name").annotate(Min("held_on")).order_by()
    return {(organisation, name): first for organisation, name, first in next_of}
