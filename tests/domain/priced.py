"""Costs and keys of a field without a database, in whole euros."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from initiatives.domain.state.facts import (
    BasisFacts,
    CostKeyFacts,
    CostLineFacts,
    FieldFacts,
    KeyPeriodFacts,
    MoneyFacts,
    OrganisationFacts,
)
from tests.domain.builders import field, member

EARLY = date(2020, 1, 1)
# Population on 31.12.2022, by the statistical office of the Land.
INHABITANTS = {
    "Ascheberg": 15822,
    "Billerbeck": 11681,
    "Coesfeld": 37030,
    "Dülmen": 47468,
    "Havixbeck": 12141,
    "Lüdinghausen": 25259,
    "Nordkirchen": 10402,
    "Nottuln": 19901,
    "Olfen": 13253,
    "Rosendahl": 10840,
    "Senden": 20895,
}


def place(number: int, name: str, population: int | None = 1000, kind: str = "gemeinde") -> OrganisationFacts:
    named = f"{kind.title()} {name}"
    return OrganisationFacts(
        number, str(number), name, named, f"der {named}", kind, population, EARLY, None, None, True
    )


ELEVEN = [place(number, name, value) for number, (name, value) in enumerate(INHABITANTS.items(), start=1)]


def period(kind: str, starts: date = EARLY, ends: date | None = None, **more: Any) -> KeyPeriodFacts:
    """A period; `figures` by id or organisation, all else as the fields are called."""
    figures = {getattr(one, "id", one): number for one, number in more.pop("figures", {}).items()}
    bearers = more.pop("bearers", "participants")
    return KeyPeriodFacts(0, starts, ends, kind, bearers, figures, **more)


def key(*periods: KeyPeriodFacts, number: int = 1) -> CostKeyFacts:
    return CostKeyFacts(number, "Schlüssel", tuple(sorted(periods, key=lambda one: one.starts_on)))


def line(
    variant: str, kind: str, euros: int, of: OrganisationFacts | None = None, **more: Any
) -> CostLineFacts:
    """A line of one organisation, or without any a shared one."""
    more.setdefault("is_shared", of is None)
    more.setdefault("receiver_id", None)
    return CostLineFacts(0, variant, kind, of.id if of else None, key_id=None, amount=euros * 100, **more)


def priced(
    *lines: CostLineFacts,
    places: list[OrganisationFacts],
    keys: tuple[CostKeyFacts, ...] = (),
    provider: OrganisationFacts | None = None,
    first_year: int = 2024,
    years: int = 5,
    rate: str = "2",
    spells: dict[int, tuple[tuple[date, date | None], ...]] | None = None,
    phase_dates: dict[int, date] | None = None,
) -> FieldFacts:
    """A field in which `places` take part, all from the beginning unless `spells` say otherwise."""
    taking = {one.id: replace(member(one), is_provider=one is provider) for one in places}
    basis = BasisFacts(first_year, years, Decimal(rate), first_year)
    money = MoneyFacts(basis, tuple(lines), keys, spells or {one.id: ((EARLY, None),) for one in places})
    return field(participations=taking, money=money, phase_dates=phase_dates or {0: EARLY})
