"""The data of a report as CSV and as a spreadsheet: complete, typed, and harmless when it is opened."""

import csv
import io
import json
from copy import deepcopy
from datetime import datetime

import pytest
from openpyxl import load_workbook

from initiatives.reports.status.document import files, html, spreadsheet
from initiatives.reports.status.tables import all_tables
from initiatives.snapshot.form import canonical, digest, read
from initiatives.snapshot.status_report import StatusReport
from tests.reports import snapshots
from tests.reports.full import full


def attached(snapshot) -> dict[str, list[dict[str, str]]]:
    texts = {f.name: f.content.decode("utf-8-sig") for f in files(snapshot) if f.name.endswith(".csv")}
    return {name: list(csv.DictReader(io.StringIO(text), delimiter=";")) for name, text in texts.items()}


def test_attachments_are_named_and_say_what_they_are_to_the_report():
    found = {f.name: f.relationship for f in files(full())}
    assert found == {
        "felder.csv": "Data",
        "voten.csv": "Data",
        "beschluesse.csv": "Data",
        "kosten.csv": "Data",
        "veraenderungen.csv": "Data",
        "datenstand.json": "Source",
    }


def test_documents_made_of_the_attached_snapshot_are_the_issued_ones():
    source = json.loads(next(f.content for f in files(full()) if f.name == "datenstand.json"))
    assert source["initiatives"][0]["projects"][0]["replies"], "whose order no key says"
    assert files(source) == files(full())
    assert html(source) == html(full())
    assert spreadsheet(source) == spreadsheet(full())


def test_the_attached_snapshot_is_what_the_printed_checksum_goes_over():
    import hashlib

    source = next(f for f in files(full()) if f.name == "datenstand.json")
    assert source.content == canonical(full())
    assert hashlib.sha256(source.content).hexdigest() == digest(full())


def test_every_field_answer_cost_and_change_is_a_line():
    snapshot, lines = full(), attached(full())
    kept = [f for i in snapshot["initiatives"] for f in i["fields"] if not f["reported_in"]]
    assert [line["Feld"] for line in lines["felder.csv"]] == [f["title"] for f in kept]
    assert len(lines["voten.csv"]) == 7 * 11 + 7 * 5
    assert len(lines["kosten.csv"]) == sum(len(f["costs"]) for f in kept)
    assert len(lines["veraenderungen.csv"]) == len(snapshot["changes"])
    first = lines["felder.csv"][0]
    assert (first["Ampel"], first["Ampel seit"], first["Federführung"]) == (
        "Gelb",
        "10.09.2026",
        "Stadt Dülmen",
    )
    loser = next(line for line in lines["kosten.csv"] if "Nordkirchen" in line["Kommune"])
    assert loser["Einsparung € im Jahr"] == "-2100,00"
    assert lines["veraenderungen.csv"][0]["bisher"] == "Entscheidung"
    nottuln = next(v for v in lines["voten.csv"] if v["Nr."] == "1" and "Nottuln" in v["Kommune"])
    assert (nottuln["Beteiligung"], nottuln["Votum"], nottuln["vorläufig"]) == (
        "beteiligt",
        "Zustimmung",
        "ja",
    )


def test_no_cell_is_read_as_a_formula():
    snapshot = full()
    snapshot["initiatives"][0]["fields"][0] |= {
        "aim": "=cmd|' /C calc'!A0",
        "contact": "\u00a0@SUM(1)",
        "cause": "-2+3",
    }
    line = attached(snapshot)["felder.csv"][0]
    assert (line["Ziel"], line["Kontakt"], line["Ursache"]) == ("'=cmd|' /C calc'!A0", "'@SUM(1)", "'-2+3")
    sheet = load_workbook(io.BytesIO(spreadsheet(snapshot)))["Felder"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=cmd|' /C calc'!A0"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_the_spreadsheet_has_a_sheet_a_table_with_days_and_numbers():
    book = load_workbook(io.BytesIO(spreadsheet(full())))
    assert book.sheetnames == ["Bericht", *(table.title for table in all_tables(read(StatusReport, full())))]
    costs = book["Kosten"]
    assert costs["F2"].value == 823400
    assert costs["F2"].number_format == '#,##0.00" €"'
    fields = book["Felder"]
    assert fields["G2"].value == datetime(2026, 3, 20)
    assert fields.freeze_panes == "A2"
    cover = {row[0].value: row[1].value for row in book["Bericht"].iter_rows()}
    assert cover["Prüfsumme des Datenstandes (SHA-256)"] == digest(full())
    assert cover["verglichen mit"] == "Nr. 2/2026, Stand 31.03.2026"


def test_same_snapshot_same_bytes():
    assert spreadsheet(full()) == spreadsheet(deepcopy(full()))


@pytest.mark.parametrize("make", [snapshots.empty, snapshots.source])
def test_what_is_empty_has_its_heads_and_says_why(make):
    snapshot = make()
    book = load_workbook(io.BytesIO(spreadsheet(snapshot)))
    [_, why] = [row[0].value for row in book["Kosten"].iter_rows()]
    assert why and why.endswith(".") and book["Kosten"].max_row == 2
    assert attached(snapshot)["kosten.csv"] == []


def test_a_text_longer_than_a_cell_is_cut_and_control_characters_are_gone():
    snapshot = full()
    snapshot["initiatives"][0]["fields"][0]["aim"] = "\x00\x0b" + "lang " * 20_000
    sheet = load_workbook(io.BytesIO(spreadsheet(snapshot)))["Felder"]
    longest = max(len(str(cell.value)) for row in sheet.iter_rows() for cell in row)
    assert longest == 32_000
