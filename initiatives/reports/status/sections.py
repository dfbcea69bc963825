"""One section a initiative: background, participants, meetings, conditions, then its fields and figures."""

from collections.abc import Callable

from initiatives.reports.figures.bars import PhaseRow, phases
from initiatives.reports.formats.markup import bullets, hang, number_of
from initiatives.reports.status import agreements, decisions, gatherings, money, plan, space, unknown, votes
from initiatives.reports.status.conditions import grid
from initiatives.reports.status.context import (
    Context,
    was_asked,
)
from initiatives.reports.status.fields import entries, overview, proposed
from initiatives.reports.status.matrix import blocks, introduction, is_upright, matrix
from initiatives.reports.text import clean, count, day, esc, flat, listing, numeral, paragraphs, sentence
from initiatives.snapshot.status_report import FieldState, InitiativeState

PHASE_ROWS = 7  # rows of one drawing, so that no figure needs a page of its own
KINDS = (
    (("stadt", "gemeinde"), "Stadt oder Gemeinde", "Städte und Gemeinden", "eine"),
    (("kreis",), "Kreis", "Kreise", "ein"),
    (("kreisfreie_stadt",), "kreisfreie Stadt", "kreisfreie Städte", "eine"),
    (("dritte",), "weitere Organisation", "weitere Organisationen", "eine"),
)


def section(context: Context, initiative: InitiativeState, number: int) -> str:
    """Everything about one initiative but the landscape matrix; what is not there yet is said once, at its end."""
    letter = initiative.letter
    title = f"Abschnitt {letter}) {clean(initiative.title)}"
    brief = f"Abschnitt {letter}) {clean(initiative.short_title) or clean(initiative.title)}"
    heading = context.outline.heading(3, title, f"abschnitt-{letter}", number=str(number), brief=brief)
    parts = [part for part, is_there, _ in _parts(initiative) if is_there]
    body = "".join(part(context, initiative, f"{number}.{i}") for i, part in enumerate(parts, start=1))
    lead = f'<div class="open">{heading}<p class="lead">{_lead(context, initiative)}</p></div>'
    return lead + body + _not_there(context, initiative)


# Parts of which it may be that the record does not hold them; the fields say so.
LOST = {
    "decisions": "Beschlüsse der Gremien",
    "phases": "Tage der Phasen",
    "phase": "Tage der Phasen",
    "costs": "Kosten",
}
ABOUT_ALL = 3  # parts that are not about the fields
Part = Callable[[Context, InitiativeState, str], str]


def _parts(initiative: InitiativeState) -> list[tuple[Part, bool, str]]:
    """Each part, whether there is anything to tell in it, and its name where there is not."""
    fields, begun = initiative.fields, not not_begun(initiative)
    asked = was_asked(initiative) or bool(unknown.fields_of(fields, "answers"))
    joined = asked or any(f.participation for f in fields) or bool(unknown.fields_of(fields, "participants"))
    priced = any(f.costs for f in fields) or begun
    return [
        (_background, True, ""),
        (_meetings, bool(initiative.meetings) or unknown.is_unknown(initiative, "meetings"), "Treffen"),
        (
            _conditions,
            bool(initiative.conditions) or unknown.is_unknown(initiative, "conditions"),
            "Rahmenbedingungen",
        ),
        (_proposed, bool(fields) and not begun, ""),
        (_overview, bool(fields) and begun, ""),
        (_entries, bool(fields) and begun, ""),
        (_votes, bool(fields) and asked, "Voten"),
        (_decisions, any(f.decisions for f in fields), "Beschlüsse der Gremien"),
        (
            _checks,
            bool(initiative.conditions) and begun and any(f.checks for f in fields),
            "Prüfungen der Rahmenbedingungen",
        ),
        (_participation, bool(fields and initiative.places) and joined, "Beteiligung an Feldern"),
        (_money, bool(fields) and priced, "Kosten"),
        (_agreements, any(f.agreements for f in fields), ""),
        (_plan, bool(fields) and begun and plan.is_dated(initiative), "Tage der Phasen"),
        (_projects, bool(initiative.projects), ""),
    ]


