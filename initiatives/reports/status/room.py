"""How much of the first page the head of a paper leaves to its summary, from the metrics of the typeface. Millimetres."""

from initiatives.reports.figures.metrics import wrap
from initiatives.reports.figures.svg import POINT
from initiatives.reports.status.context import Context
from initiatives.reports.text import clean, paragraphs
from initiatives.snapshot.status_report import Paper

POINTS = POINT
PAGE = 265.0  # of the first page between its margins
SURE = 1.0  # that is left free, since the typesetter breaks lines by its own rules
VALUE, SUBJECT, PROPOSAL = 72.0, 137.0, 153.0  # widths
CONSULT, DECIDED = (65.0, 34.0, 20.0, 38.0), (46.0, 26.0, 12.0, 30.0, 39.0)


def left_on_first_page(context: Context) -> float:
    """What head, subject and proposal leave."""
    paper = context.snapshot.paper
    used = 16.5 + _particulars(paper) + _consultations(paper) + 4.0 + _subject(paper) + _proposal(paper)
    return PAGE - used - SURE


def _lines(text: str, width: float, size: float, weight: int = 400) -> int:
    parts = clean(text).split("\n")
    return sum(len(wrap(part, width, size, weight)) for part in parts if part.strip())


def _particulars(paper: Paper) -> float:
    left = (paper.file_number, paper.department)
    lines = sum(max(1, _lines(text, VALUE, 8)) for text in left if clean(text))
    return (lines + 2) * (11 * POINTS + 0.6)


def _consultations(paper: Paper) -> float:
    if not paper.consultations:
        return 0.0
    decided = any(clean(one.result) for one in paper.consultations)
    widths = DECIDED if decided else CONSULT
    height = 4.0 + 5.1 + 6.1
    for one in paper.consultations:
        cells = (
            one.body,
            "Datum nicht genannt" if one.date is None else "",
            one.item,
            one.responsibility,
            one.result,
        )
        lines = max(max(1, _lines(text, width, 8, 500)) for text, width in zip(cells, widths, strict=False))
        height += lines * 11 * POINTS + 2.2
    return height


def _subject(paper: Paper) -> float:
    height = 11 * POINTS + _lines(paper.subject, SUBJECT, 16, 700) * 20 * POINTS + 3.0
    return height + _lines(paper.corrects, 165.0, 9.5) * 13.5 * POINTS


def _proposal(paper: Paper) -> float:
    if not paragraphs(paper.proposal):
        return 0.0
    gaps = 2.0 * clean(paper.proposal).count("\n\n")
    return 13.5 * POINTS + _lines(paper.proposal, PROPOSAL, 9.5) * 13.5 * POINTS + 5.0 + gaps
