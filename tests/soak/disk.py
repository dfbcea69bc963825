"""The disk is full at an upload, a report, the sign-in: 503 that says what to do, reading goes on, nothing is half written."""

import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.soak.person import Person
from tests.soak.place import PASSWORD, Place

SIZE = "400m"
BLOCK = bytes(4096)
FIELD = "/felder/1/?bearbeiten=unterlage"


def run() -> tuple[str, bool]:
    """What came of it, in words, and whether it held. Needs the right to mount a small disk."""
    with tempfile.TemporaryDirectory(prefix="ikz-soak-") as folder:
        data = Path(folder, "disk")
        data.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", data]).returncode:
            return "nicht versucht: Ein kleiner Datenträger lässt sich hier nicht einhängen", False
        try:
            with Place(data, sqlite=True) as place:
                return _meet(place, data)
        finally:
            subprocess.run(["umount", "-l", data], check=True)


def _meet(place: Place, data: Path) -> tuple[str, bool]:
    delegate, county = place.person("beauftragte-nottuln"), place.person("kreis")
    upload = delegate.get(FIELD)
    report = county.get("/berichte/neu/")
    files_before = _files(data)
    _fill(data / "filler")
    met = {
        "Hochladen": delegate.send_form(
            upload, FIELD, "bearbeiten=", [("file", "protokoll.txt")], title="Protokoll"
        ),
        "Bericht": county.send_form(report, "/berichte/neu/", "/berichte/neu/"),
        "Anmelden": Person(place.port, "beauftragte-olfen@ikz.example").sign_in(PASSWORD),
        "Lesen": delegate.get("/felder/1/"),
    }
    statuses = {name: one.status for name, one in met.items()}
    (data / "filler").unlink()
    place.wait_for_page(30)
    time.sleep(1)
    left = _files(data) - files_before
    again = delegate.send(FIELD, "bearbeiten=", [("file", "protokoll.txt")], title="Protokoll").status
    told = ", ".join(f"{name} {status}" for name, status in statuses.items())
    held = statuses == {"Hochladen": 503, "Bericht": 503, "Anmelden": 503, "Lesen": 200}
    return f"{told}; {len(left)} halbe Dateien; danach Hochladen {again}", held and not left and again == 303


def _fill(file: Path) -> None:
    """Take all room, to the last block; nothing else may be in want of room before."""
    with file.open("wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(BLOCK)


def _files(data: Path) -> set[Path]:
    return {one for one in (data / "files").rglob("*") if one.is_file()}
