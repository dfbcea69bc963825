"""Snapshots: the state of initiatives at a moment as plain, versioned JSON, from which a report is made.

Everything that a report says stands in here, names and labels as they were; `reports/data.py` describes the shape.
A snapshot costs a number of queries that depends on the number of initiatives only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from initiatives.domain import checks
from initiatives.domain.facts import FieldFacts, InitiativeFacts, OrganisationFacts
from initiatives.domain.loading import facts
from initiatives.domain.moments import Moment
from initiatives.enums import (
    LIGHT_MEANINGS,
    LIGHT_WORDS,
    PARTICIPATION_WORDS,
    STANCE_WORDS,
    CheckResult,
    MeetingState,
    Nature,
    Phase,
    ResolutionResult,
    RoundPurpose,
    SideState,
)

SCHEMA = 2


def take(
    *, initiative_ids: Sequence[int], moment: Moment, edition: str, paper: dict[str, Any]
) -> dict[str, Any]:
    """The JSON of a report: the initiatives in the given order, lettered a, b, …; `paper` as in `reports.data.Paper`.

    Raises Initiative.DoesNotExist for one that was not recorded yet at the moment.
    """
    states = [facts(pk, moment) for pk in initiative_ids]
    return {
        "schema": SCHEMA,
        "as_of": moment.day.isoformat(),
        "recorded_until": moment.known.isoformat(),
        "edition": edition,
        "is_example": any(state.is_example for state in states),
        "paper": paper,
        "labels": labels(),
        "initiatives": [_initiative(chr(ord("a") + i), state) for i, state in enumerate(states)],
    }


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
        "checks": pairs(dict(CheckResult.choices)),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _initiative(letter: str, state: InitiativeFacts) -> dict[str, Any]:
    return {
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
        "meetings": [
            {"title": m.title, "date": _iso(m.held_on), "place": m.place, "result": m.result}
            for m in state.meetings
            if m.state == MeetingState.CLOSED
        ],
        "fields": [_field(f, state) for f in state.fields],
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
    decision = field.last_decision
    return {
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
            }
            for ask in field.asks.values()
        },
        "round_title": f"{RoundPurpose(field.round.purpose).label}, Frist {field.round.deadline:%d.%m.%Y}"
        if field.round
        else "",
        "last_decision": {
            "body": decision.body,
            "date": decision.effective_on.isoformat(),
            "result": ResolutionResult(decision.result).label,
        }
        if decision
        else None,
        "checks": [
            {
                "condition": check.condition.number,
                "result": check.result,
                "computed": check.computed.result,
                "reason": check.computed.reason,
                "overruled": check.override.reason if check.override and check.overruled else "",
            }
            for check in checks.of_field(state, field)
        ],
    }
