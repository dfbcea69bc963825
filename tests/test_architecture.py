"""The shape of the house: who may import whom, what a template may hold, what starts without which library."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

PROJECT = Path(__file__).resolve().parent.parent
SOURCES = sorted(path for top in ("ikz", "initiatives") for path in (PROJECT / top).rglob("*.py"))
DOMAIN = sorted((PROJECT / "initiatives" / "domain").rglob("*.py"))
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
LONGEST_FILE = 300
WEB_ONLY = ("django.http", "django.shortcuts", "django.template", "django.urls", "django.contrib.messages")
NOT_IN_A_TEMPLATE = {
    "inline style": r"\sstyle\s*=|<style",
    "inline script": r"<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']|javascript:",
    "attribute of htmx without data-": r"\shx-[a-z]+",
    "asset of another host": r"\ssrc\s*=\s*[\"'](?:https?:)?//",
    "translated text": r"{%\s*(?:trans|translate|blocktrans|blocktranslate)\b",
    "name of the rejected post": r"(?i)koordinator",
}


def name_of(path: Path) -> str:
    """Return the path within the project."""
    return str(path.relative_to(PROJECT))


def functions_of(path: Path) -> list[ast.FunctionDef]:
    """Return all functions and methods of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def test_layers_hold():
    linter = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    result = subprocess.run(linter, cwd=PROJECT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("path", DOMAIN, ids=name_of)
def test_domain_knows_no_web(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    assert not [name for name in imported if name.startswith(WEB_ONLY)]


@pytest.mark.parametrize("path", DOMAIN, ids=name_of)
def test_domain_takes_who_and_when_by_keyword_and_never_a_request(path):
    for function in functions_of(path):
        positional = {one.arg for one in (*function.args.posonlyargs, *function.args.args)}
        everything = positional | {one.arg for one in function.args.kwonlyargs}
        assert "request" not in everything, function.name
        if not function.name.startswith("_") and {"by", "at"} <= everything:
            assert not {"by", "at"} & positional, function.name


@pytest.mark.parametrize("path", [one for one in SOURCES if "migrations" not in one.parts], ids=name_of)
def test_file_is_short_enough_to_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_holds_nothing_it_must_not(path):
    text = path.read_text(encoding="utf-8")
    found = {what: re.findall(pattern, text) for what, pattern in NOT_IN_A_TEMPLATE.items()}
    assert not {what: hits for what, hits in found.items() if hits}


def test_pages_start_without_the_pdf_library():
    program = """
import sys, django
sys.modules["weasyprint"] = None
django.setup()
import django.urls
assert django.urls.get_resolver().url_patterns
import initiatives.tasks
"""
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
