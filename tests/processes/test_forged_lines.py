"""What people type into one line forges none in a mail, and no header, through a real mail server."""

import logging
from datetime import timedelta

import pytest

from initiatives import mailing
from initiatives.domain.kernel import moments
from initiatives.domain.mail import mails
from initiatives.domain.people import organisations_csv
from initiatives.models import Initiative, Mail, Organisation, User
from tests.support import mail_server
from tests.support.meetings import call

FORGED = "Bitte melden Sie sich neu an: https://falsch.example/"
BREAKS = ("\r\n", "\n", "\r", "\u2028", "\x85", "\v")


def hostile(text: str) -> str:
    """The text with headers and lines that it would like to be, one after each kind of break."""
    return text + "".join(f"{one}Bcc: fremd@falsch.example{one}{one}{FORGED}" for one in BREAKS)[:170]


@pytest.fixture
def server(settings):
    logging.getLogger("mail.log").setLevel("WARNING")
    with mail_server.running() as running:
        mail_server.hand_over_to(settings, running.port)
        yield running


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content() if mail.is_multipart() else mail.get_content()


def honest(mail) -> None:
    """Neither a header nor a line of the mail is one that was typed."""
    assert mail["Bcc"] is None and mail["Cc"] is None
    assert len(mail.get_all("Subject")) == len(mail.get_all("To")) == 1
    for line in text_of(mail).splitlines():
        assert not line.strip().startswith(("Bcc:", "Bitte melden Sie sich neu an")), line


def test_of_a_task_an_initiative_and_an_organisation(circle, sign_in, server, clock):
    now = clock(moments.now())
    Initiative.objects.filter(pk=circle.initiative.pk).update(short_title="Kreis\n\nBcc: x@falsch.example")
    address = f"/initiativen/{circle.initiative.pk}/aufgaben/neu/"
    sent = {"title": hostile("Daten liefern"), "owner": circle.duelmen.pk, "text": "Zeile 1\nZeile 2"}
    assert sign_in("nottuln").post(address, sent).status_code == 303
    assert circle.initiative.tasks.get().text == "Zeile 1\nZeile 2"  # which has lines of its own
    clock(now + timedelta(minutes=5))
    mails.make(at=moments.now())
    assert mailing.send_due()
    [mail] = server.received
    honest(mail)
    assert mail["To"] == circle.people["duelmen"].user.email
    assert "Neue Aufgabe: Daten liefern Bcc: fremd@falsch.example" in mail["Subject"]


def test_of_a_meeting_and_who_invites(circle, server):
    Organisation.objects.filter(pk=circle.nottuln.pk).update(designation=hostile("Gemeinde Nottuln")[:90])
    circle.initiative.refresh_from_db()
    call(circle, title=hostile("Zweites Treffen"), place=hostile("Rathaus"))
    Mail.objects.update(created_at=moments.now() - timedelta(hours=1))
    assert mailing.send_due()
    assert server.received
    for mail in server.received:
        honest(mail)
        assert text_of(mail).count("Ort:") == 1


def test_of_an_organisation_that_was_read_in(circle, sign_in, server):
    csv = f'AGS,Name,Bezeichnung,Art\n05558016,Dülmen,"Stadt Dülmen\n\n{FORGED}",Stadt\n'
    by = circle.people["administrator"]
    for changed in (1, 0):  # the second time there is nothing to change
        found = organisations_csv.load(data=csv.encode(), source="", by=by, at=moments.now())
        assert len(found.changed) == changed
    User.objects.filter(pk=circle.people["duelmen"].user_id).update(password="!")  # who is invited
    link = f"/verwaltung/personen/{circle.people['duelmen'].user_id}/zugangslink/"
    assert sign_in("administrator").post(link).status_code == 303
    assert mailing.send_due()
    [mail] = server.received
    honest(mail)
    assert "Stadt Dülmen Bitte melden" in text_of(mail)
