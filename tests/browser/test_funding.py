"""Funding, plan and actual, and the review of a field in a real browser: with and without JavaScript, on a phone, in the dark."""

import io
import os
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.models import (
    Actual,
    CostKey,
    CostKeyPeriod,
    CostLine,
    CostLineEntry,
    FieldFunding,
    FundingProgramme,
)
from tests.browser.conftest import faults, fits
from tests.support.personas import AT, BEGIN

SAID = {"effective_on": BEGIN, "recorded_at": AT}
SHOTS = os.environ.get("SHOTS")


def sound(page: Page, name: str) -> None:
    """No fault of axe, and nothing beside the screen."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    if not name.endswith("plain"):  # without JavaScript nothing can look through it
        assert faults(page) == [], name
        assert fits(page), name


@pytest.fixture
def running(circle):
    """All three take part by an equal key, and pay jointly 10 000 euros a year instead of 12 500."""
    FundingProgramme.objects.create(
        land="05",
        key="ikz",
        name="Förderung interkommunaler Zusammenarbeit (IKZ NRW)",
        paragraph="Richtlinie vom 31.08.2021",
        source="Runderlass vom 31.08.2021, MBl. NRW. 2021 S. 737",
        valid_from="2021-08-31",
        base_cents=175_000_00,
        further_cents=35_000_00,
        most_percent=90,
        least_years=5,
        least_saving=15,
        proofs=["Neue Zusammenarbeit: Im Aufgabenbereich arbeiten die Beteiligten noch nicht zusammen"],
    )
    for name in ("nottuln", "duelmen", "rosendahl"):
        place, by = getattr(circle, name), circle.people[name]
        fields.set_participation(
            field=circle.payroll, organisation=place, status="participating", by=by, at=AT
        )
        for variant, cents in (("today", 12_500_00), ("joint", 10_000_00)):
            line = CostLine.objects.create(
                field=circle.payroll, variant=variant, kind="total", organisation=place
            )
            CostLineEntry.objects.create(
                line=line, amount_cents=cents, source="Haushalt", confidence="calculated", **SAID
            )
    by = circle.people["nottuln"]
    fields.set_lead(field=circle.payroll, organisation=circle.nottuln, contact="Amt 10", by=by, at=AT)
    key = CostKey.objects.create(field=circle.payroll, title="Zu gleichen Teilen")
    CostKeyPeriod.objects.create(key=key, starts_on="2020-01-01", kind="equal", **SAID)
    return circle


def address(live_server, circle, page: str) -> str:
    return f"{live_server.url}/felder/{circle.payroll.pk}/{page}/"


def test_a_programme_is_chosen_and_proved(running, enter, page, plain, phone, live_server):
    here = address(live_server, running, "foerderung")
    enter(page, "nottuln").goto(here)
    sound(page, "funding-open")
    page.get_by_role("link", name="Programm wählen").click()
    page.get_by_label("Zuwendungsfähige Ausgaben").fill("viel")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("Betrag in Euro")
    page.get_by_label("Zuwendungsfähige Ausgaben").fill("300.000")
    page.get_by_role("button", name="Speichern").press("Enter")
    expect(page.get_by_text("Das Förderprogramm ist gespeichert.").first).to_be_visible()
    expect(page.get_by_text("35.000 € mehr")).to_be_visible()
    expect(page.get_by_text("Zusammen sinken die Kosten um 20,0 %.")).to_be_visible()
    sound(page, "funding-chosen")
    enter(phone, "nottuln").emulate_media(color_scheme="dark")
    phone.goto(here)
    sound(phone, "funding-phone-dark")
    phone.emulate_media(color_scheme="light")
    sound(phone, "funding-phone")
    page.emulate_media(media="print")
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "funding-print.png", full_page=True)

    enter(plain, "nottuln").goto(here)
    plain.get_by_role("link", name="Angeben").click()
    plain.get_by_label("ja", exact=True).check()
    plain.get_by_label("Wo er liegt").fill("Akte 10.2")
    plain.get_by_role("button", name="Speichern").click()
    expect(plain.get_by_text("Akte 10.2", exact=True)).to_be_visible()
    assert FieldFunding.objects.last().proofs[0]["is_there"]


def test_plan_and_actual_with_a_list_and_the_review(
    running, enter, page, plain, phone, live_server, settings
):
    settings.ZEAL_NPLUSONE_THRESHOLD = 100
    here, year = address(live_server, running, "plan-und-ist"), moments.today().year
    enter(page, "duelmen").goto(here)
    sound(page, "actuals-without")
    page.get_by_role("link", name="Stadt Dülmen").click()
    page.get_by_label("Kosten in diesem Jahr").fill("11.200,50")
    page.get_by_label("Quelle").fill(f"Jahresabschluss {year}")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Die Zahl ist gespeichert.").first).to_be_visible()
    expect(page.get_by_text(f"Ist {year} liegt 12 % über Plan.").first).to_be_visible()
    sound(page, "actuals")

    enter(plain, "nottuln").goto(here)
    plain.get_by_role("link", name="Liste einlesen").click()
    sound(plain, "actuals-list-plain")
    book = Workbook()
    for row in (
        ("Kommune", "Jahr", "Betrag", "Quelle"),
        ("Gemeinde Nottuln", year, 9_800, "Jahresabschluss"),
        ("Dülmen", year, "=1+1", "Jahresabschluss"),
    ):
        book.active.append(row)
    plain.get_by_label("Liste").set_input_files(_file(book))
    plain.get_by_role("button", name="Ansehen").click()
    expect(plain.get_by_text("Hier steht eine Formel.")).to_be_visible()
    sound(plain, "actuals-list-faults-plain")
    book.active["C3"] = 11_000
    plain.get_by_label("Liste").set_input_files(_file(book))
    plain.get_by_role("button", name="Ansehen").click()
    expect(plain.get_by_text("Vorschau, noch ist nichts geschrieben")).to_be_visible()
    sound(plain, "actuals-list-preview-plain")
    plain.get_by_label("Grund der Berichtigungen").fill("Endgültiger Abschluss")
    plain.get_by_role("button", name="Übernehmen").click()
    expect(plain.get_by_text("Übernommen: 1 neue Zahl und 1 Berichtigung.")).to_be_visible()
    assert Actual.objects.standing().count() == 2
    enter(phone, "nottuln").emulate_media(color_scheme="dark")
    phone.goto(here)
    sound(phone, "actuals-phone-dark")


def test_a_review_says_what_follows(circle, enter, page, phone, live_server):
    here = f"{live_server.url}/felder/{circle.payroll.pk}/"
    enter(page, "nottuln").goto(here)
    page.get_by_role("link", name="Nachweis erfassen").click()
    page.get_by_label("Nachweis", exact=True).select_option("review")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("was die Überprüfung ergeben hat")
    page.get_by_label("Ergebnis der Überprüfung").select_option("amend")
    page.get_by_role("button", name="Speichern").press("Enter")
    expect(page.get_by_role("link", name="Kostenschlüssel ab einem Tag")).to_be_visible()
    sound(page, "review")
    enter(phone, "nottuln").emulate_media(color_scheme="dark")
    phone.goto(here)
    sound(phone, "review-phone-dark")


def _file(book: Workbook) -> dict:
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "ist.xlsx", "mimeType": kind, "buffer": out.getvalue()}
