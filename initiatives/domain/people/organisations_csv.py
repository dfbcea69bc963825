"""Organisations from a CSV file: all of it or nothing, and the same file twice changes nothing.

A row is recognised by its AGS, a third party by its designation. An empty cell leaves what is known.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.parsing import Unparsable, parse_date, parse_decimal, parse_whole
from initiatives.domain.kernel.texts import clean
from initiatives.domain.people import organisations
from initiatives.domain.state.versions import state_change
from initiatives.enums import OrganisationKind
from initiatives.models import Mandate, Organisation

REQUIRED = ("ags", "name", "designation", "kind")
COLUMNS = (*REQUIRED, "county_ags", "population", "population_date", "latitude", "longitude")
MAX_BYTES = 1_000_000
MAX_LINES = 3_000
EXAMPLE = (
    ",".join(COLUMNS)
    + "\n05558032,Nottuln,Gemeinde Nottuln,gemeinde,05558,19901,2022-12-31,51.928018,7.352893\n"
)
KINDS = {word.lower(): kind for kind in OrganisationKind for word in (kind.value, kind.label)}


@dataclass(frozen=True)
class Fault:
    """One cell that cannot be taken over; `line` counts from 1, the header included."""

    line: int
    column: str
    value: str
    message: str


class Faulty(Refused):
    """The file has faults, and nothing of it was written."""

    def __init__(self, faults: list[Fault]):
        super().__init__("Die Datei wurde nicht eingelesen; es wurde nichts geändert.", "file")
        self.faults = faults


@dataclass
class Line:
    """A row of the file: the attributes to set, the row of the database, and the AGS of the county."""

    number: int
    cells: Mapping[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    population: tuple[date, int] | None = None


@dataclass(frozen=True)
class Outcome:
    """What an import did; `changed` names the attributes in words."""

    added: list[Organisation]
    changed: list[tuple[Organisation, str]]
    unchanged: int
    ignored: list[str]  # columns


@state_change()
def load(*, data: bytes, source: str, by: Mandate, at: datetime) -> Outcome:
    """Add and change organisations from a CSV file; `source` stands beside the figures of inhabitants.

    Raises Faulty with every fault of every line; then nothing is written.
    """
    lines, ignored = _read(data)
    faults: list[Fault] = []
    for line in lines:
        faults += _parse(line)
    known = _Known(lines)
    for line in lines:
        faults += known.place(line)
    faulty = {fault.line for fault in faults}
    known.unsure = [known.rows[number] for number in faulty]
    for line in lines:
        if line.number not in faulty:
            faults += known.check(line, by)
    if faults:
        raise Faulty(sorted(faults, key=lambda fault: fault.line))
    return _write(lines, known, source, ignored, by, at)


def _read(data: bytes) -> tuple[list[Line], list[str]]:
    text = _decode(data)
    header_line = text.partition("\n")[0]
    delimiter = max(";,\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [clean(cell).lower() for cell in next(reader, [])]
        missing = [name for name in REQUIRED if name not in header]
        if missing:
            raise Faulty([Fault(1, name, "", "Diese Spalte fehlt in der Kopfzeile.") for name in missing])
        twice = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
        if twice:
            raise Faulty(
                [Fault(1, name, "", "Diese Spalte steht zweimal in der Kopfzeile.") for name in twice]
            )
        lines = []
        for cells in reader:
            if not any(clean(cell) for cell in cells):
                continue
            if len(cells) != len(header):
                message = f"Die Zeile hat {len(cells)} Spalten, die Kopfzeile {len(header)}."
                raise Faulty([Fault(reader.line_num, "", "", message)])
            lines.append(Line(reader.line_num, dict(zip(header, map(clean, cells), strict=True))))
    except csv.Error as error:
        message = "Diese Zeile ist nicht lesbar: Anführungszeichen fehlen oder stehen falsch."
        raise Faulty([Fault(reader.line_num, "", "", message)]) from error
    if not lines:
        raise Faulty([Fault(1, "", "", "Die Datei hat keine Zeile unter der Kopfzeile.")])
    if len(lines) > MAX_LINES:
        raise Faulty([Fault(MAX_LINES + 2, "", "", f"Die Datei hat mehr als {MAX_LINES} Zeilen.")])
    return lines, [name for name in header if name not in COLUMNS]


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise Faulty([Fault(1, "", "", "Die Datei ist größer als 1 MB.")])
    if data.startswith(b"PK"):
        message = "Das ist eine Excel-Datei. Bitte speichern Sie sie als „CSV UTF-8“."
        raise Faulty([Fault(1, "", "", message)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data[: error.start].count(b"\n") + 1
        message = "Die Datei ist nicht in UTF-8 gespeichert. Bitte speichern Sie sie als „CSV UTF-8“."
        raise Faulty([Fault(number, "", "", message)]) from error
    if "\x00" in text:
        raise Faulty([Fault(1, "", "", "Das ist keine Textdatei.")])
    return text


def _parse(line: Line) -> list[Fault]:
    """Fill `values` and `population` of a line from its cells."""
    faults = []

    def take(column: str, parse: Any) -> Any:
        cell = line.cells.get(column, "")
        try:
            return parse(cell) if cell else None
        except Unparsable as error:
            faults.append(Fault(line.number, column, cell, str(error)))
            return None

    parsed = {
        "kind": take("kind", _kind),
        "name": line.cells["name"],
        "designation": line.cells["designation"],
        "ags": line.cells["ags"] or None,
        "latitude": take("latitude", _degrees),
        "longitude": take("longitude", _degrees),
    }
    line.values = {name: value for name, value in parsed.items() if value not in (None, "")}
    value, day = take("population", parse_whole), take("population_date", parse_date)
    if value is not None and day is None and not line.cells.get("population_date"):
        faults.append(Fault(line.number, "population_date", "", "Zur Einwohnerzahl fehlt der Stichtag."))
    if value is not None and day is not None:
        line.population = (day, value)
    for name in ("kind", "name", "designation"):
        if not line.cells[name]:
            faults.append(Fault(line.number, name, "", "Diese Angabe fehlt."))
    return faults


def _kind(cell: str) -> str:
    if cell.lower() not in KINDS:
        raise Unparsable(f"Diese Art gibt es nicht. Möglich sind: {', '.join(OrganisationKind.values)}.")
    return KINDS[cell.lower()].value


def _degrees(cell: str) -> Decimal:
    return round(parse_decimal(cell), 6)


class _Known:
    """All organisations, those of the file included, by AGS and by designation."""

    def __init__(self, lines: list[Line]):
        rows = list(Organisation.objects.select_related("county"))
        self.by_ags = {row.ags: row for row in rows if row.ags}
        self.by_designation = {row.designation.lower(): row for row in rows}
        self.lines_of: dict[str, int] = {}
        self.rows: dict[int, Organisation] = {}
        self.unsure: list[Organisation] = []  # of lines that have faults already
        self.before = {row.pk: {name: getattr(row, name) for name in organisations.LABELS} for row in rows}

    def place(self, line: Line) -> list[Fault]:
        """Find or make the row of a line; a fault where two lines or another row claim the same AGS or designation."""
        ags, designation = line.values.get("ags"), line.values.get("designation", "")
        faults = []
        for column, value in (("ags", ags), ("designation", designation)):
            key = f"{column} {value}".lower()
            if value and key in self.lines_of:
                message = f"Steht schon in Zeile {self.lines_of[key]}."
                faults.append(Fault(line.number, column, value, message))
            self.lines_of.setdefault(key, line.number)
        holder = self.by_designation.get(designation.lower())
        row = self.by_ags.get(ags) if ags else holder
        if holder and holder is not row and designation:
            message = f"Diese Bezeichnung hat schon eine andere Organisation (AGS {holder.ags or 'keiner'})."
            faults.append(Fault(line.number, "designation", designation, message))
        if row is None:
            row = Organisation()
            if ags:
                self.by_ags[ags] = row
        for name, value in line.values.items():
            setattr(row, name, value)
        self.rows[line.number] = row
        return faults

    def check(self, line: Line, by: Mandate) -> list[Fault]:
        """Set the county of a line's row and say what is wrong with the row."""
        row, county_ags = self.rows[line.number], line.cells.get("county_ags", "")
        if county_ags and county_ags not in self.by_ags:
            message = "Diesen Kreis gibt es weder in der Datei noch in der Anwendung."
            return [Fault(line.number, "county_ags", county_ags, message)]
        county = self.by_ags[county_ags] if county_ags else row.county
        if any(county is one for one in self.unsure):
            return []
        row.county = county
        found = organisations.own_faults(row, by)
        before = self.before.get(row.pk, {})
        if before and before["kind"] != row.kind and (kind_fault := organisations.kind_fault(row)):
            found["kind"] = kind_fault
        if before and by.organisation_id not in (None, row.pk, before["county"] and before["county"].pk):
            found["designation"] = f"Diese Organisation gehört nicht zu {by.organisation}."
        try:
            row.clean_fields(exclude=["ags", "county"])
        except ValidationError as error:
            found |= {name: " ".join(texts) for name, texts in error.message_dict.items()}
        columns = {"county": "county_ags"}
        return [
            Fault(line.number, columns.get(name, name), line.cells.get(columns.get(name, name), ""), message)
            for name, message in found.items()
        ]


