"""The cells of the matrix, made without a template: there can be thousands."""

import re
from collections.abc import Iterable
from functools import cache

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from initiatives.domain.rules.matrix import PARTICIPATIONS, Block, Cell, Column, Row, Tally
from initiatives.enums import PARTICIPATION_WORDS
from initiatives.templatetags.marks import short_chip
from initiatives.templatetags.money import euro_brief

register = template.Library()

PROVIDES = '<span class="part part--lead">(L) erbringt</span>'
ENDING = re.compile(
    r"(?<=\w{3})(hausen|kirchen|bergen|berg|burg|brück|büren|dorf|feld|fort|furt|gladbach|bach|heide|heim|hoven|horst"
    r"|lingen|loh|münde|münster|rath|scheid|stadt|stede|stein|trop|walde?|wick|winkel)(?=\w{0,2}\b)"
)


@register.simple_tag
def matrix_cells(block: Block, row: Row) -> SafeString:
    """The cells of a row: chip with the Votum, linked to it or to the field, and the participation in words."""
    position, field = _address("position"), _address("field")
    of_field = f"{field[0]}{row.field.id}{field[1]}#beteiligte"
    return mark_safe("".join(_cells(block.columns, row.cells, position, of_field)))


@register.filter
def breakable(name: str) -> str:
    """The name of a place with soft hyphens before the usual second parts, for a narrow column head."""
    return ENDING.sub("\u00ad\\1", name)


@register.simple_tag
def matrix_sums(block: Block, name: str) -> SafeString:
    """The cells of a row of sums; `name` is an attribute of `Tally`."""
    return mark_safe(
        "".join(
            f'<td{_own(column)} data-label="{escape(column.organisation.name)}">{getattr(tally, name)}</td>'
            for column, tally in zip(block.columns, block.tallies, strict=True)
        )
    )


@register.simple_tag
def matrix_sum(tally: Tally, name: str) -> int:
    """One number of a tally."""
    return getattr(tally, name)


def _own(column: Column) -> str:
    return ' class="own"' if column.own else ""


def _cells(
    columns: Iterable[Column], cells: Iterable[Cell], position: tuple[str, str], of_field: str
) -> Iterable[str]:
    for column, cell in zip(columns, cells, strict=True):
        address = f"{position[0]}{cell.ask}{position[1]}" if cell.ask else of_field
        mark = _mark(cell.stance, cell.provisional, cell.fallen, cell.participation, cell.leads)
        mark += PROVIDES if cell.provides else ""
        mark += _saves(cell.saving) if column.own else ""
        yield f'<td{_own(column)} data-label="{escape(column.organisation.name)}"><a href="{address}">{mark}</a></td>'


@cache
def _mark(stance: str, provisional: bool, fallen: bool, participation: str, leads: bool) -> str:
    gone = '<span class="part part--lead">zurückgefallen</span>' if fallen else ""
    return short_chip(stance, provisional) + gone + _part(participation, leads)


def _saves(cents: int | None) -> str:
    """What the reader's own organisation saves a year."""
    if cents is None:
        return ""
    words = f"spart {euro_brief(cents)}" if cents >= 0 else f"zahlt {euro_brief(-cents)} mehr"
    return f'<span class="part">{words}<span class="kern-sr-only"> im Jahr</span></span>'


def _part(participation: str, leads: bool) -> str:
    if leads:
        return '<span class="part part--lead">(F) führt</span>'
    if participation == "open":
        word = PARTICIPATION_WORDS[participation]
        return (
            '<span class="part"><span aria-hidden="true">–</span>'
            f'<span class="kern-sr-only">{word}</span></span>'
        )
    return f'<span class="part">{PARTICIPATIONS[participation]}</span>'


def _address(name: str) -> tuple[str, str]:
    """A route of one number, before and after it; reversing it for every cell would cost more than the cell."""
    before, _, after = reverse(name, args=[0]).rpartition("0")
    return before, after
