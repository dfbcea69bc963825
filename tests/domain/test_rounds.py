"""Rounds: who is asked what until when, and what cannot be asked."""

from datetime import timedelta

import pytest

from initiatives.domain import moments, rounds, workflow
from initiatives.domain.errors import Refused
from initiatives.models import Ask, Body, Initiative, Round


def open_round(circle, **values):
    defaults = {
        "initiative": circle.initiative,
        "fields": [circle.hotline],
        "organisations": [circle.nottuln, circle.duelmen],
        "purpose": "taking_part",
        "subject": "Wirken Sie mit?",
        "deadline": moments.today() + timedelta(days=7),
        "by": circle.people["nottuln"],
        "at": moments.now(),
    }
    return rounds.open_round(**defaults | values)


def test_everybody_named_is_asked(circle):
    made = open_round(circle)
    asked = Ask.objects.filter(round=made).values_list("organisation", "field")
    assert set(asked) == {(o.pk, circle.hotline.pk) for o in (circle.nottuln, circle.duelmen)}


def test_refused_rounds(circle):
    before = Round.objects.count()

    def refused(field, **values):
        with pytest.raises(Refused) as caught:
            open_round(circle, **values)
        assert caught.value.field == field
        assert Round.objects.count() == before

    refused("deadline", deadline=moments.today() - timedelta(days=1))
    refused("subject", subject=" \n ")
    refused("fields", fields=[])
    refused("fields", organisations=[])
    refused("fields", fields=[circle.hotline, circle.payroll])  # its round is still open
    other = Initiative.objects.create(title="Andere", short_title="Andere", documented_from=moments.today())
    refused("fields", initiative=other)
    workflow.rest(
        field=circle.hotline,
        side_state="on_hold",
        reason="Später",
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    refused("fields")


def test_a_round_closes_once(circle):
    by, at = circle.people["nottuln"], moments.now()
    assert rounds.close_round(round_=circle.round, by=by, at=at).closed_on == moments.today()
    with pytest.raises(Refused):
        rounds.close_round(round_=circle.round, by=by, at=at)


def test_the_competent_body_is_the_council_where_there_is_exactly_one(circle):
    organisations = [circle.nottuln, circle.duelmen, circle.rosendahl]
    Body.objects.create(organisation=circle.duelmen, name="Rat", kind="rat", slug="rat-duelmen")
    Body.objects.create(organisation=circle.duelmen, name="Alter Rat", kind="rat", slug="alter-rat-duelmen")
    round_ = rounds.open_round(
        initiative=circle.initiative,
        fields=[circle.hotline],
        organisations=organisations,
        purpose="taking_part",
        subject="Wirkt Ihre Kommune mit?",
        deadline=moments.today(),
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    asked = {ask.organisation_id: ask.body for ask in round_.asks.select_related("body")}
    assert asked == {
        circle.nottuln.pk: circle.rat_nottuln,
        circle.duelmen.pk: None,
        circle.rosendahl.pk: None,
    }
