"""Plain costs become lines; baselines and keys by hand an answer and a period, as of the days and instants of before."""

from datetime import UTC, date, datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.money import plain
from initiatives.domain.state.facts import FieldFacts
from initiatives.domain.state.loading import facts
from initiatives.models import CostKey, CostLine, CostLineEntry, Document, GateItem

filled = import_module("initiatives.migrations.0031_money_filled")
JAN, FEB, MARCH = (date(2026, month, 20) for month in (1, 2, 3))
FIRST, SECOND, LATE = (datetime(2026, month, 20, 12, tzinfo=UTC) for month in (1, 2, 3))

pytestmark = pytest.mark.both


class Before:
    """The apps of before: the table of plain costs is gone since."""

    def __init__(self, rows: list) -> None:
        self.rows = rows

    def get_model(self, label: str, name: str):
        if name == "CostEntry":
            return SimpleNamespace(objects=SimpleNamespace(order_by=lambda *names: self.rows))
        return apps.get_model(label, name)


@pytest.fixture
def item(circle):
    def make(kind, result="done", day=JAN, at=FIRST, **values) -> GateItem:
        given = {"field": circle.payroll, "effective_on": day, "recorded_at": at, "text": f"Text {kind}"}
        return GateItem.objects.create(
            kind=kind, result=result, mandate=circle.people["nottuln"], **given | values
        )

    return make


def told(circle, day: date | None = None, known: datetime | None = None) -> FieldFacts:
    moment = Moment(day, known or moments.now()) if day else None
    return facts(circle.initiative.pk, moment).field(circle.payroll.pk)


def carry_over() -> None:
    filled.keys(apps, None)
    filled.baselines(apps, None)


def cost(circle, pk: int, today: int, joint: int, once: int = 0, day=JAN, at=FIRST, **values):
    given = {"field_id": circle.payroll.pk, "organisation_id": circle.nottuln.pk, "source": "Haushalt"}
    given |= {"confidence": "calculated", "effective_on": day, "recorded_at": at, "day_order": 0}
    given |= {"mandate_id": circle.people["nottuln"].pk, "corrects_id": None}
    given |= {"correction_reason": "", "is_withdrawn": False}
    sums = {"today_cents": today, "joint_cents": joint, "one_off_cents": once}
    return SimpleNamespace(pk=pk, **sums, **given | values)


@pytest.mark.parametrize(
    ("day", "known", "sums"),
    [
        (date(2026, 1, 19), LATE, None),
        (JAN, FIRST, (100, 90, 5)),
        (JAN, LATE, (100, 80, 5)),  # corrected in March
        (FEB, FIRST, (100, 90, 5)),
        (FEB, SECOND, (200, 150, 0)),
        (MARCH, LATE, (200, 150, 0)),
    ],
)
def test_the_sums_are_the_same_on_each_day_and_as_known_at_each_instant(circle, day, known, sums):
    rows = [
        cost(circle, 7, 100, 90, 5),
        cost(circle, 8, 200, 150, day=FEB, at=SECOND),
        cost(circle, 9, 100, 80, 5, at=LATE, corrects_id=7, correction_reason="Zahlendreher"),
        cost(circle, 10, 1, 1, organisation_id=circle.duelmen.pk),
        cost(
            circle, 11, 1, 1, organisation_id=circle.duelmen.pk, at=SECOND,
            corrects_id=10, correction_reason="Verwechselt", is_withdrawn=True,
        ),
    ]  # fmt: skip
    filled.costs(Before(rows), None)
    assert CostLine.objects.count() == 6 and CostLineEntry.objects.count() == 15
    field = told(circle, day, known)
    found = plain.told(field, circle.nottuln.pk)
    assert (found and tuple(found[name] for name in plain.SUMS)) == (sums or {})
    assert plain.is_offered(field, circle.nottuln.pk)
    gone = plain.told(field, circle.duelmen.pk)
    assert bool(gone) == (known == FIRST and day >= JAN)
    one = CostLineEntry.objects.get(correction_reason="Zahlendreher", line__variant="today")
    assert (one.recorded_at, one.mandate, one.source) == (LATE, circle.people["nottuln"], "Haushalt")


@pytest.mark.parametrize(
    ("day", "known", "words"),
    [
        (JAN, FIRST, ["8 %"]),
        (FEB, FIRST, ["8 %"]),
        (FEB, SECOND, ["8 %", "15 %"]),
        (FEB, LATE, ["8 %", "Doch 12 %"]),
        (JAN, LATE, ["8 %"]),
        (date(2026, 1, 19), LATE, []),
    ],
)
def test_a_key_has_a_period_for_each_day_on_which_it_was_said(circle, item, day, known, words):
    item("cost_key", text="8 %")
    second = item("cost_key", text="15 %", day=FEB, at=SECOND)
    item("cost_key", text="Doch 12 %", day=FEB, at=LATE, corrects=second, correction_reason="Versprochen")
    carry_over()
    keys = told(circle, day, known).money.keys
    assert [period.reason for key in keys for period in key.periods] == words
    assert {(period.kind, period.starts_on <= day) for key in keys for period in key.periods} <= {
        ("described", True)
    }


def test_a_key_that_is_not_needed_says_why(circle, item):
    document = Document.objects.create(field=circle.payroll, title="Satzung")
    more = {"text": "", "reason": "Jeder trägt seine Kosten", "link": "https://ikz.example/k"}
    item("cost_key", "not_needed", document=document, **more)
    carry_over()
    [key] = told(circle).money.keys
    assert [one.reason for one in key.periods] == [
        "Entfällt: Jeder trägt seine Kosten\nhttps://ikz.example/k\nUnterlage: Satzung"
    ]


