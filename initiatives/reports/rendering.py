"""Makes HTML, PDF and spreadsheet from a snapshot in a process of its own, which can be ended and whose memory is given back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryDirectory
from threading import Thread
from time import monotonic
from typing import IO, Any

from initiatives.reports.formats import ATTACHED

ROOT = Path(__file__).parents[2]
SECONDS = 600
SECONDS_BETWEEN = 1
SECONDS_TO_END = 30
TOO_LONG = "Der Satz hat zu lange gedauert und ist beendet worden."


class RenderingFailed(Exception):
    """The child process gave up; the message is one readable German line."""


class RenderingCancelled(Exception):
    """`on_stage` said that nobody wants the result any more."""


@dataclass(frozen=True)
class Documents:
    html: str
    pdf: bytes
    xlsx: bytes  # empty for what is no report


def render(
    snapshot: dict[str, Any],
    on_stage: Callable[[str], bool] = lambda stage: True,
    files: Mapping[str, bytes] | None = None,
) -> Documents:
    """Run `python -m initiatives.reports` on a snapshot; `on_stage` hears each stage's name, and the same again every second
    while it goes on, and may end the child by False. `files` by their names are those that go with a draft paper.

    Raises RenderingFailed and RenderingCancelled.
    """
    with TemporaryDirectory(prefix="ikz-report-") as name:
        folder = Path(name)
        for file, content in (files or {}).items():
            (folder / ATTACHED).mkdir(exist_ok=True)
            (folder / ATTACHED / Path(file).name).write_bytes(content)
        with (
            (folder / "errors.txt").open("w", encoding="utf-8") as errors,
            subprocess.Popen(
                [sys.executable, "-m", "initiatives.reports", name],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
            ) as child,
        ):
            try:
                _follow(child, snapshot, on_stage)
                code = child.wait(timeout=SECONDS_TO_END)
            except subprocess.TimeoutExpired as error:
                raise RenderingFailed(TOO_LONG) from error
            finally:
                child.kill()
        if code:
            lines = (folder / "errors.txt").read_text(encoding="utf-8").strip().splitlines()
            raise RenderingFailed(lines[-1] if lines else "Der Satz ist ohne Meldung abgebrochen.")
        html = (folder / "report.html").read_text(encoding="utf-8")
        tables = folder / "report.xlsx"
        spreadsheet = tables.read_bytes() if tables.exists() else b""
        return Documents(html, (folder / "report.pdf").read_bytes(), spreadsheet)


def _follow(child: subprocess.Popen, snapshot: dict[str, Any], on_stage: Callable[[str], bool]) -> None:
    assert child.stdin and child.stdout
    try:
        json.dump(snapshot, child.stdin)
        child.stdin.close()
    except BrokenPipeError:
        return
    said: Queue[str | None] = Queue()
    Thread(target=_listen, args=(child.stdout, said), daemon=True).start()
    deadline, stage = monotonic() + SECONDS, ""
    while monotonic() < deadline:
        try:
            line = said.get(timeout=SECONDS_BETWEEN)
        except Empty:
            line = stage
        if line is None:
            return
        stage = line
        if stage and not on_stage(stage):
            raise RenderingCancelled
    raise RenderingFailed(TOO_LONG)


def _listen(lines: IO[str], said: Queue[str | None]) -> None:
    for line in lines:
        said.put(line.strip())
    said.put(None)
