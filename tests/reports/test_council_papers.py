"""Draft papers for councils: what stands in them, as PDF and as DOCX, for any content."""

import io
import re
import subprocess
import zipfile
from xml.etree import ElementTree

import docx as word
import pikepdf
import pytest

from initiatives.reports.council.blocks import GAP
from initiatives.reports.council.document import html
from initiatives.reports.council.docx import docx
from initiatives.reports.council.odt import odt
from initiatives.reports.council.paper import parts
from initiatives.reports.rendering import render
from initiatives.snapshot.council_paper import CouncilPaper
from initiatives.snapshot.form import read
from tests.reports import council
from tests.reports.page import body, table, tree
from tests.reports.test_any_content import HOSTILE

PDF = pytest.mark.needs("pango", "poppler")
ODF, FO = (
    "{urn:oasis:names:tc:opendocument:xmlns:",
    "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}",
)
NAMES = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FORBIDDEN = "a\x00b\x0b\x1bc\ufffe\ud800d\U000e0001 <w:p/> ]]> &amp; \u202etfeL"


def opened(snapshot) -> word.document.Document:
    return word.Document(io.BytesIO(docx(snapshot)))


def words(found) -> list[str]:
    """All paragraphs of a DOCX, those of tables too."""
    texts = [one.text for one in found.paragraphs]
    texts += [cell.text for grid in found.tables for row in grid.rows for cell in row.cells]
    return [text.replace("\u00a0", " ") for text in texts if text]


def plain(snapshot) -> str:
    return "\n".join(words(opened(snapshot)))


def test_the_paper_says_what_a_council_has_to_know():
    for said in (body(html(council.paper())), plain(council.paper())):
        for part in (
            "Gemeinde Rosendahl",
            "Interkommunale Zusammenarbeit: Personalabrechnung bündeln",
            "[bitte ergänzen: öffentlich oder nichtöffentlich]",
            "Variante A: Zustimmung",
            "Dem Entwurf in der Fassung „2.0 vom 01.10.2026“ zu dem Betätigungsfeld „Personalabrechnung bündeln“ der "
            "Initiative „Zusammenarbeit im Kreis Coesfeld“ wird zugestimmt.",
            "Variante B: Zustimmung mit Bedingungen",
            "[bitte ergänzen: Bedingungen, je mit Zuständigkeit und Frist]",
            "Variante C: Ablehnung",
            "das Votum bis zum 14.12.2026 in der Abstimmungsrunde abzugeben",
            "I. Sachdarstellung",
            "Gemeinsam geht es besser.",
            "„Stimmt Ihre Kommune dem Entwurf zu?“",
            "Ziel: Ein Verfahren, ein Ansprechpartner.",
            "Besoldung",
            "4 Entscheidung",
            "Stadt Dülmen (Fachbereich Personal)",
            "Zustimmung mit Bedingungen vom 14.11.2026, vorläufig bis zum Beschluss",
            "Rat, 13.11.2026: geändert beschlossen",
            "Gemeinde Ascheberg: Die Kündigungsfrist beträgt 12 Monate.",
            "Rückmeldung ausstehend",
            "höhere Wirtschaftlichkeit",
            "II. Entscheidungsalternativen",
            "III. Auswirkungen",
            "Zahlen berechnet, Stand 03.10.2026. Quelle: Erhebung 2026",
            "Vereinbarter gemeinsamer Standard: OSCI, Fassung 2",
            "[bitte ergänzen: Auswirkungen auf das Klima]",
            "IV. Zuständigkeit",
            "Zuständig: Rat.",
            "§ 41 GO NRW",
        ):
            assert part in said, part


@pytest.mark.parametrize(
    ("law", "words"),
    [
        ("§ 50 HGO", "prüfen und ergänzen: § 50 HGO (Hinweis, keine Rechtsberatung), Zuständigkeitsordnung"),
        ("", "prüfen und ergänzen: Kommunalverfassung des Landes, Zuständigkeitsordnung"),
    ],
)
def test_the_competence_rests_on_the_law_of_the_land(law, words):
    told = body(html(council.paper(law=law)))
    assert words in told and "NRW" not in told.partition("IV. Zuständigkeit")[2]


def test_a_county_has_its_own_law_and_an_earlier_paper_stays():
    assert "§ 26 KrO NRW" in plain(council.paper(is_county=True))
    assert "GO NRW" not in body(html(council.paper(is_county=True)))
    assert "KrO" not in plain(council.paper())


