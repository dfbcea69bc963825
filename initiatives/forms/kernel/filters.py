"""What the filters of lists share; they are sent by GET and carry German names, since they stand in the address."""

from django import forms
from django.forms.widgets import Input
from django.http import QueryDict

from initiatives.forms.kernel.base import KernField, TypedFields, germanise


class SearchInput(Input):
    input_type = "search"
    template_name = "django/forms/widgets/text.html"


def search(label: str) -> forms.CharField:
    """A field for words to look for; what is too long is refused, not cut."""
    field = forms.CharField(label=label, required=False, max_length=100, widget=SearchInput)
    germanise(field)
    return field


def choice(label: str, everything: str, choices) -> forms.ChoiceField:
    """One of `choices`, or `everything`."""
    return forms.ChoiceField(label=label, required=False, choices=[("", everything), *choices])


class Filter(TypedFields, forms.Form):
    """A filter whose choices stand in the address; drawn with components/filter.html."""

    bound_field_class = KernField
    keeps: tuple[str, ...] = ("sort",)  # what else of the address stays

    def kept(self) -> list[tuple[str, str]]:
        """What else of the address is sent along."""
        return [(name, self.data[name]) for name in self.keeps if self.data.get(name)]

    def active(self) -> list[tuple[str, str, str]]:
        """Each filter that is set: its label, its value in words, and the address without it, from its first page."""
        found = []
        for name, field in self.fields.items():
            value = self.data.get(name, "")
            words = {str(key): str(word) for key, word in getattr(field, "choices", ())}
            if value:
                text = words.get(value, f"„{value}“ gibt es nicht") if words else ""
                found.append((str(field.label), text, self._without(name)))
        return found

    def _without(self, name: str) -> str:
        query = QueryDict(mutable=True)
        query.update({key: value for key, value in self.data.items() if value and key not in (name, "seite")})
        return f"?{query.urlencode()}"
