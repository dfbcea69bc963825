"""A cell of a filled in questionnaire as the value of an answer, by its kind; see `models.Answer` for how it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.parsing import Unparsable, parse_date
from initiatives.domain.kernel.texts import clean, clean_line
from initiatives.domain.money import values
from initiatives.enums.money import QuestionKind
from initiatives.forms.kernel.money import cents
from initiatives.forms.kernel.numbers import number, parts, spaced

WITH_TAIL = re.compile(r"([\d., ]*\d)\s*([^\d\s.,].*)")
YES, NO = ("ja", "j", "wahr", "x"), ("nein", "n", "falsch")
DIGITS = 12  # of a number in a cell, whose last ones are of the machine


class Misread(ValueError):
    """A cell that is not what was asked for; the German message says what is."""


def value(
    cell: Any, kind: str, unit: str = "", choices: Sequence[str] = (), *, is_short: bool = False
) -> Any:
    """The value of a cell, None of an empty one; `is_short` in a list. Raises Misread."""
    if isinstance(cell, str):
        cell = clean(cell) or None
    if cell is None:
        return None
    try:
        if kind == QuestionKind.CHOICE:
            return _choice(cell, choices)
        if kind in READ:
            return READ[kind](cell, unit)
        return _text(cell, values.LONGEST_CELL if is_short else values.LONGEST)
    except ValidationError as error:
        raise Misread(_with_unit(cell, kind, unit) or error.messages[0]) from error
    except (Refused, Unparsable) as error:
        raise Misread(str(error)) from error


def _plain(cell: Any, unit: str) -> str:
    """Digits as they are typed, without the unit that was asked for."""
    if isinstance(cell, bool | date):
        word = "ein Datum" if isinstance(cell, date) else "Ja oder Nein"
        raise Misread(f"Hier steht {word}, erwartet wird eine Zahl.")
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        text = f"{cell:.{DIGITS}g}" if abs(cell) < 10**DIGITS else f"{cell:.0f}"
        return text.replace(".", ",")  # 12.345 is no 12345
    text = spaced(str(cell))
    if unit and text.casefold().endswith(unit.casefold()):
        text = text[: -len(unit)].rstrip()
    return text


def _with_unit(cell: Any, kind: str, unit: str) -> str:
    """That a number has a unit which nobody knows; nothing of what is wrong in another way."""
    told = WITH_TAIL.fullmatch(spaced(cell)) if isinstance(cell, str) else None
    if told is None or not parts(told[1].strip(" ,-")):
        return ""
    expected = "Euro" if kind == QuestionKind.MONEY else unit
    return f"Unbekannte Einheit „{told[2]}“. Erwartet wird {f'„{expected}“' if expected else 'nur die Zahl'}."


def _number(cell: Any, unit: str) -> str:
    return f"{number(_plain(cell, unit)):f}"


def _money(cell: Any, unit: str) -> int:
    return cents(_plain(cell, unit))


def _yes_no(cell: Any, unit: str) -> bool:
    if isinstance(cell, bool):
        return cell
    word = str(cell).casefold()
    if word not in YES + NO:
        raise Misread("Erwartet wird Ja oder Nein.")
    return word in YES


def _date(cell: Any, unit: str) -> str:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, bool | int | float):
        raise Misread("Das ist kein Datum. Erwartet wird zum Beispiel 31.12.2027.")
    return parse_date(str(cell)).isoformat()


READ: Mapping[str, Callable[[Any, str], Any]] = {
    QuestionKind.NUMBER: _number,
    QuestionKind.MONEY: _money,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.DATE: _date,
}


def _choice(cell: Any, choices: Sequence[str]) -> str:
    told = _text(cell, values.LONGEST).casefold()
    for one in choices:
        if one.casefold() == told:
            return one
    raise Misread(f"Diese Auswahl gibt es hier nicht. Möglich sind: {'; '.join(choices)}.")


def _text(cell: Any, longest: int) -> str:
    if isinstance(cell, datetime | date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, bool):
        raise Misread("Hier steht ein Wahrheitswert, erwartet wird ein Text.")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = clean(str(cell)) if longest == values.LONGEST else clean_line(str(cell))
    if len(text) > longest:
        raise Misread(f"Bitte kürzen Sie auf {longest} Zeichen.")
    return text
