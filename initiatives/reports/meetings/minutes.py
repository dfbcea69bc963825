"""The body of minutes: who was there, what came of each item, what was added, and how far the minutes are."""

from collections.abc import Iterable

from initiatives.reports.formats.markup import LONG, Outline, row, table
from initiatives.reports.text import (
    capital,
    clean,
    count,
    day,
    esc,
    listing,
    moment,
    numeral,
    paragraphs,
    short,
    soft,
)
from initiatives.snapshot.meeting_papers import DealtItem, Invited, Item, Minutes, Result

ADOPTED = {True: "angenommen", False: "nicht angenommen"}


def standing(found: Minutes) -> str:
    """How far the minutes are, in words."""
    if found.approved_at:
        where = f" im Treffen „{short(found.approved_in, 160)}“" if clean(found.approved_in) else ""
        return f"genehmigt am {day(found.approved_at.date())}{where}"
    if found.circulated_at:
        return f"versandt am {day(found.circulated_at.date())}, noch nicht genehmigt"
    return "Entwurf, noch nicht versandt"


def body(found: Minutes, outline: Outline) -> str:
    parts = [paragraphs(found.summary, "lead"), _attendance(found, outline), _agenda(found, outline)]
    return "".join([*parts, _others(found, outline), _addenda(found, outline), _signatures(found)])


def _attendance(found: Minutes, outline: Outline) -> str:
    heading = outline.heading(2, "Teilnahme", "teilnahme", cls="part")
    if not found.invited:
        return f"{heading}<p>Eingeladene sind nicht verzeichnet.</p>"
    rows = [
        row(
            soft(one.name, 120) + (' <span class="soft">(freigestellt)</span>' if one.is_optional else ""),
            _presence(one),
            esc(one.reply) or "keine",
            esc(one.note) or "–",
        )
        for one in found.invited
    ]
    heads = ["Kommune", "Teilnahme", "Rückmeldung vorher", "Anmerkung"]
    lead = f'<p class="lead">{_present(found.invited)}</p>'
    return f"{heading}{lead}{table('Teilnahme der Eingeladenen', heads, rows, 'plain attendance')}"


def _presence(one: Invited) -> str:
    if one.was_present is None:
        return "nicht vermerkt"
    return "anwesend" if one.was_present else "nicht anwesend"


def _present(invited: Iterable[Invited]) -> str:
    """ "Neun von elf eingeladenen Kommunen waren anwesend." """
    asked = [one for one in invited if not one.is_optional]
    guests = [one.name for one in invited if one.is_optional and one.was_present]
    came = sum(bool(one.was_present) for one in asked)
    who = count(len(asked), "eingeladenen Kommune", "eingeladenen Kommunen", "einer")
    first = f"{capital(numeral(came, 'eine'))} von {who} {'war' if came == 1 else 'waren'} anwesend."
    if came == 0:
        first = f"Von {who} war keine anwesend."
    return first + (f" Außerdem war vertreten: {listing(map(esc, guests))}." if guests else "")


def _agenda(found: Minutes, outline: Outline) -> str:
    heading = outline.heading(2, "Tagesordnung und Ergebnisse", "ergebnisse", cls="part")
    if not found.agenda:
        return f"{heading}<p>Eine Tagesordnung ist nicht verzeichnet.</p>"
    items = (_item(number, item, outline) for number, item in enumerate(found.agenda, start=1))
    return f"{heading}{_undone(found)}{''.join(items)}"


def _undone(found: Minutes) -> str:
    """What was not dealt with, before the items: "Nicht behandelt: TOP 4 „Klimaschutz“ (auf das nächste Treffen vertagt)." """
    named = [
        f"TOP {number} „{soft(item.title, 120)}“ ({esc(item.state)})"
        for number, item in enumerate(found.agenda, start=1)
        if clean(item.state)
    ]
    return f'<p class="lead">Nicht behandelt: {listing(named)}.</p>' if named else ""


def notes(item: Item) -> list[str]:
    """What an item hangs on, each in a line."""
    pairs = (
        ("Feld", item.field),
        ("Projektvorschlag", item.proposal),
        ("Niederschrift", item.approves),
        ("Vertagt aus", item.carried),
    )
    return [f"{word}: {soft(text, 300)}" for word, text in pairs if clean(text)]


def _item(number: int, item: DealtItem, outline: Outline) -> str:
    heading = outline.heading(3, item.title, f"top-{number}", number=f"TOP {number}")
    beside = notes(item)
    text = f'<p class="undone">{capital(esc(item.state))}</p>' if clean(item.state) else ""
    text += f'<p class="soft">{" · ".join(beside)}</p>' if beside else ""
    text += paragraphs(item.text)
    if not item.results and not clean(item.state):
        text += '<p class="soft">Ein Ergebnis ist nicht festgehalten.</p>'
    opening = f"{heading}{text}" if len(text) > LONG else f'<div class="keep">{heading}{text}</div>'
    return f'<div class="item">{opening}{"".join(map(_result, item.results))}</div>'


def _result(one: Result) -> str:
    label = esc(one.word)
    adopted = "" if one.is_adopted is None else f"<br>{ADOPTED[one.is_adopted]}"
    said = [
        ("Abstimmung", _votes(one)),
        ("Feld", esc(one.field)),
        ("Wirkung", esc(one.effect)),
        ("Zuständig", esc(one.owner)),
        ("Frist", day(one.due) if one.due else ""),
        ("Ansprechstelle", esc(one.contact)),
    ]
    facts = "".join(f'<p class="facts"><b>{word}:</b> {text}</p>' for word, text in said if text)
    tall = " tall" if len(one.text) + len(facts) > LONG else ""
    return (
        f'<div class="result{tall}"><p class="side"><b>{label}</b>{adopted}</p>'
        f'<div class="main">{paragraphs(one.text)}{facts}</div></div>'
    )


def _votes(one: Result) -> str:
    """ "2 dafür (Gemeinde Nottuln, Stadt Olfen), 1 dagegen (Gemeinde Senden)" """
    return "; ".join(
        f"{len(group.names)} {esc(group.word)} ({', '.join(map(esc, group.names))})" for group in one.votes
    )


def _others(found: Minutes, outline: Outline) -> str:
    """What was taken down under no item."""
    if not found.results:
        return ""
    heading = outline.heading(2, "Weitere Ergebnisse", "weitere")
    return heading + "".join(map(_result, found.results))


def _addenda(found: Minutes, outline: Outline) -> str:
    if not found.addenda:
        return ""
    heading = outline.heading(2, "Berichtigungen", "berichtigungen", cls="part")
    rule = "<p>Der Text der Niederschrift bleibt, wie er versandt wurde. Hinzugefügt ist:</p>"
    items = "".join(
        f'<div class="result"><p class="side"><b>{number}. Berichtigung</b><br>{moment(one.recorded_at)}<br>{esc(one.by)}</p>'
        f'<div class="main">{paragraphs(one.text)}</div></div>'
        for number, one in enumerate(found.addenda, start=1)
    )
    return heading + rule + items


def _signatures(found: Minutes) -> str:
    """Lines to sign on, for who led the meeting and who took the minutes."""
    lines = "".join(
        f'<div><p class="line">Ort, Datum, Unterschrift</p><p><b>{role}</b><br>{esc(who)}</p></div>'
        for role, who in (("Sitzungsleitung", found.chair), ("Schriftführung", found.keeper))
    )
    return f'<div class="signatures">{lines}</div>'
