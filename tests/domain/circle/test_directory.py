"""The directory: who acts for whom, and for whom nobody does."""

from datetime import timedelta

import pytest

from initiatives.domain.circle import directory, participants
from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.state import loading
from initiatives.models import Initiative, Mandate, Organisation, User


@pytest.fixture
def listed(circle):
    def read():
        facts = loading.facts(circle.initiative.pk)
        return [
            (one.place, one.role, one.email.partition("@")[0])
            for one in directory.entries(facts=facts, day=moments.today())
        ]

    return read


def give(organisation, role="delegate", address="neu", **options):
    user, _ = User.objects.get_or_create(email=f"{address}@ikz.example")
    begin = {"valid_from": moments.today() - timedelta(days=9)} | options
    return Mandate.objects.create(user=user, organisation=organisation, role=role, **begin)


def test_it_names_those_who_act_and_nobody_else(listed):
    assert sorted(listed()) == [
        ("Dülmen", "Beauftragte/r", "beauftragte-duelmen"),
        ("Kreis Coesfeld", "Vertreter/in des Kreises", "kreis"),
        ("Nottuln", "Beauftragte/r", "beauftragte-nottuln"),
        ("Rosendahl", "Stellvertretung", "beauftragte-rosendahl"),
    ]


def test_mandates_of_other_days_and_initiatives_and_locked_accounts_do_not_count(circle, listed):
    today = moments.today()
    other = Initiative.objects.create(title="Fremd", short_title="Fremd", documented_from=today)
    give(circle.nottuln, address="anders", initiative=other)
    give(circle.nottuln, address="kuenftig", valid_from=today + timedelta(days=1))
    give(circle.nottuln, address="frueher", valid_until=today - timedelta(days=1))
    give(circle.nottuln, address="hier", initiative=circle.initiative, role="deputy")
    Mandate.objects.filter(pk=circle.people["duelmen"].pk).update(valid_until=today)  # its last day
    User.objects.filter(pk=circle.people["rosendahl"].user_id).update(is_active=False)
    found = listed()
    assert [one[2] for one in found if one[0] == "Nottuln"] == ["beauftragte-nottuln", "hier"]
    assert ("Dülmen", "Beauftragte/r", "beauftragte-duelmen") in found
    assert ("Rosendahl", "ohne Beauftragte/n", "") in found


def test_the_county_may_send_nobody(circle, listed):
    Mandate.objects.filter(pk=circle.people["county"].pk).delete()
    assert ("Kreis Coesfeld", "ohne Vertreter/in", "") in listed()


def test_a_third_party_stands_there_with_its_fields_while_it_takes_part(circle, listed):
    third = Organisation.objects.create(kind="dritte", name="Träger", designation="Träger T")
    give(third)

    def join(status):
        fields.set_participation(
            field=circle.payroll, organisation=third, status=status, by=None, at=moments.now()
        )

    join("participating")
    facts = loading.facts(circle.initiative.pk)
    [entry] = [e for e in directory.entries(facts=facts, day=moments.today()) if e.place == "Träger"]
    assert (entry.email, entry.fields) == ("neu@ikz.example", ("Personalabrechnung bündeln",))
    assert entry.fits(["träger", "PERSONAL"]) and not entry.fits(["träger", "D 115"])
    join("left")
    assert "Träger" not in [one[0] for one in listed()]


def test_who_has_left_the_initiative_is_gone(circle, listed):
    participants.set_participants(
        initiative=circle.initiative,
        organisations=[circle.nottuln, circle.duelmen],
        by=circle.people["administrator"],
        at=moments.now(),
    )
    assert "Rosendahl" not in [one[0] for one in listed()]


def test_the_countys_administrators_are_asked_before_the_installations(circle):
    facts, day = loading.facts(circle.initiative.pk), moments.today()
    assert directory.administrators(facts=facts, day=day) == ["fachadministration-coesfeld@ikz.example"]
    Mandate.objects.filter(pk=circle.people["county_administrator"].pk).delete()
    assert directory.administrators(facts=facts, day=day) == ["fachadministration@ikz.example"]
