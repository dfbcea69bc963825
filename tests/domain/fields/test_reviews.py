"""The review of a field: its day is recorded while it is open, and the lead is reminded from a month before on."""

from datetime import timedelta

import pytest

from initiatives.domain.desk.todo_list import todo
from initiatives.domain.fields import fields, gate_items, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.state.loading import facts
from initiatives.models import Event, GateItem


def record(circle, days: int | None, result: str = "open", kind: str = "review") -> GateItem:
    due = None if days is None else moments.today() + timedelta(days=days)
    return gate_items.record(
        field=circle.payroll,
        kind=kind,
        result=result,
        text="Kosten und Qualität",
        due_on=due,
        outcome="continue" if kind == "review" and result == "done" else "",
        by=circle.people["duelmen"],
        at=moments.now(),
    )


def lead(circle, name: str) -> None:
    by, at = circle.people[name], moments.now()
    own = by.organisation
    fields.set_participation(field=circle.payroll, organisation=own, status="participating", by=by, at=at)
    fields.set_lead(field=circle.payroll, organisation=own, contact="Amt 10", by=by, at=at)


def reviews(circle, name: str) -> list:
    own = circle.people[name].organisation_id
    found = todo(initiatives=[facts(circle.initiative.pk)], organisation_id=own, today=moments.today())
    return [duty for duty in found.duties if duty.kind == "review"]


@pytest.mark.parametrize(("days", "due"), [(32, False), (31, True), (0, True), (-5, True)])
def test_the_lead_is_reminded_from_a_month_before_on(circle, days, due):
    lead(circle, "duelmen")
    item = record(circle, days)
    found = reviews(circle, "duelmen")
    assert bool(found) is due
    assert reviews(circle, "nottuln") == reviews(circle, "rosendahl") == []
    if due:
        assert (found[0].title, found[0].due) == (
            "Überprüfung durchführen: Personalabrechnung bündeln",
            item.due_on,
        )
        assert found[0].note.startswith("Überprüfung fällig")


def test_without_a_lead_the_convening_municipality_is_reminded(circle):
    record(circle, 3)
    assert len(reviews(circle, "nottuln")) == 1
    assert reviews(circle, "duelmen") == []


def test_what_is_reviewed_or_rests_is_due_no_more(circle):
    lead(circle, "duelmen")
    record(circle, 3)
    record(circle, None, result="done")
    assert reviews(circle, "duelmen") == []
    record(circle, 9)
    assert len(reviews(circle, "duelmen")) == 1, "the next one"
    by, at = circle.people["nottuln"], moments.now()
    workflow.rest(field=circle.payroll, side_state="on_hold", reason="Kein Personal", by=by, at=at)
    assert reviews(circle, "duelmen") == []


@pytest.mark.parametrize(
    ("days", "result", "kind"),
    [(None, "open", "review"), (3, "done", "review"), (3, "open", "tax")],
    ids=["no day", "done with a day", "of another kind"],
)
def test_only_an_open_review_has_a_day_and_needs_it(circle, days, result, kind):
    before = GateItem.objects.count(), Event.objects.count()
    with pytest.raises(Refused, match="Einen Termin braucht eine Überprüfung") as refused:
        record(circle, days, result, kind)
    assert refused.value.field == "due_on"
    assert (GateItem.objects.count(), Event.objects.count()) == before


def test_the_history_tells_the_day(circle):
    item = record(circle, 3)
    told = Event.objects.filter(kind="gate-item").first()
    assert told.after == f"offen: am {item.due_on:%d.%m.%Y}: Kosten und Qualität"
