"""The Votum of the own municipality, its conditions, and the decisions of its bodies."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict

from initiatives.domain.state.facts import OrganisationFacts, PositionConditionFacts
from initiatives.domain.votes.conditions_of_consent import MOVES, Wanted
from initiatives.enums import ConditionState, Stance
from initiatives.forms.kernel.base import Form, germanise
from initiatives.forms.kernel.due import DueField
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.models import Body, Organisation

MEANINGS = {
    Stance.CONSENT: "Sie stimmen zu. Bis das zuständige Gremium beschlossen hat, gilt das als vorläufig.",
    Stance.CONDITIONAL: "Sie stimmen zu, wenn die genannten Bedingungen erfüllt werden.",
    Stance.DELIBERATING: "Sie beraten noch; die Rückmeldung bleibt offen.",
    Stance.ABSTENTION: "Sie stimmen weder zu noch dagegen.",
    Stance.REFUSAL: "Sie stimmen nicht zu und sind an diesem Feld nicht beteiligt.",
    Stance.WITHDRAWN: "Ihr früheres Votum gilt nicht mehr.",
}
SPARE = 2  # empty lines for conditions beyond those that are filled


def _reason_missing(stance: str, reason: str) -> str:
    if reason or stance not in (Stance.CONDITIONAL, Stance.REFUSAL):
        return ""
    word = "die Bedingungen" if stance == Stance.CONDITIONAL else "die Gründe der Ablehnung"
    return f"Bitte nennen Sie {word}."


class PositionForm(Form):
    """Valid as a release."""

    depending: tuple[str, ...] = ("reason",)

    def forget_faults(self) -> None:
        """Show what was typed without a word on it; nothing is checked yet."""
        self._errors = ErrorDict()

    stance = forms.ChoiceField(label="Votum", choices=Stance, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Begründung",
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Bei Bedingungen und bei Ablehnung nötig",
    )
    effective_on = EffectiveField("Vom")
    correction_reason = forms.CharField(
        label="Warum das frühere Votum falsch erfasst war",
        required=False,
        max_length=500,
        help_text="Nur zur Berichtigung. Hat sich die Meinung geändert, lassen Sie das Feld frei.",
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    draft = forms.IntegerField(required=False, widget=forms.HiddenInput)  # version of the draft seen
    lines = forms.IntegerField(
        required=False, widget=forms.HiddenInput
    )  # how many conditions there is room for

    def __init__(self, *args, is_first: bool, owners: Iterable[OrganisationFacts], **kwargs):
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["correction_reason"]
            self.choice_field("stance").choices = [c for c in Stance.choices if c[0] != Stance.WITHDRAWN]
        self.owners = {str(o.id): o for o in owners}
        given = self.initial.get("conditions", [])
        self.count = self._typed_lines() if self.is_bound else len(given) + SPARE
        self.initial["lines"] = self.count
        for number in range(self.count):
            self._add_line(number, given[number] if number < len(given) else {})

    def _typed_lines(self) -> int:
        typed = self.data.get("lines", "")
        return min(int(typed), 50) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else SPARE

    def _add_line(self, number: int, values: dict[str, str]) -> None:
        self.fields[f"condition_{number}"] = forms.CharField(
            label=f"Bedingung {number + 1}",
            required=False,
            max_length=1_000,
            initial=values.get("text", ""),
            widget=forms.Textarea({"rows": 2}),
        )
        self.fields[f"owner_{number}"] = forms.ChoiceField(
            label="Wer erfüllt sie?",
            required=False,
            initial=values.get("owner", ""),
            choices=[("", "noch offen"), *((pk, o.designation) for pk, o in self.owners.items())],
        )
        self.fields[f"due_{number}"] = DueField(
            label="Bis wann?", required=False, initial=values.get("due_on", "")
        )
        germanise(self.fields[f"due_{number}"])
        self.depending += tuple(f"{name}_{number}" for name in ("condition", "owner", "due"))

    def condition_lines(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        return [(self[f"condition_{n}"], self[f"owner_{n}"], self[f"due_{n}"]) for n in range(self.count)]

    def clean(self) -> dict:
        super().clean()
        cleaned = self.cleaned_data
        fault = _reason_missing(cleaned.get("stance", ""), cleaned.get("reason", ""))
        if fault and "reason" not in self.errors:
            self.add_error("reason", fault)
        return cleaned

    def wanted(self) -> list[Wanted]:
        """The conditions that are filled in."""
        values = self.cleaned_data
        return [
            Wanted(
                values[f"condition_{n}"],
                Organisation(
                    pk=int(values[f"owner_{n}"]), designation=self.owners[values[f"owner_{n}"]].designation
                )
                if values[f"owner_{n}"]
                else None,
                values[f"due_{n}"],
            )
            for n in range(self.count)
            if values[f"condition_{n}"]
        ]

    def draft_values(self) -> dict[str, Any]:
        """What was typed, to be kept as a draft whether or not it could be released."""
        stance = self.data.get("stance", "")
        lines = [
            {"text": text, "owner": owner, "due_on": due}
            for text, owner, due in (
                [str(self[f"{name}_{n}"].value() or "") for name in ("condition", "owner", "due")]
                for n in range(self.count)
            )
            if text or due
        ]
        return {
            "stance": stance if stance in Stance.values else "",
            "reason": self.data.get("reason", ""),
            "effective_on": self.data.get("effective_on", "")[:40],
            "conditions": lines,
        }

    def cards(self) -> list[tuple]:
        """Each radio button with what it means."""
        return [(choice, MEANINGS[choice.data["value"]]) for choice in self["stance"]]


class DraftForm(PositionForm):
    """The same, to be kept as it was typed; only what is too long is refused, since it would have to be cut."""

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            too_long = [name for name in self.errors if self.has_error(name, "max_length")]
            self._errors = ErrorDict({name: self.errors[name] for name in too_long})


class SpokenForm(Form):
    """What another municipality has said, for it to confirm."""

    depending = ("reason",)

    stance = forms.ChoiceField(
        label="Votum",
        choices=[("", "Bitte wählen"), *(c for c in Stance.choices if c[0] != Stance.WITHDRAWN)],
    )
    source_note = forms.CharField(
        label="Quelle",
        max_length=200,
        help_text="Wer es gesagt hat, und wo. Zum Beispiel: Beauftragte/r, Treffen der Beauftragten",
    )
    effective_on = EffectiveField("Vom")
    reason = forms.CharField(
        label="Begründung",
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Bei Bedingungen und bei Ablehnung nötig",
    )

    def clean(self) -> dict:
        super().clean()
        cleaned = self.cleaned_data
        fault = _reason_missing(cleaned.get("stance", ""), cleaned.get("reason", ""))
        if fault and "reason" not in self.errors:
            self.add_error("reason", fault)
        return cleaned


class ConditionForm(Form):
    """How far a condition is."""

    depending = ("note",)

    state = forms.ChoiceField(label="Stand", widget=forms.RadioSelect)
    note = forms.CharField(
        label="Bemerkung",
        required=False,
        max_length=1_000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Wodurch sie erfüllt ist, oder warum sie zurückfällt",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, condition: PositionConditionFacts, allowed: frozenset[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", condition.state)
        following = MOVES[condition.state] & allowed
        self.choice_field("state").choices = [c for c in ConditionState.choices if c[0] in following]


class BodyForm(Form):
    """Which of the own bodies decides."""

    body = forms.ChoiceField(label="Zuständiges Gremium", required=False)

    def __init__(self, *args, bodies: list[Body], **kwargs):
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        self.choice_field("body").choices = [
            ("", "noch nicht benannt"),
            *((pk, b.name) for pk, b in self.bodies.items()),
        ]

    def clean_body(self) -> Body | None:
        return self.bodies.get(self.cleaned_data["body"])
