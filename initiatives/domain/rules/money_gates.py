"""What a phase release needs of the money of a field: the baseline, the costs of each, a key. See `gates`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from initiatives.domain.rules.gate_points import Missing, lead_of
from initiatives.domain.rules.money import cost_keys, economics
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts, OrganisationFacts
from initiatives.enums.money import KeyKind


def baseline_answered(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """The participants are asked about their baseline, and each has answered what has to be."""
    asked = field.baseline
    if asked is None or not asked.questions:
        what = "Fragebogen der Bestandsaufnahme anlegen"
        yield Missing(what, lead_of(facts, field), "kosten", page="baseline")
        return
    for member in field.taking_part():
        if not asked.is_complete(member.organisation.id):
            owes = (member.organisation,)
            yield Missing("Bestandsaufnahme liefern", owes, "kosten", asked.due_on, page="baseline")


def costs_of_each(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """Each says what it pays today and would pay jointly, or what it saves; who loses is a matter of the live check."""
    for what, organisation in owed_costs(field):
        yield Missing(what, (organisation,), "kosten")


def owed_costs(field: FieldFacts) -> Iterator[tuple[str, OrganisationFacts]]:
    """What each participant has still to say of its costs."""
    comparison = economics.of_field(field)
    for organisation in comparison.without_costs:
        lacking = [what for whose, what in comparison.missing if whose == organisation]
        yield f"{lacking[0] if len(lacking) == 1 else 'Kosten heute und gemeinsam'} angeben", organisation


def key_agreed(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """There is a key, described at least; what is borne jointly, or funded, needs one that leaves no gap."""
    keys, money = field.money.keys, field.money
    if not keys:
        yield Missing("Kostenschlüssel festlegen", lead_of(facts, field), "kosten", page="cost_keys")
        return
    why = next(iter(economics.of_field(field).gap_reasons), "")
    if not why and money.funding and not shares_on(field, money.funding.key_id):
        why = "Den Eigenanteil der Förderung verteilt noch kein Schlüssel."
    if why:
        yield Missing(f"Kostenschlüssel ergänzen: {why}", lead_of(facts, field), "kosten", page="cost_keys")


def shares_on(field: FieldFacts, key_id: int | None) -> bool:
    """Whether a key shares out from the first day of the comparison on."""
    key = field.money.key(key_id)
    period = cost_keys.period_on(key, date(field.money.basis.first_year, 1, 1)) if key else None
    return period is not None and period.kind != KeyKind.DESCRIBED
