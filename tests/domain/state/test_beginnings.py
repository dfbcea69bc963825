"""What the suite itself keeps to be quick is what it would make and read anew."""

from functools import partial

import pytest
from django.db import connection, transaction

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.state import loading, memory
from initiatives.domain.state.loading import facts
from initiatives.models import Body
from tests.support import beginnings, personas
from tests.support.beginnings import Begin
from tests.support.country import beside
from tests.support.kept import Written, told


def fresh(initiative_id: int):
    return loading._load(initiative_id, moments.present(), None, live=True)


@pytest.fixture
def begun(db, monkeypatch):
    """Begins twice, first by making and then by writing the rows again; what `look` writes is undone in between."""
    monkeypatch.setattr(beginnings, "_beginnings", {})

    def both(look):
        found = []
        for _ in range(2):
            begin = Begin(told, shares_states=True)
            with pytest.MonkeyPatch.context() as patch, transaction.atomic():
                patch.setattr(memory, "_keep", partial(begin.keep, memory._keep))
                with connection.execute_wrapper(begin.follow):
                    found.append(look(begin))
                transaction.set_rollback(True)
        return found

    return both


def test_what_is_written_again_is_what_was_made(begun):
    def look(begin):
        circle = begin(personas._circle)
        country = begin(beside, circle)
        assert country.first is circle and country.second.county is country.ahaus.county
        assert begin.is_untouched and None not in beginnings._beginnings.values()
        people = [(name, one.pk, one.user.email) for name, one in circle.people.items()]
        return beginnings._rows(), people, fresh(circle.initiative.pk), fresh(country.second.initiative.pk)

    made, written = begun(look)
    assert made == written


def test_after_something_else_was_written_all_is_made_anew(begun):
    def look(begin):
        circle = begin(personas._circle)
        Body.objects.update(name="Rat")
        return begin(beside, circle).second.initiative.pk

    begun(look)
    assert [key.names for key in beginnings._beginnings] == [("tests.support.personas._circle",)]


def test_only_what_was_read_before_anything_was_written_is_given_to_the_next_test(begun):
    def look(begin):
        circle = begin(personas._circle)
        given = dict(memory._states)
        before = facts(circle.initiative.pk)
        fields.edit(field=circle.payroll, values={"aim": "Ziel"}, version=1, by=None, at=moments.now())
        assert facts(circle.initiative.pk) != before
        return given, before

    (nothing, before), (given, again) = begun(look)
    assert nothing == {} and [facts for _, facts in given.values()] == [before] == [again]


@pytest.mark.parametrize("writes", [False, True])
def test_after_a_rollback_the_kept_state_is_the_one_in_the_tables(circle, writes):
    before = fresh(circle.initiative.pk)
    with transaction.atomic():
        assert facts(circle.initiative.pk) == before
        if writes:
            at = moments.now()
            fields.edit(field=circle.payroll, values={"aim": "Ziel"}, version=1, by=None, at=at)
            assert facts(circle.initiative.pk) != before
        transaction.set_rollback(True)
    assert (circle.initiative.pk, None) in memory._states
    assert facts(circle.initiative.pk) == fresh(circle.initiative.pk) == before


def test_a_state_is_loaded_once_until_something_is_written_or_undone(circle):
    written, loads = Written(), []

    def load(*asked, live):
        loads.append(asked)
        return loading._load(*asked, live=live)

    def state():
        return written.load(load, circle.initiative.pk, moments.present(), None, live=True)

    with connection.execute_wrapper(written.follow):
        before = state()
        assert state() is before and len(loads) == 1
        with transaction.atomic():
            fields.edit(field=circle.payroll, values={"aim": "Ziel"}, version=1, by=None, at=moments.now())
            assert state() != before
            transaction.set_rollback(True)
        assert state() == before and len(loads) == 3
