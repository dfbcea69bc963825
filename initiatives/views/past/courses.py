"""Entering afterwards what was in an initiative or a field before it was recorded here, many lines in one act."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.past import circles, courses
from initiatives.domain.past.entries import Entry, EntryRefused
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.enums import OrganisationKind
from initiatives.forms.past.circles import CircleForm
from initiatives.forms.past.courses import CourseForm
from initiatives.forms.past.lines import MORE, Line, LinesForm
from initiatives.models import Body, Field, LegalForm, Organisation
from initiatives.models.german import InGerman
from initiatives.views.fields import page as field_page
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.initiative import visible
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest

NOT_YOURS = "Vergangenes trägt nach, wer die Abstimmungsrunden führt, die federführende Kommune oder die Fachadministration."
NOT_YOURS_HERE = "Was die ganze Initiative betrifft, trägt nach, wer einlädt, oder die Fachadministration."
ADDS = "zeilen-"


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def circle(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """What belongs to an initiative as a whole."""
    initiative = visible(request, initiative_id)
    facts = loading.facts(initiative.pk)
    allow(access.may_record_past(request.mandate, facts, None), NOT_YOURS_HERE)

    def build(data: QueryDict | None) -> CircleForm:
        first = {"documented_from": facts.documented_from}
        known = initiative.fields.all()
        return CircleForm(data, initial=first, organisations=_who_may_have_joined(facts), known=known)

    def save(form: CircleForm) -> Done:
        given = form.entries()
        with _blamed(form, given):
            circles.record(
                initiative=initiative,
                documented_from=form.cleaned_data["documented_from"],
                entries=[entry for _, entry in given],
                reason=form.cleaned_data["reason"],
                by=request.mandate,
                at=moments.now(),
            )
        return Done(request, _done(len(given)), reverse("initiative", args=[facts.id]))

    crumbs = [
        (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
        ("Vergangenes nachtragen", ""),
    ]
    context = {"facts": facts, "url": request.path, "crumbs": crumbs}
    return show(request, build, save, "past/circle.html", context)


def _who_may_have_joined(facts: InitiativeFacts) -> QuerySet[Organisation]:
    """The circle, its county with its municipalities, or all counties where it has none."""
    above = Q(kind__in=[OrganisationKind.KREIS, OrganisationKind.KREISFREIE_STADT])
    of_county = Q(county=facts.county.id) | Q(pk=facts.county.id) if facts.county else above
    rows = Organisation.objects.exclude(kind=OrganisationKind.DRITTE)
    return rows.filter(of_county | Q(pk__in=facts.organisations))


@contextmanager
def _blamed(form: LinesForm, given: list[tuple[Line, Entry]]) -> Iterator[None]:
    """A refusal of one entry stands at its line."""
    try:
        yield
    except EntryRefused as refusal:
        column = COLUMNS.get((refusal.field or "").rstrip("0123456789"), refusal.field)
        form.blame(given[refusal.number][0], column, refusal.message)
        raise Refused(WHOLE) from refusal


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def field(request: ActingRequest, field_id: int) -> HttpResponse:
    """The past course of one field."""
    page = field_page.load(request, field_id)
    facts, of_field = page.facts, page.field
    allow(access.may_record_past(request.mandate, facts, of_field), NOT_YOURS)

    def build(data: QueryDict | None) -> CourseForm:
        return CourseForm(data, **_offered(facts), voting=_votes(request, facts, of_field))

    def save(form: CourseForm) -> Done:
        given = form.entries()
        with _blamed(form, given):
            courses.record(
                field=Field(pk=of_field.id),
                entries=[entry for _, entry in given],
                reason=form.cleaned_data["reason"],
                by=request.mandate,
                at=moments.now(),
            )
        return Done(request, _done(len(given)), page.url)

    context = {
        "facts": facts,
        "field": of_field,
        "url": request.path,
        "crumbs": [
            (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
            (of_field.title, page.url),
            ("Vergangenes nachtragen", ""),
        ],
    }
    return show(request, build, save, "past/field.html", context)


def show(
    request: ActingRequest, build: Any, save: Any, template: str, context: dict[str, Any]
) -> HttpResponse:
    """A form of lines; a press on "Weitere Zeilen" gives it back with more of one block, and nothing is checked yet."""
    wanted = request.POST.get("tun", "") if request.method == "POST" else ""
    if not wanted.startswith(ADDS):
        return fill_in(request, build, save, template, "nachtragen", context)
    context["form"] = _longer(build, request.POST, wanted.removeprefix(ADDS))
    return respond(request, template, context, partials=["nachtragen"])


def _longer(build: Any, sent: QueryDict, block: str) -> LinesForm:
    data, typed = sent.copy(), build(sent)
    if block in typed.counts:
        data[f"lines_{block}"] = str(typed.counts[block] + max(typed.counts[block], MORE))
    form: LinesForm = build(data)
    form.forget_faults()
    return form


def _offered(facts: InitiativeFacts) -> dict[str, Any]:
    """The organisations that occur in the initiative, which of them take part, and their bodies."""
    organisations = Organisation.objects.filter(pk__in=facts.organisations)
    bodies = Body.objects.filter(organisation__in=facts.organisations).select_related("organisation")
    circle = [one.id for one in facts.participants]
    return {
        "organisations": list(organisations),
        "circle": circle,
        "laws": LegalForm.objects.filter(land=facts.law.land),
        "bodies": bodies.order_by(InGerman("organisation__name"), InGerman("name")),
    }


def _votes(request: ActingRequest, facts: InitiativeFacts, field: FieldFacts) -> bool:
    mandate = request.mandate
    return mandate.writes and access.may(mandate, "position.take_down", facts, field)


def _done(number: int) -> str:
    return "Ein Eintrag ist nachgetragen." if number == 1 else f"{number} Einträge sind nachgetragen."


WHOLE = (
    "Ein Eintrag kann so nicht gewesen sein. Geschrieben ist nichts; was Sie eingegeben haben, steht noch da."
)
# Where the domain blames a value that the form calls otherwise.
COLUMNS = {
    "effective_on": "day",
    "ask_": "competence",
    "opened_on": "day",
    "joined_on": "day",
    "held_on": "day",
    "lead": "organisation",
    "provider": "organisation",
    "organisations": "organisation",
}
