"""The record of accounts: who did what with whose account or data, and from where; administrators alone read it.

Invariants: what was typed at a sign-in that failed is never kept, only whose account it was, if anybody's, and however many
there are, their entries are few. An entry is never changed, except that it loses address and device where the person is
anonymised; it is forgotten after a while (`forget`). A mail tells the person, and who administers the home organisation, of
what changes the account; it names no secret.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet

from initiatives.domain.kernel.moments import day_of
from initiatives.enums import MailKind, RecordKind, Role
from initiatives.models import AccountRecord, Mail, Mandate, Organisation, User


class Origin(NamedTuple):
    """Where a request came from: the address of the network and the browser, in short words; "" where that is not known."""

    address: str = ""
    device: str = ""


UNKNOWN = Origin()
SIGN_IN = (
    *(RecordKind.SIGNED_IN, RecordKind.FAILED, RecordKind.HELD_BACK),
    *(RecordKind.SIGNED_OUT, RecordKind.SESSION),
)
SIGN_IN_KEPT = timedelta(days=90)  # at most: it tells when somebody works, and where
FAILED_WITHIN = timedelta(minutes=1)  # one entry for an account and an address
STRANGERS = 10  # entries within that time of addresses of mail that have no account


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
    return administrators(user.home, at=at)


def administrators(organisation: Organisation | None, *, at: datetime) -> QuerySet[User]:
    """Who administers an organisation: those of its county, else those of the installation."""
    held = Mandate.objects.valid_on(day_of(at)).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    own = held.none()
    if organisation is not None:
        own = held.filter(
            Q(organisation_id=organisation.pk)
            | Q(organisation_id=organisation.county_id, organisation__isnull=False)
        )
    chosen = own if own.exists() else held.filter(organisation=None)
    return User.objects.filter(pk__in=chosen.values("user"))


def failed(*, subject: str, at: datetime, user: User | None, origin: Origin) -> None:
    """Note that a sign-in failed, once a minute for an account and an address of the network, and of all who have no
    account ten times a minute together, so that whoever tries without end fills no table.
    """
    lately = AccountRecord.objects.filter(
        kind=RecordKind.FAILED, user=user, recorded_at__gt=at - FAILED_WITHIN
    )
    # Both are asked for anybody, so that the time of an answer does not tell who has an account.
    is_noted, number = lately.filter(address=origin.address[:45]).exists(), lately.count()
    if not is_noted and (user is not None or number < STRANGERS):
        note(kind=RecordKind.FAILED, subject=subject, user=user, origin=origin, at=at)


def of_person(user: User) -> QuerySet[AccountRecord]:
    """What happened to the account of a person, newest first."""
    return AccountRecord.objects.filter(user=user).select_related("by")


def make_anonymous(user: User) -> None:
    """Take from all entries by or about a person from where they came."""
    own = AccountRecord.objects.filter(Q(user=user, by=None) | Q(by=user))
    own.update(address="", device="")


def forget(*, at: datetime) -> None:
    """Delete what is older than it is kept."""
    kept = timedelta(days=settings.RECORD_DAYS)
    AccountRecord.objects.filter(recorded_at__lt=at - kept).delete()
    AccountRecord.objects.filter(recorded_at__lt=at - min(kept, SIGN_IN_KEPT), kind__in=SIGN_IN).delete()
