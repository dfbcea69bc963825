"""What a field's page shows beside its review: plan and actual, the days on which keys are looked at, and what follows."""

from dataclasses import dataclass
from datetime import date

from initiatives.domain.kernel.texts import euro_in_words
from initiatives.domain.rules import agreements
from initiatives.domain.rules.money import actuals
from initiatives.domain.rules.money.actuals import Deviation
from initiatives.domain.state.facts import FieldFacts, GateItemFacts
from initiatives.enums import GateKind, Phase


@dataclass(frozen=True)
class Review:
    """`last` is the review that counts; `planned` says in words when others are due."""

    last: GateItemFacts | None
    planned: list[tuple[str, date]]
    sums: list[str]
    outcome: str


def shown(field: FieldFacts) -> dict:
    """The hints of plan and actual, and in operation, or where a review was recorded, what it is made on."""
    last = field.item(GateKind.REVIEW)
    concerns = last is not None or field.phase == Phase.OPERATION
    return {"plan_hints": actuals.hints(field), "review": _review(field, last) if concerns else None}


def _review(field: FieldFacts, last: GateItemFacts | None) -> Review:
    rows = actuals.deviations(field)
    years = sorted({one.year for one in rows if one.cents is not None}, reverse=True)
    return Review(
        last=last,
        planned=sorted(_planned(field, last), key=lambda one: one[1]),
        sums=[_words(actuals.total(rows, year)) for year in years],
        outcome=last.outcome if last else "",
    )


def _planned(field: FieldFacts, last: GateItemFacts | None) -> list[tuple[str, date]]:
    found = [("Überprüfung, von Hand geplant", last.due_on)] if last and last.due_on else []
    found += [
        (f"Überprüfung laut „{one.title}“", one.review_on)
        for one in agreements.unended(field)
        if one.review_on and not field.reviewed_since(one.review_on)
    ]
    found += [
        (f"Überprüfung des Schlüssels „{key.title}“", period.review_on)
        for key in field.money.keys
        for period in key.periods
        if period.review_on and not field.reviewed_since(period.review_on)
    ]
    return found


def _words(whole: Deviation) -> str:
    return f"{whole.year}: Ist {euro_in_words(whole.actual or 0)}, Plan {euro_in_words(whole.planned or 0)}, {whole.words}"
