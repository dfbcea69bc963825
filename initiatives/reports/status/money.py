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
from initiatives.snapshot.money import Cost
from initiatives.snapshot.status_report import FieldState, InitiativeState

ROWS = 11  # participants in one drawing
PUBLIC_LATER = (
    "Kosten zeigt die öffentliche Ausgabe erst ab Phase 5 (Umsetzung), wenn die Gremien beschlossen haben."
)
PUBLIC_ELSEWHERE = (
    "Kosten von Feldern vor Phase 5 (Umsetzung) stehen nur in der nichtöffentlichen Ausgabe, bis die Gremien entschieden "
    "haben."
)
PUBLIC_FROM = 5  # the phase; since layout 3 it is each party's resolution
WAITING = (
    "Kosten einer Kommune stehen nur in der nichtöffentlichen Ausgabe, bis ihr zuständiges Gremium beschlossen hat; Summen "
    "zeigt die öffentliche Ausgabe, wo das alle haben."
)
UNTIL = f"{HIDDEN}, bis das zuständige Gremium beschlossen hat"
NAMED = 12  # who pays more; the table shows all


def total(costs: Iterable[Cost]) -> tuple[int, int, int, int]:
    """Today, joint, saving, once; of who knows a saving only that counts in the third alone."""
    found = list(costs)
    return (
        sum(c.today or 0 for c in found),
        sum(c.joint or 0 for c in found),
        sum(c.saving for c in found),
        sum(c.one_off for c in found),
    )


def priced(initiative: InitiativeState) -> list[FieldState]:
    return [found for found in initiative.fields if found.costs]


def may_sum(context: Context, found: FieldState) -> bool:
    """Whether a sum over a field gives nobody's withheld figure away."""
    return not context.is_public or not context.knows_parties or found.money.is_whole


def figure(context: Context) -> tuple[str, str, str]:
    """Name, value and note for the first page."""
    fields = [found for _, found in context.all_fields]
    known = [found for found in fields if found.costs and may_sum(context, found)]
    if not known:
        return "Einsparung im Jahr", "–", _no_figure(context, fields)
    _, _, saving, once = total(cost for found in known for cost in found.costs.values())
    payers = {(i.key, key) for i, found in context.all_fields if found in known for key in found.costs}
    note = (
        f"aus {numeral(len(known), 'einem')} von {count(len(fields), 'Feld', 'Feldern', 'einem')}, "
        f"{count(len(payers), 'Beteiligter', 'Beteiligte')}; einmalig {cents(once)}"
    )
    return "Einsparung im Jahr", cents(saving), note


def _no_figure(context: Context, fields: list[FieldState]) -> str:
    """Why there are no costs: withheld, not known, or none."""
    if context.is_public and context.is_first_layout:
        return "öffentlich erst ab Phase 5"
    if context.is_public and context.knows_parties:
        return f"vor den Beschlüssen {HIDDEN}"
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
    if context.is_public and context.knows_parties:
        told = [WAITING, waiting(initiative), *told]
    elif context.is_public and _withheld(initiative.fields):
        told.insert(0, PUBLIC_ELSEWHERE)
        if any(found.phase >= PUBLIC_FROM and not found.unknown for found in initiative.fields):
            told.append("Zu den Feldern ab Phase 5 sind sonst keine Kosten angegeben.")
    elif not any(told):
        told = ["In diesem Bericht sind zu keinem Feld Kosten angegeben."]
    return " ".join(filter(None, told))


def waiting(initiative: InitiativeState) -> str:
    """Whose costs the public edition does not show yet, field by field; empty where it shows all."""
    told = [
        f"{found.number} ({', '.join(names)})"
        for found in initiative.fields
        if not has_part(found) and (names := names_of(initiative, found.money.waiting))
    ]
    return f"Kosten {UNTIL}, in Feld {'; '.join(told)}." if told else ""


def has_part(found: FieldState) -> bool:
    """Whether anything of its money is known."""
    money = found.money
    told = (
        found.costs,
        money.variants,
        money.keys,
        money.actuals,
        money.funding,
        money.reviews,
        money.baseline,
    )
    return any(told)


