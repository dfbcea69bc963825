"""Agreements in a past course: their lines, those of their parties and of their stages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms

from initiatives.domain.past.entries import Agreed, Entry, Happened, PartyOf
from initiatives.enums.agreements import AgreementKind, PartyChange, PartyRole, StageKind
from initiatives.forms.past.lines import Block, choice_column, day_column, text_column
from initiatives.models import LegalForm, Organisation

TITLE = "Vereinbarung, wenn es mehrere gibt: ihr Titel"


def blocks(who: Callable[[str], forms.ChoiceField], laws: Iterable[LegalForm]) -> list[Block]:
    """`who` makes a column of organisations by its label; `laws` are the legal forms of the Land."""
    known = [(str(one.pk), str(one)) for one in laws]
    return [
        Block(
            "agreement",
            "Vereinbarungen",
            "Jede Vereinbarung, jede Änderung und jeder Beitritt; die Parteien und was geschehen ist, stehen darunter. Den "
            "Titel brauchen Sie dort, wenn es mehrere gibt.",
            lambda: {
                "day": day_column("Entwurf oder Text vom"),
                "kind": forms.ChoiceField(label="Art", choices=AgreementKind),
                "title": text_column("Titel"),
                "amends": text_column("Bei Änderung und Beitritt: Titel der Vereinbarung"),
                "legal_form": choice_column("Rechtsform", known),
                "provider": who("Leistungserbringer"),
                "cost_clause": text_column("Kostenregelung", 4_000),
            },
            ("day", "title"),
            ("kind",),
        ),
        Block(
            "party",
            "Parteien der Vereinbarungen",
            "Wer durch die Vereinbarung, die Änderung oder den Beitritt eintritt, ausscheidet oder die Rolle wechselt. Es gilt "
            "ab dem Tag, an dem sie in Kraft tritt.",
            lambda: {
                "day": day_column("Entwurf oder Text vom"),
                "title": text_column(TITLE),
                "organisation": who("Partei"),
                "change": forms.ChoiceField(label="Was", choices=PartyChange),
                "role": choice_column("Rolle", PartyRole.choices),
            },
            ("day", "organisation"),
            ("change",),
        ),
        Block(
            "stage",
            "Was mit den Vereinbarungen geschehen ist",
            "Unterzeichnet, genehmigt, veröffentlicht, in Kraft … Stufen, von denen Sie keinen Tag kennen, lassen Sie aus.",
            lambda: {
                "day": day_column(),
                "title": text_column(TITLE),
                "kind": choice_column("Was", StageKind.choices),
                "organisation": who("Wer unterzeichnet oder gekündigt hat"),
                "in_force_on": day_column("In Kraft am"),
                "ends_on": day_column("Endet am"),
                "gazette": text_column("Amtsblatt"),
                "issue_number": text_column("Ausgabe", 40),
                "entry_number": text_column("Eintrag", 40),
                "note": text_column("Anmerkung", 4_000),
            },
            ("day", "kind"),
        ),
    ]


Read = Callable[[Mapping[str, Any], Callable[[str | None], Organisation | None]], Entry]


def _party(v: Mapping[str, Any], one: Callable[[str | None], Organisation | None]) -> Entry:
    organisation = one(v["organisation"])
    assert organisation is not None, "The form asks for it."
    return PartyOf(v["day"], organisation, v["change"] or PartyChange.ENTERS, v["role"], v["title"])


DETAILS = ("in_force_on", "ends_on", "gazette", "issue_number", "entry_number", "note")
ENTRIES: dict[str, Read] = {
    "agreement": lambda v, one: Agreed(
        *(v["day"], v["kind"] or AgreementKind.AGREEMENT, v["title"], v["amends"]),
        *(int(v["legal_form"]) if v["legal_form"] else None, one(v["provider"]), v["cost_clause"]),
    ),
    "party": _party,
    "stage": lambda v, one: Happened(
        *(v["day"], v["kind"], v["title"], one(v["organisation"])),
        {name: v[name] for name in DETAILS if v[name]},
    ),
}
