"""Search over all that a mandate may see: each kind of thing with its texts, in one query a kind.

Invariants: nothing is found that the mandate could not open; drafts of meetings are not found by anybody, comments
internal to an organisation by nobody else. All words are wanted in one thing; what is found is the same on each database,
which compare the texts folded (models/german.py), PostgreSQL by an index (models/searched.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Q, QuerySet, Value, When, Window

from initiatives.domain.search import snippets
from initiatives.domain.search.kinds import KINDS, Kind
from initiatives.domain.search.reader import Line, Reader
from initiatives.domain.search.snippets import Part
from initiatives.domain.search.words import forms
from initiatives.models import Initiative, Mandate
from initiatives.models.searched import folded

A_KIND, A_PAGE = 5, 25  # hits shown among others, and on a page of one kind alone
MOST_HITS = 100_000  # to which pages are counted
LONGEST, MOST = 100, 8  # characters and words of a query


@dataclass(frozen=True)
class Hit:
    title: list[Part]
    snippet: list[Part]
    place: str
    page: str  # route and number
    page_id: int
    anchor: str
    query: str  # what the page is to be filtered by


@dataclass(frozen=True)
class Group:
    """The hits of one kind, those shown and how many there are."""

    kind: Kind
    hits: list[Hit]
    total: int

    @property
    def rest(self) -> int:
        return self.total - len(self.hits)


@dataclass(frozen=True)
class Found:
    groups: list[Group]

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)


def seen_by(mandate: Mandate) -> dict[int, str]:
    """The initiatives that a mandate searches, with their short titles."""
    return dict(Initiative.objects.visible_to(mandate).values_list("pk", "short_title"))


def search(
    *,
    words: list[str],
    mandate: Mandate,
    day: date,
    only: str = "",
    initiative: int | None = None,
    page: int = 1,
) -> Found:
    """What has all the words in it, by kind: in the title before elsewhere, the newest first.

    `only` names one kind, of which a `page` (from 1) is shown; `initiative` is one of those that are seen, any other finds
    nothing. Two queries for one kind, one more for each further.
    """
    seen = seen_by(mandate)
    if initiative is not None:
        seen = {pk: title for pk, title in seen.items() if pk == initiative}
    reader = Reader(mandate, seen, day, is_narrowed=initiative is not None)
    kinds = [kind for kind in KINDS if only in ("", kind.key)]
    first = (page - 1) * A_PAGE if only else 0
    groups = [_group(kind, words, reader, first, A_PAGE if only else A_KIND) for kind in kinds]
    return Found([group for group in groups if group.total])


def _group(kind: Kind, words: list[str], reader: Reader, first: int, most: int) -> Group:
    rows = _matching(kind, kind.rows(reader), words)
    rows = rows.annotate(total=Window(Count("pk")))
    found = list(rows[first : first + most])
    if first and not found:  # a page behind the last one
        last = max(rows.count() - 1, 0) // most * most
        found = list(rows[last : last + most])
    hits = [_hit(kind.line(row, reader), words) for row in found]
    return Group(kind, hits, found[0].total if found else 0)


def _matching(kind: Kind, rows: QuerySet, words: list[str]) -> QuerySet:
    rows = rows.alias(folded_title=folded((kind.title,)))
    if kind.columns:
        rows = rows.alias(folded_whole=folded(kind.columns))
    if kind.more:
        rows = rows.alias(folded_more=folded(kind.more))
    names = [name for name, there in (("whole", kind.columns), ("more", kind.more)) if there]
    in_title = Q()
    for word in words:
        pieces = forms(word)
        found = _contains([f"folded_{name}" for name in names], pieces)
        if kind.also:
            found |= kind.also(pieces)
        rows = rows.filter(found)
        in_title &= _contains(["folded_title"], pieces)
    in_title_first = Case(When(in_title, then=Value(0)), default=Value(1))
    place = Value(0) if kind.is_one_text else in_title_first
    return rows.annotate(title_first=place).order_by("title_first", kind.newest, "-pk")


def _contains(names: Iterable[str], pieces: list[str]) -> Q:
    found = Q()
    for name in names:
        for piece in pieces:
            found |= Q(**{f"{name}__contains": piece})
    return found


def _hit(line: Line, words: list[str]) -> Hit:
    return Hit(
        snippets.marked(line.title, words),
        snippets.snippet(line.texts, words),
        line.place,
        *line.page,
        line.anchor,
        line.query,
    )
