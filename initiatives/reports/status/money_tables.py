"""The money of the fields as plain tables: results, sums of the variants, keys, actuals."""

from __future__ import annotations

from collections.abc import Iterator

from initiatives.reports.status.sheets import Table, Value, each, of_field, table
from initiatives.snapshot.money import Cost
from initiatives.snapshot.status_report import InitiativeState, StatusReport


def money_tables(snapshot: StatusReport) -> list[Table]:
    """The costs; the others where there is something to say, so that what was issued stays as it was."""
    further = (variants(snapshot), keys(snapshot), actuals(snapshot))
    return [costs(snapshot), *(one for one in further if one.rows)]


def costs(snapshot: StatusReport) -> Table:
    """With the columns of what the comparison means for each only in the layout that knows them."""
    said = snapshot.layout > 2
    rows = (
        (
            *of_field(i, f),
            place.designation,
            _euros(cost.today),
            _euros(cost.joint),
            cost.saving / 100,
            cost.one_off / 100,
            cost.confidence,
            cost.source,
            *(_result(cost) if said else ()),
        )
        for i, f in each(snapshot)
        for place in i.places
        if (cost := f.costs.get(place.key))
    )
    heads = (
        "Abschnitt|Initiative|Nr.|Feld|Kommune|heute € im Jahr|gemeinsam € im Jahr|Einsparung € im Jahr|einmalig €|"
        "Verlässlichkeit|Quelle"
    )
    if said:
        heads += (
            "|Einsparung in %|Kapitalwert €|zurück nach Jahren|zahlt an andere € im Jahr|erhält von anderen € im Jahr|"
            "Rest der Prozentsätze € im Jahr|steht schlechter als heute|nur Ersparnis bekannt"
        )
    return table("kosten.csv", "Kosten", "Kosten und Einsparung je Kommune und Feld", heads, rows)


def _euros(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def _result(cost: Cost) -> tuple[Value, ...]:
    back = "nie" if cost.present_value is not None and cost.payback is None else cost.payback
    return (
        cost.percent,
        _euros(cost.present_value),
        back,
        *(_euros(cents) if cents else None for cents in (cost.pays, cost.receives, cost.rest)),
        "ja" if cost.loses else "nein",
        "ja" if cost.known_saving is not None else "nein",
    )


def variants(snapshot: StatusReport) -> Table:
    """Sums over all of whom both is known."""

    def rows() -> Iterator[tuple[Value, ...]]:
        for i, f in each(snapshot):
            names = _names(i)
            for one in f.money.variants:
                lacking = [f"{names.get(lack.place, lack.place)}: {lack.what}" for lack in one.missing]
                yield (
                    *(*of_field(i, f), one.word),
                    *(cents / 100 for cents in (one.today, one.cost, one.saving, one.one_off)),
                    *(one.percent, one.present_value / 100, one.losers, "; ".join((*lacking, *one.gaps))),
                )

    heads = (
        "Abschnitt|Initiative|Nr.|Feld|Variante|heute € im Jahr|Variante € im Jahr|Einsparung € im Jahr|einmalig €|"
        "Einsparung in %|Kapitalwert €|schlechter als heute|es fehlt"
    )
    return table("varianten.csv", "Varianten", "Kosten der Varianten in Summe je Feld", heads, rows())


def keys(snapshot: StatusReport) -> Table:
    """A row each period, which holds on the as-of day or begins later."""
    rows = (
        (
            *of_field(i, f),
            key.title,
            one.starts_on,
            one.ends_on,
            one.kind_word,
            one.bearers,
            one.words,
            one.figures_on,
            one.source,
            one.review_on,
        )
        for i, f in each(snapshot)
        for key in f.money.keys
        for one in key.periods
    )
    heads = "Abschnitt|Initiative|Nr.|Feld|Kostenschlüssel|von|bis|Art|wer trägt|in Worten|Stand der Zahlen|Quelle|Überprüfung am"
    return table("kostenschluessel.csv", "Kostenschlüssel", "Kostenschlüssel je Feld", heads, rows)


def actuals(snapshot: StatusReport) -> Table:
    rows = (
        (
            *(*of_field(i, f), one.year, names.get(one.place, one.place)),
            *(_euros(cents) for cents in (one.planned, one.cents, one.deviation)),
            one.source,
        )
        for i, f in each(snapshot)
        for names in (_names(i),)
        for one in f.money.actuals
    )
    heads = "Abschnitt|Initiative|Nr.|Feld|Jahr|Kommune|geplant €|Ist €|Abweichung €|Quelle"
    return table("istkosten.csv", "Plan und Ist", "Geplante und wirkliche Kosten je Jahr", heads, rows)


def _names(initiative: InitiativeState) -> dict[str, str]:
    return {place.key: place.designation for place in initiative.places}
