"""A stored report inside a page: its parts, its styles for it alone and in the dark, what a correction says otherwise."""

import pytest

from initiatives.reports.formats import reading
from initiatives.reports.status import document
from tests.reports.full import full

PAGE = """<html><head><style>
p{color:#1b2033} @media screen { .z { background: #fff } }
</style></head><body><main>%s</main></body></html>"""


def test_front_contents_and_body_of_a_real_report_are_told_apart_and_nothing_is_lost():
    found = reading.of(document.html(full()))
    assert found.front.startswith("<header") and "Beschlussvorschlag" in found.front
    assert found.contents.startswith("<ul>") and 'href="#sachdarstellung"' in found.contents
    assert 'id="sachdarstellung"' in found.body and 'id="inhalt"' not in found.front + found.body
    assert found.marked == 0 and "data-differs" not in found.body


def test_what_has_no_contents_is_read_whole():
    found = reading.of(PAGE % "<p>Kurz</p>")
    assert (found.front, found.contents, found.body) == ("<p>Kurz</p>", "", "")


def test_the_styles_hold_for_the_report_alone():
    styles = reading.of(PAGE % "<p>x</p>").styles
    assert styles.startswith("@layer components{.ikz-report-text{") and styles.count("{") == styles.count("}")


@pytest.mark.parametrize(
    ("light", "dark"), [("#fff", "#000000"), ("#000000", "#ebebeb"), ("%23ffffff", "%23000000")]
)
def test_in_the_dark_white_becomes_black_and_ink_becomes_light(light, dark):
    assert reading.HEX.sub(reading._dark, f"x:{light};") == f"x:{dark};"


@pytest.mark.parametrize("colour", ["#1b2033", "#555d7a", "#2044aa", "#0a7a50", "#b42318", "#8a5a00"])
def test_what_is_read_on_white_is_read_on_black(colour):
    """Contrast of 4.5 to 1 at least (WCAG 2.2, 1.4.3)."""
    digits = reading.HEX.sub(reading._dark, colour)[1:]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert (luminance + 0.05) / 0.05 >= 4.5


def test_colours_of_drawings_turn_too_and_names_that_look_like_colours_do_not():
    styles = reading.of(PAGE % '<svg><path fill="#2044aa" stroke="#fff"/></svg><a href="#abc">x</a>').styles
    assert '[stroke="#fff"]{stroke:#000000}' in styles and '[fill="#2044aa"]{fill:#' in styles
    assert "#abc" not in styles


def test_a_correction_marks_the_blocks_that_read_otherwise_and_no_others():
    cells = "<table><tr><td>1</td><td>%s</td></tr></table>"
    old = PAGE % f"<header><p>Nr. 1</p></header><p>Gleich  <b>hier</b></p><ul><li>Alt</li></ul>{cells % 2}"
    new = PAGE % f"<header><p>Nr. 1a</p></header><p>Gleich <b>hier</b></p>\n<ul><li>Neu</li></ul>{cells % 3}"
    found = reading.of(new, old)
    assert found.marked == 2
    assert "<li data-differs>Neu</li>" in found.front and "<tr data-differs>" in found.front
    assert "<p>Gleich" in found.front and "<p>Nr. 1a</p>" in found.front
    assert reading.of(new, new).marked == 0
