"""Attendance (Teilnahme): which organisations are invited, what they reply, and which were there. Per municipality, not
per person.

Invariants: the county's attendance is optional unless it takes part in the initiative itself; replies end when the meeting
is opened; who was there is noted while it runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.seen import ANYTHING, Seen, check, conflict
from initiatives.domain.log.events import Change
from initiatives.domain.meetings.writing import locked, tell
from initiatives.domain.state.facts import AttendanceFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums import AttendanceReply, MeetingState
from initiatives.models import Attendance, InitiativeParticipant, Mandate, Meeting, Organisation

PRESENT = "anwesend_"  # and the number of an organisation: the name of what is noted of it


def invite_all(*, meeting: Meeting, at: datetime) -> None:
    """Invite every participant of that day and, as a guest, the county; who is invited already stays so."""
    wanted = _circle(meeting, max(day_of(at), meeting.held_on or day_of(at)))
    known = set(meeting.attendances.values_list("organisation_id", flat=True))
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, organisation_id=number, is_optional=optional)
        for number, optional in sorted(wanted.items())
        if number not in known
    )


def _circle(meeting: Meeting, day: date) -> dict[int, bool]:
    """Who belongs to a meeting on a day, by organisation whether it is a guest: every participant, and the county."""
    joined = InitiativeParticipant.objects.filter(initiative=meeting.initiative_id, joined_on__lte=day)
    present = set(joined.exclude(left_on__lte=day).values_list("organisation_id", flat=True))
    county = meeting.initiative.county_id
    return dict.fromkeys(present, False) | ({county: True} if county and county not in present else {})


def note_told(*, meeting: Meeting, present: Iterable[Organisation]) -> None:
    """Note who was at a meeting that is told of afterwards, and that the other participants were not; nothing of nobody.

    Raises Refused for who did not belong to it on its day.
    """
    there = {one.pk: one for one in present}
    circle = _circle(meeting, meeting.effective_on) if there else {}
    for pk, organisation in there.items():
        if pk not in circle:
            raise Refused(
                f"{organisation} nahm am {meeting.effective_on:%d.%m.%Y} an der Initiative nicht teil.",
                "present",
            )
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, organisation_id=pk, is_optional=guest, was_present=pk in there)
        for pk, guest in sorted(circle.items())
        if pk in there or not guest
    )


def ask_anew(*, meeting: Meeting) -> None:
    """A reply to another time is none any more."""
    meeting.attendances.update(reply="", replied_at=None)


@state_change()
def reply(
    *,
    meeting: Meeting,
    reply: str,
    by: Mandate,
    at: datetime,
    note: str = "",
    seen: Mapping[str, Any] | None = None,
    begins: Seen = ANYTHING,
) -> Attendance:
    """Say whether the own organisation comes; it may be changed until the meeting is opened. `seen`: see `edits.apply`;
    `begins` is the beginning to which it replies, in ISO 8601 as stored.

    Raises Refused where it is not invited, and at any other time; Conflict where a colleague has answered otherwise
    meanwhile, or the meeting begins at another time.
    """
    row = locked(meeting, MeetingState.INVITED)
    rows = Attendance.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    own = rows.filter(meeting=row, organisation_id=by.own_id).first()
    if own is None:
        raise Refused("Ihre Organisation ist zu diesem Treffen nicht eingeladen.")
    moved: dict[str, Any] = {"page": "meeting", "page_id": row.pk, "subject": "Angaben zum Treffen"}
    check(begins, row.begins.isoformat(), lambda: conflict({}, row.version, **moved))
    before, subject = _words(own), f"Antwort {own.organisation.of} auf die Einladung"
    values = {"reply": AttendanceReply(reply).value, "note": note}
    told_by: dict[str, Any] = {"page": "meeting", "page_id": row.pk, "subject": subject}
    changed = edits.apply(own, values, seen, unsaid=() if own.replied_at else values, **told_by)
    if changed:
        own.replied_at, own.mandate = at, by
        own.save()
        change = Change(before, _words(own))
        tell(row, subject, change, anchor="teilnahme", organisation=own.organisation, by=by, at=at)
    return own


@state_change()
def note_presence(
    *,
    meeting: Meeting,
    present: Mapping[int, bool | None],
    by: Mandate,
    at: datetime,
    seen: Mapping[str, Any] | None = None,
) -> None:
    """Note who is there, by organisation; None takes a note back. `seen` (anwesend_7 and so on): see `edits.apply`.

    Raises Refused while the meeting does not run, for who is not invited, and for who has voted in it and would be absent;
    Conflict where somebody else has noted another presence of the same organisation.
    """
    row = locked(meeting, MeetingState.RUNNING)
    rows = {
        a.organisation_id: a
        for a in row.attendances.select_for_update(of=("self",), no_key=True).select_related("organisation")
    }
    if not set(present) <= set(rows):
        raise Refused("Nicht alle diese Organisationen sind eingeladen.")
    voted = set(row.results.values_list("votes__organisation_id", flat=True))
    before = presence_in_words(rows.values())
    stands = SimpleNamespace(**{f"{PRESENT}{number}": rows[number].was_present for number in present})
    values = {f"{PRESENT}{number}": there for number, there in present.items()}
    unsaid = {name for name, there in vars(stands).items() if there is None}
    told_by: dict[str, Any] = {"page": "meeting", "page_id": row.pk, "subject": "Anwesenheit"}
    changed = [
        rows[int(name.removeprefix(PRESENT))]
        for name in edits.apply(stands, values, seen, unsaid=unsaid, **told_by)
    ]
    for one in changed:
        if one.organisation_id in voted and not present[one.organisation_id]:
            raise Refused(
                f"{one.organisation} hat in diesem Treffen abgestimmt und war also anwesend. "
                "Berichtigen Sie zuerst die Festlegung.",
                f"{PRESENT}{one.organisation_id}",
            )
        one.was_present = present[one.organisation_id]
        one.save(update_fields=["was_present"])
    if changed:
        change = Change(before, presence_in_words(rows.values()))
        tell(row, "Anwesenheit", change, anchor="teilnahme", by=by, at=at)


def unnoted(rows: Iterable[Attendance]) -> list[str]:
    """The municipalities for which nobody has noted whether they were there; the county's is optional."""
    return [str(a.organisation) for a in rows if not a.is_optional and a.was_present is None]


