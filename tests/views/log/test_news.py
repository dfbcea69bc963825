"""What an open page is told of what has changed since: of others, as far as the reader may know, and never twice the same."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from initiatives.domain.fields import assessments
from initiatives.domain.kernel import moments
from initiatives.domain.talk import comments


@pytest.fixture
def since():
    return moments.now()


def ask(client, circle, **asked):
    url = reverse("initiative_news", args=[circle.initiative.pk])
    headers = {
        "HX-Request": "true",
        "HX-Current-URL": f"http://testserver/felder/{circle.payroll.pk}/?a=b#voten",
    }
    return client.get(f"{url}?{urlencode(asked)}", headers=headers)


def assess(circle, field, who):
    assessments.assess(field=field, light="green", by=circle.people[who], at=moments.now())


def test_changes_of_others_are_counted_and_those_of_ones_own_are_not(circle, sign_in, since):
    client, asked = sign_in("nottuln"), {"seit": since.isoformat()}
    comments.write(field=circle.payroll, text="Bald.", by=circle.people["nottuln"], at=moments.now())
    assert ask(client, circle, **asked).status_code == 204
    assess(circle, circle.payroll, "duelmen")
    one = ask(client, circle, **asked).content.decode()
    assert "1 Änderung, anzeigen" in one and f'href="/felder/{circle.payroll.pk}/?a=b"' in one
    comments.write(field=circle.hotline, text="Wann?", by=circle.people["duelmen"], at=moments.now())
    assert "2 Änderungen, anzeigen" in ask(client, circle, **asked, gezeigt="1").content.decode()
    assert ask(client, circle, **asked, gezeigt="2").status_code == 204  # that is what the page says already


def test_the_page_of_a_field_is_told_of_this_field_alone(circle, sign_in, since):
    assess(circle, circle.payroll, "duelmen")
    client, asked = sign_in("nottuln"), {"seit": since.isoformat()}
    assert ask(client, circle, **asked, feld=circle.hotline.pk).status_code == 204
    assert "1 Änderung" in ask(client, circle, **asked, feld=circle.payroll.pk).content.decode()


def test_what_is_internal_to_another_organisation_is_not_counted(circle, sign_in, since):
    at, by = moments.now(), circle.people["duelmen"]
    comments.write(field=circle.payroll, text="Nur für uns", internal=True, by=by, at=at)
    assert ask(sign_in("nottuln"), circle, seit=since.isoformat()).status_code == 204


def test_what_came_before_the_page_and_what_no_page_of_ours_asks_are_nothing_new(circle, sign_in, since):
    assess(circle, circle.payroll, "duelmen")
    client = sign_in("nottuln")
    later = moments.now() + timedelta(seconds=1)
    for asked in ({"seit": later.isoformat()}, {}, {"seit": "gestern"}, {"seit": "2026-99-01T00:00:00Z"}):
        assert ask(client, circle, **asked).status_code == 204, asked
    assert "1 Änderung" in ask(client, circle, seit=since.isoformat(), feld="²").content.decode()


def test_it_costs_two_questions_to_the_database(circle, sign_in, since, django_assert_num_queries):
    client = sign_in("nottuln")
    assess(circle, circle.payroll, "duelmen")
    ask(client, circle, seit=since.isoformat())
    with django_assert_num_queries(3 + 2):  # who asks, and under which mandates
        ask(client, circle, seit=since.isoformat())


def test_a_page_asks_for_what_came_after_it_was_asked_for(circle, sign_in, since):
    page = sign_in("nottuln").get(reverse("field", args=[circle.payroll.pk])).content.decode()
    assert f"feld={circle.payroll.pk}" in page and page.count('data-hx-trigger="every 60s"') == 1
    assert 'id="neues"' not in sign_in("nottuln").get("/berichte/").content.decode()
