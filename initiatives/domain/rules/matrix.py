"""The matrix of an initiative: fields × organisations, what to show of it, and its totals. Pure functions over `facts`.

A filter leaves out fields and organisations without any match; the cells of those that stay are all shown, and the totals
count what is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from initiatives.domain.rules.money import economics
from initiatives.domain.rules.tallies import UNANSWERED
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts, OrganisationFacts
from initiatives.enums import CONSENTS, PARTICIPATION_WORDS, STANCE_WORDS, Participation, Stance

BLOCK = 11  # columns that can be read beside the fields on a screen of 1366 px
OPEN = "open"  # of `Choice.stance`: no answer yet that somebody waits for, or still deliberating
PARTICIPATIONS = {  # short, for a cell
    "participating": "beteiligt",
    "interested": "interessiert",
    "later": "später",
    "not_participating": "nicht dabei",
    "left": "ausgetreten",
    "open": "–",
}


@dataclass(frozen=True)
class Choice:
    """What is to be shown; the defaults show everything."""

    phase: int | None = None
    light: str = ""
    nature: str = ""
    stance: str = ""  # of STANCE_WORDS, or OPEN
    organisation: int | None = None
    owed: bool = False  # only votes that a running round still waits for


@dataclass(frozen=True)
class Column:
    organisation: OrganisationFacts
    own: bool
    represented: bool  # by a delegate or a deputy whose mandate is in force


@dataclass(frozen=True, slots=True)
class Cell:
    stance: str  # of STANCE_WORDS
    participation: str  # of enums.Participation or open
    leads: bool
    provisional: bool
    ask: int | None
    owed: bool
    fallen: bool  # a consent whose condition has fallen: it does not count any more
    provides: bool = False
    saving: int | None = None  # of the reader's own organisation: cents a year, None where it is not known

    @property
    def stance_text(self) -> str:
        """Zustimmung, vorläufig"""
        word = ", vorläufig" if self.provisional else ", zurückgefallen" if self.fallen else ""
        return STANCE_WORDS[self.stance] + word

    @property
    def participation_text(self) -> str:
        """beteiligt, federführend, Leistungserbringer"""
        lead = ", federführend" if self.leads else ""
        return (
            PARTICIPATION_WORDS[self.participation] + lead + (", Leistungserbringer" if self.provides else "")
        )


@dataclass(frozen=True)
class Tally:
    """Numbers of some cells: of a row, a column, or all that is shown."""

    asked: int
    answered: int
    consents: int  # with conditions too
    pending: int
    participating: int


@dataclass(frozen=True)
class Row:
    field: FieldFacts
    cells: tuple[Cell, ...]
    total: Tally  # of all columns, also where the cells are only those of a block


@dataclass(frozen=True)
class Block:
    """Some of the columns with their share of each row."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    tallies: tuple[Tally, ...]  # of each column

    @property
    def name(self) -> str:
        """Ahaus bis Dülmen"""
        others = [column.organisation.name for column in self.columns if not column.own]
        own = [column.organisation.name for column in self.columns if column.own]
        span = [" bis ".join(dict.fromkeys((others[0], others[-1])))] if others else []
        return " und ".join(own + span)


