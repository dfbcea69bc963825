"""Lists: sorted by their column heads, page by page, with what was chosen in the address."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest

PER_PAGE = 50


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


def chosen(request: HttpRequest, columns: Sequence[Column], default: str = "") -> tuple[Column, bool]:
    """The column of `?sort=` (its key, "-" before it for descending), else the one of `default`, else the first."""
    wanted = request.GET.get("sort", "")
    known = {column.key: column for column in columns if column.order}
    column = known.get(wanted.removeprefix("-")) or known.get(default) or next(iter(known.values()))
    return column, wanted == f"-{column.key}"


def heads(columns: Sequence[Column], column: Column, descending: bool) -> list[Head]:
    """The heads of a list sorted by `column`; a second click on it turns the order round."""
    return [_head(one, column, descending) for one in columns]


def arrange(request: HttpRequest, rows: QuerySet, columns: Sequence[Column], *, default: str = "") -> Listing:
    """Page `?seite=` of the rows, sorted as `chosen` says."""
    column, descending = chosen(request, columns, default)
    first = F(column.order[0])
    lead = first.desc(nulls_last=True) if descending else first.asc(nulls_last=True)
    page = Paginator(rows.order_by(lead, *column.order[1:], "pk"), PER_PAGE).get_page(
        request.GET.get("seite")
    )
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    wanted = request.GET.get("sort", "")
    return Listing(
        page,
        heads(columns, column, descending),
        list(numbers),
        wanted if wanted.removeprefix("-") == column.key else "",
    )


def _head(column: Column, chosen: Column, descending: bool) -> Head:
    if column is not chosen:
        return Head(column.text, column.key if column.order else "", "", column.numeric)
    turned = column.key if descending else f"-{column.key}"
    return Head(column.text, turned, "descending" if descending else "ascending", column.numeric)