def _write(
    lines: list[Line], known: _Known, source: str, ignored: list[str], by: Mandate, at: datetime
) -> Outcome:
    added, changed, unchanged = [], [], 0
    counties_first = sorted(lines, key=lambda line: line.values["kind"] != OrganisationKind.KREIS)
    for line in counties_first:
        row = known.rows[line.number]
        is_new = row.pk is None
        names = [] if is_new else _changed(row, known.before[row.pk], by, at)
        if is_new:
            organisations.add(row=row, by=by, at=at)
        if line.population:
            day, value = line.population
            told = organisations.record_population(
                organisation=row, day=day, value=value, source=source, by=by, at=at
            )
            names += ["Einwohnerzahl"] if told else []
        if is_new:
            added.append(row)
        elif names:
            changed.append((row, ", ".join(names)))
        else:
            unchanged += 1
    return Outcome(added, changed, unchanged, ignored)


def _changed(row: Organisation, before: Mapping[str, Any], by: Mandate, at: datetime) -> list[str]:
    """Update a row that differs from `before`; the names of what changed, in words."""
    changed = {
        name: (value, getattr(row, name)) for name, value in before.items() if getattr(row, name) != value
    }
    if changed:
        organisations.change(row=row, changed=changed, by=by, at=at)
    return [organisations.LABELS[name] for name in changed]
