"""The rows of a simulation, made without a template, which would cost ten times as much: a step is to be answered at once."""

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from initiatives.domain.rules.money.simulation import Row
from initiatives.templatetags.german import euro
from initiatives.templatetags.money import saved_percent

register = template.Library()
WORDS = (
    ("loses_newly", "neu schlechter gestellt"),
    ("loses_no_more", "nicht mehr schlechter gestellt"),
    ("loses_still", "schlechter gestellt, wie gespeichert"),
)
CELL = '<td class="num" data-label="{}">{}</td>'


@register.simple_tag
def simulation_row(row: Row, own_id: int | None) -> SafeString:
    """What one organisation pays as recorded and as tried out."""
    word = next((text for name, text in WORDS if getattr(row, name)), "")
    own = row.organisation.id == own_id
    return format_html(
        '<tr{}><th scope="row">{}{}</th>{}</tr>',
        SafeString(' class="ikz-own"' if own else ""),
        row.organisation.name,
        format_html("<small><b>{}</b></small>", word) if word else "",
        format_html_join("", CELL, _cells(row)),
    )


def _cells(row: Row) -> list[tuple[str, SafeString]]:
    tried = row.tried
    value = tried.present_value if tried else None
    return [
        ("Gespeichert", _sum(row.saved is not None, row.cost_before)),
        ("Simuliert", _sum(tried is not None, row.cost_after)),
        ("Unterschied", conditional_escape(signed(row.difference))),
        ("Ersparnis", _saving(row)),
        ("Kapitalwert", conditional_escape("–" if value is None else euro(value))),
    ]


def _sum(there: bool, cents: int | None) -> SafeString:
    return conditional_escape(
        (euro(cents) if cents is not None else "unbekannt") if there else "nicht beteiligt"
    )


def _saving(row: Row) -> SafeString:
    if row.tried is None:
        return conditional_escape("–")
    saving, share = row.tried.saving, row.tried.percent
    if saving is None:
        return format_html('<span class="muted">{}</span>', "Kosten heute fehlen")
    return format_html(
        "{}{}",
        euro(saving),
        format_html("<small>{}</small>", saved_percent(share)) if share is not None else "",
    )


@register.filter
def signed(cents: int | None) -> str:
    """A difference with its sign: +12,00 €"""
    return "–" if cents is None else f"{'+' if cents > 0 else ''}{euro(cents)}"
