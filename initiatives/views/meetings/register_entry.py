"""One entry of the decision register, and how far it is carried out."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.meetings import register
from initiatives.domain.meetings.register import Entry
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.enums import ImplementationState, MeetingVote, ResultKind
from initiatives.forms.meetings.register import ImplementationForm
from initiatives.models import Initiative, Mandate, MeetingResult, Minutes, Organisation, Resolution
from initiatives.views.kernel.http import acting, found, respond
from initiatives.views.kernel.page import Action, Shown, answer, verb
from initiatives.views.kernel.requests import ActingRequest

Target = MeetingResult | Resolution
NOT_YOURS = (
    "Die Umsetzung einer Festlegung hält fest, wer an ihrem Feld mitarbeitet oder einlädt; die eines Beschlusses die Kommune, "
    "deren Gremium ihn gefasst hat."
)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def decision(request: ActingRequest, decision_id: int) -> HttpResponse:
    """A decision of the delegates; `?bearbeiten=umsetzung` tells how far it is."""
    return answer(request, _load_decision, decision_id, _show, ACTIONS)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def resolution(request: ActingRequest, resolution_id: int) -> HttpResponse:
    """A resolution of a body; `?bearbeiten=umsetzung` tells how far it is."""
    return answer(request, _load_resolution, resolution_id, _show, ACTIONS)


@dataclass(frozen=True)
class EntryPage:
    mandate: Mandate
    row: Target
    facts: InitiativeFacts
    entry: Entry

    @property
    def url(self) -> str:
        return reverse(f"register_{self.entry.kind}", args=[self.entry.id])

    @property
    def may(self) -> bool:
        """Whether the reader says how far it is."""
        fields: list[FieldFacts | None] = [self.facts.field(one) for one in self.entry.field_ids]
        whose = self.entry.organisation_id
        return any(access.may_implement(self.mandate, self.facts, field, whose) for field in fields or [None])


def _load_decision(request: ActingRequest, decision_id: int) -> EntryPage:
    seen = Initiative.objects.visible_to(request.mandate)
    rows = MeetingResult.objects.filter(kind=ResultKind.DECISION, meeting__closed_at__isnull=False)
    rows = rows.filter(meeting__initiative__in=seen).select_related("meeting")
    row = found(rows.prefetch_related("votes__organisation"), decision_id)
    return _page(request, row, register.DECISION, row.meeting.initiative_id)


def _load_resolution(request: ActingRequest, resolution_id: int) -> EntryPage:
    seen = Initiative.objects.visible_to(request.mandate)
    rows = Resolution.objects.filter(answered__ask__field__initiative__in=seen).distinct()
    row = found(rows, resolution_id)
    while later := rows.filter(corrects=row).first():  # an older link leads to what stands now
        row = later
    if row.is_withdrawn:
        raise Http404
    first = row.answered.filter(ask__field__initiative__in=seen).select_related("ask__field").first()
    assert first is not None, "It answers an ask of an initiative that is seen."
    return _page(request, row, register.RESOLUTION, first.ask.field.initiative_id)


def _page(request: ActingRequest, row: Target, kind: str, initiative_id: int) -> EntryPage:
    facts = loading.facts(initiative_id)
    entries = register.entries(facts=facts, today=moments.today())
    entry = next(one for one in entries if (one.kind, one.id) == (kind, row.pk))
    return EntryPage(request.mandate, row, facts, entry)


def _form(page: EntryPage, data: Any) -> ImplementationForm:
    """With what stands now."""
    initial = {
        "state": page.entry.state or ImplementationState.OPEN,
        "contact": page.entry.contact,
        "due_on": page.entry.due_on,
    }
    return ImplementationForm(data, initial=initial)


ACTIONS = {
    "umsetzung": Action(
        may=lambda page: page.may,
        form=_form,
        save=verb(register.implement, "of"),
        done="Der Stand der Umsetzung ist festgehalten.",
        denied=NOT_YOURS,
    )
}


def _votes(row: MeetingResult) -> list[tuple[str, list[Organisation]]]:
    """Who voted how, those in favour first."""
    given = list(row.votes.all())
    groups = [(vote.label, [one.organisation for one in given if one.vote == vote]) for vote in MeetingVote]
    return [(word, organisations) for word, organisations in groups if organisations]


def _show(request: ActingRequest, page: EntryPage, shown: Shown) -> HttpResponse:
    row, facts, entry = page.row, page.facts, page.entry
    minutes = Minutes.objects.visible_to(request.mandate).filter(meeting_id=entry.meeting_id)
    context = {
        "facts": facts,
        "entry": entry,
        "votes": _votes(row) if isinstance(row, MeetingResult) else [],
        "ask_id": getattr(row, "ask_id", None),
        "minutes": minutes.first() if entry.meeting_id else None,
        "steps": list(row.implementations.select_related("mandate__organisation"))[::-1],
        "may": page.may and entry.is_adopted,
        **shown.context(),
        "url": page.url,
        "crumbs": [
            (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
            ("Beschlüsse", reverse("register", args=[facts.id])),
            (entry.kind_word, ""),
        ],
    }
    template = "meetings/register/show.html"
    return respond(request, template, context, partials=["eintrag"], status=shown.status)
