"""The child process: stages, files, exit codes, one readable line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from initiatives.reports.formats.pdf_check import Unfit, check, essentials
from initiatives.reports.status.document import titles
from tests.reports import snapshots

ROOT = Path(__file__).parents[2]


def run(folder, stdin: str, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "initiatives.reports", str(folder)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
    )


def refused(done: subprocess.CompletedProcess, code: int) -> str:
    """The one line of a child that gave up."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


@pytest.mark.needs("pango")
def test_stages_are_told_and_both_editions_written(tmp_path):
    done = run(tmp_path, json.dumps(snapshots.empty()))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["figures", "typesetting", "checking"]
    assert done.stderr == ""
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert essentials((tmp_path / "report.pdf").read_bytes()).pages == 2


def test_wrong_calls_and_snapshots_are_refused_in_one_line(tmp_path):
    assert "Aufruf:" in refused(run(tmp_path / "missing", "{}"), 2)
    assert "nicht lesbar" in refused(run(tmp_path, "{"), 1)
    assert "schema" in refused(run(tmp_path, "{}"), 1)
    lacking = snapshots.empty()
    del lacking["paper"]["subject"]
    assert "unvollständig: Object missing required field `subject`" in refused(
        run(tmp_path, json.dumps(lacking)), 1
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("module", "body", "named"),
    [
        ("weasyprint", "raise OSError('cannot load library libpango-1.0-0')", "libpango-1.0-0"),
        ("fontpkg", "raise ImportError('no fonts')", "fontpkg-fira-sans"),
    ],
)
def test_what_is_missing_on_the_machine_is_named(tmp_path, module, body, named):
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / f"{module}.py").write_text(body)
    out = tmp_path / "out"
    out.mkdir()
    done = run(out, json.dumps(snapshots.empty()), PYTHONPATH=str(tmp_path / "path"))
    assert named in refused(done, 3)
    assert done.stdout.split() == ["figures", "typesetting"]
    assert not (out / "report.pdf").exists()


@pytest.mark.needs("pango")
def test_check_refuses_what_is_not_fit(made):
    found = made("source")
    data, fields = found.path.read_bytes(), titles(found.snapshot)
    assert len(fields) == 14
    assert check(fields, found.html, data).pages > 3
    with pytest.raises(Unfit, match="keine Seite"):
        check(fields, found.html, data[:2000])
    with pytest.raises(Unfit, match="PDF/UA-1"):
        check(fields, found.html, data.replace(b"/Type /Metadata", b"/Type /Nothing "))
    with pytest.raises(Unfit, match="Lesezeichen"):
        check(fields, found.html, made("empty").path.read_bytes())
    with pytest.raises(Unfit, match="Ein ganz anderes Feld"):
        check(["Ein ganz anderes Feld"], found.html, data)
