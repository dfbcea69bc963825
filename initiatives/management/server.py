"""The web server: waitress, whose one loop takes in each request wholly before a thread works on it, so that slow senders and
readers hold no thread (docs/decisions/0024).

A body that is larger than any form of ours is heard out without being kept, so that the browser gets its answer; so is one
for which the disk has no room.
"""

import signal
import socket
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, TransferEncodingNotImplemented
from waitress.receiver import FixedStreamReceiver
from waitress.server import create_server
from waitress.utilities import Error
from waitress.wasyncore import loop

from initiatives.uploads import PATIENCE

THREADS = 4  # that work on requests, each with a connection to the database
CONNECTIONS = 900  # that are open at once, below the usual limit of 1024 files
SECONDS_OF_SILENCE = 30  # after which a connection is closed
SECONDS_TO_FINISH = 8  # what is being answered, before the end
KEPT_IN_MEMORY = 1_000_000  # bytes of a body; more lies in a file without a name
LARGEST = settings.UPLOAD_MB * 5_000_000  # bytes of a body that is kept while it comes in
BACKLOG = 1024


class TooLarge(Error):
    """An answer of the server itself, as a page."""

    code, reason = 413, "Content Too Large"

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        page = render_to_string(f"{self.code}.html", {"is_full": True, "limit": settings.UPLOAD_MB})
        return f"{self.code} {self.reason}", headers, page.encode()


class NoRoom(TooLarge):
    code, reason = 503, "Service Unavailable"


class Body(FixedStreamReceiver):
    """Of a request: kept, or heard out and refused."""

    def __init__(self, length: int, buffer: Any) -> None:
        super().__init__(length, buffer)
        self.refusal: Error | None = TooLarge("") if length > LARGEST else None

    def received(self, data: bytes) -> int:
        """Take in what has come; returns how much of it belongs to this body."""
        if self.refusal is None:
            try:
                return super().received(data)
            except OSError:
                self.refusal = NoRoom("")
        passed = min(self.remain, len(data))
        self.remain -= passed
        if not self.remain:
            self.completed, self.error = True, self.refusal
        return passed


class Parser(HTTPRequestParser):
    body_rcv: Any

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.chunked:  # no browser sends that, and its length is known too late
            raise TransferEncodingNotImplemented("A request needs its Content-Length.")
        if self.body_rcv is not None:
            self.body_rcv = Body(self.content_length, self.body_rcv.getbuf())


class Channel(HTTPChannel):
    parser_class = Parser

    @property
    def is_idle(self) -> bool:
        return not self.requests and not self.total_outbufs_len


def listen(host: str, port: int) -> socket.socket:
    """A socket on which connections wait until a process takes them. Raises OSError where it can't be had."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(BACKLOG)
    except BaseException:
        found.close()
        raise
    return found


def run(application: Callable, listening: socket.socket) -> None:
    """Answer what comes in until SIGTERM or SIGINT; what is being answered then is brought to its end."""
    server = create_server(
        application,
        sockets=[listening],
        threads=THREADS,
        backlog=BACKLOG,
        connection_limit=CONNECTIONS,
        channel_timeout=SECONDS_OF_SILENCE,
        cleanup_interval=10,
        inbuf_overflow=KEPT_IN_MEMORY,
        max_request_body_size=PATIENCE,
        clear_untrusted_proxy_headers=False,  # whom to believe is the settings' matter
        log_socket_errors=False,
        ident="",
    )
    server.channel_class = Channel
    until: float | None = None

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal until
        until = until or time.monotonic() + SECONDS_TO_FINISH
        server.pull_trigger()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while until is None:
        loop(timeout=1, use_poll=True, map=server._map, count=1)
    server.del_channel()
    listening.close()  # at once, so that a successor finds the port free
    while _is_answering(server) and time.monotonic() < until:
        loop(timeout=1, use_poll=True, map=server._map, count=1)
    server.task_dispatcher.shutdown(timeout=1)


def _is_answering(server: Any) -> bool:
    """Whether an answer is still due, at the end; who waits for nothing is let go."""
    channels = list(server.active_channels.values())
    for channel in channels:
        channel.will_close = channel.will_close or channel.is_idle
    return not all(channel.is_idle for channel in channels)
