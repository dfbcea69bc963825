"""How the questions of a questionnaire, or of a template, stand in their list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from initiatives.domain.state.facts import QuestionFacts
from initiatives.enums.money import QuestionKind, QuestionMeaning
from initiatives.models import TemplateQuestion
from initiatives.views.kernel import ordering


@dataclass(frozen=True)
class Line:
    """A question with its place in the order, and whether it keeps its wording since it was answered."""

    question: QuestionFacts | TemplateQuestion
    place: int
    of: int
    is_answered: bool
    focus: str

    @property
    def section(self) -> str:
        return f"frage-{self.question.id}"

    @property
    def kind(self) -> str:
        unit = f" ({self.question.unit})" if self.question.unit else ""
        return f"{QuestionKind(self.question.kind).label}{unit}"

    @property
    def meaning(self) -> str:
        return str(QuestionMeaning(self.question.meaning).label) if self.question.meaning else ""


def lines(
    asked: Sequence[QuestionFacts | TemplateQuestion], saved: str, answered: Collection[int] = ()
) -> list[Line]:
    """The questions in their order; `saved` says which was moved, `answered` are the ids of those that were answered."""
    last = len(asked)
    return [
        Line(one, place, last, one.id in answered, ordering.focus(saved, f"frage-{one.id}", place, last))
        for place, one in enumerate(asked, start=1)
    ]
