"""The marks of texts on paper: lists, bold and links as on the pages, and nothing of the marks themselves."""

import io
import re

import docx as word

from initiatives.reports.council.document import html as paper_html
from initiatives.reports.council.docx import docx
from initiatives.reports.meetings.document import html as meeting_html
from tests.reports import council, meetings
from tests.reports.full import MARKED
from tests.reports.page import tree

LIST = (
    '<ul class="typed"><li>die erste <strong>gemeinsame</strong> Personalabrechnung</li><li>ein Vertrag'
    '<ul class="typed"><li>mit Kündigungsfrist</li><li>mit Kosten</li></ul></li></ul>'
)
NUMBERS = '<ol class="typed"><li>Daten</li><li>Probelauf</li></ol>'


def test_a_report_and_a_record_show_lists_bold_and_links(made):
    minutes = meetings.minutes(summary=MARKED)
    for page in (made("rich").html, meeting_html(minutes)):
        assert LIST in page and NUMBERS in page
        assert '<a href="https://ikz.example/a?b=1&amp;c=2">' in page
        assert "2010. wurde 5*3*2 gerechnet" in page and "**" not in re.sub(
            r"<style>.*?</style>", "", page, flags=re.DOTALL
        )
        assert tree(page) is not None


def test_a_draft_paper_shows_lists_and_bold_in_every_format():
    paper = council.paper()
    paper["core"]["reasoning"] = MARKED
    page = paper_html(paper)
    assert "<li>die erste <strong>gemeinsame</strong> Personalabrechnung</li>" in page and "**" not in page
    assert "1. Daten<br>2. Probelauf" in page
    points = [
        one for one in word.Document(io.BytesIO(docx(paper))).paragraphs if one.style.name == "List Bullet"
    ]
    assert [one.text for one in points][:4] == [
        "die erste gemeinsame Personalabrechnung",
        "ein Vertrag",
        "mit Kündigungsfrist",
        "mit Kosten",
    ]
    assert [run.text for run in points[0].runs if run.bold] == ["gemeinsame"]
