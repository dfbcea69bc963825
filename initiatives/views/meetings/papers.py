"""What a meeting hands out: its entry for calendars, and its papers as PDF."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.meetings import calendar_entries
from initiatives.domain.meetings import mails as meeting_mails
from initiatives.models import Initiative, Meeting, MeetingPaper
from initiatives.views.kernel.http import acting
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.kernel.stored import unchanged


@require_safe
@acting
def entry(request: ActingRequest, meeting_id: int) -> HttpResponse:
    """The entry of a meeting to which was invited, for one's own calendar."""
    seen = Initiative.objects.visible_to(request.mandate)
    invited = Meeting.objects.filter(
        initiative__in=seen, invited_at__isnull=False, starts_at__isnull=False, uid__isnull=False
    )
    meeting = get_object_or_404(
        invited.select_related("initiative__convening", "mandate__organisation"), pk=meeting_id
    )
    found = calendar_entries.of_meeting(meeting)
    return HttpResponse(
        calendar_entries.write(found, request.mandate.user.email, moments.now()),
        content_type=f"text/calendar; charset=utf-8; method={found.method}",
        headers={
            "Content-Disposition": 'attachment; filename="termin.ics"',
            "Cache-Control": "private, no-store",
        },
    )


@require_safe
@acting
def pdf(request: ActingRequest, paper_id: int) -> HttpResponse:
    """The stored PDF of an invitation or of minutes, compared with its checksum."""
    made = MeetingPaper.objects.visible_to(request.mandate).filter(pdf__isnull=False)
    paper = get_object_or_404(made, pk=paper_id)
    document = unchanged(bytes(paper.pdf), paper.pdf_sha256, f"der Unterlage „{paper}“")
    name = meeting_mails.file_name(paper)
    return HttpResponse(
        document,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"},
    )
