"""Costs and savings as far as recorded: the sums of the first page, and a section each initiative. All in cents."""

from collections import Counter
from collections.abc import Iterable

from initiatives.reports.figures.money import SavingRow, grouped, savings
from initiatives.reports.formats.markup import Row, hang, row, table
from initiatives.reports.status import unknown
from initiatives.reports.status.context import Context, participants
from initiatives.reports.status.matrix import blocks
from initiatives.reports.text import cents, clean, count, esc, flat, listing, numeral, short, soft
from initiatives.snapshot.marks import HIDDEN
from initiatives.snapshot.status_report import Cost, FieldState, InitiativeState

ROWS = 22  # participants in one drawing
PUBLIC_LATER = (
    "Kosten zeigt die öffentliche Ausgabe erst ab Phase 5 (Umsetzung), wenn die Gremien beschlossen haben."
)
PUBLIC_ELSEWHERE = (
    "Kosten von Feldern vor Phase 5 (Umsetzung) stehen nur in der nichtöffentlichen Ausgabe, bis die Gremien entschieden "
    "haben."
)
PUBLIC_FROM = 5  # the phase
NAMED = 12  # who pays more; the table shows all


def saving(cost: Cost) -> int:
    return cost.today - cost.joint


def total(costs: Iterable[Cost]) -> tuple[int, int, int]:
    """Today, joint, once."""
    found = list(costs)
    return sum(c.today for c in found), sum(c.joint for c in found), sum(c.one_off for c in found)


def priced(initiative: InitiativeState) -> list[FieldState]:
    return [found for found in initiative.fields if found.costs]


def figure(context: Context) -> tuple[str, str, str]:
    """Name, value and note for the first page."""
    fields = [found for _, found in context.all_fields]
    known = [found for found in fields if found.costs]
    if not known:
        return "Einsparung im Jahr", "–", _no_figure(context, fields)
    today, joint, once = total(cost for found in known for cost in found.costs.values())
    payers = {(i.key, key) for i, found in context.all_fields for key in found.costs}
    note = (
        f"aus {len(known)} von {count(len(fields), 'Feld', 'Feldern', 'einem')}, "
        f"{count(len(payers), 'Beteiligter', 'Beteiligte')}; einmalig {cents(once)}"
    )
    return "Einsparung im Jahr", cents(today - joint), note


def _no_figure(context: Context, fields: list[FieldState]) -> str:
    """Why there are no costs: withheld, not known, or none."""
    if context.is_public and context.is_first_layout:
        return "öffentlich erst ab Phase 5"
    if context.is_public and _withheld(fields):
        return f"vor Phase 5 {HIDDEN}"
    return "Kosten nicht bekannt" if unknown.fields_of(fields, "costs") else "keine Kosten angegeben"


def _withheld(fields: Iterable[FieldState]) -> bool:
    """Whether there are fields whose costs the public edition would not show."""
    return any(found.phase < PUBLIC_FROM for found in fields)


def _nothing(context: Context, initiative: InitiativeState) -> str:
    """What is said in the place of costs."""
    if context.is_public and context.is_first_layout:
        return PUBLIC_LATER
    told = [unknown.sentence(initiative.fields, "costs")]
    if context.is_public and _withheld(initiative.fields):
        told.insert(0, PUBLIC_ELSEWHERE)
        if any(found.phase >= PUBLIC_FROM and not found.unknown for found in initiative.fields):
            told.append("Zu den Feldern ab Phase 5 sind sonst keine Kosten angegeben.")
    elif not any(told):
        told = ["In diesem Bericht sind zu keinem Feld Kosten angegeben."]
    return " ".join(filter(None, told))


def body(context: Context, initiative: InitiativeState, heading: str) -> str:
    """The section of an initiative with fields."""
    fields = priced(initiative)
    if not fields:
        return hang(heading, f"<p>{_nothing(context, initiative)}</p>")
    notes = [PUBLIC_LATER if context.is_first_layout else PUBLIC_ELSEWHERE] if context.is_public else []
    notes.append(unknown.sentence(initiative.fields, "costs"))
    later = "".join(f" {note}" for note in notes if note)
    tables = _fields(context, initiative, fields) + _places(initiative, fields)
    return f'<div class="next">{heading}<p>{_words(initiative, fields)}{later}</p></div>{tables}' + _figure(
        context, initiative, fields
    )


