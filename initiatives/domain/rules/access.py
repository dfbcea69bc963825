"""Who may do what: one table of rights, one line each.

`may(mandate, right, facts, ...)` guards the view (403) and hides the button. It reads the facts that the page has
loaded anyway and asks nothing of the database. What may be *seen* is `visible_to` on the querysets (404).
Sources: notice of the Landrat to the Kreistag of Kreis Coesfeld, 2010 (delegates fix and work through the fields;
the county's representative supports on request, proposes, may take part; Nottuln invites).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from initiatives.domain.state.facts import (
    CostLineFacts,
    FieldFacts,
    InitiativeFacts,
    OrganisationFacts,
    TaskFacts,
)
from initiatives.enums import OrganisationKind, Participation, ReportedBy, Role
from initiatives.models import (
    Body,
    CostLine,
    Initiative,
    Mandate,
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
    if field.lead is None or _convenes(mandate, facts):
        return True
    return field.is_led_by(mandate.organisation_id)


def _party(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """Whoever has the field in hand, and who is to sign one of its agreements, whether it takes part or not."""
    entering = [place.id for one in field.agreements for place in one.entering] if field else []
    return mandate.own_id in entering or _leads(mandate, facts, field)


def _takes_part(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    return field is not None and field.participation_of(mandate.own_id) == Participation.PARTICIPATING


def _asked(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    return field is not None and field.is_asked(mandate.own_id)


def _convenes(mandate: Mandate, facts: InitiativeFacts) -> bool:
    return facts.convening is not None and facts.convening.id == mandate.organisation_id


def in_charge(facts: InitiativeFacts, field: FieldFacts) -> OrganisationFacts | None:
    """Who runs the rounds of a field and releases it: the convening municipality, where there is none the field's lead.

    None where the initiative has no convening municipality and the field is assigned to nobody yet.
    """
    if facts.convening is not None:
        return facts.convening
    return field.lead.organisation if field.lead is not None else None


def _runs(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """Who is in charge of the field, or of any where none is named. Of who convenes the delegates alone act."""
    if facts.convening is not None and mandate.role == Role.COUNTY_REPRESENTATIVE:
        return False
    if field is None and facts.convening is not None:
        return _convenes(mandate, facts)
    charged = (in_charge(facts, one) for one in (facts.fields if field is None else (field,)))
    return any(one is not None and one.id == mandate.organisation_id for one in charged)


def _chairs(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """What concerns the circle as a whole: the convening municipality, where there is none each that takes part."""
    if facts.convening is not None:
        return _convenes(mandate, facts)
    own = facts.organisations.get(mandate.own_id)
    return own is not None and own.takes_part


def _has_in_hand(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """Those who work on the field; who convenes; without a field, who speaks for the circle."""
    if field is None:
        return _chairs(mandate, facts, field)
    return _convenes(mandate, facts) or _works_on(mandate, facts, field)


def _invited(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """The county of the initiative."""
    return facts.county is not None and facts.county.id == mandate.organisation_id


def _speaks(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """The county's representative comments on everything in the initiatives of the own county and where it takes part."""
    if mandate.role == Role.COUNTY_REPRESENTATIVE:
        own = facts.organisations.get(mandate.own_id)
        return _invited(mandate, facts, field) or (own is not None and own.takes_part)
    return _in_circle(mandate, facts, field)


