"""Steps (Arbeitsschritte): what is to be done inside a phase, by whom, until when, with what evidence.

Invariants: an owner takes part in the field (or is not settled yet); steps of a phase are in one order; a stale write is
neither lost nor wins silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files import File
from django.db.models import Max, OuterRef, QuerySet, Subquery

from initiatives.domain.fields import documents
from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.seen import check
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.log.events import Change
from initiatives.domain.state import history
from initiatives.domain.state.versions import state_change
from initiatives.enums import Participation, StepState
from initiatives.models import Document, Field, Mandate, Organisation, Step, StepTemplate

STALE = "Die Liste der Arbeitsschritte hat sich geändert. Bitte ordnen Sie sie noch einmal."
LABELS = {
    "title": "Titel",
    "owner": "Zuständig",
    "due_on": "Frist",
    "state": "Stand",
    "evidence": "Nachweis",
    "link": "Verweis",
    "document": "Unterlage",
}
OPEN = (StepState.OPEN, StepState.WORK)
ADDED_PAGE, ADDED_ANCHOR = "field_entries", "angelegt"
OF_DONE = ("state", "done_on", "evidence", "link", "document")  # goes with the day on which a step was done


def open_phase(*, field: Field, begin: date, at: datetime) -> None:
    """Bring in the steps of the phase that the field has entered on a day, unless it has been there before."""
    if Step.objects.filter(field=field, phase=field.phase).exists():
        return
    for order, template in enumerate(StepTemplate.objects.filter(phase=field.phase, is_active=True), start=1):
        due_on = begin + timedelta(days=template.days) if template.days is not None else None
        step = Step(field=field, phase=field.phase, order=order, title=template.title, due_on=due_on)
        history.begin(step, effective_on=begin, at=at)


@state_change()
def add(
    *,
    field: Field,
    title: str,
    by: Mandate,
    at: datetime,
    owner: Organisation | None = None,
    due_on: date | None = None,
    phase: int | None = None,
    effective_on: date | None = None,
) -> Step:
    """Add a step to a phase (the present one), last in order; there from `effective_on` on.

    Raises Refused for no title, for an owner who does not take part, and for a day in the future or before the field.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    title = clean(title)
    if not title:
        raise Refused("Bitte sagen Sie, was zu tun ist.", "title")
    _check_owner(row, owner)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    phase = row.phase if phase is None else phase
    last = Step.objects.filter(field=row, phase=phase).aggregate(n=Max("order"))["n"] or 0
    step = Step(field=row, phase=phase, order=last + 1, title=title, owner=owner, due_on=due_on)
    history.begin(step, effective_on=day, at=at)
    _tell(step, "Arbeitsschritt angelegt", Change(after=title), by, at, day, given=owner is not None)
    return step


@documents.whole()
def edit(
    *,
    step: Step,
    values: Mapping[str, Any],
    seen: Mapping[str, Any] | None,
    by: Mandate,
    at: datetime,
    file: File | None = None,
    effective_on: date | None = None,
) -> Step:
    """Change attributes of `LABELS` from `effective_on` on; `seen` are the values that the editor had in front of them.

    A step that is done carries the day; one that is not, none. A `file` becomes a document of the field, and the step's in
    place of the one before, which stays with the field. Raises Conflict, and Refused for an owner who does not take part, a
    step dropped without a reason, a document of another field, a day in the future or before the step, and for a file as
    `documents.add`.
    """
    related = ("owner", "field", "document")
    row = Step.objects.select_for_update(of=("self",), no_key=True).select_related(*related).get(pk=step.pk)
    day = days.effective(effective_on, at=at, since=_added_on(row), whose="Den Arbeitsschritt")
    if file:
        values = {name: value for name, value in values.items() if name != "document"}
    told_by: dict[str, Any] = {"kind": "step", "field_id": row.field_id, "subject__contains": row.title}
    changed = edits.apply(row, values, seen, version=row.version, **told_by)
    if not changed and not file:
        return row
    if not row.title:
        raise Refused("Bitte sagen Sie, was zu tun ist.", "title")
    if "owner" in changed:
        _check_owner(row.field, row.owner)
    if row.state == StepState.DROPPED and not row.evidence:
        raise Refused("Bitte sagen Sie beim Nachweis, warum der Schritt entfällt.", "evidence")
    if row.document and row.document.field_id != row.field_id:
        raise Refused("Dieses Dokument gehört zu einem anderen Feld.", "document")
    if file:
        changed["document"] = row.document, _attach(row, file, by, at)
    new = {name: after for name, (_, after) in changed.items()}
    if "state" in changed:
        new["done_on"] = day if row.state == StepState.DONE else None
        before, after = changed["state"]
        changed["state"] = StepState(before).label, StepState(after).label
    history.amend(row, new, effective_on=day, at=at)
    row.refresh_from_db()
    _tell(
        row,
        f"Arbeitsschritt „{row.title}“",
        Change(*edits.in_words(LABELS, changed)),
        by,
        at,
        day,
        given="owner" in changed and row.owner is not None and row.state in OPEN,
    )
    return row


