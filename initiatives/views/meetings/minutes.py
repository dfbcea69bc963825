"""The minutes of a meeting: what they say, how far they are, their papers; who convenes circulates and adds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.meetings import issued_papers, minutes
from initiatives.domain.rules import access
from initiatives.domain.snapshots import pdfs
from initiatives.domain.state import loading
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.enums import MinutesState, PaperKind
from initiatives.forms.meetings.minutes import AddendumForm
from initiatives.models import Mandate, MeetingPaper, Minutes
from initiatives.tasks import give, make_paper
from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import Action, Shown, answer, ask, verb
from initiatives.views.kernel.requests import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, meeting_id: int) -> HttpResponse:
    """The minutes; `?bearbeiten=` (versenden, berichtigung, pdf) is for whoever convenes."""
    response = answer(request, _load, meeting_id, _show, ACTIONS)
    if isinstance(response, Done):
        for paper in issued_papers.waiting().filter(meeting=meeting_id):
            give(make_paper, paper.pk)
    return response


@dataclass(frozen=True)
class MinutesPage:
    mandate: Mandate
    row: Minutes
    facts: InitiativeFacts

    @property
    def url(self) -> str:
        return reverse("meeting_minutes", args=[self.row.meeting_id])

    def may(self, right: str) -> bool:
        return access.may(self.mandate, right, self.facts)


def _load(request: ActingRequest, meeting_id: int) -> MinutesPage:
    rows = Minutes.objects.visible_to(request.mandate)
    rows = rows.select_related(
        "meeting__initiative__convening", "meeting__mandate__organisation", "approved_in"
    )
    row = rows.filter(meeting_id=meeting_id).first()
    if row is None:
        raise Http404
    return MinutesPage(request.mandate, row, loading.facts(row.meeting.initiative_id))


def _retry(page: MinutesPage, form: None, at: datetime) -> None:
    papers = MeetingPaper.objects.light().filter(meeting=page.row.meeting, kind=PaperKind.MINUTES)
    for paper in papers.exclude(message=""):
        pdfs.retry(paper=paper)


CONVENING: dict[str, Any] = {
    "may": lambda page: page.may("minutes.circulate"),
    "denied": "Die Niederschrift versendet und berichtigt, wer einlädt.",
}
ACTIONS = {
    "versenden": Action(
        form=ask,
        save=verb(minutes.circulate, "minutes"),
        done="Die Niederschrift ist versandt. Die Eingeladenen werden benachrichtigt.",
        is_open=lambda page: page.row.state == MinutesState.DRAFT,
        **CONVENING,
    ),
    "berichtigung": Action(
        form=lambda page, data: AddendumForm(data),
        save=verb(minutes.add_addendum, "minutes"),
        done="Die Berichtigung ist hinzugefügt.",
        **CONVENING,
    ),
    "pdf": Action(save=_retry, done="Das PDF wird noch einmal erstellt.", **CONVENING),
}


def _show(request: ActingRequest, page: MinutesPage, shown: Shown) -> HttpResponse:
    row, facts = page.row, page.facts
    papers = list(MeetingPaper.objects.light().filter(meeting=row.meeting, kind=PaperKind.MINUTES))
    content = minutes.content(minutes=row, papers=papers, at=moments.now())
    context = {
        "minutes": row,
        "meeting": row.meeting,
        "facts": facts,
        "content": content,
        "present": sum(bool(one.was_present) for one in content.invited if not one.is_optional),
        "asked": sum(not one.is_optional for one in content.invited),
        "papers": papers,
        "pending": any(paper.pdf_size is None and not paper.message for paper in papers),
        "is_draft": row.state == MinutesState.DRAFT,
        "may_circulate": page.may("minutes.circulate"),
        "may_correct": page.may("minutes.correct"),
        **shown.context(),
        "url": page.url,
        "crumbs": _crumbs(facts, row),
    }
    parts = ["niederschrift", "niederschrift-pdf"]
    return respond(request, "meetings/minutes/show.html", context, partials=parts, status=shown.status)


def _crumbs(facts: InitiativeFacts, row: Minutes) -> list[tuple[str, str]]:
    return [
        (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
        (row.meeting.title, "../"),  # the page of the meeting, one above
        ("Niederschrift", ""),
    ]
