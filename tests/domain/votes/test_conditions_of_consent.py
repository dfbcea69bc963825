"""Conditions of a consent: who reports them fulfilled, who says that they are firm, and what a fallen one does."""

from datetime import date

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import positions
from initiatives.domain.votes.conditions_of_consent import MOVES, Wanted, settle
from initiatives.enums import ConditionState
from initiatives.models import Event, PositionCondition

TERM, COSTS = "Kündigung nach 12 Monaten", "Kein Ausgleich der Altlasten"


@pytest.fixture
def consent(circle):
    """Dülmen consents under two conditions, of which Nottuln is to fulfil the first."""

    def give(*conditions, reason="Nur so geht es."):
        wanted = conditions or (Wanted(TERM, circle.nottuln, date(2030, 1, 1)), Wanted(COSTS))
        return positions.give(
            ask=circle.ask(circle.duelmen),
            stance="conditional",
            reason=reason,
            conditions=wanted,
            by=circle.people["duelmen"],
            at=moments.now(),
        )

    give()
    return give


def condition(text=TERM):
    return PositionCondition.objects.filter(text=text).latest("pk")


def move(circle, state, who="duelmen", text=TERM, note="Paragraf 9", **values):
    return settle(
        condition=condition(text), state=state, note=note, by=circle.people[who], at=moments.now(), **values
    )


def ask(circle):
    return facts(circle.initiative.pk).field(circle.payroll.pk).asks[circle.duelmen.pk]


def test_a_consent_carries_its_conditions(circle, consent):
    found = [(c.text, c.owner_id, c.due_on, c.state) for c in ask(circle).position.conditions]
    assert found == [(TERM, circle.nottuln.pk, date(2030, 1, 1), "open"), (COSTS, None, None, "open")]


def test_without_a_line_of_its_own_the_reason_is_the_condition(circle):
    positions.give(
        ask=circle.ask(circle.duelmen),
        stance="conditional",
        reason=TERM,
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    assert [c.text for c in ask(circle).position.conditions] == [TERM]


def test_the_owner_reports_and_the_municipality_confirms(circle, consent):
    with pytest.raises(Refused):
        move(circle, "confirmed", "nottuln")
    with pytest.raises(Refused):
        move(circle, "fulfilled", "rosendahl")
    with pytest.raises(Refused) as refused:
        move(circle, "fulfilled", "nottuln", note=" ")
    assert refused.value.field == "note"
    move(circle, "fulfilled", "nottuln")
    move(circle, "confirmed")
    assert [c.state for c in ask(circle).position.conditions] == ["confirmed", "open"]
    assert Event.objects.filter(kind="consent-condition").count() == 2


def test_with_a_fallen_condition_the_consent_does_not_count(circle, consent):
    assert ask(circle).consents
    move(circle, "dropped", note="Die Vereinbarung sieht 24 Monate vor.")
    assert not ask(circle).consents and ask(circle).stance == "conditional"
    move(circle, "open")
    assert ask(circle).consents


@pytest.mark.parametrize("state", ConditionState.values)
def test_only_what_the_table_allows_follows(circle, consent, state):
    PositionCondition.objects.filter(text=TERM).update(state=state)
    for wish in ConditionState.values:
        PositionCondition.objects.filter(text=TERM).update(state=state)
        if wish in MOVES[state]:
            assert move(circle, wish).state == wish
        else:
            with pytest.raises(Refused):
                move(circle, wish)


def test_a_condition_that_changed_meanwhile_is_not_changed_again(circle, consent):
    move(circle, "fulfilled", "nottuln", seen="open")
    with pytest.raises(Refused):
        move(circle, "confirmed", seen="open")


def test_a_new_votum_in_the_same_words_keeps_how_far_a_condition_is(circle, consent):
    old = condition()
    move(circle, "fulfilled", "nottuln")
    consent(Wanted(TERM, circle.nottuln), Wanted("Neu"), reason="Anders gesagt")
    assert [(c.text, c.state) for c in ask(circle).position.conditions] == [
        (TERM, "fulfilled"),
        ("Neu", "open"),
    ]
    with pytest.raises(Refused):
        settle(condition=old, state="confirmed", by=circle.people["duelmen"], at=moments.now())


def test_nobody_outside_the_initiative_is_to_fulfil_one(circle, consent):
    with pytest.raises(Refused) as refused:
        consent(Wanted("Neu", circle.people["stranger"].organisation))
    assert refused.value.field == "conditions"


def test_a_condition_of_any_length_is_told_in_the_history(circle, consent):
    long = "Zahlen " * 140
    consent(Wanted(long.strip(), circle.nottuln))
    move(circle, "fulfilled", "nottuln", text=long.strip())
    subject = Event.objects.filter(kind="consent-condition").latest("pk").subject
    assert subject.startswith("Bedingung der Stadt Dülmen: Zahlen") and len(subject) == 250
