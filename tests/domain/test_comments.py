"""Comments: correctable for 15 minutes by who wrote them."""

from datetime import timedelta

import pytest

from initiatives.domain import comments, moments
from initiatives.domain.errors import Refused
from initiatives.models import Comment


def test_correctable_for_fifteen_minutes_by_the_author(circle):
    author, at = circle.people["county"], moments.now()
    comment = comments.write(field=circle.payroll, text="Frist prüfn", by=author, at=at)
    just, late = at + comments.CORRECTABLE, at + comments.CORRECTABLE + timedelta(seconds=1)
    corrected = comments.correct(comment=comment, text="Frist prüfen", by=author, at=just)
    assert (corrected.text, corrected.corrected_at) == ("Frist prüfen", just)
    for by, when, text in (
        (author, late, "Zu spät"),
        (circle.people["duelmen"], at, "Fremd"),
        (author, just, "  "),
    ):
        with pytest.raises(Refused):
            comments.correct(comment=comment, text=text, by=by, at=when)
    assert Comment.objects.get().text == "Frist prüfen"


def test_an_empty_comment_is_refused(circle):
    with pytest.raises(Refused):
        comments.write(field=circle.payroll, text=" \x00 ", by=circle.people["duelmen"], at=moments.now())
    assert not Comment.objects.exists()