def test_money_has_two_decimals_and_more_costs_are_told():
    more = council.paper(costs={"3": council.costs(today=1_00, joint=1_234_567_89, one_off=0)})
    rows = table(tree(html(more)), "Kosten: Gemeinde Rosendahl")
    assert rows[1][1:] == ["1,00 €", "1.234.567,89 €", "0,00 €", "−1.234.566,89 €"]
    assert "Eine negative Ersparnis sind Mehrkosten" in body(html(more))
    assert "24.800,05 €" in plain(council.paper())
    assert "6.767,55 €" in plain(council.paper())


def test_the_result_stands_with_its_key_its_years_its_posts_and_what_it_rests_on():
    said, root = plain(council.compared()), tree(html(council.compared()))
    assert (
        "Eingespart werden 6.767,55 € (27,3 %) im Jahr. Kapitalwert 30.837,75 € (2027 bis 2031, Zins 2 %"
        in said
    )
    assert "einmalig 1.000,00 €, zurück nach 0,1 Jahren." in said
    assert (
        "Kostenschlüssel „Abrechnung“: ab 01.01.2027 8 % nach festen Prozentsätzen; ab 01.07.2029 15 %"
        in said
    )
    rows = table(root, "Auswirkungen auf den Haushalt")
    assert rows[1] == ["2027", "24.800,05 €", "18.032,50 €", "1.000,00 €", "−5.767,55 €"]
    assert rows[-1] == ["Summe", "124.000,25 €", "90.162,50 €", "1.000,00 €", "−32.837,75 €"]
    assert table(root, "Eigene Stellenanteile")[2] == ["gemeinsam", "Ansprechstelle", "0,05", "E 9a"]
    rows = table(root, "Annahmen")
    assert rows[2] == [
        *("gemeinsam", "Abrechnung beim Kreis (gemeinsam getragen)", "–", "Kreiskämmerei"),
        "laut Angebot, 03.10.2026",
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"joint": 30_000_05, "loses": True, "percent": -21.0},
            "Gemeinsam kostet es 5.200,00 € (21 %) im Jahr mehr als heute.",
        ),
        ({"loses": True}, "doch die einmaligen Kosten kommen nicht zurück."),
        ({"payback": None}, "einmalig 1.000,00 €, nie zurück."),
        ({"joint": 24_800_05}, "Gemeinsam kostet es so viel wie heute."),
        ({"joint": None, "percent": None}, "Eine Ersparnis lässt sich noch nicht angeben"),
        ({"today": None, "joint": None, "known_saving": 9_00}, "Erfasst ist nur die Ersparnis"),
    ],
)
def test_whether_the_municipality_loses_is_said_in_words(changes, words):
    found = council.compared(**changes)
    assert words in plain(found)
    if None in changes.values() and "joint" in changes:
        assert "noch nicht erfasst" in table(tree(html(found)), "Kosten: Gemeinde Rosendahl")[1]


def test_a_paper_from_before_the_comparison_has_no_result():
    assert "Ergebnis:" not in plain(council.paper()) and "Annahmen" not in plain(council.paper())


def test_several_fields_are_summed_as_far_as_they_are_known():
    fields = [council.field(), council.field("4", title="Einkauf"), council.field("5", title="Vergabe")]
    some = council.paper(
        core=council.core(fields=fields), costs={"3": council.costs(), "4": council.costs(), "5": None}
    )
    rows = table(tree(html(some)), "Kosten")
    assert rows[3] == ["Vergabe", *["noch nicht erfasst"] * 4]
    assert rows[4] == ["Summe, soweit erfasst", "49.600,10 €", "36.065,00 €", "2.000,00 €", "13.535,10 €"]
    assert "„Personalabrechnung bündeln“, „Einkauf“ und „Vergabe“" in plain(some)


def test_what_is_not_known_is_a_marked_gap_and_never_invented():
    said = plain(council.bare())
    for part in (
        "Der Mitwirkung an dem Betätigungsfeld",
        "[bitte ergänzen: zuständiges Gremium]",
        "Ein Ziel ist noch nicht beschrieben.",
        "noch nicht benannt",
        "noch nicht erfasst",
        "[bitte ergänzen: fehlende Kosten der Kommune]",
        "Es hat sich noch keine Kommune geäußert.",
        "Für die Initiative sind noch keine Rahmenbedingungen festgelegt.",
        "Zuständig: [bitte ergänzen: zuständiges Gremium]. Grundlage: ",
    ):
        assert part in said
    assert "None" not in said
    assert "Begründung\n" not in said


