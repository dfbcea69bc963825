"""What counts of rounds, answers, entries and costs, at the edges of each; without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from initiatives.domain.rules.money import economics
from initiatives.domain.state import answers
from initiatives.domain.state.facts import AssessmentFacts, ResolutionFacts
from initiatives.enums import ResolutionResult, Stance
from tests.domain.builders import (
    DAY,
    NOTTULN,
    OLFEN,
    SENDEN,
    accession,
    ask,
    asks,
    condition_of_consent,
    cost,
    field,
    item,
    member,
    members,
    round_,
    ruling,
)

ANSWERED = {Stance.CONSENT, Stance.CONDITIONAL, Stance.ABSTENTION, Stance.REFUSAL, Stance.WITHDRAWN}


@pytest.mark.parametrize("stance", Stance)
def test_all_but_in_beratung_is_an_answer_and_two_are_consents(stance):
    found = ask(OLFEN, stance)
    assert found.answered is (stance in ANSWERED)
    assert found.consents is (stance in {Stance.CONSENT, Stance.CONDITIONAL})
    assert found.stance == stance


def test_silence_is_pending_and_neither_an_answer_nor_a_consent():
    found = ask(OLFEN)
    assert (found.stance, found.answered, found.consents, found.provisional) == (
        "pending",
        False,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("states", "stands"),
    [
        ((), True),
        (("open", "fulfilled", "confirmed"), True),
        (("dropped",), False),
        (("confirmed", "dropped"), False),
    ],
)
def test_a_consent_stands_until_one_of_its_conditions_falls(states, stands):
    found = ask(OLFEN, "conditional", conditions=tuple(map(condition_of_consent, states)))
    assert (found.consents, found.position.fallen) == (stands, not stands)


@pytest.mark.parametrize("result", ResolutionResult)
def test_a_consent_is_provisional_until_the_body_adopts(result):
    decides = result in {ResolutionResult.ADOPTED, ResolutionResult.AMENDED}
    assert ask(OLFEN, "consent", result).provisional is not decides
    assert not ask(OLFEN, "refusal", result).provisional
    assert ask(OLFEN, "consent", "adopted", result).provisional is False
    assert ask(OLFEN, "consent", result).amended is (result == "amended")


def test_the_last_resolution_says_whether_the_text_was_changed():
    assert ask(OLFEN, "consent", "adopted", "amended").amended
    assert not ask(OLFEN, "consent", "amended", "adopted").amended
    assert not ask(OLFEN, "consent").amended
    assert not replace(ask(OLFEN, "consent", "amended"), carried=True).amended


@pytest.mark.parametrize(
    ("said", "amended", "unruled"),
    [
        (None, True, True),
        (ruling(True), True, False),
        (ruling(False), False, False),
        (ruling(False, DAY - timedelta(days=1)), True, True),  # said of an earlier change
        (ruling(False, DAY + timedelta(days=1)), False, False),
    ],
)
def test_a_change_needs_a_new_round_unless_it_does_not_concern_the_others(said, amended, unruled):
    one = replace(ask(OLFEN, "consent", "amended"), last_ruling=said)
    assert (one.amended, one.unruled, one.ruling is not None) == (amended, unruled, not unruled)
    plain = replace(ask(OLFEN, "consent", "adopted"), last_ruling=said)
    assert (plain.amended, plain.unruled, plain.ruling) == (False, False, None)


@pytest.mark.parametrize("values", [{"decides": False}, {"confirmed": False}])
def test_what_only_prepares_or_is_not_confirmed_neither_decides_nor_changes(values):
    one = ask(OLFEN, "consent", "amended")
    one = replace(one, resolutions=(replace(one.resolutions[0], **values),))
    assert one.provisional and one.unresolved and not one.amended and not one.unruled
    assert one.stands_since == DAY


@pytest.mark.parametrize(
    ("votes", "counted"), [((None, None, None), False), ((0, None, None), True), ((None, None, 0), True)]
)
def test_votes_are_counted_where_any_number_is_known_also_none_against(votes, counted):
    assert ResolutionFacts("Rat", DAY, "adopted", "", votes).counted is counted


def test_of_several_versions_the_last_counts_that_is_the_municipality_s_own():
    own, spoken = ask(OLFEN, "consent").position, replace(ask(OLFEN, "refusal").position, confirmed=False)
    assert answers.pick([]) == (None, None)
    assert answers.pick([own]) == (own, None)
    assert answers.pick([spoken]) == (None, spoken)
    assert answers.pick([own, spoken]) == (own, spoken)
    assert answers.pick([spoken, own]) == (own, None)
    later = replace(own, stance="abstention")
    assert answers.pick([own, later]) == (later, None)


WAITS = asks(ask(NOTTULN, "consent"), ask(OLFEN, "deliberating"), ask(SENDEN))


@pytest.mark.parametrize(
    ("purpose", "closed", "status", "owing"),
    [
        ("taking_part", None, {}, "Olfen Senden"),
        ("taking_part", DAY, {}, ""),
        ("taking_part", None, {"left": OLFEN}, "Senden"),
        ("taking_part", None, {"not_participating": OLFEN}, "Olfen Senden"),
        ("taking_part", None, {"interested": OLFEN}, "Olfen Senden"),
        ("decision", None, {}, "Olfen Senden"),
        ("decision", None, {"left": OLFEN}, "Senden"),
        ("decision", None, {"not_participating": OLFEN}, "Senden"),
        ("decision", None, {"interested": OLFEN}, "Olfen Senden"),
        ("decision", DAY, {}, ""),
    ],
)
def test_an_answer_is_owed_in_an_open_round_by_whom_it_still_concerns(purpose, closed, status, owing):
    standing = {place.id: member(place, said) for said, place in status.items()}
    one = field(round=round_(purpose, closed), asks=WAITS, participations=standing)
    assert " ".join(found.organisation.name for found in one.owing) == owing
    assert one.stance_of(SENDEN.id) == ("pending" if "Senden" in owing else "no_answer")
    assert one.answered == 1


def test_without_a_round_and_of_a_carried_answer_nothing_is_owed():
    assert field(asks=WAITS).owing == ()
    carried = {number: replace(one, carried=True) for number, one in WAITS.items()}
    assert field(round=round_(), asks=carried).owing == ()
    assert field().stance_of(OLFEN.id) == "not_asked"
    assert field(round=round_(closed=DAY), asks=WAITS).stance_of(OLFEN.id) == "deliberating"


def test_the_light_rests_with_the_field_and_is_none_while_nobody_has_set_one():
    green = AssessmentFacts(1, "green", "", "", "", None, DAY)
    assert field().light == field(assessment=replace(green, light="")).light == "none"
    assert field(assessment=green).light == "green"
    assert field(assessment=green, side_state="on_hold").light == "grey"


def test_the_latest_entry_of_a_kind_and_of_an_organisation_counts():
    first, second = item("exit", number=1), item("exit", result="open", number=2)
    one = field(gate_items=(first, second, item("baseline", OLFEN, number=3), item("term", number=4)))
    assert one.item("exit") == second and one.item("baseline") is None
    assert one.item("baseline", OLFEN.id).id == 3 and one.item("baseline", NOTTULN.id) is None
    assert not one.settled("exit") and one.settled("term") and not one.settled("deputy")
    assert one.settled("baseline", OLFEN.id) and not one.settled("baseline", NOTTULN.id)


@pytest.mark.parametrize(
    ("items", "assented"),
    [
        ((), False),
        ((item("standard", number=2),), False),
        ((item("standard_assent", OLFEN, number=3),), False),
        ((item("standard_assent", OLFEN, number=3), item("standard", number=2)), False),
        ((item("standard", number=2), item("standard_assent", OLFEN, number=3)), True),
        ((item("standard", number=2), item("standard_assent", OLFEN, result="open", number=3)), False),
        ((item("standard", number=2), item("standard_assent", OLFEN, result="not_needed", number=3)), True),
        ((item("standard", number=2), item("standard_assent", NOTTULN, number=3)), False),
    ],
)
def test_an_assent_is_to_the_standard_that_counts(items, assented):
    assert field(gate_items=items).assented(OLFEN.id) is assented


def test_who_takes_part_and_who_leads():
    some = members(NOTTULN, OLFEN, lead=OLFEN) | {SENDEN.id: member(SENDEN, "interested")}
    one = field(participations=some)
    assert [found.organisation.name for found in one.taking_part()] == ["Nottuln", "Olfen"]
    assert one.lead.organisation == OLFEN and field(participations=members(OLFEN)).lead is None
    assert [one.participation_of(n) for n in (1, 2, 3, 4)] == [
        *("participating", "participating", "interested", "open")
    ]


def test_the_last_decision_is_the_latest():
    first, last = (ResolutionFacts("Rat", DAY + timedelta(days=n), "adopted", "", (1, 0, 0)) for n in (0, 1))
    assert field(decisions=(first, last)).last_decision == last
    assert field().last_decision is None


def test_costs_are_compared_over_those_that_take_part():
    some = members(NOTTULN, OLFEN) | {SENDEN.id: member(SENDEN, "interested")}
    own = (5000, 5001, 7)
    found = economics.of_field(field(participations=some, costs={1: cost(90, 50), 2: own, 3: cost(1, 2)}))
    assert (found.today, found.cost, found.one_off, found.saving) == (14000, 10001, 7, 3999)
    assert [line.organisation.name for line in found.losers] == ["Olfen"]
    assert found.without_costs == ()
    assert economics.of_field(field(participations=some, costs={1: cost(9, 9)})).losers == ()
    assert [o.name for o in economics.of_field(field(participations=some)).without_costs] == [
        "Nottuln",
        "Olfen",
    ]


@pytest.mark.parametrize(
    ("latest", "said", "expected"),
    [
        (None, "", "accession"),
        (None, "refusal", "accession"),
        ("refusal", "", "latest"),
        ("refusal", "deliberating", "latest"),
        ("refusal", "consent", "accession"),
        ("consent", "refusal", "latest"),
        ("consent", "conditional", "accession"),
    ],
)
def test_who_consents_to_join_has_decided_so_and_before_that_as_it_was_asked_last(latest, said, expected):
    main = asks(ask(OLFEN), *([ask(SENDEN, latest)] if latest else ()))
    found = field(round=round_("decision"), asks=main, accessions=(accession(SENDEN, OLFEN, said=said),))
    decision = found.decision_of(SENDEN.id)
    assert decision == (found.asks[SENDEN.id] if expected == "latest" else found.accessions[0].own)
    assert found.round_of(decision).purpose == ("decision" if expected == "latest" else "accession")
    assert found.decision_of(OLFEN.id) == found.asks[OLFEN.id], "the accession is not its own"
    assert found.decision_of(NOTTULN.id) is None


@pytest.mark.parametrize("closed", [None, DAY])
@pytest.mark.parametrize(
    ("stands", "owes"),
    [
        ({}, "so"),
        ({OLFEN.id: member(OLFEN, "left")}, "s"),
        ({OLFEN.id: member(OLFEN, "not_participating")}, "s"),
        ({SENDEN.id: member(SENDEN, "not_participating")}, "so"),
        ({SENDEN.id: member(SENDEN, "left", since=DAY - timedelta(days=1))}, "so"),
        ({SENDEN.id: member(SENDEN, "left", since=DAY)}, "o"),
    ],
)
def test_who_joins_and_whom_it_concerns_owe_their_answers_while_it_is_open(stands, owes, closed):
    found = field(
        round=round_("decision", closed=DAY),
        asks=asks(ask(OLFEN), ask(NOTTULN)),
        participations=stands,
        accessions=(accession(SENDEN, OLFEN, closed=closed),),
    )
    expected = set() if closed else {{"s": SENDEN.id, "o": OLFEN.id}[one] for one in owes}
    assert {one.organisation.id for one in found.owing} == expected
    assert {one.organisation.id for one in found.owing_in(2)} == expected and found.owing_in(1) == []
    assert (found.open_round is None) is (closed is not None)
    for one in found.accessions[0].asks.values():
        assert found.stance(one) == ("pending" if one.organisation.id in expected else "no_answer")
