"""Comments in a real browser: written, answered, resolved, found by their address; by keyboard, on a phone, without scripts."""

import re

from playwright.sync_api import Page, expect

from initiatives.domain.kernel import moments
from initiatives.domain.talk import comments
from initiatives.models import Comment, CommentMention, Notice
from tests.browser.conftest import faults, fits


def test_a_talk_by_keyboard(page: Page, enter, circle, live_server):
    enter(page, "nottuln").goto(f"{live_server.url}/felder/{circle.payroll.pk}/")
    talk = page.locator("#kommentare")
    talk.locator("summary", has_text="Kommentar schreiben").press("Enter")
    talk.get_by_role("textbox", name="Kommentar").fill("Bitte **prüfen**, @Dülmen.")
    talk.get_by_text("Personen erwähnen").focus()
    page.keyboard.press("Enter")
    talk.get_by_label("Vertreter/in des Kreises Coesfeld").focus()
    page.keyboard.press("Space")
    talk.get_by_role("button", name="Kommentar senden").focus()
    page.keyboard.press("Enter")
    expect(talk.get_by_text("Erwähnt:")).to_contain_text("Vertreter/in des Kreises Coesfeld")
    expect(talk.locator("strong").first).to_have_text("prüfen")
    first = Comment.objects.get()
    expect(page.locator(f"#kommentar-{first.pk}")).to_be_focused()
    assert CommentMention.objects.count() == 2 and Notice.objects.count() == 2

    talk.get_by_role("link", name="Antworten").focus()
    page.keyboard.press("Enter")
    answer = page.locator(f"#kommentar-{first.pk}").get_by_role("textbox", name="Kommentar")
    expect(answer).to_be_focused()
    page.keyboard.type("Noch bis Freitag.")
    page.keyboard.press("Escape")
    expect(answer).to_have_count(0)
    talk.get_by_role("link", name="Antworten").focus()
    page.keyboard.press("Enter")
    expect(answer).to_be_focused()
    page.keyboard.type("Noch bis Montag.")
    page.keyboard.press("Tab")
    page.locator(f"#kommentar-{first.pk}").get_by_role("button", name="Antwort senden").press("Enter")
    expect(talk.get_by_text("Noch bis Montag.")).to_be_visible()
    assert Comment.objects.get(parent=first).text == "Noch bis Montag."
    assert faults(page) == []

    talk.get_by_role("button", name="Erledigt").press("Enter")
    expect(talk.locator(".ikz-resolved")).to_be_visible()
    expect(talk.get_by_role("button", name="Wieder öffnen")).to_be_visible()
    assert Comment.objects.get(pk=first.pk).resolved_at is not None
    assert faults(page) == []


def test_the_address_of_a_comment_opens_what_hides_it(page: Page, enter, circle, live_server):
    by, at = circle.people["duelmen"], moments.now()
    first = comments.write(field=circle.payroll, text="Ganz am Anfang.", by=by, at=at)
    reply = comments.write(parent=first, text="Eine Antwort darauf.", by=by, at=at)
    comments.resolve(comment=first, by=by, at=at)
    for number in range(25):
        comments.write(field=circle.payroll, text=f"Wort {number}.", by=by, at=at)
    enter(page, "rosendahl")
    page.goto(f"{live_server.url}/felder/{circle.payroll.pk}/")
    expect(page.get_by_text("Eine Antwort darauf.")).to_have_count(0)
    page.goto(f"{live_server.url}/felder/{circle.payroll.pk}/#kommentar-{reply.pk}")
    expect(page).to_have_url(re.compile(rf"\?kommentare={reply.pk}#kommentar-{reply.pk}$"))
    expect(page.get_by_text("Eine Antwort darauf.")).to_be_in_viewport()
    expect(page.locator(f"#kommentar-{reply.pk}")).to_be_focused()
    assert faults(page) == []


def test_on_a_phone(phone: Page, enter, circle, live_server):
    comments.write(
        field=circle.payroll,
        text="https://example.org/" + "donaudampfschifffahrt" * 8,
        internal=True,
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    enter(phone, "nottuln").goto(f"{live_server.url}/felder/{circle.payroll.pk}/")
    talk = phone.locator("#kommentare")
    expect(talk.get_by_text("nur Gemeinde Nottuln").first).to_be_visible()
    talk.get_by_role("link", name="Antworten").click()
    form = talk.locator("form[action*='antwort']")
    form.get_by_role("textbox").fill("Ja.")
    assert fits(phone)
    form.get_by_role("button", name="Antwort senden").click()
    expect(talk.get_by_text("Ja.", exact=True)).to_be_visible()
    assert fits(phone) and faults(phone) == []
    phone.goto(f"{live_server.url}/initiativen/{circle.initiative.pk}/aktivitaet/")
    expect(phone.get_by_role("heading", level=1, name="Aktivität")).to_be_visible()
    assert fits(phone) and faults(phone) == []


def test_without_javascript(plain: Page, enter, circle, live_server):
    first = comments.write(field=circle.payroll, text="Frage", by=circle.people["duelmen"], at=moments.now())
    enter(plain, "nottuln").goto(f"{live_server.url}/felder/{circle.payroll.pk}/")
    plain.locator("#kommentare").get_by_role("link", name="Antworten").click()
    plain.get_by_role("textbox", name="Kommentar").first.fill(" ")
    plain.get_by_role("button", name="Antwort senden").click()
    expect(plain.get_by_role("alert")).to_be_visible()
    plain.get_by_role("textbox", name="Kommentar").first.fill("Antwort")
    plain.get_by_role("button", name="Antwort senden").click()
    expect(plain).to_have_url(re.compile(r"/felder/\d+/\?kommentare=\d+#kommentar-\d+$"))
    assert Comment.objects.get(parent=first).text == "Antwort"
    plain.get_by_role("button", name="Erledigt").click()
    expect(plain.locator("summary", has_text="Erledigt: Frage")).to_be_visible()
