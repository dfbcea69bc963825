"""Which body is told of what, and who may tell it of that: for one body or for many in the same number of queries."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from initiatives.domain.rules import access
from initiatives.enums import ReportedBy
from initiatives.models import Body, Initiative, InitiativeParticipant, Mandate


def initiatives_for(body: Body) -> list[Initiative]:
    """What a body is told of: the initiatives of its own county first, then those in which its organisation takes part."""
    return told_to([body])[body]


def told_to(bodies: Iterable[Body]) -> dict[Body, list[Initiative]]:
    """As `initiatives_for`, of several bodies; the initiatives come with their participants."""
    of = {body: body.organisation_id for body in bodies}
    own = Q(county_id__in=of.values())
    takes_part = Q(participants__organisation_id__in=of.values(), participants__left_on=None)
    found = Initiative.objects.filter(own | takes_part).distinct().prefetch_related("participants")
    rows = sorted(found, key=lambda one: (one.documented_from, one.pk))
    return {
        body: [
            *(one for one in rows if one.county_id == number),
            *(one for one in rows if one.county_id != number and access.takes_part(number, one)),
        ]
        for body, number in of.items()
    }


def reportable(by: Mandate, body: Body) -> list[Initiative]:
    """The initiatives on which a mandate may report to a body, in their order; none where it may not at all."""
    return access.reportable(by, body, initiatives_for(body))


def makeable(by: Mandate, among: Iterable[Body] | None = None) -> dict[Body, list[Initiative]]:
    """The bodies (of those in `among`) to which a mandate may make reports, each with the initiatives on which it may."""
    told = told_to(near(by).select_related("organisation") if among is None else among)
    may = {body: access.reportable(by, body, initiatives) for body, initiatives in told.items()}
    return {body: initiatives for body, initiatives in may.items() if initiatives}


def near(by: Mandate) -> QuerySet[Body]:
    """The bodies to which a mandate may report at all, as far as a query can tell."""
    if by.organisation_id is None or by.role not in access.WORKING | access.COUNTY:
        return Body.objects.none()
    convened = Initiative.objects.filter(convening_id=by.organisation_id)
    taking_part = InitiativeParticipant.objects.filter(initiative__in=convened, left_on=None)
    circle = Q(organisation__in=convened.values("county"))
    circle |= Q(organisation__in=taking_part.values("organisation"))
    others = ~Q(reported_by=ReportedBy.ORGANISATION) & circle
    own = ~Q(reported_by=ReportedBy.CONVENING) & Q(organisation_id=by.organisation_id)
    return Body.objects.filter(own | others)