def done(field_id: int) -> QuerySet[Step]:
    """The steps of a field that are done, with the instant at which the day was recorded."""
    versions = Step.history.filter(id=OuterRef("pk"), done_on=OuterRef("done_on"))
    first = versions.order_by("history_date", "history_id").values("history_date")[:1]
    return Step.objects.filter(field=field_id, state=StepState.DONE).annotate(recorded_at=Subquery(first))


@state_change()
def correct_done(
    *, step: Step, values: Mapping[str, Any], correction_reason: str, by: Mandate, at: datetime
) -> Step:
    """Put right the day (`done_on`) on which a step was done; what stood before is told in the history.

    Raises Refused without a reason, for the same day, one in the future, before the field or before something else was said of
    the state, and Overtaken for a step that is not done any more.
    """
    reason = corrections.reason_of(correction_reason)
    row = Step.objects.select_for_update(of=("self",), no_key=True).select_related("field").get(pk=step.pk)
    if row.done_on is None or row.done_on != step.done_on:
        raise corrections.Overtaken(
            "Der Arbeitsschritt hat sich inzwischen geändert. Bitte sehen Sie ihn sich an."
        )
    before = row.done_on
    day = days.effective(values["done_on"], at=at, since=row.field.proposed_on, name="done_on")
    if day == before:
        raise Refused("Sie haben nichts geändert.")
    known = history.versions(row)
    other = next((one for one in known if day <= one < before and "state" in history.names(known[one])), None)
    if other:
        raise Refused(
            f"Am {other:%d.%m.%Y} war der Schritt noch nicht erledigt: {known[other].get_state_display()}.",
            "done_on",
        )
    names = [name for name in OF_DONE if name in history.names(known[before])]
    given = {name: getattr(known[before], name) for name in names} | {"state": StepState.DONE, "done_on": day}
    history.throughout(row, {}, since=day, at=at)  # it was there then
    history.put_right(row, before, given, effective_on=day, at=at)
    row.refresh_from_db()
    events.record(
        kind="step-corrected",
        subject=f"Arbeitsschritt „{row.title}“ berichtigt",
        change=Change(f"erledigt am {before:%d.%m.%Y}", f"erledigt am {day:%d.%m.%Y} – {reason}"),
        where=events.in_field(row.field).on("field", row.field_id, f"schritt-{row.pk}"),
        by=by,
        at=at,
        effective_on=day,
    )
    return row


def added(field_id: int) -> QuerySet[Step]:
    """The steps of a field with the day (`added_on`) from which each is there, and the instant at which it was recorded."""
    rows = Step.history.filter(id=OuterRef("pk"))
    begun = history.standing(Step.history.all()).filter(id=OuterRef("pk")).order_by("effective_on")
    return Step.objects.filter(field=field_id).annotate(
        added_on=Subquery(begun.values("effective_on")[:1]),
        recorded_at=Subquery(rows.order_by("history_date", "history_id").values("history_date")[:1]),
    )


@state_change()
def correct_added(
    *,
    step: Any,  # a row of `added`
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
) -> Step:
    """Put right the day (`added_on`) from which a step is there; what was known before stays.

    Raises Refused without a reason, for the same day, one in the future, before the field or after something that is said of
    the step, and Overtaken where the day was put right meanwhile.
    """
    reason = corrections.reason_of(correction_reason)
    row = Step.objects.select_for_update(of=("self",), no_key=True).select_related("field").get(pk=step.pk)
    before = _added_on(row)
    if before != step.added_on:
        raise corrections.Overtaken(
            "Der Tag ist inzwischen berichtigt. Bitte sehen Sie sich an, was jetzt da steht."
        )
    day = days.effective(values["added_on"], at=at, since=row.field.proposed_on, name="added_on")
    if day == before:
        raise Refused("Sie haben nichts geändert.")
    if day < before:
        history.throughout(row, {}, since=day, at=at)
    else:
        said = [history.versions(row)[before].done_on, history.next_said(row, LABELS)]
        earliest = min((one for one in said if one), default=day)
        if day > earliest:
            raise Refused(
                f"Zu diesem Arbeitsschritt steht schon etwas vom {earliest:%d.%m.%Y}. Später kann er nicht angelegt worden sein.",
                "added_on",
            )
        history.begin_later(row, day, at=at)
    row.refresh_from_db()
    events.record(
        kind="step-corrected",
        subject=f"Arbeitsschritt „{row.title}“ berichtigt",
        change=Change(f"angelegt am {before:%d.%m.%Y}", f"angelegt am {day:%d.%m.%Y} – {reason}"),
        where=events.in_field(row.field).on(ADDED_PAGE, row.field_id, f"{ADDED_ANCHOR}-{row.pk}"),
        by=by,
        at=at,
        effective_on=day,
    )
    return row


