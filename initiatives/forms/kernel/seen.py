"""Forms of what carries no version: they send back what the editor had in front of them."""

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance, model_to_dict

from initiatives.forms.kernel.base import Form, ModelForm


class SeenForm(ModelForm):
    """Changes a row of an administrator's reach; `Meta.fields` and nothing else goes to the domain."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    if TYPE_CHECKING:  # Django's own, which its types leave out

        def _get_validation_exclusions(self) -> set[str]: ...

        def _update_errors(self, errors: ValidationError) -> None: ...

    def __init__(self, *args, by, **options):
        super().__init__(*args, **options)
        self.by = by
        if self.instance.pk is None:
            del self.fields["seen"]
        else:
            stands = model_to_dict(self.instance, fields=self._meta.fields)
            self.initial["seen"] = json.dumps(stands, default=str)

    def _post_clean(self) -> None:
        """Fill the row with what was typed; the domain, not the database, says what is wrong with it."""
        self.instance = construct_instance(self, self.instance, self._meta.fields)
        try:
            self.instance.clean_fields(exclude=self._get_validation_exclusions())
        except ValidationError as error:
            self._update_errors(error)
        for name, sentence in self.domain_faults().items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, sentence)

    def domain_faults(self) -> dict[str, str]:
        """What is wrong with `self.instance`: attribute -> German sentence."""
        return {}

    def values(self) -> dict[str, Any]:
        """What was typed, by attribute."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def seen_values(self) -> dict[str, Any]:
        """What the editor had in front of them; what cannot be read equals nothing, so that nobody is overwritten."""
        told = _told(self.cleaned_data["seen"])
        return {name: _read(self.fields[name].to_python, told.get(name)) for name in self._meta.fields or ()}


class SeenValues(Form):
    """A form of its own fields; those of `stands` are the ones that others may change at the same time."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name != "seen":
            return super().get_initial_for_field(field, field_name)
        shown = {name: self.fields[name].prepare_value(value) for name, value in self.stands().items()}
        return json.dumps(shown, default=str)

    def stands(self) -> dict[str, Any]:
        """Field -> what stands now; what the form shows, where it says nothing else."""
        return {name: self.get_initial_for_field(self.fields[name], name) for name in self.names()}

    def names(self) -> Iterable[str]:
        """The fields that others may change."""
        raise NotImplementedError

    def seen_values(self) -> dict[str, Any]:
        """As that of `SeenForm`."""
        told = _told(self.cleaned_data["seen"])
        return {name: _read(self.fields[name].clean, told.get(name)) for name in self.names()}


def _told(typed: str) -> dict[str, Any]:
    try:
        told = json.loads(typed)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _read(read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return read(value)
    except (ValidationError, TypeError):
        return object()
