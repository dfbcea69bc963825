"""People: accounts with their mandates. Name, mail and telephone stand with the account and nowhere else.

Invariants: nobody is deleted; who is anonymised keeps the acts, by role; nobody locks themselves out, and an installation
keeps an administrator. Who administers the home of an account decides on it (`homes`); whoever else gave the person a mandate
knows the address that they typed themselves, and name and telephone while an accepted one holds or is to begin.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of, today
from initiatives.domain.log import account_records, events
from initiatives.domain.people import homes, mandates, sessions
from initiatives.domain.people.homes import ANONYMOUS
from initiatives.domain.people.organisations import covers
from initiatives.domain.state.versions import state_change
from initiatives.enums import MandateState, RecordKind, Role
from initiatives.models import Mandate, Organisation, User

LABELS = {"email": "E-Mail-Adresse", "name": "Name", "telephone": "Telefon"}
OWN = ("name", "telephone")


def under(by: Mandate) -> QuerySet[User]:
    """The people whom an administrator sees: those of the own homes, and those to whom they gave or offered a mandate.

    Each with what may be seen: `decided` (whether the account is the administrator's), `is_known`, `address`, `full_name`,
    `phone`, `signed_in_at`, `entered_at`; lists show, search and sort by these and by nothing else.
    """
    own = mandates.under(by).filter(user=OuterRef("pk"))
    holding = own.filter(Q(valid_until=None) | Q(valid_until__gte=today()), state=MandateState.GRANTED)
    typed = own.exclude(offered_to="").order_by("-pk").values("offered_to")[:1]

    def known(name: str, otherwise: Any = "") -> Case:
        return Case(When(is_known=True, then=F(name)), default=otherwise, output_field=CharField())

    rows = User.objects.select_related("home").annotate(
        decided=Case(When(homes.within(by), then=True), default=False),
        is_known=Case(When(homes.within(by) | Exists(holding), then=True), default=False),
        address=known("email", Coalesce(Subquery(typed), Value(""))),
        full_name=known("name", Value("")),
        phone=known("telephone", Value("")),
        signed_in_at=Case(When(homes.within(by), then=F("last_login"))),
        entered_at=Case(When(homes.within(by), then=F("created_at"))),
    )
    return rows.filter(Q(decided=True) | Q(pk__in=mandates.under(by).values("user_id")))


@state_change()
def admit(
    *, email: str, mandate: Mapping[str, Any], by: Mandate, at: datetime, name: str = "", telephone: str = ""
) -> tuple[User, bool]:
    """Make an account without a password and give it its first mandate (arguments of `mandates.grant`).

    Returns the person and whether the account is new: somebody who has another home is offered the mandate, and keeps name and
    telephone. Raises Refused for a person whom the administrator sees under this address already, and as `grant` does.
    """
    email = checked_address(email)
    known = User.objects.filter(email=email).first()
    if known and under(by).filter(Q(address=email), pk=known.pk).exists():
        raise Refused(
            "Eine Person mit dieser Adresse gibt es schon. Öffnen Sie sie und geben Sie ihr dort das Mandat.",
            "email",
        )
    if known:
        mandates.grant(user=known, known_as=email, by=by, at=at, **mandate)
        return known, False
    user = _create(email, name, telephone)
    mandates.grant(user=user, is_invited=True, by=by, at=at, **mandate)
    user.refresh_from_db()
    _note("Konto angelegt", user, by, at)
    return user, True


def checked_address(email: str) -> str:
    """An address as it is stored. Raises Refused for what is none, and for those of anonymised people."""
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
    values = {**values, "email": checked_address(values["email"])} if "email" in values else values
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
        sessions.end_all(user=row)
    if changed:
        row.save(update_fields=list(changed))
        subject = f"Angaben geändert: {', '.join(LABELS[name] for name in changed)}"
        former = changed["email"][0] if "email" in changed else ""
        kind = RecordKind.ADDRESS if former else RecordKind.PERSON
        _tell(subject, row, by, at, kind=kind, tells=bool(former), former_address=former)
    return bool(changed)


@state_change()
def move_home(*, user: User, home: Organisation | None, by: Mandate, at: datetime) -> None:
    """Let another organisation be the home of an account, within the administrator's reach; None: that of the installation.

    Raises Refused outside of it, for the home that it has, for who administers the whole installation, and where the person
    administers another county.
    """
    row = _locked(user, by)
    if not covers(by, home):
        raise Refused(f"Ihr Mandat umfasst nur Organisationen {by.acts_for.of} und seiner Kommunen.", "home")
    if home == row.home:
        raise Refused("Das ist schon die Heimatorganisation.", "home")
    if home and mandates.administers_all(row):
        raise Refused(
            "Wer die ganze Installation verwaltet, gehört zu keiner einzelnen Organisation.", "home"
        )
    if tie := mandates.tie(row, home, day_of(at)):
        raise Refused(f"Die Person hat das Mandat „{tie}“. Dieses Mandat muss zuerst enden.", "home")
    before, row.home = row.home, home
    row.save(update_fields=["home"])
    change = events.Change(before=str(before or "keine"), after=f"{home or 'keine'} ({held(row)})"[:1000])
    events.record(kind="person", subject="Heimat verlegt", change=change, where=events.NOWHERE, by=by, at=at)
    _note(f"Heimat verlegt: von {before or 'der Installation'} zu {home or 'der Installation'}", row, by, at)


@state_change()
def deactivate(*, user: User, by: Mandate, at: datetime) -> None:
    """Lock an account at once; its mandates stay. Raises Refused for oneself and the last administrator."""
    row = _locked(user, by)
    check_may_go(user=row, by=by, at=at)
    if row.is_active:
        row.is_active = False
        row.save(update_fields=["is_active"])
        sessions.end_all(user=row)
        _tell("Konto gesperrt", row, by, at, kind=RecordKind.LOCK, tells=True)


@state_change()
def reactivate(*, user: User, by: Mandate, at: datetime) -> None:
    """Unlock an account. Raises Refused for an anonymised person."""
    row = _locked(user, by)
    if not row.is_active:
        row.is_active = True
        row.save(update_fields=["is_active"])
        _tell("Konto entsperrt", row, by, at, kind=RecordKind.LOCK, tells=True)


@state_change()
def anonymise(*, user: User, by: Mandate, at: datetime) -> None:
    """Replace name, mail and telephone for good, lock the account and end its mandates, those of others too; acts stay, by role.

    What the person was told, when they read it, how they wanted it and what they have seen goes: it tells of nothing
    but the person. That they were named in a comment stays, as the comment does.

    Raises Refused for oneself, the last administrator and a person who is anonymised already.
    """
    row = _locked(user, by)
    check_may_go(user=row, by=by, at=at)
    mandates.end_all(user=row, by=by, at=at)
    row.email, row.name, row.telephone = f"person-{row.pk}{ANONYMOUS}", "", ""
    row.is_active = False
    row.last_login = row.last_mandate = None
    row.set_unusable_password()
    row.save()
    _forget_addresses(row)
    row.authenticator_set.all().delete()
    sessions.end_all(user=row)
    for told in (row.notices, row.mails, row.notice_settings, row.visits, row.submissions):
        told.all().delete()
    account_records.make_anonymous(row)
    _tell("Person anonymisiert", row, by, at)


def _locked(user: User, by: Mandate) -> User:
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    homes.check_decides(user=row, by=by)
    if homes.is_anonymous(row):
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
    """The sign-in keeps addresses of its own; neither a former one nor what it has connected must open the account."""
    row.emailaddress_set.all().delete()
    row.socialaccount_set.all().delete()


def held(user: User) -> str:
    """What a person acts as, in words of events, which name nobody."""
    rows = user.mandates.with_names().filter(state=MandateState.GRANTED)
    return (", ".join(mandate.title for mandate in rows) or "kein Mandat")[:1000]


def _tell(
    subject: str,
    row: User,
    by: Mandate,
    at: datetime,
    *,
    kind: RecordKind = RecordKind.PERSON,
    tells: bool = False,
    former_address: str = "",
) -> None:
    change = events.Change(after=held(row))
    events.record(kind="person", subject=subject, change=change, where=events.NOWHERE, by=by, at=at)
    _note(subject, row, by, at, kind=kind, tells=tells, former_address=former_address)


def _note(
    subject: str, row: User, by: Mandate, at: datetime, *, kind: RecordKind = RecordKind.PERSON, **told: Any
) -> None:
    account_records.note(kind=kind, subject=subject, user=row, by=by, organisation=row.home, at=at, **told)


@state_change()
def install_administrator(*, email: str, password: str, at: datetime) -> tuple[User, bool, bool]:
    """Make sure that a person administers the installation; for the first day, when nobody can act yet.

    Returns the person, whether the account is new (only then `password` counts) and whether the mandate is. Raises
    Refused for a bad address and a locked account.
    """
    email = checked_address(email)
    known = User.objects.filter(email=email).first()
    if known and not known.is_active:
        raise Refused("Das Konto zu dieser Adresse ist gesperrt.", "email")
    user = known or User.objects.create_user(email, password)
    held = user.mandates.filter(role=Role.ADMINISTRATOR, organisation=None).valid_on(day_of(at))
    if held.exists():
        return user, False, False
    User.objects.filter(pk=user.pk).update(home=None)
    mandate = Mandate.objects.create(user=user, role=Role.ADMINISTRATOR, valid_from=day_of(at))
    events.record(
        kind="mandate",
        subject="Mandat erteilt",
        change=events.Change(after=mandate.title),
        where=events.NOWHERE,
        by=mandate,
        at=at,
    )
    account_records.note(
        kind=RecordKind.MANDATE,
        subject=f"Mandat erteilt: {mandate.title}, am Server",
        user=user,
        at=at,
        tells=known is not None,
    )
    return user, known is None, True
