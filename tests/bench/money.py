"""What the calculation costs: 66 participants, three variants, ten years, as pure functions."""

import time
from decimal import Decimal
from statistics import median

from initiatives.domain.rules.money import economics
from initiatives.domain.state.facts import FieldFacts
from initiatives.enums.money import COMPARED
from tests.domain.priced import key, line, period, place, priced

PLACES, YEARS, ROUNDS = 66, 10, 21


def field() -> FieldFacts:
    """Of each participant a line today and one in each variant, of each variant a joint one by population."""
    places = [place(number, f"Musterkommune {number:02}", 1000 + 37 * number) for number in range(PLACES)]
    lines = [line(variant, "total", 500_000, increase=Decimal(2)) for variant in COMPARED]
    for number, one in enumerate(places):
        for variant in ("today", *COMPARED):
            lines.append(line(variant, "staff", 10_000 + number, one, increase=Decimal("2.5")))
    return priced(*lines, places=places, keys=(key(period("population")),), years=YEARS)


def measure() -> None:
    """Prints the median of milliseconds for all variants with every result of everybody."""
    told, spent = field(), []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for variant in COMPARED:
            found = economics.of_field(told, variant)
            assert len([(one.saving, one.present_value, one.payback) for one in found.outcomes]) == PLACES
        spent.append((time.perf_counter() - started) * 1000)
    print(f"\nWirtschaftlichkeit, {PLACES} Beteiligte × 3 Varianten × {YEARS} Jahre: {median(spent):.0f} ms")
