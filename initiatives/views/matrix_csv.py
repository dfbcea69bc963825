"""The matrix as CSV for spreadsheets of German offices: semicolons, UTF-8 with a mark, one line for each field."""

import csv
import io
from datetime import date

from initiatives.domain.facts import InitiativeFacts
from initiatives.domain.matrix import Column, Matrix, Tally
from initiatives.enums import LIGHT_WORDS, Nature, Phase

FIELD = ["Nr.", "Feld", "Art", "Phase", "Ampel", "Federführung"]
COUNTED = {
    "Gefragt": "asked",
    "Beantwortet": "answered",
    "Zustimmungen, auch bedingt": "consents",
    "Rückmeldung ausstehend": "pending",
    "Beteiligt": "participating",
}
FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def write(facts: InitiativeFacts, found: Matrix, today: date) -> bytes:
    """Two columns for each municipality (Votum, participation), totals at the end of lines and as last lines."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")

    def line(*cells: str | int) -> None:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])

    titles = [f"{head(column)}: {what}" for column in found.columns for what in ("Votum", "Beteiligung")]
    line(*FIELD, *titles, *COUNTED, "Stand")
    for row in found.rows:
        texts = [text for cell in row.cells for text in (cell.stance_text, cell.participation_text)]
        line(*field_cells(row.field), *texts, *numbers(row.total), f"{today:%d.%m.%Y}")
    for title, name in COUNTED.items():
        sums = [cell for tally in found.tallies for cell in _placed(tally, name)]
        rest = [getattr(found.total, other) if other == name else "" for other in COUNTED.values()]
        line("", f"Summe: {title}", "", "", "", "", *sums, *rest, f"{today:%d.%m.%Y}")
    return file.getvalue().encode("utf-8-sig")


def _placed(tally: Tally, name: str) -> tuple[str | int, str | int]:
    """A number of a municipality in the column of what it counts."""
    number = getattr(tally, name)
    return ("", number) if name == "participating" else (number, "")


def head(column: Column) -> str:
    """Stadt Dülmen (ohne Beauftragte/n)"""
    return column.organisation.designation + ("" if column.represented else " (ohne Beauftragte/n)")


def field_cells(field) -> list[str | int]:
    """What `FIELD` names, of one field."""
    return [
        field.number,
        field.title,
        Nature(field.nature).label,
        Phase(field.phase).label,
        LIGHT_WORDS[field.light],
        field.lead.organisation.designation if field.lead else "",
    ]


def numbers(tally: Tally) -> list[int]:
    """What `COUNTED` names."""
    return [getattr(tally, name) for name in COUNTED.values()]


def harmless(text: str) -> str:
    """A text that a spreadsheet would read as a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) else text
