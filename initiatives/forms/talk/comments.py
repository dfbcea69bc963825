"""Comments: the text, for whom it is, and whom it mentions."""

from collections.abc import Mapping
from typing import Any

from django import forms

from initiatives.forms.kernel.base import Form

ALL, INTERNAL = "alle", "intern"
WHOM = "Intern werden nur Personen Ihres Hauses erwähnt und benachrichtigt."
HINT = "Eine Kommune erwähnen Sie mit @, zum Beispiel @Nottuln."


class _People(forms.MultipleChoiceField):
    """Who is not offered is left out without a word, since a word would tell whether there is such a person."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: list[str]) -> None:
        pass


class CommentForm(Form):
    text = forms.CharField(
        label="Kommentar", max_length=10_000, widget=forms.Textarea({"rows": 4}), help_text=HINT
    )
    audience = forms.ChoiceField(label="Wer liest ihn?", widget=forms.RadioSelect, help_text=WHOM)
    mentioned = _People(label="Wen erwähnen?", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        people: Mapping[int, str],
        internal_to: str = "",
        key: str = "",
        takes_focus: bool = False,
        **kwargs: Any,
    ) -> None:
        """`people` may be mentioned; `internal_to` is the organisation that alone may read it, if that may be chosen."""
        super().__init__(data, auto_id=f"id_{key}_%s" if key else "id_%s", **kwargs)
        if takes_focus:
            self.fields["text"].widget.attrs["data-focus"] = True
        choices = [(str(number), title) for number, title in people.items()]
        self.choice_field("mentioned").choices = choices
        if not choices:
            del self.fields["mentioned"]
        if not internal_to:
            del self.fields["audience"]
            return
        whom = [(ALL, "alle, die diese Seite sehen"), (INTERNAL, f"nur {internal_to}")]
        self.choice_field("audience").choices = whom
        self.initial.setdefault("audience", ALL)

    def clean_mentioned(self) -> set[int]:
        return {int(one) for one in self.cleaned_data["mentioned"] if one.isdecimal()}

    @property
    def is_internal(self) -> bool:
        return self.cleaned_data.get("audience") == INTERNAL
