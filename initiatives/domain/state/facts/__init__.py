"""The state of an initiative at a moment, as frozen dataclasses.

Pages, rights, gates and snapshots are pure functions over them, so they cannot disagree. `loading.facts` reads them.
"""

from initiatives.domain.state.facts.agreements import (
    NO_LAW,
    AgreementFacts,
    AuthorityFacts,
    LawFacts,
    LegalFormFacts,
    LegalTermFacts,
    PartyChangeFacts,
    StageFacts,
)
from initiatives.domain.state.facts.fields import FieldFacts
from initiatives.domain.state.facts.initiatives import ConditionFacts, InitiativeFacts, SteeringSeatFacts
from initiatives.domain.state.facts.meetings import AttendanceFacts, DecisionFacts, MeetingFacts
from initiatives.domain.state.facts.organisations import OrganisationFacts
from initiatives.domain.state.facts.proposals import ProjectFacts, ProposalFacts, ReplyFacts
from initiatives.domain.state.facts.records import (
    AssessmentFacts,
    CostFacts,
    DocumentFacts,
    GateItemFacts,
    MoveFacts,
    OverrideFacts,
    ParticipationFacts,
    StepFacts,
    VersionFacts,
)
from initiatives.domain.state.facts.votes import (
    AskFacts,
    PositionConditionFacts,
    PositionFacts,
    ResolutionFacts,
    RoundFacts,
)
from initiatives.domain.state.facts.work import SupportFacts, TaskFacts

__all__ = [
    "NO_LAW",
    "AgreementFacts",
    "AskFacts",
    "AssessmentFacts",
    "AttendanceFacts",
    "AuthorityFacts",
    "ConditionFacts",
    "CostFacts",
    "DecisionFacts",
    "DocumentFacts",
    "FieldFacts",
    "GateItemFacts",
    "InitiativeFacts",
    "LawFacts",
    "LegalFormFacts",
    "LegalTermFacts",
    "MeetingFacts",
    "MoveFacts",
    "OrganisationFacts",
    "OverrideFacts",
    "ParticipationFacts",
    "PartyChangeFacts",
    "PositionConditionFacts",
    "PositionFacts",
    "ProjectFacts",
    "ProposalFacts",
    "ReplyFacts",
    "ResolutionFacts",
    "RoundFacts",
    "StageFacts",
    "SteeringSeatFacts",
    "StepFacts",
    "SupportFacts",
    "TaskFacts",
    "VersionFacts",
]
