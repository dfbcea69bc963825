"""Organisations: one by one, and many from a CSV file."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH

from initiatives.domain.kernel import moments, tables
from initiatives.domain.kernel.parsing import Unparsable, parse_decimal
from initiatives.domain.people import organisations
from initiatives.enums import OrganisationKind
from initiatives.forms.fields.documents import UploadField
from initiatives.forms.kernel.base import Form, NumberField
from initiatives.forms.kernel.filters import Filter, choice, search
from initiatives.forms.kernel.seen import SeenForm
from initiatives.models import Organisation

POPULATION = ("population", "population_date", "population_source")


class DegreesField(forms.DecimalField):
    """51,928018 or 51.928018."""

    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        """A Decimal with six places, None where nothing was typed."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return round(parse_decimal(text), 6)
        except Unparsable as error:
            raise forms.ValidationError(str(error)) from error


class OrganisationForm(SeenForm):
    """The domain says what is wrong with an AGS; here it is any short text."""

    ags = forms.CharField(
        label="AGS",
        required=False,
        max_length=20,
        empty_value=None,
        help_text="Acht Ziffern, bei einem Kreis fünf; Dritte haben keinen",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    population = NumberField(
        label="Einwohner", required=False, min_value=0, max_value=99_999_999, help_text="Zum Beispiel 19.901"
    )
    population_date = forms.DateField(label="Stichtag", required=False, help_text="Zum Beispiel 31.12.2022")
    population_source = forms.CharField(
        label="Quelle", required=False, max_length=100, help_text="Zum Beispiel Destatis"
    )

    depending = ("ags", "county", *POPULATION)
    field_order = [
        "kind",
        "ags",
        "designation",
        "name",
        "county",
        "exists_since",
        *POPULATION,
        "latitude",
        "longitude",
    ]

    class Meta:
        model = Organisation
        fields = ["kind", "designation", "name", "ags", "county", "exists_since", "latitude", "longitude"]
        field_classes = {"latitude": DegreesField, "longitude": DegreesField}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        own = self.by.organisation
        county = self.row_field("county")
        county.queryset = Organisation.objects.filter(kind=OrganisationKind.KREIS).under(self.by)
        county.empty_label = "gehört zu keinem Kreis"
        self.fields["kind"].help_text = "Kreise und kreisfreie Städte gehören zu keinem Kreis"
        county.help_text = (
            "Bei kreisangehörigen Städten und Gemeinden; bei Dritten, wenn sie zu einem Kreis gehören"
        )
        if own and self.instance.pk != own.pk:
            outside = organisations.WITHOUT_COUNTY
            self.choice_field("kind").choices = [
                *BLANK_CHOICE_DASH,
                *((value, label) for value, label in OrganisationKind.choices if value not in outside),
            ]
            county.empty_label = None
            county.required = True
        self._begin_with_latest_figure()

    def _begin_with_latest_figure(self) -> None:
        figure = self.instance.populations.first() if self.instance.pk else None
        if figure:
            values = (figure.value, figure.date, figure.source)
            self.initial.update(zip(POPULATION, values, strict=True))

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"ags"}

    def domain_faults(self) -> dict[str, str]:
        return organisations.faults(self.instance, self.by)

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        given = [name for name in POPULATION if cleaned.get(name) not in (None, "")]
        for name in POPULATION:
            if given and name not in given and name not in self.errors:
                self.add_error(name, "Einwohnerzahl, Stichtag und Quelle gehören zusammen.")
        day = cleaned.get("population_date")
        if day and day > moments.today():
            self.add_error("population_date", "Dieser Stichtag liegt in der Zukunft.")
        if given and cleaned.get("kind") == OrganisationKind.DRITTE:
            self.add_error("population", "Dritte haben keine Einwohnerzahl.")
        return cleaned

    def figure(self) -> dict[str, Any] | None:
        """The figure of inhabitants for `organisations.record_population`, None where none was given."""
        value, day, source = (self.cleaned_data[name] for name in POPULATION)
        return None if value is None else {"value": value, "day": day, "source": source}


class ImportForm(Form):
    file = UploadField(
        label="CSV-Datei",
        help_text="UTF-8, Spalten durch Komma oder Semikolon getrennt, höchstens 1 MB",
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
    )
    source = forms.CharField(
        label="Quelle der Einwohnerzahlen",
        max_length=100,
        initial="Destatis",
        help_text="Zum Beispiel Destatis",
    )

    def clean_file(self) -> bytes:
        """The content of the file."""
        file = self.cleaned_data["file"]
        if file.size > tables.MAX_BYTES:
            raise forms.ValidationError("Die Datei ist größer als 1 MB.")
        return file.read()


class ArmsForm(Form):
    file = UploadField(
        label="Bild",
        help_text="PNG oder JPEG, höchstens 1 MB, jede Seite 40 bis 2.000 Bildpunkte",
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg,image/png,image/jpeg"}),
    )


class OrganisationFilter(Filter):
    suche = search("Name oder AGS")
    art = choice("Art", "Alle Arten", OrganisationKind.choices)
