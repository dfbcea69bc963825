"""Fields of activity: proposing one, editing its texts, its lead and who takes part.

Invariants: a field belongs to one initiative; at most one lead, and the lead takes part (also in the database); texts
carry a version, so that a stale write is neither lost nor wins silently.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from initiatives.domain.fields import ordering, participations, steps
from initiatives.domain.kernel import days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.seen import ANYTHING, Seen, check, conflict
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.people.organisations import check_existed
from initiatives.domain.state import history
from initiatives.domain.state.versions import state_change
from initiatives.domain.work import tasks
from initiatives.enums import PARTICIPATION_WORDS, Nature, Participation
from initiatives.models import (
    Field,
    FieldParticipation,
    Initiative,
    Mandate,
    Organisation,
    ParticipationEntry,
)

LABELS = {
    "title": "Titel",
    "short_title": "Kurztitel",
    "nature": "Art",
    "focal_points": "Schwerpunkte",
    "aim": "Ziel",
    "description": "Beschreibung",
}


@state_change()
def propose(
    *,
    initiative: Initiative,
    title: str,
    by: Mandate | None,
    at: datetime,
    short_title: str = "",
    nature: str = Nature.BACK_OFFICE,
    focal_points: list[str] | tuple[str, ...] = (),
    aim: str = "",
    description: str = "",
    origin: str = "",
    proposed_on: date | None = None,
) -> Field:
    """Add a field in phase 0, last in order, as proposed on a day.

    Raises Refused if the initiative has one of this title, for a day in the future and before the initiative is documented.
    """
    title = clean(title)
    day = days.effective(
        proposed_on, at=at, since=initiative.documented_from, whose="Die Dokumentation", name="proposed_on"
    )
    Initiative.objects.select_for_update(no_key=True).filter(pk=initiative.pk).first()
    if Field.objects.filter(initiative=initiative, title__iexact=title).exists():
        raise Refused("Ein Betätigungsfeld mit diesem Titel gibt es in der Initiative schon.", "title")
    last = Field.objects.filter(initiative=initiative).order_by("-order").first()
    field = Field(
        initiative=initiative,
        order=last.order + 1 if last else 1,
        title=title,
        short_title=clean(short_title) or title[:40],
        nature=nature,
        focal_points=[clean(point) for point in focal_points],
        aim=clean(aim),
        description=clean(description),
        origin=origin,
        proposed_on=day,
    )
    history.begin(field, effective_on=day, at=at)
    events.record(
        kind="field-proposed",
        subject="Feld vorgeschlagen",
        change=events.Change(after=title),
        where=events.in_field(field),
        by=by,
        at=at,
        effective_on=day,
    )
    return field


@state_change()
def edit(
    *,
    field: Field,
    values: Mapping[str, Any],
    version: int,
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
) -> Field:
    """Change texts of a field from `effective_on` on; `version` is the one that the editor had in front of them.

    Only what differs from that version is a change of the editor's. Where others changed other values since, both are
    kept. Raises Conflict where they changed the same in another way, Refused where another field has the title.
    """
    if "nature" in values:  # the initiative before its field, as everywhere
        Initiative.objects.select_for_update(no_key=True).get(pk=field.initiative_id)
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    seen = edits.at_version(row, values, version)
    told_by: dict[str, Any] = {"kind": "field-edited", "field_id": row.pk}
    changed = edits.apply(row, values, seen, version=row.version, told_as=LABELS, **told_by)
    if "title" in changed and title_taken(row, row.title):
        raise Refused("Ein Betätigungsfeld mit diesem Titel gibt es in der Initiative schon.", "title")
    if not changed:
        return row
    history.amend(row, {name: new for name, (_, new) in changed.items()}, effective_on=day, at=at)
    for name, (before, after) in changed.items():
        events.record(
            kind="field-edited",
            subject=LABELS[name],
            change=events.Change(_words(name, before), _words(name, after)),
            where=events.in_field(row),
            by=by,
            at=at,
            effective_on=day,
        )
    if "nature" in changed:
        ordering.settle(initiative_id=row.initiative_id, at=at)
    return row


def title_taken(row: Field, title: str) -> bool:
    """Whether another field of its initiative is called so."""
    others = Field.objects.filter(initiative_id=row.initiative_id, title__iexact=title)
    return others.exclude(pk=row.pk).exists()


def _words(name: str, value: Any) -> str:
    if name == "nature":
        return Nature(value).label
    return ", ".join(value) if name == "focal_points" else value


@state_change()
def set_participation(
    *,
    field: Field,
    organisation: Organisation,
    status: str,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None = None,
    seen: Seen = ANYTHING,
) -> FieldParticipation:
    """Record how an organisation takes part in a field from `effective_on` on.

    `seen` is the status that the editor saw (`open` for none). Raises Refused for a day in the future or before the field or
    the organisation was there, and where the lead or the provider would no longer take part: another is named first;
    Conflict if the status became another one.
    """
    locked = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    day = days.effective(effective_on, at=at, since=locked.proposed_on)
    check_existed(organisation, day)
    row = FieldParticipation.objects.filter(field=field, organisation=organisation).first()
    stands = row.status if row else "open"
    if stands != status:
        shown = {"status": row.get_status_display() if row else PARTICIPATION_WORDS["open"]}
        told_by: dict[str, Any] = {
            "kind": "participation",
            "field_id": field.pk,
            "organisation_id": organisation.pk,
        }
        check(seen, stands, lambda: conflict(shown, **told_by))
    former = participations.on(locked, day).get(organisation.pk)
    if former and former.is_responsible and status != Participation.PARTICIPATING:
        raise Refused(
            f"{organisation} ist federführend. Die Federführung ist zuerst an eine andere beteiligte Kommune zu übergeben.",
            "status",
        )
    if former and former.is_provider and status != Participation.PARTICIPATING:
        raise Refused(
            f"{organisation} ist Leistungserbringer. Zuerst ist ein anderer Leistungserbringer zu benennen, oder keiner.",
            "status",
        )
    if row and former and former.status == status:
        return row
    participations.enter(field=locked, organisation=organisation, status=status, day=day, by=by, at=at)
    rows = participations.settle(locked)
    events.record(
        kind="participation",
        subject=f"Beteiligung {organisation.of}",
        change=events.Change(
            former.get_status_display() if former else PARTICIPATION_WORDS["open"],
            Participation(status).label,
        ),
        where=events.in_field(field, organisation),
        by=by,
        at=at,
        effective_on=day,
    )
    if rows[organisation.pk].status != Participation.PARTICIPATING:
        give_back(field=field, organisation=organisation, by=by, at=at)
    return rows[organisation.pk]


def give_back(*, field: Field, organisation: Organisation, by: Mandate | None, at: datetime) -> None:
    """Who takes no part in a field (any more) leaves its steps and tasks there to others."""
    steps.give_back(field=field, organisation=organisation, by=by, at=at)
    tasks.give_back(initiative=field.initiative, organisation=organisation, by=by, at=at)


def end_participation(
    *, field: Field, organisation: Organisation, by: Mandate, at: datetime, effective_on: date
) -> None:
    """Who refuses a field takes no part in it. Raises Refused for the lead and the provider."""
    row = FieldParticipation.objects.filter(field=field, organisation=organisation).first()
    if row and row.status in (Participation.NOT_PARTICIPATING, Participation.LEFT):
        return
    set_participation(
        field=field,
        organisation=organisation,
        status=Participation.NOT_PARTICIPATING,
        by=by,
        at=at,
        effective_on=effective_on,
    )


@state_change()
def set_lead(
    *,
    field: Field,
    organisation: Organisation | None,
    contact: str,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None = None,
    seen: Mapping[str, Any] | None = None,
) -> None:
    """Give the lead to a participating organisation with one contact (an office, no person), or to nobody.

    `seen` holds the `lead` (its id, None for none) and its `contact` that the editor had in front of them: left alone, the
    contact stays as others have changed it. Raises Conflict if the lead changed since, or both changed the contact, Refused
    if the organisation does not take part (notice of 2010: Zuständigkeit und Verantwortlichkeit nur in einer Hand).
    """
    locked = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    day = days.effective(effective_on, at=at, since=locked.proposed_on)
    rows = {p.organisation_id: p for p in locked.participations.select_related("organisation")}
    stands = next((p for p in rows.values() if p.is_responsible), None)
    told_by: dict[str, Any] = {"kind": "lead", "field_id": field.pk}
    led_by = stands.organisation_id if stands else None
    if seen is not None:
        check(seen["lead"], led_by, lambda: conflict({"lead": _lead_words(stands)}, **told_by))
    then = participations.on(locked, day)
    old = next((one for one in then.values() if one.is_responsible), None)
    new = then.get(organisation.pk) if organisation else None
    if organisation and (new is None or new.status != Participation.PARTICIPATING):
        raise Refused(_not_taking_part(organisation, rows.get(organisation.pk), day), "lead")
    contact, before = clean(contact), _lead_words(old)
    if new and old and new.pk == old.pk:
        kept = SimpleNamespace(contact=old.contact)
        if not edits.apply(kept, {"contact": contact}, seen, **told_by):
            return
        contact = kept.contact
    participations.hand_over(field=locked, to=organisation, contact=contact, day=day, by=by, at=at)
    participations.settle(locked)
    events.record(
        kind="lead",
        subject="Federführung",
        change=events.Change(
            before, _lead_words(participations.on(locked, day).get(organisation.pk) if organisation else None)
        ),
        where=events.in_field(field, organisation),
        by=by,
        at=at,
        effective_on=day,
    )


def _not_taking_part(organisation: Organisation, present: FieldParticipation | None, day: date) -> str:
    if present and present.status == Participation.PARTICIPATING and present.effective_on > day:
        return f"{organisation} ist erst seit dem {present.effective_on:%d.%m.%Y} an diesem Feld beteiligt."
    return f"{organisation} ist an diesem Feld nicht beteiligt. Federführend kann nur eine beteiligte Kommune sein."


def _lead_words(row: FieldParticipation | ParticipationEntry | None) -> str:
    if row is None:
        return "noch keine"
    return f"{row.organisation}, {row.contact}" if row.contact else str(row.organisation)
