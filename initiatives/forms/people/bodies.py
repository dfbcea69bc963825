"""Bodies (Gremien) and their calendar."""

from datetime import date

from django import forms

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.people import bodies
from initiatives.domain.reports import sittings
from initiatives.enums import BodyKind
from initiatives.forms.kernel.base import Form, Lines
from initiatives.forms.kernel.filters import Filter, choice, search
from initiatives.forms.kernel.seen import SeenForm
from initiatives.models import Body, Organisation


class BodyForm(SeenForm):
    class Meta:
        model = Body
        fields = [
            *("organisation", "name", "kind", "members", "reported_by", "report_lead", "sender_line", "slug"),
            *("number_scheme", "shows_public"),
        ]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.row_field("organisation").queryset = Organisation.objects.under(self.by)
        self.row_field("organisation").empty_label = "Bitte wählen"
        self.fields["reported_by"].help_text = "Wer die Statusberichte an dieses Gremium erstellt und erteilt"
        if self.instance.pk is None:
            self.fields["number_scheme"].required = False
        slug = self.fields["slug"]
        slug.error_messages["invalid"] = (
            "Nur Kleinbuchstaben, Ziffern und Bindestriche, zum Beispiel rat-nottuln."
        )
        if self.instance.pk is None:
            slug.required = False
            slug.help_text = (
                "Für Befehle und Dateinamen. Ohne Angabe wird er gebildet, zum Beispiel rat-nottuln."
            )

    def clean_slug(self) -> str:
        """Lower case, or what the domain proposes where nothing was typed."""
        slug = self.cleaned_data["slug"].lower()
        organisation, name = self.cleaned_data.get("organisation"), self.cleaned_data.get("name")
        if slug or not organisation or not name:
            return slug
        return bodies.propose_slug(name, organisation)

    def clean_number_scheme(self) -> str:
        """What was typed, of a new body the usual scheme where nothing was."""
        return self.cleaned_data["number_scheme"] or Body._meta.get_field("number_scheme").default

    def domain_faults(self) -> dict[str, str]:
        if self.instance.organisation_id is None:
            return {}
        return bodies.faults(self.instance, self.by)


class BodyFilter(Filter):
    suche = search("Gremium oder Organisation")
    art = choice("Art", "Alle Arten", BodyKind.choices)


class SittingsForm(Form):
    days = forms.CharField(
        label="Sitzungen",
        max_length=10_000,
        widget=Lines({"rows": 6}),
        help_text="Eine je Zeile: das Datum, dahinter wenn gewünscht eine Anmerkung, zum Beispiel "
        "„08.12.2026 Haushalt“. Mehrere können Sie auf einmal einfügen.",
    )

    def clean_days(self) -> list[tuple[date, str]]:
        """The days with their notes."""
        try:
            return sittings.read(self.cleaned_data["days"])
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
