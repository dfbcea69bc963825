"""Who may edit what on the page of a field; everybody else writes nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.enums import Participation, Role
from initiatives.models import FieldParticipation, Mandate, StatusAssessment
from tests.views.field_sections import (
    SECTIONS,
    STAND,
    TEXTS,
    comments_url,
    edit_url,
    page_url,
    take_part,
    written,
)
from tests.views.parts import part


@pytest.fixture
def url(circle):
    return page_url(circle)


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("reader", 403),
        ("administrator", 403),
        ("county", 403),
        ("kreistag", 404),
        ("rat", 404),
        ("stranger", 404),
    ],
)
def test_who_may_not_edit_writes_nothing(circle, sign_in, url, section, persona, status):
    if persona == "county" and section == "beteiligung":
        return  # the county's representative may let the county join
    client, before = sign_in(persona), written(circle)
    for answer in (
        client.get(edit_url(url, section)),
        client.post(edit_url(url, section), SECTIONS[section]),
        part(client, edit_url(url, section), "feld", SECTIONS[section]),
    ):
        assert answer.status_code == status
    assert written(circle) == before


@pytest.mark.parametrize("section", SECTIONS)
def test_who_is_not_signed_in_is_led_to_sign_in(circle, sign_in, url, section):
    client, before = sign_in(None), written(circle)
    answer = client.post(edit_url(url, section), SECTIONS[section])
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))
    answer = part(client, edit_url(url, section), "feld", SECTIONS[section])
    assert answer["HX-Redirect"].startswith(reverse("account_login"))
    assert written(circle) == before


@pytest.mark.parametrize("persona", ["reader", "administrator", "county_administrator"])
def test_readers_and_administrators_read_without_anything_to_edit(sign_in, url, persona):
    page = sign_in(persona).get(url).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "Personalabrechnung bündeln" in main
    assert "bearbeiten=" not in main and "<form" not in main


def test_the_county_comments_and_may_join_a_field_and_edits_only_there(circle, sign_in, url):
    client = sign_in("county")
    page = client.get(url).content.decode()
    assert "Kommentar senden" in page
    assert "bearbeiten=beschreibung" not in page
    assert client.post(comments_url(circle.payroll), {"text": "Wir helfen gern."}).status_code == 303
    joining = {"status": "participating", "effective_on": f"{moments.today():%d.%m.%Y}", "seen": "open"}
    assert client.post(edit_url(url, "beteiligung"), joining).status_code == 303
    assert circle.payroll.participations.get().organisation == circle.county
    assert "bearbeiten=beschreibung" in client.get(url).content.decode()
    assert client.post(edit_url(url, "beschreibung"), TEXTS).status_code == 303
    other = reverse("field", args=[circle.hotline.pk])
    assert client.post(edit_url(other, "beschreibung"), TEXTS).status_code == 403


def test_only_the_lead_and_the_convening_municipality_assess(circle, sign_in, url):
    take_part(circle, "duelmen")
    fields.set_lead(field=circle.payroll, organisation=circle.duelmen, contact="", by=None, at=moments.now())
    assert sign_in("rosendahl").post(edit_url(url, "stand"), STAND).status_code == 403
    assert not StatusAssessment.objects.exists()
    assert sign_in("nottuln").post(edit_url(url, "stand"), STAND).status_code == 303


def test_participation_is_set_for_the_own_municipality_only(circle, sign_in, url):
    data = SECTIONS["beteiligung"] | {"organisation": str(circle.nottuln.pk)}
    sign_in("duelmen").post(edit_url(url, "beteiligung"), data)
    assert [p.organisation for p in FieldParticipation.objects.all()] == [circle.duelmen]


def test_unknown_sections_and_methods(sign_in, url):
    client = sign_in("duelmen")
    for section in ("unsinn", "kommentar-99", "kommentar-" + "9" * 30):
        assert client.get(edit_url(url, section)).status_code == 404
        assert client.post(edit_url(url, section), {}).status_code == 404
    assert client.post(url, {}).status_code == 404
    assert client.delete(url).status_code == 405


def test_a_third_party_works_in_its_field_only(circle, sign_in, url):
    user = circle.people["stranger"].user
    association = circle.county.__class__.objects.create(
        kind="dritte", name="Verband", designation="Zweckverband Rechenzentrum"
    )
    Mandate.objects.filter(user=user).delete()
    Mandate.objects.create(
        user=user, role=Role.DELEGATE, organisation=association, valid_from=moments.today() - timedelta(1)
    )
    fields.set_participation(
        field=circle.payroll,
        organisation=association,
        status=Participation.PARTICIPATING,
        by=None,
        at=moments.now(),
    )
    client = sign_in("stranger")
    assert client.post(edit_url(url, "beschreibung"), TEXTS).status_code == 303
    other = reverse("field", args=[circle.hotline.pk])
    assert client.post(edit_url(other, "beschreibung"), TEXTS).status_code == 403
