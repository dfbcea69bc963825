"""What a report tells of the costs of a field: rows of `status_report`. Money in cents.

Of the public edition `domain/snapshots/public_money` says which parties, and when sums and keys; see docs/decisions/0036.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from initiatives.snapshot.marks import NonPublic, Public

JOINT = "joint"


@dataclass(frozen=True)
class CostYear:
    """What a party has in one year; `once` falls due at its beginning, less grants, `saving` was entered as such."""

    year: Public[int]
    today: Public[int]
    joint: Public[int]
    once: Public[int]
    saving: Public[int] = 0


@dataclass(frozen=True)
class Cost:
    """What one participant pays for a field today and would pay jointly; cents a year, `one_off` once.

    Where only a saving is known the first two are None. `years` are empty in forms that knew the first three alone.
    """

    today: Public[int | None]
    joint: Public[int | None]
    one_off: Public[int]
    confidence: Public[str]  # "geschätzt"
    source: NonPublic[str]
    since: Public[date | None] = None
    known_saving: Public[int | None] = None  # where only that is known
    percent: Public[float | None] = None  # of what it pays today
    present_value: Public[int | None] = None  # Kapitalwert
    payback: Public[float | None] = None  # years; None: it never comes back
    loses: Public[bool] = False
    pays: Public[int] = 0  # of `joint` to others
    receives: Public[int] = 0  # from others
    rest: Public[int] = 0  # what percentages leave over
    years: Public[tuple[CostYear, ...]] = ()
    rests_on: NonPublic[tuple[str, ...]] = ()  # Place.key of whose figures can be read off these

    @property
    def saving(self) -> int:
        """Cents a year; negative where it pays more than today."""
        if self.today is None or self.joint is None:
            return self.known_saving or 0
        return self.today - self.joint


@dataclass(frozen=True)
class Basis:
    """On what the comparison rests; `stated` says whether anybody has said so."""

    first_year: Public[int]
    years: Public[int]
    rate: Public[float]  # percent
    price_year: Public[int]
    stated: Public[bool]


@dataclass(frozen=True)
class Missing:
    place: Public[str]  # Place.key
    what: Public[str]  # "Kosten heute"


@dataclass(frozen=True)
class VariantSum:
    """A variant over all of whom both is known."""

    variant: Public[str]
    word: Public[str]  # "gemeinsam"
    today: Public[int]
    cost: Public[int]
    one_off: Public[int]
    saving: Public[int]
    percent: Public[float | None]
    present_value: Public[int]
    losers: Public[int]  # how many
    missing: Public[tuple[Missing, ...]]
    gaps: Public[tuple[str, ...]]  # what of which year nobody bears, and why


@dataclass(frozen=True)
class KeyFigure:
    place: Public[str]  # Place.key
    figure: Public[float]  # percent, cases, units of use or inhabitants


@dataclass(frozen=True)
class KeyPeriod:
    """A period of a key that holds on the as-of day or begins later; `words` as they stand in a sentence."""

    key: Public[str]  # stays the same from report to report
    starts_on: Public[date]
    ends_on: Public[date | None]
    kind: Public[str]
    kind_word: Public[str]
    bearers: Public[str]
    words: Public[str]
    figures: Public[tuple[KeyFigure, ...]]
    rest: Public[float]  # percent that are left to the provider
    figures_on: Public[date | None]
    source: NonPublic[str]
    review_on: Public[date | None]
    reason: NonPublic[str]
    since: Public[date]  # from which day on it is agreed


@dataclass(frozen=True)
class CostKey:
    key: Public[str]
    title: Public[str]
    periods: Public[tuple[KeyPeriod, ...]]


@dataclass(frozen=True)
class Actual:
    """What a party has really borne in a year; `planned` None where no plan covers it."""

    place: Public[str]  # Place.key
    year: Public[int]
    cents: Public[int]
    planned: Public[int | None]
    source: NonPublic[str]
    since: Public[date]

    @property
    def deviation(self) -> int | None:
        return None if self.planned is None else self.cents - self.planned


@dataclass(frozen=True)
class Baseline:
    """How far the baseline (Bestandsaufnahme) is: of whom everything is answered, of whom something lacks."""

    title: Public[str]
    complete: Public[tuple[str, ...]]  # Place.key
    lacking: Public[tuple[Missing, ...]]


@dataclass(frozen=True)
class Funding:
    """The programme by which a field is to be funded."""

    programme: Public[str]
    land: Public[str]
    paragraph: Public[str]
    expenses: Public[int]
    since: Public[date]


@dataclass(frozen=True)
class Review:
    """What a review (Überprüfung) of the running cooperation has said."""

    outcome: Public[str]  # in words
    on: Public[date]


@dataclass(frozen=True)
class Money:
    """Of one field, besides the costs of its parties."""

    # Place.key of all among whom costs are shared, and of those whose own competent body has resolved
    bearers: Public[tuple[str, ...]] = ()
    resolved: Public[tuple[str, ...]] = ()
    basis: Public[Basis | None] = None
    variants: Public[tuple[VariantSum, ...]] = ()  # the joint one first
    keys: Public[tuple[CostKey, ...]] = ()
    actuals: Public[tuple[Actual, ...]] = ()  # by year and place
    baseline: NonPublic[tuple[Baseline, ...]] = ()  # one or none
    funding: Public[tuple[Funding, ...]] = ()  # one or none
    reviews: NonPublic[tuple[Review, ...]] = ()  # oldest first

    @property
    def joint(self) -> VariantSum | None:
        return next((one for one in self.variants if one.variant == JOINT), None)

    @property
    def is_whole(self) -> bool:
        """Whether the bodies of all have resolved, so that sums and keys give nobody's figures away."""
        return bool(self.bearers) and set(self.bearers) <= set(self.resolved)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Whose body has not resolved yet."""
        return tuple(key for key in self.bearers if key not in self.resolved)
