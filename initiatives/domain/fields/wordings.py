"""Putting right what the texts of a field were from a day on, and the day on which it was proposed.

What was said for one day is one version of the row's history. The first one is the field as it was proposed: it moves with
`proposed_on`, which is no later than anything else that is recorded on the field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import F, Min, Q, QuerySet

from initiatives.domain.fields import ordering
from initiatives.domain.fields.fields import LABELS, title_taken
from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.state import history
from initiatives.domain.state import wordings as state
from initiatives.domain.state.versions import state_change
from initiatives.enums import Nature
from initiatives.models import Agreement, CostLineEntry, Field, Initiative, Mandate, Round, Step

PAGE = "field_entries"


def is_first(version: Any) -> bool:
    """Whether a version says how the field was proposed."""
    return version.effective_on == version.proposed_on


def said(version: Any) -> list[str]:
    """The texts of `LABELS` that were given for the day of a version."""
    return list(LABELS) if is_first(version) else state.said(version, LABELS)


def standing(field_id: int) -> QuerySet[Any]:
    """The versions of a field that hold, one for each day for which texts were given."""
    versions = Field.history.filter(id=field_id)
    rows = state.standing(versions, LABELS, also=Q(effective_on=F("proposed_on")))
    return rows.filter(effective_on__gte=F("proposed_on"))


def title(version: Any) -> str:
    """What a version tells of."""
    return "Vorschlag" if is_first(version) else "Wortlaut"


def anchor(version: Any, day: date) -> str:
    """Where on the page what was said for a day stands."""
    return f"wortlaut-{day}"


@state_change()
def correct(
    *,
    version: Any,  # a row of the history
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> Field:
    """Put right the texts that were given for a day, or (`effective_on`) this day; `withdrawn`: nothing was said then.

    Raises Refused without a reason or a title, for a title that another field has, a day in the future, before the field (of
    the first one before the documentation, or after something else that is recorded), one for which the same text was given,
    where nothing would change, and Overtaken for what does not stand any more.
    """
    reason = corrections.reason_of(correction_reason)
    Initiative.objects.select_for_update(no_key=True).get(pk=version.initiative_id)
    row = Field.objects.select_for_update(no_key=True).get(pk=version.id)
    known = history.versions(row)
    names, first = said(version), is_first(version)
    if known[version.effective_on].pk != version.pk or not names or version.effective_on < row.proposed_on:
        raise corrections.Overtaken(
            "Dieser Wortlaut ist inzwischen berichtigt. Bitte sehen Sie sich an, was jetzt da steht."
        )
    if withdrawn and first:
        raise Refused("So wurde das Feld vorgeschlagen. Berichtigen Sie den Wortlaut oder den Tag.")
    new = state.correction(version, names, values, withdrawn=withdrawn)
    _check(row, new, known, at)
    new.put(row, at, since=row.proposed_on)
    if first and new.moves:
        history.throughout(row, {"proposed_on": new.day}, since=new.day, at=at)
    ordering.settle(initiative_id=row.initiative_id, at=at)
    row.refresh_from_db()
    events.record(
        kind="field-corrected",
        subject="Wortlaut berichtigt",
        change=events.Change(*new.told(partial(_on_its_day, first=first), reason)),
        where=events.in_field(row).on(PAGE, row.pk, anchor(version, version.effective_on)),
        by=by,
        at=at,
        effective_on=new.day,
    )
    return row


def _check(row: Field, new: state.Correction, known: Mapping[date, Any], at: datetime) -> None:
    day = new.day
    if "title" in new.given and not new.withdrawn:
        if not new.given["title"]:
            raise Refused("Bitte geben Sie den Titel an.", "title")
        if title_taken(row, new.given["title"]):
            raise Refused("Ein Betätigungsfeld mit diesem Titel gibt es in der Initiative schon.", "title")
    if not new.moves:
        return
    if is_first(new.version):
        since = row.initiative.documented_from
        days.effective(day, at=at, since=since, whose="Die Dokumentation")
        earliest = min((one for one in _recorded(row, known) if one), default=day)
        if day > earliest:
            raise Refused(
                f"Zu diesem Feld steht schon etwas vom {earliest:%d.%m.%Y}. Später kann es nicht vorgeschlagen worden sein.",
                "effective_on",
            )
    else:
        days.effective(day, at=at, since=row.proposed_on)
    new.check_free(known, said)


def _recorded(row: Field, known: Mapping[date, Any]) -> Iterator[date | None]:
    """The first day of each kind of thing that is recorded on a field."""
    yield from (one for one in known if one > row.proposed_on and said(known[one]))
    dated: list[QuerySet[Any]] = [
        row.transitions.standing(),
        row.participation_entries.standing(),
        row.assessments.standing(),
        CostLineEntry.objects.standing().filter(line__field=row),
        row.gate_items.standing(),
        row.overrides.standing(),
        history.standing(Agreement.history.filter(field=row)),
        history.standing(Step.history.filter(field=row)),
    ]
    for rows in dated:
        yield rows.aggregate(first=Min("effective_on"))["first"]
    yield Round.objects.filter(asks__field=row).aggregate(first=Min("opened_on"))["first"]


def _on_its_day(day: date, values: Mapping[str, Any], *, first: bool) -> str:
    since = f"vorgeschlagen am {day:%d.%m.%Y}" if first else f"ab {day:%d.%m.%Y}"
    return f"{state.in_words(values, LABELS, _word)} ({since})"


def _word(name: str, value: Any) -> str:
    if name == "nature":
        return Nature(value).label
    return edits.word(", ".join(value) if name == "focal_points" else value)


def words(version: Any) -> str:
    """What was said for the day of a version."""
    return state.in_words({name: getattr(version, name) for name in said(version)}, LABELS, _word)
