"""What comes in is shown to a virus scanner, where the operator has one: clamd, by its command INSTREAM (clamd(8)).

It is asked before the transaction of an act begins, so that a slow scanner holds up nobody but who waits for it.
"""

import logging
import socket
import struct
import time
from typing import Any

from django.conf import settings
from django.core.files import File

from initiatives.domain.kernel.errors import Refused

AWAY = "Dateien lassen sich gerade nicht prüfen, daher wird keine angenommen. Bitte versuchen Sie es später noch einmal."
SECONDS = 15  # for all of it
LONGEST = 1_000  # bytes of an answer

log = logging.getLogger(__name__)


def check(file: File) -> None:
    """Raises Refused for a file in which the scanner finds something, and while it gives no answer. Without one all pass."""
    if settings.CLAMD is None:
        return
    try:
        answer = _ask(file)
    except OSError as error:
        answer = f"{type(error).__name__}: {error}"
    file.seek(0)
    if answer == "stream: OK":
        return
    if answer.endswith(" FOUND"):
        found = answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise Refused(
            f"Der Virenscanner hat in der Datei Schadsoftware gefunden ({found}). Sie wird nicht angenommen.",
            "file",
        )
    log.error("Der Virenscanner (IKZ_CLAMD) gibt kein Urteil: %s", answer)
    raise Refused(AWAY, "file")


def _ask(file: File) -> str:
    """What clamd says of the file. Raises OSError, TimeoutError too."""
    end = time.monotonic() + SECONDS

    def left() -> float:
        seconds = end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("no answer in time")
        return seconds

    where: Any = settings.CLAMD
    is_local = isinstance(where, str)
    with socket.socket(socket.AF_UNIX) if is_local else socket.create_connection(where, SECONDS) as line:
        line.settimeout(left())
        if is_local:
            line.connect(where)
        line.sendall(b"zINSTREAM\0")
        for chunk in file.chunks():
            line.settimeout(left())
            line.sendall(struct.pack("!I", len(chunk)) + chunk)
        line.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST:
            line.settimeout(left())
            more = line.recv(LONGEST)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0").decode("utf-8", "replace")
