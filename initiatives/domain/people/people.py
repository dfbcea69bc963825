"""People: accounts with their mandates. Name, mail and telephone stand with the account and nowhere else.

Invariants: nobody is deleted; who is anonymised keeps the acts, by role; nobody locks themselves out, and an installation
keeps an administrator. A county's administrator changes only people who have no mandate elsewhere.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.db.models import Q, QuerySet

from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import account_records, events
from initiatives.domain.people import mandates
from initiatives.domain.state.versions import state_change
from initiatives.enums import Role
from initiatives.models import Mandate, User

LABELS = {"email": "E-Mail-Adresse", "name": "Name", "telephone": "Telefon"}
OWN = ("name", "telephone")
ANONYMOUS = "@anonym.invalid"


def under(by: Mandate) -> QuerySet[User]:
    """The people that an administrator sees: all, or those with a mandate in the county."""
    if by.organisation_id is None:
        return User.objects.all()
    return User.objects.filter(pk__in=mandates.under(by).values("user_id"))


def wholly_under(user: User, by: Mandate) -> bool:
    """Whether all mandates of a person, past ones too, are the administrator's; else others decide on the account."""
    return not user.mandates.exclude(pk__in=mandates.under(by)).exists()


def check_whole(*, user: User, by: Mandate) -> None:
    """Raises Refused unless the person is `wholly_under` the administrator."""
    if not wholly_under(user, by):
        raise Refused(
            "Diese Person hat auch Mandate außerhalb Ihres Kreises. Das entscheidet die Fachadministration der Installation."
        )


def is_anonymous(user: User) -> bool:
    """Whether the person was anonymised."""
    return user.email.endswith(ANONYMOUS)


@state_change()
def admit(
    *, email: str, mandate: Mapping[str, Any], by: Mandate, at: datetime, name: str = "", telephone: str = ""
) -> tuple[User, bool]:
    """Make an account without a password and give it its first mandate (arguments of `mandates.grant`).

    Returns the person and whether the account is new: somebody known in another county only gets the mandate, and
    keeps name and telephone. Raises Refused for a person that the administrator sees already, and as `grant` does.
    """
    email = _address(email)
    known = User.objects.filter(email=email).first()
    if known and under(by).filter(pk=known.pk).exists():
        raise Refused(
            "Eine Person mit dieser Adresse gibt es schon. Öffnen Sie sie und geben Sie ihr dort das Mandat.",
            "email",
        )
    if known and not known.is_active:
        raise Refused("Das Konto zu dieser Adresse ist gesperrt.", "email")
    user = known or _create(email, name, telephone)
    mandates.grant(user=user, by=by, at=at, **mandate)
    return user, known is None


def _address(email: str) -> str:
    email = edits.cleaned({"email": email})["email"].lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("Das ist keine gültige E-Mail-Adresse.", "email") from error
    if email.endswith(ANONYMOUS):
        raise Refused("Adressen dieser Endung stehen für anonymisierte Personen.", "email")
    return email


def _create(email: str, name: str, telephone: str) -> User:
    texts = edits.cleaned({"name": name, "telephone": telephone})
    try:
        with state_change():
            return User.objects.create_user(email, **texts)
    except IntegrityError as error:
        raise Refused("Diese Person wurde gerade von jemand anderem angelegt.", "email") from error


@state_change()
def edit(
    *, user: User, values: Mapping[str, Any], by: Mandate, at: datetime, seen: Mapping[str, Any] | None = None
) -> bool:
    """Change attributes of `LABELS`; returns whether anything changed. The history names what, not the values.

    Raises Conflict where somebody else changed the same value meanwhile, Refused for an address that is taken.
    """
    row = _locked(user, by)
    values = {**values, "email": _address(values["email"])} if "email" in values else values
    return _change(row, values, seen, by, at)


@state_change()
def edit_own(
    *, values: Mapping[str, Any], by: Mandate, at: datetime, seen: Mapping[str, Any] | None = None
) -> bool:
    """Change the own `OWN` attributes, as `edit`; the address for the sign-in is the administrator's to change."""
    row = User.objects.select_for_update(no_key=True).get(pk=by.user_id)
    return _change(row, {name: values[name] for name in OWN}, seen, by, at)


def _change(
    row: User, values: Mapping[str, Any], seen: Mapping[str, Any] | None, by: Mandate, at: datetime
) -> bool:
    changed = edits.apply(row, values, seen)
    if "email" in changed:
        if User.objects.exclude(pk=row.pk).filter(email=row.email).exists():
            raise Refused("Diese Adresse hat schon eine andere Person.", "email")
        _forget_addresses(row)
    if changed:
        row.save(update_fields=list(changed))
        _tell(f"Angaben geändert: {', '.join(LABELS[name] for name in changed)}", row, by, at)
    return bool(changed)


