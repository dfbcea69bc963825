"""People and mandates by pages: admitted with a mail, ended, locked, anonymised, told what is stored."""

import html
import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from initiatives import mailing
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.parsing import FAR
from initiatives.domain.talk import comments
from initiatives.enums import MailKind
from initiatives.models import Event, Mail, Mandate, Organisation, User
from tests.support import mail_server
from tests.views.parts import is_part, without_tokens

LIST = "/verwaltung/personen/"
NEW = f"{LIST}neu/"


def typed(where, **changed):
    today = f"{moments.today():%d.%m.%Y}"
    return {
        "email": "neu@ikz.example",
        "name": "Fachbereich 1",
        "telephone": "02502 942-0",
        "role": "delegate",
        "organisation": where.pk if where else "",
        "body": "",
        "initiative": "",
        "valid_from": today,
        "valid_until": "",
    } | changed


def followed(client, response):
    """The page that a redirect leads to."""
    assert response.status_code == 303
    return client.get(response["Location"])


def page(response) -> str:
    return html.unescape(response.content.decode())


def of(circle, persona: str, action: str = "") -> str:
    return f"{LIST}{circle.people[persona].user_id}/{action}"


def test_a_new_person_gets_a_link_sets_a_password_and_comes_in(circle, sign_in):
    client = sign_in("administrator")
    shown = page(followed(client, client.post(NEW, typed(circle.duelmen))))
    assert "neu@ikz.example erhält in Kürze eine E-Mail" in shown
    assert "Beauftragte/r der Stadt Dülmen" in shown
    mailing.send_due()
    [letter] = mail.outbox
    assert letter.to == ["neu@ikz.example"]
    assert "Beauftragte/r der Stadt Dülmen" in letter.body
    link = re.search(r"https?://\S+", letter.body)[0]
    visitor = Client()
    form = visitor.get(link, follow=True)
    sent = {"password1": "ein-ganz-neues-kennwort", "password2": "ein-ganz-neues-kennwort"}
    assert visitor.post(form.redirect_chain[-1][0], sent).status_code == 302
    signed_in = visitor.post(
        reverse("account_login"), {"login": "neu@ikz.example", "password": "ein-ganz-neues-kennwort"}
    )
    assert signed_in.status_code == 302
    assert "Dülmen" in page(visitor.get("/"))


def test_with_a_mail_server_that_is_away_the_link_waits_and_without_one_that_is_said(
    circle, sign_in, settings
):
    mail_server.hand_over_to(settings, 9)
    client = sign_in("administrator")
    followed(client, client.post(NEW, typed(circle.duelmen)))
    assert not mailing.send_due()
    waiting = Mail.objects.get(user__email="neu@ikz.example")
    assert waiting.state == "waiting" and "nicht zu erreichen" in waiting.message
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    shown = page(followed(client, client.post(of(circle, "duelmen", "zugangslink/"))))
    assert "in eine Datei geschrieben, nicht gesendet" in shown


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "formular"}])
@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"email": "neu"}, "email", "vollständige E-Mail-Adresse"),
        ({"email": "Kreis@ikz.example"}, "email", "gibt es schon"),
        ({"role": ""}, "role_0", "Bitte wählen Sie aus."),
        ({"role": "county_representative"}, "organisation", "nur für einen Kreis"),
        ({"organisation": ""}, "organisation", "Bitte wählen Sie die Organisation"),
        ({"role": "council_member"}, "body", "Bitte wählen Sie das Gremium"),
        ({"valid_from": "31.11.2026"}, "valid_from", "Den 31.11.2026 gibt es nicht."),
        ({"valid_until": "01.01.2020"}, "valid_until", "nicht vor seinem Beginn"),
    ],
)
def test_wrong_input_is_refused_and_kept(circle, sign_in, changed, field, words, headers):
    before = User.objects.count(), Mandate.objects.count(), Event.objects.count()
    response = sign_in("administrator").post(NEW, typed(circle.duelmen, **changed), headers=headers)
    shown = page(response)
    assert response.status_code == 422
    assert f'<a href="#id_{field}">' in shown
    assert words in shown
    assert 'value="02502 942-0"' in shown
    assert before == (User.objects.count(), Mandate.objects.count(), Event.objects.count())
    assert not Mail.objects.exists()


