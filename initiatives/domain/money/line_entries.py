"""What a cost line comes to, entry by entry: who may say it, in what words it is told, and how it is put right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from initiatives.domain.fields import participations
from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.enums import Participation
from initiatives.enums.money import ONCE, CostKind, Variant
from initiatives.models import CostLine, CostLineEntry, Field, Mandate, Organisation

AMOUNTS = ("amount_cents", "fte", "rate_cents")


@state_change()
def correct(
    *,
    entry: CostLineEntry,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> CostLineEntry:
    """Put right what an entry says (`title`, an amount in cents or posts and their rate, years, `increase`, `source`,
    `confidence`), `effective_on` or `day_order`, or (`withdrawn`) say that there was none.

    Raises Refused for anybody else than `check_who` allows, for what no entry can say, and as `corrections.replace`.
    """
    line = CostLine.objects.select_related("organisation").get(pk=entry.line_id)
    row = Field.objects.select_for_update(no_key=True).get(pk=line.field_id)
    given = edits.cleaned(values)
    stands = {one.attname: getattr(entry, one.attname) for one in entry._meta.concrete_fields} | given
    day = days.effective(stands["effective_on"], at=at, since=row.proposed_on)
    check_who(row, line.organisation, entry.effective_on if withdrawn else day, by, at)
    check(stands)
    new = corrections.replace(entry, given, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    events.record(
        kind="cost-corrected",
        subject=f"{title(entry)} berichtigt",
        change=events.Change(*corrections.told(entry, new, words)),
        where=events.in_field(row, line.organisation),
        by=by,
        at=at,
        effective_on=new.effective_on,
    )
    return new


def check_who(
    row: Field,
    organisation: Organisation | None,
    day: date,
    by: Mandate,
    at: datetime,
    *,
    past: bool = False,
) -> None:
    """The own costs are entered by who takes part, those of all and joint ones by the lead; what is `past` by who records it.

    Raises Refused for anybody else and for an organisation that does not take part.
    """
    members = {
        pk: one
        for when in sorted({day, day_of(at)})
        for pk, one in participations.on(row, when).items()
        if one.status == Participation.PARTICIPATING
    }
    own = members.get(by.own_id)
    is_own = organisation is not None and by.organisation_id == organisation.pk
    if not past and not is_own and not (own and own.is_responsible):
        raise Refused("Kosten erfasst jede Kommune für sich; die federführende für alle.", "organisation")
    if organisation is not None and organisation.pk not in members:
        raise Refused(f"{organisation} ist an diesem Feld nicht beteiligt.", "organisation")


def check(values: Mapping[str, Any]) -> None:
    """Raises Refused for sums below zero, years in the wrong order, an increase beyond measure, and without a source."""
    for name in AMOUNTS:
        if values[name] is not None and values[name] < 0:
            raise Refused("Kosten können nicht kleiner als null sein.", name)
    first, last = values["from_year"], values["until_year"]
    if first and last and last < first:
        raise Refused("Das letzte Jahr liegt vor dem ersten.", "until_year")
    if not -100 < values["increase"] <= 100:
        raise Refused("Die Steigerung liegt zwischen −100 und 100 Prozent.", "increase")
    if not values["source"]:
        raise Refused("Bitte nennen Sie die Quelle der Zahlen.", "source")


def title(entry: CostLineEntry) -> str:
    """Whose line it is, in which variant, and of what kind: Kosten der Stadt Dülmen, gemeinsam: Personal."""
    line = entry.line
    whose = f"Kosten {line.organisation.of}" if line.organisation else "Kosten aller Beteiligten"
    kind = CostKind(line.kind).label
    return f"{whose}, {Variant(line.variant).label}: {kind}" + (f", {entry.title}" if entry.title else "")


def words(entry: CostLineEntry) -> str:
    """What an entry says: 24.800,00 € im Jahr, Haushaltsplan 2026, berechnet."""
    if entry.is_dropped:
        return "entfällt"
    if entry.amount_cents is None:
        grade = f" {entry.pay_grade}" if entry.pay_grade else ""
        amount = f"{_number(entry.fte)} Stellen{grade} zu {euro(entry.rate_cents or 0)}"
    else:
        amount = euro(entry.amount_cents)
    each = "" if entry.line.kind in ONCE else " im Jahr"
    years = [f"{word} {year}" for word, year in (("ab", entry.from_year), ("bis", entry.until_year)) if year]
    rises = [f"{_number(entry.increase)} % Steigerung im Jahr"] if entry.increase else []
    return ", ".join([amount + each, *years, *rises, entry.source, entry.get_confidence_display()])


def euro(cents: int) -> str:
    """24.800,00 €, with a no-break space."""
    return f"{cents / 100:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".") + "\u00a0€"


def _number(value: Any) -> str:
    return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",") if "." in f"{value:f}" else f"{value:f}"
