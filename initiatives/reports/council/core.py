"""The core of a draft paper for a council: what is to be resolved, the facts, the question, the alternatives."""

from __future__ import annotations

from initiatives.reports.council.blocks import (
    Block,
    Choice,
    Grid,
    Heading,
    Items,
    Line,
    Text,
    cells,
    gap,
    line,
    pairs,
    typed,
)
from initiatives.reports.text import day
from initiatives.snapshot.council_paper import ACCESSION, DECISION, Core, FieldPart, Voice

CHOOSE = "eine Variante stehen lassen, die anderen löschen"


def resolution(core: Core) -> list[Block]:
    """The proposed resolution in three variants."""
    deadline = day(core.deadline)
    order = f"Die Verwaltung wird beauftragt, das Votum bis zum {deadline} in der Abstimmungsrunde abzugeben."
    yes, no = _wording(core)
    fields = _named(core)
    return [
        Heading(2, "Beschlussvorschlag", "beschlussvorschlag"),
        Text(line(gap(CHOOSE, "wählen"))),
        Choice(
            "Variante A: Zustimmung", "variante-a", (line(f"{yes} {fields} wird zugestimmt."), line(order))
        ),
        Choice(
            "Variante B: Zustimmung mit Bedingungen",
            "variante-b",
            (
                line(f"{yes} {fields} wird unter folgenden Bedingungen zugestimmt:"),
                line(gap("Bedingungen, je mit Zuständigkeit und Frist")),
                line(order),
            ),
        ),
        Choice(
            "Variante C: Ablehnung",
            "variante-c",
            (
                line(f"{no} {fields} wird abgelehnt."),
                line("Begründung: ", gap("Gründe; die Ablehnung braucht eine Begründung")),
                line(order),
            ),
        ),
    ]


def _wording(core: Core) -> tuple[str, str]:
    if core.purpose == DECISION:
        draft = f"Entwurf in der Fassung „{core.version}“ zu"
        return f"Dem {draft}", f"Der {draft}"
    if core.purpose == ACCESSION:
        return f"Dem {core.purpose_word} zu", f"Der {core.purpose_word} zu"
    return "Der Mitwirkung an", "Die Mitwirkung an"


def _named(core: Core) -> str:
    titles = [f"„{one.title}“" for one in core.fields]
    one = "dem Betätigungsfeld" if len(titles) == 1 else "den Betätigungsfeldern"
    *head, last = titles or ["–"]
    names = f"{', '.join(head)} und {last}" if head else last
    return f"{one} {names} der Initiative „{core.initiative}“"


def facts(core: Core) -> list[Block]:
    """I. Sachdarstellung."""
    found: list[Block] = [Heading(2, "I. Sachdarstellung", "sachdarstellung"), *_occasion(core)]
    if core.reasoning:
        found += [Heading(3, "Begründung", "begruendung"), *typed(core.reasoning)]
    found += _question(core)
    for field in core.fields:
        found += _field(field)
    return found


def _occasion(core: Core) -> list[Block]:
    where = f", {core.county}" if core.county else ""
    invites = f" Einladende Kommune ist: {core.convening}." if core.convening else ""
    return [
        Heading(3, "Anlass", "anlass"),
        Text(line(f"Initiative der interkommunalen Zusammenarbeit „{core.initiative}“{where}.{invites}")),
        *typed(core.background),
    ]


def _question(core: Core) -> list[Block]:
    rows = pairs(
        [
            ("Gefragt ist", f"„{core.question}“"),
            ("Abstimmungsrunde", f"{core.purpose_word}, eröffnet am {day(core.opened_on)}"),
            ("Fassung des Entwurfs", core.version),
            ("Frist", day(core.deadline)),
        ]
    )
    return [
        Heading(3, "Frage und Frist", "frage"),
        Grid("Worüber bis wann zu entscheiden ist", (), rows, "pairs"),
    ]


def _field(field: FieldPart) -> list[Block]:
    key = f"feld-{field.key}"
    found: list[Block] = [Heading(3, f"Betätigungsfeld: {field.title}", key)]
    found += (
        typed(f"Ziel: {field.aim}") if field.aim else [Text(line("Ein Ziel ist noch nicht beschrieben."))]
    )
    found += typed(field.description)
    if field.focal_points:
        found += [Text(line("Schwerpunkte:")), Items(tuple(line(one) for one in field.focal_points))]
    lead = f"{field.lead} ({field.contact})" if field.contact else field.lead
    rows = [
        ("Phase", f"{field.phase}, {field.side_state}" if field.side_state else field.phase),
        ("Art", field.nature),
        ("Ampel", f"{field.light}: {field.light_meaning}"),
        ("Federführung", lead or "noch nicht benannt"),
    ]
    found.append(Grid(f"Stand: {field.title}", (), pairs(rows), "pairs"))
    return [*found, *_voices(field, key), *_checks(field, key), *_grounds(field, key)]


