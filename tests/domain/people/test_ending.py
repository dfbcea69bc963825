"""Mandates that end within a month are told of once, by their days."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from initiatives.domain.people import ending
from initiatives.enums import NoticeKind
from initiatives.management.commands import run_due
from initiatives.models import Mandate, Notice

BERLIN = timezone.get_default_timezone()
END = date(2026, 12, 31)
DAY = timedelta(days=1)


def at(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), BERLIN).replace(hour=9)


@pytest.fixture
def mandate(circle) -> Mandate:
    row = circle.people["duelmen"]
    row.user.home = circle.duelmen
    row.user.save()
    return let_end(row, END)


def let_end(row: Mandate, last: date | None, **values) -> Mandate:
    Mandate.objects.filter(pk=row.pk).update(valid_until=last, **values)
    row.refresh_from_db()
    return row


def tell(day: date) -> int:
    """What the timer does on a day; how many were told of."""
    return sum(ending.tell(mandate=row, at=at(day)) for row in ending.untold(today=day))


@pytest.mark.parametrize(("days", "told"), [(32, 0), (31, 1), (30, 1), (29, 1), (1, 1), (0, 1), (-1, 0)])
def test_a_month_before_is_31_days_and_after_the_last_day_nobody_is_told(mandate, days, told):
    assert tell(END - timedelta(days=days)) == told


@pytest.mark.parametrize(
    ("last", "first_told"),
    [
        (date(2026, 3, 1), date(2026, 1, 29)),
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2028, 2, 29), date(2028, 1, 29)),
        (date(2027, 1, 1), date(2026, 12, 1)),
    ],
)
def test_at_the_ends_of_months_and_years(mandate, last, first_told):
    let_end(mandate, last, valid_from=date(2025, 1, 1))
    assert tell(first_told - DAY) == 0
    assert tell(first_told) == 1


def test_the_person_and_who_administers_them_are_told_once(circle, mandate):
    assert (tell(END - timedelta(days=31)), tell(END - timedelta(days=30)), tell(END)) == (1, 0, 0)
    told = {one.user.email: one for one in Notice.objects.select_related("user")}
    assert set(told) == {"beauftragte-duelmen@ikz.example", "fachadministration-coesfeld@ikz.example"}
    for one in told.values():
        assert one.title == "Mandat endet am 31.12.2026: Beauftragte/r der Stadt Dülmen"
        assert (one.kind, one.channel) == (NoticeKind.TASK, "at_once")
    assert [told[email].page for email in sorted(told)] == ["start", "administration_person"]


def test_who_can_prolong_a_mandate_is_told_of_it_and_not_the_home(circle, mandate):
    given = {"user": circle.people["stranger"].user, "role": "reader", "organisation": circle.duelmen}
    Mandate.objects.create(valid_from=date(2026, 1, 5), valid_until=END, **given)
    let_end(mandate, None)
    assert tell(END) == 1
    told = Notice.objects.exclude(user=circle.people["stranger"].user)
    assert [one.user for one in told] == [circle.people["county_administrator"].user]


def test_another_last_day_is_told_anew_and_the_same_again_is_not(mandate):
    assert tell(END - DAY) == 1
    let_end(mandate, END + timedelta(days=20))
    assert tell(END - DAY) == 1
    let_end(mandate, None)
    assert tell(END - DAY) == 0
    let_end(mandate, END + timedelta(days=20))
    assert tell(END) == 0


@pytest.mark.parametrize(
    "values",
    [{"state": "withdrawn"}, {"state": "offered", "offered_to": "a@ikz.example"}, {"valid_from": END}],
)
def test_what_does_not_hold_is_not_told_of(mandate, values):
    let_end(mandate, END, **values)
    assert tell(END - DAY) == 0


@pytest.mark.parametrize(("days", "told"), [(30, 0), (31, 1)])
def test_a_mandate_that_was_given_for_less_than_a_month_is_not_told_of(mandate, days, told):
    let_end(mandate, END, valid_from=END - timedelta(days=days))
    assert tell(END - DAY) == told


@pytest.mark.parametrize(
    ("begins", "values", "told"),
    [
        (END + DAY, {}, 0),
        (END + 2 * DAY, {}, 1),
        (END + DAY, {"role": "deputy"}, 1),
        (END + DAY, {"state": "withdrawn"}, 1),
    ],
)
def test_what_goes_on_from_the_next_day_does_not_end(mandate, begins, values, told):
    same = {"user": mandate.user, "role": mandate.role, "organisation": mandate.organisation} | values
    Mandate.objects.create(valid_from=begins, **same)
    assert tell(END - DAY) == told


def test_a_member_of_a_body_is_told_too(circle):
    let_end(circle.people["rat"], END)
    assert tell(END) == 1
    assert Notice.objects.filter(user=circle.people["rat"].user, page="start").exists()


def test_the_list_holds_the_own_people_and_what_one_gave(circle, mandate):
    by, stranger = circle.people["county_administrator"], circle.people["stranger"]
    let_end(stranger, END)
    assert ending.listed(by=by, today=END) == [mandate]
    assert set(ending.listed(by=circle.people["administrator"], today=END)) == {mandate, stranger}
    stranger.user.home = circle.county
    stranger.user.save()
    assert set(ending.listed(by=by, today=END)) == {mandate, stranger}


@pytest.mark.both
def test_the_timer_tells(mandate, monkeypatch):
    monkeypatch.setattr(run_due.moments, "now", lambda: at(END))
    for _ in range(2):
        run_due.each("Ende", ending.untold(today=END), run_due._tell_of_end, run_due.Event())
    assert Notice.objects.filter(user=mandate.user).count() == 1


def test_two_timers_at_once_tell_once(mandate):
    first, second = ending.untold(today=END), ending.untold(today=END)
    assert ending.tell(mandate=first[0], at=at(END)) and not ending.tell(mandate=second[0], at=at(END))
