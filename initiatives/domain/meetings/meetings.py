"""Meetings (Treffen) of the delegates: planned, called, opened and closed by the host, or cancelled.

The host is the convening municipality; where there is none, each that takes part may be. Invariants: before the
invitation only the host knows of a meeting; a change of time or place invites anew at once, one of the agenda when it is
sent; what was decided moves things when the meeting is closed, and is fixed from then on.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from initiatives.domain.kernel import days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events, notices
from initiatives.domain.log.events import Change
from initiatives.domain.meetings import agenda, attendance, effects, mails, minutes, results
from initiatives.domain.meetings.writing import PLANNED, locked, notify, save, tell
from initiatives.domain.state.versions import state_change
from initiatives.enums import MeetingState, NoticeKind, ResultKind
from initiatives.models import Initiative, Mandate, Meeting, Organisation

LABELS = {
    "title": "Titel",
    "starts_at": "Beginn",
    "ends_at": "Ende",
    "place": "Ort",
    "link": "Videokonferenz",
    "text": "Einladungstext",
}
CALLING_ANEW = frozenset({"starts_at", "ends_at", "place", "link"})


@state_change()
def record(
    *,
    initiative: Initiative,
    title: str,
    held_on: date | None,
    by: Mandate | None,
    at: datetime,
    place: str = "",
    result: str = "",
    present: Iterable[Organisation] = (),
    decisions: Iterable[str] = (),
) -> Meeting:
    """Tell of a meeting afterwards; `held_on` None where the day is not known, then it counts from the day of recording.

    Of whom nobody says anything with `present` is not known to have been there; `decisions` are adopted ones, whose votes
    nobody has told. Raises Refused without a title, for a day in the future or before the initiative is documented, and for
    who did not take part on that day.
    """
    title = clean(title)
    if not title:
        raise Refused("Bitte geben Sie dem Treffen einen Titel.", "title")
    if held_on:
        since = initiative.documented_from
        days.effective(held_on, at=at, since=since, whose="Die Dokumentation", name="held_on")
    meeting = Meeting.objects.create(
        initiative=initiative,
        title=title,
        held_on=held_on,
        place=clean(place),
        result=clean(result),
        effective_on=held_on or day_of(at),
        closed_at=at,
        recorded_at=at,
        mandate=by,
    )
    attendance.note_told(meeting=meeting, present=present)
    texts = [clean(text) for text in decisions if clean(text)]
    results.note_told(meeting=meeting, decisions=texts, by=by, at=at)
    events.record(
        kind="meeting",
        subject="Treffen",
        change=Change(after="\n".join([title, *(f"Festlegung: {text}" for text in texts)])),
        where=events.in_initiative(initiative),
        by=by,
        at=at,
        effective_on=meeting.effective_on,
    )
    return meeting


@state_change()
def plan(
    *,
    initiative: Initiative,
    title: str,
    starts_at: datetime,
    ends_at: datetime | None,
    by: Mandate,
    at: datetime,
    place: str = "",
    link: str = "",
    text: str = "",
) -> Meeting:
    """Draft a meeting; it begins with the approval of the minutes that wait for it.

    Raises Refused without a title, for a beginning in the past, and for an end before it.
    """
    row = Initiative.objects.select_for_update(no_key=True).get(pk=initiative.pk)
    meeting = Meeting(
        initiative=row,
        title=clean(title),
        starts_at=starts_at,
        ends_at=ends_at,
        held_on=day_of(starts_at),
        place=clean(place),
        link=link,
        text=clean(text),
        state=MeetingState.DRAFT,
        uid=uuid4(),
        effective_on=day_of(at),
        recorded_at=at,
        mandate=by,
    )
    _check(meeting, at)
    meeting._history_date = at
    meeting.save()
    agenda.add_approvals(meeting=meeting, by=by, at=at)
    tell(meeting, "Treffen geplant", Change(after=in_words(meeting)), by=by, at=at)
    return meeting


@state_change()
def edit(*, meeting: Meeting, values: Mapping[str, Any], version: int, by: Mandate, at: datetime) -> Meeting:
    """Change attributes of `LABELS` until the meeting is opened; `version` is the one that the editor had in front of them.

    A change of time or place after the invitation invites anew, and a reply to another beginning is none any more. Raises
    Conflict where others changed the same value since, and Refused as `plan`.
    """
    row = locked(meeting, *PLANNED)
    told_by: dict[str, Any] = {"page": "meeting", "page_id": row.pk, "subject": "Angaben zum Treffen"}
    seen = edits.at_version(row, values, version)
    changed = edits.apply(row, values, seen, version=row.version, **told_by)
    if not changed:
        return row
    _check(row, at if "starts_at" in changed else None)
    row.held_on = day_of(row.begins)
    save(row, at)
    tell(row, "Angaben zum Treffen", Change(*edits.in_words(LABELS, changed)), by=by, at=at)
    if row.state == MeetingState.INVITED and CALLING_ANEW & changed.keys():
        if "starts_at" in changed:
            attendance.ask_anew(meeting=row)
        _call(row, by, at)
    return row


@state_change()
def invite(*, meeting: Meeting, by: Mandate, at: datetime) -> Meeting:
    """Invite all participants and the county; again, once the agenda has changed since the last invitation.

    Raises Refused for a beginning in the past, an agenda without an item, and where nothing has changed.
    """
    Initiative.objects.select_for_update(no_key=True).get(pk=meeting.initiative_id)
    row = locked(meeting, *PLANNED)
    if row.state == MeetingState.INVITED and row.changed_at is None:
        raise Refused("Seit der letzten Einladung hat sich nichts geändert.")
    if row.begins <= at:
        raise Refused("Der Beginn liegt in der Vergangenheit. Bitte legen Sie zuerst einen neuen fest.")
    agenda.add_approvals(meeting=row, by=by, at=at)
    if not row.agenda.exists():
        raise Refused("Die Tagesordnung ist noch leer. Bitte nehmen Sie mindestens ein Thema auf.")
    _call(row, by, at)
    return row


def _call(meeting: Meeting, by: Mandate, at: datetime) -> None:
    """Invite those who are not invited yet, and have everybody told; each time under the next `sequence`."""
    anew = meeting.invited_at is not None
    meeting.sequence += anew
    meeting.state, meeting.invited_at, meeting.changed_at = MeetingState.INVITED, at, None
    save(meeting, at)
    attendance.invite_all(meeting=meeting, at=at)
    subject = "Zum Treffen neu eingeladen" if anew else "Zum Treffen eingeladen"
    tell(meeting, subject, Change(after=in_words(meeting)), by=by, at=at)
    mails.send(meeting=meeting, by=by, at=at)


@state_change()
def cancel(*, meeting: Meeting, reason: str, by: Mandate, at: datetime) -> Meeting:
    """Cancel a meeting that is not opened yet; its topics go back into the backlog. Raises Refused without a reason."""
    row = locked(meeting, *PLANNED)
    row.cancel_reason = clean(reason)
    if not row.cancel_reason:
        raise Refused("Bitte sagen Sie, warum das Treffen nicht stattfindet.", "reason")
    agenda.carry_over(meeting=row, by=by, at=at)
    invited = row.state == MeetingState.INVITED
    row.sequence += invited
    row.state, row.cancelled_at = MeetingState.CANCELLED, at
    save(row, at)
    tell(row, "Treffen abgesagt", Change(after=row.cancel_reason), by=by, at=at)
    if invited:
        mails.send(meeting=row, by=by, at=at)
    return row


@state_change()
def start(*, meeting: Meeting, by: Mandate, at: datetime) -> Meeting:
    """Open the meeting: from now on attendance and results are taken down. Raises Refused before its day."""
    row = locked(meeting, MeetingState.INVITED)
    if day_of(at) < day_of(row.begins):
        raise Refused(
            f"Das Treffen ist erst am {day_of(row.begins):%d.%m.%Y}. Soll es früher sein, ändern Sie zuerst seinen Beginn."
        )
    row.state, row.started_at = MeetingState.RUNNING, at
    save(row, at)
    tell(row, "Treffen eröffnet", Change(after=row.title), by=by, at=at)
    return row


@state_change()
def close(*, meeting: Meeting, by: Mandate, at: datetime, result: str = "") -> Meeting:
    """Close the meeting: its results are fixed and take effect, what it did not deal with goes back into the backlog, and
    the minutes are drawn up. `result` sums it up for lists and reports.

    Raises Refused where the attendance of a municipality is not noted, and where the meeting does not run (any more).
    """
    Initiative.objects.select_for_update(no_key=True).get(
        pk=meeting.initiative_id
    )  # the initiative before its fields
    row = locked(meeting, MeetingState.RUNNING)
    missing = attendance.unnoted(row.attendances.select_related("organisation"))
    if missing:
        raise Refused(f"Bitte erfassen Sie zuerst, wer da war. Es fehlt noch: {', '.join(missing)}.")
    row.result = clean(result)
    carried = agenda.carry_over(meeting=row, by=by, at=at)
    row.state, row.closed_at = MeetingState.CLOSED, at
    save(row, at)
    back = "; ".join(f"vertagt: {item.title}" for item in carried)
    outcome = "\n".join(t for t in (row.result, back) if t)
    tell(row, "Treffen abgeschlossen", Change(after=outcome), by=by, at=at)
    effects.take_effect(meeting=row, by=by, at=at)
    minutes.draw_up(meeting=row, by=by, at=at)
    notify(row, f"Treffen abgeschlossen: {row.title}", by=by, at=at)
    _tell_owners(row, by, at)
    return row


def summed_up(meeting: Meeting) -> str:
    """What the adopted decisions of a meeting say, one a line: the proposal for its `result`."""
    adopted = meeting.results.filter(kind=ResultKind.DECISION, is_adopted=True)
    return "\n".join(adopted.values_list("text", flat=True))


def in_words(meeting: Meeting) -> str:
    """Title and beginning: Zweites Treffen, 20.09.2010, 14:00 Uhr."""
    return f"{meeting.title}, {edits.word(meeting.starts_at)}"


def _tell_owners(meeting: Meeting, by: Mandate, at: datetime) -> None:
    """Who was given a task is told of it once it is fixed."""
    for result in meeting.results.filter(kind=ResultKind.TASK).select_related("task"):
        task = result.task
        notices.tell(
            kind=NoticeKind.TASK,
            to=notices.working_for([task.owner_id], initiative=meeting.initiative, at=at),
            title=f"Neue Aufgabe: {task.title}",
            reason="weil Ihre Organisation die Aufgabe im Treffen übernommen hat",
            page=("meeting", meeting.pk),
            anchor=f"ergebnis-{result.pk}",
            initiative=meeting.initiative,
            by=by,
            at=at,
        )


def _check(meeting: Meeting, at: datetime | None) -> None:
    """`at` where the beginning is new."""
    if not meeting.title:
        raise Refused("Bitte geben Sie dem Treffen einen Titel.", "title")
    if at is not None and meeting.begins <= at:
        raise Refused("Der Beginn liegt in der Vergangenheit.", "starts_at")
    if meeting.ends_at is not None and meeting.ends_at <= meeting.begins:
        raise Refused("Das Treffen kann nicht enden, bevor es beginnt.", "ends_at")
