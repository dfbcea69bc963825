"""What a person changes of the own account, and where others find it."""

from copy import copy

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from initiatives.domain.circle import directory
from initiatives.domain.kernel import moments
from initiatives.domain.people import people
from initiatives.forms.people.people import OwnForm
from initiatives.models import User
from initiatives.views.kernel.http import acting
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest) -> HttpResponse:
    """The form of the own name and telephone."""
    user = User.objects.get(pk=request.mandate.user_id)

    def build(data: QueryDict | None) -> OwnForm:
        return OwnForm(data, instance=copy(user), by=request.mandate)

    def save(form: OwnForm) -> Done:
        sent = {"values": form.values(), "seen": form.seen_values()}
        changed = people.edit_own(**sent, by=request.mandate, at=moments.now())
        told = "Ihre Angaben sind gespeichert." if changed else "Es war nichts zu ändern."
        return Done(request, told, request.path)

    context = {
        "listed": directory.of_person(mandates=request.mandates),
    }
    return fill_in(request, build, save, "people/own_details.html", "angaben", context, row=user)
