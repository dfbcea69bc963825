"""Markdown of people: its structure comes through, nothing dangerous does."""

import pytest

from initiatives.templatetags.markdown import markdown


def test_structure():
    html = markdown("# Titel\n\nEin **Satz** mit [Verweis](https://example.org/).\n\n* eins\n* zwei")
    assert "<h2>Titel</h2>" in html
    assert "<strong>Satz</strong>" in html
    assert 'href="https://example.org/"' in html
    assert html.count("<li>") == 2


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[klick](javascript:alert(1))",
        "[klick](data:text/html;base64,PHNjcmlwdD4=)",
        "![bild](https://example.org/x.png)",
        '<a href="/" onclick="alert(1)">x</a>',
        "<style>body{display:none}</style>",
        '<iframe src="https://example.org"></iframe>',
    ],
)
def test_no_markup_of_people_becomes_an_element(text):
    html = markdown(text).lower()
    for element in (
        "<script",
        "<img",
        "<style",
        "<iframe",
        '<a href="javascript',
        '<a href="data',
        '<a href="/"',
    ):
        assert element not in html


def test_links_are_not_vouched_for():
    assert markdown("[x](https://example.org/)") == (
        '<p><a href="https://example.org/" rel="nofollow noopener">x</a></p>\n'
    )
