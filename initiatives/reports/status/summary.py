"""Page one: the head of the county paper, subject, proposal for a resolution, and the summary."""

from collections import Counter
from itertools import groupby

from initiatives.reports.formats.markup import Row, bullets, row, scroll, symbol, table
from initiatives.reports.formats.pictures import picture
from initiatives.reports.status import money, unknown
from initiatives.reports.status.changes import kinds, weightiest
from initiatives.reports.status.context import Context, answered, of_round
from initiatives.reports.text import capital, clean, count, day, esc, number, paragraphs, ranges, short
from initiatives.snapshot.status_report import Consultation, FieldState, InitiativeState, Paper

EDITIONS = {"public": "öffentlich", "non_public": "nichtöffentlich"}
OVER = {"rejected": "abgelehnt", "ended": "beendet"}
LISTED = 3  # lines of a list
DECIDING = 4  # the phase in which the bodies decide


def edition(context: Context) -> str:
    return EDITIONS.get(context.snapshot.edition, context.snapshot.edition)


def is_example(context: Context) -> bool:
    return context.snapshot.is_example or any(i.is_example for i in context.snapshot.initiatives)


def head(context: Context) -> str:
    """Sender, kind and number, particulars, order of consultation."""
    paper = context.snapshot.paper
    under = f"<br>{short(paper.sender_line, 80)}" if clean(paper.sender_line) else ""
    kind = " · ".join(part for part in (short(paper.number, 60), esc(edition(context))) if part)
    arms = picture(paper.arms)
    shown = f'<img class="arms" src="{arms}" alt="Wappen: {short(paper.sender, 80)}">' if arms else ""
    return (
        f'<header class="paper"><div class="sender"><p>{shown}<b>{short(paper.sender, 80)}</b>{under}</p>'
        f"<p><b>{short(paper.kind, 60)}</b><br>{kind}</p></div>"
        f"{_particulars(context)}{_consultations(paper)}</header>"
    )


def _particulars(context: Context) -> str:
    paper = context.snapshot.paper
    pairs = [
        ("Aktenzeichen", paper.file_number),
        ("Datum", day(paper.date)),
        ("Dezernat, Abteilung", paper.department),
        ("Stichtag", day(context.snapshot.as_of)),
        ("Bericht", f"Nr. {paper.report_number}" if clean(paper.report_number) else ""),
        ("Ausgabe", edition(context) + (" · Beispieldaten" if is_example(context) else "")),
    ]
    cells = [
        f'<th scope="row">{name}</th><td>{short(value, 80)}</td>' for name, value in pairs if clean(value)
    ]
    if len(cells) % 2:
        cells.append("<td></td><td></td>")
    rows = "".join(f"<tr>{a}{b}</tr>" for a, b in zip(cells[::2], cells[1::2], strict=True))
    columns = "<colgroup><col><col><col><col></colgroup>"
    return f'<table class="meta"><caption>Angaben zur Vorlage</caption>{columns}<tbody>{rows}</tbody></table>'


def _consultations(paper: Paper) -> str:
    if not paper.consultations:
        return ""
    heads = ["Gremium", "Sitzung", "TOP", "Zuständigkeit"]
    decided = any(clean(found.result) for found in paper.consultations)
    rows = [_consultation(found, decided) for found in paper.consultations]
    if decided:
        return table("Beratungsfolge", [*heads, "Ergebnis"], rows, "plain consult decided")
    return table("Beratungsfolge", heads, rows, "plain consult")


def _consultation(found: Consultation, decided: bool) -> Row:
    cells = [
        short(found.body, 120) or "noch offen",
        day(found.date) if found.date else "Datum nicht genannt",
        short(found.item, 40) or "–",
        short(found.responsibility, 80) or "–",
    ]
    return row(*cells, *([short(found.result, 120) or "noch offen"] if decided else []))


def subject(context: Context) -> str:
    paper = context.snapshot.paper
    out = context.outline
    proposal = paragraphs(paper.proposal)
    if proposal:
        title = out.heading(2, "Beschlussvorschlag", "beschlussvorschlag", listed=False)
        proposal = f'<section class="resolve">{title}{proposal}</section>'
    title = out.heading(1, paper.subject, "betreff", listed=False)
    return (
        f'<div class="subject"><p class="over">Betreff</p>{title}{paragraphs(paper.corrects)}</div>{proposal}'
    )