def done_words(step: Step) -> str:
    """The step, with what shows that it is done: Vertrag prüfen – Vermerk vom 02.02.2026."""
    return step.title + (f" – {step.evidence}" if step.evidence else "")


@state_change()
def move(*, step: Step, down: bool, by: Mandate, at: datetime) -> None:
    """Change places with the next step of the phase (or the one before) that is open, or settled, as this one is.

    At the end nothing happens.
    """
    Field.objects.select_for_update(no_key=True).get(pk=step.field_id)
    row = Step.objects.get(pk=step.pk)
    rows = list(Step.objects.filter(field_id=row.field_id, phase=row.phase))
    alike = [one.pk for one in rows if (one.state in OPEN) == (row.state in OPEN)]
    place = alike.index(row.pk)
    other = place + (1 if down else -1)
    if 0 <= other < len(alike):
        swapped = {row.pk: alike[other], alike[other]: row.pk}
        order = [swapped.get(one.pk, one.pk) for one in rows]
        arrange(field=row.field, phase=row.phase, order=order, by=by, at=at)


@state_change()
def arrange(*, field: Field, phase: int, order: list[int], by: Mandate, at: datetime) -> None:
    """Put the steps of a phase into the order of their ids, or the open ones among the places that these have.

    Raises Refused where these are not exactly its steps, or its open ones.
    """
    Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    rows = {s.pk: s for s in Step.objects.filter(field=field, phase=phase)}
    if sorted(order) == sorted(pk for pk, step in rows.items() if step.state in OPEN):
        wanted = iter(list(order))
        order = [next(wanted) if step.state in OPEN else pk for pk, step in rows.items()]
    check(sorted(order), sorted(rows), lambda: Refused(STALE))
    for place, pk in enumerate(order, start=1):
        if rows[pk].order != place:
            history.amend(rows[pk], {"order": place}, effective_on=day_of(at), at=at)
    events.record(
        kind="step", subject="Arbeitsschritte neu geordnet", where=events.in_field(field), by=by, at=at
    )


def give_back(*, field: Field, organisation: Organisation, by: Mandate | None, at: datetime) -> None:
    """Who leaves a field leaves its open steps there, for others to take over."""
    rows = Step.objects.select_for_update(no_key=True).filter(field=field, owner=organisation, state__in=OPEN)
    for step in rows:
        history.amend(step, {"owner": None}, effective_on=day_of(at), at=at)
        change = Change(organisation.designation, "noch niemand zuständig")
        _tell(step, f"Arbeitsschritt: {step.title}", change, by, at)


def _added_on(step: Step) -> date:
    return min(history.versions(step))


def _attach(step: Step, file: File, by: Mandate, at: datetime) -> Document:
    title = documents.title_of(file)
    step.document = documents.add(field=step.field, title=title, file=file, by=by, at=at)
    return step.document


def _check_owner(field: Field, owner: Organisation | None) -> None:
    if owner is None:
        return
    taking_part = field.participations.filter(organisation=owner, status=Participation.PARTICIPATING)
    if not taking_part.exists():
        raise Refused(
            f"{owner} ist an diesem Feld nicht beteiligt und kann keinen Schritt übernehmen.", "owner"
        )


def _tell(
    step: Step,
    subject: str,
    change: Change,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None = None,
    given: bool = False,
) -> None:
    """Record the event; a step that was `given` to its owner is told there."""
    place = ("field", step.field_id, f"schritt-{step.pk}")
    events.record(
        kind="step",
        subject=subject,
        change=change,
        where=events.in_field(step.field),
        by=by,
        at=at,
        effective_on=effective_on,
        wanted={step.owner_id: place} if given and step.owner_id else None,
    )


@state_change()
def set_template(
    *, template: StepTemplate | None, phase: int, title: str, days: int | None, is_active: bool = True
) -> StepTemplate:
    """Add or change a template of the installation; fields that have entered the phase keep their steps."""
    title = clean(title)
    if not title:
        raise Refused("Bitte sagen Sie, was zu tun ist.", "title")
    row = template or StepTemplate(order=(StepTemplate.objects.aggregate(n=Max("order"))["n"] or 0) + 1)
    row.phase, row.title, row.days, row.is_active = phase, title, days, is_active
    row.save()
    return row
