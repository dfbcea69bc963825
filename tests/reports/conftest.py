"""Reports made once for all tests of a run, whichever worker asks first."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from initiatives.reports.rendering import render
from tests.reports import council, full, meetings, money, snapshots
from tests.support.shared import Shared

CASES: dict[str, Callable[[], dict[str, Any]]] = {
    "empty": snapshots.empty,
    "source": snapshots.source,
    "rich": full.full,
    "large": lambda: full.large_full(8, 66),
    "invitation": meetings.invitation,
    "minutes": meetings.approved,
    "bare_invitation": lambda: meetings.bare("invitation"),
    "bare_minutes": lambda: meetings.bare("minutes"),
    "huge_invitation": lambda: meetings.huge("invitation"),
    "huge_minutes": lambda: meetings.huge("minutes"),
    "money": lambda: money.report(edition="non_public"),
    "money_part": lambda: money.public(["n", "o", "r"]),
    "council_paper": council.paper,
    "council_paper_with_costs": council.compared,
    "bare_council_paper": council.bare,
    "huge_council_paper": council.huge,
}


@dataclass(frozen=True)
class Made:
    snapshot: dict[str, Any]
    html: str
    path: Path  # of the PDF


@pytest.fixture(scope="session")
def made(shared: Shared) -> Callable[[str], Made]:
    """Return a function from the name of a case to its finished report."""

    def get(name: str) -> Made:
        def fill(folder: Path) -> None:
            snapshot = CASES[name]()
            documents = render(snapshot)
            (folder / "snapshot.json").write_text(json.dumps(snapshot))
            (folder / "report.html").write_text(documents.html, encoding="utf-8")
            (folder / "report.pdf").write_bytes(documents.pdf)

        folder = shared(f"report-{name}", fill)
        snapshot = json.loads((folder / "snapshot.json").read_text())
        return Made(snapshot, (folder / "report.html").read_text("utf-8"), folder / "report.pdf")

    return get
