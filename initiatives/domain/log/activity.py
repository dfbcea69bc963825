"""What happened, as it is told: events grouped by who acted, each change once, with the words that differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Q

from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.word_differences import Piece, changed
from initiatives.models import Event
from initiatives.snapshot.news import news_word

TOGETHER = timedelta(minutes=10)
RELEASE = "phase"


@dataclass(frozen=True)
class GroupOfKinds:
    word: str
    beginnings: tuple[str, ...]  # of the kinds of events; none for all others


GROUPS = {
    "kommentare": GroupOfKinds("Kommentare", ("comment",)),
    "aenderungen": GroupOfKinds("Änderungen", ()),
    "voten": GroupOfKinds("Voten", ("position", "resolution", "round", "reminder", "consent", "ask")),
    "treffen": GroupOfKinds(
        "Treffen und Festlegungen",
        ("meeting", "decision", "minutes", "agenda", "topic", "attendance", "implementation"),
    ),
    "unterlagen": GroupOfKinds("Unterlagen", ("document", "report", "paper")),
}
# The word for a kind by its beginning, the longest first; and the part of a field's page where such a change is seen.
WORDS = {
    "comment": ("Kommentar", "kommentare"),
    "position": (news_word("answer"), "voten"),
    "resolution": (news_word("decided"), "voten"),
    "consent-condition": ("Bedingung", "voten"),
    "ask-body": (news_word("answer"), "voten"),
    "round": ("Abstimmungsrunde", "voten"),
    "reminder": ("Erinnerung", "voten"),
    "meeting": (news_word("meeting"), ""),
    "agenda": ("Tagesordnung", ""),
    "topic": ("Thema", ""),
    "attendance": ("Teilnahme", ""),
    "minutes": ("Niederschrift", ""),
    "decision": ("Festlegung", ""),
    "implementation": ("Umsetzung", ""),
    "proposal": ("Projektvorschlag", ""),
    "project": ("Projekt", ""),
    "support": ("Unterstützung", ""),
    "task": ("Aufgabe", ""),
    "document": ("Unterlage", "unterlagen"),
    "report": ("Statusbericht", ""),
    "light": (news_word("light"), "stand"),
    "assessment": ("Stand", "stand"),
    "phase": (news_word("moved"), "freigabe"),
    "step": ("Arbeitsschritt", "schritte"),
    "agreement": (news_word("agreement"), "vereinbarung"),
    "law": ("Recht", ""),
    "gate-item": ("Nachweis", "nachweise"),
    "override": (news_word("condition"), "rahmen"),
    "condition": (news_word("condition"), ""),
    "baseline": ("Bestandsaufnahme", ""),
    "cost": (news_word("cost"), "kosten"),
    "funding": ("Förderung", "kosten"),
    "actual": ("Plan und Ist", "kosten"),
    "staff-rate": ("Personalkosten", ""),
    "participation": (news_word("participation"), "beteiligte"),
    "lead": ("Federführung", "beteiligte"),
    "provider": ("Leistungserbringer", "beteiligte"),
    "field-order": ("Reihenfolge", ""),
    "field": ("Feld", "beschreibung"),
    "participant": ("Teilnehmende", ""),
    "initiative": ("Initiative", ""),
}
_BEGINNINGS = sorted(WORDS, key=len, reverse=True)


def _named(kind: str) -> tuple[str, str]:
    return next((WORDS[one] for one in _BEGINNINGS if kind.startswith(one)), ("Änderung", ""))


def word(kind: str) -> str:
    """What an event of a kind is called: Votum, Kommentar, Änderung where there is no better word."""
    return _named(kind)[0]


def part(kind: str) -> str:
    """The part of a field's page where a change of a kind is seen, "" where there is none."""
    return _named(kind)[1]


def of_group(name: str) -> Q:
    """The events of one of `GROUPS`."""
    wanted = GROUPS[name].beginnings
    if wanted:
        return _beginning(wanted)
    return ~_beginning([one for group in GROUPS.values() for one in group.beginnings])


def _beginning(words: Iterable[str]) -> Q:
    found = Q()
    for one in words:
        found |= Q(kind__startswith=one)
    return found


@dataclass(frozen=True)
class Change:
    """One thing that was changed, once or several times: its first old and its last new value."""

    event: Event  # the last
    before: str
    after: str
    times: int = 1

    @property
    def word(self) -> str:
        return word(self.event.kind)

    @property
    def undone(self) -> bool:
        """Whether it is in the end what it was."""
        return self.times > 1 and self.before == self.after != ""

    @property
    def pieces(self) -> list[Piece]:
        """The differing words of two texts; empty where they have no word in common and stand side by side."""
        if self.undone or not set(self.before.split()) & set(self.after.split()):
            return []
        return changed(self.before, self.after)


@dataclass(frozen=True)
class Group:
    """What one actor did within ten minutes in one initiative, newest first."""

    actor: str
    newest: datetime
    oldest: datetime
    is_new: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Day:
    """The groups of one day, either all of them new to the reader or none."""

    day: date
    is_new: bool
    groups: tuple[Group, ...]


def by_day(groups: Iterable[Group]) -> list[Day]:
    """The groups (newest first) under their days; a day of which a part is known comes in two."""
    parts = groupby(groups, key=lambda one: (day_of(one.newest), one.is_new))
    return [Day(day, is_new, tuple(found)) for (day, is_new), found in parts]


Seen = Mapping[int, datetime]  # initiative -> until when it was seen


def grouped(events: Iterable[Event], seen: Seen | None = None) -> list[Group]:
    """The events (newest first) by author within ten minutes; no group holds both seen and unseen ones."""
    groups: list[Group] = []
    last: dict[tuple, int] = {}  # actor and initiative -> the place of their latest group
    for event in events:
        is_new = _is_new(event, seen or {})
        key = (event.actor, event.initiative_id, is_new)
        place = last.get(key)
        if place is not None and groups[place].newest - event.recorded_at <= TOGETHER:
            group = groups[place]
            changes = _with(group.changes, event)
            groups[place] = replace(group, oldest=event.recorded_at, changes=changes)
            continue
        last[key] = len(groups)
        first = Change(event, event.before, event.after)
        groups.append(Group(event.actor, event.recorded_at, event.recorded_at, is_new, (first,)))
    return groups


def one_by_one(events: Iterable[Event]) -> list[Group]:
    """Each event by itself, as a history tells them."""
    return [
        Group(one.actor, one.recorded_at, one.recorded_at, False, (Change(one, one.before, one.after),))
        for one in events
    ]


def _is_new(event: Event, seen: Seen) -> bool:
    until = seen.get(event.initiative_id or 0)
    return until is not None and event.recorded_at > until


def _with(changes: tuple[Change, ...], event: Event) -> tuple[Change, ...]:
    """The changes and an older event, which joins the change that went on from it; each release stays one of its own."""
    places = range(0) if event.kind == RELEASE else range(len(changes))
    for place in reversed(places):
        one = changes[place]
        if _thing(one.event) != _thing(event):
            continue
        if one.before != event.after:
            break
        merged = replace(one, before=event.before, times=one.times + 1)
        return (*changes[:place], merged, *changes[place + 1 :])
    return (*changes, Change(event, event.before, event.after))


def _thing(event: Event) -> tuple:
    return (
        *(event.kind, event.subject, event.field_id, event.organisation_id, event.audience_id),
        *(event.page, event.page_id, event.anchor),
    )
