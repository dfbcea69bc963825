"""What the baseline (Bestandsaufnahme) says of today's costs, to be taken over into the comparison. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from initiatives import german
from initiatives.domain.rules.money.baseline import times_a_year
from initiatives.domain.state.facts import AnswerFacts, FieldFacts, OrganisationFacts, QuestionFacts
from initiatives.enums import Participation
from initiatives.enums.money import QuestionKind, QuestionMeaning, Variant

CENTS = Decimal(100)
TAKEN = (QuestionMeaning.COST, QuestionMeaning.FTE)


@dataclass(frozen=True)
class Told:
    """An answer about costs (`number` in cents a year) or posts (`number` in full-time equivalents) of one organisation."""

    key: str  # of the question, or of a column of a list: 17, 17.cost
    text: str
    meaning: str
    organisation: OrganisationFacts
    number: Decimal
    answered_on: date

    @property
    def is_posts(self) -> bool:
        return self.meaning == QuestionMeaning.FTE


def told(field: FieldFacts) -> list[Told]:
    """The answers of those who take part and have no line of today yet, in the order of questions and names.

    A list in which a row lacks the figure tells no sum: what is missing is no zero.
    """
    if field.baseline is None:
        return []
    has = {one.organisation_id for one in field.money.lines if one.variant == Variant.TODAY}
    open_ = [
        one.organisation
        for one in field.participations.values()
        if one.status == Participation.PARTICIPATING and one.organisation.id not in has
    ]
    found = []
    for question in field.baseline.questions:
        for place in sorted(open_, key=lambda one: german.by(one.name)):
            answer = field.baseline.answer(place.id, question.id)
            if answer is not None:
                found += list(_of_answer(question, place, answer))
    return found


def _of_answer(question: QuestionFacts, place: OrganisationFacts, answer: AnswerFacts) -> Iterator[Told]:
    if not question.is_list:
        if question.meaning in TAKEN:
            number = _number(question.kind, question.unit, question.meaning, answer.value)
            yield Told(str(question.id), question.text, question.meaning, place, number, answer.effective_on)
        return
    for column in question.columns:
        meaning = column.get("meaning", "")
        values = [row[column["key"]] for row in answer.value if row.get(column["key"]) not in (None, "")]
        if meaning in TAKEN and values and len(values) == len(answer.value):
            unit = column.get("unit", "")
            number = sum((_number(column["kind"], unit, meaning, one) for one in values), Decimal(0))
            key, text = f"{question.id}.{column['key']}", f"{question.text}: {column['text']}"
            yield Told(key, text, meaning, place, number, answer.effective_on)


def _number(kind: str, unit: str, meaning: str, value: Any) -> Decimal:
    """Cents a year or posts; a plain number that is a cost is one of euros."""
    number = Decimal(str(value))
    if meaning == QuestionMeaning.FTE:
        return number
    return number * times_a_year(unit) * (1 if kind == QuestionKind.MONEY else CENTS)
