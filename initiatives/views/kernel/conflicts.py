"""The answer to a stale write (409): theirs and mine side by side, and the form filled with mine once more."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.forms import BaseForm, Field
from django.http import QueryDict
from django.utils import timezone

from initiatives.domain.kernel.errors import Conflict
from initiatives.domain.kernel.word_differences import Part, compare


@dataclass(frozen=True)
class Disputed:
    label: str
    theirs: list[Part]
    mine: list[Part]


@dataclass(frozen=True)
class Clash:
    """Who changed it (role and organisation) and when, where that is known, and the values that differ."""

    actor: str
    changed_at: datetime | None
    values: list[Disputed]


def clash(conflict: Conflict, form: BaseForm) -> Clash:
    """What to show of a conflict over a valid form."""
    pairs = [
        (name, _words(form, name, theirs), _words(form, name, form.cleaned_data.get(name)))
        for name, theirs in conflict.theirs.items()
    ]
    values = [
        Disputed(str(form.fields[name].label), *compare(theirs, mine))
        for name, theirs, mine in pairs
        if theirs != mine
    ]
    return Clash(conflict.actor, conflict.changed_at, values)


def filled_again(conflict: Conflict, form: BaseForm, fresh: BaseForm) -> dict[str, Any]:
    """Data for the form once more: as typed, but for what only others changed and for the hidden values of `fresh`."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    for name, value in conflict.merged.items():
        data[name] = _typed(form.fields[name], value)
    for field in fresh.hidden_fields():
        value = field.value()
        data[field.name] = "" if value is None else str(value)
    return data


def _typed(field: Field, value: Any) -> str:
    """A value as it would be typed into its field."""
    prepared = field.prepare_value(value)
    if isinstance(prepared, date):
        return _day(prepared)
    if isinstance(prepared, list):
        return json.dumps(prepared)
    return "" if prepared is None else str(prepared)


def _day(value: date) -> str:
    """A day or an instant as it is typed and read: 20.09.2010, 20.09.2010 14:00."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%d.%m.%Y %H:%M}"
    return f"{value:%d.%m.%Y}"


def _words(form: BaseForm, name: str, value: Any) -> str:
    told = getattr(form.fields[name], "in_words", None)
    if told:
        return str(told(value)) or "–"
    if isinstance(value, list | tuple):
        return "\n".join(value)
    if isinstance(value, date):
        return _day(value)
    choices = {str(key): str(label) for key, label in getattr(form.fields[name], "choices", [])}
    text = "" if value is None else str(value)
    return choices.get(text, text) or "–"
