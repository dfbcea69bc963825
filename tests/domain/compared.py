"""A field whose costs are compared: facts without a database, and lines that are entered."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from initiatives.domain.kernel import moments
from initiatives.domain.money import lines
from initiatives.domain.money.lines import Who
from initiatives.domain.state.facts import (
    BasisFacts,
    CostKeyFacts,
    CostLineFacts,
    FieldFacts,
    KeyPeriodFacts,
    MoneyFacts,
)
from initiatives.models import CostLineEntry
from tests.domain.builders import NOTTULN, OLFEN, SENDEN, field, members

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
BASIS = BasisFacts(first_year=2027, years=5, rate=Decimal(2), price_year=2027)
KEY = CostKeyFacts(1, "gleich", (KeyPeriodFacts(1, date(2027, 1, 1), None, "equal", "participants", {}),))


def line(number: int, place: Any, euros: int, variant: str = "today", kind: str = "total", **more: Any):
    """A line of facts, in whole euros."""
    organisation_id = place and place.id
    given = {"receiver_id": None, "is_shared": False, "key_id": None, "title": f"Zeile {number}"}
    return CostLineFacts(number, variant, kind, organisation_id, amount=euros * 100, **given | more)


def compared(*found: CostLineFacts, basis: BasisFacts = BASIS, **money: Any) -> FieldFacts:
    """A field in which Nottuln, Olfen and Senden take part."""
    facts = MoneyFacts(basis, found, **{"keys": (KEY,)} | money)
    return field(participations=members(NOTTULN, OLFEN, SENDEN), money=facts)


def with_lines(of: FieldFacts, *more: CostLineFacts) -> FieldFacts:
    return replace(of, money=replace(of.money, lines=(*of.money.lines, *more)))


def enter(
    circle: Any, place: str, euros: int, variant: str = "today", kind: str = "material", **more: Any
) -> CostLineEntry:
    """Record a line of one organisation of a circle, by Dülmen; of nobody where `place` is empty."""
    who = {"organisation": getattr(circle, place)} if place else {}
    values = {"title": "Sache", "source": "Haushalt", "confidence": "estimated", "amount_cents": euros * 100}
    values |= more.pop("values", {})
    options = {name: more.pop(name) for name in ("effective_on", "drops_plain") if name in more}
    return lines.add(
        field=circle.payroll,
        who=Who(variant, kind, **who | more),
        values=values,
        by=circle.people["duelmen"],
        at=moments.now(),
        **options,
    )