def test_the_core_of_two_municipalities_is_the_same_word_for_word():
    one = council.paper()
    other = council.paper(
        municipality="Stadt Olfen", bodies=[], body_missing=True, costs={"3": None}, date="01.12.2026"
    )
    cores = [[part for part in parts(read(CouncilPaper, found)) if part.is_core] for found in (one, other)]
    assert cores[0] == cores[1]
    mine, theirs = ([p.text for p in opened(found).paragraphs] for found in (one, other))
    assert [text for text in mine if text not in theirs] == [
        "Gemeinde Rosendahl",
        "Kosten: Gemeinde Rosendahl",
        "Personalabrechnung bündeln: Zahlen berechnet, Stand 03.10.2026. Quelle: Erhebung 2026",
        mine[-4],
        mine[-1],
    ]
    assert mine[-4].startswith("Zuständig: Rat.") and mine[-1].startswith("Erstellt aus")
    inner = slice(mine.index("Beschlussvorschlag"), mine.index("Finanzen"))
    assert mine[inner] == theirs[inner] and len(mine[inner]) > 40


def test_the_docx_is_made_of_real_styles_in_german():
    found = opened(council.paper())
    styles = [one.style.name for one in found.paragraphs]
    assert [p.text for p in found.paragraphs if p.style.name == "Title"] == [council.paper()["subject"]]
    assert {"Heading 1", "Heading 2", "Heading 3", "List Bullet", "Caption", "Beschlussvariante"} <= set(
        styles
    )
    assert [p.text for p in found.paragraphs if p.style.name == "Heading 1"] == [
        "Beschlussvorschlag",
        "I. Sachdarstellung",
        "II. Entscheidungsalternativen",
        "III. Auswirkungen",
        "IV. Zuständigkeit",
        "Anlagen",
    ]
    assert {e.get(f"{NAMES}val") for e in found.styles.element.iter(f"{NAMES}lang")} == {"de-DE"}
    assert (round(found.sections[0].page_width.mm), round(found.sections[0].page_height.mm)) == (210, 297)
    named = found.core_properties
    assert (named.language, named.author) == ("de-DE", "Gemeinde Rosendahl")
    assert named.title == "Entwurf einer Vorlage: Interkommunale Zusammenarbeit: Personalabrechnung bündeln"
    assert named.comments == ""
    assert found.sections[0].header.paragraphs[0].text.startswith("Entwurf · ")


def test_tables_of_the_docx_have_a_header_row_and_a_name():
    grids = opened(council.paper()).tables
    heads = [grid for grid in grids if grid._tbl.findall(f".//{NAMES}tblHeader")]
    assert [grid.rows[0].cells[0].text for grid in heads] == [
        "Gremium",
        "Kommune",
        "Rahmenbedingung",
        "Grundlage",
        "Feld",
    ]
    assert all(grid._tbl.tblPr.find(f"{NAMES}tblCaption") is not None for grid in grids)


def test_gaps_are_highlighted_and_everything_in_brackets_is_one():
    found = opened(council.paper())
    runs = [run for p in found.paragraphs for run in p.runs]
    runs += [
        r for g in found.tables for row in g.rows for c in row.cells for p in c.paragraphs for r in p.runs
    ]
    gaps = [run for run in runs if run.style.name == GAP]
    assert found.styles[GAP].font.highlight_color is not None
    assert len(gaps) > 8
    assert all(run.text.startswith("[") and run.text.endswith("]") for run in gaps)
    assert not [run for run in runs if run.text.startswith("[") and run not in gaps and run.style.name != GAP]


@pytest.mark.parametrize("text", [HOSTILE, FORBIDDEN], ids=["markup", "forbidden in XML"])
def test_hostile_text_is_text_in_the_docx(text):
    content = docx(council.hostile(text))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
        relations = archive.read("word/_rels/document.xml.rels").decode()
    assert "External" not in relations
    said = "\n".join(words(word.Document(io.BytesIO(content))))
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u202e\ud800-\udfff]", said)
    assert "<w:p/> ]]> &amp;" in said if text is FORBIDDEN else "<script>" in said
    assert "<script>" not in html(council.hostile(text))


