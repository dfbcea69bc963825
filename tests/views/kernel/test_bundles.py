"""One style sheet and one script: whole, with addresses that hold, without what nothing names; and what is compressed."""

import os
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from ikz import bundles

ZIPPED = {"Accept-Encoding": "gzip, br"}
LAYERS = "@layer kern, base, layout, components, pages, print;"


@pytest.fixture(scope="module")
def style() -> str:
    return bundles.style()


def test_the_style_sheet_holds_all_that_is_imported_each_in_its_layer(style):
    entry = (bundles.STATIC / "ikz.css").read_text(encoding="utf-8")
    named = re.findall(r'@import url\("css/(\w+\.css)"\) layer\((\w+)\)', entry)
    assert {name for name, _ in named} == {one.name for one in (bundles.STATIC / "css").glob("*.css")}
    assert style.startswith(LAYERS) and "@import" not in style
    assert re.findall(r"^@layer (\w+) \{$", style, re.MULTILINE) == ["kern", *(layer for _, layer in named)]
    assert style.count("{") == style.count("}")


def test_each_address_in_it_leads_to_a_file(style):
    addresses = [one for one in re.findall(r'url\("?([^")]+)"?\)', style) if not one.startswith("data:")]
    assert len(addresses) >= 10  # the typeface
    assert [one for one in addresses if not finders.find(one)] == []


def test_of_kern_stands_there_what_a_page_names_and_nothing_else(style):
    kern = style[style.index("@layer kern {") : style.index("@layer base {")]
    for used in (".kern-btn--primary", ".kern-form-input__input", ".kern-sr-only", ".kern-heading"):
        named = used.removeprefix(".") in "".join(one.read_text(encoding="utf-8") for one in bundles.named())
        assert (re.search(rf"\{used}\b", kern) is not None) == named, used
    assert ".kern-stepper" not in kern and "--kern-color-neutral-950" in kern
    assert len(kern) < len(Path(finders.find("kern/kern.min.css")).read_text(encoding="utf-8")) / 2


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".kern-a{x:1}", ".kern-a{x:1}"),
        (".kern-b{x:1}", ""),
        (".kern-a,.kern-b{x:1}", ".kern-a{x:1}"),
        (".kern-a .kern-b{x:1}", ""),
        (".kern-tag-red,.kern-tug{x:1}", ".kern-tag-red{x:1}"),  # "kern-tag-{{ colour }}"
        (".kern-a:not(.kern-b){x:1}", ".kern-a:not(.kern-b){x:1}"),
        (":root,body,.other{x:1}", ":root,body,.other{x:1}"),
        ("@media print{.kern-b{x:1}}", ""),
        ("@media print{.kern-a{x:1}.kern-b{y:2}}", "@media print{.kern-a{x:1}}"),
        ('@charset "UTF-8";@keyframes k{to{x:1}}', "@keyframes k{to{x:1}}"),
    ],
)
def test_a_rule_goes_where_a_class_of_it_is_named_nowhere(css, kept):
    assert bundles.without_unused(css, frozenset({"kern-a", "kern-tag-"})) == kept


def test_the_script_is_htmx_and_all_of_ours_but_what_one_page_loads():
    script = bundles.script()
    assert script.startswith('"use strict"') and "var htmx=" in script
    own = {one.name: one.read_text(encoding="utf-8") in script for one in bundles.STATIC.glob("*.js")}
    assert own == dict.fromkeys(own, True) | {"security.js": False}


def test_it_is_made_anew_once_a_part_of_it_is_newer(tmp_path, monkeypatch):
    monkeypatch.setattr(bundles, "FOLDER", tmp_path)
    made = tmp_path / "bundle.js"
    assert finders.find("bundle.js") == str(made)
    made.write_text("kept")
    finders.find("bundle.js")
    assert made.read_text() == "kept"
    os.utime(made, (0, 0))
    finders.find("bundle.js")
    assert "var htmx=" in made.read_text()


@pytest.mark.django_db
def test_pages_are_compressed_files_and_pages_of_the_sign_in_are_not(circle, sign_in):
    client = sign_in("nottuln")
    page = client.get(reverse("field", args=[circle.payroll.pk]), headers=ZIPPED)
    assert page["Content-Encoding"] == "gzip" and "Accept-Encoding" in page["Vary"]
    lengths = {len(client.get("/hilfe/", headers=ZIPPED).content) for _ in range(5)}
    assert len(lengths) > 1  # how long it is tells nobody what stands in it
    matrix = reverse("matrix", args=[circle.initiative.pk])
    for place in (
        f"{matrix}?format=csv",
        f"{matrix}?format=xlsx",
        "/konto/sicherheit/",
        "/passwort/aendern/",
    ):
        answer = client.get(place, headers=ZIPPED)
        assert answer.status_code == 200 and "Content-Encoding" not in answer, place
    assert "Content-Encoding" not in client.get("/hilfe/")
