"""A resolution: what a body has decided, on which of the questions, and what is put right of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from initiatives.domain.kernel import moments
from initiatives.domain.votes.resolutions import NO_ASK, Voice
from initiatives.enums import ResolutionResult, Stance
from initiatives.forms.kernel.base import Form, NumberField
from initiatives.forms.kernel.corrections import EntryForm
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.models import Body

DECIDES, PREPARES = "decides", "prepares"
ANSWERS = (("", "nicht Gegenstand"), (DECIDES, "entscheidet"), (PREPARES, "bereitet vor"))
HEADS = ("votes_for", "votes_against", "votes_abstained", "members_absent")
IN_ADVANCE = ("allows", "allows_until")
CONTENT = ("title", "text", "paper_number", "link", *HEADS, *IN_ADVANCE)
ASK = "ask_"


def _heads(label: str) -> NumberField:
    return NumberField(label=label, required=False, min_value=0, max_value=999)


@dataclass(frozen=True)
class Offered:
    """A question that a resolution may answer, in words, and what the form proposes for it."""

    ask_id: int
    words: str
    proposed: str = ""


class Content(forms.Form):
    """Mixin: what stands in every resolution."""

    depending: tuple[str, ...] = ()

    body: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Gremium", queryset=Body.objects.none(), empty_label="Bitte wählen"
    )
    result = forms.ChoiceField(label="Ergebnis", choices=[("", "Bitte wählen"), *ResolutionResult.choices])
    paper_number = forms.CharField(label="Vorlage", max_length=50, required=False)
    title = forms.CharField(
        label="Titel",
        max_length=200,
        required=False,
        help_text="Betreff der Vorlage oder des Tagesordnungspunkts. Ohne ihn steht der Beschluss unter der Frage der Runde.",
    )
    text = forms.CharField(
        label="Wortlaut", max_length=10_000, required=False, widget=forms.Textarea({"rows": 4})
    )
    votes_for = _heads("Ja")
    votes_against = _heads("Nein")
    votes_abstained = _heads("Enthaltungen")
    members_absent = _heads("Abwesend")
    link = forms.URLField(label="Verweis", required=False, max_length=200, assume_scheme="https")
    allows = forms.CharField(
        label="Was er im Voraus erlaubt",
        max_length=4_000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Nur bei einem Vorratsbeschluss, zum Beispiel „Beitritt weiterer Kommunen zu denselben Bedingungen“",
    )
    allows_until = forms.DateField(label="Erlaubt es bis", required=False)
    certain = forms.BooleanField(label="Das ist so richtig", required=False)

    @property
    def is_asked(self) -> bool:
        """Whether the form asks back whether that is right."""
        return self.is_bound and (bool(self.errors.get("certain")) or bool(self.data.get("certain")))

    def fields_of(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]

    def heads(self) -> list[BoundField]:
        return self.fields_of(*HEADS)

    def in_advance(self) -> list[BoundField]:
        return self.fields_of(*IN_ADVANCE)

    @property
    def has_advance(self) -> bool:
        """Whether there is something to be seen of what it allows in advance."""
        return any(one.errors or one.value() for one in self.in_advance())

    def offer(self, offered: Iterable[Offered]) -> None:
        """A choice for each question."""
        for one in offered:
            self.depending += (f"{ASK}{one.ask_id}",)
            self.fields[f"{ASK}{one.ask_id}"] = forms.ChoiceField(
                label=one.words, choices=ANSWERS, required=False, initial=one.proposed
            )

    def asks(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith(ASK)]

    def decides(self) -> dict[int, bool]:
        """The questions that it answers, each with whether it decides it."""
        answers = {name: value for name, value in self.cleaned_data.items() if name.startswith(ASK) and value}
        return {int(name.removeprefix(ASK)): value == DECIDES for name, value in answers.items()}


class ResolutionForm(Content, Form):
    """Of the own body, or of another's that was `published`. `missing` says whether there is a question among those `offered`
    that has no Votum yet."""

    depending = ("reason",)

    source_note = forms.CharField(
        label="Wo er veröffentlicht ist",
        max_length=500,
        help_text="Zum Beispiel Amtsblatt 12/2013 oder Ratsinformationssystem",
    )

    effective_on = forms.DateField(
        label="Beschlossen am", initial=moments.today, help_text="Zum Beispiel 20.09.2010"
    )
    is_competent = forms.BooleanField(
        label="Dieses Gremium ist für das zuständig, worüber es entscheidet",
        required=False,
        help_text="Nur nötig, wo es nicht der Rat oder Kreistag ist, zum Beispiel ein Ausschuss nach Ihrer Hauptsatzung",
    )
    stance = forms.ChoiceField(
        label="Ihr Votum dazu",
        required=False,
        choices=[
            ("", "gebe ich auf der Seite des Votums"),
            (Stance.CONSENT, Stance.CONSENT.label),
            (Stance.REFUSAL, Stance.REFUSAL.label),
        ],
        help_text="Gilt für die gewählten Fragen, zu denen Sie noch kein Votum abgegeben haben",
    )
    reason = forms.CharField(
        label="Begründung des Votums", required=False, max_length=10_000, widget=forms.Textarea({"rows": 2})
    )

    def __init__(
        self,
        data: Any,
        *,
        bodies: Any,
        offered: Iterable[Offered],
        missing: bool,
        published: bool = False,
        **kwargs,
    ):
        super().__init__(data, **kwargs)
        self.row_field("body").queryset = bodies
        self.offer(offered)
        if not missing:
            del self.fields["stance"], self.fields["reason"]
        del self.fields["is_competent" if published else "source_note"]

    def behind(self) -> list[BoundField]:
        """What lets it count: that the body is competent, or where it was published."""
        return self.fields_of("source_note", "is_competent")

    def voice(self) -> list[BoundField]:
        return self.fields_of("stance", "reason")

    def values(self) -> dict[str, Any]:
        """What `resolutions.resolve` takes."""
        typed, decides = self.cleaned_data, self.decides()
        names = ("body", "result", "effective_on", "is_competent", "source_note", "certain")
        voice = Voice(typed["stance"], typed["reason"]) if typed.get("stance") else None
        return {
            **{name: typed[name] for name in names if name in typed},
            "content": {name: typed[name] for name in CONTENT},
            "decides": decides,
            "voice": voice,
        }


class CorrectionForm(Content, EntryForm):
    """With `offered` also what it answers; `kept` are the questions that the reader does not see."""

    def __init__(
        self, data: Any, *, row: Any, offered: Iterable[Offered] = (), kept: Mapping[int, bool] | None = None
    ):
        super().__init__(data, row=row)
        self.row_field("body").queryset = row.body.organisation.bodies.all()
        self.kept, offered = dict(kept or {}), list(offered)
        self.has_asks = bool(offered)
        self.offer(offered)
        if not self.data.get("certain"):
            self.fields["certain"].widget = forms.HiddenInput()
        self.order_fields([*(name for name in self.fields if name not in self.last), *self.last])

    def add_error(self, field: str | None, error: Any) -> None:
        """As the other forms'; what it asks back can be seen then."""
        super().add_error(field, error)
        if field == "certain":
            self.fields["certain"].widget = forms.CheckboxInput()

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.has_asks and not self.decides():
            self.add_error(None, NO_ASK)
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        typed = super().values()
        answers = self.decides() | self.kept
        found = {name: value for name, value in typed.items() if not name.startswith(ASK)}
        return found | ({"decides": answers} if self.has_asks else {})


class RulingForm(Form):
    """Whether a change concerns the others; on `EntryForm` stands the one that puts it right."""

    concerns_others = forms.TypedChoiceField(
        label="Betrifft die Änderung die anderen?",
        choices=[
            ("nein", "Nein, es bleibt bei der Fassung, über die alle entscheiden"),
            ("ja", "Ja, die anderen entscheiden in einer neuen Runde über die geänderte Fassung"),
        ],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Begründung", max_length=4_000, widget=forms.Textarea({"rows": 3}))
    effective_on = EffectiveField("Gilt ab")


class RulingCorrectionForm(EntryForm):
    concerns_others = RulingForm.base_fields["concerns_others"]
    reason = RulingForm.base_fields["reason"]

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row, initial={"concerns_others": "ja" if row.concerns_others else "nein"})


class RestForm(Form):
    """Which of the own questions rests on an advance resolution."""

    ask = forms.TypedChoiceField(label="Frage", coerce=int)

    def __init__(self, data: Any, *, offered: Iterable[Offered]):
        super().__init__(data)
        self.choice_field("ask").choices = [
            ("", "Bitte wählen"),
            *((one.ask_id, one.words) for one in offered),
        ]
