"""Minutes of a meeting: drawn up when it is closed, circulated, approved in a later meeting.

Invariants: from the circulation on their content stands; what has to be put right is added to them. Each circulation,
approval and addendum makes a paper with the next number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events, notices
from initiatives.domain.meetings import issued_papers
from initiatives.domain.snapshots import meeting_papers
from initiatives.domain.state.versions import state_change
from initiatives.enums import MeetingState, MinutesState, NoticeKind, PaperKind
from initiatives.models import Mandate, Meeting, MeetingPaper, Minutes, MinutesAddendum
from initiatives.snapshot.form import read
from initiatives.snapshot.meeting_papers import Minutes as Content

PAGE = "meeting_minutes"


@state_change()
def draw_up(*, meeting: Meeting, by: Mandate, at: datetime) -> Minutes:
    """Draw up the minutes of a meeting that was just closed, in its transaction."""
    minutes = Minutes.objects.create(meeting=meeting)
    where = events.in_initiative(meeting.initiative)
    events.record(
        kind="minutes",
        subject="Niederschrift im Entwurf",
        change=events.Change(after=meeting.title),
        where=where.on(PAGE, meeting.pk, audience=meeting.host),
        by=by,
        at=at,
    )
    return minutes


def content(*, minutes: Minutes, papers: Sequence[MeetingPaper], at: datetime) -> Content:
    """What the minutes say: a draft as it stands now, circulated ones as the first of their papers (newest first) holds them."""
    return read(Content, papers[0].snapshot) if papers else meeting_papers.minutes(minutes, 0, at)


@state_change()
def circulate(*, minutes: Minutes, by: Mandate, at: datetime) -> MeetingPaper:
    """Send a draft to the invited; from now on it stands. Raises Refused where that was done, or the meeting still runs."""
    row = _locked(minutes)
    if row.state != MinutesState.DRAFT:
        raise Refused("Die Niederschrift ist schon versandt.")
    if row.meeting.state != MeetingState.CLOSED:
        raise Refused("Das Treffen ist noch nicht abgeschlossen.")
    row.state, row.circulated_at = MinutesState.CIRCULATED, at
    row.save(update_fields=["state", "circulated_at"])
    paper = issued_papers.make(
        meeting=row.meeting,
        kind=PaperKind.MINUTES,
        take=lambda number: meeting_papers.minutes(row, number, at),
        at=at,
    )
    _tell(row, "Niederschrift versandt", by, at)
    return paper


@state_change()
def approve(*, minutes: Minutes, meeting: Meeting, by: Mandate, at: datetime) -> MeetingPaper:
    """Approve circulated minutes in a later meeting that runs or is just being closed. Raises Refused for any other."""
    row = _locked(minutes)
    if row.state == MinutesState.DRAFT:
        raise Refused("Die Niederschrift ist noch nicht versandt und kann nicht genehmigt werden.")
    if row.state == MinutesState.APPROVED:
        raise Refused("Die Niederschrift ist schon genehmigt.")
    if meeting.initiative_id != row.meeting.initiative_id or not _later(meeting, row.meeting):
        raise Refused("Eine Niederschrift genehmigt nur ein späteres Treffen derselben Initiative.")
    if meeting.state not in (MeetingState.RUNNING, MeetingState.CLOSED):
        raise Refused("Eine Niederschrift wird im laufenden Treffen genehmigt.")
    row.state, row.approved_at, row.approved_in = MinutesState.APPROVED, at, meeting
    row.save(update_fields=["state", "approved_at", "approved_in"])
    paper = _next_paper(row, at)
    _tell(row, "Niederschrift genehmigt", by, at)
    return paper


@state_change()
def add_addendum(*, minutes: Minutes, text: str, by: Mandate, at: datetime) -> MinutesAddendum:
    """Put circulated or approved minutes right by adding to them. Raises Refused for a draft and for an empty text."""
    row = _locked(minutes)
    text = clean(text)
    if not text:
        raise Refused("Die Berichtigung ist leer.", "text")
    if row.state == MinutesState.DRAFT:
        raise Refused("Berichtigt wird eine Niederschrift erst, wenn sie versandt ist.", "text")
    addendum = MinutesAddendum.objects.create(minutes=row, text=text, recorded_at=at, mandate=by)
    _next_paper(row, at)
    _tell(row, "Niederschrift berichtigt", by, at, said=text)
    return addendum


def _locked(minutes: Minutes) -> Minutes:
    rows = Minutes.objects.select_for_update(of=("self",), no_key=True)
    related = ("meeting__initiative__convening", "meeting__mandate__organisation", "approved_in")
    return rows.select_related(*related).get(pk=minutes.pk)


def _later(meeting: Meeting, before: Meeting) -> bool:
    return meeting.pk != before.pk and meeting.effective_on >= before.effective_on


def _next_paper(row: Minutes, at: datetime) -> MeetingPaper:
    before = issued_papers.latest(row.meeting, PaperKind.MINUTES)
    if before is None:
        raise Refused("Die Niederschrift ist noch nicht versandt.")
    frozen = read(Content, before.snapshot)
    addenda = list(row.addenda.select_related("mandate__organisation"))
    return issued_papers.make(
        meeting=row.meeting,
        kind=PaperKind.MINUTES,
        take=lambda number: meeting_papers.carried_on(frozen, row, addenda, number, at),
        at=at,
    )


def _tell(row: Minutes, subject: str, by: Mandate, at: datetime, said: str = "") -> None:
    """Record what happened, and tell those who work for the invited."""
    meeting = row.meeting
    place = (PAGE, meeting.pk)
    events.record(
        kind="minutes",
        subject=subject,
        change=events.Change(after=f"{meeting.title}: {said[:200]}" if said else meeting.title),
        where=events.in_initiative(meeting.initiative).on(*place),
        by=by,
        at=at,
    )
    invited = list(meeting.attendances.values_list("organisation_id", flat=True))
    notices.tell(
        kind=NoticeKind.MEETING,
        to=notices.working_for(invited, initiative=meeting.initiative, at=at),
        title=f"{subject}: {meeting.title}",
        reason="weil Ihre Organisation zu diesem Treffen eingeladen war",
        page=place,
        by=by,
        at=at,
        initiative=meeting.initiative,
        body=said,
    )
