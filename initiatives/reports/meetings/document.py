"""Invitation and minutes of a meeting as one standalone HTML document, which `formats/pdf` sets.

`html(snapshot)` reads nothing but the snapshot; the same snapshot gives the same text.
"""

from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from initiatives.reports.formats.markup import LONG, Outline, Row, hang, row, styles, table
from initiatives.reports.meetings.minutes import body as minutes_body
from initiatives.reports.meetings.minutes import notes, standing
from initiatives.reports.text import (
    WEEKDAYS,
    capital,
    clock,
    day,
    esc,
    flat,
    listing,
    long_day,
    moment,
    no_breaks,
    paragraphs,
    running,
    short,
    soft,
)
from initiatives.snapshot.form import digest, read
from initiatives.snapshot.meeting_papers import (
    INVITATION,
    KINDS,
    MINUTES,
    Head,
    Invitation,
    Invited,
    Item,
    Minutes,
)

STYLES = Path(__file__).parent / "meeting.css"
GENRES = (INVITATION, MINUTES)
WORDS = {INVITATION: "Einladung", MINUTES: "Niederschrift"}


def html(snapshot: dict[str, Any]) -> str:
    """The whole document. Raises ValueError for a snapshot that doesn't fit the contract."""
    found, outline = read(KINDS[snapshot["genre"]], snapshot), Outline()
    parts = [_head(found), _subject(found, outline)]
    parts += (
        [_invitation(found, outline)] if isinstance(found, Invitation) else [minutes_body(found, outline)]
    )
    return no_breaks(_page(found, "".join([*parts, _origin(found, digest(snapshot))])))


def titles(snapshot: dict[str, Any]) -> list[str]:
    """What has to stand in the document: of minutes the items; those of an invitation have no bookmarks of their own."""
    return [snapshot["title"], *(one["title"] for one in snapshot["agenda"] if snapshot["genre"] == MINUTES)]


def _head(found: Head) -> str:
    """Who convenes, what it is, and where and when."""
    changed = "geändert" if found.number > 1 else ""
    note = esc(found.state_word) if isinstance(found, Minutes) else changed
    kind = " · ".join(part for part in (f"Nr. {found.number}" if found.number else "", note) if part)
    sender = (
        f"<p><b>{short(found.sender or 'Einladende Kommune', 80)}</b><br>{short(found.initiative, 120)}</p>"
    )
    return (
        f'<header class="paper"><div class="sender">{sender}'
        f"<p><b>{WORDS[found.genre]}</b><br>{kind}</p></div>{_particulars(found)}</header>"
    )


