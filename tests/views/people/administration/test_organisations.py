"""Organisations by pages: list, form, CSV; refused with what was typed, and only within the administrator's reach."""

import html
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from initiatives.domain.kernel import tables
from initiatives.domain.people import organisations_csv
from initiatives.models import Event, Organisation, PopulationFigure
from tests.views.parts import is_part

LIST = "/verwaltung/organisationen/"
NEW = f"{LIST}neu/"
IMPORT = f"{LIST}einlesen/"
HTMX = {"HX-Request": "true", "HX-Target": "formular"}


def typed(**changed):
    return {
        "kind": "gemeinde",
        "designation": "Gemeinde Senden",
        "name": "Senden",
        "ags": "05558044",
        "county": "",
        "latitude": "51,857701",
        "longitude": "7.485434",
        "population": "20.895",
        "population_date": "31.12.2022",
        "population_source": "Destatis",
    } | changed


def followed(client, response):
    """The page that a redirect leads to."""
    assert response.status_code == 303
    return client.get(response["Location"])


def page(response) -> str:
    return html.unescape(response.content.decode())


def test_the_list_is_filtered_and_sorted(circle, sign_in):
    client = sign_in("administrator")
    assert page(client.get(LIST)).count('scope="row"') == Organisation.objects.count()
    found = page(client.get(LIST, {"suche": "ülmen"}))
    assert "Stadt Dülmen" in found
    assert "Gemeinde Nottuln" not in found
    assert "Gemeinde Nottuln" in page(client.get(LIST, {"suche": "055580"}))
    assert "Stadt Dülmen" not in page(client.get(LIST, {"art": "gemeinde"}))
    PopulationFigure.objects.filter(organisation=circle.rosendahl).update(value=99_000)
    by_size = page(client.get(LIST, {"sort": "-einwohner"}))
    assert by_size.index("Gemeinde Rosendahl") < by_size.index("Stadt Dülmen")
    assert 'aria-sort="descending"' in by_size
    assert "Keine Organisation passt" in page(client.get(LIST, {"suche": "nirgends"}))


def test_the_list_needs_the_same_queries_for_many(circle, sign_in, django_assert_max_num_queries):
    Organisation.objects.bulk_create(
        Organisation(
            kind="gemeinde", name=f"O{n}", designation=f"Ort {n}", ags=f"05554{n:03}", county=circle.county
        )
        for n in range(100, 190)
    )
    client = sign_in("administrator")
    with django_assert_max_num_queries(10):
        found = page(client.get(LIST, {"seite": 2}))
    assert found.count('scope="row"') == Organisation.objects.count() - 50


def test_an_organisation_is_created_by_form(circle, sign_in):
    client = sign_in("administrator")
    response = followed(client, client.post(NEW, typed(county=circle.county.pk)))
    assert "Gemeinde Senden ist angelegt." in page(response)
    made = Organisation.objects.get(ags="05558044")
    assert (made.county, str(made.latitude), str(made.longitude)) == (circle.county, "51.857701", "7.485434")
    assert (made.populations.get().value, made.populations.get().source) == (20_895, "Destatis")


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"ags": "0555804"}, "ags", "Der AGS einer Stadt oder Gemeinde hat acht Ziffern, dieser hat 7."),
        ({"ags": "abc"}, "ags", "Der AGS besteht nur aus Ziffern."),
        ({"ags": "05558032"}, "ags", "Diesen AGS hat schon: Gemeinde Nottuln."),
        ({"ags": ""}, "ags", "Bitte geben Sie den AGS an."),
        ({"kind": "kreis"}, "ags", "Der AGS eines Kreises hat fünf Ziffern, dieser hat 8."),
        (
            {"kind": "dritte", "population": "", "population_date": "", "population_source": ""},
            "ags",
            "Dritte haben keinen AGS.",
        ),
        (
            {"designation": "Gemeinde Nottuln"},
            "designation",
            "Eine Organisation mit dieser Bezeichnung gibt es schon.",
        ),
        ({"name": ""}, "name", "Bitte füllen Sie dieses Feld aus."),
        ({"kind": "dorf"}, "kind", "Diese Auswahl gibt es hier nicht."),
        ({"latitude": "Norden"}, "latitude", "Das ist keine Zahl"),
        ({"latitude": "91"}, "latitude", "90"),
        ({"population": "viele"}, "population", "Bitte geben Sie eine ganze Zahl an."),
        ({"population_source": ""}, "population_source", "gehören zusammen"),
        ({"population_date": "31.11.2022"}, "population_date", "Den 31.11.2022 gibt es nicht."),
        ({"population_date": "01.01.2199"}, "population_date", "liegt in der Zukunft"),
        ({"exists_since": "01.01.2199"}, "exists_since", "liegt in der Zukunft"),
    ],
)
def test_wrong_input_is_refused_and_kept(circle, sign_in, changed, field, words, headers):
    before = Organisation.objects.count(), Event.objects.count(), PopulationFigure.objects.count()
    response = sign_in("administrator").post(NEW, typed(**changed), headers=headers)
    shown = page(response)
    assert response.status_code == 422
    assert re.search(rf'<a href="#id_{field}">[^<]*{re.escape(words)}', shown), (
        "the summary links to the field"
    )
    assert f'aria-describedby="id_{field}' in shown or f"id_{field}_error" in shown
    for value in (changed | {"longitude": "7.485434"}).values():
        assert f'value="{value}"' in shown or not value or value == "dorf"
    assert is_part(shown, "formular") if headers else shown.startswith("<!doctype html>")
    assert before == (Organisation.objects.count(), Event.objects.count(), PopulationFigure.objects.count())


