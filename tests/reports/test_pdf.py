"""The finished PDF, read back: text, pages, structure, bookmarks, fonts, metadata, and the same bytes each time."""

import re
import subprocess
from collections import Counter
from datetime import UTC, datetime

import pikepdf
import pytest

from initiatives.reports.formats.pdf import drawable, pdf
from initiatives.reports.formats.pdf_check import essentials
from initiatives.reports.status.document import html
from initiatives.reports.text import esc
from tests.bench.tables import floor_html
from tests.reports import snapshots

pytestmark = [
    pytest.mark.needs("pango", "poppler"),
    # WeasyPrint 70 leaves its colour profile open.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
NOW = datetime(2026, 10, 9, 12, tzinfo=UTC)
CASES = ("empty", "source", "rich", "large")
PAGE = '<!DOCTYPE html><html lang="de"><head><title>T</title></head><body><h1>T</h1>{}</body></html>'


def pages(path) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout.replace("\u00a0", " ").split("\f")[:-1]


def plain(path) -> str:
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.replace("\u00a0", " ").replace("\u00ad", "").split())


def roles(pdf_file) -> Counter:
    """How often each structure type occurs."""
    found: Counter = Counter()
    todo = [pdf_file.Root.StructTreeRoot.K]
    while todo:
        item = todo.pop()
        if isinstance(item, pikepdf.Array):
            todo += list(item)
        elif isinstance(item, pikepdf.Dictionary) and "/S" in item:
            found[str(item.S)[1:]] += 1
            if "/K" in item:
                todo.append(item.K)
    return found


def bookmarks(items, level=0):
    for item in items:
        yield level, item.title
        yield from bookmarks(item.children, level + 1)


@pytest.mark.parametrize("name", CASES)
def test_every_page_says_as_of_when_and_which_it_is(made, name):
    found = made(name)
    as_of = "31.10.2010" if name in ("empty", "source") else "30.09.2026"
    texts = pages(found.path)
    for number, page in enumerate(texts, start=1):
        assert f"Stand {as_of} · Statusbericht IKZ · öffentlich" in page
        assert f"Seite {number} von {len(texts)}" in page
        assert ("Beispieldaten" in page) == (name == "rich")


@pytest.mark.parametrize("name", CASES)
def test_no_page_is_nearly_empty(made, name):
    texts = pages(made(name).path)
    landscape = [width > height for width, height in sizes(made(name).path)]
    for number, page in enumerate(texts[:-1]):
        if landscape[number + 1] and not landscape[number]:
            continue  # the last upright page before the annex
        assert len(page.split()) > 100, f"page {number + 1}"


def sizes(path) -> list[tuple[float, float]]:
    with pikepdf.open(path) as found:
        boxes = [[float(v) for v in page.mediabox] for page in found.pages]
        return [(box[2] - box[0], box[3] - box[1]) for box in boxes]


def test_source_keeps_upright_and_large_turns_at_its_end_only(made):
    assert all(width < height for width, height in sizes(made("source").path))
    turned = [width > height for width, height in sizes(made("large").path)]
    assert turned == sorted(turned)
    assert sum(turned) >= 8


@pytest.mark.parametrize("name", CASES)
def test_metadata_language_and_identification(made, name):
    found = made(name)
    with pikepdf.open(found.path) as document:
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "A"
            title = metadata["dc:title"].replace("\u00a0", " ")
            assert title.startswith(found.snapshot["paper"]["subject"])
        assert document.Root.Lang == "de"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        recorded = datetime.fromisoformat(found.snapshot["recorded_until"])
        assert str(document.docinfo.CreationDate).startswith(f"D:{recorded:%Y%m%d%H%M%S}")


@pytest.mark.parametrize("name", ["source", "rich"])
def test_structure_holds_what_is_seen(made, name):
    found = made(name)
    with pikepdf.open(found.path) as document:
        tags = roles(document)
    assert tags["H1"] == 1
    assert tags["H5"] == found.html.count("<article") == (0 if name == "source" else 13)
    assert tags["Figure"] == (0 if name == "source" else 9)  # the arms too
    assert tags["Table"] >= found.html.count("<table")  # one that goes over pages counts anew
    assert tags["TH"] >= found.html.count("<th ")
    assert tags["Link"] >= 20
    assert tags["L"] >= 7


def test_bookmarks_follow_the_headings(made):
    found = made("rich")
    with pikepdf.open(found.path) as document, document.open_outline() as outline:
        marks = list(bookmarks(outline.root))
    titles = [title for _, title in marks]
    assert titles[0] == found.snapshot["paper"]["subject"]
    for field in kept(found.snapshot):
        assert any(title.startswith(f"{field['number']} {field['title'][:40]}") for title in titles)
    depth = {title: level for level, title in marks}
    assert (
        depth["I. Sachdarstellung"]
        < depth["4 Abschnitt a) Städte und Gemeinden"]
        < depth["4.4 Stand der sieben Felder"]
    )


def test_links_say_where_they_lead(made):
    with pikepdf.open(made("rich").path) as document:
        said = [
            str(note.Contents)
            for page in document.pages
            for note in page.get("/Annots", [])
            if "/Contents" in note
        ]
    assert "Zum Abschnitt 4 Abschnitt a) Städte und Gemeinden" in said
    assert all(text.startswith(("Zum Abschnitt ", "https://")) for text in said), (
        "what people typed says its address"
    )


def test_contents_name_the_page_on_which_a_section_begins(made):
    texts = pages(made("rich").path)
    contents = next(text for text in texts if "Inhalt" in text)
    for title in ("4.6 Voten", "5.4 Stand der sieben Felder", "IV. Zuständigkeit"):
        number = int(re.search(rf"{re.escape(title)}[ .]+(\d+)", contents).group(1))
        assert title in texts[number - 1]


