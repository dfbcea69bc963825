"""Handing a mandate over to a successor."""

from django import forms

from initiatives.forms.kernel.base import Form
from initiatives.forms.people.people import ADDRESS_HINT


class HandOverForm(Form):
    email = forms.EmailField(label="E-Mail-Adresse der Nachfolge", max_length=254, help_text=ADDRESS_HINT)
    name = forms.CharField(
        label="Name",
        max_length=200,
        required=False,
        help_text="Wer schon ein Konto hat, behält die eigenen Angaben",
    )
    telephone = forms.CharField(label="Telefon", max_length=50, required=False)
    last_day = forms.DateField(
        label="Letzter Tag des bisherigen Mandats",
        help_text="An diesem Tag gilt es noch, zum Beispiel 31.12.2026",
    )
    first_day = forms.DateField(
        label="Erster Tag der Nachfolge", required=False, help_text="Ohne Angabe der Tag danach"
    )
