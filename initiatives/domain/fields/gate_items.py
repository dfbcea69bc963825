"""Entries by hand on a field: what a release needs and no other table holds, and what the live checks read. Append-only.

Invariants: entries of each (assent, accepted loss) are made by that organisation itself; "entfällt"
needs a reason; nothing lies in the future.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files import File

from initiatives.domain.fields import documents
from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.enums import GATE_KINDS_CARRIED_OVER, GATE_KINDS_OF_EACH, GateKind, GateResult
from initiatives.models import Document, Field, GateItem, Mandate, Organisation

# What says nothing without its content.
WITH_TEXT = frozenset(
    {
        GateKind.INVOLVEMENT,
        GateKind.STANDARD,
        GateKind.ACCESSION,
        GateKind.EXIT,
        GateKind.DEPUTY,
        GateKind.FAILURE_PLAN,
        GateKind.SERVICE_GAIN,
        GateKind.NO_AGREEMENT,
        GateKind.COMMON_BASIS,
    }
)

CARRIED_TO = {
    GateKind.BASELINE: "im Fragebogen der Bestandsaufnahme",
    GateKind.COST_KEY: "unter „Kostenschlüssel“ bei der Wirtschaftlichkeit des Feldes",
}


@documents.whole()
def record(
    *,
    field: Field,
    kind: str,
    result: str,
    by: Mandate,
    at: datetime,
    organisation: Organisation | None = None,
    text: str = "",
    reason: str = "",
    link: str = "",
    document: Document | None = None,
    file: File | None = None,
    effective_on: date | None = None,
    due_on: date | None = None,
    past: bool = False,
) -> GateItem:
    """Record an entry; the latest of its kind (and organisation) counts. A `file` becomes a document of the field, in
    place of `document`. `due_on` is the day of a review that is still open. What is `past` is recorded for each by who
    records the course.

    Raises Refused for what an agreement, the questionnaire or a key tells, for another organisation's entry, a missing
    content, "entfällt" without a reason, a day in the future or before the field, an assent to no standard or before it, an
    open review without its day, a document of another field, and for a file as `documents.add`.
    """
    kind = GateKind(kind)
    if kind in GATE_KINDS_CARRIED_OVER:
        where = CARRIED_TO.get(kind, "in der Vereinbarung des Feldes")
        raise Refused(f"„{kind.label}“ steht {where}.", "kind")
    text, reason = clean(text), clean(reason)
    [row] = Field.objects.select_for_update(no_key=True).filter(
        pk=field.pk
    )  # locked; many may be recorded at once
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    _check_who(kind, organisation, by, past=past)
    _check(kind, {"result": result, "text": text, "reason": reason, "due_on": due_on})
    if document and document.field_id != field.pk:
        raise Refused("Dieses Dokument gehört zu einem anderen Feld.", "document")
    if kind == GateKind.STANDARD_ASSENT:
        _check_standard(row, day)
    if file:
        document = documents.add(field=field, title=documents.title_of(file), file=file, by=by, at=at)
    before = field.gate_items.standing().filter(kind=kind, organisation=organisation).last()
    item = GateItem.objects.create(
        field=field,
        kind=kind,
        organisation=organisation if kind in GATE_KINDS_OF_EACH else None,
        result=result,
        text=text,
        reason=reason,
        link=link,
        document=document,
        due_on=due_on,
        effective_on=day,
        recorded_at=at,
        mandate=by,
    )
    events.record(
        kind="gate-item",
        subject=title(item),
        change=events.Change(
            words(before) if before else "",
            words(item) + (f" (Unterlage „{document.title}“)" if document else ""),
        ),
        where=events.in_field(field, organisation),
        by=by,
        at=at,
        effective_on=day,
    )
    return item


def _check_standard(field: Field, day: date) -> None:
    standard = field.gate_items.standing().filter(kind=GateKind.STANDARD).first()
    if standard is None:
        raise Refused("Es ist noch kein gemeinsamer Standard festgelegt, dem zugestimmt werden könnte.")
    if day < standard.effective_on:
        raise Refused(
            f"Der gemeinsame Standard ist erst am {standard.effective_on:%d.%m.%Y} festgelegt worden.",
            "effective_on",
        )


@state_change()
def correct(
    *,
    item: GateItem,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> GateItem:
    """Put right `result`, `text`, `reason`, `link`, `due_on`, `effective_on` or `day_order` of an entry, or (`withdrawn`)
    say that it never was. Its kind and document stay.

    Raises Refused as `record` and `corrections.replace`.
    """
    field, kind = Field.objects.select_for_update(no_key=True).get(pk=item.field_id), GateKind(item.kind)
    _check_who(kind, item.organisation, by)
    if not withdrawn:
        names = ("result", "text", "reason", "due_on")
        _check(kind, {name: getattr(item, name) for name in names} | edits.cleaned(values))
        days.effective(values.get("effective_on", item.effective_on), at=at, since=field.proposed_on)
    new = corrections.replace(item, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    events.record(
        kind="gate-item-corrected",
        subject=f"{title(item)} berichtigt",
        change=events.Change(*corrections.told(item, new, words)),
        where=events.in_field(field, item.organisation),
        by=by,
        at=at,
        effective_on=new.effective_on,
    )
    return new


def _check_who(kind: GateKind, organisation: Organisation | None, by: Mandate, *, past: bool = False) -> None:
    if kind in GATE_KINDS_OF_EACH and past and organisation is None:
        raise Refused(f"Bei „{kind.label}“ gehört dazu, wessen Eintrag es ist.", "organisation")
    own = organisation is not None and organisation.pk == by.organisation_id
    if kind in GATE_KINDS_OF_EACH and not past and not own:
        raise Refused(f"„{kind.label}“ erfasst jede Kommune nur für sich selbst.", "organisation")


def _check(kind: GateKind, values: Mapping[str, Any]) -> None:
    result = values["result"]
    if result == GateResult.NOT_NEEDED and not values["reason"]:
        raise Refused("Bitte begründen Sie, warum das hier entfällt.", "reason")
    if result == GateResult.DONE and kind in WITH_TEXT and not values["text"]:
        raise Refused("Bitte beschreiben Sie, was festgelegt ist.", "text")
    if (values["due_on"] is not None) != (kind == GateKind.REVIEW and result == GateResult.OPEN):
        raise Refused("Einen Termin braucht eine Überprüfung, die noch offen ist, und nur sie.", "due_on")


def title(item: GateItem) -> str:
    """What an entry is about, and whose it is: Bestandsaufnahme, Stadt Dülmen."""
    return GateKind(item.kind).label + (f", {item.organisation.designation}" if item.organisation else "")


def words(item: GateItem) -> str:
    """What an entry says: its result, and what is written to it."""
    due = f"am {item.due_on:%d.%m.%Y}" if item.due_on else ""
    return ": ".join(part for part in (item.get_result_display(), due, item.text or item.reason) if part)
