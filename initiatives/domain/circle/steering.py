"""The steering group (Lenkungsgruppe) of an initiative: who sits in it, by organisation and office.

Invariants: a seat belongs to an organisation that takes part in the initiative, or to the county invited; one office of an
organisation has one seat at a time; a seat is ended, never taken away, and ends with the organisation's part in the circle.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel import corrections, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.models import Initiative, Mandate, Organisation, SteeringSeat

LABELS = {"office": "Amt", "member_from": "Mitglied ab", "member_until": "Mitglied bis"}


@state_change()
def seat(
    *,
    initiative: Initiative,
    organisation: Organisation,
    office: str,
    member_from: date,
    by: Mandate,
    at: datetime,
) -> SteeringSeat:
    """Give an organisation a seat for an office from a day on.

    Raises Refused without an office, for a day in the future or before the initiative, for an organisation that neither takes
    part nor is the county invited, and where the office has a seat then.
    """
    row = Initiative.objects.select_for_update(no_key=True).get(pk=initiative.pk)
    if organisation.pk not in candidates(row):
        raise Refused(f"{organisation} gehört nicht zum Kreis der Initiative.", "organisation")
    made = SteeringSeat(
        initiative=row,
        organisation=organisation,
        office=clean(office),
        member_from=member_from,
        recorded_at=at,
        mandate=by,
    )
    _check(made, at)
    made.save()
    _tell(made, "Lenkungsgruppe: neuer Sitz", member_from, by, at)
    return made


@state_change()
def end(*, seat: SteeringSeat, member_until: date, by: Mandate, at: datetime) -> SteeringSeat:
    """End a seat with a day, which is its last. Raises Refused where it has ended, and for a day in the future or before it."""
    row = SteeringSeat.objects.select_for_update(no_key=True).get(pk=seat.pk)
    if row.member_until is not None:
        raise Refused(f"Dieser Sitz ist schon beendet, zum {row.member_until:%d.%m.%Y}.")
    row.member_until, row.end_recorded_at = member_until, at
    _check(row, at)
    row.save(update_fields=["member_until", "end_recorded_at"])
    _tell(row, "Lenkungsgruppe: Sitz beendet", member_until, by, at)
    return row


@state_change()
def correct(
    *, seat: SteeringSeat, values: Mapping[str, Any], correction_reason: str, by: Mandate, at: datetime
) -> SteeringSeat:
    """Put right the office and the days of a seat (`LABELS`); what stood before is told in the history.

    Raises Refused without a reason, where nothing would change, for ending it or the contrary, and as `seat` and `end`.
    """
    reason = corrections.reason_of(correction_reason)
    Initiative.objects.select_for_update(no_key=True).get(pk=seat.initiative_id)
    row = SteeringSeat.objects.select_for_update(no_key=True).get(pk=seat.pk)
    had_ended = row.member_until is not None
    changed = edits.apply(row, {name: values[name] for name in LABELS if name in values}, None)
    if not changed:
        raise Refused("Sie haben nichts geändert.")
    if had_ended != (row.member_until is not None):
        raise Refused("Einen Sitz beenden Sie auf der Seite der Lenkungsgruppe.", "member_until")
    _check(row, at)
    row.save(update_fields=[*LABELS])
    before, after = edits.in_words(LABELS, changed)
    events.record(
        kind="steering-corrected",
        subject=f"Lenkungsgruppe: Sitz {row.organisation.of} berichtigt",
        change=events.Change(before, f"{after} – {reason}"),
        where=events.in_initiative(row.initiative, organisation=row.organisation).on(
            "initiative_entries", row.initiative_id, f"sitz-{row.pk}"
        ),
        by=by,
        at=at,
        effective_on=row.member_from,
    )
    return row


def _check(row: SteeringSeat, at: datetime) -> None:
    """Raises Refused for a seat that cannot be."""
    if not row.office:
        raise Refused("Bitte nennen Sie das Amt, zum Beispiel Bürgermeister/in.", "office")
    if row.member_from > day_of(at):
        raise Refused("Dieses Datum liegt in der Zukunft.", "member_from")
    first = row.initiative.documented_from
    if row.member_from < first:
        raise Refused(f"Die Initiative ist erst ab dem {first:%d.%m.%Y} dokumentiert.", "member_from")
    if row.member_until and row.member_until > day_of(at):
        raise Refused("Dieses Datum liegt in der Zukunft.", "member_until")
    if row.member_until and row.member_until < row.member_from:
        raise Refused(f"Den Sitz gibt es erst seit dem {row.member_from:%d.%m.%Y}.", "member_until")
    others = SteeringSeat.objects.filter(initiative_id=row.initiative_id, organisation_id=row.organisation_id)
    for one in others.exclude(pk=row.pk):
        same = one.office.casefold() == row.office.casefold()
        began = row.member_until is None or one.member_from <= row.member_until
        if same and began and (one.member_until is None or one.member_until >= row.member_from):
            raise Refused(f"{row.organisation} hat in dieser Zeit schon einen Sitz: {one.office}.", "office")


def words(row: SteeringSeat) -> str:
    """The office, from when to when: Bürgermeister/in, Mitglied ab 01.02.2014 bis 31.12.2020."""
    until = f" bis {row.member_until:%d.%m.%Y}" if row.member_until else ""
    return f"{row.office}, Mitglied ab {row.member_from:%d.%m.%Y}{until}"


def leave(*, initiative: Initiative, organisation: Organisation, by: Mandate, at: datetime) -> None:
    """Who leaves the circle leaves its steering group with it."""
    if organisation.pk != initiative.county_id:
        for one in initiative.steering_seats.filter(organisation=organisation, member_until=None):
            end(seat=one, member_until=max(day_of(at), one.member_from), by=by, at=at)


def candidates(initiative: Initiative) -> set[int]:
    """The organisations that may have a seat: who takes part today, and the county invited."""
    present = initiative.participants.filter(left_on=None).values_list("organisation_id", flat=True)
    return set(present) | ({initiative.county_id} if initiative.county_id else set())


def members(initiative_id: int, day: date) -> set[int]:
    """The organisations that have a seat on a day, both ends included."""
    rows = SteeringSeat.objects.filter(initiative_id=initiative_id, member_from__lte=day)
    rows = rows.exclude(member_until__lt=day)
    return set(rows.order_by().values_list("organisation_id", flat=True))


def _tell(row: SteeringSeat, subject: str, day: date, by: Mandate, at: datetime) -> None:
    events.record(
        kind="steering",
        subject=subject,
        change=events.Change(after=str(row)),
        where=events.in_initiative(row.initiative, organisation=row.organisation).on(
            "steering_group", row.initiative_id
        ),
        by=by,
        at=at,
        effective_on=day,
    )
