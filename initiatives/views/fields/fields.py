"""Fields of activity: the page of one, edited in place; proposing one; its history."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.forms.fields.fields import ProposalForm
from initiatives.models import Event
from initiatives.views.circle.initiative_page import visible
from initiatives.views.fields import field_page, sections
from initiatives.views.kernel.http import acting, allow, go, respond
from initiatives.views.log.histories import listing


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: HttpRequest, field_id: int) -> HttpResponse:
    """The page; `?bearbeiten=` opens a section's form, and what is posted there is saved."""
    page = field_page.load(request, field_id)
    editing = request.GET.get("bearbeiten", "")
    if request.method == "POST":
        return sections.save(request, page, editing)
    if not editing:
        return field_page.show(request, page)
    form = sections.find(page, editing).form(page, None)
    return field_page.show(request, page, editing=editing, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Propose a field; it starts in phase 0."""
    initiative = visible(request, initiative_id)
    facts = loading.facts(initiative.pk)
    allow(access.may(request.mandate, "field.propose", facts))
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            field = fields.propose(
                initiative=initiative, by=request.mandate, at=moments.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, "Das Feld ist vorgeschlagen.")
            return go(request, reverse("field", args=[field.pk]))
    context = {
        "facts": facts,
        "form": form,
        "crumbs": [
            (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
            ("Feld vorschlagen", ""),
        ],
    }
    return respond(
        request,
        "initiatives/fields/new.html",
        context,
        partials=["vorschlag"],
        status=422 if form.errors else 200,
    )


@require_safe
@acting
def history(request: HttpRequest, field_id: int) -> HttpResponse:
    """All events of a field, newest first, page by page."""
    page = field_page.load(request, field_id)
    crumbs = [
        (f"Initiative {page.facts.short_title}", reverse("initiative", args=[page.facts.id])),
        (page.field.title, page.url),
        ("Verlauf", ""),
    ]
    rows = Event.objects.filter(field_id=field_id).visible_to(request.mandate)
    return listing(request, rows, [page.facts], f"Verlauf: {page.field.title}", crumbs)
