"""The stepper of a field: one step for each phase."""

from dataclasses import dataclass
from datetime import date

from django import template

from initiatives.domain.state.facts import FieldFacts
from initiatives.enums import Phase, SideState

register = template.Library()

SHY = "\u00ad"
BREAKS = {"Bestandsaufnahme": f"Bestands{SHY}aufnahme", "Wirtschaftlichkeit": f"Wirtschaft{SHY}lichkeit"}


@dataclass(frozen=True)
class Step:
    label: str
    state: str  # done, now, next
    word: str  # the same for those who do not see it
    since: date | None = None
    until: date | None = None


@register.filter
def phase_steps(field: FieldFacts) -> list[Step]:
    """The seven phases with their state; a finished one carries the day on which the next was entered."""
    return [_step(field, phase) for phase in Phase]


def _step(field: FieldFacts, phase: Phase) -> Step:
    label = phase.label
    for word, broken in BREAKS.items():
        label = label.replace(word, broken)
    if phase < field.phase:
        return Step(label, "done", "abgeschlossen", until=field.phase_dates.get(phase + 1))
    if phase > field.phase:
        return Step(label, "next", "steht bevor")
    word = f"aktuelle Phase, {SideState(field.side_state).label}" if field.side_state else "aktuelle Phase"
    return Step(label, "now", word, since=field.phase_dates.get(phase))
