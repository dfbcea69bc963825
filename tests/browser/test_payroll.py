"""Payroll from a proposal to operation, with five municipalities, in the browser; every release is refused before it is given."""

import pytest
from playwright.sync_api import Browser, expect

from initiatives.domain.kernel import moments
from initiatives.models import Field, PhaseTransition, PositionCondition
from tests.browser.conftest import faults
from tests.browser.desk import Desk, german
from tests.support.money import ask_baseline, describe_key

CIRCLE = ["Nottuln", "Coesfeld", "Dülmen", "Olfen", "Rosendahl"]
TERM = "Die Kündigungsfrist beträgt zwölf Monate."


@pytest.fixture
def desk(browser: Browser, live_server, transactional_db, source_case) -> Desk:
    field = Field.objects.get(initiative=source_case.municipalities, title="Personalabrechnung bündeln")
    made = Desk(browser, live_server.url, source_case, field)
    yield made
    made.close()


def propose(desk: Desk) -> None:
    desk.refused_release("Festlegung als Feld", "Federführung benennen")
    desk.entry("Nottuln", "fixed")
    desk.edit(
        "Dülmen", "beschreibung", {"aim": "Ein Verfahren", "description": "Die Stadt Dülmen rechnet ab."}
    )
    desk.edit("Dülmen", "beteiligung", {"status": "participating"})
    place = str(desk.case.organisations["Stadt Dülmen"].pk)
    desk.edit("Dülmen", "federfuehrung", {"lead": place, "contact": "Fachbereich Personal"})
    desk.release()


def coordinate(desk: Desk) -> None:
    desk.refused_release("Abstimmungsrunde „Mitwirkung“ eröffnen")
    first = desk.ask(CIRCLE)
    desk.vote(first, "Nottuln", "consent")
    desk.vote(first, "Dülmen", "consent")
    desk.vote(first, "Coesfeld", "conditional", reason="Nur mit kurzer Frist.", condition_0=TERM)
    desk.vote(first, "Olfen", "refusal", reason="Das Verfahren ist bis 2030 gebunden.")
    desk.refused_release("Votum abgeben")
    desk.vote(first, "Rosendahl", "abstention")
    desk.edit("Rosendahl", "beteiligung", {"status": "later"})
    for name in ("Nottuln", "Coesfeld"):
        desk.edit(name, "beteiligung", {"status": "participating"})
    desk.close_round(first)
    desk.release()


def take_stock(desk: Desk) -> None:
    desk.refused_release("Fragebogen der Bestandsaufnahme anlegen")
    desk.entry("Dülmen", "common_basis")
    desk.entry("Dülmen", "involvement", days=-1)  # before the concept begins
    for name in ("Dülmen", "Nottuln", "Coesfeld"):
        mandate = desk.mandate(name)
        ask_baseline(desk.field, mandate.organisation, by=mandate, at=moments.now())
    desk.release()


def work_out(desk: Desk) -> None:
    desk.refused_release("Kosten heute und gemeinsam angeben")
    for name, today, joint in (
        ("Nottuln", "43.900", "34.040"),
        ("Dülmen", "121.500", "114.080"),
        ("Coesfeld", "88.000", "88.320"),
    ):
        values = {"today": today, "joint": joint, "source": "Erhebung", "confidence": "calculated"}
        desk.edit(name, "kosten", values)
    desk.agree("Nottuln", "Dülmen", "Coesfeld")
    desk.refused_release("Kostenschlüssel festlegen")
    describe_key(desk.field, "Nach Fällen", by=desk.mandate("Dülmen"), at=moments.now())
    desk.entry("Dülmen", "standard", "tax", "procurement", "data_protection")
    desk.refused_release("„höhere Wirtschaftlichkeit“ ist nicht erfüllt")
    economy = desk.case.municipalities.conditions.get(rule_key="economy")
    desk.edit(
        "Dülmen", f"urteil-{economy.pk}", {"result": "met", "reason": "Coesfeld gewinnt eine Vertretung."}
    )
    desk.release()


def decide(desk: Desk) -> None:
    desk.refused_release("Abstimmungsrunde „Entscheidung“ eröffnen", "Text vereinbaren: Vereinbarung")
    desk.stage(desk.field.agreements.get(), "text")
    draft = desk.ask(CIRCLE, subject_version="Entwurf 1.0")
    assert (draft.purpose, draft.asks.count()) == ("decision", 3)
    desk.vote(draft, "Nottuln", "consent", resolved="adopted")
    desk.vote(draft, "Dülmen", "consent")
    owner = str(desk.case.organisations["Stadt Dülmen"].pk)
    desk.vote(
        draft,
        "Coesfeld",
        "conditional",
        reason="Nur mit kurzer Frist.",
        condition_0=TERM,
        owner_0=owner,
        due_0=german(9),
    )
    desk.refused_release("bisher nur vorläufige Zustimmung", f"Bedingung erfüllen: {TERM}")
    for name in ("Dülmen", "Coesfeld"):
        desk.resolve(draft, name, "adopted")
    row = PositionCondition.objects.get(position__ask__round=draft)
    for name, state in (("Dülmen", "fulfilled"), ("Coesfeld", "confirmed")):
        path = f"/voten/{row.position.ask_id}/?bearbeiten=bedingung-{row.pk}"
        page = desk.fill(name, path, {"state": state, "note": "Paragraf 9 ist neu gefasst."})
        expect(page.locator('form[aria-labelledby="form-h"]')).to_have_count(0)
    desk.close_round(draft)
    desk.release()


def implement(desk: Desk) -> None:
    desk.edit("Rosendahl", "beteiligung", {"status": "participating"})
    desk.refused_release("Nach dem Beitritt anfragen: Gemeinde Rosendahl")
    late = desk.ask(["Rosendahl"], subject_version="Entwurf 1.0", continues="on")
    desk.vote(late, "Rosendahl", "consent", resolved="adopted")
    desk.close_round(late)
    agreed = desk.field.agreements.get()
    for name in ("Nottuln", "Coesfeld", "Dülmen"):
        desk.stage(agreed, "unterschrift", name)
    desk.refused_release("Tag des Inkrafttretens", "In eine Vereinbarung aufnehmen: Gemeinde Rosendahl")
    desk.stage(agreed, "inkrafttreten")
    joining = desk.agree("Rosendahl", to=agreed)
    desk.stage(joining, "text")
    desk.stage(joining, "unterschrift", "Rosendahl")
    desk.edit("Dülmen", "schritt", {"title": "Daten übernehmen"})
    desk.refused_release("Arbeitsschritt: Daten übernehmen")
    step = desk.field.steps.get()
    desk.edit("Dülmen", f"schritt-{step.pk}", {"state": "done", "evidence": "Geprüft."})
    desk.release()


def test_payroll_goes_from_a_proposal_to_operation(desk: Desk):
    for part in (propose, coordinate, take_stock, work_out, decide, implement):
        part(desk)
    moves = PhaseTransition.objects.filter(field=desk.field)
    assert [(m.to_phase, m.missing, m.reason) for m in moves] == [(n, [], "") for n in range(1, 7)]
    page = desk.page("Olfen")
    page.goto(f"{desk.address}/felder/{desk.field.pk}/")
    expect(page.locator("#freigabe")).to_contain_text("Das Feld ist in der letzten Phase.")
    for name in ("Nottuln", "Coesfeld", "Dülmen", "Rosendahl"):
        expect(page.locator("#voten tr").filter(has_text=name)).to_contain_text("Zustimmung")
    assert faults(page) == []
