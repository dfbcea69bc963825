"""The processes of `serve`: started again with growing waits, short enough to be back soon."""

import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from initiatives.management.children import RAN_WELL, Child, end, next_wait


def test_the_waits_grow_to_a_few_seconds_and_begin_anew_after_a_good_while():
    waits = [0.0]
    for _ in range(6):
        waits.append(next_wait(waits[-1], ran=2))
    assert waits[1:] == [1, 2, 4, 5, 5, 5]
    assert next_wait(5, ran=RAN_WELL - 1) == 5
    assert next_wait(5, ran=RAN_WELL) == 1


@pytest.fixture
def running():
    """Start children of a command; end all of them afterwards."""
    found: list[Child] = []

    def start(*command: str) -> Child:
        found.append(Child("Der Versuch", command))
        return found[-1]

    yield start
    end(found)


def wait_for(holds) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_ends_is_started_again_not_before_its_wait_is_over(running, caplog):
    child = running(sys.executable, "-c", "raise SystemExit(3)")
    now, begun = child.started, []
    for _ in range(4):
        wait_for(lambda: child.code is not None)
        ended = child.process
        child.tend(now)
        child.tend(now + child.wait - 0.01)
        assert child.process is ended
        now += child.wait
        child.tend(now)
        assert child.process is not ended
        begun.append(now)
        child.started = now  # as if the clock of the test were that of the machine
    assert [round(two - one) for one, two in pairwise([begun[0] - 1, *begun])] == [1, 2, 4, 5]
    assert "Der Versuch hat sich beendet (Code 3); neuer Start in 5 s." in caplog.text


def test_what_an_ended_child_has_started_ends_with_it(running, tmp_path):
    program = (
        "import subprocess, sys; print(subprocess.Popen(['sleep', '600']).pid, file=open(sys.argv[1], 'w'))"
    )
    child = running(sys.executable, "-c", program, str(tmp_path / "pid"))
    wait_for(lambda: child.code is not None)
    left = Path("/proc", (tmp_path / "pid").read_text().strip(), "cmdline")
    wait_for(
        lambda: "sleep" in left.read_text()
    )  # the name stands there a moment after the program has begun
    child.tend(time.monotonic())
    wait_for(lambda: not left.exists() or not left.read_text())


def test_what_cannot_be_started_again_is_tried_once_more(running, tmp_path, caplog):
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o700)
    child = running(str(program))
    wait_for(lambda: child.code is not None)
    program.rename(tmp_path / "moved")
    child.tend(child.started)
    child.tend(child.started + 1)
    assert "lässt sich nicht starten" in caplog.text
    (tmp_path / "moved").rename(program)
    ended = child.process
    child.tend(child.due)
    assert child.process is not ended


def test_who_has_longer_to_end_is_waited_for(running, tmp_path):
    program = (
        "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, lambda *a: (time.sleep(1.5), sys.exit(0)));"
        "pathlib.Path(sys.argv[1]).touch(); time.sleep(600)"
    )
    ready = [tmp_path / "hasty", tmp_path / "patient"]
    hasty, patient = (running(sys.executable, "-c", program, str(one)) for one in ready)
    hasty.to_end, patient.to_end = 0.2, 60
    wait_for(lambda: all(one.exists() for one in ready))
    end([patient, hasty])
    assert (hasty.code, patient.code) == (-9, 0)
