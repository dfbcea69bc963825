"""Issued public reports of an older form that let one see what they withhold: which ones, and by what.

Until schema 3 a withheld consent stood there as "in Beratung" without a day, a true "in Beratung" with its own, and the
results of framework conditions were computed from all Voten and costs. Such a report stays as it was issued; a correction
replaces it. `reasons` is a pure function over the JSON of a snapshot, of whichever form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from initiatives.enums import CONSENTS, CheckResult, Edition, Participation, Phase, ReportState, Stance
from initiatives.models import FrameworkCondition, Organisation, Report
from initiatives.models.reports import WITHHOLDING

RULES = ("voluntary", "economy")
BY_ANSWER = "Zustimmungen vor dem Beschluss des Gremiums sind zu erkennen, vor allem am fehlenden Datum."
BY_RESULT = (
    "Ergebnisse von Rahmenbedingungen sind aus Voten oder Kosten errechnet, die noch nicht öffentlich sind."
)
BY_UNKNOWN = (
    "Der Wortlaut einer Rahmenbedingung ist nicht mehr festgehalten; ihr Ergebnis kann aus Voten oder Kosten errechnet sein, "
    "die noch nicht öffentlich sind."
)
Json = dict[str, Any]
# Key of an initiative and text of a condition -> key of its rule, "" where people judge or it rests on what is shown.
Rules = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Found:
    """A report with what it gives away; `correction` is the draft that is to replace it."""

    report: Report
    reasons: tuple[str, ...]
    correction: Report | None


def reasons(snapshot: Json, rules: Rules) -> tuple[str, ...]:
    """By what a snapshot gives away consents or costs that it should withhold, in German; () for a sound one."""
    if snapshot.get("edition") != Edition.PUBLIC or snapshot.get("schema", 0) >= WITHHOLDING:
        return ()
    fields = [(one, field) for one in snapshot.get("initiatives", ()) for field in one.get("fields", ())]
    by_answer = any(_tells(answer) for _, field in fields for answer in field.get("answers", {}).values())
    found = {BY_ANSWER} if by_answer else set()
    found |= {one for initiative, field in fields for one in _computed(initiative, field, rules)}
    return tuple(one for one in (BY_ANSWER, BY_RESULT, BY_UNKNOWN) if one in found)


def _tells(answer: Json) -> bool:
    withheld = answer.get("stance") == Stance.DELIBERATING and answer.get("date") is None
    return withheld or bool(answer.get("provisional"))


def _computed(initiative: Json, field: Json, rules: Rules) -> Iterator[str]:
    """For each result that rests on what is withheld, or may: a text that is none of today's could be of either rule."""
    texts = {one["number"]: one["text"] for one in initiative.get("conditions", ())}
    for check in field.get("checks", ()):
        rule = rules.get((initiative.get("key", ""), texts.get(check["condition"], "")))
        said = {check["result"], check.get("computed")}
        if (rule in ("economy", None) and _rests_on_costs(said, field)) or (
            rule in ("voluntary", None) and CheckResult.MET in said and not _all_shown(field)
        ):
            yield BY_RESULT if rule else BY_UNKNOWN


def _rests_on_costs(said: set[Any], field: Json) -> bool:
    """Whether costs that are not public yet made the result. Without anybody who takes part it is open whatever they are."""
    if field["phase"] >= Phase.IMPLEMENTATION:
        return False
    return bool(
        said & {CheckResult.MET, CheckResult.NOT_MET} or (CheckResult.OPEN in said and _members(field))
    )


def _all_shown(field: Json) -> bool:
    """Whether the consents of all that take part stand there, as the result says they were given."""
    answers = field.get("answers", {})
    return all(answers.get(key, {}).get("stance") in CONSENTS for key in _members(field))


def _members(field: Json) -> list[str]:
    participation = field.get("participation", {}).items()
    return [key for key, status in participation if status == Participation.PARTICIPATING]


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
