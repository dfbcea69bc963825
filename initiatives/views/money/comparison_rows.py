"""What the page says of a comparison: its sentences, a row for each participant, the charts, who could make whom whole."""

from dataclasses import dataclass
from functools import cached_property

from initiatives.domain.rules.money import compensation, sensitivity
from initiatives.domain.rules.money.compensation import Compensation
from initiatives.domain.rules.money.economics import Comparison, Outcome
from initiatives.domain.rules.money.sensitivity import Shift
from initiatives.enums.money import Variant
from initiatives.reports.figures.pairs import PairRow, pairs
from initiatives.reports.figures.svg import Svg
from initiatives.reports.figures.tornado import ShiftRow, tornado
from initiatives.templatetags.german import as_subject, join_and
from initiatives.templatetags.money import euro_brief
from initiatives.views.money.comparison_actions import SLUGS
from initiatives.views.money.economics_page import EconomicsPage


@dataclass(frozen=True)
class GapRow:
    why: str
    cents: int
    years: str


@dataclass(frozen=True)
class ComparisonView:
    """A comparison as it is shown in full."""

    page: EconomicsPage
    comparison: Comparison

    @property
    def variant(self) -> str:
        return self.comparison.variant

    @property
    def label(self) -> str:
        return Variant(self.variant).label

    @property
    def slug(self) -> str:
        return SLUGS[Variant(self.variant)]

    @cached_property
    def losses(self) -> list[str]:
        """A sentence for each that loses."""
        years = self.comparison.basis.years
        return [_loss(one, years) for one in self.comparison.losers]

    @cached_property
    def missing(self) -> list[str]:
        """Who has not said what: Kosten heute: Olfen und Senden."""
        found: dict[str, list[str]] = {}
        for place, what in self.comparison.missing:
            found.setdefault(what, []).append(place.name)
        return [f"{what}: {join_and(names)}" for what, names in found.items()]

    @cached_property
    def gaps(self) -> list[GapRow]:
        """What nobody bears, by reason."""
        found: dict[str, list] = {}
        for gap in self.comparison.gaps:
            found.setdefault(gap.why, []).append(gap)
        return [_gap(why, rows) for why, rows in found.items()]

    @cached_property
    def only_saving(self) -> list[str]:
        return [one.organisation.name for one in self.comparison.outcomes if one.only_saving]

    @cached_property
    def compensation(self) -> Compensation:
        return compensation.of_comparison(self.comparison)

    @cached_property
    def shifts(self) -> list[tuple[str, Shift]]:
        """The lines that matter most by name; with their variant where two are called the same."""
        found = sensitivity.of_comparison(self.page.field, self.comparison)
        names = [self.page.line_name(one.line) for one in found]
        return [
            (name if names.count(name) == 1 else f"{Variant(one.line.variant).label}, {name}", one)
            for name, one in zip(names, found, strict=True)
        ]

    @cached_property
    def chart(self) -> Svg | None:
        rows = [_bar(one) for one in self.comparison.outcomes if one.knows_today or one.knows_cost]
        words = (Variant.TODAY.label, self.label)
        return pairs(rows, words, f"Kosten im Jahr: heute und {self.label}") if rows else None

    @cached_property
    def tornado(self) -> Svg | None:
        rows = [ShiftRow(name, _euros(one.lower), _euros(one.higher)) for name, one in self.shifts]
        middle = _euros(self.comparison.present_value)
        return tornado(rows, middle, "Kapitalwert in Summe bei 10 % mehr oder weniger") if rows else None


def _loss(one: Outcome, years: int) -> str:
    name, saving = as_subject(one.organisation), one.saving or 0
    if saving < 0:
        return f"{name} zahlt {euro_brief(-saving)} im Jahr mehr als heute."
    spares = f"spart zwar {euro_brief(saving)} im Jahr" if saving else "spart im Jahr nichts"
    joined = ", holt aber" if saving else " und holt"
    time = "einem Jahr" if years == 1 else f"{years} Jahren"
    return (
        f"{name} {spares}{joined} die einmaligen Kosten von {euro_brief(one.one_off)} in {time} nicht herein."
    )


def _gap(why: str, rows: list) -> GapRow:
    years = sorted({one.year for one in rows})
    words = str(years[0]) if len(years) == 1 else f"{years[0]} bis {years[-1]}"
    return GapRow(why, sum(one.cents for one in rows), words)


def _bar(one: Outcome) -> PairRow:
    today = None if one.today is None else _euros(one.today)
    cost = None if one.cost is None else _euros(one.cost)
    return PairRow(one.organisation.name, today, cost, one.loses)


def _euros(cents: int) -> int:
    return round(cents / 100)
