"""The shape of the house: who may import whom, what a template may hold, what starts without which library."""

import ast
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SOURCES = sorted(path for top in ("ikz", "initiatives") for path in (PROJECT / top).rglob("*.py"))
DOMAIN = sorted((PROJECT / "initiatives" / "domain").rglob("*.py"))
VIEWS = sorted((PROJECT / "initiatives" / "views").rglob("*.py"))
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
LONGEST_FILE = 400
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


def test_domain_knows_no_web():
    found = {name_of(path): imported_by(path) for path in DOMAIN}
    web = {name: [one for one in names if one.startswith(WEB_ONLY)] for name, names in found.items()}
    assert offenders(web) == {}


def test_a_lock_stops_nobody_who_only_refers_to_the_row():
    """FOR UPDATE does, at the commit of whoever wrote a row with a key to it: two who saved waited for each other."""
    found = {
        name_of(path): [f"line {call.lineno}" for call in locks_of(path) if "no_key" not in call_names(call)]
        for path in DOMAIN
    }
    assert offenders(found) == {}


def locks_of(path: Path) -> list[ast.Call]:
    """The calls of `select_for_update` in a file."""
    calls = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    return [
        one for one in calls if isinstance(one.func, ast.Attribute) and one.func.attr == "select_for_update"
    ]


def call_names(call: ast.Call) -> set[str | None]:
    """The names of its keyword arguments."""
    return {one.arg for one in call.keywords}


def imported_by(path: Path) -> set[str]:
    """The modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def offenders(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """What is left of a rule's findings by file."""
    assert found, "a rule that looks at nothing"
    return {name: faults for name, faults in found.items() if faults}


def test_views_give_work_to_the_workers_and_never_enqueue_it_themselves():
    """`tasks.give` keeps a page standing where the queue can't be reached."""
    assert offenders({name_of(path): enqueued_by(path) for path in VIEWS}) == {}


def enqueued_by(path: Path) -> list[str]:
    """The calls of `enqueue` in a file."""
    calls = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    return [
        ast.unparse(call)
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("enqueue", "aenqueue")
    ]


def test_pages_leave_what_is_refused_to_the_page_machine():
    """Beside it only what is refused to somebody who is not signed in."""
    found = {name_of(path): caught_by(path) for path in VIEWS if path.parent.name != "kernel"}
    assert offenders(found) == {"initiatives/views/log/notices.py": ["unsubscribe"]}


def caught_by(path: Path) -> list[str]:
    """The functions of a file that catch a refusal and do not raise it again."""
    return [
        function.name
        for function in functions_of(path)
        for handler in ast.walk(function)
        if isinstance(handler, ast.ExceptHandler)
        and handler.type is not None
        and {"Refused", "Conflict", "Faulty"}
        & {name.strip("() ") for name in ast.unparse(handler.type).split(",")}
        and not any(isinstance(one, ast.Raise) for one in ast.walk(handler))
    ]


def test_each_form_of_ours_that_is_sent_carries_its_tokens():
    ours = [
        path for path in TEMPLATES if not {"account", "mfa"} & set(path.parts) and path.name != "account.html"
    ]
    assert offenders({name_of(path): bare_forms(path) for path in ours}) == {}


def bare_forms(path: Path) -> list[str]:
    """The forms by POST of a template that do not begin with their tokens."""
    forms = re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(encoding="utf-8"), re.DOTALL)
    return [form[:80] for form in forms if "{% form_tokens %}" not in form]


def test_every_template_that_another_names_is_there():
    named = re.compile(r'{%\s*(?:include|extends)\s+"([^"#]+)')
    there = {name.relative_to(PROJECT / "templates").as_posix() for name in TEMPLATES}
    lost = {name_of(path): set(named.findall(path.read_text(encoding="utf-8"))) - there for path in TEMPLATES}
    assert offenders({name: sorted(found) for name, found in lost.items()}) == {}


def test_what_a_page_asks_by_itself_keeps_no_session_alive():
    """Also where the idle time is long: see docs/developing.md on `X-Background`."""
    polling = {
        name_of(path): re.findall(r"<[^<]*data-hx-trigger=\"every .*", path.read_text(encoding="utf-8"))
        for path in TEMPLATES
    }
    assert sum(map(len, polling.values())) >= 3
    header = 'data-hx-headers=\'{"X-Background": "1"}\''
    assert offenders({name: [e for e in found if header not in e] for name, found in polling.items()}) == {}


def test_domain_takes_who_and_when_by_keyword_and_never_a_request():
    assert offenders({name_of(path): misused_arguments(path) for path in DOMAIN}) == {}


def misused_arguments(path: Path) -> list[str]:
    """The functions that take a request, or who and when by place."""
    found = []
    for function in functions_of(path):
        positional = {one.arg for one in (*function.args.posonlyargs, *function.args.args)}
        everything = positional | {one.arg for one in function.args.kwonlyargs}
        by_place = (
            not function.name.startswith("_") and {"by", "at"} <= everything and {"by", "at"} & positional
        )
        if "request" in everything or by_place:
            found.append(function.name)
    return found


def test_files_can_be_read():
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in SOURCES
        if "migrations" not in path.parts
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_templates_hold_nothing_they_must_not():
    found = {name_of(path): forbidden_in(path) for path in TEMPLATES}
    assert offenders(found) == {}


def forbidden_in(path: Path) -> list[str]:
    """What a template must not hold, with the words in which it holds it."""
    text = path.read_text(encoding="utf-8")
    found = {what: re.findall(pattern, text) for what, pattern in NOT_IN_A_TEMPLATE.items()}
    return [f"{what}: {hits}" for what, hits in found.items() if hits]


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
