"""The steering group (Lenkungsgruppe) of an initiative: who sits in it, by organisation and office.

Invariants: a seat belongs to an organisation that takes part in the initiative, or to the county invited; one office of an
organisation has one seat at a time; a seat is ended, never taken away, and ends with the organisation's part in the circle.
"""

from datetime import date, datetime

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.models import Initiative, Mandate, Organisation, SteeringSeat


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
    office = clean(office)
    if not office:
        raise Refused("Bitte nennen Sie das Amt, zum Beispiel Bürgermeister/in.", "office")
    if member_from > day_of(at):
        raise Refused("Dieses Datum liegt in der Zukunft.", "member_from")
    if member_from < row.documented_from:
        raise Refused(
            f"Die Initiative ist erst ab dem {row.documented_from:%d.%m.%Y} dokumentiert.", "member_from"
        )
    if organisation.pk not in candidates(row):
        raise Refused(f"{organisation} gehört nicht zum Kreis der Initiative.", "organisation")
    before = row.steering_seats.filter(organisation=organisation)
    for one in before:
        same = one.office.casefold() == office.casefold()
        if same and (one.member_until is None or one.member_until >= member_from):
            raise Refused(f"{organisation} hat in dieser Zeit schon einen Sitz: {one.office}.", "office")
    made = SteeringSeat.objects.create(
        initiative=row,
        organisation=organisation,
        office=office,
        member_from=member_from,
        recorded_at=at,
        mandate=by,
    )
    _tell(made, "Lenkungsgruppe: neuer Sitz", member_from, by, at)
    return made


@state_change()
def end(*, seat: SteeringSeat, member_until: date, by: Mandate, at: datetime) -> SteeringSeat:
    """End a seat with a day, which is its last. Raises Refused where it has ended, and for a day in the future or before it."""
    row = SteeringSeat.objects.select_for_update(no_key=True).get(pk=seat.pk)
    if row.member_until is not None:
        raise Refused(f"Dieser Sitz ist schon beendet, zum {row.member_until:%d.%m.%Y}.")
    if member_until > day_of(at):
        raise Refused("Dieses Datum liegt in der Zukunft.", "member_until")
    if member_until < row.member_from:
        raise Refused(f"Den Sitz gibt es erst seit dem {row.member_from:%d.%m.%Y}.", "member_until")
    row.member_until, row.end_recorded_at = member_until, at
    row.save(update_fields=["member_until", "end_recorded_at"])
    _tell(row, "Lenkungsgruppe: Sitz beendet", member_until, by, at)
    return row


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