def test_the_list_is_filtered(circle, sign_in):
    client = sign_in("administrator")
    Mandate.objects.filter(pk=circle.people["reader"].pk).update(
        valid_until=moments.today() - timedelta(days=1)
    )
    assert "kein gültiges Mandat" in page(client.get(LIST, {"stand": "ohne"}))
    assert "lesende-nottuln" not in page(client.get(LIST, {"stand": "gueltig"}))
    found = page(client.get(LIST, {"rolle": "council_member", "suche": "kreis coesfeld"}))
    assert "kreistag@ikz.example" in found
    assert "rat-nottuln@ikz.example" not in found
    assert "Keine Person passt" in page(client.get(LIST, {"stand": "gesperrt"}))


def test_the_list_needs_the_same_queries_for_many(circle, sign_in, django_assert_max_num_queries):
    for n in range(20):
        user = User.objects.create_user(f"p{n}@ikz.example")
        Mandate.objects.create(
            user=user, role="reader", organisation=circle.nottuln, valid_from=moments.today()
        )
    client = sign_in("administrator")
    with django_assert_max_num_queries(10):
        client.get(LIST)


def test_a_further_mandate_is_given_once(circle, sign_in):
    client = sign_in("administrator")
    address = of(circle, "duelmen", "mandat/")
    sent = typed(None, role="council_member", body=circle.kreistag.pk)
    shown = page(followed(client, client.post(address, sent)))
    assert "Mandat erteilt: Mitglied: Kreistag, Kreis Coesfeld." in shown
    again = client.post(address, sent)
    assert again.status_code == 422
    assert "Dieses Mandat hat die Person schon" in page(again)
    assert circle.people["duelmen"].user.mandates.count() == 2


def test_a_mandate_is_ended_today_or_on_a_day(circle, sign_in):
    client = sign_in("administrator")
    address = f"/verwaltung/mandate/{circle.people['duelmen'].pk}/beenden/"
    today = f"{moments.today():%d.%m.%Y}"
    assert f'value="{today}"' in page(client.get(address))
    wrong = client.post(address, {"last_day": "01.01.2000"})
    assert wrong.status_code == 422
    assert 'value="01.01.2000"' in page(wrong)
    assert "Das Mandat beginnt erst am 05.01.2026." in page(wrong)
    assert today in page(followed(client, client.post(address, {"last_day": today})))
    assert Mandate.objects.get(pk=circle.people["duelmen"].pk).valid_until == moments.today()


def test_a_day_far_off_ends_no_mandate_of_the_installation(circle, sign_in):
    mandate = circle.people["administrator"]
    wrong = sign_in("administrator").post(
        f"/verwaltung/mandate/{mandate.pk}/beenden/", {"last_day": "31.12.9999"}
    )
    assert wrong.status_code == 422 and FAR in page(wrong) and 'value="31.12.9999"' in page(wrong)
    assert Mandate.objects.get(pk=mandate.pk).valid_until is None


def test_the_form_in_place_is_the_page_of_a_reload(circle, sign_in):
    client = sign_in("administrator")
    for address in (
        f"/verwaltung/mandate/{circle.people['duelmen'].pk}/beenden/",
        of(circle, "duelmen", "?bearbeiten=angaben"),
    ):
        part = page(client.get(address, headers={"HX-Request": "true", "HX-Target": "person"}))
        whole = page(client.get(address))
        assert is_part(part, "person")
        assert without_tokens(part).partition("</title>")[2].strip() in without_tokens(whole)


def test_the_last_administrator_cannot_be_ended_or_locked(circle, sign_in):
    client = sign_in("administrator")
    mandate = circle.people["administrator"]
    day = f"{moments.today():%d.%m.%Y}"
    response = client.post(f"/verwaltung/mandate/{mandate.pk}/beenden/", {"last_day": day})
    assert response.status_code == 422
    assert "letzte Fachadministration" in page(response)
    for action in ("sperren/", "anonymisieren/"):
        response = client.post(of(circle, "administrator", action), {"confirmed": "on"})
        assert response.status_code == 422
        assert "eigene Konto" in page(response)
    mandate.refresh_from_db()
    assert mandate.valid_until is None
    assert User.objects.get(pk=mandate.user_id).is_active


