"""What the bodies have resolved, adjournments too: by whom, when, on which paper, with which votes, and how far it is done."""

from datetime import date

from initiatives.reports.formats.markup import Row, row, table
from initiatives.reports.status.context import Context
from initiatives.reports.text import clean, day, esc, listing, soft
from initiatives.snapshot.status_report import Decision, FieldState, InitiativeState, MeetingDecision

UNCONFIRMED = "noch unbestätigt"  # taken from what was published

Resolved = tuple[Decision, list[FieldState]]  # a resolution with its fields


def resolved(initiative: InitiativeState) -> list[Resolved]:
    """Each resolution once, with its fields, oldest first."""
    found: dict[str, Resolved] = {}
    for f in initiative.fields:
        for number, one in enumerate(f.decisions):
            found.setdefault(one.key or f"{f.key} {number}", (one, []))[1].append(f)
    return sorted(found.values(), key=lambda pair: pair[0].date)


def body(context: Context, initiative: InitiativeState, heading: str) -> str:
    """The table of an initiative."""
    found = resolved(initiative)
    rows = [_row(group) for group in _alike(found)]
    caption = f"Beschlüsse der Gremien, Abschnitt {initiative.letter}), bis {day(context.snapshot.as_of)}"
    heads = ["Datum", "Gremium", "Vorlage", "Gegenstand", "Ergebnis, Stimmen", "Umsetzung"]
    late = [(one, fields) for one, fields in found if one.overdue]
    return (
        f'<div class="next">{heading}{_overdue(late)}{table(caption, heads, rows, "plain resolutions")}</div>'
    )


def _overdue(late: list[Resolved]) -> str:
    if not late:
        return ""
    told = [f"{esc(one.body)} vom {day(one.date)} ({_fields(fields)})" for one, fields in late]
    verb = "ist der Beschluss" if len(told) == 1 else "sind die Beschlüsse"
    return f"<p><b>Überfällig</b> {verb}: {listing(told)}.</p>"


def _fields(fields: list[FieldState]) -> str:
    numbers = listing([str(one.number) for one in fields])
    return f"{'Feld' if len(fields) == 1 else 'Felder'} {numbers}"


def _alike(found: list[Resolved]) -> list[list[Resolved]]:
    """What several bodies have resolved on one day in the same words stands in one row."""
    groups: dict[tuple[object, ...], list[Resolved]] = {}
    for one, fields in found:
        words = (one.date, one.title, one.result, one.paper, one.votes, one.role, one.confirmed, carried(one))
        groups.setdefault((*words, *(f.key for f in fields)), []).append((one, fields))
    return list(groups.values())


def _row(group: list[Resolved]) -> Row:
    one, fields = group[0]
    names = "<br>".join(f"{f.number} {soft(f.short_title or f.title, 80)}" for f in fields)
    title = f"<br>„{soft(one.title, 200)}“" if clean(one.title) else ""
    notes = [soft(one.votes, 120), one.role, "" if one.confirmed else UNCONFIRMED]
    under = "".join(f'<br><span class="soft">{note}</span>' for note in notes if note)
    return row(
        day(one.date),
        ", ".join(soft(other.body, 120) for other, _ in group),
        soft(one.paper, 60) or "–",
        names + title,
        f"<b>{soft(one.result, 80) or 'ohne Ergebnis'}</b>{under}",
        carried(one) or "–",
    )


def carried(one: Decision | MeetingDecision) -> str:
    """How far it is carried out, until when, and that it is late; empty where nobody said so."""
    until: date | None = one.carried_by
    parts = [esc(one.carried), f"bis {day(until)}" if until else ""]
    said = " ".join(filter(None, parts))
    return f"{said}, <b>überfällig</b>" if one.overdue else said
