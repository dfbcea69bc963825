"""What the filters of lists share; they are sent by GET and carry German names, since they stand in the address."""

from django import forms
from django.forms.widgets import Input

from initiatives.forms.kernel.base import TypedFields


class SearchInput(Input):
    input_type = "search"
    template_name = "django/forms/widgets/text.html"


def search(label: str) -> forms.CharField:
    """A field for words to look for."""
    return forms.CharField(label=label, required=False, max_length=100, widget=SearchInput)


def choice(label: str, everything: str, choices) -> forms.ChoiceField:
    """One of `choices`, or `everything`."""
    return forms.ChoiceField(label=label, required=False, choices=[("", everything), *choices])


class Filter(TypedFields, forms.Form):
    """A filter whose choices stand in the address."""

    def active(self) -> list[tuple[str, str, str]]:
        """Each filter that is set: its name in the address, its label and its value in words."""
        found = []
        for name, field in self.fields.items():
            value = self.data.get(name, "")
            words = {str(key): str(word) for key, word in getattr(field, "choices", ())}
            if value:
                text = words.get(value, f"„{value}“ gibt es nicht") if words else ""
                found.append((name, str(field.label), text))
        return found
