"""What people record on a field beside its texts, as facts: entries, costs, overrules, steps, documents, conditions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import document_facts, together
from initiatives.domain.state.document_facts import DocumentFacts, VersionFacts
from initiatives.domain.state.together import day, instant
from initiatives.enums import StepState
from initiatives.models import (
    ConditionOverride,
    CostEntry,
    GateItem,
    Mandate,
    Organisation,
    PhaseTransition,
    Step,
)


@dataclass(frozen=True)
class GateItemFacts:
    id: int
    kind: str
    organisation_id: int | None
    result: str
    text: str
    reason: str
    link: str
    document_id: int | None
    effective_on: date
    actor: str
    file: VersionFacts | None = None  # of the document, the version on which the entry was recorded
    due_on: date | None = None  # of a review that is still open


@dataclass(frozen=True)
class CostFacts:
    """In cents; the first two a year, the third once."""

    today: int
    joint: int
    one_off: int
    source: str
    confidence: str
    effective_on: date

    @property
    def saving(self) -> int:
        """Cents a year; negative where the organisation pays more than today."""
        return self.today - self.joint


@dataclass(frozen=True)
class OverrideFacts:
    computed: str
    rule_version: int
    result: str
    reason: str
    effective_on: date
    actor: str


@dataclass(frozen=True)
class StepFacts:
    id: int
    version: int
    phase: int
    title: str
    owner_id: int | None
    due_on: date | None
    state: str
    evidence: str
    link: str
    document_id: int | None
    done_on: date | None
    file: VersionFacts | None = None  # of the document, the newest version

    @property
    def is_open(self) -> bool:
        return self.state in (StepState.OPEN, StepState.WORK)


@dataclass(frozen=True)
class PositionConditionFacts:
    id: int
    text: str
    owner_id: int | None
    due_on: date | None
    state: str
    note: str


@dataclass(frozen=True)
class MoveFacts:
    """A release, side state, resumption or reopening."""

    from_phase: int
    to_phase: int
    from_side_state: str | None
    to_side_state: str | None
    effective_on: date
    reason: str
    missing: tuple[str, ...]  # what a release was given in spite of
    actor: str

    @property
    def is_release(self) -> bool:
        return self.to_phase > self.from_phase

    @property
    def is_reopening(self) -> bool:
        return self.to_phase < self.from_phase


def known(queryset: QuerySet, moment: Moment) -> QuerySet:
    """Rows of an append-only table in effect at the moment, as far as they were recorded then."""
    return queryset.filter(effective_on__lte=moment.day, recorded_at__lte=moment.known)


def latest(history: QuerySet, *order: str) -> QuerySet:
    """Of each object's history rows the newest in the given order."""
    newest = [F(name[1:]).desc() if name.startswith("-") else F(name).asc() for name in order]
    return history.annotate(rank=Window(RowNumber(), partition_by="id", order_by=newest)).filter(rank=1)


def current(model: Any, moment: Moment, live: bool, *, since: str = "") -> QuerySet:
    """The rows of a table with row history as they stand (live) or stood at the moment.

    `since` names the column with the day from which a row counts: what was told of later than the moment, but before it
    was looked at, stands with its first texts.
    """
    if live:
        return model.objects.all()
    if not since:
        texts = model.history.filter(history_date__lte=moment.texts_until)
        return latest(texts, "-history_date", "-history_id")
    then = Q(history_date__lte=moment.texts_until)
    rows = model.history.filter(then | Q(history_date__lte=moment.known, **{f"{since}__lte": moment.day}))
    stood = Case(When(then, then=F("history_date")))
    order = [stood.desc(nulls_last=True), F("history_date").asc(), F("history_id").desc()]
    return rows.annotate(rank=Window(RowNumber(), partition_by="id", order_by=order)).filter(rank=1)


@dataclass(frozen=True)
class Records:
    """What is recorded on fields, by field: moves and entries oldest first, costs by organisation, overrules by condition."""

    moves: dict[int, list[MoveFacts]]
    gate_items: dict[int, list[GateItemFacts]]
    costs: dict[int, dict[int, CostFacts]]
    overrides: dict[int, dict[int, OverrideFacts]]
    steps: dict[int, list[StepFacts]]
    documents: dict[int, list[DocumentFacts]]


