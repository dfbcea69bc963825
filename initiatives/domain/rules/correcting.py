"""Who may put right what was recorded: whoever may make such an entry, as `access` says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from initiatives.domain.rules.access import (
    may,
    may_administer,
    may_enter_actual,
    may_enter_line,
    may_implement,
    may_record_past,
)
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.models import (
    Actual,
    Agreement,
    AgreementChange,
    AgreementStage,
    AmendmentRuling,
    Answer,
    ComparisonBasis,
    ConditionOverride,
    CostLineEntry,
    Field,
    FieldFunding,
    FrameworkCondition,
    GateItem,
    Implementation,
    Initiative,
    InitiativeParticipant,
    Mandate,
    Meeting,
    MeetingResult,
    ParticipationEntry,
    PhaseTransition,
    Position,
    Proposal,
    ProposalAnswer,
    Resolution,
    Round,
    StatusAssessment,
    SteeringSeat,
    Step,
    UtilityAnalysis,
)


def _own(mandate: Mandate, facts: InitiativeFacts, organisation_id: int | None) -> bool:
    """Whether it acts for this organisation here, whatever has become of its place in the circle."""
    here = mandate.writes and mandate.initiative_id in (None, facts.id)
    return here and mandate.organisation_id == organisation_id


def _corrects_participation(
    mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any
) -> bool:
    """The own; a lead or provider whoever may name it; whoever recorded it; what the source tells, who releases."""
    own = mandate.organisation_id
    if entry.mandate_id is None:
        return may(mandate, "field.release", facts, field)
    if entry.organisation_id == mandate.own_id:
        return may(mandate, "field.participate", facts, field)
    return may(mandate, "field.lead", facts, field) and (
        entry.is_responsible or entry.is_provider or entry.mandate.organisation_id == own
    )


def _corrects_costs(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any) -> bool:
    return may_enter_line(mandate, facts, field, entry.line)


def _corrects_baseline(
    mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any
) -> bool:
    """The own answers, and who records the past those of all."""
    own = entry.organisation_id == mandate.own_id
    return (own and may(mandate, "baseline.answer", facts, field)) or may_record_past(mandate, facts, field)


def _corrects_actual(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any) -> bool:
    return field is not None and may_enter_actual(mandate, facts, field, entry.organisation_id)


def _corrects_item(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any) -> bool:
    own = entry.organisation_id in (None, mandate.organisation_id)
    return own and may(mandate, "gate.record", facts, field)


def _corrects_stage(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any) -> bool:
    """The own signature each party, all else whoever has the agreement in hand."""
    own = entry.organisation_id == mandate.own_id
    return may(mandate, "agreement.sign" if own else "agreement.edit", facts, field)


def _corrects_answer(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any) -> bool:
    """The municipality; until it has confirmed what was recorded for it, also who did that."""
    whose = entry.body if isinstance(entry, Resolution) else entry.ask
    if _own(mandate, facts, whose.organisation_id):
        return True
    waits = bool(entry.source_note) and entry.confirmed_at is None
    recorded = entry.mandate.organisation_id == mandate.organisation_id
    return waits and recorded and may(mandate, "position.take_down", facts, field)


def _corrects_reply(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any) -> bool:
    own = entry.ask.organisation_id == mandate.own_id
    return own and may(mandate, "proposal.answer", facts, field)


def _corrects_implementation(
    mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any
) -> bool:
    whose = entry.resolution.body.organisation_id if entry.resolution_id else None
    return may_implement(mandate, facts, field, whose)


def _by(right: str) -> Correcting:
    return lambda mandate, facts, field, entry: may(mandate, right, facts, field)


def _administers(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any) -> bool:
    return may_administer(mandate)


def _corrects_proposal(
    mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any
) -> bool:
    return entry.mandate.organisation_id == mandate.organisation_id and may(mandate, "proposal.make", facts)


def _names_the_group(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any) -> bool:
    return may(mandate, "steering.name", facts) or may_administer(mandate)


Correcting = Callable[[Mandate, InitiativeFacts, FieldFacts | None, Any], bool]
CORRECTING: dict[type, Correcting] = {
    Field.history.model: _by("field.edit"),
    PhaseTransition: _by("field.release"),
    ParticipationEntry: _corrects_participation,
    StatusAssessment: _by("field.assess"),
    Step: _by("step.edit"),
    CostLineEntry: _corrects_costs,
    Answer: _corrects_baseline,
    ComparisonBasis: _by("money.edit"),
    UtilityAnalysis: _by("money.edit"),
    Actual: _corrects_actual,
    FieldFunding: _by("money.edit"),
    GateItem: _corrects_item,
    Agreement.history.model: _by("agreement.edit"),
    AgreementChange: _by("agreement.edit"),
    AgreementStage: _corrects_stage,
    ConditionOverride: _by("condition.overrule"),
    Round: _by("round.open"),
    Position: _corrects_answer,
    Resolution: _corrects_answer,
    AmendmentRuling: _by("round.close"),
    ProposalAnswer: _corrects_reply,
    Meeting: _by("meeting.convene"),
    MeetingResult: _by("meeting.convene"),
    Implementation: _corrects_implementation,
    Proposal: _corrects_proposal,
    SteeringSeat: _names_the_group,
    Initiative.history.model: _administers,
    InitiativeParticipant: _administers,
    FrameworkCondition: _administers,
}


def may_correct(
    mandate: Mandate | None, facts: InitiativeFacts, field: FieldFacts | None, entry: Any
) -> bool:
    """Whether a mandate may put right a row of `CORRECTING`: whoever may make such an entry."""
    return mandate is not None and CORRECTING[type(entry)](mandate, facts, field, entry)
