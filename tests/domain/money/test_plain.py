"""Entering plain costs: who may, for whom, and what is no entry."""

from datetime import timedelta

import pytest

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.money import lines, plain
from initiatives.domain.rules.money import economics
from initiatives.domain.state.loading import facts
from initiatives.models import CostLine, CostLineEntry, Event


@pytest.fixture
def led(circle):
    """Dülmen leads the payroll, Nottuln takes part, Rosendahl is interested."""
    at = moments.now()
    for name, status in (
        ("duelmen", "participating"),
        ("nottuln", "participating"),
        ("rosendahl", "interested"),
    ):
        place = getattr(circle, name)
        fields.set_participation(field=circle.payroll, organisation=place, status=status, by=None, at=at)
    fields.set_lead(field=circle.payroll, organisation=circle.duelmen, contact="Amt 10", by=None, at=at)
    return circle


def enter(circle, by: str, place: str, **values) -> plain.Entries:
    given = {
        "today_cents": 4_390_050,
        "joint_cents": 3_404_000,
        "source": " Haushalt ",
        "confidence": "estimated",
    }
    return plain.enter(
        field=circle.payroll,
        organisation=getattr(circle, place),
        by=circle.people[by],
        at=moments.now(),
        **given | values,
    )


@pytest.mark.parametrize(
    ("by", "place", "expected"),
    [
        ("nottuln", "nottuln", "entered"),
        ("duelmen", "duelmen", "entered"),
        ("duelmen", "nottuln", "entered"),  # the lead those of all
        ("nottuln", "duelmen", "federführende für alle"),
        ("rosendahl", "nottuln", "federführende für alle"),
        ("county", "nottuln", "federführende für alle"),
        ("rosendahl", "rosendahl", "nicht beteiligt"),
        ("duelmen", "rosendahl", "nicht beteiligt"),
    ],
)
def test_each_enters_its_own_costs_and_the_lead_those_of_all(led, by, place, expected):
    if expected == "entered":
        made = enter(led, by, place).values()
        assert {one.line.organisation for one in made} == {getattr(led, place)}
        return
    with pytest.raises(Refused, match=expected) as refused:
        enter(led, by, place)
    assert refused.value.field == "organisation"
    assert not CostLineEntry.objects.exists() and not Event.objects.filter(kind="cost").exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"today_cents": -1}, "today"),
        ({"joint_cents": -1}, "joint"),
        ({"one_off_cents": -1}, "one_off"),
        ({"source": " \n "}, "source"),
        ({"effective_on": timedelta(days=1)}, "effective_on"),
        ({"today_cents": 0, "joint_cents": 0, "one_off_cents": 0}, None),
        ({"effective_on": timedelta()}, None),
        ({"effective_on": timedelta(days=-1)}, None),
    ],
)
def test_costs_are_not_below_zero_have_a_source_and_a_day_that_has_come(led, values, field):
    """Days are counted from today when the test runs, not when it was collected."""
    values = {n: moments.today() + v if isinstance(v, timedelta) else v for n, v in values.items()}
    if field is None:
        assert len(enter(led, "nottuln", "nottuln", **values)) == 3
        return
    with pytest.raises(Refused) as refused:
        enter(led, "nottuln", "nottuln", **values)
    assert refused.value.field == field
    assert not CostLineEntry.objects.exists()


def test_an_entry_is_kept_and_told_in_euros(led):
    made = enter(led, "nottuln", "nottuln")
    assert {name: (one.amount_cents, one.source, one.effective_on) for name, one in made.items()} == {
        name: (cents, "Haushalt", moments.today())
        for name, cents in (("today", 4_390_050), ("joint", 3_404_000), ("one_off", 0))
    }
    again = enter(led, "nottuln", "nottuln", one_off_cents=7)
    assert again["one_off"].amount_cents == 7
    assert {name: one.line for name, one in again.items()} == {name: one.line for name, one in made.items()}
    told = Event.objects.filter(kind="cost").last()
    assert told.after == "heute 43.900,50\u00a0€, gemeinsam 34.040,00\u00a0€ je Jahr"
    assert told.subject == "Kosten der Gemeinde Nottuln"


SEEN = {
    "today": 4_390_050,
    "joint": 3_404_000,
    "one_off": 0,
    "source": "Haushalt",
    "confidence": "calculated",
}


