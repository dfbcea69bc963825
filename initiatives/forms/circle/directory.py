"""The filter of the directory."""

from django import forms

from initiatives.forms.kernel.filters import search

WORDS = "Name, Organisation, Rolle oder Feld"


class DirectoryFilter(forms.Form):
    suche = search(WORDS)
