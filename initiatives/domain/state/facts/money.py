"""Costs of a field, the keys by which joint ones are shared out, and the baseline, as they are known at a moment.

Money in cents; figures, posts and percentages as Decimal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from initiatives.enums.money import CostKind, KeyKind, QuestionKind


@dataclass(frozen=True)
class CostLineFacts:
    """A line with the entry that counts. `amount` is cents a year (once for what falls due once) in prices of the price year."""

    id: int
    variant: str
    kind: str
    organisation_id: int | None  # who pays the bill, saves, or pays the reimbursement
    receiver_id: int | None
    is_shared: bool
    key_id: int | None
    amount: int
    title: str = ""
    fte: Decimal | None = None
    pay_grade: str = ""
    rate: int | None = None  # cents a post and year
    from_year: int | None = None
    until_year: int | None = None
    increase: Decimal = Decimal(0)  # percent a year
    source: str = ""
    confidence: str = ""
    effective_on: date = date.min
    recorded_on: date | None = None
    actor: str = ""
    entry_id: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether it is one of the sums that a participant gives without breaking them down."""
        return self.kind in (CostKind.TOTAL, CostKind.ONE_OFF) and not self.is_shared and not self.title


@dataclass(frozen=True)
class KeyPeriodFacts:
    """A period of a key. `figures` are its bearers with percent, cases, units of use or inhabitants, None where none is given."""

    id: int
    starts_on: date
    ends_on: date | None  # as stated; without one it ends before the next period begins
    kind: str
    bearers: str
    figures: dict[int, Decimal | None]
    base: int | None = None  # cents a year, of a mixed key
    variable_kind: str = ""
    rounding: str = "cent"
    figures_on: date | None = None
    source: str = ""
    review_on: date | None = None
    reason: str = ""
    effective_on: date = date.min
    recorded_on: date | None = None
    actor: str = ""


@dataclass(frozen=True)
class CostKeyFacts:
    id: int
    title: str
    periods: tuple[KeyPeriodFacts, ...]  # by their first day

    @property
    def shares_out(self) -> bool:
        """Whether it has ever been more than words."""
        return any(one.kind != KeyKind.DESCRIBED for one in self.periods)


@dataclass(frozen=True)
class BasisFacts:
    """Where nobody has said one: five years from the first year that a line names, else the present one, at 2 percent."""

    first_year: int
    years: int
    rate: Decimal  # percent
    price_year: int
    note: str = ""
    effective_on: date | None = None  # None: nobody has said it
    recorded_on: date | None = None
    actor: str = ""


@dataclass(frozen=True)
class ActualFacts:
    id: int
    organisation_id: int
    year: int
    cents: int
    source: str
    effective_on: date
    recorded_on: date
    actor: str


@dataclass(frozen=True)
class CriterionFacts:
    title: str
    weight: Decimal  # percent
    points: dict[str, Decimal]  # by variant, 0 to 10
    reason: str = ""


@dataclass(frozen=True)
class UtilityFacts:
    criteria: tuple[CriterionFacts, ...]
    effective_on: date
    recorded_on: date
    actor: str


@dataclass(frozen=True)
class ProgrammeFacts:
    """A funding programme of a Land in one guideline; amounts in cents, percentages whole."""

    id: int
    key: str
    name: str
    land: str
    paragraph: str
    source: str
    valid_from: date
    valid_until: date | None
    least_partners: int
    base: int
    further: int
    most: int | None
    most_percent: int
    least_years: int
    least_saving: int
    applications_until: date | None
    proofs: tuple[str, ...]


@dataclass(frozen=True)
class ProofFacts:
    """What was said by hand of a proof that a programme asks for."""

    is_there: bool
    note: str = ""


@dataclass(frozen=True)
class FundingFacts:
    programme: ProgrammeFacts
    expenses: int
    key_id: int | None
    note: str
    effective_on: date
    recorded_on: date
    actor: str
    proofs: dict[str, ProofFacts] = field(default_factory=dict)  # those said by hand, by their titles


@dataclass(frozen=True)
class MoneyFacts:
    """Of one field. `spells` says from when to when (exclusive, None: still) each organisation has taken part."""

    basis: BasisFacts
    lines: tuple[CostLineFacts, ...] = ()
    keys: tuple[CostKeyFacts, ...] = ()
    spells: dict[int, tuple[tuple[date, date | None], ...]] = field(default_factory=dict)
    actuals: dict[tuple[int, int], ActualFacts] = field(default_factory=dict)  # by organisation and year
    utility: UtilityFacts | None = None
    funding: FundingFacts | None = None

    def key(self, key_id: int | None) -> CostKeyFacts | None:
        """The key of that id, for None the field's first, one that shares out before one in words; None where there is none."""
        known = [one for one in self.keys if key_id in (None, one.id)]
        return next((one for one in known if one.shares_out), known[0] if known else None)


NO_MONEY = MoneyFacts(BasisFacts(first_year=2000, years=5, rate=Decimal(2), price_year=2000))


@dataclass(frozen=True)
class QuestionFacts:
    id: int
    order: int
    text: str
    kind: str
    unit: str
    is_required: bool
    help: str
    choices: tuple[str, ...]
    columns: tuple[dict[str, str], ...]  # of a list: key, text, kind, unit, meaning
    meaning: str
    effective_on: date

    @property
    def is_list(self) -> bool:
        return self.kind == QuestionKind.ROWS


@dataclass(frozen=True)
class AnswerFacts:
    """See `models.Answer` for what `value` holds by the kind of the question."""

    id: int
    value: Any
    document_id: int | None
    note: str
    effective_on: date
    recorded_on: date
    actor: str


@dataclass(frozen=True)
class BaselineFacts:
    """The questionnaire of a field with its questions of the day, and what was answered, by organisation and question."""

    id: int
    version: int
    title: str
    due_on: date | None
    effective_on: date
    recorded_on: date
    questions: tuple[QuestionFacts, ...]
    answers: dict[int, dict[int, AnswerFacts]]

    @cached_property
    def required(self) -> tuple[QuestionFacts, ...]:
        return tuple(one for one in self.questions if one.is_required)

    def answer(self, organisation_id: int, question_id: int) -> AnswerFacts | None:
        return self.answers.get(organisation_id, {}).get(question_id)

    def unanswered(self, organisation_id: int) -> list[QuestionFacts]:
        """The questions that have to be answered and that this organisation has not answered."""
        own = self.answers.get(organisation_id, {})
        return [one for one in self.required if one.id not in own]

    def is_complete(self, organisation_id: int) -> bool:
        """Whether everything that has to be answered is; not where nothing has to be and nothing is."""
        return not self.unanswered(organisation_id) and bool(
            self.required or self.answers.get(organisation_id)
        )
