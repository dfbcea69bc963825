"""Agreements (Vereinbarungen) of a field, and the law of the Land that they stand under.

What follows of them (state, parties, deadlines, warnings) is worked out in `domain/rules/agreements.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from initiatives.domain.state.facts.organisations import OrganisationFacts
from initiatives.domain.state.facts.records import DocumentFacts, VersionFacts
from initiatives.enums.agreements import AgreementKind, PartyChange


class Dates(Protocol):
    """Law that holds from a day to a day; without the second it still does."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_until(self) -> date | None: ...


L = TypeVar("L", bound=Dates)


def valid(rows: Iterable[L], day: date) -> L | None:
    """The one of the rows that holds on a day."""
    held = (one for one in rows if one.valid_from <= day and (one.valid_until or date.max) >= day)
    return max(held, key=lambda one: one.valid_from, default=None)


@dataclass(frozen=True)
class LegalFormFacts:
    """A legal form with the duties that the law of its Land connects with it."""

    id: int
    key: str
    name: str
    paragraph: str
    needs_approval: bool = False
    needs_notice: bool = False
    needs_publication: bool = False
    fixes_cost_key: bool = False
    needs_matching_resolutions: bool = False
    has_members: bool = False


@dataclass(frozen=True)
class LegalTermFacts:
    """A period; `unit` is one of enums.TermUnit."""

    key: str
    value: int
    unit: str
    paragraph: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True)
class AuthorityFacts:
    has_county_or_free_city: bool
    name: str
    paragraph: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True)
class LawFacts:
    """The periods and authorities of a Land, by the first two digits of the AGS; "" where no municipality takes part."""

    land: str = ""
    terms: tuple[LegalTermFacts, ...] = ()
    authorities: tuple[AuthorityFacts, ...] = ()

    def term(self, key: str, day: date) -> LegalTermFacts | None:
        """The period of a kind that holds on a day; None where the Land has none recorded."""
        return valid((one for one in self.terms if one.key == key), day)

    def authority(self, *, has_county_or_free_city: bool, day: date) -> AuthorityFacts | None:
        """Who is competent on a day; None where the Land has none recorded."""
        fitting = (one for one in self.authorities if one.has_county_or_free_city == has_county_or_free_city)
        return valid(fitting, day)


NO_LAW = LawFacts()


@dataclass(frozen=True)
class PartyChangeFacts:
    organisation: OrganisationFacts
    change: str  # of enums.PartyChange
    role: str  # of enums.PartyRole; "" for who leaves
    effective_on: date  # from which day on the text says so; it takes effect with the day in force
    id: int = 0
    recorded_on: date | None = None


@dataclass(frozen=True)
class StageFacts:
    id: int
    kind: str  # of enums.StageKind
    organisation: OrganisationFacts | None  # who signed, who gave notice
    effective_on: date  # the day it happened
    recorded_on: date
    in_force_on: date | None = None  # the first day in force
    ends_on: date | None = None  # the last day in force
    gazette: str = ""
    issue_number: str = ""
    entry_number: str = ""
    note: str = ""
    link: str = ""
    hearing_on: date | None = None  # of an objection: the day set for the hearing
    document_id: int | None = None
    file: VersionFacts | None = None  # of the document, the version on which the stage was recorded


@dataclass(frozen=True)
class AgreementFacts:
    """An agreement, or an amendment or accession to the one of `amends_id`."""

    id: int
    title: str
    subject: str
    kind: str  # of enums.AgreementKind
    amends_id: int | None
    legal_form: LegalFormFacts | None
    legal_form_name: str  # where the law of the Land knows no row for it
    provider_id: int | None
    changes: tuple[PartyChangeFacts, ...]  # oldest first
    stages: tuple[StageFacts, ...]  # oldest first
    term_until: date | None
    is_unlimited: bool
    termination_rule: str
    notice_months: int | None
    review_on: date | None
    cost_clause: str
    documents: tuple[DocumentFacts, ...] = ()
    begins_on: date | None = None  # as the text says
    note: str = ""
    version: int = 1
    standard: str = ""  # the common standard that it fixes
    worded_on: date | None = None  # from which day on its texts are as they are
    began_on: date | None = None  # the first day of the record
    recorded_on: date | None = None

    @property
    def stands_alone(self) -> bool:
        """Whether it is an agreement of its own, not one that changes another."""
        return self.kind == AgreementKind.AGREEMENT

    @property
    def form_name(self) -> str:
        """The legal form in words, "" where none is named yet."""
        return self.legal_form.name if self.legal_form else self.legal_form_name

    @property
    def entering(self) -> tuple[OrganisationFacts, ...]:
        """Who enters by this instrument."""
        return tuple(one.organisation for one in self.changes if one.change == PartyChange.ENTERS)

    def stage(self, kind: str, organisation_id: int | None = None) -> StageFacts | None:
        """The last stage of a kind (of an organisation), None where there is none."""
        found = [
            one
            for one in self.stages
            if one.kind == kind
            and (organisation_id is None or (one.organisation and one.organisation.id == organisation_id))
        ]
        return found[-1] if found else None
