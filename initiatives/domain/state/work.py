"""Reads the tasks of an initiative and its requests for the support of the county."""

from __future__ import annotations

from typing import Any

from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state.facts import SupportFacts, TaskFacts
from initiatives.enums import SupportState
from initiatives.models import SupportRequest, Task


def tasks(initiative_id: int, moment: Moment) -> tuple[TaskFacts, ...]:
    """Those that were known, as they stand now."""
    rows = Task.objects.filter(initiative_id=initiative_id, recorded_at__lte=moment.known)
    columns = (
        *("id", "title", "owner_id", "field_id", "due_on", "state", "mandate__organisation_id", "done_on"),
    )
    return tuple(TaskFacts(*row) for row in rows.values_list(*columns))


def support(initiative_id: int, moment: Moment) -> tuple[SupportFacts, ...]:
    """The requests that were known, newest first."""
    rows = SupportRequest.objects.filter(initiative_id=initiative_id, recorded_at__lte=moment.known)
    columns = (
        *("id", "subject", "organisation_id", "county_id", "field_id", "state", "recorded_at", "wanted_by"),
        *("decided_at", "answered_at", "closed_at"),
    )
    return tuple(_support(row, moment) for row in rows.values(*columns))


def _support(row: dict[str, Any], moment: Moment) -> SupportFacts:
    return SupportFacts(
        row["id"],
        row["subject"],
        row["organisation_id"],
        row["county_id"],
        row["field_id"],
        _support_state(row, moment),
        row["recorded_at"],
        row["wanted_by"],
        row["answered_at"] if moment.knows(row["answered_at"]) else None,
        row["closed_at"] if moment.knows(row["closed_at"]) else None,
    )


def _support_state(row: dict[str, Any], moment: Moment) -> str:
    if moment.knows(row["closed_at"]):
        return row["state"]
    if moment.knows(row["answered_at"]):
        return SupportState.ANSWERED
    return SupportState.ACCEPTED if moment.knows(row["decided_at"]) else SupportState.ASKED
