"""The answers to the questionnaire of a field beside each other: sums, medians, what stands out, and what a case costs.

Pure functions. An answer that is missing is named and never counted as zero: sums and medians are of those that are known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from statistics import median, quantiles
from typing import Any

from initiatives.domain.rules.money.baseline import figure
from initiatives.domain.rules.money.cost_keys import INHABITED
from initiatives.domain.state.facts import BaselineFacts, OrganisationFacts, QuestionFacts
from initiatives.enums.money import QuestionKind, QuestionMeaning

LEAST = 4  # answers from which on one can stand out
FENCE = Decimal("1.5")  # distances of the quartiles beyond which an answer stands out
HIGH, LOW = "high", "low"
MEASURED = (QuestionKind.NUMBER, QuestionKind.MONEY)
COUNTED = (QuestionKind.YES_NO, QuestionKind.CHOICE)
# Units of which a sum says nothing: percentages, and what is per something else than a month or a year.
RELATIVE = re.compile(r"%|‰|prozent|promille|(/|\b(je|pro)\b)(?! *(Monat|Jahr)\b)", re.IGNORECASE)
THOUSAND = Decimal(1000)
UNANSWERED, PARTIAL, NO_FIGURE = "keine Angabe", "unvollständig", "nicht bestimmbar"


@dataclass(frozen=True)
class Entry:
    """What an organisation says; `number` is what is compared (cents of money), and `why` says why there is none."""

    organisation: OrganisationFacts
    value: Any = None
    number: Decimal | None = None
    why: str = ""
    stands_out: str = ""  # HIGH, LOW

    @property
    def is_known(self) -> bool:
        return not self.why


@dataclass(frozen=True)
class Comparison:
    """A question, a column of a list, or a figure made of several, over all participants."""

    key: str
    title: str
    kind: str
    unit: str
    entries: tuple[Entry, ...]
    adds_up: bool = False
    help: str = ""

    @property
    def is_measured(self) -> bool:
        return self.kind in MEASURED

    @cached_property
    def known(self) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.is_known)

    @cached_property
    def missing(self) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if not one.is_known)

    @cached_property
    def _numbers(self) -> list[Decimal]:
        return [one.number for one in self.entries if one.number is not None]

    @property
    def total(self) -> Decimal | None:
        """Of those that are known; None where nobody is, and where a sum says nothing."""
        return sum(self._numbers, Decimal(0)) if self.adds_up and self._numbers else None

    @property
    def middle(self) -> Decimal | None:
        """The median of those that are known."""
        return median(self._numbers) if self._numbers else None

    @cached_property
    def outliers(self) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.stands_out)

    @cached_property
    def counts(self) -> list[tuple[str, int]]:
        """How often each choice, or yes and no, was answered; the most frequent first."""
        if self.kind not in COUNTED:
            return []
        words = Counter(choice_in_words(one.value) for one in self.known)
        return sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))


def choice_in_words(value: Any) -> str:
    """Of a choice its text, else ja or nein."""
    return value if isinstance(value, str) else "ja" if value else "nein"


def comparisons(baseline: BaselineFacts, asked: Sequence[OrganisationFacts]) -> list[Comparison]:
    """Each question that can be compared in the order in which it is asked; of a list its columns with numbers, summed up."""
    found = []
    for question in baseline.questions:
        if question.is_list:
            found += [_of_column(baseline, question, one, asked) for one in question.columns if _sums(one)]
        elif question.kind in (*MEASURED, *COUNTED, QuestionKind.DATE):
            found.append(_of_question(baseline, question, asked))
    return found


def _sums(column: dict[str, str]) -> bool:
    return column["kind"] in MEASURED and not RELATIVE.search(column.get("unit", ""))


def _of_question(
    baseline: BaselineFacts, question: QuestionFacts, asked: Iterable[OrganisationFacts]
) -> Comparison:
    entries = []
    for one in asked:
        answer = baseline.answer(one.id, question.id)
        if answer is None:
            entries.append(Entry(one, why=UNANSWERED))
        else:
            number = Decimal(answer.value) if question.kind in MEASURED else None
            entries.append(Entry(one, answer.value, number))
    return Comparison(
        f"f{question.id}",
        question.text,
        question.kind,
        question.unit,
        marked(entries),
        question.kind in MEASURED and not RELATIVE.search(question.unit),
        question.help,
    )


def _of_column(
    baseline: BaselineFacts,
    question: QuestionFacts,
    column: dict[str, str],
    asked: Iterable[OrganisationFacts],
) -> Comparison:
    entries = []
    for one in asked:
        answer = baseline.answer(one.id, question.id)
        number = _sum_of(answer.value, column["key"]) if answer else None
        why = "" if number is not None else PARTIAL if answer else UNANSWERED
        entries.append(Entry(one, number, number, why))
    title = f"{question.text}: {column['text']}, Summe"
    return Comparison(
        f"f{question.id}-{column['key']}",
        title,
        column["kind"],
        column.get("unit", ""),
        marked(entries),
        adds_up=True,
    )


def _sum_of(rows: list[dict[str, Any]], key: str) -> Decimal | None:
    """None where a row does not say it: part of a sum is no sum."""
    values = [row.get(key) for row in rows]
    if any(value in (None, "") for value in values):
        return None
    return sum((Decimal(value) for value in values if value is not None), Decimal(0))


def marked(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries with what stands out: further outside the quartiles than FENCE times their distance, from LEAST on."""
    numbers = [one.number for one in entries if one.number is not None]
    if len(numbers) < LEAST:
        return tuple(entries)
    lower, _, upper = quantiles(numbers, n=4, method="inclusive")
    reach = (upper - lower) * FENCE

    def side(number: Decimal | None) -> str:
        if number is None:
            return ""
        return HIGH if number > upper + reach else LOW if number < lower - reach else ""

    return tuple(Entry(one.organisation, one.value, one.number, one.why, side(one.number)) for one in entries)


