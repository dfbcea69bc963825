"""A field in which all three take part, Nottuln in the lead."""

import pytest

from initiatives.domain.fields import fields
from initiatives.models import CostKey, CostKeyPeriod
from tests.support.personas import AT, BEGIN, Circle


@pytest.fixture
def taking_part(circle: Circle) -> Circle:
    """All three take part, Nottuln leads, and a key shares equally."""
    for name in ("nottuln", "duelmen", "rosendahl"):
        fields.set_participation(
            field=circle.payroll,
            organisation=getattr(circle, name),
            status="participating",
            by=circle.people[name],
            at=AT,
        )
    by = circle.people["nottuln"]
    fields.set_lead(field=circle.payroll, organisation=circle.nottuln, contact="Amt 10", by=by, at=AT)
    key = CostKey.objects.create(field=circle.payroll, title="Zu gleichen Teilen")
    CostKeyPeriod.objects.create(
        key=key, starts_on="2020-01-01", kind="equal", effective_on=BEGIN, recorded_at=AT
    )
    return circle
