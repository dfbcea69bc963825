"""Snapshots of the draft papers for the councils as plain, versioned JSON; `reports/council_data.py` describes the shape.

The core is a function of the round and of what all who see the initiative may read: no draft of a Votum, no internal
comment, no spoken Votum that is not confirmed. So it is the same for every municipality asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel.moments import day_of, local
from initiatives.domain.rules import checks
from initiatives.domain.state.facts import (
    CostFacts,
    FieldFacts,
    InitiativeFacts,
    OrganisationFacts,
    ResolutionFacts,
)
from initiatives.enums import (
    LIGHT_MEANINGS,
    LIGHT_WORDS,
    PARTICIPATION_WORDS,
    STANCE_WORDS,
    Confidence,
    GateKind,
    GateResult,
    Nature,
    Phase,
    ResolutionResult,
    RoundPurpose,
    SideState,
)
from initiatives.models import Ask, Round, RoundCore

SCHEMA = 1
GENRE = "council_paper"
GROUNDS = (
    GateKind.STANDARD,
    GateKind.LEGAL_FORM,
    GateKind.COST_KEY,
    GateKind.TAX,
    GateKind.PROCUREMENT,
    GateKind.DATA_PROTECTION,
    GateKind.ACCESSION,
    GateKind.TERM,
    GateKind.EXIT,
    GateKind.DEPUTY,
    GateKind.FAILURE_PLAN,
)


def core(facts: InitiativeFacts, round_: Round, reasoning: str) -> dict[str, Any]:
    """What stands in the papers of all, as it is now; of an open round, whose fields know it."""
    return {
        "initiative": facts.title,
        "county": facts.county.designation if facts.county else "",
        "convening": facts.convening.designation if facts.convening else "",
        "background": facts.background,
        "is_example": facts.is_example,
        "purpose": round_.purpose,
        "purpose_word": RoundPurpose(round_.purpose).label,
        "question": round_.subject,
        "version": round_.subject_version,
        "opened_on": round_.opened_on.isoformat(),
        "deadline": round_.deadline.isoformat(),
        "reasoning": reasoning,
        "fields": [
            _field(facts, field) for field in facts.fields if field.round and field.round.id == round_.pk
        ],
    }


def paper(
    facts: InitiativeFacts,
    frozen: RoundCore | None,
    shared: dict[str, Any],
    asks: Sequence[Ask],
    organisation: OrganisationFacts | None,
    at: datetime,
) -> dict[str, Any]:
    """The JSON of one paper: the core cut down to the fields of `asks`, head and costs of the one organisation.

    Without an organisation it is the core alone, with all fields; without `frozen` one that nobody has made yet.
    """
    keys = {str(ask.field_id) for ask in asks}
    fields = [one for one in shared["fields"] if one["key"] in keys or organisation is None]
    by_key = {str(field.id): field for field in facts.fields}
    costs = {key: by_key[key].costs.get(organisation.id) for key in keys} if organisation else {}
    return {
        "schema": SCHEMA,
        "genre": GENRE,
        "recorded_until": local(at).isoformat(),
        "date": f"{day_of(at):%d.%m.%Y}",
        "subject": subject(fields, shared["initiative"]),
        "municipality": organisation.designation if organisation else "",
        "bodies": sorted({ask.body.name for ask in asks if ask.body}),
        "body_missing": any(ask.body is None for ask in asks) or not asks,
        "core_of": local(frozen.recorded_at).isoformat() if frozen else None,
        "core": shared | {"fields": fields},
        "costs": {key: _costs(found) for key, found in costs.items()},
    }


def subject(fields: Sequence[dict[str, Any]], initiative: str) -> str:
    """Of one field its title, of several the initiative."""
    return f"Interkommunale Zusammenarbeit: {fields[0]['title'] if len(fields) == 1 else initiative}"


def _field(facts: InitiativeFacts, field: FieldFacts) -> dict[str, Any]:
    return {
        "key": str(field.id),
        "title": field.title,
        "aim": field.aim,
        "description": field.description,
        "focal_points": list(field.focal_points),
        "nature": Nature(field.nature).label,
        "phase": f"{field.phase} {Phase(field.phase).label}",
        "side_state": SideState(field.side_state).label if field.side_state else "",
        "light": LIGHT_WORDS[field.light],
        "light_meaning": LIGHT_MEANINGS[field.light],
        "lead": field.lead.organisation.designation if field.lead else "",
        "contact": field.lead.contact if field.lead else "",
        "voices": [_voice(field, one) for one in _concerned(facts, field)],
        "checks": [_check(one) for one in checks.of_field(facts, field)],
        "grounds": _grounds(field),
    }


def _concerned(facts: InitiativeFacts, field: FieldFacts) -> list[OrganisationFacts]:
    """Who was asked about the field or has said something of its participation."""
    return [o for o in facts.organisations.values() if o.id in field.asks or o.id in field.participations]


def _voice(field: FieldFacts, organisation: OrganisationFacts) -> dict[str, Any]:
    ask = field.asks.get(organisation.id)
    position = ask.position if ask else None
    return {
        "name": organisation.designation,
        "participation": PARTICIPATION_WORDS[field.participation_of(organisation.id)],
        "stance": STANCE_WORDS[field.stance_of(organisation.id)],
        "date": _iso(position.effective_on) if position else None,
        "provisional": bool(ask and ask.provisional),
        "conditions": [one.text for one in position.conditions] if position else [],
        "resolution": _resolution(ask.resolutions[-1]) if ask and ask.resolutions else "",
    }


def _resolution(found: ResolutionFacts) -> str:
    return f"{found.body}, {found.effective_on:%d.%m.%Y}: {ResolutionResult(found.result).label}"


def _check(found: checks.Check) -> dict[str, str]:
    overruled = found.overruled and found.override is not None
    return {
        "text": found.condition.text,
        "result": found.result.label,
        "reason": found.override.reason if overruled else found.computed.reason,
        "computed": found.computed.result.label if overruled else "",
    }


def _grounds(field: FieldFacts) -> list[dict[str, Any]]:
    """What is recorded of the ground on which the cooperation stands, the entry of each kind that counts."""
    found = [(kind, field.item(kind)) for kind in GROUNDS]
    return [
        {
            "name": kind.label,
            "result": GateResult(item.result).label,
            "text": item.text or item.reason,
            "date": item.effective_on.isoformat(),
        }
        for kind, item in found
        if item is not None and item.result != GateResult.OPEN
    ]


def _costs(found: CostFacts | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "today": found.today,
        "joint": found.joint,
        "one_off": found.one_off,
        "confidence": Confidence(found.confidence).label,
        "source": found.source,
        "date": found.effective_on.isoformat(),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def asks_of(round_: Round, organisation_id: int | None) -> list[Ask]:
    """What an organisation is asked in a round, in the order of the fields."""
    rows = round_.asks.filter(organisation_id=organisation_id)
    return list(rows.select_related("field", "body").order_by("field__order", "field_id"))
