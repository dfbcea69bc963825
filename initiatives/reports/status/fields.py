"""The fields of an initiative: one row in the overview, one entry in full."""

from initiatives.reports.formats.markup import LONG, Row, number_of, row, symbol, table
from initiatives.reports.status import agreements, changes, field_money, unknown
from initiatives.reports.status.context import Context, answered, of_round, participants, stance_counts
from initiatives.reports.text import capital, clean, day, esc, listing, paragraphs, sentence, soft
from initiatives.snapshot.status_report import Answer, Decision, FieldState, InitiativeState, Milestone

UNCONFIRMED = "noch unbestätigt"  # of a resolution that was taken from what was published
PHASE_UNSURE = "Phase am Stichtag nicht bekannt"
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
    heads = ["Feld", "Federführung", "Phase", "Ampel", "Letzter Beschluss", "Nächster Meilenstein"]
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
    decision = unknown.word(found, "decisions", "noch keiner")
    if found.last_decision:
        last = found.last_decision
        decision = f"{soft(last.body, 60)}<br>{day(last.date)}<br><b>{soft(last.result, 60)}</b>"
        decision += f"<br>{soft(last.title, 60)}" if clean(last.title) else ""
        decision += f"<br>{last.role}" if last.role else ""
        decision += "" if last.confirmed else f"<br>{UNCONFIRMED}"
        decision += f'<br><span class="soft">{soft(last.votes, 60)}</span>' if clean(last.votes) else ""
    milestone = unknown.word(found, "light", "noch keiner genannt")
    if found.milestone:
        milestone = "<br>".join(filter(None, (_due(found.milestone), soft(found.milestone.text, 70))))
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
        decision,
        milestone + changes.before(context, initiative, found, "slipped"),
        cls="changed" if context.changes_at(initiative, found) else "",
    )


def _side(context: Context, found: FieldState) -> str:
    return context.side_states.get(found.side_state or "", found.side_state or "")


def _lead(initiative: InitiativeState, found: FieldState) -> str:
    return _place(initiative, found.lead)


def _place(initiative: InitiativeState, key: str | None) -> str:
    return next((p.designation for p in initiative.places if p.key == key), "")


def entries(context: Context, initiative: InitiativeState) -> str:
    """All fields in full."""
    return "".join(_entry(context, initiative, found) for found in initiative.fields)


def _entry(context: Context, initiative: InitiativeState, found: FieldState) -> str:
    anchor = f"feld-{initiative.letter}{found.number}"
    heading = context.outline.heading(5, found.title, anchor, listed=False, number=str(found.number))
    light = symbol("l", found.light, context.light_word(found))
    since = f" seit {day(found.light_since)}" if found.light_since else ""
    side = [f"<p>{light}{since} · Phase {found.phase}</p>"]
    if unknown.is_unknown(found, "phase"):
        side.append(f"<p>{PHASE_UNSURE}</p>")
    if found.side_state:
        side.append(f"<p><b>{esc(_side(context, found))}</b></p>")
    side.append(f'<p class="soft">{esc(context.natures.get(found.nature, found.nature))}</p>')
    told = changes.told(context, initiative, found)
    side += [f"<p>{told}</p>"] if told else []
    main = _prose(found) + _facts(context, initiative, found)
    long = len(main) > LONG * 1.5 or len(found.title) > 160
    kind = ("field tall" if long else "field") + (" changed" if told else "")
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


def _facts(context: Context, initiative: InitiativeState, found: FieldState) -> str:
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
        ("Federführung", sentence(_lead(initiative, found))),
        ("Leistungserbringer", sentence(_place(initiative, found.provider))),
        ("Beteiligt", _dot(taking_part)),
        ("Voten", _answers(context, initiative, found)),
        ("Beitritt", _accessions(context, found)),
    ]
    course = [
        ("Beschlüsse" if len(found.decisions) > 1 else "Letzter Beschluss", _decisions(found)),
        ("Vereinbarungen" if len(found.agreements) > 1 else "Vereinbarung", _dot(agreements.line(found))),
        ("Nächster Meilenstein", _milestone(found)),
        ("Kontakt", sentence(found.contact)),
        ("Herkunft", sentence(found.origin)),
    ]
    groups = [
        [f"<b>{name}:</b> {text}" for name, text in facts if text] for facts in (trouble, circle, course)
    ]
    groups.append([costs] if (costs := field_money.line(context, initiative, found)) else [])
    groups.append(_missing(found, bool(names)))
    groups.append([line] if (line := unknown.line(found)) else [])
    return "".join(f'<p class="facts">{" ".join(lines)}</p>' for lines in groups if lines)


