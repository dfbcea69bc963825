"""The questionnaire of a field's baseline (Bestandsaufnahme): begun once, its questions added, changed, dropped, put into order.

Invariants: a question that was answered keeps its wording and order of columns; what is not asked any more stays readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max

from initiatives.domain.kernel import days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.seen import check
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.log.events import Change
from initiatives.domain.money import questions
from initiatives.domain.state.versions import state_change
from initiatives.enums import Participation
from initiatives.models import (
    Answer,
    Field,
    Mandate,
    Question,
    Questionnaire,
    QuestionnaireTemplate,
)

KIND, PAGE, ANSWERS = "baseline", "baseline", "angaben"
LABELS = {"title": "Titel", "due_on": "Frist", "effective_on": "gilt ab"}


@state_change()
def begin(
    *,
    field: Field,
    title: str,
    by: Mandate,
    at: datetime,
    template: QuestionnaireTemplate | None = None,
    due_on: date | None = None,
    effective_on: date | None = None,
) -> Questionnaire:
    """Begin the questionnaire of a field from `effective_on` on, with the questions of a template or none yet.

    Those that take part are told where there are questions. Raises Refused for a field that has one, without a title, for a
    day before the field or in the future, and for a due day before it.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    if Questionnaire.objects.filter(field=row).exists():
        raise Refused("Dieses Feld hat schon einen Fragebogen.")
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    title = _title(title)
    _check_due(due_on, day)
    made = Questionnaire.objects.create(
        field=row, title=title, due_on=due_on, effective_on=day, recorded_at=at, mandate=by
    )
    for order, one in enumerate(template.questions.all() if template else (), start=1):
        values = {name: getattr(one, name) for name in questions.NAMES}
        Question.objects.create(questionnaire=made, order=order, effective_on=day, recorded_at=at, **values)
    due = f", Frist {due_on:%d.%m.%Y}" if due_on else ""
    asked = made.questions.exists()
    _tell(made, "Fragebogen angelegt", Change(after=title + due), by, at, day, wanted=asked)
    return made


@state_change()
def edit(
    *,
    questionnaire: Questionnaire,
    values: Mapping[str, Any],
    seen: Mapping[str, Any] | None,
    by: Mandate,
    at: datetime,
) -> Questionnaire:
    """Change `title`, `due_on` or the day from which it holds (`effective_on`), which its first questions share.

    Raises Conflict, and Refused as `begin`, and for a day after an answer or after questions that were dropped.
    """
    row = _locked(questionnaire)
    since = row.effective_on
    changed = edits.apply(row, values, seen, version=row.version, kind=KIND, field_id=row.field_id)
    if not changed:
        return row
    row.title = _title(row.title)
    if "effective_on" in changed:
        row.effective_on = days.effective(row.effective_on, at=at, since=row.field.proposed_on)
        _move(row, since)
    _check_due(row.due_on, row.effective_on)
    row.version += 1
    row.save()
    _tell(row, "Fragebogen geändert", Change(*edits.in_words(LABELS, changed)), by, at)
    return row


def _move(row: Questionnaire, since: date) -> None:
    """Let the questions begin with the questionnaire that began with it on `since`."""
    first = Answer.objects.standing().filter(question__questionnaire=row).order_by("effective_on").first()
    gone = row.questions.exclude(dropped_on=None).order_by("dropped_on").first()
    earliest = min(
        [one for one in (first and first.effective_on, gone and gone.dropped_on) if one], default=None
    )
    if earliest and row.effective_on > earliest:
        raise Refused(f"Zu diesem Fragebogen steht schon etwas vom {earliest:%d.%m.%Y}.", "effective_on")
    begun = row.questions.filter(effective_on=since) | row.questions.filter(effective_on__lt=row.effective_on)
    Question.objects.filter(pk__in=[one.pk for one in begun]).update(effective_on=row.effective_on)


@state_change()
def add_question(
    *,
    questionnaire: Questionnaire,
    values: Mapping[str, Any],
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
) -> Question:
    """Ask one more question (`questions.NAMES`), last in order, from `effective_on` on; of the first one those that take part
    are told.

    Raises Refused as `questions.checked`, and for a day before the questionnaire or in the future.
    """
    row = _locked(questionnaire)
    day = days.effective(effective_on, at=at, since=row.effective_on, whose="Den Fragebogen")
    last = row.questions.aggregate(n=Max("order"))["n"] or 0
    made = Question.objects.create(
        questionnaire=row, order=last + 1, effective_on=day, recorded_at=at, **questions.checked(values)
    )
    _step(row)
    _tell(row, "Frage hinzugefügt", Change(after=made.text), by, at, day, made, wanted=last == 0)
    return made


