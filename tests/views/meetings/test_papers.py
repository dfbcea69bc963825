"""What a meeting hands out: the entry for calendars and the PDF, and the task that makes it."""

import pytest
import vobject
from django.core.management import call_command
from django.urls import reverse
from django_tasks import default_task_backend

from initiatives.domain.meetings import mails as meeting_mails
from initiatives.domain.snapshots import pdfs
from initiatives.enums import MeetingState
from initiatives.models import MeetingPaper
from initiatives.reports.rendering import RenderingFailed
from initiatives.tasks import make_paper
from tests.domain.gatherings import INVITED_AT, meeting
from tests.support.lifting import overwrite
from tests.support.meetings import draft


@pytest.fixture
def paper(circle) -> MeetingPaper:
    meeting_mails.send(meeting=meeting(circle), by=circle.people["nottuln"], at=INVITED_AT)
    return MeetingPaper.objects.get()


def test_the_entry_is_handed_out_as_a_calendar_for_who_asks(circle, sign_in, paper):
    answer = sign_in("duelmen").get(reverse("meeting_entry", args=[paper.meeting_id]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    assert 'filename="termin.ics"' in answer["Content-Disposition"]
    event = vobject.readOne(answer.content.decode()).vevent
    assert event.uid.value == str(paper.meeting.uid)
    assert event.attendee.value == f"mailto:{circle.people['duelmen'].user.email}"


def test_a_cancelled_meeting_is_taken_back(circle, sign_in):
    row = meeting(circle, state=MeetingState.CANCELLED, cancelled_at=INVITED_AT, cancel_reason="Krankheit")
    answer = sign_in("duelmen").get(reverse("meeting_entry", args=[row.pk]))
    assert answer["Content-Type"].endswith("method=CANCEL")
    assert b"STATUS:CANCELLED" in answer.content


def test_there_is_no_entry_of_a_draft_nor_of_a_meeting_told_of_afterwards(circle, sign_in):
    drafted = meeting(circle, state=MeetingState.DRAFT, invited_at=None)
    told = circle.initiative.meetings.get(starts_at=None)
    for row in (drafted, told):
        assert sign_in("nottuln").get(reverse("meeting_entry", args=[row.pk])).status_code == 404


@pytest.mark.needs("pango")
def test_the_worker_makes_the_pdf_and_it_is_handed_out(circle, sign_in, paper):
    address = reverse("meeting_paper", args=[paper.pk])
    assert sign_in("duelmen").get(address).status_code == 404  # not made yet
    make_paper.enqueue(paper.pk)
    answer = sign_in("duelmen").get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
    assert 'filename="einladung-1-zweites-treffen.pdf"' in answer["Content-Disposition"]
    assert sign_in("stranger").get(address).status_code == 404


def test_a_pdf_that_was_tampered_with_is_not_handed_out(sign_in, paper):
    pdfs.finish(paper=paper, pdf=b"%PDF-1.7 echt")
    overwrite(MeetingPaper.objects.all(), pdf=b"%PDF-1.7 falsch")
    answer = sign_in("duelmen").get(reverse("meeting_paper", args=[paper.pk]))
    assert answer.status_code == 403
    assert "Prüfsumme" in answer.content.decode()


def test_a_failure_is_noted_on_the_paper(paper, monkeypatch):
    def fail(snapshot):
        raise RenderingFailed("Es fehlt das Paket libpango.")

    monkeypatch.setattr("initiatives.tasks.render", fail)
    make_paper.enqueue(paper.pk)
    paper.refresh_from_db()
    assert (paper.message, paper.pdf) == ("Es fehlt das Paket libpango.", None)


def test_a_pdf_is_made_once_whoever_comes_first(paper):
    pdfs.finish(paper=paper, pdf=b"erstes")
    pdfs.finish(paper=paper, pdf=b"zweites")
    pdfs.fail(paper=paper, message="zu spät")
    make_paper.enqueue(paper.pk)
    paper.refresh_from_db()
    assert (bytes(paper.pdf), paper.message) == (b"erstes", "")


@pytest.mark.needs("pango")
def test_what_falls_due_gives_waiting_papers_to_the_worker(paper):
    call_command("run_due")
    paper.refresh_from_db()
    assert bytes(paper.pdf).startswith(b"%PDF-1.7")


def test_an_invitation_gives_the_worker_its_paper_at_once(
    circle, sign_in, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    row = draft(circle)
    address = f"{reverse('meeting', args=[row.pk])}?bearbeiten=einladen"
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in("nottuln").post(address).status_code == 303
    found = [(one.task.func.__name__, one.args) for one in default_task_backend.results]
    assert found == [("make_paper", [MeetingPaper.objects.get(meeting=row).pk])]
