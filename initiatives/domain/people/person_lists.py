"""How lists of people call their columns and roles, and which organisation, body or initiative a cell of them means.

Headers and words count without regard to case, spaces and signs: "E-Mail-Adresse", "Beauftragte/r" and "beauftragter" are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TypeVar

from initiatives import german
from initiatives.domain.kernel import tables
from initiatives.domain.kernel.parsing import Unparsable
from initiatives.domain.kernel.tables import plain
from initiatives.domain.people.organisations import covers
from initiatives.enums import Role
from initiatives.models import Body, Initiative, Mandate, Organisation

T = TypeVar("T", Organisation, Body, Initiative)
MAX_ROWS = 1_000
SUGGESTED = 3  # to an unknown name
LOOKED_FOR = 50  # unknown names for which suggestions are made; each takes a look at all organisations

# Our column -> what others call it, as `plain` makes it.
NAMES = {
    "email": ("email", "emailadresse", "mail", "mailadresse"),
    "name": ("name", "vorundnachname", "vorundzuname", "person", "vollständigername"),
    "first_name": ("vorname",),
    "last_name": ("nachname", "familienname", "zuname"),
    "telephone": ("telephone", "telefon", "telefonnummer", "tel", "telnr", "rufnummer"),
    "role": ("role", "rolle", "funktion", "mandat"),
    "organisation": ("organisation", "kommune", "gemeinde", "stadt", "behörde", "gebietskörperschaft"),
    "ags": ("ags", "amtlichergemeindeschlüssel", "amtlichergemeindeschlüsselags", "gemeindeschlüssel"),
    "body": ("body", "gremium", "ausschuss"),
    "initiative": ("initiative", "nurfürdieinitiative", "nurfürinitiative"),
    "valid_from": ("validfrom", "gültigab", "ab", "beginn", "gültigvon", "von", "erstertag", "mandatab"),
    "valid_until": ("validuntil", "gültigbis", "bis", "ende", "letztertag", "mandatbis"),
}
OF = {theirs: ours for ours, names in NAMES.items() for theirs in names}
NEEDED = {"email": "E-Mail (auch: E-Mail-Adresse, Mail)", "role": "Rolle (auch: Funktion, Mandat)"}
TEMPLATE = (
    *("E-Mail", "Name", "Telefon", "Rolle", "Organisation"),
    *("Gremium", "Initiative", "gültig ab", "gültig bis"),
)
SPELLED = {
    Role.DELEGATE: ("beauftragte", "delegierte", "delegierter"),
    Role.DEPUTY: (
        "stellvertreter",
        "stellvertreterin",
        "stellvertretender",
        "stellvertretende",
        "vertretung",
    ),
    Role.READER: ("lesende", "lesend"),
    Role.COUNTY_REPRESENTATIVE: (
        *("kreisvertretung", "kreisvertreter", "kreisvertreterin", "vertretungdeskreises"),
        *("vertreterdeskreises", "vertreterin", "vertreter"),
    ),
    Role.COUNCIL_MEMBER: (
        *("mitgliedeinesgremiums", "gremienmitglied", "ratsmitglied", "ratsfrau", "ratsherr"),
        *("kreistagsmitglied", "ausschussmitglied"),
    ),
    Role.ADMINISTRATOR: ("administration", "administrator", "administratorin", "fachadministrator"),
}
ROLES = {word: role for role, words in SPELLED.items() for word in (*words, plain(role.label), plain(role))}


def read(data: bytes) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """The rows of a CSV or XLSX file with their numbers, by our columns, and the columns that it has besides.

    Raises Faulty where it is no such list.
    """
    records = tables.read(data, at_most=MAX_ROWS)
    typed = records[0].cells if records else []
    header = [OF.get(plain(cell), cell.lower()) for cell in typed]
    missing = {name: words for name, words in NEEDED.items() if name not in header}
    tables.check_header(typed, header, missing=missing, ours=NAMES)
    rows = [
        (number, {name: " ".join(cells[name].split()) for name in NAMES if cells.get(name)})
        for number, cells in tables.rows(records, header, at_most=MAX_ROWS)
    ]
    return rows, [name for name, ours in zip(typed, header, strict=True) if name and ours not in NAMES]


def role_of(cell: str) -> Role:
    """The role that a word means. Raises Unparsable."""
    role = ROLES.get(plain(cell))
    if role is None:
        known = ", ".join(one.label for one in Role)
        raise Unparsable(f"Diese Rolle gibt es nicht. Möglich sind: {known}.")
    return role


class Places:
    """The organisations, bodies and initiatives of an administrator's reach, by what a list calls them."""

    def __init__(self, by: Mandate) -> None:
        self.by = by
        everywhere = list(Organisation.objects.all())
        self.organisations = _index(everywhere, lambda row: (row.designation, row.label))
        self.by_ags = {row.ags: row for row in everywhere if row.ags}
        within = [row for row in everywhere if covers(by, row)]
        self.spelled = {
            word: row for row in within for word in (row.label.casefold(), row.designation.casefold())
        }
        bodies = Body.objects.filter(organisation__in=Organisation.objects.under(by))
        self.bodies = list(bodies.select_related("organisation"))
        initiatives = Initiative.objects.under(by)
        self.initiatives = _index(initiatives, lambda row: (row.title, row.short_title))
        self.looked_for: set[str] = set()

    def organisation(self, cell: str, ags: str) -> Organisation:
        """Which one a name, a designation or an AGS means. Raises Unparsable, with what is spelled alike."""
        named = self._by_key(cell) or self.organisations.get(cell.casefold(), [])
        if ags:
            key = self._by_key(ags)
            if not key:
                raise Unparsable(f"Den AGS {ags} hat keine Organisation.")
            if cell and key[0] not in named:
                raise Unparsable(f"Der AGS {ags} gehört zu: {key[0]}. Die Organisation heißt hier anders.")
            named = key
        if not named:
            raise Unparsable(f"Diese Organisation gibt es nicht.{self._alike(cell)}")
        if len(named) > 1:
            raise Unparsable(
                f"So heißen mehrere: {_listed(named)}. Bitte nennen Sie die amtliche Bezeichnung."
            )
        if not covers(self.by, named[0]):
            raise Unparsable(
                f"Ihr Mandat umfasst nur Organisationen {self.by.acts_for.of} und seiner Kommunen."
            )
        return named[0]

    def _by_key(self, cell: str) -> list[Organisation]:
        """By AGS, of which a spreadsheet may have taken the zero at the beginning."""
        if not (cell.isascii() and cell.isdigit()):
            return []
        row = self.by_ags.get(cell.zfill(8 if len(cell) > 5 else 5))
        return [row] if row else []

    def _alike(self, cell: str) -> str:
        word = cell.casefold()
        if word not in self.looked_for and len(self.looked_for) >= LOOKED_FOR:
            return ""
        self.looked_for.add(word)
        alike = {self.spelled[found] for found in get_close_matches(word, self.spelled, SUGGESTED * 2, 0.7)}
        found = sorted(alike, key=lambda row: german.by(row.designation))[:SUGGESTED]
        return f" Meinten Sie: {_listed(found)}?" if found else ""

    def body(self, cell: str, organisation: Organisation | None) -> Body:
        """Which body a name means, of an organisation where one is named. Raises Unparsable."""
        word = cell.casefold()
        alike = [
            row
            for row in self.bodies
            if word in (row.name.casefold(), row.label.casefold(), str(row).casefold())
        ]
        own = [row for row in alike if organisation is None or row.organisation_id == organisation.pk]
        if len(own) == 1:
            return own[0]
        if own:
            raise Unparsable("So heißen mehrere Gremien. Bitte nennen Sie dazu die Organisation.")
        if alike and organisation:
            raise Unparsable(f"Dieses Gremium gehört nicht zu {organisation}.")
        there = [row for row in self.bodies if organisation is None or row.organisation_id == organisation.pk]
        of = f" bei {organisation}" if organisation else ""
        known = (
            f" Es gibt dort: {', '.join(row.name for row in there[:8])}." if organisation and there else ""
        )
        raise Unparsable(f"Dieses Gremium gibt es{of} nicht.{known}")

    def initiative(self, cell: str) -> Initiative:
        """Which initiative a title or short title means. Raises Unparsable."""
        found = self.initiatives.get(cell.casefold(), [])
        if len(found) != 1:
            raise Unparsable("So heißen mehrere Initiativen." if found else "Diese Initiative gibt es nicht.")
        return found[0]


def _index(rows: Iterable[T], words) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        for word in {one.casefold() for one in words(row) if one}:
            found[word].append(row)
    return found


def _listed(rows: Iterable[Organisation]) -> str:
    return " oder ".join(str(row) for row in rows)
