"""The chain of checksums over all that was issued: reports, invitations, minutes.

Invariants: a document joins the chain in the transaction that issues it; each head rests on the one before, so nothing before
it can be changed, left out or put in without changing it. Who was told a head, by a mail or on paper, can prove that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction

from initiatives.domain.kernel.checksums import sha256
from initiatives.enums import ReportState
from initiatives.models import ChainLink, MeetingPaper, Report
from initiatives.snapshot.form import digest

PARTS = {
    "snapshot": "Datenstand",
    "whole": "vollständiger Datenstand",
    "html": "HTML",
    "pdf": "PDF",
    "xlsx": "Tabellen",
}
TRIES = 20


def seal(document: Report | MeetingPaper, *, of_pdf: bool = False) -> None:
    """Let an issued report, a paper or the PDF of one join the chain, within the transaction that stores it."""
    checksum = _checksum(document, _noted(document, of_pdf), of_pdf)
    target = "report" if isinstance(document, Report) else "paper"
    for _ in range(TRIES):
        last = ChainLink.objects.last()
        number, before = (last.number, last.head) if last else (0, "")
        link = ChainLink(number=number + 1, checksum=checksum, head=joined(before, checksum), of_pdf=of_pdf)
        setattr(link, target, document)
        try:
            with transaction.atomic():
                link.save(force_insert=True)
            return
        except IntegrityError:  # another was issued meanwhile, and has ended by now
            if ChainLink.objects.filter(of_pdf=of_pdf, **{target: document}).exists():
                raise
    raise IntegrityError("the chain of checksums moves on too fast")


def joined(before: str, checksum: str) -> str:
    """The head that follows from the one before ("" for none) and the checksum of a document."""
    return sha256(f"{before}{checksum}".encode())


def heads(reports: Iterable[int | None]) -> dict[int | None, str]:
    """The head with which each of these reports (by id) joined the chain."""
    return dict(ChainLink.objects.filter(report__in=reports).values_list("report", "head"))


def last_head(paper: MeetingPaper) -> str:
    """The head with which a paper, or its PDF once it is made, joined the chain."""
    return ChainLink.objects.filter(paper=paper).values_list("head", flat=True).last() or ""


def _checksum(document: Report | MeetingPaper, sums: dict[str, str], of_pdf: bool) -> str:
    """Of the checksums of its parts, and of what names it."""
    told: dict[str, Any]
    if isinstance(document, Report):
        told = {"report": document.pk, "body": document.body_id, "label": document.label, **sums}
        told |= {"number": document.number, "year": document.year, "correction": document.correction}
        told |= {"as_of": document.as_of.isoformat(), "edition": document.edition}
        told |= {"replaces": document.replaces_id, "issued_at": _instant(document.issued_at)}
    elif of_pdf:
        told = {"paper": document.pk, **sums}
    else:
        told = {"paper": document.pk, "kind": document.kind, "number": document.number}
        told |= {"meeting": document.meeting_id, "recorded_at": _instant(document.recorded_at), **sums}
    return digest(told)


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _noted(document: Report | MeetingPaper, of_pdf: bool) -> dict[str, str]:
    """The checksums that are stored beside the parts of a document which its link is about."""
    parts: Iterable[str] = PARTS if isinstance(document, Report) else ["pdf"] if of_pdf else ["snapshot"]
    return {name: getattr(document, f"{name}_sha256") for name in parts}


def _of_part(part: Any) -> str:
    if part is None or part == "":
        return ""
    if isinstance(part, dict):
        return digest(part)
    return sha256(part.encode() if isinstance(part, str) else bytes(part))


@dataclass
class Verdict:
    """What a walk over the chain has found: its links, how many documents are sound, and each fault in a sentence.

    `given_at` is the number at which the given head stands, None where it does not.
    """

    links: int = 0
    sound: int = 0
    head: str = ""
    given_at: int | None = None
    faults: list[str] = field(default_factory=list)


def verify(given: str = "") -> Verdict:
    """Walk over the chain, with each checksum made anew of the stored bytes; `given` is a head that somebody was told."""
    found = Verdict()
    for link in ChainLink.objects.all():
        found.faults += _faults_of_link(link, found)
        document = _document(link)
        faults = list(_faults_of_document(link, document))
        found.faults += faults
        found.sound += not faults
        found.links, found.head = link.number, link.head
        if given and link.head == given.strip().lower():
            found.given_at = link.number
    found.faults += [
        f"{name} steht nicht in der Kette: Hinzugefügt wurde nach der Erteilung." for name in _unsealed()
    ]
    if given and found.given_at is None:
        found.faults.append(
            f"Die angegebene Prüfsumme {given.strip()} kommt in der Kette nicht vor: Die Kette wurde gekürzt oder neu "
            "geschrieben, oder die Prüfsumme ist falsch abgeschrieben."
        )
    return found


def _faults_of_link(link: ChainLink, before: Verdict) -> Iterator[str]:
    if link.number != before.links + 1:
        yield f"In der Kette fehlt, was zwischen Nr. {before.links} und Nr. {link.number} stand."
    elif link.head != joined(before.head, link.checksum):
        yield f"Die Kette ist bei Nr. {link.number} unterbrochen: Ihre Prüfsumme folgt nicht aus der davor."


def _document(link: ChainLink) -> Report | MeetingPaper | None:
    if link.report_id:
        return Report.objects.select_related("body__organisation").filter(pk=link.report_id).first()
    return MeetingPaper.objects.select_related("meeting").filter(pk=link.paper_id or 0).first()


def _faults_of_document(link: ChainLink, document: Report | MeetingPaper | None) -> Iterator[str]:
    if document is None:
        kind = "Der Statusbericht" if link.paper_id is None else "Die Unterlage eines Treffens"
        yield f"{kind} mit der Kennung {link.report_id or link.paper_id} fehlt (Nr. {link.number} der Kette)."
        return
    noted = _noted(document, link.of_pdf)
    counted = {name: _of_part(getattr(document, name)) for name in noted}
    if link.checksum != _checksum(document, counted, link.of_pdf):
        changed = [PARTS[name] for name in counted if counted[name] != noted[name]]
        where = ", ".join(changed) or "Angaben, oder Dokumente samt ihren Prüfsummen"
        yield f"{_name(document)} wurde nach der Erteilung verändert: {where} (Nr. {link.number} der Kette)."


def _name(document: Report | MeetingPaper) -> str:
    if isinstance(document, Report):
        return f"Statusbericht {document.name} an {document.body.label}"
    return f"{document.get_kind_display()} Nr. {document.number} zu „{document.meeting.title}“"


def _unsealed() -> Iterator[str]:
    """What was issued and is in no link."""
    reports = Report.objects.light().filter(state=ReportState.ISSUED, chain_link=None)
    papers = MeetingPaper.objects.light().select_related("meeting")
    sealed = ChainLink.objects.exclude(paper=None)
    for report in reports.select_related("body__organisation").order_by("pk"):
        yield _name(report)
    for paper in papers.exclude(pk__in=sealed.filter(of_pdf=False).values("paper")).order_by("pk"):
        yield _name(paper)
    made = papers.exclude(pdf_size=None).exclude(pk__in=sealed.filter(of_pdf=True).values("paper"))
    for paper in made.order_by("pk"):
        yield f"Das PDF von {_name(paper)}"
