"""A list as one field of a form: rows that are added and taken out by buttons of the form, which need no script.

The page that shows such a form hands what was sent with a press on one of these buttons to `reshaped`, and shows the form again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict

from initiatives.forms.kernel.base import Form, Kern, KernField, germanise

ADD, TAKE_OUT = "zeile", "weg"  # zeile:spalten, weg:spalten:2
WISH = re.compile(r"(zeile|weg):(\w+)(?::(\d{1,3}))?", re.ASCII)
MOST = 300
Columns = Callable[[], Mapping[str, forms.Field]]


class RowForm(Form):
    """One row; `columns` are its fields, of which none has to be filled in."""

    def __init__(self, *args, columns: Mapping[str, forms.Field], **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in columns.items():
            germanise(field)
            field.required = False
            self.fields[name] = field
        self.depending = tuple(columns)


@dataclass(frozen=True)
class Row:
    """A row as the page shows it; `takes_focus`: it has just been added."""

    number: int
    cells: list[BoundField]
    takes_focus: bool


class RowsWidget(forms.Widget):
    """Reads `name-0-column` …, of as many rows as `name-rows` says; or all of it as JSON under the name alone, as a form holds
    it that is filled again after a conflict."""

    def __init__(self, columns: Sequence[str]):
        super().__init__()
        self.columns = columns

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, str]]:
        if name in data:
            return _told(data[name])
        return [
            {column: data.get(f"{name}-{number}-{column}", "") for column in self.columns}
            for number in range(count(data, name))
        ]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}-rows" not in data


class RowsBoundField(KernField):
    @property
    def rows(self) -> list[Row]:
        """What was typed or stands, with an empty row at the end where nothing was sent yet."""
        field = self.field
        assert isinstance(field, RowsField)
        typed = list(self.value() or [])
        if not self.form.is_bound or not typed:
            typed.append({})
        focus = self.form.focus if isinstance(self.form, Kern) else ""
        return [
            Row(number, list(self._form(field, number, row)), focus == f"{self.html_name}-{number}")
            for number, row in enumerate(typed)
        ]

    def _form(self, field: RowsField, number: int, row: Mapping[str, str]) -> RowForm:
        prefix = f"{self.html_name}-{number}"
        data = {f"{prefix}-{name}": value for name, value in row.items()}
        shown = RowForm(data, prefix=prefix, columns=field.columns())
        if not self.errors or field.is_empty(row):
            shown.forget_faults()
        return shown

    @property
    def adds_focus(self) -> bool:
        """Whether a row has just been taken out."""
        return isinstance(self.form, Kern) and self.form.focus == self.html_name


class RowsField(forms.Field):
    """Cleans to a list of rows, column to value, without cells and rows in which nothing stands.

    `ignored` are columns that hold something by themselves (a choice that is always made).
    """

    bound_field_class = RowsBoundField

    def __init__(self, *, columns: Columns, ignored: tuple[str, ...] = (), **options):
        super().__init__(widget=RowsWidget(list(columns())), **options)
        self.columns, self.ignored = columns, ignored

    def is_empty(self, row: Mapping[str, str]) -> bool:
        return not any(str(value).strip() for name, value in row.items() if name not in self.ignored)

    def prepare_value(self, value: Any) -> list[dict[str, str]]:
        """Each row as it is typed."""
        columns = self.columns()
        return [
            {name: _typed(field.prepare_value(row.get(name))) for name, field in columns.items()}
            for row in value or []
        ]

    def clean(self, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            raise ValidationError("Diese Liste kann niemand lesen.", code="invalid")
        rows: list[dict[str, Any]] = []
        faults: list[str] = []
        for number, row in enumerate(value, start=1):
            if isinstance(row, dict) and not self.is_empty(row):
                rows.append(self._cleaned(row, number, faults))
        if faults:
            raise ValidationError(faults)
        if self.required and not rows:
            raise ValidationError("Bitte füllen Sie mindestens eine Zeile aus.", code="required")
        return rows

    def _cleaned(self, row: Mapping[str, Any], number: int, faults: list[str]) -> dict[str, Any]:
        """The cells of a row in which something stands; what is wrong with one goes to `faults`."""
        cells: dict[str, Any] = {}
        for name, field in self.columns().items():
            germanise(field)
            field.required = False
            try:
                cell = field.clean(str(row.get(name, "")))
            except ValidationError as error:
                faults += [f"Zeile {number}, {field.label}: {one}" for one in error.messages]
            else:
                cells |= {name: cell} if cell not in (None, "") else {}
        return cells

    def in_words(self, value: Any) -> str:
        """The rows, each in a line."""
        return "\n".join(", ".join(one for one in row.values() if one) for row in self.prepare_value(value))


def _told(text: str) -> list[dict[str, str]]:
    try:
        rows = json.loads(text)
    except ValueError:
        return []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _typed(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:%d.%m.%Y}" if hasattr(value, "strftime") else str(value)


def count(data: Mapping[str, Any], name: str) -> int:
    """How many rows of a list were sent."""
    typed = str(data.get(f"{name}-rows", ""))
    return min(int(typed), MOST) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 0


def reshaped(sent: QueryDict, wish: str) -> tuple[QueryDict, str] | None:
    """What was sent with a row more or less, and where the focus goes: the row or the list; None for what is no such wish."""
    match = WISH.fullmatch(wish)
    if match is None:
        return None
    action, name, number = match.groups()
    data, rows = sent.copy(), count(sent, name)
    if action == ADD:
        data[f"{name}-rows"] = str(min(rows + 1, MOST))
        return data, f"{name}-{rows}"
    if number is None or int(number) >= rows:
        return data, name
    gone = int(number)
    cell = re.compile(rf"{name}-(\d{{1,3}})-(.+)")
    for key in list(data):
        found = cell.fullmatch(key)
        if found and int(found[1]) >= gone:
            values = data.pop(key)
            if int(found[1]) > gone:
                data.setlist(f"{name}-{int(found[1]) - 1}-{found[2]}", values)
    data[f"{name}-rows"] = str(rows - 1)
    return data, name
