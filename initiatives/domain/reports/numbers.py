"""The numbers of reports, as each body counts and writes them.

Invariants: numbers count what was issued to one body, within a year where its scheme names the year (that of the paper's
date); a correction keeps the number of what it replaces and is counted by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from initiatives.domain.people.number_schemes import YEAR, written
from initiatives.enums import ReportState
from initiatives.models import Body, Report


@dataclass(frozen=True)
class Numbered:
    year: int  # 0: the scheme names none
    number: int
    correction: int
    label: str


def following(report: Report) -> Numbered:
    """The number that a draft gets if it is issued next."""
    if report.replaces is not None:
        return _of_correction(report.replaces)
    return next_of(report.body, report.paper_date.year)


def next_of(body: Body, year: int) -> Numbered:
    """The number of the next report to a body whose paper is of that year."""
    scheme = body.number_scheme
    counted = year if YEAR in scheme else 0
    issued = Report.objects.filter(body=body, state=ReportState.ISSUED)
    number = (issued.filter(year=counted).aggregate(n=Max("number"))["n"] or 0) + 1
    labels = set(issued.values_list("label", flat=True))
    while written(scheme, number, year) in labels:  # given under an earlier scheme
        number += 1
    return Numbered(counted, number, 0, written(scheme, number, year))


def _of_correction(replaced: Report) -> Numbered:
    correction = replaced.correction + 1
    base = (replaced.label or str(replaced.number)).removesuffix(_suffix(replaced.correction))
    return Numbered(replaced.year, replaced.number or 0, correction, base + _suffix(correction))


def _suffix(correction: int) -> str:
    return f", {correction}. Berichtigung" if correction else ""


def assign(report: Report) -> None:
    """Write the number that follows into an unsaved row."""
    found = following(report)
    report.year, report.number = found.year, found.number
    report.correction, report.label = found.correction, found.label


def is_taken(report: Report) -> bool:
    """Whether a draft carries another number than the one that follows now."""
    found = following(report)
    return (report.year, report.number, report.correction, report.label) != (
        found.year,
        found.number,
        found.correction,
        found.label,
    )
