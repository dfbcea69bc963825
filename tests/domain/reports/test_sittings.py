"""The calendar of a body: pasted days, cancelled sittings, and the reminder before one without a report."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.reports import county_paper, sittings
from initiatives.domain.reports import drafts as report_drafts
from initiatives.enums import ReportLead
from initiatives.models import Event, Mandate, Notice, Sitting
from tests.domain.reports.test_reports import plan

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


def test_three_weeks_before_a_sitting_its_makers_are_reminded_once(circle):
    (row, _) = add(circle, TODAY + timedelta(days=21), TODAY + timedelta(days=22))
    assert remind(moments.now()) == 1
    told = Notice.objects.get()
    assert told.user == circle.people["county"].user
    assert (told.page, told.page_id) == ("sitting_report", row.pk)
    assert remind(moments.now()) == 0
    assert [one.sitting for one in sittings.owed(by=circle.people["county"], today=TODAY)] == [row]
    assert sittings.owed(by=circle.people["nottuln"], today=TODAY) == []


@pytest.mark.parametrize("lead", ReportLead)
def test_a_report_is_due_by_the_lead_of_its_body(circle, lead):
    circle.kreistag.report_lead = lead
    circle.kreistag.save()
    last = TODAY + timedelta(days=lead)
    add(circle, last, last + timedelta(days=1), TODAY - timedelta(days=1))
    assert [row.held_on for row in sittings.without_report(today=TODAY)] == [last]


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
    usual = county_paper.default_paper(circle.kreistag, TODAY, TODAY)
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


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("Dienstag 08.12.2026", ""),
        ("Di 8. 12. 2026, Haushalt", "Haushalt"),
        ("08.12.2026 " + "x" * 100, "x" * 100),
        ("8.12.2026", ""),
    ],
)
def test_a_line_names_a_day_and_perhaps_a_note(line, note):
    assert sittings.read(line) == [(date(2026, 12, 8), note)]


@pytest.mark.parametrize(("count", "fits"), [(100, True), (101, False)])
def test_a_hundred_days_are_read_at_once(count, fits):
    text = "\n".join(f"{date(2027, 1, 1) + timedelta(days=n):%d.%m.%Y}" for n in range(count))
    if fits:
        assert len(sittings.read(text)) == count
    else:
        with pytest.raises(Refused, match="Das sind 101 Zeilen; höchstens 100"):
            sittings.read(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("8.12.26", "kein Datum"),
        ("x" * 99, f"„{'x' * 60}“"),
        ("31.11.2026 " + "y" * 99, f"„31.11.2026 {'y' * 49}“ steht ein Tag"),
    ],
)
def test_a_line_that_names_no_day_is_quoted_and_told_how(text, words):
    with pytest.raises(Refused) as caught:
        sittings.read(text)
    assert words in str(caught.value) and caught.value.field == "days"


@pytest.mark.parametrize(
    ("days", "near"), [(5 * 366, True), (-5 * 366, True), (5 * 366 + 1, False), (-5 * 366 - 1, False)]
)
def test_a_sitting_lies_within_five_years(circle, days, near):
    if near:
        assert len(add(circle, TODAY + timedelta(days=days))) == 1
        return
    with pytest.raises(Refused, match="fünf Jahre") as caught:
        add(circle, TODAY, TODAY + timedelta(days=days))
    assert caught.value.field == "days" and f"{TODAY + timedelta(days=days):%d.%m.%Y}" in str(caught.value)
    assert not Sitting.objects.exists()


def test_days_are_told_in_their_order_and_only_the_new_ones(circle):
    days = [TODAY + timedelta(days=n) for n in (9, 3)]
    pairs = [(day, "Haushalt") for day in days]
    by, at = circle.people["administrator"], moments.now()
    assert sittings.add(body=circle.kreistag, days=pairs, by=by, at=at) == 2
    told = Event.objects.filter(kind="sitting").first()
    assert told.after == f"{days[1]:%d.%m.%Y}, {days[0]:%d.%m.%Y}"
    late = (TODAY, "")
    assert sittings.add(body=circle.kreistag, days=[late, (days[0], "Anders")], by=by, at=at) == 1
    assert sittings.add(body=circle.kreistag, days=[late], by=by, at=at) == 0
    assert Event.objects.filter(kind="sitting").count() == 2
    assert Sitting.objects.get(held_on=days[0]).note == "Haushalt"
    assert sittings.add(body=circle.rat_nottuln, days=[late], by=by, at=at) == 1


def test_what_was_cancelled_is_told_and_not_cancelled_by_a_stranger(circle):
    (row,) = add(circle, TODAY)
    by, at = circle.people["administrator"], moments.now()
    stranger = circle.people["county_administrator"]
    stranger.organisation = circle.people["stranger"].organisation
    with pytest.raises(Refused, match="Ihr Mandat umfasst nur"):
        sittings.cancel(sitting=row, by=stranger, at=at)
    with pytest.raises(Refused, match="steht schon so"):
        sittings.cancel(sitting=row, by=by, at=at, again=True)
    sittings.cancel(sitting=row, by=by, at=at)
    sittings.cancel(sitting=row, by=by, at=at, again=True)
    told = [one.subject.partition(":")[0] for one in Event.objects.filter(kind="sitting").order_by("pk")]
    assert told == ["Sitzungen eingetragen", "Sitzung fällt aus", "Sitzung findet doch statt"]


@pytest.mark.parametrize(("days", "open_"), [(-93, False), (-92, True), (0, True), (400, True)])
def test_a_report_is_made_to_a_sitting_of_the_last_three_months_or_to_come(circle, days, open_):
    (row,) = add(circle, TODAY + timedelta(days=days))
    assert (row in sittings.open_to([circle.kreistag], today=TODAY)) is open_
    assert not sittings.open_to([circle.rat_nottuln], today=TODAY)


@pytest.mark.parametrize(("days", "coming"), [(-1, False), (0, True), (21, True), (22, False)])
def test_a_sitting_wants_its_report_in_the_three_weeks_before_it_and_on_its_day(circle, days, coming):
    (row,) = add(circle, TODAY + timedelta(days=days))
    assert (row in sittings.without_report(today=TODAY)) is coming
    assert bool(sittings.owed(by=circle.people["county"], today=TODAY)) is coming
    assert remind(moments.now()) == int(coming)
    assert Sitting.objects.get().reminded_at is None or coming


def test_a_report_of_another_day_or_body_is_none_for_this_sitting(circle):
    (row,) = add(circle, TODAY + timedelta(days=2))
    usual = county_paper.default_paper(circle.kreistag, TODAY, TODAY)
    plan(circle, paper=replace(usual, meeting_on=row.held_on + timedelta(days=1)))
    plan(circle, body=circle.rat_nottuln, paper=replace(usual, meeting_on=row.held_on))
    assert list(sittings.without_report(today=TODAY)) == [row]
    plan(circle, paper=replace(usual, meeting_on=row.held_on))
    assert not sittings.without_report(today=TODAY)


def test_readers_and_members_owe_no_report(circle):
    add(circle, TODAY)
    circle.rat_nottuln.sittings.create(held_on=TODAY)
    for name in ("reader", "kreistag", "rat", "administrator"):
        assert sittings.owed(by=circle.people[name], today=TODAY) == []


def test_each_sitting_is_reminded_of_on_its_own(circle):
    add(circle, TODAY, TODAY + timedelta(days=1))
    assert remind(moments.now()) == 2
    assert Sitting.objects.filter(reminded_at=None).count() == 0
    words = set(Notice.objects.values_list("title", flat=True))
    assert len(words) == 2 and all(one.startswith("Statusbericht vorbereiten: ") for one in words)


def test_of_several_sittings_the_one_that_is_meant_is_reminded_of_as_a_task(circle):
    first, second = add(circle, TODAY, TODAY + timedelta(days=1))
    assert sittings.remind(sitting=second, at=moments.now())
    assert list(Sitting.objects.filter(reminded_at=None)) == [first]
    assert not sittings.remind(sitting=second, at=moments.now()), "once is enough"
    assert {one.kind for one in Notice.objects.filter(page="sitting_report")} == {"task"}
