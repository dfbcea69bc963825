"""Whose costs of a field the public may read: a party's, once its own competent body has resolved. Pure.

Decision 0036 says why. `resolved` follows from what is public itself, so that it tells nothing of what is withheld.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from initiatives.domain.rules.money import cost_sheet
from initiatives.domain.rules.money.cost_keys import circle
from initiatives.domain.state.facts import CostLineFacts, FieldFacts, KeyPeriodFacts, ResolutionFacts
from initiatives.enums import Phase, ResolutionResult, RoundPurpose
from initiatives.enums.money import Bearers, CostKind, KeyKind, Variant

FINAL = frozenset({ResolutionResult.ADOPTED, ResolutionResult.AMENDED, ResolutionResult.REJECTED})


def resolved(field: FieldFacts) -> frozenset[int]:
    """The organisations whose competent body has resolved on the draft or on its own accession.

    That it has resolved on taking part (Mitwirkung) counts once the implementation has begun: before, there is no offer yet
    on which anybody could have decided.
    """
    own = {one.own.id: one.joining.id for one in field.accessions if one.own is not None}
    return frozenset(one.organisation_id for one in field.decisions if _settles(one, field, own))


def _settles(found: ResolutionFacts, field: FieldFacts, accessions: dict[int, int]) -> bool:
    if not (found.decides and found.confirmed and found.result in FINAL):
        return False
    if RoundPurpose.DECISION in found.purposes or field.phase >= Phase.IMPLEMENTATION:
        return found.purposes != {RoundPurpose.ACCESSION} or _joins(found, accessions)
    return _joins(found, accessions)


def _joins(found: ResolutionFacts, accessions: dict[int, int]) -> bool:
    return any(accessions.get(ask) == found.organisation_id for ask in (*found.ask_ids, found.ask_id))


def bearers(field: FieldFacts) -> tuple[int, ...]:
    """Those among whom costs are shared in the years of the comparison, by name; that they take part, or took part, is public."""
    within, years = circle(field), cost_sheet.horizon(field.money.basis)
    return tuple(pk for pk in within.organisations if any(within.days_in(pk, year) for year in years))


def is_whole(field: FieldFacts) -> bool:
    """Whether the bodies of all bearers have resolved, so that sums and keys give nobody's figures away."""
    found = bearers(field)
    return bool(found) and resolved(field).issuperset(found)


def rests_on(field: FieldFacts) -> dict[int, frozenset[int]]:
    """By organisation the others whose own figures could be read off its result of the joint variant, or change it.

    Who gets a reimbursement rests on who pays it, and so do all who bear by one key on each other; a fixed percentage rests
    on nobody, but what percentages leave over (the provider) on all of them.
    """
    found: dict[int, set[int]] = defaultdict(set)
    within = bearers(field)
    for line in field.money.lines:
        if line.variant not in (Variant.TODAY, Variant.JOINT):
            continue
        if line.kind == CostKind.REIMBURSEMENT and line.receiver_id and line.organisation_id:
            found[line.receiver_id].add(line.organisation_id)
        for who, whom in _shared(field, line, within):
            found[who].update(whom)
    return {pk: frozenset(others - {pk}) for pk, others in found.items()}


def _shared(
    field: FieldFacts, line: CostLineFacts, within: tuple[int, ...]
) -> Iterator[tuple[int, Iterable[int]]]:
    key = field.money.key(line.key_id) if line.is_shared else None
    for period in key.periods if key else ():
        together = _together(within, period)
        if period.kind != KeyKind.FIXED:
            yield from ((who, together) for who in together)
        elif field.provider is not None:
            yield field.provider.organisation.id, together


def _together(within: tuple[int, ...], period: KeyPeriodFacts) -> tuple[int, ...]:
    named = period.bearers == Bearers.NAMED or period.kind == KeyKind.FIXED
    return tuple(one for one in within if not named or one in period.figures)
