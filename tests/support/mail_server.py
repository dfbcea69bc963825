"""A real mail server for the tests: keeps what it is sent, and can refuse, stall or hang up."""

import asyncio
import email
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

Act = Callable[[str], str | None]  # a recipient -> an answer of SMTP, or None for the usual one


class Server:
    """`received` are the mails that it took, in their order; `sessions` the connections that were made."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.received: list[EmailMessage] = []
        self.sessions: set[int] = set()
        self.at_recipient: Act = lambda address: None
        self.at_text: Act = lambda address: None
        self.hold: threading.Event | None = (
            None  # until which the next mail, though taken, gets no answer, while others do
        )
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    def to(self, address: str) -> list[EmailMessage]:
        """What one person got."""
        return [mail for mail in self.received if mail["To"] == address]

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        self.sessions.add(id(session))
        answer = self.at_recipient(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        answer = self.at_text(envelope.rcpt_tos[0])
        if answer == "hang up":
            server.transport.abort()
        if answer:
            return answer
        self.received.append(email.message_from_bytes(envelope.content, policy=default))
        hold, self.hold = self.hold, None
        while hold and not hold.is_set():
            await asyncio.sleep(0.05)
        return "250 OK"


def hand_over_to(settings: Any, port: int) -> None:
    """Have mails handed over to a server of this machine."""
    settings.EMAIL_BACKEND = "initiatives.smtp.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5


@contextmanager
def running() -> Iterator[Server]:
    """A server that is up, until the end of the block."""
    server = Server()
    server.start()
    try:
        yield server
    finally:
        server.stop()
