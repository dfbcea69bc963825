"""Mandates: giving one to a person, and ending it."""

from typing import Any

from django import forms

from initiatives.domain.kernel import moments
from initiatives.domain.people import mandates
from initiatives.enums import Role
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.seen import SeenForm
from initiatives.models import Body, Initiative, Mandate, Organisation

ROLES = [
    (Role.DELEGATE, "Beauftragte/r: bearbeitet die Felder und gibt das Votum der eigenen Organisation ab"),
    (Role.DEPUTY, "Stellvertretung: dasselbe, solange das Mandat gilt"),
    (Role.READER, "Lesende/r: liest, was die Beauftragten lesen, ändert nichts"),
    (Role.COUNTY_REPRESENTATIVE, "Vertreter/in des Kreises: liest alles, kommentiert, gibt sein Votum ab"),
    (Role.COUNCIL_MEMBER, "Mitglied eines Gremiums: liest die Berichte an dieses Gremium"),
    (Role.ADMINISTRATOR, "Fachadministration: verwaltet Organisationen, Gremien, Mandate und Initiativen"),
]


class MandateForm(SeenForm):
    depending = ("organisation", "body")

    class Meta:
        model = Mandate
        fields = ["role", "organisation", "body", "initiative", "valid_from", "valid_until"]

    role = forms.ChoiceField(label="Rolle", choices=ROLES, widget=forms.RadioSelect)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        reach = Organisation.objects.under(self.by)
        organisation, body, initiative = (
            self.row_field(name) for name in ("organisation", "body", "initiative")
        )
        organisation.queryset = reach
        organisation.empty_label = "keine (Fachadministration der Installation, Mitglieder)"
        organisation.help_text = "Bei Mitgliedern ergibt sie sich aus dem Gremium"
        body.queryset = Body.objects.filter(organisation__in=reach).select_related("organisation")
        body.empty_label = "keines"
        body.help_text = "Nur bei der Rolle „Mitglied eines Gremiums“"
        initiative.queryset = Initiative.objects.under(self.by)
        initiative.empty_label = "alle Initiativen der Organisation"
        if self.by.organisation:
            organisation.empty_label = "keine (nur bei Mitgliedern eines Gremiums)"
        self.initial["valid_from"] = moments.today()
        begin, end = self.fields["valid_from"], self.fields["valid_until"]
        begin.help_text = "Der erste Tag, zum Beispiel 01.12.2026"
        end.help_text = "Der letzte Tag; ohne Angabe bis auf Weiteres"

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("body") and not cleaned.get("organisation"):
            cleaned["organisation"] = cleaned["body"].organisation
        return cleaned

    def domain_faults(self) -> dict[str, str]:
        return (
            {}
            if "role" in self.errors or "valid_from" in self.errors
            else mandates.faults(self.instance, self.by)
        )


class EndForm(Form):
    last_day = forms.DateField(
        label="Letzter Tag",
        help_text="An diesem Tag gilt das Mandat noch. Ein versehentlich gegebenes ziehen Sie zurück: Das wirkt sofort.",
    )
