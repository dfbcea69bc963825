"""The mandates that end within a month, for who prolongs them or hands them over."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.people import ending
from initiatives.domain.people.organisations import covers
from initiatives.views.kernel.http import administrating, respond
from initiatives.views.kernel.requests import ActingRequest


@require_safe
@administrating
def listing(request: ActingRequest) -> HttpResponse:
    """Of the administrator's people and of what they gave, the first to end first."""
    rows = ending.listed(by=request.mandate, today=moments.today())
    context = {
        "tab": "people",
        "rows": [(row, covers(request.mandate, row.organisation)) for row in rows],
        "crumbs": [("Personen und Mandate", reverse("administration_people")), ("Bald endende Mandate", "")],
    }
    return respond(request, "people/administration/ending.html", context)
