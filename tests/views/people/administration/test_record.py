"""The page "Protokoll", what sign-ins and settings write into it, and what a person reads of the own account."""

import csv
import html
import io
import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from initiatives.domain.kernel import moments
from initiatives.domain.log.account_records import Origin, note
from initiatives.domain.people.devices import name_of
from initiatives.enums import RecordKind
from initiatives.models import AccountRecord, Mandate, User
from tests.support.personas import PASSWORD

PAGE, FILE = "/verwaltung/protokoll/", "/verwaltung/protokoll/csv/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
ADDRESS = "beauftragte-duelmen@ikz.example"
TYPED = "dieses-passwort-war-falsch"


@pytest.fixture(autouse=True)
def no_former_attempts(db):
    cache.clear()


def page(response) -> str:
    return html.unescape(response.content.decode())


def rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def entry(circle):
    """`entry(...)` writes one about Dülmen's delegate."""
    user = circle.people["duelmen"].user

    def make(**values):
        told = {"kind": RecordKind.SIGNED_IN, "subject": "Angemeldet", "user": user, "by": user}
        return note(**told | {"at": moments.now()} | values)

    return make


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (FIREFOX, "Firefox auf Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36", "Chrome auf Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge auf Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari auf einem iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1", "Safari auf einem Mac"),
        (
            "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130.0 Mobile",
            "Samsung Internet auf Android",
        ),
        ("curl/8.5.0", "Unbekanntes Programm"),
    ],
)
def test_a_device_in_short_words(says, words):
    assert name_of(says) == words


def test_sign_ins_and_what_failed_are_recorded_with_from_where_and_never_what_was_typed(circle):
    visitor = Client(headers={"user-agent": FIREFOX}, REMOTE_ADDR="192.0.2.44")
    visitor.post("/anmelden/", {"login": ADDRESS, "password": TYPED})
    visitor.post("/anmelden/", {"login": "tippfehler@ikz.example", "password": TYPED})
    visitor.post("/anmelden/", {"login": ADDRESS, "password": PASSWORD})
    visitor.post("/abmelden/")
    user = circle.people["duelmen"].user
    found = AccountRecord.objects.order_by("pk")
    assert [(row.kind, row.user, row.by) for row in found] == [
        ("failed", user, None),
        ("failed", None, None),
        ("signed_in", user, user),
        ("signed_out", user, user),
    ]
    assert {(row.address, row.device) for row in found} == {("192.0.2.44", "Firefox auf Windows")}
    kept = json.dumps(list(found.values()), default=str)
    assert TYPED not in kept and "tippfehler" not in kept


def test_who_comes_to_a_locked_account_is_recorded(circle):
    user = circle.people["duelmen"].user
    User.objects.filter(pk=user.pk).update(is_active=False)
    Client().post("/anmelden/", {"login": ADDRESS, "password": PASSWORD})
    assert {(row.kind, row.user) for row in AccountRecord.objects.all()} == {("failed", user)}


def test_the_page_is_filtered_sorted_and_says_what_is_wrong_with_a_day(sign_in, entry):
    entry(origin=Origin("192.0.2.44", "Firefox auf Windows"))
    entry(kind=RecordKind.FAILED, subject="E-Mail-Adresse oder Passwort falsch", by=None)
    entry(subject="Angemeldet, lange her", at=moments.now() - timedelta(days=40))
    client, today = sign_in("administrator"), f"{moments.today():%d.%m.%Y}"
    whole = page(client.get(PAGE))
    assert "3 Einträge" in whole and ADDRESS in whole and "192.0.2.44" in whole
    oldest = page(client.get(PAGE, {"sort": "wann"}))
    assert oldest.index("lange her") < oldest.index("Passwort falsch")
    assert whole.index("Passwort falsch") < whole.index("lange her")
    failed = page(client.get(PAGE, {"art": "failed", "von": today, "bis": today}))
    assert "1 Eintrag gefunden" in failed and "192.0.2.44" not in failed
    assert "Kein Eintrag passt" in page(client.get(PAGE, {"suche": "niemand@"}))
    for wrong, words in (
        ({"von": "31.11.2026"}, "Den 31.11.2026 gibt es nicht."),
        ({"von": "01.01.0001"}, "Bitte prüfen Sie das Jahr."),
        ({"von": "01.01.2026", "bis": "31.12.9999"}, "Bitte prüfen Sie das Jahr."),
        (
            {"von": "02.01.2026", "bis": "01.01.2026"},
            "liegt vor dem ersten",
        ),
    ):
        shown = page(client.get(PAGE, wrong))
        assert words in shown and f'value="{wrong["von"]}"' in shown and ADDRESS not in shown


def test_an_empty_record_says_what_will_stand_there(sign_in):
    assert "Es gibt noch keinen Eintrag." in page(sign_in("administrator").get(PAGE))


