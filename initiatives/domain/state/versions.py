"""The version of an initiative's state: a row that each change moves in its own transaction.

Whoever keeps a state in memory (`memory`) asks whether the row still says the same. A version is drawn, not counted: one that
was rolled back never comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar
from uuid import UUID, uuid4

from django.db import transaction

from initiatives.models import Initiative, StateVersion

TRIES = 3
R = TypeVar("R")
_moved: ContextVar[set[int] | None] = ContextVar("moved", default=None)


@contextmanager
def state_change() -> Iterator[None]:
    """A change of the domain: all of it or nothing. The versions it moves are written last, at the end of the outermost one.

    So nobody holds such a row while waiting for another, and two changes of one initiative cannot lock each other out.
    """
    if changing():
        with transaction.atomic():
            yield
        return
    moved: set[int] = set()
    token = _moved.set(moved)
    try:
        with transaction.atomic():
            yield
            _write(moved)
    finally:
        _moved.reset(token)


def changing() -> bool:
    """Whether a change is under way, so that what the tables say now may be half of it."""
    return _moved.get() is not None


def move(initiative_ids: Iterable[int]) -> None:
    """The states of these initiatives become others with the change that is under way. Raises RuntimeError outside of one."""
    moved = _moved.get()
    if moved is None:
        raise RuntimeError("A version moves within a change.")
    moved.update(initiative_ids)


def move_all() -> None:
    """The same for all initiatives: where something changes that any of them may tell of, such as the name of a municipality."""
    move(Initiative.objects.order_by().values_list("pk", flat=True))


def of(initiative_id: int) -> UUID | None:
    """The version that stands; None where nothing has happened yet."""
    return StateVersion.objects.filter(initiative_id=initiative_id).values_list("value", flat=True).first()


def steadily(initiative_id: int, read: Callable[[], R]) -> tuple[R, UUID | None]:
    """What `read` gives while nothing is changed, with the version under which it stands: it is read again if this moves.

    After `TRIES` it is given as it came, under a version that nothing has.
    """
    for _ in range(TRIES):
        version, found = of(initiative_id), read()
        if of(initiative_id) == version:
            return found, version
    return found, uuid4()


def _write(moved: set[int]) -> None:
    rows = [StateVersion(initiative_id=one, value=uuid4()) for one in sorted(moved)]
    StateVersion.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["initiative"], update_fields=["value"]
    )
