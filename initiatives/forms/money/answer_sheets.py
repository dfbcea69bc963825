"""A questionnaire as a spreadsheet that an organisation fills in: how it is laid out, and the file that comes back.

One sheet holds the questions that have one answer, each list has a sheet of its own. An empty cell leaves what is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter

from initiatives.domain.kernel import tables
from initiatives.domain.kernel.tables import Fault, Faulty, Sheet
from initiatives.domain.money import values
from initiatives.domain.state.facts import BaselineFacts, QuestionFacts
from initiatives.enums.money import QuestionKind
from initiatives.forms.fields.documents import UploadField
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.carried import CarriedForm
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.money import answer_cells
from initiatives.forms.money.answer_cells import Misread

QUESTIONS, HINTS, MARK = "Fragen", "Hinweise", "Kennung"
HEAD = (MARK, "Frage", "Erwartet", "Einheit", "Antwort", "Hilfe")
UNIT, ANSWER = HEAD.index("Einheit"), HEAD.index("Antwort")
TITLE = re.compile(r"F(\d{1,9})\b")
NOT_IN_TITLES = re.compile(r"[\\/*?:\[\]']")
ANEW = "Bitte laden Sie den Fragebogen neu herunter."
AT_MOST = max(values.MOST_ROWS, 300)  # rows of a sheet


@dataclass(frozen=True)
class ReadLine:
    """A row of the file that says something; of a list `position` counts its rows from 0."""

    sheet: str
    number: int
    question: QuestionFacts
    said: str
    position: int | None = None


@dataclass
class Reading:
    """What a file says: `values` by question as they are kept, the rows in which they stand, and sheets that are not read."""

    values: dict[int, Any] = field(default_factory=dict)
    lines: list[ReadLine] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def carried(self) -> dict[str, Any]:
        """As JSON, for `restored`."""
        lines = [[one.sheet, one.number, one.question.id, one.said, one.position] for one in self.lines]
        return {"values": self.values, "lines": lines, "ignored": self.ignored}


def restored(carried: Mapping[str, Any], baseline: BaselineFacts) -> Reading:
    """What `Reading.carried` made, without what is not asked any more."""
    asked = {one.id: one for one in baseline.questions}
    known = {int(pk): value for pk, value in carried["values"].items() if int(pk) in asked}
    lines = [
        ReadLine(sheet, number, asked[pk], said, position)
        for sheet, number, pk, said, position in carried["lines"]
        if pk in asked
    ]
    return Reading(known, lines, carried["ignored"])


def mark(baseline: BaselineFacts, organisation_id: int) -> str:
    """By which a file is known: of which questionnaire and organisation it is."""
    return f"IKZ-{baseline.id}-{organisation_id}"


def single(baseline: BaselineFacts) -> list[QuestionFacts]:
    """The questions of the first sheet; files are handed in on the page alone."""
    return [one for one in baseline.questions if not one.is_list and one.kind != QuestionKind.FILE]


def lists(baseline: BaselineFacts) -> list[QuestionFacts]:
    return [one for one in baseline.questions if one.is_list]


def title(question: QuestionFacts) -> str:
    """The name of a list's sheet: F12 Verfahren; spreadsheets take 31 characters."""
    return NOT_IN_TITLES.sub(" ", f"F{question.id} {question.text}")[:31].strip()


def unit(question: QuestionFacts) -> str:
    """As it stands in the column "Einheit"."""
    return _unit(question.kind, question.unit)


def head(column: Mapping[str, str]) -> str:
    """The head of a column of a list: Kosten (€ im Jahr)."""
    found = _unit(column["kind"], column.get("unit", ""))
    return f"{column['text']} ({found})" if found else column["text"]


def _unit(kind: str, text: str) -> str:
    return f"€ {text}".strip() if kind == QuestionKind.MONEY else text


def read(data: bytes, baseline: BaselineFacts, organisation_id: int) -> Reading:
    """What a filled in questionnaire says. Raises Faulty, with all that is wrong with it, and takes nothing of it then."""
    sheets = {one.title: one for one in tables.read_sheets(data, at_most=AT_MOST)}
    _check_mark(sheets.pop(HINTS, None), baseline, organisation_id)
    found, faults = Reading(), list[Fault]()
    by_id = {one.id: one for one in lists(baseline)}
    for name, sheet in sheets.items():
        told = TITLE.match(name)
        if name == QUESTIONS:
            faults += _read_questions(sheet, baseline, found)
        elif told is None:
            found.ignored.append(name)
        elif int(told[1]) in by_id:
            faults += _read_list(sheet, by_id.pop(int(told[1])), found)
        else:
            faults.append(
                Fault(1, sheet.place(1), name, f"Diese Liste gibt es im Fragebogen nicht (mehr). {ANEW}")
            )
    if QUESTIONS not in sheets and single(baseline):
        faults.append(Fault(1, "", "", f"Das Blatt „{QUESTIONS}“ fehlt. {ANEW}"))
    if faults:
        raise Faulty(faults)
    return found


def _check_mark(sheet: Sheet | None, baseline: BaselineFacts, organisation_id: int) -> None:
    rows = enumerate(sheet.rows if sheet else [], 1)
    found = next(((n, cells) for n, cells in rows if len(cells) > 1 and cells[0].value == MARK), None)
    if found is None:
        message = f"Das ist kein Fragebogen dieser Anwendung: Im Blatt „{HINTS}“ fehlt die Kennung. {ANEW}"
        raise Faulty([Fault(1, f"A, Blatt „{HINTS}“", "", message)])
    number, cells = found
    told, expected = str(cells[1].value), mark(baseline, organisation_id)
    if told == expected:
        return
    is_same = told.startswith(mark(baseline, 0).removesuffix("0"))
    whose = "einer anderen Organisation" if is_same else "eines anderen Feldes"
    raise Faulty(
        [Fault(number, f"B, Blatt „{HINTS}“", told, f"Diese Datei ist der Fragebogen {whose}. {ANEW}")]
    )


