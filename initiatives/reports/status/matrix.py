"""Who takes part in which field, and how they answered: tables in blocks that can be read on paper.

Few participants or few fields stand upright inside the section, with the fewer of the two as columns. Everything else stands
on landscape pages at the end of the paper, since a page that turns in the middle of a section leaves the one before it empty.
"""

from itertools import pairwise

from initiatives.reports.figures.symbols import pair, slug
from initiatives.reports.formats.markup import Cell, Row, number_of, row, table
from initiatives.reports.status import unknown
from initiatives.reports.status.context import Context, participants, was_asked
from initiatives.reports.text import count, esc, numeral, soft
from initiatives.snapshot.status_report import FieldState, InitiativeState, Place

UPRIGHT = 5  # columns that fit upright with a position in each cell
WIDE = 7  # columns otherwise
SHORT = {
    "later": "späterer Beitritt",
    "conditional": "mit Bedingungen",
    "pending": "steht aus",
    "not_asked": "nicht angefragt",
}
PROVISIONAL = {"consent": "Zustimmung (v)", "conditional": "mit Beding. (v)"}


def is_upright(initiative: InitiativeState) -> bool:
    """Whether the matrix stands inside the section."""
    if not was_asked(initiative):
        return True
    return min(len(initiative.fields), len(initiative.places)) <= UPRIGHT


def blocks(items: list, size: int) -> list[list]:
    """Cut into as few equal blocks of at most `size` as there can be."""
    number = -(-len(items) // size)
    bounds = [round(i * len(items) / number) for i in range(number + 1)]
    return [items[a:b] for a, b in pairwise(bounds)]


def matrix(context: Context, initiative: InitiativeState) -> str:
    """All blocks of tables of one initiative that has fields and participants."""
    fields, places = list(initiative.fields), list(initiative.places)
    size = UPRIGHT if is_upright(initiative) and was_asked(initiative) else WIDE
    if len(fields) > size >= len(places):
        return _by_field(context, initiative)
    return "".join(
        _by_place(context, initiative, block, i, len(fields)) for i, block in enumerate(blocks(fields, size))
    )


def _caption(initiative: InitiativeState, tail: str = "") -> str:
    if was_asked(initiative):
        return f"Beteiligung (oben) und jüngstes Votum (unten) je Kommune und Feld, Abschnitt {initiative.letter}){tail}"
    return f"Beteiligung je Kommune und Feld, Abschnitt {initiative.letter}){tail}"


def _kind(initiative: InitiativeState, columns: int, shape: str) -> str:
    """Classes: how many columns, one or two lines a cell, with a column of sums (`total`) or fields as rows (`turned`)."""
    lines = "lines2" if was_asked(initiative) else "lines1"
    return f"matrix m{columns} {lines} {shape}".rstrip()


def _by_place(
    context: Context, initiative: InitiativeState, fields: list[FieldState], index: int, total: int
) -> str:
    """Participants as rows. The sum of a row counts all fields and stands in the last block."""
    last = fields[-1] is initiative.fields[-1]
    heads = ["Kommune", *[f"{number_of(f.number)} {soft(f.short_title or f.title, 40)}" for f in fields]]
    rows = []
    for place in initiative.places:
        cells: list[str | Cell] = [_cell(context, initiative, found, place) for found in fields]
        if last:
            sums = sum(f.participation.get(place.key) == "participating" for f in initiative.fields)
            lacking = sum(
                unknown.is_unknown(f, "participants") and not f.participation for f in initiative.fields
            )
            cells.append(f"{sums} von {total - lacking}")
        rows.append(row(soft(place.name, 40), *cells))
    rows += _sums(initiative, fields, last)
    if last:
        heads.append("Felder")
    tail = f", Felder {fields[0].number} bis {fields[-1].number}" if len(fields) < total else ""
    return table(
        _caption(initiative, tail), heads, rows, _kind(initiative, len(fields), "total" if last else "")
    )


def _sums(initiative: InitiativeState, fields: list[FieldState], last: bool) -> list[Row]:
    taking_part = [_number(f, "participants", len(participants(f, initiative))) for f in fields]
    consents = [_number(f, "answers", _consents(f)) for f in fields]
    out = [
        row(
            "beteiligt",
            *taking_part,
            *([_total(initiative, participants)] if last else []),
            cls="sum",
        )
    ]
    if was_asked(initiative):
        out.append(row("Zustimmungen", *consents, *([_total(initiative, None)] if last else [])))
    return out


def _number(found: FieldState, key: str, counted: int) -> str:
    return str(counted) if counted else unknown.word(found, key, "0")


def _consents(found: FieldState) -> int:
    """Of all cells of the field, those of an accession too."""
    return sum(answer.stance in ("consent", "conditional") for answer in found.answers.values())


def _total(initiative: InitiativeState, measure) -> str:
    if measure:
        return str(sum(len(measure(f, initiative)) for f in initiative.fields))
    return str(sum(_consents(f) for f in initiative.fields))


def _by_field(context: Context, initiative: InitiativeState) -> str:
    """Fields as rows, for up to five participants."""
    heads = ["Feld", *[soft(place.name, 40) for place in initiative.places]]
    rows = [
        row(
            f"{number_of(found.number)} {soft(found.short_title or found.title, 60)}",
            *[_cell(context, initiative, found, place) for place in initiative.places],
        )
        for found in initiative.fields
    ]
    columns = len(initiative.places)
    return table(_caption(initiative), heads, rows, _kind(initiative, columns, "turned"))


def _cell(context: Context, initiative: InitiativeState, found: FieldState, place: Place) -> Cell:
    part = found.participation.get(place.key, "open")
    above = SHORT.get(part) or context.participations.get(part, part)
    if part == "open":
        above = unknown.word(found, "participants", above)
    if not was_asked(initiative):
        return Cell(esc(above), f"p-{slug(part)}")
    answer = found.answers.get(place.key)
    position = answer.stance if answer else "not_asked"
    below = SHORT.get(position) or context.stances.get(position, position)
    if position == "not_asked":
        below = unknown.word(found, "answers", below)
    if answer and answer.provisional:
        below = PROVISIONAL.get(position, f"{below} (v)")
    context.pairs.add((part, position))
    return Cell(f"{esc(above)}\n{esc(below)}", pair(part, position))


def introduction(initiative: InitiativeState) -> str:
    """What the matrix says, in a sentence."""
    fields = initiative.fields
    joined = [f for f in fields if participants(f, initiative)]
    lacking = unknown.sentence((f for f in fields if f not in joined), "participants")
    if lacking and not joined:
        return f"<p>{lacking}</p>"
    if not joined:
        return "<p>Zur Beteiligung an den Feldern hat sich noch niemand festgelegt: überall „noch offen“.</p>"
    most = max(joined, key=lambda f: len(participants(f, initiative)))
    number = len(participants(most, initiative))
    name = f"Feld {most.number} ({esc(most.short_title or most.title)})"
    peak = f", mit {numeral(number, '')} Beteiligten am meisten in {name}" if number > 1 else ""
    return (
        f"<p>In {numeral(len(joined), 'einem')} von {count(len(fields), 'Feld', 'Feldern', 'einem')} "
        f"arbeitet schon jemand mit{peak}. Ohne Eintrag zur Beteiligung gilt "
        f"eine Kommune als „noch offen“, nicht als ablehnend. {lacking}</p>".replace(" </p>", "</p>")
    )
