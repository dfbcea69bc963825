"""The mails of a meeting: to whom, when they may go, and what stands in them."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import vobject

from initiatives.domain.meetings import mails as meeting_mails
from initiatives.domain.snapshots import pdfs
from initiatives.enums import Channel, MeetingState, NoticeKind, PaperKind, Role
from initiatives.models import Mail, Mandate, MeetingPaper, Notice, NoticeSetting, User
from tests.domain.gatherings import INVITED_AT, meeting

WORKING = ("nottuln", "duelmen", "rosendahl", "county")


@pytest.fixture
def invited(circle):
    row = meeting(circle)
    meeting_mails.send(meeting=row, by=circle.people["nottuln"], at=INVITED_AT)
    return row


def of(persona, circle) -> Mail:
    return Mail.objects.filter(user=circle.people[persona].user).latest("pk")


def parts(mail: Mail):
    """The mail as it goes over the wire, read back."""
    return message_from_bytes(meeting_mails.message(mail).message().as_bytes(), policy=policy.default)


def test_an_invitation_goes_once_to_each_who_works_for_the_invited(circle, invited):
    expected = {circle.people[name].user_id for name in WORKING}
    assert sorted(Mail.objects.values_list("user_id", flat=True)) == sorted(expected)
    paper = MeetingPaper.objects.get()
    assert (paper.kind, paper.number) == (PaperKind.INVITATION, 1)
    assert set(Mail.objects.values_list("paper_id", flat=True)) == {paper.pk}
    assert len(set(Mail.objects.values_list("message_id", flat=True))) == len(WORKING)


def test_the_notice_in_the_application_belongs_to_the_mail_so_that_no_second_one_goes(circle, invited):
    NoticeSetting.objects.create(
        user=circle.people["duelmen"].user, kind=NoticeKind.MEETING, channel=Channel.NEVER
    )
    meeting_mails.send(meeting=invited, by=circle.people["nottuln"], at=INVITED_AT)
    assert Notice.objects.filter(mail=None).count() == 0
    assert not Notice.objects.filter(user=circle.people["nottuln"].user).exists()  # who acts knows it
    assert of("duelmen", circle).notices.get().title.startswith("Geänderte Einladung: Zweites Treffen")


def test_who_has_two_mandates_or_none_today_gets_one_mail_or_none(circle):
    both = circle.people["duelmen"]
    Mandate.objects.create(
        user=both.user, role=Role.DEPUTY, organisation=circle.rosendahl, valid_from=both.valid_from
    )
    ended = circle.people["rosendahl"]
    ended.valid_until = INVITED_AT.date() - timedelta(days=1)
    ended.save()
    User.objects.filter(pk=circle.people["county"].user_id).update(is_active=False)
    meeting_mails.send(meeting=meeting(circle), by=circle.people["nottuln"], at=INVITED_AT)
    got = sorted(Mail.objects.values_list("user_id", flat=True))
    assert got == sorted([circle.people["nottuln"].user_id, both.user_id])


def test_the_snapshot_holds_the_agenda_with_its_clock_times(circle, invited):
    agenda = MeetingPaper.objects.get().snapshot["agenda"]
    assert [one["starts_at"] for one in agenda] == [
        "2026-03-12T10:00:00+01:00",
        "2026-03-12T10:10:00+01:00",
        "2026-03-12T10:40:00+01:00",
    ]
    assert agenda[1]["field"] == circle.payroll.title


def test_after_an_item_without_a_length_no_clock_time_is_invented(circle):
    row = meeting(circle)
    row.agenda.filter(order=0).update(minutes=None)
    meeting_mails.send(meeting=row, by=circle.people["nottuln"], at=INVITED_AT)
    agenda = MeetingPaper.objects.get().snapshot["agenda"]
    assert [bool(one["starts_at"]) for one in agenda] == [True, False, False]


def test_a_mail_waits_for_its_pdf_until_it_is_made_has_failed_or_takes_too_long(circle, invited):
    mail = of("duelmen", circle)
    assert not meeting_mails.ready(mail, at=INVITED_AT)
    assert not meeting_mails.ready(mail, at=INVITED_AT + meeting_mails.PATIENCE)
    assert meeting_mails.ready(mail, at=INVITED_AT + meeting_mails.PATIENCE + timedelta(seconds=1))
    pdfs.fail(paper=mail.paper, message="Es fehlt Pango.")
    assert meeting_mails.ready(of("duelmen", circle), at=INVITED_AT)
    MeetingPaper.objects.update(message="")
    pdfs.finish(paper=mail.paper, pdf=b"%PDF-1.7")
    assert meeting_mails.ready(of("duelmen", circle), at=INVITED_AT)


def test_the_mail_carries_text_pdf_and_entry(circle, invited, settings):
    settings.BASE_URL = "https://ikz.example"
    pdfs.finish(paper=MeetingPaper.objects.get(), pdf=b"%PDF-1.7 \x00\xff")
    mail = of("duelmen", circle)
    found = parts(mail)
    assert found["Subject"] == "Einladung: Zweites Treffen am 12.03.2026"
    assert found["To"] == circle.people["duelmen"].user.email
    text = found.get_body(("plain",)).get_content()
    assert "Gemeinde Nottuln lädt Sie ein" in text
    assert "Donnerstag, 12.03.2026, 10:00 bis 12:00 Uhr" in text
    assert "Ort: Rathaus Nottuln" in text
    assert f"https://ikz.example/treffen/{invited.pk}/" in text
    pdf, entry = found.iter_attachments()
    assert pdf.get_filename() == "einladung-1-zweites-treffen.pdf"
    assert pdf.get_payload(decode=True) == b"%PDF-1.7 \x00\xff"
    assert (entry.get_content_type(), entry.get_param("method")) == ("text/calendar", "REQUEST")
    event = vobject.readOne(entry.get_payload(decode=True).decode()).vevent
    assert event.uid.value == str(invited.uid)
    assert event.dtstart.value == invited.starts_at
    assert event.attendee.value == f"mailto:{circle.people['duelmen'].user.email}"


def test_what_the_meeting_is_about_stands_in_the_paper_and_not_in_the_mail(circle, invited):
    text = parts(of("duelmen", circle)).get_body(("plain",)).get_content()
    assert "Personalabrechnung" not in text
    assert "Bitte bringen Sie Zahlen mit." not in text


def test_without_its_pdf_the_mail_points_to_the_application(circle, invited):
    pdfs.fail(paper=MeetingPaper.objects.get(), message="Es fehlt Pango.")
    found = parts(of("duelmen", circle))
    assert [one.get_filename() for one in found.iter_attachments()] == ["termin.ics"]
    assert "PDF" not in found.get_body(("plain",)).get_content()


def test_a_change_makes_the_next_paper_and_an_entry_that_replaces_the_one_before(circle, invited):
    first = of("duelmen", circle)
    invited.place, invited.sequence = "Rathaus Dülmen", 1
    invited.save()
    meeting_mails.send(meeting=invited, by=circle.people["nottuln"], at=INVITED_AT + timedelta(days=1))
    changed = parts(of("duelmen", circle))
    assert changed["Subject"].strip() == "Geänderte Einladung: Zweites Treffen am 12.03.2026"
    assert "Ort: Rathaus Dülmen" in changed.get_body(("plain",)).get_content()
    assert _sequence(changed) == "1"
    assert _sequence(parts(first)) == "0"  # what was not sent yet still says what was said
    assert "Ort: Rathaus Nottuln" in parts(first).get_body(("plain",)).get_content()


def _sequence(message) -> str:
    *_, entry = message.iter_attachments()
    return vobject.readOne(entry.get_payload(decode=True).decode()).vevent.sequence.value


def test_a_cancellation_needs_no_paper_and_does_not_wait(circle, invited):
    at = INVITED_AT + timedelta(days=3)
    invited.state, invited.cancelled_at, invited.sequence = MeetingState.CANCELLED, at, 1
    invited.cancel_reason = "Vertraulicher Grund"
    invited.save()
    meeting_mails.send(meeting=invited, by=circle.people["nottuln"], at=at)
    assert MeetingPaper.objects.count() == 1
    mail = of("duelmen", circle)
    assert meeting_mails.ready(mail, at=at)
    found = parts(mail)
    assert found["Subject"] == "Abgesagt: Zweites Treffen am 12.03.2026"
    (entry,) = found.iter_attachments()
    assert entry.get_param("method") == "CANCEL"
    told = vobject.readOne(entry.get_payload(decode=True).decode())
    assert (told.method.value, told.vevent.status.value) == ("CANCEL", "CANCELLED")
    before = Mail.objects.filter(user=mail.user).earliest("pk")
    assert parts(before)["Subject"].startswith("Einladung")


def test_nobody_hears_of_a_meeting_that_was_cancelled_as_a_draft(circle):
    at = INVITED_AT
    row = meeting(circle, state=MeetingState.CANCELLED, cancelled_at=at, cancel_reason="x", invited_at=None)
    meeting_mails.send(meeting=row, by=circle.people["nottuln"], at=at)
    assert not Mail.objects.exists()
    assert not Notice.objects.exists()


def test_line_ends_in_a_title_do_not_reach_the_head_of_the_mail(circle):
    row = meeting(circle, title="Treffen\r\nBcc: fremd@example.org")
    meeting_mails.send(meeting=row, by=circle.people["nottuln"], at=INVITED_AT)
    found = parts(of("duelmen", circle))
    assert found["Bcc"] is None
    assert found["Subject"] == "Einladung: Treffen Bcc: fremd@example.org am 12.03.2026"
