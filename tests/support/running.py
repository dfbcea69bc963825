"""A field that runs: decided on, and provided by the county, as it was entered afterwards."""

from datetime import date, timedelta

import pytest

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.past import courses
from initiatives.domain.past.entries import Asked, Joined, Moved, Said
from initiatives.domain.votes import positions
from initiatives.enums import Phase
from initiatives.models import Ask, Field
from tests.support.personas import BEGIN

JAN, FEB, MARCH, APRIL = (date(2026, month, 10) for month in (1, 2, 3, 4))
DAY = timedelta(days=1)


@pytest.fixture
def running(circle):
    """A field in operation that the county provides for Nottuln and Rosendahl, which three have decided on."""
    field = fields.propose(
        initiative=circle.initiative, title="Beschaffung", by=None, at=moments.now(), proposed_on=BEGIN
    )
    members = (circle.county, circle.nottuln, circle.rosendahl)
    entries = [
        *(Joined(JAN, one, "participating", provides=one == circle.county) for one in members),
        Joined(JAN, circle.nottuln, "participating", leads=True, contact="Hauptamt"),
        Asked(FEB, "decision", "Stimmen Sie zu?", "1.0", MARCH, MARCH + DAY),
        *(Said(FEB + DAY, one, "decision", "consent", source="Schreiben") for one in members),
        Moved(APRIL, Phase.OPERATION),
    ]
    courses.record(
        field=field, entries=entries, reason="Akten", by=circle.people["nottuln"], at=moments.now()
    )
    for name, one in (("county", circle.county), ("rosendahl", circle.rosendahl)):
        ask = Ask.objects.get(field=field, organisation=one)
        mandate = circle.people[name]
        positions.confirm(ask=ask, seen=ask.positions.get().pk, by=mandate, at=moments.now())
    return Field.objects.get(pk=field.pk)
