"""What one types in a real browser: nothing is cut, the counter counts, texts come out as typed, a day has its word."""

import pytest
from playwright.sync_api import Page, expect

from initiatives.models import Comment
from tests.browser.conftest import begin_comment, faults, fits

LONG = "Wort " * 2_010  # 10 050 characters
WORD = "Gründe:\n•\tkürzere Wege\no\tin Nottuln\n•\tweniger Kosten\n\nSeit 2010. wurde 5*3*2 gerechnet."


def test_a_text_pasted_too_long_is_counted_refused_and_kept(page: Page, enter, circle, live_server):
    enter(page, "nottuln").goto(f"{live_server.url}/felder/{circle.payroll.pk}/")
    begin_comment(page)
    talk = page.locator("#kommentare")
    text = talk.get_by_role("textbox", name="Kommentar")
    text.focus()
    page.keyboard.insert_text("kurz")
    expect(talk.locator(".ikz-left")).to_have_count(0)
    page.keyboard.insert_text(LONG)
    assert text.input_value() == f"kurz{LONG}"
    expect(talk.locator(".ikz-left--over")).to_have_text("54 Zeichen zu viel, bitte kürzen")
    expect(page.locator("#ansage")).to_have_text("54 Zeichen zu viel, bitte kürzen")
    talk.get_by_role("button", name="Kommentar senden").click()
    expect(talk.get_by_role("alert")).to_contain_text("Der Text ist zu lang")
    expect(text).to_have_value(f"kurz{LONG}")
    expect(talk.locator(".ikz-left--over")).to_be_visible()
    assert Comment.objects.count() == 0 and faults(page) == []
    for _ in range(60):
        text.press("End")
        text.press("Control+End")
        text.press("Backspace")
    expect(talk.locator(".ikz-left:not(.ikz-left--over)")).to_have_text("Noch 6 Zeichen")
    talk.get_by_role("button", name="Kommentar senden").click()
    expect(talk.locator(".ikz-said")).to_have_count(1)
    assert len(Comment.objects.get().text) == 9_993  # without the space at its end


def test_a_list_from_word_comes_out_as_a_list_and_the_rest_as_typed(page: Page, enter, circle, live_server):
    enter(page, "nottuln").goto(f"{live_server.url}/felder/{circle.payroll.pk}/")
    begin_comment(page)
    talk = page.locator("#kommentare")
    talk.get_by_text("Formatieren").first.click()
    expect(talk.get_by_text("**fett** wird fett.")).to_be_visible()
    talk.get_by_role("textbox", name="Kommentar").focus()
    page.keyboard.insert_text(WORD)
    talk.get_by_role("button", name="Kommentar senden").click()
    said = talk.locator(".ikz-said__text")
    expect(said.locator(":scope > ul > li")).to_have_count(2)
    expect(said.locator("ul ul > li")).to_have_text("in Nottuln")
    expect(said.locator("p").last).to_have_text("Seit 2010. wurde 5*3*2 gerechnet.")
    assert faults(page) == []


@pytest.mark.parametrize("width", [1366, 360])
def test_a_day_to_come_has_its_word(page: Page, enter, circle, live_server, width):
    page.set_viewport_size({"width": width, "height": 768})
    enter(page, "nottuln").goto(f"{live_server.url}/initiativen/{circle.initiative.pk}/aufgaben/neu/")
    day = page.get_by_label("Frist")
    word = page.locator("#id_due_on_tag")
    day.fill("25.12.2099")
    day.press("Tab")
    expect(word).to_have_text("Das ist ein Feiertag (1. Weihnachtstag).")
    assert day.evaluate("one => one !== document.activeElement")
    day.fill("22.12.2099")
    day.press("Tab")
    expect(word).to_have_text("")
    day.fill("20.12.2099")
    day.press("Tab")
    expect(word).to_have_text("Das ist ein Sonntag.")
    assert fits(page) and faults(page) == []
