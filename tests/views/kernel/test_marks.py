"""The marks of pages: symbol and word together, nothing typed becomes markup."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from initiatives.enums import LIGHT_WORDS, STANCE_WORDS


def render(text, **values):
    return Template("{% load marks %}" + text).render(Context(values))


@pytest.mark.parametrize(("stance", "word"), STANCE_WORDS.items())
def test_a_chip_has_symbol_and_word(stance, word):
    html = render("{% chip stance %}", stance=stance)
    assert f"#s-{stance}" in html and word in html and "<b>" not in html


def test_a_provisional_chip_says_so_and_its_label_is_text():
    html = render('{% chip "consent" label provisional=True %}', label="<b>Nottuln & Co</b>")
    assert "ikz-chip--provisional" in html and "Zustimmung, vorläufig" in html
    assert "&lt;b&gt;Nottuln &amp; Co&lt;/b&gt;" in html


@pytest.mark.parametrize(("light", "word"), LIGHT_WORDS.items())
def test_a_light_has_symbol_and_word(light, word):
    assert f"#l-{light}" in render("{% light light %}", light=light)
    assert word in render("{% light light %}", light=light)
    assert "–" in render("{% light light large=True %}", light=light)


@pytest.mark.parametrize("number", range(7))
def test_a_phase_fills_its_segments(number):
    html = render("{% phase number %}", number=number)
    assert html.count('class="on"') == number + 1 and html.count("<rect") == 7
    assert f"Phase {number + 1} von 7" in html


def test_days_and_instants_are_time_elements_in_local_time():
    assert render("{{ d|dated }}", d=date(2010, 9, 20)) == '<time datetime="2010-09-20">20.09.2010</time>'
    html = render("{{ t|timed }}", t=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    assert html == '<time datetime="2026-07-02T00:30:00+02:00">02.07.2026, 00:30</time>'
    assert render("{{ d|dated }}{{ d|timed }}", d=None) == ""


def test_long_texts_are_cut():
    assert render("{{ t|short }}", t="kurz") == "kurz"
    assert render("{{ t|short }}", t="x" * 201) == "x" * 199 + "…"
