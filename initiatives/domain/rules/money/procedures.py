"""The procedures (Verfahren) that the participants of a field use, side by side: versions, ends of contracts, a common switch.

Pure. The same name in another case or with other blanks is the same procedure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from initiatives import german
from initiatives.domain.state.facts import BaselineFacts, OrganisationFacts, QuestionFacts
from initiatives.enums.money import QuestionKind, QuestionMeaning

ENDED, SOON = "ended", "soon"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Use:
    """A row of a list: that somebody uses a procedure, in which version, and until when; `state` is ENDED, SOON or nothing."""

    organisation: OrganisationFacts
    name: str
    version: str
    contract_end: date | None
    state: str


@dataclass(frozen=True)
class Contracts:
    """The ends of some contracts on a day; without all of them there is no common switch."""

    uses: tuple[Use, ...]
    today: date

    @cached_property
    def unknown(self) -> list[OrganisationFacts]:
        """Who does not say when a contract ends, each once."""
        return list(dict.fromkeys(one.organisation for one in self.uses if one.contract_end is None))

    @property
    def unknown_names(self) -> list[str]:
        return [one.name for one in self.unknown]

    @property
    def first_end(self) -> date | None:
        return min(self._ends, default=None)

    @property
    def common_switch(self) -> date | None:
        """The first day, today or later, on which none of the contracts binds any more; None where an end is not known."""
        if self.unknown or not self._ends:
            return None
        return max(max(self._ends) + DAY, self.today)

    @cached_property
    def _ends(self) -> list[date]:
        return [one.contract_end for one in self.uses if one.contract_end is not None]


@dataclass(frozen=True)
class Procedure:
    """`name` as most write it; `spellings` are the others."""

    name: str
    spellings: tuple[str, ...]
    cells: tuple[tuple[Use, ...], ...]  # by the columns of the grid
    contracts: Contracts

    @property
    def users(self) -> int:
        return sum(bool(cell) for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """Of one list. `silent` are those that do not answer it; their columns say nothing, rather than that they use none."""

    question: QuestionFacts
    columns: tuple[OrganisationFacts, ...]
    silent: tuple[OrganisationFacts, ...]
    rows: tuple[Procedure, ...]  # the most used first
    contracts: Contracts
    has_ends: bool

    @property
    def silent_names(self) -> list[str]:
        return [one.name for one in self.silent]

    @property
    def ending(self) -> list[Use]:
        """The contracts that end within twelve months, the first to end first."""
        soon = [one for one in self.contracts.uses if one.state == SOON]
        return sorted(soon, key=lambda one: (one.contract_end or date.max, german.by(one.name)))


def grids(baseline: BaselineFacts, asked: Sequence[OrganisationFacts], today: date) -> list[Grid]:
    """Of each list with a column for the procedure, in the order in which they are asked."""
    return [
        _grid(baseline, question, keys, asked, today)
        for question in baseline.questions
        if question.is_list and QuestionMeaning.PROCEDURE in (keys := _keys(question))
    ]


def _keys(question: QuestionFacts) -> dict[str, str]:
    """The first column of each meaning; an end of a contract is a day."""
    found: dict[str, str] = {}
    for column in question.columns:
        meaning = column.get("meaning", "")
        if meaning != QuestionMeaning.CONTRACT_END or column["kind"] == QuestionKind.DATE:
            found.setdefault(meaning, column["key"])
    return found


def _grid(
    baseline: BaselineFacts,
    question: QuestionFacts,
    keys: dict[str, str],
    asked: Sequence[OrganisationFacts],
    today: date,
) -> Grid:
    uses, silent = [], []
    for one in asked:
        answer = baseline.answer(one.id, question.id)
        if answer is None:
            silent.append(one)
            continue
        uses += [_use(one, row, keys, today) for row in answer.value if _text(row, keys, "procedure")]
    rows: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        rows[alike(use.name)].append(use)
    made = [_procedure(row, asked, today) for row in rows.values()]
    return Grid(
        question,
        tuple(asked),
        tuple(silent),
        tuple(sorted(made, key=lambda one: (-one.users, german.by(one.name)))),
        Contracts(tuple(uses), today),
        QuestionMeaning.CONTRACT_END in keys,
    )


def alike(name: str) -> str:
    """A name without case and blanks."""
    return "".join(name.casefold().split())


def _text(row: dict[str, str], keys: dict[str, str], meaning: str) -> str:
    return str(row.get(keys.get(meaning, ""), "") or "").strip()


def _use(one: OrganisationFacts, row: dict[str, str], keys: dict[str, str], today: date) -> Use:
    ends = _text(row, keys, "contract_end")
    day = date.fromisoformat(ends) if ends else None
    version = _text(row, keys, "version")
    return Use(one, _text(row, keys, "procedure"), version, day, _state(day, today))


def _state(day: date | None, today: date) -> str:
    if day is None or day > a_year_after(today):
        return ""
    return SOON if day >= today else ENDED


def a_year_after(day: date) -> date:
    """The same day of the next year; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _procedure(uses: list[Use], asked: Sequence[OrganisationFacts], today: date) -> Procedure:
    written = Counter(" ".join(one.name.split()) for one in uses)
    name, *others = sorted(written, key=lambda text: (-written[text], german.by(text)))
    cells = tuple(tuple(one for one in uses if one.organisation.id == place.id) for place in asked)
    return Procedure(name, tuple(others), cells, Contracts(tuple(uses), today))