def test_a_very_long_text_is_taken_into_the_docx():
    long = "Sehr lang. " * 9_000 + "\n\n" + "x" * 1_000
    found = opened(council.paper(core=council.core(reasoning=long)))
    assert sum(p.text.startswith("Sehr lang.") for p in found.paragraphs) == 1
    assert sum(len(p.text) for p in found.paragraphs) > 100_000


@PDF
@pytest.mark.parametrize(
    "snapshot",
    [
        council.paper(),
        council.bare(),
        council.hostile(HOSTILE),
        council.paper(core=council.core(reasoning="Lang. " * 16_000)),
    ],
    ids=["paper", "bare", "hostile", "long"],
)
def test_the_pdf_is_made_for_any_content_and_checked(snapshot, tmp_path):
    made = render(snapshot)  # which refuses a PDF that is not UA-1, A-3a, tagged, with the bookmarks
    (tmp_path / "one.pdf").write_bytes(made.pdf)
    said = subprocess.run(["pdftotext", tmp_path / "one.pdf", "-"], capture_output=True, text=True).stdout
    flat = " ".join(said.replace("\u00a0", " ").split())
    assert "Beschlussvorschlag" in flat and "IV. Zuständigkeit" in flat
    if snapshot["core"]["reasoning"] == "Gemeinsam geht es besser.":
        assert "24.800,05 €" in flat
        with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
            assert str(pdf.docinfo["/Title"]).startswith("Entwurf einer Vorlage: Interkommunale")
            assert str(pdf.Root.Lang) == "de"


def open_document(snapshot) -> dict[str, ElementTree.Element]:
    """The parsed files of an ODT, and that its type stands first and as it is."""
    with zipfile.ZipFile(io.BytesIO(odt(snapshot))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.text"
        names = [name for name in archive.namelist() if name.endswith(".xml")]
        return {name: ElementTree.fromstring(archive.read(name)) for name in names}


def odt_words(snapshot) -> str:
    """Its paragraphs and headings, one a line."""
    body = open_document(snapshot)["content.xml"]
    found = [one for one in body.iter() if one.tag in (f"{ODF}text:1.0}}p", f"{ODF}text:1.0}}h")]
    return "\n".join("".join(one.itertext()).replace("\u00a0", " ") for one in found)


def test_the_odt_says_what_the_docx_says():
    mine, theirs = odt_words(council.compared()).split("\n"), words(opened(council.compared()))
    assert sorted(filter(None, mine)) == sorted(theirs)


def test_the_odt_has_headings_header_rows_its_language_and_marked_gaps():
    files = open_document(council.paper())
    body, styles = files["content.xml"], files["styles.xml"]
    heads = [one for one in body.iter(f"{ODF}text:1.0}}h") if one.get(f"{ODF}text:1.0}}outline-level") == "1"]
    assert [one.text for one in heads][:2] == ["Beschlussvorschlag", "I. Sachdarstellung"]
    tables = list(body.iter(f"{ODF}table:1.0}}table"))
    with_heads = [one for one in tables if one.find(f"{ODF}table:1.0}}table-header-rows") is not None]
    assert len(with_heads) == 5 and all(one.find(f"{ODF}table:1.0}}title") is not None for one in tables)
    gaps = [one.text for one in body.iter(f"{ODF}text:1.0}}span")]
    assert len(gaps) > 8 and all(text.startswith("[bitte ") and text.endswith("]") for text in gaps)
    properties = list(styles.iter(f"{ODF}style:1.0}}text-properties"))
    assert {one.get(f"{FO}language") for one in properties} - {None} == {"de"}
    mark = next(
        one for one in styles.iter(f"{ODF}style:1.0}}style") if one.get(f"{ODF}style:1.0}}name") == GAP
    )
    assert mark[0].get(f"{FO}background-color") == "#ffff00"
    footer = next(styles.iter(f"{ODF}style:1.0}}footer"))
    assert "".join(footer.itertext()).endswith("Seite 1 von 1")
    assert footer.find(f".//{ODF}text:1.0}}page-count") is not None


HEADED = {
    "edition": "public",
    "house": {
        "office": "Dezernat II",
        "number": "SV 12/2026",
        "file_number": "10-24-03",
        "stations": [
            {"body": "Hauptausschuss", "on": "2026-12-01", "decides": False},
            {"body": "Rat", "on": None, "decides": True},
        ],
    },
    "attachments": [
        {"key": 7, "title": "Vereinbarung", "file": "anlage-1-vereinbarung.pdf", "size": 9, "sha256": "x"}
    ],
}


def test_the_head_says_who_deals_with_it_in_which_order_and_what_goes_with_it():
    root = tree(html(council.paper(**HEADED)))
    assert table(root, "Beratungsfolge") == [
        ["Gremium", "Sitzung am", "Behandlung", "Aufgabe"],
        ["Hauptausschuss", "01.12.2026", "öffentlich", "Vorberatung"],
        ["Rat", "[bitte ergänzen: Datum und TOP]", "öffentlich", "Entscheidung"],
    ]
    said = plain(council.paper(**HEADED))
    for part in (
        "Gemeinde Rosendahl, Dezernat II",
        "Beschlussvorlage (Entwurf, öffentlich)",
        "SV 12/2026",
        "10-24-03",
        "Anlage 1: Vereinbarung (Datei anlage-1-vereinbarung.pdf)",
    ):
        assert part in said, part
    assert "[bitte ergänzen: Aktenzeichen]" not in said


def test_without_a_body_that_decides_there_is_a_gap_for_it():
    only = HEADED | {"house": {"stations": HEADED["house"]["stations"][:1]}}
    rows = table(tree(html(council.paper(**only, body_missing=True, bodies=[]))), "Beratungsfolge")
    assert [row[0] for row in rows[1:]] == ["Hauptausschuss", "[bitte ergänzen: zuständiges Gremium]"]


def test_where_nothing_has_a_reason_the_table_of_conditions_has_no_column_for_it():
    bare = council.field(checks=[council.CHECK | {"reason": ""}])
    rows = table(tree(html(council.paper(core=council.core(fields=[bare])))), "Rahmenbedingungen")
    assert rows == [["Rahmenbedingung", "Stand"], ["höhere Wirtschaftlichkeit", "erfüllt"]]


def test_nothing_of_the_template_is_left_in_the_docx():
    with zipfile.ZipFile(io.BytesIO(docx(council.paper()))) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name]
        assert b"thumbnail" not in archive.read("_rels/.rels")
        settings = ElementTree.fromstring(archive.read("word/settings.xml"))
    modes = [
        one for one in settings.iter(f"{NAMES}compatSetting") if "compatibilityMode" in one.attrib.values()
    ]
    assert [one.get(f"{NAMES}val") for one in modes] == ["15"]
    assert {one.get(f"{NAMES}val") for one in settings.iter(f"{NAMES}themeFontLang")} == {"de-DE"}


