"""Payroll from a proposal to operation with five municipalities: every release is refused first, then given.

One consents under a condition, one refuses, one joins later, one framework condition is overruled.
"""

from datetime import timedelta

import pytest

from initiatives.domain.fields import fields, overrides, steps, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.money import plain
from initiatives.domain.rules import checks
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import conditions_of_consent, resolutions
from initiatives.domain.votes.conditions_of_consent import Wanted
from initiatives.models import Agreement, AgreementStage, Field, PhaseTransition, PositionCondition
from tests.domain.walk import COESFELD, DUELMEN, NOTTULN, OLFEN, ROSENDAHL, Walk
from tests.support.money import ask_baseline, describe_key

TERM = "Die Kündigungsfrist beträgt zwölf Monate."


@pytest.fixture
def walk(source_case) -> Walk:
    field = Field.objects.get(initiative=source_case.municipalities, title="Personalabrechnung bündeln")
    return Walk(source_case, field, moments.now() - timedelta(days=300))


def propose(walk: Walk) -> None:
    assert "Federführung benennen" in walk.refused_release()
    walk.entry("fixed", NOTTULN)
    fields.edit(
        field=walk.field,
        values={"aim": "Ein Verfahren", "description": "Die Stadt Dülmen rechnet ab."},
        version=walk.now.version,
        by=walk.by(DUELMEN),
        at=walk.at,
    )
    walk.join(DUELMEN)
    fields.set_lead(
        field=walk.field,
        organisation=walk.place(DUELMEN),
        contact="Fachbereich Personal",
        by=walk.by(DUELMEN),
        at=walk.at,
    )
    walk.release()


def coordinate(walk: Walk) -> None:
    walk.later()
    assert walk.refused_release()[0] == "Abstimmungsrunde „Mitwirkung“ eröffnen"
    first = walk.ask("taking_part", NOTTULN, COESFELD, DUELMEN, OLFEN, ROSENDAHL)
    walk.answer(first, NOTTULN, "consent", resolved="adopted")
    walk.answer(first, DUELMEN, "consent", resolved="adopted")
    walk.answer(
        first,
        COESFELD,
        "conditional",
        "Nur mit kurzer Frist.",
        conditions=[Wanted(TERM, walk.place(DUELMEN))],
        resolved="adopted",
    )
    walk.answer(first, OLFEN, "refusal", "Das Verfahren ist bis 2030 gebunden.")
    walk.join(NOTTULN, COESFELD)
    assert "Votum abgeben" in walk.refused_release()
    walk.answer(first, ROSENDAHL, "abstention")
    fields.set_participation(
        field=walk.field,
        organisation=walk.place(ROSENDAHL),
        status="later",
        by=walk.by(ROSENDAHL),
        at=walk.at,
    )
    assert walk.refused_release() == ["Abstimmungsrunde „Mitwirkung“ schließen"]
    assert walk.close(first) == "answers"
    assert walk.now.participation_of(walk.place(OLFEN).pk) == "not_participating"
    walk.release()


def take_stock(walk: Walk) -> None:
    walk.later()
    assert "Fragebogen der Bestandsaufnahme anlegen" in walk.refused_release()
    ask_baseline(walk.field, by=walk.by(DUELMEN), at=walk.at)
    assert walk.refused_release().count("Bestandsaufnahme liefern") == 3
    walk.entry("common_basis")
    walk.entry("involvement", NOTTULN)
    for name in (NOTTULN, COESFELD, DUELMEN):
        ask_baseline(walk.field, walk.place(name), by=walk.by(name), at=walk.at)
    walk.later(5)
    walk.release()


def work_out(walk: Walk) -> None:
    walk.later()
    assert walk.refused_release().count("Kosten heute und gemeinsam angeben") == 3
    for name, today, joint in (
        (NOTTULN, 43_900, 34_040),
        (DUELMEN, 121_500, 114_080),
        (COESFELD, 88_000, 88_320),
    ):
        plain.enter(
            field=walk.field,
            organisation=walk.place(name),
            today_cents=today * 100,
            joint_cents=joint * 100,
            source="Erhebung",
            confidence="calculated",
            by=walk.by(name),
            at=walk.at,
        )
    for kind in ("standard", "tax", "procurement", "data_protection"):
        walk.entry(kind)
    assert "Kostenschlüssel festlegen" in walk.refused_release()
    describe_key(walk.field, "Nach Zahl der Abrechnungen", by=walk.by(DUELMEN), at=walk.at)
    assert "Rechtsform in einer Vereinbarung festlegen" in walk.refused_release()
    walk.agree(NOTTULN, DUELMEN, COESFELD)
    assert walk.refused_release() == ["Rahmenbedingung „höhere Wirtschaftlichkeit“ ist nicht erfüllt"]
    economy = next(
        c
        for c in checks.of_field(facts(walk.field.initiative_id), walk.now)
        if c.condition.rule_key == "economy"
    )
    assert "Coesfeld" in economy.computed.reason
    overrides.overrule(
        field=walk.field,
        condition=walk.case.municipalities.conditions.get(pk=economy.condition.id),
        result="met",
        reason="Die Stadt Coesfeld gewinnt eine Vertretung, die sie heute nicht hat.",
        by=walk.by(DUELMEN),
        at=walk.at,
    )
    walk.release()


