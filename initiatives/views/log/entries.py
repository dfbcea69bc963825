"""All that was recorded with a day, in the order of the days, each put right in place by whoever may make such an entry.

A page names its `Kind`s. Of an entry with two clocks the last version makes a line, and those before it stay readable;
what is put right in its row tells of that by its events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse

from initiatives.domain.kernel.moments import day_of
from initiatives.domain.rules import correcting
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.forms.kernel import filters
from initiatives.forms.kernel.corrections import WITHDRAWN, RowForm
from initiatives.models import Event, Field, Initiative, Mandate
from initiatives.models.dated import Dated
from initiatives.views.kernel.http import respond
from initiatives.views.kernel.page import Action, Shown
from initiatives.views.kernel.requests import ActingRequest

TEMPLATE, PART = "log/entries.html", "eintraege"
MANY = 30  # lines from which on they can be filtered


@dataclass(frozen=True)
class EntriesPage:
    """`field` is the one of which it tells, none where it tells of the initiative."""

    mandate: Mandate
    row: Field | Initiative
    facts: InitiativeFacts
    field: FieldFacts | None
    url: str


@dataclass(frozen=True)
class Kind:
    """One kind of entries: what they are called, where they stand, what they say, by which form and verb they are put right.

    `correct` gets the row under `argument`, and what is typed as `values`. `day` is the attribute that says when.
    """

    slug: str
    word: str
    rows: Callable[[EntriesPage], QuerySet]
    title: Callable[[Any], str]
    words: Callable[[Any], str]
    form: Callable[..., RowForm]
    correct: Callable[..., Any]
    argument: str
    day: Callable[[Any], date] = lambda row: row.effective_on
    page: str = (
        ""  # of the events that tell of corrections in the row: route, and the beginning of the anchor
    )
    anchor: str = ""
    # The rows are versions, of each row and day one: its anchor, which ends with the day. A correction is told at that of before.
    by_day: Callable[[Any, date], str] | None = None
    versions: Callable[[EntriesPage], QuerySet] = lambda page: page.row.history.all()


@dataclass(frozen=True)
class Former:
    """What stood there before, since when something else does, and why."""

    words: str
    until: date
    reason: str = ""
    actor: str = ""


@dataclass(frozen=True)
class Line:
    kind: Kind
    row: Any
    id: str  # stays the same whatever is put right
    name: str  # of the action
    day: date
    actor: str
    recorded_on: date | None
    former: list[Former] = field(default_factory=list)
    may: bool = False

    @property
    def title(self) -> str:
        return self.kind.title(self.row)

    @property
    def words(self) -> str:
        return self.kind.words(self.row)

    @property
    def is_withdrawn(self) -> bool:
        return getattr(self.row, "is_withdrawn", False)

    @property
    def day_order(self) -> int:
        return getattr(self.row, "day_order", 0)

    @property
    def is_late(self) -> bool:
        """Whether it was recorded after its day."""
        return self.recorded_on is not None and self.recorded_on > self.day

    @property
    def place(self) -> tuple:
        return self.day, self.day_order, self.recorded_on or self.day, self.row.pk


def lines(page: EntriesPage, kinds: Sequence[Kind]) -> list[Line]:
    """All entries of the page by their days."""
    found = [line for kind in kinds for line in _of_kind(page, kind)]
    return sorted(found, key=lambda line: line.place)


def _of_kind(page: EntriesPage, kind: Kind) -> list[Line]:
    rows = list(kind.rows(page))
    if kind.by_day:
        of_day = _by_day(page, kind)
        return [_line(page, kind, row, row, of_day[_id(kind, row)][::-1]) for row in rows]
    if kind.page:
        told = _corrections(page, kind)
        return [_line(page, kind, row, row, told[_key(page, kind, row)]) for row in rows]
    by_id = {row.pk: row for row in rows}
    corrected = {row.corrects_id for row in rows}
    return [_chain(page, kind, row, by_id) for row in rows if row.pk not in corrected]


def _chain(page: EntriesPage, kind: Kind, last: Any, by_id: Mapping[int, Any]) -> Line:
    former, row = [], last
    while row.corrects_id:
        before = by_id[row.corrects_id]
        words = f"{before.effective_on:%d.%m.%Y}: {kind.words(before)}"
        former.append(Former(words, day_of(row.recorded_at), row.correction_reason, _actor(row)))
        row = before
    return _line(page, kind, last, row, former)


def _line(page: EntriesPage, kind: Kind, row: Any, first: Any, former: list[Former]) -> Line:
    recorded = getattr(first, "recorded_at", None)
    stands = not getattr(row, "is_withdrawn", False)
    return Line(
        kind=kind,
        row=row,
        id=_id(kind, first),
        name=f"{kind.slug}-{row.pk}",
        day=kind.day(row),
        actor=_actor(first),
        recorded_on=day_of(recorded) if recorded else None,
        former=former,
        may=stands and correcting.may_correct(page.mandate, page.facts, page.field, row),
    )


def _id(kind: Kind, first: Any) -> str:
    return kind.by_day(first, first.effective_on) if kind.by_day else f"{kind.slug}-{first.pk}"


def _actor(row: Any) -> str:
    if not hasattr(row, "mandate"):
        return ""
    return row.mandate.title if row.mandate else "nach Aktenlage"


def _corrections(page: EntriesPage, kind: Kind) -> dict[tuple, list[Former]]:
    """By the place of a row what its events tell, newest first."""
    found: dict[tuple, list[Former]] = defaultdict(list)
    for one in _events(page, kind):
        found[one.page_id, one.anchor].append(_former(one))
    return found


def _by_day(page: EntriesPage, kind: Kind) -> dict[str, list[Former]]:
    """By the anchor where a wording stands now what its events tell, oldest first; they go with it from day to day."""
    found: dict[str, list[Former]] = defaultdict(list)
    for one in reversed(_events(page, kind)):
        if one.anchor.startswith(f"{kind.slug}-"):
            before = found.pop(one.anchor, [])
            of_row = one.anchor[: -len(f"{one.effective_on}")]
            found[f"{of_row}{one.effective_on}"] += [*before, _former(one)]
    return found


def _events(page: EntriesPage, kind: Kind) -> list[Event]:
    events = Event.objects.filter(initiative_id=page.facts.id, page=kind.page, kind__endswith="-corrected")
    if page.field:
        events = events.filter(field_id=page.field.id)
    return list(events.visible_to(page.mandate))


def _former(event: Event) -> Former:
    return Former(event.before, day_of(event.recorded_at), event.after, event.actor)


def _key(page: EntriesPage, kind: Kind, row: Any) -> tuple:
    return (page.row.pk, f"{kind.anchor}-{row.pk}") if kind.anchor else (row.pk, "")


def numbered(kinds: Sequence[Kind]) -> dict[str, Callable[[EntriesPage, int], Action | None]]:
    """How each entry of these kinds is put right, for `answer` of the page machine."""
    return {kind.slug: _action_of(kind) for kind in kinds}


def _action_of(kind: Kind) -> Callable[[EntriesPage, int], Action | None]:
    def make(page: EntriesPage, number: int) -> Action | None:
        rows = kind.versions(page) if kind.by_day else kind.rows(page)
        row = rows.filter(pk=number).first()
        if row is None:
            return None
        stands = _stands(page, kind, row)
        return Action(
            may=lambda page: correcting.may_correct(page.mandate, page.facts, page.field, row),
            is_open=lambda page: stands,
            form=lambda page, data: kind.form(data, row=row),
            save=lambda page, form, at: _correct(kind, row, page, form, at),
            done="Der Eintrag ist berichtigt; was vorher da stand, bleibt lesbar.",
            anchor=lambda day: _id_of(kind, row, day),
        )

    return make


def _stands(page: EntriesPage, kind: Kind, row: Any) -> bool:
    """Whether it is neither corrected nor taken back."""
    if kind.by_day:
        return kind.rows(page).filter(pk=row.pk).exists()
    return not isinstance(row, Dated) or not (row.is_withdrawn or _is_corrected(row))


def _is_corrected(row: Any) -> bool:
    return type(row).objects.filter(corrects=row).exists()


def _first(row: Any) -> Any:
    while getattr(row, "corrects_id", None):
        row = row.corrects
    return row


def _id_of(kind: Kind, row: Any, day: date | None) -> str:
    """The line of a row that was put right, which holds from `day` on now; "" where there is none any more."""
    if not kind.by_day:
        return _id(kind, _first(row))
    return kind.by_day(row, day) if day else ""


def _correct(kind: Kind, row: Any, page: EntriesPage, form: RowForm, at: datetime) -> date | None:
    """The day from which on it holds now, None where it never was."""
    told: dict[str, Any] = {kind.argument: row, "by": page.mandate, "at": at}
    told["correction_reason"] = form.cleaned_data["correction_reason"]
    if form.withdrawn:
        kind.correct(**told, values={}, withdrawn=True)
        return None
    values = form.values()
    kind.correct(**told, values=values)
    return values.get("effective_on") or kind.day(row)


class KindFilter(filters.Filter):
    def __init__(self, data: Any, *, kinds: Sequence[Kind]):
        super().__init__(data)
        words = [(kind.slug, kind.word) for kind in kinds]
        self.fields["art"] = filters.choice("Art", "alle", words)


def show(
    request: ActingRequest,
    page: EntriesPage,
    shown: Shown,
    kinds: Sequence[Kind],
    title: str,
    crumbs: list[tuple[str, str]],
) -> HttpResponse:
    """The page, whole or as a part; `?art=` shows one kind where there are many entries."""
    found = lines(page, kinds)
    present = [kind for kind in kinds if any(line.kind == kind for line in found)]
    chosen, wanted = KindFilter(request.GET, kinds=present), request.GET.get("art", "")
    told = [line for line in found if not wanted or line.kind.slug == wanted or line.name == shown.editing]
    context = {
        "page": page,
        "url": page.url,
        "title": title,
        "crumbs": [
            (f"Initiative {page.facts.short_title}", reverse("initiative", args=[page.facts.id])),
            *crumbs,
        ],
        "facts": page.facts,
        "lines": told,
        "count": len(found),
        "filter": chosen if len(found) > MANY or wanted else None,
        "active": chosen.active(),
        "may_be_withdrawn": getattr(shown.form, "may_be_withdrawn", False),
        "withdrawn": WITHDRAWN,
        **shown.context(),
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=shown.status)
