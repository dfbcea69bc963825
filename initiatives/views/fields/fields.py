"""Fields of activity: the page of one, edited in place; proposing one; its history."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.forms.fields.fields import ProposalForm
from initiatives.models import Event
from initiatives.views.fields import page as field_page
from initiatives.views.fields.actions.table import ACTIONS, NUMBERED
from initiatives.views.kernel.http import acting, allow
from initiatives.views.kernel.initiative import visible
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import answer, fill_in
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.log.histories import listing


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, field_id: int) -> HttpResponse:
    """The page; `?bearbeiten=` is one of the actions of actions/table.py."""
    return answer(request, field_page.load, field_id, field_page.show, ACTIONS, NUMBERED)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """Propose a field; it starts in phase 0."""
    initiative = visible(request, initiative_id)
    facts = loading.facts(initiative.pk)
    allow(access.may(request.mandate, "field.propose", facts))

    def save(form: ProposalForm) -> Done:
        sent: dict[str, Any] = {"by": request.mandate, "at": moments.now(), **form.cleaned_data}
        field = fields.propose(initiative=initiative, **sent)
        return Done(request, "Das Feld ist vorgeschlagen.", reverse("field", args=[field.pk]))

    context = {
        "facts": facts,
        "crumbs": [
            (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
            ("Feld vorschlagen", ""),
        ],
    }
    return fill_in(request, ProposalForm, save, "fields/new.html", "vorschlag", context)


@require_safe
@acting
def history(request: ActingRequest, field_id: int) -> HttpResponse:
    """All events of a field, newest first, page by page."""
    page = field_page.load(request, field_id)
    crumbs = [
        (f"Initiative {page.facts.short_title}", reverse("initiative", args=[page.facts.id])),
        (page.field.title, page.url),
        ("Verlauf", ""),
    ]
    rows = Event.objects.filter(field_id=field_id).visible_to(request.mandate)
    entries_url, title = reverse("field_entries", args=[field_id]), f"Verlauf: {page.field.title}"
    return listing(request, rows, page.facts, title, crumbs, page.field.title, entries_url)
