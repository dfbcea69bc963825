"""The calendar of a body: pasted days, cancelled sittings, and the reminder a week before one without a report."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from initiatives.domain import moments, papers, report_drafts, sittings
from initiatives.domain.errors import Refused
from initiatives.models import Event, Mandate, Notice, Sitting
from tests.domain.test_reports import plan

TODAY = moments.today()


def add(circle, *days: date, by: str = "administrator") -> list[Sitting]:
    pairs = [(day, "") for day in days]
    sittings.add(body=circle.kreistag, days=pairs, by=circle.people[by], at=moments.now())
    return list(Sitting.objects.filter(held_on__in=days))


def remind(at) -> int:
    """Remind of all that is due, as the timer does; of how many sittings."""
    due = list(sittings.unreminded(today=moments.day_of(at)))
    return sum(sittings.remind(sitting=row, at=at) for row in due)


def test_days_are_read_as_people_write_them():
    text = "08.12.2026 Haushalt\n\nDi., 9.2.2027\r\n Mittwoch, 10. 3. 2027 – Kreishaus\t"
    assert sittings.read(text) == [
        (date(2026, 12, 8), "Haushalt"),
        (date(2027, 2, 9), ""),
        (date(2027, 3, 10), "Kreishaus"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("im Dezember", "kein Datum"),
        ("31.11.2026", "den es nicht gibt"),
        ("08.12.2026\n08.12.2026", "steht zweimal da"),
        ("08.12.2026 " + "x" * 101, "länger als 100"),
        ("01.01.2027\n" * 101, "höchstens 100"),
        ("<script>", "kein Datum"),
    ],
)
def test_what_is_no_calendar_is_refused(text, words):
    with pytest.raises(Refused, match=words):
        sittings.read(text)


def test_days_are_added_once_and_noted(circle):
    first, second = TODAY + timedelta(days=20), TODAY + timedelta(days=50)
    add(circle, first)
    add(circle, first, second)
    assert Sitting.objects.count() == 2
    assert Event.objects.filter(kind="sitting").count() == 2
    with pytest.raises(Refused, match="fünf Jahre"):
        add(circle, TODAY + timedelta(days=3_000))


def test_only_an_administrator_of_the_county_keeps_its_calendar(circle):
    stranger = circle.people["county_administrator"]
    stranger.organisation = circle.people["stranger"].organisation
    with pytest.raises(Refused, match="Ihr Mandat umfasst nur"):
        sittings.add(body=circle.kreistag, days=[(TODAY, "")], by=stranger, at=moments.now())
    assert not Sitting.objects.exists()


def test_a_sitting_is_cancelled_and_taken_up_again(circle):
    (row,) = add(circle, TODAY)
    by, at = circle.people["administrator"], moments.now()
    sittings.cancel(sitting=row, by=by, at=at)
    with pytest.raises(Refused, match="steht schon so"):
        sittings.cancel(sitting=row, by=by, at=at)
    assert not sittings.open_to([circle.kreistag], today=TODAY)
    sittings.cancel(sitting=row, by=by, at=at, again=True)
    assert list(sittings.open_to([circle.kreistag], today=TODAY)) == [row]


def test_a_week_before_a_sitting_its_makers_are_reminded_once(circle):
    (row, _) = add(circle, TODAY + timedelta(days=7), TODAY + timedelta(days=8))
    assert remind(moments.now()) == 1
    told = Notice.objects.get()
    assert told.user == circle.people["county"].user
    assert (told.page, told.page_id) == ("sitting_report", row.pk)
    assert remind(moments.now()) == 0
    assert [one.sitting for one in sittings.owed(by=circle.people["county"], today=TODAY)] == [row]
    assert sittings.owed(by=circle.people["nottuln"], today=TODAY) == []


def test_the_convening_municipality_owes_the_report_where_the_body_says_so(
    circle, django_assert_max_num_queries
):
    add(circle, TODAY)
    for number in range(5):
        circle.rat_nottuln.sittings.create(held_on=TODAY + timedelta(days=number))
    with django_assert_max_num_queries(3):
        assert len(sittings.owed(by=circle.people["county"], today=TODAY)) == 1
    circle.kreistag.reported_by = "convening"
    circle.kreistag.save()
    assert sittings.owed(by=circle.people["county"], today=TODAY) == []
    owed = sittings.owed(by=circle.people["nottuln"], today=TODAY)
    assert {one.sitting.body for one in owed} == {circle.kreistag, circle.rat_nottuln}
    assert sittings.owed(by=circle.people["duelmen"], today=TODAY) == []


def test_nobody_is_reminded_of_what_is_begun_or_does_not_take_place(circle):
    begun, free, cancelled = add(circle, *(TODAY + timedelta(days=n) for n in (1, 2, 3)))
    by, at = circle.people["county"], moments.now()
    plan(circle, sitting=begun)
    usual = papers.default_paper(circle.kreistag, TODAY, TODAY)
    dropped = plan(circle, paper=replace(usual, meeting_on=free.held_on))
    sittings.cancel(sitting=cancelled, by=circle.people["administrator"], at=at)
    assert remind(at) == 0
    report_drafts.discard(report=dropped, by=by, at=at)
    assert remind(at) == 1


def test_a_report_goes_to_a_sitting_of_its_own_body(circle):
    (row,) = add(circle, TODAY)
    with pytest.raises(Refused, match="eines anderen Gremiums"):
        plan(circle, body=circle.rat_nottuln, sitting=row)


def test_a_sitting_to_which_nobody_may_report_yet_is_reminded_of_when_somebody_may(circle):
    add(circle, TODAY + timedelta(days=3))
    Mandate.objects.filter(pk=circle.people["county"].pk).update(valid_from=TODAY + timedelta(days=1))
    assert remind(moments.now()) == 0
    Mandate.objects.filter(pk=circle.people["county"].pk).update(valid_from=TODAY)
    assert remind(moments.now()) == 1
    assert Notice.objects.get().user == circle.people["county"].user
