"""The agreements (Vereinbarungen) of an initiative: a table in its section, and a line at each field."""

from datetime import date

from initiatives.reports.formats.markup import Row, row, table
from initiatives.reports.status.context import Context
from initiatives.reports.text import clean, day, esc, listing, soft
from initiatives.snapshot.agreements import Agreement, Party
from initiatives.snapshot.status_report import FieldState, InitiativeState

PUBLIC_LATER = (
    "Vereinbarungen zeigt die öffentliche Ausgabe von ihrer Veröffentlichung an, mit den Parteien, deren Gremium entschieden "
    "hat."
)
NO_ADVICE = "Hinweis, keine Rechtsberatung."


def body(context: Context, initiative: InitiativeState, heading: str) -> str:
    """The table, each agreement followed by what changes it."""
    rows = [_row(context, initiative, f, one) for f in initiative.fields for one in f.agreements]
    caption = f"Vereinbarungen, Abschnitt {initiative.letter}), am {day(context.snapshot.as_of)}"
    heads = ["Vereinbarung", "Feld", "Parteien", "Stand", "Bekanntmachung"]
    notes = [PUBLIC_LATER] if context.is_public else []
    notes += [NO_ADVICE] if any(one.law for f in initiative.fields for one in f.agreements) else []
    said = f'<p class="soft">{" ".join(notes)}</p>' if notes else ""
    return f'<div class="next">{heading}{said}{table(caption, heads, rows, "plain agreed")}</div>'


def _row(context: Context, initiative: InitiativeState, found: FieldState, one: Agreement) -> Row:
    form = f"{soft(one.form, 120)}{f' ({esc(one.law)})' if clean(one.law) else ''}" if clean(one.form) else ""
    base = next((other.title for other in found.agreements if other.key == one.amends), "")
    kind = f"{esc(one.kind)} zu „{soft(base, 100)}“" if clean(base) else ""
    under = "<br>".join(filter(None, (kind, form)))
    return row(
        soft(one.title, 160) + (f'<br><span class="soft">{under}</span>' if under else ""),
        context.field_name(initiative, found.key),
        "<br>".join(_parties(context, initiative, one)) or "–",
        "<br>".join(_state(context, initiative, one)),
        "<br>".join(_published(one)) or ("–" if context.is_public else "noch nicht veröffentlicht"),
    )


def shown(context: Context, one: Agreement) -> tuple[Party, ...]:
    """The parties as this edition tells them."""
    return one.published_parties if context.is_public else one.parties


def _parties(context: Context, initiative: InitiativeState, one: Agreement) -> list[str]:
    names = {place.key: place.designation for place in (*initiative.places, *initiative.parties)}
    lines = [
        f"{esc(names.get(p.place, p.place))}: {esc(p.role)}{_from(p.since)}" for p in shown(context, one)
    ]
    left = one.published_leaves if context.is_public else one.leaves
    return lines + [f"{esc(names.get(key, key))} scheidet aus" for key in left]


def _from(since: date | None) -> str:
    return f" seit {day(since)}" if since else ""


def _state(context: Context, initiative: InitiativeState, one: Agreement) -> list[str]:
    lines = [f"<b>{esc(one.state)}</b>{_from(one.since)}"]
    if one.in_force_on and one.in_force_on > context.snapshot.as_of:
        lines.append(f"tritt am {day(one.in_force_on)} in Kraft")
    if one.ends_on:
        over = one.ends_on < context.snapshot.as_of
        lines.append(f"{'endete' if over else 'endet'} am {day(one.ends_on)}")
    if one.unsigned:
        names = {place.key: place.designation for place in (*initiative.places, *initiative.parties)}
        lines.append(f"noch nicht unterzeichnet: {listing([esc(names.get(k, k)) for k in one.unsigned])}")
    if one.due and one.due_on:
        lines.append(f"{esc(one.due)}: {day(one.due_on)}")
    return lines


def _published(one: Agreement) -> list[str]:
    if not one.published_on:
        return []
    issue = f"Nr. {esc(one.issue)}" if clean(one.issue) else ""
    entry = f"lfd. Nr. {esc(one.entry)}" if clean(one.entry) else ""
    return [
        line
        for line in (soft(one.gazette, 120), ", ".join(filter(None, (issue, entry))), day(one.published_on))
        if line
    ]


def line(found: FieldState) -> str:
    """What stands at the field: each agreement with how far it is."""
    return "; ".join(f"{esc(one.title)} ({esc(one.state)}{_from(one.since)})" for one in found.agreements)
