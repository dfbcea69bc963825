"""The arms of an organisation: shown, uploaded, taken away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.people import arms
from initiatives.forms.people.organisations import ArmsForm
from initiatives.models import Organisation
from initiatives.views.kernel.http import administrating, go, respond


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def show(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The picture that stands in the head of the papers, and the form for another; `entfernen` takes it away."""
    row = get_object_or_404(Organisation.objects.under(request.mandate), pk=organisation_id)
    removing = "entfernen" in request.POST
    form = ArmsForm(request.POST, request.FILES) if request.method == "POST" and not removing else ArmsForm()
    refusal = ""
    if removing or form.is_valid():
        try:
            messages.success(request, _save(request, row, form, removing))
            return go(request, reverse("administration_organisation_arms", args=[row.pk]))
        except Refused as refused:
            if refused.field:
                form.add_error(refused.field, refused.message)
            refusal = "" if refused.field else refused.message
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
    status = 422 if form.errors or refusal else 200
    template = "initiatives/administration/arms.html"
    return respond(request, template, context, partials=["wappen"], status=status)


def _save(request: HttpRequest, row: Organisation, form: ArmsForm, removing: bool) -> str:
    if removing:
        arms.remove(organisation=row, by=request.mandate, at=moments.now())
        return "Das Wappen ist entfernt. Künftige Vorlagen haben keines mehr."
    arms.place(organisation=row, file=form.cleaned_data["file"], by=request.mandate, at=moments.now())
    return "Das Wappen ist gespeichert. Es steht im Kopf künftiger Vorlagen."