def replies_in_words(rows: Iterable[Attendance | AttendanceFacts]) -> str:
    """9 von 11 Kommunen kommen, 1 kommt nicht, 1 hat noch nicht geantwortet."""
    owing = [a for a in rows if not a.is_optional]
    count = len(owing)
    coming = sum(a.reply == AttendanceReply.ATTENDING for a in owing)
    declined = sum(a.reply == AttendanceReply.DECLINED for a in owing)
    silent = count - coming - declined
    parts = [f"{coming} von {_municipalities(count)} {'kommt' if coming == 1 else 'kommen'}"]
    if declined:
        parts.append(f"{declined} {'kommt' if declined == 1 else 'kommen'} nicht")
    if silent:
        parts.append(f"{silent} {'hat' if silent == 1 else 'haben'} noch nicht geantwortet")
    return ", ".join(parts)


def presence_in_words(rows: Iterable[Attendance | AttendanceFacts]) -> str:
    """9 von 11 Kommunen anwesend, 1 noch nicht erfasst."""
    owing = [a for a in rows if not a.is_optional]
    there = sum(a.was_present is True for a in owing)
    open_ = sum(a.was_present is None for a in owing)
    text = f"{there} von {_municipalities(len(owing))} anwesend"
    return f"{text}, {open_} noch nicht erfasst" if open_ else text


def _municipalities(count: int) -> str:
    return "1 Kommune" if count == 1 else f"{count} Kommunen"


def _words(one: Attendance) -> str:
    return ": ".join(part for part in (one.get_reply_display(), one.note) if part)
