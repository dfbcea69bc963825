"""Snapshots: the state of initiatives at a moment as plain, versioned JSON, from which a report is made.

Everything that a report says stands in here, names and labels as they were; `reports/data.py` describes the shape.
A snapshot costs a number of queries that depends on the number of initiatives only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from initiatives.domain.kernel.moments import Moment
from initiatives.domain.kernel.texts import harmless
from initiatives.domain.rules import checks, economics
from initiatives.domain.state.facts import (
    FieldFacts,
    InitiativeFacts,
    MeetingFacts,
    OrganisationFacts,
    ProposalFacts,
    ResolutionFacts,
)
from initiatives.domain.state.loading import facts
from initiatives.enums import (
    CHECK_WORDS,
    LIGHT_MEANINGS,
    LIGHT_WORDS,
    PARTICIPATION_WORDS,
    STANCE_WORDS,
    Confidence,
    MeetingVote,
    Nature,
    Phase,
    ProposalReply,
    ProposalState,
    ResolutionResult,
    RoundPurpose,
    SideState,
)

SCHEMA = 4
READABLE = (3, SCHEMA)  # since 4 answers and checks say themselves what is not public of them


def take(
    *, initiative_ids: Sequence[int], moment: Moment, edition: str, paper: dict[str, Any]
) -> dict[str, Any]:
    """The JSON of a report: the initiatives in the given order, lettered a, b, …; `paper` as in `reports.data.Paper`.

    It holds everything, whatever the edition, and no changes yet: those `report_comparisons` adds.
    Raises Initiative.DoesNotExist for one that was not recorded yet at the moment.
    """
    states = [facts(pk, moment) for pk in initiative_ids]
    taken = {
        "schema": SCHEMA,
        "as_of": moment.day.isoformat(),
        "recorded_until": moment.known.isoformat(),
        "edition": edition,
        "is_example": any(state.is_example for state in states),
        "paper": paper,
        "labels": labels(),
        "previous": None,
        "changes": [],
        "initiatives": [_initiative(chr(ord("a") + i), state) for i, state in enumerate(states)],
    }
    return harmless(taken)


def labels() -> dict[str, list[dict[str, str]]]:
    """The words of all choices, in the order in which they are shown."""

    def pairs(words: dict, meanings: dict | None = None) -> list[dict[str, str]]:
        return [
            {"key": str(key), "word": str(word), "meaning": (meanings or {}).get(key, "")}
            for key, word in words.items()
        ]

    return {
        "phases": pairs(dict(Phase.choices)),
        "side_states": pairs(dict(SideState.choices)),
        "lights": pairs(LIGHT_WORDS, LIGHT_MEANINGS),
        "stances": pairs(STANCE_WORDS),
        "participations": pairs(PARTICIPATION_WORDS),
        "natures": pairs(dict(Nature.choices)),
        "checks": pairs(CHECK_WORDS),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _initiative(letter: str, state: InitiativeFacts) -> dict[str, Any]:
    return {
        "key": str(state.id),
        "letter": letter,
        "title": state.title,
        "short_title": state.short_title,
        "background": state.background,
        "county": state.county.designation if state.county else "",
        "documented_from": state.documented_from.isoformat(),
        "is_example": state.is_example,
        "places": [_place(o, state) for o in _places(state)],
        "conditions": [{"number": c.number, "text": c.text, "origin": c.origin} for c in state.conditions],
        "conditions_note": state.conditions_note,
        "order_reason": state.order_reason,
        "meetings": [_meeting(m) for m in state.meetings],
        "projects": [_project(p, state) for p in state.proposals],
        "fields": [_field(f, state) for f in state.fields],
    }


def _meeting(meeting: MeetingFacts) -> dict[str, Any]:
    there = [one.was_present for one in meeting.attendances.values()]
    return {
        "key": str(meeting.id),
        "title": meeting.title,
        "date": _iso(meeting.held_on),
        "place": meeting.place,
        "result": meeting.result,
        "state": meeting.state,
        "present": there.count(True) if any(one is not None for one in there) else None,
        "invited": len(there),
        "decisions": [
            {
                "key": str(one.id),
                "text": one.text,
                "field": str(one.field_id) if one.field_id else None,
                "adopted": one.is_adopted,
                "votes": _votes(one.votes),
            }
            for one in meeting.decisions
        ],
    }


def _votes(votes: dict[int, str]) -> str:
    counted = Counter(votes.values())
    return ", ".join(f"{counted[vote]} {vote.label}" for vote in MeetingVote if counted[vote])


def _project(proposal: ProposalFacts, state: InitiativeFacts) -> dict[str, Any]:
    inside = proposal.became_field_id or proposal.field_id
    replied = Counter(one.reply for one in proposal.replies.values())
    return {
        "key": str(proposal.id),
        "title": proposal.title,
        "proposed_by": state.organisations[proposal.organisation_id].designation
        if proposal.organisation_id in state.organisations
        else "",
        "date": proposal.effective_on.isoformat(),
        "state": ProposalState(proposal.state).label,
        "answered": proposal.answered,
        "asked": len(proposal.replies),
        "field": str(inside) if inside else None,
        "replies": {reply.label: replied[reply] for reply in ProposalReply if replied[reply]},
    }


def _places(state: InitiativeFacts) -> list[OrganisationFacts]:
    """The participants, then those that have joined a single field."""
    joined = {pk for f in state.fields for pk in f.participations}
    guests = [o for o in state.organisations.values() if not o.takes_part and o.id in joined]
    return [*state.participants, *guests]


def _place(organisation: OrganisationFacts, state: InitiativeFacts) -> dict[str, Any]:
    return {
        "key": organisation.key,
        "name": organisation.name,
        "designation": organisation.designation,
        "kind": organisation.kind,
        "population": organisation.population,
        "population_date": _iso(organisation.population_date),
        "latitude": organisation.latitude,
        "longitude": organisation.longitude,
        "convening": state.convening is not None and state.convening.id == organisation.id,
    }


def _field(field: FieldFacts, state: InitiativeFacts) -> dict[str, Any]:
    said = field.assessment
    return {
        "key": str(field.id),
        "number": field.number,
        "title": field.title,
        "short_title": field.short_title,
        "focal_points": list(field.focal_points),
        "aim": field.aim,
        "description": field.description,
        "nature": field.nature,
        "origin": field.origin,
        "phase": field.phase,
        "side_state": field.side_state,
        "side_reason": field.side_reason,
        "light": field.light,
        "light_since": _iso(said.effective_on) if said and said.light else None,
        "cause": said.cause if said else "",
        "measure": said.measure if said else "",
        "milestone": {"text": said.milestone, "date": _iso(said.milestone_on)}
        if said and said.milestone
        else None,
        "lead": field.lead.organisation.key if field.lead else None,
        "contact": field.lead.contact if field.lead else "",
        "participation": {p.organisation.key: p.status for p in field.participations.values()},
        "answers": {
            ask.organisation.key: {
                "stance": field.stance(ask),
                "date": _iso(ask.position.effective_on) if ask.position else None,
                "provisional": ask.provisional,
                "unresolved": ask.unresolved,
            }
            for ask in field.asks.values()
        },
        "round_title": f"{RoundPurpose(field.round.purpose).label}, Frist {field.round.deadline:%d.%m.%Y}"
        if field.round
        else "",
        "phase_dates": {str(phase): day.isoformat() for phase, day in field.phase_dates.items()},
        "decisions": [_decision(one) for one in field.decisions],
        "costs": _costs(field),
        "checks": [
            {
                "condition": check.condition.number,
                "result": check.result,
                "computed": check.computed.result,
                "reason": check.computed.reason,
                "overruled": check.override.reason if check.override and check.overruled else "",
                "withheld": checks.is_withheld(check, field),
            }
            for check in checks.of_field(state, field)
        ],
        "finished_on": _finished_on(field),
        "reported_in": "",
    }


def _finished_on(field: FieldFacts) -> str | None:
    if field.side_state not in (SideState.REJECTED, SideState.ENDED):
        return None
    return _iso(field.last_move.effective_on) if field.last_move else None


def _decision(found: ResolutionFacts) -> dict[str, Any]:
    words = zip(found.votes, ("Ja", "Nein", "enthalten"), strict=True)
    return {
        "body": found.body,
        "date": found.effective_on.isoformat(),
        "result": ResolutionResult(found.result).label,
        "paper": found.paper_number,
        "votes": ", ".join(f"{number} {word}" for number, word in words if number is not None),
    }


def _costs(field: FieldFacts) -> dict[str, Any]:
    return {
        line.organisation.key: {
            "today": line.cost.today,
            "joint": line.cost.joint,
            "one_off": line.cost.one_off,
            "confidence": Confidence(line.cost.confidence).label,
            "source": line.cost.source,
        }
        for line in economics.of_field(field).lines
    }
