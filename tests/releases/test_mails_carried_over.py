"""What waited, was left or had gone before there was an outbox is there as that."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from initiatives.domain.kernel import moments
from initiatives.domain.mail import mails
from initiatives.models import Mail, Meeting, MeetingPaper

pytestmark = pytest.mark.both
AT = moments.now() - timedelta(hours=2)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "waiting"),
        ({"message": "Er antwortet nicht."}, "waiting"),
        ({"sending_at": AT}, "sending"),
        ({"sending_at": AT, "sent_at": AT}, "sent"),
        ({"sending_at": AT, "message": "Das Senden brach ab."}, "uncertain"),
        ({"sending_at": AT, "message": "Nicht gesendet: Es gab nichts mehr mitzuteilen."}, "dropped"),
    ],
)
def test_each_mail_keeps_how_far_it_had_come(circle, values, state):
    paper = MeetingPaper.objects.create(
        meeting=Meeting.objects.first(), kind="invitation", number=1, snapshot={}, recorded_at=AT
    )
    for one in (None, paper):
        user = circle.people["duelmen"].user
        Mail.objects.create(user=user, paper=one, created_at=AT, try_after=AT, **values)
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        import_module("initiatives.migrations.0016_mails").carry_over(apps, editor)
    found = Mail.objects.order_by("pk").values_list("kind", "state", "tried_since")
    assert list(found) == [("notices", state, AT), ("meeting", state, AT)]
    assert {one.may_have_arrived for one in Mail.objects.all()} == {state in ("sent", "uncertain")}
    assert mails.waiting(at=moments.now()).count() == 2 * (state == "waiting")
