"""Topics: proposed for a meeting, put on its agenda, changed."""

from collections.abc import Iterable
from typing import Any

from django import forms

from initiatives.domain.state.facts import InitiativeFacts
from initiatives.enums import ProposalState
from initiatives.forms.kernel.base import Form, NumberField
from initiatives.models import AgendaItem, Field, Proposal

NAMES = ("title", "text", "minutes", "field", "proposal")


class FieldChoice(forms.ModelChoiceField):
    """The fields of the initiative by their number."""

    def label_from_instance(self, field: Field) -> str:
        return f"{field.order}. {field.title}"


class TopicForm(Form):
    title = forms.CharField(label="Thema", max_length=200)
    text = forms.CharField(
        label="Worum es geht", max_length=5_000, required=False, widget=forms.Textarea({"rows": 3})
    )
    minutes = NumberField(
        label="Dauer in Minuten", required=False, min_value=1, max_value=480, help_text="Zum Beispiel 20"
    )
    field = FieldChoice(
        label="Betätigungsfeld", required=False, queryset=Field.objects.none(), empty_label="keines"
    )
    proposal = forms.ModelChoiceField(
        label="Projektvorschlag", required=False, queryset=Proposal.objects.none(), empty_label="keiner"
    )

    def __init__(self, *args, facts: InitiativeFacts, proposal: int | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.row_field("field").queryset = Field.objects.filter(initiative_id=facts.id)
        open_ = [p.id for p in facts.proposals if p.state == ProposalState.OPEN]
        if open_ or proposal:
            self.row_field("proposal").queryset = Proposal.objects.filter(pk__in=[*open_, proposal])
        else:
            del self.fields["proposal"]

    def values(self) -> dict[str, Any]:
        """What was typed, by attribute."""
        return {name: self.cleaned_data[name] for name in NAMES if name in self.cleaned_data}


class EditTopicForm(TopicForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, item: AgendaItem, **kwargs):
        initial = {name: getattr(item, name) for name in (*NAMES, "version")}
        super().__init__(*args, initial=initial, proposal=item.proposal_id, **kwargs)


class TakeForm(Form):
    depending = ("topics",)

    topics = forms.TypedMultipleChoiceField(
        label="Themen", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, topics: Iterable[AgendaItem], **kwargs):
        super().__init__(*args, **kwargs)
        self.choice_field("topics").choices = [(t.pk, _words(t)) for t in topics]


def _words(topic: AgendaItem) -> str:
    minutes = f", {topic.minutes} Minuten" if topic.minutes else ""
    return f"{topic.title}{minutes} – {topic.mandate.title if topic.mandate else 'nach Aktenlage'}"
