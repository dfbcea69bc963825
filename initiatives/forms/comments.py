"""Comments."""

from django import forms

from initiatives.forms.base import Form


class CommentForm(Form):
    text = forms.CharField(label="Kommentar", max_length=10_000, widget=forms.Textarea({"rows": 3}))