def test_an_organisation_is_changed(circle, sign_in):
    client = sign_in("administrator")
    address = f"{LIST}{circle.nottuln.pk}/"
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"name": "Nottuln (Baumberge)"}
    assert "gespeichert" in page(followed(client, client.post(address, sent)))
    circle.nottuln.refresh_from_db()
    assert (circle.nottuln.name, circle.nottuln.county) == ("Nottuln (Baumberge)", circle.county)
    again = client.get(address).context["form"]["seen"].value()
    response = client.post(address, sent | {"seen": again})
    assert "nichts zu ändern" in page(followed(client, response))


def test_a_stale_form_shows_both_values_and_then_saves(circle, sign_in):
    client = sign_in("administrator")
    address = f"{LIST}{circle.nottuln.pk}/"
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    client.post(address, sent | {"name": "Theirs"})
    response = client.post(address, sent | {"name": "Meine", "designation": "Stadt Nottuln"})
    shown = page(response)
    assert response.status_code == 409
    assert all(
        words in shown
        for words in ("Theirs", 'value="Meine"', "Meine Fassung speichern", "Fachadministration")
    )
    circle.nottuln.refresh_from_db()
    assert (circle.nottuln.name, circle.nottuln.designation) == ("Theirs", "Gemeinde Nottuln")
    again = response.context["form"]
    client.post(address, {name: again[name].value() or "" for name in again.fields})
    circle.nottuln.refresh_from_db()
    assert (circle.nottuln.name, circle.nottuln.designation) == ("Meine", "Stadt Nottuln")


def test_a_broken_memory_of_what_was_seen_overwrites_nobody(circle, sign_in):
    address = f"{LIST}{circle.nottuln.pk}/"
    sent = typed(ags="05558032", county=circle.county.pk, seen="{kaputt")
    assert sign_in("administrator").post(address, sent).status_code == 409
    circle.nottuln.refresh_from_db()
    assert circle.nottuln.name == "Nottuln"


def upload(client, content, **options):
    file = SimpleUploadedFile("o.csv", content.encode() if isinstance(content, str) else content)
    return client.post(IMPORT, {"file": file, "source": "Destatis"} | options)


def test_a_csv_file_is_read_in_and_told(circle, sign_in):
    client = sign_in("administrator")
    example = client.get(f"{LIST}vorlage/")
    assert example["Content-Disposition"] == 'attachment; filename="organisationen.csv"'
    line = "05558044;Senden;Gemeinde Senden;gemeinde;05558;20.895;31.12.2022;51,857701;7,485434\n"
    header = example.content.decode().splitlines()[0].replace(",", ";")
    for told in ("1 neu, 0 geändert, 0 unverändert", "0 neu, 0 geändert, 1 unverändert"):
        response = upload(client, f"\ufeff{header}\n{line}")
        assert response.status_code == 200
        assert told in page(response)
    assert Organisation.objects.get(ags="05558044").populations.get().value == 20_895


def test_a_faulty_csv_file_is_told_by_line_and_column_and_writes_nothing(circle, sign_in):
    before = Organisation.objects.count()
    rows = "05558044,Senden,Gemeinde Senden,gemeinde,05558,,,,\n0555803,Olfen,Stadt Olfen,stadt,05558,,,,\n"
    response = upload(sign_in("administrator"), ",".join(organisations_csv.COLUMNS) + "\n" + rows)
    shown = page(response)
    assert response.status_code == 422
    assert re.search(r"<td[^>]*>3</td>\s*<td[^>]*>ags</td>\s*<td[^>]*>0555803</td>", shown)
    assert 'href="#id_file"' in shown
    assert Organisation.objects.count() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leer"),
        (b"x" * (tables.MAX_BYTES + 1), "größer als 1 MB"),
        (b"PK\x03\x04", "Excel-Datei"),
    ],
)
def test_an_unreadable_file_is_refused(circle, sign_in, content, words):
    response = upload(sign_in("administrator"), content)
    assert response.status_code == 422
    assert words in page(response)


def test_a_countys_administrator_sees_and_changes_only_the_county(circle, sign_in):
    client = sign_in("county_administrator")
    shown = page(client.get(LIST))
    assert "Gemeinde Nottuln" in shown
    assert "Ahaus" not in shown
    ahaus = Organisation.objects.get(name="Ahaus")
    assert client.get(f"{LIST}{ahaus.pk}/").status_code == 404
    assert client.post(f"{LIST}{ahaus.pk}/", typed()).status_code == 404
    assert 'value="kreis"' not in page(client.get(NEW))
    assert client.post(NEW, typed(kind="kreis", ags="05566")).status_code == 422
    assert client.post(NEW, typed(county=ahaus.county_id)).status_code == 422
    assert client.post(NEW, typed(county=circle.county.pk)).status_code == 303
    line = ",".join(organisations_csv.COLUMNS) + "\n05566,Steinfurt,Kreis Steinfurt,kreis,,,,,\n"
    assert upload(client, line).status_code == 422
    assert not Organisation.objects.filter(ags="05566").exists()


def test_an_organisation_that_was_there_earlier_cannot_begin_later(circle, sign_in):
    client, address = sign_in("administrator"), f"{LIST}{circle.nottuln.pk}/"
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    refused = client.post(address, sent | {"exists_since": "06.01.2026"})
    assert refused.status_code == 422
    assert "Gemeinde Nottuln war schon am 05.01.2026 beteiligt." in page(refused)
    assert client.post(address, sent | {"exists_since": "05.01.2026"}).status_code == 303
    circle.nottuln.refresh_from_db()
    assert circle.nottuln.exists_since == date(2026, 1, 5)
