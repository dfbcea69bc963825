"""Handing a mandate over to a successor, on a page of its own."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.people import handing_over, mandates
from initiatives.enums import MandateState
from initiatives.forms.people.handing_over import HandOverForm
from initiatives.models import Mandate
from initiatives.views.kernel.http import administrating
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.people.administration import person_page
from initiatives.views.people.invitations import invite_all


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def show(request: ActingRequest, mandate_id: int) -> HttpResponse:
    """Who succeeds and when; what goes over by itself, and which mandates the person keeps."""
    today = moments.today()
    standing = mandates.under(request.mandate).not_over_on(today)
    mandate = get_object_or_404(standing.with_names(), pk=mandate_id)
    user = person_page.find(request, mandate.user_id)

    def build(data: QueryDict | None) -> HandOverForm:
        return HandOverForm(data, initial={"last_day": mandate.valid_until or max(today, mandate.valid_from)})

    def save(form: HandOverForm) -> Done:
        done = handing_over.hand_over(
            mandate=mandate, **form.cleaned_data, by=request.mandate, at=moments.now()
        )
        given = done.mandate
        if done.is_new:
            invite_all(request, [given.user])
        return Done(request, _told(given, is_new=done.is_new), person_page.address(given.user))

    context = {
        "tab": "people",
        "mandate": mandate,
        "called": person_page.called(user),
        "kept": list(standing.filter(user=user).exclude(pk=mandate.pk).with_names()),
        "action": request.path,
        "back": person_page.address(user),
        "crumbs": person_page.crumbs(user, "An Nachfolge übergeben"),
    }
    return fill_in(request, build, save, "people/administration/hand_over.html", "formular", context)


def _told(given: Mandate, *, is_new: bool) -> str:
    begins = f"Übergeben: {given.title}, Nachfolge ab {given.valid_from:%d.%m.%Y}."
    if given.state == MandateState.OFFERED:
        return f"{begins} Der Nachfolge ist das Mandat angeboten; es gilt, sobald sie es annimmt."
    return f"{begins} Die Einladung geht hinaus." if is_new else begins
