"""The matrix as CSV for spreadsheets of German offices: semicolons, UTF-8 with a mark, one line for each field."""

from datetime import date

from initiatives.domain.rules import agreements
from initiatives.domain.rules.matrix import Column, Matrix, Tally
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.enums import LIGHT_WORDS, Nature, Phase
from initiatives.views.kernel import files

FIELD = ["Nr.", "Feld", "Art", "Phase", "Ampel", "Federführung", "Leistungserbringer", "Vereinbarung"]
COUNTED = {
    "Gefragt": "asked",
    "Beantwortet": "answered",
    "Zustimmungen, auch bedingt": "consents",
    "Rückmeldung ausstehend": "pending",
    "Beteiligt": "participating",
}


def write(facts: InitiativeFacts, found: Matrix, today: date) -> bytes:
    """Two columns for each municipality (Votum, participation), totals at the end of lines and as last lines."""
    titles = [f"{head(column)}: {what}" for column in found.columns for what in ("Votum", "Beteiligung")]
    lines: list[list] = [[*FIELD, *titles, *COUNTED, "Stand"]]
    for row in found.rows:
        texts = [text for cell in row.cells for text in (cell.stance_text, cell.participation_text)]
        lines.append([*field_cells(row.field, today), *texts, *numbers(row.total), today])
    for title, name in COUNTED.items():
        sums = [cell for tally in found.tallies for cell in _placed(tally, name)]
        rest = [getattr(found.total, other) if other == name else "" for other in COUNTED.values()]
        lines.append(["", f"Summe: {title}", *[""] * (len(FIELD) - 2), *sums, *rest, today])
    return files.csv_of(lines)


def _placed(tally: Tally, name: str) -> tuple[str | int, str | int]:
    """A number of a municipality in the column of what it counts."""
    number = getattr(tally, name)
    return ("", number) if name == "participating" else (number, "")


def head(column: Column) -> str:
    """Stadt Dülmen (ohne Beauftragte/n)"""
    return column.organisation.designation + ("" if column.represented else " (ohne Beauftragte/n)")


def field_cells(field: FieldFacts, today: date) -> list[str | int]:
    """What `FIELD` names, of one field."""
    return [
        field.number,
        field.title,
        Nature(field.nature).label,
        Phase(field.phase).label,
        LIGHT_WORDS[field.light],
        field.lead.organisation.designation if field.lead else "",
        field.provider.organisation.designation if field.provider else "",
        agreements.standing(field, today),
    ]


def numbers(tally: Tally) -> list[int]:
    """What `COUNTED` names."""
    return [getattr(tally, name) for name in COUNTED.values()]
