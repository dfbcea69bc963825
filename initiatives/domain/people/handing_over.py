"""Handing a mandate over to a successor in one step: the one ends, the same begins for another person, or nothing happens.

What a mandate works on (Voten and drafts of them, tasks, steps, the lead of a field) is its organisation's and needs no
handing over; `mandates.took_over` tells the successor of it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from initiatives.domain.kernel.corrections import Overtaken
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.people import mandates, people
from initiatives.domain.state.versions import state_change
from initiatives.models import Mandate, User

DAY = timedelta(days=1)


@dataclass(frozen=True)
class HandedOver:
    """The mandate of the successor, and whether their account is new and has to be invited."""

    mandate: Mandate
    is_new: bool


@state_change()
def hand_over(
    *,
    mandate: Mandate,
    email: str,
    last_day: date,
    by: Mandate,
    at: datetime,
    first_day: date | None = None,
    name: str = "",
    telephone: str = "",
) -> HandedOver:
    """End a mandate after `last_day` and give the same to whose account has the address, from `first_day` on, the next day
    unless said otherwise. A new account is made with name and telephone; a known one keeps its own.

    The successor's ends where the one handed over would have ended, if that is later than its first day. Raises Refused where
    the two would hold at once, for the same person, and as `mandates.grant` and `mandates.end` do.
    """
    first_day = first_day or last_day + DAY
    if first_day <= last_day:
        raise Refused(
            f"Die Nachfolge beginnt frühestens am {last_day + DAY:%d.%m.%Y}, dem Tag nach dem letzten Tag.",
            "first_day",
        )
    email = people.checked_address(email)
    known = User.objects.select_for_update(no_key=True).filter(email=email).first()  # persons before mandates
    if known and known.pk == mandate.user_id:
        raise Refused("Das ist die Person selbst. Bitte geben Sie die Adresse der Nachfolge an.", "email")
    row = mandates.locked(mandate, by)
    if row.valid_until != mandate.valid_until:
        raise Overtaken(
            "Dieses Mandat ist inzwischen geändert worden. Bitte sehen Sie nach, wie es jetzt steht."
        )
    given = _give(row, first_day, known, {"email": email, "name": name, "telephone": telephone}, by, at)
    mandates.end(mandate=row, last_day=last_day, by=by, at=at)
    told = f"{given.title}, letzter Tag {last_day:%d.%m.%Y}, Nachfolge ab {first_day:%d.%m.%Y}"
    events.record(
        kind="mandate",
        subject="Mandat an Nachfolge übergeben",
        change=events.Change(after=told),
        where=events.of_organisation(row.organisation),
        by=by,
        at=at,
    )
    return HandedOver(given, known is None)


def _give(
    row: Mandate, first_day: date, known: User | None, account: dict[str, str], by: Mandate, at: datetime
) -> Mandate:
    """The same mandate for the successor; what is wrong with that is told at the address."""
    values: dict[str, Any] = {
        "role": row.role,
        "organisation": row.organisation,
        "body": row.body,
        "initiative": row.initiative,
        "valid_from": first_day,
        "valid_until": row.valid_until if row.valid_until and row.valid_until >= first_day else None,
    }
    try:
        if known:
            return mandates.grant(user=known, known_as=account["email"], by=by, at=at, **values)
        user, _ = people.admit(**account, mandate=values, by=by, at=at)
        return user.mandates.get()
    except Refused as refusal:
        raise Refused(refusal.message, "email") from refusal
