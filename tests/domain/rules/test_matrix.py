"""The matrix: cells, totals counted by hand, what a filter leaves out, blocks."""

from dataclasses import replace

from initiatives.domain.rules import matrix
from initiatives.domain.rules.matrix import Choice, Tally
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
    member,
    members,
    money,
    organisation,
    round_,
)

# Nottuln, Olfen, Senden: A: consent (provisional, leads), conditional, not answered; B: refusal (resolved), deliberating,
# not asked; C: nobody asked.
A = field(
    id=1,
    number=1,
    phase=1,
    round=round_(),
    asks=asks(ask(NOTTULN, "consent"), ask(OLFEN, "conditional", "adopted"), ask(SENDEN)),
    participations=members(NOTTULN, OLFEN, lead=NOTTULN),
)
B = field(
    id=2,
    number=2,
    phase=4,
    nature="citizen_facing",
    round=round_(closed=DAY),
    asks=asks(ask(NOTTULN, "refusal", "rejected"), ask(OLFEN, "deliberating")),
    participations={SENDEN.id: member(SENDEN, "later")},
)
C = field(id=3, number=3, side_state="on_hold")
FACTS = initiative(A, B, C)
ALL = {NOTTULN.id, OLFEN.id, SENDEN.id}


def build(own=None, represented=ALL, facts=FACTS, **choice):
    return matrix.build(facts, represented, own, Choice(**choice))


def shown(found):
    return [row.field.id for row in found.rows], [column.organisation.name for column in found.columns]


def test_a_cell_tells_votum_and_participation():
    first, second, third = build().rows
    assert [cell.stance_text for cell in first.cells] == [
        "Zustimmung, vorläufig",
        "Zustimmung mit Bedingungen",
        "Rückmeldung ausstehend",
    ]
    assert [cell.participation_text for cell in first.cells] == [
        "beteiligt, federführend",
        "beteiligt",
        "noch offen",
    ]
    assert [cell.owed for cell in first.cells] == [False, False, True]
    assert [cell.owed for cell in second.cells] == [False, False, False], "the round is closed"
    assert {cell.stance_text for cell in third.cells} == {"noch nicht angefragt"}
    assert [cell.ask for cell in second.cells] == [NOTTULN.id, OLFEN.id, None]


def test_silence_in_a_closed_round_is_neither_awaited_nor_an_answer():
    silent = field(asks=asks(ask(NOTTULN, "consent"), ask(OLFEN)), round=round_(closed=DAY))
    found = build(facts=initiative(silent))
    assert found.rows[0].cells[1].stance_text == "keine Rückmeldung"
    assert (found.total.asked, found.total.answered, found.total.pending) == (2, 1, 0)
    assert build(facts=initiative(silent), stance=matrix.OPEN).rows == ()
    assert shown(build(facts=initiative(silent), stance="no_answer")) == ([silent.id], ["Olfen"])


def test_totals_are_those_counted_by_hand():
    found = build()
    assert [row.total for row in found.rows] == [
        Tally(asked=3, answered=2, consents=2, pending=1, participating=2),
        Tally(asked=2, answered=1, consents=0, pending=0, participating=0),
        Tally(asked=0, answered=0, consents=0, pending=0, participating=0),
    ]
    assert found.tallies == (
        Tally(asked=2, answered=2, consents=1, pending=0, participating=1),
        Tally(asked=2, answered=1, consents=1, pending=0, participating=1),
        Tally(asked=1, answered=0, consents=0, pending=1, participating=0),
    )
    assert found.total == Tally(asked=5, answered=3, consents=2, pending=1, participating=2)


def test_a_consent_whose_condition_has_fallen_is_shown_and_not_counted():
    fallen = ask(OLFEN, "conditional", conditions=(condition_of_consent("dropped"),))
    found = build(facts=initiative(field(asks=asks(ask(NOTTULN, "consent"), fallen), round=round_())))
    assert found.rows[0].cells[1].stance_text == "Zustimmung mit Bedingungen, zurückgefallen"
    assert (found.total.consents, found.total.answered) == (1, 2)


