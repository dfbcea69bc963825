"""Reminders of what is due at agreements: whoever has the field in hand is told a month before, once of each day.

Invariant: the same of an agreement for the same day is reminded once, also where two do it at the same time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from initiatives.domain.log import events
from initiatives.domain.rules import agreements as rules
from initiatives.domain.rules.agreements import Deadline
from initiatives.domain.state.loading import facts
from initiatives.domain.state.versions import state_change
from initiatives.models import Agreement, AgreementReminder, Initiative


@dataclass(frozen=True)
class Due:
    """What is due at an agreement, and which organisation owes it."""

    agreement_id: int
    deadline: Deadline
    organisation_id: int

    @property
    def pk(self) -> str:
        """By which a log names it."""
        return f"{self.agreement_id}, {self.deadline.kind}"


def unreminded(*, today: date) -> Iterator[Due]:
    """What is due within a month at the agreements of fields in work, of which nobody has been reminded."""
    known = set(AgreementReminder.objects.values_list("agreement_id", "kind", "due_on"))
    with_agreements = Agreement.objects.values("field__initiative")
    for pk in Initiative.objects.filter(pk__in=with_agreements).values_list("pk", flat=True):
        state = facts(pk)
        for field in state.fields:
            owner = rules.in_hand(state, field)
            if owner is None or field.side_state:
                continue
            for agreement in field.agreements:
                for deadline in rules.pressing(state.law, field, agreement, today):
                    if (agreement.id, deadline.kind, deadline.due_on) not in known:
                        yield Due(agreement.id, deadline, owner.id)


@state_change()
def remind(*, due: Due, at: datetime) -> bool:
    """Tell those who work for the organisation; returns whether nobody had done so yet."""
    agreement = (
        Agreement.objects.select_related("field")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=due.agreement_id)
    )
    deadline = due.deadline
    _, is_new = AgreementReminder.objects.get_or_create(
        agreement=agreement,
        kind=deadline.kind,
        due_on=deadline.due_on,
        defaults={"reminded_at": at},
    )
    if is_new:
        events.record(
            kind="agreement-due",
            subject=f"{agreement.title}: {deadline.what}",
            change=events.Change(after=f"{deadline.due_on:%d.%m.%Y}"),
            where=events.in_field(agreement.field).on("agreement", agreement.pk, "fristen"),
            by=None,
            by_itself=True,
            wanted={due.organisation_id: ("agreement", agreement.pk, "fristen")},
            at=at,
        )
    return is_new