def _voices(field: FieldPart, key: str) -> list[Block]:
    heading = Heading(4, "Wer sich beteiligt und wie die Kommunen sich geäußert haben", f"{key}-kommunen")
    rows = tuple(cells(one.name, one.participation, _stance(one), one.resolution) for one in field.voices)
    if not rows:
        return [heading, Text(line("Es hat sich noch keine Kommune geäußert."))]
    heads = ("Kommune", "Beteiligung", "Votum", "Beschluss des Gremiums")
    found: list[Block] = [heading, Grid(f"Beteiligung und Voten: {field.title}", heads, rows, "voices")]
    conditions = tuple(line(f"{one.name}: {text}") for one in field.voices for text in one.conditions)
    if conditions:
        found += [Text(line("Bedingungen, unter denen zugestimmt wurde:")), Items(conditions)]
    return found


def _stance(one: Voice) -> str:
    when = f" vom {day(one.date)}" if one.date else ""
    return f"{one.stance}{when}{', vorläufig bis zum Beschluss' if one.provisional else ''}"


def _checks(field: FieldPart, key: str) -> list[Block]:
    heading = Heading(4, "Rahmenbedingungen", f"{key}-rahmen")
    if not field.checks:
        return [heading, Text(line("Für die Initiative sind noch keine Rahmenbedingungen festgelegt."))]
    caption = f"Rahmenbedingungen: {field.title}"
    if not any(one.reason for one in field.checks):
        results = tuple(cells(one.text, one.result) for one in field.checks)
        return [heading, Grid(caption, ("Rahmenbedingung", "Stand"), results, "results")]
    rows = tuple(
        cells(
            one.text,
            one.result,
            f"{one.reason} (nach den Angaben im System: {one.computed})" if one.computed else one.reason,
        )
        for one in field.checks
    )
    heads = ("Rahmenbedingung", "Stand", "Warum")
    return [heading, Grid(caption, heads, rows, "checks")]


def _grounds(field: FieldPart, key: str) -> list[Block]:
    if not field.grounds:
        return []
    rows = tuple(
        cells(one.name, f"{one.result}, {day(one.date)}", one.text or one.told) for one in field.grounds
    )
    return [
        Heading(4, "Grundlagen der Zusammenarbeit", f"{key}-grundlagen"),
        Grid(f"Grundlagen: {field.title}", ("Grundlage", "Stand", "Inhalt"), rows, "checks"),
    ]


def alternatives(core: Core) -> list[Block]:
    """II. Entscheidungsalternativen."""
    later = "Über konkrete Maßnahmen entscheiden die Gremien nach Abschluss der Vorarbeiten gesondert."
    if core.purpose == DECISION:
        later = "Beschließt ein Gremium den Entwurf geändert, wird über die neue Fassung erneut entschieden."
    without = (
        "Die anderen Kommunen können das Feld ohne diese weiterführen. Ein späterer Beitritt richtet sich nach der Regel, "
        "die dafür vereinbart ist."
    )
    if core.purpose == ACCESSION:
        later = "Was zum Feld schon beschlossen ist und der laufende Betrieb bleiben, wie sie sind."
        without = (
            "Das Feld wird ohne den Beitritt weitergeführt; was dazu schon beschlossen ist, gilt weiter."
        )
    lines: tuple[Line, ...] = (
        line(f"Zustimmung (Variante A): Die Teilnahme bleibt freiwillig. {later}"),
        line(
            "Zustimmung mit Bedingungen (Variante B): Jede Bedingung wird in der Initiative verfolgt; fällt sie "
            "weg, gilt auch die Zustimmung nicht mehr."
        ),
        line(f"Ablehnung (Variante C): {without}"),
        line(
            f"Keine Entscheidung bis zum {day(core.deadline)}: Das gilt nicht als Ablehnung; verzeichnet wird „keine "
            "Rückmeldung“."
        ),
        line(gap("weitere Alternativen aus Sicht der Kommune, oder diese Zeile löschen")),
    )
    return [Heading(2, "II. Entscheidungsalternativen", "alternativen"), Items(lines)]


def effects(core: Core) -> list[Block]:
    """Of III what no costs say: staff, IT, climate."""
    standards = [
        ground for field in core.fields for ground in field.grounds if ground.name == "Gemeinsamer Standard"
    ]
    agreed = [Text(line(f"Vereinbarter gemeinsamer Standard: {one.text}")) for one in standards if one.text]
    return [
        Heading(3, "Personal", "personal"),
        Text(line(gap("Auswirkungen auf Stellen und Aufgaben"))),
        Heading(3, "IT", "it"),
        *agreed,
        Text(line(gap("Auswirkungen auf Verfahren, Schnittstellen und IT-Sicherheit"))),
        Heading(3, "Klima", "klima"),
        Text(line(gap("Auswirkungen auf das Klima"))),
    ]
