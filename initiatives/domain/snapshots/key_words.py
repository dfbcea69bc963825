"""A key (Verteilungsschlüssel) in words, as they stand in a sentence. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from initiatives.domain.rules.cost_keys import rest_percent
from initiatives.domain.state.facts import CostKeyFacts, KeyPeriodFacts, OrganisationFacts
from initiatives.enums.designations import declined
from initiatives.enums.money import KINDS_WITH_FIGURES, Bearers, KeyKind

NBSP = "\u00a0"
DAY = timedelta(days=1)
Names = dict[int, OrganisationFacts]


def ends(key: CostKeyFacts) -> dict[int, date | None]:
    """The last day of each period, by id: as stated, or the day before the next one begins; None where it goes on."""
    found = {}
    for place, one in enumerate(key.periods):
        after = key.periods[place + 1].starts_on - DAY if place + 1 < len(key.periods) else None
        found[one.id] = min((day for day in (one.ends_on, after) if day), default=None)
    return found


def rest(period: KeyPeriodFacts) -> Decimal:
    """What fixed percentages leave over to the provider."""
    return max(Decimal(0), rest_percent(period))


def words(period: KeyPeriodFacts, names: Names, provider: OrganisationFacts | None) -> str:
    """ "8 % der Gemeinde Rosendahl, der Rest beim Kreis Coesfeld", "nach Einwohnern"."""
    if period.kind == KeyKind.FIXED:
        return _fixed(period, names, provider)
    if period.kind == KeyKind.MIXED:
        base = f"{euro(period.base or 0)} im Jahr zu gleichen Teilen, was darüber liegt "
        return base + _by(period, period.variable_kind, names)
    return _by(period, period.kind, names)


def _fixed(period: KeyPeriodFacts, names: Names, provider: OrganisationFacts | None) -> str:
    parts = [
        f"{percent(figure)} {names[pk].of}"
        for pk, figure in period.figures.items()
        if figure is not None and pk in names
    ]
    if rest(period):
        parts.append(f"der Rest {_at(provider)}" if provider else "den Rest trägt noch niemand")
    return ", ".join(parts)


def _at(organisation: OrganisationFacts) -> str:
    """Beim Kreis Coesfeld, bei der Stadt Olfen."""
    dative = declined(organisation.designation, organisation.kind, "dative")
    return f"beim {dative.removeprefix('dem ')}" if dative.startswith("dem ") else f"bei {dative}"


def _by(period: KeyPeriodFacts, kind: str, names: Names) -> str:
    said = KeyKind(kind).label
    stated = {pk: figure for pk, figure in period.figures.items() if figure is not None and pk in names}
    if stated and (kind in KINDS_WITH_FIGURES or kind == KeyKind.POPULATION):
        said += f" ({', '.join(f'{names[pk].name} {number(figure)}' for pk, figure in stated.items())})"
    elif period.bearers == Bearers.NAMED:
        said += f" ({', '.join(names[pk].name for pk in period.figures if pk in names)})"
    return said


def percent(figure: Decimal) -> str:
    """8 %, 12,5 %"""
    return f"{number(figure)}{NBSP}%"


def number(figure: Decimal) -> str:
    """12.345, 12,5: as many decimals as it has."""
    whole, _, decimals = f"{figure:,f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def euro(cents: int) -> str:
    """1.234,50 €, whole euros without decimals."""
    whole, decimals = divmod(cents, 100)
    tail = f",{decimals:02}" if decimals else ""
    return f"{whole:,}".replace(",", ".") + f"{tail}{NBSP}€"
