"""Seats in the steering group: a new one, and the end of one."""

from django import forms

from initiatives.domain.kernel import moments
from initiatives.forms.kernel.base import Form
from initiatives.models import Organisation, SteeringSeat


class SeatForm(Form):
    note = ""
    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.none(), empty_label="bitte wählen"
    )
    office = forms.CharField(
        label="Amt",
        max_length=100,
        help_text="Zum Beispiel Bürgermeister/in oder Landrat/Landrätin, kein Personenname",
    )
    member_from = forms.DateField(label="Mitglied ab", initial=moments.today)

    def __init__(self, *args, candidates: set[int], **options):
        super().__init__(*args, **options)
        self.row_field("organisation").queryset = Organisation.objects.filter(pk__in=candidates)


class EndForm(Form):
    """`note` says which seat it is."""

    note = ""
    member_until = forms.DateField(label="Mitglied bis", initial=moments.today, help_text="Der letzte Tag")

    def __init__(self, *args, seat: SteeringSeat, **options):
        super().__init__(*args, **options)
        self.note = str(seat)
