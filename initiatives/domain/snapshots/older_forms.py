"""What public snapshots of older forms let one see though they withhold it.

Until form 3 a withheld consent stood there as "in Beratung" without a day, a true "in Beratung" with its own, and the
results of framework conditions were computed from all Voten and costs. Pure functions over the JSON of a snapshot, of
whichever form: the rows of today can't hold them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from initiatives.enums import CONSENTS, CheckResult, Edition, Participation, Phase, Stance
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
