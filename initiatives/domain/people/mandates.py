"""Mandates: who acts for whom, from when to when. They begin and end; none is ever deleted.

Invariants: the same mandate is not held twice at a time; an installation keeps an administrator; the administrator of a
county gives and ends mandates of that county only, and to who has another home they are offered: nothing follows from an
offer before the person accepts it (`offers`).
"""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of, today
from initiatives.domain.log import account_records, events
from initiatives.domain.people import homes
from initiatives.domain.people.organisations import covers
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums import MandateState, OrganisationKind, RecordKind, Role
from initiatives.models import Body, Initiative, Mandate, Organisation, User
from initiatives.models.people import MandateQuerySet

HANDED_OVER = timedelta(days=60)  # how long a new delegate is shown what has come over
STANDING = (MandateState.GRANTED, MandateState.OFFERED)
FOR_INITIATIVES = (Role.DELEGATE, Role.DEPUTY, Role.READER, Role.COUNTY_REPRESENTATIVE)


def under(by: Mandate) -> MandateQuerySet:
    """The mandates that an administrator gives, ends and withdraws: all, or those of one county and its organisations."""
    if by.organisation_id is None:
        return Mandate.objects.all()
    own = Q(organisation_id=by.organisation_id) | Q(organisation__county_id=by.organisation_id)
    return Mandate.objects.filter(own)


def valid(user: User) -> QuerySet[Mandate]:
    """The mandates of a person that are in force today."""
    return user.mandates.valid_on(today()).with_names()


def took_over(mandate: Mandate, today: date) -> date | None:
    """Since when a delegate or deputy has this mandate, if it is new and another person's ended shortly before."""
    if not mandate.acts_for_municipality or mandate.valid_from < today - HANDED_OVER:
        return None
    ended = Mandate.objects.filter(
        organisation_id=mandate.own_id,
        state=MandateState.GRANTED,
        role__in=(Role.DELEGATE, Role.DEPUTY),
        valid_until__range=(mandate.valid_from - HANDED_OVER, today),
    ).exclude(user_id=mandate.user_id)
    return mandate.valid_from if ended.exists() else None


def represented(*, facts: InitiativeFacts, day: date) -> set[int]:
    """The organisations of an initiative for which a delegate or a deputy acts on `day`, for a county its representative, too."""
    rows = Mandate.objects.valid_on(day).filter(
        Q(initiative_id=None) | Q(initiative_id=facts.id),
        role__in=(Role.DELEGATE, Role.DEPUTY, Role.COUNTY_REPRESENTATIVE),
        organisation_id__in=list(facts.organisations),
        user__is_active=True,
    )
    return set(rows.order_by().values_list("organisation_id", flat=True))


def faults(row: Mandate, by: Mandate) -> dict[str, str]:
    """What is wrong with an unsaved mandate: attribute -> German sentence."""
    found = {
        "organisation": _organisation_fault(row, by),
        "body": _body_fault(row),
        "initiative": _initiative_fault(row),
        "valid_until": _term_fault(row),
        "role": _home_fault(row, by) or _twice_fault(row),
    }
    return {name: text for name, text in found.items() if text}


def _organisation_fault(row: Mandate, by: Mandate) -> str:
    organisation = row.organisation
    if organisation is None and row.role != Role.ADMINISTRATOR:
        return "Bitte wählen Sie die Organisation, für die das Mandat gilt."
    if not covers(by, organisation):
        return f"Ihr Mandat umfasst nur Organisationen {by.acts_for.of} und seiner Kommunen."
    is_county = organisation is not None and organisation.kind == OrganisationKind.KREIS
    if row.role == Role.COUNTY_REPRESENTATIVE and not is_county:
        return "Eine Vertretung des Kreises gibt es nur für einen Kreis."
    if row.role == Role.ADMINISTRATOR and organisation and not is_county:
        return "Eine Fachadministration gilt für einen Kreis oder, ohne Organisation, für die ganze Installation."
    return ""


def _body_fault(row: Mandate) -> str:
    if row.role == Role.COUNCIL_MEMBER and row.body is None:
        return "Bitte wählen Sie das Gremium, dem das Mitglied angehört."
    if row.role != Role.COUNCIL_MEMBER and row.body:
        return "Ein Gremium gehört nur zur Rolle „Mitglied“."
    if row.body and row.body.organisation_id != row.organisation_id:
        return f"Dieses Gremium gehört nicht zu {row.organisation}."
    return ""


def _initiative_fault(row: Mandate) -> str:
    if row.initiative and row.role not in FOR_INITIATIVES:
        return f"Die Rolle „{row.get_role_display()}“ lässt sich nicht auf eine Initiative beschränken."
    return ""


def _term_fault(row: Mandate) -> str:
    if row.valid_until and row.valid_until < row.valid_from:
        return "Das Mandat kann nicht vor seinem Beginn enden."
    return ""


def _home_fault(row: Mandate, by: Mandate) -> str:
    if not row.user_id:
        return ""
    return homes.fault(row, home=row.user.home, at_once=homes.gives_at_once(by=by, user=row.user))


