"""What the comparison proposes by itself: reimbursements that make losers whole, today's costs from the baseline."""

from datetime import timedelta
from decimal import Decimal

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.money import bases, lines, proposed_lines
from initiatives.domain.rules.money import baseline_costs, compensation, economics
from initiatives.domain.state.loading import facts
from initiatives.models import Answer, CostLine, CostLineEntry, Question, Questionnaire
from tests.domain.compared import enter
from tests.domain.money.test_lines import taking_part
from tests.support.personas import BEGIN


@pytest.fixture
def led(circle):
    return taking_part(circle)


def field_of(circle):
    return facts(circle.initiative.pk).field(circle.payroll.pk)


def by(circle) -> dict:
    return {"by": circle.people["duelmen"], "at": moments.now()}


def transfers(circle):
    return compensation.of_comparison(economics.of_field(field_of(circle))).transfers


def test_reimbursements_make_the_losers_whole(led):
    enter(led, "nottuln", 100)
    enter(led, "nottuln", 130, "joint")
    enter(led, "duelmen", 500)
    enter(led, "duelmen", 300, "joint")
    seen = proposed_lines.fingerprint(transfers(led))
    told = {"field": led.payroll, "variant": "joint"}
    with pytest.raises(Refused, match="inzwischen ein anderer"):
        proposed_lines.reimburse(**told, seen="", **by(led))
    basis = {"first_year": 2030, "years": 4, "rate": Decimal(2), "price_year": 2030, "note": ""}
    bases.say(field=led.payroll, values=basis, **by(led))
    assert proposed_lines.reimburse(**told, seen=seen, **by(led)) == 1
    line = CostLine.objects.get(kind="reimbursement")
    entry = CostLineEntry.objects.get(line=line)
    assert (line.variant, line.organisation, line.receiver) == ("joint", led.duelmen, led.nottuln)
    assert (entry.amount_cents, entry.from_year, entry.until_year) == (3_000, 2030, 2033)
    assert not economics.of_field(field_of(led)).losers
    with pytest.raises(Refused):  # sent once more
        proposed_lines.reimburse(**told, seen=seen, **by(led))


def test_what_changed_meanwhile_is_not_reimbursed(led):
    enter(led, "nottuln", 100)
    entry = enter(led, "nottuln", 130, "joint")
    enter(led, "duelmen", 500)
    enter(led, "duelmen", 300, "joint")
    seen = proposed_lines.fingerprint(transfers(led))
    lines.change(line=entry.line, values={"amount_cents": 14_000}, **by(led))
    with pytest.raises(Refused, match="inzwischen ein anderer"):
        proposed_lines.reimburse(field=led.payroll, variant="joint", seen=seen, **by(led))
    assert not CostLine.objects.filter(kind="reimbursement").exists()


@pytest.fixture
def asked(led):
    """What Nottuln and Dülmen have answered: cost in euros and in cents, posts, software with its cost each."""
    at = moments.now()
    sheet = Questionnaire.objects.create(field=led.payroll, title="Lohn", effective_on=BEGIN, recorded_at=at)
    columns = [
        {"key": "what", "text": "Programm", "kind": "text", "unit": "", "meaning": "procedure"},
        {"key": "cost", "text": "Kosten", "kind": "money", "unit": "€", "meaning": "cost"},
    ]
    told = {
        "Sachkosten": ("number", "cost", {"nottuln": "1234.5", "duelmen": "10"}),
        "Stellen": ("number", "fte", {"nottuln": "0.5"}),
        "Software": (
            "rows",
            "",
            {  # what Dülmen says lacks the cost of one, so it is no sum
                "nottuln": [{"what": "A", "cost": 100}, {"what": "B", "cost": 250}],
                "duelmen": [{"what": "A", "cost": 100}, {"what": "C"}],
            },
        ),
        "Bemerkung": ("text", "", {"nottuln": "keine"}),
        "Fremdkosten": ("money", "cost", {"rosendahl": 5}),  # which does not take part
    }
    for order, (text, (kind, meaning, answers)) in enumerate(told.items()):
        question = Question.objects.create(
            questionnaire=sheet,
            order=order,
            text=text,
            kind=kind,
            meaning=meaning,
            columns=columns if kind == "rows" else [],
            effective_on=BEGIN,
            recorded_at=at,
        )
        for name, value in answers.items():
            Answer.objects.create(
                question=question,
                organisation=getattr(led, name),
                value=value,
                effective_on=BEGIN,
                recorded_at=at,
            )
    return led


