"""What nobody needs any more is forgotten: sessions that are over, results of tasks, notices that were read long ago, old
entries of the record of accounts.

A task whose worker was killed is noted as failed; what it was to do stands in a row of its own and is given to another.
"""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db.models import Q
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from initiatives.domain.log import account_records
from initiatives.enums import NoticeKind
from initiatives.models import Notice

BETWEEN = timedelta(hours=1)  # two times
LONGEST_TASK = timedelta(hours=2)  # longer than any takes, an outage included
RESULTS_KEPT = timedelta(days=14)
NOTICES_KEPT = timedelta(days=365)  # after they were read
LOST = "Der Vorgang, der diese Aufgabe hatte, hat sich beendet."


def prune(*, at: datetime) -> None:
    """Once an hour, whoever comes first."""
    if cache.add("pruned", True, BETWEEN.total_seconds()):
        forget(at=at)


def forget(*, at: datetime) -> None:
    """Clear what was left and delete what is old. Of an issued report it stays known who was told."""
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=at - LONGEST_TASK)
    lost.update(status=TaskResultStatus.FAILED, finished_at=at, traceback=LOST)
    DBTaskResult.objects.finished().filter(finished_at__lt=at - RESULTS_KEPT).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    told_of_report = Q(kind=NoticeKind.REPORT, page="report")
    Notice.objects.filter(read_at__lt=at - NOTICES_KEPT).exclude(told_of_report).delete()
    account_records.forget(at=at)
