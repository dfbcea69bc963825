"""What cost lines come to, added up by organisation and year: rises, parts of a year, joint costs by their keys. Pure; cents."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from dataclasses import field as column
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from initiatives.domain.rules.money.cost_keys import Circle, Gap, share_out
from initiatives.domain.state.facts import BasisFacts, CostLineFacts, FieldFacts
from initiatives.enums.money import GRANTS, ONCE, CostKind, Variant

PERCENT = Decimal(100)


@dataclass(frozen=True)
class YearRow:
    """What an organisation has in one year, in cents: `once` is due at its beginning, less grants; `saving` was entered as such.

    `pays` and `receives` are what of `cost` goes to others and comes from them; `rest` what percentages leave to the provider.
    """

    year: int
    today: int = 0
    cost: int = 0
    once: int = 0
    saving: int = 0
    pays: int = 0
    receives: int = 0
    rest: int = 0


def horizon(basis: BasisFacts) -> range:
    return range(basis.first_year, basis.first_year + basis.years)


def amount_in(line: CostLineFacts, year: int, basis: BasisFacts) -> int:
    """What a line comes to in a year, in cents: from the price year on it rises by its percentage each year.

    What falls due once does so in its first year, in the horizon's first one where it named an earlier one or none.
    """
    if line.kind in ONCE:
        due = max(line.from_year or basis.first_year, basis.first_year)
        if year != due:
            return 0
    elif not (line.from_year or year) <= year <= (line.until_year or year):
        return 0
    if not line.increase:
        return line.amount
    return whole_cents(line.amount * (1 + line.increase / PERCENT) ** (year - basis.price_year))


@dataclass
class CostSheet:
    """What comes to each organisation in each year, while the lines are added."""

    field: FieldFacts
    variant: str
    within: Circle
    gaps: list[Gap] = column(default_factory=list)
    sums: dict[tuple[int, int], dict[str, int]] = column(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    lines: dict[int, list[CostLineFacts]] = column(default_factory=lambda: defaultdict(list))
    bases: dict[int, Counter[date]] = column(default_factory=lambda: defaultdict(Counter))  # by key

    def __post_init__(self) -> None:
        self.basis = self.field.money.basis
        self.years = horizon(self.basis)
        provider = self.field.provider
        self.provider_id = provider.organisation.id if provider else None
        self._days = {year: (date(year + 1, 1, 1) - date(year, 1, 1)).days for year in self.years}
        self._in = {
            (pk, year): self.within.days_in(pk, year)
            for pk in self.within.organisations
            for year in self.years
        }

    def part(self, organisation_id: int) -> Decimal:
        """In how many years of the horizon it takes part."""
        return sum(
            (Decimal(self._in[organisation_id, year]) / self._days[year] for year in self.years), Decimal(0)
        )

    def add(self, line: CostLineFacts) -> None:
        if line.organisation_id is not None and not line.is_shared:
            self.lines[line.organisation_id].append(line)
        if line.receiver_id is not None:
            self.lines[line.receiver_id].append(line)
        for year in self.years:
            amount = amount_in(line, year, self.basis)
            if not amount:
                continue
            if line.is_shared:
                self._share(line, year, -amount if line.kind in GRANTS else amount)
            elif line.kind == CostKind.REIMBURSEMENT:
                self._reimburse(line, year, amount)
            else:
                self._own(line, year, -amount if line.kind in GRANTS else amount)

    def _own(self, line: CostLineFacts, year: int, amount: int) -> None:
        """Who takes part in a part of the year only has that part of it."""
        pk = line.organisation_id
        if pk is None or (pk, year) not in self._in:
            return
        if line.kind in ONCE:
            self.sums[pk, year]["once"] += -amount if line.variant == Variant.TODAY else amount
            return
        if self._in[pk, year] != self._days[year]:
            amount = whole_cents(Decimal(amount * self._in[pk, year]) / self._days[year])
        if line.variant == Variant.TODAY:
            self.sums[pk, year]["today"] += amount
        elif line.kind == CostKind.SAVING:
            self.sums[pk, year]["saving"] += amount
        else:
            self.sums[pk, year]["cost"] += amount

    def _reimburse(self, line: CostLineFacts, year: int, amount: int) -> None:
        """Nothing any more after the year in which one of both leaves."""
        payer, receiver = line.organisation_id, line.receiver_id
        assert payer is not None and receiver is not None, "The table holds both."
        if self.within.is_gone(payer, year) or self.within.is_gone(receiver, year):
            return
        self._pay(payer, receiver, year, amount, "today" if line.variant == Variant.TODAY else "cost")

    def _pay(self, payer: int, receiver: int, year: int, amount: int, column: str) -> None:
        self.sums[payer, year][column] += amount
        self.sums[receiver, year][column] -= amount
        self.sums[payer, year]["pays"] += amount
        self.sums[receiver, year]["receives"] += amount

    def _share(self, line: CostLineFacts, year: int, amount: int) -> None:
        """Each bears its share; who pays the bill gets those of the others."""
        key = self.field.money.key(line.key_id)
        bases = None if key is None or line.kind in ONCE else self.bases[key.id]
        found = share_out(amount, year, key, self.within, self.provider_id, bases)
        self.gaps += found.gaps
        column = "once" if line.kind in ONCE else "cost"
        for pk, cents in found.by.items():
            self.sums[pk, year][column] += cents
            if line.organisation_id not in (None, pk):
                self.sums[pk, year]["pays"] += cents
                self.sums[line.organisation_id or 0, year]["receives"] += cents
        if found.rest and self.provider_id is not None:
            self.sums[self.provider_id, year][column] += found.rest
            self.sums[self.provider_id, year]["rest"] += found.rest

    def rows(self, organisation_id: int) -> tuple[YearRow, ...]:
        return tuple(YearRow(year, **self.sums[organisation_id, year]) for year in self.years)


def whole_cents(number: Decimal) -> int:
    """Rounded half up, of any size: over a long horizon a large increase comes to more digits than `quantize` takes."""
    return int(number.to_integral_value(ROUND_HALF_UP))
