"""The order of the fields: back-office first, a written reason where it departs, and who may not be asked twice."""

from datetime import UTC, datetime

import pytest

from initiatives.domain.fields import fields, ordering
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment, day_of
from initiatives.domain.state.loading import facts
from initiatives.models import Event, Initiative
from tests.domain.builders import field

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
REASON = "Die Förderung für D 115 endet im Mai."


@pytest.fixture
def by(circle):
    return circle.people["nottuln"]


@pytest.fixture
def archive(circle):
    """A third field, back-office, behind the citizen-facing one: an order that departs without a reason."""
    return fields.propose(initiative=circle.initiative, title="Archiv", by=None, at=AT)


def order_of(circle):
    return [one.id for one in facts(circle.initiative.pk).fields]


def reason_of(circle):
    return Initiative.objects.get(pk=circle.initiative.pk).order_reason


def arrange(circle, by, *rows, reason="", at=AT):
    order = [row.pk for row in rows]
    ordering.arrange(initiative=circle.initiative, order=order, reason=reason, by=by, at=at)


def test_departures_are_the_citizen_facing_fields_before_back_office_ones():
    a, b = field(id=1, short_title="IT"), field(id=2, short_title="Archiv")
    c = field(id=3, short_title="D 115", nature="citizen_facing")
    d = field(id=4, short_title="Bürgerbüro", nature="citizen_facing")
    assert ordering.departures([a, b, c, d]) == []
    assert ordering.departures([c, a, d, b]) == [(c, [a, b]), (d, [b])]
    assert ordering.in_words([c, a, d, b]) == "„D 115“ vor „IT“ und 1 weiteren, „Bürgerbüro“ vor „Archiv“"
    assert ordering.in_words([a, b, c, d]) == ""


def test_a_citizen_facing_field_comes_first_only_with_a_reason(circle, by):
    before = Event.objects.count()
    for reason in ("", "  \n"):
        with pytest.raises(Refused, match="begründen") as refused:
            arrange(circle, by, circle.hotline, circle.payroll, reason=reason)
        assert refused.value.field == "reason"
    assert (order_of(circle), reason_of(circle)) == ([circle.payroll.pk, circle.hotline.pk], "")
    assert Event.objects.count() == before
    arrange(circle, by, circle.hotline, circle.payroll, reason=f" {REASON} ")
    assert order_of(circle) == [circle.hotline.pk, circle.payroll.pk]
    assert facts(circle.initiative.pk).order_reason == REASON
    told = Event.objects.get(kind="field-order")
    assert told.after == f"1. Einführung von D 115, 2. Personalabrechnung bündeln\nBegründung: {REASON}"
    assert told.actor == "Beauftragte/r der Gemeinde Nottuln"


def test_the_reason_falls_with_the_departure_and_its_past_stays(circle, by):
    arrange(circle, by, circle.hotline, circle.payroll, reason=REASON)
    arrange(circle, by, circle.payroll, circle.hotline, reason="Ohne Belang", at=LATER)
    assert reason_of(circle) == ""
    assert facts(circle.initiative.pk, Moment(day_of(AT), LATER)).order_reason == REASON
    with pytest.raises(Refused):
        arrange(circle, by, circle.hotline, circle.payroll)


def test_a_standing_reason_holds_while_nothing_new_departs(circle, by, archive):
    arrange(circle, by, circle.hotline, circle.payroll, archive, reason=REASON)
    arrange(circle, by, circle.hotline, archive, circle.payroll)
    assert reason_of(circle) == REASON
    arrange(circle, by, archive, circle.hotline, circle.payroll)
    assert reason_of(circle) == REASON
    with pytest.raises(Refused, match="begründen"):
        arrange(circle, by, circle.hotline, archive, circle.payroll)
    arrange(circle, by, circle.hotline, archive, circle.payroll, reason="Neuer Grund")
    assert reason_of(circle) == "Neuer Grund"


def test_an_order_that_departs_already_may_be_mended_step_by_step_and_explained_later(circle, by, archive):
    arrange(circle, by, archive, circle.hotline, circle.payroll, reason=REASON)
    arrange(circle, by, archive, circle.hotline, circle.payroll, reason="Besserer Grund")
    assert reason_of(circle) == "Besserer Grund"
    ordering.move(field=circle.hotline, up=False, by=by, at=AT)
    assert (order_of(circle)[-1], reason_of(circle)) == (circle.hotline.pk, "")


def test_another_nature_of_the_field_lets_the_reason_fall_too(circle, by):
    arrange(circle, by, circle.hotline, circle.payroll, reason=REASON)
    fields.edit(field=circle.payroll, values={"nature": "citizen_facing"}, version=1, by=by, at=AT)
    assert reason_of(circle) == ""


def test_a_list_that_is_not_that_of_the_initiative_is_refused(circle, by, archive):
    known = [circle.payroll, circle.hotline, archive]
    for rows in (known[:2], [*known, archive], [archive, archive, archive], []):
        with pytest.raises(Refused, match="hat sich geändert"):
            arrange(circle, by, *rows, reason=REASON)
    assert not Event.objects.filter(kind="field-order").exists()


def test_the_same_order_once_more_is_no_event(circle, by):
    arrange(circle, by, circle.payroll, circle.hotline)
    assert not Event.objects.filter(kind="field-order").exists()


def test_fields_change_places(circle, by):
    with pytest.raises(Refused, match="begründen"):
        ordering.move(field=circle.hotline, up=True, by=by, at=AT)
    ordering.move(field=circle.hotline, up=True, by=by, at=AT, reason=REASON)
    assert order_of(circle) == [circle.hotline.pk, circle.payroll.pk]
    told = Event.objects.get(kind="field-order")
    assert (told.before, told.after) == ("Platz 2", f"Platz 1: Einführung von D 115\nBegründung: {REASON}")
    with pytest.raises(Refused, match="ganz oben"):
        ordering.move(field=circle.hotline, up=True, by=by, at=AT)
    ordering.move(field=circle.hotline, up=False, by=by, at=AT)
    with pytest.raises(Refused, match="ganz unten"):
        ordering.move(field=circle.hotline, up=False, by=by, at=AT)
