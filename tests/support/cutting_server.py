"""A mail server that breaks off where it is told to, or answers a mail as told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Handler(socketserver.StreamRequestHandler):
    server: "Cutting"

    def handle(self) -> None:
        self.server.met += 1
        if self.server.cut != "connection":
            self._say(b"220 ready")
            while (line := self.rfile.readline()) and self._answer(line[:4].strip().upper().decode()):
                pass

    def _answer(self, word: str) -> bool:
        """Whether the conversation goes on."""
        if word == self.server.cut:
            return False
        if word == "DATA":
            return self._take()
        self._say(b"221 bye" if word == "QUIT" else b"250 OK")
        return word != "QUIT"

    def _take(self) -> bool:
        self._say(b"354 go ahead")
        if self.server.cut == "text":
            return False
        text = b""
        while not text.endswith(b"\r\n.\r\n"):
            text += self.rfile.readline()
        self.server.texts.append(text.decode())
        if self.server.cut == "silence":
            self.server.go_on.wait(20)
        if self.server.cut == "slow":
            self.server.go_on.wait(1)
        if self.server.cut in ("answer", "silence"):
            return False
        self._say(self.server.answer)
        return True

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


class Cutting(socketserver.ThreadingTCPServer):
    """`cut` is the command at which it hangs up, "connection", "text" (after its 354), "answer" (after the text), "silence", or
    "slow", where the answer comes after a second. `answer` is what it says to the text, `texts` are the mails that reached it,
    `met` counts the connections.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.port: int = self.server_address[1]
        self.cut, self.answer = "", b"250 OK"
        self.texts: list[str] = []
        self.met = 0
        self.go_on = threading.Event()


@contextmanager
def cutting() -> Iterator[Cutting]:
    """A server that is up, until the end of the block."""
    with Cutting() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            server.go_on.set()
            server.shutdown()
