"""Who may do what: one table of rights, one line each.

`may(mandate, right, facts, ...)` guards the view (403) and hides the button. It reads the facts that the page has
loaded anyway and asks nothing of the database. What may be *seen* is `visible_to` on the querysets (404).
Sources: notice of the Landrat to the Kreistag of Kreis Coesfeld, 2010 (delegates fix and work through the fields;
the county's representative supports on request, proposes, may take part; Nottuln invites).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from initiatives.domain.state.facts import FieldFacts, InitiativeFacts, TaskFacts
from initiatives.enums import OrganisationKind, Participation, ReportedBy, Role
from initiatives.models import (
    Body,
    ConditionOverride,
    CostEntry,
    FrameworkCondition,
    GateItem,
    Initiative,
    InitiativeParticipant,
    Mandate,
    Meeting,
    ParticipationEntry,
    PhaseTransition,
    Position,
    ProposalAnswer,
    Resolution,
    Round,
    StatusAssessment,
)

WORKING = frozenset({Role.DELEGATE, Role.DEPUTY})
COUNTY = frozenset({Role.COUNTY_REPRESENTATIVE})
MUNICIPALITIES = (OrganisationKind.GEMEINDE, OrganisationKind.STADT, OrganisationKind.KREISFREIE_STADT)


Where = Callable[[Mandate, InitiativeFacts, FieldFacts | None], bool]


@dataclass(frozen=True)
class Right:
    roles: frozenset
    where: Where


def _in_circle(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """The organisation takes part in the initiative, or (a third party, the county) has joined this field."""
    own = facts.organisations.get(mandate.own_id)
    return (own is not None and own.takes_part) or _takes_part(mandate, facts, field)


def _works_on(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """As `_in_circle`; the county's representative only where the county has joined the field."""
    if mandate.role == Role.COUNTY_REPRESENTATIVE:
        return _takes_part(mandate, facts, field)
    return _in_circle(mandate, facts, field)


