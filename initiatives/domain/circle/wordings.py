"""Putting right what the data of an initiative were from a day on.

The first version is what stood on the first day documented. Its day is `documented_from`, which is changed with the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from initiatives.domain.circle import initiatives
from initiatives.domain.kernel import corrections, days
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.state import history, wordings
from initiatives.domain.state.versions import state_change
from initiatives.models import Initiative, Mandate

LABELS = {name: word for name, word in initiatives.LABELS.items() if name != "documented_from"}
TEXTS = ("title", "short_title", "background", "conditions_note")
NEEDED = ("title", "short_title")
PAGE = "initiative_entries"


def standing(initiative_id: int) -> QuerySet[Any]:
    """The versions of an initiative that hold: the first one, and one for each later day for which something was said."""
    until_first = Initiative.history.filter(id=initiative_id, effective_on__lte=OuterRef("documented_from"))
    first = Subquery(until_first.order_by("-effective_on").values("effective_on")[:1])
    versions = Initiative.history.filter(id=initiative_id)
    rows = wordings.standing(versions, LABELS, also=Q(effective_on=first))
    return rows.filter(effective_on__gte=first).select_related("convening", "county")


def is_first(version: Any) -> bool:
    """Whether one of the versions that hold says what stood on the first day documented."""
    return version.effective_on <= version.documented_from


def said(version: Any) -> list[str]:
    """The names of `LABELS` that were given for the day of a version."""
    return list(LABELS) if is_first(version) else wordings.said(version, LABELS)


def title(version: Any) -> str:
    """What a version tells of."""
    return "Angaben der Initiative zu Beginn" if is_first(version) else "Angaben der Initiative"


def anchor(version: Any, day: date) -> str:
    """Where on the page what was said for a day stands."""
    return f"angaben-{day}"


@state_change()
def correct(
    *,
    version: Any,  # a row of the history
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> Initiative:
    """Put right `TEXTS` that were given for a day, or (`effective_on`) this day; `withdrawn`: nothing was said then.

    Raises Refused without a reason, a title or a short title, for a day in the future or not after the first one documented,
    one for which the same was said, where nothing would change, for another day of the first one or that it was not, and
    Overtaken for what does not stand any more.
    """
    reason = corrections.reason_of(correction_reason)
    row = Initiative.objects.select_for_update(no_key=True).get(pk=version.id)
    if not standing(row.pk).filter(pk=version.pk).exists():
        raise corrections.Overtaken(
            "Das ist inzwischen berichtigt. Bitte sehen Sie sich an, was jetzt da steht."
        )
    if withdrawn and is_first(version):
        raise Refused("So begann die Dokumentation. Berichtigen Sie, was falsch ist.")
    typed = {name: value for name, value in values.items() if name in (*TEXTS, "effective_on")}
    new = wordings.correction(version, said(version), typed, withdrawn=withdrawn)
    _check(row, new, at)
    new.put(row, at)
    events.record(
        kind="initiative-corrected",
        subject="Angaben berichtigt",
        change=events.Change(*new.told(_on_its_day, reason)),
        where=events.in_initiative(row).on(PAGE, row.pk, anchor(version, version.effective_on)),
        by=by,
        at=at,
        effective_on=new.day,
    )
    return row


def _check(row: Initiative, new: wordings.Correction, at: datetime) -> None:
    for name in NEEDED:
        if not new.given.get(name, "-"):
            raise Refused("Diese Angabe fehlt.", name)
    if not new.moves:
        return
    if is_first(new.version):
        raise Refused("Den ersten Tag der Dokumentation ändern Sie bei der Initiative.", "effective_on")
    days.effective(new.day, at=at, since=row.documented_from, whose="Die Dokumentation")
    if new.day == row.documented_from:
        raise Refused("Was zu Beginn galt, steht schon da. Bitte berichtigen Sie es dort.", "effective_on")
    new.check_free(history.versions(row), said)


def _on_its_day(day: date, values: Mapping[str, Any]) -> str:
    return f"{wordings.in_words(values, LABELS)} (ab {day:%d.%m.%Y})"


def words(version: Any) -> str:
    """What was said for the day of a version."""
    return wordings.in_words({name: getattr(version, name) for name in said(version)}, LABELS)
