"""Wirtschaftlichkeitsbetrachtung of a field: what each participant pays today and in a variant, and who loses. Pure; cents.

Running costs, yearly grants and reimbursements count at the end of their year, what falls due once at the beginning of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from initiatives.domain.rules.money.cost_keys import Gap, circle
from initiatives.domain.rules.money.cost_sheet import PERCENT, CostSheet, YearRow, whole_cents
from initiatives.domain.state.facts import BasisFacts, CostLineFacts, FieldFacts, OrganisationFacts
from initiatives.enums import Confidence
from initiatives.enums.money import GRANTS, ONCE, CostKind, Variant

CONSIDERABLE = Decimal(15)  # percent of saving that are pointed out


@dataclass(frozen=True)
class Outcome:
    """What a variant means for one organisation; sums a year are averages over the years in which it takes part.

    `today` and `cost` are None where they are not known; then `saving` is, too, unless it was entered as such.
    """

    organisation: OrganisationFacts
    rate: Decimal  # percent
    years: tuple[YearRow, ...]
    part: Decimal  # years in which it takes part: 4.5
    knows_today: bool
    knows_cost: bool
    only_saving: bool  # its saving was entered as such
    sources: tuple[CostLineFacts, ...]  # its own lines, of today and of the variant
    says_cost: bool = (
        False  # whether it is told what the variant costs it, though some of that nobody bears yet
    )

    @property
    def today(self) -> int | None:
        return self._average("today") if self.knows_today else None

    @property
    def cost(self) -> int | None:
        return self._average("cost") if self.knows_cost else None

    @property
    def one_off(self) -> int:
        """What falls due once, less what is granted and what today's way would cost once."""
        return sum(row.once for row in self.years)

    @property
    def pays(self) -> int:
        return self._average("pays")

    @property
    def receives(self) -> int:
        return self._average("receives")

    @property
    def is_known(self) -> bool:
        return self.only_saving or (self.knows_today and self.knows_cost)

    @property
    def saving(self) -> int | None:
        """Cents a year; negative where it pays more than today."""
        return self._average_of(map(self.gain, self.years)) if self.is_known else None

    def gain(self, row: YearRow) -> int:
        """What a year brings against today, without what falls due once; what was entered as a saving is that, and net."""
        return row.saving if self.only_saving else row.today - row.cost

    @property
    def percent(self) -> Decimal | None:
        """The saving in percent of what it pays today, with one decimal."""
        if self.saving is None or not self.today:
            return None
        return _percent(self.saving, self.today)

    @cached_property
    def exact_value(self) -> Decimal:
        """The net present value in cents, not rounded."""
        return sum((self.value(row, number) for number, row in enumerate(self.years)), Decimal(0))

    def value(self, row: YearRow, number: int) -> Decimal:
        """What a year, counted from 0, adds to the net present value, in cents."""
        step = 1 + self.rate / PERCENT
        return self.gain(row) / step ** (number + 1) - row.once / step**number

    @property
    def present_value(self) -> int | None:
        """Net present value (Kapitalwert) in cents at the beginning of the first year."""
        return whole_cents(self.exact_value) if self.is_known else None

    @property
    def payback(self) -> Decimal | None:
        """After how many years what falls due once has come back; None where it never does or nothing is known."""
        return None if self.saving is None else _payback(self.one_off, self.saving)

    @property
    def source(self) -> str:
        """Where the figures come from, each source once."""
        return "; ".join(dict.fromkeys(line.source for line in self.sources if line.source))

    @property
    def confidence(self) -> str:
        """How reliable the weakest figure is, a key of `Confidence`."""
        said = {line.confidence for line in self.sources}
        return next((str(one) for one in Confidence if one in said), "")

    @property
    def since(self) -> date | None:
        """From when on the latest figure holds."""
        return max((line.effective_on for line in self.sources), default=None)

    @property
    def recorded_on(self) -> date | None:
        return max((line.recorded_on for line in self.sources if line.recorded_on), default=None)

    @property
    def loses(self) -> bool:
        """Whether it pays more a year than today, or never gets back what falls due once."""
        return self.is_known and ((self.saving is not None and self.saving < 0) or self.exact_value < 0)

    def _average(self, name: str) -> int:
        return self._average_of(getattr(row, name) for row in self.years)

    def _average_of(self, sums: Iterable[int]) -> int:
        return whole_cents(Decimal(sum(sums)) / (self.part or 1))