ACTOR = ("mandate__role", "mandate__organisation__kind", "mandate__organisation__designation")
MOVE = (
    *("field_id", "from_phase", "to_phase", "from_side_state", "to_side_state", "effective_on", "reason"),
    *("missing", *ACTOR),
)
GATE_ITEM = (
    *("id", "field_id", "kind", "organisation_id", "result", "text", "reason", "link", "document_id"),
    *("effective_on", "recorded_at", "due_on", *ACTOR),
)
COST = (
    *("field_id", "organisation_id", "today_cents", "joint_cents", "one_off_cents", "source", "confidence"),
    "effective_on",
)
OVERRIDE = (
    *("field_id", "condition_id", "computed", "rule_version", "result", "reason", "effective_on"),
    *ACTOR,
)
STEP = (
    *("id", "field_id", "version", "phase", "order", "title", "owner_id", "due_on", "state", "evidence"),
    *("link", "document_id", "done_on"),
)


def tables(fields: QuerySet, moment: Moment, live: bool) -> dict[str, together.Wanted]:
    """What `of_rows` needs of these fields, for `together.read`."""
    return {
        "move": (known(PhaseTransition.objects.filter(field__in=fields), moment), MOVE),
        "gate_item": (known(GateItem.objects.filter(field__in=fields), moment), GATE_ITEM),
        "cost": (known(CostEntry.objects.filter(field__in=fields), moment), COST),
        "override": (known(ConditionOverride.objects.filter(field__in=fields), moment), OVERRIDE),
        "document": (document_facts.versions(fields, moment), (*document_facts.COLUMNS, *ACTOR)),
        "step": (current(Step, moment, live).filter(field__in=fields), STEP),
    }


def of_rows(rows: together.Rows) -> Records:
    """The rows of `tables` as facts."""
    documents = document_facts.of_rows(rows["document"], actor)
    by_id = {one.id: one for of_field in documents.values() for one in of_field}
    return Records(
        _moves(rows["move"]),
        _gate_items(rows["gate_item"], by_id),
        _costs(rows["cost"]),
        _overrides(rows["override"]),
        _steps(rows["step"], by_id),
        documents,
    )


def _moves(rows: list[dict[str, Any]]) -> dict[int, list[MoveFacts]]:
    found = defaultdict(list)
    for row in rows:
        found[row["field_id"]].append(
            MoveFacts(
                row["from_phase"],
                row["to_phase"],
                row["from_side_state"],
                row["to_side_state"],
                day(row["effective_on"]),
                row["reason"],
                together.items(row["missing"]),
                actor(row),
            )
        )
    return found


def actor(row: dict[str, Any]) -> str:
    """The title of the mandate that a row names."""
    role, kind, designation = (row[name] for name in ACTOR)
    organisation = Organisation(kind=kind, designation=designation) if designation else None
    return Mandate(role=role, organisation=organisation).title if role else ""


def _gate_items(
    rows: list[dict[str, Any]], documents: dict[int, DocumentFacts]
) -> dict[int, list[GateItemFacts]]:
    found = defaultdict(list)
    for row in rows:
        values = {name: row[name] for name in GATE_ITEM[:9] if name != "field_id"}
        document = documents.get(row["document_id"])
        file = document.at(instant(row["recorded_at"])) if document else None
        found[row["field_id"]].append(
            GateItemFacts(
                **values,
                effective_on=day(row["effective_on"]),
                actor=actor(row),
                file=file,
                due_on=day(row["due_on"]),
            )
        )
    return found


def _costs(rows: list[dict[str, Any]]) -> dict[int, dict[int, CostFacts]]:
    found: dict[int, dict[int, CostFacts]] = defaultdict(dict)
    for row in rows:
        found[row["field_id"]][row["organisation_id"]] = CostFacts(
            row["today_cents"],
            row["joint_cents"],
            row["one_off_cents"],
            row["source"],
            row["confidence"],
            day(row["effective_on"]),
        )
    return found


def _overrides(rows: list[dict[str, Any]]) -> dict[int, dict[int, OverrideFacts]]:
    """The latest of each condition; none where it was taken back."""
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
                day(row["effective_on"]),
                actor(row),
            )
    return found


def _steps(rows: list[dict[str, Any]], documents: dict[int, DocumentFacts]) -> dict[int, list[StepFacts]]:
    """In the order of phases and of work."""
    found = defaultdict(list)
    for row in sorted(rows, key=lambda one: (one["phase"], one["order"], one["id"])):
        values = {name: row[name] for name in STEP if name not in ("field_id", "order")}
        days = {"due_on": day(row["due_on"]), "done_on": day(row["done_on"])}
        document = documents.get(row["document_id"])
        found[row["field_id"]].append(StepFacts(**values | days, file=document.newest if document else None))
    return found
