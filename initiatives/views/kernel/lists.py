"""Lists: sorted by their column heads, page by page, with what was chosen in the address."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from initiatives import german
from initiatives.models.german import key_of
from initiatives.views.kernel.requests import Request

PER_PAGE = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Column:
    """A head; `order` are the attributes to sort by, empty for a column that cannot be sorted by."""

    key: str
    text: str
    order: tuple[str, ...] = ()
    numeric: bool = False


@dataclass(frozen=True)
class Head:
    text: str
    sort: str  # what a click sorts by, "" for a head that is no link
    sorted: str  # value of aria-sort, or nothing
    numeric: bool


@dataclass(frozen=True)
class Listing:
    page: Page
    heads: list[Head]
    numbers: list
    sort: str


def arrange(request: Request, rows: QuerySet, columns: Sequence[Column], default: str = "") -> Listing:
    """Page `?seite=` of the rows, sorted by `?sort=` (a key of `columns`, "-" before it for descending), else by `default`."""
    column, descending = _chosen(request, columns, default)
    first, *others = (key_of(rows, one) for one in column.order)
    lead = first.desc(nulls_last=True) if descending else first.asc(nulls_last=True)
    return _listing(request, rows.order_by(lead, *others, "pk"), columns, column, descending)


def arrange_values(
    request: Request,
    rows: Sequence[Any],
    columns: Sequence[Column],
    default: str = "",
    *,
    per_page: int = PER_PAGE,
) -> Listing:
    """As `arrange`, of rows that are no query; without a wish sorted by `default`, or as they are.

    Rows without a value come last.
    """
    if not default and request.GET.get("sort", "").removeprefix("-") not in {one.key for one in columns}:
        return _listing(request, rows, columns, None, False, per_page)
    column, descending = _chosen(request, columns, default)
    return _listing(request, sort_values(rows, column, descending), columns, column, descending, per_page)


def sort_values(rows: Sequence[Any], column: Column, descending: bool) -> list[Any]:
    """The rows by an attribute; texts in German order, equal ones as they were."""

    def key(row: Any) -> Any:
        value = getattr(row, column.order[0])
        return german.by(value) if isinstance(value, str) else value

    empty = [row for row in rows if getattr(row, column.order[0]) in (None, "")]
    filled = [row for row in rows if getattr(row, column.order[0]) not in (None, "")]
    return sorted(filled, key=key, reverse=descending) + empty


def _chosen(request: Request, columns: Sequence[Column], default: str) -> tuple[Column, bool]:
    known = {column.key: column for column in columns if column.order}
    wanted = request.GET.get("sort", "")
    if wanted.removeprefix("-") not in known:
        wanted = default
    column = known.get(wanted.removeprefix("-")) or next(iter(known.values()))
    return column, wanted.startswith("-")


def _listing(
    request: Request,
    rows: Any,
    columns: Sequence[Column],
    column: Column | None,
    descending: bool,
    per_page: int = PER_PAGE,
) -> Listing:
    wanted = request.GET.get("sort", "")
    page = Paginator(rows, per_page).get_page(request.GET.get("seite"))
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    heads = [_head(one, column, descending) for one in columns]
    return Listing(page, heads, list(numbers), wanted if column and column.key in wanted else "")


def _head(column: Column, chosen: Column | None, descending: bool) -> Head:
    if column is not chosen:
        return Head(column.text, column.key if column.order else "", "", column.numeric)
    turned = column.key if descending else f"-{column.key}"
    return Head(column.text, turned, "descending" if descending else "ascending", column.numeric)


@dataclass(frozen=True)
class Key(Generic[T]):
    """A head over facts rather than rows; `value` is what a line is sorted by."""

    key: str
    text: str
    value: Callable[[T], Any]
    numeric: bool = False


@dataclass(frozen=True)
class Sorted(Generic[T]):
    lines: list[T]
    heads: list[Head]


def in_order(request: Request, lines: Iterable[T], keys: Sequence[Key[T]]) -> Sorted[T]:
    """All lines, sorted by `?sort=` (a key, "-" before it for descending); in their own order where there is none.

    Those without a value come last.
    """
    wanted = request.GET.get("sort", "")
    chosen = next((one for one in keys if one.key == wanted.removeprefix("-")), None)
    descending = chosen is not None and wanted.startswith("-")
    found = _sorted(lines, chosen.value, descending) if chosen else list(lines)
    heads = [
        Head(
            one.text,
            f"-{one.key}" if one is chosen and not descending else one.key,
            ("descending" if descending else "ascending") if one is chosen else "",
            one.numeric,
        )
        for one in keys
    ]
    return Sorted(found, heads)


def _sorted(lines: Iterable[T], value: Callable[[T], Any], descending: bool) -> list[T]:
    known: list[T] = []
    empty: list[T] = []
    for line in lines:
        (empty if value(line) is None else known).append(line)
    return sorted(known, key=value, reverse=descending) + empty
