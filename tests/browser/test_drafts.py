"""What was typed and chosen, kept on the device: given back whole after a session that had expired, never once it is stored."""

import re
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect
from zeal import zeal_ignore

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.votes import positions
from initiatives.enums import Role, Stance
from initiatives.models import Comment, Field, Mandate, Notice, Position
from tests.browser.conftest import begin_comment, without_htmx
from tests.support.personas import BEGIN
from tests.test_access import PERSONAS, TABLE, address
from tests.test_access import things as things  # a fixture

SCRIPT = Path(__file__).resolve().parents[2] / "static/drafts.js"
TAKE = "Entwurf übernehmen"
EVERY = ("duelmen", "nottuln", "county", "administrator")  # whose forms are all there are

FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\".*?</form>", re.DOTALL)
INPUT = re.compile(r"<textarea|<select|type=\"(text|radio|email|tel|url|number|date)\"")

# What each form would send of what is kept, by its draft; `fill` before types into every text, turns every box and
# chooses the last of all others.
SENT = """(fill) => Object.fromEntries([...document.querySelectorAll("form[data-draft]")].map((form) => {
  const kept = [...form.elements].filter((one) => one.name && one.matches("input, select, textarea")
    && !["hidden", "password", "file"].includes(one.type));
  if (fill) kept.forEach((one, place) => {
    if (one.matches("select")) [...one.options].forEach((choice, at, all) => { choice.selected = at === all.length - 1; });
    else if (one.type === "radio") one.checked ||= !kept.slice(place + 1).some((other) => other.name === one.name);
    else if (one.type === "checkbox") one.checked = !one.checked;
    else one.value = {date: "2026-03-01", number: "7"}[one.type] || `Entwurf ${place}`;
    one.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const names = new Set(kept.map((one) => one.name));
  return [form.dataset.draft, [...new FormData(form)].filter(([name]) => names.has(name))];
}))"""


def drafts(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('ikz-entwurf'))")


def none_left(page: Page) -> None:
    """Wait until the device keeps no draft."""
    page.wait_for_function(
        "() => Object.keys(localStorage).every((key) => !key.startsWith('ikz-entwurf'))", timeout=5_000
    )


