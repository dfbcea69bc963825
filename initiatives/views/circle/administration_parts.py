"""The buttons on the administrator's page of an initiative: starting sets, ending a condition, order of the fields."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from initiatives.domain.circle import conditions
from initiatives.domain.fields import ordering, standards
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.forms.fields.ordering import OrderForm
from initiatives.models import Field, FrameworkCondition, Initiative
from initiatives.views.circle import administration_initiative as page
from initiatives.views.kernel.http import administrating


def _press(request: HttpRequest, initiative: Initiative, anchor: str, act: Callable[[], str]) -> HttpResponse:
    """Do it and go back to the section; a refusal is told on the page (422)."""
    try:
        messages.success(request, act())
    except Refused as refusal:
        return page.answer(request, initiative, refusal=refusal.message, status=422)
    return page.back(request, initiative.pk, anchor)


@require_POST
@administrating
def take_over_conditions(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Add the nine conditions, as far as they do not stand yet."""
    initiative = page.find(request, initiative_id)

    def act() -> str:
        added = conditions.take_over_standard(initiative=initiative, by=request.mandate, at=moments.now())
        return (
            f"{len(added)} Rahmenbedingungen übernommen."
            if added
            else "Alle neun Rahmenbedingungen gelten schon."
        )

    return _press(request, initiative, "rahmenbedingungen", act)


@require_POST
@administrating
def end_condition(request: HttpRequest, condition_id: int) -> HttpResponse:
    """Let a condition end today."""
    reach = page.reach(request).values("pk")
    row = get_object_or_404(FrameworkCondition, pk=condition_id, initiative__in=reach)

    def act() -> str:
        conditions.end(condition=row, by=request.mandate, at=moments.now())
        return f"„{row.text}“ gilt ab heute nicht mehr."

    return _press(request, page.find(request, row.initiative_id), "rahmenbedingungen", act)


@require_POST
@administrating
def take_over_fields(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Propose the seven fields, as far as they are not there yet."""
    initiative = page.find(request, initiative_id)

    def act() -> str:
        added = standards.take_over_fields(initiative=initiative, by=request.mandate, at=moments.now())
        return (
            f"{len(added)} Betätigungsfelder vorgeschlagen." if added else "Alle sieben Felder gibt es schon."
        )

    return _press(request, initiative, "felder", act)


@require_POST
@administrating
def move_field(request: HttpRequest, field_id: int) -> HttpResponse:
    """Let a field change places with its neighbour: `nach` is "oben" or "unten"; where that needs a `reason`, it is asked for."""
    row = get_object_or_404(Field, pk=field_id, initiative__in=page.reach(request).values("pk"))
    initiative = page.find(request, row.initiative_id)
    up, form = request.POST.get("nach") == "oben", OrderForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            ordering.move(field=row, up=up, reason=reason, by=request.mandate, at=moments.now())
        except Refused as refusal:
            if not refusal.field:
                return page.answer(request, initiative, refusal=refusal.message, status=422)
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, f"„{row.title}“ steht jetzt weiter {'oben' if up else 'unten'}.")
            return page.back(request, initiative.pk, "felder")
    asked = {"row": row, "nach": "oben" if up else "unten", "form": form}
    return page.answer(request, initiative, move=asked, status=422)
