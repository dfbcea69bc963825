"""What a draft paper for a council is made from: typed rows. `domain/snapshots/council_paper` builds them, `reports/council`
shows them.

`core` is the same in the papers of all that were asked, and is stored by itself as well. Empty texts and None are left out or
marked as a gap, never invented.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from initiatives.snapshot.form import SCHEMA, Rows, sorted_by

COUNCIL_PAPER = "council_paper"
DECISION, ACCESSION = "decision", "accession"


@dataclass(frozen=True)
class Voice:
    """What a municipality says: its part in the field, its Votum and the conditions of it, the resolution behind it."""

    name: str
    participation: str
    stance: str
    date: date | None
    provisional: bool
    conditions: tuple[str, ...]
    resolution: str


@dataclass(frozen=True)
class Check:
    """A framework condition; `computed` in words where people judged otherwise."""

    text: str
    result: str
    reason: str
    computed: str


@dataclass(frozen=True)
class Ground:
    name: str
    result: str
    text: str
    date: date


@dataclass(frozen=True)
class FieldPart:
    key: str
    title: str
    aim: str
    description: str
    focal_points: tuple[str, ...]
    nature: str
    phase: str
    side_state: str
    light: str
    light_meaning: str
    lead: str
    contact: str
    voices: tuple[Voice, ...]
    checks: tuple[Check, ...]
    grounds: tuple[Ground, ...]


@dataclass(frozen=True)
class Core(Rows):
    initiative: str
    county: str
    convening: str
    background: str
    is_example: bool
    purpose: str
    purpose_word: str
    question: str
    version: str
    opened_on: date
    deadline: date
    reasoning: str
    fields: tuple[FieldPart, ...]

    readable = (None,)


@dataclass(frozen=True)
class BudgetYear:
    """Of one year: `once` falls due at its beginning, less grants; `saving` was entered as such."""

    year: int
    today: int
    joint: int
    once: int
    saving: int = 0

    @property
    def burden(self) -> int:
        """By how much the budget is burdened more than today, in cents; negative where it is relieved."""
        return self.joint + self.once - self.today - self.saving


@dataclass(frozen=True)
class Staff:
    """Posts of one line; `variant` in words."""

    variant: str
    title: str
    fte: float
    pay_grade: str


@dataclass(frozen=True)
class Assumption:
    """What a number rests on; `amount` None for a joint cost, of which this municipality bears its share only."""

    variant: str
    title: str
    amount: int | None
    source: str
    confidence: str
    on: date


@dataclass(frozen=True)
class Costs:
    """Of this municipality, in cents; the first two a year, the third once. None where it is not recorded.

    What follows `date` is of the comparison; papers from before it have nothing there.
    """

    today: int | None
    joint: int | None
    one_off: int
    confidence: str
    source: str
    date: date
    known_saving: int | None = None  # where only that is known
    percent: float | None = None
    present_value: int | None = None  # Kapitalwert
    payback: float | None = None  # years; None: it never comes back
    loses: bool = False
    horizon: str = ""  # "2027 bis 2031, Zins 2 %, Preise von 2026"
    shares: tuple[str, ...] = ()  # by which key it bears how much, a sentence each
    years: tuple[BudgetYear, ...] = ()
    staff: tuple[Staff, ...] = ()
    assumptions: tuple[Assumption, ...] = ()

    @property
    def saving(self) -> int | None:
        if self.today is None or self.joint is None:
            return self.known_saving
        return self.today - self.joint


@dataclass(frozen=True)
class CouncilPaper(Rows):
    """`municipality` is empty where only the core is shown; `core_of` None while the core is not frozen."""

    schema: int
    genre: str
    recorded_until: datetime
    date: str
    subject: str
    municipality: str
    bodies: tuple[str, ...]
    body_missing: bool
    core_of: datetime | None
    core: Core
    costs: dict[str, Costs | None]
    is_county: bool = False
    # By which its council decides, "" where its Land has none recorded; None: not said then.
    law: str | None = None

    readable = (1, SCHEMA)  # 1: until all snapshots got one number

    def in_order(self) -> CouncilPaper:
        """The costs in the order of the fields."""
        return replace(self, costs=sorted_by((field.key for field in self.core.fields), self.costs))
