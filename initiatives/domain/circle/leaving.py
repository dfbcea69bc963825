"""Who leaves an initiative leaves nothing dangling: no participation, no answer owed, no step, no condition to fulfil."""

from datetime import date, datetime

from django.db.models import Q

from initiatives.domain.circle import steering
from initiatives.domain.fields import fields
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.votes import conditions_of_consent, rounds
from initiatives.enums import CONSENTS, Participation
from initiatives.models import Field, Initiative, Mandate, Organisation, Round

ACTIVE = (Participation.PARTICIPATING, Participation.INTERESTED, Participation.LATER)
OUTSIDE = (Participation.NOT_PARTICIPATING, Participation.LEFT)


def leave(
    *, initiative: Initiative, organisation: Organisation, by: Mandate, at: datetime, effective_on: date
) -> None:
    """End what an organisation has in the fields of an initiative on a day; its past stays. Called within a transaction.

    Raises Refused for the lead of a field: it is handed over first; and where the organisation was in a field after that day.
    """
    active = Q(participations__organisation=organisation, participations__status__in=ACTIVE)
    asked = Q(asks__organisation=organisation, asks__round__closed_on=None)
    consented = Q(asks__organisation=organisation, asks__positions__stance__in=CONSENTS)
    outside = Field.objects.filter(
        participations__organisation=organisation, participations__status__in=OUTSIDE
    )
    stands = consented & ~Q(pk__in=outside.values("pk"))
    concerned = Field.objects.filter(active | asked | stands, initiative=initiative).distinct()
    for field in concerned:
        then = fields.set_participation(
            field=field,
            organisation=organisation,
            status=Participation.LEFT,
            by=by,
            at=at,
            effective_on=max(effective_on, field.proposed_on),
        )
        if then.status != Participation.LEFT:
            raise Refused(
                f"{organisation} ist im Feld „{field.title}“ seit dem {then.effective_on:%d.%m.%Y} "
                f"{then.get_status_display()} und kann nicht vorher ausgeschieden sein.",
                "effective_on",
            )
    steering.leave(initiative=initiative, organisation=organisation, by=by, at=at)
    conditions_of_consent.give_back(initiative=initiative, organisation=organisation, by=by, at=at)
    open_rounds = Round.objects.filter(closed_on=None, asks__organisation=organisation, initiative=initiative)
    for round_ in open_rounds.distinct():
        rounds.close_answered(round_=round_, at=at)
