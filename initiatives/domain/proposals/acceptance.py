"""What follows once a proposal of a joint project is accepted: a field with its first positions, or a project inside one.

All of it happens or nothing. Who has left the circle neither counts nor is asked. The county invited gives no Votum in
a round of the municipalities: what it said becomes its participation.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from initiatives.domain.fields import fields
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.proposals import news, proposals
from initiatives.domain.state.versions import state_change
from initiatives.domain.votes import positions, rounds
from initiatives.enums import Participation, ProposalReply, ProposalState, Role, RoundPurpose, Stance
from initiatives.models import Ask, Field, Mandate, Organisation, Project, Proposal, ProposalAnswer, Round

NEEDED = 2  # who take part; a field may start with two
TIME_TO_ANSWER = timedelta(days=14)
STANCES = {
    ProposalReply.TAKE_PART: Stance.CONSENT,
    ProposalReply.INTEREST: Stance.DELIBERATING,
    ProposalReply.LATER: Stance.ABSTENTION,
    ProposalReply.REFUSAL: Stance.REFUSAL,
}
PARTICIPATIONS = {
    ProposalReply.TAKE_PART: Participation.PARTICIPATING,
    ProposalReply.INTEREST: Participation.INTERESTED,
    ProposalReply.LATER: Participation.LATER,
    ProposalReply.REFUSAL: Participation.NOT_PARTICIPATING,
}


@state_change()
def accept(
    *,
    proposal: Proposal,
    version: int,
    by: Mandate,
    at: datetime,
    title: str = "",
    deadline: date | None = None,
) -> Field | Project:
    """Accept a proposal: it becomes a field (called `title`, or as proposed) or, made for one, a project inside that.

    The field's round "Mitwirkung" takes the answers over as first positions, each under the mandate that gave it and
    from the day of the answer; who has not answered owes one until `deadline`, by default two weeks from now.
    Raises Refused for a proposal that has ended, fewer than two that take part, a deadline that is over, a title that is
    taken, and a field that rests; Conflict as `proposals.check_version`.
    """
    row = proposals.locked(proposal)
    proposals.check_version(row, version)
    answers = _answers(row)
    _check_enough(row, answers)
    result: Field | Project
    if row.field_id:
        result = _project(row, by, at)
    else:
        result = row.became_field = _field(row, answers, title, deadline, by, at)
    proposals.end(row, ProposalState.ACCEPTED, by=by, at=at)
    return result


def _answers(row: Proposal) -> dict[int, ProposalAnswer]:
    """The answer that counts, by organisation of the circle."""
    rows = ProposalAnswer.objects.standing().filter(ask__proposal=row)
    rows = rows.filter(ask__organisation_id__in=news.circle(row.initiative))
    rows = rows.select_related("mandate__organisation", "ask__organisation")
    return {one.ask.organisation_id: one for one in rows}  # in the order of their days


def _proposer(row: Proposal) -> Organisation | None:
    """The municipality that proposes and so takes part; none where it is the county or has left."""
    organisation = row.mandate.acts_for
    if row.mandate.role == Role.COUNTY_REPRESENTATIVE:
        return None
    return organisation if organisation.pk in news.circle(row.initiative) else None


def _check_enough(row: Proposal, answers: dict[int, ProposalAnswer]) -> None:
    found = [one.ask.organisation for one in answers.values() if one.reply == ProposalReply.TAKE_PART]
    proposer = _proposer(row)
    found += [proposer] if proposer else []
    if len(found) < NEEDED:
        so_far = f"nur {found[0]}" if found else "noch niemand"
        raise Refused(
            f"Bisher nimmt {so_far} teil. Ein gemeinsames Projekt kann mit wenigen beginnen, braucht aber mindestens zwei. "
            "Erinnern Sie an die offenen Antworten, oder geben Sie an, warum der Vorschlag nicht weiterverfolgt wird."
        )


def _project(row: Proposal, by: Mandate, at: datetime) -> Project:
    field = Field.objects.select_for_update(no_key=True).get(pk=row.field_id or 0)
    proposals.check_field(field, row.initiative)
    return Project.objects.create(
        field=field, proposal=row, title=row.title, effective_on=day_of(at), recorded_at=at
    )


def _field(
    row: Proposal,
    answers: dict[int, ProposalAnswer],
    title: str,
    deadline: date | None,
    by: Mandate,
    at: datetime,
) -> Field:
    deadline = deadline or max(row.deadline or day_of(at), day_of(at) + TIME_TO_ANSWER)
    if deadline < day_of(at):
        raise Refused("Diese Frist liegt in der Vergangenheit.", "deadline")
    parts = {"Nutzen": row.benefit, "Aufwand": row.effort}
    field = fields.propose(
        initiative=row.initiative,
        title=title or row.title,
        aim=row.purpose,
        description="\n\n".join(f"{label}: {text}" for label, text in parts.items() if text),
        origin=f"Projektvorschlag „{row.title}“, {row.mandate.title}"[:300],
        proposed_on=row.effective_on,
        by=by,
        at=at,
    )
    round_ = rounds.open_round(
        question=rounds.Question(RoundPurpose.TAKING_PART, rounds.QUESTIONS[RoundPurpose.TAKING_PART]),
        fields=[field],
        organisations=_asked(row),
        deadline=deadline,
        opened_on=row.effective_on,
        by=by,
        at=at,
    )
    _take_over(row, round_, field, answers.values(), at)
    return field


def _asked(row: Proposal) -> list[Organisation]:
    """Who was addressed or proposed, as far as they take part in the initiative."""
    concerned = {*row.asks.values_list("organisation_id", flat=True), row.mandate.own_id}
    present = row.initiative.participants.filter(left_on=None).values("organisation_id")
    return list(Organisation.objects.filter(pk__in=concerned).filter(pk__in=present))


def _take_over(
    row: Proposal, round_: Round, field: Field, answers: Iterable[ProposalAnswer], at: datetime
) -> None:
    asks = {ask.organisation_id: ask for ask in round_.asks.select_related("organisation")}
    proposer = _proposer(row)
    if proposer:
        own = "Die Kommune hat das Projekt vorgeschlagen."
        _say(asks, field, ProposalReply.TAKE_PART, own, row.effective_on, row.mandate, at)
    for one in answers:
        _say(asks, field, ProposalReply(one.reply), one.reason, one.effective_on, one.mandate, at)


def _say(
    asks: dict[int, Ask],
    field: Field,
    reply: ProposalReply,
    reason: str,
    day: date,
    mandate: Mandate,
    at: datetime,
) -> None:
    """One organisation's first position and its participation, under the mandate that spoke for it then."""
    ask = asks.get(mandate.own_id)
    if ask and mandate.acts_for_municipality:
        stance = STANCES[reply]
        positions.give(ask=ask, stance=stance, reason=reason, effective_on=day, by=mandate, at=at)
    fields.set_participation(
        field=field,
        organisation=mandate.acts_for,
        status=PARTICIPATIONS[reply],
        effective_on=day,
        by=mandate,
        at=at,
    )
