"""Tables that people send as files, CSV or XLSX: a header and rows of texts. What cannot be read is told with its line.

Nothing in a file is computed: a formula stays the text that it is. A day in a spreadsheet becomes the day that it shows.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter

from initiatives.domain.kernel import file_types
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean_line

MAX_BYTES = 1_000_000
UNPACKED = 20_000_000  # bytes to which a spreadsheet may swell, as it says of itself
BOOK_BYTES, BOOK_UNPACKED = 3_000_000, 30_000_000  # the same, of one that is read sheet by sheet
MAX_SHEETS = 60
JOINED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']\$?([A-Z]{1,3})\$?(\d{1,7})""")
MAX_COLUMNS = 60
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell [^>]*ref=["']([A-Z]{1,3})(\d{1,7})""")
UNREADABLE = "Diese Zeile ist nicht lesbar: Anführungszeichen fehlen oder stehen falsch."


@dataclass(frozen=True)
class Fault:
    """One cell that cannot be taken over; `line` counts from 1, the header included."""

    line: int
    column: str
    value: str
    message: str


class Faulty(Refused):
    """The file has faults, and nothing of it was written."""

    def __init__(self, faults: list[Fault]):
        super().__init__("Die Datei wurde nicht eingelesen; es wurde nichts geändert.", "file")
        self.faults = faults


@dataclass(frozen=True)
class Record:
    """A line of a file with its cells as clean texts."""

    number: int
    cells: list[str]


