"""Bodies (Gremien): the list, one in a form."""

from collections.abc import Callable
from copy import copy

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.people import bodies, taking_back
from initiatives.forms.people.bodies import BodyFilter, BodyForm
from initiatives.models import Body, Organisation
from initiatives.models.german import has
from initiatives.views.kernel import settings_record
from initiatives.views.kernel.http import administrating, respond
from initiatives.views.kernel.lists import Column, arrange
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest

COLUMNS = [
    Column("gremium", "Gremium", ("name", "organisation__name")),
    Column("organisation", "Organisation", ("organisation__name", "organisation__kind", "name")),
    Column("art", "Art", ("kind", "organisation__name")),
    Column("berichte", "Berichte erstellt", ("reported_by", "organisation__name")),
    Column("erteilt", "Erteilte Berichte", ("issued", "organisation__name"), numeric=True),
]


def _reach(request: ActingRequest) -> QuerySet[Body]:
    reach = Organisation.objects.under(request.mandate)
    return Body.objects.filter(organisation__in=reach).select_related("organisation")


@require_safe
@administrating
def listing(request: ActingRequest) -> HttpResponse:
    """All bodies of the administrator's reach; `?suche=` and `?art=` filter, `?sort=` orders."""
    rows = _reach(request).annotate(issued=Count("reports", Q(reports__state="issued")))
    chosen = BodyFilter(request.GET)
    context = {
        "tab": "bodies",
        "listing": arrange(request, _filtered(rows, chosen), COLUMNS),
        "filter": chosen,
        "is_filtered": any(request.GET.get(name) for name in chosen.fields),
        "has_organisations": Organisation.objects.under(request.mandate).exists(),
    }
    return respond(request, "people/administration/bodies.html", context, partials=["liste"])


def _filtered(rows: QuerySet, chosen: BodyFilter) -> QuerySet:
    if not chosen.is_valid():
        return rows.none()
    text, kind = chosen.cleaned_data["suche"], chosen.cleaned_data["art"]
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(has("name", text)) | Q(has("organisation__designation", text)))
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def new(request: ActingRequest) -> HttpResponse:
    """Add a body; `?organisation=` chooses its organisation beforehand."""

    def build(data: QueryDict | None) -> BodyForm:
        initial = {"organisation": request.GET.get("organisation")}
        return BodyForm(data, by=request.mandate, initial=initial)

    def save(form: BodyForm) -> Done:
        row = bodies.create(values=form.values(), by=request.mandate, at=moments.now())
        settings_record.note(request, f"Gremium angelegt: {row}", row.organisation)
        return Done(request, f"Gremium {row} ist angelegt.", reverse("administration_bodies"))

    return _form(request, build, save)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def edit(request: ActingRequest, body_id: int) -> HttpResponse:
    """Change a body."""
    row = get_object_or_404(_reach(request), pk=body_id)

    def build(data: QueryDict | None) -> BodyForm:
        return BodyForm(data, instance=copy(row), by=request.mandate)

    def save(form: BodyForm) -> Done:
        sent = {"values": form.values(), "seen": form.seen_values()}
        changed = bodies.edit(body=row, **sent, by=request.mandate, at=moments.now())
        if changed:
            settings_record.note(request, f"Gremium geändert: {row}", row.organisation)
        told = "Die Angaben sind gespeichert." if changed else "Es war nichts zu ändern."
        return Done(request, told, reverse("administration_bodies"))

    return _form(request, build, save, row)


def _form(request: ActingRequest, build: Callable, save: Callable, row: Body | None = None) -> HttpResponse:
    title = f"{row} ändern" if row else "Gremium anlegen"
    context = {
        "tab": "bodies",
        "title": title,
        "row": row,
        "is_unused": row is not None and not taking_back.uses(row),
        "action": request.get_full_path(),
        "back": reverse("administration_bodies"),
        "crumbs": [("Gremien", reverse("administration_bodies")), (title, "")],
    }
    template = "people/administration/body.html"
    return fill_in(request, build, save, template, "formular", context, row)
