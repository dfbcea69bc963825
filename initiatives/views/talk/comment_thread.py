"""The comments on one thing, as a page includes them: `"thread": comment_thread.of(request, row, facts)` in its context
and `{% include "talk/thread.html" %}` in its template. Writing goes to a route of its own (comments.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import F, Model, Q
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.rules import access
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.domain.talk import comment_places, comments, mentions
from initiatives.domain.talk.comment_places import Place
from initiatives.enums import Role
from initiatives.forms.talk.comments import CommentForm
from initiatives.models import Comment, Mandate
from initiatives.models import Field as FieldRow
from initiatives.places import address
from initiatives.views.kernel.requests import ActingRequest

SHOWN = 3  # threads; the others after a click
ANSWER, CORRECT, RESOLVE, REOPEN = "antwort", "berichtigen", "erledigen", "oeffnen"


@dataclass(frozen=True)
class Line:
    row: Comment
    mentions: list[str]
    is_own: bool  # of the reader's organisation
    correctable: bool  # by the reader, now
    resolvable: bool  # by the reader: resolved or opened again
    replies: list[Line] = field(default_factory=list)
    is_open: bool = False  # unfolded although resolved

    @property
    def key(self) -> str:
        return str(self.row.pk)

    @cached_property
    def author(self) -> str:
        return self.row.mandate.title

    @property
    def numbers(self) -> set[int]:
        """Of the comment and its answers."""
        return {self.row.pk, *(one.row.pk for one in self.replies)}


@dataclass(frozen=True)
class Thread:
    """`small` stands within a section of another thing: folded, its form after a click."""

    slug: str
    target_id: int
    page: tuple[str, int]
    lines: list[Line]  # the first comments of those shown, oldest first
    hidden: int  # threads that are not shown
    count: int  # of all comments, answers included
    may_write: bool
    form: CommentForm | None  # of a new comment
    small: bool = False
    focus: int = 0  # the comment that was asked for or just written
    doing: str = ""  # ANSWER or CORRECT, with `form_for` below the comment `on`
    on: int = 0
    form_for: CommentForm | None = None
    is_swapped: bool = False

    @cached_property
    def url(self) -> str:
        return _address(self.slug, self.target_id)

    @cached_property
    def place(self) -> str:
        """The address of what is commented on."""
        return address(*self.page)

    @cached_property
    def id(self) -> str:
        return f"kommentare-{self.slug}-{self.target_id}" if self.small else "kommentare"

    @property
    def is_bare(self) -> bool:
        """Whether it shows nothing but the way to a first comment."""
        return self.small and self.may_write and not (self.lines or self.form or self.is_swapped)

    @property
    def draft(self) -> str:
        """Under which name what is typed is kept on the device."""
        return f"kommentar-{self.slug}-{self.target_id}"

    @property
    def is_open(self) -> bool:
        return bool(self.focus or self.doing or self.is_swapped) or (not self.small and len(self.lines) < 3)


@lru_cache(maxsize=4096)
def _address(slug: str, number: int) -> str:
    return reverse("comments", args=[slug, number])


def of(request: ActingRequest, row: Model, facts: InitiativeFacts | None = None) -> Thread | None:
    """The comments on a row, None for who reads no comments. `facts` are those of its initiative; a report has none."""
    place = comment_places.of(row)
    if request.mandate.role == Role.COUNCIL_MEMBER:
        return None
    reading = Reading(request, place, facts)
    return reading.thread(place.slug, row.pk, reading.lines(Q(**{place.kind: row})).get(row.pk, []))


def of_field(
    request: ActingRequest, row: FieldRow, facts: InitiativeFacts
) -> tuple[Thread, dict[int, Thread]]:
    """The comments on a field and, small, by the step on each of its steps; read together."""
    reading = Reading(request, comment_places.of(row), facts)
    found = reading.lines(Q(field=row) | Q(step__field=row))
    of_steps = {
        step.id: reading.thread("schritt", step.id, found.get(-step.id, []), small=True)
        for step in facts.field(row.pk).steps
    }
    return reading.thread("feld", row.pk, found.get(row.pk, [])), of_steps


class Reading:
    """One reader before the comments of one place."""

    def __init__(self, request: ActingRequest, place: Place, facts: InitiativeFacts | None):
        self.request, self.place, self.facts = request, place, facts
        self.mandate: Mandate = request.mandate
        self.now = moments.now()
        self.readers = mentions.mentionable(place, by=self.mandate, at=self.now)
        self.may_write = may_write(self.mandate, place, facts)
        self.settles = facts is not None and access.may(
            self.mandate, "comment.resolve", facts, _field(place, facts)
        )

    def lines(self, on: Q) -> dict[int, list[Line]]:
        """The threads by the number of what they are on, that of a step with a minus; oldest first."""
        rows, named = self._read(on)
        answers: dict[int, list[Comment]] = defaultdict(list)
        for row in rows:
            if row.parent_id:
                answers[row.parent_id].append(row)
        found: dict[int, list[Line]] = defaultdict(list)
        for row in rows:
            if not row.parent_id:
                key = -row.step_id if row.step_id and self.place.kind == "field" else self.place.row.pk
                replies = [self._line(one, named) for one in answers[row.pk]]
                found[key].append(self._line(row, named, replies))
        return found

    def _read(self, on: Q) -> tuple[list[Comment], dict[int, list[str]]]:
        """The comments, oldest first, and whom each mentions; in one query, a row for each mention."""
        called = mentions.titles(self.readers)
        found = Comment.objects.filter(on).visible_to(self.mandate).with_names()
        found = found.annotate(
            person=F("mentions__user_id"), organisation=F("mentions__organisation__designation")
        )
        rows: dict[int, Comment] = {}
        named: dict[int, list[str]] = defaultdict(list)
        for row in found.order_by("recorded_at", "pk", "mentions__pk"):
            rows.setdefault(row.pk, row)
            name = row.organisation or called.get(row.person)
            if name:
                named[row.pk].append(name)
        return list(rows.values()), named

    def _line(self, row: Comment, named: dict[int, list[str]], replies: Iterable[Line] = ()) -> Line:
        own = row.mandate_id == self.mandate.pk
        return Line(
            row,
            named.get(row.pk, []),
            self.mandate.organisation_id is not None
            and row.mandate.organisation_id == self.mandate.organisation_id,
            self.may_write and comments.correctable(row, by=self.mandate, at=self.now),
            self.may_write and row.parent_id is None and (own or self.settles),
            list(replies),
        )

    def thread(
        self, slug: str, number: int, lines: list[Line], *, small: bool = False, **more: Any
    ) -> Thread:
        """The newest threads, or all where the address asks for them or one of them is named."""
        wanted = self.request.GET.get("kommentare", "")
        shown = lines if wanted or more.get("on") else lines[-SHOWN:]
        ids = {one for line in lines for one in line.numbers}
        asked = int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0
        values: dict[str, Any] = {
            "form": self.form(key=f"{slug}{number}") if self.may_write and not small else None,
            "focus": asked if asked in ids else 0,
        }
        values |= more
        named = {values["focus"], values.get("on", 0)}
        return Thread(
            slug=slug,
            target_id=number,
            page=self.place.page,
            lines=[replace(line, is_open=bool(named & line.numbers)) for line in shown],
            hidden=len(lines) - len(shown),
            count=len(ids),
            may_write=self.may_write,
            small=small,
            **values,
        )

    def form(
        self, data: Any = None, *, key: str, within: Comment | None = None, **kwargs: Any
    ) -> CommentForm:
        """Of a new comment or, `within` another, of an answer or a correction, which is for the same readers."""
        readers = self.readers
        if within is not None and within.internal_to_id:
            internal = mentions.mentionable(self.place, by=self.mandate, at=self.now, internal=True)
            readers = internal
        people = mentions.titles(readers)
        people.pop(self.mandate.user_id, None)
        choice = str(self.mandate.organisation) if within is None and self.mandate.reads_internal else ""
        return CommentForm(data, people=people, internal_to=choice, key=key, **kwargs)


def may_write(mandate: Mandate, place: Place, facts: InitiativeFacts | None) -> bool:
    """Whether a mandate comments there."""
    if facts is None:
        return access.may_discuss_report(mandate)
    return access.may(mandate, f"comment.{place.kind}", facts, _field(place, facts))


def _field(place: Place, facts: InitiativeFacts) -> FieldFacts | None:
    return facts.field(place.field.pk) if place.field else None
