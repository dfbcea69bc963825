"""Mandates: giving one to a person, and ending it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.people import mandates
from initiatives.forms.people.mandates import EndForm, MandateForm
from initiatives.models import Mandate
from initiatives.views.kernel.http import administrating, respond
from initiatives.views.kernel.submitting import submit
from initiatives.views.people import administration_person as person_page


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def new(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a person a further mandate."""
    user = person_page.find(request, user_id)

    def build(data: QueryDict | None) -> MandateForm:
        return MandateForm(data, instance=Mandate(user=user), by=request.mandate)

    def save(form: MandateForm) -> Mandate:
        return mandates.grant(user=user, by=request.mandate, at=moments.now(), **form.values())

    sent = submit(request, build, save)
    if sent.done:
        messages.success(request, f"Mandat erteilt: {sent.result.title}.")
        return person_page.back(request, user)
    context = {
        "tab": "people",
        "person": user,
        "form": sent.form,
        "action": request.path,
        "back": reverse("administration_person", args=[user.pk]),
        "crumbs": person_page.crumbs(user, "Mandat geben"),
    }
    template = "initiatives/administration/mandate.html"
    return respond(request, template, context, partials=["formular"], status=sent.status)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def end(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """End a mandate, today unless another day is given; the form stands beside it on the person's page."""
    mandate = get_object_or_404(mandates.under(request.mandate).with_names(), pk=mandate_id)
    user = person_page.find(request, mandate.user_id)

    def build(data: QueryDict | None) -> EndForm:
        return EndForm(data, initial={"last_day": moments.today()})

    def save(form: EndForm) -> Mandate:
        return mandates.end(mandate=mandate, by=request.mandate, at=moments.now(), **form.cleaned_data)

    sent = submit(request, build, save)
    if sent.done:
        messages.success(request, f"{mandate.title}: letzter Tag {sent.result.valid_until:%d.%m.%Y}.")
        return person_page.back(request, user)
    return person_page.answer(request, user, editing=str(mandate.pk), sent=sent)
