"""Putting right resolutions that were recorded: each municipality its own, at any time, with a reason.

What was taken from its publications may be put right by who did that, until it is confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from initiatives.domain.kernel import corrections
from initiatives.domain.kernel.edits import cleaned
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.domain.votes import resolutions
from initiatives.domain.votes.corrections import check_who
from initiatives.models import Ask, Body, Implementation, Mandate, Resolution

CONFIRMED = {"source_note": "", "confirmed_by": None, "confirmed_at": None}
NAMES = (
    *("body", "result", "title", "text", "paper_number", "link", "allows", "allows_until"),
    *resolutions.COUNTED,
    *("effective_on", "day_order"),
)


@state_change()
def correct(
    *,
    resolution: Resolution,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> Resolution:
    """Put right `body`, `result`, the texts, the heads, `effective_on` or `day_order` of a resolution, or (`withdrawn`) say
    that there was none.

    `values` may also hold `decides`: the asks (by id) that it answers, each with whether it decides it; and the acts'
    `is_competent` and `certain` of `resolutions.resolve`. How far it is carried out stays with it. Raises Refused as that,
    as `corrections.check_who`, and as `corrections.replace`.
    """
    typed = dict(values)
    decides, stood = typed.pop("decides", None), resolutions.answered(resolution)
    certain, competent = typed.pop("certain", False), typed.pop("is_competent", False)
    wanted_asks = stood if decides is None or withdrawn else dict(decides)
    asks = resolutions.locked_of({*stood, *wanted_asks})
    told = [one for one in asks if one.pk in wanted_asks]
    if not told:
        raise Refused(resolutions.NO_ASK)
    waits = bool(resolution.source_note) and resolution.confirmed_at is None
    check_who(resolution.body.organisation_id, resolution.mandate, waits=waits, by=by)
    wanted: Mapping[str, Any] = {}
    if not withdrawn:
        wanted = _checked(resolution, told, typed, at, by, certain=certain)
        if competent:
            resolutions.name_competent(told, wanted["body"], wanted_asks, by=by, at=at)
        if decides is not None or wanted["body"] != resolution.body:
            wanted_asks = _decided(told, wanted["body"], stood, decides)
    new = corrections.replace(
        resolution,
        wanted,
        reason=correction_reason,
        by=by,
        at=at,
        withdrawn=withdrawn,
        beside=wanted_asks != stood,
    )
    if (
        resolutions.answered(resolution) != stood
    ):  # which nobody changes any more, since `replace` has locked it
        raise corrections.Overtaken(
            "Inzwischen beruht eine weitere Frage auf dem Beschluss. Bitte prüfen Sie ihn noch einmal."
        )
    resolutions.join(new, wanted_asks, by=by, at=at)
    Implementation.objects.filter(resolution=resolution).update(resolution=new)
    resolutions.tell(
        new,
        asks,
        kind="resolution-corrected",
        subject=f"Beschluss berichtigt: {new.body.label}",
        change=events.Change(*corrections.told(resolution, new, resolutions.words)),
        by=by,
        at=at,
    )
    return new


def _decided(
    asks: list[Ask], body: Body, stood: Mapping[int, bool], wanted: Mapping[int, bool] | None
) -> dict[int, bool]:
    """What the resolution decides now; what nobody has touched stays as it was recorded, whoever is competent today."""
    if wanted is None:
        return resolutions.check_competent(asks, body, {})
    touched = [one for one in asks if stood.get(one.pk) != wanted[one.pk]]
    resolutions.check_competent(touched, body, wanted)
    return dict(wanted)


def _checked(
    row: Resolution, asks: list[Ask], values: Mapping[str, Any], at: datetime, by: Mandate, *, certain: bool
) -> Mapping[str, Any]:
    stands = {name: getattr(row, name) for name in NAMES}
    wanted = stands | cleaned(values)
    made = Resolution(**wanted)
    resolutions.check(made, asks, at)
    known = resolutions.standing(wanted["body"]).exclude(pk=row.pk)
    resolutions.check_likely(made, asks, known, certain=certain)
    own = row.body.organisation_id == by.organisation_id
    return wanted | CONFIRMED if own and wanted != stands else wanted
