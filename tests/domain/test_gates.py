"""What a release needs in each phase: what is missing, who owes it, and what settles it; without a database."""

import pytest

from initiatives.domain import gates
from initiatives.enums import Phase
from tests.domain.builders import (
    DAY,
    NOTTULN,
    OLFEN,
    SENDEN,
    ask,
    asks,
    condition_of_consent,
    cost,
    field,
    initiative,
    item,
    member,
    members,
    round_,
    step,
)

BOTH = members(NOTTULN, OLFEN, lead=OLFEN)


def missing(**changes) -> list[tuple[str, list[str]]]:
    one = field(**changes)
    return [(m.what, [o.name for o in m.owes]) for m in gates.missing(initiative(one), one)]


def words(**changes) -> str:
    return "; ".join(what for what, _ in missing(**changes))


def test_a_proposal_needs_the_meeting_texts_and_a_lead():
    assert missing(aim="", description="") == [
        ("Festlegung als Feld durch das Treffen der Beauftragten erfassen", ["Nottuln"]),
        ("Ziel angeben", ["Nottuln"]),
        ("Beschreibung angeben", ["Nottuln"]),
        ("Federführung benennen", ["Nottuln"]),
    ]
    assert not missing(gate_items=(item("fixed"),), participations=BOTH)


def test_internal_coordination_needs_a_closed_round_and_two_consents():
    base = {"phase": 1, "participations": BOTH}
    assert "eröffnen" in words(**base)
    answers = asks(ask(NOTTULN, "consent"), ask(OLFEN, "deliberating"), ask(SENDEN))
    open_round = base | {"round": round_(), "asks": answers}
    assert missing(**open_round) == [
        ("Votum abgeben, zurzeit in Beratung", ["Olfen"]),
        ("Votum abgeben", ["Senden"]),
        ("Abstimmungsrunde „Mitwirkung“ schließen", ["Nottuln"]),
        ("Mindestens zwei Zustimmungen, bisher 1", ["Nottuln"]),
    ]
    closed = open_round | {"round": round_(closed=DAY)}
    assert missing(**closed) == [("Mindestens zwei Zustimmungen, bisher 1", ["Nottuln"])]
    two = asks(ask(NOTTULN, "consent"), ask(OLFEN, "conditional"))
    assert not missing(**closed | {"asks": two})


def test_the_baseline_is_owed_by_each_that_takes_part():
    some = BOTH | {SENDEN.id: member(SENDEN, "interested")}
    given = {
        "phase": 2,
        "participations": some,
        "gate_items": (item("common_basis"), item("baseline", OLFEN)),
    }
    assert missing(**given) == [("Bestandsaufnahme liefern", ["Nottuln"])]


def test_an_entry_that_was_taken_back_is_missing_again():
    items = (item("common_basis", number=1), item("common_basis", result="open", number=2))
    assert "Gemeinsame Grundlage" in words(phase=2, gate_items=items)


def test_the_concept_is_held_up_by_a_condition_that_is_not_met():
    checked = [
        item(k) for k in ("standard", "legal_form", "cost_key", "tax", "procurement", "data_protection")
    ]
    base = {
        "phase": 3,
        "phase_dates": {3: DAY},
        "participations": BOTH,
        "gate_items": tuple(checked),
        "costs": {1: cost(10, 5), 2: cost(10, 5)},
    }
    assert words(**base) == "Rahmenbedingung „early_involvement“ ist nicht erfüllt"
    assert missing(**base | {"costs": {1: cost(10, 5)}})[0] == (
        "Kosten heute und gemeinsam angeben",
        ["Olfen"],
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (ask(OLFEN), [("Votum abgeben", ["Olfen"])]),
        (ask(OLFEN, "consent"), [("Beschluss erfassen (Rat), bisher nur vorläufige Zustimmung", ["Olfen"])]),
        (
            ask(OLFEN, "consent", "adjourned"),
            [("Beschluss erfassen (Rat), bisher nur vorläufige Zustimmung", ["Olfen"])],
        ),
        (ask(OLFEN, "consent", "adjourned", "adopted"), []),
        (
            ask(OLFEN, "consent", "amended"),
            [("Neue Runde eröffnen: Gemeinde Olfen hat geändert beschlossen", ["Nottuln"])],
        ),
        (
            ask(OLFEN, "conditional", "adopted", conditions=(condition_of_consent("fulfilled"),)),
            [("Bedingung bestätigen: Frist 12 Monate", ["Olfen"])],
        ),
        (
            ask(OLFEN, "conditional", "adopted", conditions=(condition_of_consent("open", NOTTULN),)),
            [("Bedingung erfüllen: Frist 12 Monate", ["Nottuln"])],
        ),
        (
            ask(OLFEN, "conditional", "adopted", conditions=(condition_of_consent("open", None),)),
            [("Bedingung erfüllen: Frist 12 Monate", ["Olfen"])],
        ),
        (ask(OLFEN, "conditional", "adopted", conditions=(condition_of_consent("confirmed"),)), []),
        (ask(OLFEN, "refusal"), [("Gemeinde Olfen hat nicht zugestimmt: Teilnahme klären", ["Olfen"])]),
    ],
)
def test_a_decision_is_owed_by_every_competent_body(given, expected):
    answers = asks(ask(NOTTULN, "consent", "adopted"), given)
    assert missing(phase=4, participations=BOTH, round=round_("decision"), asks=answers) == expected


def test_who_takes_part_but_was_not_asked_is_to_be_asked():
    answers = asks(ask(NOTTULN, "consent", "adopted"))
    given = {"phase": 4, "participations": BOTH, "round": round_("decision"), "asks": answers}
    assert missing(**given) == [("In der Runde „Entscheidung“ anfragen", ["Nottuln"])]


def test_implementation_needs_signatures_supervision_publication_and_its_steps():
    items = (item("signature", NOTTULN), item("supervision", result="not_needed"), item("publication"))
    given = {"phase": 5, "participations": BOTH, "gate_items": items}
    steps = (step(5, owner=NOTTULN), step(5, "done"), step(4))
    assert missing(**given, steps=steps) == [
        ("Vereinbarung unterzeichnen", ["Olfen"]),
        ("Arbeitsschritt: Vertrag prüfen", ["Nottuln"]),
    ]


def test_every_phase_stands_in_the_table_and_the_last_needs_nothing():
    assert list(gates.GATES) == list(Phase)
    assert not missing(phase=6)
