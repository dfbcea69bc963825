"""Reads the agreements of fields with their parties and stages, and the law of the Land."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from initiatives.domain.kernel.moments import Moment, day_of
from initiatives.domain.state.facts import (
    AgreementFacts,
    AuthorityFacts,
    DocumentFacts,
    LawFacts,
    LegalFormFacts,
    LegalTermFacts,
    OrganisationFacts,
    PartyChangeFacts,
    StageFacts,
)
from initiatives.domain.state.history import current, known, last_said, said_by_day
from initiatives.models import Agreement, AgreementChange, AgreementStage, Authority, LegalTerm

FORM = (
    *("id", "key", "name", "paragraph", "needs_approval", "needs_notice", "needs_publication"),
    *("fixes_cost_key", "needs_matching_resolutions", "has_members"),
)
TEXTS = (
    *(
        "id",
        "title",
        "subject",
        "kind",
        "amends_id",
        "legal_form_name",
        "provider_id",
        "begins_on",
        "version",
    ),
    *("term_until", "is_unlimited", "termination_rule", "notice_months", "review_on", "cost_clause"),
    *("standard", "note"),
)
STAGE = (
    *("id", "kind", "effective_on", "in_force_on", "ends_on", "hearing_on", "gazette", "issue_number"),
    *("entry_number", "note", "link", "document_id"),
)


@dataclass(frozen=True)
class Rows:
    """What the tables say: changes and stages before the agreements that they belong to."""

    changes: list[dict[str, Any]]
    stages: list[dict[str, Any]]
    agreements: list[dict[str, Any]]
    said: dict[int, dict[date, str | None]]  # of each agreement what was said for which day
    day: date


def read(fields: QuerySet, moment: Moment, *, live: bool) -> Rows:
    """The agreements of these fields in the order in which they were recorded."""
    of_fields = {"agreement__field__in": fields}
    changes = known(AgreementChange.objects.filter(**of_fields), moment).values(
        *("id", "agreement_id", "organisation_id", "change", "role", "effective_on", "recorded_at")
    )
    stages = known(AgreementStage.objects.filter(**of_fields), moment).values(
        *STAGE, "agreement_id", "organisation_id", "recorded_at"
    )
    changed, happened = list(changes), list(stages)
    entered = Agreement.history.filter(id=OuterRef("id")).order_by("history_date", "history_id")
    rows = current(Agreement, moment, live).filter(field__in=fields)
    rows = rows.annotate(entered_at=Subquery(entered.values("history_date")[:1]))
    columns = (*TEXTS, "field_id", "entered_at", *(f"legal_form__{name}" for name in FORM))
    agreements = list(rows.order_by("id").values(*columns))
    told = Agreement.history.filter(field__in=fields)
    return Rows(
        changed, happened, agreements, said_by_day(told, moment, live) if agreements else {}, moment.day
    )


def of_fields(
    rows: Rows,
    organisations: Mapping[int, OrganisationFacts],
    documents: Mapping[int, Iterable[DocumentFacts]],
) -> dict[int, list[AgreementFacts]]:
    """By field; `documents` are those of each field."""
    changes, stages = defaultdict(list), defaultdict(list)
    files = {one.id: one for of_field in documents.values() for one in of_field}
    for row in rows.changes:
        changes[row["agreement_id"]].append(_change(row, organisations))
    for row in rows.stages:
        stages[row["agreement_id"]].append(_stage(row, organisations, files))
    found = defaultdict(list)
    for row in rows.agreements:
        said = rows.said[row["id"]]
        found[row["field_id"]].append(
            AgreementFacts(
                **{name: row[name] for name in TEXTS},
                legal_form=_form(row),
                changes=tuple(changes[row["id"]]),
                stages=tuple(stages[row["id"]]),
                documents=tuple(one for one in documents[row["field_id"]] if one.agreement_id == row["id"]),
                worded_on=last_said(said, rows.day),
                began_on=min(said),
                recorded_on=day_of(row["entered_at"]),
            )
        )
    return found


def _change(row: dict[str, Any], organisations: Mapping[int, OrganisationFacts]) -> PartyChangeFacts:
    return PartyChangeFacts(
        organisations[row["organisation_id"]],
        row["change"],
        row["role"],
        row["effective_on"],
        row["id"],
        day_of(row["recorded_at"]),
    )


def _stage(
    row: dict[str, Any],
    organisations: Mapping[int, OrganisationFacts],
    files: Mapping[int, DocumentFacts],
) -> StageFacts:
    document = files.get(row["document_id"])
    return StageFacts(
        **{name: row[name] for name in STAGE},
        organisation=organisations[row["organisation_id"]] if row["organisation_id"] else None,
        recorded_on=day_of(row["recorded_at"]),
        file=document.at(row["recorded_at"]) if document else None,
    )


def _form(row: dict[str, Any]) -> LegalFormFacts | None:
    if row["legal_form__id"] is None:
        return None
    return LegalFormFacts(**{name: row[f"legal_form__{name}"] for name in FORM})


def law(organisations: Iterable[OrganisationFacts], county: OrganisationFacts | None, rows: Rows) -> LawFacts:
    """The law of the Land in which the county lies, without one the first municipality; of one without agreements which
    Land it is.
    """
    keys = [one.key for one in ([county] if county else organisations)]
    land = next((key[:2] for key in keys if key[:1].isdigit()), "")
    if not rows.agreements:
        return LawFacts(land)
    dates = ("valid_from", "valid_until")
    terms = LegalTerm.objects.filter(land=land).values("key", "value", "unit", "paragraph", *dates)
    names = ("has_county_or_free_city", "name", "paragraph", *dates)
    authorities = Authority.objects.filter(land=land).values(*names)
    return LawFacts(
        land,
        tuple(LegalTermFacts(**one) for one in terms),
        tuple(AuthorityFacts(**one) for one in authorities),
    )
