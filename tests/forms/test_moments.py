"""Day and time of a meeting in the nights in which the clock changes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from initiatives.forms.meetings.meetings import MomentField


def test_a_time_that_comes_twice_is_the_first_and_is_not_refused():
    found = MomentField().clean("25.10.2026 02:30")
    assert (found.hour, found.minute, found.utcoffset()) == (2, 30, timedelta(hours=2))


def test_a_time_that_the_change_leaves_out_is_refused_in_words():
    with pytest.raises(ValidationError, match="Die Uhr wird von 2:00 auf 3:00 Uhr vorgestellt"):
        MomentField().clean("29.03.2026 02:30")
