"""The fields of an initiative: one row in the overview, one entry in full."""

from collections.abc import Callable

from initiatives.reports.formats.markup import LONG, Row, number_of, row, symbol, table
from initiatives.reports.status import agreements, changes, field_money, owed, unknown
from initiatives.reports.status.context import Context, answered, of_round, participants
from initiatives.reports.text import clean, day, esc, listing, paragraphs, ranges, sentence, soft
from initiatives.snapshot.status_report import Answer, FieldState, InitiativeState, Milestone

PHASE_UNSURE = "Phase am Stichtag nicht bekannt"
OWING = (
    6  # who owes an answer, by name in the row of the field; more are counted there and named in the entry
)
NAMED = 20  # more participants than these are counted, not named; the matrix names them all
ANSWERS = {
    "consent": ("Zustimmung", "Zustimmungen"),
    "conditional": ("Zustimmung mit Bedingungen", "Zustimmungen mit Bedingungen"),
    "deliberating": ("Kommune in Beratung", "Kommunen in Beratung"),
    "abstention": ("Enthaltung", "Enthaltungen"),
    "refusal": ("Ablehnung", "Ablehnungen"),
    "withdrawn": ("zurückgezogenes Votum", "zurückgezogene Voten"),
    "pending": ("ausstehende Rückmeldung", "ausstehende Rückmeldungen"),
    "no_answer": ("Kommune ohne Rückmeldung", "Kommunen ohne Rückmeldung"),
}


def overview(context: Context, initiative: InitiativeState) -> str:
    """The table with one row a field."""
    heads = ["Feld", "Federführung", "Phase", "Ampel", "Voten", "Nächster Meilenstein"]
    rows = [_row(context, initiative, found) for found in initiative.fields]
    caption = f"Stand der Felder, Abschnitt {initiative.letter}), am {day(context.snapshot.as_of)}"
    return table(caption, heads, rows, "fields") + _done(context, initiative)


def _done(context: Context, initiative: InitiativeState) -> str:
    """One line for what an earlier report has told to its end."""
    told = context.told.get(initiative.key, ())
    if not told:
        return ""
    named = [f"{esc(f.short_title or f.title)} (Feld {f.number}, Bericht {esc(f.reported_in)})" for f in told]
    verb = "ist" if len(told) == 1 else "sind"
    return f'<p class="soft">Schon früher zu Ende berichtet und nicht mehr aufgeführt {verb}: {listing(named)}.</p>'


def _row(context: Context, initiative: InitiativeState, found: FieldState) -> Row:
    phase = f"{found.phase} {soft(context.phases[found.phase], 60)}"
    if found.side_state:
        phase += f"<br><b>{esc(_side(context, found))}</b>"
    if unknown.is_unknown(found, "phase"):
        phase += f"<br>{PHASE_UNSURE}"
    taking_part = len(participants(found, initiative))
    nobody = "Beteiligte nicht bekannt" if unknown.is_unknown(found, "participants") else "niemand beteiligt"
    number = f"{taking_part} beteiligt" if taking_part else nobody
    lead = soft(_lead(initiative, found), 60) or unknown.word(found, "lead", "noch keine")
    return row(
        f"{number_of(found.number)} {soft(found.short_title or found.title, 60)}"
        + changes.mark(context, initiative, found),
        f'{lead}<br><span class="soft">{number}</span>',
        phase + changes.before(context, initiative, found, "moved"),
        symbol("l", found.light, context.light_word(found))
        + changes.before(context, initiative, found, "light"),
        _voted(initiative, found),
        _ahead(context, found) + changes.before(context, initiative, found, "slipped"),
        cls="changed" if context.changes_at(initiative, found) else "",
    )


def _voted(initiative: InitiativeState, found: FieldState) -> str:
    """How many have answered, and who still owes an answer."""
    asked = of_round(found)
    if not asked:
        return unknown.word(found, "answers", "noch nicht gefragt")
    text = f"{answered(found)} von {len(asked)}"
    names = owed.names(initiative, found)
    if not names:
        return text
    rest = len(names) - OWING
    if rest > 1:
        names = [*names[:OWING], f"{rest} weitere"]
    verb = "fehlt" if len(owed.names(initiative, found)) == 1 else "fehlen"
    told = ", ".join(soft(name, 60) for name in names)
    return f'{text}<br><span class="soft">es {verb}: {told}</span>'