def expire(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def choose_refusal(page: Page) -> None:
    page.get_by_label("Ablehnung").check()
    page.get_by_role("textbox", name="Begründung").fill("Der Aufwand ist zu groß.")


@pytest.fixture
def votum(circle, live_server) -> str:
    return f"{live_server.url}/voten/{circle.ask(circle.duelmen).pk}/?bearbeiten=votum"


@pytest.fixture
def field(circle, live_server) -> str:
    return f"{live_server.url}/felder/{circle.payroll.pk}/"


def consent(circle) -> Position:
    return positions.give(
        ask=circle.ask(circle.duelmen),
        stance=Stance.CONSENT,
        by=circle.people["duelmen"],
        at=moments.now(),
    )


@pytest.mark.parametrize("scripts", ["htmx", "plain"])
def test_a_refusal_stays_a_refusal_after_the_session_had_expired(page: Page, enter, circle, votum, scripts):
    consent(circle)
    enter(page, "duelmen")
    if scripts == "plain":
        without_htmx(page)
    page.goto(votum)
    expect(page.get_by_label("Zustimmung", exact=False).first).to_be_checked()
    choose_refusal(page)
    expire(page)
    page.get_by_role("button", name="Votum abgeben").last.click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    assert Position.objects.count() == 1
    enter(page, "duelmen").goto(votum)
    page.get_by_role("button", name=TAKE).click()
    expect(page.get_by_label("Ablehnung")).to_be_checked()
    page.get_by_role("button", name="Votum abgeben").last.click()
    expect(page.locator("form[data-draft^=votum]")).to_have_count(0)
    given = Position.objects.latest("pk")
    assert (given.stance, given.reason) == (Stance.REFUSAL, "Der Aufwand ist zu groß.")
    none_left(page)


def test_in_a_form_that_has_changed_nothing_is_chosen(page: Page, enter, circle, votum):
    enter(page, "duelmen").goto(votum)
    page.get_by_label("Zustimmung mit Bedingungen").check()
    page.get_by_role("textbox", name="Begründung").fill("Nur mit fester Umlage.")
    page.get_by_role("textbox", name="Bedingung 1").fill("Die Umlage steht fest.")
    page.get_by_role("button", name="Weitere Bedingung").click()
    page.get_by_role("textbox", name="Bedingung 3").fill("Das Personal bleibt.")
    consent(circle)  # by a colleague: now it can be withdrawn and corrected, too
    page.goto(votum)
    expect(page.get_by_text("Das Formular hat sich seitdem geändert")).to_be_visible()
    page.get_by_role("button", name=TAKE).click()
    expect(page.get_by_role("textbox", name="Begründung")).to_have_value("Nur mit fester Umlage.")
    expect(page.locator("[name=condition_0]")).to_have_value("Die Umlage steht fest.")
    expect(page.get_by_text("Die Texte sind übernommen, die Auswahl nicht.").first).to_be_visible()
    expect(page.locator(".ikz-note").get_by_text("Das Personal bleibt.")).to_be_visible()
    expect(page.locator("[name=stance]:checked")).to_have_count(0)
    page.get_by_role("button", name="Votum abgeben").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte wählen Sie aus.")
    assert Position.objects.count() == 1


def test_a_comment_that_was_sent_is_not_offered_again(page: Page, enter, circle, field):
    enter(page, "nottuln").goto(field)
    begin_comment(page)
    page.get_by_role("textbox", name="Kommentar").fill("Bitte prüfen, @Dülmen.")
    assert len(drafts(page)) == 1
    page.get_by_role("button", name="Kommentar senden").click()
    expect(page.locator("#kommentare article")).to_have_count(1)
    none_left(page)
    expect(page.get_by_role("button", name=TAKE)).to_have_count(0)
    assert Comment.objects.count() == Notice.objects.count() == 1


def test_a_comment_that_was_sent_without_htmx_is_not_offered_again(page: Page, enter, field):
    enter(page, "nottuln")
    without_htmx(page)
    page.goto(field)
    begin_comment(page)
    text = page.get_by_role("textbox", name="Kommentar")
    text.fill("\u2003")  # nothing to be seen
    page.get_by_role("button", name="Kommentar senden").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("button", name=TAKE)).to_have_count(0)
    assert len(drafts(page)) == 1
    text.fill("Kurz gesagt.")
    page.get_by_role("button", name="Kommentar senden").click()
    expect(page.locator("#kommentare article")).to_have_count(1)
    none_left(page)
    expect(page.get_by_role("button", name=TAKE)).to_have_count(0)