def _twice_fault(row: Mandate) -> str:
    alike = ("user_id", "role", "organisation_id", "body_id", "initiative_id")
    same = Mandate.objects.exclude(pk=row.pk).filter(
        state__in=STANDING, **{name: getattr(row, name) for name in alike}
    )
    overlapping = same.filter(Q(valid_until=None) | Q(valid_until__gte=row.valid_from))
    if row.valid_until:
        overlapping = overlapping.filter(valid_from__lte=row.valid_until)
    other = overlapping.first() if row.user_id else None
    return already(other) if other else ""


def already(other: Mandate) -> str:
    """That a person has a mandate, in the sentence that refuses it a second time."""
    until = f"bis {other.valid_until:%d.%m.%Y}" if other.valid_until else "ohne Ende"
    if other.state == MandateState.OFFERED:
        return f"Dieses Mandat ist der Person schon angeboten, ab {other.valid_from:%d.%m.%Y} {until}."
    return f"Dieses Mandat hat die Person schon, ab {other.valid_from:%d.%m.%Y} {until}."


@state_change()
def grant(
    *,
    user: User,
    role: str,
    by: Mandate,
    at: datetime,
    organisation: Organisation | None = None,
    body: Body | None = None,
    initiative: Initiative | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    known_as: str = "",
    is_invited: bool = False,
) -> Mandate:
    """Give a person a mandate, from today on unless said otherwise; a member of a body belongs to its organisation.

    Where another administrator decides on the account the mandate is offered only, at the address by which the giver knows the
    person (`known_as`). The first mandate makes the home. The person is told by mail, unless `is_invited`: then the invitation
    says it. Raises Refused for whatever `faults` finds, for an account of one's own that is locked, and for an offer without an
    address.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    is_own = homes.gives_at_once(by=by, user=person)
    _check_open(person, is_own)
    if not is_own and not known_as:
        raise Refused(
            "Die E-Mail-Adresse dieser Person kennen Sie nicht mehr. Bitte gehen Sie über „Person anlegen“ und geben Sie "
            "sie dort ein; das Mandat wird der Person dann angeboten."
        )
    row = Mandate(
        user=person,
        role=role,
        organisation=organisation or (body.organisation if body else None),
        body=body,
        initiative=initiative,
        valid_from=valid_from or day_of(at),
        valid_until=valid_until,
        state=MandateState.GRANTED if is_own else MandateState.OFFERED,
        offered_to="" if is_own else known_as,
    )
    for name, sentence in faults(row, by).items():
        raise Refused(sentence, name)
    row.save()
    if is_own:
        _settle_home(person, row, by, at)
    _tell("Mandat erteilt" if is_own else "Mandat angeboten", row, _term(row), by, at, tells=not is_invited)
    return row


def _check_open(person: User, is_own: bool) -> None:
    """A foreign administrator does not learn that an account is locked: the offer waits until it is not."""
    if homes.is_anonymous(person):
        raise Refused("Diese Person ist anonymisiert; sie erhält kein Mandat mehr.")
    if is_own and not person.is_active:
        raise Refused("Dieses Konto ist gesperrt. Entsperren Sie es, bevor Sie ein Mandat geben.")


def _settle_home(person: User, row: Mandate, by: Mandate, at: datetime) -> None:
    """The first mandate makes the home; who administers the installation has none from the moment on that it is given."""
    if row.role == Role.ADMINISTRATOR and row.organisation_id is None:
        home = None
    elif person.home_id or administers_all(person) or tie(person, row.organisation, day_of(at)):
        return
    else:
        home = row.organisation
    before, person.home = person.home, home
    person.save(update_fields=["home"])
    if before is not None:
        subject = f"Heimat verlegt: von {before} zur Installation"
        account_records.note(
            kind=RecordKind.PERSON, subject=subject, user=person, by=by, organisation=before, at=at
        )


def administers_all(user: User) -> bool:
    """Whether a person administers the whole installation, or will."""
    held = user.mandates.filter(state=MandateState.GRANTED, role=Role.ADMINISTRATOR, organisation=None)
    return held.filter(Q(valid_until=None) | Q(valid_until__gte=today())).exists()


def tie(user: User, home: Organisation | None, day: date) -> Mandate | None:
    """What a person holds, on `day` or later, that keeps the home from being there: the administration of another county."""
    held = Mandate.objects.filter(user=user, role=Role.ADMINISTRATOR).not_over_on(day).with_names()
    return next((one for one in held if homes.fault(one, home=home)), None)


@state_change()
def end(*, mandate: Mandate, last_day: date, by: Mandate, at: datetime) -> Mandate:
    """Let a mandate end after `last_day`; its past stays.

    Raises Refused for a mandate that has ended, does not hold, or is not the administrator's to end, a day before its
    beginning, and for the last administrator of the installation.
    """
    row = locked(mandate, by)
    if row.state == MandateState.OFFERED:
        raise Refused("Dieses Mandat ist noch nicht angenommen. Ziehen Sie das Angebot zurück.")
    if row.state != MandateState.GRANTED:
        raise Refused(f"Dieses Mandat ist {row.get_state_display()}; es gibt nichts zu beenden.")
    if row.valid_until and row.valid_until < day_of(at):
        raise Refused(f"Dieses Mandat ist seit dem {row.valid_until:%d.%m.%Y} beendet.", "last_day")
    if last_day < row.valid_from:
        raise Refused(f"Das Mandat beginnt erst am {row.valid_from:%d.%m.%Y}.", "last_day")
    if row.role == Role.ADMINISTRATOR and row.organisation_id is None:
        keep_an_administrator(Q(pk=row.pk), max(day_of(at), last_day + timedelta(days=1)))
    row.valid_until = last_day
    row.save(update_fields=["valid_until"])
    _tell("Mandat beendet", row, f"letzter Tag {last_day:%d.%m.%Y}", by, at)
    return row


@state_change()
def withdraw(*, mandate: Mandate, by: Mandate, at: datetime) -> Mandate:
    """Take back a mandate that was given by mistake, or an offer: its rights are gone with the next request, and what was done
    under it stays. To undo it, it is granted anew.

    Raises Refused for what is not the administrator's, has ended or does not stand any more, and for the last administrator.
    """
    row = locked(mandate, by)
    if row.state not in STANDING:
        raise Refused(f"Dieses Mandat ist schon {row.get_state_display()}.")
    is_offer = row.state == MandateState.OFFERED
    if not is_offer and row.valid_until and row.valid_until < day_of(at):
        raise Refused(
            f"Dieses Mandat ist seit dem {row.valid_until:%d.%m.%Y} beendet. Zurückziehen lässt sich nur, was noch gilt."
        )
    if row.role == Role.ADMINISTRATOR and row.organisation_id is None:
        keep_an_administrator(Q(pk=row.pk), day_of(at))
    row.state = MandateState.WITHDRAWN
    row.save(update_fields=["state"])
    _tell("Angebot zurückgezogen" if is_offer else "Mandat zurückgezogen", row, _term(row), by, at)
    return row


def locked(mandate: Mandate, by: Mandate) -> Mandate:
    """The row of a mandate of the administrator's, for who changes it. Raises Refused for any other."""
    _wait_for_other_administrators()
    row = Mandate.objects.select_for_update(no_key=True).get(pk=mandate.pk)
    if not covers(by, row.organisation):
        raise Refused(f"Ihr Mandat umfasst nur Mandate {by.acts_for.of} und seiner Kommunen.")
    return row


