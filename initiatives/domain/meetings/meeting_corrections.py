"""Putting right what is told of a meeting that is over: its day, title, place and what came of it.

Minutes that were circulated stay as they are; what is put right stands in an addendum to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import local
from initiatives.domain.log import events
from initiatives.domain.log.events import Change
from initiatives.domain.meetings import minutes, results
from initiatives.domain.meetings.writing import save
from initiatives.domain.state.versions import state_change
from initiatives.enums import MeetingState, MinutesState
from initiatives.models import Initiative, Mandate, Meeting, MeetingResult, Minutes

LABELS = {"held_on": "Termin", "title": "Titel", "place": "Ort", "result": "Ergebnis"}


@state_change()
def correct(
    *, meeting: Meeting, values: Mapping[str, Any], correction_reason: str, by: Mandate, at: datetime
) -> Meeting:
    """Put right values of `LABELS` of a closed meeting; what stood before is told in the history.

    Raises Refused without a reason, a title or (where it had one) a day, for a day in the future, before the initiative is
    documented or out of the order in which minutes were approved, and for a meeting that is not closed.
    """
    reason = corrections.reason_of(correction_reason)
    Initiative.objects.select_for_update(no_key=True).get(pk=meeting.initiative_id)
    row = (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("initiative")
        .get(pk=meeting.pk)
    )
    if row.state != MeetingState.CLOSED:
        raise Refused(
            "Berichtigt wird ein Treffen, wenn es abgeschlossen ist; bis dahin lässt es sich ändern."
        )
    former_day = row.held_on
    changed = edits.apply(row, {name: values[name] for name in LABELS if name in values}, None)
    if not changed:
        raise Refused("Sie haben nichts geändert.")
    if not row.title:
        raise Refused("Bitte geben Sie dem Treffen einen Titel.", "title")
    if "held_on" in changed:
        _move(row, former_day, at)
    save(row, at)
    before, after = edits.in_words(LABELS, changed)
    events.record(
        kind="meeting-corrected",
        subject="Treffen berichtigt",
        change=Change(before, f"{after} – {reason}"),
        where=events.in_initiative(row.initiative).on("meeting", row.pk),
        by=by,
        at=at,
        effective_on=row.effective_on,
    )
    kept = Minutes.objects.filter(meeting=row).exclude(state=MinutesState.DRAFT).first()
    if kept:
        minutes.add_addendum(minutes=kept, text=f"{after} (bisher: {before}). {reason}", by=by, at=at)
    return row


DECISION = {
    "text": "Wortlaut",
    "field": "Betätigungsfeld",
    "steering": "Lenkungsgruppe",
    "is_adopted": "angenommen",
}


@state_change()
def correct_decision(
    *, decision: MeetingResult, values: Mapping[str, Any], correction_reason: str, by: Mandate, at: datetime
) -> MeetingResult:
    """Put right values of `DECISION` of a decision that was recorded afterwards; what stood before is told in the history.

    Raises Refused without a reason or words, as `results.record_past` for the field, and for a decision that was taken down
    in the meeting: that one stands in its minutes.
    """
    reason = corrections.reason_of(correction_reason)
    rows = MeetingResult.objects.select_for_update(of=("self",), no_key=True).select_related(
        "meeting__initiative", "field"
    )
    row = rows.get(pk=decision.pk)
    meeting = row.meeting
    if meeting.starts_at is not None or meeting.held_on is None:
        raise Refused(
            "Was im Treffen festgehalten wurde, steht in seiner Niederschrift; berichtigt wird es dort."
        )
    changed = edits.apply(row, {name: values[name] for name in DECISION if name in values}, None)
    if not changed:
        raise Refused("Sie haben nichts geändert.")
    results.check_told(row, meeting.held_on)
    row.version += 1
    row.save()
    before, after = edits.in_words(DECISION, changed)
    events.record(
        kind="meeting-corrected",
        subject="Festlegung berichtigt",
        change=Change(before, f"{after} – {reason}"),
        where=events.in_initiative(meeting.initiative, row.field).on(
            "initiative_entries", meeting.initiative_id, f"festlegung-{row.pk}"
        ),
        by=by,
        at=at,
        effective_on=meeting.held_on,
    )
    return row


def words(row: Meeting) -> str:
    """Title, place, and what came of it: Zweites Treffen, Rathaus Nottuln: Felder gesammelt."""
    return ", ".join(one for one in (row.title, row.place) if one) + (f": {row.result}" if row.result else "")


def _move(row: Meeting, former: Any, at: datetime) -> None:
    if row.held_on is None:
        raise Refused("Bitte geben Sie den Tag des Treffens an.", "held_on")
    since = row.initiative.documented_from
    days.effective(row.held_on, at=at, since=since, whose="Die Dokumentation", name="held_on")
    if row.starts_at is None:
        row.effective_on = row.held_on
    elif former:
        by_days = row.held_on - former
        row.starts_at = local(row.starts_at) + by_days  # at the same hour, also in summer
        row.ends_at = row.ends_at and local(row.ends_at) + by_days
        row.effective_on = min(row.effective_on, row.held_on)
    _check_approvals(row)


def _check_approvals(row: Meeting) -> None:
    """Minutes are approved in a later meeting."""
    own = Minutes.objects.filter(meeting=row).select_related("approved_in").first()
    after = own.approved_in if own else None
    if after and row.held_on and after.held_on and row.held_on > after.held_on:
        raise Refused(
            f"Die Niederschrift dieses Treffens wurde am {after.held_on:%d.%m.%Y} genehmigt; später kann es nicht gewesen sein.",
            "held_on",
        )
    before = Meeting.objects.filter(minutes__approved_in=row, held_on__gt=row.held_on).first()
    if before and before.held_on:
        raise Refused(
            f"In diesem Treffen wurde die Niederschrift des Treffens vom {before.held_on:%d.%m.%Y} genehmigt; früher kann es "
            "nicht gewesen sein.",
            "held_on",
        )