def _leads(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """The lead's own; while there is none, everybody who works on the field. The convening municipality may always."""
    if field is None or not _works_on(mandate, facts, field):
        return False
    if field.lead is None or _convenes(mandate, facts, field):
        return True
    return field.lead.organisation.id == mandate.organisation_id


def _takes_part(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    return field is not None and field.participation_of(mandate.own_id) == Participation.PARTICIPATING


def _asked(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    return field is not None and mandate.organisation_id in field.asks


def _convenes(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    return facts.convening is not None and facts.convening.id == mandate.organisation_id


def _has_in_hand(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """Those who work on the field, if there is one, and who convenes."""
    return _convenes(mandate, facts, field) or (field is not None and _works_on(mandate, facts, field))


def _speaks(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """The county's representative comments on everything in the initiatives of the own county."""
    if mandate.role == Role.COUNTY_REPRESENTATIVE:
        return facts.county is not None and facts.county.id == mandate.organisation_id
    return _in_circle(mandate, facts, field)


def _settles(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """The convening municipality, and in its field the lead."""
    lead = field.lead if field is not None else None
    leads = lead is not None and lead.organisation.id == mandate.organisation_id
    return leads or _convenes(mandate, facts, field)


def _municipality(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """A town or municipality of the circle, which may ask the county invited for expert support."""
    own = facts.organisations.get(mandate.own_id)
    if facts.county is None or own is None:
        return False
    return own.takes_part and own.kind in MUNICIPALITIES


RIGHTS: dict[str, Right] = {
    "field.propose": Right(WORKING, _in_circle),  # a new field, phase 0
    "field.order": Right(WORKING, _convenes),  # which field comes first
    "field.edit": Right(WORKING | COUNTY, _works_on),  # aim, description, focal points
    "field.lead": Right(WORKING | COUNTY, _works_on),  # lead and contact
    "field.assess": Right(WORKING | COUNTY, _leads),  # light, cause, measure, milestone
    "field.participate": Right(WORKING | COUNTY, _speaks),  # the own participation; the county may join
    "position.give": Right(WORKING, _asked),  # the own municipality's Votum
    "position.take_down": Right(WORKING, _convenes),  # what another municipality has said
    "comment.initiative": Right(WORKING | COUNTY, _speaks),
    "comment.field": Right(WORKING | COUNTY, _speaks),
    "comment.step": Right(WORKING | COUNTY, _speaks),
    "comment.ask": Right(WORKING | COUNTY, _speaks),
    "comment.proposal": Right(WORKING | COUNTY, _speaks),
    "comment.meeting": Right(WORKING | COUNTY, _speaks),
    "comment.resolve": Right(WORKING | COUNTY, _settles),  # another's; the own each resolves
    "round.open": Right(WORKING, _convenes),
    "round.close": Right(WORKING, _convenes),
    "paper.make": Right(WORKING, _asked),  # the draft paper for the own council
    "paper.core": Right(WORKING, _convenes),  # what is the same in the papers of all
    "field.release": Right(WORKING, _convenes),  # release, rest, resume, reopen
    "gate.record": Right(WORKING | COUNTY, _works_on),  # an entry by hand
    "document.add": Right(WORKING | COUNTY, _works_on),  # a file, a new version of it
    "step.edit": Right(WORKING | COUNTY, _works_on),  # add, change, order the steps
    "task.add": Right(WORKING | COUNTY, _speaks),  # to the own organisation
    "task.assign": Right(WORKING | COUNTY, _settles),  # to another, too
    "cost.enter": Right(WORKING | COUNTY, _takes_part),  # the own costs, by the lead those of all
    "minutes.circulate": Right(WORKING, _convenes),
    "minutes.correct": Right(WORKING, _convenes),  # add to what was circulated
    "decision.implement": Right(
        WORKING | COUNTY, _has_in_hand
    ),  # tell how far a decision of the delegates is
    "resolution.implement": Right(WORKING, _in_circle),  # the own bodies', see `may_implement`
    "text.raise": Right(WORKING | COUNTY, _has_in_hand),  # out of every public report, for good
    "condition.overrule": Right(WORKING | COUNTY, _works_on),  # judge a framework condition otherwise
    "meeting.convene": Right(WORKING, _convenes),  # plan, invite, open, take down, close
    "meeting.reply": Right(WORKING | COUNTY, _speaks),  # whether the own organisation comes
    "topic.propose": Right(WORKING | COUNTY, _speaks),  # a topic for a meeting, and change the own one
    "proposal.make": Right(WORKING | COUNTY, _speaks),  # propose a joint project; correct, withdraw the own
    "proposal.answer": Right(WORKING | COUNTY, _speaks),  # for the own organisation, if it was asked
    "proposal.decide": Right(
        WORKING, _convenes
    ),  # accept, or not pursue; the county proposes, it never decides
    "support.ask": Right(WORKING, _municipality),  # ask the county; close, withdraw the own request
    "support.answer": Right(COUNTY, _speaks),  # accept, decline, answer what the own county is asked
}


def may(mandate: Mandate | None, right: str, facts: InitiativeFacts, field: FieldFacts | None = None) -> bool:
    """Whether the acting mandate has a right of `RIGHTS` here. Raises KeyError for an unknown right."""
    rule = RIGHTS[right]
    if mandate is None or mandate.role not in rule.roles:
        return False
    if mandate.initiative_id not in (None, facts.id):
        return False
    return rule.where(mandate, facts, field)


def may_change_task(
    mandate: Mandate | None, facts: InitiativeFacts, task: TaskFacts, *, only_state: bool = False
) -> bool:
    """Whether a mandate may change a task: who gave it, who may give it to others, and for its state the owner."""
    field = facts.field(task.field_id) if task.field_id else None
    if mandate is None or not may(mandate, "task.add", facts, field):
        return False
    own = mandate.organisation_id
    if may(mandate, "task.assign", facts, field) or own == task.giver_id:
        return True
    return only_state and own == task.owner_id


def may_implement(
    mandate: Mandate | None, facts: InitiativeFacts, field: FieldFacts | None, organisation_id: int | None
) -> bool:
    """Whether a mandate may tell how far a resolution of a body of that organisation is, or a decision (None)."""
    if organisation_id is None:
        return may(mandate, "decision.implement", facts, field)
    own = mandate is not None and mandate.organisation_id == organisation_id
    return own and may(mandate, "resolution.implement", facts, field)


def _own(mandate: Mandate, facts: InitiativeFacts, organisation_id: int | None) -> bool:
    """Whether it acts for this organisation here, whatever has become of its place in the circle."""
    here = mandate.role in WORKING and mandate.initiative_id in (None, facts.id)
    return here and mandate.organisation_id == organisation_id


def _corrects_participation(
    mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any
) -> bool:
    """The own; a lead whoever may hand it over; whoever recorded it; what the source tells, who releases."""
    own = mandate.organisation_id
    if entry.mandate_id is None:
        return may(mandate, "field.release", facts, field)
    if entry.organisation_id == mandate.own_id:
        return may(mandate, "field.participate", facts, field)
    return may(mandate, "field.lead", facts, field) and (
        entry.is_responsible or entry.mandate.organisation_id == own
    )


def _corrects_costs(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any) -> bool:
    leads = (
        field is not None and field.lead is not None and field.lead.organisation.id == mandate.organisation_id
    )
    return may(mandate, "cost.enter", facts, field) and (leads or entry.organisation_id == mandate.own_id)


def _corrects_item(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any) -> bool:
    own = entry.organisation_id in (None, mandate.organisation_id)
    return own and may(mandate, "gate.record", facts, field)


def _corrects_answer(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any) -> bool:
    """The municipality; until it has confirmed what was recorded for it, also who did that."""
    if _own(mandate, facts, entry.ask.organisation_id):
        return True
    waits = bool(entry.source_note) and entry.confirmed_at is None
    recorded = entry.mandate.organisation_id == mandate.organisation_id
    return waits and recorded and may(mandate, "position.take_down", facts, field)


def _corrects_reply(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any) -> bool:
    own = entry.ask.organisation_id == mandate.own_id
    return own and may(mandate, "proposal.answer", facts, field)


def _by(right: str) -> Correcting:
    return lambda mandate, facts, field, entry: may(mandate, right, facts, field)


def _administers(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None, entry: Any) -> bool:
    return may_administer(mandate)


Correcting = Callable[[Mandate, InitiativeFacts, FieldFacts | None, Any], bool]
CORRECTING: dict[type, Correcting] = {
    PhaseTransition: _by("field.release"),
    ParticipationEntry: _corrects_participation,
    StatusAssessment: _by("field.assess"),
    CostEntry: _corrects_costs,
    GateItem: _corrects_item,
    ConditionOverride: _by("condition.overrule"),
    Round: _by("round.open"),
    Position: _corrects_answer,
    Resolution: _corrects_answer,
    ProposalAnswer: _corrects_reply,
    Meeting: _by("meeting.convene"),
    InitiativeParticipant: _administers,
    FrameworkCondition: _administers,
}


def may_correct(
    mandate: Mandate | None, facts: InitiativeFacts, field: FieldFacts | None, entry: Any
) -> bool:
    """Whether a mandate may put right a row of `CORRECTING`: whoever may make such an entry."""
    return mandate is not None and CORRECTING[type(entry)](mandate, facts, field, entry)


def may_report(mandate: Mandate | None, body: Body, told: Iterable[Initiative]) -> bool:
    """Whether a mandate may make and issue reports to `body` on the initiatives in `told`.

    It is the same question as `ReportQuerySet.visible_to` asks for drafts; a test compares both.
    """
    initiatives = list(told)
    return bool(initiatives) and len(reportable(mandate, body, initiatives)) == len(initiatives)


def reportable(mandate: Mandate | None, body: Body, told: Iterable[Initiative]) -> list[Initiative]:
    """Those of the initiatives in `told` on which a mandate may report to `body` together, none where it may not at all.

    The body's organisation tells of each; another one, as far as the body lets those who convene report, of what it
    takes part in, if it convenes one of that. A mandate for a single initiative reports on that alone. Have the
    participants fetched along.
    """
    if mandate is None or mandate.role not in WORKING | COUNTY:
        return []
    own = mandate.organisation_id
    known = [one for one in told if mandate.initiative_id in (None, one.pk)]
    if own != body.organisation_id:
        known = [one for one in known if takes_part(own, one)]
    elif body.reported_by != ReportedBy.CONVENING:
        return known
    convenes = body.reported_by != ReportedBy.ORGANISATION and any(one.convening_id == own for one in known)
    return known if convenes else []


def takes_part(organisation_id: int | None, initiative: Initiative) -> bool:
    """Whether an organisation is in the circle of an initiative today; its participants are to be fetched along."""
    return any(
        one.organisation_id == organisation_id and one.left_on is None
        for one in initiative.participants.all()
    )


def may_discuss_report(mandate: Mandate | None) -> bool:
    """Whether a mandate comments on the reports that it sees; one report may tell of several initiatives."""
    return mandate is not None and mandate.role in WORKING | COUNTY


def may_search(mandate: Mandate | None) -> bool:
    """All but members of a body, who read its reports only."""
    return mandate is not None and mandate.role != Role.COUNCIL_MEMBER


def may_administer(mandate: Mandate | None) -> bool:
    """Organisations, bodies, mandates, initiatives, reference data."""
    return mandate is not None and mandate.role == Role.ADMINISTRATOR


def may_administer_all(mandate: Mandate | None) -> bool:
    """What holds for every county of the installation: its texts and the templates of steps."""
    return mandate is not None and may_administer(mandate) and mandate.organisation_id is None