def end_all(*, user: User, by: Mandate, at: datetime) -> None:
    """Let all that a person holds or was offered come to its end, whoever gave it; nothing names an address any more."""
    for row in user.mandates.with_names().filter(state__in=STANDING):
        if row.state == MandateState.OFFERED:
            row.state = MandateState.WITHDRAWN
        elif row.valid_until is None or row.valid_until >= day_of(at):
            row.valid_until = max(day_of(at), row.valid_from)
        else:
            continue
        row.save(update_fields=["state", "valid_until"])
        _tell("Mandat beendet", row, "da die Person anonymisiert ist", by, at)
    user.mandates.exclude(offered_to="").update(offered_to=homes.ANONYMOUS)


def act_under(*, mandate: Mandate) -> None:
    """Remember under which mandate a person acts, for the next sign-in."""
    User.objects.filter(pk=mandate.user_id).update(last_mandate=mandate)


def keep_an_administrator(going: Q, since: date) -> None:
    """Raise Refused unless others than `going` administer the installation, without end, from `since` on at least."""
    _wait_for_other_administrators()
    staying = Mandate.objects.filter(
        state=MandateState.GRANTED,
        role=Role.ADMINISTRATOR,
        organisation=None,
        valid_from__lte=since,
        valid_until=None,
        user__is_active=True,
    )
    if not staying.exclude(going).exists():
        raise Refused(
            "Das ist die letzte Fachadministration der Installation. "
            "Geben Sie dieses Mandat zuerst einer weiteren Person."
        )


def _wait_for_other_administrators() -> None:
    """Two who end each other at once go one after the other; what the first did, the second then reads."""
    rows = Mandate.objects.select_for_update(no_key=True).filter(role=Role.ADMINISTRATOR, organisation=None)
    list(rows.order_by("pk").values_list("pk"))


def _term(row: Mandate) -> str:
    until = f" bis {row.valid_until:%d.%m.%Y}" if row.valid_until else ""
    return f"ab {row.valid_from:%d.%m.%Y}{until}"


def _tell(subject: str, row: Mandate, what: str, by: Mandate, at: datetime, *, tells: bool = False) -> None:
    where = events.of_organisation(row.organisation)
    told = f"{row.title}, {what}"
    events.record(
        kind="mandate", subject=subject, change=events.Change(after=told), where=where, by=by, at=at
    )
    account_records.note(
        kind=RecordKind.MANDATE,
        subject=f"{subject}: {told}",
        user=row.user,
        by=by,
        organisation=row.organisation,
        at=at,
        tells=tells,
    )
