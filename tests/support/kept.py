"""The kept state of initiatives in tests, which write past the domain, too."""

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from initiatives.domain.state import loading, memory, versions
from initiatives.domain.state.facts import InitiativeFacts
from tests.support.beginnings import Begin

OF_THE_LOADER = Path(__file__).parents[1] / "domain" / "state"
STATEMENT = re.compile(
    r'\s*(INSERT INTO|UPDATE|DELETE FROM|SAVEPOINT|ROLLBACK TO SAVEPOINT) "(\w+)"', re.IGNORECASE
)
# Tables of which no state tells; all others count.
BESIDE = {
    *(
        "AccountRecord",
        "Arms",
        "ChainLink",
        "Comment",
        "CommentMention",
        "CouncilPaper",
        "Event",
        "LegalPage",
        "Mail",
        "MeetingPaper",
        "Notice",
    ),
    *("NoticeSetting", "PositionDraft", "Report", "ReportInitiative", "ReportJob", "RoundCore", "Sitting"),
    *("QuestionnaireReminder", "QuestionnaireTemplate", "TemplateQuestion"),
    *("StaffRate", "StateVersion", "StepTemplate", "Submission", "User", "Visit"),
}


# What a change may write without moving a version: who is there, not yet what anybody does.
NEW = {
    ("INSERT INTO", "Body"),
    ("INSERT INTO", "Mandate"),
    ("INSERT INTO", "Organisation"),
    ("UPDATE", "Mandate"),
}


@pytest.fixture
def begin_with(request: pytest.FixtureRequest) -> Begin:
    """`begin_with(make)`: what `make` gives, with its rows, in less time (tests/support/beginnings.py).

    The states that other tests have read at the same beginning are given, but not where a test looks at the loader, at the
    keeping or at the number of queries.
    """
    reads_itself = (
        _looks_at_keeping(request)
        or _counts_queries(request)
        or hasattr(request.module, "CaptureQueriesContext")
        or request.path.is_relative_to(OF_THE_LOADER)
    )
    return Begin(told, shares_states=not reads_itself)


@pytest.fixture(autouse=True)
def kept_state(request: pytest.FixtureRequest, begin_with: Begin) -> Iterator[None]:
    """A state is kept until the test writes what it may tell of, or rolls it back, also one as of a day or within a change;
    each test begins without one, or with those that another test has read at the same beginning.

    Where a test looks at the keeping itself it is kept as in the product, and never where it counts queries.
    """
    memory.forget()
    with connection.execute_wrapper(begin_with.follow), pytest.MonkeyPatch.context() as patch:
        if _looks_at_keeping(request):
            yield
            return
        written = Written()
        patch.setattr(versions, "_write", partial(written.check, versions._write))
        counts = _counts_queries(request)
        patch.setattr(
            memory, "_keep", partial(begin_with.keep, (lambda *args: None) if counts else memory._keep)
        )
        if begin_with.shares_states:
            patch.setattr(loading, "_load", partial(written.load, loading._load))
        with connection.execute_wrapper(written.follow):
            yield


def _looks_at_keeping(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("keeps") is not None


def _counts_queries(request: pytest.FixtureRequest) -> bool:
    return any(name.startswith("django_assert") for name in request.fixturenames)


class Written:
    """What a rollback brings back, and what a change of the domain wrote of what a state may tell of."""

    def __init__(self) -> None:
        self.kept_at: dict[str, list | None] = {}  # by savepoint; None while nothing has been written since
        self.in_change: set[tuple[str, str]] = set()
        self.loaded: dict[Any, InitiativeFacts] = {}  # since the last write

    def load(self, load: Callable, *asked: Any, live: bool) -> InitiativeFacts:
        """As `loading._load`, but once while nothing is written, if nobody but the test can write."""
        if not (connection.atomic_blocks and connection.atomic_blocks[0]._from_testcase):
            return load(*asked, live=live)
        loaded, key = self.loaded, (*asked, live)
        if key not in loaded:
            loaded[key] = load(*asked, live=live)
        return loaded[key]

    def follow(self, execute: Any, sql: str, params: Any, many: bool, context: dict) -> Any:
        try:
            return execute(sql, params, many, context)
        finally:
            if found := STATEMENT.match(sql):
                self._note(found[1].upper(), found[2])

    def _note(self, verb: str, name: str) -> None:
        if verb == "SAVEPOINT":
            self.kept_at[name] = None
        elif verb == "ROLLBACK TO SAVEPOINT":
            before = self.kept_at.pop(name, [])
            if before is not None:
                self.loaded = {}
                memory.forget()
                memory._states.update(before)
        elif name in told():
            self.loaded = {}
            states = list(memory._states.items())
            self.kept_at = {at: states if kept is None else kept for at, kept in self.kept_at.items()}
            memory.forget()
            if versions.changing():
                self.in_change.add((verb, name))

    def check(self, write: Callable[[set[int]], None], moved: set[int]) -> None:
        """Each change that the suite makes moves a version, if it wrote what a state may tell of."""
        changed = self.in_change - {(verb, table(name)) for verb, name in NEW}
        self.in_change.clear()
        assert moved or not changed, f"{changed} were written, and no version moves."
        write(moved)


@cache
def told() -> set[str]:
    """The tables of which a state may tell."""
    ours = {one._meta.db_table for one in apps.get_app_config("initiatives").get_models()}
    return ours - {table(name) for name in BESIDE}


def table(name: str) -> str:
    return apps.get_model("initiatives", name)._meta.db_table
