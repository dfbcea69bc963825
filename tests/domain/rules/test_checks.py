"""The nine live checks, each in its results and at its edges; without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from initiatives.domain.rules import checks
from initiatives.domain.rules.agreements import unended
from initiatives.domain.rules.checks import Judgement
from initiatives.domain.state.facts import OverrideFacts, ResolutionFacts
from tests.domain.agreed import agreement, enters, running, stage
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
    key,
    line,
    member,
    members,
    money,
    period,
    round_,
)

BOTH = members(NOTTULN, OLFEN, lead=NOTTULN)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
WAITING = field(id=11, number=2, participations=members(OLFEN, lead=OLFEN))
CONTINUITY = [item(kind) for kind in ("deputy", "failure_plan", "term", "exit")]

ACCEDED = running(DAY, id=2, kind="accession", amends_id=1, changes=(enters(OLFEN),))

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
        "so viel wie heute",
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
    ("open_to_others", {"agreements": (ACCEDED,)}, "met", "vereinbart ist er mit: Gemeinde Olfen"),
    ("open_to_others", {"agreements": (ACCEDED,), "gate_items": (item("accession"),)}, "met", "ist erfasst"),
    ("open_to_others", {"agreements": (replace(ACCEDED, stages=()),)}, "open", "noch nicht erfasst"),
    (
        "open_to_others",
        {"agreements": (replace(ACCEDED, stages=(*ACCEDED.stages, stage("ended", AFTER))),)},
        "open",
        "noch nicht erfasst",
    ),
    ("open_to_others", {"agreements": (replace(ACCEDED, kind="amendment"),)}, "open", "noch nicht erfasst"),
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
    (
        "early_involvement",
        {"phase": 3, "phase_dates": {3: DAY}, "gate_items": (item("personnel_council", day=BEFORE),)},
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


def resolved(*places) -> tuple[ResolutionFacts, ...]:
    """Their bodies have resolved on the draft."""
    given = {"purposes": frozenset({"decision"})}
    nothing = (None, None, None)
    return tuple(
        ResolutionFacts("Rat", DAY, "adopted", "", nothing, organisation_id=one.id, **given) for one in places
    )


@pytest.mark.parametrize(
    ("rule", "changes", "withheld"),
    [
        ("economy", {}, True),
        ("economy", {"participations": BOTH, "decisions": resolved(NOTTULN)}, True),
        ("economy", {"participations": BOTH, "decisions": resolved(NOTTULN, OLFEN)}, False),
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
    council = ResolutionFacts("Rat Olfen", DAY, "adopted", "", (None, None, None))
    committee = replace(council, body="Hauptausschuss Olfen", decides=False)
    assert replace(LOOSE, resolutions=(committee,)).unresolved
    assert not replace(LOOSE, resolutions=(committee, council)).unresolved
    assert replace(LOOSE, body="", resolutions=(committee,)).provisional, "one rule for both"
    assert replace(LOOSE, resolutions=(replace(council, result="rejected"),)).unresolved
    assert not ask(OLFEN, "deliberating").unresolved and not ask(OLFEN).unresolved


def computed(key: str, one, *others) -> Judgement:
    return judge(key, one, *others).computed


def cents(today: int, joint: int) -> tuple[int, int, int]:
    return today, joint, 0


@pytest.mark.parametrize(
    ("own", "other", "items", "expected"),
    [
        ((5000, 4900), (5000, 5000), (), ("met", "Alle zusammen sparen 1 € im Jahr.")),
        ((5000, 4999), (5000, 5000), (), ("met", "Alle zusammen sparen 0,01 € im Jahr.")),
        ((5000, 5000), (5000, 5000), (), ("not_met", "Zusammen kostet es so viel wie heute.")),
        (
            (5000, 5000),
            (5000, 5001),
            (),
            (
                "not_met",
                "Im Jahr zahlen mehr als heute und haben das nicht schriftlich angenommen: Olfen 0,01 €.",
            ),
        ),
        (
            (5000, 5000),
            (5000, 5300),
            (item("loss_accepted", OLFEN),),
            ("not_met", "Zusammen kostet es 3 € im Jahr mehr als heute."),
        ),
        (
            (5000, 5100),
            (5000, 5200),
            (item("loss_accepted", OLFEN),),
            (
                "not_met",
                "Im Jahr zahlen mehr als heute und haben das nicht schriftlich angenommen: Nottuln 1 €.",
            ),
        ),
        (
            (5000, 5000),
            (5000, 5000),
            (item("service_gain"),),
            ("met", "Ohne Ersparnis, aber mit Gewinn an Qualität: Text"),
        ),
    ],
)
def test_a_saving_of_one_cent_is_one_and_a_loss_of_one_cent_too(own, other, items, expected):
    costs = {1: cents(*own), 2: cents(*other)}
    one = field(participations=BOTH, costs=costs, gate_items=items)
    assert computed("economy", one) == Judgement(*expected, "kosten")


TODAY = tuple(line(n, "today", "total", n, 90_00) for n in (1, 2))
SHARED = line(9, "joint", "it", None, 100_00, is_shared=True)


@pytest.mark.parametrize(
    ("told", "items", "expected"),
    [
        (money({1: cents(5000, 4000)}, TODAY[1]), (), ("open", "Es fehlen die Kosten gemeinsam von Olfen.")),
        (
            money({}, line(3, "joint", "total", 1, 5)),
            (),
            ("open", "Es fehlen die Kosten heute von Nottuln. Es fehlen die Kosten von Olfen."),
        ),
        (
            money({}, *TODAY, SHARED),
            (),
            ("open", "Gemeinsame Kosten trägt noch niemand: Es gibt keinen Kostenschlüssel."),
        ),
        (
            money({}, *TODAY, SHARED, keys=(key(period("equal")),)),
            (),
            (
                "met",
                "Alle zusammen sparen 80\u00a0€ im Jahr, das sind 44,4\u00a0% und damit mindestens 15\u00a0%.",
            ),
        ),
        (money({1: cents(10_000, 8_500), 2: cents(0, 0)}), (), ("met", "das sind 15\u00a0% und damit")),
        (
            money({1: cents(10_000, 8_506), 2: cents(0, 0)}),
            (),
            ("met", "Alle zusammen sparen 14,94\u00a0€ im Jahr."),
        ),
        (
            money({1: (5000, 4900, 100_000), 2: cents(5000, 100)}),
            (),
            (
                "not_met",
                "Einmalige Kosten holen in 5 Jahren nicht wieder herein und haben das nicht schriftlich angenommen: "
                "Nottuln 1.000\u00a0€.",
            ),
        ),
        (
            money({1: (5000, 4900, 100_000), 2: cents(5000, 100)}),
            (item("loss_accepted", NOTTULN),),
            ("met", "Alle zusammen sparen 50\u00a0€"),
        ),
        (
            money({1: cents(5000, 5500)}, line(4, "joint", "saving", 2, 100_00)),
            (),
            (
                "not_met",
                "Im Jahr zahlen mehr als heute und haben das nicht schriftlich angenommen: Nottuln 5\u00a0€.",
            ),
        ),
        (
            money({1: cents(5000, 5000)}, line(4, "joint", "saving", 2, 100_00)),
            (),
            ("met", "Alle zusammen sparen 100\u00a0€ im Jahr."),
        ),
        (
            money(
                {1: cents(5000, 4000), 2: cents(9000, 8000)},
                line(5, "joint", "reimbursement", 1, 20_00, receiver_id=2),
            ),
            (),
            (
                "not_met",
                "Im Jahr zahlen mehr als heute und haben das nicht schriftlich angenommen: Nottuln 10\u00a0€.",
            ),
        ),
    ],
)
def test_what_is_missing_or_borne_by_nobody_is_named_and_what_falls_due_once_has_to_come_back(
    told, items, expected
):
    found = computed("economy", field(participations=BOTH, money=told, gate_items=items))
    assert (found.result, found.section) == (expected[0], "kosten")
    assert expected[1] in found.reason if expected[0] == "met" else found.reason == expected[1]


def test_a_gain_that_is_not_settled_yet_is_none():
    costs = {1: cents(5000, 5000), 2: cents(5000, 5000)}
    unsettled = field(participations=BOTH, costs=costs, gate_items=(item("service_gain", result="open"),))
    without = field(participations=BOTH, costs=costs)
    assert computed("economy", unsettled) == computed("economy", without)


def test_costs_count_of_those_that_take_part_only():
    some = BOTH | {SENDEN.id: member(SENDEN, "interested")}
    costs = {1: cents(5000, 4900), 2: cents(5000, 5000), SENDEN.id: cents(0, 90000)}
    assert computed("economy", field(participations=some, costs=costs)).result == "met"
    missing = computed("economy", field(participations=some))
    assert missing == Judgement("open", "Es fehlen die Kosten von Nottuln, Olfen.", "kosten")


REGULATED = (item("exit"),)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"participations": {}}, ("open", "Es ist noch niemand beteiligt.", "beteiligte")),
        (
            {"willing": frozenset()},
            ("open", "Ohne eigenes zustimmendes Votum beteiligt: Nottuln, Olfen.", "voten"),
        ),
        (
            {"asks": asks(ask(OLFEN, "refusal"), ask(SENDEN, "refusal"))},
            ("not_met", "Beteiligt trotz Ablehnung: Olfen.", "beteiligte"),
        ),
        (
            {"gate_items": ()},
            ("open", "Alle Beteiligten haben selbst zugestimmt; der Austritt ist noch nicht geregelt."),
        ),
        ({}, ("met", "Alle Beteiligten haben selbst zugestimmt, und der Austritt ist geregelt.")),
    ],
)
def test_everybody_takes_part_by_its_own_consent(changes, expected):
    values = {"participations": BOTH, "willing": frozenset({1, 2}), "gate_items": REGULATED}
    assert computed("voluntary", field(**values | changes)) == Judgement(*expected)


@pytest.mark.parametrize(
    ("phase", "rests", "result"),
    [(0, None, "met"), *((n, None, "not_met") for n in range(1, 6)), (6, None, "met"), (1, "ended", "met")],
)
def test_a_citizen_facing_field_is_in_work_between_proposal_and_operation(phase, rests, result):
    one = field(nature="citizen_facing", phase=phase, side_state=rests)
    found = computed("back_office_first", one, WAITING)
    assert (found.result, found.section) == (result, "ziel")
    assert ("nicht in Arbeit" in found.reason) is (result == "met")


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ({}, True),
        ({"phase": 1}, False),
        ({"side_state": "on_hold"}, False),
        ({"aim": ""}, False),
        ({"description": ""}, False),
        ({"participations": members(OLFEN)}, False),
        ({"nature": "citizen_facing"}, False),
    ],
)
def test_a_back_office_field_waits_while_it_is_a_ready_proposal(changes, waits):
    one = field(nature="citizen_facing", phase=1)
    found = computed("back_office_first", one, replace(WAITING, **changes))
    assert found.result == ("not_met" if waits else "met")
    assert waits or "kein entscheidungsreifes Hintergrundfeld wartet" in found.reason


def test_a_back_office_field_is_in_order_whatever_waits():
    assert computed("back_office_first", field(phase=1), WAITING) == Judgement(
        "met", "Das Feld ist ein Hintergrundprozess.", "ziel"
    )


SUBJECT = "Die Regel für den Beitritt Dritter"


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ((), ("open", f"{SUBJECT} ist noch nicht erfasst.")),
        ((item("accession", result="open"),), ("open", f"{SUBJECT} ist noch nicht erfasst.")),
        ((item("accession", result="not_needed"),), ("not_applicable", "Grund")),
        ((item("accession"),), ("met", f"{SUBJECT} ist erfasst: Text")),
        (
            (item("accession"), item("accession", result="open")),
            ("open", f"{SUBJECT} ist noch nicht erfasst."),
        ),
    ],
)
def test_the_latest_entry_on_accession_counts(items, expected):
    assert computed("open_to_others", field(gate_items=items)) == Judgement(*expected)


ASKING = {"round": round_(), "asks": asks(ask(SENDEN))}
FEW = "2 Beteiligte; die Runde wartet nicht über ihre Frist hinaus."
START = "Start mit 2 von 3 Kommunen."


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"participations": {}}, ("open", "Der Startkreis braucht mindestens zwei Beteiligte.")),
        ({"participations": members(OLFEN)}, ("open", "Der Startkreis braucht mindestens zwei Beteiligte.")),
        ({}, ("met", START)),
        (ASKING, ("met", FEW)),
        (ASKING | {"phase": 0}, ("met", START)),
        (ASKING | {"phase": 2}, ("met", START)),
        (ASKING | {"round": round_(closed=DAY)}, ("met", START)),
        (ASKING | {"asks": asks(ask(SENDEN, "refusal"))}, ("met", START)),
        (
            {"participations": members(NOTTULN, OLFEN, SENDEN)},
            ("met", "Start mit 3 von 3 Kommunen."),
        ),
    ],
)
def test_two_are_enough_for_a_start(changes, expected):
    one = field(**{"phase": 1, "participations": BOTH} | changes)
    assert computed("small_start", one) == Judgement(*expected, "beteiligte")


@pytest.mark.parametrize(
    ("items", "began", "expected"),
    [
        (
            (),
            False,
            (
                "open",
                "Noch keine Beteiligung der Betroffenen erfasst, etwa Personalrat, IT oder Datenschutz.",
            ),
        ),
        ((item("involvement", day=AFTER),), False, ("met", "Beteiligt seit 03.03.2026: Text")),
        (
            (item("involvement", result="open", day=BEFORE), item("exit", day=BEFORE)),
            True,
            ("not_met", "Das Konzept hat begonnen, ohne dass eine Beteiligung der Betroffenen erfasst ist."),
        ),
        (
            (item("involvement", day=AFTER), item("involvement", day=BEFORE)),
            True,
            ("met", "Beteiligt seit 01.03.2026: Text"),
        ),
        (
            (item("involvement", day=DAY),),
            True,
            ("not_met", "Erst am 02.03.2026 beteiligt, das Konzept hat am 02.03.2026 begonnen."),
        ),
    ],
)
def test_the_first_involvement_lies_before_the_concept(items, began, expected):
    dates = {2: BEFORE, 4: AFTER} | ({3: DAY} if began else {})
    assert computed("early_involvement", field(gate_items=items, phase_dates=dates)) == Judgement(*expected)


@pytest.mark.parametrize(
    ("phase", "participations", "expected"),
    [
        (0, {}, ("open", "Für den Vorschlag ist noch keine Federführung benannt.")),
        (1, {}, ("not_met", "Es gibt keine Federführung.")),
        (6, members(OLFEN), ("not_met", "Es gibt keine Federführung.")),
        (
            1,
            {OLFEN.id: member(OLFEN, leads=True)},
            ("open", "Federführend: Gemeinde Olfen. Die Ansprechstelle fehlt."),
        ),
        (0, BOTH, ("met", "Federführend: Gemeinde Nottuln, Amt 10.")),
    ],
)
def test_a_field_lies_in_one_hand_from_the_first_phase_on(phase, participations, expected):
    one = field(phase=phase, participations=participations)
    assert computed("one_hand", one) == Judgement(*expected, "beteiligte")


STANDARD = item("standard", number=2)
UNSET = ("open", "Ein gemeinsamer Standard ist noch nicht festgelegt.")
ASSENTED = item("standard_assent", NOTTULN, number=3)


@pytest.mark.parametrize(
    ("items", "participations", "expected"),
    [
        ((), BOTH, UNSET),
        ((item("standard", result="open", number=2),), BOTH, UNSET),
        ((item("standard", result="not_needed", number=2),), BOTH, ("not_applicable", "Grund")),
        ((STANDARD,), {}, ("open", "Dem Standard haben noch nicht zugestimmt: alle.")),
        ((STANDARD,), BOTH, ("open", "Dem Standard haben noch nicht zugestimmt: Nottuln, Olfen.")),
        ((STANDARD, ASSENTED), BOTH, ("open", "Dem Standard haben noch nicht zugestimmt: Olfen.")),
        (
            (STANDARD, ASSENTED, item("standard_assent", OLFEN, result="open", number=4)),
            BOTH,
            ("open", "Dem Standard haben noch nicht zugestimmt: Olfen."),
        ),
        (
            (item("standard_assent", OLFEN, number=2), STANDARD, ASSENTED),
            BOTH,
            ("open", "Dem Standard haben noch nicht zugestimmt: Olfen."),
        ),
        (
            (STANDARD, ASSENTED, item("standard_assent", OLFEN, number=4)),
            BOTH,
            ("met", "Alle 2 Beteiligten haben dem Standard vom 02.03.2026 zugestimmt."),
        ),
        (
            (STANDARD, ASSENTED),
            members(NOTTULN),
            ("met", "Alle 1 Beteiligten haben dem Standard vom 02.03.2026 zugestimmt."),
        ),
    ],
)
def test_a_standard_stands_with_the_assent_of_each_and_not_without_anybody(items, participations, expected):
    one = field(gate_items=items, participations=participations)
    assert computed("common_standard", one) == Judgement(*expected)


FIXING = {"standard": "Anlage 2", "changes": (enters(NOTTULN), enters(OLFEN))}
SIGNED = (stage("signed", who=NOTTULN), stage("signed", who=OLFEN))
OPEN_STANDARD, LATER = item("standard", result="open"), item("standard", day=AFTER)


@pytest.mark.parametrize(
    ("agreements", "items", "expected"),
    [
        ((agreement(*SIGNED, **FIXING | {"standard": ""}),), (), ("open", "ist noch nicht festgelegt")),
        ((agreement(**FIXING),), (), ("open", "noch nicht zugestimmt: Nottuln, Olfen")),
        ((agreement(SIGNED[0], **FIXING),), (), ("open", "noch nicht zugestimmt: Olfen")),
        ((agreement(*SIGNED, **FIXING),), (), ("met", "alle 2 Beteiligten gebunden sind: „Vereinbarung“")),
        ((agreement(stage("in_force"), **FIXING),), (), ("met", "gebunden")),
        ((agreement(*SIGNED, stage("ended"), **FIXING),), (), ("open", "ist noch nicht festgelegt")),
        ((agreement(*SIGNED, **FIXING),), (OPEN_STANDARD,), ("met", "gebunden")),
        ((agreement(*SIGNED, **FIXING),), (item("standard"),), ("met", "dem Standard vom 02.03.2026")),
        ((agreement(*SIGNED, **FIXING),), (LATER,), ("open", "noch nicht zugestimmt: Nottuln, Olfen")),
        (
            (agreement(SIGNED[0], **FIXING),),
            (item("standard"), item("standard_assent", OLFEN)),
            ("met", "dem Standard vom"),
        ),
        (
            (agreement(*SIGNED, **FIXING),),
            (item("standard", result="not_needed"),),
            ("not_applicable", "Grund"),
        ),
    ],
)
def test_an_agreement_fixes_the_standard_for_whom_it_binds(agreements, items, expected):
    found = computed("common_standard", field(gate_items=items, participations=BOTH, agreements=agreements))
    assert (found.result, expected[1] in found.reason) == (expected[0], True), found.reason
    by_hand = any(one.kind == "standard" and one.result != "open" for one in items)
    if found.result == "open" and agreements[0] in unended(field(agreements=agreements)):
        assert found.section == ("nachweise" if by_hand or not agreements[0].standard else "vereinbarung")


@pytest.mark.parametrize(
    ("base", "later", "result"),
    [
        (FIXING, {"kind": "accession", "changes": (enters(SENDEN),)}, "met"),
        (FIXING | {"standard": ""}, {"kind": "accession", "changes": (enters(SENDEN),)}, "open"),
        (FIXING | {"standard": ""}, {"kind": "amendment", "standard": "Anlage 3", "changes": ()}, "open"),
        (
            FIXING | {"standard": ""},
            {"kind": "amendment", "standard": "Anlage 3", "changes": (enters(SENDEN),)},
            "met",
        ),
    ],
)
def test_who_accedes_takes_the_standard_over_and_an_amendment_may_fix_it(base, later, result):
    instrument = running(AFTER, id=2, amends_id=1, **later)
    one = field(participations=members(NOTTULN, OLFEN, SENDEN), agreements=(running(DAY, **base), instrument))
    assert computed("common_standard", one).result == result


@pytest.mark.parametrize("left_out", ["deputy", "failure_plan", "term", "exit"])
@pytest.mark.parametrize(("phase", "result"), [(4, "open"), (5, "not_met"), (6, "not_met")])
def test_continuity_is_regulated_before_the_implementation(left_out, phase, result):
    items = tuple(one for one in CONTINUITY if one.kind != left_out)
    assert computed("continuity", field(phase=phase, gate_items=items)).result == result
    settled = (*items, item(left_out, result="not_needed"))
    assert computed("continuity", field(phase=phase, gate_items=settled)).result == "met"


@pytest.mark.parametrize(
    ("values", "result"),
    [
        ({}, "not_met"),
        ({"termination_rule": "Ein Jahr"}, "met"),
        ({"term_until": DAY}, "met"),
        ({"termination_rule": "Ein Jahr", "kind": "accession", "amends_id": 9}, "not_met"),
    ],
)
def test_an_agreement_says_how_long_it_runs(values, result):
    items = tuple(one for one in CONTINUITY if one.kind != "term")
    one = field(phase=5, gate_items=items, agreements=(agreement(**values),))
    assert computed("continuity", one).result == result
    found = computed("continuity", one)
    assert found.result == "met" or found.section == "vereinbarung"
    ended = replace(one, agreements=(agreement(stage("ended"), **values),))
    assert computed("continuity", ended).result == "not_met"
    settled = replace(one, gate_items=(*items, item("no_agreement")))
    assert computed("continuity", settled).result == "met"


def test_a_rule_has_its_first_version_until_it_judges_otherwise():
    """A new version outdates all overrules of the rule; so it changes only with what the rule says."""
    versions = dict.fromkeys(checks.RULES, 1) | {"continuity": 2, "economy": 2}
    assert {key: version for key, (version, _) in checks.RULES.items()} == versions


def test_without_an_overrule_the_computed_result_counts():
    found = judge("open_to_others", field())
    assert (found.overruled, found.outdated, found.result) == (False, False, "open")
    assert checks.tally(checks.of_field(initiative(field()), field())) == {"open": 8, "met": 1}


def test_an_overrule_that_is_outdated_stands_no_more():
    number = list(checks.RULES).index("open_to_others") + 1

    def overruled(computed, version):
        given = OverrideFacts(computed, version, "met", "Anders.", DAY, "Beauftragte/r")
        found = judge("open_to_others", field(overrides={number: given}))
        return found.overruled, found.result

    assert overruled("open", 1) == (True, "met")
    assert overruled("met", 1) == overruled("open", 2) == (False, "open")


@pytest.mark.parametrize(
    ("key", "before", "phase", "after", "changes", "met", "unknown"),
    [
        (
            *("early_involvement", 1, 2, 3, {"phase": 3, "phase_dates": {3: DAY}}),
            "Das Konzept hat begonnen, ohne dass eine Beteiligung der Betroffenen erfasst ist.",
            "Ob Betroffene vor dem Konzept beteiligt wurden, ist nicht erfasst.",
        ),
        (
            "one_hand",
            6,
            0,
            1,
            {"phase": 6},
            "Es gibt keine Federführung.",
            "Die Federführung ist nicht erfasst.",
        ),
        (
            *("continuity", 2, 3, 4, {"phase": 5}),
            "In der Umsetzung fehlen: Vertretung bei Ausfall, Notfallplan, Laufzeit und Kündigung, Austritt.",
            "Nicht erfasst: Vertretung bei Ausfall, Notfallplan, Laufzeit und Kündigung, Austritt.",
        ),
    ],
)
def test_what_lacks_of_a_phase_that_was_over_before_it_was_recorded_is_unknown(
    key, before, phase, after, changes, met, unknown
):
    for late in (frozenset(), frozenset({before}), frozenset({after}), frozenset({before, after})):
        one = computed(key, field(**changes, late_phases=late))
        assert (one.result, one.reason) == ("not_met", met)
    one = computed(key, field(**changes, late_phases=frozenset({phase})))
    assert (one.result, one.reason) == ("open", unknown)
    assert computed(key, field(**changes)).section == one.section
