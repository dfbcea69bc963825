"""The floor that the cost of a report is measured against: tagged pages of plain tables, and nothing else."""

ROWS, COLUMNS = 36, 7
STYLE = """
@page { size: A4; margin: 20mm; @bottom-right { content: "Seite " counter(page) } }
html { font: 8pt/11pt "Fira Sans", sans-serif }
h1 { font-size: 14pt } h2 { font-size: 10pt; break-before: page } h2:first-of-type { break-before: auto }
table { width: 100%; table-layout: fixed; border-collapse: collapse }
th, td { text-align: left; padding: 1mm 2mm 1mm 0; border-bottom: .2mm solid #999 }
"""


def floor_html(pages: int) -> str:
    """A document of exactly so many pages, each with one table of 36 rows and 7 columns."""
    body = "".join(_page(number) for number in range(1, pages + 1))
    return (
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Tabellen</title><style>{STYLE}</style>'
        f"</head><body><h1>Tabellen</h1>{body}</body></html>"
    )


def _page(number: int) -> str:
    heads = "".join(f'<th scope="col">Spalte {column}</th>' for column in range(1, COLUMNS + 1))
    rows = "".join(_row(number, row) for row in range(1, ROWS + 1))
    return (
        f"<h2>Seite {number}</h2><table><caption>Tabelle {number}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _row(number: int, row: int) -> str:
    cells = "".join(f"<td>Wert {number}.{row}.{column}</td>" for column in range(2, COLUMNS + 1))
    return f'<tr><th scope="row">Zeile {row}</th>{cells}</tr>'
