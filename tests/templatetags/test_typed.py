"""Texts come out as they were typed: what is a mark and what is none, as a table; and that no markup gets through."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives import typed as texts
from initiatives.templatetags.typed import plain, typed, typed_line

AS_TYPED = [
    "2010. wurde begonnen",
    "5*3*2",
    "2**3**4",
    "a_b_c und _unterstrichen_",
    "1. Mai",
    "# 3",
    "> 5 Stellen",
    "`x` ~~y~~ | z |",
    "*kursiv*",
    "** nicht fett **",
    "[Text](nirgends)",
    "![Bild](x.png)",
    "- x",
    "• ein Punkt allein",
    "1) a",
    "--",
    "@Nottuln, x@y, www. und https://",
    "a & b < c > d",
    "&amp; &lt;b&gt;",
]


@pytest.mark.parametrize("text", AS_TYPED)
def test_a_line_without_marks_comes_out_as_typed(text):
    html = typed(text)
    assert html.startswith("<p>") and "<" not in html[3:-4]
    assert unescape(html[3:-4]) == text


@pytest.mark.parametrize(
    "text", ["2010. begonnen\n2011. beendet", "1. a\n3. b", "§ 2 GkG\n§ 3 GkG", "01. a\n02. b"]
)
def test_lines_that_are_no_list_keep_their_ends(text):
    first, second = text.split("\n")
    assert typed(text) == f"<p>{first}<br>{second}</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\n\n \nb\nc", "<p>a</p><p>b<br>c</p>"),
        ("a\r\n\r\nb", "<p>a</p><p>b</p>"),
        ("Wir **sagen zu**.", "<p>Wir <strong>sagen zu</strong>.</p>"),
        ("**a** und **b**", "<p><strong>a</strong> und <strong>b</strong></p>"),
        ("**a\nb**", "<p>**a<br>b**</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("* a\n* **b**", "<ul><li>a</li><li><strong>b</strong></li></ul>"),
        ("Gründe:\n– a\n– b\nSchluss", "<p>Gründe:</p><ul><li>a</li><li>b</li></ul><p>Schluss</p>"),
        ("- a\n  geht weiter\n- b", "<ul><li>a<br>geht weiter</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("9. a\n10. b\n12. c", '<ol start="9"><li>a</li><li>b</li></ol><p>12. c</p>'),
        ("1. Mai: Beginn\n2. Mai: Ende", "<ol><li>Mai: Beginn</li><li>Mai: Ende</li></ol>"),
    ],
)
def test_paragraphs_lists_and_bold(text, html):
    assert typed(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "•\teins\no\tdarunter\n•\tzwei",
        "·       eins\no   darunter\n·       zwei",
        "\uf0b7\teins\n§\tdarunter\n\uf0b7\tzwei",
    ],
)
def test_a_list_pasted_from_word_keeps_its_levels(text):
    assert typed(text) == "<ul><li>eins<ul><li>darunter</li></ul></li><li>zwei</li></ul>"


@pytest.mark.parametrize(
    ("text", "address", "after"),
    [
        ("https://www.kreis.example/x?a=1&b=2.", "https://www.kreis.example/x?a=1&b=2", "."),
        ("(https://kreis.example/a_(b))", "https://kreis.example/a_(b)", ")"),
        ("„https://kreis.example/“", "https://kreis.example/", "“"),
        ("http://kreis.example/a, b", "http://kreis.example/a", ", b"),
    ],
)
def test_an_address_is_a_link_without_the_punctuation_after_it(text, address, after):
    html = typed(text)
    href, shown, rest = re.search(
        r'<a href="([^"]*)" rel="nofollow noopener">([^<]*)</a>(.*)</p>', html
    ).groups()
    assert (unescape(href), unescape(shown), unescape(rest)) == (address, address, after)


def test_addresses_without_a_scheme_and_of_mailboxes():
    assert 'href="https://www.kreis.example"' in typed("www.kreis.example")
    assert '<a href="mailto:rat@kreis.example" rel="nofollow noopener">rat@kreis.example</a>.' in typed(
        "rat@kreis.example."
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "javascript:alert(1) data:text/html,x",
        'https://x.example/"onmouseover="alert(1)',
        "https://x.example/'><script>alert(1)</script>",
        "**<b onclick=x>**",
        "- <i>a</i>\n- <style>b</style>",
    ],
)
def test_no_markup_of_people_becomes_an_element(text):
    for html in (typed(text), typed_line(text), texts.html(text)):
        elements = re.findall(r"<(?!/)[^>]*>", html)
        assert all(
            re.fullmatch(r'<(?:p|br|strong|li|[uo]l[^>]*|a href="https://x\.example/[^"<>]*"[^>]*)>', one)
            for one in elements
        )


@given(st.text(alphabet="ab1. \n\t*-•o<>&\"'/:@w_[](){}§\uf0b7", max_size=80))
def test_every_character_but_the_marks_comes_out(text):
    """Whatever is typed: only our elements, opened and closed, and the letters and signs of the text in their order."""
    html = texts.html(text)
    assert set(re.findall(r"</?(\w+)", html)) <= {"p", "br", "ul", "ol", "li", "strong", "a"}
    marks = "*-•▪o§\uf0b7.1234567890"
    shown = unescape(re.sub(r"<[^>]*>", "", html))
    assert _letters(shown, marks) == _letters(text, marks)


def _letters(text: str, without: str) -> str:
    return "".join(one for one in text if not one.isspace() and one not in without)


def test_lists_in_one_another_come_to_an_end():
    steps = "\n".join(f"{' ' * (n % 90)}{'-*•·'[n % 4]} x" for n in range(2_000))
    assert typed(steps).count("<li>") == 2_000


def test_a_cell_keeps_its_lines_and_an_excerpt_loses_its_marks():
    assert typed_line("**a**\n- b\n- c") == "<strong>a</strong><br>- b<br>- c"
    assert plain("**a** und 5**3") == "a und 5**3"
    assert typed(None) == ""
