"""Builds the snapshot of a status report: the state of initiatives at a moment, names and labels as they were.

Everything that a report says stands there. It costs a number of queries that depends on the number of initiatives only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from initiatives.domain.kernel.moments import Moment
from initiatives.domain.kernel.texts import harmless
from initiatives.domain.rules import checks, unknown
from initiatives.domain.rules.money import economics
from initiatives.domain.snapshots import agreements, carried, money
from initiatives.domain.snapshots.carried import Calendar, Carried
from initiatives.domain.state.facts import (
    AccessionFacts,
    AskFacts,
    FieldFacts,
    InitiativeFacts,
    MeetingFacts,
    OrganisationFacts,
    ProposalFacts,
    ResolutionFacts,
    RoundFacts,
)
from initiatives.domain.state.loading import facts
from initiatives.enums import (
    CHECK_WORDS,
    LIGHT_MEANINGS,
    LIGHT_WORDS,
    PARTICIPATION_WORDS,
    STANCE_WORDS,
    DecisionEffect,
    GateKind,
    MeetingVote,
    Nature,
    Phase,
    ProposalReply,
    ProposalState,
    ResolutionResult,
    RoundPurpose,
    SideState,
    SteeringDecision,
)
from initiatives.snapshot import status_report as rows
from initiatives.snapshot.form import SCHEMA, read, write

NOBODY_SAID = Carried()


def take(
    *, initiative_ids: Sequence[int], moment: Moment, edition: str, paper: rows.Paper
) -> rows.StatusReport:
    """The initiatives in the given order, lettered a, b, …, under the head of a paper.

    It holds everything, whatever the edition, and no changes yet: those `reports.comparisons` adds.
    Raises Initiative.DoesNotExist for one that was not recorded yet at the moment.
    """
    states = [facts(pk, moment) for pk in initiative_ids]
    calendar = carried.read(initiative_ids, moment)
    taken = rows.StatusReport(
        schema=SCHEMA,
        layout=rows.LAYOUT,
        as_of=moment.day,
        recorded_until=moment.known,
        edition=edition,
        is_example=any(state.is_example for state in states),
        paper=paper,
        labels=labels(),
        previous=None,
        changes=(),
        initiatives=tuple(
            _initiative(chr(ord("a") + i), state, moment.day, calendar) for i, state in enumerate(states)
        ),
    )
    return read(rows.StatusReport, harmless(write(taken)))


def labels() -> rows.Labels:
    """The words of all choices, in the order in which they are shown."""

    def each(words: Mapping[Any, str], meanings: Mapping[Any, str] | None = None) -> tuple[rows.Label, ...]:
        found = ((key, str(word), (meanings or {}).get(key, "")) for key, word in words.items())
        return tuple(rows.Label(str(key), word, meaning) for key, word, meaning in found)

    return rows.Labels(
        phases=each(dict(Phase.choices)),
        side_states=each(dict(SideState.choices)),
        lights=each(LIGHT_WORDS, LIGHT_MEANINGS),
        stances=each(STANCE_WORDS),
        participations=each(PARTICIPATION_WORDS),
        natures=each(dict(Nature.choices)),
        checks=each(CHECK_WORDS),
    )


def _initiative(letter: str, state: InitiativeFacts, day: date, calendar: Calendar) -> rows.InitiativeState:
    return rows.InitiativeState(
        key=str(state.id),
        letter=letter,
        title=state.title,
        short_title=state.short_title,
        background=state.background,
        county=state.county.designation if state.county else "",
        documented_from=state.documented_from,
        is_example=state.is_example,
        places=tuple(_place(o, state) for o in _places(state)),
        parties=tuple(_place(o, state) for o in _parties(state)),
        conditions=tuple(rows.Condition(c.number, c.text, c.origin, c.since) for c in state.conditions),
        conditions_note=state.conditions_note,
        order_reason=state.order_reason,
        meetings=tuple(_meeting(m, calendar) for m in state.meetings),
        projects=tuple(_project(p, state) for p in state.proposals),
        fields=tuple(_field(f, state, day, calendar) for f in state.fields),
        worded_on=state.worded_on,
        circle_since={one.key: one.since for one in state.organisations.values() if one.since},
        unknown=tuple(rows.Unknown(one.key, one.what) for one in unknown.of_initiative(state)),
    )


def _meeting(meeting: MeetingFacts, calendar: Calendar) -> rows.Meeting:
    there = [one.was_present for one in meeting.attendances.values()]
    return rows.Meeting(
        key=str(meeting.id),
        title=meeting.title,
        date=meeting.held_on,
        place=meeting.place,
        result=meeting.result,
        state=meeting.state,
        present=there.count(True) if any(one is not None for one in there) else None,
        invited=len(there),
        decisions=tuple(
            rows.MeetingDecision(
                key=str(one.id),
                text=one.text,
                field=str(one.field_id) if one.field_id else None,
                adopted=one.is_adopted,
                votes=_votes(one.votes),
                steering=SteeringDecision(one.steering).label if one.steering else "",
                fixes=one.is_adopted and one.effect == DecisionEffect.FIX_FIELD,
                **vars(calendar.decisions.get(one.id, NOBODY_SAID)),
            )
            for one in meeting.decisions
        ),
    )


def _votes(votes: dict[int, str]) -> str:
    counted = Counter(votes.values())
    return ", ".join(f"{counted[vote]} {vote.label}" for vote in MeetingVote if counted[vote])


def _project(proposal: ProposalFacts, state: InitiativeFacts) -> rows.Project:
    inside = proposal.became_field_id or proposal.field_id
    by = state.organisations.get(proposal.organisation_id)
    replied = Counter(one.reply for one in proposal.replies.values())
    return rows.Project(
        key=str(proposal.id),
        title=proposal.title,
        proposed_by=by.designation if by else "",
        date=proposal.effective_on,
        state=ProposalState(proposal.state).label,
        answered=proposal.answered,
        asked=len(proposal.replies),
        field=str(inside) if inside else None,
        replies={reply.label: replied[reply] for reply in ProposalReply if replied[reply]},
    )


def _places(state: InitiativeFacts) -> list[OrganisationFacts]:
    """The participants, then those that have joined a single field."""
    joined = {pk for f in state.fields for pk in f.participations}
    guests = [o for o in state.organisations.values() if not o.takes_part and o.id in joined]
    return [*state.participants, *guests]


def _parties(state: InitiativeFacts) -> list[OrganisationFacts]:
    """Who is party of an agreement only."""
    known = {one.id for one in _places(state)}
    named = agreements.places(state.fields) - known
    return [one for one in state.organisations.values() if one.id in named]


def _place(organisation: OrganisationFacts, state: InitiativeFacts) -> rows.Place:
    return rows.Place(
        key=organisation.key,
        name=organisation.name,
        designation=organisation.designation,
        kind=organisation.kind,
        population=organisation.population,
        population_date=organisation.population_date,
        latitude=organisation.latitude,
        longitude=organisation.longitude,
        convening=state.convening is not None and state.convening.id == organisation.id,
    )


def _field(field: FieldFacts, state: InitiativeFacts, day: date, calendar: Calendar) -> rows.FieldState:
    said, review = field.assessment, field.item(GateKind.REVIEW)
    joint = economics.of_field(field)
    return rows.FieldState(
        key=str(field.id),
        number=field.number,
        title=field.title,
        short_title=field.short_title,
        focal_points=tuple(field.focal_points),
        aim=field.aim,
        description=field.description,
        nature=field.nature,
        origin=field.origin,
        phase=field.phase,
        side_state=field.side_state,
        side_reason=field.side_reason,
        light=field.light,
        light_since=said.effective_on if said and said.light else None,
        cause=said.cause if said else "",
        measure=said.measure if said else "",
        milestone=rows.Milestone(said.milestone, said.milestone_on) if said and said.milestone else None,
        lead=field.lead.organisation.key if field.lead else None,
        contact=field.lead.contact if field.lead else "",
        participation={p.organisation.key: p.status for p in field.participations.values()},
        answers={ask.organisation.key: _answer(field, ask, calendar) for ask in _decisive(field)},
        round_title=f"{RoundPurpose(field.round.purpose).label}, Frist {field.round.deadline:%d.%m.%Y}"
        if field.round
        else "",
        phase_dates={str(phase): day for phase, day in field.phase_dates.items()},
        decisions=tuple(_decision(field, one, calendar) for one in field.decisions),
        costs=money.costs(field, joint),
        money=money.of_field(field, joint, day),
        checks=tuple(_check(one, field) for one in checks.of_field(state, field)),
        finished_on=_finished_on(field),
        reported_in="",
        round_key=str(field.round.id) if field.round else "",
        round_since=field.round.opened_on if field.round else None,
        moved_on=field.last_move.effective_on if field.last_move else None,
        assessed_on=said.effective_on if said else None,
        worded_on=field.worded_on,
        participation_since={p.organisation.key: p.effective_on for p in field.participations.values()},
        review_on=review.due_on if review and not field.side_state else None,
        unknown=tuple(rows.Unknown(one.key, one.what) for one in unknown.of_field(state, field, day)),
        agreements=agreements.of_field(field, state, day),
        provider=field.provider.organisation.key if field.provider else None,
        accessions=tuple(_accession(one) for one in field.accessions if one.is_open),
    )


def _decisive(field: FieldFacts) -> list[AskFacts]:
    """What each was asked last on the field; of who has consented to join, its accession."""
    joined = [one.joining.id for one in field.accessions if one.own is not None and one.own.consents]
    asked = (field.decision_of(pk) for pk in dict.fromkeys((*field.asks, *joined)))
    return [ask for ask in asked if ask is not None]


def _accession(found: AccessionFacts) -> rows.Accession:
    return rows.Accession(
        place=found.joining.key,
        title=_named(found.round),
        asked=len(found.asks),
        answered=found.answered,
    )


def _named(round_: RoundFacts) -> str:
    return f"{round_.title}, Frist {round_.deadline:%d.%m.%Y}"


def _answer(field: FieldFacts, ask: AskFacts, calendar: Calendar) -> rows.Answer:
    round_ = field.round_of(ask)
    return rows.Answer(
        stance=field.stance(ask),
        date=ask.position.effective_on if ask.position else None,
        provisional=ask.provisional,
        unresolved=ask.unresolved,
        question=str(ask.id),
        since=ask.stands_since,
        accession=_named(round_) if round_.joining else "",
        body=ask.organisation.body(ask.body) if ask.body else "",
        sitting=calendar.sittings.get((ask.organisation.id, ask.body)),
    )


def _check(check: checks.Check, field: FieldFacts) -> rows.CheckState:
    return rows.CheckState(
        condition=check.condition.number,
        result=check.result,
        computed=check.computed.result,
        reason=check.computed.reason,
        overruled=check.override.reason if check.override and check.overruled else "",
        withheld=checks.is_withheld(check, field),
    )


def _finished_on(field: FieldFacts) -> date | None:
    if field.side_state not in (SideState.REJECTED, SideState.ENDED):
        return None
    return field.last_move.effective_on if field.last_move else None


def _decision(field: FieldFacts, found: ResolutionFacts, calendar: Calendar) -> rows.Decision:
    words = zip((*found.votes, found.absent), ("Ja", "Nein", "enthalten", "abwesend"), strict=True)
    ruled = [ask for ask in field.asks.values() if ask.amending and ask.amending.id == found.id]
    return rows.Decision(
        body=found.body,
        date=found.effective_on,
        result=ResolutionResult(found.result).label,
        paper=found.paper_number,
        votes=", ".join(f"{number} {word}" for number, word in words if number is not None),
        question=str(found.ask_id),
        confirmed=found.confirmed,
        key=str(found.id),
        title=found.title,
        prepares=not found.decides,
        advance=bool(found.allows),
        alone=any(not ask.amended for ask in ruled),
        **vars(calendar.resolutions.get(found.id, NOBODY_SAID)),
    )
