"""The data of a report as plain tables: for the CSV files inside the PDF and for the spreadsheet. Cells are values, not HTML."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date

from initiatives.reports.figures.change_symbols import kinds
from initiatives.reports.status import unknown
from initiatives.reports.status.money_tables import money_tables
from initiatives.reports.status.sheets import Table, Value, each, of_field, table
from initiatives.snapshot.agreements import Agreement
from initiatives.snapshot.status_report import FieldState, InitiativeState, Label, StatusReport

FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def attached(snapshot: StatusReport) -> list[Table]:
    """What is attached to the PDF."""
    return [
        *(fields(snapshot), answers(snapshot), decisions(snapshot)),
        *money_tables(snapshot),
        changes(snapshot),
    ]


def all_tables(snapshot: StatusReport) -> list[Table]:
    """What stands in the spreadsheet, a sheet each."""
    return [
        *attached(snapshot),
        meetings(snapshot),
        conditions(snapshot),
        projects(snapshot),
        *([agreements(snapshot)] if any(f.agreements for _, f in each(snapshot)) else []),
    ]


def _word(labels: tuple[Label, ...], key: str | None) -> str:
    return next((label.word for label in labels if label.key == key), key or "")


def fields(snapshot: StatusReport) -> Table:
    labels = snapshot.labels

    def row(i: InitiativeState, f: FieldState) -> tuple[Value, ...]:
        last, stone = f.last_decision, f.milestone
        return (
            *of_field(i, f),
            f.phase,
            _word(labels.phases, str(f.phase)),
            f.phase_dates.get(str(f.phase)),
            _word(labels.side_states, f.side_state),
            unknown.word(f, "light", _word(labels.lights, f.light)),
            f.light_since,
            f.cause,
            f.measure,
            next((place.designation for place in i.places if place.key == f.lead), ""),
            f.contact,
            _members(f),
            last.body if last else "",
            last.date if last else None,
            last.result if last else "",
            stone.text if stone else "",
            stone.date if stone else None,
            f.aim,
            _word(labels.natures, f.nature),
            *(["; ".join(f"{one.what}: {one.reason}" for one in f.unknown)] if said else []),
        )

    said = snapshot.layout > 1
    heads = (
        "Abschnitt|Initiative|Nr.|Feld|Phase|Name der Phase|in der Phase seit|Ruhe oder Ende|Ampel|Ampel seit|Ursache|Maßnahme|"
        "Federführung|Kontakt|Beteiligte|Gremium des letzten Beschlusses|beschlossen am|Ergebnis|nächster Meilenstein|"
        "Meilenstein am|Ziel|Art"
    ) + ("|nicht bekannt" if said else "")
    return table("felder.csv", "Felder", "Stand der Felder", heads, (row(i, f) for i, f in each(snapshot)))


def _members(found: FieldState) -> int | None:
    """How many take part; None where nobody is known to."""
    number = sum(part == "participating" for part in found.participation.values())
    return None if not number and unknown.is_unknown(found, "participants") else number


def answers(snapshot: StatusReport) -> Table:
    labels = snapshot.labels
    rows = (
        (
            *of_field(i, f),
            place.designation,
            _word(labels.participations, f.participation[place.key])
            if place.key in f.participation
            else unknown.word(f, "participants", _word(labels.participations, "open")),
            _word(labels.stances, answer.stance)
            if answer
            else unknown.word(f, "answers", _word(labels.stances, "not_asked")),
            answer.date if answer else None,
            ("ja" if answer.provisional else "nein") if answer else "",
        )
        for i, f in each(snapshot)
        for place in i.places
        for answer in (f.answers.get(place.key),)
    )
    heads = "Abschnitt|Initiative|Nr.|Feld|Kommune|Beteiligung|Votum|Votum vom|vorläufig"
    return table("voten.csv", "Voten", "Beteiligung und Votum je Kommune und Feld", heads, rows)


def changes(snapshot: StatusReport) -> Table:
    letters = {i.key: i.letter for i in snapshot.initiatives}
    names = {(i.key, f.key): (f.number, f.title) for i, f in each(snapshot)}
    said = snapshot.layout > 1
    rows = (
        (
            letters.get(one.initiative, ""),
            *names.get((one.initiative, one.field or ""), (None, "")),
            kinds(snapshot.edition).get(one.kind, (one.kind, ""))[0],
            one.subject,
            one.old,
            one.new,
            *(["nachträglich erfasst" if one.late else "seither"] if said else []),
        )
        for one in snapshot.changes
    )
    heads = "Abschnitt|Nr.|Feld|Art|Gegenstand|bisher|jetzt" + ("|wann" if said else "")
    return table("veraenderungen.csv", "Veränderungen", "Veränderungen seit dem letzten Bericht", heads, rows)


def decisions(snapshot: StatusReport) -> Table:
    rows = (
        (
            *(*of_field(i, f), one.date, one.body, one.title, one.result, one.votes, one.paper, one.role),
            *("ja" if one.confirmed else "nein", one.carried, one.carried_by, "ja" if one.overdue else ""),
        )
        for i, f in each(snapshot)
        for one in f.decisions
    )
    heads = (
        "Abschnitt|Initiative|Nr.|Feld|Datum|Gremium|Gegenstand|Ergebnis|Stimmen|Vorlage|Art|bestätigt|"
        "Umsetzung|umzusetzen bis|überfällig"
    )
    return table("beschluesse.csv", "Beschlüsse", "Beschlüsse der Gremien, auch Vertagungen", heads, rows)


def agreements(snapshot: StatusReport) -> Table:
    def row(i: InitiativeState, f: FieldState, one: Agreement) -> tuple[Value, ...]:
        names = {place.key: place.designation for place in (*i.places, *i.parties)}
        parties = one.published_parties if snapshot.edition == "public" else one.parties
        told = "; ".join(f"{names.get(party.place, party.place)} ({party.role})" for party in parties)
        days = (one.since, one.published_on, one.in_force_on, one.ends_on)
        printed = (one.gazette, one.issue, one.entry)
        return (*of_field(i, f), one.title, one.kind, one.form, told, one.state, *days, *printed)

    heads = (
        "Abschnitt|Initiative|Nr.|Feld|Vereinbarung|Art|Rechtsform|Parteien|Stand|seit|veröffentlicht am|in Kraft ab|endet am|"
        "Amtsblatt|Nummer|laufende Nummer"
    )
    rows = (row(i, f, one) for i, f in each(snapshot) for one in f.agreements)
    return table(
        "vereinbarungen.csv", "Vereinbarungen", "Vereinbarungen, ihre Parteien und ihr Stand", heads, rows
    )


STATES = {"invited": "eingeladen", "running": "läuft", "closed": "abgeschlossen", "cancelled": "abgesagt"}


def meetings(snapshot: StatusReport) -> Table:
    def rows() -> Iterator[tuple[Value, ...]]:
        for i in snapshot.initiatives:
            numbers = {f.key: f.number for f in i.fields}
            for m in i.meetings:
                head = (
                    i.letter,
                    m.date,
                    m.title,
                    m.place,
                    STATES.get(m.state, m.state),
                    m.present,
                    m.invited or None,
                )
                yield (*head, m.result, None, "", "")
                for one in m.decisions:
                    adopted = "festgelegt" if one.adopted else "nicht angenommen"
                    yield (*head, one.text, numbers.get(one.field or ""), adopted, one.votes)

    heads = "Abschnitt|Datum|Treffen|Ort|Stand|anwesend|eingeladen|Ergebnis oder Festlegung|Feld|angenommen|Stimmen"
    return table("treffen.csv", "Treffen", "Treffen und Festlegungen", heads, rows())


def conditions(snapshot: StatusReport) -> Table:
    labels = snapshot.labels

    def row(i: InitiativeState, f: FieldState, check) -> tuple[Value, ...]:
        text = next((one.text for one in i.conditions if one.number == check.condition), "")
        return (
            *of_field(i, f),
            check.condition,
            text,
            _word(labels.checks, check.result),
            _word(labels.checks, check.computed),
            check.reason,
            check.overruled,
        )

    rows = (row(i, f, check) for i, f in each(snapshot) for check in f.checks)
    heads = (
        "Abschnitt|Initiative|Nr.|Feld|Bedingung|Rahmenbedingung|Ergebnis|errechnet|Grund|von Hand beurteilt"
    )
    return table(
        "rahmenbedingungen.csv", "Rahmenbedingungen", "Stand der Rahmenbedingungen je Feld", heads, rows
    )


def projects(snapshot: StatusReport) -> Table:
    rows = (
        (
            i.letter,
            one.date,
            one.title,
            one.proposed_by,
            one.state,
            one.answered,
            one.asked,
            ", ".join(f"{n} {word}" for word, n in one.replies.items())
            or ("nicht öffentlich" if snapshot.edition == "public" else ""),
        )
        for i in snapshot.initiatives
        for one in i.projects
    )
    heads = "Abschnitt|vorgelegt|Projektvorschlag|von|Stand|Antworten|Angesprochene|davon"
    return table(
        "projektvorschlaege.csv", "Projektvorschläge", "Projektvorschläge und Antworten", heads, rows
    )


def csv_of(table: Table) -> bytes:
    """Semicolons, UTF-8 with a mark, days and decimals as they are written here; no cell is read as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.heads)
    writer.writerows(map(_cell, row) for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> str | int:
    kinds: dict[type, Callable] = {
        date: lambda day: f"{day:%d.%m.%Y}",
        float: lambda number: f"{number:.2f}".replace(".", ","),
        int: lambda number: number,
        str: harmless,
    }
    return "" if value is None else kinds[type(value)](value)


def harmless(text: str) -> str:
    """A text that a spreadsheet would read as a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) else text
