"""People: admitting one with a first mandate, changing the account, and making it anonymous."""

import re

from django import forms

from initiatives.enums import Role
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.filters import Filter, choice, search
from initiatives.forms.kernel.seen import SeenForm
from initiatives.forms.people.mandates import MandateForm
from initiatives.models import Mandate, Organisation, User

TELEPHONE = re.compile(r"\+?[0-9(][0-9 ()/.-]+")
ADDRESS_HINT = (
    "An diese Adresse geht der Link, mit dem die Person ihr Passwort festlegt. Hat sie schon ein Konto, über das andere"
    " entscheiden, wird ihr das Mandat dort angeboten."
)


class AdmissionForm(MandateForm):
    """A person and the first mandate."""

    email = forms.EmailField(label="E-Mail-Adresse", max_length=254, help_text=ADDRESS_HINT)
    name = forms.CharField(
        label="Name",
        max_length=200,
        required=False,
        help_text="Steht nur hier, nie in Verlauf und Berichten",
    )
    telephone = forms.CharField(
        label="Telefon",
        max_length=50,
        required=False,
        help_text="Steht nur hier, nie in Verlauf und Berichten",
    )
    field_order = ["email", "name", "telephone"]


class PersonForm(SeenForm):
    class Meta:
        model = User
        fields = ["email", "name", "telephone"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["email"].help_text = "Mit dieser Adresse meldet sich die Person an."


class HomeForm(Form):
    """The organisation whose administrator decides on an account; none where that is the installation's."""

    home = forms.ModelChoiceField(Organisation.objects.none(), label="Heimatorganisation", required=False)

    def __init__(self, *args, by: Mandate, **options):
        super().__init__(*args, **options)
        home = self.row_field("home")
        home.queryset = Organisation.objects.under(by)
        home.empty_label = "keine: Es entscheidet die Fachadministration der Installation"
        home.help_text = "Die Fachadministration ihres Kreises entscheidet über das Konto."
        if by.organisation:
            home.required, home.empty_label = True, None


class OwnForm(SeenForm):
    """What a person changes of the own account."""

    class Meta:
        model = User
        fields = ["name", "telephone"]

    def clean_telephone(self) -> str:
        typed = self.cleaned_data["telephone"]
        if typed and not TELEPHONE.fullmatch(typed):
            raise forms.ValidationError("Eine Telefonnummer besteht aus Ziffern, zum Beispiel 02502 942-0.")
        return typed


class ConfirmForm(Form):
    """One box to tick before what cannot be undone."""

    confirmed = forms.BooleanField()

    def __init__(self, *args, label: str, **options):
        super().__init__(*args, **options)
        self.fields["confirmed"].label = label
        self.fields["confirmed"].error_messages["required"] = "Bitte bestätigen Sie das."


class PeopleFilter(Filter):
    suche = search("Name, Adresse oder Organisation")
    rolle = choice("Rolle", "Alle Rollen", Role.choices)
    stand = choice(
        "Stand",
        "Alle Personen",
        [
            ("gueltig", "mit gültigem Mandat"),
            ("ohne", "ohne gültiges Mandat"),
            ("angeboten", "mit angebotenem Mandat"),
            ("abgelaufen", "mit abgelaufener Einladung"),
            ("gesperrt", "gesperrt"),
        ],
    )
