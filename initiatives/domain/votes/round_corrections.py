"""Putting right the days and the question of a round, and who joins by it. Whom else it asks stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.db.models import ProtectedError, Q

from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.log.events import Change
from initiatives.domain.state.versions import state_change
from initiatives.domain.votes import accessions, competent_bodies
from initiatives.enums import RoundClosing
from initiatives.models import (
    Ask,
    Field,
    Initiative,
    Mandate,
    Organisation,
    Position,
    PositionDraft,
    Resolution,
    Round,
)

LABELS = {
    "opened_on": "Eröffnet am",
    "deadline": "Frist",
    "closed_on": "Geschlossen am",
    "subject": "Frage",
    "joining": "Wer beitritt",
}


@state_change()
def correct(
    *, round_: Round, values: Mapping[str, Any], correction_reason: str, by: Mandate, at: datetime
) -> Round:
    """Put right values of `LABELS`; what stood before is told in the history.

    Raises Refused without a reason and without a question, for days in the future or in no order, for closing or opening it
    again, for days outside of which there are answers, and while another round on one of its fields ran; for who joins as
    `accessions.check_joining`, and once the one of before has answered.
    """
    reason = corrections.reason_of(correction_reason)
    Initiative.objects.select_for_update(no_key=True).get(pk=round_.initiative_id)
    asked = Ask.objects.filter(round=round_.pk).values("field")
    fields = list(Field.objects.select_for_update(no_key=True).filter(pk__in=asked).order_by("order", "pk"))
    row = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    was_closed = row.closed_on is not None
    changed = edits.apply(row, {name: values[name] for name in LABELS if name in values}, None)
    if not changed:
        raise Refused("Sie haben nichts geändert.")
    if was_closed != (row.closed_on is not None):
        raise Refused(
            "Eine Runde schließen Sie auf ihrer Seite; wieder geöffnet wird sie nicht.", "closed_on"
        )
    _check_days(row, fields, at)
    _check_answers(row)
    _check_alone(row, fields)
    if row.closed_on and row.closing != RoundClosing.ANSWERS:
        row.closing = RoundClosing.DATE if row.closed_on > row.deadline else RoundClosing.HAND
        row.closing_reason = row.closing_reason or reason
    if "joining" in changed:
        _join_instead(row, changed["joining"][0])
    row.save()
    before, after = edits.in_words(LABELS, changed)
    for field in fields:
        events.record(
            kind="round-corrected",
            subject="Abstimmungsrunde berichtigt",
            change=Change(before, f"{after} – {reason}"),
            where=events.in_field(field).on("round", row.pk),
            by=by,
            at=at,
            effective_on=row.opened_on,
        )
    return row


def _join_instead(row: Round, before: Organisation | None) -> None:
    """Ask who joins in truth. Where something was entered for the one of before, and taken back, that question stays."""
    accessions.check_named(row.purpose, row.joining)
    if before is None or row.joining is None:
        return
    asks = list(row.asks.filter(organisation=before).select_related("field"))
    said = Position.objects.standing().filter(ask__in=asks).exists()
    if said or Resolution.objects.standing().filter(answered__ask__in=asks).exists():
        raise Refused(
            f"{before} hat in dieser Runde schon geantwortet. Ist auch das falsch, sagen Sie zuerst dort, dass es das nicht "
            "gab.",
            "joining",
        )
    if row.asks.filter(organisation=row.joining).exists():
        raise Refused(f"{row.joining} ist in dieser Runde schon gefragt.", "joining")
    accessions.check_joining(row.initiative, [ask.field for ask in asks], row.joining, row.opened_on)
    body = competent_bodies.of([row.joining], None).get(row.joining.pk)
    Ask.objects.bulk_create(
        Ask(round=row, field=ask.field, organisation=row.joining, body=body) for ask in asks
    )
    PositionDraft.objects.filter(ask__in=asks).delete()
    for ask in asks:
        with suppress(ProtectedError):
            ask.delete()


def words(row: Round) -> str:
    """What was asked, and until when: Mitwirkung: Wirkt Ihre Kommune mit?, Frist 20.09.2010, geschlossen am 21.09.2010."""
    version = f" ({row.subject_version})" if row.subject_version else ""
    closed = f", geschlossen am {row.closed_on:%d.%m.%Y}" if row.closed_on else ""
    return f"{row.title}: {row.subject}{version}, Frist {row.deadline:%d.%m.%Y}{closed}"


def _check_days(row: Round, fields: list[Field], at: datetime) -> None:
    since = max((field.proposed_on for field in fields), default=None)
    days.effective(row.opened_on, at=at, since=since, name="opened_on")
    if row.deadline < row.opened_on:
        raise Refused("Die Frist liegt vor dem Beginn der Runde.", "deadline")
    former = [date.fromisoformat(day) for day, _ in row.former_deadlines]
    if former and row.deadline <= former[-1]:
        raise Refused(
            f"Bis zum {former[-1]:%d.%m.%Y} lief die Frist, bevor sie verlängert wurde.", "deadline"
        )
    if row.closed_on:
        days.effective(row.closed_on, at=at, since=row.opened_on, whose="Die Runde", name="closed_on")
    if not row.subject:
        raise Refused("Die Runde braucht eine Frage.", "subject")


def _check_answers(row: Round) -> None:
    given = Position.objects.standing().filter(ask__round=row).select_related("ask__organisation")
    early = given.filter(effective_on__lt=row.opened_on).first()
    if early:
        raise Refused(_outside(early), "opened_on")
    late = given.filter(effective_on__gt=row.closed_on).last() if row.closed_on else None
    if late:
        raise Refused(_outside(late), "closed_on")


def _outside(row: Position) -> str:
    return (
        f"Das Votum {row.ask.organisation.of} ist vom {row.effective_on:%d.%m.%Y} und läge außerhalb der Runde. "
        "Berichtigen Sie zuerst dieses."
    )


def _check_alone(row: Round, fields: list[Field]) -> None:
    others = Round.objects.filter(Q(closed_on=None) | Q(closed_on__gt=row.opened_on), asks__field__in=fields)
    others = others.filter(opened_on__lt=row.closed_on) if row.closed_on else others
    other = others.exclude(pk=row.pk).first()
    if other:
        raise Refused(
            f"In dieser Zeit lief schon eine Abstimmungsrunde, seit dem {other.opened_on:%d.%m.%Y}.",
            "opened_on",
        )
