"""A throw-away PostgreSQL around one command: `python tests/postgres.py COMMAND ...`.

The command finds the server's address in TEST_DATABASE_URL. If that is set already, the command just runs.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from machine import allowed_to_miss, postgres_folder
from postgres_server import Server


def main(command: list[str]) -> int | str:
    """Run the command beside a PostgreSQL; return its exit code, or one line about what is missing."""
    if os.environ.get("TEST_DATABASE_URL"):
        return subprocess.call(command)
    folder = postgres_folder()
    if folder is None:
        message = "No PostgreSQL server on this machine (Debian: apt-get install postgresql)"
        if not allowed_to_miss():
            return f"{message}; TEST_DATABASE_URL names another, ALLOW_MISSING=1 leaves its tests out."
        print(f"{message}; its tests are left out.")
        return 0
    with server(folder) as url:
        return subprocess.call(command, env=os.environ | {"TEST_DATABASE_URL": url})


@contextlib.contextmanager
def server(folder: Path) -> Iterator[str]:
    """Start a server from the binaries in `folder` on its own socket; yield its URL; remove it at the end."""
    found = Server(folder)
    try:
        found.start()
        yield found.url
    finally:
        found.remove()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
