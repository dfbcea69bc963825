"""Meetings with what they have decided, and joint projects proposed to some."""

from datetime import date

from initiatives.reports.formats.markup import LONG, Row, bullets, hang, row, table
from initiatives.reports.status import unknown
from initiatives.reports.status.context import Context
from initiatives.reports.status.decisions import carried
from initiatives.reports.text import clean, day, esc, running, soft
from initiatives.snapshot.status_report import InitiativeState, Meeting, MeetingDecision, Project

STATES = {"running": "läuft noch", "cancelled": "abgesagt"}


def meetings(context: Context, initiative: InitiativeState, heading: str) -> str:
    """What was held, runs or was called off; those ahead stand in the outlook."""
    held = [found for found in initiative.meetings if found.state != "invited"]
    if not held:
        words = unknown.said(initiative, "meetings")
        text = f"Treffen: {words}." if words else "Treffen sind noch keine verzeichnet."
        return hang(heading, f"<p>{text}</p>")
    held.sort(key=lambda found: found.date or date.min)
    rows = [_meeting(context, initiative, found) for found in held]
    caption = f"Treffen der Initiative bis {day(context.snapshot.as_of)}"
    heads = ["Datum", "Treffen", "Ergebnis und Festlegungen"]
    return f'<div class="next">{heading}{table(caption, heads, rows, "plain meetings")}</div>'


def _meeting(context: Context, initiative: InitiativeState, found: Meeting) -> Row:
    under = [soft(found.place, 120)] if clean(found.place) else []
    under += (
        [f"{found.present} von {found.invited} Eingeladenen da"]
        if found.present is not None and found.invited
        else []
    )
    place = f'<br><span class="soft">{"<br>".join(under)}</span>' if under else ""
    said = [f"<b>{STATES[found.state]}</b>"] if found.state in STATES else []
    said += [running(found.result)] if clean(found.result) else []
    text = "<br>".join(said)
    if found.decisions:
        text += bullets([_decision(context, initiative, one) for one in found.decisions], "dashed")
    return row(
        day(found.date) if found.date else "Datum nicht genannt",
        soft(found.title, 200) + place,
        text or "noch kein Ergebnis verzeichnet",
        cls="tall" if len(text) > LONG else "",
    )


def _decision(context: Context, initiative: InitiativeState, one: MeetingDecision) -> str:
    number = context.number(initiative, one.field)
    notes = [f"Feld {number}" if number else "", esc(one.votes), carried(one) if one.adopted else ""]
    tail = ", ".join(filter(None, notes))
    head = "Festgelegt" if one.adopted else "Nicht angenommen"
    if one.steering:
        head = f"Lenkungsgruppe, {esc(one.steering)}{'' if one.adopted else ', nicht angenommen'}"
    return f"<b>{head}:</b> {running(one.text) or 'ohne Wortlaut'}{f' ({tail})' if tail else ''}"


def projects(context: Context, initiative: InitiativeState, heading: str) -> str:
    rows = [_project(context, initiative, one) for one in initiative.projects]
    caption = f"Projektvorschläge und Stand der Antworten, Abschnitt {initiative.letter})"
    heads = ["Vorgelegt", "Projektvorschlag", "Stand", "Antworten", "davon"]
    return f'<div class="next">{heading}{table(caption, heads, rows, "plain projects")}</div>'


def _project(context: Context, initiative: InitiativeState, one: Project) -> Row:
    by = f'<br><span class="soft">von: {soft(one.proposed_by, 60)}</span>' if clean(one.proposed_by) else ""
    state = esc(one.state) or "–"
    number = context.number(initiative, one.field)
    return row(
        day(one.date),
        soft(one.title, 160) + by,
        state + (f"<br>Feld {number}" if number else ""),
        f"{one.answered} von {one.asked}",
        ", ".join(f"{n} {esc(word)}" for word, n in one.replies.items())
        or ("nicht öffentlich" if context.is_public else "–"),
    )
