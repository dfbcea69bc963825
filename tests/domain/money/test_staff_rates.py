"""Rates of pay grades: one a year, above zero, with a source; two who edit one."""

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.money import staff_rates
from initiatives.models import Event, StaffRate


def rate(**values) -> StaffRate:
    given = {"pay_grade": "EG 9a", "year": 2026, "cents": 7_000_000, "source": "Personalkostentabelle"}
    return StaffRate(**given | values)


def by(circle) -> dict:
    return {"by": circle.people["administrator"], "at": moments.now()}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"pay_grade": " "}, "pay_grade"),
        ({"year": 1899}, "year"),
        ({"year": 2200}, "year"),
        ({"cents": 0}, "cents"),
        ({"source": " "}, "source"),
        ({"pay_grade": "eg 8 "}, "year"),
    ],
)
def test_what_is_no_rate(circle, values, field):
    staff_rates.add(row=rate(pay_grade="EG 8"), **by(circle))
    with pytest.raises(Refused) as refused:
        staff_rates.add(row=rate(**values), **by(circle))
    assert refused.value.field == field
    assert StaffRate.objects.count() == 1


def test_it_is_told_and_put_right(circle):
    row = staff_rates.add(row=rate(cents=1), **by(circle))
    assert Event.objects.first().after == "EG 9a (2026): 0,01\u00a0€; Personalkostentabelle"
    seen = {"cents": 1, "source": "Personalkostentabelle"}
    assert staff_rates.edit(row=row, values=seen | {"cents": 2}, seen=seen, **by(circle))
    assert not staff_rates.edit(row=row, values=seen | {"cents": 2}, seen=seen | {"cents": 2}, **by(circle))
    with pytest.raises(Conflict):
        staff_rates.edit(row=row, values=seen | {"cents": 3}, seen=seen, **by(circle))
    staff_rates.edit(row=row, values=seen | {"source": "Haushalt"}, seen=seen, **by(circle))
    row.refresh_from_db()
    assert (row.cents, row.source) == (2, "Haushalt")
    other = staff_rates.add(row=rate(year=2027), **by(circle))
    with pytest.raises(Refused):
        staff_rates.edit(row=other, values={"year": 2026}, **by(circle))
