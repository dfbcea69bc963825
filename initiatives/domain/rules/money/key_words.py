"""A key (Verteilungsschlüssel) in words, as they stand in a sentence. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from initiatives import german
from initiatives.domain.kernel.texts import euro_in_words, number_in_words, percent_in_words
from initiatives.domain.rules.money.cost_keys import rest_percent
from initiatives.domain.state.facts import KeyPeriodFacts, OrganisationFacts
from initiatives.enums.designations import declined
from initiatives.enums.money import KeyKind

Names = Mapping[int, OrganisationFacts]


def words(period: KeyPeriodFacts, names: Names, provider: OrganisationFacts | None) -> str:
    """ "8 % der Gemeinde Rosendahl, der Rest beim Kreis Coesfeld", "nach Einwohnern"."""
    if period.kind == KeyKind.FIXED:
        return _fixed(period, names, provider)
    if period.kind == KeyKind.MIXED:
        base = f"{euro_in_words(period.base or 0, brief=True)} im Jahr zu gleichen Teilen, was darüber liegt "
        return base + _by(period, period.variable_kind, names)
    return _by(period, period.kind, names)


def _fixed(period: KeyPeriodFacts, names: Names, provider: OrganisationFacts | None) -> str:
    parts = [
        f"{percent_in_words(figure)} {names[pk].of}"
        for pk, figure in period.figures.items()
        if figure and pk in names
    ]
    if rest_percent(period):
        parts.append(f"der Rest {_at(provider)}" if provider else "den Rest trägt noch niemand")
    return ", ".join(parts)


def _at(organisation: OrganisationFacts) -> str:
    """Beim Kreis Coesfeld, bei der Stadt Olfen."""
    dative = declined(organisation.designation, organisation.kind, "dative")
    return f"beim {dative.removeprefix('dem ')}" if dative.startswith("dem ") else f"bei {dative}"


def _by(period: KeyPeriodFacts, kind: str, names: Names) -> str:
    said, named = KeyKind(kind).label, figures(period, names)
    return f"{said} ({', '.join(named)})" if named else said


def figures(period: KeyPeriodFacts, names: Names) -> list[str]:
    """Each of whom a period says something, by name: Nottuln 19.901, Olfen 8 %; only the name without a number."""
    found = sorted(
        ((names[pk].name, figure) for pk, figure in period.figures.items() if pk in names),
        key=lambda one: german.by(one[0]),
    )
    if period.kind == KeyKind.FIXED:
        return [f"{name} {percent_in_words(figure)}" for name, figure in found if figure]
    return [name if figure is None else f"{name} {number_in_words(figure)}" for name, figure in found]