Figure = Callable[[OrganisationFacts], Decimal | None]


def per_case(baseline: BaselineFacts, asked: Sequence[OrganisationFacts]) -> list[Comparison]:
    """What cases and costs of a year and posts mean beside each other and for 1 000 inhabitants, as far as they are asked for.

    Inhabitants are those of towns and municipalities; a county has its own cases, but no inhabitants of its own.
    """
    cases, fte, cost = (
        _figure(baseline, meaning)
        for meaning in (QuestionMeaning.CASES, QuestionMeaning.FTE, QuestionMeaning.COST)
    )
    money, number = QuestionKind.MONEY, QuestionKind.NUMBER
    found = []

    def add(key: str, title: str, kind: str, unit: str, part: Figure, whole: Figure, times: Decimal) -> None:
        entries = [_ratio(one, part, whole, times) for one in asked]
        found.append(Comparison(key, title, kind, unit, marked(entries)))

    if cases and cost:
        add("kosten-je-fall", "Kosten je Fall", money, "je Fall", cost, cases, Decimal(1))
    if cases and fte:
        add("faelle-je-vzae", "Fälle je VZÄ", number, "Fälle je VZÄ", cases, fte, Decimal(1))
    per = "je 1.000 Einwohner"
    if cases:
        add("faelle-je-1000", f"Fälle {per}", number, f"Fälle {per}", cases, _inhabitants, THOUSAND)
    if cost:
        add("kosten-je-1000", f"Kosten {per}", money, per, cost, _inhabitants, THOUSAND)
    if fte:
        add("vzae-je-1000", f"VZÄ {per}", number, f"VZÄ {per}", fte, _inhabitants, THOUSAND)
    return found


def _inhabitants(organisation: OrganisationFacts) -> Decimal | None:
    if organisation.kind not in INHABITED or organisation.population is None:
        return None
    return Decimal(organisation.population)


def _ratio(one: OrganisationFacts, part: Figure, whole: Figure, times: Decimal) -> Entry:
    above, below = part(one), whole(one)
    if above is None or (below is None and whole is not _inhabitants):
        return Entry(one, why=UNANSWERED)
    if not below:
        return Entry(one, why=NO_FIGURE)
    number = above * times / below
    return Entry(one, number, number)


def _figure(baseline: BaselineFacts, meaning: str) -> Figure | None:
    """`baseline.figure`, but none of an organisation of which a part is missing; None where nothing asks for it."""
    parts = [
        (question, column["key"] if column else "")
        for question in baseline.questions
        for column in (None, *question.columns)
        if (column or {"meaning": question.meaning}).get("meaning") == meaning
    ]

    def is_known(one: OrganisationFacts, question: QuestionFacts, key: str) -> bool:
        answer = baseline.answer(one.id, question.id)
        return answer is not None and (not key or _sum_of(answer.value, key) is not None)

    def found(one: OrganisationFacts) -> Decimal | None:
        known = all(is_known(one, question, key) for question, key in parts)
        return figure(baseline, one.id, meaning) if known else None

    return found if parts else None
