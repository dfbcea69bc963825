"""Who takes part in an initiative, from when to when.

Invariants: an organisation has one spell at a time; who leaves has joined before; the convening municipality takes part.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from initiatives.domain.circle import leaving
from initiatives.domain.circle.initiatives import check_joining
from initiatives.domain.kernel import corrections, days
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.people.organisations import check_existed
from initiatives.domain.state.versions import state_change
from initiatives.domain.work import tasks
from initiatives.enums import Role
from initiatives.models import (
    Event,
    FieldParticipation,
    Initiative,
    InitiativeParticipant,
    Mandate,
    Organisation,
)

JOINED = "Aufgenommen"


@state_change()
def set_participants(
    *,
    initiative: Initiative,
    organisations: list[Organisation],
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
) -> None:
    """Make exactly `organisations` the participants from `effective_on` on; those that go keep their past, leave the fields,
    and leave their open tasks to the convening municipality.

    Raises Refused if the convening municipality would go, or one that leads a field or provides in it, for whoever may not
    join, for a day in the future or before the initiative is documented, and for one before a municipality that goes has
    joined.
    """
    row = Initiative.objects.select_for_update(no_key=True).get(pk=initiative.pk)
    day = days.effective(effective_on, at=at, since=row.documented_from, whose="Die Dokumentation")
    wanted = {o.pk: o for o in organisations}
    present = {
        p.organisation_id: p for p in row.participants.filter(left_on=None).select_related("organisation")
    }
    check_joining([o for o in organisations if o.pk not in present], by)
    going = [p for pk, p in present.items() if pk not in wanted]
    for participant in going:
        if participant.organisation_id == row.convening_id:
            raise Refused(
                "Die einladende Kommune kann nicht ausscheiden. Benennen Sie zuerst eine andere.",
                "participants",
            )
        _check_hands_over(row, participant.organisation)
        _check_period(participant.joined_on, day, "effective_on")
        participant.left_on = day
        participant.save(update_fields=["left_on"])
        _tell(row, "Ausgeschieden", participant.organisation, by, at, day)
        leaving.leave(initiative=row, organisation=participant.organisation, by=by, at=at, effective_on=day)
        tasks.give_back(initiative=row, organisation=participant.organisation, by=by, at=at)
    for pk, organisation in wanted.items():
        if pk not in present:
            _join(row, organisation, day, name="effective_on")
            _tell(row, JOINED, organisation, by, at, day)


def _check_hands_over(initiative: Initiative, organisation: Organisation) -> None:
    """Raises Refused for who leads a field or provides in it."""
    rows = FieldParticipation.objects.filter(field__initiative=initiative, organisation=organisation)
    held = rows.filter(Q(is_responsible=True) | Q(is_provider=True)).select_related("field").first()
    if held is None:
        return
    what, then = (
        ("federführend", "Die Federführung ist zuerst zu übergeben.")
        if held.is_responsible
        else ("Leistungserbringer", "Zuerst ist ein anderer zu benennen, oder keiner.")
    )
    raise Refused(f"{organisation} ist im Feld „{held.field.title}“ {what}. {then}", "participants")


@state_change()
def record_past(
    *,
    initiative: Initiative,
    organisation: Organisation,
    joined_on: date,
    left_on: date | None,
    by: Mandate,
    at: datetime,
) -> InitiativeParticipant:
    """Record afterwards that an organisation took part from `joined_on` until the day before `left_on`, or still does.

    One that takes part now, but since a later day, is there earlier then. Who takes part now sees the initiative: so only
    the administrator takes in somebody new. Raises Refused for anybody else, for who may not join, for a day in the future
    or before the initiative is documented, for leaving before joining, and for two spells at one time.
    """
    row = Initiative.objects.select_for_update(no_key=True).get(pk=initiative.pk)
    check_joining([organisation], by)
    joined_on = _first_day(row, joined_on, at)
    if left_on:
        left_on = days.effective(left_on, at=at, name="left_on")
        _check_period(joined_on, left_on, "left_on")
    present = row.participants.filter(organisation=organisation, left_on=None).first()
    if present is None and left_on is None and by.role != Role.ADMINISTRATOR:
        raise Refused(
            f"{organisation} ist jetzt nicht dabei. Aufnehmen kann nur die Fachadministration; Sie tragen nach, bis wann.",
            "left_on",
        )
    if present and left_on is None:
        present.joined_on = min(joined_on, present.joined_on)
        present.save(update_fields=["joined_on"])
    else:
        present = _join(row, organisation, joined_on, left_on)
    _tell(row, JOINED, organisation, by, at, joined_on)
    if left_on:
        _tell(row, "Ausgeschieden", organisation, by, at, left_on)
    return present


@state_change()
def correct(
    *,
    participant: InitiativeParticipant,
    joined_on: date,
    left_on: date | None,
    reason: str,
    by: Mandate,
    at: datetime,
) -> InitiativeParticipant:
    """Put right from when to when an organisation took part; what stood before stays in the history.

    Raises Refused without a reason, for who would leave or come back by it (that is done in the circle of today), and as
    `record_past`.
    """
    row = InitiativeParticipant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    reason = corrections.reason_of(reason)
    if (row.left_on is None) != (left_on is None):
        raise Refused("Aufnehmen und ausscheiden lassen Sie jemanden bei den Teilnehmenden.", "left_on")
    before = words(row)
    row.joined_on = _first_day(row.initiative, joined_on, at)
    if left_on:
        row.left_on = days.effective(left_on, at=at, name="left_on")
        _check_period(row.joined_on, row.left_on, "left_on")
    if words(row) == before:
        raise Refused("Sie haben nichts geändert.")
    _check_alone(row)
    row.save(update_fields=["joined_on", "left_on"])
    where = events.in_initiative(row.initiative, organisation=row.organisation)
    events.record(
        kind="participant-corrected",
        subject=f"Teilnahme {row.organisation.of} berichtigt",
        change=events.Change(before, f"{words(row)} – {reason}"),
        where=where.on("initiative_entries", row.initiative_id, f"teilnahme-{row.pk}"),
        by=by,
        at=at,
        effective_on=row.joined_on,
    )
    return row


def recorded(initiative_id: int) -> QuerySet[InitiativeParticipant]:
    """Who takes or took part, each with the instant at which that was recorded; none where it was so from the beginning."""
    joining = Event.objects.filter(
        kind="participant",
        subject=JOINED,
        initiative_id=initiative_id,
        organisation_id=OuterRef("organisation_id"),
        effective_on=OuterRef("joined_on"),
    )
    first = joining.order_by("recorded_at").values("recorded_at")[:1]
    rows = InitiativeParticipant.objects.filter(initiative=initiative_id).select_related("organisation")
    return rows.annotate(recorded_at=Subquery(first))


def _first_day(initiative: Initiative, joined_on: date, at: datetime) -> date:
    since = initiative.documented_from
    return days.effective(joined_on, at=at, since=since, whose="Die Dokumentation", name="joined_on")


def words(row: InitiativeParticipant) -> str:
    """From when to when one took part: dabei ab 05.01.2010, ausgeschieden am 01.02.2014."""
    until = f", ausgeschieden am {row.left_on:%d.%m.%Y}" if row.left_on else ""
    return f"dabei ab {row.joined_on:%d.%m.%Y}{until}"


def _join(
    initiative: Initiative,
    organisation: Organisation,
    joined_on: date,
    left_on: date | None = None,
    name: str = "joined_on",
) -> InitiativeParticipant:
    row = InitiativeParticipant(
        initiative=initiative, organisation=organisation, joined_on=joined_on, left_on=left_on
    )
    _check_alone(row, name)
    row.save()
    return row


def _check_period(joined_on: date, left_on: date, name: str) -> None:
    if left_on < joined_on:
        raise Refused(f"Ausscheiden kann nur, wer dabei ist: dabei ab {joined_on:%d.%m.%Y}.", name)


def _check_alone(row: InitiativeParticipant, name: str = "joined_on") -> None:
    check_existed(row.organisation, row.joined_on, name)
    others = InitiativeParticipant.objects.filter(
        initiative_id=row.initiative_id, organisation_id=row.organisation_id
    )
    before_it_ends = Q(joined_on__lt=row.left_on) if row.left_on else Q()
    after_it_began = Q(left_on=None) | Q(left_on__gt=row.joined_on)
    other = others.exclude(pk=row.pk).filter(before_it_ends, after_it_began).first()
    if other:
        raise Refused(f"{row.organisation} steht für diese Zeit schon da: {words(other)}.", name)


def _tell(
    initiative: Initiative, subject: str, organisation: Organisation, by: Mandate, at: datetime, day: date
) -> None:
    events.record(
        kind="participant",
        subject=subject,
        change=events.Change(after=str(organisation)),
        where=events.in_initiative(initiative, organisation=organisation),
        by=by,
        at=at,
        effective_on=day,
    )
