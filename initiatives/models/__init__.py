from initiatives.models.bodies import Body, Sitting
from initiatives.models.classifications import Classification
from initiatives.models.comments import Comment, CommentMention
from initiatives.models.conditions import FrameworkCondition
from initiatives.models.costs import CostEntry
from initiatives.models.council_papers import CouncilPaper, RoundCore
from initiatives.models.decisions import DecisionVote, Implementation, MeetingResult
from initiatives.models.documents import Document, DocumentVersion
from initiatives.models.events import Event
from initiatives.models.fields import Field, FieldParticipation, PhaseTransition, StatusAssessment
from initiatives.models.gates import GateItem
from initiatives.models.initiatives import Initiative, InitiativeParticipant
from initiatives.models.mandates import Mandate
from initiatives.models.meetings import AgendaItem, Attendance, Meeting
from initiatives.models.minutes import MeetingPaper, Minutes, MinutesAddendum
from initiatives.models.notices import Mail, Notice, NoticeSetting, Visit
from initiatives.models.organisations import Arms, Organisation, PopulationFigure
from initiatives.models.overrides import ConditionOverride
from initiatives.models.pages import LegalPage
from initiatives.models.positions import Position, PositionCondition, PositionDraft, Resolution
from initiatives.models.proposals import Project, Proposal, ProposalAnswer, ProposalAsk
from initiatives.models.reports import Report, ReportInitiative, ReportJob
from initiatives.models.rounds import Ask, Round
from initiatives.models.steps import Step, StepTemplate
from initiatives.models.submissions import Submission
from initiatives.models.support import SupportRequest
from initiatives.models.tasks import Task
from initiatives.models.users import User

__all__ = [
    "AgendaItem",
    "Arms",
    "Ask",
    "Attendance",
    "Body",
    "Classification",
    "Comment",
    "CommentMention",
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
    "LegalPage",
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
    "Round",
    "RoundCore",
    "Sitting",
    "StatusAssessment",
    "Step",
    "StepTemplate",
    "Submission",
    "SupportRequest",
    "Task",
    "User",
    "Visit",
]
