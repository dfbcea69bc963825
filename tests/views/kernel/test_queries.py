"""How many queries a page costs: on the first visit after a change and on the next ones, with few rows and with many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.domain.fields import assessments, documents, fields, gate_items, steps
from initiatives.domain.kernel import moments
from initiatives.models import Ask, Position, PositionCondition
from tests.support import files
from tests.views.many import grow

pytestmark = [pytest.mark.django_db, pytest.mark.keeps]
AT_MOST = 55


def addresses(circle):
    return {
        "matrix": reverse("matrix", args=[circle.initiative.pk]),
        "grid": reverse("initiative", args=[circle.initiative.pk]),
        "start": reverse("start"),
        "field": reverse("field", args=[circle.payroll.pk]),
        "position": reverse("position", args=[circle.ask(circle.duelmen).pk]),
    }


def queries(client, url):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def change(circle):
    """Something happens to the initiative, so that no kept state is the present one."""
    assessments.assess(field=circle.hotline, light="green", by=circle.people["nottuln"], at=moments.now())


def fill(circle):
    """More of all that the facts tell: municipalities, fields, answers, participations, steps, entries, documents."""
    at, by = moments.now(), circle.people["nottuln"]
    grow(circle, 9, 6)
    for ask in Ask.objects.filter(field__title__startswith="Feld"):
        given = {"ask": ask, "stance": "conditional", "reason": "Nur so.", "effective_on": moments.today()}
        position = Position.objects.create(**given, recorded_at=at, mandate=by)
        PositionCondition.objects.create(position=position, text="So.", changed_at=at, mandate=by)
    for field in circle.initiative.fields.all():
        fields.set_participation(
            field=field, organisation=circle.nottuln, status="participating", by=by, at=at
        )
        steps.add(field=field, title="Vertrag prüfen", by=by, at=at)
        gate_items.record(field=field, kind="involvement", result="done", text="Runde", by=by, at=at)
        content = files.PDF + field.title.encode()
        documents.add(field=field, title="Entwurf", file=files.upload(content=content), by=by, at=at)


@pytest.mark.parametrize("name", ["matrix", "grid", "start", "field", "position"])
def test_the_first_visit_after_a_change_costs_few_queries_however_much_there_is(
    circle, sign_in, settings, tmp_path, name
):
    settings.MEDIA_ROOT = tmp_path
    client, url = sign_in("nottuln"), addresses(circle)[name]
    client.get(url)  # what a process asks once in its life
    warm = queries(client, url)
    change(circle)
    few = queries(client, url)
    fill(circle)
    many = queries(client, url)
    assert warm < few == many <= AT_MOST
    assert queries(client, url) == warm
