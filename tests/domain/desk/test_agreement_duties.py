"""What is owed at agreements: the own signature, and of who has the field in hand what is due."""

from datetime import timedelta

import pytest

from initiatives.domain.desk.todo_list import todo
from tests.domain.agreed import LAW, NOTIFIED_FORM, agreement, enters, on, received, running, signed, stage
from tests.domain.builders import COUNTY, DAY, NOTTULN, OLFEN, SENDEN, field, initiative, members

LED = members(OLFEN, SENDEN, lead=OLFEN)


def owed(place, *agreements, day=DAY, **changes) -> list[tuple]:
    one = field(agreements=agreements, **{"participations": LED} | changes)
    found = todo(
        initiatives=[initiative(one, guests=(COUNTY,), law=LAW)], organisation_id=place.id, today=day
    )
    return [(duty.title, duty.due, duty.page_id) for duty in found.duties if duty.kind == "agreement"]


def test_who_has_to_sign_owes_it_once_the_text_is_agreed():
    sign = [("Unterzeichnen: Vereinbarung", None, 1)]
    assert owed(NOTTULN, agreement()) == []
    assert owed(NOTTULN, agreement(stage("text_agreed"))) == sign
    assert owed(COUNTY, agreement(stage("text_agreed"))) == sign
    assert owed(NOTTULN, agreement(*signed()[:2])) == sign
    assert owed(COUNTY, agreement(*signed()[:2])) == owed(NOTTULN, agreement(*signed())) == []
    assert owed(OLFEN, agreement(stage("text_agreed"))) == []
    assert owed(NOTTULN, agreement(stage("text_agreed")), side_state="on_hold") == []


@pytest.mark.parametrize(("days", "owes"), [(32, False), (31, True), (0, True), (-1, True)])
def test_a_review_is_owed_by_the_lead_from_a_month_before_on(days, owes):
    one = running(DAY, review_on=DAY + timedelta(days=days))
    found = [("Vereinbarung überprüfen: Vereinbarung", on(days), 1)] if owes else []
    assert owed(OLFEN, one) == found
    assert owed(SENDEN, one) == owed(NOTTULN, one) == []
    assert owed(NOTTULN, one, participations={}) == found


@pytest.mark.parametrize(
    ("one", "days", "told"),
    [
        (
            agreement(*received()),
            29,
            "Genehmigung eintragen: Die Genehmigung gilt als erteilt; das ist einzutragen",
        ),
        (
            agreement(*received(), stage("objected", hearing_on=on(40))),
            30,
            "Erörterung mit der Aufsichtsbehörde: Erörterung mit der Aufsichtsbehörde",
        ),
        (
            agreement(legal_form=NOTIFIED_FORM, begins_on=on(60)),
            10,
            "Vereinbarung anzeigen: Der Aufsichtsbehörde anzeigen",
        ),
    ],
)
def test_what_is_due_of_the_supervision_names_who_is_competent(one, days, told):
    within = field(agreements=(one,), participations=LED)
    circle = initiative(within, guests=(COUNTY,), law=LAW)
    found = todo(initiatives=[circle], organisation_id=OLFEN.id, today=on(days))
    verb, what = told.split(": ")
    [duty] = [duty for duty in found.duties if duty.kind == "agreement"]
    assert duty.title == f"{verb}: Vereinbarung"
    assert duty.note == f"Personalabrechnung: {what} (Bezirksregierung, § 29)."


def test_an_accession_is_signed_by_who_joins_and_who_provides():
    base = running(DAY)
    joining = agreement(stage("text_agreed"), id=2, kind="accession", amends_id=1, changes=(enters(SENDEN),))
    sign = [("Unterzeichnen: Vereinbarung", None, 2)]
    assert owed(SENDEN, base, joining) == owed(COUNTY, base, joining) == sign
    assert owed(NOTTULN, base, joining) == []
