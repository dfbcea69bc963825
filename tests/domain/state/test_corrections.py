"""Entries, corrections and withdrawals in any order, against a plain model: on each day, as known at each instant, what is
told is the last version of each entry known then; of those in effect, the one of the last place on the last day.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from initiatives.domain.fields import assessments, workflow
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import corrections as votes
from initiatives.domain.votes import positions
from initiatives.models import Field, PhaseTransition, Position, StatusAssessment
from tests.support.personas import BEGIN

DAYS = 4
KNOWN = datetime(2026, 6, 1, 12, tzinfo=timezone.get_default_timezone())
SECOND = timedelta(seconds=1)


def on(offset: int) -> date:
    return BEGIN + timedelta(days=offset)


@dataclass(frozen=True)
class Version:
    known: datetime
    day: int
    place: int
    value: Any
    gone: bool = False


@dataclass
class Model:
    """By the number of its first row each entry with its versions, oldest first."""

    chains: list[list[tuple[int, Version]]] = field(default_factory=list)

    def told(self, day: int, known: datetime) -> Any:
        found = []
        for chain in self.chains:
            seen = [one for one in chain if one[1].known <= known]
            if seen and not seen[-1][1].gone and seen[-1][1].day <= day:
                pk, version = seen[-1]
                found.append((version.day, version.place, version.known, pk, version.value))
        return max(found)[-1] if found else None


@dataclass(frozen=True)
class Subject:
    """What is entered and corrected, and how it is told."""

    rows: Any
    values: list
    enter: Callable  # (value, day, at) -> row
    correct: Callable  # (row, value, day, place, withdrawn, at) -> row
    told: Callable  # (field facts) -> value
    place: Field
    keeps: bool = False  # whether a correction leaves the value as it is


ACT = st.tuples(
    st.sampled_from(["enter", "enter", "correct", "correct", "withdraw"]),
    st.integers(0, 9),  # which entry
    st.integers(0, 9),  # which value
    st.integers(0, DAYS - 1),
    st.integers(0, 2),
)


def run(circle, subject: Subject, acts: list) -> int:
    """Do them all; those refused write nothing. Returns how many were done."""
    model, instants, done = Model(), [KNOWN], 0
    for number, (what, which, value, day, place) in enumerate(acts):
        at, value = KNOWN + (number + 1) * SECOND, subject.values[value % len(subject.values)]
        if what != "enter" and not model.chains:
            continue
        before = subject.rows.count()
        try:
            with transaction.atomic():
                if what == "enter":
                    row = subject.enter(value, on(day), at)
                else:
                    chain = model.chains[which % len(model.chains)]
                    row = subject.correct(
                        subject.rows.get(pk=chain[-1][0]), value, on(day), place, what == "withdraw", at
                    )
        except Refused:
            assert subject.rows.count() == before
            continue
        if subject.rows.count() == before:
            continue  # the same once more
        done += 1
        instants.append(at)
        if what == "enter":
            model.chains.append([(row.pk, Version(at, day, 0, value))])
        elif what == "withdraw":
            last = chain[-1][1]
            chain.append((row.pk, Version(at, last.day, last.place, last.value, gone=True)))
        else:
            said = chain[-1][1].value if subject.keeps else value
            chain.append((row.pk, Version(at, day, place, said)))
    for known in instants:
        for day in range(DAYS):
            state = facts(circle.initiative.pk, Moment(on(day), known), field_id=subject.place.pk)
            assert subject.told(state.field(subject.place.pk)) == model.told(day, known), (day, known)
    now = facts(circle.initiative.pk).field(subject.place.pk)
    assert subject.told(now) == model.told(DAYS, KNOWN + timedelta(days=1))
    return done


def lights(circle) -> Subject:
    by = circle.people["nottuln"]

    def values(value: str) -> dict:
        said = (
            {"cause": "Krank", "measure": "Vertreten"} if value != "green" else {"cause": "", "measure": ""}
        )
        return {"light": value, **said}

    def correct(row, value, day, place, withdrawn, at):
        changed = values(value) | {"effective_on": day, "day_order": place}
        return assessments.correct(
            assessment=row, values=changed, correction_reason="Vertan", withdrawn=withdrawn, by=by, at=at
        )

    return Subject(
        StatusAssessment.objects.filter(field=circle.payroll),
        ["green", "yellow", "red"],
        lambda value, day, at: assessments.assess(
            field=circle.payroll, **values(value), effective_on=day, by=by, at=at
        ),
        correct,
        lambda told: told.assessment.light if told.assessment else None,
        circle.payroll,
    )


def phases(circle) -> Subject:
    """Of a field about which nobody is asked; a correction leaves the phase of a move as it is."""
    by = circle.people["nottuln"]

    def correct(row, value, day, place, withdrawn, at):
        changed = {"effective_on": day, "day_order": place}
        return workflow.correct(
            move=row, values=changed, correction_reason="Vertan", withdrawn=withdrawn, by=by, at=at
        )

    def told(now):
        return (now.phase, now.side_state) if now.last_move else None

    return Subject(
        PhaseTransition.objects.filter(field=circle.hotline),
        [(1, None), (2, None), (3, None), (1, "on_hold"), (2, "on_hold"), (4, None)],
        lambda value, day, at: workflow.record_past(
            field=circle.hotline,
            phase=value[0],
            side_state=value[1],
            reason="Akte",
            effective_on=day,
            by=by,
            at=at,
        ),
        correct,
        told,
        circle.hotline,
        keeps=True,
    )


def answers(circle) -> Subject:
    by, ask = circle.people["duelmen"], circle.ask(circle.duelmen)

    def correct(row, value, day, place, withdrawn, at):
        changed = {"stance": value, "reason": "", "effective_on": day, "day_order": place}
        return votes.correct_position(
            position=row, values=changed, correction_reason="Vertan", withdrawn=withdrawn, by=by, at=at
        )

    def told(now):
        found = now.asks.get(circle.duelmen.pk)
        return found.position.stance if found and found.position else None

    return Subject(
        Position.objects.filter(ask=ask),
        ["consent", "deliberating", "abstention", "withdrawn"],
        lambda value, day, at: positions.give(
            ask=ask, stance=value, effective_on=day, forgotten=True, by=by, at=at
        ),
        correct,
        told,
        circle.payroll,
    )


@pytest.mark.once
@pytest.mark.parametrize("make", [lights, phases, answers])
def test_each_day_is_told_as_the_last_versions_known_say(circle, make):
    subject, most = make(circle), 0

    @settings(
        max_examples=6,
        derandomize=True,  # the same acts each time, enough of which have an effect
        phases=[Phase.generate],  # to shrink would take minutes
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(acts=st.lists(ACT, min_size=4, max_size=8))
    def hold(acts):
        nonlocal most
        with transaction.atomic():
            most = max(most, run(circle, subject, acts))
            transaction.set_rollback(True)

    hold()
    assert most > 3
