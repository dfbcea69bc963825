"""The summary of the first page: lights, money, what is news of each field in a sentence, which decisions are due.

The head of a county paper is as long as it is; what stands below it is set so that all of it stays on that page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import groupby

from initiatives.reports.figures.metrics import wrap
from initiatives.reports.formats.markup import Row, row, scroll, symbol, table
from initiatives.reports.status import changes, money, news, owed, unknown
from initiatives.reports.status.context import Context
from initiatives.reports.status.room import POINTS, left_on_first_page
from initiatives.reports.text import count, day, esc, ranges, short
from initiatives.snapshot.status_report import FieldState, InitiativeState

NAME, SAID = 42.0, 121.0  # mm of the two columns of the news
DUE = (18.0, 38.0, 52.0, 57.0)  # mm of the columns of the decisions due
TITLE, LIGHTS, HEADING = 8.5, 11.0, 5.7  # mm


@dataclass(frozen=True)
class Setting:
    """How densely the summary is set: class, size of type and of a line in points, lines of a sentence, room between rows."""

    cls: str
    size: float
    line: float
    lines: int
    gap: float  # mm between two rows
    named: bool = True  # fields with their names rather than by number alone


SETTINGS = (
    Setting("airy", 8.5, 11.5, 2, 1.4),
    Setting("close", 8, 10.5, 1, 1.4),
    Setting("tight", 7.5, 9, 1, 0.6),
    Setting("tight", 7.5, 9, 1, 0.6, named=False),
)


def summary(context: Context) -> str:
    title = context.outline.heading(2, "Zusammenfassung", "zusammenfassung", listed=False)
    if not context.all_fields:
        text = f"Am {day(context.snapshot.as_of)} sind noch keine Betätigungsfelder verzeichnet."
        if words := [unknown.said(i, "fields") for i in context.snapshot.initiatives if i.unknown]:
            told = "; ".join(filter(None, words))
            text = f"Welche Betätigungsfelder es am {day(context.snapshot.as_of)} gab: {told}."
        return f"<section>{title}<p>{text}</p></section>"
    decisions, said = owed.due(context), news.by_field(context)
    setting, shown = _setting(context, decisions, said)
    body = _lights(context) + _money(context) + _decisions(context, decisions, setting, shown)
    body += _news(context, said, setting, shown)
    return f'<section class="first {setting.cls}">{title}{body}</section>'


def _lights(context: Context) -> str:
    """A column each light: how many fields, and which."""
    fields = context.all_fields
    columns = []
    for label in context.snapshot.labels.lights:
        known = [(i, f) for i, f in fields if f.light == label.key and not unknown.is_unknown(f, "light")]
        columns.append((symbol("l", label.key, label.word), known))
    if lacking := [(i, f) for i, f in fields if unknown.is_unknown(f, "light")]:
        columns.append((symbol("l", "none", unknown.WORD), lacking))
    heads = "".join(f'<th scope="col">{head}</th>' for head, _ in columns)
    cells = "".join(f"<td><b>{len(found)}</b> {_which(found)}</td>" for _, found in columns)
    caption = f"Ampeln: {count(len(fields), 'Feld', 'Felder')}"
    return scroll(
        caption,
        f'<table class="lights"><caption>{caption}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody><tr>{cells}</tr></tbody></table>",
    )


def _which(found: list[tuple[InitiativeState, FieldState]]) -> str:
    numbers = sorted({(i.letter, f.number) for i, f in found})
    return ", ".join(
        ranges(esc(letter), [n for _, n in group]) for letter, group in groupby(numbers, key=lambda p: p[0])
    )


def _money(context: Context) -> str:
    name, value, note = money.figure(context)
    return f'<p class="saved"><b>{name}:</b> {f"<b>{value}</b>, " if value != "–" else ""}{note}.</p>'


def place(initiative: InitiativeState, found: FieldState) -> str:
    """ "a5 Expertenpool" """
    return f"{esc(initiative.letter)}{found.number} {short(found.short_title or found.title, 160)}"


def _decisions(context: Context, due: list[owed.Due], setting: Setting, shown: int) -> str:
    heading = context.outline.heading(3, "Was zu entscheiden ist", "entscheidungen", listed=False)
    if not due:
        none = "Kein Feld ist gefährdet (Rot), keines steht zur Entscheidung, niemand schuldet ein Votum."
        if unknown.fields_of([f for _, f in context.all_fields], "light"):
            none = "Soweit bekannt, ist kein Feld gefährdet (Rot) und steht keines zur Entscheidung."
        return f"{heading}<p>{none}</p>"
    rows = [_due(context, one, setting) for one in due[:shown]]
    more = _more([pair for one in due[shown:] for pair in one.fields])
    heads = ["Frist", "Feld", "Wer entscheidet (Sitzung)", "Worum es geht"]
    return f"{heading}{table('Fällige Entscheidungen', heads, rows, 'plain due')}{more}"


def _due(context: Context, one: owed.Due, setting: Setting) -> Row:
    until = "–"
    if one.until:
        late = one.until < context.snapshot.as_of
        until = day(one.until) + ("<br><b>überfällig</b>" if late else "")
    return row(until, _named(one.fields, setting), one.who, one.what)


def _named(fields: Sequence[tuple[InitiativeState, FieldState]], setting: Setting) -> str:
    """By name, several by number."""
    return place(*fields[0]) if len(fields) == 1 and setting.named else _which(list(fields))


def _more(found: list[tuple[InitiativeState, FieldState]]) -> str:
    """What has no room any more, by number."""
    if not found:
        return ""
    return f'<p class="soft">Ebenso: {_which(found)}, siehe Teil I.</p>'


Told = tuple[InitiativeState | None, FieldState | None, list[str]]


def _news(context: Context, said: list[Told], setting: Setting, shown: int) -> str:
    previous = context.snapshot.previous
    since = f"Was seit {previous.label} (Stand {day(previous.as_of)}) neu ist" if previous else "Was neu ist"
    heading = context.outline.heading(3, since, "veraendert", listed=False)
    if not said:
        return f"{heading}<p>{changes.standing(context)}</p>"
    rows = [row(_name(i, f, setting), esc(_sentence(told, setting))) for i, f, told in said[:shown]]
    more = _more([(i, f) for i, f, _ in said[shown:] if i and f])
    late = sum(one.late for one in context.snapshot.changes)
    words = count(late, "Tatsache, die", "Tatsachen, die", "eine")
    added = (
        f'<p class="soft">Dazu {words} nachträglich erfasst {"ist" if late == 1 else "sind"}.</p>'
        if late
        else ""
    )
    return f"{heading}{table(since, ['Feld', 'Was neu ist'], rows, 'plain news')}{more}{added}"


def _name(initiative: InitiativeState | None, found: FieldState | None, setting: Setting) -> str:
    if initiative and found:
        return _named([(initiative, found)], setting)
    return f"{esc(initiative.letter)}) gesamt" if initiative else "gesamt"


def _sentence(told: list[str], setting: Setting) -> str:
    return news.sentence(told, lambda text: len(wrap(text, SAID - 2, setting.size)) <= setting.lines)


def _setting(context: Context, due: list[owed.Due], said: list[Told]) -> tuple[Setting, int]:
    """The most open setting in which all has room, and how many rows of each table the last one has room for."""
    left = left_on_first_page(context)
    for setting in SETTINGS:
        heights = _heights(context, due, said, setting)
        if sum(heights) <= left:
            return setting, max(len(due), len(said))
    setting = SETTINGS[-1]
    for shown in range(max(len(due), len(said)) - 1, 2, -1):
        if sum(_heights(context, due[:shown], said[:shown], setting)) + 9 <= left:
            return setting, shown
    return setting, 3


def _heights(context: Context, due: list[owed.Due], said: list[Told], setting: Setting) -> Iterator[float]:
    """Of title, lights, money, the two headings and captions, and each row."""
    line = setting.line * POINTS
    yield TITLE + LIGHTS + 2 * HEADING + 4 * line
    yield (len(context.all_fields) > 9) * line + any(one.late for one in context.snapshot.changes) * line
    for one in due:
        cells = ("00.00.0000", _plain(_named(one.fields, setting)), *map(_plain, (one.who, one.what)))
        of_cells = [
            len(wrap(text or "–", width - 2.5, setting.size)) for text, width in zip(cells, DUE, strict=True)
        ]
        late = one.until is not None and one.until < context.snapshot.as_of
        yield max(*of_cells, 1 + late) * line + setting.gap
    for i, found, told in said:
        high = len(wrap(_plain(_name(i, found, setting)), NAME - 3, setting.size, 600))
        yield max(high, len(wrap(_sentence(told, setting), SAID - 2, setting.size))) * line + setting.gap


def _plain(html: str) -> str:
    return unescape(html)
