"""A mandate goes over to a successor in one step, or nothing happens."""

from datetime import date, timedelta

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.corrections import Overtaken
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.people import mandates
from initiatives.domain.people.handing_over import hand_over
from initiatives.enums import MandateState, Role
from initiatives.models import AccountRecord, Event, Mail, Mandate, User

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return moments.today()


@pytest.fixture
def give(circle, today):
    def act(persona="duelmen", email="neu@ikz.example", who="county_administrator", **values):
        return hand_over(
            mandate=Mandate.objects.get(pk=circle.people[persona].pk),
            email=email,
            by=circle.people[who],
            at=moments.now(),
            **{"last_day": today} | values,
        )

    return act


def counts():
    return tuple(model.objects.count() for model in (User, Mandate, Event, AccountRecord, Mail))


def test_the_one_ends_and_the_same_begins_for_a_new_person(circle, give, today):
    done = give(name="Fachbereich 1", telephone="02594 12-0", email="Neu@IKZ.example")
    old, new = Mandate.objects.get(pk=circle.people["duelmen"].pk), done.mandate
    assert done.is_new and (new.user.email, new.user.name, new.user.telephone) == (
        "neu@ikz.example",
        "Fachbereich 1",
        "02594 12-0",
    )
    assert (old.valid_until, new.valid_from, new.valid_until) == (today, today + DAY, None)
    assert (new.role, new.organisation, new.state) == (Role.DELEGATE, circle.duelmen, MandateState.GRANTED)
    told = Event.objects.get(subject="Mandat an Nachfolge übergeben")
    assert (
        told.after
        == f"Beauftragte/r der Stadt Dülmen, letzter Tag {today:%d.%m.%Y}, Nachfolge ab {today + DAY:%d.%m.%Y}"
    )
    assert told.organisation_id == circle.duelmen.pk and "@" not in str(vars(told))


def test_the_successor_is_told_what_has_come_over(circle, give, today):
    new = give(last_day=today - DAY).mandate
    assert mandates.took_over(new, today) == today


def test_body_and_initiative_go_over_and_a_term_that_runs_on(circle, give, today):
    member = give("rat").mandate
    assert (member.role, member.body, member.organisation) == (
        Role.COUNCIL_MEMBER,
        circle.rat_nottuln,
        circle.nottuln,
    )
    end = today + timedelta(days=100)
    Mandate.objects.filter(pk=circle.people["rosendahl"].pk).update(
        initiative=circle.initiative, valid_until=end
    )
    given = give("rosendahl", "auch@ikz.example").mandate
    assert (given.role, given.initiative, given.valid_until) == (Role.DEPUTY, circle.initiative, end)


@pytest.mark.parametrize(("days", "runs_on"), [(0, True), (1, False)])
def test_a_term_that_ends_with_the_last_day_begins_without_an_end(circle, give, today, days, runs_on):
    """The successor's first day may be the last one of the term, no later."""
    Mandate.objects.filter(pk=circle.people["duelmen"].pk).update(valid_until=today + DAY)
    given = give(first_day=today + DAY + timedelta(days=days)).mandate
    assert given.valid_until == (today + DAY if runs_on else None)


def test_a_gap_is_allowed_an_overlap_is_not(circle, give, today):
    before = counts()
    for first in (today, today - DAY):
        with pytest.raises(Refused) as refused:
            give(first_day=first)
        assert (
            refused.value.field == "first_day"
            and f"frühestens am {today + DAY:%d.%m.%Y}" in refused.value.message
        )
    assert counts() == before
    assert give(first_day=today + timedelta(days=10)).mandate.valid_from == today + timedelta(days=10)


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("beauftragte-duelmen@ikz.example", "Das ist die Person selbst"),
        ("neu", "keine gültige E-Mail-Adresse"),
        ("x@anonym.invalid", "anonymisierte"),
        ("beauftragte-nottuln@ikz.example", "gesperrt"),
        ("lesende-nottuln@ikz.example", "Dieses Mandat hat die Person schon"),
    ],
)
def test_who_cannot_succeed_is_told_at_the_address_and_nothing_ends(circle, give, email, words):
    Mandate.objects.create(
        user=circle.people["reader"].user,
        role="delegate",
        organisation=circle.duelmen,
        valid_from="2026-01-05",
    )
    User.objects.filter(pk=circle.people["nottuln"].user_id).update(is_active=False)
    before = counts()
    with pytest.raises(Refused) as refused:
        give(email=email)
    assert refused.value.field == "email" and words in refused.value.message
    assert counts() == before
    assert Mandate.objects.get(pk=circle.people["duelmen"].pk).valid_until is None


def test_what_cannot_end_gives_no_successor(circle, give, today):
    Mandate.objects.filter(pk=circle.people["duelmen"].pk).update(valid_from=today + DAY)
    before = counts()
    with pytest.raises(Refused, match="Das Mandat beginnt erst am"):
        give()
    with pytest.raises(Refused, match="nur Mandate des Kreises Coesfeld"):
        give("stranger")
    assert counts() == before


def test_a_successor_with_another_home_is_offered_the_mandate(circle, give):
    done = give(email="beauftragte-ahaus@ikz.example")
    assert not done.is_new and done.mandate.state == MandateState.OFFERED
    assert done.mandate.offered_to == "beauftragte-ahaus@ikz.example"


def test_the_last_administrator_hands_over_and_not_to_an_offer(circle, give):
    done = give("administrator", who="administrator")
    assert done.mandate.role == Role.ADMINISTRATOR and done.mandate.organisation is None
    assert done.mandate.user.home is None


@pytest.mark.both
def test_two_at_once_make_one_successor(circle, give, today):
    seen = Mandate.objects.get(pk=circle.people["duelmen"].pk)
    give()
    before = counts()
    with pytest.raises(Overtaken):
        hand_over(
            mandate=seen,
            email="zweite@ikz.example",
            last_day=today,
            by=circle.people["county_administrator"],
            at=moments.now(),
        )
    assert counts() == before
