"""How the framework conditions stand in each field: tables in blocks that can be read on paper, and the reasons."""

from initiatives.reports.figures.symbols import slug
from initiatives.reports.formats.markup import Cell, bullets, number_of, row, table
from initiatives.reports.status.context import Context
from initiatives.reports.status.matrix import blocks
from initiatives.reports.text import clean, count, esc, listing, running, soft
from initiatives.snapshot.status_report import CheckState, FieldState, InitiativeState

WIDE = 7  # fields side by side
WITHHELD = (
    "„Nicht öffentlich“ heißt: Das Ergebnis beruht auf Kosten oder Voten, die noch nicht öffentlich sind, und steht nur in der "
    "nichtöffentlichen Ausgabe. "
)
TOLD = 40  # conditions that are not met, each with its reason; more are counted


def grid(context: Context, initiative: InitiativeState) -> str:
    """Conditions as rows, fields as columns, then what is not met and what people have judged otherwise."""
    judged = [found for found in initiative.fields if found.checks]
    if not judged:
        return "<p>Zu den Feldern sind die Rahmenbedingungen noch nicht geprüft.</p>"
    tables = "".join(_block(context, initiative, block, len(judged)) for block in blocks(judged, WIDE))
    return context.once(_legend(judged)) + tables + _not_met(judged) + _overruled(context, judged, initiative)


def _legend(fields: list[FieldState]) -> str:
    withheld = any(check.result == "withheld" for found in fields for check in found.checks)
    return (
        '<p class="intro">Jede Rahmenbedingung wird an jedem Feld aus dessen Daten geprüft. „Offen“ heißt: Die Angaben '
        f"reichen noch nicht. {WITHHELD if withheld else ''}Ein Stern steht, wo jemand mit Begründung anders geurteilt hat.</p>"
    )


def _block(context: Context, initiative: InitiativeState, fields: list[FieldState], total: int) -> str:
    heads = [
        "Rahmenbedingung",
        *[f"{number_of(f.number)} {soft(f.short_title or f.title, 40)}" for f in fields],
    ]
    rows = [
        row(
            f"{number_of(one.number)} {soft(one.text, 90)}",
            *[_cell(context, found, one.number) for found in fields],
        )
        for one in initiative.conditions
    ]
    tail = f", Felder {fields[0].number} bis {fields[-1].number}" if len(fields) < total else ""
    caption = f"Rahmenbedingungen je Feld, Abschnitt {initiative.letter}){tail}"
    return table(caption, heads, rows, f"matrix m{len(fields)} lines1 checks")


def _cell(context: Context, found: FieldState, number: int) -> str | Cell:
    check = _of(found, number)
    if check is None:
        return "–"
    star = "*" if check.overruled else ""
    return Cell(f"{esc(context.checks.get(check.result, check.result))}{star}", f"c-{slug(check.result)}")


def _of(found: FieldState, number: int) -> CheckState | None:
    return next((check for check in found.checks if check.condition == number), None)


def _where(initiative: InitiativeState, found: FieldState, number: int) -> str:
    text = next((clean(c.text) for c in initiative.conditions if c.number == number), "")
    return f"<b>Feld {found.number}, {esc(text)}:</b>"


def _not_met(fields: list[FieldState]) -> str:
    found = [(f, c) for f in fields for c in f.checks if c.result == "not_met"]
    if not found:
        return ""
    groups: dict[tuple[int, str], list[int]] = {}
    for f, c in found:
        groups.setdefault((f.number, clean(c.reason)), []).append(c.condition)
    items = [
        f"<b>Feld {number}, {'Bedingung' if len(which) == 1 else 'Bedingungen'} {listing(map(str, which))}:</b> {running(reason)}"
        for (number, reason), which in list(groups.items())[:TOLD]
    ]
    rest = len(groups) - TOLD
    if rest > 0:
        items.append(f"und {count(rest, 'weitere', 'weitere')}")
    return "<p><b>Nicht erfüllt</b></p>" + bullets(items)


def _overruled(context: Context, fields: list[FieldState], initiative: InitiativeState) -> str:
    items = [
        f"{_where(initiative, f, c.condition)} {esc(context.checks.get(c.result, c.result))} statt "
        f"{esc(context.checks.get(c.computed, c.computed))}. {running(c.overruled)}"
        for f in fields
        for c in f.checks
        if c.overruled
    ]
    return "<p><b>* Von Hand beurteilt</b></p>" + bullets(items) if items else ""
