"""Second factors: whose mandates need one, and that a lost one is reset. The sign-in keeps and proves them.

Invariants: recovery codes alone are no factor; nobody resets the own one, which is removed with a proof of it; who is reset
is signed out everywhere.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import account_records, events
from initiatives.domain.people import homes, people, sessions
from initiatives.domain.state.versions import state_change
from initiatives.enums import FactorKind, RecordKind
from initiatives.models import Mandate, User


def of_person(user: User) -> QuerySet:
    """The factors of a person, without recovery codes, which only stand in for one."""
    return user.authenticator_set.exclude(type=FactorKind.RECOVERY_CODES)


def in_words(user: User) -> str:
    """Which kinds of factors a person has, "" for none."""
    held = set(of_person(user).values_list("type", flat=True))
    return ", ".join(kind.label for kind in FactorKind if kind in held)


def requiring(mandates: Iterable[Mandate]) -> list[Mandate]:
    """Those whose role needs a second factor here (`IKZ_SECOND_FACTOR_ROLES`)."""
    return [one for one in mandates if one.role in settings.SECOND_FACTOR_ROLES]


@state_change()
def reset(*, user: User, by: Mandate | None, at: datetime) -> None:
    """Forget all factors and recovery codes of a person who has lost them, and end the sessions; None is the operator.

    Raises Refused for oneself, outside of the administrator's reach, and where there is nothing to reset.
    """
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if by is not None:
        if by.user_id == row.pk:
            raise Refused("Den eigenen zweiten Faktor ändern Sie unter „Anmeldung und Sicherheit“.")
        homes.check_decides(user=row, by=by)
    if not of_person(row).exists():
        raise Refused("Diese Person hat keinen zweiten Faktor.")
    row.authenticator_set.all().delete()
    sessions.end_all(user=row)
    subject = "Zweiter Faktor zurückgesetzt"
    events.record(
        kind="person",
        subject=subject,
        change=events.Change(after=people.held(row)),
        where=events.NOWHERE,
        by=by,
        at=at,
    )
    account_records.note(
        kind=RecordKind.FACTOR,
        subject=subject,
        at=at,
        user=row,
        by=by,
        organisation=row.home,
        tells=True,
    )
