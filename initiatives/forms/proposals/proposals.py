"""A proposal of a joint project: making one, correcting it, answering it, ending it."""

from collections.abc import Iterable

from django import forms

from initiatives.domain.state.facts import FieldFacts, OrganisationFacts
from initiatives.enums import ProposalReply
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.due import DueField
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.kernel.seen import SeenForm
from initiatives.forms.votes.rounds import not_past
from initiatives.models import Proposal

LONGEST = 4_000
REPLIES = [
    (ProposalReply.TAKE_PART, "Teilnahme: Wir machen mit"),
    (ProposalReply.INTEREST, "Interesse: Wir prüfen es noch"),
    (ProposalReply.LATER, "Später: Wir möchten später dazukommen"),
    (ProposalReply.REFUSAL, "Ablehnung: Wir machen nicht mit"),
]


def _long(label: str, help_text: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text=help_text,
    )


class TextsForm(SeenForm):
    """What a proposal says; corrected by the proposer while nobody has answered."""

    title = forms.CharField(label="Titel", max_length=200)
    purpose = _long("Zweck", "Was soll gemeinsam erreicht werden?", required=True)
    benefit = _long("Nutzen", "Was haben die Kommunen davon?")
    effort = _long("Aufwand", "Was braucht es an Geld, Zeit und Personal?")
    deadline = DueField(label="Antwort erbeten bis", required=False, help_text="Zum Beispiel 31.12.2026")

    class Meta:
        model = Proposal
        fields = ("title", "purpose", "benefit", "effort", "deadline")


class ProposalForm(Form):
    """Making one; `organisations` are those that can be addressed, `fields_open` those inside which it may be."""

    title = TextsForm.base_fields["title"]
    purpose = TextsForm.base_fields["purpose"]
    benefit = TextsForm.base_fields["benefit"]
    effort = TextsForm.base_fields["effort"]
    field = forms.ChoiceField(
        label="Im Betätigungsfeld",
        required=False,
        help_text="Angenommen wird der Vorschlag ein Projekt in diesem Feld, sonst ein eigenes Betätigungsfeld.",
    )
    organisations = forms.MultipleChoiceField(
        label="Gefragt werden",
        widget=forms.CheckboxSelectMultiple,
        help_text="Jede gefragte Kommune antwortet für sich.",
    )
    deadline = TextsForm.base_fields["deadline"]
    proposed_on = EffectiveField("Vorgeschlagen am")

    def __init__(
        self,
        *args,
        organisations: Iterable[OrganisationFacts],
        fields_open: Iterable[FieldFacts],
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.choice_field("organisations").choices = [(str(o.id), o.designation) for o in organisations]
        inside = [(str(f.id), f"{f.number}. {f.title}") for f in fields_open]
        self.choice_field("field").choices = [("", "Es soll ein eigenes Feld werden"), *inside]


class AnswerForm(Form):
    depending = ("reason",)

    reply = forms.ChoiceField(label="Ihre Antwort", choices=REPLIES, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Begründung",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text="Bei einer Ablehnung nötig. Alle in der Initiative lesen sie.",
    )
    effective_on = EffectiveField()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reply"].label = label

    def clean_seen(self) -> int | None:
        """The id of the answer that stood there; what is none equals none."""
        typed = self.cleaned_data["seen"]
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None


class ReasonForm(Form):
    reason = forms.CharField(label="Begründung", max_length=LONGEST, widget=forms.Textarea({"rows": 3}))


class VersionForm(Form):
    """Carries the version that the decider had in front of them."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DropForm(VersionForm, ReasonForm):
    pass


class NewFieldForm(VersionForm):
    title = forms.CharField(label="Titel des Betätigungsfelds", max_length=200)
    deadline = DueField(
        label="Frist der Abstimmungsrunde",
        help_text="Bis dahin gibt sein Votum ab, wer noch nicht abschließend geantwortet hat.",
    )

    def clean_deadline(self):
        return not_past(self.cleaned_data["deadline"])
