"""What a post of a pay grade costs a year, for the administrator of the installation."""

from typing import Any

from initiatives.forms.kernel.money import EuroField
from initiatives.forms.kernel.seen import SeenForm
from initiatives.forms.money.fields import year_field
from initiatives.models import StaffRate


class StaffRateForm(SeenForm):
    year = year_field("Jahr", required=True)
    cents = EuroField(label="Personalkosten im Jahr in Euro", help_text="Je Vollzeitstelle")

    class Meta:
        model = StaffRate
        fields = ["pay_grade", "year", "cents", "source"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["pay_grade"].help_text = "Zum Beispiel EG 9a oder A 11"
        self.fields["source"].help_text = "Woher der Satz stammt, mit seinem Stand"

    def seen_values(self) -> dict[str, Any]:
        """The amount stands there in cents, not as it is typed."""
        found = super().seen_values()
        told = found["cents"]
        return found | {"cents": int(told) if isinstance(told, str) and told.isdecimal() else told}
