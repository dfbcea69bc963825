"""Phases and side states under any sequence of wishes: never anything that the table forbids, never a trace of a refusal."""

from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from initiatives.domain.fields import workflow
from initiatives.domain.fields.workflow import MOVES
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.seen import ANYTHING
from initiatives.enums import Phase, SideState
from initiatives.models import Event, Field, PhaseTransition

SEEN = st.sampled_from([None, "now", "before", "side"])
FRESH = (None, "now")
REASONS = st.sampled_from(["", "  ", "So beschlossen."])


class Transitions(RuleBasedStateMachine):
    """One field; `phase` and `side` are what the table says it should be."""

    circle = None

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.field, self.by = self.circle.payroll, self.circle.people["nottuln"]
        self.phase, self.side, self.moves = 0, None, 0

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def wish(self, allowed: bool, then: tuple[int, str | None], move, **values) -> None:
        before = PhaseTransition.objects.count(), Event.objects.count()
        if not allowed:
            with pytest.raises(Refused):
                move(field=self.field, by=self.by, at=moments.now(), **values)
            assert (PhaseTransition.objects.count(), Event.objects.count()) == before
            return
        made = move(field=self.field, by=self.by, at=moments.now(), **values)
        assert (made.from_phase, made.from_side_state) == (self.phase, self.side)
        self.phase, self.side = then
        self.moves += 1

    @rule(reason=REASONS, seen=SEEN)
    def release(self, reason, seen):
        """Something is always missing here but in the last phase, so that a reason is needed."""
        allowed = (
            self.side is None and self.phase < Phase.OPERATION and bool(reason.strip()) and seen in FRESH
        )
        self.wish(allowed, (self.phase + 1, None), workflow.release, reason=reason, seen=self.seen(seen))

    def seen(self, when):
        """Where the mover saw the field; the two stale views are of another phase and of another side state."""
        other = next(one for one in (None, *SideState.values) if one != self.side)
        places = {
            "now": (self.phase, self.side),
            "before": (self.phase - 1, self.side),
            "side": (self.phase, other),
        }
        return ANYTHING if when is None else workflow.standing(*places[when])

    @rule(side=st.sampled_from(SideState.values), reason=REASONS, seen=SEEN)
    def rest(self, side, reason, seen):
        allowed = side in MOVES[self.side] and bool(reason.strip()) and seen in FRESH
        self.wish(
            allowed,
            (self.phase, side),
            workflow.rest,
            side_state=side,
            reason=reason,
            seen=self.seen(seen),
        )

    @rule(reason=REASONS, seen=SEEN)
    def resume(self, reason, seen):
        allowed = self.side is not None and bool(reason.strip()) and seen in FRESH
        self.wish(allowed, (self.phase, None), workflow.resume, reason=reason, seen=self.seen(seen))

    @precondition(lambda self: self.phase > 0)
    @rule(phase=st.integers(-1, 7), reason=REASONS)
    def reopen(self, phase, reason):
        allowed = self.side is None and 0 <= phase < self.phase and bool(reason.strip())
        self.wish(allowed, (phase, None), workflow.reopen, phase=phase, reason=reason)

    @invariant()
    def the_field_stands_where_the_table_says(self):
        row = Field.objects.get(pk=self.field.pk)
        assert (row.phase, row.side_state) == (self.phase, self.side)
        moves = list(PhaseTransition.objects.filter(field=self.field).order_by("recorded_at", "pk"))
        assert len(moves) == self.moves
        for former, latter in pairwise(moves):
            assert (former.to_phase, former.to_side_state) == (latter.from_phase, latter.from_side_state)
            assert latter.to_phase - latter.from_phase <= 1


@pytest.mark.once
def test_no_sequence_of_wishes_reaches_what_the_table_forbids(circle):
    Transitions.circle = circle
    run_state_machine_as_test(
        Transitions,
        settings=settings(
            max_examples=10,
            stateful_step_count=15,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
