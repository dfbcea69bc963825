"""What an organisation owes to the money of a field: its answers to the baseline, and its costs."""

from __future__ import annotations

from collections.abc import Iterable

from initiatives.domain.desk.duty import Duty
from initiatives.domain.rules import money_gates
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.enums import Participation, Phase

BEFORE_DECISION = (Phase.BASELINE, Phase.CONCEPT)  # in which the baseline is of use


def of_money(initiative: InitiativeFacts, field: FieldFacts, own: int) -> Iterable[Duty]:
    """The duties of one organisation until the bodies decide."""
    if field.participation_of(own) != Participation.PARTICIPATING or field.phase not in BEFORE_DECISION:
        return
    yield from _of_baseline(initiative, field, own)
    if field.phase == Phase.CONCEPT:
        for what, organisation in money_gates.owed_costs(field):
            if organisation.id == own:
                note = "Ohne sie ist nicht zu sagen, was die Zusammenarbeit wen kostet."
                yield Duty("costs", f"{what}: {field.title}", note, initiative, field)


def _of_baseline(initiative: InitiativeFacts, field: FieldFacts, own: int) -> Iterable[Duty]:
    asked = field.baseline
    if asked is None or not asked.questions or asked.is_complete(own):
        return
    open_, of = len(asked.unanswered(own)), len(asked.required)
    note = f"Noch offen: {open_} von {of} Fragen." if of else "Noch ohne Antwort."
    title, page = f"Bestandsaufnahme beantworten: {field.title}", "baseline"
    yield Duty("baseline", title, note, initiative, field, asked.due_on, page=page, page_id=field.id)
