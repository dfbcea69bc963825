"""The law of the Länder, for the administrator of the installation: one Land, and one rule in a form."""

from copy import copy
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.domain.agreements import law
from initiatives.domain.kernel import moments
from initiatives.enums.agreements import LAENDER
from initiatives.forms.agreements.law import (
    AuthorityForm,
    AuthorityVersionForm,
    CompetenceForm,
    CompetenceVersionForm,
    LandFilter,
    LegalFormForm,
    LegalTermForm,
    ProgrammeVersionForm,
    RuleForm,
    TermVersionForm,
)
from initiatives.models import Authority, Competence, FundingProgramme, LegalForm, LegalTerm, Organisation
from initiatives.views.kernel import settings_record
from initiatives.views.kernel.http import administrating_all, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest


class Part(NamedTuple):
    """One kind of rules: its title, what one of them is called, its table, the form of a new one and of a version."""

    title: str
    word: str
    model: Any
    form: type[RuleForm]
    version: type[RuleForm]


PARTS = {
    "rechtsform": Part("Rechtsformen", "Rechtsform", LegalForm, LegalFormForm, LegalFormForm),
    "frist": Part("Fristen", "Frist", LegalTerm, LegalTermForm, TermVersionForm),
    "zustaendigkeit": Part(
        "Zuständigkeiten", "Zuständigkeit", Authority, AuthorityForm, AuthorityVersionForm
    ),
    "vertretung": Part(
        "Zuständige Vertretungen", "Vertretung", Competence, CompetenceForm, CompetenceVersionForm
    ),
    "foerderprogramm": Part(
        "Förderprogramme", "Förderprogramm", FundingProgramme, ProgrammeVersionForm, ProgrammeVersionForm
    ),
}


@require_safe
@administrating_all
def listing(request: ActingRequest) -> HttpResponse:
    """The rules of the Land of `?land=`, without one of that in which most municipalities lie."""
    land = request.GET.get("land") or _usual()
    if land not in LAENDER:
        raise Http404
    today = moments.today()
    parts = [
        (slug, part, [(row, _holds(row, today)) for row in part.model.objects.filter(land=land)])
        for slug, part in PARTS.items()
    ]
    context = {
        "tab": "law",
        "land": land,
        "name": LAENDER[land],
        "parts": parts,
        "filter": LandFilter({"land": land}),
        "action": request.path,
    }
    return respond(request, "agreements/law.html", context, partials=["recht"])


def _usual() -> str:
    found: dict[str, int] = {}
    for ags in Organisation.objects.values_list("ags", flat=True):
        if ags:
            found[ags[:2]] = found.get(ags[:2], 0) + 1
    return max(found, key=lambda one: found[one], default="05")


def _holds(row: Any, day: Any) -> bool:
    return row.valid_from <= day and (row.valid_until is None or row.valid_until >= day)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating_all
def new(request: ActingRequest, part: str) -> HttpResponse:
    """Record a rule of the Land of `?land=`; `?von=` is the one of which it is another version."""
    of = _part(part)
    former = of.model.objects.filter(pk=_number(request.GET.get("von", ""))).first()
    land = former.land if former else request.GET.get("land", "")
    if land not in LAENDER:
        raise Http404
    first = of.model(land=land) if former is None else copy(former)
    first.pk, first.valid_from, first.valid_until = None, None, None

    def build(data: QueryDict | None) -> RuleForm:
        kind = of.form if former is None else of.version
        return kind(data, instance=copy(first), by=request.mandate)

    def save(form: RuleForm) -> Done:
        row = law.add(row=form.instance, by=request.mandate, at=moments.now())
        settings_record.note(request, f"Recht erfasst: {row}")
        return Done(request, f"„{row}“ ist erfasst.", _address(land))

    title = f"{former}: neue Fassung" if former else f"{of.word} erfassen"
    return _form(request, build, save, title, land)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating_all
def edit(request: ActingRequest, part: str, rule_id: int) -> HttpResponse:
    """Put right a version of a rule."""
    of = _part(part)
    row = get_object_or_404(of.model, pk=rule_id)

    def build(data: QueryDict | None) -> RuleForm:
        return of.version(data, instance=copy(row), by=request.mandate)

    def save(form: RuleForm) -> Done:
        sent = {"values": form.values(), "seen": form.seen_values()}
        changed = law.edit(row=row, **sent, by=request.mandate, at=moments.now())
        if changed:
            settings_record.note(request, f"Recht geändert: {row}")
        told = "Die Angaben sind gespeichert." if changed else "Es war nichts zu ändern."
        return Done(request, told, _address(row.land))

    return _form(request, build, save, f"{row} ändern", row.land, row)


def _part(slug: str) -> Part:
    if slug not in PARTS:
        raise Http404
    return PARTS[slug]


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0


def _address(land: str) -> str:
    return f"{reverse('administration_law')}?land={land}"


def _form(
    request: ActingRequest, build: Any, save: Any, title: str, land: str, row: Any = None
) -> HttpResponse:
    context = {
        "tab": "law",
        "title": title,
        "row": None,
        "action": request.get_full_path(),
        "back": _address(land),
        "crumbs": [(f"Recht: {LAENDER[land]}", _address(land)), (title, "")],
    }
    return fill_in(request, build, save, "people/administration/body.html", "formular", context, row)
