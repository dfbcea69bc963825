"""What a report would tell as none though it is not known: named before the issue, which waits until each is entered, or
said to be not known with a reason that the report prints.

What is unknown, `rules/unknown` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from initiatives.domain.kernel.errors import Refused
from initiatives.models import Report
from initiatives.snapshot.form import is_readable, read
from initiatives.snapshot.status_report import StatusReport, Unknown

LONGEST = 300  # characters of a reason


@dataclass(frozen=True)
class Gap:
    """One thing that is not known. `place` names it from draft to draft; `field` is "" for one of the initiative."""

    place: str
    title: str  # "Feld 3: Personalabrechnung"
    what: str
    reason: str
    key: str
    initiative: str
    field: str = ""


def place(unknown: Unknown, initiative: str, field: str = "") -> str:
    """Under which name the reason of an unknown is stored with the report; by the keys of initiative and field."""
    return f"{initiative}.{field}.{unknown.key}"


def gaps(taken: StatusReport) -> list[Gap]:
    """All that a report does not know, in its order."""
    return list(_gaps(taken))


def _gaps(taken: StatusReport) -> Iterator[Gap]:
    for one in taken.initiatives:
        title = f"{one.letter}) {one.title}"
        for found in one.unknown:
            yield Gap(place(found, one.key), title, found.what, found.reason, found.key, one.key)
        for field in one.fields:
            title = f"Feld {one.letter}{field.number}: {field.title}"
            for found in field.unknown:
                where = place(found, one.key, field.key)
                yield Gap(where, title, found.what, found.reason, found.key, one.key, field.key)


def with_reasons(taken: StatusReport, reasons: Mapping[str, str]) -> StatusReport:
    """The snapshot in which what is not known bears the reasons stored with the report."""

    def said(found: tuple[Unknown, ...], initiative: str, field: str = "") -> tuple[Unknown, ...]:
        return tuple(replace(one, reason=reasons.get(place(one, initiative, field), "")) for one in found)

    initiatives = (
        replace(
            one,
            unknown=said(one.unknown, one.key),
            fields=tuple(
                replace(field, unknown=said(field.unknown, one.key, field.key)) for field in one.fields
            ),
        )
        for one in taken.initiatives
    )
    return replace(taken, initiatives=tuple(initiatives))


def unsaid(report: Report) -> int:
    """Of how much that a draft does not know nobody has said why."""
    if not report.is_open:
        return 0
    stored = Report.objects.filter(pk=report.pk).values_list("snapshot", flat=True).first()
    if stored is None or not is_readable(StatusReport, stored):
        return 0
    return sum(not gap.reason for gap in gaps(read(StatusReport, stored)))


def refuse_unsaid(taken: StatusReport) -> None:
    """Raises Refused where something is neither entered nor said to be not known."""
    unsaid = [f"{gap.title}, {gap.what}" for gap in gaps(taken) if not gap.reason]
    if unsaid:
        more = f" und {len(unsaid) - 3} weitere" if len(unsaid) > 3 else ""
        raise Refused(
            f"Zum Stichtag ist nicht alles bekannt: {'; '.join(unsaid[:3])}{more}. Bitte tragen Sie es nach, oder sagen Sie "
            "unter „Was geht hinaus?“, warum es nicht bekannt ist."
        )