@pytest.mark.parametrize("corrects", [False, True])
def test_a_key_that_is_open_again_is_none_since_it_was_said(circle, item, corrects):
    first = item("cost_key", text="Nach Köpfen")
    more = {"corrects": first, "correction_reason": "Zu früh"} if corrects else {}
    item("cost_key", "open", text="", day=FEB, at=SECOND, **more)
    carry_over()
    [key] = told(circle, FEB, FIRST).money.keys
    assert [one.reason for one in key.periods] == ["Nach Köpfen"]
    assert told(circle, FEB, SECOND).money.keys == told(circle).money.keys == ()


def reasons(circle, day: date | None = None, known: datetime | None = None) -> list[str]:
    return [period.reason for key in told(circle, day, known).money.keys for period in key.periods]


def test_no_key_of_before_stands_where_it_is_open_again(circle, item):
    item("cost_key", text="8 %")
    item("cost_key", text="15 %", day=FEB, at=SECOND)
    item("cost_key", "open", text="", day=MARCH, at=LATE)
    carry_over()
    assert (reasons(circle, MARCH, SECOND), reasons(circle)) == (["8 %", "15 %"], [])


def test_what_was_open_by_mistake_leaves_the_key_as_it_was(circle, item):
    item("cost_key", text="8 %")
    mistake = item("cost_key", "open", text="", day=FEB, at=SECOND)
    why = {"corrects": mistake, "correction_reason": "Falsches Feld", "is_withdrawn": True}
    item("cost_key", "open", text="", day=FEB, at=LATE, **why)
    carry_over()
    assert (reasons(circle, FEB, FIRST), reasons(circle, FEB, SECOND)) == (["8 %"], [])
    assert reasons(circle, FEB, LATE) == reasons(circle) == ["8 %"]


def test_what_is_corrected_after_it_was_open_again_is_carried_over_too(circle, item):
    """Of each period there is one correction."""
    first = item("cost_key", text="8 %")
    item("cost_key", "open", text="", day=FEB, at=SECOND)
    item("cost_key", text="9 %", at=LATE, corrects=first, correction_reason="Vertippt")
    item("cost_key", text="15 %", day=MARCH, at=LATE)
    carry_over()
    assert (reasons(circle, MARCH, FIRST), reasons(circle, MARCH, SECOND)) == (["8 %"], [])
    assert reasons(circle) == ["15 %"]


def test_of_one_day_the_entries_keep_their_order(circle, item):
    second = item("cost_key", text="Danach", at=FIRST)
    item("cost_key", "open", text="", at=SECOND)
    item("cost_key", text="Danach", at=LATE, day_order=2, corrects=second, correction_reason="Reihenfolge")
    carry_over()
    assert (reasons(circle, JAN, SECOND), reasons(circle)) == ([], ["Danach"])


def test_what_was_only_ever_open_makes_no_key(circle, item):
    item("cost_key", "open", text="")
    carry_over()
    assert not CostKey.objects.exists()


def test_the_baseline_of_each_becomes_its_answer(circle, item):
    for place in (circle.nottuln, circle.duelmen, circle.rosendahl):
        fields.set_participation(
            field=circle.payroll, organisation=place, status="participating", by=None, at=moments.now()
        )
    document = Document.objects.create(field=circle.payroll, title="Erhebung")
    item("baseline", organisation=circle.nottuln, text="420 Fälle", reason="gezählt", document=document,
         link="https://ikz.example/b")  # fmt: skip
    item("baseline", organisation=circle.duelmen, text="")
    item(
        "baseline",
        "not_needed",
        organisation=circle.rosendahl,
        text="",
        reason="Kein Personal",
        day=FEB,
        at=SECOND,
    )
    carry_over()
    field = told(circle)
    asked = field.baseline
    assert asked and (asked.title, asked.due_on, asked.effective_on) == ("Bestandsaufnahme", None, JAN)
    [question] = asked.required
    assert (question.text, question.kind) == ("Was hat die Bestandsaufnahme ergeben?", "text")
    own = {pk: answers[question.id] for pk, answers in asked.answers.items()}
    assert {pk: (one.value, one.note, one.document_id) for pk, one in own.items()} == {
        circle.nottuln.pk: ("420 Fälle\ngezählt", "https://ikz.example/b", document.pk),
        circle.duelmen.pk: ("Erledigt", "", None),
        circle.rosendahl.pk: ("Entfällt: Kein Personal", "", None),
    }
    assert all(asked.is_complete(member.organisation.id) for member in field.taking_part())


@pytest.mark.parametrize(
    ("day", "known", "value"), [(JAN, FIRST, "Erst"), (JAN, LATE, "Dann"), (MARCH, LATE, None)]
)
def test_of_a_baseline_both_clocks_and_what_was_open_again_are_kept(circle, item, day, known, value):
    own = {"organisation": circle.nottuln}
    first = item("baseline", text="Erst", **own)
    item("baseline", text="Dann", at=SECOND, corrects=first, correction_reason="Vertippt", **own)
    item("baseline", "open", text="", day=MARCH, at=LATE, **own)
    carry_over()
    asked = told(circle, day, known).baseline
    [question] = asked.questions
    found = asked.answer(circle.nottuln.pk, question.id)
    assert (found and found.value) == value
