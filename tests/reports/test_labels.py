"""No label of a figure stands on another, leaves the drawing or is missing, whatever the data: measured with the typeface."""

import xml.etree.ElementTree as ET
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.reports.figures.bars import PhaseRow, PositionRow, phases, positions
from initiatives.reports.figures.comparison import ComparedRow, compared
from initiatives.reports.figures.map import MapPlace, participation_map
from initiatives.reports.figures.metrics import text_width, two_lines
from initiatives.reports.figures.money import SavingRow, savings
from initiatives.reports.figures.pairs import PairRow, pairs
from initiatives.reports.figures.plan import PlanRow, plan_and_actual
from initiatives.reports.figures.svg import POINT
from initiatives.reports.figures.symbols import LIGHTS, STANCES
from initiatives.reports.figures.time import CourseRow, Day, course, timeline
from initiatives.reports.figures.tornado import ShiftRow, tornado

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ["Vorschlag", "Interne Abstimmung", "Bestandsaufnahme", "Konzept und Wirtschaftlichkeit"]
NAMES += ["Entscheidung", "Umsetzung", "Betrieb und Evaluation"]
WORDS = {key: f"{key} in Worten" for key in STANCES}
LONG = [
    "IT",
    "GPO",
    "Gemeinsamer Einkauf, gemeinsame Vergabe",
    "Geschäftsprozessoptimierung für einheitliche Prozesse",
]
LONG += [
    "Horstmar",
    "Zweckverband Kommunale Datenverarbeitungszentrale Westmünsterland-Tecklenburger Land",
    "W" * 40,
]
titles = st.sampled_from(LONG)
kinds = st.sampled_from(["meeting", "decision", "agreement", "milestone"])
values = st.none() | st.floats(0, 5000)
euros = st.integers(-3_000_000, 3_000_000) | st.sampled_from([0, 1, -1])
days = st.dates(date(2010, 1, 1), date(2027, 12, 31))
tried = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
Box = tuple[float, float, float, float, str]


def boxes(drawing: object) -> list[Box]:
    """Left, top, right, bottom of the letters of each text, in millimetres."""
    found = []
    for one in ET.fromstring(str(drawing)).iter(f"{SVG}text"):
        size = float(one.get("font-size", "0")) / 10 / POINT
        wide = text_width(one.text or "", size, int(one.get("font-weight", "400")))
        x, y = (float(one.get(name, "0")) / 10 for name in ("x", "y"))
        x -= {"middle": wide / 2, "end": wide}.get(one.get("text-anchor", ""), 0.0)
        height = size * POINT * 0.68
        found.append((x, y - height, x + wide, y, one.text or ""))
    return found


def check(drawing: object) -> list[str]:
    """All texts, after it was seen that none meets another or the edge."""
    found = boxes(drawing)
    _, _, width, height = map(float, ET.fromstring(str(drawing)).get("viewBox", "").split())
    for left, top, right, bottom, said in found:
        assert left > -0.1 and top > -0.1 and right < width / 10 + 0.1 and bottom < height / 10 + 0.1, said
    for a, b in combinations(found, 2):
        apart = a[2] <= b[0] + 0.05 or b[2] <= a[0] + 0.05 or a[3] <= b[1] + 0.05 or b[3] <= a[1] + 0.05
        assert apart, (a, b)
    return [one[4] for one in found]


@tried
@given(
    st.lists(
        st.tuples(titles, st.integers(0, 6), st.sampled_from(LIGHTS), st.booleans()), min_size=1, max_size=8
    )
)
def test_phases(rows):
    given_rows = [
        PhaseRow(n, title, phase, light, light, "zurückgestellt" if rests else "")
        for n, (title, phase, light, rests) in enumerate(rows, 1)
    ]
    told = check(phases(given_rows, NAMES, "Weg"))
    assert told.count("zurückgestellt") == sum(row.note != "" for row in given_rows)


counts = st.dictionaries(st.sampled_from(STANCES), st.integers(1, 66), min_size=1)


@tried
@given(st.lists(st.tuples(titles, counts), min_size=1, max_size=8), st.booleans())
def test_positions_show_every_number(rows, wide):
    most = max(sum(found.values()) for _, found in rows)
    given_rows = [
        PositionRow(
            n, title, found | {"not_asked": found.get("not_asked", 0) + most - sum(found.values())}, 1, 2
        )
        for n, (title, found) in enumerate(rows, 1)
    ]
    told = check(positions(given_rows, WORDS, "Voten", *((165, 48) if wide else (109, 35))))
    for row in given_rows:
        for number in filter(None, row.counts.values()):
            assert str(number) in told


