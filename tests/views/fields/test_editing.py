"""The sections of a field's page: saved with and without htmx, refused, in conflict."""

import json

import pytest
from django.utils.html import escape

from initiatives.domain.fields import workflow
from initiatives.domain.kernel import moments
from initiatives.domain.state.loading import facts
from initiatives.models import Field, StatusAssessment
from tests.views.field_sections import SECTIONS, STAND, TEXTS, edit_url, page_url, take_part, written
from tests.views.parts import cut, is_part, part, same


@pytest.fixture
def url(circle):
    return page_url(circle)


@pytest.mark.parametrize("section", ["", *SECTIONS])
def test_a_swap_equals_a_reload(circle, sign_in, url, section):
    client = sign_in("duelmen")
    address = edit_url(url, section) if section else url
    swapped = part(client, address, "feld")
    assert "HX-Target" in swapped["Vary"]
    whole = client.get(address).content.decode()
    assert same(swapped.content.decode(), cut(whole, "feld"))
    assert "<html" in whole and "<html" not in swapped.content.decode()


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_is_saved_without_htmx(circle, sign_in, url, section):
    client, before = sign_in("duelmen"), written(circle)
    answer = client.post(edit_url(url, section), SECTIONS[section])
    anchor = {"federfuehrung": "beteiligte", "beteiligung": "beteiligte"}
    assert (answer.status_code, answer["Location"]) == (303, f"{url}#{anchor.get(section, section)}")
    if section != "federfuehrung":  # nobody leads, and that is what was sent
        assert written(circle) != before
    assert "gespeichert" in client.get(url).content.decode()


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_is_saved_with_htmx(circle, sign_in, url, section):
    client = sign_in("duelmen")
    answer = part(client, edit_url(url, section), "feld", SECTIONS[section])
    assert (answer.status_code, answer["HX-Push-Url"]) == (200, url)
    html = answer.content.decode()
    assert is_part(html, "feld")
    assert 'role="status"' in html and "gespeichert" in html
    assert "?bearbeiten=" in html and 'class="ikz-form"' not in html


def test_what_was_saved_is_said_once_on_a_whole_page(sign_in, url):
    client = sign_in("duelmen")
    client.post(edit_url(url, "stand"), SECTIONS["stand"])
    assert client.get(url).content.decode().count("ikz-message") == 1


def test_what_was_saved_stands_in_the_facts(circle, sign_in, url):
    client = sign_in("duelmen")
    client.post(edit_url(url, "schwerpunkte"), {"version": "1", "focal_points": " B \n\nA\nB\n"})
    client.post(edit_url(url, "stand"), STAND | {"milestone": "Beratung", "milestone_on": "1.12.2026"})
    take_part(circle, "duelmen")
    lead = {"lead": str(circle.duelmen.pk), "contact": "Personalamt", "effective_on": "05.01.2026"}
    client.post(edit_url(url, "federfuehrung"), lead)
    field = facts(circle.initiative.pk).field(circle.payroll.pk)
    assert field.focal_points == ("B", "A")
    assert (field.light, field.assessment.milestone_on.day) == ("yellow", 1)
    assert (field.lead.organisation.name, field.lead.contact) == ("Dülmen", "Personalamt")


INVALID = [
    ("stand", STAND | {"cause": ""}, "id_cause", "Nachrechnen"),
    ("stand", STAND | {"milestone": "X", "milestone_on": "31.11.2026"}, "id_milestone_on", "31.11.2026"),
    ("beschreibung", TEXTS | {"title": " "}, "id_title", "Dülmen rechnet ab."),
    ("beschreibung", TEXTS | {"title": "Einführung von D 115"}, "id_title", "Dülmen rechnet ab."),
    ("beschreibung", TEXTS | {"short_title": "x" * 41}, "id_short_title", "Weniger Kosten"),
    ("schwerpunkte", {"version": "1", "focal_points": "x" * 201}, "id_focal_points", "x" * 201),
    ("federfuehrung", {"lead": "", "contact": "Amt", "effective_on": "heute"}, "id_effective_on", "heute"),
    ("federfuehrung", {"lead": "99", "contact": "Amt", "effective_on": "05.01.2026"}, "id_lead", "Amt"),
    ("beteiligung", {"status": "", "effective_on": "05.01.2026", "seen": "open"}, "id_status_0", "05.01"),
]


