"""Who may be told of a place: whoever could open it today, under one of the mandates held.

The same rights as `visible_to` of Initiative and Report, asked the other way round and for many people at once: the number
of queries does not depend on how many they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from initiatives.domain.moments import day_of
from initiatives.enums import NoticeKind, Participation, ReportedBy, ReportState, Role
from initiatives.models import (
    FieldParticipation,
    Initiative,
    InitiativeParticipant,
    Mandate,
    Notice,
    Report,
)


@dataclass(frozen=True)
class Circle:
    """Who sees an initiative: the organisations that take part or, as third parties, have joined one of its fields."""

    county_id: int | None
    organisations: frozenset[int]


@dataclass(frozen=True)
class Shelf:
    """Who reads a report: its body, the organisations that it tells of, and while it is a draft those who make it."""

    body_id: int
    is_issued: bool
    initiatives: frozenset[int]
    organisations: frozenset[int]
    makers: frozenset[int]


def allowed(rows: Iterable[Notice], *, at: datetime) -> list[Notice]:
    """Those of the notices, stored or not, whose person may open the place on that day.

    Nobody without a valid mandate, and no locked account; members of a body only reports issued to it.
    """
    rows = list(rows)
    held = defaultdict(list)
    users = {row.user_id for row in rows}
    for one in Mandate.objects.valid_on(day_of(at)).filter(user_id__in=users, user__is_active=True):
        held[one.user_id].append(one)
    circles = _circles({row.initiative_id for row in rows if row.initiative_id})
    shelves = _shelves({row.page_id for row in rows if row.page == "report"})
    return [row for row in rows if any(_opens(one, row, circles, shelves) for one in held[row.user_id])]


def _opens(mandate: Mandate, row: Notice, circles: dict[int, Circle], shelves: dict[int, Shelf]) -> bool:
    if row.page == "report":
        return _reads(mandate, row, shelves.get(row.page_id))
    if mandate.role == Role.COUNCIL_MEMBER:
        return False
    return row.initiative_id is None or _sees(mandate, row.initiative_id, circles[row.initiative_id])


def _sees(mandate: Mandate, initiative_id: int, circle: Circle) -> bool:
    if mandate.role == Role.ADMINISTRATOR:
        return mandate.organisation_id in (None, circle.county_id)
    if mandate.initiative_id not in (None, initiative_id):
        return False
    if mandate.role == Role.COUNTY_REPRESENTATIVE:
        return mandate.organisation_id == circle.county_id
    return mandate.organisation_id in circle.organisations


def _reads(mandate: Mandate, row: Notice, shelf: Shelf | None) -> bool:
    if shelf is None or mandate.role == Role.ADMINISTRATOR:
        return False
    if mandate.role == Role.COUNCIL_MEMBER:
        return row.kind == NoticeKind.REPORT and shelf.is_issued and mandate.body_id == shelf.body_id
    if mandate.initiative_id and mandate.initiative_id not in shelf.initiatives:
        return False
    if not shelf.is_issued:
        return mandate.role != Role.READER and mandate.organisation_id in shelf.makers
    return mandate.organisation_id in shelf.organisations


def _circles(ids: set[int]) -> dict[int, Circle]:
    if not ids:
        return {}
    joined = FieldParticipation.objects.filter(
        field__initiative_id__in=ids, organisation__kind="dritte", status=Participation.PARTICIPATING
    ).order_by()
    part = InitiativeParticipant.objects.filter(initiative_id__in=ids, left_on=None).order_by()
    members = defaultdict(set)
    for initiative_id, organisation_id in part.values_list("initiative_id", "organisation_id").union(
        joined.values_list("field__initiative_id", "organisation_id")
    ):
        members[initiative_id].add(organisation_id)
    counties = Initiative.objects.filter(pk__in=ids).order_by().values_list("pk", "county_id")
    return {pk: Circle(county_id, frozenset(members[pk])) for pk, county_id in counties}


def _shelves(ids: set[int | None]) -> dict[int, Shelf]:
    if not ids:
        return {}
    told: dict[int, set[int]] = defaultdict(set)
    initiatives: dict[int, set[int]] = defaultdict(set)
    convening: dict[int, set[int]] = defaultdict(set)
    rows = Report.objects.filter(pk__in=ids).order_by()
    for pk, initiative_id, convening_id in rows.values_list(
        "pk", "initiatives__id", "initiatives__convening_id"
    ):
        initiatives[pk].add(initiative_id)
        convening[pk].add(convening_id)
    left_on = "initiatives__participants__left_on"
    stayed = rows.filter(Q(**{left_on: None}) | Q(as_of__lte=F(left_on)))
    for pk, organisation_id in stayed.values_list("pk", "initiatives__participants__organisation_id"):
        told[pk].add(organisation_id)
    return {
        row.pk: Shelf(
            row.body_id,
            row.state == ReportState.ISSUED,
            frozenset(initiatives[row.pk]),
            frozenset(told[row.pk] | {row.body.organisation_id}),
            frozenset(_makers(row, convening[row.pk])),
        )
        for row in rows.light().select_related("body")
    }


def _makers(report: Report, convening: set[int]) -> set[int]:
    own = {report.body.organisation_id}
    by = report.body.reported_by
    return (own if by != ReportedBy.CONVENING else set()) | (
        convening if by != ReportedBy.ORGANISATION else set()
    )
