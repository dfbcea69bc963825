"""The mails of a meeting: invitation, change and cancellation, with the paper and a calendar entry.

An invitation goes to everybody who works for the invited, however they want their notices: it is a letter of the convening
municipality. It says what, when and where; the agenda stands in the attached paper. When a mail is sent, and that it is
sent once, is the matter of `mail.mails`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.mime.text import MIMEText

from django.core.mail import EmailMessage

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.texts import slug
from initiatives.domain.log import notices
from initiatives.domain.meetings import calendar_entries, issued_papers
from initiatives.domain.meetings.calendar_entries import Entry
from initiatives.domain.snapshots import chain, meeting_papers
from initiatives.enums import MailKind, MeetingState, NoticeKind, PaperKind
from initiatives.models import Mail, Mandate, Meeting, MeetingPaper, Notice
from initiatives.snapshot.form import read
from initiatives.snapshot.meeting_papers import Invitation

PATIENCE = timedelta(minutes=30)  # for a PDF that is not made and has not failed
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
GREETING = "Guten Tag,"


def send(*, meeting: Meeting, by: Mandate, at: datetime) -> None:
    """Have the invitation (or its change, or the cancellation: as `meeting.state` and `meeting.sequence` say) made and
    mailed to those who work for the invited, in the transaction of the change.

    A cancellation needs no paper of its own: its mail names the last invitation. Nobody was told of a meeting that was
    cancelled as a draft, so nothing is sent then.
    """
    cancelled = meeting.state == MeetingState.CANCELLED
    if cancelled:
        paper = issued_papers.latest(meeting, PaperKind.INVITATION)
    else:
        paper = issued_papers.make(
            meeting=meeting,
            kind=PaperKind.INVITATION,
            take=lambda number: meeting_papers.invitation(meeting, number, at),
            at=at,
        )
    if paper is None or notices.is_silent():
        return
    invited = list(meeting.attendances.values_list("organisation_id", flat=True))
    people = notices.working_for(invited, initiative=meeting.initiative, at=at)
    mails = Mail.objects.bulk_create(Mail.new(user, MailKind.MEETING, at, paper=paper) for user in people)
    told = notices.tell(
        kind=NoticeKind.MEETING,
        to=people,
        title=_subject(paper, cancelled),
        reason="weil Ihre Organisation zu diesem Treffen eingeladen ist",
        body=meeting.cancel_reason,
        page=("meeting", meeting.pk),
        by=by,
        at=at,
        initiative=meeting.initiative,
    )
    of_user = {mail.receiver.pk: mail for mail in mails}
    for notice in told:  # the invitation is its mail, whatever the channel
        notice.mail = of_user[notice.user_id]
    Notice.objects.bulk_update(told, ["mail"])


def ready(mail: Mail, *, at: datetime | None = None) -> bool:
    """Whether a mail with a paper may go: its PDF is made or has failed, is not needed, or is waited for too long."""
    paper = _paper(mail)
    if _cancels(mail) or paper.pdf_size is not None or paper.message:
        return True
    return (at or moments.now()) - mail.created_at > PATIENCE


def message(mail: Mail) -> EmailMessage:
    """The mail as it is handed over: text, the calendar entry, and the PDF where there is one."""
    paper, cancelled = _paper(mail), _cancels(mail)
    meeting = paper.meeting
    sent = calendar_entries.of_snapshot(meeting.pk, read(Invitation, paper.snapshot))
    entry = calendar_entries.of_meeting(meeting) if cancelled else sent
    text = _cancellation(entry) if cancelled else _invitation(entry, paper)
    found = EmailMessage(_subject(paper, cancelled), text, to=[mail.receiver.email])
    if paper.pdf is not None and not cancelled:
        found.attach(file_name(paper), bytes(paper.pdf), "application/pdf")
    found.attach(_attached(entry, mail))
    return found


def file_name(paper: MeetingPaper) -> str:
    """einladung-2-drittes-treffen.pdf"""
    return f"{slug(paper.get_kind_display())}-{paper.number}-{slug(paper.snapshot['title'])[:60]}.pdf"


def _paper(mail: Mail) -> MeetingPaper:
    if mail.paper is None:
        raise ValueError("A mail made of notices carries no paper.")
    return mail.paper


def _cancels(mail: Mail) -> bool:
    """A mail made at or after the cancellation tells of it; there is no invitation after one."""
    cancelled_at = _paper(mail).meeting.cancelled_at
    return cancelled_at is not None and mail.created_at >= cancelled_at


def _subject(paper: MeetingPaper, cancelled: bool) -> str:
    """ "Einladung: Drittes Treffen am 20.09.2026" """
    sent = read(Invitation, paper.snapshot)
    what = "Abgesagt" if cancelled else "Einladung" if paper.number == 1 else "Geänderte Einladung"
    return f"{what}: {' '.join(sent.title.split())} am {sent.starts_at:%d.%m.%Y}"


def _invitation(entry: Entry, paper: MeetingPaper) -> str:
    sender = entry.sender or "Die einladende Kommune"
    first = (
        f"{sender} lädt Sie ein:"
        if paper.number == 1
        else f"{sender} hat die Einladung geändert. Es gilt jetzt:"
    )
    attached = "Die Einladung mit der Tagesordnung hängt als PDF an, dazu ein Eintrag für Ihren Kalender."
    if paper.pdf is None:
        attached = (
            "Ein Eintrag für Ihren Kalender hängt an. Die Tagesordnung finden Sie unter der Adresse oben."
        )
    answer = f"Bitte sagen Sie dort, ob jemand kommt:\n\n{entry.address}"
    proof = f"Prüfsumme der Kette, mit der sich die Einladung nachweisen lässt: {chain.last_head(paper)}"
    return "\n\n".join([GREETING, first, _when_and_where(entry), answer, attached, proof]) + "\n"


def _cancellation(entry: Entry) -> str:
    sender = entry.sender or "Die einladende Kommune"
    first = f"{sender} hat dieses Treffen abgesagt:"
    attached = "Der angehängte Eintrag nimmt den Termin aus Ihrem Kalender."
    return (
        "\n\n".join([GREETING, first, _when_and_where(entry), f"Näheres: {entry.address}", attached]) + "\n"
    )


def _when_and_where(entry: Entry) -> str:
    starts = moments.local(entry.starts_at)
    clock = f"{starts:%H:%M}"
    if entry.ends_at:
        ends = moments.local(entry.ends_at)
        clock += f" bis {ends:%H:%M}" if ends.date() == starts.date() else f" bis {ends:%d.%m.%Y, %H:%M}"
    lines = [entry.title, f"{WEEKDAYS[starts.weekday()]}, {starts:%d.%m.%Y}, {clock} Uhr"]
    lines += [f"Ort: {entry.place}"] if entry.place else []
    lines += [f"Videokonferenz: {entry.link}"] if entry.link and not entry.is_cancelled else []
    return "\n".join(f"  {line}" for line in lines)


def _attached(entry: Entry, mail: Mail) -> MIMEText:
    """The entry, typed so that calendars offer to take it over."""
    part = MIMEText(
        calendar_entries.write(entry, mail.receiver.email, mail.created_at).decode(), "calendar", "utf-8"
    )
    part.set_param("method", entry.method)
    part.add_header("Content-Disposition", "attachment", filename="termin.ics")
    return part
