"""Mandates: given and ended, never twice at a time, never the last administrator's."""

from datetime import UTC, date, datetime

import pytest

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.people import mandates
from initiatives.enums import Role
from initiatives.models import Event, Mandate, Organisation, User

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.fixture
def by(circle):
    return circle.people["administrator"]


@pytest.fixture
def person(circle):
    return User.objects.create_user("neu@ikz.example")


def grant(by, person, role, organisation=None, **options):
    return mandates.grant(user=person, role=role, organisation=organisation, by=by, at=AT, **options)


def test_a_mandate_is_given_from_today_on(circle, by, person):
    made = grant(by, person, Role.DELEGATE, circle.nottuln)
    assert (made.valid_from, made.valid_until) == (TODAY, None)
    event = Event.objects.get(kind="mandate")
    assert event.after == "Beauftragte/r der Gemeinde Nottuln, ab 20.11.2026"
    assert person.email not in f"{event.subject}{event.before}{event.after}{event.actor}"


def test_a_member_belongs_to_the_organisation_of_the_body(circle, by, person):
    assert grant(by, person, Role.COUNCIL_MEMBER, body=circle.kreistag).organisation == circle.county


@pytest.mark.parametrize(
    ("role", "whose", "options", "field", "words"),
    [
        (Role.DELEGATE, None, {}, "organisation", "wählen Sie die Organisation"),
        (Role.COUNTY_REPRESENTATIVE, "nottuln", {}, "organisation", "nur für einen Kreis"),
        (Role.ADMINISTRATOR, "nottuln", {}, "organisation", "für einen Kreis oder"),
        (Role.COUNCIL_MEMBER, "nottuln", {}, "body", "wählen Sie das Gremium"),
        (Role.COUNCIL_MEMBER, "nottuln", {"body": "kreistag"}, "body", "gehört nicht zu Gemeinde Nottuln"),
        (Role.READER, "nottuln", {"body": "rat_nottuln"}, "body", "nur zur Rolle"),
        (
            Role.ADMINISTRATOR,
            "county",
            {"initiative": "initiative"},
            "initiative",
            "nicht auf eine Initiative",
        ),
        (
            Role.READER,
            "nottuln",
            {"valid_until": date(2026, 11, 19)},
            "valid_until",
            "nicht vor seinem Beginn",
        ),
    ],
)
def test_a_faulty_mandate_is_refused_on_its_field(circle, by, person, role, whose, options, field, words):
    options = {
        name: getattr(circle, value) if isinstance(value, str) else value for name, value in options.items()
    }
    with pytest.raises(Refused, match=words) as refusal:
        grant(by, person, role, getattr(circle, whose) if whose else None, **options)
    assert refusal.value.field == field
    assert not person.mandates.exists()


@pytest.mark.parametrize(
    ("begin", "end", "overlaps"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), False),
        (date(2026, 1, 1), date(2026, 2, 1), True),
        (date(2026, 2, 10), date(2026, 2, 20), True),
        (date(2026, 2, 28), None, True),
        (date(2026, 3, 1), None, False),
        (date(2025, 1, 1), None, True),
    ],
)
def test_the_same_mandate_is_not_held_twice_at_a_time(circle, by, person, begin, end, overlaps):
    grant(
        by, person, Role.DELEGATE, circle.nottuln, valid_from=date(2026, 2, 1), valid_until=date(2026, 2, 28)
    )
    again = {"valid_from": begin, "valid_until": end}
    if overlaps:
        with pytest.raises(Refused, match=r"hat die Person schon, ab 01\.02\.2026 bis 28\.02\.2026"):
            grant(by, person, Role.DELEGATE, circle.nottuln, **again)
    else:
        grant(by, person, Role.DELEGATE, circle.nottuln, **again)
    assert grant(by, person, Role.DEPUTY, circle.nottuln, **again).pk, (
        "another role at the same time is another mandate"
    )


def test_a_mandate_ends_and_stays(circle, by):
    mandate = circle.people["duelmen"]
    mandates.end(mandate=mandate, last_day=TODAY, by=by, at=AT)
    assert Mandate.objects.get(pk=mandate.pk).valid_until == TODAY
    assert Event.objects.get(kind="mandate").after == "Beauftragte/r der Stadt Dülmen, letzter Tag 20.11.2026"


def test_an_ended_mandate_and_a_day_before_the_beginning_are_refused(circle, by):
    mandate = circle.people["duelmen"]
    with pytest.raises(Refused, match=r"beginnt erst am 05\.01\.2026"):
        mandates.end(mandate=mandate, last_day=date(2026, 1, 4), by=by, at=AT)
    mandates.end(mandate=mandate, last_day=date(2026, 11, 1), by=by, at=AT)
    with pytest.raises(Refused, match=r"seit dem 01\.11\.2026 beendet"):
        mandates.end(mandate=mandate, last_day=TODAY, by=by, at=AT)


def test_the_last_administrator_of_the_installation_stays(circle, by, person):
    with pytest.raises(Refused, match="letzte Fachadministration"):
        mandates.end(mandate=by, last_day=TODAY, by=by, at=AT)
    limited = grant(by, person, Role.ADMINISTRATOR, valid_until=date(2027, 1, 31))
    with pytest.raises(Refused, match="letzte Fachadministration"):
        mandates.end(mandate=by, last_day=TODAY, by=by, at=AT)
    mandates.end(mandate=limited, last_day=TODAY, by=by, at=AT)
    follower = grant(
        by, User.objects.create_user("folgt@ikz.example"), Role.ADMINISTRATOR, valid_from=date(2026, 12, 1)
    )
    with pytest.raises(Refused, match="letzte Fachadministration"):
        mandates.end(mandate=by, last_day=date(2026, 11, 29), by=by, at=AT)
    mandates.end(mandate=by, last_day=date(2026, 11, 30), by=by, at=AT)
    assert follower.valid_until is None


def test_a_locked_account_does_not_count_as_administrator(circle, by, person):
    grant(by, person, Role.ADMINISTRATOR)
    User.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(Refused, match="letzte Fachadministration"):
        mandates.end(mandate=by, last_day=TODAY, by=by, at=AT)


def test_a_countys_administrator_gives_and_ends_only_within_the_county(circle, person):
    by = circle.people["county_administrator"]
    assert grant(by, person, Role.DELEGATE, circle.nottuln).pk
    assert grant(by, person, Role.ADMINISTRATOR, circle.county).pk
    for role, organisation in (
        (Role.ADMINISTRATOR, None),
        (Role.DELEGATE, Organisation.objects.get(name="Ahaus")),
        (Role.COUNTY_REPRESENTATIVE, Organisation.objects.get(name="Borken")),
    ):
        with pytest.raises(Refused, match="Ihr Mandat umfasst nur"):
            grant(by, person, role, organisation)
    for outside in ("administrator", "stranger"):
        with pytest.raises(Refused, match="Ihr Mandat umfasst nur"):
            mandates.end(mandate=circle.people[outside], last_day=TODAY, by=by, at=AT)
    assert not mandates.under(by).filter(pk=circle.people["stranger"].pk).exists()