def not_begun(initiative: InitiativeState) -> bool:
    """Whether all fields are proposals of which nothing is known but their texts."""
    return all(_is_bare(found) for found in initiative.fields)


def _is_bare(f: FieldState) -> bool:
    told = (f.phase, f.side_state, f.light != "none", f.milestone, f.lead, f.contact, f.participation)
    return not any(
        (
            *told,
            f.answers,
            f.decisions,
            f.costs,
            f.money.waiting,
            f.agreements,
            f.accessions,
            f.unknown,
            f.cause,
        )
    )


def _not_there(context: Context, initiative: InitiativeState) -> str:
    lost = [name for key, name in LOST.items() if unknown.fields_of(initiative.fields, key)]
    parts = _parts(initiative)[: None if initiative.fields else ABOUT_ALL]
    names = [name for _, is_there, name in parts if name and not is_there and name not in lost]
    if initiative.fields and not_begun(initiative):
        names = ["Federführung", "Ampeln", "Meilensteine", *names]
    if not names:
        return ""
    when = day(context.snapshot.as_of)
    return f'<p class="gaps"><b>Am {when} noch nicht verzeichnet:</b> {listing(names)}.</p>'


def _heading(context: Context, initiative: InitiativeState, number: str, title: str, anchor: str) -> str:
    return context.outline.heading(4, title, f"{anchor}-{initiative.letter}", number=number)


def _lead(context: Context, initiative: InitiativeState) -> str:
    """Who takes part, who invites, and how the fields stand, in sentences."""
    kinds = []
    for keys, one, many, article in KINDS:
        number = sum(place.kind in keys for place in initiative.places)
        if number:
            kinds.append(count(number, one, many, article))
    verb = "ist" if len(initiative.places) == 1 else "sind"
    nobody = "Beteiligte sind noch nicht verzeichnet. "
    if words := unknown.said(initiative, "places"):
        nobody = f"Wer beteiligt war, ist {words}. "
    text = f"Beteiligt {verb} {listing(kinds)}. " if kinds else nobody
    host = next((esc(p.designation) for p in initiative.places if p.convening), "")
    text += f"Einladende Kommune: {host}. " if host else "Eine einladende Kommune gibt es nicht. "
    return text + _standing(context, initiative)


def _standing(context: Context, initiative: InitiativeState) -> str:
    fields = initiative.fields
    if not fields:
        words = unknown.said(initiative, "fields")
        return f"Betätigungsfelder: {words}." if words else "Betätigungsfelder sind noch keine verzeichnet."
    number = count(len(fields), "Feld", "Felder")
    if all(f.phase == 0 and not f.side_state for f in fields):
        verb, tail = ("ist", "es ist") if len(fields) == 1 else ("sind", "alle stehen")
        return f"Vorgeschlagen {verb} {number}; {tail} in Phase 0 ({esc(context.phases[0])})."
    groups = [
        (sum(f.side_state == "on_hold" for f in fields), "ruht", "ruhen"),
        (sum(f.side_state == "rejected" for f in fields), "ist abgelehnt", "sind abgelehnt"),
        (sum(f.side_state == "ended" for f in fields), "ist beendet", "sind beendet"),
        (sum(f.light == "red" for f in fields), "ist gefährdet (Rot)", "sind gefährdet (Rot)"),
        (sum(f.light == "yellow" for f in fields), "weicht vom Plan ab (Gelb)", "weichen vom Plan ab (Gelb)"),
        (sum(f.light == "green" for f in fields), "läuft planmäßig (Grün)", "laufen planmäßig (Grün)"),
    ]
    said = [f"{numeral(n, 'eines')} {one if n == 1 else many}" for n, one, many in groups if n]
    verb = "umfasst" if said else "umfasst bisher"
    tail = f": {listing(said)}." if said else "; bewertet ist noch keines."
    if lacking := len(unknown.fields_of(fields, "light")):
        known = f": {listing(said)}" if said else ""
        tail = f"{known}; zu {count(lacking, 'Feld', 'Feldern', 'einem')} ist die Ampel nicht bekannt."
    return f"Der Abschnitt {verb} {number}{tail}"


