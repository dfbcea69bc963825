"""Templates of questionnaires, of the whole installation: those of the notice, and what an administrator adds.

Invariant: a questionnaire keeps the questions with which it began, whatever becomes of its template.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.seen import check
from initiatives.domain.kernel.texts import clean, clean_line
from initiatives.domain.money import questions
from initiatives.domain.state.versions import state_change
from initiatives.models import QuestionnaireTemplate, TemplateQuestion


def offered() -> QuerySet[QuestionnaireTemplate]:
    """Those with which a questionnaire can begin."""
    return QuestionnaireTemplate.objects.filter(ended_on=None, questions__isnull=False).distinct()


@state_change()
def save(*, template: QuestionnaireTemplate | None, title: str, hint: str) -> QuestionnaireTemplate:
    """Add a template without questions yet, or change what one is called and for. Raises Refused for no title and for one that
    there is."""
    row = template or QuestionnaireTemplate()
    row.title, row.hint = clean_line(title), clean(hint)
    if not row.title:
        raise Refused("Bitte geben Sie der Vorlage einen Titel.", "title")
    if QuestionnaireTemplate.objects.filter(title__iexact=row.title).exclude(pk=row.pk).exists():
        raise Refused("Diesen Titel hat schon eine andere Vorlage.", "title")
    row.save()
    return row


@state_change()
def offer(*, template: QuestionnaireTemplate, is_offered: bool, at: datetime) -> QuestionnaireTemplate:
    """Offer a template again, or no more from today on; questionnaires that began with it stay. Raises Refused where it stands
    so already."""
    row = QuestionnaireTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    if is_offered == (row.ended_on is None):
        raise Refused(f"Diese Vorlage wird schon {'angeboten' if is_offered else 'nicht mehr angeboten'}.")
    row.ended_on = None if is_offered else day_of(at)
    row.save()
    return row


@state_change()
def set_question(
    *, template: QuestionnaireTemplate, question: TemplateQuestion | None, values: Mapping[str, Any]
) -> TemplateQuestion:
    """Add a question, last in order, or change one (`questions.NAMES`). Raises Refused as `questions.checked`."""
    row = QuestionnaireTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    made = question or TemplateQuestion(
        template=row, order=(row.questions.aggregate(n=Max("order"))["n"] or 0) + 1
    )
    for name, value in questions.checked(values).items():
        setattr(made, name, value)
    made.save()
    return made


@state_change()
def remove_question(*, question: TemplateQuestion) -> None:
    """Take a question out of its template."""
    question.delete()


@state_change()
def arrange(*, template: QuestionnaireTemplate, order: list[int]) -> None:
    """Put the questions into the order of their ids. Raises Refused where these are not exactly those of the template."""
    row = QuestionnaireTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    known = {one.pk: one for one in row.questions.all()}
    check(sorted(order), sorted(known), lambda: Refused(questions.STALE))
    for place, pk in enumerate(order, start=1):
        known[pk].order = place
    TemplateQuestion.objects.bulk_update(known.values(), ["order"])