@dataclass(frozen=True)
class Comparison:
    """One variant against today, over all who take part today (`outcomes`, in the order of their names)."""

    variant: str
    basis: BasisFacts
    outcomes: tuple[Outcome, ...]
    gaps: tuple[Gap, ...]  # what nobody bears
    missing: tuple[tuple[OrganisationFacts, str], ...]  # who has not said what

    @property
    def lines(self) -> tuple[Outcome, ...]:
        """Those of whom both is known."""
        return tuple(one for one in self.outcomes if one.is_known)

    @property
    def without_costs(self) -> tuple[OrganisationFacts, ...]:
        """Those who have not said all; who only lacks what a gap leaves open is none of them."""
        found = {organisation.id: organisation for organisation, _ in self.missing}
        return tuple(found.values())

    @property
    def gap_reasons(self) -> tuple[str, ...]:
        """Why nobody bears something, each reason once."""
        return tuple(dict.fromkeys(gap.why for gap in self.gaps))

    @property
    def is_complete(self) -> bool:
        return bool(self.outcomes) and not self.without_costs and not self.gaps

    @property
    def today(self) -> int:
        """Cents a year of those of whom both is known; so are the other sums."""
        return sum(one.today or 0 for one in self.lines)

    @property
    def cost(self) -> int:
        return sum(one.cost or 0 for one in self.lines)

    @property
    def one_off(self) -> int:
        return sum(one.one_off for one in self.lines)

    @property
    def saving(self) -> int:
        return sum(one.saving or 0 for one in self.lines)

    @property
    def knows_sums(self) -> bool:
        """Whether of all of `lines` both sums are known, not the saving alone."""
        return all(one.knows_today and one.knows_cost for one in self.lines)

    @property
    def more(self) -> int:
        """What it costs more a year than today; 0 where it does not."""
        return max(0, -self.saving)

    @property
    def percent(self) -> Decimal | None:
        """The saving in percent of what all pay today; None where of somebody the saving alone is known."""
        return _percent(self.saving, self.today) if self.today and self.knows_sums else None

    @property
    def present_value(self) -> int:
        return whole_cents(sum((one.exact_value for one in self.lines), Decimal(0)))

    @property
    def payback(self) -> Decimal | None:
        """As that of an outcome, over all of whom both is known."""
        return _payback(self.one_off, self.saving) if self.lines else None

    @property
    def is_considerable(self) -> bool:
        """Whether it saves 15 percent or more, not rounded, which guidelines of funding ask for."""
        return self.percent is not None and self.saving * PERCENT >= CONSIDERABLE * self.today

    @property
    def losers(self) -> tuple[Outcome, ...]:
        return tuple(one for one in self.lines if one.loses)

    def of(self, organisation_id: int) -> Outcome | None:
        return next((one for one in self.outcomes if one.organisation.id == organisation_id), None)


def of_field(field: FieldFacts, variant: str = Variant.JOINT) -> Comparison:
    """A variant against today. Who has no cost today recorded is missing, never zero; so is what a gap of a key leaves open.

    Who has left bears its part of joint costs for its time, and is not compared. Worked out once as long as the facts are kept.
    """
    kept: dict[str, Comparison] = field.worked_out
    if variant not in kept:
        kept[variant] = _compared(field, variant)
    return kept[variant]


def _compared(field: FieldFacts, variant: str) -> Comparison:
    basis, within = field.money.basis, circle(field)
    sheet = CostSheet(field, variant, within)
    for line in field.money.lines:
        if line.variant in (Variant.TODAY, variant):
            sheet.add(line)
    shared = any(line.is_shared and line.variant == variant and _tells(line) for line in field.money.lines)
    members = {one.organisation.id for one in field.taking_part()}
    outcomes = tuple(
        _outcome(sheet, one, shared)
        for one in within.organisations.values()
        if one.id in members and sheet.part(one.id)
    )
    return Comparison(variant, basis, outcomes, tuple(sheet.gaps), tuple(_missing(outcomes, variant)))


def values_by_line(field: FieldFacts, comparison: Comparison) -> dict[int, Decimal]:
    """What each line adds to the net present value in sum, in cents, negative for what costs; together they are that value.

    Of those of whom both is known, as the sums of a comparison are. One pass over the lines.
    """
    sheet = CostSheet(field, comparison.variant, circle(field))
    known = {one.organisation.id: one for one in comparison.lines}
    found = {}
    for line in field.money.lines:
        if line.variant not in (Variant.TODAY, comparison.variant):
            continue
        sheet.sums.clear()
        sheet.add(line)
        rows = ((pk, YearRow(year, **sums)) for (pk, year), sums in sheet.sums.items() if pk in known)
        first = comparison.basis.first_year
        found[line.id] = sum((known[pk].value(row, row.year - first) for pk, row in rows), Decimal(0))
    return found


def _outcome(sheet: CostSheet, organisation: OrganisationFacts, shared: bool) -> Outcome:
    own = sheet.lines[organisation.id]
    of_variant = [line for line in own if line.variant == sheet.variant]
    told = [line for line in own if _tells(line) and line.receiver_id != organisation.id]
    says_cost = shared or any(line.variant == sheet.variant for line in told)
    return Outcome(
        organisation=organisation,
        rate=sheet.basis.rate,
        years=sheet.rows(organisation.id),
        part=sheet.part(organisation.id),
        knows_today=any(line.variant == Variant.TODAY for line in told),
        knows_cost=says_cost and not sheet.gaps,
        only_saving=any(line.kind == CostKind.SAVING for line in of_variant),
        sources=tuple(own),
        says_cost=says_cost,
    )


def _tells(line: CostLineFacts) -> bool:
    """Whether it says what its organisation pays a year; what only comes in beside a cost that nobody has said tells nothing."""
    return line.kind not in ONCE | GRANTS and line.kind != CostKind.SAVING


def _missing(outcomes: Iterable[Outcome], variant: str) -> Iterable[tuple[OrganisationFacts, str]]:
    for one in outcomes:
        if one.only_saving:
            continue
        if not one.knows_today:
            yield one.organisation, "Kosten heute"
        if not one.says_cost:
            yield one.organisation, f"Kosten {Variant(variant).label}"


def _payback(one_off: int, saving: int) -> Decimal | None:
    if one_off <= 0:
        return Decimal(0)
    return _tenths(one_off, saving) if saving > 0 else None


def _percent(part: int, whole: int) -> Decimal:
    return _tenths(part * 100, whole)


def _tenths(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole * 10).to_integral_value(ROUND_HALF_UP) / 10
