"""The filter of the directory."""

from initiatives.forms.kernel.filters import Filter, search

WORDS = "Name, Organisation, Rolle oder Feld"


class DirectoryFilter(Filter):
    suche = search(WORDS)