def summary(context: Context) -> str:
    title = context.outline.heading(2, "Zusammenfassung", "zusammenfassung", listed=False)
    if not context.all_fields:
        text = f"Am {day(context.snapshot.as_of)} sind noch keine Betätigungsfelder verzeichnet."
        if words := [unknown.said(i, "fields") for i in context.snapshot.initiatives if i.unknown]:
            text = f"Welche Betätigungsfelder es am {day(context.snapshot.as_of)} gab: {'; '.join(filter(None, words))}."
        return f"<section>{title}{_figures(context)}<p>{text}</p></section>"
    return f"<section>{title}{_figures(context)}{_lights(context)}{_ahead(context)}</section>"


def _figures(context: Context) -> str:
    initiatives = context.snapshot.initiatives
    fields = [f for _, f in context.all_fields]
    working = sum(f.phase > 0 and not f.side_state for f in fields)
    aside = Counter(f.side_state for f in fields)
    resting = aside["on_hold"]
    asked = sum(len(of_round(f)) for f in fields)
    waiting = sum(a.stance == "pending" for f in fields for a in of_round(f).values())
    idle = [f"{working} in Arbeit"] if working else []
    idle += [f"{resting} {'ruht' if resting == 1 else 'ruhen'}"] if resting else []
    idle += [f"{aside[state]} {word}" for state, word in OVER.items() if aside[state]]
    joined = any(f.answers for f in fields)
    none = "nur zu einem Beitritt gefragt" if joined else "noch niemand gefragt"
    votes = f"von {number(asked)} erbetenen" if asked else none
    votes += f", {waiting} stehen aus" if waiting else ""
    if unasked := len(unknown.fields_of(fields, "answers")):
        votes = f"{votes}; " if asked else ""
        votes += f"in {count(unasked, 'Feld', 'Feldern', 'einem')} nicht bekannt"
    figures = [
        (
            "Betätigungsfelder",
            _counted(initiatives, "fields", len(fields)),
            "; ".join(filter(None, (_split(initiatives, "fields"), *idle))),
        ),
        (
            "Beteiligte",
            _counted(initiatives, "places", sum(len(i.places) for i in initiatives)),
            _split(initiatives, "places"),
        ),
        (
            "Voten abgegeben",
            _given(context, fields) if asked or not unasked else "–",
            votes,
        ),
        _changed(context),
        money.figure(context),
    ]
    heads = "".join(f'<th scope="col">{name}</th>' for name, _, _ in figures)
    cells = "".join(f"<td><b>{value}</b><br>{note}</td>" for _, value, note in figures)
    return scroll(
        "Kennzahlen",
        f'<table class="kpi"><caption>Kennzahlen</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody><tr>{cells}</tr></tbody></table>",
    )


def _given(context: Context, fields: list[FieldState]) -> str:
    """How many Voten were given; in public at least so many, whatever there is."""
    least = "mind. " if context.is_public and not context.is_first_layout else ""
    return least + number(sum(map(answered, fields)))


def _counted(initiatives: tuple[InitiativeState, ...], key: str, found: int) -> str:
    """A number, or that it is not known of one of the initiatives whether there were any."""
    lacking = any(unknown.is_unknown(one, key) for one in initiatives)
    if not lacking:
        return number(found)
    return f"mind. {number(found)}" if found else unknown.WORD


def _changed(context: Context) -> tuple[str, str, str]:
    previous = context.snapshot.previous
    if previous is None:
        return "Veränderungen", "–", "erster Bericht an dieses Gremium"
    since = f"seit {short(previous.label, 20)}, Stand {day(previous.as_of)}"
    if not previous.comparable:
        return "Veränderungen", "–", f"nicht vergleichbar mit {short(previous.label, 20)}"
    late = sum(one.late for one in context.snapshot.changes)
    since += f"; dazu {number(late)} nachträglich erfasst" if late else ""
    return "Veränderungen", number(len(context.snapshot.changes) - late), since


def _split(initiatives: tuple[InitiativeState, ...], what: str) -> str:
    if len(initiatives) > 3:
        return f"in {len(initiatives)} Initiativen"
    if len(initiatives) == 1:
        return f"in {esc(initiatives[0].letter)})"
    return ", ".join(f"{len(getattr(i, what))} in {esc(i.letter)})" for i in initiatives)


