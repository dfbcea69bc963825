"""The sections of a field's page in which nothing stands yet: each is one line with the way to its first entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from initiatives.domain.state.facts import FieldFacts


@dataclass(frozen=True)
class Blank:
    """`text` is the link to the first entry, "" where the reader may make none; `swaps`: to a form of this page."""

    section: str
    title: str
    none: str
    text: str = ""
    address: str = ""
    swaps: bool = False


def shown(url: str, field: FieldFacts, found: Mapping[str, Any]) -> dict:
    """Those in which nothing stands, by what the other parts of the page have `found`; never the one being edited."""
    blanks = [one for one, is_blank in _all(url, field, found) if is_blank]
    return {
        "blank": {one.section for one in blanks},
        "blanks": [one for one in blanks if one.text],
        "absent": [one for one in blanks if not one.text],
    }


def _all(url: str, field: FieldFacts, found: Mapping[str, Any]) -> Iterator[tuple[Blank, bool]]:
    can, editing = found["can"], found["editing"]

    def form(right: str, name: str, text: str) -> tuple[str, str, bool]:
        return (text, f"{url}?bearbeiten={name}", True) if can[right] else ("", "", False)

    def page(right: bool, route: str, text: str) -> tuple[str, str]:
        new = reverse(route, args=[found["facts"].id])
        return (text, f"{new}?feld={field.id}") if right else ("", "")

    yield (
        Blank(
            "schritte", "Arbeitsschritte", "noch keine", *form("edit_steps", "schritt", "Schritt hinzufügen")
        ),
        not (found["steps"].lines or found["other_steps"] or editing == "schritt"),
    )
    yield (
        Blank("aufgaben", "Aufgaben", "keine offen", *page(can["add_task"], "task_new", "Aufgabe vergeben")),
        not found["tasks"],
    )
    texts = form("edit", "beschreibung", "Ziel und Beschreibung angeben")
    told = field.aim or field.description or field.origin
    yield Blank("beschreibung", "Beschreibung", "noch keine", *texts), not (told or editing == "beschreibung")
    asks = can["open_round"] and not field.side_state
    yield (
        Blank(
            "voten", "Voten", "noch niemand gefragt", *page(asks, "round_new", "Abstimmungsrunde eröffnen")
        ),
        not (field.round or found["accessions"] or found["may_ask_accession"]),
    )
    yield Blank("rahmen", "Rahmenbedingungen", "noch keine"), not found["checks"]
    yield Blank("kosten", "Wirtschaftlichkeit", "noch niemand beteiligt"), not found["cost_lines"]
    yield from _entered(field, found, form)
    proposes = can["make_proposal"] and not field.side_state
    projects = found["of_field"]
    yield (
        Blank("projekte", "Projekte", "noch keins", *page(proposes, "proposal_new", "Projekt vorschlagen")),
        not (projects.origin or projects.projects or projects.open),
    )
    support = Blank(
        "unterstuetzung",
        "Fachliche Unterstützung",
        "noch nicht erbeten",
        *page(can["ask_support"], "support_new", "Den Kreis anfragen"),
    )
    yield support, can["ask_support"] and not found["support"]
    yield Blank("verlauf", "Verlauf", "noch keine Änderung"), not found["feed"]


def _entered(field: FieldFacts, found: Mapping[str, Any], form: Any) -> Iterator[tuple[Blank, bool]]:
    """What people enter on this page, or under an address of its own."""
    editing = found["editing"]
    points = form("edit", "schwerpunkte", "Schwerpunkte angeben")
    yield (
        Blank("schwerpunkte", "Schwerpunkte", "noch keine", *points),
        not (field.focal_points or editing == "schwerpunkte"),
    )
    new = ("Vereinbarung anlegen", reverse("agreement_new", args=[field.id]))
    agreements = new if found["can"]["edit_agreements"] else ()
    yield Blank("vereinbarung", "Vereinbarung", "noch keine", *agreements), not found["agreements"]
    yield (
        Blank("nachweise", "Nachweise", "noch keine", *form("record", "nachweis", "Nachweis erfassen")),
        not (found["evidence"] or found["review"] or editing == "nachweis"),
    )
    yield (
        Blank(
            "unterlagen", "Unterlagen", "noch keine", *form("add_documents", "unterlage", "Datei hochladen")
        ),
        not (field.documents or editing == "unterlage"),
    )