@tried
@given(
    st.lists(
        st.tuples(titles, st.lists(days, min_size=1, max_size=7), st.booleans(), st.none() | days),
        min_size=1,
        max_size=8,
    ),
    st.none() | days,
)
def test_the_course_shows_every_phase_that_is_drawn(rows, previous):
    as_of = date(2026, 12, 1)
    given_rows = [
        CourseRow(
            n,
            title,
            tuple(
                (phase, when) for phase, when in enumerate(sorted(when for when in steps if when <= as_of))
            ),
            "zurückgestellt" if rests else "",
            stone,
        )
        for n, (title, steps, rests, stone) in enumerate(rows, 1)
    ]
    told = check(course(given_rows, as_of, "Verlauf", previous if previous and previous < as_of else None))
    assert told.count("zurückgestellt") == sum(row.side_state != "" for row in given_rows)


def test_years_without_anything_are_folded():
    rows = [CourseRow(1, "IT", ((0, date(2010, 9, 20)), (1, date(2025, 2, 1)), (2, date(2026, 3, 1))))]
    told = check(course(rows, date(2026, 12, 1), "Verlauf"))
    years = [word for word in told if word.isdecimal() and len(word) == 4]
    assert years == ["2010", "2025", "2026"]
    assert {"0", "1", "2"} <= set(told), "the bar that begins before the break has its number"


@tried
@given(
    st.lists(
        st.tuples(kinds, days, titles),
        min_size=1,
        max_size=24,
    )
)
def test_timeline(found):
    given_days = [Day(kind, when, f"Feld 1: {title}") for kind, when, title in found]
    told = check(timeline(given_days, date(2026, 12, 1), "Verlauf"))
    for one in given_days:
        assert any(f"{one.date.day}.{one.date.month}. " in word for word in told)


@pytest.mark.parametrize("number", [2, 5, 16, 30, 66])
def test_the_map_names_every_place(number):
    places = [
        MapPlace(
            LONG[n % len(LONG)] if n % 4 == 0 else f"Ort{n:02} am Berg",
            51.7 + (n * 37 % 11) / 40,
            7.1 + (n * 53 % 13) / 30,
            4_000 + 900 * (n * 29 % 97),
            ("participating", "open", "interested"),
        )
        for n in range(number)
    ]
    told = " ".join(check(participation_map(places, "Karte")))
    for place in places:
        first = two_lines(place.name, 34, 7, 500)[0]
        assert first in told, place.name


@tried
@given(
    st.lists(st.tuples(titles, st.lists(euros | st.none(), min_size=3, max_size=3)), min_size=1, max_size=22)
)
def test_savings(rows):
    given_rows = [SavingRow(title, tuple(values)) for title, values in rows]
    check(savings(given_rows, ["1 IT", "2 Einkauf", LONG[3]], "Einsparung"))


@tried
@given(
    st.lists(st.tuples(titles, euros | st.none(), euros | st.none(), st.booleans()), min_size=1, max_size=12)
)
def test_pairs(rows):
    check(pairs([PairRow(*row) for row in rows], ("bisher", "künftig"), "Vergleich"))


@tried
@given(st.lists(st.tuples(titles, euros | st.none(), euros | st.none()), min_size=1, max_size=12))
def test_plan_and_actual(rows):
    check(plan_and_actual([PlanRow(*row) for row in rows], "Plan und Ist"))


@tried
@given(st.lists(st.tuples(titles, euros), min_size=1, max_size=10), euros)
def test_tornado(rows, middle):
    check(tornado([ShiftRow(title, middle - by, middle + by) for title, by in rows], middle, "Annahmen"))


@tried
@given(
    st.lists(
        st.tuples(titles, values, st.sampled_from(["", "high", "low"])),
        min_size=1,
        max_size=16,
    ),
    st.floats(0, 4000),
)
def test_compared(rows, middle):
    given_rows = [ComparedRow(title, value, "12,5 Fälle je Stelle", mark) for title, value, mark in rows]
    check(compared(given_rows, "Vergleich", middle, "12,0"))


def test_a_day_of_many_is_not_lost():
    many = [Day("meeting", date(2026, 3, 2) + timedelta(days=n), f"Treffen {n}") for n in range(12)]
    assert sum("Treffen" in word for word in check(timeline(many, date(2026, 12, 1), "Verlauf"))) == 13
