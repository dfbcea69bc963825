"""How lists of municipalities call their columns, official ones among them, and what a name in them says: "Coesfeld, Stadt".

Headers count without regard to case, spaces and signs: "Amtlicher Gemeindeschlüssel (AGS)" and "AGS" are one column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from initiatives.domain.kernel import tables
from initiatives.enums import OrganisationKind

# Our column -> what others call it, as `plain` makes it; of several in a file the first one counts.
NAMES = {
    "ags": ("ags", "amtlichergemeindeschlüssel", "amtlichergemeindeschlüsselags", "gemeindeschlüssel"),
    "ars": ("ars", "amtlicherregionalschlüssel", "amtlicherregionalschlüsselars", "regionalschlüssel"),
    "name": ("name", "gemeindename", "gemeinde", "kurzname", "ort"),
    "designation": ("designation", "amtlichebezeichnung", "bezeichnung", "langname"),
    "kind": ("kind", "art", "gebietsart", "gemeindeart"),
    "county_ags": ("countyags", "agsdeskreises", "agskreis", "kreisags", "kreisschlüssel"),
    "county": ("county", "kreis", "landkreis", "kreisname", "kreislandkreis"),
    "population": (
        *("population", "bevölkerunginsgesamt", "einwohnerinsgesamt", "bevölkerung", "einwohner"),
        *("einwohnerzahl", "bevölkerungszahl"),
    ),
    "population_date": (
        "populationdate",
        "stichtag",
        "bevölkerungsstand",
        "gebietsstand",
        "einwohnerstichtag",
    ),
    "latitude": ("latitude", "breite", "breitengrad", "geografischebreite"),
    "longitude": ("longitude", "länge", "längengrad", "geografischelänge"),
}
OF = {theirs: ours for ours, names in NAMES.items() for theirs in names}
# What stands behind the comma of an official name, or before the name in a designation.
KINDS = {
    "stadt": OrganisationKind.STADT,
    "hansestadt": OrganisationKind.STADT,
    "kreisstadt": OrganisationKind.STADT,
    "universitätsstadt": OrganisationKind.STADT,
    "landeshauptstadt": OrganisationKind.STADT,
    "gemeinde": OrganisationKind.GEMEINDE,
    "markt": OrganisationKind.GEMEINDE,
    "flecken": OrganisationKind.GEMEINDE,
}
DAY = re.compile(r"\b(am|zum|vom|stand)?\s*(?P<day>\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})", re.IGNORECASE)
COUNTY = {"kreis": "Kreis", "kr": "Kreis", "landkreis": "Landkreis", "lk": "Landkreis"}
LONG = {"m": "Markt", "st": "Stadt"}  # in Bavarian lists


@dataclass(frozen=True)
class Named:
    """What a name of a list says: "Coesfeld, Stadt" is Coesfeld, Stadt Coesfeld, of the kind stadt."""

    name: str
    designation: str  # "" where the list says nothing
    kind: str  # likewise


def plain(header: str) -> str:
    """A header without case, spaces, signs and a day that it names."""
    return tables.plain(DAY.sub("", header))


def day_in(header: str) -> str:
    """The day that a header names: "31.12.2022" of "Bevölkerung am 31.12.2022", "" where it names none."""
    found = DAY.search(header)
    return found["day"] if found else ""


def columns(header: Iterable[str]) -> list[str]:
    """Our name of each column of a file, its own (small) where we don't know it."""
    return [OF.get(plain(cell), cell.lower()) for cell in header]


def bare_county(name: str) -> str:
    """The name of a county without the word for it: "Landkreis Landshut", "Landshut, Kreis" and "LK Landshut" are one."""
    return re.sub(r"\b(landkreis|kreis|lk|kr)\b|[^a-zäöüß]", "", name.casefold())


def ags_of(regional_key: str) -> str:
    """The AGS that a regional key (ARS, twelve digits, of a county five or filled with zeros) holds; others as they are."""
    key = re.sub(r"\s", "", regional_key)
    if len(key) != 12 or not key.isdigit():
        return key
    return key[:5] if key.endswith("0000000") else key[:5] + key[9:]


def read(name: str, ags: str, kind: str, *, marks_towns: bool) -> Named:
    """What a name says, with its AGS and its kind, if that is known. Where a list `marks_towns`, a bare name is no town's."""
    bare, _, behind = (part.strip() for part in name.partition(","))
    word = LONG.get(behind.casefold(), behind)
    first = bare.split(" ")[0].casefold()
    if len(ags) == 5:
        return _county(bare, word, first, kind or OrganisationKind.KREIS)
    if word.casefold() in KINDS:
        town = KINDS[word.casefold()] == OrganisationKind.STADT
        own = OrganisationKind.KREISFREIE_STADT if town and ags.endswith("000") else KINDS[word.casefold()]
        kind, before = kind or own, "Kreisfreie Stadt" if own == OrganisationKind.KREISFREIE_STADT else word
        return Named(bare, f"{before} {bare}", kind)
    if behind:
        return Named(name, "", kind)
    if first in KINDS and " " in bare:
        return Named(bare.partition(" ")[2], bare, kind or KINDS[first])
    if not kind and marks_towns:
        kind = OrganisationKind.GEMEINDE
    known = kind in (OrganisationKind.GEMEINDE, OrganisationKind.STADT, OrganisationKind.KREISFREIE_STADT)
    return Named(bare, f"{OrganisationKind(kind).label} {bare}" if known else "", kind)


def _county(bare: str, behind: str, first: str, kind: str) -> Named:
    """ "Kreis Coesfeld" and "Coesfeld, Kreis" are Coesfeld; "Märkischer Kreis" is called nothing else."""
    if first in COUNTY and " " in bare:
        word, _, bare = bare.partition(" ")
        return Named(bare, f"{COUNTY[word.casefold()]} {bare}", kind)
    if behind.casefold() in COUNTY:
        return Named(bare, f"{COUNTY[behind.casefold()]} {bare}", kind)
    return Named(bare, bare if "kreis" in bare.casefold() else "", kind)


def marks_towns(names: Iterable[str]) -> bool:
    """Whether a list says of its towns that they are: then a bare name is a municipality's."""
    return any(", stadt" in name.casefold() or name.casefold().endswith(", st") for name in names)
