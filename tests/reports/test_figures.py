"""The figures as SVG: what they say in words, and that nothing is wider than its place."""

import xml.etree.ElementTree as ET
from datetime import date, timedelta

import fontpkg
import pytest
from fontTools.ttLib import TTFont

from initiatives.reports.figures.bars import PhaseRow, PositionRow, phases, positions
from initiatives.reports.figures.change_symbols import KNOWN
from initiatives.reports.figures.metrics import fit, text_width, wrap
from initiatives.reports.figures.plan import PlanRow, plan_and_actual
from initiatives.reports.figures.svg import Svg
from initiatives.reports.figures.symbols import CHECKS, LIGHTS, PARTICIPATIONS, STANCES, stylesheet
from initiatives.reports.figures.time import LABEL, Axis, Day, timeline

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ["Vorschlag", "Interne Abstimmung", "Bestandsaufnahme", "Konzept und Wirtschaftlichkeit"]
NAMES += ["Entscheidung", "Umsetzung", "Betrieb und Evaluation"]
WORDS = {
    "consent": "Zustimmung",
    "refusal": "Ablehnung",
    "pending": "steht aus",
    "not_asked": "nicht angefragt",
}


def parsed(drawing) -> ET.Element:
    return ET.fromstring(str(drawing))


def words(root: ET.Element) -> list[str]:
    return [found.text or "" for found in root.iter(f"{SVG}text")]


def test_phases_say_each_field_in_words():
    rows = [
        PhaseRow(1, "IT", 3, "yellow", "Gelb"),
        PhaseRow(4, "D 115 <&>", 1, "grey", "Grau", "zurückgestellt"),
    ]
    root = parsed(phases(rows, NAMES, "Weg der Felder"))
    assert root.findtext(f"{SVG}title") == "Weg der Felder"
    assert root.findtext(f"{SVG}desc") == (
        "Feld 1 IT: Phase 3 Konzept und Wirtschaftlichkeit, Ampel: Gelb; "
        "Feld 4 D 115 <&>: Phase 1 Interne Abstimmung, zurückgestellt, Ampel: Grau"
    )
    assert {"1", "4", "IT", "D 115 <&>", "zurückgestellt", "Bestands-", "aufnahme"} <= set(words(root))
    assert root.get("role") == "img"


def test_a_note_at_the_last_phase_stays_inside():
    rows = [PhaseRow(1, "IT", 6, "grey", "Grau", "zurückgestellt")]
    root = parsed(phases(rows, NAMES, "Weg", width=165))
    note = next(found for found in root.iter(f"{SVG}text") if found.text == "zurückgestellt")
    assert float(note.get("x", "0")) / 10 + text_width("zurückgestellt", 7, 500) <= 165


def test_bars_are_as_long_as_their_numbers():
    rows = [PositionRow(1, "IT", {"consent": 6, "refusal": 2, "pending": 3, "not_asked": 0}, 8, 11)]
    root = parsed(positions(rows, WORDS, "Voten"))
    assert root.findtext(f"{SVG}desc") == "Feld 1 IT: 6 Zustimmung, 2 Ablehnung, 3 steht aus"
    assert "8 von 11" in words(root)
    assert {"6", "2", "3"} <= set(words(root))
    bars = [float(r.get("width", "0")) for r in root.iter(f"{SVG}rect") if r.get("height") == "46"]
    assert len(bars) == 3
    assert bars[0] / (bars[1] + 5) == pytest.approx(3, rel=0.05)


def test_fields_without_an_ask_have_no_empty_bar():
    rows = [PositionRow(1, "IT", {"consent": 5}, 5, 5), PositionRow(6, "Neu", {"not_asked": 5}, 0, 0)]
    root = parsed(positions(rows, WORDS, "Voten"))
    bars = [r for r in root.iter(f"{SVG}rect") if r.get("height") == "46"]
    assert len(bars) == 1
    assert "nicht angefragt" in words(root)
    assert "0 von 0" not in words(root)


def test_bars_of_66_participants_stay_inside():
    counts = {"consent": 1, "refusal": 40, "pending": 25}
    root = parsed(positions([PositionRow(60, "x" * 200, counts, 41, 66)], WORDS, "Voten", 165, label=48))
    right = max(float(r.get("x", "0")) + float(r.get("width", "0")) for r in root.iter(f"{SVG}rect"))
    assert right <= 1650


