"""Reads what people record on fields beside their texts: moves, entries, overrules, documents, steps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from initiatives.domain.kernel.moments import Moment, day_of
from initiatives.domain.state.facts import (
    DocumentFacts,
    GateItemFacts,
    MoveFacts,
    OverrideFacts,
    StepFacts,
    VersionFacts,
)
from initiatives.domain.state.history import current, known
from initiatives.enums import Phase
from initiatives.models import (
    ConditionOverride,
    DocumentVersion,
    GateItem,
    Mandate,
    Organisation,
    PhaseTransition,
    Step,
)

ACTOR = ("mandate__role", "mandate__organisation__kind", "mandate__organisation__designation")


@dataclass(frozen=True)
class Records:
    """By field: moves and entries oldest first, overrules by condition.

    `later` are the moves after the moment, as far as they were recorded then.
    """

    moves: dict[int, list[MoveFacts]]
    later: dict[int, list[MoveFacts]]
    gate_items: dict[int, list[GateItemFacts]]
    overrides: dict[int, dict[int, OverrideFacts]]
    steps: dict[int, list[StepFacts]]
    documents: dict[int, list[DocumentFacts]]


def read(fields: QuerySet, moment: Moment, *, live: bool) -> Records:
    """What was recorded on these fields; entries and steps before the documents that they name."""
    items = list(
        known(GateItem.objects.filter(field__in=fields), moment).values(
            *("id", "field_id", "kind", "organisation_id", "result", "text", "reason", "link", "document_id"),
            *("effective_on", "recorded_at", "due_on", "outcome", *ACTOR),
        )
    )
    steps = list(
        current(Step, moment, live)
        .filter(field__in=fields)
        .annotate(done_recorded_at=_done_recorded_at())
        .order_by("phase", "order", "id")
        .values(
            *("id", "field_id", "version", "phase", "title", "owner_id", "due_on", "state", "evidence"),
            *("link", "document_id", "done_on", "done_recorded_at"),
        )
    )
    documents = _documents(fields, moment)
    by_id = {one.id: one for of_field in documents.values() for one in of_field}
    return Records(
        *_moves(fields, moment),
        _gate_items(items, by_id),
        _overrides(fields, moment),
        _steps(steps, by_id),
        documents,
    )


def _done_recorded_at() -> Subquery:
    """When the day was recorded on which a step was done."""
    versions = Step.history.model.objects.filter(id=OuterRef("id"), done_on=OuterRef("done_on"))
    return Subquery(versions.order_by("history_date").values("history_date")[:1])


def actor(row: dict[str, Any]) -> str:
    """The title of the mandate whose `ACTOR` columns a row holds."""
    role, kind, designation = (row[name] for name in ACTOR)
    organisation = Organisation(kind=kind, designation=designation) if designation else None
    return Mandate(role=role, organisation=organisation).title if role else ""


def _moves(fields: QuerySet, moment: Moment) -> tuple[dict[int, list[MoveFacts]], dict[int, list[MoveFacts]]]:
    """Until the moment and after it, in their order; what each came from is where the one before it led."""
    whole = Moment(date.max, moment.known)
    rows = known(PhaseTransition.objects.filter(field__in=fields), whole).values(
        *("id", "field_id", "to_phase", "to_side_state", "effective_on", "recorded_at", "reason", "missing"),
        *ACTOR,
    )
    found: dict[int, list[MoveFacts]] = defaultdict(list)
    for row in rows:
        before = found[row["field_id"]][-1] if found[row["field_id"]] else None
        found[row["field_id"]].append(
            MoveFacts(
                row["id"],
                before.to_phase if before else Phase.PROPOSAL,
                row["to_phase"],
                before.to_side_state if before else None,
                row["to_side_state"],
                row["effective_on"],
                row["reason"],
                tuple(row["missing"]),
                actor(row),
                day_of(row["recorded_at"]),
            )
        )
    return (
        defaultdict(
            list,
            {pk: [one for one in moves if one.effective_on <= moment.day] for pk, moves in found.items()},
        ),
        defaultdict(
            list, {pk: [one for one in moves if one.effective_on > moment.day] for pk, moves in found.items()}
        ),
    )


def _gate_items(
    rows: list[dict[str, Any]], documents: dict[int, DocumentFacts]
) -> dict[int, list[GateItemFacts]]:
    found = defaultdict(list)
    for row in rows:
        document = documents.get(row["document_id"])
        found[row["field_id"]].append(
            GateItemFacts(
                row["id"],
                row["kind"],
                row["organisation_id"],
                row["result"],
                row["text"],
                row["reason"],
                row["link"],
                row["document_id"],
                row["effective_on"],
                actor(row),
                document.at(row["recorded_at"]) if document else None,
                row["due_on"],
                day_of(row["recorded_at"]),
                row["outcome"],
            )
        )
    return found


def _overrides(fields: QuerySet, moment: Moment) -> dict[int, dict[int, OverrideFacts]]:
    """The latest of each condition; none where it was taken back."""
    rows = known(ConditionOverride.objects.filter(field__in=fields), moment).values(
        *("field_id", "condition_id", "computed", "rule_version", "result", "reason", "effective_on"),
        *("recorded_at", *ACTOR),
    )
    found: dict[int, dict[int, OverrideFacts]] = defaultdict(dict)
    for row in rows:
        if row["result"] is None:
            found[row["field_id"]].pop(row["condition_id"], None)
        else:
            found[row["field_id"]][row["condition_id"]] = OverrideFacts(
                row["computed"],
                row["rule_version"],
                row["result"],
                row["reason"],
                row["effective_on"],
                actor(row),
                day_of(row["recorded_at"]),
            )
    return found


def _steps(rows: list[dict[str, Any]], documents: dict[int, DocumentFacts]) -> dict[int, list[StepFacts]]:
    """In the order of phases and of work."""
    found = defaultdict(list)
    for row in rows:
        document = documents.get(row["document_id"])
        field_id, recorded_at = row.pop("field_id"), row.pop("done_recorded_at")
        file = document.newest if document else None
        recorded_on = day_of(recorded_at) if recorded_at else None
        found[field_id].append(StepFacts(**row, file=file, done_recorded_on=recorded_on))
    return found


def _documents(fields: QuerySet, moment: Moment) -> dict[int, list[DocumentFacts]]:
    """By their title, with the versions that were there; like texts they count from when they were recorded."""
    rows = DocumentVersion.objects.filter(document__field__in=fields, recorded_at__lte=moment.texts_until)
    versions: dict[tuple, list[VersionFacts]] = defaultdict(list)
    agreement_of: dict[int, int | None] = {}
    for row in rows.order_by("-number").values(
        *(
            "id",
            "document_id",
            "document__field_id",
            "document__title",
            "document__agreement_id",
            "number",
            "name",
            "media_type",
            "size",
        ),
        *("recorded_at", *ACTOR),
    ):
        key = (row["document__field_id"], row["document__title"], row["document_id"])
        agreement_of[row["document_id"]] = row["document__agreement_id"]
        file = {name: row[name] for name in ("id", "number", "name", "media_type", "size", "recorded_at")}
        versions[key].append(VersionFacts(**file, actor=actor(row)))
    found = defaultdict(list)
    for field_id, title, document_id in sorted(versions):
        of_one = tuple(versions[field_id, title, document_id])
        found[field_id].append(DocumentFacts(document_id, title, of_one, agreement_of[document_id]))
    return found
