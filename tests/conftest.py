"""Plumbing of the suite: which database, which browser, which tests this machine can run."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from model_bakery import baker, random_gen

from tests.machine import allowed_to_miss, chromium, missing
from tests.support.lifting import lift_at_flush

pytest_plugins = [
    "tests.support.personas",
    "tests.support.country",
    "tests.support.running",
    "tests.support.kept",
    "tests.support.shared",
]

baker.generators.add("initiatives.models.lines.Line", random_gen.gen_string)

TESTS = Path(__file__).parent
BROWSER_TESTS = TESTS / "browser"
# What the tables refuse, and each statement that the domain sends, is met on both databases: constraints, locks, search,
# JSON, days and moments, order, the loader, every writing function once. The pages above are the same, and so is what Python
# makes of the rows: a test of the domain that writes nothing of its own kind, but takes long over states, snapshots, texts or
# a PDF, is marked `once`.
ON_BOTH = (TESTS / "models", TESTS / "domain")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose what this database is to show; if allowed, leave out what this machine lacks."""
    left_out = set(missing()) if allowed_to_miss() else set()
    if connection.vendor == "sqlite":
        left_out |= {"postgres", "chromium"}
    chosen, deselected = [], []
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker("browser")
        elsewhere = connection.vendor != "sqlite" and not _is_for_postgresql(item)
        (deselected if elsewhere or _needs(item) & left_out else chosen).append(item)
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = chosen


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was collected stays until the end: the collector of garbage need not look at it again and again, nor look for
    more as often as it would.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _is_for_postgresql(item: pytest.Item) -> bool:
    if item.get_closest_marker("once"):
        return False
    if any(item.get_closest_marker(name) for name in ("browser", "postgres", "both")):
        return True
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    asks = bool(fixtures or item.get_closest_marker("django_db"))
    return asks and any(item.path.is_relative_to(folder) for folder in ON_BOTH)


def _needs(item: pytest.Item) -> set[str]:
    needs = {name for mark in item.iter_markers("needs") for name in mark.args}
    if item.get_closest_marker("browser"):
        needs |= {"chromium", "postgres"}
    if item.get_closest_marker("postgres"):
        needs.add("postgres")
    return needs


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let tables be emptied; before PostgreSQL drops a test database, end what a server thread of a browser test still holds
    open.
    """
    lift_at_flush()
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium of this machine."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    return {**browser_type_launch_args, "executable_path": chromium(), "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Speak German, on the screen of a town hall."""
    size = {"width": 1366, "height": 768}
    return {**browser_context_args, "locale": "de-DE", "timezone_id": "Europe/Berlin", "viewport": size}
