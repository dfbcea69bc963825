"""From the facts of an initiative to the rows of its figures, and to the tables that say the same. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from initiatives.domain.rules.money import economics
from initiatives.domain.rules.money.economics import Outcome
from initiatives.domain.snapshots import agreements
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts, ResolutionFacts
from initiatives.enums import (
    LIGHT_WORDS,
    PARTICIPATION_WORDS,
    STANCE_WORDS,
    Phase,
    ResolutionResult,
    SideState,
)
from initiatives.reports.figures.bars import PhaseRow, PositionRow, phases, positions
from initiatives.reports.figures.map import MapPlace, participation_map
from initiatives.reports.figures.money import SavingRow, grouped, savings
from initiatives.reports.figures.svg import Svg
from initiatives.reports.figures.time import CourseRow, Day, course, timeline
from initiatives.reports.status.matrix import blocks
from initiatives.reports.status.plan import agreed_days
from initiatives.reports.text import cents, day, flat

PUT_OFF = (
    ResolutionResult.ADJOURNED,
    ResolutionResult.REFERRED,
    ResolutionResult.DEFERRED,
    ResolutionResult.REMOVED,
)
ROWS = 20  # of one drawing
DAYS, SHOWN = 40, 400  # most days in a drawing; how far they lie from today at most


@dataclass(frozen=True)
class Figure:
    """`drawings` are empty where there is nothing to draw yet; `empty` says so and what to do."""

    anchor: str
    title: str
    text: str
    drawings: list[Svg]
    heads: list[str]
    rows: list[list[str]]
    empty: str


def all_of(facts: InitiativeFacts, today: date) -> list[Figure]:
    """Of an initiative with fields."""
    return [
        _phases(facts),
        course_of(facts, today),
        _positions(facts),
        _savings(facts),
        _days(facts, today),
        _places(facts),
    ]


def _name(field: FieldFacts) -> str:
    return f"{field.number} {field.short_title or field.title}"


def _side(field: FieldFacts) -> str:
    return SideState(field.side_state).label if field.side_state else ""


def _drawn(rows: list, draw, title: str) -> list[Svg]:
    """In as many drawings as can be read."""
    parts = blocks(rows, ROWS) if rows else []
    return [
        draw(part, title if len(parts) == 1 else f"{title}, Teil {n} von {len(parts)}")
        for n, part in enumerate(parts, start=1)
    ]


def _phases(facts: InitiativeFacts) -> Figure:
    names = [str(label) for _, label in Phase.choices]
    rows = [
        PhaseRow(
            f.number, flat(f.short_title or f.title, 60), f.phase, f.light, LIGHT_WORDS[f.light], _side(f)
        )
        for f in facts.fields
    ]
    title = "Weg der Felder"
    return Figure(
        "weg",
        title,
        "Gefüllter Punkt: durchlaufene Phase. Ampelzeichen: Phase, in der das Feld ist. Offener Punkt: steht noch bevor.",
        _drawn(rows, lambda part, name: phases(part, names, name), title),
        ["Feld", "Phase", "Ampel", "Ruhe oder Ende"],
        [
            [_name(f), f"{f.phase} {names[f.phase]}", LIGHT_WORDS[f.light], _side(f) or "–"]
            for f in facts.fields
        ],
        "",
    )


def course_of(facts: InitiativeFacts, today: date) -> Figure:
    """When each field was in which phase; also shown alone on the page of the initiative."""
    rows = [
        CourseRow(
            f.number,
            flat(f.short_title or f.title, 60),
            tuple((phase, on) for on, phase in sorted((on, phase) for phase, on in f.phase_dates.items())),
            _side(f),
            f.assessment.milestone_on if f.assessment else None,
        )
        for f in facts.fields
        if f.phase_dates
    ]
    title = "Phasen im Verlauf der Zeit"
    return Figure(
        "verlauf",
        title,
        "Ziffer: Phase. Gefüllt: durchlaufen; schraffiert: laufend; liniert: ruht; ‹ begann vorher. Raute: nächster Meilenstein.",
        _drawn(rows, lambda part, name: course(part, today, name), title),
        ["Feld", "Phasen", "nächster Meilenstein"],
        [
            [
                f"{row.number} {row.title}",
                ", ".join(f"{phase} seit {day(on)}" for phase, on in row.steps)
                + (f"; {row.side_state}" * bool(row.side_state)),
                day(row.milestone) if row.milestone else "–",
            ]
            for row in rows
        ],
        "Sobald ein Feld eine Phase erreicht hat, steht hier sein Weg.",
    )


def _positions(facts: InitiativeFacts) -> Figure:
    rows = []
    for f in facts.fields:
        counts = Counter(f.stance(ask) for ask in f.asks.values())
        counts["not_asked"] += len({o.id for o in facts.participants} - f.asks.keys())
        rows.append(
            PositionRow(f.number, flat(f.short_title or f.title, 60), dict(counts), f.answered, len(f.asks))
        )
    words, title = {str(key): str(word) for key, word in STANCE_WORDS.items()}, "Voten je Feld"
    asked = [row for row in rows if row.asked]
    drawn = (
        _drawn(rows, lambda part, name: positions(part, words, name, 165, label=48), title) if asked else []
    )
    used = [key for key in words if any(row.counts.get(key) for row in rows)]
    return Figure(
        "voten",
        title,
        "Zahl im Balken: Kommunen. Rechts: abgegebene von erbetenen Voten.",
        drawn,
        ["Feld", *(words[key] for key in used), "beantwortet"],
        [
            [
                f"{r.number} {r.title}",
                *(str(r.counts.get(key, 0)) for key in used),
                f"{r.answered} von {r.asked}",
            ]
            for r in rows
        ],
        "Noch ist niemand um ein Votum gebeten. Sobald eine Abstimmungsrunde läuft, stehen hier die Antworten.",
    )


def _savings(facts: InitiativeFacts) -> Figure:
    priced = [(f, found) for f in facts.fields if (found := economics.of_field(f)).lines]
    segments, groups = grouped([flat(_name(f), 40) for f, _ in priced], [found.saving for _, found in priced])
    by_place = [{line.organisation.id: line for line in found.lines} for _, found in priced]
    rows, lines = [], []
    for organisation in facts.organisations.values():
        costs = [per[organisation.id] for per in by_place if organisation.id in per]
        if not costs:
            continue
        values = tuple(_euros([by_place[i] for i in group], organisation.id) for group in groups)
        rows.append(SavingRow(flat(organisation.name, 40), values))
        sums = [_sum(getattr(one, name) for one in costs) for name in ("today", "cost", "saving", "one_off")]
        words = ["nicht bekannt" if found is None else cents(found) for found in sums]
        lines.append([organisation.designation, str(len(costs)), *words])
    title = "Rechnerische Einsparung im Jahr"
    return Figure(
        "einsparung",
        title,
        "Je Feld ein Muster; links der Null steht, wer mehr zahlt als heute. Rechts: Summe.",
        _drawn(rows, lambda part, name: savings(part, segments, name), title),
        ["Kommune", "Felder", "heute im Jahr", "gemeinsam im Jahr", "Einsparung im Jahr", "einmalig"],
        lines,
        "Noch sind keine Kosten angegeben. Beteiligte tragen sie auf der Seite des Feldes unter „Kosten“ ein.",
    )


def _sum(amounts: Iterable[int | None]) -> int | None:
    """None where one of them is not known."""
    known = list(amounts)
    return None if None in known else sum(filter(None, known))


def _euros(costs: list[dict[int, Outcome]], organisation_id: int) -> int | None:
    """Whole euros of what of an organisation is known; None where nothing is."""
    known = [per[organisation_id].saving or 0 for per in costs if organisation_id in per]
    return round(sum(known) / 100) if known else None


def _resolved(facts: InitiativeFacts) -> list[tuple[ResolutionFacts, list[int]]]:
    """Each resolution once, with the numbers of its fields."""
    found: dict[int, tuple[ResolutionFacts, list[int]]] = {}
    for field in facts.fields:
        for one in field.decisions:
            found.setdefault(one.id, (one, []))[1].append(field.number)
    return list(found.values())


def _days(facts: InitiativeFacts, today: date) -> Figure:
    held = [
        Day("meeting", m.held_on, flat(m.title, 40), m.state in ("invited", "cancelled"))
        for m in facts.meetings
        if m.held_on
    ]
    made = [
        Day(
            "decision",
            one.effective_on,
            f"Feld {', '.join(str(number) for number in numbers)}: {ResolutionResult(one.result).label}",
            one.result in PUT_OFF,
        )
        for one, numbers in _resolved(facts)
    ]
    ahead = [
        Day("milestone", f.assessment.milestone_on, f"Feld {f.number}", True)
        for f in facts.fields
        if f.assessment and f.assessment.milestone_on
    ]
    agreed = [
        one
        for f in facts.fields
        for one in agreed_days(f.number, agreements.of_field(f, facts, today), today)
    ]
    near = [one for one in (*held, *made, *agreed, *ahead) if abs((one.date - today).days) <= SHOWN]
    days = sorted(near, key=lambda one: one.date)[-DAYS:]
    title, kinds = (
        "Treffen, Beschlüsse, Vereinbarungen und Meilensteine",
        {
            "meeting": "Treffen",
            "decision": "Beschluss",
            "agreement": "Vereinbarung",
            "milestone": "Meilenstein",
        },
    )
    return Figure(
        "tage",
        title,
        "Kreis: Treffen; Quadrat: Beschluss eines Gremiums; Dreieck: Vereinbarung; Raute: Meilenstein. Gefüllt: geschehen; "
        "leer: bevorstehend, abgesagt oder vertagt.",
        [timeline(days, today, title)] if days else [],
        ["Datum", "Art", "Was"],
        [[day(one.date), kinds[one.kind], one.label] for one in days],
        "Noch gibt es weder Treffen noch Beschlüsse, Vereinbarungen oder Meilensteine mit Datum.",
    )


def _places(facts: InitiativeFacts) -> Figure:
    keys = [(f, f.participations) for f in facts.fields]
    states = {
        o.id: tuple(str(found[o.id].status) if o.id in found else "open" for _, found in keys)
        for o in facts.participants
    }
    known = [o for o in facts.participants if o.latitude is not None and o.longitude is not None]
    places = [
        MapPlace(flat(o.name, 40), o.latitude or 0.0, o.longitude or 0.0, o.population, states[o.id])
        for o in known
    ]
    title = "Beteiligung im Raum"
    return Figure(
        "raum",
        title,
        "Zahl: Felder, in denen die Kommune beteiligt ist. Ring im Uhrzeigersinn ab oben: die Felder in ihrer Reihenfolge, "
        "gefüllt beteiligt, halb interessiert oder späterer Beitritt; bei vielen Feldern der Anteil. Lage nach "
        "Koordinaten der Orte; keine Grenzen.",
        [participation_map(places, title)] if len(places) > 1 else [],
        ["Kommune", "beteiligt", "weitere Angaben"],
        [
            [
                o.designation,
                f"{states[o.id].count('participating')} von {len(facts.fields)}",
                _other(states[o.id]),
            ]
            for o in facts.participants
        ],
        "Für eine Lageskizze fehlen Koordinaten. Die Fachadministration trägt sie bei den Organisationen ein.",
    )


def _other(states: tuple[str, ...]) -> str:
    counts = Counter(state for state in states if state not in ("participating", "open"))
    return ", ".join(f"{n} {PARTICIPATION_WORDS[state]}" for state, n in counts.items()) or "–"
