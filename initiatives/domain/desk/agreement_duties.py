"""What an organisation owes at the agreements of a field: its signature, and what is due of those that it has in hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from initiatives.domain.desk.duty import Duty
from initiatives.domain.rules import agreements as rules
from initiatives.domain.rules.agreements import Deadline
from initiatives.domain.state.facts import AgreementFacts, FieldFacts, InitiativeFacts
from initiatives.enums.agreements import AgreementState, StageKind

OF_SUPERVISION = ("deemed", "hearing", "notification")
VERBS = {
    "deemed": "Genehmigung eintragen",
    "hearing": "Erörterung mit der Aufsichtsbehörde",
    "notification": "Vereinbarung anzeigen",
    "notice": "Kündigung oder Verlängerung entscheiden",
    "review": "Vereinbarung überprüfen",
    "end": "Über das Ende hinaus regeln",
}


def of_agreements(initiative: InitiativeFacts, field: FieldFacts, own: int, today: date) -> Iterable[Duty]:
    """The duties of one organisation at the agreements of a field."""
    owner = rules.in_hand(initiative, field)
    for one in field.agreements:
        if rules.state(one, today) == AgreementState.ENDED:
            continue
        agreed = one.stage(StageKind.TEXT_AGREED) is not None
        if agreed and own in {place.id for place in rules.unsigned(field, one, today)}:
            note = "Der Text ist vereinbart; Ihre Unterschrift ist noch nicht erfasst."
            yield _duty(initiative, field, one, f"Unterzeichnen: {one.title}", note)
        if owner is not None and owner.id == own:
            for deadline in rules.pressing(initiative.law, field, one, today):
                title = f"{VERBS[deadline.kind]}: {one.title}"
                note = _note(initiative, field, one, deadline, today)
                yield _duty(initiative, field, one, title, note, deadline.due_on)


def _note(
    initiative: InitiativeFacts, field: FieldFacts, one: AgreementFacts, deadline: Deadline, today: date
) -> str:
    """What is due, and of the supervision who is competent."""
    authority = rules.authority(initiative.law, field, one, today)
    if authority is None or deadline.kind not in OF_SUPERVISION:
        return f"{deadline.what}."
    return f"{deadline.what} ({authority.name}, {authority.paragraph})."


def _duty(
    initiative: InitiativeFacts,
    field: FieldFacts,
    agreement: AgreementFacts,
    title: str,
    note: str,
    due: date | None = None,
) -> Duty:
    return Duty(
        *("agreement", title, f"{field.title}: {note}", initiative, field, due),
        page="agreement",
        page_id=agreement.id,
    )
