"""What a field means for the budget and the staff of the one municipality, and what the numbers rest on."""

from __future__ import annotations

from collections.abc import Iterator

from initiatives.reports.council.blocks import Block, Grid, Heading, Text, cells, euro, line
from initiatives.reports.text import NBSP, day
from initiatives.snapshot.council_paper import BudgetYear, Costs, FieldPart


def of_field(field: FieldPart, costs: Costs) -> list[Block]:
    """Nothing of a paper from before the comparison."""
    if not costs.assumptions:
        return []
    key = f"feld-{field.key}"
    found: list[Block] = [Heading(4, f"Ergebnis: {field.title}", f"{key}-ergebnis")]
    found += [Text(line(text)) for text in _result(costs)]
    found += [Text(line(f"{text}.")) for text in costs.shares]
    return [*found, *_budget(field, costs, key), *_staff(field, costs, key), *_assumptions(field, costs, key)]


def _result(costs: Costs) -> Iterator[str]:
    if costs.saving is None:
        yield "Eine Ersparnis lässt sich noch nicht angeben: Es fehlen die Kosten von heute oder die gemeinsamen."
        return
    yield f"{_verdict(costs)} {_measures(costs)}"
    if costs.known_saving is not None:
        yield "Erfasst ist nur die Ersparnis, nicht die Kosten, aus denen sie folgt."


def _verdict(costs: Costs) -> str:
    saving = costs.saving or 0
    percent = "" if costs.percent is None else f" ({_decimal(abs(costs.percent))}{NBSP}%)"
    if saving < 0:
        return f"Gemeinsam kostet es {euro(-saving)}{percent} im Jahr mehr als heute."
    if costs.loses:
        return f"Eingespart werden {euro(saving)}{percent} im Jahr, doch die einmaligen Kosten kommen nicht zurück."
    if not saving:
        return "Gemeinsam kostet es so viel wie heute."
    return f"Eingespart werden {euro(saving)}{percent} im Jahr."


def _measures(costs: Costs) -> str:
    value = (
        "" if costs.present_value is None else f"Kapitalwert {euro(costs.present_value)} ({costs.horizon})"
    )
    back = ""
    if costs.one_off > 0:
        years = "" if costs.payback is None else _decimal(costs.payback)
        unit = "Jahr" if costs.payback == 1 else "Jahren"
        back = f"einmalig {euro(costs.one_off)}, " + (
            f"zurück nach {years} {unit}" if years else "nie zurück"
        )
    return f"{', '.join(filter(None, (value, back)))}."


def _budget(field: FieldPart, costs: Costs, key: str) -> list[Block]:
    if not costs.years:
        return []
    rows = [
        cells(str(one.year), *_amounts(one, costs), euro(one.once), euro(one.burden)) for one in costs.years
    ]
    whole = BudgetYear(
        0,
        *(sum(getattr(one, name) for one in costs.years) for name in ("today", "joint", "once", "saving")),
    )
    rows.append(cells("Summe", *_amounts(whole, costs), euro(whole.once), euro(whole.burden)))
    heads = ("Jahr", "Heute", "Gemeinsam", "Einmalig", "Be- oder Entlastung")
    return [
        Heading(4, f"Haushalt: {field.title}", f"{key}-haushalt"),
        Grid(f"Auswirkungen auf den Haushalt: {field.title}", heads, tuple(rows), "budget"),
        Text(line("Positiv ist eine Belastung des Haushalts gegenüber heute, negativ eine Entlastung.")),
    ]


def _amounts(one: BudgetYear, costs: Costs) -> tuple[str, str]:
    if costs.known_saving is not None:
        return "nicht erfasst", "nicht erfasst"
    return euro(one.today), euro(one.joint)


def _staff(field: FieldPart, costs: Costs, key: str) -> list[Block]:
    """What is recorded; that nothing is stands as a gap in the part on staff."""
    if not costs.staff:
        return []
    rows = tuple(cells(one.variant, one.title, _decimal(one.fte), one.pay_grade) for one in costs.staff)
    heads = ("Variante", "Wofür", "Stellenanteile (VZÄ)", "Entgeltgruppe")
    return [
        Heading(4, f"Stellenanteile: {field.title}", f"{key}-stellen"),
        Grid(f"Eigene Stellenanteile: {field.title}", heads, rows, "staff"),
    ]


def _assumptions(field: FieldPart, costs: Costs, key: str) -> list[Block]:
    rows = tuple(
        cells(
            one.variant,
            one.title,
            "" if one.amount is None else euro(one.amount),
            one.source,
            f"{one.confidence}, {day(one.on)}",
        )
        for one in costs.assumptions
    )
    heads = ("Variante", "Angabe", "Betrag", "Quelle", "Verlässlichkeit, Stand")
    return [
        Heading(4, f"Worauf die Zahlen beruhen: {field.title}", f"{key}-annahmen"),
        Grid(f"Annahmen: {field.title}", heads, rows, "assumptions"),
    ]


def _decimal(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")
