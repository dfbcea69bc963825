"""Snapshots as they were issued, and checksums of the documents that were made of them then.

The snapshots are never made anew: installations hold such ones. Who changes what a document says on purpose writes the
checksums of the documents anew: `python -m tests.reports.samples.keep`.
"""

import json
import lzma
import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from initiatives.domain.kernel.checksums import sha256
from initiatives.reports.council import document as council_document
from initiatives.reports.council import docx as council_docx
from initiatives.reports.council import odt as council_odt
from initiatives.reports.meetings import document as meeting_document
from initiatives.reports.status import document

FOLDER = Path(__file__).parent
DOCUMENTS = FOLDER / "documents.json"
NAMES = sorted(path.name.removesuffix(".json.xz") for path in FOLDER.glob("*.json.xz"))


def stored(name: str) -> bytes:
    """The JSON over which the checksum of a sample goes."""
    return lzma.decompress(Path(FOLDER, f"{name}.json.xz").read_bytes())


def documents(snapshot: dict[str, Any]) -> dict[str, str]:
    """Name of each document made of a snapshot -> checksum; of HTML without its styles, of DOCX its text."""
    genre = snapshot.get("genre")
    if genre in meeting_document.GENRES:
        return {"html": _text(meeting_document.html(snapshot))}
    if genre in council_document.GENRES:
        text, word = council_document.html(snapshot), council_docx.docx(snapshot)
        return {"html": _text(text), "docx": _docx(word), "odt": sha256(council_odt.odt(snapshot))}
    files = {file.name: sha256(file.content) for file in document.files(snapshot)}
    return files | {"html": _text(document.html(snapshot)), "xlsx": sha256(document.spreadsheet(snapshot))}


def _docx(document: bytes) -> str:
    """Of its text: the files in the archive bear the time at which they were packed."""
    with ZipFile(BytesIO(document)) as archive:
        return sha256(archive.read("word/document.xml"))


def _text(html: str) -> str:
    return sha256(re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL).encode())


def main() -> None:
    """Write the checksums of the documents as they are made now."""
    found = {name: documents(json.loads(stored(name))) for name in NAMES}
    DOCUMENTS.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
