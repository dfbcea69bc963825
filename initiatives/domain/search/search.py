"""Search over all that a mandate may see: each kind of thing with its texts, in one query a kind.

Invariants: nothing is found that the mandate could not open; drafts of meetings are not found by anybody, comments
internal to an organisation by nobody else. Words are all wanted; on PostgreSQL their German forms count too.

There is no index for it: a word is found inside others too ("Abrechnung" in "Personalabrechnung"), which an index of
words does not answer, and only rows of the initiatives that are seen are looked through.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Case, Count, Q, QuerySet, Value, When, Window

from initiatives.domain.search import rows as search_rows
from initiatives.domain.search import snippets
from initiatives.domain.search.rows import Line, Reader
from initiatives.domain.search.snippets import Part
from initiatives.models import Initiative, Mandate

A_KIND, ALL = 5, 100  # hits shown among others, and of one kind alone
LONGEST, MOST = 100, 8  # characters and words of a query
WITHOUT_MEANING = """aber als am an auch auf aus bei bis das dass dem den der des die ein eine einem einen einer eines
für im in ist mit nach nicht oder sich sind und vom von vor wie wird zu zum zur über"""
STOP = frozenset(WITHOUT_MEANING.split())


@dataclass(frozen=True)
class Kind:
    """`rows` are those that may be seen, `texts` their columns (the first one the title), `newest` what orders them."""

    key: str
    words: str  # one, many
    rows: Callable[[Reader], QuerySet]
    texts: tuple[str, ...]
    newest: str
    line: Callable[[Any, Reader], Line]
    also: Callable[[str], Q] | None = None  # what a word may fit beside the texts

    @property
    def many(self) -> str:
        return self.words.partition(",")[2]


KINDS = (
    Kind(
        "felder",
        "Betätigungsfeld,Betätigungsfelder",
        search_rows.fields,
        ("title", "short_title", "aim", "description", "points"),
        "-proposed_on",
        search_rows.of_field,
    ),
    Kind(
        "vorschlaege",
        "Projektvorschlag,Projektvorschläge",
        search_rows.proposals,
        ("title", "purpose", "benefit", "effort"),
        "-recorded_at",
        search_rows.of_proposal,
    ),
    Kind(
        "festlegungen",
        "Festlegung,Festlegungen",
        search_rows.decisions,
        ("text", "contact"),
        "-recorded_at",
        search_rows.of_decision,
    ),
    Kind(
        "beschluesse",
        "Beschluss,Beschlüsse",
        search_rows.resolutions,
        ("title", "text", "allows", "paper_number"),
        "-effective_on",
        search_rows.of_resolution,
    ),
    Kind(
        "vereinbarungen",
        "Vereinbarung,Vereinbarungen",
        search_rows.agreements,
        ("title", "subject", "cost_clause", "termination_rule", "standard", "note", "form"),
        "-pk",
        search_rows.of_agreement,
    ),
    Kind(
        "treffen",
        "Treffen,Treffen",
        search_rows.meetings,
        ("title", "place", "text", "shown_result"),
        "-effective_on",
        search_rows.of_meeting,
    ),
    Kind(
        "aufgaben",
        "Aufgabe,Aufgaben",
        search_rows.tasks,
        ("title", "text", "note"),
        "-recorded_at",
        search_rows.of_task,
    ),
    Kind(
        "kommentare",
        "Kommentar,Kommentare",
        search_rows.comments,
        ("text",),
        "-recorded_at",
        search_rows.of_comment,
    ),
    Kind(
        "unterlagen",
        "Unterlage,Unterlagen",
        search_rows.documents,
        ("title",),
        "-pk",
        search_rows.of_document,
    ),
    Kind(
        "personen",
        "Person,Personen",
        search_rows.people,
        ("user__name", "user__email", "user__telephone", "organisation__designation"),
        "organisation__name",
        search_rows.of_person,
        search_rows.by_role,
    ),
    Kind(
        "initiativen",
        "Initiative,Initiativen",
        search_rows.initiatives,
        ("title", "short_title", "background"),
        "-documented_from",
        search_rows.of_initiative,
    ),
)


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


def words_of(text: str) -> list[str]:
    """The words to look for, each once; those without meaning only where there are no others."""
    words = [word.strip("\"'„“‚‘.,;:!?()") for word in text.split()]
    unique = list({word.casefold(): word for word in words if word}.values())
    return [word for word in unique if word.casefold() not in STOP] or unique


def search(*, words: list[str], mandate: Mandate, day: date, only: str = "") -> Found:
    """What has all the words in it, by kind: in the title before elsewhere, the newest first.

    `only` names one kind, of which more is shown. Two queries for that, twelve for all kinds.
    """
    seen = dict(Initiative.objects.visible_to(mandate).values_list("pk", "short_title"))
    reader = Reader(mandate, seen, day)
    kinds = [kind for kind in KINDS if only in ("", kind.key)]
    groups = [_group(kind, words, reader, ALL if only else A_KIND) for kind in kinds]
    return Found([group for group in groups if group.total])


def _group(kind: Kind, words: list[str], reader: Reader, most: int) -> Group:
    rows = _matching(kind, kind.rows(reader), words)
    found = list(rows.annotate(total=Window(Count("pk")))[:most])
    hits = [_hit(kind.line(row, reader), words) for row in found]
    return Group(kind, hits, found[0].total if found else 0)


def _matching(kind: Kind, rows: QuerySet, words: list[str]) -> QuerySet:
    german = connection.vendor == "postgresql"
    if german:
        rows = rows.annotate(
            all_texts=SearchVector(*kind.texts, config="german"),
            title_text=SearchVector(kind.texts[0], config="german"),
        )
    in_title = Q()
    for word in words:
        everywhere, title = _contains(kind.texts, word), _contains(kind.texts[:1], word)
        if german:
            wanted = SearchQuery(word, config="german")
            everywhere |= Q(all_texts=wanted)
            title |= Q(title_text=wanted)
        if kind.also:
            everywhere |= kind.also(word)
        rows = rows.filter(everywhere)
        in_title &= title
    place = Case(When(in_title, then=Value(0)), default=Value(1))
    return rows.annotate(title_first=place).order_by("title_first", kind.newest, "-pk")


def _contains(columns: Iterable[str], word: str) -> Q:
    found = Q()
    for column in columns:
        for form in _spellings(word):
            found |= Q(**{f"{column}__icontains": form})
    return found


def _spellings(word: str) -> set[str]:
    """SQLite knows no small and capital letters beyond ASCII, and lists keep those escaped."""
    if word.isascii():
        return {word}
    forms = {word, word.lower(), word.capitalize()}
    return forms | {json.dumps(form)[1:-1] for form in forms}


def _hit(line: Line, words: list[str]) -> Hit:
    return Hit(
        snippets.marked(line.title, words),
        snippets.snippet(line.texts, words),
        line.place,
        *line.page,
        line.anchor,
        line.query,
    )
