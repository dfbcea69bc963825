"""A report in which every text is hostile is set without fetching anything: the fence of `pdf` raises for all it is asked for."""

import subprocess
from datetime import UTC, datetime

import pytest

from initiatives.reports.formats.pdf import pdf
from initiatives.reports.formats.pdf_check import check
from initiatives.reports.status.document import files, html, spreadsheet, titles
from tests.reports.full import full
from tests.reports.page import text, tree

HOSTILE = (
    '"><img src="http://127.0.0.1:9/x.png"><link rel=attachment href="file:///etc/passwd">'
    "</style><style>@import url(http://127.0.0.1:9/x.css);p{background:url(file:///etc/hostname)}</style>"
    "<script>alert(1)</script><svg><image href='file:///etc/passwd'/></svg>&amp;\x00\x07\ud800\u202e"
)
SEEN = HOSTILE.translate(dict.fromkeys(map(ord, "\x00\x07\ud800\u202e")))
TEXTS = (
    *(
        "title",
        "short_title",
        "aim",
        "description",
        "origin",
        "side_reason",
        "cause",
        "measure",
        "contact",
        "round_title",
    ),
    *(
        "background",
        "county",
        "conditions_note",
        "order_reason",
        "place",
        "result",
        "text",
        "votes",
        "body",
        "paper",
    ),
    *("confidence", "source", "proposed_by", "subject", "old", "new", "label", "name", "designation"),
    *("sender", "sender_line", "file_number", "department", "proposal", "report_number", "item"),
    *(
        "responsibility",
        "alternatives",
        "finances",
        "staff",
        "it",
        "climate",
        "competence",
        "preface",
        "outlook",
    ),
    *("reason", "overruled", "word", "meaning"),
)


def poisoned(value, key=""):
    if isinstance(value, dict):
        return {k: poisoned(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [HOSTILE if key == "focal_points" else poisoned(item, key) for item in value]
    return HOSTILE if key in TEXTS and isinstance(value, str) else value


@pytest.fixture(scope="module")
def hostile():
    snapshot = poisoned(full())
    snapshot["paper"] |= {"kind": HOSTILE, "number": HOSTILE, "arms": "http://127.0.0.1:9/wappen.png"}
    snapshot["initiatives"][0]["projects"][0] |= {"state": HOSTILE, "replies": {HOSTILE: 3}}
    snapshot["initiatives"][0]["fields"][1]["description"] = "Zusammenarbeit wirkt. " * 4600
    return snapshot


def test_the_page_holds_it_as_text(hostile):
    page = html(hostile)
    root = tree(page)
    names = {e.tag.rsplit("}", 1)[-1] for e in root.iter() if isinstance(e.tag, str)}
    assert not names & {"script", "img", "link", "image", "iframe", "object"}
    assert len(list(root.iter("style"))) == 1
    assert SEEN in text(root)
    assert not set(page) & set("\x00\x07\ud800\u202e")


@pytest.mark.needs("pango", "poppler")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_document_is_set_with_all_of_its_text_and_nothing_from_elsewhere(hostile, tmp_path):
    page = html(hostile)
    made = pdf(page, b"x", datetime(2026, 10, 9, 12, tzinfo=UTC), files(hostile))
    found = check(titles(hostile), page, made, [file.name for file in files(hostile)])
    assert found.attached == {
        "felder.csv",
        "voten.csv",
        "beschluesse.csv",
        "kosten.csv",
        "veraenderungen.csv",
        "datenstand.json",
    }
    (tmp_path / "x.pdf").write_bytes(made)
    done = subprocess.run(["pdftotext", tmp_path / "x.pdf", "-"], capture_output=True, text=True, check=True)
    said = "".join(done.stdout.split())
    assert said.count("Zusammenarbeitwirkt.") == 4600
    assert "<script>alert(1)</script>" in said
    assert "file:///etc/passwd" in said
    assert "root:x:0" not in said


def test_the_spreadsheet_holds_it_as_text(hostile):
    assert spreadsheet(hostile).startswith(b"PK")
