"""Status assessments: the light of a field with cause and measure, and its next milestone. Append-only."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.seen import ANYTHING, Seen, check_last
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.enums import LIGHT_WORDS, Light
from initiatives.models import Field, Mandate, StatusAssessment

VALUES = ("light", "cause", "measure", "milestone", "milestone_on")


@state_change()
def assess(
    *,
    field: Field,
    light: str,
    by: Mandate,
    at: datetime,
    cause: str = "",
    measure: str = "",
    milestone: str = "",
    milestone_on: date | None = None,
    effective_on: date | None = None,
    seen: Seen = ANYTHING,
) -> StatusAssessment:
    """Record light, cause, measure and milestone from `effective_on` on; `light` "" is no judgement of the course.

    `seen` is the id of the assessment that the editor saw (None for none). The same once more writes nothing. Raises
    Refused for yellow or red without cause and measure, for a side state (the field rests, its light is grey) and for a
    day in the future; Conflict where somebody assessed meanwhile.
    """
    cause, measure, milestone = clean(cause), clean(measure), clean(milestone)
    values = {
        "light": light,
        "cause": cause,
        "measure": measure,
        "milestone": milestone,
        "milestone_on": milestone_on,
    }
    _check(values)
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    _check_course(row, day)
    last = row.assessments.standing().select_related("mandate__organisation").last()
    if last and _values(last) == values and last.effective_on == day:
        return last
    check_last(seen, last, _values(last))
    former = row.assessments.standing().filter(effective_on__lte=day).last()
    new = StatusAssessment.objects.create(field=row, effective_on=day, recorded_at=at, mandate=by, **values)
    before = former.light if former else ""
    if before != light:
        events.record(
            kind="light",
            subject="Ampel",
            change=events.Change(LIGHT_WORDS[before or "none"], LIGHT_WORDS[light or "none"]),
            where=events.in_field(row),
            by=by,
            at=at,
            effective_on=day,
        )
    else:
        events.record(
            kind="assessment",
            subject="Stand: Ursache, Maßnahme oder Meilenstein",
            change=events.Change(after=milestone or measure),
            where=events.in_field(row),
            by=by,
            at=at,
            effective_on=day,
        )
    return new


@state_change()
def correct(
    *,
    assessment: StatusAssessment,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> StatusAssessment:
    """Put right what was assessed (`VALUES`), `effective_on` or `day_order`, or (`withdrawn`) say that it was not.

    Raises Refused as `assess` and `corrections.replace`.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=assessment.field_id)
    if not withdrawn:
        _check(_values(assessment) | edits.cleaned(values))
        day = days.effective(
            values.get("effective_on", assessment.effective_on), at=at, since=row.proposed_on
        )
        if day != assessment.effective_on:
            _check_course(row, day)
    new = corrections.replace(assessment, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    events.record(
        kind="light-corrected",
        subject="Ampel berichtigt",
        change=events.Change(*corrections.told(assessment, new, words)),
        where=events.in_field(row),
        by=by,
        at=at,
        effective_on=new.effective_on,
    )
    return new


def words(row: StatusAssessment) -> str:
    """All that was assessed: Gelb; Ursache: …; Maßnahme: …; Meilenstein: Konzept bis 01.12.2026."""
    until = f" bis {row.milestone_on:%d.%m.%Y}" if row.milestone_on else ""
    parts = (("Ursache", row.cause), ("Maßnahme", row.measure), ("Meilenstein", row.milestone))
    said = [f"{label}: {text}" for label, text in parts if text]
    return "; ".join([LIGHT_WORDS[row.light or "none"], *said]) + until


def _check(values: Mapping[str, Any]) -> None:
    if values["light"] in (Light.YELLOW, Light.RED) and not values["cause"]:
        raise Refused("Gelb und Rot brauchen eine Ursache.", "cause")
    if values["light"] in (Light.YELLOW, Light.RED) and not values["measure"]:
        raise Refused("Gelb und Rot brauchen eine Maßnahme.", "measure")
    if values["milestone_on"] and not values["milestone"]:
        raise Refused("Zum Termin fehlt der Meilenstein.", "milestone")


def _check_course(row: Field, day: date) -> None:
    """A field that rests has no light of its own."""
    move = row.transitions.standing().filter(effective_on__lte=day).last()
    if move and move.to_side_state:
        raise Refused(
            f"Das Feld ist {move.get_to_side_state_display()}; seine Ampel steht auf Grau.", "light"
        )


def _values(last: StatusAssessment | None) -> dict[str, Any]:
    return {name: getattr(last, name) if last else None for name in VALUES}