def _lights(context: Context) -> str:
    fields = context.all_fields
    rows: list[Row] = []
    for label in context.snapshot.labels.lights:
        known = [(i, f) for i, f in fields if f.light == label.key and not unknown.is_unknown(f, "light")]
        rows.append(_light(label.key, label.word, label.meaning, known))
    if lacking := [(i, f) for i, f in fields if unknown.is_unknown(f, "light")]:
        rows.append(_light("none", unknown.WORD, "zum Stichtag nicht erfasst", lacking))
    caption = f"Ampeln: {count(len(fields), 'Feld', 'Felder')} und was die Zeichen bedeuten"
    return table(caption, ["Ampel", "Anzahl", "Bedeutung", "Felder"], rows, "plain lights")


def _light(key: str, word: str, meaning: str, found: list[tuple[InitiativeState, FieldState]]) -> Row:
    """One line of the lights with the fields that have it."""
    numbers = [(i.letter, f.number) for i, f in found]
    runs = [
        ranges(esc(letter), [n for _, n in group])
        for letter, group in groupby(numbers, key=lambda pair: pair[0])
    ]
    return row(symbol("l", key, word), str(len(found)), esc(meaning), ", ".join(runs) or "–")


def _ahead(context: Context) -> str:
    """Two columns: what has changed, and what needs a decision or leaves its plan."""
    out = context.outline
    first = out.heading(3, "Was sich verändert hat", "veraendert", listed=False)
    second = out.heading(3, "Was eine Entscheidung braucht", "entscheidungen", listed=False)
    decisions, deviations = _decisions(context), _deviations(context)
    none = "<p>Kein Feld ist gefährdet (Rot), keines steht zur Entscheidung.</p>"
    if unknown.fields_of([f for _, f in context.all_fields], "light"):
        none = "<p>Soweit bekannt, ist kein Feld gefährdet (Rot) und steht keines zur Entscheidung.</p>"
    right = bullets(decisions) if decisions else none
    if deviations:
        third = out.heading(3, "Wo es vom Plan abweicht", "abweichungen", listed=False)
        right += third + bullets(deviations)
    counted = kinds(context)
    left = (f"<p>{capital(counted)}.</p>" if counted else "") + weightiest(context)
    return f'<div class="two"><section>{first}{left}</section><section>{second}{right}</section></div>'


def place(initiative: InitiativeState, found: FieldState) -> str:
    """ "a5 Expertenpool" """
    return f"{esc(initiative.letter)}{found.number} {short(found.short_title or found.title, 32)}"


def _decisions(context: Context) -> list[str]:
    """Fields in danger, then those that lie before the bodies."""
    lines = [
        f"<b>{place(i, f)}</b> ({esc(context.lights.get(f.light, f.light))}): "
        f"{short(f.cause, 110) or 'Ursache nicht genannt'}"
        for i, f in context.all_fields
        if f.light == "red"
    ]
    for i, f in context.all_fields:
        if f.phase == DECIDING and not f.side_state and f.light != "red":
            asked = of_round(f)
            said = f"{answered(f)} von {len(asked)} Voten liegen vor" if asked else _no_votes(f)
            lines.append(f"<b>{place(i, f)}</b>: liegt zur Entscheidung vor, {said}")
    return _capped(lines, LISTED)


def _no_votes(found: FieldState) -> str:
    return "Voten nicht bekannt" if unknown.is_unknown(found, "answers") else "noch kein Votum erbeten"


def _deviations(context: Context) -> list[str]:
    as_of = context.snapshot.as_of
    lines = [
        f"<b>{place(i, f)}</b> ({esc(context.lights.get(f.light, f.light))}): "
        f"{short(f.cause, 90) or 'Ursache nicht genannt'}"
        for i, f in context.all_fields
        if f.light == "yellow"
    ]
    lines += [
        f"<b>{place(i, f)}</b>: Meilenstein vom {day(f.milestone.date)} überfällig"
        for i, f in context.all_fields
        if f.milestone and f.milestone.date and f.milestone.date < as_of
    ]
    return _capped(lines, LISTED)


def _capped(lines: list[str], most: int) -> list[str]:
    more = len(lines) - most
    if more <= 0:
        return lines
    return [*lines[:most], f"{count(more, 'weiterer Fall', 'weitere Fälle')} in Teil I"]
