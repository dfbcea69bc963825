"""One entry of the decision register, and how far it is carried out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.meetings import register
from initiatives.domain.meetings.register import Entry
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.enums import ImplementationState, MeetingVote, ResultKind
from initiatives.forms.meetings.register import ImplementationForm
from initiatives.models import Initiative, MeetingResult, Minutes, Organisation, Resolution
from initiatives.views.kernel.http import acting, allow, go, respond

EDIT = "umsetzung"
Target = MeetingResult | Resolution
NOT_YOURS = (
    "Die Umsetzung einer Festlegung hält fest, wer an ihrem Feld mitarbeitet oder einlädt; die eines Beschlusses die Kommune, "
    "deren Gremium ihn gefasst hat."
)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """A decision of the delegates; `?bearbeiten=umsetzung` tells how far it is."""
    seen = Initiative.objects.visible_to(request.mandate)
    rows = MeetingResult.objects.filter(kind=ResultKind.DECISION, meeting__closed_at__isnull=False)
    rows = rows.filter(meeting__initiative__in=seen).select_related("meeting")
    row = get_object_or_404(rows.prefetch_related("votes__organisation"), pk=decision_id)
    return _answer(request, row, register.DECISION, row.meeting.initiative_id)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def resolution(request: HttpRequest, resolution_id: int) -> HttpResponse:
    """A resolution of a body; `?bearbeiten=umsetzung` tells how far it is."""
    seen = Initiative.objects.visible_to(request.mandate)
    rows = Resolution.objects.filter(ask__field__initiative__in=seen).select_related("ask__field")
    row = get_object_or_404(rows, pk=resolution_id)
    return _answer(request, row, register.RESOLUTION, row.ask.field.initiative_id)


def _answer(request: HttpRequest, row: Target, kind: str, initiative_id: int) -> HttpResponse:
    facts = loading.facts(initiative_id)
    entry = _entry(facts, kind, row)
    field = facts.field(entry.field_id) if entry.field_id else None
    may = access.may_implement(request.mandate, facts, field, entry.organisation_id)
    editing = request.GET.get("bearbeiten", "")
    if editing or request.method == "POST":
        allow(may, NOT_YOURS)
        if editing != EDIT:
            raise Http404
    if request.method == "POST":
        return _record(request, row, facts, entry)
    return _show(request, row, facts, entry, may=may, form=_form(entry) if editing else None)


def _entry(facts: InitiativeFacts, kind: str, row: Target) -> Entry:
    found = register.entries(facts=facts, today=moments.today())
    return next(one for one in found if (one.kind, one.id) == (kind, row.pk))


def _form(entry: Entry) -> ImplementationForm:
    """With what stands now."""
    initial = {
        "state": entry.state or ImplementationState.OPEN,
        "contact": entry.contact,
        "due_on": entry.due_on,
    }
    return ImplementationForm(initial=initial)


def _record(request: HttpRequest, row: Target, facts: InitiativeFacts, entry: Entry) -> HttpResponse:
    form = ImplementationForm(request.POST)
    if form.is_valid():
        try:
            register.implement(of=row, **form.cleaned_data, by=request.mandate, at=moments.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, "Der Stand der Umsetzung ist festgehalten.")
            return go(request, _address(entry))
    return _show(request, row, facts, entry, may=True, form=form, status=422)


def _address(entry: Entry) -> str:
    return reverse(f"register_{entry.kind}", args=[entry.id])


def _votes(row: MeetingResult) -> list[tuple[str, list[Organisation]]]:
    """Who voted how, those in favour first."""
    given = list(row.votes.all())
    groups = [(vote.label, [one.organisation for one in given if one.vote == vote]) for vote in MeetingVote]
    return [(word, organisations) for word, organisations in groups if organisations]


def _show(
    request: HttpRequest,
    row: Target,
    facts: InitiativeFacts,
    entry: Entry,
    *,
    may: bool,
    form: ImplementationForm | None,
    status: int = 200,
) -> HttpResponse:
    minutes = Minutes.objects.visible_to(request.mandate).filter(meeting_id=entry.meeting_id)
    context = {
        "facts": facts,
        "entry": entry,
        "votes": _votes(row) if isinstance(row, MeetingResult) else [],
        "ask_id": getattr(row, "ask_id", None),
        "minutes": minutes.first() if entry.meeting_id else None,
        "steps": list(row.implementations.select_related("mandate__organisation"))[::-1],
        "may": may and entry.is_adopted,
        "form": form,
        "url": _address(entry),
        "crumbs": [
            (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
            ("Beschlüsse", reverse("register", args=[facts.id])),
            (entry.kind_word, ""),
        ],
    }
    return respond(request, "initiatives/register/show.html", context, partials=["eintrag"], status=status)
