"""What has changed between two frozen snapshots of reports: `changes(old, new)`, as the newer one holds it.

Pure functions over the rows of two snapshots; initiatives, fields, meetings and projects are joined by
their `key`. Only snapshots are compared, never histories, so what was entered late with an earlier date shows up in the
report after it, and is told as entered late: all that held on the day of the earlier snapshot, and was known when it was
taken, stands in it. One fact is told once, and what answers two questions is never joined. A field of which nothing new was
said (`quiet`) is no change; what counts as silence, `field_changes` says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from initiatives.domain.snapshots import field_changes
from initiatives.domain.snapshots import words as say
from initiatives.domain.snapshots.told import Told, is_late
from initiatives.domain.snapshots.words import Words
from initiatives.enums import OF_INITIATIVE, Phase
from initiatives.snapshot.status_report import (
    Change,
    FieldState,
    InitiativeState,
    Meeting,
    MeetingDecision,
    Place,
    Project,
    StatusReport,
)

KINDS = (
    *("added", "moved", "decided", "agreement", "slipped", "light", "participation", "answer", "cost"),
    *("condition", "meeting", "text"),
)
SILENT = "silent"
Keyed = InitiativeState | FieldState | Place | Meeting | MeetingDecision | Project
R = TypeVar("R", bound=Keyed)
Where = tuple[str, str]  # keys of initiative and field
Found = tuple[str | None, Told]  # with the key of the field that it concerns


def changes(old: StatusReport, new: StatusReport) -> tuple[Change, ...]:
    """The differences by kind, and within one in the order of initiatives and fields; each says whether it was entered late."""
    known = _by_key(old.initiatives)
    found = []
    for initiative in new.initiatives:
        before = known.get(initiative.key)
        told: list[Found] = (
            _initiative(before, initiative, (old, new))
            if before
            else [(None, Told("added", "Initiative", "", initiative.title))]
        )
        beside: dict[str | None, list[Told]] = defaultdict(list)
        for field, one in told:
            beside[field] += [one] if field else []
        found += [
            Change(one.kind, initiative.key, field, *one[1:4], is_late(one, beside[field], old.as_of))
            for field, one in told
        ]
    return tuple(sorted(found, key=lambda one: KINDS.index(one.kind)))


def quiet(old: StatusReport, new: StatusReport) -> tuple[Change, ...]:
    """The fields that fell silent between two snapshots: of each that nothing was said, which is no change."""
    found = []
    for initiative, before in _pairs(new.initiatives, old.initiatives):
        words = say.words(new, before, initiative)
        for field, was in _pairs(initiative.fields, before.fields):
            if field_changes.fell_silent(was, field, old.as_of) and not _news(
                was, field, before, initiative, words
            ):
                told = field_changes.silence(field, words, new.edition)
                found.append(Change(SILENT, initiative.key, field.key, told.subject, told.old, told.new))
    return tuple(found)


def _by_key(records: Iterable[R]) -> dict[str, R]:
    return {_key(one): one for one in records}


def _key(record: Keyed) -> str:
    """What joins a record with the earlier one; meetings, decisions and projects may come without a key of their own."""
    if record.key or isinstance(record, InitiativeState | FieldState | Place):
        return record.key
    if isinstance(record, MeetingDecision):
        return record.text
    return f"{record.title}, {record.date}"


def _pairs(new: Iterable[R], old: Iterable[R]) -> list[tuple[R, R]]:
    """Those that are in both, the newer one first, in the newer order."""
    known = _by_key(old)
    return [(one, known[one.key]) for one in new if one.key in known]


def _initiative(
    before: InitiativeState, after: InitiativeState, snapshots: tuple[StatusReport, StatusReport]
) -> list[Found]:
    """What changed in an initiative."""
    words = say.words(snapshots[1], before, after)
    found: list[Found] = [(None, told) for told in _circle(before, after, words)]
    found += [(None, told) for told in _conditions(before, after)]
    known = _by_key(before.fields)
    added = {field.key for field in after.fields if field.key not in known}
    found += _meetings(before.meetings, after.meetings, _released(known, after) | added)
    found += _projects(before.projects, after.projects, added)
    since, until = (one.as_of for one in snapshots)
    for field in after.fields:
        key = field.key
        if (was := known.get(key)) is None:
            proposed = field.phase_dates.get("0")
            told = [Told("added", "Feld", "", field.title, proposed), *field_changes.decided(field, words)]
        else:
            told = _news(was, field, before, after, words)
            told += field_changes.passed(was, field, words, since, until)
        found += [(key, one) for one in told]
    return _once(found, {field.key: field.number for field in after.fields})


def _once(found: list[Found], numbers: Mapping[str, int]) -> list[Found]:
    """What is one thing in several fields is told at the first of them, which names the others."""
    places: dict[str, list[str | None]] = defaultdict(list)
    for field, one in found:
        places[one.key] += [field] if field and one.key else []
    told: list[Found] = []
    for field, one in found:
        first, *others = places[one.key] or [field]
        if field == first:
            also = ", ".join(str(numbers[key]) for key in others if key)
            told.append((field, one._replace(new=f"{one.new} (auch Feld {also})") if also else one))
    return told


def _released(known: Mapping[str, FieldState], after: InitiativeState) -> set[str]:
    """The fields that have left phase 0 since."""
    proposed = {key for key, field in known.items() if field.phase == Phase.PROPOSAL}
    return {field.key for field in after.fields if field.key in proposed and field.phase != Phase.PROPOSAL}


def _news(
    was: FieldState, field: FieldState, before: InitiativeState, after: InitiativeState, words: Words
) -> list[Told]:
    return field_changes.news(was, field, words) + list(_checks(was, field, before, after, words))


def _circle(before: InitiativeState, after: InitiativeState, words: Words) -> Iterator[Told]:
    """Who takes part, who convenes, and the texts."""
    old, new = _by_key(before.places), _by_key(after.places)
    for key in [*(k for k in new if k not in old), *(k for k in old if k not in new)]:
        was, now = (words.designation(key) if key in places else "" for places in (old, new))
        yield Told("participation", "Kreis der Beteiligten", was, now, after.circle_since.get(key))
    hosts = [next((one.designation for one in places.values() if one.convening), "") for places in (old, new)]
    if hosts[0] != hosts[1]:
        yield Told("participation", "Einladende Kommune", hosts[0], hosts[1], after.worded_on)
    texts = [("Titel", before.title, after.title)]
    texts += [(text.label, getattr(before, text), getattr(after, text)) for text in OF_INITIATIVE]
    for subject, was, now in texts:
        if say.differ(was, now):
            yield Told("text", subject, *say.quoted(was, now), after.worded_on)


def _conditions(before: InitiativeState, after: InitiativeState) -> Iterator[Told]:
    """Added, reworded (another text at the same place) and ended ones."""
    old, new = ({one.text: one.number for one in side.conditions} for side in (before, after))
    gone = {number: text for text, number in old.items() if text not in new}
    since = {one.text: one.since for one in after.conditions}
    for text, number in new.items():
        if text not in old:
            yield Told("condition", f"Rahmenbedingung {number}", gone.pop(number, ""), text, since[text])
    for number, text in gone.items():
        yield Told("condition", f"Rahmenbedingung {number}", text, "")


def _checks(
    was: FieldState, field: FieldState, before: InitiativeState, after: InitiativeState, words: Words
) -> Iterator[Told]:
    """The results of conditions that stand in both snapshots and are shown there, joined by their text."""
    old, new = ({one.number: one.text for one in initiative.conditions} for initiative in (before, after))
    results = {old.get(one.condition): one.result for one in was.checks}
    for one in field.checks:
        text = new.get(one.condition)
        if text in results and results[text] != one.result and "withheld" not in (results[text], one.result):
            was_said, said = words.of("checks", results[text]), words.of("checks", one.result)
            yield Told("condition", f"Rahmenbedingung {one.condition}, {text}", was_said, said)


def _meetings(old: Iterable[Meeting], new: Iterable[Meeting], moved: Collection[str]) -> list[Found]:
    """But for the decisions by which fields were fixed that are told as `moved` or added themselves."""
    known = _by_key(old)
    found: list[Found] = []
    for one in new:
        before = known.get(_key(one))
        was, now = say.meeting(before), say.meeting(one)
        if was != now:
            found.append((None, Told("meeting", f"Treffen „{one.title}“", was, now, one.date)))
        if before and before.result and say.differ(before.result, one.result):
            subject = f"Ergebnis des Treffens „{one.title}“"
            found.append((None, Told("text", subject, *say.quoted(before.result, one.result), one.date)))
        told = _by_key(before.decisions) if before else {}
        for decision in one.decisions:
            if _key(decision) not in told and not (decision.fixes and decision.field in moved):
                found.append((decision.field, _decision(decision, one.date)))
    return found


def _decision(found: MeetingDecision, day: date | None) -> Told:
    text = say.quoted("", found.text)[1]
    subject = f"Lenkungsgruppe: {found.steering}" if found.steering else "Festlegung der Beauftragten"
    said = text if found.adopted else f"abgelehnt: {text}"
    return Told("decided", subject, "", said, day)


def _projects(old: Iterable[Project], new: Iterable[Project], added: Collection[str]) -> list[Found]:
    """But for those of which a field was made that is told as `added`."""
    known = _by_key(old)
    found: list[Found] = []
    for one in new:
        before, subject = known.get(_key(one)), f"Projektvorschlag „{one.title}“"
        if one.field in added and (before is None or before.state != one.state):
            continue
        if before is None:
            told = Told("added", "Projektvorschlag", "", f"{one.title} ({one.state})", one.date)
        elif before.state != one.state:
            told = Told("decided", subject, before.state, one.state)
        elif before.answered != one.answered:
            told = Told("answer", subject, _answered(before), _answered(one))
        else:
            continue
        found.append((one.field, told))
    return found


def _answered(project: Project) -> str:
    return f"{project.answered} von {project.asked} Antworten"