def test_the_own_municipality_comes_first_and_who_is_not_represented_is_marked():
    found = build(own=OLFEN.id, represented={OLFEN.id, SENDEN.id})
    assert shown(found)[1] == ["Olfen", "Nottuln", "Senden"]
    assert [column.own for column in found.columns] == [True, False, False]
    assert found.unrepresented == [NOTTULN]


def test_a_filter_leaves_out_fields_and_municipalities_without_a_match():
    assert shown(build(phase=4)) == ([2], ["Nottuln", "Olfen", "Senden"])
    assert shown(build(phase=0))[0] == [3]
    assert shown(build(light="grey"))[0] == [3]
    assert shown(build(nature="citizen_facing"))[0] == [2]
    assert shown(build(organisation=SENDEN.id)) == ([1, 2, 3], ["Senden"])
    assert shown(build(stance="consent")) == ([1], ["Nottuln"])
    assert shown(build(stance="open")) == ([1, 2], ["Olfen", "Senden"])
    assert shown(build(owed=True)) == ([1], ["Senden"])
    assert shown(build(stance="refusal", phase=1)) == ([], [])
    assert shown(build(organisation=99)) == ([1, 2, 3], [])


def test_totals_count_what_is_shown():
    found = build(stance="open")
    assert found.total == Tally(asked=3, answered=1, consents=1, pending=1, participating=1)
    assert found.rows[0].total == Tally(asked=2, answered=1, consents=1, pending=1, participating=1)


def test_who_has_only_joined_a_field_has_a_column_behind_the_participants():
    third = organisation(9, "Aachen")
    third = type(third)(**vars(third) | {"takes_part": False})
    silent = type(third)(**vars(third) | {"id": 10, "name": "Kreis"})
    joined = field(id=4, participations=members(third))
    facts = initiative(joined)
    facts.organisations.update({9: third, 10: silent})
    assert shown(build(facts=facts))[1] == ["Nottuln", "Olfen", "Senden", "Aachen"]


def test_columns_come_in_blocks_that_can_be_read():
    places = {number: organisation(number, f"Ort {number:02}") for number in range(66)}
    facts = initiative(A)
    facts.organisations.clear()
    facts.organisations.update(places)
    found = build(own=40, facts=facts)
    blocks = found.blocks()
    assert [len(block.columns) for block in blocks] == [11] * 6
    assert (blocks[0].name, blocks[5].name) == ("Ort 40 und Ort 00 bis Ort 09", "Ort 55 bis Ort 65")
    assert sum((block.rows[0].cells for block in blocks), ()) == found.rows[0].cells
    assert sum((block.tallies for block in blocks), ()) == found.tallies
    assert all(block.rows[0].total == found.rows[0].total for block in blocks)
    assert [len(block.columns) for block in build().blocks(2)] in ([1, 2], [2, 1])
    assert build(organisation=99).blocks() == []


def test_the_own_saving_is_told_to_its_own_organisation_alone_and_only_where_it_is_known():
    priced = replace(A, money=money({NOTTULN.id: cost(100, 60), OLFEN.id: cost(50, 61)}))
    facts = initiative(priced, B)
    first, second = build(NOTTULN.id, facts=facts).rows
    assert [cell.saving for cell in first.cells] == [40_00, None, None]
    assert [cell.saving for cell in second.cells] == [None, None, None]
    assert [cell.saving for cell in build(OLFEN.id, facts=facts).rows[0].cells] == [-11_00, None, None]
    assert {cell.saving for cell in build(facts=facts).rows[0].cells} == {None}
    unknown = replace(A, money=money({OLFEN.id: cost(50, 61)}))
    assert build(NOTTULN.id, facts=initiative(unknown)).rows[0].cells[0].saving is None
