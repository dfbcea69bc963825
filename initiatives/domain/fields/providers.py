"""Who performs the task of a field for the others (Leistungserbringer): a municipality, the county or a third party.

Invariants: a field has one provider at most, and it takes part, as any other party with its own Votum, resolutions and costs.
"""

from datetime import date, datetime

from initiatives.domain.fields import participations
from initiatives.domain.kernel import days
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.seen import ANYTHING, Seen, check, conflict
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.enums import Participation
from initiatives.models import Field, Mandate, Organisation


@state_change()
def set_provider(
    *,
    field: Field,
    organisation: Organisation | None,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None = None,
    seen: Seen = ANYTHING,
) -> None:
    """Let a participating organisation provide from `effective_on` on, or nobody. The same once more writes nothing.

    `seen` is the id of the provider that the editor saw, None for none. Raises Refused where it does not take part on that
    day, for a day in the future or before the field; Conflict if another one provides by now.
    """
    locked = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    day = days.effective(effective_on, at=at, since=locked.proposed_on)
    present = locked.participations.filter(is_provider=True).select_related("organisation").first()
    stands = present.organisation if present else None
    check(
        seen,
        stands and stands.pk,
        lambda: conflict({"provider": words(stands)}, kind="provider", field_id=field.pk),
    )
    then = participations.on(locked, day)
    old = next((one.organisation for one in then.values() if one.is_provider), None)
    if organisation is not None:
        own = then.get(organisation.pk)
        if own is None or own.status != Participation.PARTICIPATING:
            raise Refused(
                f"{organisation} ist am {day:%d.%m.%Y} an diesem Feld nicht beteiligt. Leistungserbringer kann nur sein, wer "
                "beteiligt ist.",
                "provider",
            )
    if old == organisation:
        return
    participations.let_provide(field=locked, to=organisation, day=day, by=by, at=at)
    participations.settle(locked)
    events.record(
        kind="provider",
        subject="Leistungserbringer",
        change=events.Change(words(old), words(organisation)),
        where=events.in_field(field, organisation),
        by=by,
        at=at,
        effective_on=day,
    )


def words(organisation: Organisation | None) -> str:
    """Who provides, in words."""
    return str(organisation) if organisation else "noch keiner"
