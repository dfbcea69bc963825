"""What a field costs and saves each who takes part, by which key, and what has become of it: part of a field's entry."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from initiatives.reports.figures.money import SavingRow, savings
from initiatives.reports.formats.markup import Row, row, table
from initiatives.reports.status import unknown
from initiatives.reports.status.context import Context
from initiatives.reports.status.matrix import blocks
from initiatives.reports.status.money import ROWS, UNTIL, has_part, names_of
from initiatives.reports.text import NBSP, cents, clean, count, day, esc, flat, listing, running, soft
from initiatives.snapshot.money import Actual, Cost, CostKey, KeyPeriod, VariantSum
from initiatives.snapshot.status_report import FieldState, InitiativeState

NOT_KNOWN = "nicht erfasst"


def is_open(context: Context, found: FieldState) -> bool:
    """Whether nobody has said anything of its money yet, nor is anything of it withheld."""
    if not context.knows_parties or has_part(found) or unknown.is_unknown(found, "costs"):
        return False
    return not (context.is_public and found.money.waiting)


def _waiting(initiative: InitiativeState, found: FieldState) -> str:
    names = names_of(initiative, found.money.waiting)
    return f"{UNTIL}: {', '.join(names)}" if names else ""


def part(context: Context, initiative: InitiativeState, found: FieldState) -> str:
    """Result with chart, keys, actuals; empty where nothing is known."""
    if not context.knows_parties or not has_part(found):
        return ""
    groups = (
        _sentences(context, initiative, found),
        [_key(one) for one in found.money.keys],
        _course(initiative, found),
    )
    words = "".join(f"<p>{' '.join(lines)}</p>" for lines in groups if lines)
    return (
        f'<section class="economy">{_results(context, initiative, found)}{_chart(context, initiative, found)}'
        f"{words}{_actuals(initiative, found)}</section>"
    )


def _where(initiative: InitiativeState, found: FieldState) -> str:
    return f"Feld {initiative.letter}{found.number}"


def _results(context: Context, initiative: InitiativeState, found: FieldState) -> str:
    if not found.costs:
        return ""
    rows = [
        _result(soft(place.name, 40), found.costs[place.key])
        for place in initiative.places
        if place.key in found.costs
    ]
    if (joint := found.money.joint) and len(rows) > 1:
        rows.append(_sum(joint))
    heads = [
        *("Beteiligte", "heute im Jahr", "gemeinsam im Jahr", "Einsparung im Jahr", "in %", "einmalig"),
        *("Kapitalwert", "zurück nach"),
    ]
    return table(f"Ergebnis je Beteiligtem, {_where(initiative, found)}", heads, rows, "plain result")


def _result(name: str, cost: Cost) -> Row:
    today, joint = (NOT_KNOWN if value is None else cents(value) for value in (cost.today, cost.joint))
    value = "–" if cost.present_value is None else cents(cost.present_value)
    return row(
        *(name, today, joint, f"<b>{cents(cost.saving)}</b>", _share(cost.percent)),
        *(cents(cost.one_off) if cost.one_off else "–", value, _payback(cost)),
    )


def _sum(joint: VariantSum) -> Row:
    saving = f"<b>{cents(joint.saving)}</b>"
    once = cents(joint.one_off) if joint.one_off else "–"
    name = "Summe, soweit erfasst" if joint.missing else "Summe"
    numbers = (cents(joint.today), cents(joint.cost), saving, _share(joint.percent), once)
    return row(name, *numbers, cents(joint.present_value), "", cls="sum")


def _share(value: float | None) -> str:
    """With one decimal: 4,0 %"""
    return "–" if value is None else f"{value:.1f}{NBSP}%".replace(".", ",").replace("-", "−")


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{_number(value)}{NBSP}%"


def _number(value: float) -> str:
    said = f"{value:.4f}".rstrip("0").rstrip(".")
    return said.replace(".", ",").replace("-", "−")


def _payback(cost: Cost) -> str:
    if cost.present_value is None or cost.one_off <= 0:
        return "–"
    if cost.payback is None:
        return "nie"
    return f"{_number(cost.payback)}{NBSP}{'Jahr' if cost.payback == 1 else 'Jahren'}"


def _chart(context: Context, initiative: InitiativeState, found: FieldState) -> str:
    rows = [
        SavingRow(flat(place.name, 40), (round(found.costs[place.key].saving / 100),))
        for place in initiative.places
        if place.key in found.costs
    ]
    if len(rows) < 2:
        return ""
    out = ""
    for block in blocks(rows, ROWS):
        title = f"Einsparung je Beteiligtem, {_where(initiative, found)}"
        title += f", {block[0].name} bis {block[-1].name}" if len(block) < len(rows) else ""
        drawing = savings(block, ["Einsparung im Jahr"], title)
        out += context.outline.figure(drawing, title, "Links der Null steht, wer mehr zahlt als heute.")
    return out


def _sentences(context: Context, initiative: InitiativeState, found: FieldState) -> list[str]:
    told = [_losers(initiative, found), _only_saving(initiative, found), _flows(initiative, found)]
    if context.is_public and (waiting := _waiting(initiative, found)):
        told.append(f"<b>Kosten {waiting}.</b>")
        told.append("Summen und Kostenschlüssel stehen hier, wenn alle beschlossen haben.")
    told += [_missing(initiative, found), _basis(found), _others(found)]
    return [text for text in told if text]


def _losers(initiative: InitiativeState, found: FieldState) -> str:
    if not found.costs:
        return ""
    losers = [
        f"{esc(place.designation)} ({_loss(found.costs[place.key])})"
        for place in initiative.places
        if place.key in found.costs and found.costs[place.key].loses
    ]
    if losers:
        return f"<b>Schlechter als heute steht:</b> {listing(losers)}."
    joint = found.money.joint
    if joint and not joint.missing and not joint.gaps:
        return "Niemand steht schlechter als heute."
    return "Von denen, deren Kosten hier stehen, steht niemand schlechter als heute."


def _loss(cost: Cost) -> str:
    if cost.saving < 0:
        return f"{cents(-cost.saving)} im Jahr mehr"
    return f"die einmaligen Kosten kommen nicht zurück, Kapitalwert {cents(cost.present_value or 0)}"


def _only_saving(initiative: InitiativeState, found: FieldState) -> str:
    names = names_of(initiative, (key for key, cost in found.costs.items() if cost.known_saving is not None))
    return f"Nur die Ersparnis, nicht die Kosten, ist bekannt von: {', '.join(names)}." if names else ""


def _flows(initiative: InitiativeState, found: FieldState) -> str:
    """Who pays whom, and what percentages leave to the provider."""
    told = []
    for place in initiative.places:
        cost = found.costs.get(place.key)
        said = [] if cost is None else list(_flow(cost))
        if said:
            told.append(f"{esc(place.designation)} {listing(said)}")
    return f"Je Jahr: {'; '.join(told)}." if told else ""


def _flow(cost: Cost) -> Iterator[str]:
    if cost.pays:
        yield f"zahlt {cents(cost.pays)} an andere"
    if cost.receives:
        yield f"erhält {cents(cost.receives)} von anderen"
    if cost.rest:
        yield f"trägt {cents(cost.rest)}, die die Prozentsätze übrig lassen"


def _missing(initiative: InitiativeState, found: FieldState) -> str:
    joint = found.money.joint
    if joint is None:
        return ""
    names = {one.key: one.designation for one in initiative.places}
    lacking = [f"{esc(names.get(one.place, one.place))} ({esc(one.what)})" for one in joint.missing]
    told = f"Nicht erfasst, also in keiner Summe: {'; '.join(lacking)}." if lacking else ""
    gaps = f" Niemand trägt bisher: {' '.join(map(esc, joint.gaps))}" if joint.gaps else ""
    return told + gaps


def _basis(found: FieldState) -> str:
    basis = found.money.basis
    if basis is None:
        return ""
    last = basis.first_year + basis.years - 1
    years = f"{basis.first_year} bis {last}" if basis.years > 1 else str(basis.first_year)
    told = f"Gerechnet für {years}, Zins {_percent(basis.rate)}, Preise von {basis.price_year}"
    return f"{told}{'' if basis.stated else ' (angenommen, noch nicht festgelegt)'}."


def _others(found: FieldState) -> str:
    told = [
        f"{esc(one.word)} {cents(one.cost)} im Jahr (Einsparung {cents(one.saving)}, Kapitalwert "
        f"{cents(one.present_value)}{', unvollständig' if one.missing or one.gaps else ''})"
        for one in found.money.variants
        if one != found.money.joint
    ]
    return f"Andere Varianten in Summe: {'; '.join(told)}." if told else ""


def _key(key: CostKey) -> str:
    """In one sentence, coming periods after the present one; where their figures come from behind it."""
    first, *later = key.periods
    told = f"<b>Kostenschlüssel „{esc(key.title)}“ ab {day(first.starts_on)}:</b> {_words(first)}"
    for before, one in zip(key.periods, later, strict=False):
        told += f"; ab {day(one.starts_on)} {_shortly(before, one)}"
    last = key.periods[-1]
    told += f"; bis {day(last.ends_on)}." if last.ends_on else "."
    return " ".join([told, *_sources(key.periods)])


def _words(period: KeyPeriod) -> str:
    reason = f" ({running(period.reason)})" if period.kind == "described" and clean(period.reason) else ""
    return esc(period.words) + reason


def _shortly(before: KeyPeriod, one: KeyPeriod) -> str:
    """The percentage alone, where it is another one of the same single bearer."""
    same = [figure.place for figure in before.figures] == [figure.place for figure in one.figures]
    if same and len(one.figures) == 1 and before.kind == one.kind == "fixed" and before.rest and one.rest:
        return _percent(one.figures[0].figure)
    return _words(one)


def _sources(periods: tuple[KeyPeriod, ...]) -> Iterator[str]:
    for one in periods:
        figures = f"Zahlen vom {day(one.figures_on)}" if one.figures_on else ""
        source = f"Quelle: {esc(one.source)}" if clean(one.source) else ""
        review = f"Überprüfung am {day(one.review_on)}" if one.review_on else ""
        told = ", ".join(filter(None, (figures, source, review)))
        if told:
            yield f"Zum Schlüssel ab {day(one.starts_on)}: {told}."


def _course(initiative: InitiativeState, found: FieldState) -> list[str]:
    """The baseline, funding, and what a review has said."""
    money, told = found.money, []
    for one in money.baseline:
        asked = len(one.complete) + len({lack.place for lack in one.lacking})
        said = f"Bestandsaufnahme: vollständig von {len(one.complete)} von {asked}"
        lacking = [
            f"{name} ({count(len(list(group)), 'Angabe', 'Angaben', 'eine')})"
            for key, group in groupby(one.lacking, key=lambda lack: lack.place)
            for name in names_of(initiative, [key])
        ]
        told.append(said + (f"; es fehlt: {', '.join(lacking)}." if lacking else "."))
    for fund in money.funding:
        law = f" ({esc(fund.paragraph)})" if clean(fund.paragraph) else ""
        told.append(f"Förderung: {esc(fund.programme)}{law}, Ausgaben {cents(fund.expenses)}.")
    told += [f"Überprüfung vom {day(one.on)}: {esc(one.outcome)}." for one in money.reviews]
    return told


def _actuals(initiative: InitiativeState, found: FieldState) -> str:
    if not found.money.actuals:
        return ""
    names = {one.key: one.name for one in initiative.places}
    rows = []
    for year, group in groupby(found.money.actuals, key=lambda one: one.year):
        of_year = list(group)
        rows += [_actual(str(year), soft(names.get(one.place, one.place), 40), one) for one in of_year]
        if len(of_year) > 1 and found.money.joint and all(one.planned is not None for one in of_year):
            rows.append(_year(year, of_year))
    heads = ["Jahr", "Beteiligte", "geplant", "Ist", "Abweichung", "in %"]
    return table(f"Plan und Ist, {_where(initiative, found)}", heads, rows, "plain actuals")


def _actual(year: str, name: str, one: Actual) -> Row:
    if one.planned is None or one.deviation is None:
        return row(year, name, NOT_KNOWN, cents(one.cents), "–", "–")
    share = _share(round(one.deviation * 100 / one.planned, 1)) if one.planned else "–"
    return row(year, name, cents(one.planned), cents(one.cents), f"<b>{cents(one.deviation)}</b>", share)


def _year(year: int, found: list[Actual]) -> Row:
    planned, real = sum(one.planned or 0 for one in found), sum(one.cents for one in found)
    share = _share(round((real - planned) * 100 / planned, 1)) if planned else "–"
    return row(
        f"{year}", "Summe", cents(planned), cents(real), f"<b>{cents(real - planned)}</b>", share, cls="sum"
    )