def test_plan_and_actual_have_bars_as_long_as_their_sums_and_none_below_zero():
    rows = [
        PlanRow("Dülmen", 10_000_00, 12_500_50),
        PlanRow("Nottuln", 5_000_00, None),
        PlanRow("Kreis Coesfeld <&>", -2_000_00, 0),
        PlanRow("Ein Zweckverband mit einem sehr langen Namen", None, 99_999_999_99),
    ]
    root = parsed(plan_and_actual(rows, "Plan und Ist 2026"))
    told = "Dülmen: Plan 10.000 €, Ist 12.500,50 €; Nottuln: Plan 5.000 €, Ist nicht angegeben"
    assert told in root.find(f"{SVG}desc").text.replace("\u00a0", " ")
    assert words(root).count("nicht angegeben") == 2
    parsed_two = parsed(plan_and_actual(rows[:2], "Plan und Ist 2026"))
    found = [one for one in parsed_two.iter(f"{SVG}rect") if one.get("height") == "32"]
    lengths = [float(one.get("width")) for one in found]
    assert lengths[0] / lengths[1] == pytest.approx(10_000 / 12_500.5, abs=0.01)
    assert lengths[2] * 2 == pytest.approx(lengths[0], abs=0.2) and len(lengths) == 3
    for text in root.iter(f"{SVG}text"):
        size = float(text.get("font-size")) / 10 / 0.3528
        assert float(text.get("x")) / 10 + text_width(text.text, size) <= 165, text.text


def test_estimated_widths_are_close_to_the_typeface():
    font = TTFont(fontpkg.path("Fira Sans", weight=400))
    cmap, widths = font.getBestCmap(), font["hmtx"].metrics
    for sample in (
        "Geschäftsprozessoptimierung",
        "Rückmeldung ausstehend",
        "Einkauf und Vergabe",
        "GPO",
        "11 von 66",
    ):
        real = sum(widths[cmap[ord(c)]][0] for c in sample) / font["head"].unitsPerEm * 7 * 0.3528
        assert text_width(sample, 7) == pytest.approx(real, rel=0.1), sample


def test_labels_are_cut_and_wrapped_to_their_place():
    assert fit("Geschäftsprozessoptimierung für alle", 20, 8).endswith("…")
    assert text_width(fit("W" * 500, 20, 8), 8) <= 20
    for name in [*NAMES, "Donaudampfschifffahrtsgesellschaft", "a " * 50]:
        assert all(text_width(line, 7) <= 17 for line in wrap(name, 17, 7)), name
    assert wrap("Konzept und Wirtschaftlichkeit", 17, 7) == ["Konzept und", "Wirtschaft-", "lichkeit"]


def test_every_choice_has_a_symbol_of_its_own():
    rules = dict(line.split("{", 1) for line in stylesheet().splitlines())
    keys = [*(f".l-{k}" for k in LIGHTS), *(f".p-{k}" for k in PARTICIPATIONS), *(f".s-{k}" for k in STANCES)]
    keys += [*(f".c-{k}" for k in CHECKS), *(f".v-{k}" for k in (*KNOWN, "other"))]
    assert list(rules) == [key.replace("_", "-") for key in keys]
    assert len({rule.replace(key, "") for key, rule in rules.items()}) == len(rules)


def test_the_rest_of_a_year_does_not_take_the_place_of_the_next_one():
    drawing = Svg(170, 60, "Zeit")
    Axis(date(2023, 11, 3), date(2026, 12, 31), 40, 170).draw(drawing, 10, 50)
    years = [word for word in words(parsed(drawing)) if word.isdecimal()]
    assert years == ["2024", "2025", "2026"], "and that of the last one is not cut at the edge"


def boxes(root: ET.Element, labels: list[str]) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of the labels, in millimetres."""
    found = []
    for one in root.iter(f"{SVG}text"):
        if one.text in labels:
            x, y = (float(one.get(name, "0")) / 10 for name in ("x", "y"))
            found.append((x, y - 2.4, x + text_width(one.text, 7), y))
    return found


@pytest.mark.parametrize("number", [1, 5, 6, 12, 40])
def test_a_timeline_labels_every_day_and_no_label_stands_on_another(number):
    first = date(2026, 3, 2)
    days = [
        Day(kind, first + timedelta(days=n), f"{kind} mit einem langen Namen {n}")
        for kind in ("meeting", "decision")
        for n in range(number)
    ]
    root = parsed(timeline(days, date(2026, 12, 1), "Verlauf"))
    shown = [fit(f"{one.date.day}.{one.date.month}. {one.label}", LABEL, 7) for one in days]
    found = boxes(root, shown)
    assert len(found) == 2 * number
    height = float(root.get("viewBox", "").split()[3]) / 10
    for n, (left, top, right, bottom) in enumerate(found):
        assert left >= 0 and right <= 165 and bottom <= height
        for other in found[:n]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] + 0.1 or other[3] <= top + 0.1
            assert apart, (found[n], other)
