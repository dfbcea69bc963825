from initiatives.models.agreements import Agreement, AgreementChange, AgreementReminder, AgreementStage
from initiatives.models.chain import ChainLink
from initiatives.models.circle import FrameworkCondition, Initiative, InitiativeParticipant, StateVersion
from initiatives.models.desk import LegalPage
from initiatives.models.fields import (
    ConditionOverride,
    CostEntry,
    Document,
    DocumentVersion,
    Field,
    FieldParticipation,
    GateItem,
    ParticipationEntry,
    PhaseTransition,
    StatusAssessment,
    Step,
    StepTemplate,
)
from initiatives.models.kernel import Submission
from initiatives.models.law import Authority, Competence, LegalForm, LegalTerm
from initiatives.models.log import Event, Mail, Notice, NoticeSetting, Visit
from initiatives.models.meetings import (
    AgendaItem,
    Attendance,
    DecisionVote,
    Implementation,
    Meeting,
    MeetingResult,
)
from initiatives.models.minutes import MeetingPaper, Minutes, MinutesAddendum
from initiatives.models.organisations import Arms, Body, Organisation, PopulationFigure, Sitting
from initiatives.models.people import AccountRecord, Mandate, User
from initiatives.models.proposals import Project, Proposal, ProposalAnswer, ProposalAsk
from initiatives.models.reports import Classification, Report, ReportInitiative, ReportJob
from initiatives.models.resolutions import AmendmentRuling, Resolution, ResolutionAsk
from initiatives.models.steering import SteeringSeat
from initiatives.models.talk import Comment, CommentMention
from initiatives.models.votes import (
    Ask,
    CouncilPaper,
    Position,
    PositionCondition,
    PositionDraft,
    Round,
    RoundCore,
)
from initiatives.models.work import SupportRequest, Task

__all__ = [
    "AccountRecord",
    "AgendaItem",
    "Agreement",
    "AgreementChange",
    "AgreementReminder",
    "AgreementStage",
    "AmendmentRuling",
    "Arms",
    "Ask",
    "Attendance",
    "Authority",
    "Body",
    "ChainLink",
    "Classification",
    "Comment",
    "CommentMention",
    "Competence",
    "ConditionOverride",
    "CostEntry",
    "CouncilPaper",
    "DecisionVote",
    "Document",
    "DocumentVersion",
    "Event",
    "Field",
    "FieldParticipation",
    "FrameworkCondition",
    "GateItem",
    "Implementation",
    "Initiative",
    "InitiativeParticipant",
    "LegalForm",
    "LegalPage",
    "LegalTerm",
    "Mail",
    "Mandate",
    "Meeting",
    "MeetingPaper",
    "MeetingResult",
    "Minutes",
    "MinutesAddendum",
    "Notice",
    "NoticeSetting",
    "Organisation",
    "ParticipationEntry",
    "PhaseTransition",
    "PopulationFigure",
    "Position",
    "PositionCondition",
    "PositionDraft",
    "Project",
    "Proposal",
    "ProposalAnswer",
    "ProposalAsk",
    "Report",
    "ReportInitiative",
    "ReportJob",
    "Resolution",
    "ResolutionAsk",
    "Round",
    "RoundCore",
    "Sitting",
    "StateVersion",
    "StatusAssessment",
    "SteeringSeat",
    "Step",
    "StepTemplate",
    "Submission",
    "SupportRequest",
    "Task",
    "User",
    "Visit",
]
