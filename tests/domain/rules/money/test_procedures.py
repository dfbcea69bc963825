"""Which procedures are in use where, and when their contracts end: spellings, order, twelve months, a common switch."""

from datetime import date

import pytest

from initiatives.domain.rules.money import procedures
from tests.domain.builders import NOTTULN, OLFEN, SENDEN
from tests.domain.rules.money.surveys import baseline, column, question

TODAY = date(2026, 11, 30)
COLUMNS = (
    column("name", meaning="procedure"),
    column("fassung", meaning="version"),
    column("ende", "date", "contract_end"),
)


def row(name, version="", ends=None):
    return {"name": name, "fassung": version, "ende": ends and str(ends)}


def grid(answers, today=TODAY, columns=COLUMNS):
    asked = question(1, "rows", columns=columns)
    rows = {place: {1: own} for place, own in answers.items()}
    [found] = procedures.grids(baseline(asked, answers=rows), [NOTTULN, OLFEN, SENDEN], today)
    return found


def test_only_lists_with_a_column_for_the_procedure_have_a_grid():
    other = question(1, "rows", columns=(column("gruppe"), column("volumen", "money")))
    assert procedures.grids(baseline(other, question(2), answers={}), [NOTTULN], TODAY) == []


def test_the_same_procedure_in_another_spelling_is_one_row_and_the_most_used_come_first():
    found = grid(
        {
            1: [row("Zeus", "1"), row("LOGA  5", "2024")],
            2: [row("loga 5", "2025"), row("Archiv")],
            3: [row("LOGA 5"), row("Loga5"), row("archiv")],
        }
    )
    assert [(one.name, one.spellings, one.users) for one in found.rows] == [
        ("LOGA 5", ("loga 5", "Loga5"), 3),
        ("Archiv", ("archiv",), 2),
        ("Zeus", (), 1),
    ]
    assert [[use.version for use in cell] for cell in found.rows[0].cells] == [["2024"], ["2025"], ["", ""]]


def test_who_does_not_answer_is_silent_and_who_says_none_is_not():
    found = grid({1: [row("LOGA")], 2: []})
    assert found.silent == (SENDEN,)
    assert [len(cell) for cell in found.rows[0].cells] == [1, 0, 0]
    found = grid({1: [row("LOGA")], 3: [row("LOGA")]})
    assert (found.silent, found.rows[0].users) == ((OLFEN,), 2)


def test_a_row_without_a_name_is_no_procedure():
    assert grid({1: [row("  ", "5"), row("LOGA")]}).rows[0].name == "LOGA"


@pytest.mark.parametrize(
    ("ends", "state"),
    [
        (date(2026, 11, 29), "ended"),
        (date(2026, 11, 30), "soon"),
        (date(2027, 11, 30), "soon"),
        (date(2027, 12, 1), ""),
        (None, ""),
    ],
)
def test_contracts_that_end_within_twelve_months_are_marked(ends, state):
    found = grid({1: [row("LOGA", "5", ends)]})
    assert found.rows[0].cells[0][0].state == state
    assert len(found.ending) == (state == "soon")


def test_a_year_after_a_leap_day():
    assert procedures.a_year_after(date(2028, 2, 29)) == date(2029, 2, 28)


def test_all_can_switch_once_the_last_contract_has_ended():
    found = grid({1: [row("LOGA", "", date(2027, 6, 30))], 2: [row("P", "", date(2028, 12, 31))]}).contracts
    assert (found.first_end, found.common_switch) == (date(2027, 6, 30), date(2029, 1, 1))


@pytest.mark.parametrize("ends", [date(2025, 1, 1), date(2026, 11, 29)])
def test_a_switch_is_not_in_the_past(ends):
    found = grid({1: [row("LOGA", "", ends)]}).contracts
    assert (found.first_end, found.common_switch) == (ends, TODAY)


def test_without_every_end_there_is_no_common_switch_and_it_is_named_whose_is_missing():
    found = grid({1: [row("LOGA", "", date(2027, 6, 30))], 2: [row("P"), row("Q")]}).contracts
    assert (found.first_end, found.common_switch, found.unknown) == (date(2027, 6, 30), None, [OLFEN])
    assert grid({1: []}).contracts.common_switch is None


def test_an_end_that_is_no_day_is_not_read_as_one():
    columns = (COLUMNS[0], column("ende", "text", "contract_end"))
    found = grid({1: [row("LOGA", "", "nächstes Jahr")]}, columns=columns)
    assert (found.has_ends, found.rows[0].cells[0][0].contract_end) == (False, None)


def test_what_ends_soon_is_told_by_its_day():
    ends = [row("A", "", date(2027, 6, 30)), row("B", "", date(2027, 1, 31)), row("C", "", date(2030, 1, 1))]
    assert [one.name for one in grid({1: ends}).ending] == ["B", "A"]
