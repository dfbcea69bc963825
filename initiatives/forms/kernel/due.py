"""Days to come: beside them stands what is to be known of them (`domain/kernel/calendar_days`)."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone

from initiatives.domain.kernel import calendar_days
from initiatives.models import Mandate


class DueField(forms.DateField):
    """A day by which or on which something is to be done."""

    looks_ahead = True


def word(field: BoundField, *, land: str, today: date) -> str:
    """The word beside the day that stands in a field, typed or stored; "" for none and for what is no day."""
    return word_on(field.field, field.value(), land=land, today=today)


def word_on(field: forms.Field, value: object, *, land: str, today: date) -> str:
    """As `word`, of a value or a text for such a field."""
    try:
        found = field.to_python(value)
    except ValidationError:
        return ""
    if isinstance(found, datetime):
        found = timezone.localtime(found).replace(tzinfo=None) if timezone.is_aware(found) else found
        return calendar_days.word(found.date(), land=land, today=today, at=found)
    return calendar_days.word(found, land=land, today=today) if isinstance(found, date) else ""


def land_of(mandate: Mandate | None) -> str:
    """The Land of whoever acts, by the AGS of the organisation; "" for who acts for none in particular."""
    organisation = mandate.organisation if mandate else None
    return (organisation.ags or "")[:2] if organisation else ""
