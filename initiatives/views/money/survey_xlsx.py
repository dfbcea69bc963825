"""The answers to a questionnaire as spreadsheets: those of all beside each other, and the one that an organisation fills in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from initiatives.domain.money import values
from initiatives.domain.rules.money import baseline_comparison
from initiatives.domain.rules.money.baseline_comparison import Comparison
from initiatives.domain.state.facts import (
    BaselineFacts,
    FieldFacts,
    InitiativeFacts,
    OrganisationFacts,
    QuestionFacts,
)
from initiatives.enums.money import QuestionKind
from initiatives.forms.money import answer_sheets
from initiatives.reports.figures.comparison import MARKS
from initiatives.reports.formats import sheets
from initiatives.views.kernel.files import add_line, lay_out, saved, set_head
from initiatives.views.money.survey_lines import outlier_rule

FORMATS = {QuestionKind.MONEY: sheets.EURO, QuestionKind.NUMBER: "#,##0.####"}
EXPECTED = {
    QuestionKind.NUMBER: "Zahl",
    QuestionKind.MONEY: "Betrag in Euro",
    QuestionKind.TEXT: "Text",
    QuestionKind.YES_NO: "Ja oder Nein",
    QuestionKind.DATE: "Datum, zum Beispiel 31.12.2027",
}
LONGEST_LIST = 255  # characters that a spreadsheet takes for what can be chosen
WIDTHS = (12, 60, 30, 16, 30, 60)
TO_DO = (
    "Füllen Sie die Spalte „Antwort“ aus, in den Listen eine Zeile je Eintrag. Speichern Sie als XLSX und lesen Sie die Datei "
    "auf der Seite der Bestandsaufnahme ein: Sie sehen zuerst, was übernommen würde.",
    "Eine leere Zelle lässt stehen, was bekannt ist; eine Liste ersetzt die bisherige als Ganzes. Zurücknehmen können Sie eine "
    "Angabe nur auf der Seite.",
    "Bitte ändern Sie Blätter, Spalten, Kennungen und Einheiten nicht, verbinden Sie keine Zellen und setzen Sie statt "
    "Formeln deren Wert ein.",
    "Dateien geben Sie auf der Seite ab.",
)


def cell_of(kind: str, value: Any) -> Any:
    """A value as a spreadsheet counts with it: money in euros, days as days."""
    if value is None:
        return None
    if kind == QuestionKind.MONEY:
        return float(Decimal(value) / 100)
    if kind == QuestionKind.NUMBER:
        number = Decimal(value)
        return int(number) if number == number.to_integral_value() else float(number)
    if kind == QuestionKind.DATE:
        return date.fromisoformat(value)
    return values.cell_words(kind, "", value)


def write(
    facts: InitiativeFacts,
    field: FieldFacts,
    baseline: BaselineFacts,
    asked: Sequence[OrganisationFacts],
    today: date,
) -> bytes:
    """All answers: a sheet with those that are one value, one with figures made of them, one for each list, a legend."""
    book = sheets.workbook()
    _answers(book.create_sheet("Antworten"), answer_sheets.single(baseline), baseline, asked)
    made = baseline_comparison.per_case(baseline, asked)
    if made:
        _figures(book.create_sheet("Kennzahlen"), made, asked)
    for question in answer_sheets.lists(baseline):
        _list(book.create_sheet(answer_sheets.title(question)), question, baseline, asked)
    found = [*baseline_comparison.comparisons(baseline, asked), *made]
    _legend(book.create_sheet("Legende"), facts, field, found, today)
    return saved(book, f"Bestandsaufnahme {field.short_title or field.title}")


def _answers(
    sheet: Worksheet,
    questions: Sequence[QuestionFacts],
    baseline: BaselineFacts,
    asked: Sequence[OrganisationFacts],
) -> None:
    heads = [f"{one.text} ({unit})" if (unit := answer_sheets.unit(one)) else one.text for one in questions]
    add_line(sheet, ["Kommune", *heads])
    for place in asked:
        answers = [baseline.answer(place.id, one.id) for one in questions]
        cells = [
            cell_of(one.kind, answer.value) if answer else None
            for one, answer in zip(questions, answers, strict=True)
        ]
        add_line(sheet, [place.designation, *cells])
    _shape(sheet, [None, *(one.kind for one in questions)])


def _figures(sheet: Worksheet, made: Sequence[Comparison], asked: Sequence[OrganisationFacts]) -> None:
    add_line(sheet, ["Kommune", *(one.title for one in made)])
    for number, place in enumerate(asked):
        entries = [one.entries[number] for one in made]
        cells = [
            float(entry.number) / (100 if one.kind == QuestionKind.MONEY else 1)
            if entry.number is not None
            else entry.why
            for one, entry in zip(made, entries, strict=True)
        ]
        add_line(sheet, [place.designation, *cells])
    _shape(sheet, [None, *(one.kind for one in made)])


def _list(
    sheet: Worksheet, question: QuestionFacts, baseline: BaselineFacts, asked: Sequence[OrganisationFacts]
) -> None:
    add_line(sheet, ["Kommune", *map(answer_sheets.head, question.columns)])
    for place in asked:
        answer = baseline.answer(place.id, question.id)
        for row in answer.value if answer else ():
            add_line(sheet, [place.designation, *_row(question, row)])
    sheets.say_why_empty(sheet, "Noch hat niemand etwas angegeben.")
    _shape(sheet, [None, *(one["kind"] for one in question.columns)])


def _row(question: QuestionFacts, row: Mapping[str, Any]) -> list[Any]:
    return [cell_of(one["kind"], row.get(one["key"])) for one in question.columns]


def _shape(sheet: Worksheet, kinds: Sequence[str | None]) -> None:
    """Head, widths, and how the numbers of each column are written."""
    set_head(sheet, "B2")
    sheet.print_title_cols = "A:A"
    for number, kind in enumerate(kinds, 1):
        sheet.column_dimensions[get_column_letter(number)].width = 32 if number == 1 else 22
        for (cell,) in sheet.iter_rows(min_row=2, min_col=number, max_col=number):
            if kind in FORMATS:
                cell.number_format = FORMATS[QuestionKind(kind)]


def _legend(
    sheet: Worksheet, facts: InitiativeFacts, field: FieldFacts, found: Sequence[Comparison], today: date
) -> None:
    add_line(sheet, ["Feld", field.title])
    add_line(sheet, ["Initiative", facts.title])
    add_line(sheet, ["Stand", today])
    add_line(sheet, ["Auffällig", outlier_rule()])
    add_line(sheet, [])
    add_line(sheet, ["Frage", "bekannt", "ohne Angabe", "auffällig"])
    for cell in sheet[sheet.max_row]:
        cell.font = sheets.BOLD
    for one in found:
        known = f"{len(one.known)} der {len(one.entries)}"
        missing = ", ".join(f"{entry.organisation.name} ({entry.why})" for entry in one.missing)
        outliers = ", ".join(
            f"{entry.organisation.name} ({MARKS[entry.stands_out]})" for entry in one.outliers
        )
        add_line(sheet, [one.title, known, missing or "–", outliers or "–"])
    sheets.set_widths(sheet, (48, 60, 48, 48))
    lay_out(sheet)


def questionnaire(
    facts: InitiativeFacts,
    field: FieldFacts,
    baseline: BaselineFacts,
    own: OrganisationFacts,
    today: date,
) -> bytes:
    """What an organisation fills in, with what it has answered; see `forms/money/answer_sheets` for how it is read back."""
    book = sheets.workbook()
    _hints(book.create_sheet(answer_sheets.HINTS), facts, field, baseline, own, today)
    questions = answer_sheets.single(baseline)
    if questions:
        _questions(book.create_sheet(answer_sheets.QUESTIONS), questions, baseline, own)
    for question in answer_sheets.lists(baseline):
        sheet = book.create_sheet(answer_sheets.title(question))
        add_line(sheet, [answer_sheets.head(one) for one in question.columns])
        answer = baseline.answer(own.id, question.id)
        for row in answer.value if answer else ():
            add_line(sheet, _row(question, row))
        _shape(sheet, [one["kind"] for one in question.columns])
    return saved(book, f"Fragebogen {field.short_title or field.title}")


def _hints(
    sheet: Worksheet,
    facts: InitiativeFacts,
    field: FieldFacts,
    baseline: BaselineFacts,
    own: OrganisationFacts,
    today: date,
) -> None:
    add_line(sheet, ["Fragebogen", baseline.title])
    add_line(sheet, ["Feld", field.title])
    add_line(sheet, ["Initiative", facts.title])
    add_line(sheet, ["Organisation", own.designation])
    add_line(sheet, ["Stand", today])
    if baseline.due_on:
        add_line(sheet, ["Frist", baseline.due_on])
    add_line(sheet, [answer_sheets.MARK, answer_sheets.mark(baseline, own.id)])
    for text in TO_DO:
        add_line(sheet, ["Hinweis", text])
    for cells in sheet.iter_rows(max_col=1):
        cells[0].font = sheets.BOLD
    sheets.set_widths(sheet, (16, 100))
    lay_out(sheet)


def _questions(
    sheet: Worksheet, questions: Sequence[QuestionFacts], baseline: BaselineFacts, own: OrganisationFacts
) -> None:
    add_line(sheet, list(answer_sheets.HEAD))
    for number, one in enumerate(questions, 2):
        answer = baseline.answer(own.id, one.id)
        value = cell_of(one.kind, answer.value) if answer else None
        expected = "; ".join(one.choices) if one.choices else EXPECTED[QuestionKind(one.kind)]
        needed = f"{expected} (nötig)" if one.is_required else expected
        add_line(sheet, [f"F{one.id}", one.text, needed, answer_sheets.unit(one), value, one.help])
        cell = sheet.cell(number, answer_sheets.ANSWER + 1)
        if one.kind in FORMATS:
            cell.number_format = FORMATS[QuestionKind(one.kind)]
        _offer(sheet, cell.coordinate, ("Ja", "Nein") if one.kind == QuestionKind.YES_NO else one.choices)
    set_head(sheet, "C2")
    sheets.set_widths(sheet, WIDTHS)


def _offer(sheet: Worksheet, place: str, choices: Sequence[str]) -> None:
    """Let a cell be chosen from a list, where a spreadsheet can hold it."""
    listed = ",".join(choices)
    if not choices or len(listed) > LONGEST_LIST or any("," in one or '"' in one for one in choices):
        return
    offered = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    offered.add(place)
    sheet.add_data_validation(offered)
