"""Lines that the comparison itself proposes: reimbursements that make losers whole, and today's costs from the baseline."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel import corrections
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.money import lines
from initiatives.domain.money.lines import Who
from initiatives.domain.rules.money import baseline_costs, compensation, economics
from initiatives.domain.rules.money.baseline_costs import Told
from initiatives.domain.rules.money.compensation import Transfer
from initiatives.domain.state import loading
from initiatives.domain.state.facts import FieldFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums import Confidence
from initiatives.enums.money import CostKind, Variant
from initiatives.models import Field, Mandate, Organisation

LONGEST = 200  # characters of a title


def fingerprint(transfers: Iterable[Transfer]) -> str:
    """Which reimbursements somebody has in front of them."""
    return ",".join(f"{one.payer.id}-{one.receiver.id}-{one.cents}" for one in transfers)


@state_change()
def reimburse(*, field: Field, variant: str, seen: str, by: Mandate, at: datetime) -> int:
    """Record the reimbursements that make the losers of a variant whole; returns how many.

    `seen` is the `fingerprint` of those that were confirmed. Raises Refused where nobody can be made whole, and Overtaken
    where others would be right by now.
    """
    facts = _locked(field)
    found = compensation.of_comparison(economics.of_field(facts, variant)).transfers
    if not found:
        raise Refused("Es gibt nichts, was sich ausgleichen ließe.")
    if fingerprint(found) != seen:
        raise corrections.Overtaken(
            "Der Vergleich ist inzwischen ein anderer. Gespeichert ist nichts; bitte sehen Sie sich den Vorschlag noch einmal an."
        )
    basis = facts.money.basis
    values = {
        "title": "Ausgleich",
        "from_year": basis.first_year,
        "until_year": basis.first_year + basis.years - 1,
        "source": f"aus dem Vergleich vom {day_of(at):%d.%m.%Y} berechnet",
        "confidence": Confidence.CALCULATED,
    }
    places = Organisation.objects.in_bulk({pk for one in found for pk in (one.payer.id, one.receiver.id)})
    several = [
        (
            Who(variant, CostKind.REIMBURSEMENT, places[one.payer.id], places[one.receiver.id]),
            values | {"amount_cents": one.cents},
        )
        for one in found
    ]
    return len(lines.add_several(field=field, several=several, by=by, at=at))


@state_change()
def take_over_baseline(
    *,
    field: Field,
    keys: Collection[str],
    organisation_ids: Collection[int],
    confidence: str,
    by: Mandate,
    at: datetime,
    pay_grade: str = "",
    rate_cents: int | None = None,
    effective_on: date | None = None,
) -> int:
    """Record what the baseline says of today's costs as lines of today, each with its question as source; returns how many.

    `keys` are those of `baseline_costs.Told` to take; only of `organisation_ids`, and of those without a line of today.
    Posts are reckoned with `rate_cents` each. The lines hold from `effective_on` on. Raises Refused where there is nothing to
    take, posts have no rate, or an answer was given after that day.
    """
    told = [
        one
        for one in baseline_costs.told(_locked(field))
        if one.key in keys and one.organisation.id in organisation_ids
    ]
    if not told:
        raise Refused("Dazu gibt es keine Antwort, die noch nicht übernommen ist.", "keys")
    if rate_cents is None and any(one.is_posts for one in told):
        raise Refused("Bitte geben Sie an, was eine Stelle im Jahr kostet.", "rate_cents")
    late = max(told, key=lambda one: one.answered_on)
    if effective_on is not None and late.answered_on > effective_on:
        raise Refused(
            f"Die Antwort {late.organisation.of} ist vom {late.answered_on:%d.%m.%Y}. Bitte geben Sie diesen oder einen "
            "späteren Tag an.",
            "effective_on",
        )
    places = Organisation.objects.in_bulk({one.organisation.id for one in told})
    rate = {"rate_cents": rate_cents, "pay_grade": pay_grade}
    several = [
        (_who_today(one, places[one.organisation.id]), _values(one, rate) | {"confidence": confidence})
        for one in told
    ]
    return len(lines.add_several(field=field, several=several, by=by, at=at, effective_on=effective_on))


def _who_today(one: Told, place: Organisation) -> Who:
    return Who(Variant.TODAY, CostKind.STAFF if one.is_posts else CostKind.TOTAL, place)


def _values(one: Told, rate: Mapping[str, Any]) -> dict[str, Any]:
    source = f"Bestandsaufnahme, Antwort vom {one.answered_on:%d.%m.%Y}"
    amount = {"fte": one.number, **rate} if one.is_posts else {"amount_cents": int(one.number)}
    return {"title": one.text[:LONGEST], "source": source, **amount}


def _locked(field: Field) -> FieldFacts:
    """The facts as they stand while nobody else changes the field's lines."""
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    return loading.facts(row.initiative_id, field_id=row.pk).field(row.pk)
