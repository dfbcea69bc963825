"""The county's representative as provider: from what is to be done to a Votum that counts, with its body and its costs."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import rounds
from initiatives.models import CostLine
from tests.browser.conftest import faults, fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(circle) -> None:
    """The county and Nottuln, which leads, have joined a field and are asked."""
    shared = {"field": circle.hotline, "at": moments.now()}
    for name, one in (("county", circle.county), ("nottuln", circle.nottuln)):
        by = circle.people[name]
        fields.set_participation(organisation=one, status="participating", by=by, **shared)
    fields.set_lead(organisation=circle.nottuln, contact="Hauptamt", by=circle.people["nottuln"], **shared)
    rounds.open_round(
        question=rounds.Question("taking_part", "Wirken Sie mit?"),
        fields=[circle.hotline],
        organisations=[circle.county, circle.nottuln],
        deadline=moments.today() + timedelta(days=9),
        by=circle.people["nottuln"],
        at=moments.now(),
    )


def saved(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()


def test_the_county_provides_and_does_what_every_party_does(enter, page: Page, circle, asked, live_server):
    field = f"{live_server.url}/felder/{circle.hotline.pk}/"
    enter(page, "county")
    page.goto(field)
    page.locator("a.ikz-edit", has_text="Leistungserbringer").click()
    page.locator("[name=provider]").select_option("Kreis Coesfeld")
    page.get_by_role("button", name="Speichern").click()
    saved(page, "Der Leistungserbringer ist gespeichert.")
    expect(page.locator("#beteiligte")).to_contain_text("Kreis Coesfeld seit")

    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Votum abgeben: Einführung von D 115").click()
    assert faults(page) == []
    page.locator("[name=stance][value=consent]").check()
    page.locator("button.kern-btn--primary", has_text="Votum abgeben").click()
    saved(page, "Ihr Votum ist abgegeben.")
    page.locator("a[href*='bearbeiten=gremium']").first.click()
    page.locator("[name=body]").select_option("Kreistag")
    page.get_by_role("button", name="Speichern").click()
    saved(page, "Das zuständige Gremium ist gespeichert.")

    page.goto(field)
    page.locator("a.ikz-edit", has_text="Eigene Kosten").click()
    for name, typed in (("today", "20.000"), ("joint", "15.000"), ("source", "Haushalt 2026")):
        page.locator(f"[name={name}]").fill(typed)
    page.locator("[name=confidence][value=confirmed]").check()
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("#kosten")).to_contain_text("15.000")
    assert {one.organisation for one in CostLine.objects.all()} == {circle.county}

    page.goto(field)
    expect(page.locator("#voten")).to_contain_text("1 Zustimmung")
    expect(page.locator(".ikz-facts").first).to_contain_text("1 von 2")
    assert faults(page) == [] and fits(page)
    page.goto(f"{live_server.url}/")
    expect(page.get_by_role("link", name="Votum abgeben: Einführung von D 115")).to_have_count(0)
    page.get_by_role("link", name="Beschluss herbeiführen: Einführung von D 115").click()
    page.get_by_label("Ergebnis").select_option("adopted")
    page.get_by_label("Titel").fill("Der Kreis betreibt D 115")
    page.get_by_role("button", name="Beschluss speichern").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Beschluss vom")
    page.goto(f"{live_server.url}/")
    expect(page.get_by_role("link", name="Beschluss herbeiführen")).to_have_count(0)
    found = facts(circle.initiative.pk).field(circle.hotline.pk)
    assert found.asks[circle.county.pk].consents and not found.asks[circle.county.pk].provisional
    assert found.provider and found.provider.organisation.id == circle.county.pk