@pytest.mark.parametrize("text", [HOSTILE, FORBIDDEN], ids=["markup", "forbidden in XML"])
def test_hostile_text_is_text_in_the_odt(text):
    said = odt_words(council.hostile(text))
    assert "<w:p/> ]]> &amp;" in said if text is FORBIDDEN else "<script>" in said


@pytest.mark.needs("office", "poppler")
def test_both_files_are_the_same_paper_in_an_office_program(tmp_path):
    found = {}
    for kind, content in (("docx", docx(council.compared())), ("odt", odt(council.compared()))):
        (tmp_path / f"{kind}.{kind}").write_bytes(content)
        command = [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/office",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        command += ["--outdir", str(tmp_path), str(tmp_path / f"{kind}.{kind}")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        said = subprocess.run(
            ["pdftotext", "-layout", tmp_path / f"{kind}.pdf", "-"], capture_output=True, text=True
        )
        assert re.search(r"Seite 1 von [45]\n", said.stdout)
        kept = re.sub(r"Entwurf · .*|.*Seite \d+ von \d+", "", said.stdout)
        found[kind] = set(re.findall(r"[^\W\d_]{4,}", kept))
    assert found["docx"] == found["odt"] and len(found["odt"]) > 150


@PDF
def test_what_goes_with_the_paper_lies_in_the_pdf():
    made = render(council.paper(**HEADED), files={"anlage-1-vereinbarung.pdf": b"%PDF-1.4 x"})
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        inside = pdf.attachments["anlage-1-vereinbarung.pdf"]
        assert inside.get_file().read_bytes() == b"%PDF-1.4 x"
        assert str(inside.obj.AFRelationship) == "/Supplement"
