"""Keys and their periods as they are recorded: figures, what is refused, corrected, ended, and seen as of a past day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from initiatives.domain.fields import fields, providers
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.money import keys
from initiatives.domain.money.key_figures import Period
from initiatives.domain.rules.money import cost_keys
from initiatives.domain.state import loading
from initiatives.domain.state.versions import move, state_change
from initiatives.models import (
    Answer,
    CostKey,
    CostKeyPeriod,
    CostKeyShare,
    Event,
    PopulationFigure,
    Questionnaire,
)
from tests.support.personas import BEGIN

START = date(2026, 1, 1)


@pytest.fixture
def led(circle):
    """Dülmen leads the payroll, Nottuln takes part, and the county provides."""
    at = moments.now()
    for place in (circle.duelmen, circle.nottuln, circle.county):
        fields.set_participation(
            field=circle.payroll,
            organisation=place,
            status="participating",
            effective_on=BEGIN,
            by=None,
            at=at,
        )
    fields.set_lead(
        field=circle.payroll,
        organisation=circle.duelmen,
        contact="Amt 10",
        by=None,
        at=at,
        effective_on=BEGIN,
    )
    return circle


def provide(led):
    providers.set_provider(
        field=led.payroll, organisation=led.county, effective_on=BEGIN, by=None, at=moments.now()
    )


def add(led, kind="equal", title="Betrieb", effective_on=None, **values) -> CostKeyPeriod:
    period = Period(**{"starts_on": START, "kind": kind} | values)
    return keys.add(
        field=led.payroll,
        title=title,
        period=period,
        effective_on=effective_on,
        by=led.people["duelmen"],
        at=moments.now(),
    )


def follow(led, first: CostKeyPeriod, starts_on: date, kind="equal", **values) -> CostKeyPeriod:
    return keys.add_period(
        key=first.key,
        period=Period(starts_on=starts_on, kind=kind, **values),
        by=led.people["duelmen"],
        at=moments.now(),
    )


def correct(led, period: CostKeyPeriod, reason="Tippfehler", withdrawn=False, **values) -> CostKeyPeriod:
    return keys.correct(
        period=period,
        values=values,
        correction_reason=reason,
        withdrawn=withdrawn,
        by=led.people["duelmen"],
        at=moments.now(),
    )


def figures(period: CostKeyPeriod) -> dict[str, Decimal | None]:
    return {one.organisation.name: one.figure for one in period.shares.select_related("organisation")}


def stored(led):
    return loading.facts(led.initiative.pk).field(led.payroll.pk).money.keys


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (CostKey, CostKeyPeriod, CostKeyShare, Event))


def test_inhabitants_are_those_of_the_stated_day_and_stay_with_the_period(led):
    PopulationFigure.objects.create(
        organisation=led.nottuln, date=date(2024, 12, 31), value=21_000, source="IT.NRW"
    )
    old = add(led, "population", figures_on=date(2023, 6, 30))
    assert figures(old) == {"Dülmen": 20_000, "Nottuln": 20_000}  # a county has none unless one is stated
    assert old.source == "Destatis" and old.figures_on == date(2023, 6, 30)
    new = follow(led, old, date(2027, 1, 1), "population", figures={led.county.pk: Decimal(5_000)})
    assert figures(new) == {"Coesfeld": 5_000, "Dülmen": 20_000, "Nottuln": 21_000}
    assert new.figures_on == date(2024, 12, 31) and new.source == "Destatis, IT.NRW"


def test_without_inhabitants_as_of_a_day_the_municipalities_are_named(led):
    before = counts()
    with pytest.raises(Refused, match=r"bis zum 30\.12\.2022 von Dülmen, Nottuln") as refused:
        add(led, "population", figures_on=date(2022, 12, 30))
    assert refused.value.field == "figures_on" and counts() == before


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "cases", "figures": {"duelmen": 10, "county": 0}}, "Zahl von Nottuln"),
        ({"kind": "usage", "figures": {}}, "Zahl von Dülmen, Kreis Coesfeld, Nottuln"),
        ({"kind": "fixed", "figures": {"duelmen": 60, "nottuln": 40.01, "county": 0}}, "mehr als 100"),
        (
            {"kind": "fixed", "figures": {"duelmen": 8, "nottuln": 0, "county": 0}},
            "keinen Leistungserbringer",
        ),
        ({"kind": "fixed", "figures": {"duelmen": 100}}, "Zahl von Kreis Coesfeld, Nottuln"),
        ({"kind": "described"}, "beschreiben"),
        ({"kind": "mixed", "variable_kind": "population"}, "Grundbetrag"),
        ({"kind": "equal", "bearers": "named"}, "wer in dieser Zeit trägt"),
        ({"kind": "equal", "bearers": "named", "figures": {"rosendahl": None}}, "nicht beteiligt|genannten"),
        ({"kind": "equal", "ends_on": START - timedelta(days=1)}, "Ende liegt vor dem Beginn"),
        ({"kind": "equal", "review_on": START}, "nach dem Beginn"),
        ({"kind": "cases", "figures": {"duelmen": 1, "nottuln": 1, "county": 1}}, "Quelle"),
    ],
)
def test_what_could_not_be_shared_out_is_refused_with_who_it_is_about(led, values, message):
    given = {
        getattr(led, name).pk: None if n is None else Decimal(str(n))
        for name, n in values.get("figures", {}).items()
    }
    before = counts()
    with pytest.raises(Refused, match=message):
        add(led, **values | {"figures": given})
    assert counts() == before


def test_eight_percent_are_a_whole_key_where_somebody_provides(led):
    provide(led)
    one = add(led, "fixed", figures={led.duelmen.pk: Decimal(0), led.nottuln.pk: Decimal(8)})
    assert figures(one) == {"Dülmen": 0, "Nottuln": 8}
    with pytest.raises(Refused, match="Zahl von Dülmen"):  # who bears nothing says 0
        add(led, "fixed", "Zweiter", figures={led.nottuln.pk: Decimal(8)})
    assert "8\u00a0% der Gemeinde Nottuln" in Event.objects.get(kind="cost-key").after


def test_an_open_period_ends_before_the_next_and_a_stated_end_stands_in_the_way(led):
    first = add(led)
    follow(led, first, date(2028, 1, 1), "population")
    found = stored(led)[0]
    assert cost_keys.last_day(found, found.periods[0]) == date(2027, 12, 31)
    closed = add(led, title="Zweiter", ends_on=date(2027, 12, 31))
    before = counts()
    with pytest.raises(Refused, match=r"ab 01\.01\.2026 bis 31\.12\.2027") as refused:
        follow(led, closed, date(2027, 12, 31))
    assert refused.value.field == "starts_on" and counts() == before
    with pytest.raises(Refused, match=r"ab 01\.01\.2026"):
        follow(led, closed, START)
    with pytest.raises(Refused) as refused:
        follow(led, closed, date(2025, 1, 1), ends_on=START)
    assert refused.value.field == "ends_on"
    follow(led, closed, date(2028, 1, 1))


def answered(led, cases: dict[str, str]) -> None:
    """A questionnaire that asks for a number of cases, and a list with a column of such; these have answered."""
    said = {"effective_on": BEGIN, "recorded_at": moments.now()}
    asked = Questionnaire.objects.create(field=led.payroll, title="Personal", **said)
    plain = asked.questions.create(order=1, text="Abrechnungen", kind="number", meaning="cases", **said)
    columns = [{"key": "c", "text": "Fälle", "kind": "number", "unit": "", "meaning": "cases"}]
    listed = asked.questions.create(order=2, text="Weitere", kind="rows", columns=columns, **said)
    with state_change():
        for name, number in cases.items():
            told = {"organisation": getattr(led, name), **said}
            Answer.objects.create(question=plain, value=number, **told)
            Answer.objects.create(question=listed, value=[{"c": "2"}, {"c": "x"}, {}], **told)
        move([led.initiative.pk])


def test_numbers_of_cases_are_taken_over_from_the_baseline_but_stated_ones_stay(led):
    answered(led, {"duelmen": "1200.5", "nottuln": "300"})
    stated = {led.county.pk: Decimal(0), led.nottuln.pk: Decimal(310)}
    one = add(led, "cases", figures=stated, from_baseline=True)
    assert figures(one) == {"Coesfeld": 0, "Dülmen": Decimal("1202.5"), "Nottuln": 310}
    assert one.source == "Bestandsaufnahme: Personal" and one.figures_on == BEGIN
    before = counts()
    with pytest.raises(Refused, match="Zahl von Kreis Coesfeld"):  # has not answered
        add(led, "cases", "Zweiter", from_baseline=True)
    with pytest.raises(Refused, match="Zahl von Dülmen, Kreis Coesfeld, Nottuln"):
        add(led, "cases", "Dritter", source="Zählung", figures_on=START)
    assert counts() == before


def test_a_correction_stands_in_the_place_of_a_period_with_its_figures(led):
    told = {"figures_on": START, "source": "Zählung"}
    given = {one.pk: Decimal(5) for one in (led.duelmen, led.nottuln, led.county)}
    first = add(led, "cases", figures=given, **told)
    with pytest.raises(Refused, match="nichts geändert"):
        correct(led, first)
    with pytest.raises(Refused, match="begründen"):
        correct(led, first, reason=" ", source="Anderes")
    new = correct(led, first, figures=given | {led.nottuln.pk: Decimal(7)})
    assert figures(new)["Nottuln"] == 7 and figures(first)["Nottuln"] == 5
    assert [one.id for one in stored(led)[0].periods] == [new.pk]
    event = Event.objects.filter(kind="cost-key-corrected").get()
    assert "Nottuln 5" in event.before and "Nottuln 7" in event.after and "Tippfehler" in event.after
    with pytest.raises(Refused, match="schon berichtigt"):
        correct(led, first, source="Anderes")


def test_a_key_whose_only_period_never_was_is_gone_and_its_title_free(led):
    first = add(led)
    correct(led, first, withdrawn=True)
    assert stored(led) == ()
    again = add(led, "population")
    assert again.key == first.key and [one.kind for one in stored(led)[0].periods] == ["population"]
    with pytest.raises(Refused) as refused:
        add(led)
    assert refused.value.field == "title"


def test_a_period_ends_on_a_day(led):
    first = add(led)
    ended = keys.end(
        period=first,
        ends_on=date(2026, 12, 31),
        correction_reason="Vertrag läuft aus",
        by=led.people["duelmen"],
        at=moments.now(),
    )
    assert ended.ends_on == date(2026, 12, 31) and ended.kind == first.kind
    assert cost_keys.period_on(stored(led)[0], date(2027, 1, 1)) is None


def test_a_key_is_renamed_by_who_saw_its_title(led):
    first, by = add(led), led.people["duelmen"]
    keys.rename(key=first.key, title="Lohn", seen="Betrieb", by=by, at=moments.now())
    assert stored(led)[0].title == "Lohn"
    with pytest.raises(Conflict):
        keys.rename(key=first.key, title="Gehalt", seen="Betrieb", by=by, at=moments.now())
    with pytest.raises(Refused, match="nichts geändert"):
        keys.rename(key=first.key, title="Lohn ", seen="Lohn", by=by, at=moments.now())


def test_as_of_a_past_day_the_old_period_holds_without_the_one_agreed_later(led):
    provide(led)
    agreed = BEGIN + timedelta(days=30)
    given = {led.duelmen.pk: Decimal(0), led.nottuln.pk: Decimal(8)}
    first = add(led, "fixed", figures=given, effective_on=BEGIN)
    keys.add_period(
        key=first.key,
        period=Period(date(2026, 3, 1), "fixed", figures=given | {led.nottuln.pk: Decimal(15)}),
        effective_on=agreed,
        by=led.people["duelmen"],
        at=moments.now(),
    )

    def percent(day: date, on: date) -> Decimal | None:
        facts = loading.facts(led.initiative.pk, Moment(day, moments.now()))
        period = cost_keys.period_on(facts.field(led.payroll.pk).money.keys[0], on)
        return period.figures[led.nottuln.pk] if period else None

    assert percent(agreed - timedelta(days=1), date(2026, 6, 1)) == 8
    assert percent(agreed, date(2026, 6, 1)) == 15
    assert percent(agreed, date(2026, 2, 28)) == 8