def _may_join(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """As `_speaks`; whoever an accession is about says itself that it has joined."""
    joins = field is not None and any(one.joining.id == mandate.own_id for one in field.accessions)
    return joins or _speaks(mandate, facts, field)


def _settles(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """The convening municipality, and in its field the lead; without either, who speaks for the circle."""
    if field is None:
        return _chairs(mandate, facts, field)
    return _convenes(mandate, facts) or field.is_led_by(mandate.organisation_id)


def _municipality(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """A town or municipality of the circle, which may ask the county invited for expert support."""
    own = facts.organisations.get(mandate.own_id)
    if facts.county is None or own is None:
        return False
    return own.takes_part and own.kind in MUNICIPALITIES


RIGHTS: dict[str, Right] = {
    "field.propose": Right(WORKING, _in_circle),  # a new field, phase 0
    "field.order": Right(WORKING, _chairs),  # which field comes first
    "field.edit": Right(WORKING | COUNTY, _works_on),  # aim, description, focal points
    "field.lead": Right(WORKING | COUNTY, _works_on),  # lead, its contact, provider
    "field.assess": Right(WORKING | COUNTY, _leads),  # light, cause, measure, milestone
    "field.participate": Right(WORKING | COUNTY, _may_join),  # the own participation; the county may join
    "position.give": Right(WORKING | COUNTY, _asked),  # the own organisation's Votum
    "position.take_down": Right(WORKING | COUNTY, _runs),  # what another municipality has said
    "comment.initiative": Right(WORKING | COUNTY, _speaks),
    "comment.field": Right(WORKING | COUNTY, _speaks),
    "comment.step": Right(WORKING | COUNTY, _speaks),
    "comment.ask": Right(WORKING | COUNTY, _speaks),
    "comment.proposal": Right(WORKING | COUNTY, _speaks),
    "comment.meeting": Right(WORKING | COUNTY, _speaks),
    "comment.resolve": Right(WORKING | COUNTY, _settles),  # another's; the own each resolves
    "round.open": Right(WORKING | COUNTY, _runs),  # of each of its fields
    "round.close": Right(WORKING | COUNTY, _runs),  # see `may_run`
    "paper.make": Right(WORKING | COUNTY, _asked),  # the draft paper for the own council
    "paper.core": Right(WORKING | COUNTY, _runs),  # what is the same in the papers of all
    "field.release": Right(WORKING | COUNTY, _runs),  # release, rest, resume, reopen
    "gate.record": Right(WORKING | COUNTY, _works_on),  # an entry by hand
    "agreement.edit": Right(WORKING | COUNTY, _leads),  # an agreement, its parties and stages
    "agreement.sign": Right(WORKING | COUNTY, _party),  # the own signature
    "document.add": Right(WORKING | COUNTY, _works_on),  # a file, a new version of it
    "step.edit": Right(WORKING | COUNTY, _works_on),  # add, change, order the steps
    "task.add": Right(WORKING | COUNTY, _speaks),  # to the own organisation
    "task.assign": Right(WORKING | COUNTY, _settles),  # to another, too
    "cost.enter": Right(WORKING | COUNTY, _takes_part),  # the own costs, by the lead those of all
    "money.edit": Right(
        WORKING | COUNTY, _leads
    ),  # joint costs, keys, basis, funding; each its own by cost.enter
    "baseline.ask": Right(WORKING | COUNTY, _leads),  # the questionnaire of a field
    "baseline.answer": Right(WORKING | COUNTY, _takes_part),  # for the own organisation
    "minutes.circulate": Right(WORKING, _chairs),
    "minutes.correct": Right(WORKING, _chairs),  # add to what was circulated
    "decision.implement": Right(WORKING | COUNTY, _has_in_hand),  # how far a decision of the delegates is
    "resolution.implement": Right(WORKING | COUNTY, _works_on),  # the own bodies', see `may_implement`
    "text.raise": Right(WORKING | COUNTY, _has_in_hand),  # out of every public report, for good
    "condition.overrule": Right(WORKING | COUNTY, _works_on),  # judge a framework condition otherwise
    "simulation.keep": Right(WORKING | COUNTY, _works_on),  # for the others; remove the own organisation's
    "meeting.convene": Right(WORKING, _chairs),  # plan, invite, open, take down, close
    "meeting.reply": Right(WORKING | COUNTY, _speaks),  # whether the own organisation comes
    "topic.propose": Right(WORKING | COUNTY, _speaks),  # a topic for a meeting, and change the own one
    "steering.name": Right(WORKING, _runs),  # who sits in the steering group; so does who administers
    "proposal.make": Right(WORKING | COUNTY, _speaks),  # propose a joint project; correct, withdraw the own
    "proposal.answer": Right(WORKING | COUNTY, _speaks),  # for the own organisation, if it was asked
    "proposal.decide": Right(WORKING, _chairs),  # accept, or not pursue; the county proposes only
    "support.ask": Right(WORKING, _municipality),  # ask the county; close, withdraw the own request
    "support.answer": Right(COUNTY, _invited),  # accept, decline, answer what the own county is asked
}


def may(mandate: Mandate | None, right: str, facts: InitiativeFacts, field: FieldFacts | None = None) -> bool:
    """Whether the acting mandate has a right of `RIGHTS` here. Raises KeyError for an unknown right."""
    rule = RIGHTS[right]
    if mandate is None or mandate.role not in rule.roles:
        return False
    if mandate.initiative_id not in (None, facts.id):
        return False
    return rule.where(mandate, facts, field)


def may_run(
    mandate: Mandate | None, right: str, facts: InitiativeFacts, fields: Iterable[FieldFacts]
) -> bool:
    """Whether the acting mandate has a right over an open round: in any of its fields.

    It is opened by who is in charge of all of them. Where the lead of one has changed since, nobody is, and each may.
    """
    return any(may(mandate, right, facts, one) for one in fields)


def may_enter_line(
    mandate: Mandate | None, facts: InitiativeFacts, field: FieldFacts | None, line: CostLineFacts | CostLine
) -> bool:
    """Whether a mandate may enter or change a cost line: what it alone bears each participant, all else who has the field in
    hand.
    """
    own = mandate is not None and line.organisation_id == mandate.own_id
    is_own = own and not line.is_shared and line.receiver_id is None
    return may(mandate, "money.edit", facts, field) or (is_own and may(mandate, "cost.enter", facts, field))


def may_enter_actual(
    mandate: Mandate | None, facts: InitiativeFacts, field: FieldFacts, organisation_id: int
) -> bool:
    """Whether a mandate may enter what an organisation has really borne: each its own, the lead those of all."""
    if mandate is None or not may(mandate, "cost.enter", facts, field):
        return False
    return organisation_id == mandate.organisation_id or field.is_led_by(mandate.organisation_id)


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


def may_record_past(mandate: Mandate | None, facts: InitiativeFacts, field: FieldFacts | None) -> bool:
    """Whether a mandate may enter a past course: who runs the rounds, in its field the lead, and the administrator.

    Without a field, what belongs to the initiative as a whole.
    """
    if may_administer(mandate):
        return True
    if field is None:
        return may(mandate, "meeting.convene", facts)
    leads = (
        mandate is not None and field.is_led_by(mandate.own_id) and may(mandate, "field.edit", facts, field)
    )
    return leads or may(mandate, "field.release", facts, field)


def may_implement(
    mandate: Mandate | None, facts: InitiativeFacts, field: FieldFacts | None, organisation_id: int | None
) -> bool:
    """Whether a mandate may tell how far a resolution of a body of that organisation is, or a decision (None)."""
    if organisation_id is None:
        return may(mandate, "decision.implement", facts, field)
    own = mandate is not None and mandate.organisation_id == organisation_id
    return own and may(mandate, "resolution.implement", facts, field)


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
