"""Why something is not known: a reason for each gap of a report, and one for all of which nobody has said any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from initiatives.domain.reports.unknowns import LONGEST, Gap
from initiatives.forms.kernel.base import germanise
from initiatives.forms.kernel.seen import SeenValues

FOR_ALL = "alle"


class UnknownsForm(SeenValues):
    """`said` holds the reasons that stand now, by `Gap.place`."""

    def __init__(self, data: QueryDict | None = None, *, gaps: Sequence[Gap], said: Mapping[str, str]):
        super().__init__(data)
        self.gaps = gaps
        self.depending = (*self.names(), FOR_ALL)
        for gap in gaps:
            self.fields[gap.place] = self._reason(gap.what, said.get(gap.place, ""))
        if len(gaps) > 1:
            words = "Ein Grund für alles, wozu unten keiner steht"
            self.fields[FOR_ALL] = self._reason(words, "")

    def _reason(self, label: str, initial: str) -> forms.CharField:
        field = forms.CharField(
            label=label,
            initial=initial,
            required=False,
            max_length=LONGEST,
        )
        germanise(field)
        return field

    def names(self) -> Iterable[str]:
        return [gap.place for gap in self.gaps]

    def for_all(self) -> BoundField | None:
        return self[FOR_ALL] if FOR_ALL in self.fields else None

    def groups(self) -> list[tuple[str, list[tuple[Gap, BoundField]]]]:
        """What is not known of one initiative or field together, under its title."""
        groups = groupby(self.gaps, key=lambda gap: gap.title)
        return [(title, [(gap, self[gap.place]) for gap in found]) for title, found in groups]

    def reasons(self) -> dict[str, str]:
        """By `Gap.place`."""
        common = self.cleaned_data.get(FOR_ALL, "")
        return {name: self.cleaned_data[name] or common for name in self.names()}
