"""What the form components need to know of a field, and the list of what is wrong with a form."""

from dataclasses import dataclass
from datetime import date, datetime

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, FileInput, Select
from django.forms.boundfield import BoundWidget
from django.forms.utils import flatatt
from django.forms.widgets import ChoiceWidget
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from initiatives.domain.kernel import calendar_days, moments
from initiatives.forms.kernel import due
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.kernel.rows import RowsField

register = template.Library()


@dataclass(frozen=True)
class Fault:
    message: str
    label: str = ""
    anchor: str = ""  # the id of the input


@register.filter
def kind(field: BoundField) -> str:
    """How a field is drawn: hidden, effective, rows, check, choices (several inputs), select, file or input."""
    widget = field.field.widget
    if isinstance(field.field, RowsField):
        return "rows"
    if isinstance(field.field, EffectiveField):
        return "effective"
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, Select):
        return "select"
    if isinstance(widget, FileInput):
        return "file"
    return "choices" if isinstance(widget, ChoiceWidget) else "input"


@register.simple_tag(takes_context=True)
def day_word(context: Context, field: BoundField) -> str:
    """What is to be known of the day to come that stands in a field, for whoever reads the page."""
    return due.word(field, land=_land(context), today=moments.today())


@register.simple_tag(takes_context=True)
def day_note(context: Context, value: date | datetime | None) -> str:
    """As `day_word`, of a day or an instant that is shown; that it is over shows by itself."""
    if value is None:
        return ""
    at = moments.local(value).replace(tzinfo=None) if isinstance(value, datetime) else None
    day = at.date() if at else value
    return calendar_days.word(day, land=_land(context), today=day, at=at)


def _land(context: Context) -> str:
    return due.land_of(getattr(context.get("request"), "mandate", None))


@register.filter
def faults(form: BaseForm) -> list[Fault]:
    """All errors of a form, those of the form itself first, then in the order of its fields."""
    found = [Fault(str(message)) for message in form.non_field_errors()]
    for field in form:
        anchor = "" if field.is_hidden else _anchor(field)
        found += [Fault(str(message), str(field.label), anchor) for message in field.errors]
    return found


def _anchor(field: BoundField) -> str:
    return f"{field.auto_id}_0" if kind(field) == "choices" else field.auto_id


@register.simple_tag
def option(choice: BoundWidget) -> SafeString:
    """One of several choices, as its widget would draw it, without a template of its own for each."""
    data = choice.data
    attributes = {"type": data["type"], "name": data["name"], "value": data["value"], **data["attrs"]}
    return format_html("<input{}>", flatatt(attributes))
