"""Who still owes an answer, until when, and which decisions are due next."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from initiatives.reports.status.context import Context, of_round
from initiatives.reports.text import clean, count, day, esc, listing
from initiatives.snapshot.status_report import Answer, FieldState, InitiativeState

WAITING = ("pending", "deliberating")
DECIDING = 4  # the phase in which the bodies decide
NAMED = 3  # bodies of one decision on the first page; the row of the field names all
_DEADLINE = re.compile(r", Frist (\d\d)\.(\d\d)\.(\d{4})$")


@dataclass(frozen=True)
class Due:
    """One decision that is due: on which fields, by when, by whom; `who` and `what` as HTML."""

    fields: tuple[tuple[InitiativeState, FieldState], ...]
    until: date | None
    who: str
    what: str


def deadline(title: str) -> date | None:
    """The deadline that the title of a round names."""
    match = _DEADLINE.search(title)
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def owing(found: FieldState) -> dict[str, Answer]:
    """The answers of the field's round that are not there yet; nobody owes one where it rests or has ended."""
    if found.side_state:
        return {}
    return {key: one for key, one in of_round(found).items() if one.stance in WAITING}


def names(initiative: InitiativeState, found: FieldState) -> list[str]:
    """Who owes an answer, in the order of the participants, not yet escaped."""
    open_ = owing(found)
    return [clean(place.name) for place in initiative.places if place.key in open_]


def due(context: Context) -> list[Due]:
    """All decisions that are due, by their day: answers owed, fields in danger, and those that lie before the bodies.

    What the same ones decide on several fields until the same day is one.
    """
    groups: dict[tuple[date | None, str, str], list[tuple[InitiativeState, FieldState]]] = {}
    for i, f in context.all_fields:
        for key in _at(i, f):
            groups.setdefault(key, []).append((i, f))
    found = [Due(tuple(fields), *key) for key, fields in groups.items()]
    return sorted(found, key=lambda one: (one.until or date.max, one.fields[0][1].light != "red"))


def _at(initiative: InitiativeState, found: FieldState) -> Iterator[tuple[date | None, str, str]]:
    """Until when, who, and what."""
    open_ = owing(found)
    if open_:
        yield deadline(found.round_title), _bodies(initiative, open_), _asked(found, open_)
    elif found.phase == DECIDING and not found.side_state:
        yield None, "zuständige Gremien", "liegt zur Entscheidung vor"
    if found.light == "red":
        cause = esc(found.cause).rstrip(".") or "Ursache nicht genannt"
        yield None, "Beteiligte", f"gefährdet (Rot): {cause}"
    if found.review_on:
        yield found.review_on, "Beteiligte", "Überprüfung"


def _asked(found: FieldState, open_: dict[str, Answer]) -> str:
    asked = len(of_round(found))
    purpose = esc(found.round_title.partition(", Frist ")[0]) or "Votum"
    return (
        f"{purpose}, es fehlen {len(open_)} von {asked}"
        if len(open_) > 1
        else f"{purpose}, es fehlt eins von {asked}"
    )


def _bodies(initiative: InitiativeState, open_: dict[str, Answer]) -> str:
    """Each competent body with its next sitting, the municipality where no body is named; the earliest sitting first."""
    waiting = [(open_[place.key], place) for place in initiative.places if place.key in open_]
    waiting.sort(key=lambda pair: pair[0].sitting or date.max)
    told = [
        (esc(one.body) or esc(place.designation)) + (f" ({day(one.sitting)})" if one.sitting else "")
        for one, place in waiting
    ]
    rest = len(told) - NAMED
    if rest > 1:
        told = [*told[:NAMED], count(rest, "weitere", "weitere")]
    return listing(told)