def test_a_locked_account_is_out_at_once_and_comes_back(circle, sign_in):
    delegate, client = sign_in("duelmen"), sign_in("administrator")
    assert delegate.get("/").status_code == 200
    assert "Das Konto ist gesperrt." in page(followed(client, client.post(of(circle, "duelmen", "sperren/"))))
    assert delegate.get("/").status_code == 302
    assert client.post(of(circle, "duelmen", "zugangslink/")).status_code == 422
    assert "entsperrt" in page(followed(client, client.post(of(circle, "duelmen", "entsperren/"))))
    assert "E-Mail" in page(followed(client, client.post(of(circle, "duelmen", "zugangslink/"))))
    links = Mail.objects.filter(kind=MailKind.ACCESS)
    assert [str(one.user) for one in links] == ["beauftragte-duelmen@ikz.example"]


def test_an_anonymised_person_has_no_name_left(circle, sign_in):
    client = sign_in("administrator")
    mandate = circle.people["duelmen"]
    comments.write(field=circle.payroll, text="Wir prüfen das.", by=mandate, at=moments.now())
    address = of(circle, "duelmen", "anonymisieren/")
    unconfirmed = client.post(address)
    assert unconfirmed.status_code == 422
    assert "Bitte bestätigen Sie das." in page(unconfirmed)
    assert User.objects.get(pk=mandate.user_id).is_active
    shown = page(followed(client, client.post(address, {"confirmed": "on"})))
    assert f"Anonymisierte Person {mandate.user_id}" in shown
    assert "beauftragte-duelmen" not in shown + page(client.get(LIST))
    assert "Beauftragte/r der Stadt Dülmen" in page(sign_in("nottuln").get(f"/felder/{circle.payroll.pk}/"))


def test_the_data_of_a_person_are_handed_out(circle, sign_in):
    response = sign_in("administrator").post(of(circle, "duelmen", "auskunft/"))
    assert response["Content-Disposition"].startswith("attachment")
    assert json.loads(response.content)["person"]["e_mail"] == "beauftragte-duelmen@ikz.example"


def test_the_account_is_changed_and_a_stale_change_is_told(circle, sign_in):
    client = sign_in("administrator")
    address = of(circle, "duelmen", "?bearbeiten=angaben")
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert client.post(address, sent | {"telephone": "1"}).status_code == 303
    stale = client.post(address, sent | {"telephone": "2"})
    assert stale.status_code == 409
    assert 'value="2"' in page(stale)
    taken = client.post(address, sent | {"email": "kreis@ikz.example"})
    assert taken.status_code == 422
    assert "schon eine andere Person" in page(taken)
    assert User.objects.get(pk=circle.people["duelmen"].user_id).telephone == "1"


def test_a_countys_administrator_keeps_to_the_people_of_the_county(circle, sign_in):
    client = sign_in("county_administrator")
    assert "ahaus" not in page(client.get(LIST)).lower()
    stranger = circle.people["stranger"]
    for action in ("", "?bearbeiten=angaben", "mandat/", "anonymisieren/"):
        assert client.get(of(circle, "stranger", action)).status_code == 404
    for action in (
        "zugangslink/",
        "sperren/",
        "entsperren/",
        "mandat/",
        "anonymisieren/",
        "auskunft/",
        "?bearbeiten=angaben",
    ):
        assert client.post(of(circle, "stranger", action), {"confirmed": "on"}).status_code == 404
    assert client.post(f"/verwaltung/mandate/{stranger.pk}/beenden/").status_code == 404
    ahaus = Organisation.objects.get(name="Ahaus")
    assert client.post(NEW, typed(ahaus)).status_code == 422
    assert client.post(NEW, typed(None, role="administrator")).status_code == 422
    assert client.post(NEW, typed(circle.duelmen)).status_code == 303