def _background(context: Context, initiative: InitiativeState, number: str) -> str:
    heading = _heading(context, initiative, number, "Ausgangslage und Beteiligte", "ausgangslage")
    text = paragraphs(initiative.background) or "<p>Zur Ausgangslage ist noch nichts festgehalten.</p>"
    many = len(initiative.places) > votes.WIDE_BARS
    names = [
        esc(p.name if many else p.designation) + (" (lädt ein)" if p.convening else "")
        for p in initiative.places
    ]
    text += f"<p><b>Beteiligte:</b> {listing(names)}.</p>" if names else ""
    return hang(heading, text)


def _meetings(context: Context, initiative: InitiativeState, number: str) -> str:
    heading = _heading(context, initiative, number, "Treffen und Ergebnisse", "treffen")
    return gatherings.meetings(context, initiative, heading)


def _projects(context: Context, initiative: InitiativeState, number: str) -> str:
    heading = _heading(context, initiative, number, "Projektvorschläge", "projekte")
    return gatherings.projects(context, initiative, heading)


def _money(context: Context, initiative: InitiativeState, number: str) -> str:
    return money.body(
        context, initiative, _heading(context, initiative, number, "Kosten und Einsparungen", "kosten")
    )


def _agreements(context: Context, initiative: InitiativeState, number: str) -> str:
    heading = _heading(context, initiative, number, "Vereinbarungen", "vereinbarungen")
    return agreements.body(context, initiative, heading)


def _plan(context: Context, initiative: InitiativeState, number: str) -> str:
    return plan.body(
        context, initiative, _heading(context, initiative, number, "Zeitplan und Meilensteine", "zeitplan")
    )


def _conditions(context: Context, initiative: InitiativeState, number: str) -> str:
    heading = _heading(context, initiative, number, "Rahmenbedingungen", "bedingungen")
    if not initiative.conditions:
        words = unknown.said(initiative, "conditions")
        text = f"Rahmenbedingungen: {words}." if words else "Rahmenbedingungen sind noch keine festgelegt."
        return hang(heading, f"<p>{text}</p>")
    text = paragraphs(initiative.conditions_note, "intro")
    if same := _same_conditions(context, initiative):
        note = clean(initiative.conditions_note)
        text = f"{sentence(note)} " if note else ""
        return hang(heading, f"<p>{text}Es sind dieselben wie in Abschnitt {esc(same.letter)}).</p>")
    origins = {clean(found.origin) for found in initiative.conditions}
    common = origins.pop() if len(origins) == 1 else ""
    items = []
    for found in initiative.conditions:
        origin = clean(found.origin)
        note = f' <span class="soft">({esc(origin)})</span>' if origin and not common else ""
        items.append(f"{number_of(found.number)} {esc(found.text)}{note}")
    text += bullets(items, "conditions keep" if len(items) < 15 else "conditions")
    if common:
        text += f'<p class="soft">Herkunft: {sentence(common)}</p>'
    return hang(heading, text)


def _same_conditions(context: Context, initiative: InitiativeState) -> InitiativeState | None:
    """An initiative told of before that has the same ones."""
    texts = [one.text for one in initiative.conditions]
    for other in context.snapshot.initiatives:
        if other is initiative:
            return None
        if [one.text for one in other.conditions] == texts:
            return other
    return None


def _proposed(context: Context, initiative: InitiativeState, number: str) -> str:
    heading = _heading(context, initiative, number, "Vorgeschlagene Felder", "felder")
    return _below(heading, proposed(context, initiative))


