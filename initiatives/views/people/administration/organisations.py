"""Organisations: the list, one in a form, many from a CSV file."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.tables import Faulty
from initiatives.domain.people import organisations, organisations_csv, taking_back
from initiatives.forms.people.organisations import ImportForm, OrganisationFilter, OrganisationForm
from initiatives.models import Organisation, PopulationFigure
from initiatives.models.german import has
from initiatives.views.kernel import settings_record
from initiatives.views.kernel.http import administrating, respond
from initiatives.views.kernel.lists import Column, arrange
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in, submit
from initiatives.views.kernel.requests import ActingRequest

COLUMNS = [
    Column("name", "Organisation", ("name", "kind")),
    Column("art", "Art", ("kind", "name")),
    Column("ags", "AGS", ("ags",)),
    Column("kreis", "Kreis", ("county__name", "name")),
    Column("einwohner", "Einwohner", ("population", "name"), numeric=True),
]
FAULTS_SHOWN = 100
# column of the file, whether it must be there, what stands in it
CELLS = [
    ("AGS", True, "auch Gemeindeschlüssel oder ARS; acht Ziffern, bei einem Kreis fünf; leer bei Dritten"),
    ("Name", True, "auch Gemeindename: Nottuln, oder wie in amtlichen Listen „Coesfeld, Stadt“"),
    ("Bezeichnung", False, "die amtliche, Gemeinde Nottuln; sonst aus Art und Name"),
    ("Art", False, "gemeinde, stadt, kreisfreie_stadt, kreis oder dritte; sonst aus dem Namen"),
    ("Kreisschlüssel", False, "AGS des Kreises; sonst nach den ersten fünf Ziffern des AGS"),
    ("Kreis", False, "sein Name; wird mit dem AGS verglichen"),
    ("Einwohner", False, "auch Bevölkerung insgesamt, zum Beispiel 19901 oder 19.901"),
    ("Stichtag", False, "dazu, 31.12.2022 oder 2022-12-31; sonst aus der Kopfzeile: Einwohner am 31.12.2022"),
    ("Breite", False, "Grad, 51,928018 oder 51.928018"),
    ("Länge", False, "Grad, 7,352893 oder 7.352893"),
]


@require_safe
@administrating
def listing(request: ActingRequest) -> HttpResponse:
    """All organisations of the administrator's reach; `?suche=` and `?art=` filter, `?sort=` orders."""
    latest = PopulationFigure.objects.filter(organisation=OuterRef("pk")).order_by("-date")
    rows = Organisation.objects.under(request.mandate).select_related("county")
    rows = rows.annotate(
        population=Subquery(latest.values("value")[:1]), population_date=Subquery(latest.values("date")[:1])
    )
    chosen = OrganisationFilter(request.GET)
    context = {
        "tab": "organisations",
        "listing": arrange(request, _filtered(rows, chosen), COLUMNS),
        "filter": chosen,
        "is_filtered": any(request.GET.get(name) for name in chosen.fields),
    }
    return respond(request, "people/administration/organisations.html", context, partials=["liste"])


def _filtered(rows: QuerySet, chosen: OrganisationFilter) -> QuerySet:
    if not chosen.is_valid():
        return rows.none()
    text, kind = chosen.cleaned_data["suche"], chosen.cleaned_data["art"]
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(has("designation", text)) | Q(has("name", text)) | Q(ags__startswith=text))
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def new(request: ActingRequest) -> HttpResponse:
    """Add an organisation."""

    def build(data: QueryDict | None) -> OrganisationForm:
        return OrganisationForm(data, by=request.mandate)

    def save(form: OrganisationForm) -> Done:
        sent: dict[str, Any] = {"values": form.values(), "figure": form.figure()}
        row = organisations.create(**sent, by=request.mandate, at=moments.now())
        settings_record.note(request, f"Organisation angelegt: {row}", row)
        return Done(request, f"{row} ist angelegt.", reverse("administration_organisations"))

    return _form(request, build, save)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def edit(request: ActingRequest, organisation_id: int) -> HttpResponse:
    """Change an organisation."""
    row = get_object_or_404(Organisation.objects.under(request.mandate), pk=organisation_id)

    def build(data: QueryDict | None) -> OrganisationForm:
        return OrganisationForm(data, instance=copy(row), by=request.mandate)

    def save(form: OrganisationForm) -> Done:
        sent: dict[str, Any] = {"values": form.values(), "seen": form.seen_values(), "figure": form.figure()}
        changed = organisations.edit(organisation=row, **sent, by=request.mandate, at=moments.now())
        if changed:
            settings_record.note(request, f"Organisation geändert: {row}", row)
        told = "Die Angaben sind gespeichert." if changed else "Es war nichts zu ändern."
        return Done(request, told, reverse("administration_organisations"))

    return _form(request, build, save, row)


def _form(
    request: ActingRequest, build: Callable, save: Callable, row: Organisation | None = None
) -> HttpResponse:
    title = f"{row} ändern" if row else "Organisation anlegen"
    context = {
        "tab": "organisations",
        "title": title,
        "row": row,
        "is_unused": row is not None and not taking_back.uses(row),
        "figures": list(row.populations.all()) if row else [],
        "action": request.path,
        "back": reverse("administration_organisations"),
        "crumbs": [("Organisationen", reverse("administration_organisations")), (title, "")],
    }
    template = "people/administration/organisation.html"
    return fill_in(request, build, save, template, "formular", context, row)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def read_in(request: ActingRequest) -> HttpResponse:
    """Take organisations over from a CSV file: all of it or, with every fault told, nothing."""
    address = reverse("administration_organisations")
    context: dict[str, Any] = {
        "tab": "organisations",
        "cells": CELLS,
        "crumbs": [("Organisationen", address), ("CSV einlesen", "")],
    }

    def page(form: ImportForm, status: int = 200) -> HttpResponse:
        template = "people/administration/import.html"
        return respond(request, template, context | {"form": form}, status=status)

    def save(form: ImportForm) -> Done:
        try:
            context["outcome"] = outcome = organisations_csv.load(
                data=form.cleaned_data["file"],
                source=form.cleaned_data["source"],
                by=request.mandate,
                at=moments.now(),
            )
        except Faulty as faulty:
            context["faults"] = faulty.faults[:FAULTS_SHOWN]
            context["more_faults"] = len(faulty.faults) - FAULTS_SHOWN
            raise
        counts = f"{len(outcome.added)} neu, {len(outcome.changed)} geändert"
        subject = f"Organisationen aus einer CSV-Datei eingelesen: {counts}"
        settings_record.note(request, subject, request.mandate.organisation)
        return Done(request, "", address, then=lambda: page(form))

    sent = submit(request, ImportForm, save)
    return sent.answer or page(sent.form, sent.status)


@require_safe
@administrating
def example(request: ActingRequest) -> HttpResponse:
    """A CSV file with the header and one line, to fill in."""
    headers = {"Content-Disposition": 'attachment; filename="organisationen.csv"'}
    return HttpResponse(organisations_csv.EXAMPLE, content_type="text/csv; charset=utf-8", headers=headers)
