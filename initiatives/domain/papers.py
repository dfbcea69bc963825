"""The head of the county paper in which a report goes to a body, and the usual words of one that informs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from initiatives.models import Body

KIND = "Mitteilungsvorlage"
NO_ALTERNATIVES = "Keine. Der Bericht dient der Unterrichtung."
COMPETENCE = (
    "Der Bericht unterrichtet das Gremium; eine Entscheidung in der Sache ist mit ihm nicht verbunden."
)


@dataclass(frozen=True)
class Paper:
    """What the maker of a report writes into the head of the paper."""

    subject: str
    proposal: str
    paper_date: date
    paper_number: str = ""
    file_number: str = ""
    department: str = ""
    meeting_on: date | None = None
    agenda_item: str = ""


def default_paper(body: Body, as_of: date, paper_date: date) -> Paper:
    """The words that a report to `body` begins with."""
    return Paper(
        subject=f"Interkommunale Zusammenarbeit (IKZ): Statusbericht zum {as_of:%d.%m.%Y}",
        proposal="Der Bericht wird zur Kenntnis genommen.",
        paper_date=paper_date,
    )


def head(body: Body, paper: Paper, number: int | None) -> dict[str, Any]:
    """The head of the paper as a snapshot holds it; `number` counts the reports to `body`."""
    return {
        "sender": body.organisation.designation,
        "arms": "",
        "sender_line": body.sender_line,
        "kind": KIND,
        "number": paper.paper_number,
        "file_number": paper.file_number,
        "department": paper.department,
        "date": paper.paper_date.isoformat(),
        "subject": paper.subject,
        "proposal": paper.proposal,
        "report_number": str(number or ""),
        "consultations": [
            {
                "body": body.name,
                "date": paper.meeting_on.isoformat() if paper.meeting_on else None,
                "item": paper.agenda_item,
                "responsibility": "Kenntnisnahme",
                "result": "",
            }
        ],
        "alternatives": NO_ALTERNATIVES,
        "finances": "Durch den Bericht selbst keine.",
        "staff": "Durch den Bericht selbst keine.",
        "it": "Durch den Bericht selbst keine.",
        "climate": "Durch den Bericht selbst keine.",
        "competence": COMPETENCE,
        "preface": "",
        "outlook": "",
    }
