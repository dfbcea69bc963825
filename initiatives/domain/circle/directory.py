"""The directory (Verzeichnis) of an initiative: who acts for which organisation, and for whom nobody acts.

Invariant: it names those who act (delegates, deputies, the county's representative), nobody else.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from initiatives import german
from initiatives.domain.state.facts import InitiativeFacts, OrganisationFacts
from initiatives.enums import JOINING_SINGLY, Role
from initiatives.models import Mandate
from initiatives.models.german import InGerman

ACTING = (Role.DELEGATE, Role.DEPUTY, Role.COUNTY_REPRESENTATIVE)


@dataclass(frozen=True)
class Entry:
    """A person who acts for an organisation; where nobody does, `email` is empty and `role` says what is missing."""

    organisation: OrganisationFacts
    role: str
    convenes: bool
    fields: tuple[str, ...]  # of who takes part in single ones only: those that it has joined
    name: str = ""
    email: str = ""
    telephone: str = ""
    until: date | None = None

    @property
    def place(self) -> str:
        return self.organisation.name

    @property
    def person(self) -> str:
        return self.name or self.email

    def fits(self, words: list[str]) -> bool:
        """Whether all the words stand somewhere in the entry, as the search finds them."""
        texts = (
            self.organisation.designation,
            self.role,
            self.name,
            self.email,
            self.telephone,
            *self.fields,
        )
        whole = german.folded("\n".join(texts))
        return all(german.folded(word) in whole for word in words)


def entries(*, facts: InitiativeFacts, day: date) -> list[Entry]:
    """All participants, the invited county and third parties with those who act for them on `day`, in one query."""
    joined = _joined(facts)
    listed = [o for o in facts.organisations.values() if o.takes_part or o == facts.county or o.id in joined]
    acting = _acting(facts, [o.id for o in listed], day)
    found = []
    for one in listed:
        convenes, fields = one == facts.convening, tuple(joined.get(one.id, ()))
        for mandate in acting[one.id]:
            user = mandate.user
            found.append(
                Entry(
                    one,
                    mandate.get_role_display(),
                    convenes,
                    fields,
                    user.name,
                    user.email,
                    user.telephone,
                    mandate.valid_until,
                )
            )
        if not acting[one.id]:
            found.append(Entry(one, _missing(facts, one), convenes, fields))
    return found


def _joined(facts: InitiativeFacts) -> dict[int, list[str]]:
    """The fields of each that has joined single ones: third parties, counties."""
    found = defaultdict(list)
    for field in facts.fields:
        for one in field.taking_part():
            if one.organisation.kind in JOINING_SINGLY and not one.organisation.takes_part:
                found[one.organisation.id].append(field.title)
    return found


def _acting(facts: InitiativeFacts, ids: list[int], day: date) -> dict[int, list[Mandate]]:
    rows = Mandate.objects.valid_on(day).filter(
        Q(initiative_id=None) | Q(initiative_id=facts.id),
        role__in=ACTING,
        organisation_id__in=ids,
        user__is_active=True,
    )
    found = defaultdict(list)
    for row in rows.select_related("user").order_by("role", InGerman("user__name"), "user__email"):
        found[row.organisation_id].append(row)
    return found


def _missing(facts: InitiativeFacts, organisation: OrganisationFacts) -> str:
    invited = organisation == facts.county and not organisation.takes_part
    return "ohne Vertreter/in" if invited else "ohne Beauftragte/n"


def administrators(*, facts: InitiativeFacts, day: date) -> list[str]:
    """Whom to ask for a mandate: the addresses of the county's administrators, else of the installation's."""
    held = Mandate.objects.valid_on(day).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    rows = list(held.select_related("user").order_by("user__email"))
    county = facts.county.id if facts.county else None
    own = [row.user.email for row in rows if row.organisation_id == county]
    return own or [row.user.email for row in rows if row.organisation_id is None]


def of_person(*, mandates: list[Mandate]) -> list[Mandate]:
    """Those of a person's mandates under which others find them in a directory."""
    return [mandate for mandate in mandates if mandate.role in ACTING]
