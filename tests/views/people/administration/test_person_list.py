"""A list of people by pages: looked at, taken over, and what a browser may have done to it in between."""

import html
import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from zeal import zeal_ignore

from initiatives import mailing
from initiatives.domain.kernel import tables
from initiatives.forms.people.person_lists import TakeOverForm
from initiatives.models import AccountRecord, Mail, Mandate, User
from tests.support.personas import client_of

PAGE = "/verwaltung/personen/einlesen/"
TAKE = f"{PAGE}uebernehmen/"
HEADER = "E-Mail;Name;Rolle;Organisation;gültig ab"
NEW = "neu@ikz.example;Fachbereich 1;Lesende;Nottuln;01.12.2099"
TOO = "neu@ikz.example;;Stellvertretung;Rosendahl;"
WRONG = "falsch;;Häuptling;Notuln;"


@pytest.fixture(autouse=True)
def each_mandate_is_granted_by_the_verb_that_everybody_uses():
    with zeal_ignore():
        yield


def send(client, *lines: str, data: bytes | None = None):
    content = "\n".join([HEADER, *lines]).encode() if data is None else data
    return client.post(PAGE, {"file": SimpleUploadedFile("liste.csv", content)})


def followed(client, response):
    """The page that a redirect leads to."""
    assert response.status_code == 303
    return client.get(response["Location"])


def page(response) -> str:
    return html.unescape(response.content.decode())


def words(response) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page(response)).split())


def signed(response) -> str:
    return re.search('name="signed" value="([^"]+)"', page(response))[1]


def test_a_list_is_looked_at_taken_over_and_each_new_person_gets_one_mail(circle, sign_in):
    client = sign_in("administrator")
    before = User.objects.count(), Mandate.objects.count()
    shown = send(client, NEW, TOO, "lesende-nottuln@ikz.example;;Stellvertretung;Dülmen;")
    assert shown.status_code == 200
    assert "2 Mandate für neue Personen und 1 weiteres Mandat" in words(shown)
    assert "Lesende/r der Gemeinde Nottuln" in page(shown) and "ab 01.12.2099" in page(shown)
    assert before == (User.objects.count(), Mandate.objects.count()) and not Mail.objects.exists()
    done = followed(client, client.post(TAKE, {"signed": signed(shown)}))
    assert "Übernommen: 2 Mandate für neue Personen, 1 weiteres Mandat. 1 Einladung geht hinaus." in words(
        done
    )
    mailing.send_due()
    [letter] = [one for one in mail.outbox if one.to == ["neu@ikz.example"]]
    assert "Lesende/r der Gemeinde Nottuln, ab 01.12.2099" in letter.body
    assert "Stellvertretung der Gemeinde Rosendahl" in letter.body
    again = send(client, NEW, TOO)
    assert "Jedes Mandat gibt es schon" in page(again) and "Übernehmen" not in page(again)


def test_faulty_rows_are_told_and_left_out_knowingly(circle, sign_in):
    client = sign_in("administrator")
    shown = send(client, NEW, WRONG)
    assert "1 Mandat für eine neue Person und 1 fehlerhafte Zeile" in words(shown)
    assert "Meinten Sie: Gemeinde Nottuln?" in page(shown) and "Möglich sind: Beauftragte/r" in page(shown)
    refused = client.post(TAKE, {"signed": signed(shown)})
    assert refused.status_code == 422
    assert '<a href="#id_leaves_out">' in page(refused) and "Häuptling" in page(refused)
    assert not User.objects.filter(email="neu@ikz.example").exists()
    done = followed(client, client.post(TAKE, {"signed": signed(refused), "leaves_out": "on"}))
    assert "1 fehlerhafte Zeile weggelassen" in words(done)
    assert User.objects.filter(email="neu@ikz.example").exists()


def test_with_faulty_rows_alone_there_is_nothing_to_press(circle, sign_in):
    shown = send(sign_in("administrator"), WRONG)
    assert "nichts, das sich übernehmen lässt" in page(shown) and "Übernehmen" not in page(shown)


