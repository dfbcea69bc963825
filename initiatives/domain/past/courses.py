"""Entering afterwards (Nacherfassen): a course of a field that is over, in one act, in the order of its days.

Invariants: nothing is refused because it would not be allowed today, and nothing is written that could not have happened
then; of one course all is written or nothing; who runs the rounds takes down what others said, which counts once they
confirm it; an administrator records no Voten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import singledispatch
from typing import Any

from django.db.models import Q

from initiatives.domain.fields import (
    assessments,
    fields,
    gate_items,
    participations,
    providers,
    steps,
    workflow,
)
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import check_known_from, clean
from initiatives.domain.log import events
from initiatives.domain.money import plain
from initiatives.domain.past import agreements
from initiatives.domain.past.entries import (
    Agreed,
    Asked,
    Assessed,
    Cost,
    Entry,
    Happened,
    Joined,
    Moved,
    Noted,
    PartyOf,
    Resolved,
    Said,
    StepDone,
    counted,
    write_in_order,
)
from initiatives.domain.state.versions import state_change
from initiatives.domain.votes import positions, resolutions, rounds
from initiatives.enums import Participation, Stance, StepState
from initiatives.models import Ask, Body, Field, Mandate, Organisation, Round

# What comes first of what has one day: who takes part, what was asked, said and decided, and what followed from it.
RANKS: tuple[type[Entry], ...] = (
    *(Joined, Noted, StepDone, Cost, Asked, Said, Resolved, Agreed, PartyOf, Happened, Moved, Assessed),
)
IMPLIED = {"adopted": Stance.CONSENT, "amended": Stance.CONSENT, "rejected": Stance.REFUSAL}


@dataclass(frozen=True)
class Course:
    """What all entries of one act share. `reason` says from where it is known."""

    field: Field
    entries: tuple[Entry, ...]
    reason: str
    by: Mandate
    at: datetime


@state_change()
def record(*, field: Field, entries: Sequence[Entry], reason: str, by: Mandate, at: datetime) -> None:
    """Write a past course, whatever the order in which it is given.

    Raises Refused without a reason or an entry, EntryRefused for an entry that cannot have been: a day before the field
    or after today, leaving before joining, a release before its round was over, an answer in no round, and what the verb
    for it refuses beside the rules of today.
    """
    check_known_from(reason)
    if not entries:
        raise Refused("Bitte tragen Sie mindestens eine Zeile ein.")
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    course = Course(row, tuple(entries), clean(reason), by, at)

    def written(entry: Entry) -> None:
        write(entry, course)
        row.refresh_from_db()

    write_in_order(course.entries, RANKS, written)
    events.record(
        kind="course",
        subject="Verlauf nachgetragen",
        change=events.Change(after=f"{counted(len(entries))}: {course.reason}"),
        where=events.in_field(row),
        by=by,
        at=at,
    )


@singledispatch
def write(entry: Entry, course: Course) -> None:
    """Write one entry by the verb that everybody else uses. Raises Refused as that verb."""
    raise TypeError(f"{type(entry).__name__} is no entry of a course")


@write.register
def _joined(entry: Joined, course: Course) -> None:
    shared: dict[str, Any] = {
        "field": course.field,
        "organisation": entry.organisation,
        "effective_on": entry.day,
    }
    _check_leaving(entry, course)
    fields.set_participation(status=entry.status, by=course.by, at=course.at, **shared)
    if entry.leads:
        fields.set_lead(contact=entry.contact, by=course.by, at=course.at, **shared)
    if entry.provides:
        providers.set_provider(by=course.by, at=course.at, **shared)


def _check_leaving(entry: Joined, course: Course) -> None:
    if entry.status != Participation.LEFT:
        return
    before = participations.on(course.field, entry.day).get(entry.organisation.pk)
    if before is None or before.status != Participation.PARTICIPATING:
        raise Refused(
            f"{entry.organisation} war an diesem Tag nicht beteiligt und kann nicht ausgetreten sein.", "day"
        )


@write.register
def _noted(entry: Noted, course: Course) -> None:
    gate_items.record(
        field=course.field,
        kind=entry.kind,
        result=entry.result,
        text=entry.text,
        reason=course.reason,
        organisation=entry.organisation,
        effective_on=entry.day,
        past=True,
        by=course.by,
        at=course.at,
    )


@write.register
def _step_done(entry: StepDone, course: Course) -> None:
    shared: dict[str, Any] = {"by": course.by, "at": course.at, "effective_on": entry.day}
    step = steps.add(field=course.field, title=entry.title, owner=entry.owner, phase=entry.phase, **shared)
    done = {"state": StepState.DONE, "evidence": entry.evidence}
    steps.edit(step=step, values=done, seen=None, **shared)


@write.register
def _cost(entry: Cost, course: Course) -> None:
    plain.enter(
        field=course.field,
        organisation=entry.organisation,
        today_cents=entry.today,
        joint_cents=entry.joint,
        one_off_cents=entry.one_off,
        source=entry.source or course.reason,
        confidence=entry.confidence,
        effective_on=entry.day,
        past=True,
        by=course.by,
        at=course.at,
    )


@write.register
def _asked(entry: Asked, course: Course) -> None:
    """Who is not asked again keeps the answer of the round before."""
    asked = _who_was_asked(entry, course)
    earlier = Round.objects.filter(
        asks__field=course.field, purpose=entry.purpose, opened_on__lt=entry.day, joining=None
    ).exists()
    rounds.record_past(
        question=rounds.Question(
            entry.purpose, entry.subject, entry.version, continues=earlier, joining=entry.joining
        ),
        field=course.field,
        organisations=asked,
        bodies=_named(entry, course),
        opened_on=entry.day,
        deadline=entry.deadline,
        closed_on=entry.closed_on,
        reason=course.reason,
        by=course.by,
        at=course.at,
    )


def _who_was_asked(entry: Asked, course: Course) -> list[Organisation]:
    """Those whose answer or resolution is entered with the round; where there is none, who took part in the field.

    In an accession who joins is asked besides: without others named, who led or provided then.
    """
    within = _within(entry, course)
    named = {_whose(one).pk: _whose(one) for one in within}
    if named:
        return list(named.values())
    then = participations.on(course.field, entry.day).values()
    if entry.joining is not None:
        return [one.organisation for one in then if one.is_responsible or one.is_provider]
    return [one.organisation for one in then if one.status == Participation.PARTICIPATING]


def _within(entry: Asked, course: Course) -> list[Said | Resolved]:
    """What was said and resolved in a round."""
    return [
        one
        for one in course.entries
        if isinstance(one, Said | Resolved)
        and one.purpose == entry.purpose
        and entry.day <= one.day <= entry.closed_on
    ]


def _named(entry: Asked, course: Course) -> dict[int, Body | None]:
    """The bodies of which the course says that they were competent, by organisation."""
    told = [one for one in _within(entry, course) if isinstance(one, Resolved) and one.is_competent]
    return {one.body.organisation_id: one.body for one in told}


def _whose(entry: Said | Resolved) -> Organisation:
    return entry.organisation if isinstance(entry, Said) else entry.body.organisation


@write.register
def _said(entry: Said, course: Course) -> None:
    _say(_ask(entry, course), entry.stance, entry.reason, entry.source, entry.day, course)


@write.register
def _resolved(entry: Resolved, course: Course) -> None:
    ask = _ask(entry, course)
    source = entry.source or course.reason
    said = ask.positions.standing().filter(effective_on__lte=entry.day)
    if entry.result in IMPLIED and not said.exists():
        words, stance = f"Beschluss vom {entry.day:%d.%m.%Y}", IMPLIED[entry.result]
        reason = words if stance == Stance.REFUSAL else ""
        _say(ask, stance, reason, f"{words}, {source}", entry.day, course)
    decides = {ask.pk: True} if entry.is_competent else {}
    known = resolutions.same(entry.body, entry.result, entry.day, entry.paper_number)
    if known is not None:
        resolutions.answer_also(resolution=known, ask=ask, decides=decides, by=course.by, at=course.at)
        return
    for_, against, abstained = entry.votes
    content = {"votes_for": for_, "votes_against": against, "votes_abstained": abstained}
    content |= {
        name: getattr(entry, name) for name in ("title", "paper_number", "link", "members_absent", "allows")
    }
    resolutions.resolve(
        asks=[ask],
        body=entry.body,
        result=entry.result,
        effective_on=entry.day,
        content=content,
        source_note=source,
        decides=decides,
        is_competent=entry.is_competent,
        certain=entry.is_certain,
        by=course.by,
        at=course.at,
    )


def _say(ask: Ask, stance: str, reason: str, source: str, day: date, course: Course) -> None:
    shared: dict[str, Any] = {
        "ask": ask,
        "stance": stance,
        "effective_on": day,
        "reason": reason,
        "forgotten": True,
    }
    if ask.organisation_id == course.by.own_id:
        positions.give(by=course.by, at=course.at, **shared)
    else:
        positions.take_down(source_note=source or course.reason, by=course.by, at=course.at, **shared)


def _ask(entry: Said | Resolved, course: Course) -> Ask:
    """The ask in the round of this purpose that was open on that day."""
    if not course.by.writes:
        raise Refused("Voten und Beschlüsse erfasst die Fachadministration nicht.")
    then = Round.objects.filter(
        Q(closed_on=None) | Q(closed_on__gte=entry.day),
        asks__field=course.field,
        purpose=entry.purpose,
        opened_on__lte=entry.day,
    )
    asks = Ask.objects.filter(round__in=then, field=course.field).select_related("organisation", "field")
    found = asks.filter(organisation=_whose(entry)).first()
    if found is not None:
        return found
    if asks.exists():
        raise Refused(f"{_whose(entry)} ist in dieser Runde nicht gefragt worden.", "organisation")
    raise Refused("An diesem Tag lief keine Abstimmungsrunde dazu. Tragen Sie die Runde mit ein.", "day")


@write.register(Agreed)
@write.register(PartyOf)
@write.register(Happened)
def _agreed(entry: Agreed | PartyOf | Happened, course: Course) -> None:
    agreements.write(entry, field=course.field, reason=course.reason, by=course.by, at=course.at)


@write.register
def _moved(entry: Moved, course: Course) -> None:
    workflow.record_past(
        field=course.field,
        phase=entry.phase,
        side_state=entry.side_state,
        reason=course.reason,
        effective_on=entry.day,
        by=course.by,
        at=course.at,
    )


@write.register
def _assessed(entry: Assessed, course: Course) -> None:
    assessments.assess(
        field=course.field,
        light=entry.light,
        cause=entry.cause,
        measure=entry.measure,
        effective_on=entry.day,
        by=course.by,
        at=course.at,
    )
