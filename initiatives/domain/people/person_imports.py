"""Many people with their mandates from one list: looked at row by row first, then taken over as a whole.

Invariants: looking changes nobody, and is recorded, since it tells who has an account elsewhere; what is taken over is what
was looked at, or nothing; a row with a fault is left out only where that was said. The same list a second time changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.parsing import Unparsable, parse_date
from initiatives.domain.kernel.tables import Fault
from initiatives.domain.log import account_records
from initiatives.domain.log.account_records import Origin
from initiatives.domain.people import homes, mandates, people, person_lists
from initiatives.domain.people.person_lists import Places
from initiatives.domain.state.versions import state_change
from initiatives.enums import RecordKind
from initiatives.models import Mandate, Organisation, User

LONGEST = {"email": 254, "name": 200, "telephone": 50}  # characters
TAKEN = ("role", "organisation", "body", "initiative", "valid_from", "valid_until")  # over from a row
Row = tuple[int, dict[str, str]]  # number in the file, cells by our columns

NEW, FURTHER, OFFERED, KNOWN, FAULTY = "new", "further", "offered", "known", "faulty"
LABELS = {
    "email": "E-Mail",
    "name": "Name",
    "telephone": "Telefon",
    "role": "Rolle",
    "organisation": "Organisation",
    "ags": "AGS",
    "body": "Gremium",
    "initiative": "Initiative",
    "valid_from": "gültig ab",
    "valid_until": "gültig bis",
}
CHANGED = (
    "Inzwischen hat sich etwas geändert, das diese Liste betrifft. Es wurde nichts übernommen; "
    "was jetzt geschähe, steht hier."
)


@dataclass
class Line:
    """A row with what it says, what would come of it, and what is wrong with it; `mandate` is not stored."""

    number: int
    cells: dict[str, str]
    email: str = ""
    name: str = ""
    mandate: Mandate | None = None
    faults: list[Fault] = field(default_factory=list)
    outcome: str = FAULTY
    user: User | None = None
    is_elsewhere: bool = False  # whether others decide on the account

    def blame(self, column: str, message: str) -> None:
        """Note what is wrong with a cell."""
        self.faults.append(
            Fault(self.number, LABELS.get(column, column), self.cells.get(column, ""), message)
        )


@dataclass(frozen=True)
class Taken:
    """What came of a list: the people who are new, and the outcome of each row."""

    new: list[User]
    outcomes: list[str]


def look(rows: Iterable[Row], *, by: Mandate, at: datetime) -> list[Line]:
    """What would come of each row. The number of queries does not depend on how many there are."""
    places = Places(by)
    lines = [_parse(number, cells, places, by, at) for number, cells in rows]
    known = _Known(lines, by)
    for line in lines:
        if not line.faults:
            known.place(line)
    return lines


def note_look(*, lines: Sequence[Line], by: Mandate, origin: Origin, at: datetime) -> None:
    """Write into the record that a list was looked at: how many rows, and of how many people it told a home elsewhere."""
    elsewhere = len({line.email for line in lines if line.is_elsewhere})
    rows = "1 Zeile" if len(lines) == 1 else f"{len(lines)} Zeilen"
    told = f"Liste von Personen angesehen: {rows}, {elsewhere} mit Konto und anderer Heimat"
    account_records.note(
        kind=RecordKind.PERSON, subject=told, by=by, organisation=by.organisation, origin=origin, at=at
    )


def _parse(number: int, cells: dict[str, str], places: Places, by: Mandate, at: datetime) -> Line:
    line = Line(number, cells)

    def take(column: str, parse: Callable[[str], Any]) -> Any:
        cell = cells.get(column, "")
        if cell.startswith("="):
            line.blame(column, "Hier steht eine Formel. Bitte setzen Sie den Wert ein, den sie ergibt.")
            return None
        try:
            return parse(cell) if cell else None
        except (Unparsable, Refused) as error:
            line.blame(column, str(error))
            return None

    line.email = take("email", people.checked_address) or ""
    line.name = _name(cells)
    texts = {"email": line.email, "name": line.name, "telephone": cells.get("telephone", "")}
    for column, longest in LONGEST.items():
        if len(texts[column]) > longest:
            line.blame(column, f"Das ist länger als {longest} Zeichen.")
    role = take("role", person_lists.role_of)
    place = "organisation" if cells.get("organisation") else "ags"
    organisation = take(
        place, lambda cell: places.organisation(cells.get("organisation", ""), cells.get("ags", ""))
    )
    is_lost = bool(cells.get(place)) and organisation is None
    body = None if is_lost else take("body", lambda cell: places.body(cell, organisation))
    values = {
        "role": role,
        "organisation": organisation or (body.organisation if body else None),
        "body": body,
        "initiative": take("initiative", places.initiative),
        "valid_from": take("valid_from", parse_date) or day_of(at),
        "valid_until": take("valid_until", parse_date),
    }
    for column in ("email", "role"):
        if not cells.get(column):
            line.blame(column, "Diese Angabe fehlt.")
    if not line.faults:
        line.mandate = Mandate(**values)
        for column, message in mandates.faults(line.mandate, by).items():
            line.blame(column, message)
    return line


def _name(cells: dict[str, str]) -> str:
    both = (cells.get("first_name", ""), cells.get("last_name", ""))
    return cells.get("name", "") or " ".join(part for part in both if part)


class _Known:
    """The people whom the rows name, with what they hold, and the rows that were looked at before."""

    def __init__(self, lines: Iterable[Line], by: Mandate) -> None:
        addresses = {line.email for line in lines if line.email}
        found = User.objects.filter(email__in=addresses).select_related("home").prefetch_related("mandates")
        self.users, self.by = {user.email: user for user in found}, by
        self.before: dict[str, list[Line]] = defaultdict(list)

    def place(self, line: Line) -> None:
        """Say what would come of a row."""
        assert line.mandate is not None, "Only rows without a fault are placed."
        line.user = user = self.users.get(line.email)
        self._compare(line, line.mandate)
        if user is None and (before := self.before[line.email]) and (first := before[0].mandate):
            self._check_home(line, line.mandate, first.organisation, True)
        outcome = NEW if user is None else self._of_known(line, line.mandate, user)
        if not line.faults:
            line.outcome = outcome
            self.before[line.email].append(line)

    def _of_known(self, line: Line, row: Mandate, user: User) -> str:
        is_own = homes.gives_at_once(by=self.by, user=user)
        line.is_elsewhere = not is_own
        if is_own and not user.is_active:
            line.blame("email", "Das Konto zu dieser Adresse ist gesperrt.")
        alike = [one for one in user.mandates.all() if _clash(one, row)]
        if any(_holds(one, row) for one in alike):
            return KNOWN
        if alike:
            line.blame("valid_from", mandates.already(alike[0]))
        self._check_home(line, row, user.home, is_own)
        return FURTHER if is_own else OFFERED

    def _check_home(self, line: Line, row: Mandate, home: Organisation | None, at_once: bool) -> None:
        if fault := homes.fault(row, home=home, at_once=at_once):
            line.blame("role", fault)

    def _compare(self, line: Line, row: Mandate) -> None:
        """With the rows of the same person before."""
        for other in self.before[line.email]:
            if other.mandate and _clash(other.mandate, row):
                line.blame("email", f"Dasselbe Mandat dieser Person steht schon in Zeile {other.number}.")
                return
            if other.name and line.name and other.name != line.name:
                line.blame(
                    "name", f"In Zeile {other.number} heißt die Person mit dieser Adresse „{other.name}“."
                )
                return


def _clash(one: Mandate, other: Mandate) -> bool:
    """Whether two are the same mandate at the same time."""
    if one.state not in mandates.STANDING:
        return False
    alike = all(
        getattr(one, name) == getattr(other, name)
        for name in ("role", "organisation_id", "body_id", "initiative_id")
    )
    return alike and one.valid_from <= _last(other) and other.valid_from <= _last(one)


def _holds(one: Mandate, other: Mandate) -> bool:
    """Whether the days of one mandate hold those of the other."""
    return one.valid_from <= other.valid_from and _last(other) <= _last(one)


def _last(one: Mandate) -> date:
    return one.valid_until or date.max


@state_change()
def take_over(
    *, rows: Sequence[Row], seen: Sequence[str], leaves_out: bool, by: Mandate, at: datetime
) -> Taken:
    """Admit and grant what the rows say; `seen` are the outcomes that were looked at, row by row.

    Raises Refused, and writes nothing, where the outcome of a row is another one by now, where rows have faults and are not
    to be left out, and where nothing is left to be done.
    """
    lines = look(rows, by=by, at=at)
    outcomes = [line.outcome for line in lines]
    if outcomes != list(seen):
        raise Refused(CHANGED)
    if FAULTY in outcomes and not leaves_out:
        raise Refused(
            "Bitte berichtigen Sie die fehlerhaften Zeilen, oder bestätigen Sie, dass sie wegbleiben.",
            "leaves_out",
        )
    if not {NEW, FURTHER, OFFERED} & set(outcomes):
        raise Refused("In dieser Liste ist nichts zu übernehmen.")
    wanted = [line for line in lines if line.outcome not in (FAULTY, KNOWN)]
    names = {line.email: line.name for line in reversed(wanted) if line.name}
    telephones = {
        line.email: line.cells["telephone"] for line in reversed(wanted) if "telephone" in line.cells
    }
    new: dict[str, User] = {}
    for line in wanted:
        values = {name: getattr(line.mandate, name) for name in TAKEN}
        if line.user:
            mandates.grant(user=line.user, known_as=line.email, by=by, at=at, **values)
        elif line.email in new:
            mandates.grant(user=new[line.email], is_invited=True, by=by, at=at, **values)
        else:
            account = {"name": names.get(line.email, ""), "telephone": telephones.get(line.email, "")}
            user, is_new = people.admit(email=line.email, mandate=values, by=by, at=at, **account)
            if not is_new:
                raise Refused(CHANGED)
            new[line.email] = user
    return Taken(list(new.values()), outcomes)
