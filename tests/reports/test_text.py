"""German text: cleaned, escaped, counted."""

from datetime import date, datetime

import pytest

from initiatives.reports import text


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a\x00b\x07c\x1bd", "abcd"),
        ("Zeile\r\nzwei\rdrei", "Zeile\nzwei\ndrei"),
        ("Tab\there", "Tab here"),
        ("e\u0301", "é"),
        ("vor\u202enach \ud800\ufffe\u200b", "vornach"),
        ("Personal\u00adabrechnung", "Personal\u00adabrechnung"),
    ],
)
def test_clean_takes_out_what_cannot_be_printed(given, expected):
    assert text.clean(given) == expected


def test_clean_lets_very_long_words_break():
    broken = text.clean("x" * 500)
    assert broken.replace("\u200b", "") == "x" * 500
    assert max(map(len, broken.split("\u200b"))) <= 30
    assert text.clean("x" * 119) == "x" * 119


def test_markup_in_texts_is_text():
    assert (
        text.esc("<b onclick=\"x('1')\">&amp;") == "&lt;b onclick=&quot;x(&#x27;1&#x27;)&quot;&gt;&amp;amp;"
    )
    assert text.paragraphs("<i>\n\nzwei\nZeilen") == "<p>&lt;i&gt;</p><p>zwei<br>Zeilen</p>"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0 Felder"),
        (1, "ein Feld"),
        (2, "zwei Felder"),
        (12, "zwölf Felder"),
        (13, "13 Felder"),
        (1200, "1.200 Felder"),
    ],
)
def test_count_knows_one_and_many(value, expected):
    assert text.count(value, "Feld", "Felder") == expected


def test_count_inflects_one():
    assert text.count(1, "Kommune", "Kommunen", "eine") == "eine Kommune"
    assert text.count(1, "Feld", "Feldern", "einem") == "einem Feld"


@pytest.mark.parametrize(
    ("items", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a und b"), (["a", "b", "c"], "a, b und c")],
)
def test_listing(items, expected):
    assert text.listing(items) == expected


def test_ranges_join_runs_of_three_and_more():
    assert text.ranges("a", [7, 1, 2, 3, 5, 6]) == "a1–a3, a5–a7"
    assert text.ranges("b", [1, 2, 9]) == "b1, b2, b9"


def test_short_cuts_at_a_word():
    assert text.short("Einkauf & gemeinsame Vergabe", 23) == "Einkauf &amp; gemeinsame…"
    assert text.short("kurz\n\nund gut", 25) == "kurz und gut"
    assert len(text.flat("x" * 100_000, 60)) == 60


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<p>9.400 € je Jahr</p>", "<p>9.400~€ je Jahr</p>"),
        ("<p>87 % und § 2b UStG</p>", "<p>87~% und §~2b UStG</p>"),
        ("<p>am 20. September 2010</p>", "<p>am 20.~September 2010</p>"),
        ("<p>Phase 3, Feld 4, D 115</p>", "<p>Phase~3, Feld~4, D~115</p>"),
        ("<p>Ein Feld an der Grenze</p>", "<p>Ein Feld an der Grenze</p>"),
        ('<a title="5 €">5 €</a>', '<a title="5 €">5~€</a>'),
        ("<style>a{width:5 %}</style>", "<style>a{width:5 %}</style>"),
    ],
)
def test_no_breaks_only_in_text(given, expected):
    assert text.no_breaks(given) == expected.replace("~", text.NBSP)


def test_dates_are_german():
    assert text.day(date(2010, 9, 20)) == "20.09.2010"
    assert text.long_day(date(2010, 3, 1)) == "1. März 2010"
    assert text.moment(datetime.fromisoformat("2026-10-09T10:00:00+00:00")) == "09.10.2026, 12.00 Uhr"
    assert text.moment(datetime.fromisoformat("2026-12-09T10:05:00+00:00")) == "09.12.2026, 11.05 Uhr"
