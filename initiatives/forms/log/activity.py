"""The filter of an initiative's activity. What it does not know is as good as not chosen."""

from django import forms
from django.http import QueryDict

from initiatives import german
from initiatives.domain.log.activity import GROUPS
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.forms.kernel.filters import Filter


class FilterForm(Filter):
    art = forms.ChoiceField(label="Was", required=False)
    von = forms.ChoiceField(label="Von wem", required=False)
    feld = forms.ChoiceField(label="Betätigungsfeld", required=False)
    neu = forms.BooleanField(label="nur Neues", required=False)

    def __init__(self, data: QueryDict, *, facts: InitiativeFacts):
        super().__init__(data)
        organisations = sorted(facts.organisations.values(), key=lambda one: german.by(one.name))
        choices = {
            "art": [(name, group.word) for name, group in GROUPS.items()],
            "von": [(str(one.id), one.designation) for one in organisations],
            "feld": [(str(one.id), one.title) for one in facts.fields],
        }
        for name, known in choices.items():
            self.choice_field(name).choices = [("", "alle"), *known]
        self.full_clean()

    @property
    def chosen(self) -> dict:
        """What is set, by the names of the fields; empty where it is nothing known."""
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
