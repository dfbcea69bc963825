"""Putting right what the data of an initiative were from a day on.

The first version is what stood on the first day documented. Its day is `documented_from`, which is changed with the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from initiatives.domain.circle import initiatives
from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.state import history, wordings
from initiatives.domain.state.versions import state_change
from initiatives.models import Initiative, Mandate

LABELS = {name: word for name, word in initiatives.LABELS.items() if name != "documented_from"}
TEXTS = ("title", "short_title", "background", "conditions_note")
NEEDED = ("title", "short_title")
PAGE, ANCHOR = "initiative_entries", "angaben"


def standing(initiative_id: int) -> QuerySet[Any]:
    """The versions of an initiative that hold: the first one, and one for each later day for which something was said."""
    until_first = Initiative.history.filter(id=initiative_id, effective_on__lte=OuterRef("documented_from"))
    first = Subquery(until_first.order_by("-effective_on").values("effective_on")[:1])
    rows = wordings.standing(Initiative, initiative_id, LABELS, also=Q(effective_on=first))
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
    stood = {name: getattr(version, name) for name in said(version)}
    typed = {name: values[name] for name in TEXTS if name in stood and name in values}
    given = stood | ({} if withdrawn else edits.cleaned(typed))
    day = version.effective_on if withdrawn else values.get("effective_on", version.effective_on)
    if not withdrawn:
        _check(row, version, stood, given, day, at)
    history.put_right(row, version.effective_on, given, effective_on=day, at=at, withdrawn=withdrawn)
    row.refresh_from_db()
    after = "gab es nicht" if withdrawn else _on_its_day(day, given)
    events.record(
        kind="initiative-corrected",
        subject="Angaben berichtigt",
        change=events.Change(_on_its_day(version.effective_on, stood), f"{after} – {reason}"),
        where=events.in_initiative(row).on(PAGE, row.pk, f"{ANCHOR}-{version.effective_on}"),
        by=by,
        at=at,
        effective_on=day,
    )
    return row


def _check(
    row: Initiative, version: Any, stood: Mapping[str, Any], given: Mapping[str, Any], day: date, at: datetime
) -> None:
    if stood == given and day == version.effective_on:
        raise Refused("Sie haben nichts geändert.")
    for name in NEEDED:
        if not given.get(name, "-"):
            raise Refused("Diese Angabe fehlt.", name)
    if day == version.effective_on:
        return
    if is_first(version):
        raise Refused("Den ersten Tag der Dokumentation ändern Sie bei der Initiative.", "effective_on")
    days.effective(day, at=at, since=row.documented_from, whose="Die Dokumentation")
    other = history.versions(row).get(day)
    if day == row.documented_from or (other and {*said(other)} & {*given}):
        raise Refused(f"Für den {day:%d.%m.%Y} steht das schon da. Bitte ändern Sie es dort.", "effective_on")


def _on_its_day(day: date, values: Mapping[str, Any]) -> str:
    return f"{wordings.in_words(values, LABELS)} (ab {day:%d.%m.%Y})"


def words(version: Any) -> str:
    """What was said for the day of a version."""
    return wordings.in_words({name: getattr(version, name) for name in said(version)}, LABELS)
