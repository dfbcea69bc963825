"""The basis of a comparison: what it may be, from when on, changed by two, put right."""

from datetime import timedelta
from decimal import Decimal

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.money import bases
from initiatives.domain.state.loading import facts
from initiatives.models import ComparisonBasis, Event
from tests.support.personas import BEGIN

DAY = timedelta(days=1)
GIVEN = {"first_year": 2027, "years": 5, "rate": Decimal(2), "price_year": 2026, "note": ""}


def say(circle, **values):
    options = {name: values.pop(name) for name in ("effective_on", "seen") if name in values}
    return bases.say(
        field=circle.payroll,
        values=GIVEN | values,
        by=circle.people["nottuln"],
        at=moments.now(),
        **options,
    )


def basis(circle, day=None):
    moment = Moment(day, moments.now()) if day else None
    return facts(circle.initiative.pk, moment).field(circle.payroll.pk).money.basis


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_year": 1899}, "first_year"),
        ({"first_year": 2196}, "years"),  # ends in 2200
        ({"price_year": 2200}, "price_year"),
        ({"price_year": 1996}, "price_year"),  # 31 years before
        ({"years": 0}, "years"),
        ({"years": 31}, "years"),
        ({"rate": Decimal("-0.01")}, "rate"),
        ({"rate": Decimal("20.01")}, "rate"),
        ({"effective_on": DAY}, "effective_on"),
    ],
)
def test_what_no_basis_can_be(circle, values, field):
    if "effective_on" in values:
        values = {"effective_on": moments.today() + DAY}
    with pytest.raises(Refused) as refused:
        say(circle, **values)
    assert refused.value.field == field
    assert not ComparisonBasis.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"first_year": 1900, "price_year": 1930},
        {"first_year": 2195, "price_year": 2199},
        {"years": 30},
        {"years": 1},
        {"rate": Decimal(20)},
    ],
)
def test_what_is_just_one(circle, values):
    say(circle, **values)
    found = basis(circle)
    assert {name: getattr(found, name) for name in GIVEN} == GIVEN | values


def test_it_holds_from_its_day_on_and_is_told(circle):
    say(circle, effective_on=BEGIN)
    say(circle, rate=Decimal("1.5"), note="Kommunalkredit")
    assert (basis(circle, BEGIN).rate, basis(circle).rate) == (2, Decimal("1.5"))
    event = Event.objects.filter(kind="cost-basis").first()
    assert event.before == "5 Jahre ab 2027 mit 2 % Zins, Preisstand 2026"
    assert event.after == "5 Jahre ab 2027 mit 1,5 % Zins, Preisstand 2026: Kommunalkredit"
    with pytest.raises(Refused, match="nichts geändert"):
        say(circle, rate=Decimal("1.5"), note="Kommunalkredit")


def test_one_year_is_one(circle):
    assert bases.words(say(circle, years=1)) == "1 Jahr ab 2027 mit 2 % Zins, Preisstand 2026"


def test_two_clash_only_in_the_same_value(circle):
    say(circle)
    say(circle, years=8, seen=GIVEN)
    say(circle, rate=Decimal(3), seen=GIVEN)
    assert (basis(circle).years, basis(circle).rate) == (8, 3)
    with pytest.raises(Conflict):
        say(circle, years=9, seen=GIVEN)


def test_it_is_put_right_and_taken_back(circle):
    row = say(circle)
    told = {"correction_reason": "Tippfehler", "by": circle.people["nottuln"], "at": moments.now()}
    with pytest.raises(Refused):
        bases.correct(basis=row, values={"years": 31}, **told)
    new = bases.correct(basis=row, values={"years": 7}, **told)
    assert basis(circle).years == 7
    bases.correct(basis=new, values={}, withdrawn=True, **told)
    assert basis(circle).effective_on is None
