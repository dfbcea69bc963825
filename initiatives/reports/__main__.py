"""The child process that makes a report or, as `genre` of the snapshot says, a paper of another kind.

The snapshot comes on standard input, the files go into the directory given as argument; what goes with a draft paper lies
in its folder `attached`:

    python -m initiatives.reports DIRECTORY < snapshot.json

Prints one line a stage as it begins. Exit codes: 0 done, 1 failed, 2 wrong call, 3 PDF can't be made on this machine;
the reason stands on standard error in one line.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from initiatives.reports.council import document as council_document
from initiatives.reports.formats import ATTACHED
from initiatives.reports.formats.pdf import RenderingUnavailable, pdf
from initiatives.reports.formats.pdf_check import check
from initiatives.reports.meetings import document as meeting_document
from initiatives.reports.status import document
from initiatives.snapshot.form import Unreadable, digest

HTML_NAME, PDF_NAME, XLSX_NAME = "report.html", "report.pdf", "report.xlsx"


def make(snapshot: dict[str, Any], folder: Path) -> None:
    """Write all editions into the folder; only a report has a spreadsheet."""
    _stage("figures")
    genre = snapshot.get("genre")
    maker = next((one for one in (meeting_document, council_document) if genre in one.GENRES), document)
    text = maker.html(snapshot)
    (folder / HTML_NAME).write_text(text, encoding="utf-8", newline="\n")
    files = council_document.files(snapshot, folder / ATTACHED) if maker is council_document else []
    if maker is document:
        files = document.files(snapshot)
        (folder / XLSX_NAME).write_bytes(document.spreadsheet(snapshot))
    _stage("typesetting")
    created = datetime.fromisoformat(snapshot["recorded_until"])
    data = pdf(text, digest(snapshot).encode("ascii"), created, files)
    _stage("checking")
    check(maker.titles(snapshot), text, data, [file.name for file in files])
    (folder / PDF_NAME).write_bytes(data)


def _stage(name: str) -> None:
    print(name, flush=True)


def _fail(message: str, code: int) -> int:
    print(" ".join(message.split())[:500], file=sys.stderr)
    return code


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        return _fail("Aufruf: python -m initiatives.reports VERZEICHNIS < datenstand.json", 2)
    try:
        snapshot = json.load(sys.stdin)
    except ValueError as error:
        return _fail(f"Der Datenstand ist nicht lesbar: {error}", 1)
    try:
        make(snapshot, Path(arguments[0]))
    except RenderingUnavailable as error:
        return _fail(str(error), 3)
    except Unreadable as error:
        return _fail(f"Der Datenstand ist unvollständig: {error}", 1)
    except Exception as error:
        return _fail(f"Das Dokument konnte nicht erzeugt werden: {error or type(error).__name__}", 1)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
