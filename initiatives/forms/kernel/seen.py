"""Forms of rows that carry no version: they send back what the editor had in front of them."""

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance, model_to_dict

from initiatives.forms.kernel.base import ModelForm


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
        try:
            told = json.loads(self.cleaned_data["seen"])
        except ValueError:
            told = {}
        told = told if isinstance(told, dict) else {}
        return {name: self._read(name, told.get(name)) for name in self._meta.fields or ()}

    def _read(self, name: str, value: Any) -> Any:
        try:
            return self.fields[name].to_python(value)
        except (ValidationError, TypeError):
            return object()
