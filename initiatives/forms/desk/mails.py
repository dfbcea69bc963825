"""The filter of the outbox, and having a mail sent again."""

from django import forms

from initiatives.enums import MailKind, MailState
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.filters import Filter, choice


class MailFilter(Filter):
    stand = choice("Stand", "Jeder Stand", MailState.choices)
    art = choice("Art", "Alle Arten", MailKind.choices)


class AgainForm(Form):
    """Confirms what was seen of the mail."""

    seen = forms.CharField(widget=forms.HiddenInput)
