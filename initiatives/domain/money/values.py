"""What an answer says: its value by the kind of the question or of a column, checked, and told in words.

How a value is kept says `models.Answer`. Whoever hands one over (a form, a file) brings it into that shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.parsing import Unparsable, parse_date
from initiatives.domain.kernel.texts import clean, clean_line, euro_in_words, number_in_words
from initiatives.enums.money import QuestionKind

MOST = Decimal(10) ** 12
LONGEST, LONGEST_CELL = 2_000, 200  # characters of a text, and of one in a list
MOST_ROWS = 300


class Asked(Protocol):
    """A question, as a row or as facts."""

    @property
    def kind(self) -> Any: ...
    @property
    def unit(self) -> Any: ...
    @property
    def choices(self) -> Any: ...
    @property
    def columns(self) -> Any: ...


def checked(question: Asked, value: Any) -> Any:
    """The value as it is kept; None where nothing is said. Raises Refused for one that the question does not take."""
    if value in (None, "", []):
        return None
    if question.kind == QuestionKind.ROWS:
        return _rows(question.columns, value)
    if question.kind == QuestionKind.CHOICE and value not in question.choices:
        raise Refused("Diese Auswahl gibt es hier nicht.")
    return _plain(question.kind, value, LONGEST)


def _plain(kind: str, value: Any, longest: int) -> Any:
    check = CHECKS.get(kind)
    if check is not None:
        return check(value)
    text = (clean if longest == LONGEST else clean_line)(str(value))
    if len(text) > longest:
        raise Refused(f"Bitte kürzen Sie auf {longest} Zeichen.")
    return text or None


def _number(value: Any) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number <= MOST:
        raise Refused("Das ist keine Zahl von null an, die stimmen kann.")
    return f"{number.normalize():f}"


def _money(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise Refused("Das ist kein Betrag von null an, der stimmen kann.")
    return value


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused("Bitte antworten Sie mit Ja oder Nein.")
    return value


def _date(value: Any) -> str:
    try:
        return parse_date(str(value)).isoformat()
    except Unparsable as error:
        raise Refused(str(error)) from error


CHECKS: Mapping[str, Callable[[Any], Any]] = {
    QuestionKind.NUMBER: _number,
    QuestionKind.MONEY: _money,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.DATE: _date,
}


def _rows(columns: Sequence[Mapping[str, str]], value: Any) -> list[dict[str, Any]] | None:
    """Rows without empty cells, and without those that are empty."""
    rows = []
    for number, row in enumerate(value, start=1):
        cells = {}
        for column in columns:
            try:
                cell = row.get(column["key"])
                cells[column["key"]] = (
                    None if cell in (None, "") else _plain(column["kind"], cell, LONGEST_CELL)
                )
            except Refused as refusal:
                raise Refused(f"Zeile {number}, {column['text']}: {refusal.message}") from refusal
        rows.append({key: cell for key, cell in cells.items() if cell is not None})
    rows = [row for row in rows if row]
    if len(rows) > MOST_ROWS:
        raise Refused(f"Eine Liste hat höchstens {MOST_ROWS} Zeilen.")
    return rows or None


def words(question: Asked, value: Any) -> str:
    """The value as it is read: 1.250 im Monat, 24.800,00 € im Jahr, Ja, 31.12.2027; of a list its rows, divided by " / "."""
    if value is None:
        return ""
    if question.kind == QuestionKind.ROWS:
        return " / ".join(", ".join(told for told in row if told) for row in table(question, value))
    return cell_words(question.kind, question.unit, value)


def table(question: Asked, value: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """The cells of a list in words, row by row in the order of its columns; "" where one is empty."""
    return [
        [cell_words(one["kind"], one.get("unit", ""), row.get(one["key"])) for one in question.columns]
        for row in value
    ]


def cell_words(kind: str, unit: str, value: Any) -> str:
    """A value that is no list, in words; "" for None."""
    if value is None:
        return ""
    unit = f" {unit}" if unit else ""
    if kind == QuestionKind.NUMBER:
        return number_in_words(Decimal(value)) + unit
    if kind == QuestionKind.MONEY:
        return euro_in_words(value) + unit
    if kind == QuestionKind.YES_NO:
        return "Ja" if value else "Nein"
    return f"{parse_date(value):%d.%m.%Y}" if kind == QuestionKind.DATE else str(value)
