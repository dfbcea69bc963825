"""Initiatives for the administrator: the list, founding one, and one with its circle, conditions and fields."""

from django.db.models import Count, Q
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.domain.circle import initiatives
from initiatives.domain.kernel import moments
from initiatives.forms.circle.initiatives import FoundingForm
from initiatives.models import Organisation
from initiatives.views.circle.administration import page
from initiatives.views.circle.administration.actions import ACTIONS, NUMBERED
from initiatives.views.kernel.http import administrating, respond
from initiatives.views.kernel.lists import Column, arrange
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import answer, submit
from initiatives.views.kernel.requests import ActingRequest

COLUMNS = [
    Column("titel", "Initiative", ("title",)),
    Column("kreis", "Kreis", ("county__name", "title")),
    Column("einladend", "Einladende Kommune", ("convening__name", "title")),
    Column("teilnehmende", "Teilnehmende", ("members", "title"), numeric=True),
    Column("felder", "Felder", ("field_count", "title"), numeric=True),
    Column("ab", "Dokumentiert ab", ("documented_from", "title")),
]


@require_safe
@administrating
def listing(request: ActingRequest) -> HttpResponse:
    """All initiatives of the administrator's reach."""
    rows = page.reach(request).annotate(
        members=Count("participants", Q(participants__left_on=None), distinct=True),
        field_count=Count("fields", distinct=True),
    )
    context = {
        "tab": "initiatives",
        "listing": arrange(request, rows, COLUMNS),
        "has_organisations": Organisation.objects.under(request.mandate).exists(),
    }
    return respond(request, "circle/administration/initiatives.html", context, partials=["liste"])


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def new(request: ActingRequest) -> HttpResponse:
    """Found an initiative; conditions and fields follow on its page."""

    def build(data: QueryDict | None) -> FoundingForm:
        county = request.mandate.organisation
        return FoundingForm(
            data, by=request.mandate, initial={"documented_from": moments.today(), "county": county}
        )

    def save(form: FoundingForm) -> Done:
        chosen = list(form.cleaned_data["participants"])
        row = initiatives.found(**form.values(), participants=chosen, by=request.mandate, at=moments.now())
        told = "Die Initiative ist angelegt. Es folgen die Rahmenbedingungen und die ersten Felder."
        return Done(request, told, reverse("administration_initiative", args=[row.pk]))

    sent = submit(request, build, save)
    if sent.answer:
        return sent.answer
    address = reverse("administration_initiatives")
    context = {
        "tab": "initiatives",
        "form": sent.form,
        "groups": sent.form.groups(),
        "checked": sent.form.checked(),
        "action": request.path,
        "back": address,
        "crumbs": [("Initiativen", address), ("Initiative anlegen", "")],
    }
    template = "circle/administration/founding.html"
    return respond(request, template, context, partials=["formular"], status=sent.status)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def show(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """One initiative; `?bearbeiten=` is one of the actions of actions.py."""
    return answer(
        request,
        page.load,
        initiative_id,
        page.show,
        ACTIONS,
        NUMBERED,
    )
