"""Accounts at identity providers by which people sign in, beside or instead of a password.

Invariants: no account is ever made here. An account at a provider belongs to one person, and a person has one at each
provider. It is known by what the provider calls it (`subject`), never by an address; an address counts once, to find the
person, and only where the provider has verified it and may vouch for its domain. Whoever is refused leaves nothing behind.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError
from django.db.models import Q

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import account_records
from initiatives.domain.log.account_records import UNKNOWN, Origin
from initiatives.domain.state.versions import state_change
from initiatives.enums import MandateState, RecordKind
from initiatives.models import User

LOCKED = "Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Fachadministration Ihres Kreises."
NO_MANDATE = (
    "Ihr Konto hat heute kein gültiges Mandat. Bitte wenden Sie sich an die Fachadministration Ihres Kreises; "
    "sie kann Ihnen eines geben."
)
BY_HAND = (
    "Melden Sie sich mit Ihrem Passwort an und verbinden Sie das Konto unter „Verbundene Konten“. "
    "Ein Passwort legen Sie über „Passwort vergessen?“ fest."
)
NOT_YOURS = "Dieses Konto bei „{}“ gehört hier zu einer anderen Person. Melden Sie sich dort ab und mit Ihrem eigenen an."


class Identity(NamedTuple):
    """Who somebody is at a provider, as it has just said itself; `domains` are those for whose addresses it may vouch."""

    provider: str
    provider_name: str
    domains: tuple[str, ...]
    subject: str
    email: str
    is_verified: bool


@state_change()
def sign_in(*, identity: Identity, at: datetime, origin: Origin = UNKNOWN) -> User:
    """Whom it signs in: whose account at the provider it is, or, at the first time, whose address, and then it is connected.

    Raises Refused where it is nobody's, and where the person is locked or has neither a valid mandate nor an offered one.
    """
    user = _connected(identity)
    if user is not None:
        _check_enters(user, at)
        return user
    user = _addressed(identity)
    _check_enters(user, at)
    _check_has_no_other(user, identity)
    _connect(user, identity, at, origin)
    return user


@state_change()
def connect(*, user: User, identity: Identity, at: datetime, origin: Origin = UNKNOWN) -> bool:
    """Connect an account at a provider with that of a signed-in person; returns whether that is new.

    Its address need not be verified, since the person is known. Raises Refused where it, or its address, is another's, and where
    the person has another one there.
    """
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    owner = _connected(identity)
    if owner == row:
        return False
    others = User.objects.exclude(pk=row.pk)
    if owner or others.filter(email=identity.email.lower()).exists():
        raise Refused(NOT_YOURS.format(identity.provider_name))
    _check_has_no_other(row, identity)
    _connect(row, identity, at, origin)
    return True


@state_change()
def disconnect(*, user: User, connection_id: int, name: str, at: datetime, origin: Origin = UNKNOWN) -> None:
    """Let the own account at a provider, called `name`, sign in no more. Raises Refused where it is none of the person's."""
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    gone, _ = row.socialaccount_set.filter(pk=connection_id).delete()
    if not gone:
        raise Refused("Dieses Konto ist nicht mehr mit Ihrem verbunden.")
    _tell(f"Verbindung mit dem Konto bei „{name}“ getrennt", row, at, origin)


def _connected(identity: Identity) -> User | None:
    rows = User.objects.filter(socialaccount__provider=identity.provider, socialaccount__uid=identity.subject)
    return rows.first()


def _addressed(identity: Identity) -> User:
    """Whose address it is; the row is locked. An address is compared as it is typed, but for the case of its letters.

    Other letters than those of ASCII are refused, since some become ASCII when their case is changed.
    """
    name, email = identity.provider_name, identity.email.lower()
    if not email or not identity.is_verified:
        raise Refused(f"„{name}“ nennt uns keine bestätigte E-Mail-Adresse von Ihnen. {BY_HAND}")
    domain = email.rpartition("@")[2]
    if not identity.email.isascii() or domain not in identity.domains:
        raise Refused(f"Für Adressen wie {email} bürgt „{name}“ hier nicht. {BY_HAND}")
    user = User.objects.select_for_update(no_key=True).filter(email=email).first()
    if user is None:
        raise Refused(
            f"Zu {email} gibt es hier kein Konto. Konten richtet die Fachadministration ein; bitte wenden Sie sich an sie."
        )
    return user


def _check_enters(user: User, at: datetime) -> None:
    if not user.is_active:
        raise Refused(LOCKED)
    day = day_of(at)
    offered = user.mandates.filter(Q(valid_until=None) | Q(valid_until__gte=day), state=MandateState.OFFERED)
    if not user.mandates.valid_on(day).exists() and not offered.exists():
        raise Refused(NO_MANDATE)


def _check_has_no_other(user: User, identity: Identity) -> None:
    """An address may have passed to somebody else at the provider: then it is another account, of another person."""
    if user.socialaccount_set.filter(provider=identity.provider).exclude(uid=identity.subject).exists():
        raise Refused(
            f"Mit Ihrem Konto ist schon ein anderes Konto bei „{identity.provider_name}“ verbunden. Wenn Sie das ablösen "
            "wollen: Melden Sie sich mit Ihrem Passwort an und trennen Sie es zuerst unter „Verbundene Konten“."
        )


def _connect(user: User, identity: Identity, at: datetime, origin: Origin) -> None:
    try:
        with state_change():
            _, is_new = user.socialaccount_set.get_or_create(
                provider=identity.provider,
                uid=identity.subject,
                defaults={"extra_data": {"email": identity.email}},
            )
    except IntegrityError as error:
        raise Refused(NOT_YOURS.format(identity.provider_name)) from error
    if is_new:
        _tell(f"Mit dem Konto bei „{identity.provider_name}“ verbunden", user, at, origin)


def _tell(subject: str, user: User, at: datetime, origin: Origin) -> None:
    account_records.note(
        kind=RecordKind.PERSON, subject=subject, at=at, user=user, by=user, origin=origin, tells=True
    )
