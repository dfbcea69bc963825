"""What a participant of a field pays a year today and would pay jointly, and once for the change."""

from django import forms

from initiatives.enums import Confidence
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.kernel.money import EuroField
from initiatives.forms.kernel.seen import SeenValues


class CostForm(SeenValues):
    today = EuroField(label="Heute je Jahr", help_text="In Euro, zum Beispiel 24.800 oder 24.800,50")
    joint = EuroField(label="Gemeinsam je Jahr", help_text="Anteil der Kommune an der gemeinsamen Lösung")
    one_off = EuroField(label="Einmalig", required=False, help_text="Für die Umstellung; leer heißt 0 €")
    source = forms.CharField(
        label="Quelle", max_length=200, help_text="Zum Beispiel Haushaltsplan 2026, Produkt 01.05"
    )
    confidence = forms.ChoiceField(label="Verlässlichkeit", choices=Confidence, widget=forms.RadioSelect)
    effective_on = EffectiveField("Stand der Zahlen")

    def names(self) -> tuple[str, ...]:
        return ("today", "joint", "one_off", "source", "confidence")
