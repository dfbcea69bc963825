"""Tasks (Aufgaben): what an organisation has taken on, in a meeting or by hand, beside the steps of a field.

Invariants: a task has one owner, who belongs to the circle, so none is left behind by who goes; it is given to the own
organisation, or by the convening municipality or the lead of its field to another; who drops it says why; a stale write is
neither lost nor wins silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events, notices
from initiatives.domain.log.events import Change
from initiatives.domain.state.versions import state_change
from initiatives.enums import NoticeKind, Participation, StepState
from initiatives.models import Field, Initiative, Mandate, MeetingResult, Organisation, Task

LABELS = {
    "title": "Aufgabe",
    "text": "Beschreibung",
    "owner": "Zuständig",
    "due_on": "Frist",
    "field": "Betätigungsfeld",
}
STATE_LABELS = {"state": "Stand", "note": "Ergebnis"}
OPEN = (StepState.OPEN, StepState.WORK)


@state_change()
def add(
    *,
    initiative: Initiative,
    title: str,
    owner: Organisation,
    by: Mandate,
    at: datetime,
    text: str = "",
    field: Field | None = None,
    due_on: date | None = None,
    result: MeetingResult | None = None,
) -> Task:
    """Give a task to an organisation and tell who acts for it; `result` is the meeting's result that it comes from.

    Raises Refused for no title, a day that has gone by, a field of another initiative, an owner outside the circle, and
    for a task given to others by who neither convenes nor leads the field.
    """
    held = _hold(initiative.pk, field)
    row = Task(
        initiative=held,
        field=field,
        result=result,
        title=clean(title),
        text=clean(text),
        owner=owner,
        due_on=due_on,
        recorded_at=at,
        mandate=by,
    )
    _check(row, {"title", "owner", "due_on"}, by, at)
    _save(row, at)
    _record(row, "Aufgabe vergeben", Change(after=f"{row.title}: {owner}"), by, at)
    _tell(row, [owner], "Neue Aufgabe", by, at)
    return row


@state_change()
def edit(*, task: Task, values: Mapping[str, Any], version: int, by: Mandate, at: datetime) -> Task:
    """Change attributes of `LABELS`; `version` is the one that the editor had in front of them.

    Where others changed other values since, both are kept. Raises Conflict where they changed the same, and Refused as
    `add`; a day that has gone by may stay.
    """
    row = _locked(task, values.get("field"))
    before = row.owner
    changed = _apply(row, values, version)
    if not changed:
        return row
    _check(row, set(changed), by, at)
    row.version += 1
    _save(row, at)
    _record_change(row, LABELS, changed, by, at)
    if row.owner_id != before.pk:
        _tell(row, [row.owner], "Neue Aufgabe", by, at)
    elif row.owner_id != by.organisation_id:
        _tell(row, [row.owner], "Aufgabe geändert", by, at)
    return row


@state_change()
def set_state(
    *, task: Task, state: str, version: int, by: Mandate, at: datetime, note: str | None = None
) -> Task:
    """Say how far a task is, with a note on what came of it (None: as it stands); who gave it learns when it is done.

    Raises Conflict where somebody else changed state or note in another way, and Refused for a task dropped without a
    reason.
    """
    row = _locked(task)
    values = {"state": state} if note is None else {"state": state, "note": note}
    changed = _apply(row, values, version)
    if not changed:
        return row
    if row.state == StepState.DROPPED and not row.note:
        raise Refused("Bitte sagen Sie, warum die Aufgabe entfällt.", "note")
    if "state" in changed:
        row.done_on = None if row.state in OPEN else day_of(at)
    row.version += 1
    _save(row, at)
    shown = dict(changed)
    if "state" in changed:
        before, after = changed["state"]
        shown["state"] = StepState(before).label, StepState(after).label
    _record_change(row, STATE_LABELS, shown, by, at)
    if "state" in changed and row.state not in OPEN:
        others = [one for one in (row.mandate.acts_for, row.owner) if one.pk != by.organisation_id]
        words = "Aufgabe erledigt" if row.state == StepState.DONE else "Aufgabe entfallen"
        _tell(row, [one for one in others if _belongs(row.initiative, one, row.field)], words, by, at)
    return row


def give_back(
    *, initiative: Initiative, organisation: Organisation, by: Mandate | None, at: datetime
) -> None:
    """Who leaves leaves the open tasks to the convening municipality, else to the lead of the field; where there is
    neither, the task drops with that reason. Tasks in which the organisation still has a part stay with it.
    """
    rows = Task.objects.select_for_update(of=("self",), no_key=True).select_related(
        "field", "mandate__organisation"
    )
    for row in rows.filter(initiative=initiative, owner=organisation, state__in=OPEN):
        if _belongs(initiative, organisation, row.field):
            continue
        heir = initiative.convening or _lead(row.field)
        row.version += 1
        if heir is None:
            row.state, row.done_on = StepState.DROPPED, day_of(at)
            row.note = "\n".join(filter(None, [row.note, f"{organisation} ist ausgeschieden."]))
        else:
            row.owner = heir
        _save(row, at)
        _record(row, f"Aufgabe „{row.title}“", Change(str(organisation), str(heir or "entfallen")), by, at)
        if heir is not None:
            _tell(row, [heir], f"Aufgabe übernommen, da {organisation} ausgeschieden ist", by, at)


def _hold(initiative_id: int, field: Field | None) -> Initiative:
    """Lock the initiative and then the field, so that nobody leaves while a task is given to them."""
    held = Initiative.objects.select_for_update(no_key=True).get(pk=initiative_id)
    if field is not None:
        Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    return held


def _locked(task: Task, field: Field | None = None) -> Task:
    _hold(task.initiative_id, field)
    related = ("initiative", "field", "owner", "mandate__organisation")
    return Task.objects.select_for_update(of=("self",), no_key=True).select_related(*related).get(pk=task.pk)


def _apply(row: Task, values: Mapping[str, Any], version: int) -> dict[str, tuple[Any, Any]]:
    seen = edits.at_version(row, values, version)
    return edits.apply(row, values, seen, version=row.version, kind="task", page="task", page_id=row.pk)


def _check(row: Task, new: set[str], by: Mandate, at: datetime) -> None:
    """Raise Refused for what is wrong; of owner and day only what is `new`."""
    if not row.title:
        raise Refused("Bitte sagen Sie, was zu tun ist.", "title")
    if row.field and row.field.initiative_id != row.initiative_id:
        raise Refused("Dieses Feld gehört zu einer anderen Initiative.", "field")
    if "due_on" in new and row.due_on and row.due_on < day_of(at):
        raise Refused("Diese Frist liegt schon zurück.", "due_on")
    if not _belongs(row.initiative, row.owner, row.field):
        raise Refused(f"{row.owner} gehört hier nicht zum Kreis der Beteiligten.", "owner")
    if "owner" in new and not _gives(row, by):
        raise Refused(
            "Eine Aufgabe für andere vergibt, wer einlädt, oder, in ihrem Feld, die federführende Organisation.",
            "owner",
        )


def _belongs(initiative: Initiative, organisation: Organisation, field: Field | None) -> bool:
    """Whether it takes part in the initiative or the field, or is the county that is invited."""
    if organisation.pk == initiative.county_id:
        return True
    if initiative.participants.filter(organisation=organisation, left_on=None).exists():
        return True
    return (
        field is not None
        and field.participations.filter(
            organisation=organisation, status=Participation.PARTICIPATING
        ).exists()
    )


def _gives(row: Task, by: Mandate) -> bool:
    own, initiative = by.own_id, row.initiative
    if own in (row.owner_id, initiative.convening_id):
        return True
    if row.field is None and initiative.convening_id is None:  # as `access` has it: each that takes part
        return initiative.participants.filter(organisation_id=own, left_on=None).exists()
    lead = _lead(row.field)
    return lead is not None and lead.pk == own


def _lead(field: Field | None) -> Organisation | None:
    if field is None:
        return None
    found = field.participations.filter(is_responsible=True).select_related("organisation").first()
    return found.organisation if found else None


def _save(row: Task, at: datetime) -> None:
    row._history_date = at
    row.save()


def _record_change(
    row: Task, labels: Mapping[str, str], changed: dict[str, tuple[Any, Any]], by: Mandate, at: datetime
) -> None:
    _record(row, f"Aufgabe „{row.title}“", Change(*edits.in_words(labels, changed)), by, at)


def _record(row: Task, subject: str, change: Change, by: Mandate | None, at: datetime) -> None:
    events.record(
        kind="task",
        subject=subject[:250],
        change=change,
        where=events.in_initiative(row.initiative, row.field, row.owner).on("task", row.pk),
        by=by,
        at=at,
    )


def _tell(row: Task, organisations: list[Organisation], what: str, by: Mandate | None, at: datetime) -> None:
    """Each of them with the reason that holds for it."""
    for one in organisations:
        notices.tell(
            kind=NoticeKind.TASK,
            to=notices.working_for([one], initiative=row.initiative, at=at),
            title=f"{what}: {row.title}",
            reason=_reason(row, one),
            page=("task", row.pk),
            by=by,
            at=at,
            initiative=row.initiative,
            body=row.note if row.state not in OPEN else row.text,
        )


def _reason(row: Task, organisation: Organisation) -> str:
    return f"weil {organisation.own.nominative} " + (
        "zuständig ist" if organisation.pk == row.owner_id else "sie vergeben hat"
    )
