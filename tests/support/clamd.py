"""A small clamd on a socket of its own: it speaks INSTREAM and finds the EICAR string."""

import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Scan(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        how = self.server.how
        if how == "hangs up":
            return
        if how == "mute":
            self.server.stopped.wait(30)
            return
        command, content = self.rfile.read(10), b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        found = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
        answer = b"stream: " + found if command == b"zINSTREAM\0" else b"UNKNOWN COMMAND"
        for byte in {"too much": b"INSTREAM size limit exceeded. ERROR"}.get(how, answer) + b"\0":
            if how == "slow":
                time.sleep(0.1)
            self.wfile.write(bytes([byte]))


@contextmanager
def clamd(how: str = "", path: str = "") -> Iterator[str | tuple[str, int]]:
    """Where it listens, on a port or at `path`; `how`: "" is sound, else "hangs up", "mute", "slow", "too much"."""
    kind = socketserver.ThreadingUnixStreamServer if path else socketserver.ThreadingTCPServer
    with kind(path or ("127.0.0.1", 0), _Scan) as server:
        server.how, server.stopped, server.daemon_threads = how, threading.Event(), True
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server.server_address
        server.stopped.set()
        server.shutdown()
