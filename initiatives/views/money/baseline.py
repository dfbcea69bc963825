"""The baseline (Bestandsaufnahme) of a field: what its participants are asked, who has answered what."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from initiatives.domain.kernel import moments
from initiatives.domain.log import activity, events
from initiatives.domain.money import questionnaires, questions, values
from initiatives.domain.rules.money import baseline as rules
from initiatives.domain.state.facts import AnswerFacts, OrganisationFacts, QuestionFacts
from initiatives.domain.state.facts.records import VersionFacts
from initiatives.models import Answer, Question, Questionnaire
from initiatives.views.kernel import ordering
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.page import Action, Shown, answer
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.kernel.rows import press_on_row
from initiatives.views.money import page as pages
from initiatives.views.money.baseline_actions import (
    ACTIONS,
    NOT_YOURS,
    NUMBERED,
    QUESTIONS,
    baseline_of,
    may_answer_for,
    may_ask,
)
from initiatives.views.money.questions import lines

TEMPLATE, PART = "money/baseline.html", "bestandsaufnahme"


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, field_id: int) -> HttpResponse:
    """Questions and answers; `?bearbeiten=` opens one form. A press that adds or takes out a row of a list saves nothing."""
    pressed = press_on_row(request, lambda: _load(request, field_id), _action, _shown)
    return pressed or answer(request, _load, field_id, _shown, ACTIONS, NUMBERED)


def _load(request: ActingRequest, field_id: int) -> pages.MoneyPage:
    return pages.load(request, field_id, "baseline")


def _action(page: pages.MoneyPage, name: str) -> Action | None:
    kind, _, number = name.partition("-")
    if number.isascii() and number.isdecimal() and len(number) <= 18:
        make = NUMBERED.get(kind)
        return make(page, int(number)) if make else None
    return ACTIONS.get(name)


@require_POST
@acting
def order(request: ActingRequest, field_id: int) -> HttpResponse:
    """Move the question `hoch` or `runter` by one place, or put all into `reihenfolge` (their ids, after dragging)."""
    page = _load(request, field_id)
    allow(may_ask(page), NOT_YOURS)
    if page.field.baseline is None:
        raise Http404
    stands = baseline_of(page)

    def arrange(wish: ordering.Wish) -> str:
        ids, down = [one.id for one in stands.questions], wish.pressed == ordering.DOWN
        new = wish.order if wish.moved is None else questions.order_after(ids, wish.moved, down=down)
        row, at = Questionnaire(pk=stands.id), moments.now()
        questionnaires.arrange(questionnaire=row, order=new, by=page.mandate, at=at)
        return f"frage-{wish.moved}-{wish.pressed}" if wish.moved else QUESTIONS

    def fresh(shown: Shown) -> HttpResponse:
        return _shown(request, _load(request, field_id), shown)

    return ordering.put_in_order(request, f"{page.url}#{QUESTIONS}", questions.STALE, arrange, fresh)


@dataclass(frozen=True)
class Told:
    """A question with what one organisation has answered."""

    question: QuestionFacts
    answer: AnswerFacts | None
    file: VersionFacts | None

    @property
    def words(self) -> str:
        return values.words(self.question, self.answer.value) if self.answer else ""

    @property
    def table(self) -> list[list[tuple[dict[str, str], str]]]:
        """The rows of a list: each column with what its cell says."""
        rows = values.table(self.question, self.answer.value) if self.answer else []
        return [list(zip(self.question.columns, row, strict=True)) for row in rows]


@dataclass(frozen=True)
class Place:
    """An organisation that takes part, with all that it has answered; `section` opens its form, "" where the reader may not."""

    organisation: OrganisationFacts
    is_own: bool
    missing: list[QuestionFacts]
    told: list[Told]
    section: str

    @property
    def answered(self) -> int:
        return sum(1 for one in self.told if one.answer)

    @property
    def anchor(self) -> str:
        return f"angaben-{self.organisation.id}"


def _places(page: pages.MoneyPage, state: rules.Completeness) -> Iterator[Place]:
    """Those that take part, the own organisation first."""
    stands = baseline_of(page)
    files = {one.id: one.newest for one in page.field.documents}
    for member in sorted(page.field.taking_part(), key=lambda one: one.organisation.id != page.own_id):
        place = member.organisation
        known = stands.answers.get(place.id, {})
        told = [
            Told(
                one, known.get(one.id), files.get(known[one.id].document_id or 0) if one.id in known else None
            )
            for one in stands.questions
        ]
        section = f"antworten-{place.id}" if may_answer_for(page, place.id) else ""
        yield Place(place, place.id == page.own_id, state.missing.get(place, []), told, section)


def _answered(questionnaire_id: int) -> set[int]:
    """The questions to which somebody has ever said something; they keep their wording."""
    known = Answer.objects.filter(question__questionnaire=questionnaire_id)
    return set(known.values_list("question_id", flat=True))


def _shown(request: ActingRequest, page: pages.MoneyPage, shown: Shown) -> HttpResponse:
    context: dict[str, Any] = page.context() | shown.context()
    context |= {"part": PART, "url": page.url, "may_ask": may_ask(page), "baseline": page.field.baseline}
    context["may_answer"] = page.may("baseline.answer")
    if page.field.baseline:
        state = rules.completeness(page.field)
        dropped = Question.objects.filter(questionnaire__field=page.row).exclude(dropped_on=None)
        context |= {
            "state": state,
            "places": list(_places(page, state)),
            "lines": lines(page.field.baseline.questions, shown.saved, _answered(page.field.baseline.id)),
            "dropped": list(dropped.order_by("dropped_on", "pk")),
            "is_over": bool(page.field.baseline.due_on and page.field.baseline.due_on < moments.today()),
            "feed": activity.one_by_one(events.of_page("baseline", page.row.pk, by=page.mandate)),
        }
    return respond(request, TEMPLATE, context, partials=[PART], status=shown.status)