@state_change()
def edit_question(
    *,
    question: Question,
    values: Mapping[str, Any],
    seen: Mapping[str, Any] | None,
    by: Mandate,
    at: datetime,
) -> Question:
    """Change a question that nobody has answered yet; `seen` holds what the editor had in front of them.

    Raises Conflict, and Refused as `questions.checked`, for one that was answered and for one that is dropped.
    """
    row = _asked(question)
    if Answer.objects.filter(question=row).exists():
        raise Refused(
            "Diese Frage ist schon beantwortet und behält ihren Wortlaut. Lassen Sie sie entfallen und stellen Sie eine neue."
        )
    known = {name: getattr(row, name) for name in questions.NAMES}
    values, seen = questions.checked(values), questions.as_kept(seen)
    told_by: dict[str, Any] = {"kind": KIND, "field_id": row.questionnaire.field_id, "anchor": anchor(row)}
    edits.apply(row, values, seen, version=row.questionnaire.version, **told_by)
    made = questions.checked({name: getattr(row, name) for name in questions.NAMES})
    changed = {name: (known[name], value) for name, value in made.items() if value != known[name]}
    if not changed:
        return row
    for name, value in made.items():
        setattr(row, name, value)
    row.save()
    _step(row.questionnaire)
    change = Change(*questions.told(changed))
    _tell(row.questionnaire, f"Frage „{row.text}“ geändert", change, by, at, None, row)
    return row


@state_change()
def drop_question(
    *, question: Question, by: Mandate, at: datetime, effective_on: date | None = None
) -> Question:
    """Ask it no more from `effective_on` on; its answers stay readable. Raises Refused for one that is dropped, and for a day
    before it was asked or in the future."""
    row = _asked(question)
    row.dropped_on = days.effective(effective_on, at=at, since=row.effective_on, whose="Die Frage")
    row.dropped_at = at
    row.save()
    _step(row.questionnaire)
    change = Change(row.text, "entfällt")
    _tell(row.questionnaire, "Frage entfällt", change, by, at, row.dropped_on, row)
    return row


@state_change()
def ask_again(*, question: Question, by: Mandate, at: datetime) -> Question:
    """Take back that a question was dropped, with the answers that it had. Raises Refused for one that is asked."""
    row = _of(question)
    if row.dropped_on is None:
        raise Refused("Diese Frage wird schon gestellt.")
    row.dropped_on = row.dropped_at = None
    row.save()
    _step(row.questionnaire)
    _tell(row.questionnaire, "Frage wieder gestellt", Change(after=row.text), by, at, None, row)
    return row


@state_change()
def arrange(*, questionnaire: Questionnaire, order: list[int], by: Mandate, at: datetime) -> None:
    """Put the questions that are asked into the order of their ids. Raises Refused where these are not exactly those."""
    row = _locked(questionnaire)
    asked = {one.pk: one for one in row.questions.filter(dropped_on=None)}
    check(sorted(order), sorted(asked), lambda: Refused(questions.STALE))
    for place, pk in enumerate(order, start=1):
        asked[pk].order = place
    Question.objects.bulk_update(asked.values(), ["order"])
    _step(row)
    _tell(row, "Fragen neu geordnet", Change(), by, at)


def anchor(question: Question) -> str:
    """The part of the page where a question stands."""
    return f"frage-{question.pk}"


def _locked(questionnaire: Questionnaire) -> Questionnaire:
    Field.objects.select_for_update(of=("self",), no_key=True).get(questionnaire=questionnaire.pk)
    return Questionnaire.objects.select_related("field").get(pk=questionnaire.pk)


def _of(question: Question) -> Question:
    """The question as it stands, its field locked."""
    row = Question.objects.get(pk=question.pk)
    row.questionnaire = _locked(row.questionnaire)
    return row


def _asked(question: Question) -> Question:
    row = _of(question)
    if row.dropped_on is not None:
        raise Refused("Diese Frage entfällt schon.")
    return row


def _title(typed: str) -> str:
    title = clean(typed)
    if not title:
        raise Refused("Bitte geben Sie dem Fragebogen einen Titel.", "title")
    return title


def _check_due(due_on: date | None, day: date) -> None:
    if due_on and due_on < day:
        raise Refused(f"Der Fragebogen gilt erst ab dem {day:%d.%m.%Y}; die Frist liegt davor.", "due_on")


def _step(row: Questionnaire) -> None:
    Questionnaire.objects.filter(pk=row.pk).update(version=F("version") + 1)


def _tell(
    row: Questionnaire,
    subject: str,
    change: Change,
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
    question: Question | None = None,
    wanted: bool = False,
) -> None:
    """Record the event; what is `wanted` is told to all that take part."""
    place = (PAGE, row.field_id, ANSWERS)
    members = row.field.participations.filter(status=Participation.PARTICIPATING)
    events.record(
        kind=KIND,
        subject=f"Bestandsaufnahme: {subject}",
        change=change,
        where=events.in_field(row.field).on(PAGE, row.field_id, anchor(question) if question else "fragen"),
        by=by,
        at=at,
        effective_on=effective_on,
        wanted={one.organisation_id: place for one in members} if wanted else None,
    )
