"""Rounds (Abstimmungsrunden): one question, every participant asked. Silence is not a no."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from initiatives.domain import events
from initiatives.domain.errors import Refused
from initiatives.domain.moments import day_of
from initiatives.domain.texts import clean
from initiatives.enums import BodyKind, RoundPurpose
from initiatives.models import Ask, Body, Field, Initiative, Mandate, Organisation, Round


@transaction.atomic
def open_round(
    *,
    initiative: Initiative,
    fields: Iterable[Field],
    organisations: Iterable[Organisation],
    purpose: str,
    subject: str,
    deadline: date,
    by: Mandate | None,
    at: datetime,
    subject_version: str = "",
    opened_on: date | None = None,
    bodies: dict[int, Body] | None = None,
) -> Round:
    """Ask all `organisations` about all `fields` until `deadline`; `bodies` names the competent body by organisation.

    Where none are given it is each organisation's council, if it has exactly one.

    Raises Refused for a deadline before the opening, nobody to ask, no question, and a field that rests, belongs to
    another initiative or has an open round.
    """
    opened_on = opened_on or day_of(at)
    fields, organisations, subject = list(fields), list(organisations), clean(subject)
    if not subject:
        raise Refused("Die Runde braucht eine Frage.", "subject")
    if deadline < opened_on:
        raise Refused("Die Frist liegt vor dem Beginn der Runde.", "deadline")
    if not fields or not organisations:
        raise Refused("Eine Runde braucht mindestens ein Feld und eine Kommune, die gefragt wird.", "fields")
    for field in Field.objects.select_for_update().filter(pk__in=[f.pk for f in fields]):
        if field.initiative_id != initiative.pk:
            raise Refused(f"Das Feld „{field.title}“ gehört zu einer anderen Initiative.", "fields")
        if field.side_state:
            raise Refused(f"Das Feld „{field.title}“ ist {field.get_side_state_display()}.", "fields")
        if Round.objects.filter(asks__field=field, closed_on=None).exists():
            raise Refused(f"Zum Feld „{field.title}“ läuft schon eine Abstimmungsrunde.", "fields")
    round_ = Round.objects.create(
        initiative=initiative,
        purpose=purpose,
        subject=subject,
        subject_version=subject_version,
        opened_on=opened_on,
        deadline=deadline,
        recorded_at=at,
        mandate=by,
    )
    competent = _councils(organisations) if bodies is None else bodies
    Ask.objects.bulk_create(
        Ask(round=round_, field=field, organisation=o, body=competent.get(o.pk))
        for field in fields
        for o in organisations
    )
    for field in fields:
        events.record(
            kind="round",
            subject="Abstimmungsrunde eröffnet",
            after=f"{RoundPurpose(purpose).label}, Frist {deadline:%d.%m.%Y}",
            field=field,
            by=by,
            at=at,
            effective_on=opened_on,
        )
    return round_


def _councils(organisations: list[Organisation]) -> dict[int, Body]:
    found: dict[int, list[Body]] = {}
    for body in Body.objects.filter(
        organisation__in=organisations, kind__in=[BodyKind.RAT, BodyKind.KREISTAG]
    ):
        found.setdefault(body.organisation_id, []).append(body)
    return {organisation_id: bodies[0] for organisation_id, bodies in found.items() if len(bodies) == 1}


@transaction.atomic
def close_round(*, round_: Round, by: Mandate | None, at: datetime, closed_on: date | None = None) -> Round:
    """End a round. Raises Refused if it has ended."""
    row = Round.objects.select_for_update().get(pk=round_.pk)
    if row.closed_on:
        raise Refused("Diese Runde ist schon geschlossen.")
    row.closed_on = closed_on or day_of(at)
    row.save(update_fields=["closed_on"])
    for field in Field.objects.filter(asks__round=row).distinct():
        events.record(
            kind="round",
            subject="Abstimmungsrunde geschlossen",
            after=row.get_purpose_display(),
            field=field,
            by=by,
            at=at,
        )
    return row
