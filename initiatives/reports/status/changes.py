"""What has changed since the last report to the same body: the section, the lines of the first page, the marks at the fields."""

from collections import Counter

from initiatives.reports.figures import change_symbols
from initiatives.reports.figures.change_symbols import KINDS
from initiatives.reports.formats.markup import Row, bullets, hang, row, symbol, table
from initiatives.reports.status.context import Context
from initiatives.reports.text import count, day, esc, flat, listing, number, short, soft
from initiatives.snapshot.status_report import Change, FieldState, InitiativeState

LINES = 4  # fields on the first page
OLD_AND_NEW = 280  # characters of a value; the fields show the new one in full
VALUED = ("moved", "light", "participation", "answer", "condition")  # whose values are short words
RANK = {kind: i for i, kind in enumerate(KINDS)}
RANK["agreement"] = RANK["decided"]


def section(context: Context, place: int) -> str:
    """All changes, old and new side by side, a table each initiative."""
    heading = context.outline.heading(
        3, "Veränderungen seit dem letzten Bericht", "veraenderungen", number=str(place)
    )
    if not context.snapshot.changes:
        return hang(heading, f"<p>{standing(context)}</p>")
    tables = "".join(
        _table(context, initiative, late)
        for late in (False, True)
        for initiative in context.snapshot.initiatives
    )
    note = "Ein Balken am Rand der Tafeln zeigt Felder, an denen sich etwas verändert hat."
    return f'<div class="next apart">{heading}<p>{standing(context)} {note}</p></div>{tables}'


def standing(context: Context) -> str:
    """In a sentence: first report, not comparable, nothing, or how many changes of which kinds."""
    previous, changes = context.snapshot.previous, context.snapshot.changes
    if previous is None:
        return "Dies ist der erste Bericht an dieses Gremium; Veränderungen zeigt der nächste."
    last = f"Bericht {esc(previous.label)}, Stand {day(previous.as_of)}"
    if not previous.comparable:
        return f"Der letzte {last}, hat eine ältere Form und lässt sich nicht vergleichen."
    late = [one for one in changes if one.late]
    since = len(changes) - len(late)
    if not since and context.is_public:
        text = f"Seit dem letzten {last}, gibt es keine öffentliche Veränderung."
    elif not since:
        text = f"Seit dem letzten {last}, hat sich nichts verändert."
    else:
        words = count(since, "Veränderung", "Veränderungen", "eine")
        text = f"Seit dem letzten {last}: {words} ({kinds(context)})."
    if late:
        words = count(len(late), "Tatsache", "Tatsachen", "eine")
        text += f" Nachträglich erfasst {'ist' if len(late) == 1 else 'sind'} {words} aus der Zeit davor."
    return text + _quiet(context)


def _quiet(context: Context) -> str:
    """The fields of which nothing new was said, which is no change."""
    letters = {i.key: i for i in context.snapshot.initiatives}
    names = [
        f"{esc(letters[one.initiative].letter)}{context.number(letters[one.initiative], one.field)}"
        for one in context.snapshot.quiet
        if one.initiative in letters
    ]
    if not names:
        return ""
    nothing = "keine öffentliche Nachricht" if context.is_public else "keine Nachricht"
    return f" Seither gibt es {nothing} zu: {listing(names)}."


def kinds(context: Context) -> str:
    """ "2 Phasen, 1 Beschluss", of what has happened since"""
    counts = Counter(one.kind for one in context.snapshot.changes if not one.late)
    names = change_symbols.kinds(context.snapshot.edition)
    known = [
        f"{number(counts[kind])} {words[counts[kind] != 1]}" for kind, words in names.items() if counts[kind]
    ]
    other = sum(value for kind, value in counts.items() if kind not in names)
    return ", ".join([*known, *([f"{other} weitere"] if other else [])])


def _table(context: Context, initiative: InitiativeState, late: bool) -> str:
    """What has happened since, or what was entered late of the time before."""
    there = [one for one in context.changes_in(initiative) if one.late is late]
    found = sorted(there, key=lambda one: _order(context, initiative, one))
    if not found:
        return ""
    rows = [_row(context, initiative, one) for one in found]
    previous = context.snapshot.previous
    since = f" seit dem {day(previous.as_of)}" if previous else ""
    caption = f"Veränderungen{since}, Abschnitt {initiative.letter})"
    if late and previous:
        caption = f"Nachträglich erfasst, galt schon am {day(previous.as_of)}, Abschnitt {initiative.letter})"
    return table(caption, ["Art", "Feld", "Gegenstand", "bisher", "jetzt"], rows, "plain changes")


