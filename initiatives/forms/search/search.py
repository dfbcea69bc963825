"""The field of the search, and what narrows it."""

from collections.abc import Mapping

from django import forms

from initiatives import german
from initiatives.domain.search import search
from initiatives.domain.search.kinds import KINDS, Kind
from initiatives.domain.search.words import words_of
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.filters import Filter, SearchInput, choice


class SearchForm(Form):
    q = forms.CharField(label="Suchwörter", required=False, widget=SearchInput)

    def clean_q(self) -> list[str]:
        """The words to look for; none for an empty field."""
        typed = self.cleaned_data["q"]
        words = words_of(typed)
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


class SearchFilter(Filter):
    """By kind and, where there are several, by initiative; `seen` are those with their short titles."""

    def __init__(self, *args, seen: Mapping[int, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.seen = seen
        self.fields["art"] = choice("Art", "Alle Arten", [(kind.key, kind.many) for kind in KINDS])
        if len(seen) > 1:
            by_title = sorted(seen.items(), key=lambda one: german.by(one[1]))
            self.fields["initiative"] = choice("Initiative", "Alle Initiativen", by_title)

    def chosen(self) -> tuple[Kind | None, int | None]:
        """What is chosen; what does not exist is as if nothing was."""
        kind = next((one for one in KINDS if one.key == self.data.get("art")), None)
        initiative = next((pk for pk in self.seen if str(pk) == self.data.get("initiative")), None)
        return kind, initiative
