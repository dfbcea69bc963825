"""What a draft paper for a council is made from: typed rows. `domain/snapshots/council_paper` builds them, `reports/council`
shows them.

`core` is the same in the papers of all that were asked, and is stored by itself as well. Empty texts and None are left out or
marked as a gap, never invented. What is `Public` stands in the public draft, too; `domain/snapshots/council_editions` says what
it replaces first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from initiatives.snapshot.form import SCHEMA, Rows, sorted_by
from initiatives.snapshot.marks import NonPublic, Public

COUNCIL_PAPER = "council_paper"
PUBLIC, NON_PUBLIC = "public", "non_public"
DECISION, ACCESSION = "decision", "accession"


@dataclass(frozen=True)
class Voice:
    """What a municipality says: its part in the field, its Votum and the conditions of it, the resolution behind it."""

    name: Public[str]
    participation: Public[str]
    stance: Public[str]
    date: Public[date | None]
    provisional: Public[bool]
    conditions: Public[tuple[str, ...]]
    resolution: Public[str]
    # a consent behind which the competent body does not stand yet; None: not said then, `provisional` says it
    unresolved: Public[bool | None] = None


@dataclass(frozen=True)
class Check:
    """A framework condition; `computed` in words where people judged otherwise."""

    text: Public[str]
    result: Public[str]
    reason: NonPublic[str]
    computed: NonPublic[str]
    withheld: Public[bool | None] = None  # whether it rests on what is not public; None: not said then


@dataclass(frozen=True)
class Ground:
    """What the cooperation stands on. `told` is what of `text` is public; `is_published` is None where it is no agreement."""

    name: Public[str]
    result: Public[str]
    text: NonPublic[str]
    date: Public[date]
    told: Public[str] = ""
    is_published: Public[bool | None] = None


@dataclass(frozen=True)
class FieldPart:
    key: Public[str]
    title: Public[str]
    aim: Public[str]
    description: Public[str]
    focal_points: Public[tuple[str, ...]]
    nature: Public[str]
    phase: Public[str]
    side_state: Public[str]
    light: Public[str]
    light_meaning: Public[str]
    lead: Public[str]
    contact: Public[str]
    voices: Public[tuple[Voice, ...]]
    checks: Public[tuple[Check, ...]]
    grounds: Public[tuple[Ground, ...]]


@dataclass(frozen=True)
class Core(Rows):
    initiative: Public[str]
    county: Public[str]
    convening: Public[str]
    background: Public[str]
    is_example: Public[bool]
    purpose: Public[str]
    purpose_word: Public[str]
    question: Public[str]
    version: Public[str]
    opened_on: Public[date]
    deadline: Public[date]
    reasoning: Public[str]
    fields: Public[tuple[FieldPart, ...]]

    readable = (None,)


@dataclass(frozen=True)
class BudgetYear:
    """Of one year: `once` falls due at its beginning, less grants; `saving` was entered as such."""

    year: Public[int]
    today: Public[int]
    joint: Public[int]
    once: Public[int]
    saving: Public[int] = 0

    @property
    def burden(self) -> int:
        """By how much the budget is burdened more than today, in cents; negative where it is relieved."""
        return self.joint + self.once - self.today - self.saving


@dataclass(frozen=True)
class Staff:
    """Posts of one line; `variant` in words."""

    variant: Public[str]
    title: Public[str]
    fte: Public[float]
    pay_grade: Public[str]


@dataclass(frozen=True)
class Assumption:
    """What a number rests on; `amount` None for a joint cost, of which this municipality bears its share only."""

    variant: Public[str]
    title: Public[str]
    amount: Public[int | None]
    source: Public[str]
    confidence: Public[str]
    on: Public[date]


@dataclass(frozen=True)
class Costs:
    """Of this municipality, in cents; the first two a year, the third once. None where it is not recorded.

    What follows `date` is of the comparison; papers from before it have nothing there.
    """

    today: Public[int | None]
    joint: Public[int | None]
    one_off: Public[int]
    confidence: Public[str]
    source: Public[str]
    date: Public[date]
    known_saving: Public[int | None] = None  # where only that is known
    percent: Public[float | None] = None
    present_value: Public[int | None] = None  # Kapitalwert
    payback: Public[float | None] = None  # years; None: it never comes back
    loses: Public[bool] = False
    horizon: Public[str] = ""  # "2027 bis 2031, Zins 2 %, Preise von 2026"
    shares: NonPublic[tuple[str, ...]] = ()  # by which key it bears how much, a sentence each
    years: Public[tuple[BudgetYear, ...]] = ()
    staff: NonPublic[tuple[Staff, ...]] = ()
    assumptions: Public[tuple[Assumption, ...]] = ()

    @property
    def saving(self) -> int | None:
        if self.today is None or self.joint is None:
            return self.known_saving
        return self.today - self.joint


@dataclass(frozen=True)
class Station:
    """A body that deals with the paper: it decides, or prepares the decision."""

    body: Public[str]
    on: Public[date | None]
    decides: Public[bool]


@dataclass(frozen=True)
class House:
    """What the municipality itself says in the head; empty where it has not."""

    office: Public[str] = ""  # Dezernat, Amt
    number: Public[str] = ""  # of the paper
    file_number: Public[str] = ""  # Aktenzeichen
    stations: Public[tuple[Station, ...]] = ()  # Beratungsfolge


@dataclass(frozen=True)
class Attachment:
    """A file that goes with the paper; `key` is that of the version of a document, `file` its name beside the paper."""

    key: Public[int]
    title: Public[str]
    file: Public[str]
    size: Public[int]  # bytes
    sha256: Public[str]


@dataclass(frozen=True)
class CouncilPaper(Rows):
    """`municipality` is empty where only the core is shown; `core_of` None while the core is not frozen."""

    schema: Public[int]
    genre: Public[str]
    recorded_until: Public[datetime]
    date: Public[str]
    subject: Public[str]
    municipality: Public[str]
    bodies: Public[tuple[str, ...]]
    body_missing: Public[bool]
    core_of: Public[datetime | None]
    core: Public[Core]
    costs: Public[dict[str, Costs | None]]
    is_county: Public[bool] = False
    # By which its council decides, "" where its Land has none recorded; None: not said then.
    law: Public[str | None] = None
    edition: Public[str] = (
        ""  # PUBLIC or NON_PUBLIC; "": from before there were two, holds what the latter does
    )
    house: Public[House] = House()
    attachments: Public[tuple[Attachment, ...]] = ()

    @property
    def is_public(self) -> bool:
        return self.edition == PUBLIC

    readable = (1, SCHEMA)  # 1: until all snapshots got one number

    def in_order(self) -> CouncilPaper:
        """The costs in the order of the fields."""
        return replace(self, costs=sorted_by((field.key for field in self.core.fields), self.costs))