def _formulas(sheet: Sheet) -> list[Fault]:
    """Formulas and their errors are not computed here."""
    words = {
        "f": "Hier steht eine Formel. Bitte setzen Sie den Wert ein, den sie ergibt.",
        "e": "Hier steht ein Fehler einer Formel. Bitte setzen Sie den Wert ein.",
    }
    return [
        Fault(cell.row, sheet.place(cell.column), str(cell.value), words[cell.data_type])
        for cells in sheet.rows
        for cell in cells
        if cell.data_type in words
    ]


def _read_questions(sheet: Sheet, baseline: BaselineFacts, found: Reading) -> list[Fault]:
    faults = _formulas(sheet) or _check_head(sheet, list(HEAD))
    if faults:
        return faults
    by_mark = {f"F{one.id}": one for one in single(baseline)}
    for number, cells in _rows(sheet):
        told = str(cells[0].value or "").strip()
        question = by_mark.pop(told, None)
        if question is None:
            message = f"Diese Frage gibt es im Fragebogen nicht (mehr), oder sie steht hier zweimal. {ANEW}"
            faults.append(Fault(number, f"{sheet.place(1)}, {MARK}", told, message))
            continue
        faults += _read_answer(sheet, number, cells, question, found)
    return faults


def _read_answer(
    sheet: Sheet, number: int, cells: Sequence[Cell], question: QuestionFacts, found: Reading
) -> Iterator[Fault]:
    told = str(cells[UNIT].value or "").strip() if len(cells) > UNIT else ""
    if told != unit(question):
        message = f"Unbekannte Einheit. Erwartet wird „{unit(question)}“."
        yield Fault(number, f"{sheet.place(UNIT + 1)}, Einheit", told, message)
    cell = cells[ANSWER] if len(cells) > ANSWER else None
    if cell is None:
        return
    try:
        value = answer_cells.value(cell.value, question.kind, question.unit, question.choices)
    except Misread as error:
        yield Fault(number, f"{sheet.place(ANSWER + 1)}, Antwort", str(cell.value), str(error))
        return
    if value is not None:
        found.values[question.id] = value
        said = values.words(question, value)
        found.lines.append(ReadLine(sheet.title, number, question, said))


def _read_list(sheet: Sheet, question: QuestionFacts, found: Reading) -> list[Fault]:
    faults = _formulas(sheet) or _check_head(sheet, [head(one) for one in question.columns])
    if faults:
        return faults
    made: list[dict[str, Any]] = []
    for number, cells in _rows(sheet):
        row = {}
        for place, (column, cell) in enumerate(zip(question.columns, cells, strict=False), 1):
            try:
                value = answer_cells.value(cell.value, column["kind"], column.get("unit", ""), is_short=True)
            except Misread as error:
                where = f"{sheet.place(place)}, {column['text']}"
                faults.append(Fault(number, where, str(cell.value), str(error)))
                continue
            if value is not None:
                row[column["key"]] = value
        if row:
            said = values.words(question, [row])
            found.lines.append(ReadLine(sheet.title, number, question, said, len(made)))
            made.append(row)
    if made:
        found.values[question.id] = made
    return faults


def _check_head(sheet: Sheet, expected: list[str]) -> list[Fault]:
    """The heads stand where they were, and nothing stands beside them."""
    told = [str(cell.value or "").strip() for cell in sheet.rows[0]] if sheet.rows else []
    faults = []
    for number, name in enumerate(expected, 1):
        if (stands := told[number - 1] if number <= len(told) else "") != name:
            message = f"Hier steht im Fragebogen die Spalte „{name}“. {ANEW}"
            faults.append(Fault(1, sheet.place(number), stands, message))
    for cells in sheet.rows:
        for cell in cells[len(expected) :]:
            if cell.value is not None:
                where = get_column_letter(cell.column)
                message = f"Die Spalte {where} kennt der Fragebogen nicht."
                faults.append(Fault(cell.row, sheet.place(cell.column), str(cell.value), message))
    return faults


def _rows(sheet: Sheet) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    for number, cells in enumerate(sheet.rows[1:], 2):
        if any(cell.value not in (None, "") for cell in cells):
            yield number, cells


class AnswerSheetForm(Form):
    file = UploadField(
        label="Ausgefüllter Fragebogen",
        help_text="XLSX, wie Sie ihn hier heruntergeladen haben, höchstens 3 MB",
        widget=forms.FileInput({"accept": ".xlsx"}),
    )

    faults: Sequence[Fault] = ()

    def __init__(self, *args, baseline: BaselineFacts, organisation_id: int, **options):
        super().__init__(*args, **options)
        self.baseline, self.organisation_id = baseline, organisation_id

    def clean_file(self) -> Reading:
        """What `read` finds in it; `faults` says why it finds nothing."""
        file = self.cleaned_data["file"]
        if file.size > tables.BOOK_BYTES:
            raise forms.ValidationError("Die Datei ist größer als 3 MB.")
        try:
            return read(file.read(), self.baseline, self.organisation_id)
        except Faulty as faulty:
            self.faults = faulty.faults
            raise forms.ValidationError(faulty.message) from faulty


class TakeAnswersForm(CarriedForm):
    """Answers that were looked at."""

    purpose = "answer_sheets"
    effective_on = EffectiveField()
