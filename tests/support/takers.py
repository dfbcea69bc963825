"""A field in which all three of the circle take part, Nottuln in the lead, with a key that shares equally."""

from initiatives.domain.fields import fields
from initiatives.models import CostKey, CostKeyPeriod
from tests.support.personas import AT, BEGIN, Circle


def all_take_part(circle: Circle) -> Circle:
    """From the first day of the circle on."""
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