@dataclass(frozen=True)
class Matrix:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @cached_property
    def tallies(self) -> tuple[Tally, ...]:
        """Of each column."""
        return tuple(tally(row.cells[place] for row in self.rows) for place in range(len(self.columns)))

    @cached_property
    def total(self) -> Tally:
        return tally(cell for row in self.rows for cell in row.cells)

    @property
    def unrepresented(self) -> list[OrganisationFacts]:
        return [column.organisation for column in self.columns if not column.represented]

    def blocks(self, size: int = BLOCK) -> list[Block]:
        """The columns in as few blocks of about the same size as there can be."""
        number = -(-len(self.columns) // size)
        bounds = [round(place * len(self.columns) / number) for place in range(number + 1)] if number else []
        return [
            Block(
                self.columns[a:b],
                tuple(replace(row, cells=row.cells[a:b]) for row in self.rows),
                self.tallies[a:b],
            )
            for a, b in pairwise(bounds)
        ]


def tally(cells: Iterable[Cell]) -> Tally:
    """Count cells; who is still deliberating has not answered."""
    found = list(cells)
    count = Counter(cell.stance for cell in found)
    asked = len(found) - count["not_asked"]
    return Tally(
        asked=asked,
        answered=asked - sum(count[stance] for stance in UNANSWERED),
        consents=sum(cell.stance in CONSENTS and not cell.fallen for cell in found),
        pending=count["pending"],
        participating=sum(cell.participation == Participation.PARTICIPATING for cell in found),
    )


def organisations(facts: InitiativeFacts, own_id: int | None) -> list[OrganisationFacts]:
    """Who has a column: the own organisation, the participants, then who was asked in or has joined a single field."""
    single = {
        number
        for field in facts.fields
        for number in (
            *field.asks,
            *(one.joining.id for one in field.accessions),
            *(p.organisation.id for p in field.taking_part()),
        )
    }
    shown = [one for one in facts.organisations.values() if one.takes_part or one.id in single]
    return sorted(shown, key=lambda one: (one.id != own_id, not one.takes_part))


def build(
    facts: InitiativeFacts, represented: set[int], own_id: int | None, choice: Choice | None = None
) -> Matrix:
    """The matrix as `choice` wants it; `represented` are the organisations for which somebody acts."""
    choice = choice or Choice()
    columns = [
        Column(one, one.id == own_id, one.id in represented)
        for one in organisations(facts, own_id)
        if choice.organisation is None or one.id == choice.organisation
    ]
    rows = [
        _row(field, _cells(field, columns))
        for field in facts.fields
        if choice.phase in (None, field.phase)
        and choice.light in ("", field.light)
        and choice.nature in ("", field.nature)
    ]
    match = _match(choice)
    return _matching(columns, rows, match) if match else Matrix(tuple(columns), tuple(rows))


def _row(field: FieldFacts, cells: tuple[Cell, ...]) -> Row:
    return Row(field, cells, tally(cells))


def _cells(field: FieldFacts, columns: list[Column]) -> tuple[Cell, ...]:
    owing = {ask.id for ask in field.owing}
    return tuple(
        _cell(field, column.organisation.id, owing, _saving(field, column) if column.own else None)
        for column in columns
    )


def _saving(field: FieldFacts, column: Column) -> int | None:
    if not field.money.lines:
        return None
    found = economics.of_field(field).of(column.organisation.id)
    return found.saving if found else None


def _cell(field: FieldFacts, organisation_id: int, owing: set[int], saving: int | None) -> Cell:
    ask = field.decision_of(organisation_id)
    part = field.participations.get(organisation_id)
    return Cell(
        stance=field.stance(ask) if ask else "not_asked",
        participation=part.status if part else "open",
        leads=part is not None and part.is_responsible,
        provisional=ask is not None and ask.provisional,
        ask=ask.id if ask else None,
        owed=ask is not None and ask.id in owing,
        fallen=ask is not None and ask.position is not None and ask.position.fallen,
        provides=part is not None and part.is_provider,
        saving=saving,
    )


def _match(choice: Choice) -> Callable[[Cell], bool] | None:
    """What a cell has to be; None where every cell is wanted."""
    if not (choice.stance or choice.owed):
        return None
    stances = ("pending", Stance.DELIBERATING) if choice.stance == OPEN else (choice.stance,)
    return lambda cell: (not choice.stance or cell.stance in stances) and (cell.owed or not choice.owed)


def _matching(columns: list[Column], rows: list[Row], match: Callable[[Cell], bool]) -> Matrix:
    hits = [[match(cell) for cell in row.cells] for row in rows]
    kept = [place for place in range(len(columns)) if any(line[place] for line in hits)]
    return Matrix(
        tuple(columns[place] for place in kept),
        tuple(
            _row(row.field, tuple(row.cells[place] for place in kept))
            for row, line in zip(rows, hits, strict=True)
            if any(line)
        ),
    )
