"""The agreements of a field as its page lists them: each with those that change it below it."""

from dataclasses import dataclass
from datetime import date

from initiatives.domain.rules import agreement_warnings
from initiatives.domain.rules import agreements as rules
from initiatives.domain.state.facts import AgreementFacts, FieldFacts, InitiativeFacts
from initiatives.enums.agreements import AgreementKind


@dataclass(frozen=True)
class AgreementLine:
    """`word` says what it is where it changes another one; `warned` counts the warnings."""

    agreement: AgreementFacts
    word: str
    parties: list[str]
    state: str
    begun: date | None
    last: date | None
    warned: int


def shown(facts: InitiativeFacts, field: FieldFacts, day: date) -> list[AgreementLine]:
    return [_line(facts, field, one, day) for one in rules.in_order(field)]


def _line(facts: InitiativeFacts, field: FieldFacts, one: AgreementFacts, day: date) -> AgreementLine:
    parties = [party.organisation.name for party in rules.parties(field, one, day)]
    if not one.stands_alone:
        parties = [change.organisation.name for change in one.changes]
    return AgreementLine(
        one,
        "" if one.stands_alone else AgreementKind(one.kind).label,
        parties,
        rules.state(one, day).label,
        rules.in_force_on(one),
        rules.ends_on(one),
        len(agreement_warnings.warnings(facts, field, one, day)),
    )
