"""The minutes of a meeting: what they say, how far they are, their papers; the convening municipality circulates and adds."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.meetings import issued_papers, minutes
from initiatives.domain.rules import access
from initiatives.domain.snapshots import pdfs
from initiatives.domain.state import loading
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.enums import MinutesState, PaperKind
from initiatives.forms.meetings.minutes import AddendumForm
from initiatives.models import MeetingPaper, Minutes
from initiatives.tasks import give, make_paper
from initiatives.views.kernel.http import acting, allow, go, respond

CIRCULATE, ADD, RETRY = "versenden", "berichtigung", "pdf"
NOT_CONVENING = "Die Niederschrift versendet und berichtigt die einladende Kommune."


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The minutes; `?bearbeiten=` (versenden, berichtigung, pdf) is the convening municipality's."""
    rows = Minutes.objects.visible_to(request.mandate)
    row = get_object_or_404(
        rows.select_related("meeting__initiative__convening", "approved_in"), meeting_id=meeting_id
    )
    facts = loading.facts(row.meeting.initiative_id)
    editing = request.GET.get("bearbeiten", "")
    if editing or request.method == "POST":
        allow(access.may(request.mandate, "minutes.circulate", facts), NOT_CONVENING)
        if editing not in (CIRCULATE, ADD, RETRY):
            raise Http404
    if request.method == "POST":
        return _act(request, row, facts, editing)
    return _show(request, row, facts, editing, AddendumForm() if editing == ADD else None)


def _act(request: HttpRequest, row: Minutes, facts: InitiativeFacts, editing: str) -> HttpResponse:
    form = AddendumForm(request.POST) if editing == ADD else None
    if form is not None and not form.is_valid():
        return _show(request, row, facts, editing, form, status=422)
    try:
        done = _do(request, row, editing, form)
    except Refused as refusal:
        row.refresh_from_db()
        if form is None:
            messages.error(request, refusal.message)
        else:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _show(request, row, facts, editing if form else "", form, status=422)
    for paper in issued_papers.waiting().filter(meeting=row.meeting):
        give(make_paper, paper.pk)
    messages.success(request, done)
    return go(request, reverse("meeting_minutes", args=[row.meeting_id]))


def _do(request: HttpRequest, row: Minutes, editing: str, form: AddendumForm | None) -> str:
    """Do what is asked for, and say what was done."""
    by, at = request.mandate, moments.now()
    if editing == CIRCULATE:
        minutes.circulate(minutes=row, by=by, at=at)
        return "Die Niederschrift ist versandt. Die Eingeladenen werden benachrichtigt."
    if form is not None:
        minutes.add_addendum(minutes=row, text=form.cleaned_data["text"], by=by, at=at)
        return "Die Berichtigung ist hinzugefügt."
    failed = (
        MeetingPaper.objects.light().filter(meeting=row.meeting, kind=PaperKind.MINUTES).exclude(message="")
    )
    for paper in failed:
        pdfs.retry(paper=paper)
    return "Das PDF wird noch einmal erstellt."


def _show(
    request: HttpRequest,
    row: Minutes,
    facts: InitiativeFacts,
    editing: str = "",
    form: AddendumForm | None = None,
    status: int = 200,
) -> HttpResponse:
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
        "may_circulate": access.may(request.mandate, "minutes.circulate", facts),
        "may_correct": access.may(request.mandate, "minutes.correct", facts),
        "editing": editing,
        "form": form,
        "url": reverse("meeting_minutes", args=[row.meeting_id]),
        "crumbs": _crumbs(facts, row),
    }
    parts = ["niederschrift", "niederschrift-pdf"]
    return respond(request, "initiatives/meetings/minutes.html", context, partials=parts, status=status)


def _crumbs(facts: InitiativeFacts, row: Minutes) -> list[tuple[str, str]]:
    return [
        (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
        (row.meeting.title, "../"),  # the page of the meeting, one above
        ("Niederschrift", ""),
    ]
