"""Answering the questionnaire of a field: each that takes part for itself, or who records the past for it.

Invariants: append-only, the latest counts; an answer of null takes back what was answered before; what two of one municipality
save at the same time neither is lost nor wins silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.core.files import File

from initiatives.domain.fields import documents, participations
from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.log.events import Change
from initiatives.domain.money import questionnaires
from initiatives.domain.money import values as said
from initiatives.domain.people.organisations import check_existed
from initiatives.domain.state.versions import state_change
from initiatives.enums import Participation
from initiatives.enums.money import QuestionKind
from initiatives.models import Answer, Field, Mandate, Organisation, Question, Questionnaire

KIND = "baseline-answer"


def name_of(question_id: int) -> str:
    """By which a form, a refusal and `seen` call the answer to a question."""
    return f"frage_{question_id}"


@documents.whole()
def give(
    *,
    questionnaire: Questionnaire,
    organisation: Organisation,
    given: Mapping[int, Any],
    by: Mandate,
    at: datetime,
    files: Mapping[int, File] | None = None,
    note: str = "",
    effective_on: date | None = None,
    seen: Mapping[str, Any] | None = None,
    past: bool = False,
) -> list[Answer]:
    """Record what an organisation answers, by question (see `values`); None takes back, what did not change is left alone.

    `files` become documents of the field and the answers to questions for a file. `note` says from where what is given now is
    known. Each answers for itself; what is `past` anybody who records it, with a note. Returns the new answers.

    Raises Refused for anybody else, for one who does not take part, for a question that is not asked, a value that it does not
    take, a file as `documents.add`, a day in the future or before the question; Conflict as `edits.apply` with `seen` by
    `name_of`. Refusals name the field by `name_of`.
    """
    field = Field.objects.select_for_update(of=("self",), no_key=True).get(questionnaire=questionnaire.pk)
    row = Questionnaire.objects.get(pk=questionnaire.pk)
    day = days.effective(effective_on, at=at, since=row.effective_on, whose="Den Fragebogen")
    check_existed(organisation, day)
    _check_who(field, organisation, day, by, at, past=past)
    if past and organisation.pk != by.own_id and not clean(note):
        raise Refused("Bitte nennen Sie, woher Sie das wissen.", "note")
    asked = _asked(row, {*given, *(files or {})}, day)
    wanted = {pk: _checked(asked[pk], value) for pk, value in given.items()}
    changed = _changed(field, organisation, asked, wanted, seen)
    common = {"organisation": organisation, "effective_on": day, "recorded_at": at, "mandate": by}
    common["note"] = clean(note)
    made = [
        (before, Answer(question=asked[pk], value=value, **common)) for pk, (before, value) in changed.items()
    ]
    for pk, file in (files or {}).items():
        made.append((_latest(organisation, [pk]).get(pk), _of_file(field, asked[pk], file, common)))
    for _, answer in made:
        answer.save(force_insert=True)
    if made:
        _tell(field, organisation, made, by, at, day)
    return [answer for _, answer in made]


def _asked(row: Questionnaire, wanted: set[int], day: date) -> dict[int, Question]:
    found = {one.pk: one for one in row.questions.filter(pk__in=wanted, dropped_on=None)}
    for pk in wanted:
        if pk not in found:
            raise Refused("Diese Frage wird nicht mehr gestellt. Bitte laden Sie die Seite neu.", name_of(pk))
        if day < found[pk].effective_on:
            since = found[pk].effective_on
            raise Refused(f"Diese Frage gibt es erst seit dem {since:%d.%m.%Y}.", name_of(pk))
    return found


def _checked(question: Question, value: Any) -> Any:
    if question.kind == QuestionKind.FILE and value is not None:
        raise Refused("Diese Frage wird mit einer Datei beantwortet.", name_of(question.pk))
    try:
        return said.checked(question, value)
    except Refused as refusal:
        raise Refused(refusal.message, name_of(question.pk)) from refusal


def _latest(organisation: Organisation, question_ids: Any) -> dict[int, Any]:
    """By question the value that counts now; none where nothing was said, None where that was taken back."""
    rows = Answer.objects.standing().filter(organisation=organisation, question__in=list(question_ids))
    return {one.question_id: one.value for one in rows}


def _changed(
    field: Field,
    organisation: Organisation,
    asked: Mapping[int, Question],
    wanted: Mapping[int, Any],
    seen: Mapping[str, Any] | None,
) -> dict[int, tuple[Any, Any]]:
    """By question the values before and after, as `edits.apply` merges them; a file is only ever taken back here."""
    latest = _latest(organisation, wanted)
    of_files = {pk for pk in wanted if asked[pk].kind == QuestionKind.FILE}
    typed = {name_of(pk): value for pk, value in wanted.items() if pk not in of_files}
    stands = SimpleNamespace(**{name_of(pk): latest.get(pk) for pk in wanted})
    changed = edits.apply(
        stands,
        typed,
        seen,
        unsaid=[name_of(pk) for pk in wanted if latest.get(pk) is None],
        kind=KIND,
        field_id=field.pk,
        organisation_id=organisation.pk,
    )
    found = {pk: changed[name_of(pk)] for pk in wanted if name_of(pk) in changed}
    return found | {pk: (latest[pk], None) for pk in of_files if latest.get(pk) is not None}


def _of_file(field: Field, question: Question, file: File, common: Mapping[str, Any]) -> Answer:
    title = documents.title_of(file)
    try:
        document = documents.add(
            field=field, title=title, file=file, by=common["mandate"], at=common["recorded_at"]
        )
    except Refused as refusal:
        raise Refused(refusal.message, name_of(question.pk)) from refusal
    return Answer(question=question, value=title, document=document, **common)


@state_change()
def correct(
    *,
    entry: Answer,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> Answer:
    """Put right the `value`, `note`, `effective_on` or `day_order` of an answer, or (`withdrawn`) say that there was none.

    Raises Refused for a value that the question does not take, an empty one, a day in the future or before the question, one
    on which the organisation did not take part, and as `corrections.replace`.
    """
    field = Field.objects.select_for_update(of=("self",), no_key=True).get(
        questionnaire=entry.question.questionnaire_id
    )
    changes = dict(values)
    if "value" in changes and entry.question.kind == QuestionKind.FILE:
        del changes["value"]  # another file is another answer
    elif "value" in changes:
        changes["value"] = _corrected(entry, changes["value"], withdrawn)
    day = days.effective(
        changes.get("effective_on", entry.effective_on),
        at=at,
        since=entry.question.effective_on,
        whose="Die Frage",
    )
    _check_who(field, entry.organisation, entry.effective_on if withdrawn else day, by, at, past=True)
    new = corrections.replace(entry, changes, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    events.record(
        kind=f"{KIND}-corrected",
        subject=f"{title(entry)} berichtigt",
        change=Change(*corrections.told(entry, new, words)),
        where=_where(field, entry.organisation),
        by=by,
        at=at,
        effective_on=new.effective_on,
    )
    return new


def _corrected(entry: Answer, value: Any, withdrawn: bool) -> Any:
    try:
        found = said.checked(entry.question, value)
    except Refused as refusal:
        raise Refused(refusal.message, "value") from refusal
    if found is None and not withdrawn and entry.value is not None:
        raise Refused("Bitte sagen Sie, was dort stehen soll, oder dass es die Angabe nicht gab.", "value")
    return found


def _check_who(
    field: Field, organisation: Organisation, day: date, by: Mandate, at: datetime, *, past: bool
) -> None:
    if not past and by.own_id != organisation.pk:
        raise Refused("Die Bestandsaufnahme beantwortet jede Kommune für sich.", "organisation")
    for when in sorted({day, day_of(at)}):
        own = participations.on(field, when).get(organisation.pk)
        if own and own.status == Participation.PARTICIPATING:
            return
    raise Refused(f"{organisation} ist an diesem Feld nicht beteiligt.", "organisation")


def title(answer: Answer) -> str:
    """What an answer is about: Bestandsaufnahme der Gemeinde Nottuln: Fälle im Jahr."""
    return f"Bestandsaufnahme {answer.organisation.of}: {answer.question.text}"


def words(answer: Answer) -> str:
    """What an answer says, with its note."""
    told = said.words(answer.question, answer.value) or "zurückgenommen"
    return f"{told} – {answer.note}" if answer.note else told


def _where(field: Field, organisation: Organisation) -> events.Where:
    anchor = f"angaben-{organisation.pk}"
    return events.in_field(field, organisation).on(questionnaires.PAGE, field.pk, anchor)


def _tell(
    field: Field,
    organisation: Organisation,
    made: list[tuple[Any, Answer]],
    by: Mandate,
    at: datetime,
    day: date,
) -> None:
    asked = [(answer.question, before, answer.value) for before, answer in made]
    before, after = (
        "; ".join(f"{one[0].text}: {said.words(one[0], one[side]) or '–'}" for one in asked)
        for side in (1, 2)
    )
    events.record(
        kind=KIND,
        subject=f"Bestandsaufnahme {organisation.of}",
        change=Change(before if any(one[1] is not None for one in asked) else "", after),
        where=_where(field, organisation),
        by=by,
        at=at,
        effective_on=day,
    )