def _particulars(found: Head) -> str:
    pairs = [
        ("Termin", _date(found)),
        ("Uhrzeit", _hours(found)),
        ("Ort", esc(found.place)),
        ("Videokonferenz", esc(found.link)),
        ("Rückmeldung" if isinstance(found, Invitation) else "Im Netz", _link(found)),
        ("Sitzungsleitung", esc(found.chair)),
        ("Schriftführung", esc(found.keeper)),
    ]
    if isinstance(found, Minutes):
        pairs += [("Stand", standing(found))]
    else:
        pairs += [("Eingeladen am", day(found.recorded_until))]
    pairs += [("Hinweis", "Beispieldaten: Angaben darin sind erfunden")] if found.is_example else []
    rows = "".join(f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' for name, value in pairs if value)
    columns = "<colgroup><col><col></colgroup>"
    return f'<table class="meta when"><caption>Angaben zum Treffen</caption>{columns}<tbody>{rows}</tbody></table>'


def _link(found: Head) -> str:
    """The page of the meeting, with its address beside it for paper."""
    if not found.address.startswith(("https://", "http://")):
        return esc(found.address)
    text = "Auf der Seite des Treffens antworten" if isinstance(found, Invitation) else "Seite des Treffens"
    return f'<a href="{esc(found.address)}">{text}</a><br>{esc(found.address)}'


def _date(found: Head) -> str:
    if found.date is None:
        return "Datum nicht genannt"
    return f"{WEEKDAYS[found.date.weekday()]}, {long_day(found.date)}"


def _hours(found: Head) -> str:
    """Of minutes the hours in which the meeting was held, of an invitation those for which it is planned."""
    if isinstance(found, Minutes) and found.started_at and found.closed_at:
        return _span(found.started_at, found.closed_at)
    return _span(found.starts_at, found.ends_at) if found.starts_at else ""


def _span(starts: datetime, ends: datetime | None) -> str:
    if ends is None:
        return f"{clock(starts)} Uhr"
    if starts.date() == ends.date():
        return f"{clock(starts)} bis {clock(ends)} Uhr"
    return f"{clock(starts)} Uhr bis {moment(ends)}"


def _subject(found: Head, outline: Outline) -> str:
    title = outline.heading(1, found.title, "betreff", listed=False)
    over = "Niederschrift über das Treffen" if found.genre == MINUTES else "Einladung zum Treffen"
    return f'<div class="subject"><p class="over">{over}</p>{title}</div>'


def _invitation(found: Invitation, outline: Outline) -> str:
    text = paragraphs(found.text, "lead")
    return f"{text}{_agenda(found, outline)}{_invited(found, outline)}"


def _agenda(found: Invitation, outline: Outline) -> str:
    heading = outline.heading(2, "Tagesordnung", "tagesordnung", cls="part")
    if not found.agenda:
        return f"{heading}<p>Eine Tagesordnung ist noch nicht festgelegt.</p>"
    rows = [_row(number, item) for number, item in enumerate(found.agenda, start=1)]
    caption = f"Tagesordnung: {flat(found.title, 100)}"
    return heading + table(caption, ["TOP", "Beginn", "Thema", "Dauer"], rows, "plain agenda")


def _row(number: int, item: Item) -> Row:
    body = "".join(f'<br><span class="soft">{note}</span>' for note in notes(item))
    text = running(item.text)
    undone = f'<span class="undone">{capital(esc(item.state))}</span><br>' if item.state else ""
    return row(
        str(number),
        clock(item.starts_at) if item.starts_at else "–",
        f"{undone}<b>{soft(item.title, 200)}</b>{f'<br>{text}' if text else ''}{body}",
        f"{item.minutes} Min." if item.minutes else "–",
        cls="tall" if len(item.text) > LONG else "",
    )


def _invited(found: Invitation, outline: Outline) -> str:
    heading = outline.heading(2, "Eingeladen", "eingeladen")
    asked = [one for one in found.invited if not one.is_optional]
    free = [one for one in found.invited if one.is_optional]
    if not found.invited:
        return hang(heading, "<p>Eingeladene sind noch nicht verzeichnet.</p>")
    text = f"<p>{_names(asked)}.</p>" if asked else ""
    text += f"<p>Freigestellt ist die Teilnahme: {_names(free)}.</p>" if free else ""
    return hang(heading, text)


def _names(found: list[Invited]) -> str:
    return listing(esc(one.name) for one in found)


def _origin(found: Head, checksum: str) -> str:
    """From which snapshot the paper was made."""
    groups = " ".join(checksum[i : i + 8] for i in range(0, len(checksum), 8))
    when = moment(found.recorded_until)
    return f'<p class="hash origin">Erstellt aus dem Datenstand vom {when}, <b>Prüfsumme</b> (SHA-256): {groups}</p>'


def _page(found: Head, body: str) -> str:
    word = WORDS[found.genre]
    when = f" am {day(found.date)}" if found.date else ""
    number = f" Nr. {found.number}" if found.number else ""
    bottom = " · ".join(filter(None, (flat(found.sender, 28), f"{word}{number}")))
    bottom += " · Beispieldaten" if found.is_example else ""
    top = f"{word} · {flat(found.title, 34)}{when}"
    return f"""<!DOCTYPE html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{word}: {escape(flat(found.title, 160))}{when}</title>
<meta name="author" content="{esc(found.sender)}">
<meta name="description" content="{escape(flat(found.initiative, 200))}">
<style>
{styles(STYLES)}
</style></head>
<body data-top="{escape(top)}" data-bottom="{escape(bottom)}"><main>{body}</main></body></html>
"""
