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
from initiatives.domain.state.facts.money import (
    ActualFacts,
    AnswerFacts,
    BaselineFacts,
    BasisFacts,
    CostKeyFacts,
    CostLineFacts,
    CriterionFacts,
    FundingFacts,
    KeyPeriodFacts,
    MoneyFacts,
    ProgrammeFacts,
    QuestionFacts,
    UtilityFacts,
)
from initiatives.domain.state.facts.organisations import OrganisationFacts
from initiatives.domain.state.facts.proposals import ProjectFacts, ProposalFacts, ReplyFacts
from initiatives.domain.state.facts.records import (
    AssessmentFacts,
    DocumentFacts,
    GateItemFacts,
    MoveFacts,
    OverrideFacts,
    ParticipationFacts,
    StepFacts,
    VersionFacts,
)
from initiatives.domain.state.facts.votes import (
    AccessionFacts,
    AskFacts,
    PositionConditionFacts,
    PositionFacts,
    ResolutionFacts,
    RoundFacts,
    RulingFacts,
)
from initiatives.domain.state.facts.work import SupportFacts, TaskFacts

__all__ = [
    "NO_LAW",
    "AccessionFacts",
    "ActualFacts",
    "AgreementFacts",
    "AnswerFacts",
    "AskFacts",
    "AssessmentFacts",
    "AttendanceFacts",
    "AuthorityFacts",
    "BaselineFacts",
    "BasisFacts",
    "ConditionFacts",
    "CostKeyFacts",
    "CostLineFacts",
    "CriterionFacts",
    "DecisionFacts",
    "DocumentFacts",
    "FieldFacts",
    "FundingFacts",
    "GateItemFacts",
    "InitiativeFacts",
    "KeyPeriodFacts",
    "LawFacts",
    "LegalFormFacts",
    "LegalTermFacts",
    "MeetingFacts",
    "MoneyFacts",
    "MoveFacts",
    "OrganisationFacts",
    "OverrideFacts",
    "ParticipationFacts",
    "PartyChangeFacts",
    "PositionConditionFacts",
    "PositionFacts",
    "ProgrammeFacts",
    "ProjectFacts",
    "ProposalFacts",
    "QuestionFacts",
    "ReplyFacts",
    "ResolutionFacts",
    "RoundFacts",
    "RulingFacts",
    "StageFacts",
    "SteeringSeatFacts",
    "StepFacts",
    "SupportFacts",
    "TaskFacts",
    "UtilityFacts",
    "VersionFacts",
]
