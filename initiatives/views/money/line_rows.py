"""The assumptions of a comparison: each line with what it comes to, who said so, how sure it is; filtered and sorted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from initiatives import german
from initiatives.domain.kernel.texts import number_in_words
from initiatives.domain.state.facts import CostLineFacts
from initiatives.enums import Confidence
from initiatives.enums.money import ONCE, CostKind, Variant
from initiatives.forms.money.comparisons import LineFilter
from initiatives.views.kernel.lists import Column, arrange_values
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.money.economics_page import EconomicsPage

COLUMNS = (
    Column("variante", "Variante", ("place",)),
    Column("wer", "Wer", ("who",)),
    Column("was", "Was", ("what",)),
    Column("betrag", "Betrag", ("amount",), numeric=True),
    Column("sicher", "Verlässlichkeit", ("confidence",)),
    Column("quelle", "Quelle und Autor", ("day",)),
)
NOBODY = "0"  # of the filter: lines that nobody bears alone


@dataclass(frozen=True)
class LineRow:
    line: CostLineFacts
    who: str
    more: str  # whom it goes to, or by which key
    what: str
    kind: str
    may: bool
    is_own: bool

    @property
    def anchor(self) -> str:
        return f"zeile-{self.line.id}"

    @property
    def place(self) -> tuple[int, str]:
        return Variant.values.index(self.line.variant), self.who.casefold()

    @property
    def variant(self) -> str:
        return Variant(self.line.variant).label

    @property
    def amount(self) -> int:
        return self.line.amount

    @property
    def is_once(self) -> bool:
        return self.line.kind in ONCE

    @property
    def confidence(self) -> str:
        return Confidence(self.line.confidence).label

    @property
    def day(self) -> date:
        return self.line.effective_on

    @property
    def posts(self) -> str:
        """0,5 Stellen EG 9a, or nothing."""
        if self.line.fte is None:
            return ""
        return f"{number_in_words(self.line.fte)} Stellen {self.line.pay_grade}".strip()

    @property
    def years(self) -> str:
        """ab 2027, bis 2030, + 2 % im Jahr; nothing where it is the same all the time."""
        line, found = self.line, []
        if line.from_year:
            found.append(f"{'' if self.is_once else 'ab '}{line.from_year}")
        if line.until_year:
            found.append(f"bis {line.until_year}")
        if line.increase:
            sign = "+" if line.increase > 0 else "−"
            found.append(f"{sign}\u00a0{number_in_words(abs(line.increase))}\u00a0% im Jahr")
        return ", ".join(found)


def context(request: ActingRequest, page: EconomicsPage) -> dict[str, Any]:
    """The list as the address asks for it: `zeilen` a variant, `von` an organisation, `sort` a column."""
    wanted, whose = request.GET.get("zeilen", ""), request.GET.get("von", "")
    named = {one.organisation_id for one in page.lines} | {one.receiver_id for one in page.lines}
    places = sorted(((pk, page.name(pk)) for pk in named if pk), key=lambda one: german.by(one[1]))
    filter_ = LineFilter(request.GET, places=places)
    rows = [_row(page, one) for one in page.lines if _fits(one, wanted, whose)]
    return {
        "listing": arrange_values(request, rows, COLUMNS, "variante"),
        "line_filter": filter_,
        "active": filter_.active(),
        "line_count": len(page.lines),
        "shown_count": len(rows),
        "may_any": any(one.may for one in rows),
    }


def _fits(line: CostLineFacts, variant: str, whose: str) -> bool:
    if variant not in ("", line.variant):
        return False
    borne_by = {str(one) for one in (line.organisation_id, line.receiver_id) if one}
    return not whose or whose in borne_by or (whose == NOBODY and line.is_shared)


def _row(page: EconomicsPage, line: CostLineFacts) -> LineRow:
    who, more = page.name(line.organisation_id), ""
    if line.receiver_id:
        more = f"an {page.name(line.receiver_id)}"
    elif line.is_shared:
        key = page.field.money.key(line.key_id)
        by_key = f"nach „{key.title}“" if key else "ohne Schlüssel"
        more = f"{by_key}; Rechnung an {who}" if line.organisation_id else by_key
        who = "gemeinsam"
    kind = CostKind(line.kind).label
    return LineRow(
        line,
        who,
        more,
        line.title or kind,
        kind if line.title else "",
        page.may_enter(line),
        line.organisation_id == page.own_id,
    )
