"""The cost of a report beside as many tagged pages of plain tables, each set in a process of its own."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from initiatives.reports.status.document import html
from tests.bench.tables import floor_html
from tests.reports import full, snapshots

ROOT = Path(__file__).parents[2]
ROUNDS = 3


def typeset(text: str, folder: Path) -> tuple[float, int, int]:
    """Seconds of processor time, pages and peak memory in MB of setting a document."""
    file = folder / "document.html"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "tests.bench.typeset", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, pages, memory = done.stdout.split()
    return float(seconds), int(pages), int(memory)


def measure() -> None:
    """Print a line for each report: pages, seconds, ratio to the floor for each page, memory."""
    print(f"\n{'Bericht':<34}{'Seiten':>8}{'Boden s':>10}{'Bericht s':>11}{'Verhältnis':>12}{'MB':>6}")
    with TemporaryDirectory(prefix="ikz-bench-") as name:
        for title, snapshot in cases().items():
            text = html(snapshot)
            ratios, last = [], (0.0, 0.0, 0, 0)
            for _ in range(ROUNDS):
                seconds, pages, memory = typeset(text, Path(name))
                bare, bare_pages, _ = typeset(floor_html(pages), Path(name))
                ratios.append(seconds / pages / (bare / bare_pages))
                last = bare, seconds, pages, memory
            bare, seconds, pages, memory = last
            print(
                f"{title:<34}{pages:>8}{bare:>10.2f}{seconds:>11.2f}{median(ratios):>12.2f}{memory:>6}",
                flush=True,
            )


def cases() -> dict[str, dict[str, Any]]:
    """The snapshots that are set: the notice of 2010, a second report with everything in it, and one that grows by its fields."""
    return {
        "Mitteilung 2010": snapshots.source(),
        "Beispiel": full.full(),
        **{f"groß, {size} Felder × 66 Kommunen": full.large_full(size, 66) for size in (15, 30, 60)},
    }
