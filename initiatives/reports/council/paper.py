"""A draft paper for a council in its order: head and costs of the one municipality around the core that all share."""

from __future__ import annotations

from dataclasses import dataclass

from initiatives.reports.council import core as council_core
from initiatives.reports.council import effects
from initiatives.reports.council.blocks import (
    Block,
    Grid,
    Heading,
    Items,
    Line,
    Part,
    Run,
    Text,
    cells,
    euro,
    gap,
    line,
    pairs,
)
from initiatives.reports.text import day, flat, listing, moment
from initiatives.snapshot.council_paper import NON_PUBLIC, PUBLIC, Costs, CouncilPaper, Station

MISSING = "noch nicht erfasst"
COUNTS = "Ein Entwurf: Markierte Stellen in eckigen Klammern sind zu ergänzen oder zu löschen."
KIND = "Beschlussvorlage"
EDITIONS = {PUBLIC: "öffentlich", NON_PUBLIC: "nichtöffentlich"}


def parts(paper: CouncilPaper) -> list[Part]:
    """The whole paper; of one without a municipality the core alone."""
    core = paper.core
    following = Heading(2, "III. Auswirkungen", "auswirkungen")
    opening = [
        *council_core.resolution(core),
        *council_core.facts(core),
        *council_core.alternatives(core),
        following,
    ]
    shared = [Part(True, tuple(opening)), Part(True, tuple(council_core.effects(core)))]
    if not paper.municipality:
        return shared
    return [
        Part(False, (head(paper), _stations(paper), Text(line(COUNTS)))),
        shared[0],
        Part(False, tuple(_finances(paper))),
        shared[1],
        Part(False, (*_competence(paper), *_attachments(paper))),
    ]


@dataclass(frozen=True)
class Frame:
    """What stands around the blocks in the files that a delegate edits on."""

    sender: str
    kind: str
    top: str  # of each page
    bottom: str  # before the number of the page
    origin: str


def frame(paper: CouncilPaper, checksum: str) -> Frame:
    edition = f", {EDITIONS[paper.edition]}" if paper.edition else ""
    office = f", {flat(paper.house.office, 80)}" if paper.house.office else ""
    mark = f" · {EDITIONS[paper.edition]}" if paper.edition else ""
    return Frame(
        sender=f"{flat(paper.municipality, 100)}{office}",
        kind=f"{KIND} (Entwurf{edition})",
        top=f"Entwurf{mark} · {flat(paper.subject, 80)}",
        bottom=f"{flat(paper.municipality, 60)} · Entwurf vom {paper.date} · Seite ",
        origin=f"Erstellt aus dem Datenstand vom {moment(paper.recorded_until)}, Prüfsumme (SHA-256): {checksum}",
    )


def head(paper: CouncilPaper) -> Grid:
    """What it is, whose it is, and by when it is asked for."""
    house = paper.house
    rows: list[tuple[str, str | Run | Line]] = [
        ("Kommune", paper.municipality),
        ("Dezernat oder Amt", house.office or gap("Dezernat oder Amt")),
        ("Art", KIND),
        ("Nummer", house.number or gap("Nummer der Vorlage")),
        ("Aktenzeichen", house.file_number or gap("Aktenzeichen")),
        ("Fassung", EDITIONS.get(paper.edition, "")),
        ("Entwurf vom", paper.date),
        ("Votum erbeten bis", day(paper.core.deadline)),
        ("Kerntext vom", moment(paper.core_of) if paper.core_of else "noch nicht festgeschrieben"),
        ("Hinweis", "Beispieldaten: Angaben darin sind erfunden" if paper.core.is_example else ""),
    ]
    return Grid("Angaben zur Vorlage", (), pairs(rows), "pairs")


