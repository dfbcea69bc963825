"""A draft paper for a council in its order: head and costs of the one municipality around the core that all share."""

from __future__ import annotations

from initiatives.reports.council import core as council_core
from initiatives.reports.council import effects
from initiatives.reports.council.blocks import (
    Block,
    Grid,
    Heading,
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
from initiatives.reports.text import day, listing, moment
from initiatives.snapshot.council_paper import Costs, CouncilPaper

MISSING = "noch nicht erfasst"
COUNTS = "Ein Entwurf: Stellen in eckigen Klammern sind zu ergänzen oder zu löschen."


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
        Part(False, (head(paper), Text(line(COUNTS)))),
        shared[0],
        Part(False, tuple(_finances(paper))),
        shared[1],
        Part(False, tuple(_competence(paper))),
    ]


def head(paper: CouncilPaper) -> Grid:
    """Who deals with it, and what the municipality itself has to settle."""
    bodies: list[str | Run] = [f"{', '.join(paper.bodies)} "] if paper.bodies else []
    bodies += [gap("zuständiges Gremium benennen")] if paper.body_missing else []
    rows: list[tuple[str, str | Run | Line]] = [
        ("Kommune", paper.municipality),
        ("Beratung in", line(*bodies)),
        ("Sitzung", line(gap("Datum der Sitzung und Tagesordnungspunkt"))),
        ("Vorlage", line(gap("Nummer und Aktenzeichen"))),
        ("Behandlung", line(gap("öffentlich oder nichtöffentlich: legt die Kommune fest"))),
        ("Entwurf vom", paper.date),
        ("Votum erbeten bis", day(paper.core.deadline)),
        ("Kerntext vom", moment(paper.core_of) if paper.core_of else "noch nicht festgeschrieben"),
        ("Hinweis", "Beispieldaten: Angaben darin sind erfunden" if paper.core.is_example else ""),
    ]
    return Grid("Angaben zur Vorlage", (), pairs(rows), "pairs")


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
        found.append(Text(line(gap("Fehlende Kosten der Kommune ergänzen"))))
    if any(costs and (costs.saving or 0) < 0 for costs in paper.costs.values()):
        found.append(Text(line("Eine negative Ersparnis sind Mehrkosten gegenüber heute.")))
    for field in fields:
        if costs := paper.costs.get(field.key):
            found += effects.of_field(field, costs)
    found.append(Text(line(gap("Deckung im Haushalt: Produkt, Konto und Haushaltsjahr ergänzen"))))
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
    basis = gap(
        f"Rechtsgrundlage prüfen und ergänzen: {law}{advice}, Zuständigkeitsordnung oder Hauptsatzung"
    )
    return [
        Heading(2, "IV. Zuständigkeit", "zustaendigkeit"),
        Text(line("Zuständig: ", body, ". Grundlage: ", basis)),
    ]
