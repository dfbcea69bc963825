"""What can be recorded afterwards of the course of a field: one row each, with the day on which it took effect.

`write_in_order` is how all of an act is written, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from initiatives.domain.kernel.errors import Refused
from initiatives.models import Body, Organisation

Votes = tuple[int | None, int | None, int | None]


@dataclass(frozen=True)
class Entry:
    day: date


@dataclass(frozen=True)
class Joined(Entry):
    """From `day` on `organisation` takes part with this status; with `leads` it has the lead, with one contact, with
    `provides` it performs the task for the others.
    """

    organisation: Organisation
    status: str
    leads: bool = False
    contact: str = ""
    provides: bool = False


@dataclass(frozen=True)
class Noted(Entry):
    """An entry by hand, of an organisation where each makes its own; `outcome` is that of a review."""

    kind: str
    result: str
    text: str = ""
    organisation: Organisation | None = None
    outcome: str = ""


@dataclass(frozen=True)
class StepDone(Entry):
    title: str
    phase: int
    owner: Organisation | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Cost(Entry):
    """In cents; the first two a year, the third once."""

    organisation: Organisation
    today: int
    joint: int
    one_off: int
    source: str
    confidence: str


@dataclass(frozen=True)
class Asked(Entry):
    """A round, opened on `day`, that is over; of an accession with who joined."""

    purpose: str
    subject: str
    version: str
    deadline: date
    closed_on: date
    joining: Organisation | None = None


@dataclass(frozen=True)
class Said(Entry):
    """A Votum in the round of this purpose that was open on `day`; `source` says who said it where."""

    organisation: Organisation
    purpose: str
    stance: str
    reason: str = ""
    source: str = ""


@dataclass(frozen=True)
class Resolved(Entry):
    """What a body decided in the round of this purpose; `source` says where that is published, `is_competent` that this body
    was the competent one."""

    body: Body
    purpose: str
    result: str
    paper_number: str = ""
    votes: Votes = (None, None, None)
    link: str = ""
    source: str = ""
    title: str = ""
    members_absent: int | None = None
    is_competent: bool = False
    is_certain: bool = False  # however unlikely
    allows: str = ""  # of an advance resolution


@dataclass(frozen=True)
class Agreed(Entry):
    """An agreement, or a change of or accession to the one of the title `amends`, as drafted on `day`."""

    kind: str
    title: str
    amends: str = ""
    legal_form_id: int | None = None
    provider: Organisation | None = None
    cost_clause: str = ""


@dataclass(frozen=True)
class PartyOf(Entry):
    """What the agreement of a title (of the only one without) makes of an organisation."""

    organisation: Organisation
    change: str
    role: str
    title: str = ""


@dataclass(frozen=True)
class Happened(Entry):
    """A stage of the agreement of a title (of the only one without); `details` as of `stages.DETAILS`."""

    kind: str
    title: str = ""
    organisation: Organisation | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Moved(Entry):
    """From `day` on the field is in this phase (None: in the one where it was) and side state."""

    phase: int | None
    side_state: str | None = None


@dataclass(frozen=True)
class Assessed(Entry):
    light: str
    cause: str = ""
    measure: str = ""


class EntryRefused(Refused):
    """One entry of an act cannot be; `number` is its place among those given, `field` its value to blame."""

    def __init__(self, number: int, refusal: Refused):
        super().__init__(refusal.message, refusal.field)
        self.number = number


def write_in_order(
    entries: Sequence[Entry], ranks: tuple[type[Entry], ...], write: Callable[[Entry], None]
) -> None:
    """Write entries in the order of their days, those of one day by their `ranks`. Raises EntryRefused for one that `write`
    refuses.
    """
    order = sorted(range(len(entries)), key=lambda one: (entries[one].day, ranks.index(type(entries[one]))))
    for number in order:
        try:
            write(entries[number])
        except Refused as refusal:
            raise EntryRefused(number, refusal) from refusal


def counted(number: int) -> str:
    """How many entries, in words."""
    return "ein Eintrag" if number == 1 else f"{number} Einträge"
