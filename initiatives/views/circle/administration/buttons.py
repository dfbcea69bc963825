"""The buttons on the administrator's page of an initiative: starting sets, order of the fields."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from initiatives.domain.circle import conditions
from initiatives.domain.fields import ordering, standards
from initiatives.domain.kernel import moments
from initiatives.forms.circle.initiatives import StandardConditionsForm, StandardFieldsForm
from initiatives.forms.fields.ordering import OrderForm
from initiatives.forms.kernel.base import Form
from initiatives.models import Field
from initiatives.views.circle.administration.page import AdminPage, load, reach, show
from initiatives.views.kernel.http import administrating
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import Shown, give_back, submit
from initiatives.views.kernel.requests import ActingRequest


def _take_over(
    request: ActingRequest,
    page: AdminPage,
    anchor: str,
    form: type[Form],
    act: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Do it for the day of the form and go back to the section; a refusal is told there (422)."""

    def save(form: Form) -> Done:
        typed = {**form.cleaned_data, "by": request.mandate, "at": moments.now()}
        return Done(request, act(typed), f"{page.url}#{anchor}")

    sent = submit(request, form, save)
    return sent.answer or show(request, page, Shown(status=sent.status), taken_over=sent.form)


@require_POST
@administrating
def take_over_conditions(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """Add the nine conditions, as far as they do not stand yet."""
    page = load(request, initiative_id)

    def act(typed: dict[str, Any]) -> str:
        added = conditions.take_over_standard(initiative=page.row, **typed)
        return (
            f"{len(added)} Rahmenbedingungen übernommen."
            if added
            else "Alle neun Rahmenbedingungen gelten schon."
        )

    return _take_over(request, page, "rahmenbedingungen", StandardConditionsForm, act)


@require_POST
@administrating
def take_over_fields(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """Propose the seven fields, as far as they are not there yet."""
    page = load(request, initiative_id)

    def act(typed: dict[str, Any]) -> str:
        added = standards.take_over_fields(initiative=page.row, **typed)
        return (
            f"{len(added)} Betätigungsfelder vorgeschlagen." if added else "Alle sieben Felder gibt es schon."
        )

    return _take_over(request, page, "felder", StandardFieldsForm, act)


@require_POST
@administrating
def move_field(request: ActingRequest, field_id: int) -> HttpResponse:
    """Let a field change places with its neighbour: `nach` is "oben" or "unten"; where that needs a `reason`, it is asked for."""
    row = get_object_or_404(Field, pk=field_id, initiative__in=reach(request).values("pk"))
    page, up = load(request, row.initiative_id), request.POST.get("nach") == "oben"

    def save(form: OrderForm) -> Done:
        reason = form.cleaned_data["reason"]
        ordering.move(field=row, up=up, reason=reason, by=request.mandate, at=moments.now())
        told = f"„{row.title}“ steht jetzt weiter {'oben' if up else 'unten'}."
        return Done(request, told, f"{page.url}#felder")

    sent = submit(request, OrderForm, save)
    if sent.answer:
        return sent.answer
    if sent.form.has_error(NON_FIELD_ERRORS):
        give_back(request, sent.form)
        return show(request, page, Shown(status=sent.status))
    return show(request, page, move={"row": row, "nach": "oben" if up else "unten", "form": sent.form})
