"""What a person changes of the own account, and where others find it."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from initiatives.domain.circle import directory
from initiatives.domain.kernel import moments
from initiatives.domain.people import people
from initiatives.forms.people.people import OwnForm
from initiatives.models import User
from initiatives.views.kernel.http import acting, go, respond
from initiatives.views.kernel.submitting import submit


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: HttpRequest) -> HttpResponse:
    """The form of the own name and telephone."""
    user = User.objects.get(pk=request.user.pk)

    def build(data: QueryDict | None) -> OwnForm:
        return OwnForm(data, instance=copy(user), by=request.mandate)

    def save(form: OwnForm) -> bool:
        return people.edit_own(
            values=form.values(), seen=form.seen_values(), by=request.mandate, at=moments.now()
        )

    sent = submit(request, build, save, user)
    if sent.done:
        messages.success(
            request, "Ihre Angaben sind gespeichert." if sent.result else "Es war nichts zu ändern."
        )
        return go(request, request.path)
    context = {
        "form": sent.form,
        "clash": sent.clash,
        "listed": directory.of_person(mandates=request.mandates),
    }
    return respond(
        request, "initiatives/directory/own.html", context, partials=["angaben"], status=sent.status
    )