def _decisions(context: Context, initiative: InitiativeState, number: str) -> str:
    heading = _heading(context, initiative, number, "Beschlüsse der Gremien", "beschluesse")
    return decisions.body(context, initiative, heading)


def _checks(context: Context, initiative: InitiativeState, number: str) -> str:
    heading = _heading(context, initiative, number, "Stand der Rahmenbedingungen", "pruefungen")
    return _below(heading, grid(context, initiative))


def _overview(context: Context, initiative: InitiativeState, number: str) -> str:
    title = f"Stand der {count(len(initiative.fields), 'Feld', 'Felder')}"
    title = title if len(initiative.fields) > 1 else "Stand des Feldes"
    heading = _heading(context, initiative, number, title, "stand")
    moved = any(found.phase for found in initiative.fields) and not plan.has_course(initiative)
    way = _way(context, initiative) if moved else ""
    return _below(heading, overview(context, initiative)) + way


def _way(context: Context, initiative: InitiativeState) -> str:
    """The figure of the phases, in as many drawings as can be read."""
    fields = list(initiative.fields)
    caption = (
        "Gefüllter Punkt: durchlaufene Phase. Ampelzeichen: Stand heute. Offener Punkt: Phase, die noch bevorsteht. "
        "Ring mit Pfeil: Stand des letzten Berichts."
    )
    out = ""
    for block in blocks(fields, PHASE_ROWS):
        rows = [
            PhaseRow(
                number=f.number,
                title=flat(f.short_title or f.title, 60),
                phase=f.phase,
                light=f.light,
                light_word=context.lights.get(f.light, f.light),
                note=context.side_states.get(f.side_state, f.side_state) if f.side_state else "",
                previous=_phase_before(context, initiative, f),
            )
            for f in block
        ]
        title = f"Weg der Felder, Abschnitt {initiative.letter})" + votes.span(block, fields)
        drawing = phases(rows, context.phases, title)
        out += context.outline.figure(drawing, title, caption)
        caption = "Zeichen wie in der vorigen Abbildung."
    return out


def _phase_before(context: Context, initiative: InitiativeState, found: FieldState) -> int | None:
    """The phase in which the last report has shown a field, where it was another one."""
    for one in context.changes_at(initiative, found):
        if one.kind == "moved" and clean(one.old):
            known = (i for i, word in enumerate(context.phases) if clean(one.old).endswith(word))
            if (phase := next(known, None)) is not None:
                return phase
    return None


def _entries(context: Context, initiative: InitiativeState, number: str) -> str:
    heading = _heading(context, initiative, number, "Die Felder im Einzelnen", "felder")
    return heading + entries(context, initiative)


def _votes(context: Context, initiative: InitiativeState, number: str) -> str:
    return votes.body(context, initiative, _heading(context, initiative, number, "Voten", "voten"))


def _participation(context: Context, initiative: InitiativeState, number: str) -> str:
    heading = _heading(context, initiative, number, "Beteiligung der Kommunen", "beteiligung")
    text = introduction(initiative)
    if is_upright(initiative):
        return _below(heading, text) + matrix(context, initiative) + space.body(context, initiative)
    link = f'<p><a href="#anlage-{initiative.letter}">Die Tafel aller Kommunen und Felder steht in der Anlage</a>.</p>'
    return hang(heading, text + link) + space.body(context, initiative)


def annex(context: Context, initiative: InitiativeState) -> str:
    """The matrix on landscape pages, or nothing if it stands in its section."""
    if not initiative.fields or not initiative.places or is_upright(initiative):
        return ""
    title = f"Anlage: Beteiligung und Voten, Abschnitt {initiative.letter})"
    heading = context.outline.heading(2, title, f"anlage-{initiative.letter}")
    return f'<section class="land">{heading}{matrix(context, initiative)}</section>'


def _below(heading: str, body: str) -> str:
    return f'<div class="next">{heading}{body}</div>'
