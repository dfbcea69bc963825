"""One page on which an organisation, a body, a person or an initiative that was made by mistake is taken back."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.people import homes, taking_back
from initiatives.forms.people.people import ConfirmForm
from initiatives.models import Body, Initiative, Mandate, Organisation
from initiatives.views.kernel.http import administrating, found
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest


class Kind(NamedTuple):
    """`tab` and `page` are the route of the list and of one; `goes` names what is taken back with it."""

    tab: str
    page: str
    listed: str
    reach: Callable[[Mandate], QuerySet]
    goes: str


KINDS = {
    "organisationen": Kind(
        "organisations",
        "administration_organisation",
        "Organisationen",
        lambda by: Organisation.objects.under(by),
        "Mit ihr gehen ihre Einwohnerzahlen und ihr Wappen. Name und AGS sind wieder frei.",
    ),
    "gremien": Kind(
        "bodies",
        "administration_body",
        "Gremien",
        lambda by: Body.objects.filter(organisation__in=Organisation.objects.under(by)),
        "Mit ihm geht sein Sitzungskalender. Name und Kurzname sind wieder frei.",
    ),
    "personen": Kind(
        "people",
        "administration_person",
        "Personen und Mandate",
        homes.at_home,
        "Mit ihr gehen ihr Konto und ihre Mandate. Die E-Mail-Adresse ist wieder frei.",
    ),
    "initiativen": Kind(
        "initiatives",
        "administration_initiative",
        "Initiativen",
        lambda by: Initiative.objects.under(by),
        "Mit ihr gehen ihre Angaben, ihre Teilnehmenden und ihre Rahmenbedingungen.",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def show(request: ActingRequest, kind: str, row_id: int) -> HttpResponse:
    """What goes, and the box that confirms it; or what refers to it."""
    if kind not in KINDS:
        raise Http404
    one = KINDS[kind]
    row = found(one.reach(request.mandate), row_id)
    listed = reverse(f"administration_{one.tab}")

    def save(form: ConfirmForm) -> Done:
        taking_back.take_back(row=row, by=request.mandate, at=moments.now())
        return Done(request, f"{name} ist zurückgenommen.", listed)

    name = str(row)
    page = reverse(one.page, args=[row.pk])
    context = {
        "tab": one.tab,
        "name": name,
        "goes": one.goes,
        "uses": taking_back.uses(row),
        "action": request.path,
        "back": page,
        "crumbs": [(one.listed, listed), (name, page), ("Zurücknehmen", "")],
    }
    build = partial(ConfirmForm, label="Ja, das wurde aus Versehen angelegt")
    return fill_in(request, build, save, "people/administration/take_back.html", "formular", context)
