"""The answers of a baseline as a page and a file show them: cells in words, lines, drawings, what is said beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from initiatives import german
from initiatives.domain.kernel.texts import euro_in_words, number_in_words
from initiatives.domain.money import values
from initiatives.domain.rules.money import baseline_comparison
from initiatives.domain.rules.money.baseline_comparison import Comparison, Entry
from initiatives.domain.rules.money.procedures import Grid, Procedure, Use
from initiatives.domain.state.facts import BaselineFacts, OrganisationFacts, QuestionFacts
from initiatives.enums.money import QuestionKind
from initiatives.reports.figures.comparison import MARKS, ComparedRow, compared
from initiatives.reports.figures.svg import Svg
from initiatives.reports.status.matrix import blocks
from initiatives.reports.text import flat
from initiatives.views.kernel.lists import Head, Key, Sorted

BLOCK, PLACES = 6, 7  # questions, and organisations, that stand beside each other on a sheet of paper
DRAWN = 20  # bars of one drawing
CENT, FINE = Decimal(1), Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """What an organisation says to all that is compared, by the keys of the comparisons."""

    organisation: OrganisationFacts
    is_own: bool
    entries: dict[str, Entry]


@dataclass(frozen=True)
class Cell:
    label: str
    text: str
    is_known: bool
    is_numeric: bool
    mark: str = ""  # of MARKS
    mark_words: str = ""


@dataclass(frozen=True)
class Block:
    """Some questions beside each other, sorted as the others are; `foot` are sums, medians and counts."""

    caption: str
    heads: list[Head]
    lines: list[tuple[Line, list[Cell]]]
    foot: list[tuple[str, list[Cell]]]


@dataclass(frozen=True)
class Figure:
    anchor: str
    title: str
    help: str
    drawings: list[Svg]
    said: list[str]


@dataclass(frozen=True)
class Told:
    """A question that is answered in words or by a file."""

    question: QuestionFacts
    answers: list[tuple[OrganisationFacts, str, int | None]]  # in words, the document
    missing: list[OrganisationFacts]


@dataclass(frozen=True)
class GridBlock:
    """Some columns of a grid of procedures: who, and whether they say nothing; then each procedure with its cells there."""

    columns: list[tuple[OrganisationFacts, bool]]
    rows: list[tuple[Procedure, list[tuple[OrganisationFacts, tuple[Use, ...]]]]]


def number_words(number: Decimal, kind: str, unit: str = "") -> str:
    """As it is read: 1.250,5 Stück, 24.800,00 € im Jahr; money in cents."""
    tail = f" {unit}" if unit else ""
    if kind == QuestionKind.MONEY:
        return euro_in_words(int(number.quantize(CENT, ROUND_HALF_UP))) + tail
    return number_in_words(number.quantize(FINE, ROUND_HALF_UP)) + tail


def entry_words(found: Comparison, entry: Entry, unit: str = "") -> str:
    """What stands for an answer, or why there is none."""
    if not entry.is_known:
        return entry.why
    if entry.number is not None:
        return number_words(entry.number, found.kind, unit)
    return values.cell_words(found.kind, "", entry.value)


def lines(found: Sequence[Comparison], own_id: int | None) -> list[Line]:
    """An organisation each, in the order in which they are asked."""
    by_place: dict[int, dict[str, Entry]] = {}
    places = {}
    for one in found:
        for entry in one.entries:
            by_place.setdefault(entry.organisation.id, {})[one.key] = entry
            places[entry.organisation.id] = entry.organisation
    return [Line(places[pk], pk == own_id, entries) for pk, entries in by_place.items()]


def keys(found: Sequence[Comparison]) -> list[Key[Line]]:
    """By what the lines are sorted: the name, and each question; who has not answered comes last."""
    name: Key[Line] = Key("kommune", "Kommune", lambda line: german.by(line.organisation.name))
    return [name, *map(_key, found)]


def _key(one: Comparison) -> Key[Line]:
    def value(line: Line) -> Any:
        entry = line.entries[one.key]
        if not entry.is_known:
            return None
        return entry.number if entry.number is not None else str(entry.value).casefold()

    unit = "" if not one.unit or one.unit in one.title else f" ({one.unit})"
    return Key(one.key, one.title + unit, value, one.is_measured)


def table(found: Sequence[Comparison], ordered: Sorted[Line]) -> list[Block]:
    """The comparison in blocks of some questions."""
    first, *heads = ordered.heads
    made: list[Block] = []
    for part in blocks(list(zip(found, heads, strict=True)), BLOCK) if found else []:
        shown = [one for one, _ in part]
        made.append(
            Block(
                "Antworten im Vergleich" + (f", Teil {len(made) + 1}" if len(found) > BLOCK else ""),
                [first, *(head for _, head in part)],
                [(line, [_cell(one, line.entries[one.key]) for one in shown]) for line in ordered.lines],
                _foot(shown),
            )
        )
    return made


def _cell(one: Comparison, entry: Entry) -> Cell:
    mark = entry.stands_out
    words = entry_words(one, entry)
    return Cell(one.title, words, entry.is_known, one.is_measured, mark, MARKS.get(mark, ""))


def _foot(shown: Sequence[Comparison]) -> list[tuple[str, list[Cell]]]:
    rows = {
        "Summe": [_amount(one, one.total) for one in shown],
        "Median": [_amount(one, one.middle) for one in shown],
        "Verteilung": [", ".join(f"{n} {word}" for word, n in one.counts) for one in shown],
        "bekannt": [f"{len(one.known)} der {len(one.entries)}" for one in shown],
    }
    return [
        (
            title,
            [Cell(one.title, text, True, one.is_measured) for one, text in zip(shown, texts, strict=True)],
        )
        for title, texts in rows.items()
        if any(texts)
    ]


def _amount(one: Comparison, number: Decimal | None) -> str:
    return number_words(number, one.kind) if number is not None else ""


def figures(found: Sequence[Comparison]) -> list[Figure]:
    """A drawing of each that is measured and that somebody has answered."""
    return [_figure(one, one.middle) for one in found if one.middle is not None]


def _figure(one: Comparison, middle: Decimal | None) -> Figure:
    assert middle is not None, "Only what is known is drawn."
    rows = [
        ComparedRow(
            flat(entry.organisation.name, 40),
            float(entry.number) if entry.number is not None else None,
            entry_words(one, entry),
            entry.stands_out,
        )
        for entry in one.entries
    ]
    said = number_words(middle, one.kind)
    parts = blocks(rows, DRAWN)
    drawings = [
        compared(
            part,
            one.title if len(parts) == 1 else f"{one.title}, Teil {n} von {len(parts)}",
            float(middle),
            said,
        )
        for n, part in enumerate(parts, start=1)
    ]
    return Figure(f"bild-{one.key}", one.title, one.help, drawings, _said(one, middle))


def _said(one: Comparison, middle: Decimal) -> list[str]:
    known, all_of = len(one.known), len(one.entries)
    scope = f"aller {all_of}" if known == all_of else f"von {known} der {all_of}"
    said = [f"Median {scope}: {number_words(middle, one.kind, one.unit)}."]
    if one.total is not None:
        said.insert(0, f"Summe {scope}: {number_words(one.total, one.kind, one.unit)}.")
    for mark, words in MARKS.items():
        names = [entry.organisation.name for entry in one.outliers if entry.stands_out == mark]
        if names:
            said.append(f"{words.capitalize()}: {', '.join(names)}.")
    for why in dict.fromkeys(entry.why for entry in one.missing):
        names = [entry.organisation.name for entry in one.missing if entry.why == why]
        said.append(f"{why[:1].upper()}{why[1:]}: {', '.join(names)}.")
    return said


def told(baseline: BaselineFacts, asked: Sequence[OrganisationFacts]) -> list[Told]:
    """The questions that are not compared, with what each says."""
    kinds = (QuestionKind.TEXT, QuestionKind.FILE, QuestionKind.ROWS)
    made = []
    for question in baseline.questions:
        if question.kind not in kinds:
            continue
        given = [(one, baseline.answer(one.id, question.id)) for one in asked]
        made.append(
            Told(
                question,
                [
                    (one, values.words(question, answer.value), answer.document_id)
                    for one, answer in given
                    if answer
                ],
                [one for one, answer in given if not answer],
            )
        )
    return made


def grid_blocks(grid: Grid) -> list[GridBlock]:
    """The columns of a grid in blocks, each with the procedures that are in use there."""
    made = []
    for part in blocks(list(range(len(grid.columns))), PLACES) if grid.columns else []:
        columns = [(grid.columns[n], grid.columns[n] in grid.silent) for n in part]
        used = [row for row in grid.rows if any(row.cells[n] for n in part)]
        rows = [(row, [(grid.columns[n], row.cells[n]) for n in part]) for row in used]
        made.append(GridBlock(columns, rows))
    return made


def outlier_rule() -> str:
    """By which rule an answer is marked, in a sentence."""
    return (
        f"Als auffällig ist markiert, was ab {baseline_comparison.LEAST} bekannten Werten mehr als das "
        f"{number_in_words(baseline_comparison.FENCE)}-Fache des Abstands der Viertelwerte (Quartile) über dem oberen oder unter "
        "dem unteren liegt; das ist ein Anlass nachzufragen, kein Fehler."
    )
