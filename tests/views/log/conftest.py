"""The pages of entries, and what stands on them."""

import pytest
from django.urls import reverse

from initiatives.domain.circle import steering
from initiatives.domain.fields import assessments, fields, gate_items, overrides, workflow
from initiatives.domain.money import plain
from initiatives.domain.proposals import proposals
from initiatives.domain.votes import positions, resolutions
from tests.domain.projects import propose
from tests.support.personas import BEGIN
from tests.views.entries import FEB, MARCH, NOW, at


@pytest.fixture
def of_field(circle):
    return reverse("field_entries", args=[circle.payroll.pk])


@pytest.fixture
def of_initiative(circle):
    return reverse("initiative_entries", args=[circle.initiative.pk])


@pytest.fixture
def light(circle):
    return assessments.assess(
        field=circle.payroll,
        light="yellow",
        cause="Krankheit",
        measure="Vertretung",
        effective_on=FEB,
        by=circle.people["nottuln"],
        at=NOW,
    )


@pytest.fixture
def everything(circle):
    """One entry of each kind on the field, and of each of the initiative."""
    people = circle.people
    for name in ("nottuln", "duelmen"):
        fields.set_participation(
            field=circle.payroll,
            organisation=getattr(circle, name),
            status="participating",
            effective_on=BEGIN,
            by=people[name],
            at=at(BEGIN),
        )
    fields.set_lead(
        field=circle.payroll,
        organisation=circle.duelmen,
        contact="Amt 10",
        effective_on=FEB,
        by=people["duelmen"],
        at=NOW,
    )
    workflow.rest(
        field=circle.payroll,
        side_state="on_hold",
        reason="Pause",
        effective_on=FEB,
        by=people["nottuln"],
        at=NOW,
    )
    workflow.resume(field=circle.payroll, reason="Weiter", effective_on=MARCH, by=people["nottuln"], at=NOW)
    assessments.assess(field=circle.payroll, light="green", by=people["duelmen"], at=NOW)
    ask = circle.ask(circle.duelmen)
    positions.give(
        ask=ask, stance="conditional", reason="Halbe Stelle", effective_on=FEB, by=people["duelmen"], at=NOW
    )
    body = circle.duelmen.bodies.create(name="Rat", kind="rat", slug="rat-duelmen")
    resolutions.resolve(
        asks=[ask],
        body=body,
        result="adopted",
        effective_on=MARCH,
        content={"paper_number": "12/2026", "votes_for": 12, "votes_against": 0},
        by=people["duelmen"],
        at=NOW,
    )
    gate_items.record(
        field=circle.payroll, kind="involvement", result="done", text="Alle", by=people["duelmen"], at=NOW
    )
    plain.enter(
        field=circle.payroll,
        organisation=circle.duelmen,
        today_cents=2_480_000,
        joint_cents=2_000_050,
        source="Haushalt",
        confidence="estimated",
        by=people["duelmen"],
        at=NOW,
    )
    condition = circle.initiative.conditions.get()
    overrides.overrule(
        field=circle.payroll,
        condition=condition,
        result="met",
        reason="Geprüft",
        by=people["duelmen"],
        at=NOW,
    )
    proposal = propose(circle, "county", "nottuln", "duelmen", at=at(FEB))
    proposals.answer(proposal=proposal, reply="take_part", by=people["duelmen"], at=NOW)
    steering.seat(
        initiative=circle.initiative,
        organisation=circle.duelmen,
        office="Bürgermeister/in",
        member_from=FEB,
        by=people["nottuln"],
        at=NOW,
    )
