"""What the record does not hold of a day though it may have been so: `of_initiative` and `of_field`.

Nothing is unknown of what was recorded while it happened: there "none" is known. It is unknown where the initiative was
entered after the day from which on it is documented, and where a field had passed a phase before anybody recorded that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from initiatives.domain.rules import gates
from initiatives.domain.rules.money import economics
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.enums import Phase

ELSEWHERE = (
    "beteiligte",
    "voten",
    "kosten",
)  # sections of missing points that are unknown by a key of their own

# Of the pages on the money of a field how what is missing there begins.
OF_PAGE = {
    "baseline": ("Fragebogen der Bestandsaufnahme anlegen", "Bestandsaufnahme liefern"),
    "cost_keys": ("Kostenschlüssel festlegen", "Kostenschlüssel ergänzen"),
}

# Of each key the part of the page of the initiative or field on which it can be entered.
SECTIONS = {
    "places": "beteiligte",
    "fields": "felder",
    "conditions": "rahmen",
    "meetings": "treffen",
    "phase": "freigabe",
    "phases": "freigabe",
    "participants": "beteiligte",
    "lead": "beteiligte",
    "answers": "voten",
    "decisions": "voten",
    "costs": "kosten",
    "light": "stand",
    "evidence": "nachweise",
}


@dataclass(frozen=True)
class Unknown:
    """`key` is one of `SECTIONS`, which says where it can be entered; `what` says it in German."""

    key: str
    what: str


Found = Iterator[Unknown]


def of_initiative(facts: InitiativeFacts) -> list[Unknown]:
    """What is not known of an initiative; `facts` are those of the day."""
    if facts.recorded_on is None or facts.recorded_on <= facts.documented_from:
        return []
    whole = (
        (facts.participants, Unknown("places", "Beteiligte der Initiative")),
        (facts.fields, Unknown("fields", "Betätigungsfelder")),
        (facts.conditions, Unknown("conditions", "Rahmenbedingungen")),
        (facts.meetings, Unknown("meetings", "Treffen")),
    )
    return [unknown for known, unknown in whole if not known]


def of_field(facts: InitiativeFacts, field: FieldFacts, day: date) -> list[Unknown]:
    """What is not known of a field; `facts` are those of `day`."""
    found = list(_phase(field, day))
    for part in PARTS:
        found += part(facts, field)
    return found


def _phase(field: FieldFacts, day: date) -> Found:
    """The phase itself, where the field was entered later and then goes on with a jump or not at all, and the days of the
    phases that were left out."""
    then = field.next_move
    entered_later = field.recorded_on is not None and field.recorded_on > day
    jumps = then is not None and then.is_late and then.to_phase > field.phase + 1
    if jumps or (entered_later and then is None and field.last_move is None):
        yield Unknown("phase", "Phase am Stichtag")
    skipped = [
        phase
        for phase in range(Phase.INTERNAL, field.phase)
        if field.is_unrecorded(phase) and phase not in field.phase_dates
    ]
    if skipped:
        last = f" bis {skipped[-1]}" if len(skipped) > 1 else ""
        noun = "Phasen" if last else "Phase"
        yield Unknown("phases", f"Tage der {noun} {skipped[0]}{last}")


def _participants(facts: InitiativeFacts, field: FieldFacts) -> Found:
    if not field.is_unrecorded(Phase.INTERNAL):
        return
    members = field.taking_part()
    begun = min(day for phase, day in field.phase_dates.items() if phase >= Phase.BASELINE)
    first = min((member.effective_on for member in members), default=None)
    if first is None:
        yield Unknown("participants", "Beteiligte")
    elif first > begun:
        yield Unknown("participants", f"Beteiligte vor dem {first:%d.%m.%Y}")


def _lead(facts: InitiativeFacts, field: FieldFacts) -> Found:
    if field.is_unrecorded(Phase.PROPOSAL) and field.lead is None:
        yield Unknown("lead", "Federführung")


def _light(facts: InitiativeFacts, field: FieldFacts) -> Found:
    if field.late_phases and field.light == "none":
        yield Unknown("light", "Ampel")


def _answers(facts: InitiativeFacts, field: FieldFacts) -> Found:
    if field.is_unrecorded(Phase.INTERNAL) and not field.asks:
        yield Unknown("answers", "Voten")


def _decisions(facts: InitiativeFacts, field: FieldFacts) -> Found:
    if field.is_unrecorded(Phase.DECISION) and not field.decisions:
        yield Unknown("decisions", "Beschlüsse der Gremien")


def _costs(facts: InitiativeFacts, field: FieldFacts) -> Found:
    """Of one who takes part, or of all where nobody is known to take part."""
    if not field.is_unrecorded(Phase.CONCEPT):
        return
    found = economics.of_field(field)
    if found.without_costs or not found.lines:
        names = ", ".join(one.designation for one in found.without_costs) if found.lines else ""
        yield Unknown("costs", f"Kosten ({names})" if names else "Kosten")


def _evidence(facts: InitiativeFacts, field: FieldFacts) -> Found:
    """What the releases needed that were entered later, as far as no other key names it."""
    missing = (
        point
        for phase in sorted(field.late_phases)
        for requirement in gates.GATES[Phase(phase)]
        for point in requirement(facts, field)
    )
    if any(_was_missing(point, field.late_missing) for point in missing):
        yield Unknown("evidence", "Nachweise zu Freigaben")


def _was_missing(point: gates.Missing, words: tuple[str, ...]) -> bool:
    """Whether it lacked at a release, in whichever words: of the pages on the money another part may be missing since."""
    if point.page:
        return any(what.startswith(OF_PAGE[point.page]) for what in words)
    return point.section not in ELSEWHERE and point.what in words


PARTS: tuple[Callable[[InitiativeFacts, FieldFacts], Found], ...] = (
    *(_participants, _lead, _answers, _decisions, _costs, _light, _evidence),
)
