"""Entering afterwards what belongs to an initiative as a whole: who took part, conditions, fields, meetings.

Invariants are those of `courses`: all is written or nothing, in the order of the days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import singledispatch

from initiatives.domain.circle import conditions, initiatives, participants
from initiatives.domain.fields import fields
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import check_known_from, clean
from initiatives.domain.log import events
from initiatives.domain.meetings import meetings, results
from initiatives.domain.past.entries import Entry, counted, write_in_order
from initiatives.domain.state.versions import state_change
from initiatives.models import Field, Initiative, Mandate, Organisation


@dataclass(frozen=True)
class TookPart(Entry):
    """From `day` until the day before `left_on`, or still."""

    organisation: Organisation
    left_on: date | None = None


@dataclass(frozen=True)
class Conditioned(Entry):
    """A framework condition, from `day` until the day before `ended_on`, or still."""

    text: str
    ended_on: date | None = None


@dataclass(frozen=True)
class Proposed(Entry):
    """A field, proposed on `day`."""

    title: str
    nature: str
    aim: str = ""


@dataclass(frozen=True)
class Met(Entry):
    title: str
    place: str = ""
    result: str = ""


@dataclass(frozen=True)
class Decided(Entry):
    """Adopted in the meeting of `day`; with `steering` (of enums.SteeringDecision) by the steering group, about a field."""

    text: str
    meeting: str = ""  # its title, where there were several on that day
    field: Field | None = None
    steering: str = ""


RANKS: tuple[type[Entry], ...] = (TookPart, Met, Conditioned, Proposed, Decided)


@state_change()
def record(
    *,
    initiative: Initiative,
    documented_from: date,
    entries: Sequence[Entry],
    reason: str,
    by: Mandate,
    at: datetime,
) -> None:
    """Write what was before, from `documented_from` on. Raises as `courses.record`, and Refused for a first day in the future
    or one after which nothing is known that stands here already.
    """
    check_known_from(reason)
    row = Initiative.objects.select_for_update(no_key=True).get(pk=initiative.pk)
    if documented_from > row.documented_from:
        raise Refused(
            f"Hier steht schon etwas vom {row.documented_from:%d.%m.%Y}. Später kann die Dokumentation nicht beginnen.",
            "documented_from",
        )
    if documented_from < row.documented_from:
        first = {"documented_from": documented_from}
        row = initiatives.edit(initiative=row, values=first, version=row.version, by=by, at=at)
    elif not entries:
        raise Refused("Bitte tragen Sie mindestens eine Zeile ein.")
    write_in_order(entries, RANKS, lambda entry: write(entry, row, by=by, at=at))
    events.record(
        kind="course",
        subject="Verlauf nachgetragen",
        change=events.Change(after=f"{counted(len(entries))}: {clean(reason)}"),
        where=events.in_initiative(row),
        by=by,
        at=at,
    )


@singledispatch
def write(entry: Entry, initiative: Initiative, *, by: Mandate, at: datetime) -> None:
    """Write one entry by the verb that everybody else uses. Raises Refused as that verb."""
    raise TypeError(f"{type(entry).__name__} is nothing of an initiative")


@write.register
def _took_part(entry: TookPart, initiative: Initiative, *, by: Mandate, at: datetime) -> None:
    participants.record_past(
        initiative=initiative,
        organisation=entry.organisation,
        joined_on=entry.day,
        left_on=entry.left_on,
        by=by,
        at=at,
    )


@write.register
def _conditioned(entry: Conditioned, initiative: Initiative, *, by: Mandate, at: datetime) -> None:
    row = conditions.add(initiative=initiative, text=entry.text, effective_on=entry.day, by=by, at=at)
    if entry.ended_on:
        try:
            conditions.end(condition=row, effective_on=entry.ended_on, by=by, at=at)
        except Refused as refusal:
            raise Refused(refusal.message, "ended_on") from refusal


@write.register
def _proposed(entry: Proposed, initiative: Initiative, *, by: Mandate, at: datetime) -> None:
    fields.propose(
        initiative=initiative,
        title=entry.title,
        nature=entry.nature,
        aim=entry.aim,
        proposed_on=entry.day,
        by=by,
        at=at,
    )


@write.register
def _met(entry: Met, initiative: Initiative, *, by: Mandate, at: datetime) -> None:
    meetings.record(
        initiative=initiative,
        title=entry.title,
        held_on=entry.day,
        place=entry.place,
        result=entry.result,
        by=by,
        at=at,
    )


@write.register
def _decided(entry: Decided, initiative: Initiative, *, by: Mandate, at: datetime) -> None:
    results.record_past(
        initiative=initiative,
        held_on=entry.day,
        text=entry.text,
        title=entry.meeting,
        field=entry.field,
        steering=entry.steering,
        by=by,
        at=at,
    )
