"""Agreements in a past course: drawn up, who was party, what happened to them; an agreement is named by its title."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from initiatives.domain.agreements import agreements, parties, stages
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean
from initiatives.domain.past.entries import Agreed, Happened, PartyOf
from initiatives.enums.agreements import AgreementKind
from initiatives.models import Agreement, Field, Mandate


def write(
    entry: Agreed | PartyOf | Happened, *, field: Field, reason: str, by: Mandate, at: datetime
) -> None:
    """Write one entry by the verb that everybody else uses. Raises Refused as that verb, and for a title that there is not."""
    shared: dict[str, Any] = {"effective_on": entry.day, "by": by, "at": at}
    if isinstance(entry, Agreed):
        amends = None if entry.kind == AgreementKind.AGREEMENT else _titled(field, entry.amends, "amends")
        agreements.draw_up(
            field=field,
            kind=entry.kind,
            title=entry.title,
            amends=amends,
            legal_form_id=entry.legal_form_id or (amends.legal_form_id if amends else None),
            provider_id=entry.provider.pk if entry.provider else None,
            cost_clause=entry.cost_clause,
            note=reason,
            past=True,
            **shared,
        )
    elif isinstance(entry, PartyOf):
        agreement = _titled(field, entry.title)
        parties.change(
            agreement=agreement,
            organisation=entry.organisation,
            change=entry.change,
            role=entry.role,
            **shared,
        )
    else:
        details = {"note": reason} | dict(entry.details)
        agreement = _titled(field, entry.title)
        stages.record(
            agreement=agreement,
            kind=entry.kind,
            organisation=entry.organisation,
            past=True,
            **details,
            **shared,
        )


def _titled(field: Field, title: str, name: str = "title") -> Agreement:
    """The agreement of the field that is called so, without a title the only one that stands alone."""
    rows = Agreement.objects.filter(field=field)
    title = clean(title)
    found = list(rows.filter(title__iexact=title) if title else rows.filter(amends=None))
    if len(found) == 1:
        return found[0]
    if title:
        fault = "gibt es hier nicht" if not found else "gibt es hier mehrmals"
        raise Refused(f"Eine Vereinbarung „{title}“ {fault}.", name)
    if not found:
        raise Refused("An diesem Tag gibt es hier noch keine Vereinbarung.", "day")
    raise Refused("Bitte nennen Sie den Titel der Vereinbarung.", name)