def test_what_the_browser_sends_back_must_be_what_was_signed_for_this_person(circle, sign_in):
    client = sign_in("administrator")
    good = signed(send(client, NEW))
    county = circle.people["county_administrator"].user
    rows = [[2, {"email": "neu@ikz.example", "role": "Fachadministration"}]]
    for forged in (
        "",
        "x",
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        TakeOverForm.sign(county, {"rows": rows, "seen": ["new"], "ignored": []}),
    ):
        refused = client.post(TAKE, {"signed": forged})
        assert refused.status_code == 422
        assert "zu alt oder wurde verändert" in page(refused) and 'type="file"' in page(refused)
    assert client_of(county).post(TAKE, {"signed": good}).status_code == 422
    assert not User.objects.filter(email="neu@ikz.example").exists()


def test_what_has_changed_meanwhile_is_shown_again_and_can_be_taken_over_then(circle, sign_in):
    client = sign_in("administrator")
    shown = send(client, NEW)
    User.objects.create_user("neu@ikz.example")
    refused = client.post(TAKE, {"signed": signed(shown)})
    assert refused.status_code == 422
    assert "Inzwischen hat sich etwas geändert" in page(refused) and "weiteres Mandat" in words(refused)
    assert client.post(TAKE, {"signed": signed(refused)}).status_code == 303
    assert Mandate.objects.filter(user__email="neu@ikz.example").count() == 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Die Datei ist leer."),
        (b"x" * (tables.MAX_BYTES + 1), "größer als 1 MB"),
        ("ä".encode("cp1252"), "nicht in UTF-8 gespeichert"),
        (b"Name\nNiemand", "Diese Spalte fehlt"),
        (("E-Mail;Rolle\n" + "p@ikz.example;Lesende\n" * 10_000).encode(), "mehr als 1000 Zeilen"),
        (b"PK\x03\x04", "Archiv"),
    ],
)
def test_a_file_that_is_no_list_is_refused(circle, sign_in, data, told):
    response = send(sign_in("administrator"), data=data)
    assert response.status_code == 422
    assert told in page(response) and '<a href="#id_file">' in page(response)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_is_read_as_it_is(circle, sign_in, ending):
    client = sign_in("administrator")
    template = client.get(f"{PAGE}personen.{ending}")
    assert template["Content-Disposition"] == f'attachment; filename="personen.{ending}"'
    assert "Beauftragte/r der Gemeinde Nottuln" in page(send(client, data=template.content))


def test_a_county_takes_people_over_for_the_county_alone(circle, sign_in):
    client = sign_in("county_administrator")
    shown = send(client, "neu@ikz.example;;Lesende;Stadt Ahaus;", "neu@ikz.example;;Lesende;Dülmen;")
    assert "nur Organisationen des Kreises Coesfeld" in page(shown)
    assert client.post(TAKE, {"signed": signed(shown), "leaves_out": "on"}).status_code == 303
    [mandate] = Mandate.objects.filter(user__email="neu@ikz.example")
    assert mandate.organisation == circle.duelmen


def test_each_look_is_an_entry_with_how_many_accounts_elsewhere_it_told(country):
    by = country.second.people["county_administrator"]
    client, line = client_of(by.user), "{};;Lesende;Gescher;"
    own, other = (one.people["duelmen"].user.email for one in (country.second, country.first))
    shown = send(
        client, *map(line.format, (other, "beauftragte-nottuln@ikz.example", own, "neu@ikz.example")), WRONG
    )
    told = "Liste von Personen angesehen: 5 Zeilen, 2 mit Konto und anderer Heimat"
    row = AccountRecord.objects.get()
    assert (row.kind, row.subject, row.by, row.organisation) == ("person", told, by.user, by.organisation)
    assert row.address == "127.0.0.1"
    client.post(TAKE, {"signed": signed(shown)})  # refused for the faulty row, and shown once more
    assert [one.subject for one in AccountRecord.objects.filter(kind="person")] == [told, told]
