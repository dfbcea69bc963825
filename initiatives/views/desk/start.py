"""The first page after the sign-in: what is to be done, for the role in which the visitor acts."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from initiatives.domain.desk.todo_list import deviations, todo
from initiatives.domain.kernel import moments
from initiatives.domain.log import activity, events, visits
from initiatives.domain.people import first_day, mandates
from initiatives.domain.reports import sittings
from initiatives.domain.rules import tallies
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import drafts
from initiatives.enums import Role
from initiatives.models import Initiative
from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.work import support_lines

OWING = (Role.DELEGATE, Role.DEPUTY, Role.READER)


@require_safe
@acting
def show(request: ActingRequest) -> HttpResponse:
    """Tasks for municipalities, an overview for the county, the first steps for administrators, reports for councils."""
    role = request.mandate.role
    if role == Role.COUNCIL_MEMBER:
        return redirect("reports")
    if role == Role.ADMINISTRATOR:
        return _first_steps(request)
    today = moments.today()
    seen = visits.with_news(Initiative.objects.visible_to(request.mandate), by=request.mandate)
    news = [(facts(row.pk), visits.of(row)) for row in seen]
    known = [one for one, _ in news]
    context = {
        "initiatives": [(one, tallies.standing(one, today)) for one in known],
        **_changes(request, news),
    }
    context["owed_reports"] = sittings.owed(by=request.mandate, today=today)
    own = request.mandate.organisation_id
    context["may_answer"] = request.mandate.writes
    context["drafts"] = drafts.asks_with_draft(by=request.mandate)
    context["todo"] = todo(initiatives=known, organisation_id=own or 0, today=today)
    if role not in OWING:
        context["deviations"] = deviations(known)
        context["proposals"] = [
            one
            for initiative in known
            for one in initiative.proposals
            if one.is_open and one.organisation_id == own
        ]
        context["support"] = [
            line
            for initiative in known
            for line in support_lines.shown(initiative, today)
            if line.request.awaits_county and line.request.county_id == own
        ]
        return respond(request, "desk/start/county.html", context)
    context["took_over"] = mandates.took_over(request.mandate, today)
    return respond(request, "desk/start/municipality.html", context)


def _changes(request: ActingRequest, news: list[tuple[InitiativeFacts, visits.News]]) -> dict:
    """What has happened in these initiatives, and of each how much of it is new to the person."""
    latest = events.latest(circles=[one for one, _ in news], by=request.mandate)
    seen = {one.id: its.seen_until for one, its in news if its.seen_until}
    return {"feed": activity.grouped(latest, seen), "news": news, "now": moments.now()}


def _first_steps(request: ActingRequest) -> HttpResponse:
    steps = first_day.steps(by=request.mandate)
    return respond(request, "desk/start/administrator.html", {"steps": steps})
