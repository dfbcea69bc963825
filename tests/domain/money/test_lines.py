"""Cost lines: what is no line, what a line comes to from a day on, dropped, put right; the plain sum beside it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.money import line_values, lines
from initiatives.domain.state.loading import facts
from initiatives.models import CostKey, CostLine, CostLineEntry, Event
from tests.domain.compared import enter
from tests.support.personas import BEGIN

DAY = timedelta(days=1)


@pytest.fixture
def led(circle):
    """Dülmen leads the payroll, Nottuln takes part, Rosendahl is interested."""
    return taking_part(circle)


def taking_part(circle):
    at = moments.now()
    for name, status in (
        ("duelmen", "participating"),
        ("nottuln", "participating"),
        ("rosendahl", "interested"),
    ):
        fields.set_participation(
            field=circle.payroll,
            organisation=getattr(circle, name),
            status=status,
            effective_on=BEGIN,
            by=None,
            at=at,
        )
    fields.set_lead(field=circle.payroll, organisation=circle.duelmen, contact="Amt 10", by=None, at=at)
    return circle


def counted(circle, day=None) -> list[tuple]:
    moment = Moment(day, moments.now()) if day else None
    found = facts(circle.initiative.pk, moment).field(circle.payroll.pk).money.lines
    return [(one.variant, one.kind, one.title, one.amount) for one in found]


def by(circle, **more) -> dict:
    return {"by": circle.people["duelmen"], "at": moments.now()} | more


VALUES = {"title": "Sache", "source": "Haushalt", "confidence": "estimated", "amount_cents": 100}


@pytest.mark.parametrize(
    ("who", "values", "field"),
    [
        ({"organisation": "rosendahl"}, {}, "organisation"),
        ({"organisation": None}, {}, "organisation"),
        ({"kind": "reimbursement"}, {}, "receiver"),
        ({"kind": "reimbursement", "receiver": "nottuln"}, {}, "receiver"),  # to itself
        ({"kind": "reimbursement", "receiver": "rosendahl"}, {}, "receiver"),
        ({"receiver": "duelmen"}, {}, "receiver"),
        ({"kind": "saving"}, {}, "variant"),  # of today
        ({"is_shared": True}, {}, "variant"),
        ({"variant": "joint", "kind": "saving", "is_shared": True}, {}, "kind"),
        ({"variant": "joint", "key": "own"}, {}, "key"),
        ({"variant": "joint", "is_shared": True, "key": "other"}, {}, "key"),
        ({}, {"title": " \n"}, "title"),
        ({}, {"source": " "}, "source"),
        ({}, {"confidence": "sure"}, "confidence"),
        ({}, {"amount_cents": None}, "amount_cents"),
        ({}, {"amount_cents": -1}, "amount_cents"),
        ({}, {"rate_cents": 100}, "rate_cents"),
        ({}, {"fte": Decimal(1), "rate_cents": 100}, "amount_cents"),
        ({}, {"fte": Decimal(1), "rate_cents": 100, "amount_cents": None}, "fte"),  # no staff
        ({"kind": "staff"}, {"fte": Decimal(1), "amount_cents": None}, "rate_cents"),
        ({"kind": "staff"}, {"fte": Decimal(-1), "rate_cents": 1, "amount_cents": None}, "fte"),
        ({}, {"from_year": 1899}, "from_year"),
        ({}, {"until_year": 2200}, "until_year"),
        ({}, {"from_year": 2028, "until_year": 2027}, "until_year"),
        ({"kind": "one_off"}, {"from_year": 2027, "until_year": 2028}, "until_year"),
        ({}, {"increase": Decimal("100.01")}, "increase"),
        ({}, {"increase": Decimal(-100)}, "increase"),
        ({}, {"effective_on": DAY}, "effective_on"),
        ({}, {"effective_on": -1_000_000 * DAY / 100}, "effective_on"),
    ],
)
def test_what_is_no_line_is_refused_at_its_field(led, who, values, field):
    keys = {
        "own": CostKey.objects.create(field=led.payroll, title="a"),
        "other": CostKey.objects.create(field=led.hotline, title="b"),
    }
    given = {"variant": "today", "kind": "material", "organisation": "nottuln"} | who
    for name in ("organisation", "receiver"):
        given |= {name: getattr(led, given[name])} if given.get(name) else {}
    given |= {"key": keys[given["key"]]} if "key" in given else {}
    typed = VALUES | values
    day = typed.pop("effective_on", None)
    with pytest.raises(Refused) as refused:
        lines.add(
            field=led.payroll,
            who=lines.Who(**given),
            values=typed,
            effective_on=day and moments.today() + day,
            **by(led),
        )
    assert refused.value.field == field
    assert not CostLine.objects.exists() and not Event.objects.filter(kind="cost-line").exists()


@pytest.mark.parametrize(
    ("who", "values"),
    [
        ({}, {"increase": Decimal(100), "from_year": 1900, "until_year": 2199}),
        ({}, {"increase": Decimal("-99.99"), "from_year": 2027, "until_year": 2027}),
        ({"kind": "one_off"}, {"from_year": 2027}),
        ({"kind": "staff"}, {"amount_cents": None, "fte": Decimal("0.001"), "rate_cents": 0}),
        ({"variant": "joint", "is_shared": True, "organisation": None}, {}),
        ({}, {"amount_cents": 0}),
    ],
)
def test_what_is_just_a_line(led, who, values):
    given = {"variant": "today", "kind": "material", "organisation": led.nottuln} | who
    entry = lines.add(field=led.payroll, who=lines.Who(**given), values=VALUES | values, **by(led))
    entry.full_clean()
    assert len(counted(led)) == 1


def test_a_line_comes_to_something_else_from_a_day_on_and_is_dropped(led):
    day = BEGIN + 10 * DAY
    entry = enter(led, "nottuln", 100, effective_on=BEGIN)
    lines.change(line=entry.line, values={"amount_cents": 20_000}, effective_on=day, **by(led))
    lines.drop(line=entry.line, effective_on=day + DAY, source="Vertrag gekündigt", **by(led))
    amounts = [[one[3] for one in counted(led, when)] for when in (BEGIN, day - DAY, day, day + DAY)]
    assert amounts == [[10_000], [10_000], [20_000], []]
    told = list(Event.objects.filter(kind="cost-line").values_list("subject", "after"))
    assert told[0] == ("Kosten der Gemeinde Nottuln, heute: Sachkosten", "Sache: entfällt; Vertrag gekündigt")
    with pytest.raises(Refused, match="zählt nicht mehr"):
        lines.change(line=entry.line, values={"amount_cents": 1}, **by(led))
    with pytest.raises(Refused, match="zählt nicht mehr"):
        lines.drop(line=entry.line, **by(led))


def test_a_change_does_not_reach_before_what_it_follows(led):
    entry = enter(led, "nottuln", 100)
    with pytest.raises(Refused) as refused:
        lines.change(
            line=entry.line, values={"amount_cents": 1}, effective_on=moments.today() - DAY, **by(led)
        )
    assert refused.value.field == "effective_on"
    lines.change(line=entry.line, values={"amount_cents": 1}, **by(led))  # of the same day: the later counts
    assert [one[3] for one in counted(led)] == [1]
    for values in ({"amount_cents": 1}, {}):
        with pytest.raises(Refused, match="nichts geändert"):
            lines.change(line=entry.line, values=values, **by(led))
    with pytest.raises(Refused) as refused:
        lines.change(line=entry.line, values={"title": ""}, **by(led))
    assert refused.value.field == "title"


def test_two_who_change_a_line_clash_only_in_the_same_value(led):
    entry = enter(led, "nottuln", 100)
    seen = {name: getattr(entry, name) for name in line_values.VALUES}
    lines.change(line=entry.line, values=seen | {"amount_cents": 200}, seen=seen, **by(led))
    lines.change(line=entry.line, values=seen | {"source": "Angebot"}, seen=seen, **by(led))
    last = CostLineEntry.objects.last()
    assert (last.amount_cents, last.source) == (200, "Angebot")
    with pytest.raises(Conflict) as conflict:
        lines.change(line=entry.line, values=seen | {"amount_cents": 300}, seen=seen, **by(led))
    assert conflict.value.theirs == {"amount_cents": 200}
    assert conflict.value.actor.startswith("Beauftragte")


def test_what_was_entered_is_put_right_or_never_was(led):
    entry = enter(led, "nottuln", 100)
    reason = {"correction_reason": "Zahlendreher"}
    with pytest.raises(Refused) as refused:
        lines.correct(entry=entry, values={"increase": Decimal(101)}, **reason, **by(led))
    assert refused.value.field == "increase"
    other = {"by": led.people["rosendahl"], "at": by(led)["at"]}
    with pytest.raises(Refused, match="erfasst sie selbst"):
        lines.correct(entry=entry, values={"amount_cents": 9_900}, **reason, **other)
    new = lines.correct(entry=entry, values={"amount_cents": 9_900}, **reason, **by(led))
    assert [one[3] for one in counted(led)] == [9_900]
    event = Event.objects.filter(kind="cost-line-corrected").get()
    assert "100,00\u00a0€" in event.before and "99,00\u00a0€" in event.after and "Zahlendreher" in event.after
    with pytest.raises(Refused, match="schon berichtigt"):
        lines.correct(entry=entry, values={"amount_cents": 1}, **reason, **by(led))
    lines.correct(entry=new, values={}, withdrawn=True, **reason, **by(led))
    assert counted(led) == []


@pytest.mark.parametrize(
    ("kind", "new", "variant", "place", "gone"),
    [
        ("total", "staff", "today", "nottuln", True),
        ("total", "total", "today", "nottuln", True),
        ("one_off", "one_off", "today", "nottuln", True),
        ("total", "one_off", "today", "nottuln", False),
        ("one_off", "staff", "today", "nottuln", False),
        ("total", "yearly_grant", "today", "nottuln", False),
        ("total", "staff", "joint", "nottuln", False),
        ("total", "staff", "today", "duelmen", False),
    ],
)
@pytest.mark.parametrize("ticked", [True, False])
def test_the_plain_sum_goes_with_the_line_that_breaks_it_down(led, kind, new, variant, place, gone, ticked):
    plain = CostLine.objects.create(field=led.payroll, variant="today", kind=kind, organisation=led.nottuln)
    CostLineEntry.objects.create(
        line=plain,
        amount_cents=500,
        source="Haushalt",
        confidence="estimated",
        effective_on=BEGIN,
        recorded_at=moments.now(),
    )
    enter(led, place, 100, variant, new, drops_plain=ticked)
    left = [one for one in counted(led) if not one[2]]
    assert left == ([] if gone and ticked else [("today", kind, "", 500)])
    assert counted(led, BEGIN) == [("today", kind, "", 500)]
    # a sum without a title stays one when it changes
    if left:
        lines.change(line=plain, values={"amount_cents": 600}, **by(led))
        assert ("today", kind, "", 600) in counted(led)


def test_a_sum_with_a_title_is_no_plain_one(led):
    enter(led, "nottuln", 100, "today", "total", values={"title": "Alles"})
    enter(led, "nottuln", 50, "today", "staff", drops_plain=True)
    assert [one[2] for one in counted(led)] == ["Alles", "Sache"]
