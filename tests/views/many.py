"""An initiative that has grown, for tests that count queries."""

from datetime import date, timedelta

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.votes import rounds
from initiatives.enums import RoundPurpose
from initiatives.models import InitiativeParticipant, Organisation


def grow(circle, municipalities, more):
    """So many more municipalities with a delegate, all asked on so many more fields."""
    at, places = moments.now(), []
    for number in range(municipalities):
        name = f"Ort {number}"
        place = Organisation.objects.create(
            kind="gemeinde",
            name=name,
            designation=f"Gemeinde {name}",
            ags=f"0555{number:04}",
            county=circle.county,
        )
        InitiativeParticipant.objects.create(
            initiative=circle.initiative, organisation=place, joined_on=date(2026, 1, 5)
        )
        places.append(place)
    made = [
        fields.propose(initiative=circle.initiative, title=f"Feld {number}", by=None, at=at)
        for number in range(more)
    ]
    rounds.open_round(
        question=rounds.Question(RoundPurpose.TAKING_PART, "?"),
        fields=made,
        organisations=places,
        deadline=moments.today() + timedelta(days=9),
        by=None,
        at=at,
    )
