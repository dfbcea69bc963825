"""What a person changes of the own account, where others find it, and all that is stored about it."""

from copy import copy

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from initiatives.domain.circle import directory
from initiatives.domain.kernel import moments
from initiatives.domain.people import people, personal_data
from initiatives.forms.people.people import OwnForm
from initiatives.models import User
from initiatives.origins import origin
from initiatives.views.kernel import files
from initiatives.views.kernel.http import acting
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest, Request


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


@require_POST
def export(request: Request) -> HttpResponse:
    """All that is stored about oneself, as a file (Art. 15 DSGVO); also for who has no mandate any more."""
    user = get_object_or_404(User, pk=request.user.pk)
    data = personal_data.hand_out(user=user, by=user, at=moments.now(), origin=origin(request))
    return files.json_file(data, "auskunft")
