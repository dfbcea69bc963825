"""A programme is chosen, proved, put right and dropped by its days; what stands is told, and what cannot have been refused."""

from datetime import date, timedelta

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.money import fundings
from initiatives.domain.state.loading import facts
from initiatives.models import CostKey, Event, FieldFunding, FundingProgramme
from tests.support.takers import all_take_part

PROOF = "Neue Zusammenarbeit"


@pytest.fixture
def chosen(circle):
    """The field has a programme, and another Land has one, too."""
    all_take_part(circle)
    law = {"name": "IKZ", "paragraph": "Richtlinie", "source": "MBl.", "valid_from": date(2020, 1, 1)}
    sums = {"base_cents": 175_000_00, "further_cents": 35_000_00, "proofs": [PROOF]}
    FundingProgramme.objects.create(land="06", key="hessen", **law, **sums)
    FundingProgramme.objects.create(land="05", key="ikz", **law, **sums)
    choose(circle)
    return circle


def programme(land: str = "05") -> FundingProgramme:
    return FundingProgramme.objects.get(land=land)


def choose(circle, **values) -> FieldFunding:
    given = {"programme_id": programme().pk, "expenses_cents": 400_000_00, "key_id": None, "note": ""}
    return fundings.choose(**given | said(circle) | values)


def said(circle) -> dict:
    return {"field": circle.payroll, "by": circle.people["nottuln"], "at": moments.now()}


def standing(circle):
    return facts(circle.initiative.pk).field(circle.payroll.pk).money.funding


def test_what_is_chosen_is_told_and_stands(chosen):
    assert standing(chosen).expenses == 400_000_00
    told = Event.objects.get(kind="funding")
    assert told.after == "IKZ (Richtlinie), zuwendungsfähige Ausgaben 400.000,00\u00a0€"
    key = CostKey.objects.get(field=chosen.payroll)
    choose(chosen, key_id=key.pk)
    assert standing(chosen).key_id == key.pk


def test_what_cannot_be_chosen_is_refused(chosen):
    other = CostKey.objects.create(field=chosen.hotline, title="Anderer")
    for values, name in (
        ({"programme_id": programme("06").pk}, "programme_id"),
        ({"expenses_cents": 0}, "expenses_cents"),
        ({"key_id": other.pk}, "key_id"),
        ({"effective_on": moments.today() + timedelta(days=1)}, "effective_on"),
        ({}, None),  # nothing changes
    ):
        with pytest.raises(Refused) as caught:
            choose(chosen, **values)
        assert caught.value.field == name, values
    assert FieldFunding.objects.count() == 1


def test_a_proof_is_said_and_unsaid(chosen):
    fundings.prove(title=PROOF, is_there=True, note="Akte 10.2", **said(chosen))
    assert standing(chosen).proofs[PROOF].is_there
    fundings.prove(title=PROOF, is_there=False, note="", **said(chosen))
    assert not standing(chosen).proofs[PROOF].is_there
    for values in (
        {"title": "Anderes", "note": "x"},
        {"title": PROOF, "note": " "},
        {"title": PROOF, "note": "x", "effective_on": moments.today() - timedelta(days=1)},
    ):
        with pytest.raises(Refused):
            fundings.prove(is_there=True, **said(chosen) | values)


def test_it_is_dropped_once_and_may_be_chosen_again(chosen):
    with pytest.raises(Refused):
        fundings.drop(note=" ", **said(chosen))
    fundings.drop(note="Kein Antrag mehr möglich", **said(chosen))
    assert standing(chosen) is None
    for act in (
        lambda: fundings.drop(note="x", **said(chosen)),
        lambda: fundings.prove(title=PROOF, is_there=False, note="", **said(chosen)),
    ):
        with pytest.raises(Refused):
            act()
    choose(chosen)
    assert standing(chosen).expenses == 400_000_00


def test_an_entry_is_put_right_or_never_was(chosen):
    entry, at = FieldFunding.objects.get(), {"by": chosen.people["nottuln"], "at": moments.now()}
    right = {"entry": entry, "correction_reason": "Zahlendreher"}
    with pytest.raises(Refused):
        fundings.correct(values={"expenses_cents": 0}, **right, **at)
    new = fundings.correct(values={"expenses_cents": 40_000_00}, **right, **at)
    assert standing(chosen).expenses == 40_000_00
    fundings.correct(entry=new, values={}, correction_reason="Nie beantragt", withdrawn=True, **at)
    assert standing(chosen) is None
    assert Event.objects.filter(kind="funding-corrected").count() == 2
