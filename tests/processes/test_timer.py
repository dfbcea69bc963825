"""What falls due by itself: each row alone, so that one that goes wrong keeps nothing else back; an outage is met again soon."""

from datetime import timedelta
from threading import Event

import pytest
from django.db import IntegrityError, OperationalError

from initiatives.domain.agreements import agreements
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.reports import reports, sittings
from initiatives.domain.votes import rounds
from initiatives.management.commands import run_due
from initiatives.models import Field, Notice, ReportJob, Round, Sitting
from tests.domain.money.baselines import ASKED, asked, take_part
from tests.domain.reports.test_reports import plan


@pytest.fixture
def due(circle) -> list[Round]:
    """Two rounds whose date is over and that close themselves, and a sitting to remind of."""
    at = moments.now()
    fields = list(Field.objects.exclude(asks__round=circle.round)[:1])
    rounds.open_round(
        question=rounds.Question("taking_part", "Machen Sie mit?"),
        fields=fields,
        organisations=[circle.duelmen],
        deadline=moments.today(),
        by=circle.people["nottuln"],
        at=at,
    )
    Round.objects.update(
        closes_itself=True,
        opened_on=moments.today() - timedelta(days=9),
        deadline=moments.today() - timedelta(days=1),
    )
    circle.kreistag.sittings.create(held_on=moments.today())
    return list(rounds.due(at=at))


@pytest.mark.parametrize("fault", [Refused("Geht nicht."), ValueError("kaputt"), IntegrityError("doppelt")])
def test_a_row_that_goes_wrong_is_named_and_the_others_go_on(due, monkeypatch, caplog, fault):
    first, second = due
    right = rounds.close_round

    def close(*, round_, **values):
        if round_.pk == first.pk:
            raise fault
        return right(round_=round_, **values)

    monkeypatch.setattr(rounds, "close_round", close)
    assert run_due.run(Event())
    assert list(Round.objects.filter(closed_on=None)) == [first]
    assert Round.objects.get(pk=second.pk).closing == "date"
    assert Sitting.objects.get().reminded_at
    told = [entry.getMessage() for entry in caplog.records if entry.levelname in ("WARNING", "ERROR")]
    assert len(told) == 1 and told[0].startswith(f"Runde {first.pk}: ")


def test_who_has_an_agreement_in_hand_is_reminded_of_what_is_due_once(circle):
    made = agreements.draw_up(
        field=circle.payroll,
        title="Vereinbarung",
        entering=[circle.nottuln, circle.duelmen],
        review_on=moments.today(),
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    for _ in range(2):
        assert run_due.run(Event())
    told = Notice.objects.filter(page="agreement", page_id=made.pk)
    assert [notice.user for notice in told] == [circle.people["nottuln"].user]


def test_who_owes_answers_to_a_baseline_is_reminded_once(circle):
    take_part(circle, "duelmen")
    asked(circle, ASKED[0], due_on=moments.today())
    for _ in range(2):
        assert run_due.run(Event())
    told = Notice.objects.filter(page="baseline", title__startswith="Erinnerung")
    assert [notice.user for notice in told] == [circle.people["duelmen"].user]


def test_a_duty_whose_rows_cannot_be_found_keeps_no_other_back(due, monkeypatch, caplog):
    def broken(**values):
        raise ValueError("kaputt")

    monkeypatch.setattr(sittings, "remind", broken)
    monkeypatch.setattr("initiatives.domain.mail.mails.make", broken)
    assert run_due.run(Event())
    assert not Round.objects.filter(closed_on=None)
    assert "Erinnerung an die Sitzung" in caplog.text
    assert "E-Mails: nicht erledigt" in caplog.text


def test_a_delegate_who_closes_a_round_at_the_same_second_is_no_fault(due, circle, monkeypatch, caplog):
    """Between the look at what is due and the closing, somebody else closes."""
    right = rounds.close_round
    by, at = circle.people["nottuln"], moments.now()

    class Found(list):
        def __iter__(self):
            for row in list.__iter__(self):
                right(round_=row, by=by, at=at)
                yield row

    look = rounds.due
    calls = []

    def found(*, at):
        calls.append(at)
        return Found(look(at=at)) if len(calls) == 1 else look(at=at)

    monkeypatch.setattr(rounds, "due", found)
    assert run_due.run(Event())
    assert caplog.text == ""
    assert Round.objects.filter(closed_on=None).count() == 0


def test_an_outage_ends_the_run_in_one_line_and_takes_no_report_for_left_right_after(
    due, circle, monkeypatch, caplog, settings
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    report = plan(circle)
    reports.start(report=report, at=moments.now() - timedelta(minutes=5))
    right = rounds.close_due

    def away(**values):
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr(rounds, "close_due", away)
    assert not run_due.run(Event())
    (entry,) = [one for one in caplog.records if one.levelname == "WARNING"]
    assert entry.getMessage() == (
        "Fälliges wird später erledigt: Die Datenbank antwortet nicht. (connection refused)"
    )
    assert not Notice.objects.filter(page="sitting_report")
    monkeypatch.setattr(rounds, "close_due", right)
    assert run_due.run(Event(), is_calm=False)
    assert ReportJob.objects.get().lost == 0, "its worker may be about to go on"
    assert not Round.objects.filter(closed_on=None)
    assert run_due.run(Event())
    assert ReportJob.objects.get().lost == 1
