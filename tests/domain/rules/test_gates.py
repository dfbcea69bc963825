"""What a release needs in each phase: what is missing, who owes it, and what settles it; without a database."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from initiatives.domain.rules import gates
from initiatives.domain.rules.gate_points import Missing
from initiatives.domain.state.facts import DecisionFacts, FundingFacts, MeetingFacts, SteeringSeatFacts
from initiatives.enums import Phase
from tests.domain.agreed import NOTIFIED_FORM, agreement, enters, running, stage
from tests.domain.builders import (
    DAY,
    GUEST,
    NOTTULN,
    OLFEN,
    SENDEN,
    accession,
    ask,
    asks,
    baseline,
    condition_of_consent,
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
    ruling,
    step,
)

BOTH = members(NOTTULN, OLFEN, lead=OLFEN)
DEADLINE = DAY + timedelta(days=14)


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
        "gate_items": (item("common_basis"), item("baseline", NOTTULN)),
    }
    ask_first = [("Fragebogen der Bestandsaufnahme anlegen", ["Olfen"])]
    assert missing(**given) == missing(**given, baseline=replace(baseline(), questions=())) == ask_first
    assert missing(**given, baseline=baseline(OLFEN)) == [("Bestandsaufnahme liefern", ["Nottuln"])]
    assert missing(**given, baseline=baseline(OLFEN, NOTTULN)) == []


def test_what_of_the_baseline_need_not_be_answered_is_awaited_until_anything_is():
    given = {"phase": 2, "participations": BOTH, "gate_items": (item("common_basis"),)}
    found = gates.missing(
        initiative(), field(**given, baseline=baseline(OLFEN, due=DEADLINE, required=False))
    )
    assert found == [Missing("Bestandsaufnahme liefern", (NOTTULN,), "kosten", DEADLINE, page="baseline")]


def test_an_entry_that_was_taken_back_is_missing_again():
    items = (item("common_basis", number=1), item("common_basis", result="open", number=2))
    assert "Gemeinsame Grundlage" in words(phase=2, gate_items=items)


def test_the_concept_is_held_up_by_a_condition_that_is_not_met():
    checked = [item(k) for k in ("standard", "no_agreement", "tax", "procurement", "data_protection")]
    base = {
        "phase": 3,
        "phase_dates": {3: DAY},
        "participations": BOTH,
        "gate_items": tuple(checked),
        "costs": {1: cost(10, 5), 2: cost(10, 5)},
        "keys": (key(),),
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
            [("Gemeinde Olfen hat geändert beschlossen: sagen, ob es die anderen betrifft", ["Nottuln"])],
        ),
        (
            replace(ask(OLFEN, "consent", "amended"), last_ruling=ruling(True)),
            [("Neue Runde eröffnen: Gemeinde Olfen hat geändert beschlossen", ["Nottuln"])],
        ),
        (replace(ask(OLFEN, "consent", "amended"), last_ruling=ruling(False)), []),
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
    given = {"round": round_("decision"), "asks": answers, "gate_items": (item("no_agreement"),)}
    assert missing(phase=4, participations=BOTH, **given) == expected


def test_who_takes_part_but_was_not_asked_is_to_be_asked():
    answers = asks(ask(NOTTULN, "consent", "adopted"))
    given = {"phase": 4, "participations": BOTH, "round": round_("decision"), "asks": answers}
    given["gate_items"] = (item("no_agreement"),)
    assert missing(**given) == [("In der Runde „Entscheidung“ anfragen", ["Nottuln"])]


TEXT = stage("text_agreed")


@pytest.mark.parametrize(
    ("agreements", "found"),
    [
        ((), [("Vereinbarung anlegen", ["Olfen"])]),
        (
            (agreement(TEXT, stage("ended"), changes=(enters(NOTTULN), enters(OLFEN))),),
            [("Vereinbarung anlegen", ["Olfen"])],
        ),
        ((agreement(TEXT, changes=(enters(NOTTULN), enters(OLFEN))),), []),
        (
            (agreement(changes=(enters(NOTTULN), enters(OLFEN))),),
            [("Text vereinbaren: Vereinbarung", ["Olfen"])],
        ),
        (
            (agreement(TEXT, changes=(enters(NOTTULN),)),),
            [("In eine Vereinbarung aufnehmen: Gemeinde Olfen", ["Olfen"])],
        ),
        (
            (agreement(TEXT, changes=(enters(NOTTULN),)), agreement(TEXT, id=2, changes=(enters(OLFEN),))),
            [],
        ),
        (
            (agreement(TEXT, changes=(enters(SENDEN, "provides"), enters(NOTTULN), enters(OLFEN))),),
            [("Entscheidung der Partei erfassen: Gemeinde Senden", ["Senden"])],
        ),
    ],
)
def test_the_bodies_decide_on_the_agreed_text_of_all_parties(agreements, found):
    answers = asks(ask(NOTTULN, "consent", "adopted"), ask(OLFEN, "consent", "adopted"))
    given = {"phase": 4, "participations": BOTH, "round": round_("decision"), "asks": answers}
    assert missing(**given, agreements=agreements) == found
    assert missing(**given, agreements=agreements, gate_items=(item("no_agreement"),)) == []


def test_a_party_that_does_not_take_part_decides_too():
    agreed = agreement(TEXT, changes=(enters(SENDEN, "provides"), enters(NOTTULN), enters(OLFEN)))
    answers = [ask(place, "consent", "adopted") for place in (NOTTULN, OLFEN, SENDEN)]
    given = {"phase": 4, "participations": BOTH, "round": round_("decision"), "agreements": (agreed,)}
    assert missing(**given, asks=asks(*answers)) == []
    assert [who for _, who in missing(**given, asks=asks(*answers[:2], ask(SENDEN, "consent")))] == [
        ["Senden"]
    ]


def test_implementation_needs_signatures_and_its_steps():
    signed = (stage("signed", who=NOTTULN), stage("in_force"))
    agreed = agreement(*signed, legal_form=None, changes=(enters(NOTTULN), enters(OLFEN)))
    given = {"phase": 5, "participations": BOTH, "agreements": (agreed,)}
    steps = (step(5, owner=NOTTULN), step(5, "done"), step(4))
    assert missing(**given, steps=steps) == [
        ("Unterzeichnen: Vereinbarung", ["Olfen"]),
        ("Arbeitsschritt: Vertrag prüfen", ["Nottuln"]),
    ]


BETWEEN = {"changes": (enters(NOTTULN), enters(OLFEN))}
BOTH_SIGNED = (stage("signed", who=NOTTULN), stage("signed", who=OLFEN))
WANTED_OF_AGREEMENTS = {
    "Rechtsform in einer Vereinbarung festlegen",
    "Kostenregelung aufnehmen: Vereinbarung",
    "Vereinbarung anlegen",
    "Genehmigung der Aufsichtsbehörde erfassen: Vereinbarung",
    "Anzeige bei der Aufsichtsbehörde erfassen: Vereinbarung",
    "Öffentliche Bekanntmachung erfassen: Vereinbarung",
    "Tag des Inkrafttretens erfassen: Vereinbarung",
    "Unterzeichnen: Vereinbarung",
    "Unterzeichnen: Beitritt",
    "In eine Vereinbarung aufnehmen: Gemeinde Olfen",
}


@pytest.mark.parametrize(
    ("agreements", "found"),
    [
        ((), "Rechtsform in einer Vereinbarung festlegen"),
        ((agreement(legal_form=None),), "Rechtsform in einer Vereinbarung festlegen"),
        ((agreement(legal_form=None, legal_form_name="Vertrag"),), ""),
        ((agreement(),), ""),
        ((agreement(cost_clause=""),), "Kostenregelung aufnehmen: Vereinbarung"),
        ((agreement(standard="Anlage 2"),), ""),
        ((agreement(stage("ended")),), "Rechtsform in einer Vereinbarung festlegen"),
        ((agreement(kind="accession", amends_id=9),), "Rechtsform in einer Vereinbarung festlegen"),
    ],
)
def test_the_concept_names_the_legal_form_and_who_pays(agreements, found):
    given = {"phase": 3, "participations": BOTH, "agreements": agreements}
    told = [what for what, _ in missing(**given) if what in WANTED_OF_AGREEMENTS]
    assert told == ([found] if found else [])
    assert (
        not {what for what, _ in missing(**given | {"gate_items": (item("no_agreement"),)})}
        & WANTED_OF_AGREEMENTS
    )


@pytest.mark.parametrize(
    ("agreements", "found"),
    [
        ((), {"Vereinbarung anlegen"}),
        ((agreement(stage("ended"), **BETWEEN),), {"Vereinbarung anlegen"}),
        (
            (agreement(*BOTH_SIGNED, **BETWEEN),),
            {
                "Genehmigung der Aufsichtsbehörde erfassen: Vereinbarung",
                "Öffentliche Bekanntmachung erfassen: Vereinbarung",
                "Tag des Inkrafttretens erfassen: Vereinbarung",
            },
        ),
        (
            (agreement(*BOTH_SIGNED, stage("deemed_approved"), **BETWEEN),),
            {
                "Öffentliche Bekanntmachung erfassen: Vereinbarung",
                "Tag des Inkrafttretens erfassen: Vereinbarung",
            },
        ),
        ((agreement(*BOTH_SIGNED, stage("approved"), stage("published"), **BETWEEN),), set()),
        (
            (agreement(*BOTH_SIGNED, legal_form=NOTIFIED_FORM, **BETWEEN),),
            {
                "Anzeige bei der Aufsichtsbehörde erfassen: Vereinbarung",
                "Tag des Inkrafttretens erfassen: Vereinbarung",
            },
        ),
        (
            (
                agreement(
                    *BOTH_SIGNED, stage("submitted"), stage("in_force"), legal_form=NOTIFIED_FORM, **BETWEEN
                ),
            ),
            set(),
        ),
        (
            (agreement(*BOTH_SIGNED, stage("in_force"), legal_form=None, changes=(enters(NOTTULN),)),),
            {"In eine Vereinbarung aufnehmen: Gemeinde Olfen"},
        ),
        (
            (
                agreement(*BOTH_SIGNED, stage("in_force"), legal_form=None, changes=(enters(NOTTULN),)),
                agreement(id=2, title="Beitritt", kind="accession", amends_id=1, changes=(enters(OLFEN),)),
            ),
            {"Unterzeichnen: Beitritt"},
        ),
    ],
)
def test_the_implementation_needs_what_the_legal_form_asks(agreements, found):
    given = {"phase": 5, "participations": BOTH, "agreements": agreements}
    assert {what for what, _ in missing(**given)} == found
    assert not missing(**given | {"gate_items": (item("no_agreement"),)})


def test_every_phase_stands_in_the_table():
    assert list(gates.GATES) == list(Phase)


REVIEWED = "Überprüfung erfassen: fortführen, ändern oder beenden"
ENDS = "Vereinbarung kündigen oder beenden: Vereinbarung"
FIXED_DAY = DAY + timedelta(days=30)


@pytest.mark.parametrize(
    ("agreements", "items", "found"),
    [
        ((), (), [(REVIEWED, None)]),
        ((), (item("review", result="open"),), [(REVIEWED, None)]),
        ((), (replace(item("review", result="open"), due_on=FIXED_DAY),), [(REVIEWED, FIXED_DAY)]),
        ((), (item("review"),), []),
        ((), (item("review", result="not_needed"),), []),
        ((running(review_on=FIXED_DAY),), (), [(REVIEWED, FIXED_DAY), (ENDS, None)]),
        ((running(review_on=DAY),), (item("review"),), [(ENDS, None)]),
        ((running(review_on=FIXED_DAY),), (item("review"),), [(REVIEWED, FIXED_DAY), (ENDS, None)]),
        ((running(term_until=FIXED_DAY),), (item("review"),), [(ENDS, FIXED_DAY)]),
        ((replace(running(), stages=()),), (item("review"),), []),
        (
            (replace(running(), stages=(*running().stages, stage("terminated", ends_on=FIXED_DAY))),),
            (item("review"),),
            [],
        ),
        ((replace(running(), stages=(*running().stages, stage("ended"))),), (item("review"),), []),
        ((running(),), (item("review"), item("no_agreement")), []),
    ],
)
def test_operation_ends_with_a_review_and_no_agreement_that_goes_on(agreements, items, found):
    one = field(phase=6, participations=BOTH, agreements=agreements, gate_items=items)
    told = gates.missing(initiative(one), one)
    assert [(point.what, point.due_on) for point in told] == found
    assert all(point.owes == (OLFEN,) for point in told)


def test_the_draft_of_an_agreement_may_fix_the_standard():
    given = {"phase": 3, "participations": BOTH}
    assert "Gemeinsamen Standard festlegen" in words(**given, agreements=(agreement(),))
    assert "Standard" not in words(**given, agreements=(agreement(standard="Anlage 2"),))
    ended = agreement(stage("ended"), standard="Anlage 2")
    assert "Gemeinsamen Standard festlegen" in words(**given, agreements=(ended,))


BY_HAND = {  # what one entry settles, in the phase that needs it, with the words for who reads the checklist
    (0, "fixed"): "Festlegung als Feld durch das Treffen der Beauftragten erfassen",
    (2, "common_basis"): "Gemeinsame Grundlage der Bestandsaufnahme festlegen",
    (3, "standard"): "Gemeinsamen Standard festlegen",
    (3, "tax"): "Steuerliche Prüfung erfassen",
    (3, "procurement"): "Vergaberechtliche Prüfung erfassen",
    (3, "data_protection"): "Datenschutzprüfung erfassen",
}
EARLIER = {n: replace(one, effective_on=DAY - timedelta(days=1)) for n, one in BOTH.items()}
UNLED = {n: replace(one, is_responsible=False) for n, one in EARLIER.items()}


def ready(phase: int, *but: str, **changes):
    """A field of the two with all that a phase needs, except for some entries."""
    kinds = [kind for at, kind in BY_HAND if at == phase and kind not in but]
    involved = (item("involvement", day=DAY - timedelta(days=1)),)
    values = {
        "phase": phase,
        "phase_dates": {n: DAY - timedelta(days=10 * (phase - n)) for n in range(phase + 1)},
        "participations": EARLIER,
        "gate_items": (
            *map(item, kinds),
            *involved,
            item("no_agreement"),
        ),
        "costs": {1: cost(10, 5), 2: cost(10, 5)},
        "keys": (key(),),
        "baseline": baseline(NOTTULN, OLFEN),
        "willing": frozenset({1, 2}),
    }
    return field(**values | changes)


def points(one, **changes) -> list[Missing]:
    return gates.missing(initiative(one, **changes), one)


@pytest.mark.parametrize("phase", [0, 2, 3, 5])
def test_nothing_is_missing_where_all_entries_are_there(phase):
    assert points(ready(phase)) == []


@pytest.mark.parametrize(("phase", "kind"), BY_HAND)
def test_each_entry_is_needed_in_its_phase_and_owed_by_the_lead_or_who_convenes(phase, kind):
    what = BY_HAND[phase, kind]
    without = ready(phase, kind)
    assert points(without) == [Missing(what, (OLFEN,), "nachweise", kind=kind)]
    nobody = replace(without, participations=UNLED)
    assert points(nobody)[0] == Missing(what, (NOTTULN,), "nachweise", kind=kind)
    assert points(nobody, convening=None)[0].owes == ()
    taken_back = replace(without, gate_items=(*without.gate_items, item(kind, result="open")))
    assert points(taken_back) == points(without)
    not_needed = replace(without, gate_items=(*without.gate_items, item(kind, result="not_needed")))
    assert points(not_needed) == []


def test_in_an_open_round_each_answer_is_owed_until_the_deadline():
    spoken = replace(ask(OLFEN), unconfirmed=ask(OLFEN, "consent").position)
    found = points(ready(1, round=round_(), asks=asks(spoken, ask(NOTTULN, "consent"))))
    assert found[:2] == [
        Missing("Mündliches Votum bestätigen", (OLFEN,), "voten", DEADLINE),
        Missing("Abstimmungsrunde „Mitwirkung“ schließen", (NOTTULN,), "voten", DEADLINE),
    ]


def test_costs_are_owed_by_each_that_takes_part_without_any():
    found = points(ready(3, costs={1: cost(10, 5), SENDEN.id: cost(10, 5)}))
    assert found == [Missing("Kosten heute und gemeinsam angeben", (OLFEN,), "kosten")]


def test_who_has_said_one_sum_owes_the_other_and_a_known_saving_is_enough():
    own = [line(1, "today", "total", 1, 900)], [line(2, "joint", "total", 1, 900)]
    saving = [line(3, "joint", "saving", 1, 500)]
    words = [
        [point.what for point in points(ready(3, money=money({2: cost(10, 5)}, *lines, keys=(key(),))))]
        for lines in (*own, saving)
    ]
    assert words == [["Kosten gemeinsam angeben"], ["Kosten heute angeben"], []]


SHARED = line(9, "joint", "it", None, 100_00, is_shared=True)
BY_HEADS = period("equal")
TODAY = tuple(line(n, "today", "total", n, 90_00) for n in (1, 2))


@pytest.mark.parametrize(
    ("lines", "keys", "why"),
    [
        ((), (), "Kostenschlüssel festlegen"),
        ((), (key(),), None),  # nothing is borne jointly: words are enough
        ((SHARED,), (), "Kostenschlüssel festlegen"),
        ((SHARED,), (key(),), "Kostenschlüssel ergänzen: 01.01.2000 bis 31.12.2000: Der Schlüssel"),
        (
            (SHARED,),
            (key(period("equal", starts=date(2000, 1, 2))),),
            "Kostenschlüssel ergänzen: 01.01.2000 bis",
        ),
        ((SHARED,), (key(period("cases", figures={1: Decimal(3)})),), "Es fehlen Zahlen von Olfen."),
        ((SHARED,), (key(BY_HEADS),), None),
    ],
)
def test_a_key_is_owed_by_the_lead_and_what_is_borne_jointly_needs_one_without_gaps(lines, keys, why):
    costs = {} if lines else {1: cost(10, 5), 2: cost(10, 5)}
    told = money(costs, *(lines and (*TODAY, *lines)), keys=keys)
    found = [one for one in points(ready(3, money=told)) if one.page == "cost_keys"]
    assert [one.owes for one in found] == ([(OLFEN,)] if why else [])
    assert all(why in one.what for one in found)


def test_an_own_share_of_funding_needs_a_key_that_shares_out():
    funding = FundingFacts(None, 100_00, None, "", DAY, DAY, "")
    told = money({1: cost(10, 5), 2: cost(10, 5)}, keys=(key(),), funding=funding)
    assert "Eigenanteil" in points(ready(3, money=told))[0].what
    assert points(ready(3, money=replace(told, keys=(key(BY_HEADS),)))) == []


def test_a_condition_that_is_not_met_is_owed_by_the_lead_and_one_that_is_open_by_nobody():
    late = ready(3)
    late = replace(late, gate_items=tuple(one for one in late.gate_items if one.kind != "involvement"))
    words = "Rahmenbedingung „early_involvement“ ist nicht erfüllt"
    assert points(late) == [Missing(words, (OLFEN,), "rahmen")]


def decision(*given, **changes) -> list[Missing]:
    values = {"round": round_("decision"), "asks": asks(ask(NOTTULN, "consent", "adopted"), *given)}
    return points(ready(4, **values | changes))


CONVENER, OWN = (NOTTULN,), (OLFEN,)


@pytest.mark.parametrize(
    ("given", "changes", "expected"),
    [
        (ask(OLFEN), {}, Missing("Votum abgeben", OWN, "voten", DEADLINE)),
        (
            ask(OLFEN),
            {"round": round_("decision", DAY)},
            Missing("In einer neuen Runde anfragen: Gemeinde Olfen", CONVENER, "voten"),
        ),
        (
            ask(OLFEN, "abstention"),
            {},
            Missing("Gemeinde Olfen hat nicht zugestimmt: Teilnahme klären", OWN, "beteiligte"),
        ),
        (
            ask(OLFEN, "conditional", "adopted", conditions=(condition_of_consent("dropped"),)),
            {},
            Missing("Gemeinde Olfen hat nicht zugestimmt: Teilnahme klären", OWN, "beteiligte"),
        ),
        (
            ask(OLFEN, "consent", "adopted", "amended"),
            {},
            Missing(
                "Gemeinde Olfen hat geändert beschlossen: sagen, ob es die anderen betrifft",
                CONVENER,
                "voten",
            ),
        ),
        (replace(ask(OLFEN, "consent", "amended"), carried=True), {}, None),
        (ask(OLFEN, "consent", "amended", "adopted"), {}, None),
        (
            replace(ask(OLFEN, "consent"), body=""),
            {},
            Missing(
                "Beschluss erfassen (zuständiges Gremium), bisher nur vorläufige Zustimmung",
                OWN,
                "voten",
                DEADLINE,
            ),
        ),
        (
            ask(OLFEN, "conditional", "adopted", conditions=(condition_of_consent("open", NOTTULN),)),
            {},
            Missing("Bedingung erfüllen: Frist 12 Monate", CONVENER, "voten", DAY),
        ),
        (
            ask(OLFEN, "conditional", "adopted", conditions=(condition_of_consent("fulfilled", NOTTULN),)),
            {},
            Missing("Bedingung bestätigen: Frist 12 Monate", OWN, "voten", DAY),
        ),
    ],
)
def test_what_a_decision_lacks_is_owed_by_whom_it_concerns(given, changes, expected):
    assert decision(given, **changes) == ([expected] if expected else [])


def test_a_provisional_consent_lacks_its_resolution_and_its_conditions():
    given = ask(OLFEN, "conditional", conditions=(condition_of_consent("open"), condition_of_consent("open")))
    assert [one.what.partition(" ")[0] for one in decision(given)] == ["Beschluss", "Bedingung", "Bedingung"]


def test_who_does_not_take_part_need_not_decide():
    outside = BOTH | {SENDEN.id: member(SENDEN, "interested")}
    assert decision(ask(OLFEN, "consent", "adopted"), participations=outside) == []


SO_FAR = "bisher nur vorläufige Zustimmung"
ASKED_LATER = Missing("Nach dem Beitritt anfragen: Gemeinde Senden", CONVENER, "voten")


@pytest.mark.parametrize(
    ("days", "changes", "expected"),
    [
        (-1, {}, []),
        (0, {}, [ASKED_LATER]),
        (1, {}, [ASKED_LATER]),
        (1, {"phase_dates": {}}, []),
        (1, {"round": round_("decision")}, [ASKED_LATER]),
        (1, {"asks": asks(ask(SENDEN, "consent", "adopted")), "round": round_("taking_part")}, [ASKED_LATER]),
        (1, {"asks": asks(ask(SENDEN, "consent", "adopted")), "round": round_("decision")}, []),
        (
            1,
            {"asks": asks(ask(SENDEN)), "round": round_("decision")},
            [Missing("Votum abgeben", (SENDEN,), "voten", DEADLINE)],
        ),
        (
            1,
            {"accessions": (accession(SENDEN, OLFEN),)},
            [Missing("Votum abgeben", (SENDEN,), "voten", DEADLINE)],
        ),
        (
            1,
            {"accessions": (accession(SENDEN, OLFEN, said="consent"),), "round": round_("decision")},
            [Missing(f"Beschluss erfassen (Rat), {SO_FAR}", (SENDEN,), "voten", DEADLINE)],
        ),
        (1, {"accessions": (accession(GUEST, SENDEN),)}, [ASKED_LATER]),
    ],
)
def test_who_joins_on_the_day_of_the_release_or_later_decides_too(days, changes, expected):
    joined = member(SENDEN, since=DAY + timedelta(days=days))
    one = ready(5, **{"participations": EARLIER | {SENDEN.id: joined}} | changes)
    assert points(one) == expected


@pytest.mark.parametrize(
    ("phase", "state", "owner", "owes"),
    [
        (5, "open", NOTTULN, CONVENER),
        (5, "work", NOTTULN, CONVENER),
        (5, "open", None, OWN),  # the lead
        (5, "done", NOTTULN, None),
        (5, "dropped", NOTTULN, None),
        (4, "open", NOTTULN, None),
        (6, "open", NOTTULN, None),
    ],
)
def test_the_steps_of_the_phase_are_to_be_done(phase, state, owner, owes):
    found = points(ready(5, steps=(step(phase, state, owner),)))
    assert found == ([Missing("Arbeitsschritt: Vertrag prüfen", owes, "schritte", DAY)] if owes else [])


def steering_seat(place=OLFEN) -> SteeringSeatFacts:
    return SteeringSeatFacts(1, place, "Bürgermeister/in", DAY, None)


SEATS = (steering_seat(),)


def decided(days=0, **changes) -> MeetingFacts:
    """A closed meeting so many days after DAY with one decision of the steering group about the field."""
    values = {"id": 7, "text": "Ja", "field_id": 10, "effect": "none", "is_adopted": True, "contact": ""}
    one = DecisionFacts(**values | {"votes": {OLFEN.id: "yes"}, "steering": "milestone"} | changes)
    held = DAY + timedelta(days=days)
    return MeetingFacts(5, "Treffen", held, "", "", "closed", None, {}, (one,))


def steered(phase=1, entered=0, *meetings, seats=SEATS, needed=True) -> list[str]:
    dates = dict.fromkeys(range(phase), DAY) | {phase: DAY + timedelta(days=entered)}
    one = field(phase=phase, phase_dates=dates)
    state = initiative(one, meetings=meetings, steering_group=seats, releases_need_steering=needed)
    return [point.who for point in gates.missing(state, one) if "Lenkungsgruppe" in point.what]


WAITS = ["die Lenkungsgruppe (Gemeinde Olfen)"]


@pytest.mark.parametrize(
    ("what", "found", "expected"),
    [
        ("the day after", steered(1, 10, decided(11)), []),
        ("on the day of the release itself", steered(1, 10, decided(10)), WAITS),
        ("the day before", steered(1, 10, decided(9)), WAITS),
        ("on the first day of a proposal", steered(0, 10, decided(10)), []),
        ("before the proposal", steered(0, 10, decided(9)), WAITS),
        ("about another field", steered(1, 0, decided(1, field_id=11)), WAITS),
        ("about no field", steered(1, 0, decided(1, field_id=None)), WAITS),
        ("rejected", steered(1, 0, decided(1, is_adopted=False)), WAITS),
        ("of the delegates", steered(1, 0, decided(1, steering="")), WAITS),
        ("a later one beside an earlier one", steered(1, 10, decided(9), decided(11)), []),
        ("nothing decided", steered(1, 0), WAITS),
        ("nobody named", steered(1, 0, decided(1), seats=()), ["Gemeinde Nottuln"]),
        ("not needed", steered(1, 0, needed=False), []),
        ("the last phase, which has no release", steered(6, 0), []),
        ("two seats of one", steered(1, 0, seats=(steering_seat(), steering_seat())), WAITS),
        (
            "seats of two",
            steered(1, 0, seats=(steering_seat(), steering_seat(SENDEN))),
            ["die Lenkungsgruppe (Gemeinde Olfen, Gemeinde Senden)"],
        ),
    ],
)
def test_the_steering_group_decides_since_the_last_release(what, found, expected):
    assert found == expected, what


@pytest.mark.parametrize("phase", [one for one in Phase if one != Phase.OPERATION])
def test_each_release_waits_for_the_steering_group(phase):
    assert steered(phase, 0) == WAITS
    assert steered(phase, 0, decided(1)) == []
