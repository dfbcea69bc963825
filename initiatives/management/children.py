"""The processes that `serve` keeps running: one that has ended is started again, after waits that grow while it keeps ending.

The longest wait is short enough that all runs again within seconds once what was away (a database, as a rule) is back.
"""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

log = logging.getLogger(__name__)

FIRST_WAIT = 1  # seconds
LONGEST_WAIT = 5  # seconds
RAN_WELL = 30  # seconds after which the next end is met as the first
SECONDS_TO_END = 10
PR_SET_PDEATHSIG = 1  # prctl(2)


def next_wait(last: float, ran: float) -> float:
    """Seconds until the next start of what ran for `ran` seconds; `last` was the wait before that, 0 at first."""
    if not last or ran >= RAN_WELL:
        return FIRST_WAIT
    return min(2 * last, LONGEST_WAIT)


def end_with_parent() -> None:
    """Have this process asked to end once its parent has, however that came about. Linux alone can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """One process in a session of its own, with what it has started; it inherits the open files of these numbers.

    It has `to_end` seconds once it is asked to end.
    """

    def __init__(
        self, name: str, command: Sequence[str], files: Sequence[int] = (), to_end: float = SECONDS_TO_END
    ) -> None:
        self.name, self.command, self.files, self.to_end = name, command, files, to_end
        self.wait: float = 0
        self.due: float | None = None  # when it is started again (monotonic); None while it runs
        self._start()

    def _start(self) -> None:
        self.started, self.due = time.monotonic(), None
        self.process = subprocess.Popen(
            self.command, start_new_session=True, preexec_fn=end_with_parent, pass_fds=self.files
        )

    @property
    def code(self) -> int | None:
        """The exit code with which it has ended, None while it runs."""
        return self.process.poll()

    def tend(self, now: float) -> None:
        """Start it again if it has ended and its wait is over; `now` is a monotonic instant."""
        if self.due is None and self.code is not None:
            self.kill()  # whatever it has left behind
            self._put_off(now, f"hat sich beendet (Code {self.code})")
        elif self.due is not None and now >= self.due:
            try:
                self._start()
            except OSError as error:
                self._put_off(now, f"lässt sich nicht starten ({error.strerror})")

    def _put_off(self, now: float, what: str) -> None:
        self.wait = next_wait(self.wait, now - self.started)
        self.due = now + self.wait
        log.warning("%s %s; neuer Start in %d s.", self.name, what, self.wait)

    def kill(self) -> None:
        """End it by force, with all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def end(children: Sequence[Child]) -> None:
    """Ask all to end; those that take longer than they have are ended by force."""
    for child in children:
        child.process.terminate()
    asked_at = time.monotonic()
    for child in sorted(children, key=lambda one: one.to_end):
        if child.code is None and child.to_end > SECONDS_TO_END:
            log.info("%s bringt noch etwas zu Ende; das dauert höchstens %d s.", child.name, child.to_end)
        try:
            child.process.wait(max(0.1, asked_at + child.to_end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.process.wait()
