"""Reminding those who owe an answer to a round."""

from __future__ import annotations

from datetime import datetime

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import events, notices
from initiatives.domain.log.events import Change
from initiatives.domain.log.notices import Reminded
from initiatives.domain.state import answers
from initiatives.domain.state.versions import state_change
from initiatives.domain.votes import rounds
from initiatives.models import Ask, Mandate, Round


@state_change()
def remind(*, round_: Round, by: Mandate, at: datetime) -> Reminded[Ask]:
    """Remind whoever owes an answer and has not been reminded today, as far as somebody acts for them.

    Raises Refused for a round that has ended, if nobody owes an answer, if all who do were reminded today, and if none of
    them can be told.
    """
    row = rounds.locked(round_)
    unanswered = list(answers.unanswered(row.asks.select_related("organisation", "field")))
    if not unanswered:
        raise Refused("Alle Gefragten haben geantwortet.")
    owing = [a for a in unanswered if not a.reminded_at or day_of(a.reminded_at) < day_of(at)]
    if not owing:
        raise Refused("Heute ist schon an alle offenen Voten erinnert worden. Wieder möglich ist es morgen.")
    reminded = notices.reachable(owing, initiative_id=row.initiative_id, at=at)
    Ask.objects.filter(pk__in=[ask.pk for ask in reminded.asks]).update(reminded_at=at)
    for field in {one.field.pk: one.field for one in reminded.asks}.values():
        of_field = [one for one in reminded.asks if one.field_id == field.pk]
        missed = [one for one in reminded.missed if one.field_id == field.pk]
        events.record(
            kind="reminder",
            subject="Erinnert",
            change=Change(after=Reminded(of_field, missed).told),
            where=events.in_field(field),
            wanted=rounds.where(of_field),
            by=by,
            at=at,
        )
    return reminded
