"""The record of accounts: who did what with whose account or data, and from where; administrators alone read it.

Invariants: what was typed at a sign-in that failed is never kept, only whose account it was, if anybody's. A mail tells the
person, and who administers the home organisation, of what changes the account; it names no secret.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from initiatives.domain.kernel.moments import day_of
from initiatives.enums import MailKind, RecordKind, Role
from initiatives.models import AccountRecord, Mail, Mandate, Organisation, User


class Origin(NamedTuple):
    """Where a request came from: the address of the network and the browser, in short words; "" where that is not known."""

    address: str = ""
    device: str = ""


UNKNOWN = Origin()


def note(
    *,
    kind: RecordKind,
    subject: str,
    at: datetime,
    user: User | None = None,
    by: Mandate | User | None = None,
    organisation: Organisation | None = None,
    origin: Origin = UNKNOWN,
    tells: bool = False,
    former_address: str = "",
) -> AccountRecord:
    """Write one entry: what (`subject`) was done with the account of `user` by a mandate, the person, or nobody known.

    With `tells` the person and who administers the home organisation get a mail of it, at `former_address`, too, if given.
    """
    acting = by.user if isinstance(by, Mandate) else by
    row = AccountRecord.objects.create(
        recorded_at=at,
        kind=kind,
        user=user,
        by=acting,
        actor=by.title if isinstance(by, Mandate) else "",
        organisation=organisation,
        subject=subject[:250],
        address=origin.address[:45],
        device=origin.device[:100],
    )
    if tells and user is not None:
        _tell(row, user, former_address, at)
    return row


def _tell(row: AccountRecord, user: User, former_address: str, at: datetime) -> None:
    told = [user, *(one for one in home_administrators(user, at=at) if one.pk not in (user.pk, row.by_id))]
    mails = [Mail.new(one, MailKind.ACCOUNT, at, record=row) for one in told]
    if former_address:
        mails.append(Mail.new(user, MailKind.ACCOUNT, at, record=row, to=former_address))
    Mail.objects.bulk_create(mails)


def home_administrators(user: User, *, at: datetime) -> QuerySet[User]:
    """Who administers the home organisation of a person: those of its county, else those of the installation."""
    held = Mandate.objects.valid_on(day_of(at)).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    home = user.home
    own = held.none()
    if home is not None:
        own = held.filter(
            Q(organisation_id=home.pk) | Q(organisation_id=home.county_id, organisation__isnull=False)
        )
    chosen = own if own.exists() else held.filter(organisation=None)
    return User.objects.filter(pk__in=chosen.values("user"))