def names_of(initiative: InitiativeState, keys: Iterable[str]) -> list[str]:
    """The designations of places by their keys, as HTML."""
    names = {one.key: one.designation for one in initiative.places}
    return [esc(names.get(key, key)) for key in keys]


def body(context: Context, initiative: InitiativeState, heading: str) -> str:
    """The section of an initiative with fields."""
    fields = priced(initiative)
    if not fields:
        return hang(heading, f"<p>{_nothing(context, initiative)}</p>")
    elsewhere = WAITING if context.knows_parties else PUBLIC_ELSEWHERE
    notes = [PUBLIC_LATER if context.is_first_layout else elsewhere] if context.is_public else []
    notes += [waiting(initiative)] if context.is_public and context.knows_parties else []
    notes.append(unknown.sentence(initiative.fields, "costs"))
    later = "".join(f" {note}" for note in notes if note)
    summed = [found for found in fields if may_sum(context, found)]
    tables = (_fields(context, initiative, summed) if summed else "") + _places(initiative, fields)
    words = _words(initiative, fields, summed)
    return f'<div class="next">{heading}<p>{words}{later}</p></div>{tables}' + _figure(
        context, initiative, fields
    )


def _words(initiative: InitiativeState, fields: list[FieldState], summed: list[FieldState]) -> str:
    of = count(len(initiative.fields), "Feld", "Feldern", "einem")
    text = f"Zu {numeral(len(fields), 'einem')} von {of} sind Kosten angegeben. "
    if summed:
        _, _, saving, once = total(cost for found in summed for cost in found.costs.values())
        verb = "spart" if saving >= 0 else "kostet zusätzlich"
        where = "dort" if summed == fields else f"in Feld {listing(str(one.number) for one in summed)}"
        text += f"Die gemeinsame Erledigung {verb} {where} {cents(abs(saving))} im Jahr; einmalig entstehen {cents(once)}. "
    losers = [
        f"{esc(place.designation)} in Feld {found.number} ({cents(-found.costs[place.key].saving)} im Jahr)"
        for found in fields
        for place in initiative.places
        if place.key in found.costs and found.costs[place.key].saving < 0
    ]
    if not losers:
        known = "" if summed == fields else ", soweit die Kosten hier stehen"
        return f"{text}Niemand zahlt{known} mehr als heute."
    rest = len(losers) - NAMED
    more = [count(rest, "weiterer Fall", "weitere Fälle")] if rest > 0 else []
    return text + f"Mehr als heute zahlt: {listing([*losers[:NAMED], *more])}."


def _fields(context: Context, initiative: InitiativeState, fields: list[FieldState]) -> str:
    rows = [_field(initiative, context, found) for found in fields]
    whole = total(cost for found in fields for cost in found.costs.values())
    rows.append(row("Summe", "", *_numbers(*whole), "", cls="sum"))
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
    sources = list(dict.fromkeys(one for cost in costs for one in clean(cost.source).split("; ") if one))
    words = [", ".join(f"{esc(word)} ({n})" if len(sure) > 1 else esc(word) for word, n in sure.items())]
    words += [short("; ".join(sources), 110)] if sources else []
    name = context.field_name(initiative, found.key)
    return row(
        name, f"{len(costs)} von {asked}", *_numbers(*total(costs)), "<br>".join(filter(None, words)) or "–"
    )


def _numbers(today: int, joint: int, saving: int, once: int) -> list[str]:
    return [cents(today), cents(joint), f"<b>{cents(saving)}</b>", cents(once) if once else "–"]


def _places(initiative: InitiativeState, fields: list[FieldState]) -> str:
    rows = []
    for place in initiative.places:
        costs = [found.costs[place.key] for found in fields if place.key in found.costs]
        if costs:
            numbers = _numbers(*total(costs))
            saving = sum(one.saving for one in costs)
            each = f"{cents(round(saving / place.population))}" if place.population else "–"
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
    sizes = [sum(one.saving for one in found.costs.values()) for found in fields]
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
    known = [found.costs[key].saving for found in fields if key in found.costs]
    return round(sum(known) / 100) if known else None
