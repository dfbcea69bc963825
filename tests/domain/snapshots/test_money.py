"""Money in the snapshot as of three days: before a period of the key begins, after it has, and before it was recorded."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from initiatives.domain.fields import fields, providers
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.rules.money import cost_keys, key_words
from initiatives.domain.snapshots import changes, council_costs, status_report
from initiatives.domain.state.facts import CostKeyFacts, KeyPeriodFacts
from initiatives.domain.state.loading import facts
from initiatives.enums import GateKind, Participation
from initiatives.enums.money import Bearers, KeyKind, QuestionKind
from initiatives.models import (
    Actual,
    ComparisonBasis,
    CostKey,
    CostKeyPeriod,
    CostKeyShare,
    CostLine,
    CostLineEntry,
    GateItem,
    Question,
    Questionnaire,
)
from initiatives.reports.status.document import html
from initiatives.snapshot.form import read, write
from initiatives.snapshot.money import Money
from initiatives.snapshot.status_report import FieldState, Paper, StatusReport
from tests.domain.builders import COUNTY, DAY, NOTTULN, OLFEN, organisation
from tests.reports import money, snapshots
from tests.reports.page import body
from tests.support.personas import AT, BEGIN

RAISED = date(2026, 7, 1)  # from when on the share is 15 percent
TOLD = AT + timedelta(days=60)  # when that was recorded
NBSP = "\u00a0"


def said(circle, at: datetime = AT) -> dict:
    return {"effective_on": at.date(), "recorded_at": at, "mandate": circle.people["county"]}


def line(circle, who, variant: str, kind: str, cents: int | None, *, at: datetime = AT, **given) -> None:
    of_line = {name: given.pop(name) for name in ("is_shared", "key", "receiver") if name in given}
    row = CostLine.objects.create(
        field=circle.payroll, organisation=who, variant=variant, kind=kind, **of_line
    )
    entry = {"amount_cents": cents, "source": "Kämmerei", "confidence": "calculated"} | given
    CostLineEntry.objects.create(line=row, **entry, **said(circle, at))


def period(circle, key: CostKey, starts_on: date, percent: str, at: datetime = AT) -> None:
    row = CostKeyPeriod.objects.create(
        key=key, starts_on=starts_on, kind=KeyKind.FIXED, bearers=Bearers.NAMED, **said(circle, at)
    )
    CostKeyShare.objects.create(period=row, organisation=circle.rosendahl, figure=Decimal(percent))


@pytest.fixture
def record(circle):
    """The county performs it; Rosendahl bears 8 percent of 100,000 euros, 15 from July on."""
    for place in (circle.county, circle.nottuln, circle.rosendahl):
        fields.set_participation(
            field=circle.payroll, organisation=place, status=Participation.PARTICIPATING, by=None, at=AT
        )
    providers.set_provider(
        field=circle.payroll, organisation=circle.county, by=circle.people["nottuln"], at=AT
    )
    ComparisonBasis.objects.create(
        field=circle.payroll, first_year=2026, years=2, rate=0, price_year=2026, **said(circle)
    )
    key = CostKey.objects.create(field=circle.payroll, title="Abrechnung")
    period(circle, key, date(2026, 1, 1), "8")
    line(
        circle,
        circle.rosendahl,
        "today",
        "staff",
        None,
        fte=Decimal("0.2"),
        rate_cents=5_000_000,
        pay_grade="E 9a",
    )
    line(circle, circle.county, "today", "total", 9_500_000)
    line(circle, circle.county, "joint", "total", 10_000_000, is_shared=True, key=key)
    period(circle, key, RAISED, "15", TOLD)
    Actual.objects.create(
        field=circle.payroll, organisation=circle.rosendahl, year=2026, cents=1_200_000, source="Abschluss",
        **said(circle, AT + timedelta(days=300)),
    )  # fmt: skip
    return circle


def taken(circle, day: date, known: datetime) -> StatusReport:
    return status_report.take(
        initiative_ids=[circle.initiative.pk],
        moment=Moment(day, known),
        edition="non_public",
        paper=read(Paper, snapshots.paper()),
    )


def of(report: StatusReport) -> FieldState:
    return report.initiatives[0].fields[0]


def told(found: Money) -> list[str]:
    return [f"{one.starts_on:%d.%m.%Y} {one.words}" for key in found.keys for one in key.periods]


REST = f"{NBSP}% der Gemeinde Rosendahl, der Rest beim Kreis Coesfeld"
LATE = AT + timedelta(days=400)


@pytest.mark.parametrize(
    ("day", "known", "expected"),
    [
        (BEGIN + timedelta(days=90), LATE, [f"01.01.2026 8{REST}", f"01.07.2026 15{REST}"]),
        (RAISED - timedelta(days=1), LATE, [f"01.01.2026 8{REST}", f"01.07.2026 15{REST}"]),
        (RAISED, LATE, [f"01.07.2026 15{REST}"]),
        (RAISED, TOLD - timedelta(days=1), [f"01.01.2026 8{REST}"]),  # before it was recorded
    ],
)
def test_a_key_is_told_as_it_was_known_with_what_comes_and_without_what_has_ended(
    record, day, known, expected
):
    assert told(of(taken(record, day, known)).money) == expected


def test_the_result_of_each_follows_the_key_and_the_provider_bears_the_rest(record):
    costs = of(taken(record, RAISED, LATE)).costs
    own, county = costs[record.rosendahl.key], costs[record.county.key]
    # 8 percent of 181 days and 15 percent of 184 days of 2026, 15 percent of 2027
    assert (own.today, [one.joint for one in own.years]) == (1_000_000, [1_152_876, 1_500_000])
    assert own.loses and own.saving == 1_000_000 - 1_326_438 and own.pays == 1_326_438
    assert county.rest == 8_673_562 == county.joint and county.rests_on == (record.rosendahl.key,)
    joint = of(taken(record, RAISED, LATE)).money.joint
    assert [(one.place, one.what) for one in joint.missing] == [(record.nottuln.key, "Kosten heute")]


def test_the_report_says_it_in_words_and_tells_it_as_changes_with_their_days(record):
    before = taken(record, date(2026, 3, 1), AT + timedelta(days=50))
    now = taken(record, date(2026, 12, 31), LATE)
    said = body(html(write(now)))
    assert "Schlechter als heute steht: Gemeinde Rosendahl (3.264,38 € im Jahr mehr)." in said
    assert (
        "Kostenschlüssel „Abrechnung“ ab 01.07.2026: 15 % der Gemeinde Rosendahl, der Rest beim Kreis" in said
    )
    assert "2026Rosendahl11.528,76 €12.000 €471,24 €4,1 %" in said
    found = {
        one.subject: (one.old, one.new, one.late)
        for one in changes.changes(before, now)
        if one.kind == "cost"
    }
    assert found["Kostenschlüssel „Abrechnung“"] == (
        f"ab 01.01.2026: 8{REST}",
        f"ab 01.07.2026: 15{REST}; vereinbart am {TOLD:%d.%m.%Y}",
        False,
    )
    assert found["Ist 2026 der Gemeinde Rosendahl"] == (
        "", f"12.000{NBSP}€, geplant 11.529{NBSP}€, Stand 01.11.2026", False,
    )  # fmt: skip
    own = found["Kosten der Gemeinde Rosendahl"]
    assert own[1].endswith(f"im Jahr, Stand {TOLD:%d.%m.%Y}") and not own[2], "since the key is another one"


def test_the_report_of_a_day_before_tells_the_present_share_and_the_coming_one_in_one_sentence(record):
    words = body(html(write(taken(record, date(2026, 4, 1), LATE))))
    assert "8 % der Gemeinde Rosendahl, der Rest beim Kreis Coesfeld; ab 01.07.2026 15 %." in words


def test_a_period_that_was_agreed_before_the_last_report_and_recorded_after_it_is_told_as_late(record):
    key = CostKey.objects.get()
    row = CostKeyPeriod.objects.create(
        key=key,
        starts_on=date(2027, 1, 1),
        kind=KeyKind.EQUAL,
        **said(record, AT) | {"recorded_at": AT + timedelta(days=200)},
    )
    assert row.effective_on == AT.date()
    before = taken(record, date(2026, 3, 1), AT + timedelta(days=70))
    now = taken(record, date(2026, 12, 31), LATE)
    [one] = [one for one in changes.changes(before, now) if "01.01.2027" in one.new]
    assert one.late and one.new == "ab 01.01.2027: zu gleichen Teilen; vereinbart am 05.01.2026"


def test_the_paper_for_the_council_knows_its_own_share_posts_and_years_and_no_number_of_others(record):
    field = facts(record.initiative.pk, Moment(date(2026, 4, 1), LATE)).fields[0]
    own = next(
        one.organisation for one in field.participations.values() if one.organisation.name == "Rosendahl"
    )
    found = council_costs.costs(field, own, date(2026, 4, 1))
    assert found is not None
    assert found.shares == (
        f"Kostenschlüssel „Abrechnung“: ab 01.01.2026 8{NBSP}% nach festen Prozentsätzen; "
        f"ab 01.07.2026 15{NBSP}% nach festen Prozentsätzen",
    )
    assert [(one.year, one.burden) for one in found.years] == [(2026, 152_876), (2027, 500_000)]
    assert [(one.variant, one.fte, one.pay_grade) for one in found.staff] == [("heute", 0.2, "E 9a")]
    assert found.loses and found.horizon == f"2026 bis 2027, Zins 0{NBSP}%, Preise von 2026"
    assert [(one.amount, one.confidence) for one in found.assumptions] == [
        (1_000_000, "berechnet"),
        (None, "berechnet"),
    ]
    assert "95000" not in str(found) and "9500000" not in str(found)


def test_a_municipality_of_which_nothing_is_recorded_has_no_costs_in_its_paper(circle):
    field = facts(circle.initiative.pk, Moment(date(2026, 4, 1), LATE)).fields[0]
    assert council_costs.costs(field, NOTTULN, DAY) is None


def test_the_baseline_names_who_lacks_what_and_a_review_what_it_said(record):
    asked = Questionnaire.objects.create(field=record.payroll, title="Bestandsaufnahme", **said(record))
    Question.objects.create(
        questionnaire=asked, order=1, text="Abrechnungsfälle", kind=QuestionKind.NUMBER, is_required=True,
        effective_on=AT.date(), recorded_at=AT,
    )  # fmt: skip
    GateItem.objects.create(
        field=record.payroll,
        kind=GateKind.REVIEW,
        result="done",
        outcome="amend",
        text="Neuer Schlüssel",
        **said(record),
    )
    found = of(taken(record, RAISED, LATE)).money
    [baseline] = found.baseline
    assert baseline.complete == () and {one.what for one in baseline.lacking} == {"Abrechnungsfälle"}
    assert [(one.outcome, one.on) for one in found.reviews] == [("ändern", AT.date())]


def facts_of(kind: str, figures: dict, **given) -> KeyPeriodFacts:
    stated = {pk: figure and Decimal(figure) for pk, figure in figures.items()}
    return KeyPeriodFacts(1, DAY, None, kind, given.pop("bearers", "participants"), stated, **given)


MARK = replace(organisation(9, "Mark", "kreis"), designation="Märkischer Kreis", of="des Märkischen Kreises")
MIXED = facts_of("mixed", {1: 3}, base=500_050, variable_kind="usage")


@pytest.mark.parametrize(
    ("period", "provider", "words"),
    [
        (
            facts_of("fixed", {1: "12.5000"}),
            MARK,
            "12,5 % der Gemeinde Nottuln, der Rest beim Märkischen Kreis",
        ),
        (facts_of("fixed", {1: 60, 2: 40}), COUNTY, "60 % der Gemeinde Nottuln, 40 % der Gemeinde Olfen"),
        (facts_of("fixed", {1: 8}), OLFEN, "8 % der Gemeinde Nottuln, der Rest bei der Gemeinde Olfen"),
        (facts_of("fixed", {1: 8}), None, "8 % der Gemeinde Nottuln, den Rest trägt noch niemand"),
        (facts_of("population", {}), None, "nach Einwohnern"),
        (facts_of("equal", {1: None}, bearers="named"), None, "zu gleichen Teilen (Nottuln)"),
        (facts_of("cases", {1: 12000, 2: "7.25"}), None, "nach Fallzahlen (Nottuln 12.000, Olfen 7,25)"),
        (MIXED, None, "5.000,50 € im Jahr zu gleichen Teilen, was darüber liegt nach Nutzung (Nottuln 3)"),
        (facts_of("described", {}, reason="Wie bisher"), None, "nur beschrieben"),
    ],
)
def test_keys_in_words(period, provider, words):
    found = key_words.words(period, {1: NOTTULN, 2: OLFEN}, provider)
    assert found.replace(NBSP, " ") == words


@pytest.mark.parametrize(
    ("ends_on", "next_on", "expected"),
    [
        (None, None, None),
        (date(2026, 5, 31), None, date(2026, 5, 31)),
        (None, date(2026, 7, 1), date(2026, 6, 30)),
        (date(2026, 5, 31), date(2026, 7, 1), date(2026, 5, 31)),
        (date(2026, 9, 30), date(2026, 7, 1), date(2026, 6, 30)),
    ],
)
def test_a_period_ends_as_stated_or_before_the_next_one(ends_on, next_on, expected):
    first = KeyPeriodFacts(1, DAY, ends_on, "equal", "participants", {})
    later = [KeyPeriodFacts(2, next_on, None, "equal", "participants", {})] if next_on else []
    assert cost_keys.last_day(CostKeyFacts(1, "Umlage", (first, *later)), first) == expected


def changed(before: dict, now: dict) -> list[tuple[str, str, str]]:
    """What is told of the money of one field between two non-public reports."""
    old, new = (
        snapshots.rows(money.report(money.priced(money=money.money(**given)), edition="non_public"))
        for given in (before, now)
    )
    found = [one for one in changes.changes(old, new) if one.kind == "cost"]
    return [(one.subject, one.old.replace(NBSP, " "), one.new.replace(NBSP, " ")) for one in found]


def keyed(*periods: dict) -> dict:
    return {"keys": [{"key": "1", "title": "Abrechnung", "periods": list(periods)}]}


PRESENT, COMING = money.period("2026-01-01", 8, "2027-06-30"), money.period("2027-07-01", 15)
OF_ROSENDAHL = "der Gemeinde Rosendahl, der Rest beim Kreis Coesfeld"


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ([PRESENT, COMING], [COMING], []),  # time has passed
        ([PRESENT, COMING], [PRESENT, COMING], []),
        ([PRESENT | {"ends_on": None}], [PRESENT, COMING], [("8 %", "01.01.2026", "15 %")]),
        ([PRESENT, COMING], [PRESENT | {"ends_on": None}], [("15 %", "01.07.2027", "entfällt")]),
        ([COMING], [COMING | {"key": "9", "words": f"20 % {OF_ROSENDAHL}"}], [("15 %", "01.07.2027", "20 %")]),
        ([PRESENT | {"ends_on": "2026-09-01"}], [], []),
    ],
)  # fmt: skip
def test_of_a_key_new_periods_and_withdrawn_ones_are_told_and_not_that_time_has_passed(before, now, told):
    found = changed(keyed(*before), keyed(*now) if now else {"keys": []})
    assert [one[0] for one in found] == ["Kostenschlüssel „Abrechnung“"] * len(told)
    for (_, old, new), (was, since, becomes) in zip(found, told, strict=True):
        assert was in old and since in old and becomes in new


def test_another_rate_is_told_by_the_sum_and_another_actual_by_itself():
    joint = money.variant("joint", "gemeinsam", 1_153_000)
    before = {"variants": [joint], "actuals": [money.actual("n", 2026, 3_490_000, 3_404_000)]}
    now = {
        "variants": [joint | {"present_value": 5_000_000}],
        "actuals": [money.actual("n", 2026, 3_500_000, 3_404_000), money.actual("o", 2026, 7_00, None)],
    }
    assert changed(before, before) == []
    assert changed(before, now) == [
        (
            "Ergebnis der gemeinsamen Variante",
            "Einsparung 11.530 € im Jahr, Kapitalwert 55.650 €",
            "Einsparung 11.530 € im Jahr, Kapitalwert 50.000 €",
        ),
        (
            "Ist 2026 der Gemeinde Nottuln",
            "34.900 €, geplant 34.040 €",
            "35.000 €, geplant 34.040 €, Stand 30.06.2026",
        ),
        ("Ist 2026 der Stadt Olfen", "", "7 €, Stand 30.06.2026"),
    ]
