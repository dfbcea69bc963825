"""Handing a mandate over by its page: what goes over is told, what is refused keeps what was typed, who is new is invited."""

import html
from datetime import timedelta

from django.core import mail
from zeal import zeal_ignore

from initiatives import mailing
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.parsing import FAR
from initiatives.models import Mandate
from tests.support.personas import client_of


def address(circle, persona: str) -> str:
    return f"/verwaltung/mandate/{circle.people[persona].pk}/uebergeben/"


def page(response) -> str:
    return html.unescape(response.content.decode())


def test_the_successor_is_invited_comes_in_and_reads_what_has_come_over(circle, sign_in):
    client, today = sign_in("county_administrator"), moments.today()
    Mandate.objects.create(
        user=circle.people["duelmen"].user, role="reader", organisation=circle.nottuln, valid_from=today
    )
    shown = page(client.get(address(circle, "duelmen")))
    assert "Diese Mandate behält sie: Lesende/r der Gemeinde Nottuln." in shown
    assert f'value="{today:%d.%m.%Y}"' in shown
    yesterday = f"{today - timedelta(days=1):%d.%m.%Y}"
    sent = {"email": "neu@ikz.example", "name": "", "telephone": "", "last_day": yesterday, "first_day": ""}
    with zeal_ignore():  # the mandate is locked here and, once more, by the verb that ends it
        response = client.post(address(circle, "duelmen"), sent)
    assert response.status_code == 303
    told = page(client.get(response["Location"]))
    assert f"Nachfolge ab {today:%d.%m.%Y}. Die Einladung geht hinaus." in told and "neu@" in told
    mailing.send_due()
    assert [one.to for one in mail.outbox if "Einladung" in one.subject] == [["neu@ikz.example"]]
    successor = Mandate.objects.get(user__email="neu@ikz.example").user
    assert f"Sie haben dieses Mandat am {today:%d.%m.%Y} übernommen" in page(client_of(successor).get("/"))


def test_what_is_refused_keeps_what_was_typed(circle, sign_in):
    client, today = sign_in("county_administrator"), f"{moments.today():%d.%m.%Y}"
    sent = {"email": "neu@ikz.example", "telephone": "02594 12-0", "last_day": today, "first_day": today}
    refused = client.post(address(circle, "duelmen"), sent)
    assert refused.status_code == 422
    assert '<a href="#id_first_day">' in page(refused) and 'value="02594 12-0"' in page(refused)
    for day, words in (("31.11.2026", "Den 31.11.2026 gibt es nicht."), ("31.12.9999", FAR)):
        wrong = client.post(address(circle, "duelmen"), {"email": "neu@ikz.example", "last_day": day})
        assert wrong.status_code == 422 and words in page(wrong) and f'value="{day}"' in page(wrong)
    assert Mandate.objects.get(pk=circle.people["duelmen"].pk).valid_until is None


def test_what_is_over_withdrawn_only_offered_or_elsewhere_is_not_handed_over(circle, sign_in):
    client, mandate = sign_in("county_administrator"), circle.people["duelmen"]
    assert client.get(address(circle, "stranger")).status_code == 404
    rows = Mandate.objects.filter(pk=mandate.pk)
    for values in (
        {"state": "withdrawn"},
        {"state": "offered", "offered_to": "a@ikz.example"},
        {"state": "granted", "valid_until": moments.today() - timedelta(days=1)},
    ):
        rows.update(**values)
        assert client.get(address(circle, "duelmen")).status_code == 404
        assert "uebergeben" not in page(client.get(f"/verwaltung/personen/{mandate.user_id}/"))
    rows.update(valid_until=moments.today())
    assert client.get(address(circle, "duelmen")).status_code == 200