def _stations(paper: CouncilPaper) -> Grid:
    """The Beratungsfolge; where the municipality said none, the bodies that are competent."""
    said = paper.house.stations or tuple(Station(name, None, True) for name in paper.bodies)
    handling = EDITIONS.get(paper.edition) or gap("öffentlich oder nichtöffentlich")
    rows = [
        cells(
            one.body,
            day(one.on) if one.on else gap("Datum und TOP"),
            handling,
            "Entscheidung" if one.decides else "Vorberatung",
        )
        for one in said
    ]
    if paper.body_missing and not any(one.decides for one in said):
        rows.append(cells(gap("zuständiges Gremium"), gap("Datum und TOP"), handling, "Entscheidung"))
    heads = ("Gremium", "Sitzung am", "Behandlung", "Aufgabe")
    return Grid("Beratungsfolge", heads, tuple(rows), "stations")


def _attachments(paper: CouncilPaper) -> list[Block]:
    if not paper.attachments:
        return [Heading(2, "Anlagen", "anlagen"), Text(line(gap("Anlagen, oder diesen Abschnitt löschen")))]
    named = (
        f"Anlage {n}: {one.title} (Datei {one.file})" for n, one in enumerate(paper.attachments, start=1)
    )
    return [Heading(2, "Anlagen", "anlagen"), Items(tuple(map(line, named)))]


def _finances(paper: CouncilPaper) -> list[Block]:
    fields = paper.core.fields
    found: list[Block] = [Heading(3, "Finanzen", "finanzen")]
    rows, sources, known = [], [], []
    for field in fields:
        costs = paper.costs.get(field.key)
        if costs is None:
            rows.append(cells(field.title, *[MISSING] * 4))
            continue
        rows.append(_line(field.title, costs))
        known += [costs] if costs.today is not None and costs.joint is not None else []
        sources.append(
            Text(
                line(
                    f"{field.title}: Zahlen {costs.confidence}, Stand {day(costs.date)}. Quelle: {costs.source}"
                )
            )
        )
    if len(known) > 1:
        rows.append(_sum(known, "Summe" if len(known) == len(fields) else "Summe, soweit erfasst"))
    heads = ("Feld", "Heute, je Jahr", "Gemeinsam, je Jahr", "Einmalig", "Ersparnis, je Jahr")
    found.append(Grid(f"Kosten: {paper.municipality}", heads, tuple(rows), "costs"))
    found += sources
    if len(known) < len(fields):
        found.append(Text(line(gap("fehlende Kosten der Kommune"))))
    if any(costs and (costs.saving or 0) < 0 for costs in paper.costs.values()):
        found.append(Text(line("Eine negative Ersparnis sind Mehrkosten gegenüber heute.")))
    for field in fields:
        if costs := paper.costs.get(field.key):
            found += effects.of_field(field, costs)
    found.append(Text(line(gap("Deckung im Haushalt: Produkt, Konto und Haushaltsjahr"))))
    return found


def _line(title: str, costs: Costs) -> tuple[Line, ...]:
    today, joint, saving = (
        MISSING if cents is None else euro(cents) for cents in (costs.today, costs.joint, costs.saving)
    )
    return cells(title, today, joint, euro(costs.one_off), saving)


def _sum(known: list[Costs], name: str) -> tuple[Line, ...]:
    today, joint, once = (
        sum(getattr(one, column) or 0 for one in known) for column in ("today", "joint", "one_off")
    )
    return cells(name, euro(today), euro(joint), euro(once), euro(today - joint))


def _competence(paper: CouncilPaper) -> list[Block]:
    body: str | Run = listing(paper.bodies) if paper.bodies else gap("zuständiges Gremium")
    law = paper.law or "Kommunalverfassung des Landes"
    if paper.law is None:  # a paper from before the law was kept by Land
        law = "§ 26 KrO NRW" if paper.is_county else "§ 41 GO NRW"
    advice = " (Hinweis, keine Rechtsberatung)" if paper.law else ""
    basis = gap(f"{law}{advice}, Zuständigkeitsordnung oder Hauptsatzung", "prüfen und ergänzen")
    return [
        Heading(2, "IV. Zuständigkeit", "zustaendigkeit"),
        Text(line("Zuständig: ", body, ". Grundlage: ", basis)),
    ]
