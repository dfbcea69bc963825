"""The stepper of a field."""

from dataclasses import replace
from datetime import date

import pytest

from initiatives.domain.state.loading import facts
from initiatives.templatetags.phases import phase_steps


@pytest.fixture
def field(circle):
    return facts(circle.initiative.pk).field(circle.payroll.pk)


def test_done_now_and_next(field):
    dates = {0: date(2025, 1, 1), 1: date(2025, 3, 1), 2: date(2025, 6, 1)}
    steps = phase_steps(replace(field, phase=2, phase_dates=dates))
    assert [step.state for step in steps] == ["done", "done", "now", "next", "next", "next", "next"]
    assert steps[0].until == date(2025, 3, 1)
    assert steps[1].until == steps[2].since == date(2025, 6, 1)
    assert steps[3].since is None


def test_a_resting_field_says_so_to_those_who_do_not_see_the_symbol(field):
    steps = phase_steps(replace(field, phase=1, side_state="on_hold"))
    assert steps[1].word == "aktuelle Phase, zurückgestellt"
