"""Voten and resolutions are put right by the municipality, at any time; what a refusal has brought with it follows."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from initiatives.domain.fields import fields
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import conditions_of_consent, corrections, positions, round_corrections, rounds
from initiatives.domain.votes.conditions_of_consent import Wanted
from initiatives.models import Event, Position, Resolution, Round
from tests.support.personas import BEGIN

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
FEB, MARCH, APRIL = date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 2)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())


NOW, LATER = at(date(2026, 5, 4)), at(date(2026, 5, 5))


def told(circle, day: date, known: datetime = LATER):
    return facts(circle.initiative.pk, Moment(day, known)).field(circle.payroll.pk)


def stance(circle, day: date, known: datetime = LATER) -> str | None:
    found = told(circle, day, known).asks[circle.duelmen.pk].position
    return found.stance if found else None


def give(circle, stance: str, day: date, **more) -> Position:
    values = {"ask": circle.ask(circle.duelmen), "by": circle.people["duelmen"], "at": NOW}
    return positions.give(**(values | {"stance": stance, "effective_on": day} | more))


def correct(circle, row: Position, name: str = "duelmen", *, instant: datetime = LATER, **values) -> Position:
    withdrawn = values.pop("withdrawn", False)
    return corrections.correct_position(
        position=row,
        values=values,
        correction_reason="Vertan",
        withdrawn=withdrawn,
        by=circle.people[name],
        at=instant,
    )


def refused(call, fault: str, field: str | None = None) -> None:
    tables = (Position, Resolution, Event)
    before = [one.objects.count() for one in tables]
    with pytest.raises(Refused, match=fault) as caught:
        call()
    assert caught.value.field == field
    assert [one.objects.count() for one in tables] == before


def close(circle, day: date = APRIL) -> None:
    rounds.close_round(
        round_=circle.round, reason="Reicht", closed_on=day, by=circle.people["nottuln"], at=NOW
    )


def test_an_earlier_answer_is_put_right_and_the_later_one_stands(circle):
    first = give(circle, "consent", FEB)
    give(circle, "abstention", APRIL)
    correct(circle, first, stance="deliberating", effective_on=MARCH)
    days = (FEB, MARCH, APRIL)
    assert [stance(circle, day) for day in days] == [None, "deliberating", "abstention"]
    assert [stance(circle, day, NOW) for day in days] == ["consent", "consent", "abstention"]
    event = Event.objects.get(kind="position-corrected")
    assert (event.before, event.after) == (
        "Zustimmung (ab 02.02.2026)",
        "in Beratung (ab 02.03.2026) – Vertan",
    )


def test_a_forgotten_answer_follows_the_one_that_stood_on_its_day(circle):
    wanted = [Wanted("Kein Umzug")]
    late = give(circle, "conditional", APRIL, reason="Ein Punkt", conditions=wanted)
    by = circle.people["duelmen"]
    conditions_of_consent.settle(condition=late.conditions.get(), state="confirmed", by=by, at=NOW)
    first = give(circle, "conditional", FEB, reason="Ein Punkt", conditions=wanted, forgotten=True)
    assert [one.state for one in first.conditions.all()] == ["open"], "nothing was confirmed then"
    give(circle, "deliberating", MARCH, forgotten=True)
    befores = Event.objects.filter(kind="position").order_by("pk").values_list("before", flat=True)
    assert list(befores) == ["Rückmeldung ausstehend", "Rückmeldung ausstehend", "Zustimmung mit Bedingungen"]


def test_also_in_a_closed_round_but_within_its_days(circle):
    row = give(circle, "consent", FEB)
    close(circle)
    fault = "schon geschlossen"
    refused(lambda: correct(circle, row, effective_on=APRIL + DAY), fault, "effective_on")
    refused(lambda: correct(circle, row, effective_on=BEGIN - DAY), "erst seit", "effective_on")
    refused(lambda: correct(circle, row, stance="refusal"), "Gründe", "reason")
    assert correct(circle, row, effective_on=APRIL).effective_on == APRIL


@pytest.mark.parametrize("name", ["nottuln", "rosendahl", "reader", "county", "administrator"])
def test_nobody_puts_right_what_another_has_answered(circle, name):
    row = give(circle, "consent", FEB)
    refused(lambda: correct(circle, row, name, effective_on=MARCH), "nur für sich selbst")


def test_a_spoken_answer_is_put_right_by_who_took_it_down_until_it_is_confirmed(circle):
    ask = circle.ask(circle.duelmen)
    row = positions.take_down(
        ask=ask,
        stance="consent",
        source_note="Bürgermeister",
        effective_on=FEB,
        by=circle.people["nottuln"],
        at=NOW,
    )
    new = correct(circle, row, "nottuln", effective_on=MARCH)
    assert (new.source, new.source_note, new.confirmed_at) == ("spoken", "Bürgermeister", None)
    assert stance(circle, APRIL) is None
    refused(lambda: correct(circle, new, "rosendahl", effective_on=FEB), "nur für sich selbst")
    positions.confirm(ask=ask, seen=new.pk, by=circle.people["duelmen"], at=LATER)
    new.refresh_from_db()
    refused(lambda: correct(circle, new, "nottuln", effective_on=FEB), "nur für sich selbst")
    own = correct(circle, new, stance="abstention", instant=LATER + SECOND)
    assert (own.source, own.source_note, own.confirmed_at) == ("own", "", None)
    assert stance(circle, APRIL, LATER + SECOND) == "abstention"


def test_no_withdrawal_is_left_without_what_it_withdrew(circle):
    row = give(circle, "consent", FEB)
    give(circle, "withdrawn", MARCH)
    refused(lambda: correct(circle, row, withdrawn=True), "vor dem es keines gab", "effective_on")
    refused(lambda: correct(circle, row, effective_on=APRIL), "vor dem es keines gab", "effective_on")


def takes_part(circle, day: date, known: datetime = LATER) -> str:
    return told(circle, day, known).participation_of(circle.duelmen.pk)


def test_the_end_of_a_participation_follows_the_refusal_that_brought_it(circle):
    fields.set_participation(
        field=circle.payroll,
        organisation=circle.duelmen,
        status="participating",
        by=circle.people["duelmen"],
        at=at(BEGIN),
    )
    row = give(circle, "refusal", MARCH, reason="Eigene Lösung")
    assert [takes_part(circle, day, NOW) for day in (FEB, MARCH)] == ["participating", "not_participating"]
    moved = correct(circle, row, effective_on=FEB)
    assert [takes_part(circle, day) for day in (FEB - DAY, FEB)] == ["participating", "not_participating"]
    correct(circle, moved, stance="consent", reason="", instant=LATER + SECOND)
    assert takes_part(circle, APRIL, LATER + SECOND) == "participating"
    now = facts(circle.initiative.pk).field(circle.payroll.pk)
    assert now.participation_of(circle.duelmen.pk) == "participating"


def test_who_turns_out_to_have_refused_takes_no_part(circle):
    row = give(circle, "consent", MARCH)
    correct(circle, row, stance="refusal", reason="Eigene Lösung")
    assert [takes_part(circle, day) for day in (FEB, MARCH)] == ["open", "not_participating"]


def test_conditions_stay_with_the_answer_and_keep_how_far_they_are(circle):
    row = give(
        circle,
        "conditional",
        FEB,
        reason="Zwei Punkte",
        conditions=[Wanted("Kein Umzug"), Wanted("Halbe Stelle", circle.nottuln, APRIL)],
    )
    by = circle.people["duelmen"]
    conditions_of_consent.settle(condition=row.conditions.first(), state="confirmed", by=by, at=NOW)
    new = correct(circle, row, effective_on=MARCH)
    assert [(one.text, one.state) for one in new.conditions.all()] == [
        ("Kein Umzug", "confirmed"),
        ("Halbe Stelle", "open"),
    ]
    stood = {
        day: told(circle, day).asks[circle.duelmen.pk].position.conditions[0].state
        for day in (MARCH, NOW.date())
    }
    assert stood == {MARCH: "open", NOW.date(): "confirmed"}


def put_right(circle, **values) -> Round:
    return round_corrections.correct(
        round_=circle.round,
        values=values,
        correction_reason="Laut Anschreiben",
        by=circle.people["nottuln"],
        at=LATER,
    )


def test_the_days_and_the_question_of_a_round_are_put_right(circle):
    give(circle, "consent", MARCH)
    close(circle)
    row = put_right(
        circle, opened_on=FEB, deadline=APRIL - DAY, closed_on=APRIL + DAY, subject="Machen Sie mit?"
    )
    assert (row.opened_on, row.closing, row.subject) == (FEB, "date", "Machen Sie mit?")
    event = Event.objects.get(kind="round-corrected")
    assert event.before.startswith("Eröffnet am: 05.01.2026; Frist: ")
    assert event.after.startswith("Eröffnet am: 02.02.2026; Frist: 01.04.2026; Geschlossen am: 03.04.2026")
    assert event.after.endswith("Frage: Machen Sie mit? – Laut Anschreiben")
    assert (event.page, event.page_id) == ("round", circle.round.pk)
    row = put_right(circle, deadline=APRIL + 3 * DAY)
    assert (row.closing, row.closing_reason) == ("hand", "Reicht")


def test_no_round_leaves_its_answers_or_its_order(circle):
    give(circle, "consent", MARCH)
    refused(lambda: put_right(circle, opened_on=MARCH + DAY), "zuerst dieses", "opened_on")
    refused(lambda: put_right(circle, closed_on=APRIL), "auf ihrer Seite", "closed_on")
    close(circle)
    refused(lambda: put_right(circle, closed_on=MARCH - DAY), "zuerst dieses", "closed_on")
    refused(lambda: put_right(circle, closed_on=None), "auf ihrer Seite", "closed_on")
    refused(lambda: put_right(circle, opened_on=BEGIN - DAY), "erst seit", "opened_on")
    refused(lambda: put_right(circle, deadline=BEGIN - DAY), "vor dem Beginn", "deadline")
    refused(lambda: put_right(circle, closed_on=LATER.date() + DAY), "Zukunft", "closed_on")
    refused(lambda: put_right(circle, subject=" "), "braucht eine Frage", "subject")
    refused(lambda: put_right(circle, closed_on=APRIL), "nichts geändert")
    rounds.open_round(
        question=rounds.Question("taking_part", "Noch einmal?"),
        fields=[circle.payroll],
        organisations=[circle.nottuln],
        deadline=date(2026, 6, 1),
        opened_on=APRIL + DAY,
        by=circle.people["nottuln"],
        at=NOW,
    )
    refused(lambda: put_right(circle, closed_on=APRIL + 2 * DAY), "schon eine Abstimmungsrunde", "opened_on")