def _ahead(context: Context, found: FieldState) -> str:
    """The next milestone, in full: it stands nowhere else."""
    stone = found.milestone
    if stone is None:
        return unknown.word(found, "light", "noch keiner genannt")
    late = stone.date is not None and stone.date < context.snapshot.as_of
    due = _due(stone) + (", <b>überfällig</b>" if late else "")
    return "<br>".join(filter(None, (due, soft(stone.text, 300))))


def _side(context: Context, found: FieldState) -> str:
    return context.side_states.get(found.side_state or "", found.side_state or "")


def _lead(initiative: InitiativeState, found: FieldState) -> str:
    return _place(initiative, found.lead)


def _place(initiative: InitiativeState, key: str | None) -> str:
    return next((p.designation for p in initiative.places if p.key == key), "")


def entries(context: Context, initiative: InitiativeState) -> str:
    """All fields in full, then what nobody has said of them yet."""
    common = _common_origin(initiative)
    told = "".join(_entry(context, initiative, found, common) for found in initiative.fields)
    if bare := [f for f in initiative.fields if _is_bare(context, initiative, f, common)]:
        names = listing(f"{f.number} {esc(f.title)}" for f in bare)
        told += f'<p class="soft after">Ohne nähere Angaben: {names}.</p>'
    after = f'<p class="soft">Herkunft aller Felder: {sentence(common)}</p>' if common else ""
    return told + after + _gaps(context, initiative)


def proposed(context: Context, initiative: InitiativeState) -> str:
    """The fields of a course that has not begun, as a table."""
    common = _common_origin(initiative)
    rows = []
    for found in initiative.fields:
        origin = (
            f"<p><b>Herkunft:</b> {sentence(found.origin)}</p>" if clean(found.origin) and not common else ""
        )
        name = f"{number_of(found.number)} {soft(found.title, 200)}"
        nature = esc(context.natures.get(found.nature, found.nature))
        rows.append(
            row(
                f'<span id="feld-{esc(initiative.letter)}{found.number}">{name}</span>',
                nature,
                (_prose(found) + origin) or "–",
            )
        )
    caption = f"Vorgeschlagene Felder, Abschnitt {initiative.letter}), am {day(context.snapshot.as_of)}"
    after = f'<p class="soft after">Herkunft aller Felder: {sentence(common)}</p>' if common else ""
    return table(caption, ["Feld", "Art", "Inhalt"], rows, "plain proposed") + after


def _common_origin(initiative: InitiativeState) -> str:
    """Where all fields come from, if that is one text."""
    origins = {clean(found.origin) for found in initiative.fields}
    return origins.pop() if len(origins) == 1 and len(initiative.fields) > 1 else ""


def _is_bare(context: Context, initiative: InitiativeState, found: FieldState, common: str) -> bool:
    """Whether the table above says all that is known of a field."""
    return not (_prose(found) or _facts(context, initiative, found, common) or field_money.has_part(found))


def _entry(context: Context, initiative: InitiativeState, found: FieldState, common: str) -> str:
    if _is_bare(context, initiative, found, common):
        return ""
    anchor = f"feld-{initiative.letter}{found.number}"
    heading = context.outline.heading(5, found.title, anchor, listed=False, number=str(found.number))
    light = symbol("l", found.light, context.light_word(found))
    since = f" seit {day(found.light_since)}" if found.light_since else ""
    side = [f"<p>{light}{since} · Phase {found.phase}</p>"]
    if found.side_state:
        side.append(f"<p><b>{esc(_side(context, found))}</b></p>")
    side.append(f'<p class="soft">{esc(context.natures.get(found.nature, found.nature))}</p>')
    changed = bool(context.changes_at(initiative, found))
    side += [f"<p>{symbol('v', 'other', 'verändert')}</p>"] if changed else []
    main = _prose(found) + _facts(context, initiative, found, common)
    long = len(main) > LONG or len(found.title) > 160
    kind = ("field tall" if long else "field") + (" changed" if changed else "")
    entry = f'<article class="{kind}"><div class="side">{heading}{"".join(side)}</div><div class="main">{main}</div></article>'
    return entry + field_money.part(context, initiative, found)


