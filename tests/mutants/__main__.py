"""Breaks the rules of the domain one by one and shows whether their tests notice: `make mutants`, or with names of rules.

Cosmic Ray finds the mutants and keeps the results, a file for each rule in `var/mutants`. Each mutant runs the tests named
in pyproject.toml in a process of its own, forked off one that has loaded Django and made the tables; the broken source is
never on the disk. Printed are a table and the survivors, each of which docs/mutants.md has to explain.
"""

from __future__ import annotations

import difflib
import logging
import os
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path

from cosmic_ray import plugins
from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_code
from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome, WorkItem, WorkResult

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "var" / "mutants"
EXPLAINED = ROOT / "docs" / "mutants.md"
DOMAIN = "initiatives.domain"
WANTED = 95  # per cent
UNNEEDED = ("cacheprovider", "faulthandler", "playwright", "threadexception", "unraisableexception", "xdist")
OPTIONS = ("-x", "-q", "--assert=plain", *(f"-pno:{one}" for one in UNNEEDED))
PRELOADED = (
    "pytest",
    "pytest_django.plugin",
    "hypothesis",
    "hypothesis.strategies",
    "icalendar",
    "PIL.Image",
    "filetype",
    "dateutil.tz",
)
TIMEOUT = 120  # seconds, after which a mutant is taken for one that never ends


def main(*names: str) -> int:
    """Run the mutants of these rules, of all by default; returns the exit code."""
    os.chdir(ROOT)
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutants"]
    names = names or tuple(rules)
    prepare()
    began = time.monotonic()
    print("| Rule | Mutants | Killed | Survived | |\n|---|---:|---:|---:|---:|")
    survivors, total = [], Counter()
    for name in names:
        with closing(WorkDB(RESULTS / f"{name}.sqlite", WorkDB.Mode.create)) as results:
            init([path_of(name)], results, {})
            run(name, [f"tests/domain/{one}.py" for one in rules[name]], results)
            found = Counter(result.test_outcome for _, result in results.results)
            survivors += [(name, *one) for one in survived(name, results)]
        print(row(f"`{name}`", found), flush=True)
        total += found
    print(row("all", total), f"\n\n{(time.monotonic() - began) / 60:.0f} minutes\n")
    explained = EXPLAINED.read_text()
    for name, line, mutant in survivors:
        new = "" if mutant in explained else " (not explained)"
        print(f"* `{name}` {line}: `{mutant}`{new}")
    return int(share(total) < WANTED or any(mutant not in explained for *_, mutant in survivors))


def row(name: str, found: Counter[TestOutcome]) -> str:
    survived = found[TestOutcome.SURVIVED]
    return f"| {name} | {found.total()} | {found.total() - survived} | {survived} | {share(found):.1f} % |"


def share(found: Counter[TestOutcome]) -> float:
    return 100 * (1 - found[TestOutcome.SURVIVED] / found.total())


def path_of(name: str) -> Path:
    return Path("initiatives", "domain", *name.split(".")).with_suffix(".py")


def prepare() -> None:
    """Load what no mutant changes, and make the tables."""
    from tests.mutants.operators import Provider

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    logging.disable()
    RESULTS.mkdir(parents=True, exist_ok=True)
    plugins.OPERATOR_PROVIDERS.clear()
    plugins.OPERATOR_PROVIDERS["rules"] = Provider()
    for library in PRELOADED:
        import_module(library)
    import django

    django.setup()
    from django.conf import settings
    from django.test import utils

    settings.MIGRATION_MODULES = dict.fromkeys(one.label for one in django.apps.apps.get_app_configs())
    utils.setup_databases(verbosity=0, interactive=False)
    utils.setup_databases = lambda **_: []  # for each mutant they are there already
    utils.teardown_databases = lambda *_, **__: None
    if touched := [name for name in sys.modules if name.startswith(f"{DOMAIN}.")]:
        raise SystemExit(f"Loaded before it could be changed: {touched}")


def run(name: str, tests: list[str], results: WorkDB) -> None:
    """Try all mutants of a rule, as many at a time as there are cores."""
    source = path_of(name).read_text()
    if os.waitpid(start(name, source, tests), 0)[1]:
        os.waitpid(start(name, source, tests, quiet=False), 0)
        raise SystemExit(f"The tests of {name} fail without any mutant.")
    running: dict[int, WorkItem] = {}
    for item in sorted(results.pending_work_items, key=lambda one: one.mutations[0].start_pos):
        if len(running) == len(os.sched_getaffinity(0)):
            finish(running, results)
        running[start(name, mutated(source, item.mutations[0]), tests)] = item
    while running:
        finish(running, results)


def finish(running: dict[int, WorkItem], results: WorkDB) -> None:
    """Wait for one mutant and note what became of it."""
    pid, status = os.wait()
    outcome = TestOutcome.KILLED if status else TestOutcome.SURVIVED
    results.set_result(running.pop(pid).job_id, WorkResult(WorkerOutcome.NORMAL, test_outcome=outcome))


def mutated(source: str, mutation: MutationSpec) -> str:
    return mutate_code(source, plugins.get_operator(mutation.operator_name)(), mutation.occurrence)


def start(name: str, source: str, tests: list[str], quiet: bool = True) -> int:
    """Fork a process that runs the tests with this source of the rule; returns its number."""
    if pid := os.fork():
        return pid
    code = 1
    try:
        import pytest

        if quiet:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
        signal.alarm(TIMEOUT)
        sys.meta_path.insert(0, Changed(f"{DOMAIN}.{name}", source))
        code = pytest.main([*OPTIONS, *tests])
    finally:
        os._exit(code)


class Changed:
    """Imports one module from a source that is not on the disk."""

    def __init__(self, name: str, source: str):
        self.name, self.source = name, source

    def find_spec(self, name: str, path: object, target: object = None) -> object:
        from importlib.util import spec_from_loader

        return spec_from_loader(name, self) if name == self.name else None

    def create_module(self, spec: object) -> None:
        return None

    def exec_module(self, module: object) -> None:
        exec(compile(self.source, str(path_of(self.name.removeprefix(f"{DOMAIN}."))), "exec"), vars(module))


def survived(name: str, results: WorkDB) -> Iterator[tuple[int, str]]:
    """The survivors by their line in the source, as "before → after"."""
    source = path_of(name).read_text()
    for item, result in sorted(results.completed_work_items, key=lambda one: one[0].mutations[0].start_pos):
        if result.test_outcome == TestOutcome.SURVIVED:
            changed = mutated(source, item.mutations[0])
            differ = difflib.unified_diff(source.splitlines(), changed.splitlines(), lineterm="", n=0)
            lines = [line for line in differ if not line.startswith(("---", "+++", "@@"))]
            before, after = (" ".join(one[1:].strip() for one in lines if one[0] == sign) for sign in "-+")
            yield item.mutations[0].start_pos[0], f"{before} → {after}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
