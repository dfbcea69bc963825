"""Reminders of what is due at agreements: to those who work for the lead, once of each day."""

from datetime import timedelta

import pytest

from initiatives.domain.agreements import agreements, reminding
from initiatives.domain.fields import fields, workflow
from initiatives.domain.kernel import moments
from initiatives.models import Agreement, Event, Notice

MONTH = timedelta(days=31)


@pytest.fixture
def review(circle) -> Agreement:
    """Dülmen leads; the agreement is to be reviewed a month and a day from now."""
    for place in (circle.duelmen, circle.nottuln):
        fields.set_participation(
            field=circle.payroll, organisation=place, status="participating", by=None, at=moments.now()
        )
    fields.set_lead(
        field=circle.payroll, organisation=circle.duelmen, contact="Amt 10", by=None, at=moments.now()
    )
    return agreements.draw_up(
        field=circle.payroll,
        title="Vereinbarung",
        entering=[circle.duelmen, circle.nottuln],
        review_on=moments.today() + MONTH + timedelta(days=1),
        by=circle.people["nottuln"],
        at=moments.now(),
    )


def due(days: int) -> list[reminding.Due]:
    return list(reminding.unreminded(today=moments.today() + timedelta(days=days)))


def test_the_lead_is_reminded_from_a_month_before_once(circle, review):
    assert due(0) == []
    [found] = due(1)
    assert (found.agreement_id, found.deadline.kind, found.organisation_id) == (
        review.pk,
        "review",
        circle.duelmen.pk,
    )
    before = Notice.objects.count()
    assert reminding.remind(due=found, at=moments.now())
    told = Notice.objects.order_by("pk").last()
    assert Notice.objects.count() == before + 1
    assert (told.user, told.page, told.page_id) == (circle.people["duelmen"].user, "agreement", review.pk)
    assert told.title == "Frist einer Vereinbarung: Personalabrechnung bündeln"
    assert Event.objects.first().actor == "selbsttätig durch die Anwendung"
    assert due(1) == [] and not reminding.remind(due=found, at=moments.now())
    assert Notice.objects.count() == before + 1


def test_another_day_is_reminded_of_anew_and_a_resting_field_of_nothing(circle, review):
    [found] = due(1)
    reminding.remind(due=found, at=moments.now())
    agreements.edit(
        agreement=review,
        values={"review_on": moments.today() + MONTH},
        version=1,
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    assert len(due(0)) == 1
    workflow.rest(
        field=circle.payroll,
        side_state="on_hold",
        reason="Später",
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    assert due(0) == []