@state_change()
def deactivate(*, user: User, by: Mandate, at: datetime) -> None:
    """Lock an account at once; its mandates stay. Raises Refused for oneself and the last administrator."""
    row = _locked(user, by)
    check_may_go(user=row, by=by, at=at)
    if row.is_active:
        row.is_active = False
        row.save(update_fields=["is_active"])
        _tell("Konto gesperrt", row, by, at)


@state_change()
def reactivate(*, user: User, by: Mandate, at: datetime) -> None:
    """Unlock an account. Raises Refused for an anonymised person."""
    row = _locked(user, by)
    if not row.is_active:
        row.is_active = True
        row.save(update_fields=["is_active"])
        _tell("Konto entsperrt", row, by, at)


@state_change()
def anonymise(*, user: User, by: Mandate, at: datetime) -> None:
    """Replace name, mail and telephone for good, lock the account and end its mandates; acts stay, by role.

    What the person was told, when they read it, how they wanted it and what they have seen goes: it tells of nothing
    but the person. That they were named in a comment stays, as the comment does.

    Raises Refused for oneself, the last administrator and a person who is anonymised already.
    """
    row = _locked(user, by)
    check_may_go(user=row, by=by, at=at)
    for mandate in row.mandates.filter(Q(valid_until=None) | Q(valid_until__gte=day_of(at))):
        mandate.valid_until = max(day_of(at), mandate.valid_from)
        mandate.save(update_fields=["valid_until"])
    row.email, row.name, row.telephone = f"person-{row.pk}{ANONYMOUS}", "", ""
    row.is_active = False
    row.last_login = None
    row.set_unusable_password()
    row.save()
    _forget_addresses(row)
    for told in (row.notices, row.mails, row.notice_settings, row.visits, row.submissions):
        told.all().delete()
    account_records.make_anonymous(row)
    _tell("Person anonymisiert", row, by, at)


def _locked(user: User, by: Mandate) -> User:
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    check_whole(user=row, by=by)
    if is_anonymous(row):
        raise Refused("Diese Person ist anonymisiert; ihr Konto bleibt gesperrt.")
    return row


def check_may_go(*, user: User, by: Mandate, at: datetime) -> None:
    """Raises Refused for oneself and the last administrator of the installation."""
    if user.pk == by.user_id:
        raise Refused("Über das eigene Konto entscheidet nur eine andere Fachadministration.")
    administers = user.mandates.filter(role=Role.ADMINISTRATOR, organisation=None).valid_on(day_of(at))
    if user.is_active and administers.exists():
        mandates.keep_an_administrator(Q(user=user), day_of(at))


def _forget_addresses(row: User) -> None:
    """The sign-in keeps addresses of its own; a former one must not open the account."""
    row.emailaddress_set.all().delete()


def held(user: User) -> str:
    """What a person acts as, in words of events, which name nobody."""
    return (", ".join(mandate.title for mandate in user.mandates.with_names()) or "kein Mandat")[:1000]


def _tell(subject: str, row: User, by: Mandate, at: datetime) -> None:
    events.record(
        kind="person",
        subject=subject,
        change=events.Change(after=held(row)),
        where=events.NOWHERE,
        by=by,
        at=at,
    )


@state_change()
def install_administrator(*, email: str, password: str, at: datetime) -> tuple[User, bool, bool]:
    """Make sure that a person administers the installation; for the first day, when nobody can act yet.

    Returns the person, whether the account is new (only then `password` counts) and whether the mandate is. Raises
    Refused for a bad address and a locked account.
    """
    email = _address(email)
    known = User.objects.filter(email=email).first()
    if known and not known.is_active:
        raise Refused("Das Konto zu dieser Adresse ist gesperrt.", "email")
    user = known or User.objects.create_user(email, password)
    held = user.mandates.filter(role=Role.ADMINISTRATOR, organisation=None).valid_on(day_of(at))
    if held.exists():
        return user, False, False
    mandate = Mandate.objects.create(user=user, role=Role.ADMINISTRATOR, valid_from=day_of(at))
    events.record(
        kind="mandate",
        subject="Mandat erteilt",
        change=events.Change(after=mandate.title),
        where=events.NOWHERE,
        by=mandate,
        at=at,
    )
    return user, known is None, True
