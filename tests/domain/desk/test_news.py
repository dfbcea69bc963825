"""What is new since a person's last visit, and what of it concerns the own house."""

from datetime import timedelta

import pytest

from initiatives.domain.desk.news import SHOWN, since_last_visit
from initiatives.domain.kernel import moments
from initiatives.domain.log import visits
from initiatives.domain.state.loading import facts
from initiatives.domain.talk import comments
from initiatives.domain.votes import positions
from initiatives.models import Initiative


@pytest.fixture
def told(circle):
    """`told("nottuln")` is what that persona is told."""

    def read(persona: str):
        by = circle.people[persona]
        seen = visits.with_news(Initiative.objects.visible_to(by), by=by)
        circles = [(facts(row.pk), visits.of(row)) for row in seen]
        return since_last_visit(circles=circles, own_id=by.organisation_id, by=by)

    return read


def _read(circle, persona: str):
    by, at = circle.people[persona], moments.now()
    visits.mark_read(initiative=circle.initiative, until=at, by=by, at=at)
    return at


def test_only_what_concerns_the_own_house_is_listed_and_the_rest_is_counted(circle, told):
    _read(circle, "nottuln")
    by, at = circle.people["duelmen"], moments.now()
    positions.give(ask=circle.ask(circle.duelmen), stance="abstention", by=by, at=at)
    comments.write(field=circle.hotline, text="Wer macht mit?", by=by, at=at)
    found = told("nottuln")  # asked about the payroll, and about nothing else
    assert (found.count, found.own) == (2, 1)
    assert [one.field_id for one in found.events] == [circle.payroll.pk]
    assert found.events[0].place == circle.payroll.title


def test_where_nothing_concerns_it_the_newest_are_listed(circle, told):
    _read(circle, "nottuln")
    by, at = circle.people["duelmen"], moments.now()
    for number in range(SHOWN + 2):
        comments.write(field=circle.hotline, text=f"Frage {number}", by=by, at=at + timedelta(seconds=number))
    found = told("nottuln")
    assert (found.count, found.own, len(found.events)) == (SHOWN + 2, 0, SHOWN)
    assert found.events[0].recorded_at > found.events[-1].recorded_at


def test_what_happened_until_the_visit_and_by_oneself_is_not_new(circle, told):
    by, at = circle.people["duelmen"], moments.now()
    positions.give(ask=circle.ask(circle.duelmen), stance="abstention", by=by, at=at)
    by = circle.people["nottuln"]
    visits.mark_read(initiative=circle.initiative, until=at, by=by, at=at)
    positions.give(ask=circle.ask(circle.nottuln), stance="abstention", by=by, at=moments.now())
    found = told("nottuln")
    assert (found.count, found.own, found.events, found.since) == (0, 0, [], at)


def test_before_the_first_visit_the_newest_are_listed_and_none_is_counted(circle, told):
    by = circle.people["duelmen"]
    positions.give(ask=circle.ask(circle.duelmen), stance="abstention", by=by, at=moments.now())
    found = told("nottuln")
    assert found.since is None and found.count == 0 and found.events
