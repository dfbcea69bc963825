"""The two editions of a draft paper: the non-public one shows all that the core holds, the public one what is allowed here.

Invariants: a value whose row does not say `Public` is no part of the public edition (`editions.shown`); what whole records are
public, and what stands in their place, is decided here as for the reports: no Votum behind which its body does not stand yet,
no reason of a computed result, no agreement before it is published unless it is what is voted on, and of the costs those of
the own municipality alone, without keys (docs/decisions/0041).
"""

from __future__ import annotations

from dataclasses import replace

from initiatives.domain.snapshots import editions
from initiatives.enums import STANCE_WORDS, Edition, Stance
from initiatives.snapshot.council_paper import (
    ACCESSION,
    DECISION,
    Check,
    Core,
    Costs,
    CouncilPaper,
    FieldPart,
    Voice,
)

ON_TEXTS = (DECISION, ACCESSION)  # rounds that are about the text of an agreement
DELIBERATING = STANCE_WORDS[Stance.DELIBERATING]


def cut(paper: CouncilPaper, edition: str) -> CouncilPaper:
    """The paper in one of its editions."""
    if edition != Edition.PUBLIC:
        return replace(paper, edition=Edition.NON_PUBLIC.value)
    costs = {key: _costs(one) if one else None for key, one in paper.costs.items()}
    told = replace(paper, core=_core(paper.core), costs=costs, edition=Edition.PUBLIC.value)
    return editions.shown(told)


def _core(core: Core) -> Core:
    return replace(core, fields=tuple(_field(one, core.purpose) for one in core.fields))


def _field(field: FieldPart, purpose: str) -> FieldPart:
    return replace(
        field,
        voices=tuple(map(_voice, field.voices)),
        checks=tuple(map(_check, field.checks)),
        grounds=tuple(one for one in field.grounds if one.is_published is not False or purpose in ON_TEXTS),
    )


def _voice(voice: Voice) -> Voice:
    """A true "in Beratung" has no day either: it would set it apart from a consent that is withheld."""
    withheld = voice.provisional if voice.unresolved is None else voice.unresolved
    if not withheld and voice.stance != DELIBERATING:
        return replace(voice, unresolved=False)
    return Voice(
        name=voice.name,
        participation=voice.participation,
        stance=DELIBERATING,
        date=None,
        provisional=False,
        conditions=(),
        resolution="",
        unresolved=False,
    )


def _check(check: Check) -> Check:
    return check if check.withheld is False else replace(check, result="nicht öffentlich", withheld=True)


def _costs(costs: Costs) -> Costs:
    """Without lines that are borne by several, whose sources others wrote."""
    own = tuple(one for one in costs.assumptions if one.amount is not None)
    source = "; ".join(dict.fromkeys(one.source for one in own if one.source))
    return replace(costs, assumptions=own, source=source)
