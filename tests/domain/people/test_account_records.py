"""The record of accounts: who may read which entry, and how few there are, however many try."""

from datetime import UTC, date, datetime, timedelta

import pytest

from initiatives.domain.log import account_records
from initiatives.domain.log.account_records import FAILED_WITHIN, SIGN_IN_KEPT, STRANGERS, Origin, note
from initiatives.domain.people import account_record_list, people
from initiatives.domain.people.account_record_list import SOMEBODY, Wish, lines, listed
from initiatives.enums import RecordKind
from initiatives.models import AccountRecord, User

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HERE, THERE = Origin("192.0.2.1", "Firefox auf Windows"), Origin("198.51.100.9", "Chrome auf Android")


@pytest.fixture
def county(circle):
    """The people of the circle are at home there, the stranger in Ahaus, which lies elsewhere."""
    for mandate in circle.people.values():
        User.objects.filter(pk=mandate.user_id).update(home=mandate.organisation)
    return circle


def user(circle, name: str) -> User:
    return User.objects.get(pk=circle.people[name].user_id)


def test_who_administers_a_county_reads_what_is_about_its_people_and_organisations(county):
    own, stranger, ruler = (user(county, name) for name in ("duelmen", "stranger", "administrator"))
    elsewhere = county.people["stranger"].organisation
    told = {
        "of an own person": note(kind="signed_in", subject="Angemeldet", user=own, by=own, at=AT),
        "of an own organisation": note(
            kind="setting",
            subject="Gremium",
            by=county.people["administrator"],
            organisation=county.duelmen,
            at=AT,
        ),
        "offered to a stranger": note(
            kind="mandate", subject="Angeboten", user=stranger, organisation=county.duelmen, at=AT
        ),
        "offered to an own person": note(
            kind="mandate", subject="Angeboten", user=own, organisation=elsewhere, at=AT
        ),
    }
    note(kind="signed_in", subject="Angemeldet", user=stranger, by=stranger, at=AT)
    note(kind="setting", subject="Gremium", by=county.people["administrator"], organisation=elsewhere, at=AT)
    note(kind="signed_in", subject="Angemeldet", user=ruler, by=ruler, at=AT)
    note(kind="failed", subject="Unbekannt", at=AT)
    assert set(listed(by=county.people["county_administrator"])) == set(told.values())
    assert listed(by=county.people["administrator"]).count() == 8
    wish = Wish(county=county.county)
    assert set(listed(by=county.people["administrator"], wish=wish)) == set(told.values())


def test_of_others_in_such_an_entry_nothing_is_told(county):
    by, stranger = county.people["county_administrator"], user(county, "stranger")
    note(
        kind="mandate",
        subject="Abgelehnt",
        user=stranger,
        by=stranger,
        organisation=county.duelmen,
        origin=THERE,
        at=AT,
    )
    ruler = county.people["administrator"]
    note(kind="lock", subject="Konto gesperrt", user=user(county, "duelmen"), by=ruler, origin=THERE, at=AT)
    note(kind="failed", subject="Falsch", user=user(county, "duelmen"), origin=HERE, at=AT)
    failed, locked, declined = (line.cells() for line in lines(listed(by=by), by=by))
    assert declined[3:] == [SOMEBODY, "die Person selbst", "Stadt Dülmen", "", ""]
    assert locked[3:5] == ["beauftragte-duelmen@ikz.example", f"Fachadministration, {SOMEBODY}"]
    assert locked[6:] == ["", ""]
    assert failed[6:] == list(HERE)  # of an attempt with the account of an own person
    whole = " ".join(declined + locked + failed)
    assert stranger.email not in whole and ruler.user.email not in whole and THERE.address not in whole
    for text in ("-ahaus", ruler.user.email, THERE.address):
        assert not listed(by=by, wish=Wish(text=text)).exists(), text
    assert listed(by=by, wish=Wish(text=HERE.address)).count() == 1
    assert listed(by=by, wish=Wish(text="beauftragte-duelmen")).count() == 2
    everything = lines(listed(by=ruler), by=ruler)
    assert [line.cells()[6:] for line in everything] == [list(HERE), list(THERE), list(THERE)]
    assert everything[2].user == stranger.email


