"""A form of many lines: blocks of columns, of which only what is filled in counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from initiatives.forms.kernel.base import Form, germanise

SPARE = 2  # empty lines that a block begins with
MORE = 5  # lines that a press adds at least; as many again where there are more
MOST = 300  # lines of a block
UNSET = [("", "–")]


def day_column(label: str = "Tag") -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"placeholder": "TT.MM.JJJJ"}))


def text_column(label: str, longest: int = 200) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest)


def choice_column(label: str, choices: Iterable[tuple[str, str]]) -> forms.ChoiceField:
    """A choice that may be left open."""
    return forms.ChoiceField(label=label, choices=[*UNSET, *choices])


@dataclass(frozen=True)
class Block:
    """Lines of one kind. `columns` makes the fields of a line; `needed` are those without which a line is not whole, and
    `ignored` those that a line holds by itself (a choice that is always made).
    """

    name: str
    title: str
    hint: str
    columns: Callable[[], Mapping[str, forms.Field]]
    needed: tuple[str, ...]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A block as the page shows it: open where something stands in it, and where people begin."""

    name: str
    title: str
    hint: str
    lines: list[list[BoundField]]
    counter: BoundField  # hidden: how many lines there are
    is_open: bool


@dataclass(frozen=True)
class Line:
    """What was typed into one line that is not empty, by column."""

    block: str
    number: int
    values: dict[str, Any]


class LinesForm(Form):
    """`reason` covers all lines."""

    may_be_empty = False
    reason = forms.CharField(
        label="Woher Sie das wissen",
        max_length=500,
        help_text="Gilt für alle Zeilen, zum Beispiel „Akten des Hauptamts, Beschlussbuch 2013“",
    )

    def __init__(self, *args, blocks: Iterable[Block], **kwargs):
        super().__init__(*args, **kwargs)
        self.blocks = tuple(blocks)
        self.counts: dict[str, int] = {}
        for block in self.blocks:
            self._open(block)

    def _open(self, block: Block) -> None:
        counter = f"lines_{block.name}"
        self.fields[counter] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        typed = str(self.data.get(counter, "")) if self.is_bound else ""
        count = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else SPARE
        self.counts[block.name] = self.initial[counter] = min(max(count, 1), MOST)
        for number in range(self.counts[block.name]):
            for column, field in block.columns().items():
                germanise(field)
                field.required = False
                self.fields[_key(block.name, number, column)] = field
                self.depending += (_key(block.name, number, column),)

    def lines(self) -> list[Line]:
        """Those that are filled in, block by block."""
        return [
            Line(block.name, number, values)
            for block in self.blocks
            for number in range(self.counts[block.name])
            if (values := self._values(block, number)) is not None
        ]

    def _values(self, block: Block, number: int) -> dict[str, Any] | None:
        columns = self._columns(block, number)
        typed = [
            self.data.get(self.add_prefix(key), "") for name, key in columns if name not in block.ignored
        ]
        if not any(one.strip() for one in typed):
            return None
        cleaned = getattr(self, "cleaned_data", {})
        return {name: cleaned.get(key) for name, key in columns}

    def _columns(self, block: Block, number: int) -> list[tuple[str, str]]:
        prefix = _key(block.name, number, "")
        return [(key.removeprefix(prefix), key) for key in self.fields if key.startswith(prefix)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        needed = {block.name: block.needed for block in self.blocks}
        lines = self.lines()
        for line in lines:
            for name in needed[line.block]:
                key = _key(line.block, line.number, name)
                if line.values[name] in (None, "") and key not in self.errors:
                    self.add_error(key, self.fields[key].error_messages["required"])
        if not lines and not self.errors and not self.may_be_empty:
            self.add_error(None, "Bitte tragen Sie mindestens eine Zeile ein.")
        return self.cleaned_data

    def blame(self, line: Line, column: str | None, message: str) -> None:
        """Put a refusal of the domain at the line that it is about."""
        key = _key(line.block, line.number, column or "")
        if key not in self.fields:
            key = self._columns(self._block(line.block), line.number)[0][1]
        self.add_error(key, message)

    def _block(self, name: str) -> Block:
        return next(block for block in self.blocks if block.name == name)

    def main_fields(self) -> list[BoundField]:
        """What stands above the blocks."""
        return [self[name] for name in self.base_fields]

    def shown(self) -> Iterator[Shown]:
        for number, block in enumerate(self.blocks):
            lines = [
                [self[key] for _, key in self._columns(block, line)]
                for line in range(self.counts[block.name])
            ]
            typed = self.is_bound and any(self._values(block, line) for line in range(len(lines)))
            counter = self[f"lines_{block.name}"]
            more = len(lines) > SPARE
            yield Shown(block.name, block.title, block.hint, lines, counter, number < 2 or typed or more)


def _key(block: str, number: int, column: str) -> str:
    return f"{block}-{number}-{column}"
