"""A field with a questionnaire on payroll, as rows; and what somebody has answered."""

from datetime import date
from typing import Any

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.state import memory
from initiatives.models import Answer, Field, Organisation, Question, Questionnaire
from tests.support.personas import AT, BEGIN, Circle

SOFTWARE = [
    {"key": "verfahren", "text": "Verfahren", "kind": "text", "unit": "", "meaning": "procedure"},
    {"key": "fassung", "text": "Fassung", "kind": "text", "unit": "", "meaning": "version"},
    {"key": "ende", "text": "Vertragsende", "kind": "date", "unit": "", "meaning": "contract_end"},
    {"key": "kosten", "text": "Kosten", "kind": "money", "unit": "im Jahr", "meaning": ""},
]
ASKED: tuple[dict[str, Any], ...] = (
    {"text": "Abrechnungen im Monat", "kind": "number", "unit": "Stück", "meaning": "cases"},
    {"text": "Stellenanteile", "kind": "number", "unit": "VZÄ", "meaning": "fte"},
    {"text": "Kosten im Jahr", "kind": "money", "meaning": "cost"},
    {"text": "Wird die Reisekostenabrechnung mit erledigt?", "kind": "yes_no"},
    {"text": "Abrechnungsart", "kind": "choice", "choices": ["zentral", "je Amt"]},
    {"text": "Vertrag gilt bis", "kind": "date", "is_required": False},
    {"text": "Anmerkungen zum Ablauf", "kind": "text", "is_required": False},
    {"text": "Stellenplan", "kind": "file", "is_required": False},
    {"text": "Software", "kind": "rows", "columns": SOFTWARE},
)
CASES, FTE, COST, TRAVEL, HOW, UNTIL, NOTE, PLAN, LIST = range(len(ASKED))


def ask(field: Field, asked: tuple[dict[str, Any], ...] = ASKED) -> list[Question]:
    """A questionnaire with these questions, asked since the beginning."""
    made = Questionnaire.objects.create(
        field=field, title="Bestandsaufnahme Personal", effective_on=BEGIN, recorded_at=AT
    )
    questions = [
        Question.objects.create(
            questionnaire=made, order=number, effective_on=BEGIN, recorded_at=AT, **values
        )
        for number, values in enumerate(asked, 1)
    ]
    memory.forget()
    return questions


def answer(place: Organisation, questions: list[Question], values: dict[int, Any]) -> None:
    """What an organisation answers, by the place of the question in the questionnaire."""
    for number, value in values.items():
        Answer.objects.create(
            question=questions[number], organisation=place, value=value, effective_on=BEGIN, recorded_at=AT
        )
    memory.forget()


def take_part(circle: Circle, *places: Organisation) -> None:
    """In the field on payroll."""
    for place in places:
        fields.set_participation(
            field=circle.payroll, organisation=place, status="participating", by=None, at=moments.now()
        )


def software(
    name: str, version: str = "", ends: date | None = None, cost: int | None = None
) -> dict[str, Any]:
    row = {"verfahren": name, "fassung": version, "ende": ends and str(ends), "kosten": cost}
    return {key: value for key, value in row.items() if value}
