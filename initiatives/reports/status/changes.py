"""What has changed since the last report to the same body: the section, and the marks at the fields."""

from collections.abc import Iterator

from initiatives.reports.figures import change_symbols
from initiatives.reports.formats.markup import LONG, Row, bullets, hang, row, symbol, table
from initiatives.reports.status.context import Context
from initiatives.reports.status.news import resolved_as, weight
from initiatives.reports.text import count, day, esc, listing, short, soft
from initiatives.snapshot.status_report import Change, FieldState, InitiativeState

OLD_AND_NEW = 280  # characters of a value; the fields show the new one in full
GROUPED = ("decided", "participation", "answer")
MILESTONE = ("Nächster Meilenstein",)
AT_MEETINGS = ("Festlegung", "Lenkungsgruppe", "Ergebnis des Treffens")  # whose words stand at their meeting


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
        text = f"Seit dem letzten {last}, hat sich verändert, was die Tafeln nennen; vorn steht je Feld ein Satz."
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


def _table(context: Context, initiative: InitiativeState, late: bool) -> str:
    """What has happened since, or what was entered late of the time before: a row each field."""
    groups: dict[str | None, list[Change]] = {}
    for one in context.changes_in(initiative):
        if one.late is late:
            groups.setdefault(one.field, []).append(one)
    if not groups:
        return ""
    order = sorted(groups, key=lambda key: (key is None, context.number(initiative, key)))
    rows = [_row(context, initiative, key, sorted(groups[key], key=weight)) for key in order]
    previous = context.snapshot.previous
    since = f" seit dem {day(previous.as_of)}" if previous else ""
    caption = f"Veränderungen{since}, Abschnitt {initiative.letter})"
    if late and previous:
        caption = f"Nachträglich erfasst, galt schon am {day(previous.as_of)}, Abschnitt {initiative.letter})"
    return table(caption, ["Feld", "bisher → jetzt"], rows, "plain changes")


def _row(context: Context, initiative: InitiativeState, key: str | None, found: list[Change]) -> Row:
    told = bullets(list(_lines(context, found)), "signed")
    name = context.field_name(initiative, key, 80) or "ohne Feld"
    return row(name, told, cls="tall" if len(told) > LONG else "")


def _lines(context: Context, found: list[Change]) -> Iterator[str]:
    """One a change; those of a kind from the same value to the same one together."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for number, one in enumerate(found):
        together = one.kind in GROUPED and " " in one.subject
        key = (one.kind, *_values(one)) if together else (one.kind, str(number))
        groups.setdefault(key, []).append(one)
    for same in groups.values():
        yield _told(context, same)


def _values(one: Change) -> tuple[str, str]:
    return ("", resolved_as(one)) if one.kind == "decided" else (one.old, one.new)


def _told(context: Context, same: list[Change]) -> str:
    one = same[0]
    word = change_symbols.kinds(context.snapshot.edition).get(one.kind, ("geändert", ""))[0]
    who = [one.subject, *(other.subject.removeprefix(f"{word} ") for other in same[1:])]
    subject = soft(", ".join(who), 600)
    head = symbol("v", slug_of(one.kind), subject if subject.startswith(word) else f"{word}: {subject}")
    if one.kind in ("decided", "text") and one.subject.startswith(AT_MEETINGS):
        return f"{head}, siehe Treffen und Ergebnisse"
    old, new = (short(value, OLD_AND_NEW) for value in _values(one))
    if one.kind == "text" and one.field and one.subject not in MILESTONE:
        return f"{head}{f', bisher: {old}' if old else ' neu genannt'}"
    arrow = f" {old} →" if old else ""
    return f"{head}{arrow} <b>{new or 'entfällt'}</b>"


def slug_of(kind: str) -> str:
    """The symbol of a kind of change."""
    return kind if kind in change_symbols.KNOWN else "other"


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
