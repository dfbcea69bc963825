"""What the tests of mails share."""

from datetime import datetime

import pytest

from initiatives.domain.kernel import moments


@pytest.fixture
def clock(monkeypatch):
    """The time of timer and sender: `clock(instant)` sets it."""

    def at(instant: datetime) -> datetime:
        monkeypatch.setattr(moments, "now", lambda: instant)
        return instant

    return at
