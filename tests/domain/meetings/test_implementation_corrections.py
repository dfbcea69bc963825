"""How far a decision is carried out is put right as every entry with a day: a new one, with its reason, in place of the old."""

from datetime import timedelta

import pytest

from initiatives.domain.kernel.corrections import Overtaken
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.meetings import register
from initiatives.domain.rules import correcting
from initiatives.domain.state import loading
from initiatives.domain.votes import resolution_corrections
from initiatives.enums import ImplementationState
from initiatives.models import Event, Implementation
from tests.domain.gatherings import CLOSED_AT, STARTS, closed, decision, resolution

DAY = timedelta(days=1)
AT = CLOSED_AT + 30 * DAY
TODAY = day_of(AT)
DONE, WORK, DROPPED = ImplementationState.DONE, ImplementationState.WORK, ImplementationState.DROPPED


@pytest.fixture
def by(circle):
    return circle.people["nottuln"]


@pytest.fixture
def decided(circle):
    return closed(circle).meeting.results.get(kind="decision")


@pytest.fixture
def told(decided, by):
    """In work since ten days ago, done since five."""
    return [
        register.implement(of=decided, state=state, effective_on=TODAY - days * DAY, by=by, at=AT)
        for state, days in ((WORK, 10), (DONE, 5))
    ]


def correct(row, by, **values) -> Implementation:
    return register.correct(
        implementation=row, values=values, correction_reason="Laut Akte", by=by, at=AT + DAY
    )


def states(circle) -> list[str]:
    entries = register.entries(facts=loading.facts(circle.initiative.pk), today=TODAY)
    return [one.state for one in entries]


def test_the_day_is_put_right_and_the_latest_day_counts(circle, told, by):
    new = correct(told[0], by, effective_on=TODAY - 2 * DAY, contact="Amt 10")
    assert states(circle) == [WORK]
    old = Implementation.objects.get(pk=told[0].pk)
    assert (old.effective_on, old.contact) == (TODAY - 10 * DAY, "")
    assert (new.corrects, new.decision, new.state) == (old, old.decision, WORK)
    event = Event.objects.get(kind="implementation-corrected")
    assert event.before == f"in Umsetzung (ab {TODAY - 10 * DAY:%d.%m.%Y})"
    assert event.after == (
        f"in Umsetzung; Ansprechstelle: Amt 10 (ab {TODAY - 2 * DAY:%d.%m.%Y}) – Laut Akte"
    )
    assert (event.page, event.page_id, event.field_id) == (
        "register_decision",
        old.decision_id,
        circle.payroll.pk,
    )


def test_the_place_on_a_day_settles_which_counts(circle, told, by):
    correct(told[0], by, effective_on=told[1].effective_on, day_order=1)
    assert states(circle) == [WORK]


def test_what_never_was_counts_no_more(circle, told, by, decided):
    gone = {"values": {}, "correction_reason": "Verwechselt", "withdrawn": True, "by": by, "at": AT}
    register.correct(implementation=told[1], **gone)
    assert states(circle) == [WORK]
    register.correct(implementation=told[0], **gone)
    assert states(circle) == [ImplementationState.OPEN]
    register.implement(of=decided, state=WORK, effective_on=TODAY - 10 * DAY, by=by, at=AT)
    assert states(circle) == [WORK], "the same may be told again"


def test_what_cannot_be_is_refused_and_nothing_written(told, by):
    before = Implementation.objects.count(), Event.objects.count()
    for values, words, field in (
        ({"effective_on": TODAY + 2 * DAY}, "in der Zukunft", "effective_on"),
        ({"effective_on": STARTS.date() - DAY}, "erst am 12.03.2026", "effective_on"),
        ({"state": DROPPED}, "begründen", "note"),
        ({"state": DROPPED, "note": " "}, "begründen", "note"),
        ({"state": DONE}, "nichts geändert", None),
    ):
        with pytest.raises(Refused, match=words) as refused:
            correct(told[1], by, **values)
        assert refused.value.field == field
    with pytest.raises(Refused) as refused:
        register.correct(implementation=told[1], values={"state": WORK}, correction_reason=" ", by=by, at=AT)
    assert refused.value.field == "correction_reason"
    assert (Implementation.objects.count(), Event.objects.count()) == before
    correct(told[1], by, contact="Amt 10")
    with pytest.raises(Overtaken, match="schon berichtigt"):
        correct(told[1], by, contact="Amt 20")


def test_it_stays_with_a_resolution_that_is_put_right_itself(circle, by):
    found = resolution(circle)
    told = register.implement(of=found, state=WORK, by=by, at=AT)
    first = correct(told, by, state=DONE)
    new = resolution_corrections.correct(
        resolution=found, values={"votes_for": 29}, correction_reason="Verzählt", by=by, at=AT + DAY
    )
    assert states(circle) == [DONE]
    correct(first, by, state=WORK)
    assert states(circle) == [WORK]
    assert set(register.of_field(circle.payroll.pk).values_list("resolution", flat=True)) == {new.pk}


def test_who_tells_how_far_it_is_puts_it_right(circle, told, by):
    of_body = register.implement(of=resolution(circle), state=DONE, by=by, at=AT)
    without = decision(circle, told[0].decision.meeting, field=None)
    of_none = register.implement(of=without, state=DONE, by=by, at=AT)
    assert list(register.of_no_field(circle.initiative.pk)) == [of_none]
    facts = loading.facts(circle.initiative.pk)
    field = facts.field(circle.payroll.pk)

    def those(row, field) -> set[str]:
        people = circle.people.items()
        return {name for name, one in people if correcting.may_correct(one, facts, field, row)}

    assert those(told[0], field) == {"nottuln", "duelmen", "rosendahl"}
    assert those(of_body, field) == {"nottuln"}
    assert those(of_none, None) == {"nottuln"}
