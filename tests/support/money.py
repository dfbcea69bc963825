"""Rows of the money of a field, where a test needs that they are there and not how they came."""

from datetime import date, datetime
from typing import Any

from initiatives.models import Answer, CostKey, CostKeyPeriod, Field, Mandate, Organisation, Questionnaire


def ask_baseline(
    field: Field, *places: Organisation, by: Mandate, at: datetime, day: date | None = None, **changes: Any
) -> Questionnaire:
    """A questionnaire with one question, which these have answered."""
    said = {"effective_on": day or at.date(), "recorded_at": at}
    asked, _ = Questionnaire.objects.get_or_create(
        field=field, defaults={"title": "Bestandsaufnahme", "mandate": by} | said | changes
    )
    question, _ = asked.questions.get_or_create(
        order=1, defaults={"text": "Wie viele Fälle im Jahr?", "kind": "number"} | said
    )
    for place in places:
        Answer.objects.create(question=question, organisation=place, value="420", mandate=by, **said)
    return asked


def describe_key(
    field: Field, words: str, *, by: Mandate, at: datetime, day: date | None = None
) -> CostKeyPeriod:
    """A key that is known in words only."""
    return CostKeyPeriod.objects.create(
        key=CostKey.objects.create(field=field, title="Kostenschlüssel"),
        kind="described",
        starts_on=day or at.date(),
        effective_on=day or at.date(),
        recorded_at=at,
        reason=words,
        mandate=by,
    )
