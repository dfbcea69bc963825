"""What an entry of a cost line says in words, and what no correction can make of it; without a database."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.money import line_values, lines
from initiatives.models import CostLine, CostLineEntry, Organisation

NOTTULN = Organisation(designation="Gemeinde Nottuln", kind="gemeinde", name="Nottuln")


def entry(kind="total", organisation=NOTTULN, **values) -> CostLineEntry:
    line = CostLine(kind=kind, variant="joint", organisation=organisation, is_shared=organisation is None)
    given = {"source": "Plan 2026", "confidence": "calculated", "increase": Decimal(0)}
    return CostLineEntry(line=line, **given | values)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"amount_cents": 2_480_050}, "24.800,50\u00a0€; Plan 2026, berechnet"),
        ({"amount_cents": 0, "kind": "one_off"}, "0,00\u00a0€; Plan 2026, berechnet"),
        (
            {"fte": Decimal("0.500"), "rate_cents": 8_000_000, "pay_grade": "E 9a", "kind": "staff"},
            "0,5 Stellen (E 9a) zu 80.000,00\u00a0€; Plan 2026, berechnet",
        ),
        (
            {"amount_cents": 1, "from_year": 2027, "until_year": 2028, "increase": Decimal("2.50")},
            "0,01\u00a0€, ab 2027, bis 2028, 2,5 % im Jahr; Plan 2026, berechnet",
        ),
        ({"amount_cents": 1, "title": "Server", "is_dropped": True}, "Server: entfällt; Plan 2026"),
    ],
)
def test_an_entry_in_words(given, words):
    assert line_values.words(entry(**given)) == words


def test_a_line_is_named_by_whose_it_is_its_variant_and_kind():
    assert lines.title(entry()) == "Kosten der Gemeinde Nottuln, gemeinsam: Kosten insgesamt"
    joint = entry("it", None, title="Server")
    assert lines.title(joint) == "Gemeinsame Kosten, gemeinsam: IT"


SOUND = {
    "amount_cents": 0,
    "pay_grade": "",
    "fte": None,
    "rate_cents": None,
    "from_year": 2027,
    "until_year": 2027,
}
SOUND |= {"increase": Decimal(100), "source": "x", "confidence": "estimated"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, None),
        ({"amount_cents": -1}, "amount_cents"),
        ({"amount_cents": None, "fte": Decimal(-1), "rate_cents": 1}, "fte"),
        ({"until_year": 2026}, "until_year"),
        ({"until_year": None}, None),
        ({"increase": Decimal("100.01")}, "increase"),
        ({"increase": Decimal(-100)}, "increase"),
        ({"increase": Decimal("-99.99")}, None),
        ({"source": ""}, "source"),
    ],
)
def test_what_no_entry_can_say(change, field):
    if field is None:
        line_values.check("staff", SimpleNamespace(**SOUND | change))
        return
    with pytest.raises(Refused) as refused:
        line_values.check("staff", SimpleNamespace(**SOUND | change))
    assert refused.value.field == field
