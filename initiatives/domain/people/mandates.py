"""Mandates: who acts for whom, from when to when. They begin and end; none is ever deleted.

Invariants: the same mandate is not held twice at a time; an installation keeps an administrator; the administrator of a
county gives and ends mandates of that county only.
"""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of, today
from initiatives.domain.log import events
from initiatives.domain.people.organisations import covers
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums import OrganisationKind, Role
from initiatives.models import Body, Initiative, Mandate, Organisation, User
from initiatives.models.people import MandateQuerySet

HANDED_OVER = timedelta(days=60)  # how long a new delegate is shown what has come over
FOR_INITIATIVES = (Role.DELEGATE, Role.DEPUTY, Role.READER, Role.COUNTY_REPRESENTATIVE)


def under(by: Mandate) -> MandateQuerySet:
    """The mandates that an administrator gives and ends: all, or those of one county and its organisations."""
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
        "role": _twice_fault(row),
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


def _twice_fault(row: Mandate) -> str:
    alike = ("user_id", "role", "organisation_id", "body_id", "initiative_id")
    same = Mandate.objects.exclude(pk=row.pk).filter(**{name: getattr(row, name) for name in alike})
    overlapping = same.filter(Q(valid_until=None) | Q(valid_until__gte=row.valid_from))
    if row.valid_until:
        overlapping = overlapping.filter(valid_from__lte=row.valid_until)
    other = overlapping.first() if row.user_id else None
    return already(other) if other else ""


def already(other: Mandate) -> str:
    """That a person has a mandate, in the sentence that refuses it a second time."""
    until = f"bis {other.valid_until:%d.%m.%Y}" if other.valid_until else "ohne Ende"
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
) -> Mandate:
    """Give a person a mandate, from today on unless said otherwise; a member of a body belongs to its organisation.

    Raises Refused for whatever `faults` finds.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    row = Mandate(
        user=user,
        role=role,
        organisation=organisation or (body.organisation if body else None),
        body=body,
        initiative=initiative,
        valid_from=valid_from or day_of(at),
        valid_until=valid_until,
    )
    for name, sentence in faults(row, by).items():
        raise Refused(sentence, name)
    row.save()
    _tell("Mandat erteilt", row, _term(row), by, at)
    return row


@state_change()
def end(*, mandate: Mandate, last_day: date, by: Mandate, at: datetime) -> Mandate:
    """Let a mandate end after `last_day`; its past stays.

    Raises Refused for a mandate that has ended or is not the administrator's to end, a day before its beginning, and
    for the last administrator of the installation.
    """
    _wait_for_other_administrators()
    row = Mandate.objects.select_for_update(no_key=True).get(pk=mandate.pk)
    if not covers(by, row.organisation):
        raise Refused(f"Ihr Mandat umfasst nur Mandate {by.acts_for.of} und seiner Kommunen.")
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


def keep_an_administrator(going: Q, since: date) -> None:
    """Raise Refused unless others than `going` administer the installation, without end, from `since` on at least."""
    _wait_for_other_administrators()
    staying = Mandate.objects.filter(
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


def _tell(subject: str, row: Mandate, what: str, by: Mandate, at: datetime) -> None:
    events.record(
        kind="mandate",
        subject=subject,
        change=events.Change(after=f"{row.title}, {what}"),
        where=events.of_organisation(row.organisation),
        by=by,
        at=at,
    )