@pytest.mark.parametrize(("section", "data", "anchor", "kept"), INVALID)
@pytest.mark.parametrize("htmx", [False, True])
def test_invalid_input_is_answered_with_422_and_kept(circle, sign_in, url, section, data, anchor, kept, htmx):
    client, before = sign_in("duelmen"), written(circle)
    address = edit_url(url, section)
    answer = part(client, address, "feld", data) if htmx else client.post(address, data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert ("<html" in html) is not htmx
    assert f'href="#{anchor}"' in html and f'id="{anchor}"' in html
    assert kept in html
    assert written(circle) == before


def test_a_broken_version_is_refused_and_nothing_is_written(circle, sign_in, url):
    before = written(circle)
    answer = sign_in("duelmen").post(edit_url(url, "beschreibung"), TEXTS | {"version": "neu"})
    assert answer.status_code == 422
    assert written(circle) == before


def test_a_resting_field_is_not_assessed(circle, sign_in, url):
    by, at = circle.people["nottuln"], moments.now()
    workflow.rest(field=circle.payroll, side_state="on_hold", reason="Wiedervorlage im März", by=by, at=at)
    client, before = sign_in("duelmen"), written(circle)
    page = client.get(url).content.decode()
    assert "Wiedervorlage im März" in page and "bearbeiten=stand" not in page
    assert client.post(edit_url(url, "stand"), STAND).status_code == 422
    assert written(circle) == before


@pytest.mark.parametrize("htmx", [False, True])
def test_a_conflict_shows_both_and_loses_nothing(circle, sign_in, url, htmx):
    theirs = TEXTS | {"aim": "Mehr Sicherheit für alle", "title": "Abrechnung"}
    sign_in("rosendahl").post(edit_url(url, "beschreibung"), theirs)
    client, address = sign_in("duelmen"), edit_url(url, "beschreibung")
    mine = TEXTS | {"aim": "Mehr Tempo für alle"}
    answer = part(client, address, "feld", mine) if htmx else client.post(address, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert circle.people["rosendahl"].title in html
    assert "<mark>Sicherheit</mark>" in html and "<mark>Tempo</mark>" in html
    assert 'name="version" value="2"' in html
    assert 'value="Abrechnung"' in html  # what only they changed stays changed
    assert Field.objects.get(pk=circle.payroll.pk).aim == "Mehr Sicherheit für alle"
    again = client.post(address, mine | {"version": "2", "title": "Abrechnung"})
    assert again.status_code == 303
    row = Field.objects.get(pk=circle.payroll.pk)
    assert (row.title, row.aim) == ("Abrechnung", "Mehr Tempo für alle")


def test_other_values_changed_meanwhile_are_kept_and_told(circle, sign_in, url):
    sign_in("rosendahl").post(edit_url(url, "schwerpunkte"), {"version": "1", "focal_points": "Entgelt"})
    client = sign_in("duelmen")
    client.post(edit_url(url, "beschreibung"), TEXTS)
    assert "Beides ist gespeichert." in client.get(url).content.decode()
    row = Field.objects.get(pk=circle.payroll.pk)
    assert (row.aim, row.focal_points) == ("Weniger Kosten", ["Entgelt"])


def test_conflicts_of_light_lead_and_participation(circle, sign_in, url):
    take_part(circle, "duelmen")
    take_part(circle, "rosendahl")
    client = sign_in("duelmen")
    lead = {"contact": "Amt", "effective_on": "05.01.2026"}
    other = sign_in("rosendahl")
    other.post(edit_url(url, "federfuehrung"), lead | {"lead": str(circle.rosendahl.pk)})
    answer = client.post(edit_url(url, "federfuehrung"), lead | {"lead": str(circle.duelmen.pk)})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert (
        f'name="seen" value="{escape(json.dumps({"lead": circle.rosendahl.pk, "contact": "Amt"}))}"' in html
    )
    other.post(edit_url(url, "stand"), STAND)
    nottuln = sign_in("nottuln")
    answer = nottuln.post(edit_url(url, "stand"), STAND | {"light": "green"})
    assert answer.status_code == 409
    assert f'name="seen" value="{StatusAssessment.objects.get().pk}"' in answer.content.decode()
    answer = client.post(
        edit_url(url, "beteiligung"), SECTIONS["beteiligung"] | {"status": "later"}
    )  # "open" was seen, "beteiligt" stands
    assert answer.status_code == 409
    assert 'name="seen" value="participating"' in answer.content.decode()
