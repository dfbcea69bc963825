"""For whom a person with several mandates acts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse

from initiatives.middleware import SESSION_KEY
from initiatives.views.kernel.http import acting, go, respond
from initiatives.views.kernel.requests import ActingRequest


@acting
def choose(request: ActingRequest) -> HttpResponse:
    """Show the mandates that are valid today, or act under the chosen one from now on (403 for any other)."""
    if request.method != "POST":
        return respond(request, "people/choose_mandate.html")
    chosen = next((m for m in request.mandates if str(m.pk) == request.POST.get("mandate")), None)
    if chosen is None:
        raise PermissionDenied("Unter diesem Mandat können Sie heute nicht handeln.")
    request.session[SESSION_KEY] = chosen.pk
    messages.success(request, f"Sie handeln jetzt als {chosen.title}.")
    return go(request, reverse("start"))