def _prose(found: FieldState) -> str:
    out = paragraphs(found.description)
    aim = sentence(found.aim)
    points = ", ".join(esc(point) for point in found.focal_points if clean(point))
    if aim:
        out += f"<p><b>Ziel:</b> {aim}</p>"
    if points:
        out += f"<p><b>Schwerpunkte:</b> {points}.</p>"
    return out


def _facts(context: Context, initiative: InitiativeState, found: FieldState, common: str) -> str:
    names = participants(found, initiative)
    taking_part = ", ".join(map(esc, names))
    if len(names) > NAMED:
        taking_part = f"{len(names)} von {len(initiative.places)} (siehe Beteiligung und Voten)"
    trouble = [
        ("Grund", sentence(found.side_reason) if found.side_state else ""),
        ("Ursache", sentence(found.cause)),
        ("Maßnahme", sentence(found.measure)),
    ]
    circle = [
        ("Leistungserbringer", sentence(_place(initiative, found.provider))),
        ("Beteiligt", _dot(taking_part)),
        ("Abstimmung", _answers(context, initiative, found)),
        ("Beitritt", _accessions(context, found)),
    ]
    course = [
        ("Vereinbarungen" if len(found.agreements) > 1 else "Vereinbarung", _dot(agreements.line(found))),
        ("Kontakt", sentence(found.contact)),
        ("Herkunft", "" if common else sentence(found.origin)),
    ]
    groups = [
        [f"<b>{name}:</b> {text}" for name, text in facts if text] for facts in (trouble, circle, course)
    ]
    groups.append([line] if (line := unknown.line(found)) else [])
    return "".join(f'<p class="facts">{" ".join(lines)}</p>' for lines in groups if lines)


def _dot(text: str) -> str:
    return f"{text}." if text else ""


def _answers(context: Context, initiative: InitiativeState, found: FieldState) -> str:
    """What the round asked, who owes an answer where the row has no room, and who joined later by an accession of its own."""
    asked = [f"{esc(found.round_title)}."] if clean(found.round_title) and of_round(found) else []
    names = owed.names(initiative, found)
    asked += [f"Es fehlen: {', '.join(map(esc, names))}."] if len(names) > OWING + 1 else []
    return " ".join(asked + [_joined(context, one) for one in found.answers.values() if one.accession])


def _joined(context: Context, one: Answer) -> str:
    said = context.stances.get(one.stance, one.stance)
    return f"{esc(one.accession)}: {esc(said)}{', vorläufig' if one.provisional else ''}."


def _accessions(context: Context, found: FieldState) -> str:
    """What is asked about who is to join; how many have answered is not public."""
    return " ".join(
        f"{esc(one.title)}" + ("." if context.is_public else f": {one.answered} von {one.asked} beantwortet.")
        for one in found.accessions
    )


def _due(milestone: Milestone) -> str:
    if milestone.date:
        return day(milestone.date)
    return "Datum nicht genannt" if milestone.lacks_date else ""


def _gaps(context: Context, initiative: InitiativeState) -> str:
    """What nobody has said yet, once for all fields."""
    gaps: list[tuple[str, str, Callable[[FieldState], object]]] = [
        ("Ziel", "", lambda f: clean(f.aim)),
        ("Beschreibung", "", lambda f: clean(f.description)),
        ("Federführung", "lead", lambda f: f.lead),
        ("Kontakt", "lead", lambda f: clean(f.contact)),
        ("nächster Meilenstein", "light", lambda f: f.milestone),
        ("Beteiligte", "participants", lambda f: participants(f, initiative)),
        ("Votum erbeten", "answers", lambda f: f.answers),
        ("Beschluss", "decisions", lambda f: f.decisions),
        ("Kosten", "costs", lambda f: not field_money.is_open(context, f)),
    ]
    told = []
    for name, key, value in gaps:
        lacking = [f.number for f in initiative.fields if not value(f) and not unknown.is_unknown(f, key)]
        if lacking:
            all_ = len(lacking) == len(initiative.fields)
            told.append(f"{name} ({'alle Felder' if all_ else ranges('', lacking)})")
    return f'<p class="soft after"><b>Noch nicht genannt:</b> {"; ".join(told)}.</p>' if told else ""