def test_the_file_holds_what_is_filtered_and_is_an_entry_itself(circle, sign_in, entry):
    entry(subject="=HYPERLINK(1)", kind=RecordKind.MANDATE)
    entry()
    client = sign_in("administrator")
    assert client.get(FILE).status_code == 405
    answer = client.post(f"{FILE}?art=mandate")
    assert answer["Content-Disposition"].startswith('attachment; filename="protokoll-')
    assert answer["Cache-Control"] == "no-store"
    [line] = rows(answer)
    assert (line["Was"], line["Konto"], line["Wer"]) == ("'=HYPERLINK(1)", ADDRESS, "die Person selbst")
    written = AccountRecord.objects.first()
    assert (written.kind, written.by) == ("export", circle.people["administrator"].user)
    assert written.subject == "Protokoll als CSV ausgegeben: 1 Eintrag (Mandat)"
    assert client.post(f"{FILE}?von=gestern").status_code == 422
    assert AccountRecord.objects.count() == 3


def test_who_administers_a_county_gets_nothing_of_another_in_page_and_file(circle, sign_in, entry):
    stranger = circle.people["stranger"].user
    for mandate in circle.people.values():
        User.objects.filter(pk=mandate.user_id).update(home=mandate.organisation)
    entry()
    entry(user=stranger, by=stranger, subject="Anderswo")
    client = sign_in("county_administrator")
    shown = page(client.get(PAGE))
    assert ADDRESS in shown and "Anderswo" not in shown and "Alle Kreise" not in shown
    assert [line["Konto"] for line in rows(client.post(FILE))] == [ADDRESS]
    assert (
        len(rows(client.post(f"{FILE}?kreis={stranger.home_id or 1}"))) == 2
    )  # with the entry of the first file


def test_what_administrators_set_is_recorded_once_it_has_changed(circle, sign_in):
    client = sign_in("administrator")
    assert client.post("/verwaltung/texte/impressum/", {"text": "Kreis Coesfeld"}).status_code == 303
    assert client.post("/verwaltung/arbeitsschritte/vorschlaege/").status_code == 303
    body = f"/verwaltung/gremien/{circle.rat_nottuln.pk}/"
    form = client.get(body).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert client.post(body, sent).status_code == 303  # nothing was changed
    assert client.post(body, sent | {"sender_line": "Der Bürgermeister"}).status_code == 303
    found = AccountRecord.objects.filter(kind="setting").order_by("pk")
    assert [row.subject.partition(":")[0] for row in found] == [
        "Text geändert",
        "Vorschläge für Arbeitsschritte übernommen",
        "Gremium geändert",
    ]
    assert {row.by for row in found} == {circle.people["administrator"].user}
    assert found.last().organisation == circle.nottuln


def test_a_person_sees_who_came_with_the_own_account_but_not_from_where_others_acted(circle, sign_in, entry):
    entry(
        kind=RecordKind.FAILED,
        subject="E-Mail-Adresse oder Passwort falsch",
        by=None,
        origin=Origin("203.0.113.5"),
    )
    by = circle.people["administrator"]
    entry(kind=RecordKind.LOCK, subject="Konto entsperrt", by=by, origin=Origin("198.51.100.77"))
    entry(user=by.user, by=by.user, subject="Eines anderen")
    shown = page(sign_in("duelmen").get("/konto/sicherheit/"))
    assert "Passwort falsch" in shown and "203.0.113.5" in shown and "Konto entsperrt" in shown
    assert "198.51.100.77" not in shown and "Eines anderen" not in shown and by.user.email not in shown


def test_the_own_data_are_handed_out_also_without_a_mandate(circle, sign_in):
    client = sign_in("duelmen")
    assert client.get("/konto/auskunft/").status_code == 405
    answer = client.post("/konto/auskunft/")
    assert json.loads(answer.content)["person"]["e_mail"] == ADDRESS
    assert (answer["Cache-Control"], AccountRecord.objects.count()) == ("no-store", 1)
    yesterday = moments.today() - timedelta(days=1)
    Mandate.objects.filter(user__email=ADDRESS).update(valid_until=yesterday)
    without = client.get("/")
    assert without.status_code == 403 and 'action="/konto/auskunft/"' in page(without)
    assert json.loads(client.post("/konto/auskunft/").content)["person"]["e_mail"] == ADDRESS


def test_asked_for_twice_the_file_is_handed_out_twice_and_recorded_twice(circle, sign_in):
    client, token = sign_in("administrator"), {"einmal": "a" * 22}
    address = f"/verwaltung/personen/{circle.people['duelmen'].user_id}/auskunft/"
    for number in (1, 2):
        assert client.post(address, token)["Content-Type"] == "application/json"
        assert AccountRecord.objects.count() == number
