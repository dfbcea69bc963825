"""Who may be told of a place: whoever could open it today, under one of the mandates held.

The same rights as `visible_to` of Initiative and Report, asked the other way round and for many people at once: the number
of queries does not depend on how many they are. Tests compare both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from initiatives.domain.kernel.moments import day_of
from initiatives.domain.rules import access
from initiatives.enums import JOINING_SINGLY, Edition, NoticeKind, Participation, ReportState, Role
from initiatives.models import (
    FieldParticipation,
    Initiative,
    InitiativeParticipant,
    Mandate,
    Notice,
    Report,
    Round,
)


@dataclass(frozen=True)
class Circle:
    """Who sees an initiative: the organisations that take part, have joined one of its fields or are asked to."""

    county_id: int | None
    organisations: frozenset[int]


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
    shelf = _shelf({row.page_id for row in rows if row.page == "report"})
    return [row for row in rows if any(_opens(one, row, circles, shelf) for one in held[row.user_id])]


def reading(report: Report, held: Iterable[Mandate]) -> list[Mandate]:
    """Those of the mandates that may open a report."""
    row = _shelf({report.pk})[report.pk]
    return [one for one in held if _reads(one, row)]


def _opens(mandate: Mandate, row: Notice, circles: dict[int, Circle], shelf: dict[int, Report]) -> bool:
    if not row.is_heard_by(mandate):
        return False
    if row.page == "report":
        report = shelf.get(row.page_id or 0)
        is_for_them = mandate.role != Role.COUNCIL_MEMBER or row.kind == NoticeKind.REPORT
        return report is not None and is_for_them and _reads(mandate, report)
    if mandate.role == Role.COUNCIL_MEMBER:
        return row.page == "start"  # what concerns the person alone
    return row.initiative_id is None or _sees(mandate, row.initiative_id, circles[row.initiative_id])


def _sees(mandate: Mandate, initiative_id: int, circle: Circle) -> bool:
    if mandate.role == Role.ADMINISTRATOR:
        return mandate.organisation_id in (None, circle.county_id)
    if mandate.initiative_id not in (None, initiative_id):
        return False
    if mandate.role == Role.COUNTY_REPRESENTATIVE and mandate.organisation_id == circle.county_id:
        return True
    return mandate.organisation_id in circle.organisations


def _reads(mandate: Mandate, report: Report) -> bool:
    """`ReportQuerySet.visible_to`, asked of a report that came with its body and the participants told of."""
    is_issued, told = report.state == ReportState.ISSUED, list(report.initiatives.all())
    if mandate.role == Role.ADMINISTRATOR:
        return False
    if mandate.role == Role.COUNCIL_MEMBER:
        return is_issued and mandate.body_id == report.body_id
    if mandate.role != Role.READER and access.may_report(mandate, report.body, told):
        return True
    known = [one for one in told if _knows(mandate, one, report)]
    among = report.for_participants or mandate.organisation_id == report.body.organisation_id
    enough = known if report.edition == Edition.PUBLIC else among and len(known) == len(told)
    return is_issued and bool(enough)


def _knows(mandate: Mandate, initiative: Initiative, report: Report) -> bool:
    if mandate.initiative_id not in (None, initiative.pk):
        return False
    return mandate.organisation_id == report.body.organisation_id or any(
        one.organisation_id == mandate.organisation_id
        and (one.left_on is None or one.left_on >= report.as_of)
        for one in initiative.participants.all()
    )


def _circles(ids: set[int]) -> dict[int, Circle]:
    if not ids:
        return {}
    joined = FieldParticipation.objects.filter(
        field__initiative_id__in=ids,
        organisation__kind__in=JOINING_SINGLY,
        status=Participation.PARTICIPATING,
    ).order_by()
    part = InitiativeParticipant.objects.filter(initiative_id__in=ids, left_on=None).order_by()
    members = defaultdict(set)
    asked = Round.objects.filter(
        initiative_id__in=ids, closed_on=None, joining__kind__in=JOINING_SINGLY
    ).order_by()
    for initiative_id, organisation_id in part.values_list("initiative_id", "organisation_id").union(
        joined.values_list("field__initiative_id", "organisation_id"),
        asked.values_list("initiative_id", "joining_id"),
    ):
        members[initiative_id].add(organisation_id)
    counties = Initiative.objects.filter(pk__in=ids).order_by().values_list("pk", "county_id")
    return {pk: Circle(county_id, frozenset(members[pk])) for pk, county_id in counties}


def _shelf(ids: set[int | None]) -> dict[int, Report]:
    """The reports with all that `_reads` asks for."""
    rows = Report.objects.light().filter(pk__in=ids) if ids else Report.objects.none()
    return {row.pk: row for row in rows.select_related("body").prefetch_related("initiatives__participants")}
