"""What comes of a meeting while it runs: decisions (Festlegungen) with the votes, tasks, informations.

Invariants: nothing is taken down before the meeting is opened or after it is closed; who votes takes part and is there; a
decision is adopted by the simple majority of the votes for and against, so a tie rejects it and an abstention does not
count; what a decision moves, it moves when the meeting is closed (effects.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from initiatives.domain.circle import steering as steering_group
from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.seen import check, conflict
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.log.events import Change
from initiatives.domain.meetings.writing import locked, tell
from initiatives.domain.state.versions import state_change
from initiatives.enums import DecisionEffect, MeetingState, MeetingVote, Phase, ResultKind, StepState
from initiatives.models import (
    AgendaItem,
    DecisionVote,
    Field,
    Initiative,
    Mandate,
    Meeting,
    MeetingResult,
    Organisation,
    Task,
)


def is_adopted(votes: Mapping[int, str]) -> bool:
    """The simple majority of the votes for and against; a tie rejects."""
    given = list(votes.values())
    return given.count(MeetingVote.YES) > given.count(MeetingVote.NO)


@state_change()
def decide(
    *,
    meeting: Meeting,
    text: str,
    votes: Mapping[int, str],
    by: Mandate,
    at: datetime,
    item: AgendaItem | None = None,
    field: Field | None = None,
    effect: str = DecisionEffect.NONE,
    contact: str = "",
    steering: str = "",
) -> MeetingResult:
    """Take down a decision with the votes, by organisation; with `steering` it is one of the steering group about a field.

    Raises Refused while the meeting does not run, without words or votes, for the vote of one that is not there (of the
    steering group: or has no seat in it), for an item of another meeting, and for a field that is missing, of another
    initiative or fixed already.
    """
    row = locked(meeting, MeetingState.RUNNING)
    values = {"text": text, "field": field, "effect": effect, "contact": contact, "steering": steering}
    result = MeetingResult(meeting=row, item=item, kind=ResultKind.DECISION, recorded_at=at, mandate=by)
    for name, value in edits.cleaned(values).items():
        setattr(result, name, value)
    _check(row, result)
    _check_votes(row, votes, steering=result.steering)
    result.is_adopted = is_adopted(votes)
    result.save()
    _write_votes(result, votes)
    _tell(row, "Festlegung", Change(after=result_in_words(result)), result, by, at)
    return result


def note_told(*, meeting: Meeting, decisions: Iterable[str], by: Mandate | None, at: datetime) -> None:
    """Note the adopted decisions of a meeting that is told of afterwards; how the municipalities voted is not known.

    Called within a transaction.
    """
    for text in decisions:
        if by is None:
            raise Refused("Zu einer Festlegung gehört, wer sie erfasst.", "decisions")
        MeetingResult.objects.create(
            meeting=meeting,
            kind=ResultKind.DECISION,
            text=text,
            is_adopted=True,
            recorded_at=at,
            mandate=by,
        )


@state_change()
def record_past(
    *,
    initiative: Initiative,
    held_on: date,
    text: str,
    by: Mandate,
    at: datetime,
    title: str = "",
    field: Field | None = None,
    steering: str = "",
) -> MeetingResult:
    """Note a decision that was adopted in a meeting of a past day, of this `title` where there were several; how the
    organisations voted is not known.

    It moves nothing by itself. Raises Refused where there is not just one such meeting that was recorded afterwards, and as
    `decide` for the words and the field.
    """
    told = Meeting.objects.filter(initiative=initiative, held_on=held_on, starts_at=None)
    named = told.filter(title__iexact=clean(title)) if clean(title) else told
    found = list(named.select_for_update(no_key=True)[:2])
    if len(found) > 1:
        raise Refused(f"Am {held_on:%d.%m.%Y} gab es mehrere Treffen. Bitte nennen Sie den Titel.", "meeting")
    if not found:
        missing = f" mit dem Titel „{clean(title)}“" if told.exists() else ""
        raise Refused(
            f"Am {held_on:%d.%m.%Y} ist hier kein Treffen{missing} nachgetragen.",
            "meeting" if missing else "held_on",
        )
    values = {"text": clean(text), "field": field, "steering": steering}
    result = MeetingResult(
        meeting=found[0], kind=ResultKind.DECISION, is_adopted=True, recorded_at=at, mandate=by, **values
    )
    check_told(result, held_on)
    result.save()
    events.record(
        kind="meeting",
        subject="Festlegung nachgetragen",
        change=Change(after=result_in_words(result)),
        where=events.in_initiative(found[0].initiative, field).on("meeting", found[0].pk, _anchor(result)),
        by=by,
        at=at,
        effective_on=held_on,
    )
    return result


@state_change()
def assign(
    *,
    meeting: Meeting,
    text: str,
    owner: Organisation,
    by: Mandate,
    at: datetime,
    due_on: date | None = None,
    item: AgendaItem | None = None,
    field: Field | None = None,
) -> MeetingResult:
    """Give an organisation a task. Raises Refused as `decide`, and for an owner who neither takes part nor is the county."""
    row = locked(meeting, MeetingState.RUNNING)
    text = edits.cleaned({"text": text})["text"]
    result = MeetingResult(
        meeting=row, item=item, kind=ResultKind.TASK, text=text, field=field, recorded_at=at, mandate=by
    )
    _check(row, result)
    _check_owner(row, owner)
    result.save()
    task = Task(initiative=row.initiative, result=result, recorded_at=at, mandate=by)
    _fill_task(task, {"text": text, "field": field, "owner": owner, "due_on": due_on}, at)
    _tell(row, "Aufgabe", Change(after=result_in_words(result)), result, by, at)
    return result


@state_change()
def inform(
    *,
    meeting: Meeting,
    text: str,
    by: Mandate,
    at: datetime,
    item: AgendaItem | None = None,
    field: Field | None = None,
) -> MeetingResult:
    """Take down an information. Raises Refused as `decide`."""
    row = locked(meeting, MeetingState.RUNNING)
    text = edits.cleaned({"text": text})["text"]
    result = MeetingResult(
        meeting=row,
        item=item,
        kind=ResultKind.INFORMATION,
        text=text,
        field=field,
        recorded_at=at,
        mandate=by,
    )
    _check(row, result)
    result.save()
    _tell(row, "Information", Change(after=result_in_words(result)), result, by, at)
    return result


@state_change()
def correct(
    *,
    result: MeetingResult,
    values: Mapping[str, Any],
    version: int,
    by: Mandate,
    at: datetime,
    votes: Mapping[int, str] | None = None,
) -> MeetingResult:
    """Change a result while the meeting runs; `values` as the function that took it down names them, a task's owner and
    date among them. Raises Conflict where somebody else changed it since `version`, and Refused as that function.
    """
    meeting, row = _locked(result)
    before = result_in_words(row)
    own = {name: value for name, value in edits.cleaned(values).items() if name not in ("owner", "due_on")}
    seen = edits.at_version(row, own, version)
    edits.apply(row, own, seen, version=row.version, anchor=_anchor(row))
    check(version, row.version, lambda: conflict({}, row.version, anchor=_anchor(row)))
    _check(meeting, row)
    if row.kind == ResultKind.DECISION and votes is not None:
        _check_votes(meeting, votes, steering=row.steering)
        row.is_adopted = is_adopted(votes)
        row.votes.all().delete()
        _write_votes(row, votes)
    if row.kind == ResultKind.TASK:
        _check_owner(meeting, values["owner"])
        row.task.version += 1
        _fill_task(row.task, {**values, "text": row.text}, at)
    row.version += 1
    row.save()
    after = result_in_words(row)
    if after != before:
        _tell(meeting, f"{row.get_kind_display()} berichtigt", Change(before, after), row, by, at)
    return row


@state_change()
def remove(*, result: MeetingResult, by: Mandate, at: datetime) -> None:
    """Take a result out again while the meeting runs; the history keeps its words."""
    meeting, row = _locked(result)
    _tell(meeting, f"{row.get_kind_display()} gestrichen", Change(result_in_words(row)), row, by, at)
    row.votes.all().delete()
    if row.kind == ResultKind.TASK:
        row.task._history_date = at
        row.task.delete()
    row.delete()


def result_in_words(result: MeetingResult) -> str:
    """The result in one line, with who voted how."""
    if result.kind == ResultKind.TASK:
        task = result.task
        due = f" bis {task.due_on:%d.%m.%Y}" if task.due_on else ""
        return f"{result.text} ({task.owner}{due})"
    if result.kind == ResultKind.INFORMATION:
        return result.text
    adopted = "angenommen" if result.is_adopted else "abgelehnt"
    if result.steering:
        adopted = f"Lenkungsgruppe: {result.get_steering_display()}, {adopted}"
    votes = [f"{vote.organisation.label} {vote.get_vote_display()}" for vote in _votes(result)]
    return f"{result.text} ({'; '.join([adopted, *([', '.join(votes)] if votes else [])])})"


def votes_in_words(votes: Mapping[Any, str]) -> str:
    """9 dafür, 1 dagegen, 1 enthalten; what nobody said is left out."""
    given = list(votes.values())
    counts = [(given.count(vote), vote.label) for vote in MeetingVote]
    return ", ".join(f"{count} {word}" for count, word in counts if count)


def _votes(result: MeetingResult) -> list[DecisionVote]:
    return list(result.votes.select_related("organisation"))


def _locked(result: MeetingResult) -> tuple[Meeting, MeetingResult]:
    meeting = locked(result.meeting, MeetingState.RUNNING)
    rows = MeetingResult.objects.select_for_update(of=("self",), no_key=True).select_related("field")
    row = rows.filter(pk=result.pk).first()
    if row is None:
        raise Refused("Dieses Ergebnis ist inzwischen gestrichen.")
    return meeting, row


def _check(meeting: Meeting, result: MeetingResult) -> None:
    if not result.text:
        raise Refused("Bitte schreiben Sie auf, was herausgekommen ist.", "text")
    if result.item and result.item.meeting_id != meeting.pk:
        raise Refused("Dieses Thema steht nicht auf der Tagesordnung.", "item")
    if result.field and result.field.initiative_id != meeting.initiative_id:
        raise Refused("Dieses Feld gehört zu einer anderen Initiative.", "field")
    if result.steering and result.field is None:
        raise Refused("Ein Beschluss der Lenkungsgruppe nennt das Feld, zu dem er gefasst ist.", "field")
    if result.effect != DecisionEffect.FIX_FIELD:
        return
    if result.field is None:
        raise Refused("Bitte wählen Sie das Feld, das festgelegt wird.", "field")
    if result.field.phase != Phase.PROPOSAL:
        raise Refused(
            f"Das Feld „{result.field.title}“ ist schon festgelegt, es ist in der Phase "
            f"„{result.field.get_phase_display()}“.",
            "field",
        )


def check_told(result: MeetingResult, held_on: date) -> None:
    """Raise Refused for a decision of a past meeting without words, and on a field that was not there on that day."""
    _check(result.meeting, result)
    if result.field is not None and held_on < result.field.proposed_on:
        raise Refused(f"Das Feld gibt es erst seit dem {result.field.proposed_on:%d.%m.%Y}.", "held_on")


def voters(meeting: Meeting, *, steering: str) -> set[int]:
    """The organisations that may vote: who is there; of the steering group who has a seat on the day of the meeting, too."""
    there = meeting.attendances.filter(was_present=True)
    if not steering:
        return set(there.filter(is_optional=False).values_list("organisation_id", flat=True))
    seated = steering_group.members(meeting.initiative_id, meeting.held_on or meeting.effective_on)
    return set(there.values_list("organisation_id", flat=True)) & seated


def _check_votes(meeting: Meeting, votes: Mapping[int, str], *, steering: str) -> None:
    may = voters(meeting, steering=steering)
    if steering and (not may or not set(votes) <= may):
        raise Refused(
            "In der Lenkungsgruppe stimmen die Organisationen ab, die an diesem Tag einen Sitz in ihr haben und anwesend "
            "sind. Bitte wählen Sie bei allen anderen „nicht abgestimmt“.",
            "voting",
        )
    if not votes:
        raise Refused("Zu einer Festlegung gehört, wer wie gestimmt hat.", "voting")
    if not set(votes) <= may:
        raise Refused("Es stimmen nur Kommunen ab, deren Anwesenheit erfasst ist.", "voting")


def _check_owner(meeting: Meeting, owner: Organisation) -> None:
    if not meeting.attendances.filter(organisation=owner).exists():
        raise Refused(f"{owner} gehört nicht zu den Eingeladenen und kann keine Aufgabe übernehmen.", "owner")


def _write_votes(result: MeetingResult, votes: Mapping[int, str]) -> None:
    DecisionVote.objects.bulk_create(
        DecisionVote(decision=result, organisation_id=number, vote=vote) for number, vote in votes.items()
    )


def _fill_task(task: Task, values: Mapping[str, Any], at: datetime) -> None:
    """The first line of the result is the task, the whole of it its description."""
    first = values["text"].splitlines()[0]
    task.title, task.text = first[:200], "" if first == values["text"] else values["text"]
    task.field, task.owner, task.due_on = values["field"], values["owner"], values["due_on"]
    task.state = task.state or StepState.OPEN
    task._history_date = at
    task.save()


def _anchor(result: MeetingResult) -> str:
    return f"ergebnis-{result.pk}"


def _tell(
    meeting: Meeting, subject: str, change: Change, result: MeetingResult, by: Mandate, at: datetime
) -> None:
    tell(meeting, subject, change, anchor=_anchor(result), by=by, at=at)
