"""What reports tell of agreements (Vereinbarungen): typed rows, part of those of a status report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from initiatives.snapshot.marks import NonPublic, Public


@dataclass(frozen=True)
class Party:
    """`since` is the day from which on it is party in this role; None while nothing is in force."""

    place: Public[str]  # Place.key
    role: Public[str]  # "leistet"
    since: Public[date | None]


@dataclass(frozen=True)
class Agreement:
    """An agreement of a field, or what changes one (`amends`), as far as it was on the as-of day."""

    key: Public[str]  # stays the same from report to report
    title: Public[str]
    kind: Public[str]  # "Vereinbarung", "Änderung", "Beitritt"
    amends: Public[str | None]  # Agreement.key
    form: Public[str]  # "Mandatierende öffentlich-rechtliche Vereinbarung", may be empty
    law: Public[str]  # "§§ 23–25 GkG NRW", may be empty
    state: Public[str]  # "in Kraft"
    since: Public[date | None]  # from which day on it is in this state
    in_force_on: Public[date | None]  # the first day in force, which may be still to come
    ends_on: Public[date | None]  # the last day in force, as far as it is known
    published_on: Public[date | None]
    gazette: Public[str]
    issue: Public[str]  # number of the gazette
    entry: Public[str]  # number of the entry in it
    parties: NonPublic[tuple[Party, ...]]
    published_parties: Public[tuple[Party, ...]]  # by what is published, and of those whose body has decided
    leaves: NonPublic[tuple[str, ...]]  # keys of places
    unsigned: NonPublic[tuple[str, ...]]  # who has to sign and has not
    due: NonPublic[str]  # what is due next, in words
    due_on: NonPublic[date | None]
    published_leaves: Public[tuple[str, ...]] = ()  # of those whose body has decided
