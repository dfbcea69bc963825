"""One difference between two snapshots as it is found, with the day from which it holds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple


class Told(NamedTuple):
    """`day` is that from which the new value holds; None where the snapshot does not say. What has a `key` is one thing, in
    however many fields it is found."""

    kind: str
    subject: str
    old: str
    new: str
    day: date | None = None
    key: str = ""


def is_late(found: Told, beside: Collection[Told], since: date) -> bool:
    """Whether a difference was entered late: it held on the day `since` of the report before, which did not know of it.

    One without a day goes with those `beside` it on the same field: it is late where all that have a day are.
    """
    if found.day is not None:
        return found.day <= since
    days = [one.day for one in beside if one.day is not None]
    return bool(days) and max(days) <= since
