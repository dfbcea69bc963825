"""Whose turn it is in a field, in one line; without a database."""

from datetime import timedelta

import pytest

from initiatives.domain.rules import turns
from initiatives.enums import Phase, SideState
from tests.domain.builders import (
    DAY,
    NOTTULN,
    OLFEN,
    SENDEN,
    ask,
    asks,
    field,
    initiative,
    item,
    members,
    round_,
)

BOTH = members(NOTTULN, OLFEN, lead=OLFEN)
DEADLINE = DAY + timedelta(days=14)


def turn(own=None, **changes) -> turns.Turn | None:
    one = field(**changes)
    return turns.of_field(initiative(one), one, own and own.id)


def asked(**changes):
    """All three are asked, Nottuln has answered."""
    given = asks(ask(NOTTULN, "consent"), ask(OLFEN), ask(SENDEN))
    return {"phase": Phase.INTERNAL, "round": round_(), "asks": given, "participations": BOTH} | changes


def test_the_first_point_counts_with_all_who_owe_it_and_how_much_else_is_missing():
    found = turn(**asked())
    assert (found.what, found.names, found.others) == ("Votum abgeben", ("Olfen", "Senden"), 0)
    assert (found.due_on, found.own, found.points) == (DEADLINE, False, 2)


def test_what_the_own_organisation_owes_goes_first_and_it_is_not_named_again():
    found = turn(SENDEN, **asked())
    assert (found.what, found.own, found.names) == ("Votum abgeben", True, ("Olfen",))
    found = turn(NOTTULN, **asked())
    assert found.own and found.what == "Abstimmungsrunde „Mitwirkung“ schließen" and found.names == ()


def test_a_field_that_lacks_nothing_waits_for_its_release():
    for own, names in ((NOTTULN, ()), (OLFEN, ("Nottuln",))):
        found = turn(own, gate_items=(item("fixed"),), participations=BOTH)
        assert (found.what, found.names, found.points) == ("Nächste Phase freigeben", names, 0)
        assert found.own == (own is NOTTULN)


@pytest.mark.parametrize("changes", [{"side_state": SideState.ON_HOLD}, {"phase": Phase.OPERATION}])
def test_nobody_is_on_where_it_rests_or_works(changes):
    assert turn(NOTTULN, **changes) is None
