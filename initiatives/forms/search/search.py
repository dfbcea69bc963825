"""The field of the search."""

from django import forms

from initiatives.domain.search import search
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.filters import SearchInput


class SearchForm(Form):
    q = forms.CharField(label="Suchwörter", required=False, widget=SearchInput)

    def clean_q(self) -> list[str]:
        """The words to look for; none for an empty field."""
        typed = self.cleaned_data["q"]
        words = search.words_of(typed)
        if len(typed) > search.LONGEST:
            raise forms.ValidationError(
                f"Die Suche nimmt höchstens {search.LONGEST} Zeichen, das sind {len(typed)}."
            )
        if len(words) > search.MOST:
            raise forms.ValidationError(
                f"Bitte nennen Sie höchstens {search.MOST} Wörter; es müssen alle vorkommen."
            )
        if typed and not any(len(word) > 1 for word in words):
            raise forms.ValidationError("Bitte geben Sie mindestens zwei Zeichen ein.")
        return words
