"""What a cost line comes to: which values it may have, and how they are told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Protocol

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.parsing import FAR, YEARS
from initiatives.domain.kernel.texts import clean, euro_in_words, number_in_words
from initiatives.enums import Confidence
from initiatives.enums.money import ONCE, CostKind
from initiatives.models import CostLineEntry

VALUES = (
    *("title", "amount_cents", "fte", "pay_grade", "rate_cents", "from_year", "until_year"),
    *("increase", "source", "confidence"),
)
NOTHING: dict[str, Any] = {"title": "", "pay_grade": "", "increase": Decimal(0), "source": ""}
MOST = Decimal(100)  # percent a year


class Valued(Protocol):
    """The values of `VALUES`."""

    amount_cents: int | None
    fte: Decimal | None
    rate_cents: int | None
    pay_grade: str
    from_year: int | None
    until_year: int | None
    increase: Decimal
    source: str
    confidence: str


def check(kind: str, values: Valued) -> None:
    """Raises Refused for values that no line of a kind has; none of them is below zero."""
    _check_amount(kind, values)
    _check_years(kind, values)
    if not -MOST < values.increase <= MOST:
        raise Refused("Eine Steigerung liegt über −100 % und höchstens bei 100 % im Jahr.", "increase")
    if not clean(values.source):
        raise Refused("Bitte nennen Sie die Quelle der Zahlen.", "source")
    if values.confidence not in Confidence.values:
        raise Refused("Bitte wählen Sie, wie verlässlich die Zahl ist.", "confidence")


def _check_amount(kind: str, values: Valued) -> None:
    if (values.fte is None) == (values.amount_cents is None):
        raise Refused("Bitte geben Sie entweder einen Betrag oder Stellenanteile an.", "amount_cents")
    for name in ("amount_cents", "fte", "rate_cents"):
        number = getattr(values, name)
        if number is not None and number < 0:
            raise Refused("Das kann nicht kleiner als null sein.", name)
    if values.fte is None:
        if values.rate_cents is not None or values.pay_grade:
            raise Refused(
                "Ein Satz gehört zu Stellenanteilen. Bitte geben Sie diese an, oder leeren Sie Satz und Entgeltgruppe.",
                "rate_cents",
            )
        return
    if kind != CostKind.STAFF:
        raise Refused("Stellenanteile gehören zu Personalkosten.", "fte")
    if values.rate_cents is None:
        raise Refused("Bitte geben Sie an, was eine Stelle im Jahr kostet.", "rate_cents")


def _check_years(kind: str, values: Valued) -> None:
    for name in ("from_year", "until_year"):
        year = getattr(values, name)
        if year is not None and year not in YEARS:
            raise Refused(FAR, name)
    if values.until_year is None:
        return
    if kind in ONCE:
        raise Refused("Was einmal anfällt, hat kein letztes Jahr. Bitte lassen Sie es leer.", "until_year")
    if values.from_year is not None and values.until_year < values.from_year:
        raise Refused("Das letzte Jahr liegt vor dem ersten.", "until_year")


def words(entry: CostLineEntry) -> str:
    """What it comes to: Sachbearbeitung: 43.900,00 €, ab 2027, + 2 % im Jahr; Haushalt 2026, geschätzt."""
    sum_ = euro_in_words(entry.amount_cents) if entry.amount_cents is not None else _posts(entry)
    years = _years(entry)
    rise = f", {number_in_words(entry.increase)} % im Jahr" if entry.increase else ""
    named = f"{entry.title}: " if entry.title else ""
    if entry.is_dropped:
        return f"{named}entfällt; {entry.source}"
    return f"{named}{sum_}{years}{rise}; {entry.source}, {entry.get_confidence_display()}"


def _posts(entry: CostLineEntry) -> str:
    grade = f" ({entry.pay_grade})" if entry.pay_grade else ""
    return (
        f"{number_in_words(entry.fte or Decimal(0))} Stellen{grade} zu {euro_in_words(entry.rate_cents or 0)}"
    )


def _years(entry: CostLineEntry) -> str:
    first = f", ab {entry.from_year}" if entry.from_year else ""
    return first + (f", bis {entry.until_year}" if entry.until_year else "")
