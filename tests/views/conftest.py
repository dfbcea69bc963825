"""What holds for all tests of pages."""

from collections.abc import Iterator

import pytest

from tests.kept import facts_kept


@pytest.fixture(autouse=True)
def keep_facts(request: pytest.FixtureRequest) -> Iterator[None]:
    """Load the facts once for all requests between which nothing is written."""
    if "db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")
    with facts_kept():
        yield
