"""A baseline for tests: the payroll of the small circle with a questionnaire of each kind of question."""

from datetime import date
from typing import Any

from django.urls import reverse

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.money import answers, questionnaires
from initiatives.models import Answer, Question, Questionnaire

DAY = date(2026, 2, 2)
EMPTY: dict[str, Any] = {
    "unit": "",
    "is_required": True,
    "help": "",
    "choices": [],
    "columns": [],
    "meaning": "",
}
PROCEDURES = [
    {"text": "Verfahren", "kind": "text", "meaning": "procedure"},
    {"text": "Kosten", "kind": "money", "unit": "im Jahr", "meaning": "cost"},
    {"text": "Vertragsende", "kind": "date", "meaning": "contract_end"},
]
ASKED: tuple[dict[str, Any], ...] = (
    {"text": "Abrechnungen", "kind": "number", "unit": "im Monat", "meaning": "cases"},
    {"text": "Kosten heute", "kind": "money", "unit": "im Jahr", "meaning": "cost"},
    {"text": "Besonderes", "kind": "text", "is_required": False},
    {"text": "Wer rechnet ab?", "kind": "choice", "choices": ["wir", "andere"]},
    {"text": "Vertretung gesichert?", "kind": "yes_no"},
    {"text": "Stand vom", "kind": "date", "is_required": False},
    {"text": "Konzept", "kind": "file", "is_required": False},
    {"text": "Verfahren im Einsatz", "kind": "rows", "columns": PROCEDURES},
)


def take_part(circle, *names: str) -> None:
    """Let them take part in the payroll since the beginning."""
    for name in names:
        fields.set_participation(
            field=circle.payroll,
            organisation=getattr(circle, name),
            status="participating",
            by=None,
            at=moments.now(),
            effective_on=circle.payroll.proposed_on,
        )


def led(circle) -> str:
    """Dülmen leads the payroll and takes part, so does Rosendahl; Nottuln convenes. The address of the baseline."""
    take_part(circle, "duelmen", "rosendahl")
    fields.set_lead(field=circle.payroll, organisation=circle.duelmen, contact="", by=None, at=moments.now())
    return reverse("baseline", args=[circle.payroll.pk])


def asked(circle, *wanted: dict[str, Any], by: str = "nottuln", **values: Any) -> Questionnaire:
    """A questionnaire of the payroll since `DAY`, with the questions of `ASKED` or those given."""
    made = questionnaires.begin(
        field=circle.payroll,
        title="Bestandsaufnahme Personalabrechnung",
        by=circle.people[by],
        at=moments.now(),
        **{"effective_on": DAY} | values,
    )
    for one in wanted or ASKED:
        add(circle, made, **one)
    return made


def add(circle, questionnaire: Questionnaire, by: str = "nottuln", **values: Any) -> Question:
    day = values.pop("effective_on", questionnaire.effective_on)
    return questionnaires.add_question(
        questionnaire=questionnaire,
        values=EMPTY | values,
        effective_on=day,
        by=circle.people[by],
        at=moments.now(),
    )


def give(circle, questionnaire: Questionnaire, by: str, given: dict[str, Any], **values: Any) -> list[Answer]:
    """Answer by the texts of the questions, for the own organisation unless another one is named."""
    numbers = {one.text: one.pk for one in questionnaire.questions.all()}
    organisation = values.pop("organisation", None) or getattr(circle, by)
    return answers.give(
        questionnaire=questionnaire,
        organisation=organisation,
        given={numbers[text]: value for text, value in given.items()},
        by=circle.people[by],
        at=moments.now(),
        **values,
    )


WHOLE: dict[str, Any] = {
    "Abrechnungen": "412",
    "Kosten heute": 12_150_000,
    "Wer rechnet ab?": "wir",
    "Vertretung gesichert?": False,
    "Verfahren im Einsatz": [
        {"verfahren": "Lohn A", "kosten": 1_200_000, "vertragsende": "2027-12-31"},
        {"verfahren": "Zeit B"},
    ],
}