def decide(walk: Walk) -> None:
    walk.later()
    assert walk.refused_release() == [
        "Abstimmungsrunde „Entscheidung“ eröffnen",
        "Text vereinbaren: Vereinbarung",
    ]
    walk.stage(Agreement.objects.get(), "text_agreed")
    draft = walk.ask("decision", NOTTULN, COESFELD, DUELMEN, OLFEN, ROSENDAHL, version="Entwurf 1.0")
    assert draft.asks.count() == 3, "only those that take part decide"
    walk.answer(draft, NOTTULN, "consent", resolved="adopted")
    walk.answer(draft, DUELMEN, "consent")
    walk.answer(
        draft,
        COESFELD,
        "conditional",
        "Nur mit kurzer Frist.",
        conditions=[Wanted(TERM, walk.place(DUELMEN))],
    )
    assert walk.refused_release() == [
        "Beschluss erfassen (Rat), bisher nur vorläufige Zustimmung",
        f"Bedingung erfüllen: {TERM}",
        "Beschluss erfassen (Rat), bisher nur vorläufige Zustimmung",
    ]
    walk.later(5)
    for name in (COESFELD, DUELMEN):
        ask = draft.asks.select_related("body").get(organisation=walk.place(name))
        resolutions.resolve(
            asks=[ask],
            body=ask.body,
            result="adopted",
            effective_on=moments.day_of(walk.at),
            content={"votes_for": 20, "votes_against": 3, "votes_abstained": 1},
            by=walk.by(name),
            at=walk.at,
        )
    condition = PositionCondition.objects.get(position__ask__round=draft)
    conditions_of_consent.settle(
        condition=condition,
        state="fulfilled",
        note="Paragraf 9 ist neu gefasst.",
        by=walk.by(DUELMEN),
        at=walk.at,
    )
    conditions_of_consent.settle(condition=condition, state="confirmed", by=walk.by(COESFELD), at=walk.at)
    walk.close(draft)
    walk.release()


def implement(walk: Walk) -> None:
    walk.later()
    walk.join(ROSENDAHL)
    assert "Nach dem Beitritt anfragen: Gemeinde Rosendahl" in walk.refused_release()
    late = walk.ask("decision", ROSENDAHL, version="Entwurf 1.0", continues=True)
    assert walk.now.stance_of(walk.place(NOTTULN).pk) == "consent", "the answers before stay"
    walk.answer(late, ROSENDAHL, "consent", resolved="adopted")
    walk.close(late)
    agreed = Agreement.objects.get()
    for name in (NOTTULN, COESFELD, DUELMEN):
        walk.stage(agreed, "signed", name, each=True)
    assert walk.refused_release() == [
        "In eine Vereinbarung aufnehmen: Gemeinde Rosendahl",
        "Tag des Inkrafttretens erfassen: Vereinbarung",
    ]
    walk.stage(agreed, "in_force")
    joining = walk.agree(ROSENDAHL, amends=agreed)
    walk.stage(joining, "text_agreed")
    assert walk.refused_release() == ["Unterzeichnen: Beitritt"]
    walk.stage(joining, "signed", ROSENDAHL, each=True)
    step = steps.add(
        field=walk.field, title="Daten übernehmen", owner=walk.place(DUELMEN), by=walk.by(DUELMEN), at=walk.at
    )
    assert walk.refused_release() == ["Arbeitsschritt: Daten übernehmen"]
    steps.edit(
        step=step,
        values={"state": "done", "evidence": "Geprüft."},
        seen=None,
        by=walk.by(DUELMEN),
        at=walk.at,
    )
    walk.release()


def test_from_a_proposal_to_operation_with_five_municipalities(walk):
    for part in (propose, coordinate, take_stock, work_out, decide, implement):
        part(walk)
    found = walk.now
    assert (found.phase, found.side_state) == (6, None)
    assert sorted(found.phase_dates.values()) == list(found.phase_dates.values())
    assert {p.organisation.name for p in found.taking_part()} == {
        "Coesfeld",
        "Dülmen",
        "Nottuln",
        "Rosendahl",
    }
    assert found.stance_of(walk.place(OLFEN).pk) == "not_asked", "it was not asked to decide"
    assert AgreementStage.objects.filter(agreement__field=walk.field, kind="signed").count() == 4
    assert list(PhaseTransition.objects.filter(field=walk.field).values_list("to_phase", flat=True)) == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]


def end(walk: Walk) -> PhaseTransition:
    return workflow.rest(
        field=walk.field, side_state="ended", reason="Ausgelaufen", by=walk.by(NOTTULN), at=walk.at
    )


def test_of_an_end_of_operation_is_kept_what_it_lacked(walk):
    for part in (propose, coordinate, take_stock, work_out, decide, implement):
        part(walk)
    walk.later()
    assert end(walk).missing == [
        "Überprüfung erfassen: fortführen, ändern oder beenden",
        "Vereinbarung kündigen oder beenden: Vereinbarung",
    ]
    workflow.resume(field=walk.field, reason="Doch nicht", by=walk.by(NOTTULN), at=walk.at)
    walk.later()
    walk.entry("review")
    walk.stage(Agreement.objects.get(kind="agreement"), "ended")
    assert end(walk).missing == []


def test_an_end_before_the_operation_lacks_nothing_of_it(walk):
    propose(walk)
    assert end(walk).missing == []


def test_as_of_a_day_in_between_the_journey_stands_where_it_stood(walk):
    propose(walk)
    coordinate(walk)
    day = moments.day_of(walk.at)
    take_stock(walk)
    past = facts(walk.field.initiative_id, moments.Moment(day, moments.now())).field(walk.field.pk)
    assert past.phase == 2 and not past.gate_items[1:]
    assert past.stance_of(walk.place(COESFELD).pk) == "conditional"
