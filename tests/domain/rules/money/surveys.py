"""A baseline without a database: its questions and what was answered, as plain values."""

from datetime import date
from typing import Any

from initiatives.domain.state.facts import AnswerFacts, BaselineFacts, QuestionFacts

DAY = date(2026, 3, 2)


def question(
    number: int, kind: str = "number", meaning: str = "", *, unit: str = "", **more
) -> QuestionFacts:
    values = {"text": f"Frage {number}", "is_required": True, "help": "", "choices": (), "columns": ()} | more
    return QuestionFacts(
        id=number, order=number, kind=kind, meaning=meaning, unit=unit, effective_on=DAY, **values
    )


def column(key: str, kind: str = "text", meaning: str = "", unit: str = "") -> dict[str, str]:
    return {"key": key, "text": key.title(), "kind": kind, "unit": unit, "meaning": meaning}


def baseline(*questions: QuestionFacts, answers: dict[int, dict[int, Any]]) -> BaselineFacts:
    """`answers` are values by organisation and question."""
    made = {
        place: {
            pk: AnswerFacts(100 * place + pk, value, None, "", DAY, DAY, "Beauftragte/r")
            for pk, value in own.items()
        }
        for place, own in answers.items()
    }
    return BaselineFacts(1, 1, "Fragebogen", None, DAY, DAY, questions, made)
