"""An agreement in a real browser: drawn up by the lead, signed by the county's representative, read on a phone."""

import os
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from initiatives.domain.agreements import law
from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.models import Agreement, AgreementStage, LegalForm, LegalTerm
from tests.browser.conftest import faults, fits

SHOTS = os.environ.get("SHOTS", "")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.fixture
def nrw(circle) -> LegalForm:
    by, at = circle.people["administrator"], moments.now()
    shared = {
        "land": "05",
        "paragraph": "§ 24 Abs. 2 GkG NRW",
        "source": "GkG NRW",
        "valid_from": date(1979, 10, 1),
    }
    for key in ("approval_refusal", "approval_hearing"):
        law.add(row=LegalTerm(key=key, value=4, unit="weeks", **shared), by=by, at=at)
    duties = {"needs_approval": True, "needs_publication": True}
    return law.add(row=LegalForm(name="Mandatierende Vereinbarung", **duties, **shared), by=by, at=at)


def test_an_agreement_is_drawn_up_signed_and_submitted(live_server, enter, page, phone, circle, nrw):
    fields.set_participation(
        field=circle.payroll, organisation=circle.nottuln, status="participating", by=None, at=moments.now()
    )
    enter(page, "nottuln")
    page.goto(f"{live_server.url}/felder/{circle.payroll.pk}/#vereinbarung")
    page.get_by_role("link", name="Vereinbarung anlegen").click()
    page.locator("[name=legal_form_id]").select_option(label=str(nrw))
    page.get_by_label("Leistungserbringer").select_option(label="Kreis Coesfeld")
    page.get_by_role("group", name="Parteien").get_by_label("Kreis Coesfeld").check()
    shot(page, "new")
    assert faults(page) == []
    page.get_by_role("button", name="Entwurf anlegen").click()
    expect(page.get_by_role("heading", name="Stufen")).to_be_visible()
    agreement = Agreement.objects.get()
    page.get_by_role("link", name="Text vereinbart").click()
    page.get_by_label("Text vereinbart am").fill("gestern")
    page.get_by_role("button", name="Erfassen").click()
    expect(page.get_by_role("alert").first).to_contain_text("Tag.Monat.Jahr")
    shot(page, "refused")
    assert faults(page) == []
    page.get_by_label("Text vereinbart am").fill(f"{moments.today():%d.%m.%Y}")
    page.get_by_role("button", name="Erfassen").click()
    expect(page.get_by_text("„Text vereinbart“ ist erfasst.").first).to_be_visible()
    enter(page, "county")
    page.get_by_role("link", name=f"Unterzeichnen: {agreement.title}").first.click()
    page.get_by_role("link", name="Unterschrift erfassen").click()
    page.get_by_label("Unterzeichnet am").fill(f"{moments.today():%d.%m.%Y}")
    page.get_by_role("button", name="Erfassen").click()
    expect(page.get_by_text("„unterzeichnet“ ist erfasst.").first).to_be_visible()
    assert AgreementStage.objects.get(kind="signed").mandate == circle.people["county"]
    shot(page, "signed")
    assert faults(page) == []
    enter(phone, "nottuln")
    for path in (f"/vereinbarungen/{agreement.pk}/", f"/felder/{circle.payroll.pk}/"):
        phone.goto(f"{live_server.url}{path}")
        assert fits(phone) and faults(phone) == [], path
    phone.goto(f"{live_server.url}/vereinbarungen/{agreement.pk}/?bearbeiten=texte")
    assert fits(phone)
    shot(phone, "phone")
    enter(page, "administrator")
    page.goto(f"{live_server.url}/verwaltung/recht/")
    expect(page.get_by_role("heading", name="Recht: Nordrhein-Westfalen")).to_be_visible()
    shot(page, "law")
    assert faults(page) == []
