"""What the administration keeps for reports: numbers and publicity of a body, its calendar, the arms of an organisation."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.reports import life as report_life
from initiatives.domain.snapshots.older_forms import BY_ANSWER
from initiatives.models import Arms, Body, Sitting
from tests.domain.people.test_arms import picture
from tests.domain.reports.test_given_away import MASKED, issued, stored

HTMX = {"HX-Request": "true", "HX-Target": "sitzungen"}
TODAY = moments.today()


def body_values(circle, **changes) -> dict:
    return {
        "organisation": circle.county.pk,
        "name": "Kreistag",
        "kind": "kreistag",
        "reported_by": "organisation",
        "report_lead": 21,
        "sender_line": "",
        "slug": "kreistag-coesfeld",
        "number_scheme": "{nr}/{jahr}",
    } | changes


def test_the_scheme_and_the_publicity_of_a_body_are_set(circle, sign_in):
    client, address = sign_in("administrator"), reverse("administration_body", args=[circle.kreistag.pk])
    seen = client.get(address).context["form"]["seen"].value()
    wrong = client.post(address, body_values(circle, seen=seen, number_scheme="SV-{nummer}"))
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "genau einmal {nr}" in page and "SV-{nr:03} für SV-002" in page and 'value="SV-{nummer}"' in page
    right = body_values(circle, seen=seen, number_scheme="SV-{nr:03}", shows_public="on")
    assert client.post(address, right).status_code == 303
    circle.kreistag.refresh_from_db()
    assert (circle.kreistag.number_scheme, circle.kreistag.shows_public) == ("SV-{nr:03}", True)


def test_several_sittings_are_pasted_and_one_is_cancelled(circle, sign_in):
    client, address = sign_in("administrator"), reverse("administration_sittings", args=[circle.kreistag.pk])
    assert "Noch steht keine Sitzung im Kalender." in client.get(address).content.decode()
    days = [TODAY + timedelta(days=n) for n in (30, 60)]
    text = "\n".join(f"{day:%d.%m.%Y} Haushalt <b>" for day in days)
    assert client.post(address, {"days": text}).status_code == 303
    page = client.get(address).content.decode()
    assert page.count("Haushalt &lt;b&gt;") == 2
    row = Sitting.objects.get(held_on=days[0])
    change = reverse("administration_sitting", args=[row.pk])
    assert client.post(change, {"ausfall": ""}).status_code == 303
    assert client.post(change, {"ausfall": ""}).status_code == 422
    assert "Findet doch statt" in client.get(address).content.decode()
    assert client.post(change, {"doch": ""}).status_code == 303


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_days_that_cannot_be_read_are_refused_and_kept(circle, sign_in, headers):
    address = reverse("administration_sittings", args=[circle.kreistag.pk])
    answer = sign_in("administrator").post(address, {"days": "1.1.2027\nim Mai"}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "In der Zeile „im Mai“ steht kein Datum." in page
    assert "1.1.2027\nim Mai" in page
    assert ("<html" in page) == (not headers)
    assert not Sitting.objects.exists()


def test_the_administrator_of_another_county_reaches_neither(circle, sign_in):
    mandate = circle.people["county_administrator"]
    mandate.organisation = circle.people["stranger"].organisation.county
    mandate.save()
    client = sign_in("county_administrator")
    row = Sitting.objects.create(body=circle.kreistag, held_on=TODAY)
    for route, number in (
        ("administration_sittings", circle.kreistag.pk),
        ("administration_sitting", row.pk),
        ("administration_organisation_arms", circle.county.pk),
    ):
        assert client.post(reverse(route, args=[number])).status_code == 404


def test_arms_are_uploaded_shown_and_removed(circle, sign_in):
    client = sign_in("administrator")
    address = reverse("administration_organisation_arms", args=[circle.county.pk])
    sent = {"file": SimpleUploadedFile("wappen.png", picture())}
    assert client.post(address, sent).status_code == 303
    page = client.get(address).content.decode()
    assert 'src="data:image/png;base64,' in page and 'alt="Wappen des Kreises Coesfeld"' in page
    assert client.post(address, {"entfernen": ""}).status_code == 303
    assert "Noch ist kein Wappen hinterlegt." in client.get(address).content.decode()
    assert client.post(address, {"entfernen": ""}).status_code == 422


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<svg onload=alert(1)>", "wappen.png", "ist kein PNG-Bild"),
        (b"", "wappen.png", "Die Datei ist leer."),
        (picture(size=(3_000, 50)), "wappen.png", "3000 × 50 Bildpunkte"),
    ],
)
def test_a_picture_that_is_none_is_refused(circle, sign_in, content, name, words):
    address = reverse("administration_organisation_arms", args=[circle.county.pk])
    answer = sign_in("administrator").post(address, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Arms.objects.exists()


def test_reports_that_give_away_what_is_withheld_are_listed_with_their_reason(circle, sign_in, settings):
    settings.BASE_URL = "https://ikz.example"
    client, address = sign_in("county_administrator"), reverse("administration_reports")
    assert "Kein Bericht ist zu berichtigen." in client.get(address).content.decode()
    old = issued(circle, stored(MASKED))
    page = client.get(address).content.decode()
    assert BY_ANSWER in page and f"{circle.kreistag}, {old.name}" in page
    assert f"https://ikz.example/berichte/{old.pk}/" in page and "noch nicht begonnen" in page
    assert 'href="/berichte/' not in page, "a page that the administrator cannot open"
    assert "steht bis zur Berichtigung auf" not in page
    Body.objects.filter(pk=circle.kreistag.pk).update(shows_public=True)
    assert "steht bis zur Berichtigung auf der öffentlichen Seite" in client.get(address).content.decode()
    county = circle.people["county"]
    report_life.correct(report=old, reason="Datum", by=county, at=moments.now())
    assert "liegt als Entwurf vor" in client.get(address).content.decode()


def test_the_administrator_of_another_county_is_told_of_no_report_here(circle, sign_in):
    mandate = circle.people["county_administrator"]
    mandate.organisation = circle.people["stranger"].organisation.county
    mandate.save()
    issued(circle, stored(MASKED))
    page = sign_in("county_administrator").get(reverse("administration_reports")).content.decode()
    assert "Kein Bericht ist zu berichtigen." in page


def test_who_may_report_is_led_from_such_a_report_to_its_correction(circle, sign_in):
    old, sound = issued(circle, stored(MASKED)), issued(circle, None)
    address = reverse("report", args=[old.pk])
    page = sign_in("county").get(address).content.decode()
    assert BY_ANSWER in page and f'href="{reverse("report_correct", args=[old.pk])}"' in page
    until = "Auf der öffentlichen Seite steht er, bis sie erteilt ist."
    assert until not in page
    Body.objects.filter(pk=circle.kreistag.pk).update(shows_public=True)
    assert until in sign_in("county").get(address).content.decode()
    assert BY_ANSWER not in sign_in("county").get(reverse("report", args=[sound.pk])).content.decode()
    assert BY_ANSWER not in sign_in("kreistag").get(address).content.decode()
    draft = report_life.correct(report=old, reason="x", by=circle.people["county"], at=moments.now())
    page = sign_in("county").get(address).content.decode()
    assert (
        f'<a href="{reverse("report", args=[draft.pk])}">Die Berichtigung liegt als Entwurf vor</a>' in page
    )
