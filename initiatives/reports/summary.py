"""Page one: the head of the county paper, subject, proposal for a resolution, and the summary."""

from itertools import groupby

from .context import Context, answered
from .data import FieldState, InitiativeState, Paper
from .markup import Row, bullets, row, scroll, symbol, table
from .text import clean, count, day, esc, number, paragraphs, ranges, short

EDITIONS = {"public": "öffentlich", "non_public": "nichtöffentlich"}
LISTED = 6  # lines in each of the two lists


def edition(context: Context) -> str:
    return EDITIONS.get(context.snapshot.edition, context.snapshot.edition)


def is_example(context: Context) -> bool:
    return context.snapshot.is_example or any(i.is_example for i in context.snapshot.initiatives)


def head(context: Context) -> str:
    """Sender, kind and number, particulars, order of consultation."""
    paper = context.snapshot.paper
    under = f"<br>{short(paper.sender_line, 80)}" if clean(paper.sender_line) else ""
    kind = " · ".join(part for part in (short(paper.number, 60), esc(edition(context))) if part)
    return (
        f'<header class="paper"><div class="sender"><p><b>{short(paper.sender, 80)}</b>{under}</p>'
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
    rows = [
        row(
            short(found.body, 120) or "noch offen",
            day(found.date) if found.date else "Datum nicht genannt",
            short(found.item, 40) or "–",
            short(found.responsibility, 80) or "–",
        )
        for found in paper.consultations
    ]
    return table("Beratungsfolge", ["Gremium", "Sitzung", "TOP", "Zuständigkeit"], rows, "plain consult")


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
        return f"<section>{title}{_figures(context)}<p>{text}</p></section>"
    return f"<section>{title}{_figures(context)}{_lights(context)}{_ahead(context)}</section>"


def _figures(context: Context) -> str:
    initiatives = context.snapshot.initiatives
    fields = [f for _, f in context.all_fields]
    working = [f for f in fields if f.phase > 0 and not f.side_state]
    resting = sum(bool(f.side_state) for f in fields)
    asked = sum(len(f.answers) for f in fields)
    waiting = [f for f in fields if any(a.stance == "pending" for a in f.answers.values())]
    pending = sum(a.stance == "pending" for f in waiting for a in f.answers.values())
    proposed = len(fields) - len(working) - resting
    idle = [f"{proposed} erst vorgeschlagen"] if proposed else []
    idle += [f"{resting} {'ruht' if resting == 1 else 'ruhen'}"] if resting else []
    figures = [
        ("Betätigungsfelder", len(fields), _split(initiatives, "fields")),
        ("Beteiligte", sum(len(i.places) for i in initiatives), _split(initiatives, "places")),
        ("Felder in Arbeit", len(working), ", ".join(idle)),
        (
            "Voten abgegeben",
            sum(map(answered, fields)),
            f"von {number(asked)} erbetenen" if asked else "noch niemand gefragt",
        ),
        (
            "Rückmeldungen ausstehend",
            pending,
            f"in {count(len(waiting), 'Feld', 'Feldern', 'einem')}" if waiting else "",
        ),
    ]
    heads = "".join(f'<th scope="col">{name}</th>' for name, _, _ in figures)
    cells = "".join(f"<td><b>{number(value)}</b><br>{note}</td>" for _, value, note in figures)
    return scroll(
        "Kennzahlen",
        f'<table class="kpi"><caption>Kennzahlen</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody><tr>{cells}</tr></tbody></table>",
    )


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
        found = [(i.letter, f.number) for i, f in fields if f.light == label.key]
        runs = [
            ranges(esc(letter), [n for _, n in group])
            for letter, group in groupby(found, key=lambda pair: pair[0])
        ]
        sign = symbol("l", label.key, label.word)
        rows.append(row(sign, str(len(found)), esc(label.meaning), ", ".join(runs) or "–"))
    caption = f"Ampeln: {count(len(fields), 'Feld', 'Felder')} und was die Zeichen bedeuten"
    return table(caption, ["Ampel", "Anzahl", "Bedeutung", "Felder"], rows, "plain lights")


def _ahead(context: Context) -> str:
    deviations, milestones = _deviations(context), _milestones(context)
    out = context.outline
    if not deviations and not milestones:
        return (
            '<p class="after">Kein Feld ist mit Gelb oder Rot bewertet; ein nächster Meilenstein mit Datum ist noch '
            "nirgends genannt.</p>"
        )
    left = bullets(deviations) if deviations else "<p>Kein Feld ist mit Gelb oder Rot bewertet.</p>"
    right = bullets(milestones) if milestones else "<p>Mit Datum ist noch keiner genannt.</p>"
    first = out.heading(3, "Wo es vom Plan abweicht", "abweichungen", listed=False)
    second = out.heading(3, "Nächste Meilensteine", "meilensteine", listed=False)
    return f'<div class="two"><section>{first}{left}</section><section>{second}{right}</section></div>'


def place(initiative: InitiativeState, found: FieldState) -> str:
    """ "a5 Expertenpool" """
    return f"{esc(initiative.letter)}{found.number} {short(found.short_title or found.title, 32)}"


def _deviations(context: Context) -> list[str]:
    found = [pair for key in ("red", "yellow") for pair in context.all_fields if pair[1].light == key]
    lines = [
        f"<b>{place(i, f)}</b> ({esc(context.lights.get(f.light, f.light))}): "
        f"{short(f.cause, 110) or 'Ursache nicht genannt'}"
        for i, f in found
    ]
    return _capped(lines, "Feld", "Felder")


def _milestones(context: Context) -> list[str]:
    as_of = context.snapshot.as_of
    fields = [(i, f, f.milestone) for i, f in context.all_fields if f.milestone]
    dated = [(m.date, short(m.text, 70), place(i, f)) for i, f, m in fields if m.date]
    dated.sort(key=lambda entry: entry[0])
    lines = []
    for when, text, where in dated:
        late = " (überfällig)" if when < as_of else ""
        lines.append(f"<b>{day(when)}{late}:</b> {where}, {text}")
    return _capped(lines, "Meilenstein", "Meilensteine", "ein weiterer")


def _capped(lines: list[str], one: str, many: str, single: str = "ein weiteres") -> list[str]:
    more = len(lines) - LISTED
    if more <= 0:
        return lines
    return [*lines[:LISTED], f"{count(more, one, f'weitere {many}', single)} in Abschnitt I"]
