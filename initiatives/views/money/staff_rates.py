"""What a post of a pay grade costs a year, for the administrator of the installation: a list, and one rate in a form."""

from copy import copy
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.money import staff_rates
from initiatives.forms.money.staff_rates import StaffRateForm
from initiatives.models import StaffRate
from initiatives.views.kernel import settings_record
from initiatives.views.kernel.http import administrating_all, found, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest

TAB = "staff_rates"


@require_safe
@administrating_all
def listing(request: ActingRequest) -> HttpResponse:
    """All rates by pay grade, the latest year first."""
    context = {"tab": TAB, "rates": StaffRate.objects.all()}
    return respond(request, "money/staff_rates.html", context, partials=["saetze"])


@require_http_methods(["GET", "HEAD", "POST"])
@administrating_all
def new(request: ActingRequest) -> HttpResponse:
    def build(data: QueryDict | None) -> StaffRateForm:
        return StaffRateForm(data, instance=StaffRate(), by=request.mandate)

    def save(form: StaffRateForm) -> Done:
        row = staff_rates.add(row=form.instance, by=request.mandate, at=moments.now())
        settings_record.note(request, f"Personalkosten erfasst: {row}")
        return Done(request, f"Der Satz für {row} ist erfasst.", _address())

    return _form(request, build, save, "Satz erfassen")


@require_http_methods(["GET", "HEAD", "POST"])
@administrating_all
def edit(request: ActingRequest, rate_id: int) -> HttpResponse:
    """Put right a rate; lines keep the one that they were reckoned with."""
    row = found(StaffRate.objects.all(), rate_id)

    def build(data: QueryDict | None) -> StaffRateForm:
        return StaffRateForm(data, instance=copy(row), by=request.mandate)

    def save(form: StaffRateForm) -> Done:
        sent = {"values": form.values(), "seen": form.seen_values()}
        changed = staff_rates.edit(row=row, **sent, by=request.mandate, at=moments.now())
        if changed:
            settings_record.note(request, f"Personalkosten geändert: {row}")
        told = "Der Satz ist gespeichert." if changed else "Es war nichts zu ändern."
        return Done(request, told, _address())

    return _form(request, build, save, f"{row} ändern", row)


def _address() -> str:
    return reverse("administration_staff_rates")


def _form(request: ActingRequest, build: Any, save: Any, title: str, row: Any = None) -> HttpResponse:
    context = {
        "tab": TAB,
        "title": title,
        "row": None,
        "action": request.get_full_path(),
        "back": _address(),
        "crumbs": [("Personalkosten", _address()), (title, "")],
    }
    return fill_in(request, build, save, "people/administration/body.html", "formular", context, row)
