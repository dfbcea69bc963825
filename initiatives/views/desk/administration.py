"""The administrator's home: what the first day needs, how far it is, and what comes next."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from initiatives import health
from initiatives.domain.desk import pages
from initiatives.domain.kernel import moments
from initiatives.domain.log import backups
from initiatives.domain.mail import invitations, mails
from initiatives.domain.people import ending, first_day, people
from initiatives.domain.reports import given_away
from initiatives.domain.rules import access
from initiatives.models import Organisation
from initiatives.views.kernel.http import administrating, administrating_all, respond
from initiatives.views.kernel.requests import ActingRequest


@require_safe
@administrating
def home(request: ActingRequest) -> HttpResponse:
    """The steps with their counts; the first open one is the next."""
    return respond(request, "desk/administration/home.html", {"tab": "home", **standing(request)})


def standing(request: ActingRequest) -> dict[str, Any]:
    """How far the installation is set up, and what of it needs a look."""
    steps, at = first_day.steps(by=request.mandate), moments.now()
    oversees = access.may_administer_all(request.mandate)
    return {
        "steps": steps,
        "next": next((step for step in steps if not step.done), None),
        "oversees": oversees,
        "backup": backups.last(at=at),
        "faults": [one for one in health.findings(at) if not one.is_right] if oversees else [],
        "folder": mails.folder(),
        "lapsed": invitations.lapsed(people.under(request.mandate), at=at).count(),
        "ending": len(ending.listed(by=request.mandate, today=moments.day_of(at))),
        "troubles": mails.counts(mails.listed(by=request.mandate, at=at), mails.TROUBLES),
    }


@require_safe
@administrating_all
def texts(request: ActingRequest) -> HttpResponse:
    """The texts of the operator and whether they are written."""
    rows = [(title, pages.find(slug)) for slug, title in pages.TITLES.items()]
    return respond(request, "desk/administration/texts.html", {"tab": "texts", "rows": rows})


@require_safe
@administrating
def reports(request: ActingRequest) -> HttpResponse:
    """The issued public reports that are to be corrected since they give away what they withhold; none of their texts."""
    found = given_away.issued(Organisation.objects.under(request.mandate))
    context = {"tab": "reports", "found": found, "base": settings.BASE_URL}
    return respond(request, "desk/administration/reports.html", context)