def test_the_baseline_says_costs_and_posts(asked):
    found = [
        (one.organisation.name, one.text, one.meaning, one.number)
        for one in baseline_costs.told(field_of(asked))
    ]
    assert found == [
        ("Dülmen", "Sachkosten", "cost", 1_000),
        ("Nottuln", "Sachkosten", "cost", 123_450),
        ("Nottuln", "Stellen", "fte", Decimal("0.5")),
        ("Nottuln", "Software: Kosten", "cost", 350),
    ]


def test_a_cost_of_a_month_counts_twelve_times_and_posts_once(asked):
    Question.objects.exclude(kind="rows").update(unit="im Monat")
    columns = [{"key": "cost", "text": "Kosten", "kind": "money", "unit": "im Monat", "meaning": "cost"}]
    Question.objects.filter(kind="rows").update(columns=columns)
    found = {one.text: one.number for one in baseline_costs.told(field_of(asked))}
    assert found == {"Sachkosten": 12 * 123_450, "Stellen": Decimal("0.5"), "Software: Kosten": 12 * 350}


def take(circle, *keys, places=("nottuln", "duelmen"), **more):
    return proposed_lines.take_over_baseline(
        field=circle.payroll,
        keys=keys,
        organisation_ids=[getattr(circle, name).pk for name in places],
        confidence="estimated",
        **by(circle),
        **more,
    )


def test_answers_become_lines_of_today_with_their_source(asked):
    keys = [one.key for one in baseline_costs.told(field_of(asked)) if one.organisation.name == "Nottuln"]
    with pytest.raises(Refused) as refused:
        take(asked, *keys)
    assert refused.value.field == "rate_cents" and not CostLine.objects.exists()
    assert take(asked, *keys, places=["nottuln"], rate_cents=7_000_001, pay_grade="EG 9a") == 3
    rows = field_of(asked).money.lines
    assert [(one.title, one.kind, one.amount) for one in rows] == [
        ("Sachkosten", "total", 123_450),
        ("Stellen", "staff", 3_500_001),
        ("Software: Kosten", "total", 350),
    ]
    assert {one.source for one in rows} == {f"Bestandsaufnahme, Antwort vom {BEGIN:%d.%m.%Y}"}
    # Nottuln has lines of today by now; Dülmen's answer is still there to take
    assert [one.organisation.name for one in baseline_costs.told(field_of(asked))] == ["Dülmen"]
    with pytest.raises(Refused):
        take(asked, *keys, places=["nottuln"])
    assert take(asked, keys[0]) == 1


def test_lines_from_answers_hold_from_the_day_that_is_given_but_from_none_before_an_answer(asked):
    keys = [one.key for one in baseline_costs.told(field_of(asked)) if one.meaning == "cost"]
    question, day = Question.objects.get(text="Sachkosten"), BEGIN + timedelta(days=2)
    Answer.objects.create(
        question=question, organisation=asked.duelmen, value="11", effective_on=day, recorded_at=moments.now()
    )
    with pytest.raises(Refused, match=r"Antwort der Stadt Dülmen ist vom 07\.01\.2026") as refused:
        take(asked, *keys, effective_on=day - timedelta(days=1))
    assert refused.value.field == "effective_on" and not CostLine.objects.exists()
    assert take(asked, *keys, effective_on=day) == 3
    assert {one.effective_on for one in CostLineEntry.objects.all()} == {day}


def test_without_a_baseline_there_is_nothing_to_take(led):
    assert baseline_costs.told(field_of(led)) == []
