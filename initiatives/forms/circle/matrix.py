"""The filter of the matrix."""

from django import forms

from initiatives.domain.rules import matrix
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.enums import LIGHT_WORDS, STANCE_WORDS, Nature, Phase
from initiatives.forms.kernel.filters import Filter, choice


class MatrixFilter(Filter):
    phase = choice("Phase", "Alle Phasen", [(str(value), label) for value, label in Phase.choices])
    votum = choice(
        "Votum",
        "Alle Voten",
        [(matrix.OPEN, "offen (ausstehend oder in Beratung)"), *STANCE_WORDS.items()],
    )
    ampel = choice("Ampel", "Alle Ampeln", LIGHT_WORDS.items())
    art = choice("Art", "Alle Arten", Nature.choices)
    kommune = choice("Kommune", "Alle", [])
    offen = forms.BooleanField(label="Nur offene Voten", required=False)

    def __init__(self, *args, facts: InitiativeFacts, own_id: int | None, **options):
        super().__init__(*args, **options)
        found = matrix.organisations(facts, own_id)
        self.choice_field("kommune").choices = [
            ("", f"Alle {len(found)} Kommunen" if len(found) > 1 else "Alle"),
            *((str(one.id), f"{one.name} (eigene)" if one.id == own_id else one.name) for one in found),
        ]

    def wanted(self) -> matrix.Choice | None:
        """What is to be shown, None where the address names something that does not exist."""
        if not self.is_valid():
            return None
        values = self.cleaned_data
        return matrix.Choice(
            phase=int(values["phase"]) if values["phase"] else None,
            light=values["ampel"],
            nature=values["art"],
            stance=values["votum"],
            organisation=int(values["kommune"]) if values["kommune"] else None,
            owed=values["offen"],
        )
