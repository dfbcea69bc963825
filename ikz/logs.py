"""What is logged: one line each, without what people typed and without the tokens of links; faults by mail, too."""

import logging
import queue
import threading
import time
import traceback
from email.utils import formatdate
from typing import Any

from django.core.mail import EmailMessage

from ikz.failures import explain, outage

OPEN = ("slug", "part", "target")  # values in an address that tell nothing but a place; so do numbers


def shown(request: Any) -> str:
    """The path of a request as it may be kept: without query, and of its values numbers and names of places only."""
    match = request.resolver_match
    if match is None:  # a page that is not there; a mutilated link may still hold its token
        first, _, rest = request.path[1:].partition("/")
        return f"/{first}/…" if rest else f"/{first}"
    path: str = request.path
    for name, value in match.captured_kwargs.items():
        if name not in OPEN and not isinstance(value, int):
            path = path.replace(str(value), "…")
    return path


class Hidden(logging.Filter):
    """Puts the path that may be kept in the place of the whole one, in Django's entries about requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        request: Any = getattr(record, "request", None)
        if hasattr(request, "resolver_match") and isinstance(record.args, tuple):
            record.args = tuple(shown(request) if one == request.path else one for one in record.args)
        return True


class OneLine(logging.Formatter):
    """Formats an entry with its traceback on one line; line breaks become " | ". An outage needs no traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry without line breaks."""
        return " | ".join(line.strip() for line in super().format(record).splitlines() if line.strip())

    def formatException(self, ei: Any) -> str:
        """Return the traceback; of an outage what is away."""
        error = outage(ei[1])
        return (error and explain(error)) or super().formatException(ei)


class OperatorMail(logging.Handler):
    """Mails a fault to the operator: where it happened, by file and line, and of which kind; never a value.

    The same fault is told once an hour, and all together at most MOST times. A thread hands them over, so that no request waits
    for a mail server; what it cannot hand over stands in the log like all else.
    """

    HOUR = 3600  # seconds
    MOST = 10  # mails an hour and process
    SECONDS_AT_END = 5

    def __init__(self, to: str) -> None:
        super().__init__(logging.ERROR)
        self.to = to
        self.told: dict[str, float] = {}
        self.waiting: queue.SimpleQueue[EmailMessage | None] = queue.SimpleQueue()
        self.thread: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Put the mail of an entry into the queue, unless it was told lately."""
        fault, now = fault_of(record), time.monotonic()
        self.told = {one: at for one, at in self.told.items() if now - at < self.HOUR}
        if fault in self.told or len(self.told) >= self.MOST:
            return
        self.told[fault] = now
        body = f"{record.levelname} {record.name} {formatdate(record.created, localtime=True)}\n{fault}\n"
        self.waiting.put(EmailMessage("IKZ: Fehler im Betrieb", f"{body}\n{MORE}", to=[self.to]))
        if self.thread is None or not self.thread.is_alive():
            self.thread = threading.Thread(target=self._send, name="operator-mail", daemon=True)
            self.thread.start()

    def _send(self) -> None:
        while (message := self.waiting.get()) is not None:
            try:
                message.send()
            except Exception as error:
                logging.getLogger(__name__).warning(
                    "E-Mail an IKZ_ADMIN_MAIL nicht gesendet: %s", type(error).__name__
                )

    def close(self) -> None:
        """At the end of the process, give what waits a moment."""
        super().close()
        if self.thread is not None and self.thread.is_alive():
            self.waiting.put(None)
            self.thread.join(self.SECONDS_AT_END)


MORE = "Mehr steht im Protokoll der Anwendung zu dieser Zeit. Derselbe Fehler wird höchstens einmal in der Stunde gemeldet."


def fault_of(record: logging.LogRecord) -> str:
    """A fault in words that hold no value: the entry without its arguments, the kind and place of an exception."""
    request: Any = getattr(record, "request", None)
    where = f"{request.method} {shown(request)}" if hasattr(request, "resolver_match") else str(record.msg)
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return where
    away = outage(error)
    if away is not None:
        return f"{where}\n{(explain(away) or type(away).__name__).partition(' (')[0]}"
    frames = [
        f"  {one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join([where, f"{type(error).__module__}.{type(error).__qualname__}", *frames])
