"""Prints time and queries of the pages and the cost of the report, each as a ratio to its floor.

Every page is asked for in turn with its floor, through the same server and session, so that the noise of a machine
meets both alike; the figure is the median of the ratios. "Kalt" is the first visit after a change, when the process
keeps no present state of any initiative, "warm" is every further one; the ratio is of the warm ones.
"""

import http.client
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "40"))
WARM_UP = 5
COLD_ROUNDS = 7


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ikz-bench-") as folder:
        os.environ.update(
            IKZ_DATA_DIR=folder,
            SECRET_KEY=secrets.token_urlsafe(40),
            DATABASE_URL=os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3"),
            DJANGO_SETTINGS_MODULE="tests.bench.settings",
        )
        import django

        django.setup()
        from tests.bench import data

        data.load()
        print(
            f"{'':<34}{'':>8}{'Abfragen':>14}\n{'Seite':<34}{'Zeilen':>8}{'kalt':>7}{'warm':>7}"
            f"{'Boden ms':>10}{'kalt ms':>10}{'warm ms':>10}{'Verhältnis':>12}"
        )
        with server() as port:
            # What a process asks once in its life is not what a page costs.
            get(http.client.HTTPConnection("127.0.0.1", port), "/hilfe/", data.sign_in(data.DELEGATE))
            sizes = (
                ("Beispiel", None, data.pages),
                ("volles Feld, 14 × 11", data.enlarge, data.pages),
                ("11 × 3 × 10", data.price, data.pages_of_the_money),
                ("60 × 66", data.crowd, data.pages_of_the_crowd),
            )
            for size, grow, pages in sizes:
                if grow:
                    grow()
                for name, path, cookie in pages():
                    measure(f"{name}, {size}", port, path, cookie)
        data.close()
        from tests.bench import money, report

        money.measure()
        report.measure()


class server:
    """The production server on a free port."""

    def __enter__(self) -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "manage.py", "web"]
        self.child = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PORT": str(self.port)})
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self.port
            except OSError:
                time.sleep(0.1)
        raise SystemExit("Der Server ist nicht gestartet.")

    def __exit__(self, *error) -> None:
        self.child.terminate()
        self.child.wait()


def get(connection: http.client.HTTPConnection, path: str, cookie: str) -> tuple[float, str, str]:
    """Milliseconds, body and number of queries of one request. Exits where the page does not answer with 200."""
    started = time.perf_counter()
    step = {"HX-Request": "true", "HX-Target": "ergebnis"} if "/simulation/?" in path else {}
    connection.request("GET", path, headers={"Cookie": cookie} | step)
    response = connection.getresponse()
    body = response.read().decode()
    spent = (time.perf_counter() - started) * 1000
    if response.status != 200:
        raise SystemExit(f"{path} antwortet mit {response.status}.")
    return spent, body, response.headers["X-Queries"]


def measure(name: str, port: int, path: str, cookie: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    cold = []
    for _ in range(COLD_ROUNDS):
        get(connection, "/bench/forget/", cookie)
        cold.append(get(connection, path, cookie))
    _, body, queries = get(connection, path, cookie)
    rows = len(re.findall(r"<(?:tr|li|dt)\b", body))
    floor = f"/bench/floor/{rows}/"
    pairs = []
    for _ in range(WARM_UP + ROUNDS):
        bare = get(connection, floor, cookie)[0]
        pairs.append((bare, get(connection, path, cookie)[0]))
    pairs = pairs[WARM_UP:]
    ratio = median(page / bare for bare, page in pairs)
    times = [median(values) for values in zip(*pairs, strict=True)]
    first = median(one[0] for one in cold)
    print(
        f"{name:<34}{rows:>8}{cold[-1][2]:>7}{queries:>7}"
        f"{times[0]:>10.1f}{first:>10.1f}{times[1]:>10.1f}{ratio:>12.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
