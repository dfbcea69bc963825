"""One entry of the decision register, and how far it is carried out."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.meetings import register
from initiatives.domain.meetings.register import Entry
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.enums import ImplementationState, MeetingVote, ResultKind
from initiatives.forms.meetings.register import ImplementationForm
from initiatives.models import Initiative, Mandate, MeetingResult, Minutes, Organisation
from initiatives.views.kernel.http import acting, found, respond
from initiatives.views.kernel.page import Action, Shown, answer, verb
from initiatives.views.kernel.requests import ActingRequest

NOT_YOURS = (
    "Die Umsetzung einer Festlegung hält fest, wer an ihrem Feld mitarbeitet oder einlädt; die eines Beschlusses die Kommune, "
    "deren Gremium ihn gefasst hat."
)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def decision(request: ActingRequest, decision_id: int) -> HttpResponse:
    """A decision of the delegates; `?bearbeiten=umsetzung` tells how far it is."""
    return answer(request, _load_decision, decision_id, _show, ACTIONS)


@dataclass(frozen=True)
class EntryPage:
    mandate: Mandate
    row: MeetingResult
    facts: InitiativeFacts
    entry: Entry

    @property
    def url(self) -> str:
        return reverse("register_decision", args=[self.entry.id])

    @property
    def may(self) -> bool:
        """Whether the reader says how far it is."""
        field = self.facts.field(self.row.field_id) if self.row.field_id else None
        return access.may_implement(self.mandate, self.facts, field, None)


def _load_decision(request: ActingRequest, decision_id: int) -> EntryPage:
    seen = Initiative.objects.visible_to(request.mandate)
    rows = MeetingResult.objects.filter(kind=ResultKind.DECISION, meeting__closed_at__isnull=False)
    rows = rows.filter(meeting__initiative__in=seen).select_related("meeting")
    row = found(rows.prefetch_related("votes__organisation"), decision_id)
    facts = loading.facts(row.meeting.initiative_id)
    entries = register.entries(facts=facts, today=moments.today())
    entry = next(one for one in entries if (one.kind, one.id) == (register.DECISION, row.pk))
    return EntryPage(request.mandate, row, facts, entry)


def implementation_form(page: Any, data: Any) -> ImplementationForm:
    """With what stands now of the page's `entry`."""
    initial = {
        "state": page.entry.state or ImplementationState.OPEN,
        "contact": page.entry.contact,
        "due_on": page.entry.due_on,
    }
    return ImplementationForm(data, initial=initial)


ACTIONS = {
    "umsetzung": Action(
        may=lambda page: page.may,
        form=implementation_form,
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
        "votes": _votes(row),
        "minutes": minutes.first() if entry.meeting_id else None,
        "steps": list(row.implementations.standing().select_related("mandate__organisation"))[::-1],
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
