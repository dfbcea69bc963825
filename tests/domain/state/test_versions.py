"""Whatever a function of the domain changes, what others keep of the initiative is void afterwards."""

import ast
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import initiatives.domain

WHOLE = {"state.versions.state_change", "fields.documents.whole"}  # what makes a change one
MOVES = {"log.events.record", "state.versions.move", "state.versions.move_all"}
# What no initiative's state tells of.
BESIDE = {
    "what somebody still writes": ("votes.drafts.discard", "votes.drafts.save"),
    "what somebody was told or has seen": (
        *("log.notice_settings.choose", "log.visits.mark_read", "mail.mails.claim", "mail.mails.make"),
        *("reports.sittings.remind", "people.ending.tell"),
    ),
    "how far a document has come that is made of the state": (
        *("meetings.issued_papers.make", "snapshots.pdfs.retry", "reports.reports.cancel"),
        *(
            "reports.reports.finish",
            "reports.reports.retry",
            "reports.reports.revive",
            "reports.reports.start",
        ),
        *("reports.drafts.plan", "reports.drafts.plan_for_all", "reports.life.correct"),
    ),
    "how somebody signs in": tuple(
        f"people.connected_accounts.{name}" for name in ("connect", "disconnect", "sign_in")
    ),
    "templates of an installation": (
        *("fields.step_standards.take_over_steps", "fields.steps.set_template", "money.templates.arrange"),
        *("money.templates.offer", "money.templates.remove_question", "money.templates.save"),
        "money.templates.set_question",
    ),
}


@cache
def functions() -> dict[str, ast.FunctionDef]:
    """All functions of the domain by room, module and name."""
    found = {}
    for one in pkgutil.walk_packages(initiatives.domain.__path__, "initiatives.domain."):
        if one.ispkg:
            continue
        name = one.name.removeprefix("initiatives.domain.")
        tree = ast.parse(Path(import_module(one.name).__file__ or "").read_text())
        found |= {f"{name}.{node.name}": node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return found


def called(name: str) -> Iterator[str]:
    """The functions of the domain that a function calls by their name or that of their module, or hands on."""
    module = import_module(f"initiatives.domain.{name.rpartition('.')[0]}")
    for node in ast.walk(functions()[name]):
        target = None
        if isinstance(node, ast.Name):
            target = getattr(module, node.id, None)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            target = getattr(getattr(module, node.value.id, None), node.attr, None)
        home = getattr(target, "__module__", None) or ""
        if callable(target) and home.startswith("initiatives.domain."):
            yield f"{home.removeprefix('initiatives.domain.')}.{target.__name__}"


def reach(name: str) -> set[str]:
    """All that a function calls, and what these call."""
    found, waiting = set(), [name]
    while waiting:
        for one in called(waiting.pop()):
            if one not in found and one in functions():
                found.add(one)
                waiting.append(one)
    return found


def test_every_function_that_changes_something_moves_the_version():
    changing = {
        name
        for name, node in functions().items()
        if not node.name.startswith("_") and WHOLE & set(called(name))
    }
    assert len(changing) > 100
    still = {name for name in changing if not MOVES & reach(name)}
    assert still - {"fields.documents.whole"} == {name for names in BESIDE.values() for name in names}


def test_no_change_of_the_domain_stands_in_a_transaction_that_moves_no_version():
    """But for what no state tells of: notices, the tokens of forms, PDFs, and the chain of checksums."""
    folder = Path(next(iter(initiatives.domain.__path__)))
    using = {
        str(one.relative_to(folder))
        for one in folder.rglob("*.py")
        if "transaction.atomic" in one.read_text()
    }
    assert using == {
        "kernel/submissions.py",
        "log/notices.py",
        "people/sessions.py",
        "snapshots/chain.py",
        "snapshots/pdfs.py",
        "state/versions.py",
    }
