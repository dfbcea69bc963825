"""Templates of questionnaires, of the whole installation: the list, and one with its questions, changed and put into order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.domain.money import questions, templates
from initiatives.forms.money.questionnaires import QuestionForm, TemplateForm
from initiatives.models import QuestionnaireTemplate, TemplateQuestion
from initiatives.views.kernel import ordering, settings_record
from initiatives.views.kernel.http import administrating_all, found, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import Action, Shown, answer, fill_in
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.kernel.rows import press_on_row
from initiatives.views.money.questions import lines

LIST, TEMPLATE, PART, QUESTIONS = "administration_questionnaires", "money/template.html", "vorlage", "fragen"


@require_safe
@administrating_all
def listing(request: ActingRequest) -> HttpResponse:
    """All templates, those that are offered no more at the end."""
    rows = list(QuestionnaireTemplate.objects.prefetch_related("questions"))
    rows.sort(key=lambda row: row.ended_on is not None)
    return respond(request, "money/templates.html", {"tab": "questionnaires", "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@administrating_all
def new(request: ActingRequest) -> HttpResponse:
    """Add a template; its questions follow on its page."""

    def build(data: QueryDict | None) -> TemplateForm:
        return TemplateForm(data)

    def save(form: TemplateForm) -> Done:
        made = templates.save(template=None, **form.cleaned_data)
        settings_record.note(request, f"Vorlage eines Fragebogens angelegt: {made}")
        return Done(request, f"Die Vorlage „{made}“ ist angelegt.", _url(made.pk))

    title, back = "Vorlage eines Fragebogens anlegen", reverse(LIST)
    context = {
        "tab": "questionnaires",
        "title": title,
        "action": request.get_full_path(),
        "back": back,
        "crumbs": [("Fragebögen", back), (title, "")],
    }
    return fill_in(request, build, save, "people/administration/body.html", "formular", context)


def _url(pk: int) -> str:
    return reverse("administration_questionnaire", args=[pk])


@dataclass(frozen=True)
class TemplatePage:
    request: ActingRequest
    row: QuestionnaireTemplate

    @property
    def url(self) -> str:
        return _url(self.row.pk)

    def note(self, what: str) -> None:
        settings_record.note(self.request, f"Vorlage „{self.row}“: {what}")


@require_http_methods(["GET", "HEAD", "POST"])
@administrating_all
def show(request: ActingRequest, questionnaire_id: int) -> HttpResponse:
    """One template with its questions; `?bearbeiten=` opens one form."""
    pressed = press_on_row(request, lambda: _load(request, questionnaire_id), _action, _shown)
    return pressed or answer(request, _load, questionnaire_id, _shown, ACTIONS, NUMBERED)


def _load(request: ActingRequest, pk: int) -> TemplatePage:
    return TemplatePage(request, found(QuestionnaireTemplate.objects.all(), pk))


def _action(page: TemplatePage, name: str) -> Action | None:
    kind, _, number = name.partition("-")
    if kind == "frage" and number.isascii() and number.isdecimal() and len(number) <= 18:
        return of_question(page, int(number))
    return ACTIONS.get(name)


def _texts(page: TemplatePage, form: BaseForm, at: datetime) -> QuestionnaireTemplate:
    page.note("geändert")
    return templates.save(template=page.row, **form.cleaned_data)


def _question(page: TemplatePage, form: QuestionForm, row: TemplateQuestion | None) -> TemplateQuestion:
    made = templates.set_question(template=page.row, question=row, values=form.values())
    page.note(f"Frage {'geändert' if row else 'hinzugefügt'}: {made}")
    return made


def of_question(page: TemplatePage, pk: int) -> Action | None:
    """How a question is changed; None where the template has none of this number."""
    row = page.row.questions.filter(pk=pk).first()
    if row is None:
        return None
    initial = {name: getattr(row, name) for name in questions.NAMES}
    return Action(
        may=lambda page: True,
        form=lambda page, data: QuestionForm(data, initial=initial),
        save=lambda page, form, at: _question(page, form, row),
        done="Die Frage ist gespeichert.",
        anchor=f"frage-{pk}",
    )


def of_removal(page: TemplatePage, pk: int) -> Action | None:
    """How a question is taken out; None where the template has none of this number."""
    row = page.row.questions.filter(pk=pk).first()
    if row is None:
        return None

    def save(page: TemplatePage, form: None, at: datetime) -> None:
        page.note(f"Frage entfernt: {row}")
        templates.remove_question(question=row)

    return Action(may=lambda page: True, save=save, done="Die Frage ist entfernt.", anchor=QUESTIONS)


def _offer(page: TemplatePage, is_offered: bool, at: datetime) -> QuestionnaireTemplate:
    page.note("wird wieder angeboten" if is_offered else "wird nicht mehr angeboten")
    return templates.offer(template=page.row, is_offered=is_offered, at=at)


ACTIONS: Mapping[str, Action] = {
    "vorlage": Action(
        may=lambda page: True,
        form=lambda page, data: TemplateForm(data, initial={"title": page.row.title, "hint": page.row.hint}),
        save=_texts,
        done="Die Vorlage ist gespeichert.",
        anchor=PART,
    ),
    "frage": Action(
        may=lambda page: True,
        form=lambda page, data: QuestionForm(data, initial={"is_required": True}),
        save=lambda page, form, at: _question(page, form, None),
        done="Die Frage ist hinzugefügt.",
        anchor=lambda made: f"frage-{made.pk}",
    ),
    "beenden": Action(
        may=lambda page: True,
        save=lambda page, form, at: _offer(page, False, at),
        done="Die Vorlage wird nicht mehr angeboten.",
        is_open=lambda page: page.row.ended_on is None,
    ),
    "anbieten": Action(
        may=lambda page: True,
        save=lambda page, form, at: _offer(page, True, at),
        done="Die Vorlage wird wieder angeboten.",
        is_open=lambda page: page.row.ended_on is not None,
    ),
}
NUMBERED: Mapping[str, Callable[[Any, int], Action | None]] = {"frage": of_question, "entfernen": of_removal}


@require_POST
@administrating_all
def order(request: ActingRequest, questionnaire_id: int) -> HttpResponse:
    """Move the question `hoch` or `runter` by one place, or put all into `reihenfolge` (their ids, after dragging)."""
    page = _load(request, questionnaire_id)

    def arrange(wish: ordering.Wish) -> str:
        ids, down = [one.pk for one in page.row.questions.all()], wish.pressed == ordering.DOWN
        new = wish.order if wish.moved is None else questions.order_after(ids, wish.moved, down=down)
        templates.arrange(template=page.row, order=new)
        page.note("Fragen neu geordnet")
        return f"frage-{wish.moved}-{wish.pressed}" if wish.moved else QUESTIONS

    def fresh(shown: Shown) -> HttpResponse:
        return _shown(request, _load(request, questionnaire_id), shown)

    return ordering.put_in_order(request, f"{page.url}#{QUESTIONS}", questions.STALE, arrange, fresh)


def _shown(request: ActingRequest, page: TemplatePage, shown: Shown) -> HttpResponse:
    context = {
        "tab": "questionnaires",
        "page": page,
        "url": page.url,
        "part": PART,
        "lines": lines(list(page.row.questions.all()), shown.saved),
        "crumbs": [("Fragebögen", reverse(LIST)), (page.row.title, "")],
    }
    return respond(request, TEMPLATE, context | shown.context(), partials=[PART], status=shown.status)