def test_a_form_that_comes_back_is_no_draft_and_loses_none(page: Page, enter, circle, field, votum):
    enter(page, "duelmen").goto(f"{field}?bearbeiten=stand")
    page.get_by_label("Gelb").check()
    page.get_by_role("textbox", name="Maßnahme").fill("Wir warten.")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("Gelb und Rot brauchen eine Ursache.")
    expect(page.get_by_role("button", name=TAKE)).to_have_count(0)
    page.goto(f"{field}?bearbeiten=stand")
    page.get_by_role("button", name=TAKE).click()
    expect(page.get_by_label("Gelb")).to_be_checked()

    page.goto(f"{field}?bearbeiten=beschreibung")
    page.get_by_role("textbox", name="Ziel").fill("Ein Verfahren für alle.")
    fields.edit(
        field=Field.objects.get(pk=circle.payroll.pk),
        values={"aim": "Zwei Verfahren."},
        version=circle.payroll.version,
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("während Sie schrieben")
    expect(page.get_by_role("button", name=TAKE)).to_have_count(0)
    page.goto(f"{field}?bearbeiten=beschreibung")
    expect(page.get_by_text("Der Entwurf ersetzt, was jetzt darin steht.")).to_be_visible()

    page.goto(votum)
    page.get_by_label("Zustimmung mit Bedingungen").check()
    page.get_by_role("button", name="Weitere Bedingung").click()
    expect(page.locator("[name=condition_2]")).to_be_visible()
    expect(page.get_by_role("button", name=TAKE)).to_have_count(0)
    page.goto(votum)
    page.get_by_role("button", name=TAKE).click()
    expect(page.get_by_label("Zustimmung mit Bedingungen")).to_be_checked()


def test_of_two_tabs_the_one_that_sends_leaves_the_other_its_draft(page: Page, enter, field):
    enter(page, "duelmen").goto(f"{field}?bearbeiten=beschreibung")
    other = page.context.new_page()
    other.goto(f"{field}?bearbeiten=beschreibung")
    page.get_by_role("textbox", name="Ziel").fill("Aus dem einen.")
    other.get_by_role("textbox", name="Ziel").fill("Aus dem anderen.")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("#beschreibung form")).to_have_count(0)
    other.goto(f"{field}?bearbeiten=beschreibung")
    other.get_by_role("button", name=TAKE).click()
    expect(other.get_by_role("textbox", name="Ziel")).to_have_value("Aus dem anderen.")
    other.get_by_role("link", name="Abbrechen").click()
    expect(other.locator("#beschreibung form")).to_have_count(0)
    none_left(other)


def test_a_draft_is_nobody_elses_and_in_another_mandate_only_its_texts(page: Page, enter, circle, field):
    second = Mandate.objects.create(
        user=circle.people["duelmen"].user, role=Role.DELEGATE, organisation=circle.nottuln, valid_from=BEGIN
    )
    enter(page, "duelmen").goto(field)
    begin_comment(page)
    page.get_by_role("textbox", name="Kommentar").fill("Das bleibt unter uns.")
    page.get_by_label("nur Stadt Dülmen").check()
    expire(page)
    enter(page, "rosendahl").goto(field)
    begin_comment(page)
    expect(page.get_by_role("textbox", name="Kommentar")).to_be_visible()
    expect(page.get_by_role("button", name=TAKE)).to_have_count(0)
    expire(page)
    enter(page, "duelmen")
    page.locator(".ikz-account summary").click()
    page.get_by_role("button", name=second.title).click()
    page.goto(field)
    expect(page.get_by_text(f"Begonnen haben Sie ihn als {circle.people['duelmen'].title}")).to_be_visible()
    page.get_by_role("button", name=TAKE).click()
    expect(page.get_by_role("textbox", name="Kommentar")).to_have_value("Das bleibt unter uns.")
    expect(page.locator("[name=audience]:checked")).to_have_count(0)
    page.get_by_role("button", name="Kommentar senden").click()
    expect(page.get_by_role("alert")).to_contain_text("Wer liest ihn?")
    assert Comment.objects.count() == 0


def test_signing_out_takes_the_drafts_from_the_device(page: Page, enter, field):
    enter(page, "duelmen").goto(f"{field}?bearbeiten=beschreibung")
    page.get_by_role("textbox", name="Ziel").fill("Nicht für andere.")
    assert len(drafts(page)) == 1
    page.locator(".ikz-account summary").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    none_left(page)


def in_tab(page: Page) -> list[str]:
    return page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('ikz-entwurf'))")


def test_on_a_device_of_others_a_draft_stays_in_its_tab(page: Page, enter, field):
    """It outlives the session, not the window; nobody who signs in after is left it."""
    enter(page, "duelmen", keeps=False).goto(f"{field}?bearbeiten=beschreibung")
    page.get_by_role("textbox", name="Ziel").fill("Nicht für andere.")
    assert (len(in_tab(page)), drafts(page)) == (1, [])
    elsewhere = page.context.new_page()
    elsewhere.goto(f"{field}?bearbeiten=beschreibung")
    expect(elsewhere.get_by_role("textbox", name="Ziel")).to_be_visible()
    expect(elsewhere.get_by_role("button", name=TAKE)).to_have_count(0)
    expire(page)
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    enter(page, "duelmen", keeps=False).goto(f"{field}?bearbeiten=beschreibung")
    page.get_by_role("button", name=TAKE).click()
    expect(page.get_by_role("textbox", name="Ziel")).to_have_value("Nicht für andere.")
    expire(page)
    enter(page, "nottuln", keeps=False)
    assert in_tab(page) == []


