"""What the filters of lists share; they are sent by GET and carry German names, since they stand in the address."""

from django import forms
from django.forms.widgets import Input


class SearchInput(Input):
    input_type = "search"
    template_name = "django/forms/widgets/text.html"


def search(label: str) -> forms.CharField:
    """A field for words to look for."""
    return forms.CharField(label=label, required=False, max_length=100, widget=SearchInput)


def choice(label: str, everything: str, choices) -> forms.ChoiceField:
    """One of `choices`, or `everything`."""
    return forms.ChoiceField(label=label, required=False, choices=[("", everything), *choices])
