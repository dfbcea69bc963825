"""The head of the county paper in which a report goes to a body, and the usual words of one that informs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from initiatives.domain.people import arms
from initiatives.models import Body, Report
from initiatives.snapshot import status_report as rows

KIND = "Mitteilungsvorlage"
NOTE = "Der Bericht wird zur Kenntnis genommen."
NO_ALTERNATIVES = "Keine. Der Bericht dient der Unterrichtung."
NO_EFFECT = "Durch den Bericht selbst keine."
COMPETENCE = (
    "Der Bericht unterrichtet das Gremium; eine Entscheidung in der Sache ist mit ihm nicht verbunden."
)
# Texts by people, in the order in which they are asked for; what the last report said is offered again.
TEXTS = ("preface", "outlook", "alternatives", "finances", "staff", "it", "climate", "competence")
OFFERED_AGAIN = ("proposal", "department", "file_number", *TEXTS)


@dataclass(frozen=True)
class Row:
    """Another body of the Beratungsfolge; `date` as ISO 8601, all may be empty but the body."""

    body: str
    date: str = ""
    item: str = ""
    responsibility: str = ""
    result: str = ""

    def __str__(self) -> str:
        day = f"{date.fromisoformat(self.date):%d.%m.%Y}" if self.date else ""
        item = f"TOP {self.item}" if self.item else ""
        return ", ".join(filter(None, (self.body, day, item, self.responsibility, self.result)))


@dataclass(frozen=True)
class Paper:
    """What the maker of a report writes: the head of the paper and the texts around the account."""

    subject: str
    proposal: str
    paper_date: date
    paper_number: str = ""
    file_number: str = ""
    department: str = ""
    meeting_on: date | None = None
    agenda_item: str = ""
    consultations: tuple[Row, ...] = ()
    preface: str = ""
    outlook: str = ""
    alternatives: str = NO_ALTERNATIVES
    finances: str = NO_EFFECT
    staff: str = NO_EFFECT
    it: str = NO_EFFECT
    climate: str = NO_EFFECT
    competence: str = COMPETENCE


NAMES = tuple(one.name for one in fields(Paper))


def usual_subject(as_of: date) -> str:
    return f"Interkommunale Zusammenarbeit (IKZ): Statusbericht zum {as_of:%d.%m.%Y}"


def default_paper(body: Body, as_of: date, paper_date: date) -> Paper:
    """The words that a report to `body` begins with."""
    return Paper(
        subject=usual_subject(as_of),
        proposal=NOTE,
        paper_date=paper_date,
    )


def stored(paper: Paper) -> dict[str, Any]:
    """A paper as the columns of a report hold it."""
    return asdict(paper) | {"consultations": rows_stored(paper.consultations)}


def rows_stored(rows: Iterable[Row]) -> list[dict[str, str]]:
    return [asdict(row) for row in rows]


def rows_of(report: Report) -> tuple[Row, ...]:
    """The other bodies of a report's Beratungsfolge."""
    return tuple(Row(**row) for row in report.consultations)


def of(report: Report) -> Paper:
    """The paper of a stored report."""
    values = {name: getattr(report, name) for name in NAMES}
    return Paper(**values | {"consultations": rows_of(report)})


def head(body: Body, paper: Paper, number: str | int | None, corrects: str = "") -> rows.Paper:
    """The head of the paper as a snapshot holds it; `number` as the body writes it, `corrects` says what it replaces."""
    own = Row(
        body.name,
        paper.meeting_on.isoformat() if paper.meeting_on else "",
        paper.agenda_item,
        "Kenntnisnahme",
    )
    steps = sorted([*paper.consultations, own], key=lambda row: row.date or "9999")
    return rows.Paper(
        sender=body.organisation.designation,
        arms=arms.data_uri(arms.current(body.organisation)),
        sender_line=body.sender_line,
        kind=KIND,
        number=paper.paper_number,
        file_number=paper.file_number,
        department=paper.department,
        date=paper.paper_date,
        subject=paper.subject,
        proposal=paper.proposal,
        report_number=str(number or ""),
        corrects=corrects,
        consultations=tuple(
            rows.Consultation(
                body=row.body,
                date=date.fromisoformat(row.date) if row.date else None,
                item=row.item,
                responsibility=row.responsibility,
                result=row.result,
            )
            for row in steps
        ),
        preface=paper.preface,
        outlook=paper.outlook,
        alternatives=paper.alternatives,
        finances=paper.finances,
        staff=paper.staff,
        it=paper.it,
        climate=paper.climate,
        competence=paper.competence,
    )
