"""The filter of the record of accounts."""

from typing import Any

from django import forms

from initiatives.domain.people.account_record_list import Wish
from initiatives.enums import OrganisationKind, RecordKind
from initiatives.forms.kernel.base import check_year, explain_date
from initiatives.forms.kernel.filters import Filter, choice, search
from initiatives.models import Mandate, Organisation


class DayField(forms.DateField):
    """A day in a filter; one that cannot be read is explained."""

    widget = forms.DateInput({"inputmode": "numeric", "autocomplete": "off"})
    default_validators = [check_year]

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(explain_date(str(value))) from None


class RecordFilter(Filter):
    art = choice("Art", "Alle Arten", RecordKind.choices)
    suche = search("Person oder Netzadresse")
    von = DayField(label="Von", required=False)
    bis = DayField(label="Bis", required=False)
    kreis = forms.ModelChoiceField(
        Organisation.objects.filter(kind=OrganisationKind.KREIS),
        label="Kreis",
        required=False,
        empty_label="Alle Kreise",
    )

    def __init__(self, *args: Any, by: Mandate) -> None:
        super().__init__(*args)
        if by.organisation_id is not None:
            del self.fields["kreis"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("von"), found.get("bis")
        if first and last and last < first:
            self.add_error("bis", "Dieser Tag liegt vor dem ersten.")
        return found

    def wish(self) -> Wish:
        """What a valid filter looks for."""
        typed = self.cleaned_data
        return Wish(typed["art"], typed["suche"], typed["von"], typed["bis"], typed.get("kreis"))
