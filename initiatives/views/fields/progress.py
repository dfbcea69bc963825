"""What a field's page shows of its way: what the next release lacks, the entries by hand, the framework conditions."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from initiatives.domain.rules import checks, gates
from initiatives.domain.rules.checks import Check
from initiatives.domain.state.facts import (
    ConditionFacts,
    FieldFacts,
    GateItemFacts,
    InitiativeFacts,
    OrganisationFacts,
)
from initiatives.enums import GATE_KINDS_CARRIED_OVER, CheckResult, GateKind, Phase

# Where the domain names a part of the page otherwise than the page does.
ANCHORS = {"ziel": "beschreibung"}
URGENCY = (CheckResult.NOT_MET, CheckResult.OPEN, CheckResult.MET, CheckResult.NOT_APPLICABLE)
UNDONE = URGENCY[:2]
GOES_TO = {
    "beschreibung": "Ziel und Beschreibung ansehen",
    "beteiligte": "Beteiligte ansehen",
    "kosten": "Kosten ansehen",
    "nachweise": "Nachweise ansehen",
    "voten": "Voten ansehen",
    "vereinbarung": "Vereinbarung ansehen",
}


@dataclass(frozen=True)
class Debt:
    """A point that a release lacks."""

    what: str
    who: str
    due_on: date | None
    address: str  # where it can be settled
    own: bool
    section: str  # of the page, also where it is settled on another


@dataclass(frozen=True)
class Entry:
    """An entry by hand; `counts` says whether no later one of its kind and organisation has taken its place."""

    item: GateItemFacts
    organisation: OrganisationFacts | None
    counts: bool


@dataclass(frozen=True)
class CheckLine:
    check: Check
    anchor: str  # "" where nothing is left to do, or the section is the conditions' own
    goes_to: str

    @property
    def section(self) -> str:
        """The name under which it is overruled."""
        return f"urteil-{self.check.condition.id}"


def of_field(facts: InitiativeFacts, field: FieldFacts, own_id: int | None) -> dict:
    """All of it, as the page's context."""
    return {
        **release(facts, field, own_id),
        "evidence": evidence(facts, field),
        **conditions(facts, field),
    }


def release(facts: InitiativeFacts, field: FieldFacts, own_id: int | None) -> dict:
    """The next phase, None after the last, and what its release lacks: the own points first."""
    debts = [
        Debt(
            point.what,
            point.who,
            point.due_on,
            _address(field, point),
            own_id in {one.id for one in point.owes},
            ANCHORS.get(point.section, point.section),
        )
        for point in gates.missing(facts, field)
    ]
    missing = sorted(debts, key=lambda debt: not debt.own)
    return {
        "missing": missing,
        "missing_rows": _together(missing),
        "next_phase": field.phase + 1 if field.phase < Phase.OPERATION else None,
    }


def _together(debts: list[Debt]) -> list[Debt]:
    """What several owe alike is one row, the own beside it."""
    rows: dict[tuple, Debt] = {}
    for debt in debts:
        key = (debt.what, debt.address, debt.due_on, debt.own)
        before = rows.get(key)
        rows[key] = replace(debt, who=f"{before.who}, {debt.who}") if before else debt
    return list(rows.values())


def _address(field: FieldFacts, point: gates.Missing) -> str:
    """A page on the money of the field, or the part of this page."""
    return (
        reverse(point.page, args=[field.id])
        if point.page
        else f"#{ANCHORS.get(point.section, point.section)}"
    )


def evidence(facts: InitiativeFacts, field: FieldFacts) -> list[tuple[str, list[Entry]]]:
    """The entries by kind, without those that the agreements tell, in the order of `GateKind`, of each kind the newest first."""
    return [
        (kind.label, entries)
        for kind in GateKind
        if kind not in GATE_KINDS_CARRIED_OVER and (entries := list(_entries(facts, field, kind.value)))
    ]


def _entries(facts: InitiativeFacts, field: FieldFacts, kind: str) -> Iterator[Entry]:
    seen = set()
    for item in reversed([item for item in field.gate_items if item.kind == kind]):
        organisation = facts.organisations.get(item.organisation_id) if item.organisation_id else None
        yield Entry(item, organisation, item.organisation_id not in seen)
        seen.add(item.organisation_id)


def conditions(facts: InitiativeFacts, field: FieldFacts) -> dict:
    """The live checks, what is wrong first and apart from what is settled, and how many have which result."""
    found = checks.of_field(facts, field)
    lines = [_line(one) for one in sorted(found, key=lambda one: URGENCY.index(one.result))]
    counted = checks.tally(found)
    return {
        "checks": lines,
        "checks_undone": [line for line in lines if line.check.result in UNDONE],
        "checks_settled": [line for line in lines if line.check.result not in UNDONE],
        "check_counts": in_words(counted),
        "checks_settled_words": in_words({one: n for one, n in counted.items() if one not in UNDONE}),
    }


def in_words(counted: dict[str, int]) -> str:
    """1 nicht erfüllt, 2 offen"""
    return ", ".join(f"{counted[result]} {result.label}" for result in URGENCY if counted.get(result))


def _line(check: Check) -> CheckLine:
    anchor = ANCHORS.get(check.computed.section, check.computed.section)
    if check.result not in UNDONE or anchor not in GOES_TO:
        return CheckLine(check, "", "")
    return CheckLine(check, anchor, GOES_TO[anchor])


@dataclass(frozen=True)
class GridRow:
    condition: ConditionFacts
    results: list[tuple[FieldFacts, CheckResult]]
    total: str


def counted(rows: list[GridRow]) -> str:
    """How many checks of all rows have which result, in words."""
    return in_words(Counter(result for row in rows for _, result in row.results))


def grid(facts: InitiativeFacts) -> list[GridRow]:
    """Conditions × fields: one row for each condition with its result on every field and the totals in words."""
    by_field = [(field, checks.of_field(facts, field)) for field in facts.fields]
    rows = []
    for place, condition in enumerate(facts.conditions):
        results = [(field, found[place].result) for field, found in by_field]
        counted = checks.tally([found[place] for _, found in by_field])
        rows.append(GridRow(condition, results, in_words(counted)))
    return rows
