"""The questionnaire as a spreadsheet: handed out, filled in, looked at row by row, taken over as a whole or not at all."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.state import memory
from initiatives.models import Answer, Event, Question
from tests.support.personas import AT
from tests.support.spreadsheets import headed, opened
from tests.support.surveys import (
    CASES,
    COST,
    FTE,
    HOW,
    LIST,
    NOTE,
    TRAVEL,
    UNTIL,
    answer,
    ask,
    software,
    take_part,
)

ANSWER = "E"  # its column


@pytest.fixture
def questions(circle):
    take_part(circle, circle.nottuln, circle.duelmen)
    return ask(circle.payroll)


@pytest.fixture
def known(circle, questions):
    """What Dülmen has answered before."""
    values = {CASES: "250", TRAVEL: True, NOTE: "=1+1", LIST: [software("LOGA"), software("Zeus", "2")]}
    answer(circle.duelmen, questions, values)
    return questions


@pytest.fixture
def urls(circle):
    names = ("baseline_sheet", "baseline_sheet_read", "baseline_sheet_take")
    return [reverse(name, args=[circle.payroll.pk]) for name in names]


@pytest.fixture
def book(sign_in, urls, known):
    """The questionnaire as Dülmen has loaded it."""
    book = opened(sign_in("duelmen").get(urls[0]).content)
    assert all(map(headed, book.worksheets[1:])), "all but the hints"
    return book


def sent(book: Workbook) -> SimpleUploadedFile:
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("fragebogen.xlsx", file.getvalue())


def look(sign_in, urls, book, who="duelmen"):
    """The answer to a file, which writes nothing."""
    before = Answer.objects.count(), Event.objects.count()
    found = sign_in(who).post(urls[1], {"file": sent(book) if isinstance(book, Workbook) else book})
    assert (Answer.objects.count(), Event.objects.count()) == before
    return found


def faults(response) -> list[list[str]]:
    """Line, column, content and fault of each that is told."""
    assert response.status_code == 422
    page = response.content.decode()
    assert "Die Datei wurde nicht eingelesen; es wurde nichts geändert." in page
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells if row]


def signed(page) -> str:
    return re.search(r'name="signed" value="([^"]+)"', page.content.decode())[1]


def acts(page) -> list[tuple[str, str, str]]:
    """Of each row of the preview: sheet and row, what stands in the file, what happens."""
    rows = re.findall(r"<tr>(.*?)</tr>", page.content.decode(), re.DOTALL)
    cells = [re.findall(r'data-label="([^"]+)">(.*?)</td>', row, re.DOTALL) for row in rows]
    bare = [{name: re.sub(r"<[^>]+>", "", cell).strip() for name, cell in row} for row in cells if row]
    return [(row["Blatt, Zeile"], row["aus der Datei"], row["Was geschieht"]) for row in bare]


def put(book, place: int, value):
    """Answer the question at this place of the questionnaire."""
    book["Fragen"][f"{ANSWER}{place + 2}"] = value


def stands(circle, questions):
    memory.forget()
    rows = Answer.objects.standing().filter(organisation=circle.duelmen)
    return {questions.index(one.question): one.value for one in rows}


# Handed out


def test_the_file_has_a_sheet_for_the_questions_and_one_for_each_list(book, questions):
    assert book.sheetnames == ["Hinweise", "Fragen", f"F{questions[LIST].pk} Software"]
    lines = list(book["Fragen"].iter_rows(min_row=2, values_only=True))
    assert [line[1] for line in lines] == [
        "Abrechnungen im Monat",
        "Stellenanteile",
        "Kosten im Jahr",
        "Wird die Reisekostenabrechnung mit erledigt?",
        "Abrechnungsart",
        "Vertrag gilt bis",
        "Anmerkungen zum Ablauf",
    ]  # and not the file
    assert [line[4] for line in lines] == [250, None, None, "Ja", None, None, "=1+1"]
    assert lines[2][2:4] == ("Betrag in Euro (nötig)", "€")
    assert lines[4][2] == "zentral; je Amt (nötig)"
    cell = book["Fragen"][f"{ANSWER}{NOTE + 2}"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)  # a text, not a formula
    listed = list(book.worksheets[2].iter_rows(values_only=True))
    assert listed[0] == ("Verfahren", "Fassung", "Vertragsende", "Kosten (€ im Jahr)")
    assert listed[1:] == [("LOGA", None, None, None), ("Zeus", "2", None, None)]


def test_read_back_as_it_was_there_is_nothing_to_do(sign_in, urls, book):
    page = look(sign_in, urls, book)
    assert page.status_code == 200
    assert "In dieser Datei ist nichts zu tun: Jede Antwort steht schon so da." in page.content.decode()
    assert {act for _, _, act in acts(page)} == {"unverändert"}


# Looked at and taken over


def test_each_row_says_what_would_come_of_it_and_is_then_stored(circle, sign_in, urls, book, questions):
    for place, value in {
        CASES: "1.250 Stück",
        FTE: 2.5,
        COST: "43.900 EUR",
        TRAVEL: None,  # leaves what is known
        HOW: "JE AMT",
        UNTIL: date(2027, 6, 30),
    }.items():
        put(book, place, value)
    sheet = book.worksheets[2]
    sheet.delete_rows(2)  # LOGA
    sheet.append(["P&I", 5.1, "31.12.2027", "1.234,- €"])
    page = look(sign_in, urls, book)
    assert page.status_code == 200
    assert acts(page) == [
        ("Fragen, 2", "1.250 Stück", "wird ersetzt"),
        ("Fragen, 3", "2,5 VZÄ", "kommt hinzu"),
        ("Fragen, 4", "43.900,00\u00a0€", "kommt hinzu"),
        ("Fragen, 6", "je Amt", "kommt hinzu"),
        ("Fragen, 7", "30.06.2027", "kommt hinzu"),
        ("Fragen, 8", "=1+1", "unverändert"),
        (f"{sheet.title}, 2", "Zeus, 2", "unverändert"),
        (f"{sheet.title}, 3", "P&amp;I, 5.1, 31.12.2027, 1.234,00\u00a0€ im Jahr", "kommt hinzu"),
        (sheet.title, "–", "entfällt"),
    ]
    said = "5 Angaben kommen hinzu, 1 Angabe wird ersetzt, 2 Angaben bleiben und 1 Angabe entfällt."
    assert f"Von den Antworten der Stadt Dülmen: {said}" in page.content.decode()
    client = sign_in("duelmen")
    done = client.post(urls[2], {"signed": signed(page)})
    assert (done.status_code, done["Location"]) == (303, reverse("baseline", args=[circle.payroll.pk]))
    assert "Aus der Datei übernommen: 6 Antworten." in client.get(done["Location"]).content.decode()
    assert stands(circle, questions) == {
        CASES: "1250",
        FTE: "2.5",
        COST: 4_390_000,
        TRAVEL: True,
        HOW: "je Amt",
        UNTIL: "2027-06-30",
        NOTE: "=1+1",
        LIST: [
            {"verfahren": "Zeus", "fassung": "2"},
            {"verfahren": "P&I", "fassung": "5.1", "ende": "2027-12-31", "kosten": 123_400},
        ],
    }


def test_what_somebody_has_changed_meanwhile_is_not_overwritten(circle, sign_in, urls, book, questions):
    put(book, CASES, 300)
    put(book, FTE, 3)
    page = look(sign_in, urls, book)
    answer(circle.duelmen, questions, {CASES: "270"})
    client = sign_in("duelmen")
    refused = client.post(urls[2], {"signed": signed(page)})
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "Antworten Ihrer Organisation geändert. Es wurde nichts übernommen" in said and "270 Stück" in said
    assert stands(circle, questions)[CASES] == "270" and FTE not in stands(circle, questions)
    assert client.post(urls[2], {"signed": signed(refused)}).status_code == 303  # seen now
    assert stands(circle, questions)[CASES] == "300"


def test_the_day_from_which_the_answers_hold_can_be_named(circle, sign_in, urls, book, questions):
    put(book, CASES, 300)
    page, client = look(sign_in, urls, book), sign_in("duelmen")
    refused = client.post(urls[2], {"signed": signed(page), "effective_on": "01.01.2100"})
    assert refused.status_code == 422 and "Dieses Datum liegt in der Zukunft." in refused.content.decode()
    assert 'value="01.01.2100"' in refused.content.decode()
    assert client.post(urls[2], {"signed": signed(refused), "effective_on": "02.03.2026"}).status_code == 303
    assert Answer.objects.get(question=questions[CASES], value="300").effective_on == date(2026, 3, 2)


def test_what_is_not_asked_any_more_is_shown_before_the_rest_is_taken_over(
    circle, sign_in, urls, book, questions
):
    put(book, CASES, 300)
    put(book, FTE, 3)
    page = look(sign_in, urls, book)
    Question.objects.filter(pk=questions[FTE].pk).update(dropped_on=date(2026, 2, 2), dropped_at=AT)
    memory.forget()
    client = sign_in("duelmen")
    refused = client.post(urls[2], {"signed": signed(page)})
    assert refused.status_code == 422 and "Stellenanteile" not in refused.content.decode()
    assert stands(circle, questions)[CASES] == "250"
    assert client.post(urls[2], {"signed": signed(refused)}).status_code == 303
    assert stands(circle, questions)[CASES] == "300" and FTE not in stands(circle, questions)


def test_a_look_is_for_its_person_alone_and_cannot_be_changed(circle, sign_in, urls, book, questions):
    put(book, CASES, 300)
    mark = signed(look(sign_in, urls, book))
    for who, what in (("nottuln", mark), ("duelmen", mark[:-2] + "xx"), ("duelmen", "")):
        refused = sign_in(who).post(urls[2], {"signed": what})
        assert refused.status_code == 422
        assert "Diese Vorschau ist zu alt oder wurde verändert." in refused.content.decode()
    assert stands(circle, questions)[CASES] == "250"


def test_only_who_answers_for_a_participant_gets_and_sends_the_file(circle, sign_in, urls, known):
    for who in ("rosendahl", "reader", "county", "administrator"):  # take no part, or only read
        client = sign_in(who)
        codes = [client.get(urls[0]), client.get(urls[1]), client.post(urls[1]), client.post(urls[2])]
        assert {one.status_code for one in codes} == {403}


def test_without_a_questionnaire_there_is_no_file(circle, sign_in, urls):
    take_part(circle, circle.duelmen)
    assert [sign_in("duelmen").get(url).status_code for url in urls[:2]] == [404, 404]


# Refused


@pytest.mark.parametrize(
    ("place", "value", "content", "message"),
    [
        (CASES, "=2*3", "=2*3", "Hier steht eine Formel. Bitte setzen Sie den Wert ein, den sie ergibt."),
        (CASES, "1,2,3", "1,2,3", "Bitte geben Sie eine Zahl an, zum Beispiel 1.250 oder 1.250,5."),
        (CASES, "viele", "viele", "Bitte geben Sie eine Zahl an, zum Beispiel 1.250 oder 1.250,5."),
        (CASES, -5, "-5", "Eine Zahl unter null kann hier nicht stimmen."),
        (CASES, True, "True", "Hier steht Ja oder Nein, erwartet wird eine Zahl."),
        (CASES, date(2027, 1, 1), "2027-01-01 00:00:00", "Hier steht ein Datum, erwartet wird eine Zahl."),
        (CASES, "12 kg", "12 kg", "Unbekannte Einheit „kg“. Erwartet wird „Stück“."),
        (COST, "12 T€", "12 T€", "Unbekannte Einheit „T€“. Erwartet wird „Euro“."),
        (
            COST,
            12.345,
            "12.345",
            "Bitte geben Sie einen Betrag in Euro an, zum Beispiel 24.800 oder 24.800,50.",
        ),
        (COST, "-1.000,00 €", "-1.000,00 €", "Ein Betrag kann nicht kleiner als null sein."),
        (TRAVEL, "vielleicht", "vielleicht", "Erwartet wird Ja oder Nein."),
        (HOW, "dezentral", "dezentral", "Diese Auswahl gibt es hier nicht. Möglich sind: zentral; je Amt."),
        (
            UNTIL,
            "31.02.2027",
            "31.02.2027",
            "Dieses Datum gibt es nicht. Erwartet wird zum Beispiel 31.12.2022.",
        ),
        (UNTIL, 2027, "2027", "Das ist kein Datum. Erwartet wird zum Beispiel 31.12.2027."),
        (FTE, 0.12345, "0.12345", "Möglich sind höchstens 4 Stellen nach dem Komma."),
        (NOTE, "x" * 2001, "x" * 59 + "…", "Bitte kürzen Sie auf 2000 Zeichen."),
    ],
)
def test_a_cell_that_cannot_be_is_told_with_row_and_column(
    sign_in, urls, book, place, value, content, message
):
    put(book, place, value)
    put(book, COST if place != COST else FTE, 7)  # is right, and yet not taken
    [found] = faults(look(sign_in, urls, book))
    column = f"{ANSWER}, Blatt „Fragen“" + (
        "" if message.startswith("Hier steht eine Formel") else ", Antwort"
    )
    assert found == [str(place + 2), column, content, message]


def test_a_cell_of_a_list_is_told_with_row_and_column(sign_in, urls, book):
    sheet = book.worksheets[2]
    sheet.append(["P&I", "5", "bald", "12 T€"])
    sheet.append(["x" * 201])
    found = faults(look(sign_in, urls, book))
    assert [(row[0], row[1].partition(",")[0], row[3]) for row in found] == [
        ("4", "C", "Dieses Datum gibt es nicht. Erwartet wird zum Beispiel 31.12.2022."),
        ("4", "D", "Unbekannte Einheit „T€“. Erwartet wird „Euro“."),
        ("5", "A", "Bitte kürzen Sie auf 200 Zeichen."),
    ]
    assert all(sheet.title in row[1] for row in found)


def rename(book):
    book.worksheets[2]["D1"] = "Kosten (T€ im Jahr)"


def widen(book):
    book["Fragen"]["H3"] = "Notiz"


def swap(book):
    book["Fragen"]["D1"], book["Fragen"]["E1"] = "Antwort", "Einheit"


def change_unit(book):
    book["Fragen"]["D4"] = "T€"


def join(book):
    book["Fragen"].merge_cells("E3:F4")


def twice(book):
    book["Fragen"]["A3"] = book["Fragen"]["A2"].value


def drop_questions(book):
    del book["Fragen"]


def drop_hints(book):
    del book["Hinweise"]


def strange_list(book):
    book.create_sheet("F999999 Anderes")


def fault_of_formula(book):
    book["Fragen"]["E3"] = "#REF!"


def many(book):
    for number in range(320):
        book.worksheets[2].append([f"Verfahren {number}"])


def wide(book):
    book["Fragen"].cell(2, 70).value = "x"


@pytest.mark.parametrize(
    ("change", "line", "column", "message"),
    [
        (rename, "1", "D, Blatt „F", "Hier steht im Fragebogen die Spalte „Kosten (€ im Jahr)“."),
        (widen, "3", "H, Blatt „Fragen“", "Die Spalte H kennt der Fragebogen nicht."),
        (swap, "1", "D, Blatt „Fragen“", "Hier steht im Fragebogen die Spalte „Einheit“."),
        (change_unit, "4", "D, Blatt „Fragen“", "Unbekannte Einheit. Erwartet wird „€“."),
        (join, "3", "E, Blatt „Fragen“", "Diese Zellen sind verbunden."),
        (twice, "3", "A, Blatt „Fragen“", "Diese Frage gibt es im Fragebogen nicht (mehr)"),
        (drop_questions, "1", "–", "Das Blatt „Fragen“ fehlt."),
        (drop_hints, "1", "A, Blatt „Hinweise“", "Das ist kein Fragebogen dieser Anwendung"),
        (strange_list, "1", "A, Blatt „F999999 Anderes“", "Diese Liste gibt es im Fragebogen nicht (mehr)."),
        (fault_of_formula, "3", "E, Blatt „Fragen“", "Hier steht ein Fehler einer Formel."),
        (many, "302", "A, Blatt „F", "Das Blatt hat mehr als 300 Zeilen"),
        (wide, "2", "BI, Blatt „Fragen“", "Das Blatt hat mehr als 60 Spalten."),
    ],
)
def test_a_file_of_another_form_is_told_with_row_and_column(
    sign_in, urls, book, change, line, column, message
):
    change(book)
    first = faults(look(sign_in, urls, book))[0]
    assert first[0] == line and first[1].startswith(column) and first[3].startswith(message)


def test_a_hundred_thousand_rows_are_refused_with_the_row(sign_in, urls, book):
    listed = book.worksheets[2].title
    heads = [cell.value for cell in book.worksheets[2][1]]
    hints = [[cell.value for cell in row] for row in book["Hinweise"].iter_rows()]
    huge = Workbook(write_only=True)
    for title, rows in (("Hinweise", hints), (listed, [heads, *[["LOGA 5", "2024"]] * 100_000])):
        sheet = huge.create_sheet(title)
        for row in rows:
            sheet.append(row)
    [found] = faults(look(sign_in, urls, huge))
    assert found[:2] == ["302", f"A, Blatt „{listed}“"]


def test_the_file_of_another_field_or_organisation_is_refused(circle, sign_in, urls, book):
    [found] = faults(look(sign_in, urls, book, who="nottuln"))
    assert found[1] == "B, Blatt „Hinweise“" and "der Fragebogen einer anderen Organisation" in found[3]
    ask(circle.hotline)
    fields.set_participation(
        field=circle.hotline, organisation=circle.duelmen, status="participating", by=None, at=moments.now()
    )
    other = [reverse("baseline_sheet_read", args=[circle.hotline.pk])] * 2
    [found] = faults(look(sign_in, other, book))
    assert "der Fragebogen eines anderen Feldes" in found[3]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Kennung;Antwort\nF1;5\n", "Das ist keine Excel-Datei. Erwartet wird XLSX."),
        (b"PK\x03\x04kaputt", "Die Datei ist"),
        (b"\x00" * 3_000_001, "Die Datei ist größer als 3 MB."),
    ],
)
def test_what_is_no_spreadsheet_or_too_large_is_refused(sign_in, urls, known, content, message):
    page = look(sign_in, urls, SimpleUploadedFile("fragebogen.xlsx", content))
    assert page.status_code == 422 and message in page.content.decode()


def test_other_sheets_are_not_read_and_it_is_said_which(sign_in, urls, book):
    book.create_sheet("Nebenrechnung")["A1"] = "=1+1"
    put(book, CASES, 300)
    assert "Nicht gelesene Blätter: Nebenrechnung." in look(sign_in, urls, book).content.decode()


def test_a_sheet_joined_from_end_to_end_is_refused_at_once(sign_in, urls, book):
    """A library that builds each of these cells would be busy for hours."""
    file = io.BytesIO()
    book.save(file)
    joined, path = io.BytesIO(), "xl/worksheets/sheet2.xml"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(joined, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            all_of_it = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
            new.writestr(name, text.replace(b"</sheetData>", all_of_it) if name == path else text)
    sent_file = SimpleUploadedFile("fragebogen.xlsx", joined.getvalue())
    [found] = faults(look(sign_in, urls, sent_file))
    assert found[:2] == ["1", "A, Blatt „Fragen“"]
