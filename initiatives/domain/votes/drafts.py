"""Drafts of a Votum: kept for the own organisation until it is released or thrown away. Nobody else hears of one.

A draft belongs to the ask, not to a person: who takes the mandate over finds it. It is no event, for events are read by all.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.seen import ANYTHING, Seen, check
from initiatives.domain.kernel.texts import clean
from initiatives.domain.state.versions import state_change
from initiatives.enums import STANCE_WORDS
from initiatives.models import Ask, Mandate, PositionDraft


def of(*, ask: Ask, by: Mandate) -> PositionDraft | None:
    """The draft of an ask (read with `draft__mandate__organisation`) for all who act or read for its organisation."""
    if by.organisation_id != ask.organisation_id or not _reads(by):
        return None
    return getattr(ask, "draft", None)


def _reads(by: Mandate) -> bool:
    """Who works for the organisation or reads what is internal to it."""
    return by.writes or by.reads_internal


def asks_with_draft(*, by: Mandate) -> set[int]:
    """The ids of the own organisation's asks for which a draft lies ready."""
    if not _reads(by):
        return set()
    rows = PositionDraft.objects.filter(ask__organisation_id=by.own_id)
    return set(rows.values_list("ask_id", flat=True))


@state_change()
def save(*, ask: Ask, values: Mapping[str, Any], version: int, by: Mandate, at: datetime) -> PositionDraft:
    """Keep `stance`, `reason`, and as typed `effective_on` and `conditions`, without releasing them.

    `version` is the one seen, 0 for none.
    Raises Refused for another organisation's ask and a closed round, Conflict where a colleague has saved since.
    """
    _check_own(ask, by)
    row = Ask.objects.select_for_update(of=("self",), no_key=True).select_related("round").get(pk=ask.pk)
    if row.round.closed_on:
        raise Refused("Die Abstimmungsrunde ist geschlossen.")
    draft = PositionDraft.objects.filter(ask=row).first() or PositionDraft(ask=row, version=0)
    check(version, draft.version, lambda: _overtaken(draft))
    draft.stance, draft.reason = values["stance"], clean(values["reason"])
    draft.effective_on, draft.conditions = clean(values["effective_on"]), values["conditions"]
    draft.version, draft.changed_at, draft.mandate = version + 1, at, by
    draft.save()
    return draft


@state_change()
def discard(*, ask: Ask, by: Mandate, seen: Seen = ANYTHING) -> None:
    """Throw the draft of the version `seen` away. Raises Refused for another organisation's ask, Conflict as `save`."""
    _check_own(ask, by)
    use_up(Ask.objects.select_for_update(no_key=True).get(pk=ask.pk), seen)


def use_up(ask: Ask, seen: Seen) -> None:
    """Remove the draft of a locked ask, if there is one. Raises Conflict where a colleague has saved it since."""
    draft = PositionDraft.objects.filter(ask=ask).select_related("mandate__organisation").first()
    if draft:
        check(seen, draft.version, lambda: _overtaken(draft))
        draft.delete()


def _overtaken(draft: PositionDraft) -> Conflict:
    theirs = {"stance": STANCE_WORDS.get(draft.stance, ""), "reason": draft.reason}
    actor = draft.mandate.title if draft.pk else ""
    return Conflict(theirs, draft.version, actor=actor, changed_at=draft.changed_at)


def _check_own(ask: Ask, by: Mandate) -> None:
    if not by.works_for(ask.organisation_id):
        raise Refused("Einen Entwurf führt jede Kommune nur für sich selbst.")