def read_csv(data: bytes) -> list[Record]:
    """The lines of a CSV file in UTF-8 with commas, semicolons or tabulators. Raises Faulty."""
    text = _decode(data)
    header_line = text.partition("\n")[0]
    delimiter = max(";,\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [Record(reader.line_num, [clean_line(cell) for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise Faulty([Fault(reader.line_num, "", "", UNREADABLE)]) from error


def _decode(data: bytes) -> str:
    check_size(data)
    if data.startswith(b"PK"):
        message = "Das ist eine Excel-Datei. Bitte speichern Sie sie als „CSV UTF-8“."
        raise Faulty([Fault(1, "", "", message)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data[: error.start].count(b"\n") + 1
        message = "Die Datei ist nicht in UTF-8 gespeichert. Bitte speichern Sie sie als „CSV UTF-8“."
        raise Faulty([Fault(number, "", "", message)]) from error
    if "\x00" in text:
        raise Faulty([Fault(1, "", "", "Das ist keine Textdatei.")])
    return text


def check_size(data: bytes, most: int = MAX_BYTES) -> None:
    """Raise Faulty for a file that is larger than so many bytes."""
    if len(data) > most:
        raise Faulty([Fault(1, "", "", f"Die Datei ist größer als {most // 1_000_000} MB.")])


def read(data: bytes, *, at_most: int) -> list[Record]:
    """The lines of a file, CSV or XLSX as its content says; of an XLSX the first sheet. Raises Faulty."""
    return _read_xlsx(data, at_most) if data.startswith(b"PK") else read_csv(data)


def _read_xlsx(data: bytes, at_most: int) -> list[Record]:
    """One line more than `at_most` below the header is read, so that it shows that there are more."""
    check_size(data)
    _check_workbook(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size need not be so
        lines = list(sheet.iter_rows(max_row=at_most + 2, max_col=MAX_COLUMNS))
    except Exception as error:  # the library raises whatever a broken file leads it to
        raise Faulty(
            [Fault(1, "", "", "Die Excel-Datei ist beschädigt und lässt sich nicht lesen.")]
        ) from error
    records = [
        Record(number, [_as_text(cell.value) for cell in cells]) for number, cells in enumerate(lines, 1)
    ]
    return _narrowed(records)


def check_unmerged(data: bytes) -> None:
    """Raise Faulty where cells of an XLSX are merged: all but the first would read as empty."""
    if not data.startswith(b"PK"):
        return
    check_size(data)
    _check_workbook(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if SHEET.fullmatch(name)]
        found = [place for name in sheets for place in MERGED.findall(archive.read(name))]
    message = "Hier sind Zellen verbunden. Bitte heben Sie die Verbindung auf."
    if found:
        raise Faulty([Fault(int(row), column.decode(), "", message) for column, row in found])


def _check_workbook(data: bytes, unpacked: int = UNPACKED) -> None:
    kind, found = file_types.recognise(io.BytesIO(data))
    if kind is not file_types.XLSX:
        raise Faulty([Fault(1, "", "", f"Die Datei ist {found}. Erwartet wird CSV oder XLSX.")])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > unpacked:
            raise Faulty(
                [Fault(1, "", "", "Die Excel-Datei enthält zu viel. Bitte speichern Sie nur die Liste.")]
            )


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook as it stands, formulas included; the rows end with the last one that says anything."""

    title: str
    rows: list[tuple[Cell, ...]]

    def place(self, column: int) -> str:
        """What a fault calls a column, counted from 1."""
        return f"{get_column_letter(column)}, Blatt „{self.title}“"


def read_sheets(data: bytes, *, at_most: int) -> list[Sheet]:
    """The sheets of an XLSX file with at most so many rows below the head of each.

    Raises Faulty for another file, one that holds too much, and joined cells, of which nobody knows to which row they belong.
    """
    check_size(data, BOOK_BYTES)
    if not data.startswith(b"PK"):
        raise Faulty([Fault(1, "", "", "Das ist keine Excel-Datei. Erwartet wird XLSX.")])
    _check_workbook(data, BOOK_UNPACKED)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        if len(book.sheetnames) > MAX_SHEETS:
            raise Faulty([Fault(1, "", "", f"Die Datei hat mehr als {MAX_SHEETS} Blätter.")])
        _check_joined(data, {one._worksheet_path.lstrip("/"): one.title for one in book.worksheets})
        return [Sheet(one.title, _told_rows(_rows_of(one, at_most))) for one in book.worksheets]
    except Faulty:
        raise
    except Exception as error:  # as above
        raise Faulty(
            [Fault(1, "", "", "Die Excel-Datei ist beschädigt und lässt sich nicht lesen.")]
        ) from error


def _rows_of(sheet: Any, at_most: int) -> list[tuple[Cell, ...]]:
    """No more is looked at than it takes to say that a sheet is too large."""
    sheet.reset_dimensions()
    found = []
    for number, cells in enumerate(sheet.iter_rows(max_row=at_most + 2), 1):
        if number == at_most + 2:
            message = f"Das Blatt hat mehr als {at_most} Zeilen, leere mit Gestaltung mitgezählt."
            raise Faulty([Fault(number, f"A, Blatt „{sheet.title}“", "", message)])
        if len(cells) > MAX_COLUMNS:
            where = f"{get_column_letter(MAX_COLUMNS + 1)}, Blatt „{sheet.title}“"
            raise Faulty([Fault(number, where, "", f"Das Blatt hat mehr als {MAX_COLUMNS} Spalten.")])
        found.append(cells)
    return found


def _check_joined(data: bytes, titles: Mapping[str, str]) -> None:
    """Raise Faulty for joined cells, by the text of the sheets: whoever reads only does not hear of them from the library."""
    faults = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for path, title in titles.items():
            for column, row in JOINED.findall(archive.read(path)):
                where = f"{column.decode()}, Blatt „{title}“"
                message = (
                    "Diese Zellen sind verbunden. Bitte heben Sie die Verbindung auf, je Zelle eine Angabe."
                )
                faults.append(Fault(int(row), where, "", message))
    if faults:
        raise Faulty(faults)


def _told_rows(rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    last = max((n for n, cells in enumerate(rows, 1) if any(c.value is not None for c in cells)), default=0)
    return rows[:last]


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean_line(str(value))


def _narrowed(records: list[Record]) -> list[Record]:
    """Without the empty columns at the right; the header, where it ends, says how many there are."""
    if not records:
        return []
    width = max((n for n, cell in enumerate(records[0].cells, 1) if cell), default=0)
    return [Record(one.number, _fitted(one.cells, width)) for one in records]


def _fitted(cells: list[str], width: int) -> list[str]:
    """As many cells as the header has; what stands further to the right stays, so that it is told."""
    beyond = [cell for cell in cells[width:] if cell]
    return [*cells[:width], *[""] * (width - len(cells)), *beyond]


def plain(header: str) -> str:
    """A header without case, spaces and signs: "E-Mail-Adresse" and "email adresse" are one column."""
    return re.sub(r"[^a-zäöüß]", "", header.casefold())


def check_header(
    typed: Iterable[str], header: list[str], *, missing: Mapping[str, str], ours: Iterable[str]
) -> None:
    """Raise Faulty where a column that is needed is `missing` (with what to call it), or one of `ours` stands there twice."""
    typed = list(typed)
    if missing:
        found = ", ".join(f"„{name}“" for name in typed if name) or "keine"
        message = f"Diese Spalte fehlt in der Kopfzeile. Gefunden: {found}."
        raise Faulty([Fault(1, words, "", message) for words in missing.values()])
    twice = sorted({name for name in header if name in set(ours) and header.count(name) > 1})
    heads = {name: ", ".join(t for t, h in zip(typed, header, strict=True) if h == name) for name in twice}
    if twice:
        raise Faulty(
            [Fault(1, heads[name], "", "Diese Spalte steht zweimal in der Kopfzeile.") for name in twice]
        )


def rows(records: list[Record], header: list[str], *, at_most: int) -> Iterator[tuple[int, dict[str, str]]]:
    """Number and cells, by our names of the columns, of each line that says anything. Raises Faulty for none and too many."""
    told = [one for one in records[1:] if any(one.cells)]
    if len(told) > at_most:
        raise Faulty([Fault(at_most + 2, "", "", f"Die Datei hat mehr als {at_most} Zeilen.")])
    if not told:
        raise Faulty([Fault(1, "", "", "Die Datei hat keine Zeile unter der Kopfzeile.")])
    for one in told:
        if len(one.cells) != len(header):
            message = f"Die Zeile hat {len(one.cells)} Spalten, die Kopfzeile {len(header)}."
            raise Faulty([Fault(one.number, "", "", message)])
        yield one.number, dict(zip(header, one.cells, strict=True))


def as_csv(lines: Iterable[Iterable[str]]) -> bytes:
    """A CSV file as German spreadsheets read it: UTF-8 with its mark, semicolons."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(lines)
    return out.getvalue().encode("utf-8-sig")
