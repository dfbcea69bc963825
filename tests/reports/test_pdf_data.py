"""What the finished PDF carries inside, and what stands on its first page."""

import hashlib
import json

import pikepdf
import pytest

from tests.reports.test_pdf import pages, plain

pytestmark = [pytest.mark.needs("pango", "poppler")]


def test_the_data_travel_inside_and_say_what_they_are(made):
    found = made("rich")
    with pikepdf.open(found.path) as document:
        inside = {str(one.UF): str(one.AFRelationship) for one in document.Root.AF}
        source = next(one for one in document.Root.AF if str(one.UF) == "datenstand.json")
        content = source.EF.F.read_bytes()
    assert inside == {
        "felder.csv": "/Data",
        "voten.csv": "/Data",
        "beschluesse.csv": "/Data",
        "kosten.csv": "/Data",
        "veraenderungen.csv": "/Data",
        "datenstand.json": "/Source",
    }
    assert json.loads(content) == found.snapshot
    assert hashlib.sha256(content).hexdigest() in plain(found.path).replace(" ", "")


def test_the_summary_stands_on_the_first_page(made):
    first = pages(made("rich").path)[0]
    for words in (
        "Was zu entscheiden ist",
        "Was seit Nr. 2/2026 (Stand 31.03.2026) neu ist",
        "244.100 €",
    ):
        assert words in first
