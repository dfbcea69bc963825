"""The word beside a day on its way: while it is typed, and in a form that comes back."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.support.meetings import call


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("22.09.2099", ""),
        ("04.06.2099", ""),
        ("11.06.2099", "Das ist ein Feiertag (Fronleichnam)."),
        ("25.12.2099 14:00", "Das ist ein Feiertag (1. Weihnachtstag)."),
        ("25.10.2099 02:30", "zweimal"),
        ("29.03.2099 02:30", ""),  # is refused, in the form, with the reason
        ("31.02.2099", ""),
        ("<b>", ""),
        ("", ""),
    ],
)
def test_a_day_is_told_of_in_the_land_of_the_reader(sign_in, circle, typed, said):
    answer = sign_in("nottuln").get(reverse("day_word"), {"tag": typed})
    assert answer.headers["Content-Type"].startswith("text/plain")
    text = answer.content.decode()
    assert (said in text) if said else text == ""


def test_a_form_that_comes_back_says_it_without_a_script_and_refuses_nothing_for_it(sign_in, circle):
    client = sign_in("nottuln")
    url = reverse("task_new", args=[circle.initiative.pk])
    assert (
        'id="id_due_on_tag" role="status" data-words="/tage/wort/"></p>' in client.get(url).content.decode()
    )
    page = client.post(url, {"due_on": "25.12.2099"}).content.decode()
    assert 'data-words="/tage/wort/">Das ist ein Feiertag (1. Weihnachtstag).</p>' in page
    assert 'id="id_due_on_error"' not in page


def test_the_pages_of_a_meeting_and_of_a_task_say_it_too(sign_in, circle):
    client = sign_in("nottuln")
    meeting = call(circle, starts_at=datetime(2099, 12, 25, 14, tzinfo=UTC))
    assert (
        "Das ist ein Feiertag (1. Weihnachtstag)."
        in client.get(reverse("meeting", args=[meeting.pk])).content.decode()
    )
    sent = {"title": "Daten liefern", "owner": circle.duelmen.pk, "due_on": "20.12.2099"}
    task = client.post(reverse("task_new", args=[circle.initiative.pk]), sent)["Location"]
    assert "Das ist ein Sonntag." in client.get(task).content.decode()
