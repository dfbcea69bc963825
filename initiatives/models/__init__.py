from initiatives.models.bodies import Body
from initiatives.models.comments import Comment
from initiatives.models.conditions import FrameworkCondition
from initiatives.models.costs import CostEntry
from initiatives.models.documents import Document, DocumentVersion
from initiatives.models.events import Event
from initiatives.models.fields import Field, FieldParticipation, PhaseTransition, StatusAssessment
from initiatives.models.gates import GateItem
from initiatives.models.initiatives import Initiative, InitiativeParticipant
from initiatives.models.mandates import Mandate
from initiatives.models.meetings import Meeting
from initiatives.models.organisations import Organisation, PopulationFigure
from initiatives.models.overrides import ConditionOverride
from initiatives.models.pages import LegalPage
from initiatives.models.positions import Position, PositionCondition, PositionDraft, Resolution
from initiatives.models.reports import Report, ReportInitiative, ReportJob
from initiatives.models.rounds import Ask, Round
from initiatives.models.steps import Step, StepTemplate
from initiatives.models.users import User

__all__ = [
    "Ask",
    "Body",
    "Comment",
    "ConditionOverride",
    "CostEntry",
    "Document",
    "DocumentVersion",
    "Event",
    "Field",
    "FieldParticipation",
    "FrameworkCondition",
    "GateItem",
    "Initiative",
    "InitiativeParticipant",
    "LegalPage",
    "Mandate",
    "Meeting",
    "Organisation",
    "PhaseTransition",
    "PopulationFigure",
    "Position",
    "PositionCondition",
    "PositionDraft",
    "Report",
    "ReportInitiative",
    "ReportJob",
    "Resolution",
    "Round",
    "StatusAssessment",
    "Step",
    "StepTemplate",
    "User",
]
