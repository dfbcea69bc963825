"""Who of a field has answered its questionnaire (each that takes part, everything that has to be answered), and what the
product itself reads from the answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from initiatives.domain.state.facts import (
    AnswerFacts,
    BaselineFacts,
    FieldFacts,
    OrganisationFacts,
    QuestionFacts,
)

MONTHLY, MONTHS = "im Monat", 12  # a unit, and how often it counts in a year


@dataclass(frozen=True)
class Completeness:
    """Those that take part, by whether everything is there; with what is missing of those that are open."""

    complete: tuple[OrganisationFacts, ...]
    missing: dict[OrganisationFacts, list[QuestionFacts]]

    @property
    def open(self) -> list[OrganisationFacts]:
        return list(self.missing)

    @property
    def names(self) -> list[str]:
        """Of those that are open."""
        return [one.name for one in self.missing]

    @property
    def asked(self) -> int:
        return len(self.complete) + len(self.missing)


def completeness(field: FieldFacts) -> Completeness:
    """How far the baseline of a field is; nobody is open where nothing is asked. Raises ValueError without a questionnaire."""
    if field.baseline is None:
        raise ValueError("This field has no questionnaire.")
    places = [member.organisation for member in field.taking_part()] if field.baseline.questions else []
    return Completeness(
        tuple(one for one in places if field.baseline.is_complete(one.id)),
        {one: field.baseline.unanswered(one.id) for one in places if not field.baseline.is_complete(one.id)},
    )


def figure(baseline: BaselineFacts, organisation_id: int, meaning: str) -> Decimal | None:
    """What an organisation has answered under a meaning, a year: the sum of such questions and columns, money in cents.

    What is asked by the month counts twelve times. None where nothing of it was answered.
    """
    found = [
        Decimal(value) * (MONTHS if unit == MONTHLY else 1)
        for question in baseline.questions
        for unit, value in _read(question, baseline.answer(organisation_id, question.id), meaning)
    ]
    return sum(found, Decimal(0)) if found else None


def _read(
    question: QuestionFacts, answer: AnswerFacts | None, meaning: str
) -> Iterator[tuple[str, int | str]]:
    """The values of an answer that carry the meaning, each with its unit."""
    if answer is None:
        return
    if question.meaning == meaning:
        yield question.unit, answer.value
    for column in question.columns:
        if column["meaning"] == meaning:
            yield from ((column["unit"], row[column["key"]]) for row in answer.value if column["key"] in row)