def test_two_who_enter_costs_at_the_same_time_overwrite_each_other_in_nothing(led):
    first = enter(led, "nottuln", "nottuln")
    seen = {**SEEN, "confidence": first["today"].confidence}
    enter(led, "duelmen", "nottuln", today_cents=5_000_000)
    merged = enter(led, "nottuln", "nottuln", joint_cents=3_000_000, seen=seen)
    assert (merged["today"].amount_cents, merged["joint"].amount_cents) == (5_000_000, 3_000_000)
    with pytest.raises(Conflict) as conflict:
        enter(led, "nottuln", "nottuln", today_cents=4_000_000, joint_cents=3_000_000, seen=seen)
    assert conflict.value.theirs == {"today": 5_000_000} and "Nottuln" in conflict.value.actor
    assert CostLineEntry.objects.count() == 9 and CostLine.objects.count() == 3
    told = Event.objects.filter(kind="cost").first()
    assert "50.000,00" in told.before and "34.040,00" in told.before and "30.000,00" in told.after


def test_who_enters_the_first_costs_overwrites_nobody_whatever_the_form_showed(led):
    assert enter(led, "nottuln", "nottuln", seen={name: object() for name in SEEN})


def test_the_first_costs_of_an_organisation_on_a_field_follow_no_others(led):
    enter(led, "nottuln", "nottuln")
    values = {"amount_cents": 1, "source": "x", "confidence": "estimated"}
    day = {"effective_on": moments.today(), "recorded_at": moments.now(), "mandate": led.people["duelmen"]}
    line = CostLine.objects.create(field=led.hotline, organisation=led.duelmen, variant="today", kind="total")
    CostLineEntry.objects.create(line=line, **values, **day)
    enter(led, "duelmen", "duelmen")
    assert Event.objects.filter(kind="cost").first().before == ""


def standing(led):
    return facts(led.initiative.pk).field(led.payroll.pk)


@pytest.mark.parametrize(
    ("line", "whose"),
    [
        ({"kind": "staff"}, "nottuln"),
        ({"kind": "total", "title": "Softwarepflege"}, "nottuln"),
        ({"kind": "saving"}, "nottuln"),
        ({"kind": "reimbursement", "receiver": "duelmen"}, "nottuln"),
        ({"kind": "it", "is_shared": True}, None),
    ],
)
def test_what_is_broken_down_or_borne_jointly_is_not_entered_as_a_sum(led, line, whose):
    values = {"variant": "joint", "organisation": whose and getattr(led, whose)} | line
    title = values.pop("title", "")
    if "receiver" in values:
        values["receiver"] = getattr(led, values["receiver"])
    made = CostLine.objects.create(field=led.payroll, **values)
    said = {"amount_cents": 5, "source": "x", "confidence": "estimated", "effective_on": moments.today()}
    said |= {"title": title, "recorded_at": moments.now(), "mandate": led.people["nottuln"]}
    CostLineEntry.objects.create(line=made, **said)
    assert not plain.is_offered(standing(led), led.nottuln.pk)
    assert plain.is_offered(standing(led), led.duelmen.pk) == (whose is not None)
    with pytest.raises(Refused, match="aufgeschlüsselt"):
        enter(led, "nottuln", "nottuln")
    CostLineEntry.objects.create(line=made, **said | {"is_dropped": True})
    assert plain.is_offered(standing(led), led.nottuln.pk)
    assert len(enter(led, "nottuln", "nottuln")) == 3


def test_a_sum_keeps_the_years_and_the_increase_of_its_line(led):
    first = enter(led, "nottuln", "nottuln")["joint"]
    lines.correct(
        entry=first,
        values={"from_year": 2028, "increase": 2},
        correction_reason="Ab dann",
        by=led.people["nottuln"],
        at=moments.now(),
    )
    again = enter(led, "nottuln", "nottuln", joint_cents=1)["joint"]
    assert (again.amount_cents, again.from_year, again.increase) == (1, 2028, 2)


def test_what_was_taken_back_is_not_known_and_the_rest_stays(led):
    made = enter(led, "nottuln", "nottuln", one_off_cents=7)
    lines.correct(
        entry=made["today"],
        values={},
        correction_reason="Verwechselt",
        withdrawn=True,
        by=led.people["nottuln"],
        at=moments.now(),
    )
    found = economics.of_field(standing(led)).of(led.nottuln.pk)
    assert (found.today, found.cost, found.saving, found.one_off) == (None, 3_404_000, None, 7)
    again = enter(led, "nottuln", "nottuln")
    assert [again[name].line == made[name].line for name in plain.SUMS] == [False, True, True]
