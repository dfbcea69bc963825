"""One sound row of each table of the baseline, and what the database refuses about it."""

from datetime import UTC, date, datetime, timedelta

from django.db.models import Model

from initiatives.models import (
    Answer,
    Question,
    Questionnaire,
    QuestionnaireReminder,
    QuestionnaireTemplate,
    TemplateQuestion,
)

DAY = date(2026, 2, 2)
AT = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)

BROKEN: dict[str, tuple[type[Model], dict]] = {
    "template_question_kind": (TemplateQuestion, {"kind": "song"}),
    "template_question_meaning": (TemplateQuestion, {"meaning": "life"}),
    "questionnaire_due_after_it_begins": (Questionnaire, {"due_on": DAY - timedelta(days=1)}),
    "question_kind": (Question, {"kind": "song"}),
    "question_meaning": (Question, {"meaning": "life"}),
    "question_dropped_on_iff_at": (Question, {"dropped_on": DAY}),
}
TWICE: dict[str, tuple[type[Model], dict]] = {
    "QuestionnaireTemplate.key": (QuestionnaireTemplate, {"title": "Another"}),
    "QuestionnaireTemplate.title": (QuestionnaireTemplate, {"key": "another"}),
    "Questionnaire.field": (Questionnaire, {}),
    "questionnaire_reminder_once": (QuestionnaireReminder, {"reminded_at": AT + timedelta(days=1)}),
}


def rows(circle) -> list[Model]:
    """One of each table."""
    seen = {"effective_on": DAY, "recorded_at": AT}
    asked = {"order": 1, "text": "Fälle", "kind": "number"}
    number = circle.payroll.pk
    template = QuestionnaireTemplate.objects.create(key=f"test-{number}", title=f"Vorlage {number}")
    questionnaire = Questionnaire.objects.create(
        field=circle.payroll, title="Bestandsaufnahme", mandate=circle.people["nottuln"], **seen
    )
    question = Question.objects.create(questionnaire=questionnaire, **asked, **seen)
    return [
        template,
        TemplateQuestion.objects.create(template=template, **asked),
        questionnaire,
        QuestionnaireReminder.objects.create(
            questionnaire=questionnaire, due_on=DAY, is_after=False, reminded_at=AT
        ),
        question,
        Answer.objects.create(
            question=question,
            organisation=circle.nottuln,
            value="1",
            mandate=circle.people["nottuln"],
            **seen,
        ),
    ]
