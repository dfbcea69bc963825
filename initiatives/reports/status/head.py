"""The head of the county paper with its Beratungsfolge, the subject, and the proposal for a resolution."""

from initiatives.reports.formats.markup import Row, row, table
from initiatives.reports.formats.pictures import picture
from initiatives.reports.status.context import Context
from initiatives.reports.text import clean, day, esc, paragraphs, short
from initiatives.snapshot.status_report import Consultation, Paper

EDITIONS = {"public": "öffentlich", "non_public": "nichtöffentlich"}


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
        f'<th scope="row">{name}</th><td>{short(value, 240)}</td>' for name, value in pairs if clean(value)
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