def test_signing_out_takes_the_drafts_of_all_tabs(page: Page, enter, field):
    enter(page, "duelmen", keeps=False).goto(f"{field}?bearbeiten=beschreibung")
    page.get_by_role("textbox", name="Ziel").fill("Nicht für andere.")
    other = page.context.new_page()
    other.goto(field)
    other.locator(".ikz-account summary").click()
    other.get_by_role("button", name="Abmelden").click()
    expect(other.get_by_role("heading", name="Anmelden")).to_be_visible()
    page.wait_for_function("() => Object.keys(sessionStorage).every((key) => !key.startsWith('ikz-entwurf'))")


def test_after_two_weeks_a_draft_is_gone_whoever_wrote_it(page: Page, enter, field):
    enter(page, "duelmen").goto(field)
    begin_comment(page)
    page.get_by_role("textbox", name="Kommentar").fill("Ein Wort.")
    age = """(days) => Object.keys(localStorage).forEach((key) => {
      const draft = JSON.parse(localStorage[key]);
      localStorage[key] = JSON.stringify({ ...draft, at: Date.now() - days * 86400000 });
    })"""
    expire(page)
    page.evaluate(age, 13.9)
    page.goto(field)
    assert len(drafts(page)) == 1
    page.evaluate(age, 14.1)
    page.reload()
    none_left(page)


def test_every_form_gives_back_all_that_was_typed_and_chosen(page: Page, things, sign_in):
    """All forms with a draft, found by the table of routes, each page shown twice from memory with drafts.js alone."""
    clients = {persona: sign_in(persona) for persona in EVERY}
    pages: dict[str, str] = {}

    def answer(request: Route) -> None:
        url = request.request.url
        if url in pages:
            request.fulfill(body=pages[url], content_type="text/html; charset=utf-8")
        elif "/bundle.js" in url:
            request.fulfill(path=SCRIPT)
        else:
            request.abort()

    page.route("**/*", answer)
    seen, bare = set(), set()
    for route, cells in TABLE.items():
        may = dict(zip(PERSONAS, cells.split(), strict=True))
        persona = next(
            (one for one in EVERY if may[one] in ("oo", "on")), None
        )  # who is sent a page, and may send
        path = address(route, things)
        html = _html(clients[persona], path) if persona else ""
        if any(INPUT.search(form) and "data-draft=" not in form for form in FORM.findall(html)):
            bare.add(route)
        if "data-draft=" not in html:
            continue
        url = f"http://ikz.example{path}"
        pages[url] = html
        page.goto(url, wait_until="domcontentloaded")
        given, filled = page.evaluate(SENT, False), page.evaluate(SENT, True)
        changed = {name for name in filled if filled[name] != given[name]}
        page.goto(url, wait_until="domcontentloaded")
        page.get_by_role("button", name=TAKE).evaluate_all("all => all.forEach((one) => one.click())")
        assert page.evaluate(SENT, False) == filled, route
        assert page.get_by_role("button", name=TAKE).count() == 0
        page.evaluate("[localStorage, sessionStorage].forEach((one) => one.clear())")
        seen |= changed
    assert len(seen) > 40, sorted(seen)
    # nobody's session ends before the sign-in; an import is its file
    assert bare == {"account_reset_password", "administration_organisations_import"}


def _html(client: Client, path: str) -> str:
    with zeal_ignore():
        answer = client.get(path)
    if answer.streaming:
        list(answer)  # which closes the file
    return "" if answer.streaming or answer.status_code != 200 else answer.content.decode(errors="replace")
