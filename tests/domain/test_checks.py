"""The nine live checks, each in its results and at its edges; without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from initiatives.domain import checks
from initiatives.domain.answer_facts import ResolutionFacts
from initiatives.domain.records import OverrideFacts
from tests.domain.builders import (
    DAY,
    NOTTULN,
    OLFEN,
    SENDEN,
    ask,
    asks,
    cost,
    field,
    initiative,
    item,
    members,
    round_,
)

BOTH = members(NOTTULN, OLFEN, lead=NOTTULN)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
WAITING = field(id=11, number=2, participations=members(OLFEN, lead=OLFEN))
CONTINUITY = [item(kind) for kind in ("deputy", "failure_plan", "term", "exit")]

CASES = [
    ("economy", {}, "open", "noch niemand beteiligt"),
    ("economy", {"participations": BOTH, "costs": {1: cost(10, 5)}}, "open", "fehlen die Kosten von Olfen"),
    (
        "economy",
        {"participations": BOTH, "costs": {1: cost(10, 5), 2: cost(10, 9)}},
        "met",
        "sparen 6\u00a0€",
    ),
    (
        "economy",
        {"participations": BOTH, "costs": {1: cost(9000, 5000), 2: cost(2000, 3130)}},
        "not_met",
        "Olfen 1.130\u00a0€",
    ),
    (
        "economy",
        {
            "participations": BOTH,
            "costs": {1: cost(90, 50), 2: cost(20, 31)},
            "gate_items": (item("loss_accepted", OLFEN),),
        },
        "met",
        "sparen 29\u00a0€",
    ),
    (
        "economy",
        {"participations": BOTH, "costs": {1: cost(5, 5), 2: cost(5, 5)}},
        "not_met",
        "mehr als heute",
    ),
    (
        "economy",
        {
            "participations": BOTH,
            "costs": {1: cost(5, 5), 2: cost(5, 5)},
            "gate_items": (item("service_gain"),),
        },
        "met",
        "Gewinn an Qualität",
    ),
    ("voluntary", {}, "open", "niemand beteiligt"),
    ("voluntary", {"participations": BOTH, "willing": frozenset({1})}, "open", "Olfen"),
    ("voluntary", {"participations": BOTH, "willing": frozenset({1, 2})}, "open", "Austritt ist noch nicht"),
    (
        "voluntary",
        {"participations": BOTH, "willing": frozenset({1, 2}), "gate_items": (item("exit"),)},
        "met",
        "selbst zugestimmt",
    ),
    (
        "voluntary",
        {"participations": BOTH, "asks": asks(ask(OLFEN, "refusal"))},
        "not_met",
        "trotz Ablehnung: Olfen",
    ),
    ("back_office_first", {}, "met", "Hintergrundprozess"),
    ("back_office_first", {"nature": "citizen_facing", "phase": 1}, "not_met", "warten: Personal"),
    ("back_office_first", {"nature": "citizen_facing", "phase": 0}, "met", "nicht in Arbeit"),
    (
        "back_office_first",
        {"nature": "citizen_facing", "phase": 1, "side_state": "on_hold"},
        "met",
        "nicht in Arbeit",
    ),
    ("open_to_others", {}, "open", "noch nicht erfasst"),
    ("open_to_others", {"gate_items": (item("accession"),)}, "met", "ist erfasst"),
    ("open_to_others", {"gate_items": (item("accession", result="not_needed"),)}, "not_applicable", "Grund"),
    ("small_start", {"participations": members(OLFEN)}, "open", "mindestens zwei"),
    ("small_start", {"participations": BOTH}, "met", "Start mit 2 von 3"),
    ("early_involvement", {}, "open", "Noch keine"),
    ("early_involvement", {"phase": 3, "phase_dates": {3: DAY}}, "not_met", "ohne dass"),
    (
        "early_involvement",
        {"phase": 3, "phase_dates": {3: DAY}, "gate_items": (item("involvement", day=AFTER),)},
        "not_met",
        "Erst am 03.03.2026",
    ),
    (
        "early_involvement",
        {"phase": 3, "phase_dates": {3: DAY}, "gate_items": (item("involvement", day=DAY),)},
        "not_met",
        "Erst am 02.03.2026",
    ),
    (
        "early_involvement",
        {"phase": 3, "phase_dates": {3: DAY}, "gate_items": (item("involvement", day=BEFORE),)},
        "met",
        "seit 01.03.2026",
    ),
    ("one_hand", {}, "open", "noch keine Federführung"),
    ("one_hand", {"phase": 1}, "not_met", "keine Federführung"),
    ("one_hand", {"phase": 1, "participations": BOTH}, "met", "Amt 10"),
    ("common_standard", {}, "open", "noch nicht festgelegt"),
    (
        "common_standard",
        {"participations": BOTH, "gate_items": (item("standard", number=1),)},
        "open",
        "Nottuln, Olfen",
    ),
    (
        "common_standard",
        {
            "participations": BOTH,
            "gate_items": (
                item("standard", number=1),
                item("standard_assent", NOTTULN, number=2),
                item("standard_assent", OLFEN, number=3),
            ),
        },
        "met",
        "Alle 2",
    ),
    (
        "common_standard",
        {
            "participations": BOTH,
            "gate_items": (
                item("standard_assent", NOTTULN, number=1),
                item("standard_assent", OLFEN, number=2),
                item("standard", number=3),
            ),
        },
        "open",
        "noch nicht zugestimmt",
    ),
    ("continuity", {}, "open", "Noch zu regeln: Vertretung bei Ausfall"),
    ("continuity", {"phase": 5}, "not_met", "In der Umsetzung fehlen"),
    ("continuity", {"gate_items": tuple(CONTINUITY)}, "met", "sind geregelt"),
]


def judge(key: str, one, *others):
    return next(c for c in checks.of_field(initiative(one, *others), one) if c.condition.rule_key == key)


@pytest.mark.parametrize(("key", "changes", "result", "words"), CASES)
def test_a_condition_is_judged_from_the_facts(key, changes, result, words):
    found = judge(key, field(**changes), WAITING)
    assert (found.result, words in found.computed.reason) == (result, True), found.computed.reason
    assert found.computed.section


def test_every_rule_is_shown_in_each_result_that_it_can_have():
    assert {case[0] for case in CASES} == set(checks.RULES)


def test_a_citizen_facing_field_may_be_worked_on_when_no_ready_field_waits():
    one = field(nature="citizen_facing", phase=1)
    unready = field(id=11, number=2, aim="")
    assert judge("back_office_first", one, unready).result == "met"


def test_an_overrule_counts_and_the_computed_result_stays_beside_it():
    override = OverrideFacts("open", 1, "not_applicable", "Rechtlich ausgeschlossen.", DAY, "Beauftragte/r")
    number = list(checks.RULES).index("open_to_others") + 1
    found = judge("open_to_others", field(overrides={number: override}))
    assert (found.result, found.computed.result, found.outdated) == ("not_applicable", "open", False)


@pytest.mark.parametrize("override", [("met", 1), ("open", 0)])
def test_an_overrule_is_outdated_once_the_computed_result_or_the_rule_has_changed(override):
    computed, version = override
    given = OverrideFacts(computed, version, "not_applicable", "Damals so.", DAY, "Beauftragte/r")
    number = list(checks.RULES).index("open_to_others") + 1
    found = judge("open_to_others", field(overrides={number: given}))
    assert found.outdated
    assert found.result == "open"


def test_a_condition_without_a_rule_waits_for_people():
    state = initiative(field())
    one = checks._check(state, state.fields[0], state.conditions[0].__class__(99, 99, "eigene", "", None))
    assert (one.result, one.rule_version) == ("open", 0)
    assert "Menschen" in one.computed.reason


def test_in_an_open_round_a_start_with_few_does_not_wait_for_all():
    one = field(phase=1, participations=BOTH, round=round_(), asks=asks(ask(SENDEN)))
    assert judge("small_start", one).result == "met"


FIRM, LOOSE = ask(OLFEN, "consent", "adopted"), ask(OLFEN, "consent")
OWN = ask(NOTTULN, "consent", "amended")


@pytest.mark.parametrize(
    ("rule", "changes", "withheld"),
    [
        ("economy", {"phase": 4}, True),
        ("economy", {"phase": 5}, False),
        ("voluntary", {}, False),
        ("voluntary", {"participations": BOTH}, True),
        ("voluntary", {"participations": BOTH, "asks": asks(OWN, FIRM)}, False),
        ("voluntary", {"participations": BOTH, "asks": asks(OWN, LOOSE)}, True),
        ("voluntary", {"participations": BOTH, "asks": asks(OWN, ask(OLFEN, "consent", "noted"))}, True),
        (
            "voluntary",
            {"participations": BOTH, "asks": asks(OWN, ask(OLFEN, "conditional", "adopted"))},
            True,
        ),
        ("voluntary", {"participations": BOTH, "asks": asks(OWN, ask(OLFEN, "deliberating"))}, True),
        ("voluntary", {"participations": BOTH, "asks": asks(OWN, ask(OLFEN, "refusal"))}, False),
        ("voluntary", {"participations": BOTH, "asks": asks(OWN, FIRM, ask(SENDEN, "consent"))}, False),
        ("one_hand", {"phase": 1}, False),
        ("continuity", {"phase": 1}, False),
    ],
)
def test_whether_a_result_is_public_follows_from_what_the_public_edition_shows(rule, changes, withheld):
    one = field(**changes)
    found = {check.condition.rule_key: check for check in checks.of_field(initiative(one), one)}
    assert checks.is_withheld(found[rule], one) is withheld


def test_a_body_that_only_prepares_does_not_make_a_consent_firm():
    committee = ResolutionFacts("Hauptausschuss Olfen", DAY, "adopted", "", (None, None, None))
    council = replace(committee, body="Rat Olfen")
    assert replace(LOOSE, resolutions=(committee,)).unresolved
    assert not replace(LOOSE, resolutions=(committee, council)).unresolved
    assert not replace(LOOSE, body="", resolutions=(committee,)).unresolved, "nobody is named to resolve"
    assert replace(LOOSE, resolutions=(replace(council, result="rejected"),)).unresolved
    assert not ask(OLFEN, "deliberating").unresolved and not ask(OLFEN).unresolved
