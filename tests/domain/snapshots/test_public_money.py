"""Costs of a party are public once its own body has resolved: no figure of who waits is in any form of the public edition."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.domain.rules import checks
from initiatives.domain.rules.money import disclosure, economics
from initiatives.domain.snapshots import changes, editions, money, public_money
from initiatives.domain.state.facts import (
    ActualFacts,
    BasisFacts,
    CostKeyFacts,
    CostLineFacts,
    FieldFacts,
    KeyPeriodFacts,
    MoneyFacts,
    ResolutionFacts,
)
from initiatives.enums import Phase, RoundPurpose
from initiatives.enums.money import CostKind, KeyKind, Variant
from initiatives.reports.status.document import html, spreadsheet
from initiatives.reports.status.tables import all_tables
from initiatives.snapshot.form import write
from initiatives.snapshot.status_report import StatusReport
from tests.domain.builders import COUNTY, DAY, NOTTULN, OLFEN, SENDEN, accession, field, initiative, member
from tests.reports import snapshots

ALL = (COUNTY, NOTTULN, OLFEN, SENDEN)
BASIS = BasisFacts(2027, 5, Decimal(2), 2027, effective_on=DAY)
EXACT = 1_000_000  # cents, of which whole percentages are whole cents


def line(variant: str, kind: str, amount: int, who=None, **given) -> CostLineFacts:
    given = {"is_shared": False, "key_id": None, "receiver_id": None, "source": "Haushalt"} | given
    return CostLineFacts(
        id=1,
        variant=variant,
        kind=kind,
        organisation_id=who and who.id,
        amount=amount,
        confidence="calculated",
        effective_on=DAY,
        **given,
    )


def own(who, today: int, joint: int) -> list[CostLineFacts]:
    """Euros a year."""
    return [
        line(Variant.TODAY, CostKind.TOTAL, today * 100, who),
        line(Variant.JOINT, CostKind.TOTAL, joint * 100, who),
    ]


def key(kind: str, figures: dict[int, int] | None = None) -> CostKeyFacts:
    stated = {pk: Decimal(figure) for pk, figure in (figures or {}).items()}
    return CostKeyFacts(
        7, "Umlage", (KeyPeriodFacts(9, DAY.replace(year=2020), None, kind, "participants", stated),)
    )


def shared(amount: int) -> CostLineFacts:
    return line(Variant.JOINT, CostKind.TOTAL, amount, COUNTY, is_shared=True)


def actual(who, cents: int) -> ActualFacts:
    return ActualFacts(1, who.id, 2027, cents, "Abschluss", DAY, DAY, "Kämmerei")


def resolution(who, purpose: str = RoundPurpose.DECISION, **given) -> ResolutionFacts:
    said = {"organisation_id": who.id, "purposes": frozenset({purpose})} | given
    result = said.pop("result", "adopted")
    return ResolutionFacts(f"Rat {who.name}", DAY, result, "", (None, None, None), **said)


def priced(lines, keys=(), resolved=ALL, actuals=(), **given) -> FieldFacts:
    """A field that the county performs for three municipalities."""
    values = {
        "phase": Phase.DECISION,
        "participations": {one.id: replace(member(one), is_provider=one == COUNTY) for one in ALL},
        "decisions": tuple(resolution(one) for one in resolved),
        "money": MoneyFacts(
            basis=BASIS,
            lines=tuple(lines),
            keys=tuple(keys),
            spells={one.id: ((DAY, None),) for one in ALL},
            actuals={(one.organisation_id, one.year): one for one in actuals},
        ),
    }
    return field(**values | given)


def report(found: FieldFacts) -> StatusReport:
    """The whole snapshot of a report on this field alone."""
    joint = economics.of_field(found)
    row = snapshots.field(
        1,
        "Personal",
        phase=found.phase,
        provider=COUNTY.key,
        participation={one.key: "participating" for one in ALL},
    )
    places = [snapshots.place(one.key, one.name, one.designation, one.kind) for one in ALL]
    taken = snapshots.rows(
        snapshots.snapshot(snapshots.initiative("a", "Kreis", places=places, fields=[row]), layout=3)
    )
    [of] = taken.initiatives
    told = replace(
        of.fields[0], costs=money.costs(found, joint), money=money.of_field(found, joint, date(2027, 1, 1))
    )
    return replace(taken, initiatives=(replace(of, fields=(told,)),))


def public(found: FieldFacts) -> StatusReport:
    return editions.public(report(found))


def shown(found: FieldFacts) -> set[str]:
    return set(public(found).initiatives[0].fields[0].costs)


KEYS = {
    "equal": key(KeyKind.EQUAL),
    "population": key(KeyKind.POPULATION),
    "fixed": key(KeyKind.FIXED, {NOTTULN.id: 10, OLFEN.id: 20, SENDEN.id: 5}),
    "cases": key(KeyKind.CASES, {one.id: 100 for one in ALL}),
}
amounts = st.integers(0, 50_000)


@st.composite
def fields(draw) -> tuple[FieldFacts, FieldFacts]:
    """Two records that differ in figures of those alone whose bodies have not resolved."""
    waiting = draw(st.sets(st.sampled_from(ALL), min_size=1, max_size=3))
    resolved = [one for one in ALL if one not in waiting]
    numbers = [draw(st.tuples(amounts, amounts)) for _ in ALL]
    kind = draw(st.sampled_from([None, *KEYS]))
    total = draw(st.integers(1, 40)) * EXACT
    pays, pot = draw(st.sampled_from(ALL[1:])), draw(st.booleans())

    def record(numbers: list[tuple[int, int]], transfer: int, percent: int, real: int) -> FieldFacts:
        lines = [one for who, pair in zip(ALL, numbers, strict=True) for one in own(who, *pair)]
        if kind:
            lines.append(shared(total))
        if pot:
            lines.append(line(Variant.JOINT, CostKind.REIMBURSEMENT, transfer, pays, receiver_id=COUNTY.id))
        keys = [_other(KEYS[kind], waiting, percent)] if kind else []
        return priced(lines, keys, resolved, [actual(who, real if who in waiting else 30_000) for who in ALL])

    others = [
        draw(st.tuples(amounts, amounts)) if who in waiting else pair
        for who, pair in zip(ALL, numbers, strict=True)
    ]
    transfer = draw(amounts)
    return (
        record(numbers, transfer, 5, 1),
        record(
            others, draw(amounts) if pays in waiting else transfer, draw(st.integers(0, 30)), draw(amounts)
        ),
    )


def _other(found: CostKeyFacts, waiting, percent: int) -> CostKeyFacts:
    """With another figure of who waits, where the key has figures."""
    [period] = found.periods
    ids = {one.id for one in waiting}
    figures = {pk: Decimal(percent) if pk in ids else figure for pk, figure in period.figures.items()}
    return replace(found, periods=(replace(period, figures=figures),))


@given(fields())
@settings(max_examples=120, deadline=None)
def test_figures_of_who_waits_for_its_body_change_nothing_in_the_public_edition(pair):
    one, other = map(public, pair)
    assert write(one) == write(other)
    assert [table.rows for table in all_tables(one)] == [table.rows for table in all_tables(other)]


@given(fields())
@settings(max_examples=40, deadline=None)
def test_of_who_waits_no_number_stands_anywhere(pair):
    """Nor does a sum, from which it could be read off."""
    [found] = public(pair[0]).initiatives[0].fields
    waiting = set(found.money.waiting)
    assert waiting and not waiting & {*found.costs, *(one.place for one in found.money.actuals)}
    assert (found.money.variants, found.money.keys, found.money.funding) == ((), (), ())
    assert all((cost.pays, cost.receives, cost.rest) == (0, 0, 0) for cost in found.costs.values())


def test_the_documents_tell_nothing_either():
    """One pair by hand, with the chart and the spreadsheet."""

    def record(joint: int) -> dict[str, Any]:
        lines = [
            *own(NOTTULN, 900, 800),
            *own(SENDEN, 500, 450),
            *own(OLFEN, 700, joint),
            *own(COUNTY, 300, 200),
        ]
        return write(public(priced(lines, resolved=(NOTTULN, SENDEN))))

    one, other = record(600), record(9_999)
    assert html(one) == html(other) and spreadsheet(one) == spreadsheet(other)
    assert "9.999" not in html(other)
    assert (
        "nur in der nichtöffentlichen Ausgabe, bis das zuständige Gremium beschlossen hat: Kreis Coesfeld, Gemeinde Olfen"
        in html(other)
    )


@pytest.mark.parametrize(
    ("lines", "keys", "resolved", "expected"),
    [
        ([*own(NOTTULN, 9, 8), *own(OLFEN, 7, 6)], (), (NOTTULN,), {NOTTULN}),
        ([*own(NOTTULN, 9, 8), *own(OLFEN, 7, 6)], (), (), set()),
        # by one key each gives the share of the other away, so they come together
        ([*own(NOTTULN, 9, 8), *own(OLFEN, 7, 6), shared(EXACT)], ["equal"], (NOTTULN, COUNTY, SENDEN), set()),
        # a fixed percentage does not; what it leaves over does
        ([*own(NOTTULN, 9, 8), *own(COUNTY, 7, 6), shared(EXACT)], ["fixed"], (NOTTULN, COUNTY), {NOTTULN}),
        ([*own(NOTTULN, 9, 8), *own(COUNTY, 7, 6), shared(EXACT)], ["fixed"], ALL, {NOTTULN, COUNTY}),
    ],
)  # fmt: skip
def test_who_has_resolved_is_shown_unless_it_gives_away_who_has_not(lines, keys, resolved, expected):
    found = priced(lines, [KEYS[one] for one in keys], resolved)
    assert shown(found) == {one.key for one in expected}


def test_who_gets_a_reimbursement_waits_for_who_pays_it():
    pays = line(Variant.JOINT, CostKind.REIMBURSEMENT, 5_00, OLFEN, receiver_id=COUNTY.id)
    lines = [*own(OLFEN, 9, 8), *own(COUNTY, 7, 6), pays]
    assert shown(priced(lines, resolved=(COUNTY,))) == set()
    assert shown(priced(lines, resolved=(OLFEN,))) == {OLFEN.key}
    assert shown(priced(lines, resolved=(OLFEN, COUNTY))) == {OLFEN.key, COUNTY.key}
    cost = public(priced(lines)).initiatives[0].fields[0].costs[COUNTY.key]
    assert (cost.joint, cost.receives) == (1_00, 5_00)


def test_sums_and_keys_are_told_when_all_have_resolved():
    whole = priced([*own(NOTTULN, 9, 8), shared(EXACT)], [KEYS["fixed"]])
    [found] = public(whole).initiatives[0].fields
    assert [one.variant for one in found.money.variants] == ["joint"] and len(found.money.keys) == 1
    [found] = public(priced(whole.money.lines, whole.money.keys, ALL[1:])).initiatives[0].fields
    assert (found.money.variants, found.money.keys) == ((), ())


@pytest.mark.parametrize(
    ("given", "phase", "counts"),
    [
        ({}, Phase.DECISION, True),
        ({"result": "amended"}, Phase.DECISION, True),
        ({"result": "rejected"}, Phase.DECISION, True),
        ({"result": "adjourned"}, Phase.DECISION, False),
        ({"decides": False}, Phase.OPERATION, False),
        ({"confirmed": False}, Phase.OPERATION, False),
        ({"purpose": RoundPurpose.TAKING_PART}, Phase.DECISION, False),
        ({"purpose": RoundPurpose.TAKING_PART}, Phase.IMPLEMENTATION, True),
        ({"purpose": RoundPurpose.ACCESSION}, Phase.OPERATION, False),  # of another one
    ],
)
def test_what_counts_as_the_resolution_of_its_own_body(given, phase, counts):
    found = priced(own(NOTTULN, 9, 8), resolved=(), phase=phase, decisions=(resolution(NOTTULN, **given),))
    assert (NOTTULN.id in disclosure.resolved(found)) == counts
    assert shown(found) == ({NOTTULN.key} if counts else set())


def test_who_joins_is_shown_once_its_own_body_has_resolved_on_that():
    joins = accession(SENDEN, NOTTULN, said="consent")
    others = tuple(resolution(one) for one in ALL if one != SENDEN)
    lines = [*own(SENDEN, 9, 8), *own(NOTTULN, 9, 8)]
    given = {"phase": Phase.OPERATION, "accessions": (joins,)}
    assert shown(priced(lines, decisions=others, **given)) == {NOTTULN.key}
    of_nottuln = resolution(NOTTULN, RoundPurpose.ACCESSION, ask_id=joins.asks[NOTTULN.id].id)
    assert shown(priced(lines, decisions=(*others, of_nottuln), **given)) == {NOTTULN.key}
    its_own = resolution(SENDEN, RoundPurpose.ACCESSION, ask_id=joins.asks[SENDEN.id].id)
    assert shown(priced(lines, decisions=(*others, its_own), **given)) == {NOTTULN.key, SENDEN.key}


@pytest.mark.parametrize(("resolved", "withheld"), [(ALL, False), (ALL[1:], True), ((), True)])
def test_the_computed_condition_waits_for_all(resolved, withheld):
    found = priced(own(NOTTULN, 9, 8), resolved=resolved)
    [economy] = [
        one
        for one in checks.of_field(initiative(found, guests=(COUNTY,)), found)
        if one.condition.rule_key == "economy"
    ]
    assert checks.is_withheld(economy, found) == withheld


@pytest.mark.parametrize(
    ("left", "figures", "whole", "keys"),
    [
        (date(2026, 12, 31), {NOTTULN.id: 10}, True, 1),
        (date(2027, 1, 2), {NOTTULN.id: 10}, False, 0),
        (date(2026, 12, 31), {NOTTULN.id: 10, SENDEN.id: 5}, True, 0),  # the key still tells its percentage
    ],
)
def test_who_left_before_the_years_of_the_comparison_holds_nothing_back(left, figures, whole, keys):
    lines = [*own(NOTTULN, 9, 8), shared(EXACT)]
    found = priced(lines, [key(KeyKind.FIXED, figures)], (COUNTY, NOTTULN, OLFEN))
    spells = found.money.spells | {SENDEN.id: ((DAY, left),)}
    money = public(replace(found, money=replace(found.money, spells=spells))).initiatives[0].fields[0].money
    assert (money.is_whole, len(money.variants), len(money.keys)) == (whole, int(whole), keys)


def test_what_one_of_two_public_reports_withholds_has_not_changed():
    lines = [*own(NOTTULN, 9, 8), *own(OLFEN, 7, 6)]
    before = public(priced(lines, resolved=(NOTTULN,)))
    now = public(priced([*own(NOTTULN, 9, 7), *own(OLFEN, 7, 5)], resolved=(NOTTULN, OLFEN)))
    told = [one.subject for one in changes.changes(*public_money.alike(before, now))]
    assert told == ["Kosten der Gemeinde Nottuln"]


def test_a_public_edition_of_a_public_edition_is_the_same():
    found = public(priced([*own(NOTTULN, 9, 8), shared(EXACT)], [KEYS["fixed"]], (NOTTULN,)))
    assert editions.public(found) == found
