"""What has changed between two frozen snapshots of reports: `changes(old, new)`, as the newer one holds it.

Pure functions over the rows of two snapshots; initiatives, fields, meetings and projects are joined by
their `key`. Only snapshots are compared, never histories, so what was entered late with an earlier date shows up in the
report after it. What counts as silence, `field_changes` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from initiatives.domain.snapshots import field_changes
from initiatives.domain.snapshots import words as say
from initiatives.domain.snapshots.field_changes import Told
from initiatives.domain.snapshots.words import Words
from initiatives.enums import OF_INITIATIVE
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
    *("added", "moved", "decided", "slipped", "silent", "light", "participation", "answer", "cost"),
    *("condition", "meeting", "text"),
)
Keyed = InitiativeState | FieldState | Place | Meeting | MeetingDecision | Project
R = TypeVar("R", bound=Keyed)
Where = tuple[str, str]  # keys of initiative and field


def changes(old: StatusReport, new: StatusReport) -> tuple[Change, ...]:
    """The differences by kind, and within one in the order of initiatives and fields."""
    quiet = silent(old, new)
    known = _by_key(old.initiatives)
    found = []
    for initiative in new.initiatives:
        before = known.get(initiative.key)
        if before is None:
            told: list[tuple[str | None, Told]] = [(None, ("added", "Initiative", "", initiative.title))]
        else:
            told = _initiative(before, initiative, (old, new), quiet)
        found += [
            Change(kind, initiative.key, field, subject, was, now)
            for field, (kind, subject, was, now) in told
        ]
    return tuple(sorted(found, key=lambda one: KINDS.index(one.kind)))


def silent(old: StatusReport, new: StatusReport) -> frozenset[Where]:
    """The fields that fell silent between two snapshots, by the keys of initiative and field."""
    found = set()
    for initiative, before in _pairs(old.initiatives, new.initiatives):
        words = say.words(new, before, initiative)
        for field, was in _pairs(before.fields, initiative.fields):
            if field_changes.fell_silent(was, field, old.as_of) and not _news(
                was, field, before, initiative, words
            ):
                found.add((initiative.key, field.key))
    return frozenset(found)


def _by_key(records: Iterable[R]) -> dict[str, R]:
    return {_key(one): one for one in records}


def _key(record: Keyed) -> str:
    """What joins a record with the earlier one; meetings, decisions and projects may come without a key of their own."""
    if record.key or isinstance(record, InitiativeState | FieldState | Place):
        return record.key
    if isinstance(record, MeetingDecision):
        return record.text
    return f"{record.title}, {record.date}"


def _pairs(old: Iterable[R], new: Iterable[R]) -> list[tuple[R, R]]:
    """Those that are in both, the newer one first, in the newer order."""
    known = _by_key(old)
    return [(one, known[one.key]) for one in new if one.key in known]


def _initiative(
    before: InitiativeState,
    after: InitiativeState,
    snapshots: tuple[StatusReport, StatusReport],
    quiet: frozenset[Where],
) -> list[tuple[str | None, Told]]:
    """What changed in an initiative, with the key of the field that it concerns."""
    words = say.words(snapshots[1], before, after)
    found: list[tuple[str | None, Told]] = [(None, told) for told in _circle(before, after, words)]
    found += [(None, told) for told in _conditions(before, after)]
    found += _meetings(before.meetings, after.meetings)
    found += _projects(before.projects, after.projects)
    since, until = (one.as_of for one in snapshots)
    known = _by_key(before.fields)
    for field in after.fields:
        key = field.key
        if (was := known.get(key)) is None:
            told = [("added", "Feld", "", field.title), *field_changes.decided(field)]
        else:
            told = _news(was, field, before, after, words)
            told += field_changes.passed(was, field, words, since, until)
            if (after.key, key) in quiet:
                told.append(field_changes.silence(field, words, snapshots[1].edition))
        found += [(key, one) for one in told]
    return found


def _news(
    was: FieldState, field: FieldState, before: InitiativeState, after: InitiativeState, words: Words
) -> list[Told]:
    return field_changes.news(was, field, words) + list(_checks(was, field, before, after, words))


def _circle(before: InitiativeState, after: InitiativeState, words: Words) -> Iterator[Told]:
    """Who takes part, who convenes, and the texts."""
    old, new = _by_key(before.places), _by_key(after.places)
    for key in [*(k for k in new if k not in old), *(k for k in old if k not in new)]:
        told = tuple(words.designation(key) if key in places else "" for places in (old, new))
        yield "participation", "Kreis der Beteiligten", told[0], told[1]
    hosts = [next((one.designation for one in places.values() if one.convening), "") for places in (old, new)]
    if hosts[0] != hosts[1]:
        yield "participation", "Einladende Kommune", hosts[0], hosts[1]
    texts = [("Titel", before.title, after.title)]
    texts += [(text.label, getattr(before, text), getattr(after, text)) for text in OF_INITIATIVE]
    for subject, was, now in texts:
        if say.differ(was, now):
            yield "text", subject, *say.quoted(was, now)


def _conditions(before: InitiativeState, after: InitiativeState) -> Iterator[Told]:
    """Added, reworded (another text at the same place) and ended ones."""
    old, new = ({one.text: one.number for one in side.conditions} for side in (before, after))
    gone = {number: text for text, number in old.items() if text not in new}
    for text, number in new.items():
        if text not in old:
            yield "condition", f"Rahmenbedingung {number}", gone.pop(number, ""), text
    for number, text in gone.items():
        yield "condition", f"Rahmenbedingung {number}", text, ""


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
            yield "condition", f"Rahmenbedingung {one.condition}, {text}", was_said, said


def _meetings(old: Iterable[Meeting], new: Iterable[Meeting]) -> list[tuple[str | None, Told]]:
    known = _by_key(old)
    found: list[tuple[str | None, Told]] = []
    for one in new:
        before = known.get(_key(one))
        was, now = say.meeting(before), say.meeting(one)
        if was != now:
            found.append((None, ("meeting", f"Treffen „{one.title}“", was, now)))
        if before and before.result and say.differ(before.result, one.result):
            subject = f"Ergebnis des Treffens „{one.title}“"
            found.append((None, ("text", subject, *say.quoted(before.result, one.result))))
        told = _by_key(before.decisions) if before else {}
        for decision in one.decisions:
            if _key(decision) not in told:
                found.append((decision.field, _decision(decision)))
    return found


def _decision(found: MeetingDecision) -> Told:
    text = say.quoted("", found.text)[1]
    subject = f"Lenkungsgruppe: {found.steering}" if found.steering else "Festlegung der Beauftragten"
    return "decided", subject, "", text if found.adopted else f"abgelehnt: {text}"


def _projects(old: Iterable[Project], new: Iterable[Project]) -> list[tuple[str | None, Told]]:
    known = _by_key(old)
    found: list[tuple[str | None, Told]] = []
    for one in new:
        before, subject = known.get(_key(one)), f"Projektvorschlag „{one.title}“"
        if before is None:
            found.append((one.field, ("added", "Projektvorschlag", "", f"{one.title} ({one.state})")))
        elif before.state != one.state:
            found.append((one.field, ("decided", subject, before.state, one.state)))
        elif before.answered != one.answered:
            found.append((one.field, ("answer", subject, _answered(before), _answered(one))))
    return found


def _answered(project: Project) -> str:
    return f"{project.answered} von {project.asked} Antworten"
