"""Issued public reports of an older form that let one see what they withhold (`snapshots/older_forms` says by what).

Such a report stays as it was issued; a correction replaces it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from initiatives.domain.snapshots.older_forms import RULES, Rules, reasons
from initiatives.enums import Edition, ReportState
from initiatives.models import FrameworkCondition, Organisation, Report
from initiatives.models.reports import WITHHOLDING


@dataclass(frozen=True)
class Found:
    """A report with what it gives away; `correction` is the draft that is to replace it."""

    report: Report
    reasons: tuple[str, ...]
    correction: Report | None


def issued(reach: QuerySet[Organisation]) -> list[Found]:
    """Those to the bodies of these organisations that no correction has replaced, newest first; three queries."""
    drafts = Prefetch("replacements", Report.objects.light().open())
    rows = _older().filter(body__organisation__in=reach).order_by("-issued_at", "-pk")
    rows = rows.select_related("body__organisation").prefetch_related(drafts)
    rules = _rules()
    found = [_found(report, rules) for report in rows]
    return [one for one in found if one.reasons]


def of_report(report: Report) -> tuple[str, ...]:
    """What one report gives away; () also for one that a correction has replaced."""
    stored = _older().filter(pk=report.pk).values_list("snapshot", flat=True).first()
    if stored is None:
        return ()
    return reasons(stored, _rules(report.initiatives.values_list("pk", flat=True)))


def _older() -> QuerySet[Report]:
    issued_public = {"state": ReportState.ISSUED, "edition": Edition.PUBLIC}
    rows = Report.objects.light(but="snapshot").filter(**issued_public, snapshot__schema__lt=WITHHOLDING)
    return rows.exclude(replacements__state=ReportState.ISSUED)


def _rules(initiative_ids: Iterable[int] | None = None) -> Rules:
    """Of all conditions, ended ones too. Of two with the same text the one that rests on what is withheld counts."""
    rows = FrameworkCondition.objects.all()
    if initiative_ids is not None:
        rows = rows.filter(initiative_id__in=initiative_ids)
    found: dict[tuple[str, str], str] = {}
    for key, text, rule in rows.values_list("initiative_id", "text", "rule_key"):
        known = rule if rule in RULES else ""
        found[str(key), text] = known or found.get((str(key), text), "")
    return found


def _found(report: Report, rules: Rules) -> Found:
    """Lets go of the snapshot, which is large."""
    told = reasons(report.snapshot or {}, rules)
    report.snapshot = None
    return Found(report, told, next(iter(report.replacements.all()), None))
