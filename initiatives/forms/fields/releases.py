"""Moving a field: release of the next phase, rest, resumption, reopening; each names where the mover saw the field."""

from django import forms

from initiatives.domain.fields.workflow import MOVES
from initiatives.enums import Phase, SideState
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.effective import EffectiveField

SIDE_STATES = {
    SideState.ON_HOLD: "Zurückstellen: später weiter",
    SideState.REJECTED: "Ablehnen: das Feld wird nicht verfolgt",
    SideState.ENDED: "Beenden: die Zusammenarbeit endet",
}


def _reason(help_text: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label="Begründung",
        max_length=4_000,
        required=required,
        widget=forms.Textarea({"rows": 3}),
        help_text=help_text,
    )


class MoveForm(Form):
    seen = forms.CharField(widget=forms.HiddenInput)


class ReleaseForm(MoveForm):
    reason = _reason("", required=False)
    effective_on = EffectiveField()

    def __init__(self, *args, missing: int, **kwargs):
        """`missing`: how many points stand open; with any, the domain asks for the reason."""
        super().__init__(*args, **kwargs)
        if missing:
            self.depending = ("reason",)
            self.fields[
                "reason"
            ].help_text = "Nötig, weil noch Punkte offen sind. Alle Beteiligten sehen die Begründung."


class RestForm(MoveForm):
    side_state = forms.ChoiceField(label="Was soll geschehen?", widget=forms.RadioSelect)
    reason = _reason(
        "Alle Beteiligten sehen sie. Bei einer Zurückstellung: bis wann oder worauf gewartet wird."
    )
    effective_on = EffectiveField()

    def __init__(self, *args, side_state: str | None, **kwargs):
        super().__init__(*args, **kwargs)
        reachable = MOVES[side_state]
        self.choice_field("side_state").choices = [
            (state, text) for state, text in SIDE_STATES.items() if state in reachable
        ]


class ResumeForm(MoveForm):
    reason = _reason("Alle Beteiligten sehen sie.")
    effective_on = EffectiveField()


class ReopenForm(MoveForm):
    phase = forms.TypedChoiceField(label="Wieder zu öffnende Phase", coerce=int, widget=forms.RadioSelect)
    reason = _reason("Was in der früheren Phase neu zu klären ist. Alle Beteiligten sehen sie.")
    effective_on = EffectiveField()

    def __init__(self, *args, phase: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.choice_field("phase").choices = [(int(p), p.label) for p in Phase if p < phase]
