"""The small marks that a page shows by the hundred, made without a template, which would cost ten times as much."""

from datetime import date, datetime

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from initiatives.domain.kernel.moments import day_of
from initiatives.domain.state.facts import StepFacts
from initiatives.enums import (
    LIGHT_MEANINGS,
    LIGHT_WORDS,
    STANCE_LETTERS,
    STANCE_WORDS,
    CheckResult,
    Phase,
    StepState,
)

register = template.Library()

SEGMENTS = range(0, 140, 20)
LONGEST = 200
WORK_SYMBOLS = {
    StepState.OPEN: "i-due",
    StepState.WORK: "s-deliberating",
    StepState.DONE: "s-consent",
    StepState.DROPPED: "s-not_asked",
}


@register.simple_tag
def chip(stance: str, label: str = "", provisional: bool = False) -> SafeString:
    """A stance with symbol and word; `label` says whose, `provisional` draws it dashed."""
    owner = f"<b>{escape(label)}</b> " if label else ""
    shape, word = (" ikz-chip--provisional", ", vorläufig") if provisional else ("", "")
    return mark_safe(
        f'<span class="ikz-chip ikz-chip--{stance}{shape}"><svg class="sym" aria-hidden="true">'
        f'<use href="#s-{stance}"/></svg>{owner}{STANCE_WORDS[stance]}{word}</span>'
    )


@register.simple_tag
def short_chip(stance: str, provisional: bool = False) -> SafeString:
    """A stance with symbol and letter, its word for screen readers."""
    shape, word = (" ikz-chip--provisional", ", vorläufig") if provisional else ("", "")
    return mark_safe(
        f'<span class="ikz-chip ikz-chip--{stance}{shape}"><svg class="sym" aria-hidden="true">'
        f'<use href="#s-{stance}"/></svg><b aria-hidden="true">{STANCE_LETTERS[stance]}</b>'
        f'<span class="kern-sr-only">{STANCE_WORDS[stance]}{word}</span></span>'
    )


@register.simple_tag
def late(day: date | None, recorded: date | datetime | None) -> SafeString:
    """That a fact was recorded after the day from which it holds: nachgetragen am 30.11.2026; else nothing."""
    on = day_of(recorded) if isinstance(recorded, datetime) else recorded
    if not (day and on and day < on):
        return mark_safe("")
    return mark_safe(
        f'<small class="ikz-added">nachgetragen am <time datetime="{on}">{on:%d.%m.%Y}</time></small>'
    )


@register.simple_tag
def light(value: str, large: bool = False) -> SafeString:
    """A light with symbol and word; `large` adds a frame and what it means."""
    shape, meaning = (" ikz-light--large", f" – {LIGHT_MEANINGS[value]}") if large else ("", "")
    return mark_safe(
        f'<span class="ikz-light ikz-light--{value}{shape}"><svg class="sym" aria-hidden="true">'
        f'<use href="#l-{value}"/></svg>{LIGHT_WORDS[value]}{meaning}</span>'
    )


@register.simple_tag
def result(value: str, bare: bool = False) -> SafeString:
    """The result of a framework condition with symbol and word; `bare` shows the word to screen readers only."""
    word = CheckResult(value).label
    shown = f'<span class="kern-sr-only">{word}</span>' if bare else word
    return mark_safe(
        f'<span class="ikz-result ikz-result--{value}"><svg class="sym" aria-hidden="true">'
        f'<use href="#c-{value}"/></svg>{shown}</span>'
    )


@register.simple_tag
def phase(value: int) -> SafeString:
    """A bar of seven segments and the word."""
    bars = "".join(
        f'<rect class="{"on" if number <= value else "off"}" x="{x}" width="17" height="6" rx="1"/>'
        for number, x in enumerate(SEGMENTS)
    )
    return mark_safe(
        f'<span class="ikz-phase"><span>{Phase(value).label}<span class="kern-sr-only">, Phase {value + 1} von 7'
        f'</span></span><svg viewBox="0 0 137 6" aria-hidden="true">{bars}</svg></span>'
    )


@register.simple_tag
def edit_link(url: str, section: str, anchor: str, text: str, what: str, icon: str = "i-edit") -> SafeString:
    """To the form of a section of a field's page; `what` for those who do not see where the link stands."""
    address = escape(f"{url}?bearbeiten={section}")
    return mark_safe(
        f'<a class="ikz-edit" href="{address}#{escape(anchor)}" data-hx-get="{address}" data-hx-target="#feld"'
        f' data-hx-swap="outerHTML" data-hx-push-url="true">{_symbol(icon)}<span>{escape(text)}'
        f'<span class="kern-sr-only">: {escape(what)}</span></span></a>'
    )


@register.simple_tag
def work_state(state: str, overdue: bool) -> SafeString:
    """The state of a step or a task; `overdue`: its day has gone by while it is open."""
    if overdue:
        return mark_safe(f'<span class="ikz-state ikz-state--late">{_symbol("i-warn")}Überfällig</span>')
    known = StepState(state)
    shape = " ikz-state--open" if known == StepState.OPEN else ""
    return mark_safe(f'<span class="ikz-state{shape}">{_symbol(WORK_SYMBOLS[known])}{known.label}</span>')


@register.simple_tag
def step_mover(to: str, step: StepFacts, focus: str) -> SafeString:
    """The button that moves a step up (`hoch`) or down (`runter`); it takes the focus where `focus` names it."""
    sign, word = ("↑", "oben") if to == "hoch" else ("↓", "unten")
    return mark_safe(
        f'<button class="kern-btn kern-btn--tertiary" form="ordnung" name="{to}" value="{step.id}"'
        f'{" data-focus" if focus == to else ""}><span class="kern-label"><span aria-hidden="true">{sign}</span>'
        f'<span class="kern-sr-only">Weiter nach {word}: {escape(step.title)}</span></span></button>'
    )


def _symbol(name: str) -> str:
    return f'<svg class="sym" aria-hidden="true"><use href="#{name}"/></svg>'


@register.filter(expects_localtime=True)
def dated(value: date | None) -> SafeString:
    """A day as an element: <time datetime="2010-09-20">20.09.2010</time>."""
    return mark_safe(f'<time datetime="{value:%Y-%m-%d}">{value:%d.%m.%Y}</time>') if value else mark_safe("")


@register.filter(expects_localtime=True)
def timed(value: datetime | None) -> SafeString:
    """An instant as an element: day and time."""
    if not value:
        return mark_safe("")
    iso = value.isoformat(timespec="seconds")
    return mark_safe(f'<time datetime="{iso}">{value:%d.%m.%Y, %H:%M}</time>')


@register.filter
def short(text: str) -> str:
    """At most 200 characters, the last an ellipsis where something is left out."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