def _dot(text: str) -> str:
    return f"{text}." if text else ""


def _answers(context: Context, initiative: InitiativeState, found: FieldState) -> str:
    """Of the round, and each who joined later by an accession of its own."""
    lines = [_of_round(initiative, found)] if of_round(found) else []
    lines += [_joined(context, one) for one in found.answers.values() if one.accession]
    return " ".join(lines)


def _joined(context: Context, one: Answer) -> str:
    said = context.stances.get(one.stance, one.stance)
    return f"{esc(one.accession)}: {esc(said)}{', vorläufig' if one.provisional else ''}."


def _of_round(initiative: InitiativeState, found: FieldState) -> str:
    counts = stance_counts(found, initiative)
    said = ", ".join(
        f"{counts[key]} {words[counts[key] != 1]}" for key, words in ANSWERS.items() if counts[key]
    )
    head = f"{esc(found.round_title)}: " if clean(found.round_title) else ""
    asked = of_round(found)
    provisional = sum(answer.provisional for answer in asked.values())
    tail = f"; davon {provisional} vorläufig" if provisional else ""
    return f"{head}{said}{tail}; {answered(found)} von {len(asked)} beantwortet."


def _accessions(context: Context, found: FieldState) -> str:
    """What is asked about who is to join; how many have answered is not public."""
    return " ".join(
        f"{esc(one.title)}" + ("." if context.is_public else f": {one.answered} von {one.asked} beantwortet.")
        for one in found.accessions
    )


def _decisions(found: FieldState) -> str:
    """All of them, adjournments too, the last one first."""
    return " ".join(_decision(one) for one in reversed(found.decisions))


def _decision(one: Decision) -> str:
    notes = [esc(one.votes), f"Vorlage {esc(one.paper)}" if clean(one.paper) else "", one.role]
    tail = ", ".join(filter(None, [*notes, "" if one.confirmed else UNCONFIRMED]))
    result = esc(one.result) or "ohne Ergebnis"
    title = f"„{esc(one.title)}“, " if clean(one.title) else ""
    return f"{esc(one.body)}, {day(one.date)}: {title}{result}{f' ({tail})' if tail else ''}."


def _milestone(found: FieldState) -> str:
    if not found.milestone:
        return ""
    return ", ".join(filter(None, (_due(found.milestone), sentence(found.milestone.text))))


def _due(milestone: Milestone) -> str:
    if milestone.date:
        return day(milestone.date)
    return "Datum nicht genannt" if milestone.lacks_date else ""


def _missing(found: FieldState, taken: bool) -> list[str]:
    gaps = [
        ("Ziel", found.aim, ""),
        ("Beschreibung", found.description, ""),
        ("Federführung", found.lead or "", "lead"),
        ("nächster Meilenstein", found.milestone.text if found.milestone else "", "light"),
        ("Kontakt", found.contact, "lead"),
    ]
    out = []
    names = [name for name, value, key in gaps if not clean(value) and not unknown.is_unknown(found, key)]
    if names:
        out.append(f"<b>Noch nicht genannt:</b> {', '.join(names)}.")
    open_points = [
        ("noch niemand beteiligt", taken, "participants"),
        ("noch niemand um ein Votum gebeten", found.answers, "answers"),
        ("noch kein Beschluss", found.last_decision, "decisions"),
    ]
    said = [text for text, value, key in open_points if not value and not unknown.is_unknown(found, key)]
    if said:
        out.append(f"{capital(', '.join(said))}.")
    return out