def _words(initiative: InitiativeState, fields: list[FieldState]) -> str:
    today, joint, once = total(cost for found in fields for cost in found.costs.values())
    verb = "spart" if today >= joint else "kostet zusätzlich"
    text = (
        f"Zu {numeral(len(fields), 'einem')} von {count(len(initiative.fields), 'Feld', 'Feldern', 'einem')} sind Kosten "
        f"angegeben. Die gemeinsame Erledigung {verb} dort {cents(abs(today - joint))} im Jahr; einmalig entstehen "
        f"{cents(once)}. "
    )
    losers = [
        f"{esc(place.designation)} in Feld {found.number} ({cents(-saving(found.costs[place.key]))} im Jahr)"
        for found in fields
        for place in initiative.places
        if place.key in found.costs and saving(found.costs[place.key]) < 0
    ]
    if not losers:
        return text + "Niemand zahlt mehr als heute."
    rest = len(losers) - NAMED
    more = [count(rest, "weiterer Fall", "weitere Fälle")] if rest > 0 else []
    return text + f"Mehr als heute zahlt: {listing([*losers[:NAMED], *more])}."


def _fields(context: Context, initiative: InitiativeState, fields: list[FieldState]) -> str:
    rows = [_field(initiative, context, found) for found in fields]
    today, joint, once = total(cost for found in fields for cost in found.costs.values())
    rows.append(row("Summe", "", *_numbers(today, joint, once), "", cls="sum"))
    heads = [
        "Feld",
        "Angaben",
        "heute im Jahr",
        "gemeinsam im Jahr",
        "Einsparung im Jahr",
        "einmalig",
        "Grundlage",
    ]
    return table(f"Kosten je Feld, Abschnitt {initiative.letter})", heads, rows, "plain money by-field")


def _field(initiative: InitiativeState, context: Context, found: FieldState) -> Row:
    costs = list(found.costs.values())
    asked = max(len(participants(found, initiative)), len(costs))
    sure = Counter(clean(cost.confidence) for cost in costs if clean(cost.confidence))
    sources = list(dict.fromkeys(clean(cost.source) for cost in costs if clean(cost.source)))
    words = [", ".join(f"{esc(word)} ({n})" if len(sure) > 1 else esc(word) for word, n in sure.items())]
    words += [short("; ".join(sources), 110)] if sources else []
    name = context.field_name(initiative, found.key)
    return row(
        name, f"{len(costs)} von {asked}", *_numbers(*total(costs)), "<br>".join(filter(None, words)) or "–"
    )


def _numbers(today: int, joint: int, once: int) -> list[str]:
    return [cents(today), cents(joint), f"<b>{cents(today - joint)}</b>", cents(once) if once else "–"]


def _places(initiative: InitiativeState, fields: list[FieldState]) -> str:
    rows = []
    for place in initiative.places:
        costs = [found.costs[place.key] for found in fields if place.key in found.costs]
        if costs:
            today, joint, once = total(costs)
            each = f"{cents(round((today - joint) / place.population))}" if place.population else "–"
            numbers = _numbers(today, joint, once)
            rows.append(row(soft(place.name, 40), str(len(costs)), *numbers, each))
    heads = [
        "Kommune",
        "Felder",
        "heute im Jahr",
        "gemeinsam im Jahr",
        "Einsparung im Jahr",
        "einmalig",
        "je Kopf im Jahr",
    ]
    return table(f"Kosten je Kommune, Abschnitt {initiative.letter})", heads, rows, "plain money by-place")


def _figure(context: Context, initiative: InitiativeState, fields: list[FieldState]) -> str:
    names = [flat(f"{found.number} {found.short_title or found.title}", 40) for found in fields]
    sizes = [sum(map(saving, found.costs.values())) for found in fields]
    segments, groups = grouped(names, sizes)
    rows = []
    for place in initiative.places:
        values = tuple(_sum(place.key, [fields[i] for i in group]) for group in groups)
        if any(value is not None for value in values):
            rows.append(SavingRow(flat(place.name, 40), values))
    caption = "Je Feld ein Muster; links der Null steht, wer mehr zahlt als heute. Rechts: Summe."
    out = ""
    for block in blocks(rows, ROWS):
        title = f"Rechnerische Einsparung im Jahr, Abschnitt {initiative.letter})"
        title += f", {block[0].name} bis {block[-1].name}" if len(block) < len(rows) else ""
        out += context.outline.figure(savings(block, segments, title), title, caption)
        caption = "Zeichen wie in der vorigen Abbildung."
    return out


def _sum(key: str, fields: list[FieldState]) -> int | None:
    """Whole euros a year."""
    known = [saving(found.costs[key]) for found in fields if key in found.costs]
    return round(sum(known) / 100) if known else None
