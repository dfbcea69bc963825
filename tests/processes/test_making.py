"""The making of reports by real workers: two at once, one that is killed, one that is ended; and that nobody else renders."""

import ast
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.test_commands import PROJECT, SECRET, manage
from tests.processes.test_commands import prepared as prepared  # a fixture
from tests.support.shared import Shared

pytestmark = [pytest.mark.needs("pango")]

PLAN = """
from initiatives.domain.kernel import moments
from initiatives.domain.reports import bodies, county_paper, drafts, reports
from initiatives.models import Body, Mandate
from initiatives.tasks import make_report
body = Body.objects.get(slug="kreistag-coesfeld")
by = Mandate.objects.filter(organisation=body.organisation, role="county_representative").first()
told, today = bodies.initiatives_for(body), moments.today()
for edition in ("public", "non_public"):
    paper = county_paper.default_paper(body, today, today)
    report = drafts.plan(
        body=body, initiatives=told, as_of=today, edition=edition, paper=paper, by=by, at=moments.now()
    )
    make_report.enqueue(report.pk)
"""
# It waits for the moment itself: started only then, it might come when all is done.
CANCEL = """
import time
from initiatives.domain.kernel import moments
from initiatives.domain.reports import reports
from initiatives.models import Report
while Report.objects.light().get(pk=1).job.stage != "typesetting":
    time.sleep(0.01)
reports.cancel(report=Report.objects.light().get(pk=1), at=moments.now())
"""


@pytest.fixture
def environment(tmp_path: Path, prepared: Path, shared: Shared) -> dict[str, str]:
    """A data folder with the case of the source and two reports that wait for a worker."""
    found = {"PATH": os.environ["PATH"], "SECRET_KEY": SECRET}

    def fill(folder: Path) -> None:
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        for command in (["prepare", "--demo", "source"], ["shell", "-c", PLAN]):
            result = manage(found | {"IKZ_DATA_DIR": str(folder)}, *command)
            assert result.returncode == 0, result.stderr

    shutil.copytree(shared("waiting-reports", fill), tmp_path, dirs_exist_ok=True)
    return found | {"IKZ_DATA_DIR": str(tmp_path)}


@pytest.fixture
def workers(environment) -> Iterator[list[subprocess.Popen]]:
    """Two workers, each in a session of its own."""
    command = [sys.executable, "manage.py", "work"]
    with Path(environment["IKZ_DATA_DIR"], "workers.log").open("w") as log:
        found = [
            subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=log, start_new_session=True)
            for _ in range(2)
        ]
    yield found
    for one in found:
        one.kill()
        one.wait()


def stages(environment: dict[str, str]) -> dict[int, str]:
    database = sqlite3.connect(Path(environment["IKZ_DATA_DIR"], "ikz.sqlite3"), timeout=20)
    rows = database.execute(
        "SELECT report_id, stage FROM initiatives_reportjob ORDER BY report_id"
    ).fetchall()
    database.close()
    return dict(rows)


def wait_for(environment: dict[str, str], words: str, holds) -> dict[int, str]:
    deadline = time.monotonic() + 180
    while not holds(found := stages(environment)):
        assert time.monotonic() < deadline, (words, found)
        time.sleep(0.05)
    return found


def renders(worker: subprocess.Popen) -> list[int]:
    """The processes that a worker has started to render in."""
    listing = subprocess.run(["ps", "-o", "pid=", "--ppid", str(worker.pid)], capture_output=True, text=True)
    return [int(pid) for pid in listing.stdout.split()]


def test_two_are_made_at_once_and_what_a_dead_worker_left_is_begun_anew(environment, workers):
    at_work = ("figures", "typesetting", "checking")
    wait_for(environment, "both at once", lambda found: all(stage in at_work for stage in found.values()))
    victim = workers[0]
    os.killpg(victim.pid, signal.SIGKILL)
    victim.wait()
    left = wait_for(environment, "one done", lambda found: "done" in found.values())
    assert sorted(stage == "done" for stage in left.values()) == [False, True], left
    database = sqlite3.connect(Path(environment["IKZ_DATA_DIR"], "ikz.sqlite3"), timeout=20)
    with database:  # a minute later
        database.execute("UPDATE initiatives_reportjob SET seen_at = '2020-01-01 00:00:00'")
    database.close()
    result = manage(environment, "run_due")
    assert result.returncode == 0, result.stderr
    wait_for(environment, "both done", lambda found: set(found.values()) == {"done"})


def test_an_ended_making_ends_its_process_and_the_worker_goes_on(environment, workers):
    command = [sys.executable, "manage.py", "shell", "-c", CANCEL]
    cancelling = subprocess.Popen(command, cwd=PROJECT, env=environment)
    wait_for(environment, "a process renders", lambda found: any(renders(one) for one in workers))
    assert cancelling.wait(timeout=120) == 0
    found = wait_for(environment, "the other done", lambda found: found[2] == "done")
    assert found[1] == "cancelled"
    assert all(one.poll() is None for one in workers)
    assert [pid for one in workers for pid in renders(one)] == []


def test_only_tasks_and_commands_render():
    """The web process starts no rendering: a view gives the worker a task."""
    importing = set()
    for path in (PROJECT / "initiatives").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if {"initiatives.reports.rendering", "initiatives.reports.formats.pdf", "weasyprint"} & set(
                names
            ):
                importing.add(path.relative_to(PROJECT / "initiatives").parts[0])
    assert importing <= {"tasks.py", "management", "reports"}


def test_the_pages_load_no_pdf_library():
    program = """
import sys, django
django.setup()
import django.urls
assert django.urls.get_resolver().url_patterns
assert not {"weasyprint", "initiatives.reports.formats.pdf"} & set(sys.modules)
"""
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
