"""The rows of a Beratungsfolge inside another form: the ones that stand, and a few empty ones to fill in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from initiatives.domain.reports.county_paper import Row
from initiatives.domain.reports.drafts import MOST_ROWS
from initiatives.forms.kernel.base import germanise
from initiatives.forms.kernel.due import DueField
from initiatives.forms.kernel.seen import SeenForm

EMPTY_ROWS = 3
CELLS = tuple(one.name for one in fields(Row))
NAME = re.compile(r"beratung(\d{1,2})_body")


class RowsField(forms.CharField):
    """Stands for all rows where they are told as one value; it is not shown itself."""

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value) if isinstance(value, list) else value


class Consultations(SeenForm):
    """Base of a form about a report. Row 0 has the fields `beratung0_body`, `beratung0_date` …"""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["consultations"] = RowsField(label="Beratungsfolge", required=False)
        known = self.instance.consultations or []
        told = self.rows_from_text(self.data.get("consultations", "")) if self.is_bound else None
        if told and isinstance(self.data, dict):  # after a conflict the rows come as one value
            for name, text in _cells(told).items():
                self.data[name] = text
        self.row_count = min(MOST_ROWS, max(self._typed_rows(), len(known) + EMPTY_ROWS))
        for name, text in _cells(known).items():
            self.initial.setdefault(name, text)
        for number in range(self.row_count):
            self._add_row(f"beratung{number}_")

    def _typed_rows(self) -> int:
        found = [int(match[1]) + 1 for name in self.data if (match := NAME.fullmatch(name))]
        return max(found, default=0)

    def _add_row(self, prefix: str) -> None:
        cells = {
            "body": forms.CharField(label="Gremium", required=False, max_length=120),
            "date": DueField(label="Sitzung am", required=False),
            "item": forms.CharField(label="TOP", required=False, max_length=10),
            "responsibility": forms.CharField(label="Zuständigkeit", required=False, max_length=80),
            "result": forms.CharField(label="Ergebnis", required=False, max_length=120),
        }
        for name, cell in cells.items():
            self.fields[prefix + name] = cell
            self.depending += (prefix + name,)
        germanise(cells["date"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        for number in range(self.row_count):
            given = [name for name in CELLS if cleaned.get(f"beratung{number}_{name}")]
            if given and "body" not in given:
                self.add_error(f"beratung{number}_body", "Bitte nennen Sie das Gremium dieser Zeile.")
        return cleaned

    def rows(self) -> list[Row]:
        """The rows of a valid form that are filled in."""
        return [self._row(number) for number in range(self.row_count) if self._cell(number, "body")]

    def _row(self, number: int) -> Row:
        return Row(**{name: self._cell(number, name) for name in CELLS})

    def _cell(self, number: int, name: str) -> str:
        value = self.cleaned_data.get(f"beratung{number}_{name}")
        return value.isoformat() if isinstance(value, date) else value or ""

    @property
    def has_rows(self) -> bool:
        """Whether a row is filled in, as it stands or as it was typed."""
        return any(self[f"beratung{number}_body"].value() for number in range(self.row_count))

    def row_fields(self) -> list[list[BoundField]]:
        """The inputs, row by row."""
        return [[self[f"beratung{number}_{name}"] for name in CELLS] for number in range(self.row_count)]

    @staticmethod
    def rows_as_text(rows: Iterable[Mapping[str, str]]) -> str:
        return json.dumps(list(rows))

    @staticmethod
    def rows_from_text(text: str) -> list[dict[str, str]]:
        """The rows that `rows_as_text` wrote; what cannot be read equals nothing."""
        try:
            told = json.loads(text or "[]")
        except (ValueError, RecursionError):
            return []
        return [row for row in told if _is_row(row)] if isinstance(told, list) else []


def _is_row(told: Any) -> bool:
    if not isinstance(told, dict) or set(told) != set(CELLS):
        return False
    if not all(isinstance(text, str) for text in told.values()):
        return False
    try:
        return not told["date"] or bool(date.fromisoformat(told["date"]))
    except ValueError:
        return False


def _cells(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, row in enumerate(rows):
        shown = dict(row) | {"date": f"{date.fromisoformat(row['date']):%d.%m.%Y}" if row["date"] else ""}
        found |= {f"beratung{number}_{name}": text for name, text in shown.items()}
    return found