def _order(context: Context, initiative: InitiativeState, one: Change) -> tuple[int, int]:
    return RANK.get(one.kind, len(RANK)), context.number(initiative, one.field)


def _row(context: Context, initiative: InitiativeState, one: Change) -> Row:
    return row(
        sign(one.kind, context.snapshot.edition),
        context.field_name(initiative, one.field) or "–",
        soft(one.subject, 120),
        short(one.old, OLD_AND_NEW) or "–",
        f"<b>{short(one.new, OLD_AND_NEW)}</b>" if one.new.strip() else "entfällt",
    )


def sign(kind: str, edition: str) -> str:
    word = change_symbols.kinds(edition).get(kind, ("geändert", ""))[0]
    return symbol("v", kind if kind in KINDS else "other", word)


def weightiest(context: Context) -> str:
    """The lines of the first page: what has changed most since, a line each field."""
    since = [one for one in context.snapshot.changes if not one.late]
    if not since:
        return f"<p>{standing(context)}</p>"
    groups: dict[tuple[str, str | None], list[Change]] = {}
    for one in sorted(since, key=_weight):
        groups.setdefault((one.initiative, one.field), []).append(one)
    lines = [_line(context, key, found) for key, found in groups.items()]
    more = len(lines) - LINES
    if more > 0:
        where = count(more, "weiteren Feld", "weiteren Feldern", "einem")
        lines = [*lines[:LINES], f"dazu Veränderungen in {where}, alle in Teil\u00a0I,\u00a03"]
    return bullets(lines)


def _weight(one: Change) -> tuple[bool, int]:
    return not (one.kind == "light" and "rot" in one.new.lower()), RANK.get(one.kind, len(RANK))


def _line(context: Context, key: tuple[str, str | None], found: list[Change]) -> str:
    initiative = next((i for i in context.snapshot.initiatives if i.key == key[0]), None)
    letter = esc(initiative.letter) if initiative else ""
    name = context.field_name(initiative, key[1], 26) if initiative and key[1] else "ohne Feld"
    said = "; ".join(_brief(one) for one in found[:2])
    rest = f"; {len(found) - 2} mehr" if len(found) > 2 else ""
    return f"<b>{letter}{name}:</b> {said}{rest}" if key[1] else f"<b>{letter}):</b> {said}{rest}"


def _brief(one: Change) -> str:
    old, new = flat(one.old, 24), flat(one.new, 24)
    if one.kind in VALUED and old and new and len(one.old) + len(one.new) <= 2 * 24:
        return f"{short(one.subject, 40)} {esc(old)} → {esc(new)}"
    return f"{KINDS['added'][0]}: {short(one.subject, 40)}" if one.kind == "added" else short(one.subject, 48)


def mark(context: Context, initiative: InitiativeState, found: FieldState) -> str:
    """What stands in the overview below the name of a field: symbol and word."""
    there = context.changes_at(initiative, found)
    if not there:
        return ""
    if any(one.kind == "added" and one.subject in ("Feld", "Betätigungsfeld") for one in there):
        return f"<br>{symbol('v', 'added', 'neu')}"
    word = "nachgetragen" if all(one.late for one in there) else "geändert"
    return f"<br>{symbol('v', 'other', word)}"


def before(context: Context, initiative: InitiativeState, found: FieldState, kind: str) -> str:
    """The old value below the new one, for a column of the overview."""
    one = next((c for c in context.changes_at(initiative, found) if c.kind == kind and c.old.strip()), None)
    return f'<br><span class="soft">zuvor {soft(one.old, 60)}</span>' if one else ""


def told(context: Context, initiative: InitiativeState, found: FieldState) -> str:
    """All changes of a field in a line for its entry."""
    there = sorted(context.changes_at(initiative, found), key=lambda one: RANK.get(one.kind, len(RANK)))
    if not there:
        return ""
    names = [flat(one.subject, 60) + (", nachträglich erfasst" if one.late else "") for one in there]
    counted = Counter(names)
    said = [f"{esc(name)}{f' ({n}-mal)' if n > 1 else ''}" for name, n in counted.items()]
    head, rest = said[:4], len(said) - 4
    if rest > 0:
        head.append(count(rest, "weitere", "weitere", "eine"))
    return f"{symbol('v', 'other', 'verändert')}: {listing(head)}"
