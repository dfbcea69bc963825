"""What can be commented on: where it is, how it is called, and who may open it.

A kind is the name of the target's model, as in `Comment`; `SLUGS` are the same in addresses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import notice_access
from initiatives.enums import JOINING_SINGLY, Participation, Role
from initiatives.models import (
    Ask,
    Field,
    FieldParticipation,
    Initiative,
    InitiativeParticipant,
    Mandate,
    Meeting,
    Organisation,
    Proposal,
    Report,
    Round,
    Step,
)
from initiatives.models.meetings import told_to
from initiatives.models.subselects import KEPT, subselect

SLUGS = {
    "initiative": "initiative",
    "feld": "field",
    "schritt": "step",
    "votum": "ask",
    "projektvorschlag": "proposal",
    "treffen": "meeting",
    "bericht": "report",
}
DELEGATES = (Role.DELEGATE, Role.DEPUTY)


@dataclass(frozen=True)
class Place:
    """A target of comments. `words` go on from "Kommentar": "zum Arbeitsschritt „Vertrag prüfen“"."""

    kind: str
    row: Any
    field: Field | None
    page: tuple[str, int]  # route and number
    words: str

    @property
    def slug(self) -> str:
        return next(slug for slug, kind in SLUGS.items() if kind == self.kind)

    @cached_property
    def initiatives(self) -> list[Initiative]:
        """One; of a report all that it tells of."""
        if self.kind == "report":
            return list(self.row.initiatives.all())
        return [self.row if self.kind == "initiative" else (self.field or self.row).initiative]

    @property
    def audience(self) -> Organisation | None:
        """Who alone may learn of it: a meeting to which nobody is invited yet is the host's."""
        if self.kind == "meeting" and self.row.starts_at and not self.row.invited_at:
            return self.row.host
        return None


def of(row: Model) -> Place:
    """The place of a row of one of the seven models."""
    kind = str(row._meta.model_name)
    field, page, words = MAKE[kind](row)
    return Place(kind, row, field, page, words)


MAKE: dict[str, Callable[[Any], tuple[Field | None, tuple[str, int], str]]] = {
    "initiative": lambda row: (None, ("initiative", row.pk), f"zur Initiative „{row.title}“"),
    "field": lambda row: (row, ("field", row.pk), f"zum Feld „{row.title}“"),
    "step": lambda row: (row.field, ("field", row.field_id), f"zum Arbeitsschritt „{row.title}“"),
    "ask": lambda row: (
        row.field,
        ("position", row.pk),
        f"zum Votum {row.organisation.of}: {row.field.title}",
    ),
    "proposal": lambda row: (row.field, ("proposal", row.pk), f"zum Projektvorschlag „{row.title}“"),
    "meeting": lambda row: (None, ("meeting", row.pk), f"zum Treffen „{row.title}“"),
    "report": lambda row: (None, ("report", row.pk), f"zum Statusbericht: {row.body}"),
}


def visible(kind: str, mandate: Mandate | None) -> QuerySet:
    """The rows of a kind that a mandate may open; none for council members, who read reports but no comments."""
    if mandate is None or mandate.role == Role.COUNCIL_MEMBER:
        return Initiative.objects.none()
    seen = Initiative.objects.visible_to(mandate)
    if kind == "meeting":
        meetings = Meeting.objects.filter(told_to(mandate), initiative__in=seen)
        return meetings.select_related("initiative__convening", "mandate__organisation")
    rows: dict[str, QuerySet] = {
        "initiative": Initiative.objects.filter(pk__in=seen.order_by().values("pk")),
        "field": Field.objects.filter(initiative__in=seen).select_related("initiative"),
        "step": Step.objects.filter(field__initiative__in=seen).select_related("field__initiative"),
        "ask": Ask.objects.filter(field__initiative__in=seen).select_related(
            "field__initiative", "organisation"
        ),
        "proposal": Proposal.objects.filter(initiative__in=seen).select_related(
            "initiative", "field__initiative"
        ),
        "report": Report.objects.light().visible_to(mandate).select_related("body__organisation"),
    }
    return rows[kind]


def readers(place: Place, at: datetime) -> QuerySet[Mandate]:
    """The mandates of `at` that open the place and work there: delegates, deputies, the county's representative.

    It is `visible`, asked from the other side; a test compares both. They come with their organisation and account.
    """
    held = Mandate.objects.valid_on(day_of(at)).filter(user__is_active=True)
    held = held.select_related("organisation", "user")
    if place.kind == "report":
        working = held.filter(role__in=(*DELEGATES, Role.COUNTY_REPRESENTATIVE))
        return held.filter(pk__in=[one.pk for one in notice_access.reading(place.row, working)])
    initiative = place.initiatives[0]
    held = held.filter(Q(initiative=None) | Q(initiative=initiative))
    if place.audience is not None:
        return held.filter(role__in=DELEGATES, organisation=place.audience)
    works = Q(role__in=(*DELEGATES, Role.COUNTY_REPRESENTATIVE), organisation__in=_circle(initiative.pk))
    represents = Q(role=Role.COUNTY_REPRESENTATIVE, organisation=initiative.county_id)
    return held.filter(works | represents)


@lru_cache(maxsize=KEPT)
def _circle(initiative_id: int) -> RawSQL:
    """The organisations that take part in an initiative, have joined one of its fields or are asked to."""
    taking_part = InitiativeParticipant.objects.filter(initiative=initiative_id, left_on=None)
    joined = FieldParticipation.objects.filter(
        field__initiative=initiative_id,
        organisation__kind__in=JOINING_SINGLY,
        status=Participation.PARTICIPATING,
    )
    asked = Round.objects.filter(initiative=initiative_id, closed_on=None, joining__kind__in=JOINING_SINGLY)
    either = (
        Q(pk__in=taking_part.values("organisation"))
        | Q(pk__in=joined.values("organisation"))
        | Q(pk__in=asked.values("joining"))
    )
    return subselect(Organisation.objects.filter(either).values("pk"))
