"""The order of an initiative's fields: back-office before citizen-facing, and a written reason where it departs from that.

Source: notice of the Landrat to the Kreistag of Kreis Coesfeld, 2010 ("Vorrang für Hintergrundprozesse"). The convening
municipality sets the order, the administrator where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.seen import check
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state import history
from initiatives.domain.state.versions import state_change
from initiatives.enums import Nature
from initiatives.models import Field, Initiative, Mandate

STALE = "Die Liste der Felder hat sich geändert. Bitte ordnen Sie sie noch einmal."
ASK = "Bitte begründen Sie, warum ein bürgernahes Feld vor einem Hintergrundprozess steht."


def departures(fields: Iterable[Any]) -> list[tuple[Any, list]]:
    """Each citizen-facing field that stands before back-office ones, with those; empty where the order follows the rule.

    `fields` are rows or facts in their order.
    """
    placed = list(fields)
    found = [
        (one, [later for later in placed[place:] if later.nature == Nature.BACK_OFFICE])
        for place, one in enumerate(placed)
        if one.nature == Nature.CITIZEN_FACING
    ]
    return [(one, passed) for one, passed in found if passed]


def in_words(fields: Iterable[Any]) -> str:
    """„D 115“ vor „IT“ und 2 weiteren; empty where the order follows the rule."""
    parts = []
    for one, passed in departures(fields):
        more = f" und {len(passed) - 1} weiteren" if len(passed) > 1 else ""
        parts.append(f"„{one.short_title}“ vor „{passed[0].short_title}“{more}")
    return ", ".join(parts)


@state_change()
def arrange(
    *, initiative: Initiative, order: Sequence[int], reason: str, by: Mandate | None, at: datetime
) -> None:
    """Put the fields into the order of their ids.

    A reason that stands goes on standing while no field departs that did not before, and falls with the last departure.
    Raises Refused where these are not exactly the fields of the initiative, and for a new departure without a reason.
    """
    row = Initiative.objects.select_for_update(no_key=True).get(pk=initiative.pk)
    fields = list(Field.objects.filter(initiative=row))
    told = _write(row, fields, order, reason, at)
    if told:
        events.record(
            kind="field-order",
            subject="Reihenfolge der Felder",
            change=events.Change(told[0], told[1]),
            where=events.in_initiative(row),
            by=by,
            at=at,
        )


@state_change()
def move(*, field: Field, up: bool, by: Mandate, at: datetime, reason: str = "") -> None:
    """Let a field change places with the one before (`up`) or after it.

    Raises Refused at the end of the list, else as `arrange`.
    """
    row = Initiative.objects.select_for_update(no_key=True).get(pk=field.initiative_id)
    fields = list(Field.objects.filter(initiative=row))
    order = moved([one.pk for one in fields], field.pk, up)
    place = order.index(field.pk) + 1
    told = _write(row, fields, order, reason, at)
    because = f"\nBegründung: {row.order_reason}" if row.order_reason and clean(reason) else ""
    if told:
        events.record(
            kind="field-order",
            subject="Reihenfolge der Felder",
            change=events.Change(
                f"Platz {place + 1 if up else place - 1}", f"Platz {place}: {field.title}{because}"
            ),
            where=events.in_field(field),
            by=by,
            at=at,
        )


def moved(order: list[int], field_id: int, up: bool) -> list[int]:
    """The order after one step. Raises Refused at the end of the list, and where the field is not in it."""
    if field_id not in order:
        raise Refused(STALE)
    place = order.index(field_id)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        raise Refused("Das Feld steht schon ganz oben." if up else "Das Feld steht schon ganz unten.")
    turned = list(order)
    turned[place], turned[other] = turned[other], turned[place]
    return turned


def settle(*, initiative_id: int, at: datetime) -> None:
    """Let the reason fall once the order follows the rule by other ways, such as another nature of a field."""
    row = Initiative.objects.select_for_update(no_key=True).get(pk=initiative_id)
    if row.order_reason and not departures(Field.objects.filter(initiative=row)):
        _keep(row, "", at)


def _write(
    row: Initiative, fields: list[Field], order: Sequence[int], reason: str, at: datetime
) -> tuple[str, str] | None:
    """Store order and reason of the locked initiative; before and after in words, None where nothing changed."""
    known = {field.pk: field for field in fields}
    check(sorted(order), sorted(known), lambda: Refused(STALE))
    wanted = [known[pk] for pk in order]
    reason = _reason(row, fields, wanted, clean(reason))
    if wanted == fields and reason == row.order_reason:
        return None
    told = _listed(fields, row.order_reason), _listed(wanted, reason)
    for place, field in enumerate(wanted, start=1):
        if field.order != place:
            history.amend(field, {"order": place}, effective_on=day_of(at), at=at)
    if reason != row.order_reason:
        _keep(row, reason, at)
    return told


def _reason(row: Initiative, fields: list[Field], wanted: list[Field], reason: str) -> str:
    departing = _pairs(wanted)
    if not departing:
        return ""
    if reason:
        return reason
    if departing <= _pairs(fields):
        return row.order_reason
    raise Refused(ASK, "reason")


def _pairs(fields: list[Field]) -> set[tuple[int, int]]:
    return {(one.pk, other.pk) for one, passed in departures(fields) for other in passed}


def _keep(row: Initiative, reason: str, at: datetime) -> None:
    history.amend(row, {"order_reason": reason}, effective_on=day_of(at), at=at)


def _listed(fields: list[Field], reason: str) -> str:
    text = ", ".join(f"{place}. {field.short_title}" for place, field in enumerate(fields, start=1))
    return f"{text}\nBegründung: {reason}" if reason else text
