"""What was in an initiative before it was recorded here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms

from initiatives.domain.past.circles import Conditioned, Decided, Met, Proposed, TookPart
from initiatives.domain.past.entries import Entry
from initiatives.enums import Nature, SteeringDecision
from initiatives.forms.past.lines import Block, Line, LinesForm, choice_column, day_column, text_column
from initiatives.models import Field, Organisation


class CircleForm(LinesForm):
    """`organisations` are those that may have taken part, `known` the fields that stand here already."""

    documented_from = forms.DateField(
        label="Dokumentiert ab", help_text="Der erste Tag, für den hier etwas steht, zum Beispiel 01.01.2011"
    )
    may_be_empty = True  # a new first day alone is something

    def __init__(self, *args, organisations: Iterable[Organisation], known: Iterable[Field], **kwargs):
        self.organisations = {str(one.pk): one for one in organisations}
        self.known = {str(one.pk): one for one in known}
        super().__init__(*args, blocks=self._blocks(), **kwargs)

    def _blocks(self) -> list[Block]:
        return [
            Block(
                "circle",
                "Teilnehmende",
                "Wer von wann an dabei war; „ausgeschieden am“ bleibt leer, wenn die Kommune noch dabei ist.",
                lambda: {
                    "organisation": choice_column(
                        "Kommune", ((pk, str(one)) for pk, one in self.organisations.items())
                    ),
                    "day": day_column("Dabei ab"),
                    "left_on": day_column("Ausgeschieden am"),
                },
                ("organisation", "day"),
            ),
            Block(
                "field",
                "Betätigungsfelder",
                "Felder, die hier noch fehlen. Ihren Verlauf tragen Sie danach im Feld nach.",
                lambda: {
                    "title": text_column("Titel"),
                    "day": day_column("Vorgeschlagen am"),
                    "nature": forms.ChoiceField(label="Art", choices=Nature),
                    "aim": text_column("Ziel", 4_000),
                },
                ("title", "day"),
                ("nature",),
            ),
            Block(
                "condition",
                "Rahmenbedingungen",
                "Was sich die Beteiligten vorgenommen hatten, und bis wann es galt.",
                lambda: {
                    "text": text_column("Wortlaut", 300),
                    "day": day_column("Gilt ab"),
                    "ended_on": day_column("Gilt nicht mehr ab"),
                },
                ("text", "day"),
            ),
            Block(
                "meeting",
                "Treffen",
                "Treffen, zu denen nicht von hier eingeladen wurde, und was dabei herauskam.",
                lambda: {
                    "day": day_column("Tag"),
                    "title": text_column("Titel"),
                    "place": text_column("Ort"),
                    "result": text_column("Ergebnis", 4_000),
                },
                ("day", "title"),
            ),
            Block(
                "decision",
                "Festlegungen der Treffen",
                "Was in einem der nachgetragenen Treffen beschlossen wurde; der Tag ist der des Treffens. Beschlüsse der "
                "Lenkungsgruppe nennen das Feld, zu dem sie gefasst sind. Was sie bewirkt haben, tragen Sie im Feld nach.",
                lambda: {
                    "day": day_column("Tag des Treffens"),
                    "meeting": text_column("Titel des Treffens, bei mehreren"),
                    "text": text_column("Wortlaut", 4_000),
                    "field": choice_column(
                        "Betätigungsfeld", ((pk, str(one)) for pk, one in self.known.items())
                    ),
                    "steering": choice_column("Beschluss der Lenkungsgruppe", SteeringDecision.choices),
                },
                ("day", "text"),
            ),
        ]

    def entries(self) -> list[tuple[Line, Entry]]:
        """Each line that is filled in with what it says."""
        return [(line, ENTRIES[line.block](line.values, self)) for line in self.lines()]


Read = Callable[[Mapping[str, Any], CircleForm], Entry]
ENTRIES: dict[str, Read] = {
    "circle": lambda v, form: TookPart(v["day"], form.organisations[v["organisation"]], v["left_on"]),
    "field": lambda v, form: Proposed(v["day"], v["title"], v["nature"] or Nature.BACK_OFFICE, v["aim"]),
    "condition": lambda v, form: Conditioned(v["day"], v["text"], v["ended_on"]),
    "meeting": lambda v, form: Met(v["day"], v["title"], v["place"], v["result"]),
    "decision": lambda v, form: Decided(
        v["day"], v["text"], v["meeting"], form.known.get(v["field"]), v["steering"]
    ),
}
