"""Who searches, and how a row that was found is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from initiatives.enums import MeetingState
from initiatives.models import Mandate


@dataclass(frozen=True)
class Reader:
    """Who searches, and the initiatives that are looked through, of those that they see, with their short titles."""

    mandate: Mandate
    seen: Mapping[int, str]
    day: date
    is_narrowed: bool = False  # to one of those that they see

    @property
    def ids(self) -> list[int]:
        return list(self.seen)

    def initiative(self, number: int) -> str:
        return f"Initiative {self.seen[number]}"


@dataclass(frozen=True)
class Line:
    """A row as it is shown: a title, texts of which a piece is shown, where it is, and its page."""

    title: str
    texts: tuple[str, ...]
    place: str
    page: tuple[str, int]
    anchor: str = ""
    query: str = ""


def told(prefix: str = "") -> Q:
    """A meeting to which was invited, or that was told of afterwards."""
    known = Q(**{f"{prefix}starts_at": None}) | Q(**{f"{prefix}invited_at__isnull": False})
    return known & ~Q(**{f"{prefix}state": MeetingState.DRAFT})
