"""Mentions in comments: people by their role, municipalities as "@Gemeinde Nottuln" or "@Nottuln" in the text.

Invariant: who may not open the place, or not read the comment, can be neither chosen nor mentioned; a name that means
nobody here stays plain text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from initiatives.domain.talk import comment_places
from initiatives.domain.talk.comment_places import Place
from initiatives.enums import OrganisationKind, Role
from initiatives.models import Comment, CommentMention, Mandate, Organisation
from initiatives.models.german import InGerman


def mentionable(place: Place, *, by: Mandate, at: datetime, internal: bool = False) -> list[Mandate]:
    """Who can be mentioned by `by`: all who work at the place, in an internal comment the own colleagues."""
    found = comment_places.readers(place, at).order_by(InGerman("organisation__name"), "role", "pk")
    if internal:
        found = found.filter(organisation=by.organisation_id).exclude(role=Role.COUNTY_REPRESENTATIVE)
    return list(found)


def titles(mandates: Iterable[Mandate]) -> dict[int, str]:
    """How each person is called, by the number of the account; two of one role are told apart by their address."""
    first: dict[int, Mandate] = {}
    for mandate in mandates:
        first.setdefault(mandate.user_id, mandate)
    counted = Counter(mandate.title for mandate in first.values())
    return {
        number: mandate.title
        if counted[mandate.title] == 1
        else f"{mandate.title} ({mandate.user.email.partition('@')[0]})"
        for number, mandate in first.items()
    }


def in_text(text: str, organisations: Iterable[Organisation]) -> set[int]:
    """The organisations that a text names after an @, by designation or name.

    "@Coesfeld" is the town and "@Kreis Coesfeld" the county; in "post@nottuln.example" nobody is named.
    """
    ordered = sorted(organisations, key=lambda one: one.kind != OrganisationKind.KREIS)
    known = {one.name.casefold(): one.pk for one in ordered}
    known |= {one.designation.casefold(): one.pk for one in ordered}
    if not known:
        return set()
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    return {known[match[1]] for match in re.finditer(rf"(?<![\w@.])@({names})(?![\w-])", text.casefold())}


@dataclass(frozen=True)
class Named:
    """Whom a comment names that it did not name before, and who works where it stands and may read it."""

    people: set[int]  # accounts
    organisations: set[int]
    readers: list[Mandate]
    differs: bool  # from whom it named before


def store(comment: Comment, place: Place, chosen: Iterable[int], *, by: Mandate, at: datetime) -> Named:
    """Keep whom the comment names now: the `chosen` accounts, and the organisations in its text."""
    readers = mentionable(place, by=by, at=at, internal=comment.internal_to_id is not None)
    people = {m.user_id for m in readers} & set(chosen)
    organisations = in_text(comment.text, {m.organisation for m in readers if m.organisation})
    before = list(comment.mentions.all())
    gone = [m.pk for m in before if m.user_id not in people and m.organisation_id not in organisations]
    CommentMention.objects.filter(pk__in=gone).delete()
    new_people = people - {m.user_id for m in before}
    new_organisations = organisations - {m.organisation_id for m in before}
    CommentMention.objects.bulk_create(
        [CommentMention(comment=comment, user_id=number) for number in new_people]
        + [CommentMention(comment=comment, organisation_id=number) for number in new_organisations]
    )
    return Named(new_people, new_organisations, readers, bool(gone or new_people or new_organisations))