def fonts(document) -> set[str]:
    """Names of the fonts, each of which has to be embedded."""
    names = set()
    for page in document.pages:
        for font in page.Resources.Font.values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
            names.add(str(font.BaseFont).split("+")[-1])
    return names


@pytest.mark.parametrize("name", CASES)
def test_only_fira_sans_and_all_of_it_embedded(made, name):
    with pikepdf.open(made(name).path) as document:
        names = fonts(document)
    assert names
    assert all("Fira" in found for found in names), names


def test_long_words_in_narrow_columns_break_with_a_hyphen_of_the_typeface(tmp_path):
    field = snapshots.field(1, "Haushaltskonsolidierungsverfahren", phase=1, contact="Kämmerei")
    snapshot = snapshots.snapshot(snapshots.initiative("a", "Neu", fields=[field]))
    (tmp_path / "x.pdf").write_bytes(pdf(html(snapshot), b"x", NOW))
    with pikepdf.open(tmp_path / "x.pdf") as document:
        assert all("Fira" in found for found in fonts(document))
    text = "\n".join(pages(tmp_path / "x.pdf"))
    assert re.search(r"^ *1 Haushalts[a-z]+- ", text, re.MULTILINE), "in the row"
    assert len(re.findall(r"^ *(1 )?Haushalts[a-z]+- ", text, re.MULTILINE)) == 2, (
        "in the row and in the entry"
    )


@pytest.mark.parametrize("name", ["source", "rich", "large"])
def test_text_of_every_field_can_be_found(made, name):
    found = made(name)

    def bare(text: str) -> str:
        return text.replace(" ", "").replace("-", "")

    text = bare(plain(found.path))
    lights = {one["key"]: one["word"] for one in found.snapshot["labels"]["lights"]}
    for field in kept(found.snapshot):
        said = [field[key] for key in ("title", "aim", "contact", "cause")] + [lights[field["light"]]]
        for decision in field["decisions"]:
            said += [decision["body"], decision["result"], decision["votes"], decision["paper"]]
        missing = [words for words in said if bare(words) not in text]
        assert not missing, field["title"]
    paper = found.snapshot["paper"]
    assert all(bare(paper[key].split("\n")[0]) in text for key in ("subject", "preface", "outlook"))
    for change in found.snapshot["changes"]:
        # the table of decisions tells their day, and the field a text as it is now
        told = ("subject", "old") if change["kind"] in ("decided", "text") else ("subject", "old", "new")
        assert all(bare(change[key]) in text for key in told), change


def kept(snapshot) -> list[dict]:
    """The fields that are told of: not those whose end an earlier report has told."""
    return [f for i in snapshot["initiatives"] for f in i["fields"] if not f["reported_in"]]


def test_66_participants_go_over_pages_with_the_heads_repeated(made):
    path = made("large").path
    turned = [text for text, (width, height) in zip(pages(path), sizes(path), strict=True) if width > height]
    assert len(turned) > 6
    assert all(re.search(r"^ *Kommune +\d", text, re.MULTILINE) for text in turned)
    rows = Counter(re.findall(r"^ *Musterkommune (\d+) ", "\n".join(turned), re.MULTILINE))
    assert rows == {str(number): 2 for number in range(1, 67)}


def test_same_input_same_bytes():
    page = PAGE.format("<p>Ein Satz.</p>")
    assert pdf(page, b"one", NOW) == pdf(page, b"one", NOW)
    assert pdf(page, b"one", NOW) != pdf(page, b"two", NOW)


def test_report_is_made_with_the_same_bytes_in_another_process(made, tmp_path):
    found = made("source")
    with (found.path.parent / "snapshot.json").open() as snapshot:
        command = ["python", "-m", "initiatives.reports", str(tmp_path)]
        subprocess.run(
            [__import__("sys").executable, *command[1:]], stdin=snapshot, check=True, capture_output=True
        )
    assert (tmp_path / "report.pdf").read_bytes() == found.path.read_bytes()
    assert (tmp_path / "report.html").read_text("utf-8") == found.html


@pytest.mark.parametrize(
    "wish",
    [
        '<img alt="x" src="http://127.0.0.1:9/x.png">',
        '<img alt="x" src="file:///etc/hostname">',
        "<style>p{background:url(https://example.invalid/x.svg)}</style><p>x</p>",
    ],
)
def test_nothing_from_outside(wish):
    with pytest.raises(ValueError, match="von außen"):
        pdf(PAGE.format(wish), b"x", NOW)


def test_characters_the_typeface_lacks_are_replaced():
    assert drawable("a\u2011b\u202f€ ﬁ ① 🚀 中 \u0416 ё") == "a-b\u00a0€ ﬁ 1 ▯ ▯ Ж ё"
    assert drawable("<p>\uff1cscript\uff1e</p>") == "<p>▯script▯</p>"


def test_hostile_texts_are_set(tmp_path):
    words = "<b>&amp;</b> 🚀 中文 مرحبا \u202e\u0000 " + "x" * 5000 + " " + "lang " * 4000
    made_pdf = pdf(PAGE.format(f"<p>{esc(words)}</p>"), b"x", NOW)
    (tmp_path / "x.pdf").write_bytes(made_pdf)
    text = plain(tmp_path / "x.pdf")
    assert "<b>&amp;</b> ▯ ▯▯" in text
    assert text.count("lang") == 4000
    assert text.replace(" ", "").count("x") == 5000


@pytest.mark.parametrize("number", [1, 3])
def test_floor_has_the_pages_it_is_asked_for(number):
    found = essentials(pdf(floor_html(number), b"x", NOW))
    assert found.pages == number
    assert found.tagged