def test_the_list_is_cut_down_by_kind_text_and_the_days_of_berlin(county):
    by, own = county.people["administrator"], user(county, "duelmen")
    late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)  # which is the 20th there
    night = note(kind="signed_in", subject="Angemeldet", user=own, by=own, at=late)
    day = note(kind="signed_out", subject="Abgemeldet", user=own, by=own, origin=HERE, at=AT)
    cases = (
        (Wish(kind="signed_out"), [day]),
        (Wish(first=date(2026, 11, 20), last=date(2026, 11, 20)), [day, night]),
        (Wish(last=date(2026, 11, 19)), []),
        (Wish(first=date(2026, 11, 21)), []),
        (Wish(text="192.0.2"), [day]),
        (Wish(text="DUELMEN@"), [day, night]),
    )
    for wish, found in cases:
        assert list(listed(by=by, wish=wish)) == found, wish


def test_however_many_attempts_fail_their_entries_are_few(county):
    own = user(county, "duelmen")

    def fail(at=AT, user=own, address="192.0.2.1"):
        account_records.failed(subject="Falsch", user=user, origin=Origin(address), at=at)
        return AccountRecord.objects.count()

    assert [fail(), fail(AT + SECOND), fail(AT + FAILED_WITHIN - SECOND)] == [1, 1, 1]
    assert fail(AT + FAILED_WITHIN) == 2
    assert fail(address="192.0.2.2") == 3 and fail(user=user(county, "nottuln")) == 4
    before = AccountRecord.objects.count()
    for number in range(STRANGERS + 5):
        fail(user=None, address=f"198.51.100.{number}")
    assert AccountRecord.objects.count() == before + STRANGERS


def test_sign_ins_are_forgotten_sooner_and_nothing_is_kept_for_ever(county, settings):
    settings.RECORD_DAYS = 200
    own = user(county, "duelmen")
    for kind in ("signed_in", "failed", "mandate"):
        for kept in (SIGN_IN_KEPT, timedelta(days=200)):
            for age in (kept - SECOND, kept, kept + SECOND):
                note(kind=kind, subject=f"{kind} {age}", user=own, by=own, at=AT - age)
    account_records.forget(at=AT)
    left = sorted(AccountRecord.objects.values_list("subject", flat=True))
    young = (SIGN_IN_KEPT - SECOND, SIGN_IN_KEPT)  # to the second
    old = timedelta(days=200)
    mandates = [f"mandate {age}" for age in (*young, SIGN_IN_KEPT + SECOND, old - SECOND, old)]
    sign_ins = [f"{kind} {age}" for kind in ("signed_in", "failed") for age in young]
    assert left == sorted([*sign_ins, *mandates])
    settings.RECORD_DAYS = 30  # for sign-ins, too
    account_records.forget(at=AT)
    assert not AccountRecord.objects.exists()


def test_who_is_anonymised_came_from_nowhere(county):
    own, by = user(county, "duelmen"), county.people["administrator"]
    note(kind="signed_in", subject="Angemeldet", user=own, by=own, origin=HERE, at=AT)
    note(kind="failed", subject="Falsch", user=own, origin=HERE, at=AT)
    note(kind="lock", subject="Gesperrt", user=own, by=by, origin=THERE, at=AT)
    people.anonymise(user=own, by=by, at=AT)
    found = AccountRecord.objects.exclude(kind__in=(RecordKind.PERSON, RecordKind.MANDATE)).order_by("pk")
    assert [(row.address, row.device) for row in found] == [("", ""), ("", ""), THERE]
    assert {line.user for line in account_record_list.lines(found, by=by)} == {
        f"person-{own.pk}@anonym.invalid"
    }
