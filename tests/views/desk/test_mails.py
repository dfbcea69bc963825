"""The outbox on its page: how each mail stands, never what is in it; and the button that sends one again."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.mail import mails
from initiatives.enums import MailState
from initiatives.models import Event, Mail, User
from tests.views.log.test_notices import main, tell

LIST = "/verwaltung/e-mails/"


def page(response) -> str:
    return html.unescape(main(response.content.decode()))


def words(response) -> str:
    return " ".join(re.sub("<[^>]+>", "", page(response)).split())


def outbox(circle, *states: MailState, **values) -> list[Mail]:
    """A link to the delegate of Dülmen in each of these states, the newest last."""
    at, user = moments.now() - timedelta(hours=1), circle.people["duelmen"].user
    made = [
        Mail.new(
            user,
            "access",
            at + timedelta(seconds=n),
            state=state,
            sent_at=at,
            sending_at=at,
            may_have_arrived=True,
            **values,
        )
        for n, state in enumerate(states)
    ]
    return Mail.objects.bulk_create(made)


def again(mail: Mail) -> str:
    return reverse("administration_mail_again", args=[mail.pk])


def test_the_list_says_whom_what_kind_and_how_it_stands_and_not_what_is_in_it(circle, sign_in):
    client = sign_in("administrator")
    assert "gab es keine E-Mails" in page(client.get(LIST))
    tell(circle, "duelmen", at=moments.now() - timedelta(days=10), title="Vertrauliche Sache")
    mails.make(at=moments.now())
    mails.failed(mails.claim(at=moments.now()), "Der Mailserver lehnt ab (451).", at=moments.now())
    outbox(circle, *MailState)
    shown = page(client.get(LIST))
    for told in (
        "beauftragte-duelmen@ikz.example",
        "Mitteilungen",
        "Zugangslink",
        "nächster Versuch",
        "(451)",
    ):
        assert told in shown
    assert "Vertrauliche" not in shown and "/passwort/neu" not in shown
    assert shown.count("Erneut senden") == 3 + 1  # sent, uncertain, given up, and what waits after an attempt
    only = words(client.get(LIST, {"stand": "uncertain"}))
    assert "1 E-Mail gefunden. Je Stand:" in only and "wartet 2, " in only and only.count("Zugangslink") == 2
    assert "passt zu diesem Filter" in page(client.get(LIST, {"stand": "uncertain", "art": "reset"}))


def test_the_list_forgets_what_is_older_than_four_weeks(circle, sign_in):
    [mail] = outbox(circle, MailState.SENT)
    client = sign_in("administrator")
    for age, is_there in ((timedelta(days=28, minutes=1), False), (timedelta(days=27, hours=23), True)):
        Mail.objects.filter(pk=mail.pk).update(created_at=moments.now() - age)
        assert ("Zugangslink" in words(client.get(LIST))) is is_there


def test_a_county_sees_and_sends_the_mails_of_its_people_alone(circle, sign_in):
    [mail] = outbox(circle, MailState.UNCERTAIN)
    client = sign_in("county_administrator")
    assert "ungewiss 1" in words(client.get(LIST)) and client.get(again(mail)).status_code == 200
    User.objects.filter(pk=mail.user_id).update(home=circle.people["stranger"].organisation)
    assert "gab es keine E-Mails" in page(client.get(LIST))
    for send in (client.get, client.post):
        assert send(again(mail)).status_code == 404
    assert Mail.objects.get().state == MailState.UNCERTAIN


@pytest.mark.parametrize(
    ("state", "warned"),
    [
        (MailState.UNCERTAIN, "nachdem der Mailserver den Text verlangt hatte"),
        (MailState.SENT, "Der Mailserver hat sie schon angenommen"),
        (MailState.GIVEN_UP, ""),
    ],
)
def test_the_button_warns_where_it_may_come_twice_and_sends_it_once(circle, sign_in, state, warned):
    [mail] = outbox(circle, state)
    if state != MailState.SENT:
        Mail.objects.update(sent_at=None, may_have_arrived=state == MailState.UNCERTAIN)
    client = sign_in("administrator")
    shown = page(client.get(again(mail)))
    assert ("kann doppelt ankommen" in shown) is bool(warned) and warned in shown
    mail.refresh_from_db()
    sent = {"seen": mails.version(mail)}
    answer = client.post(again(mail), sent)
    assert answer.status_code == 303 and "noch einmal gesendet" in page(client.get(LIST))
    assert list(mails.waiting(at=moments.now())) == [mail]
    late = client.post(again(mail), sent)
    assert late.status_code == 409 and "inzwischen etwas geschehen" in page(late)
    assert Event.objects.filter(kind="mail").count() == 1


def test_what_was_not_wanted_any_more_says_so_and_has_no_button(circle, sign_in):
    [mail] = outbox(circle, MailState.DROPPED)
    shown = page(sign_in("administrator").get(again(mail)))
    assert "nicht mehr nötig" in shown and "<button" not in shown


def test_many_mails_have_pages_and_the_same_queries(circle, sign_in, django_assert_num_queries):
    client, counted = sign_in("administrator"), []
    for states in ([MailState.SENT], [MailState.SENT] * 119):
        outbox(circle, *states)
        client.get(LIST)
        with django_assert_num_queries(counted[0]) if counted else CaptureQueriesContext(connection) as asked:
            shown = page(client.get(LIST))
        counted.append(len(asked))
    assert "120 E-Mails. " in shown and 'aria-label="Seite 3"' in shown and shown.count("<tr>") == 51


@pytest.mark.parametrize("backend", ["filebased", "smtp"])
def test_it_is_said_that_mails_only_go_into_files(circle, sign_in, settings, backend):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    outbox(circle, MailState.UNCERTAIN)
    for persona, folder in (("administrator", str(settings.EMAIL_FILE_PATH)), ("county_administrator", "")):
        client = sign_in(persona)
        for address in (LIST, "/verwaltung/"):
            shown = page(client.get(address))
            assert ("nur in Dateien geschrieben" in shown) is (backend == "filebased")
            assert (str(settings.EMAIL_FILE_PATH) in shown) is (backend == "filebased" and bool(folder))
        assert "Bei 1 E-Mail ist ungewiss, ob sie ankam." in shown
