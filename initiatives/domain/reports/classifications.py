"""Raising single texts: what the public edition would show is left out of it from now on.

Invariants: a text is raised once and never lowered; what the allowlist of `editions` withholds cannot be made public. A
mark has one clock: it holds for every snapshot taken after it, for whichever day, since a secret of today is none less
in a report on last month. It marks the place, so the next text in this place stays out too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.snapshots import editions
from initiatives.domain.snapshots.editions import Spot
from initiatives.domain.state.versions import state_change
from initiatives.enums import OF_INITIATIVE, OF_ITEMS, Edition, ReportText
from initiatives.models import (
    Classification,
    Field,
    Initiative,
    Mandate,
    Meeting,
    MeetingResult,
    Proposal,
    Report,
)
from initiatives.snapshot.form import read
from initiatives.snapshot.status_report import StatusReport

NOT_LOWERED = "Eine Einstufung lässt sich nur erhöhen, nie senken: Was nichtöffentlich ist, bleibt es."


def raised(initiative_ids: Iterable[int], known: datetime) -> frozenset[Spot]:
    """The texts of these initiatives that had been raised until an instant."""
    return _spots(Classification.objects.filter(initiative_id__in=initiative_ids, recorded_at__lte=known))


def _spots(rows: QuerySet[Classification]) -> frozenset[Spot]:
    return frozenset(
        Spot(str(row.initiative_id), row.text, str(row.field_id or ""), str(row.item or "")) for row in rows
    )


@state_change()
def classify(
    *,
    initiative: Initiative,
    text: str,
    by: Mandate,
    at: datetime,
    field_id: int | None = None,
    item: int | None = None,
    edition: str = Edition.NON_PUBLIC,
) -> Classification:
    """Let only the non-public edition show a text from now on. Whether `by` may, says the right `text.raise`.

    Raises Refused for a text that is no public one anyway, that the initiative does not have or that is raised already,
    and for the wish to make one public.
    """
    if edition != Edition.NON_PUBLIC:
        raise Refused(NOT_LOWERED)
    if text not in ReportText.values:
        raise Refused("Diese Angabe steht ohnehin nur in der nichtöffentlichen Ausgabe.")
    Initiative.objects.select_for_update(no_key=True).get(pk=initiative.pk)
    field = _field(initiative, text, field_id)
    _check_item(initiative, text, item)
    place = {"initiative": initiative, "field": field, "item": item, "text": ReportText(text)}
    if Classification.objects.filter(**place).exists():
        raise Refused("Dieser Text ist schon als nur nichtöffentlich eingestuft; dabei bleibt es.")
    row = Classification.objects.create(**place, recorded_at=at, mandate=by)
    events.record(
        kind="report-text",
        subject=f"Nur noch nichtöffentlich im Statusbericht: {ReportText(text).label}",
        change=events.Change(Edition.PUBLIC.label, Edition.NON_PUBLIC.label),
        where=events.in_initiative(initiative, field=field),
        by=by,
        at=at,
    )
    return row


def _field(initiative: Initiative, text: str, field_id: int | None) -> Field | None:
    of_field = text not in OF_INITIATIVE and text not in OF_ITEMS
    if of_field != (field_id is not None):
        raise Refused("Diesen Text gibt es an dieser Stelle nicht.")
    field = Field.objects.filter(initiative=initiative, pk=field_id or 0).first() if of_field else None
    if of_field and field is None:
        raise Refused("Dieses Feld gehört nicht zu der Initiative.")
    return field


def _check_item(initiative: Initiative, text: str, item: int | None) -> None:
    if (text in OF_ITEMS) != (item is not None):
        raise Refused("Diesen Text gibt es an dieser Stelle nicht.")
    if item is None:
        return
    found = {
        ReportText.MEETING_DECISION: MeetingResult.objects.filter(meeting__initiative=initiative),
        ReportText.PROJECT: Proposal.objects.filter(initiative=initiative),
    }.get(ReportText(text), Meeting.objects.filter(initiative=initiative))
    if not found.filter(pk=item).exists():
        raise Refused("Diesen Text gibt es in der Initiative nicht.")


def refuse_outdated(report: Report) -> None:
    """Raises Refused where a public draft was made before a text of its initiatives was raised, or still shows one.

    Both are asked: a change may quote what the state no longer holds, and a mark may be stored after the snapshot was taken
    though it was made before.
    """
    if report.edition != Edition.PUBLIC or not report.snapshot or report.recorded_until is None:
        return
    rows = Classification.objects.filter(initiative__in=report.initiatives.all())
    taken = read(StatusReport, report.snapshot)
    if (
        rows.filter(recorded_at__gt=report.recorded_until).exists()
        or editions.public(taken, _spots(rows)) != taken
    ):
        raise Refused(
            "Seit der Entwurf erstellt wurde, sind Texte als nur nichtöffentlich eingestuft worden. Bitte erstellen Sie "
            "ihn neu; so, wie er ist, geht er nicht hinaus."
        )
