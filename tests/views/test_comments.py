"""Comments on the page of a field: correctable by who wrote them, for a quarter of an hour."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain import comments, moments
from initiatives.models import Comment
from tests.views.parts import part


@pytest.fixture
def comment(circle):
    at = moments.now() - timedelta(minutes=5)
    return comments.write(field=circle.payroll, text="Frist prüfn", by=circle.people["county"], at=at)


@pytest.fixture
def url(circle, comment):
    return f"{reverse('field', args=[circle.payroll.pk])}?bearbeiten=kommentar-{comment.pk}"


def test_the_author_corrects(sign_in, url, comment):
    client = sign_in("county")
    assert "Frist prüfn</textarea>" in client.get(url).content.decode()
    answer = part(client, url, "feld", {"text": "Frist prüfen"})
    assert answer.status_code == 200 and "berichtigt am" in answer.content.decode()
    assert Comment.objects.get().text == "Frist prüfen"


def test_others_do_not(sign_in, url):
    client = sign_in("duelmen")
    page = client.get(url.partition("?")[0]).content.decode()
    assert "Frist prüfn" in page and "Berichtigen" not in page
    assert client.get(url).status_code == client.post(url, {"text": "Anders"}).status_code == 403
    assert Comment.objects.get().text == "Frist prüfn"


def test_after_a_quarter_of_an_hour_the_text_stays_and_what_was_typed_is_kept(sign_in, url, comment):
    Comment.objects.update(recorded_at=moments.now() - timedelta(minutes=16))
    client = sign_in("county")
    assert "Berichtigen" not in client.get(url.partition("?")[0]).content.decode()
    answer = client.post(url, {"text": "Frist prüfen, bitte"})
    assert answer.status_code == 422
    assert "nur 15 Minuten" in answer.content.decode() and "Frist prüfen, bitte" in answer.content.decode()
    assert Comment.objects.get().text == "Frist prüfn"


def test_a_comment_is_not_reached_through_another_field(circle, sign_in, url, comment):
    other = reverse("field", args=[circle.hotline.pk])
    address = f"{other}?bearbeiten=kommentar-{comment.pk}"
    assert sign_in("county").post(address, {"text": "Anders"}).status_code == 404
