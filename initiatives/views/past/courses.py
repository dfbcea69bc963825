"""Entering afterwards what was in a field before it was recorded here, many lines in one act."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.past import courses
from initiatives.domain.rules import access
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.forms.past.courses import CourseForm
from initiatives.forms.past.lines import MORE, LinesForm
from initiatives.models import Body, Field, Organisation
from initiatives.views.fields import page as field_page
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest

NOT_YOURS = "Vergangenes trägt nach, wer die Abstimmungsrunden führt, die federführende Kommune oder die Fachadministration."
ADDS = "zeilen-"


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
        try:
            courses.record(
                field=Field(pk=of_field.id),
                entries=[entry for _, entry in given],
                reason=form.cleaned_data["reason"],
                by=request.mandate,
                at=moments.now(),
            )
        except courses.EntryRefused as refusal:
            form.blame(
                given[refusal.number][0], COLUMNS.get(refusal.field or "", refusal.field), refusal.message
            )
            raise Refused(WHOLE) from refusal
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
        data[f"lines_{block}"] = str(typed.counts[block] + MORE)
    form: LinesForm = build(data)
    form.forget_faults()
    return form


def _offered(facts: InitiativeFacts) -> dict[str, Any]:
    """The organisations of the circle and their bodies."""
    organisations = Organisation.objects.filter(pk__in=facts.organisations)
    bodies = Body.objects.filter(organisation__in=facts.organisations).select_related("organisation")
    return {"organisations": list(organisations), "bodies": bodies.order_by("organisation__name", "name")}


def _votes(request: ActingRequest, facts: InitiativeFacts, field: FieldFacts) -> bool:
    mandate = request.mandate
    return mandate.acts_for_municipality and access.may(mandate, "position.take_down", facts, field)


def _done(number: int) -> str:
    return "Ein Eintrag ist nachgetragen." if number == 1 else f"{number} Einträge sind nachgetragen."


WHOLE = (
    "Ein Eintrag kann so nicht gewesen sein. Geschrieben ist nichts; was Sie eingegeben haben, steht noch da."
)
# Where the domain blames a value that the form calls otherwise.
COLUMNS = {"effective_on": "day", "opened_on": "day", "lead": "organisation", "organisations": "organisation"}
