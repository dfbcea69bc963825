"""The order of steps: among the open ones, whatever of the phase is settled between them."""

import pytest

from initiatives.domain.fields import steps
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.models import Step


@pytest.fixture
def rows(circle):
    """Five steps of the present phase; the second and the fourth are done."""
    by, at = circle.people["duelmen"], moments.now()
    made = [steps.add(field=circle.payroll, title=title, by=by, at=at) for title in "ABCDE"]
    for row in (made[1], made[3]):
        steps.edit(step=row, values={"state": "done"}, seen=None, by=by, at=at)
    return made


def titles(circle) -> str:
    return "".join(Step.objects.filter(field=circle.payroll).values_list("title", flat=True))


@pytest.mark.parametrize(
    ("moved", "down", "after"),
    [
        (0, True, "CBADE"),
        (4, False, "ABEDC"),
        (0, False, "ABCDE"),
        (4, True, "ABCDE"),
        (1, True, "ADCBE"),
        (3, True, "ABCDE"),
    ],
)
def test_a_step_changes_places_with_the_next_that_is_open_or_settled_as_it_is(
    circle, rows, moved, down, after
):
    steps.move(step=rows[moved], down=down, by=circle.people["duelmen"], at=moments.now())
    assert titles(circle) == after


def test_the_open_ones_are_put_into_order_among_their_places(circle, rows):
    wanted = {"field": circle.payroll, "phase": circle.payroll.phase, "by": circle.people["duelmen"]}
    a, b, c, d, e = (row.pk for row in rows)
    steps.arrange(order=[e, a, c], at=moments.now(), **wanted)
    assert titles(circle) == "EBADC"
    steps.arrange(order=[a, b, c, d, e], at=moments.now(), **wanted)
    assert titles(circle) == "ABCDE"
    for order in ([e, a], [e, a, a], [e, a, c, b], []):
        with pytest.raises(Refused):
            steps.arrange(order=order, at=moments.now(), **wanted)
    assert titles(circle) == "ABCDE"
