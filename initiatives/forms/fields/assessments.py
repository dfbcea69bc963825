"""Status assessments: light, cause, measure, next milestone."""

from django import forms

from initiatives.enums import LIGHT_MEANINGS, LIGHT_WORDS, Light
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.due import DueField
from initiatives.forms.kernel.effective import EffectiveField

UNSET = "none"
LIGHTS = [
    *((light, f"{LIGHT_WORDS[light]} – {LIGHT_MEANINGS[light]}") for light in Light),
    (UNSET, "noch nicht bewertet"),
]


class AssessmentForm(Form):
    light = forms.ChoiceField(label="Ampel", choices=LIGHTS, widget=forms.RadioSelect)
    cause = forms.CharField(
        label="Ursache",
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Bei Gelb und Rot nötig",
    )
    measure = forms.CharField(
        label="Maßnahme",
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Bei Gelb und Rot nötig: was geschieht, durch wen, bis wann",
    )
    milestone = forms.CharField(label="Nächster Meilenstein", required=False, max_length=200)
    milestone_on = DueField(
        label="Termin des Meilensteins", required=False, help_text="Zum Beispiel 01.12.2026"
    )
    effective_on = EffectiveField()
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_light(self) -> str:
        light = self.cleaned_data["light"]
        return "" if light == UNSET else light

    def clean(self) -> dict:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("light") in (Light.YELLOW, Light.RED):
            for name, word in (("cause", "eine Ursache"), ("measure", "eine Maßnahme")):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, f"Gelb und Rot brauchen {word}.")
        if cleaned.get("milestone_on") and not cleaned.get("milestone"):
            self.add_error("milestone", "Zum Termin fehlt der Meilenstein.")
        return cleaned
