"""Status assessments: the light of a field with cause and measure, and its next milestone. Append-only."""

from datetime import date, datetime

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.seen import ANYTHING, Seen, check_last
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.enums import LIGHT_WORDS, Light
from initiatives.models import Field, Mandate, StatusAssessment


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
    effective_on = effective_on or day_of(at)
    cause, measure, milestone = clean(cause), clean(measure), clean(milestone)
    if effective_on > day_of(at):
        raise Refused("Dieses Datum liegt in der Zukunft.", "effective_on")
    if light in (Light.YELLOW, Light.RED) and not cause:
        raise Refused("Gelb und Rot brauchen eine Ursache.", "cause")
    if light in (Light.YELLOW, Light.RED) and not measure:
        raise Refused("Gelb und Rot brauchen eine Maßnahme.", "measure")
    if milestone_on and not milestone:
        raise Refused("Zum Termin fehlt der Meilenstein.", "milestone")
    row = Field.objects.select_for_update().get(pk=field.pk)
    if row.side_state:
        raise Refused(f"Das Feld ist {row.get_side_state_display()}; seine Ampel steht auf Grau.", "light")
    last = row.assessments.select_related("mandate__organisation").last()
    values = {
        "light": light,
        "cause": cause,
        "measure": measure,
        "milestone": milestone,
        "milestone_on": milestone_on,
    }
    if last and _values(last) == values and last.effective_on == effective_on:
        return last
    check_last(seen, last, _values(last))
    new = StatusAssessment.objects.create(
        field=row, effective_on=effective_on, recorded_at=at, mandate=by, **values
    )
    before = last.light if last else ""
    if before != light:
        events.record(
            kind="light",
            subject="Ampel",
            change=events.Change(LIGHT_WORDS[before or "none"], LIGHT_WORDS[light or "none"]),
            where=events.in_field(row),
            by=by,
            at=at,
            effective_on=effective_on,
        )
    else:
        events.record(
            kind="assessment",
            subject="Stand: Ursache, Maßnahme oder Meilenstein",
            change=events.Change(after=milestone or measure),
            where=events.in_field(row),
            by=by,
            at=at,
            effective_on=effective_on,
        )
    return new


def _values(last: StatusAssessment | None) -> dict:
    names = ("light", "cause", "measure", "milestone", "milestone_on")
    return {name: getattr(last, name) if last else None for name in names}
