"""Mandates: giving one to a person, ending it, and withdrawing one that was given by mistake."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.people import homes, mandates
from initiatives.enums import MandateState
from initiatives.forms.people.mandates import EndForm, MandateForm
from initiatives.forms.people.people import ConfirmForm
from initiatives.models import Mandate
from initiatives.views.kernel.http import administrating
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in, submit
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.people.administration import person_page

F = TypeVar("F", bound=BaseForm)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def new(request: ActingRequest, user_id: int) -> HttpResponse:
    """Give a person a further mandate."""
    user = person_page.find(request, user_id)

    def build(data: QueryDict | None) -> MandateForm:
        return MandateForm(data, instance=Mandate(user=user), by=request.mandate)

    def save(form: MandateForm) -> Done:
        known_as = getattr(user, "address", "")
        given = mandates.grant(
            user=user, known_as=known_as, by=request.mandate, at=moments.now(), **form.values()
        )
        told = f"Mandat erteilt: {given.title}."
        if given.state == MandateState.OFFERED:
            told = f"Mandat angeboten: {given.title}. Es gilt, sobald die Person es annimmt."
        return Done(request, told, person_page.address(user))

    context = {
        "tab": "people",
        "called": person_page.called(user),
        "is_offer": not homes.decides(by=request.mandate, user=user),
        "action": request.path,
        "back": person_page.address(user),
        "crumbs": person_page.crumbs(user, "Mandat geben"),
    }
    return fill_in(request, build, save, "people/administration/mandate.html", "formular", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def end(request: ActingRequest, mandate_id: int) -> HttpResponse:
    """End a mandate, today unless another day is given; the form stands beside it on the person's page."""

    def build(data: QueryDict | None) -> EndForm:
        return EndForm(data, initial={"last_day": moments.today()})

    def save(mandate: Mandate, form: EndForm) -> str:
        ended = mandates.end(mandate=mandate, by=request.mandate, at=moments.now(), **form.cleaned_data)
        return f"{mandate.title}: letzter Tag {ended.valid_until:%d.%m.%Y}."

    return _in_place(request, mandate_id, "beenden", build, save)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def withdraw(request: ActingRequest, mandate_id: int) -> HttpResponse:
    """Withdraw a mandate that was given by mistake, or an offer, once that is confirmed; the form stands beside it."""

    def build(data: QueryDict | None) -> ConfirmForm:
        return ConfirmForm(data, label="Ja, dieses Mandat sofort zurückziehen")

    def save(mandate: Mandate, form: ConfirmForm) -> str:
        mandates.withdraw(mandate=mandate, by=request.mandate, at=moments.now())
        return f"Zurückgezogen: {mandate.title}. Was darunter geschehen ist, bleibt."

    return _in_place(request, mandate_id, "zurueckziehen", build, save)


def _in_place(
    request: ActingRequest,
    mandate_id: int,
    editing: str,
    build: Callable[[QueryDict | None], F],
    save: Callable[[Mandate, F], str],
) -> HttpResponse:
    """The form of one mandate on the page of its person; whose own hat went goes to the start."""
    mandate = get_object_or_404(mandates.under(request.mandate).with_names(), pk=mandate_id)
    user = person_page.find(request, mandate.user_id)

    def done(form: F) -> Done:
        told = save(mandate, form)
        lost = mandate.pk == request.mandate.pk and editing == "zurueckziehen"
        return Done(request, told, reverse("start") if lost else person_page.address(user))

    sent = submit(request, build, done)
    return sent.answer or person_page.answer(request, user, editing=f"{editing}-{mandate.pk}", sent=sent)
