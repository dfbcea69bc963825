"""Two identical posts at the same moment, on a database that lets them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse

from initiatives.models import Submission
from tests.support.personas import client_of
from tests.views.acts import ACTS, ready

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("name", ACTS)
def test_two_posts_at_once_act_once_and_are_answered_alike(circle, name):
    ready(circle)
    act = ACTS[name]
    user = circle.people[act.persona].user
    form, before = act.form(client_of(user), circle), act.made.objects.count()
    clients = [client_of(user) for _ in range(3)]
    barrier = Barrier(len(clients))

    def send(client) -> HttpResponse:
        try:
            barrier.wait()
            return client.post(form.action, form.data)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(send, clients))
    assert act.made.objects.count() == before + 1
    assert Submission.objects.count() == 1
    assert {one.status_code for one in answers} == {303}
    assert len({one["Location"] for one in answers}) == 1
