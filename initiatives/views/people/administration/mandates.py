"""Mandates: giving one to a person, and ending it."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.people import mandates
from initiatives.forms.people.mandates import EndForm, MandateForm
from initiatives.models import Mandate
from initiatives.views.kernel.http import administrating
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in, submit
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.people.administration import person_page


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def new(request: ActingRequest, user_id: int) -> HttpResponse:
    """Give a person a further mandate."""
    user = person_page.find(request, user_id)

    def build(data: QueryDict | None) -> MandateForm:
        return MandateForm(data, instance=Mandate(user=user), by=request.mandate)

    def save(form: MandateForm) -> Done:
        given = mandates.grant(user=user, by=request.mandate, at=moments.now(), **form.values())
        return Done(request, f"Mandat erteilt: {given.title}.", person_page.address(user))

    context = {
        "tab": "people",
        "person": user,
        "action": request.path,
        "back": person_page.address(user),
        "crumbs": person_page.crumbs(user, "Mandat geben"),
    }
    return fill_in(request, build, save, "people/administration/mandate.html", "formular", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def end(request: ActingRequest, mandate_id: int) -> HttpResponse:
    """End a mandate, today unless another day is given; the form stands beside it on the person's page."""
    mandate = get_object_or_404(mandates.under(request.mandate).with_names(), pk=mandate_id)
    user = person_page.find(request, mandate.user_id)

    def build(data: QueryDict | None) -> EndForm:
        return EndForm(data, initial={"last_day": moments.today()})

    def save(form: EndForm) -> Done:
        ended = mandates.end(mandate=mandate, by=request.mandate, at=moments.now(), **form.cleaned_data)
        told = f"{mandate.title}: letzter Tag {ended.valid_until:%d.%m.%Y}."
        return Done(request, told, person_page.address(user))

    sent = submit(request, build, save)
    return sent.answer or person_page.answer(request, user, editing=str(mandate.pk), sent=sent)
