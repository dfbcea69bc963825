"""Spreadsheets: one typeface, one page wide, a head on every page, rows as high as their text, and why one is empty."""

import subprocess

import pytest

from initiatives.reports.formats import sheets
from initiatives.reports.status.document import spreadsheet
from initiatives.views.kernel.files import add_line, as_xlsx, saved, set_head
from tests.reports import snapshots
from tests.reports.full import full
from tests.support.spreadsheets import headed, opened


def test_all_sheets_of_a_report_are_laid_out_alike():
    book = opened(spreadsheet(full()))
    assert [one.title for one in book.worksheets if not headed(one)] == ["Bericht"], "the cover has no head"


def test_an_empty_table_of_a_report_says_why():
    book = opened(spreadsheet(snapshots.empty()))
    said = {one.title: one["A2"].value for one in book.worksheets[1:]}
    assert said["Felder"] == "Kein Eintrag: Zum Stichtag gibt es in dieser Ausgabe nichts zu „Felder“."
    assert all(text.startswith("Kein Eintrag") for text in said.values())


def test_why_a_sheet_is_empty_stands_there_only_where_it_is():
    book = sheets.workbook()
    for rows in ([["Kopf"]], [["Kopf"], ["Wert"]]):
        sheet = book.create_sheet()
        for row in rows:
            add_line(sheet, row)
        sheets.say_why_empty(sheet, "Noch nichts.")
    assert [one["A2"].value for one in book.worksheets] == ["Noch nichts.", "Wert"]


def test_a_list_to_fill_in_is_text_with_a_head():
    sheet = opened(as_xlsx([("AGS", "Name"), ("05558032", "=Nottuln")], "Liste")).active
    assert headed(sheet) and (sheet["A2"].value, sheet["A2"].number_format) == ("05558032", "@")
    assert sheet["B2"].data_type == "s"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("kurz", None),
        ("x" * 20, None),
        ("x" * 21, 2),
        ("eins\nzwei\ndrei", 3),
        ("=SUM(A1:A9999999999999)", None),
    ],
)
def test_a_row_is_as_high_as_its_text(text, lines):
    found = sheets.height([text, 7, None], [20, 20, 20])
    assert found == (lines and lines * sheets.OF_LINE + sheets.OF_ROW)


def test_columns_fit_and_the_more_there_are_the_narrower():
    assert sheets.fitting(["Nr."], [[1234567.5]]) == [len("1,234,567.50 €") + 2]
    assert sheets.fitting(["Text"], [["x" * 500]]) == [sheets.WIDEST]
    assert sheets.fitting(["Text"] * 20, [["x" * 500]] * 20) == [2 * sheets.NARROW] * 20
    assert sheets.fitting(["Bestandsaufnahme"], [[]]) == [len("Bestandsaufnahme") + 3]


@pytest.mark.needs("office", "poppler")
def test_an_office_program_keeps_the_typeface_and_prints_one_page_wide(tmp_path):
    book = sheets.workbook()
    sheet = book.create_sheet("Liste")
    for number in range(90):
        add_line(sheet, [f"Kopf {n}" if number == 0 else f"Zeile {number}, Spalte {n}" for n in range(14)])
    sheets.set_widths(sheet, [30] * 14)
    set_head(sheet)
    (tmp_path / "liste.xlsx").write_bytes(saved(book, "Liste"))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/office",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    command += ["--outdir", str(tmp_path), str(tmp_path / "liste.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = tmp_path / "liste.pdf"
    told = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True).stdout
    assert "841.89 x 595" in told, "A4 landscape"
    fonts = subprocess.run(["pdffonts", pdf], capture_output=True, text=True).stdout.splitlines()[2:]
    assert {"Arial" in one or "LiberationSans" in one for one in fonts} == {True}
    pages = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True).stdout.split(
        "\f"
    )
    assert all("Kopf 0" in page and "Kopf 13" in page for page in filter(None, pages))
    assert len(pages) > 1
