"""The arms of an organisation: shown, uploaded, taken away."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.people import arms
from initiatives.forms.people.organisations import ArmsForm
from initiatives.models import Organisation
from initiatives.views.kernel import settings_record
from initiatives.views.kernel.http import administrating, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import press, submit
from initiatives.views.kernel.requests import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def show(request: ActingRequest, organisation_id: int) -> HttpResponse:
    """The picture that stands in the head of the papers, and the form for another; `entfernen` takes it away."""
    row = get_object_or_404(Organisation.objects.under(request.mandate), pk=organisation_id)
    acted: dict[str, Any] = {"organisation": row, "by": request.mandate, "at": moments.now()}
    address = reverse("administration_organisation_arms", args=[row.pk])

    def remove() -> Done:
        arms.remove(**acted)
        settings_record.note(request, f"Wappen entfernt: {row}", row)
        return Done(request, "Das Wappen ist entfernt. Künftige Vorlagen haben keines mehr.", address)

    def place(form: ArmsForm) -> Done:
        arms.place(file=form.cleaned_data["file"], **acted)
        settings_record.note(request, f"Wappen gesetzt: {row}", row)
        return Done(request, "Das Wappen ist gespeichert. Es steht im Kopf künftiger Vorlagen.", address)

    if "entfernen" in request.POST:
        return press(
            request, remove, lambda refusal: _show(request, row, ArmsForm(), refusal.message, status=422)
        )
    sent = submit(request, ArmsForm, place)
    return sent.answer or _show(request, row, sent.form, status=sent.status)


def _show(
    request: ActingRequest, row: Organisation, form: ArmsForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    current = arms.current(row)
    context = {
        "tab": "organisations",
        "row": row,
        "form": form,
        "refusal": refusal,
        "current": current,
        "picture": arms.data_uri(current),
        "crumbs": [
            ("Organisationen", reverse("administration_organisations")),
            (str(row), reverse("administration_organisation", args=[row.pk])),
            ("Wappen", ""),
        ],
    }
    template = "people/administration/arms.html"
    return respond(request, template, context, partials=["wappen"], status=status)
