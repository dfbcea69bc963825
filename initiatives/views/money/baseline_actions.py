"""What can be done on the page of a baseline: asking, by who has the field in hand, and answering, by each that takes part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.forms import BaseForm

from initiatives.domain.kernel.errors import Conflict
from initiatives.domain.money import answers, questionnaires, questions, templates
from initiatives.domain.rules import access
from initiatives.domain.state.facts import BaselineFacts, QuestionFacts
from initiatives.forms.money.answers import AnswerForm
from initiatives.forms.money.questionnaires import (
    BeginForm,
    DropForm,
    NewQuestionForm,
    QuestionForm,
    QuestionnaireForm,
)
from initiatives.models import Answer, Organisation, Question, Questionnaire
from initiatives.views.kernel.page import Action
from initiatives.views.money.page import MoneyPage

QUESTIONS = "fragen"
NOT_YOURS = "Den Fragebogen stellt, wer das Feld federführend hat oder einlädt."
NOT_TAKING_PART = "Die Bestandsaufnahme beantwortet, wer am Feld beteiligt ist, jede Kommune für sich."


def baseline_of(page: MoneyPage) -> BaselineFacts:
    """The questionnaire of the field. Raises ValueError where there is none."""
    if page.field.baseline is None:
        raise ValueError("This field has no questionnaire.")
    return page.field.baseline


def _has(page: MoneyPage) -> bool:
    return page.field.baseline is not None


def may_ask(page: MoneyPage) -> bool:
    return page.may("baseline.ask")


def _asking(
    form: Callable[..., BaseForm] | None,
    save: Callable[..., Any],
    done: str,
    is_open: Callable[[MoneyPage], bool] = _has,
    anchor: str | Callable[[Any], str] = QUESTIONS,
) -> Action:
    return Action(
        may=may_ask, form=form, save=save, done=done, is_open=is_open, anchor=anchor, denied=NOT_YOURS
    )


def _begin_form(page: MoneyPage, data: Any) -> BeginForm:
    title = f"Bestandsaufnahme {page.field.short_title}"[:120]
    return BeginForm(data, templates=templates.offered(), initial={"title": title})


def _begin(page: MoneyPage, form: BaseForm, at: datetime) -> Questionnaire:
    return questionnaires.begin(field=page.row, by=page.mandate, at=at, **form.cleaned_data)


def _questionnaire_form(page: MoneyPage, data: Any) -> QuestionnaireForm:
    stands = baseline_of(page)
    names = ("title", "due_on", "effective_on")
    return QuestionnaireForm(data, initial={name: getattr(stands, name) for name in names})


def _edit(page: MoneyPage, form: QuestionnaireForm, at: datetime) -> Questionnaire:
    row = Questionnaire(pk=baseline_of(page).id)
    sent = {"values": form.values(), "seen": form.seen_values()}
    return questionnaires.edit(questionnaire=row, by=page.mandate, at=at, **sent)


def _add(page: MoneyPage, form: NewQuestionForm, at: datetime) -> Question:
    return questionnaires.add_question(
        questionnaire=Questionnaire(pk=baseline_of(page).id),
        values=form.values(),
        effective_on=form.cleaned_data["effective_on"],
        by=page.mandate,
        at=at,
    )


def question_of(page: MoneyPage, question_id: int) -> QuestionFacts | None:
    asked = page.field.baseline.questions if page.field.baseline else ()
    return next((one for one in asked if one.id == question_id), None)


def of_question(page: MoneyPage, question_id: int) -> Action | None:
    """How a question is changed; None where the field does not ask it."""
    if question_of(page, question_id) is None:
        return None

    def form(page: MoneyPage, data: Any) -> QuestionForm:
        stands = question_of(page, question_id)
        initial = {name: getattr(stands, name) for name in questions.NAMES} if stands else {}
        lists = {name: list(initial.get(name, ())) for name in ("choices", "columns")}
        return QuestionForm(data, initial=initial | lists)

    def save(page: MoneyPage, form: QuestionForm, at: datetime) -> Question:
        row, sent = Question(pk=question_id), {"values": form.values(), "seen": form.seen_values()}
        return questionnaires.edit_question(question=row, by=page.mandate, at=at, **sent)

    unanswered = not Answer.objects.filter(question=question_id).exists()
    return _asking(
        form,
        save,
        "Die Frage ist geändert.",
        lambda page: unanswered and question_of(page, question_id) is not None,
        questionnaires.anchor,
    )


def of_drop(page: MoneyPage, question_id: int) -> Action | None:
    """How a question is dropped; None where the field does not ask it."""
    if question_of(page, question_id) is None:
        return None

    def save(page: MoneyPage, form: BaseForm, at: datetime) -> Question:
        row = Question(pk=question_id)
        return questionnaires.drop_question(question=row, by=page.mandate, at=at, **form.cleaned_data)

    return _asking(lambda page, data: DropForm(data), save, "Die Frage entfällt.")


def of_return(page: MoneyPage, question_id: int) -> Action | None:
    """How a question is asked again that was dropped; None for any other."""
    gone = Question.objects.filter(pk=question_id, questionnaire__field=page.row).exclude(dropped_on=None)
    if not gone.exists():
        return None

    def save(page: MoneyPage, form: None, at: datetime) -> Question:
        return questionnaires.ask_again(question=Question(pk=question_id), by=page.mandate, at=at)

    return _asking(None, save, "Die Frage wird wieder gestellt.", anchor=questionnaires.anchor)


def may_answer_for(page: MoneyPage, organisation_id: int) -> bool:
    """The own organisation; for any other who records the past of the field."""
    if organisation_id == page.own_id:
        return page.may("baseline.answer")
    return access.may_record_past(page.mandate, page.facts, page.field)


def of_organisation(page: MoneyPage, organisation_id: int) -> Action | None:
    """How the questionnaire is answered for an organisation; None where it does not take part."""
    if organisation_id not in {member.organisation.id for member in page.field.taking_part()}:
        return None
    is_own = organisation_id == page.own_id

    def form(page: MoneyPage, data: Any) -> AnswerForm:
        stands = baseline_of(page)
        known = stands.answers.get(organisation_id, {})
        return AnswerForm(data, baseline=stands, answers=known, is_own=is_own)

    def save(page: MoneyPage, form: AnswerForm, at: datetime) -> list[Answer]:
        try:
            return answers.give(
                questionnaire=Questionnaire(pk=baseline_of(page).id),
                organisation=Organisation.objects.get(pk=organisation_id),
                given=form.given(),
                files=form.sent_files(),
                note=form.cleaned_data["note"],
                effective_on=form.cleaned_data["effective_on"],
                seen=form.seen_answers(),
                past=not is_own,
                by=page.mandate,
                at=at,
            )
        except Conflict as conflict:
            raise form.as_typed(conflict) from conflict

    return Action(
        may=lambda page: may_answer_for(page, organisation_id),
        form=form,
        save=save,
        done=_saved,
        is_open=lambda page: bool(page.field.baseline and page.field.baseline.questions),
        anchor=f"angaben-{organisation_id}",
        denied=NOT_TAKING_PART,
    )


def _saved(made: list[Answer]) -> str:
    if not made:
        return "Sie haben nichts geändert."
    return "Eine Angabe ist gespeichert." if len(made) == 1 else f"{len(made)} Angaben sind gespeichert."


ACTIONS: Mapping[str, Action] = {
    "anlegen": _asking(_begin_form, _begin, "Der Fragebogen ist angelegt.", lambda page: not _has(page)),
    "fragebogen": _asking(_questionnaire_form, _edit, "Der Fragebogen ist geändert.", anchor="bestand"),
    "frage": _asking(
        lambda page, data: NewQuestionForm(data, initial={"is_required": True}),
        _add,
        "Die Frage ist hinzugefügt.",
        anchor=questionnaires.anchor,
    ),
}
NUMBERED: Mapping[str, Callable[[MoneyPage, int], Action | None]] = {
    "frage": of_question,
    "entfall": of_drop,
    "wieder": of_return,
    "antworten": of_organisation,
}
