"""Who may enter or change a cost line: what one bears alone itself, all else who has the field in hand."""

import pytest

from initiatives.domain.rules import access, correcting
from initiatives.models import ComparisonBasis, CostLine, CostLineEntry, UtilityAnalysis
from tests.domain.builders import GUEST, OLFEN, SENDEN
from tests.domain.compared import line
from tests.domain.rules.test_rights import PEOPLE, PLACES, STATE

LEADS = "nlz"  # who convenes, and the lead's own


@pytest.mark.parametrize(
    ("found", "place", "who"),
    [
        (line(1, GUEST, 1), "field", LEADS + "g"),
        (line(1, GUEST, 1, "joint", "grant"), "field", LEADS + "g"),
        (line(1, GUEST, 1, "joint", is_shared=True), "field", LEADS),
        (line(1, GUEST, 1, "joint", "reimbursement", receiver_id=OLFEN.id), "field", LEADS),
        (line(1, None, 1, "joint", is_shared=True), "field", LEADS),
        (line(1, SENDEN, 1), "field", LEADS),  # is interested only
        (line(1, GUEST, 1, "joint", is_shared=True), "without a lead", "nlmgz"),
    ],
)
def test_each_enters_what_it_bears_alone(found, place, who):
    may = {name for name, one in PEOPLE.items() if access.may_enter_line(one, STATE, PLACES[place], found)}
    assert may == set(who)
    of_line = {name: getattr(found, name) for name in ("organisation_id", "receiver_id", "is_shared")}
    entry = CostLineEntry(line=CostLine(**of_line))
    put_right = {
        name for name, one in PEOPLE.items() if correcting.may_correct(one, STATE, PLACES[place], entry)
    }
    assert put_right == may


@pytest.mark.parametrize("kind", [ComparisonBasis, UtilityAnalysis])
def test_who_has_the_field_in_hand_puts_right_on_what_the_comparison_rests(kind):
    may = {
        name for name, one in PEOPLE.items() if correcting.may_correct(one, STATE, PLACES["field"], kind())
    }
    assert may == set(LEADS)
