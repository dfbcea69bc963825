"""Prints what becomes of people's work under load and under faults, a row each: `make soak`, or ROWS="edits kills" for some.

Each row runs against the application as it is operated (`serve`, PostgreSQL or SQLite, a mail server). It ends with 1 where
a row did not hold.
"""

import os
import sys
import time
from collections.abc import Callable

from tests.soak import backup, clock, crowd, disk, edits, fuzz, kills, outages
from tests.soak.place import Place, temporary

Row = Callable[[Place], tuple[str, bool]]
ROWS: dict[str, tuple[str, Row]] = {
    "edits": ("Acht bearbeiten ein Feld", edits.run),
    "kills": ("Prozesse werden getötet", kills.run),
    "outages": ("PostgreSQL fällt aus", outages.run),
    "backup": ("Sicherung unter Last", backup.run),
    "crowd": ("Hundert Personen", crowd.run),
    "clock": ("Die Uhr geht zurück", clock.run),
    "fuzz": ("Beliebige Anfragen", fuzz.run),
}
ALONE: dict[str, tuple[str, Callable[[], tuple[str, bool]]]] = {
    "disk": ("Der Datenträger ist voll", disk.run)
}


def main() -> int:
    """Run the rows that were asked for; 1 where one did not hold."""
    asked = os.environ.get("ROWS", "").split() or [*ROWS, *ALONE]
    began, held = time.monotonic(), True
    shared = [name for name in ROWS if name in asked]
    if shared:
        with temporary() as folder, Place(folder) as place:
            for name in shared:
                title, row = ROWS[name]
                held &= _row(title, lambda row=row: row(place))
            faults = place.faults()
            held &= not faults
            print(
                f"{'Fehler im Protokoll':<28}{'ja' if not faults else 'NEIN':<6}{len(faults)}: {faults[:3]}"
            )
    for name, (title, row) in ALONE.items():
        if name in asked:
            held &= _row(title, row)
    print(f"{(time.monotonic() - began) / 60:.1f} min")
    return 0 if held else 1


def _row(title: str, run: Callable[[], tuple[str, bool]]) -> bool:
    began = time.monotonic()
    told, held = run()
    print(f"{title:<28}{'ja' if held else 'NEIN':<6}{time.monotonic() - began:>4.0f} s  {told}", flush=True)
    return held


if __name__ == "__main__":
    sys.exit(main())
