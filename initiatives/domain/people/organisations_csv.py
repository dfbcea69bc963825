"""Organisations from a CSV file: all of it or nothing, and the same file twice changes nothing.

A row is recognised by its AGS, a third party by its designation. An empty cell leaves what is known. Lists that others
have made are read as they are, as far as `organisation_lists` knows their columns: of those AGS and name are enough.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.parsing import Unparsable, parse_date, parse_decimal, parse_whole
from initiatives.domain.kernel.texts import clean_line
from initiatives.domain.people import organisation_lists, organisations
from initiatives.domain.state.versions import state_change
from initiatives.enums import OrganisationKind
from initiatives.models import Mandate, Organisation

REQUIRED = ("ags", "name")
COLUMNS = (
    *REQUIRED,
    "designation",
    "kind",
    "county_ags",
    "population",
    "population_date",
    "latitude",
    "longitude",
)
MAX_BYTES = 1_000_000
MAX_LINES = 3_000
EXAMPLE = (
    ",".join(COLUMNS)
    + "\n05558032,Nottuln,Gemeinde Nottuln,gemeinde,05558,19901,2022-12-31,51.928018,7.352893\n"
)
MISSING = {
    "kind": "Ist das eine Gemeinde oder eine Stadt? Bitte geben Sie die Art an (Spalte „Art“) oder den Namen wie in "
    "amtlichen Listen: „Coesfeld, Stadt“.",
    "designation": "Diese Angabe fehlt (Spalte „Bezeichnung“).",
}
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
    cells: dict[str, str]  # by our names of the columns
    heads: Mapping[str, str]  # what the file calls them
    values: dict[str, Any] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)  # what the name says, for a row that is new
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
        heads = lines[0].heads
        named = [replace(fault, column=heads.get(fault.column, fault.column)) for fault in faults]
        raise Faulty(sorted(named, key=lambda fault: fault.line))
    return _write(lines, known, source, ignored, by, at)


def _read(data: bytes) -> tuple[list[Line], list[str]]:
    text = _decode(data)
    header_line = text.partition("\n")[0]
    delimiter = max(";,\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        typed = [clean_line(cell) for cell in next(reader, [])]
        header = organisation_lists.columns(typed)
        _check_header(typed, header)
        lines = []
        for cells in reader:
            if not any(clean_line(cell) for cell in cells):
                continue
            if len(cells) != len(header):
                message = f"Die Zeile hat {len(cells)} Spalten, die Kopfzeile {len(header)}."
                raise Faulty([Fault(reader.line_num, "", "", message)])
            found = dict(zip(header, map(clean_line, cells), strict=True))
            lines.append(Line(reader.line_num, found, dict(zip(header, typed, strict=True))))
    except csv.Error as error:
        message = "Diese Zeile ist nicht lesbar: Anführungszeichen fehlen oder stehen falsch."
        raise Faulty([Fault(reader.line_num, "", "", message)]) from error
    if not lines:
        raise Faulty([Fault(1, "", "", "Die Datei hat keine Zeile unter der Kopfzeile.")])
    if len(lines) > MAX_LINES:
        raise Faulty([Fault(MAX_LINES + 2, "", "", f"Die Datei hat mehr als {MAX_LINES} Zeilen.")])
    _complete(lines, typed, header)
    return lines, [
        name for name, ours in zip(typed, header, strict=True) if ours not in organisation_lists.NAMES
    ]


def _check_header(typed: list[str], header: list[str]) -> None:
    """Raise Faulty where a column that is needed is missing, with what was found, or one stands there twice."""
    known = {"ags": "AGS (auch: Gemeindeschlüssel, ARS)", "name": "Name (auch: Gemeindename, Gemeinde)"}
    missing = [name for name in REQUIRED if name not in header and (name, "ars" in header) != ("ags", True)]
    if missing:
        found = ", ".join(f"„{name}“" for name in typed if name) or "keine"
        message = f"Diese Spalte fehlt in der Kopfzeile. Gefunden: {found}."
        raise Faulty([Fault(1, known[name], "", message) for name in missing])
    twice = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
    if twice:
        heads = {
            name: ", ".join(t for t, h in zip(typed, header, strict=True) if h == name) for name in twice
        }
        raise Faulty(
            [Fault(1, heads[name], "", "Diese Spalte steht zweimal in der Kopfzeile.") for name in twice]
        )


def _complete(lines: list[Line], typed: list[str], header: list[str]) -> None:
    """Fill our columns from what official lists have instead: regional key, name with kind, a day in the header."""
    days = [organisation_lists.day_in(t) for t, h in zip(typed, header, strict=True) if h == "population"]
    marks_towns = organisation_lists.marks_towns(line.cells["name"] for line in lines)
    for line in lines:
        cells = line.cells
        cells["ags"] = cells.get("ags") or organisation_lists.ags_of(cells.get("ars", ""))
        if days and days[0] and not cells.get("population_date"):
            cells["population_date"] = days[0]
        kind = KINDS.get(cells.get("kind", "").lower())
        if kind == OrganisationKind.DRITTE or (cells.get("kind") and kind is None):
            continue
        said = organisation_lists.read(cells["name"], cells["ags"], kind or "", marks_towns=marks_towns)
        line.guessed = {"designation": said.designation, "kind": said.kind}
        if not cells.get("designation"):
            cells["name"] = said.name


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
        "designation": line.cells.get("designation"),
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
    if not line.cells["name"]:
        faults.append(Fault(line.number, "name", "", "Diese Angabe fehlt."))
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
        faults = self._guess(line)
        ags, designation = line.values.get("ags"), line.values.get("designation", "")
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

    def _guess(self, line: Line) -> list[Fault]:
        """Of a new row take what its name says for kind and designation; a fault for what is missing then.

        Municipalities called alike are told apart by their county: "Gemeinde Altdorf (Landkreis Landshut)".
        """
        ags, values = line.values.get("ags"), line.values
        if ags in self.by_ags and self.by_ags[ags].pk:
            return []
        faults = []
        for name, guessed in line.guessed.items():
            if name not in values and guessed:
                values[name] = guessed
        designation = values.get("designation", "").lower()
        taken = designation in self.by_designation or f"designation {designation}" in self.lines_of
        county = self.by_ags.get((ags or "")[:5])
        if taken and county and not line.cells.get("designation"):
            values["designation"] += f" ({county})"
        for name in ("kind", "designation"):
            if not values.get(name) and not line.cells.get(name):
                faults.append(Fault(line.number, name, "", MISSING[name]))
        return faults

    def check(self, line: Line, by: Mandate) -> list[Fault]:
        """Set the county of a line's row and say what is wrong with the row."""
        row = self.rows[line.number]
        county_ags = line.cells.get("county_ags", "") or self._county_of(row)
        if fault := self._other_county(line, county_ags):
            return [fault]
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

    def _county_of(self, row: Organisation) -> str:
        """The AGS of the county to which the AGS of a new municipality belongs, if that county is known."""
        without = row.kind in organisations.WITHOUT_COUNTY or not row.ags
        found = "" if row.pk or without else str(row.ags)[:5]
        return found if found in self.by_ags else ""

    def _other_county(self, line: Line, county_ags: str) -> Fault | None:
        """A county named in words that is another than the AGS says."""
        named, county = line.cells.get("county", ""), self.by_ags.get(county_ags)
        if not named or county is None:
            return None
        bare = organisation_lists.bare_county
        if bare(named) in {bare(county.name), bare(county.designation)}:
            return None
        message = f"Nach dem AGS gehört diese Kommune zu: {county} (AGS {county.ags})."
        return Fault(line.number, "county", named, message)


def _write(
    lines: list[Line], known: _Known, source: str, ignored: list[str], by: Mandate, at: datetime
) -> Outcome:
    added, changed, unchanged = [], [], 0
    counties_first = sorted(lines, key=lambda line: known.rows[line.number].kind != OrganisationKind.KREIS)
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
