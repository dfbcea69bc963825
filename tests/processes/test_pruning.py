"""What the timer forgets, to the day; and what became of the task of a killed worker."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django_tasks_db.models import DBTaskResult
from model_bakery import baker

from initiatives.domain.kernel import moments
from initiatives.management import pruning
from initiatives.models import Notice, User
from initiatives.tasks import enqueue_once, make_paper

SECOND = timedelta(seconds=1)


@pytest.fixture
def at(db):
    return moments.now()


def task(status: str, **values) -> DBTaskResult:
    begun = {"task_path": "initiatives.tasks.make_paper", "args_kwargs": {"args": [1], "kwargs": {}}}
    begun |= {"backend_name": "default", "run_after": moments.now()}
    return DBTaskResult.objects.create(status=status, **begun, **values)


def test_sessions_end_with_their_day(at):
    for key, end in (("over", at - SECOND), ("open", at + SECOND)):
        Session.objects.create(session_key=key, session_data="", expire_date=end)
    pruning.forget(at=at)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


def test_results_of_tasks_are_kept_two_weeks_and_what_waits_always(at):
    old, young = at - pruning.RESULTS_KEPT - SECOND, at - pruning.RESULTS_KEPT + SECOND
    kept = [task("READY"), task("SUCCESSFUL", finished_at=young), task("FAILED", finished_at=young)]
    for status in ("SUCCESSFUL", "FAILED"):
        task(status, finished_at=old)
    pruning.forget(at=at)
    assert set(DBTaskResult.objects.all()) == set(kept)


def test_the_task_of_a_killed_worker_is_noted_as_failed(at):
    left = task("RUNNING", started_at=at - pruning.LONGEST_TASK - SECOND)
    at_work = task("RUNNING", started_at=at - pruning.LONGEST_TASK + SECOND)
    pruning.forget(at=at)
    left.refresh_from_db()
    at_work.refresh_from_db()
    assert (left.status, left.finished_at, left.traceback) == ("FAILED", at, pruning.LOST)
    assert at_work.status == "RUNNING"


def test_what_was_read_a_year_ago_is_forgotten_but_not_who_was_told_of_a_report(at):
    user = User.objects.create(email="liest@ikz.example")
    long_ago = at - pruning.NOTICES_KEPT - SECOND

    def notice(kind="change", page="field", **values):
        return baker.make(
            Notice, user=user, kind=kind, page=page, channel="never", recorded_at=long_ago, **values
        )

    kept = [
        notice(read_at=None),
        notice(read_at=at - pruning.NOTICES_KEPT + SECOND),
        notice(kind="report", page="report", read_at=long_ago),
    ]
    notice(read_at=long_ago)
    pruning.forget(at=at)
    assert set(Notice.objects.all()) == set(kept)


def test_it_is_done_once_an_hour(at):
    pruning.prune(at=at)
    Session.objects.create(session_key="over", session_data="", expire_date=at - SECOND)
    pruning.prune(at=at)
    assert Session.objects.exists()


def test_a_paper_waits_in_the_queue_once(at, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for paper in (7, 7, 8):
        enqueue_once(make_paper, paper)
    assert DBTaskResult.objects.count() == 2
