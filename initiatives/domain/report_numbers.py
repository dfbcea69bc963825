"""The numbers of reports, as each body counts and writes them.

Invariants: numbers count what was issued to one body, within a year where its scheme names the year (that of the paper's
date); a correction keeps the number of what it replaces and is counted by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Max

from initiatives.enums import ReportState
from initiatives.models import Body, Report

NUMBER = re.compile(r"\{nr(?::0([1-6]))?\}")
YEAR = "{jahr}"
HOW = "Zum Beispiel {nr}/{jahr} für 2/2026 oder SV-{nr:03} für SV-002."


@dataclass(frozen=True)
class Numbered:
    year: int  # 0: the scheme names none
    number: int
    correction: int
    label: str


def fault(scheme: str) -> str:
    """What is wrong with a scheme, in a German sentence; empty if nothing is."""
    if len(NUMBER.findall(scheme)) != 1:
        return f"Das Muster braucht genau einmal {{nr}}, die laufende Nummer. {HOW}"
    rest = NUMBER.sub("", scheme)
    if rest.count(YEAR) > 1:
        return f"{{jahr}} darf nur einmal vorkommen. {HOW}"
    if set(rest.replace(YEAR, "")) & set("{}"):
        return f"In geschweiften Klammern sind nur {{nr}}, {{nr:03}} und {{jahr}} möglich. {HOW}"
    return ""


def written(scheme: str, number: int, year: int) -> str:
    """A number in a scheme without fault: "2/2026"."""
    return NUMBER.sub(lambda found: f"{number:0{found[1] or 1}}", scheme).replace(YEAR, str(year))


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
