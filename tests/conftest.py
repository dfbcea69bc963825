"""Plumbing of the suite: which database, which browser, which tests this machine can run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.machine import allowed_to_miss, chromium, missing

if Path(__file__).with_name("personas.py").exists():
    pytest_plugins = ["tests.personas"]

BROWSER_TESTS = Path(__file__).parent / "browser"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what SQLite can't show, what it has shown already and, if allowed, what this machine lacks."""
    left_out = set(missing()) if allowed_to_miss() else set()
    if connection.vendor == "sqlite":
        left_out |= {"postgres", "chromium"}
    chosen, deselected = [], []
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker("browser")
        repeated = connection.vendor != "sqlite" and not _asks_the_database(item)
        (deselected if repeated or _needs(item) & left_out else chosen).append(item)
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = chosen


def _asks_the_database(item: pytest.Item) -> bool:
    """Whether another database could answer otherwise."""
    if item.get_closest_marker("once"):
        return False
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db"))


def _needs(item: pytest.Item) -> set[str]:
    needs = {name for mark in item.iter_markers("needs") for name in mark.args}
    if item.get_closest_marker("browser"):
        needs |= {"chromium", "postgres"}
    if item.get_closest_marker("postgres"):
        needs.add("postgres")
    return needs


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Before PostgreSQL drops a test database, end what a server thread of a browser test still holds open."""
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
