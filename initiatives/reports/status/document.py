"""A status report as one standalone HTML document: it is read in the browser as it is, and set as a PDF by `formats/pdf`.

`html(snapshot)` reads nothing but the snapshot; the same snapshot gives the same text.
"""

from html import escape
from typing import Any

from initiatives.reports.figures import symbols
from initiatives.reports.formats.markup import styles
from initiatives.reports.formats.pdf import File
from initiatives.reports.status import changes
from initiatives.reports.status.context import Context
from initiatives.reports.status.head import edition, head, is_example, subject
from initiatives.reports.status.plan import outlook
from initiatives.reports.status.procedure import closing, method, occasion, reading
from initiatives.reports.status.sections import annex, section
from initiatives.reports.status.spreadsheet import xlsx
from initiatives.reports.status.summary import summary
from initiatives.reports.status.tables import attached, csv_of
from initiatives.reports.text import clean, day, flat, no_breaks
from initiatives.snapshot.form import canonical, digest, read
from initiatives.snapshot.status_report import StatusReport


def html(snapshot: dict[str, Any]) -> str:
    """The whole document. Raises ValueError for a snapshot that doesn't fit the contract."""
    context = Context.of(read(StatusReport, snapshot), digest(snapshot))
    front = head(context) + subject(context) + summary(context)
    body = _body(context)
    contents = context.outline.contents()
    return no_breaks(_page(context, f"{front}{contents}{body}"))


def files(snapshot: dict[str, Any]) -> list[File]:
    """What is attached to the PDF: the tables as CSV and the snapshot itself, over which the printed checksum goes."""
    tables = [File(t.name, t.description, csv_of(t), "Data") for t in attached(_kept(snapshot))]
    source = File("datenstand.json", "Der ganze Datenstand des Berichts", canonical(snapshot), "Source")
    return [*tables, source]


def spreadsheet(snapshot: dict[str, Any]) -> bytes:
    return xlsx(_kept(snapshot), digest(snapshot))


def _kept(snapshot: dict[str, Any]) -> StatusReport:
    """Without what an earlier report has told to its end."""
    return Context.of(read(StatusReport, snapshot), "").snapshot


def titles(snapshot: dict[str, Any]) -> list[str]:
    """What has to stand in the document: the titles of the fields."""
    return [f["title"] for i in snapshot["initiatives"] for f in i["fields"] if not f["reported_in"]]


def _body(context: Context) -> str:
    initiatives = context.snapshot.initiatives
    heading = context.outline.heading(2, "I. Sachdarstellung", "sachdarstellung", cls="part")
    parts = [heading, occasion(context), reading(context), changes.section(context, 3)]
    parts += [section(context, found, i) for i, found in enumerate(initiatives, start=4)]
    last = len(initiatives) + 4
    parts += [outlook(context, last), method(context, last + 1), closing(context)]
    return "".join(parts + [annex(context, found) for found in initiatives])


def _page(context: Context, body: str) -> str:
    snapshot = context.snapshot
    paper, as_of = snapshot.paper, day(snapshot.as_of)
    author = ", ".join(filter(None, (clean(paper.sender), clean(paper.sender_line))))
    description = " · ".join(filter(None, (clean(paper.kind), clean(paper.number), edition(context))))
    top = f"Stand {as_of} · Statusbericht IKZ · {edition(context)}"
    bottom = " · ".join(
        filter(None, (flat(paper.sender, 28), flat(paper.number and f"Vorlage {paper.number}", 26)))
    )
    if is_example(context):
        bottom += " · Beispieldaten"
    return f"""<!DOCTYPE html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(flat(paper.subject, 200))}, Stand {as_of}</title>
<meta name="author" content="{escape(author)}"><meta name="description" content="{escape(description)}">
<style>
{_styles(context)}
</style></head>
<body data-top="{escape(top)}" data-bottom="{escape(bottom)}">
<p class="skip"><a href="#inhalt">Zum Inhaltsverzeichnis springen</a></p><main>{body}</main></body></html>
"""


def _styles(context: Context) -> str:
    return "\n".join([styles(), symbols.stylesheet(), symbols.pair_stylesheet(context.pairs)])
