"""The stages of an agreement: what happened on a day, each recorded once and put right with a reason.

Invariants: what may follow what `rules/agreement_stages` says; a signature is recorded by the party itself, of another one
with evidence; nothing lies in the future but the days in force, of the end and of a hearing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.files import File

from initiatives.domain.agreements.parties import known
from initiatives.domain.fields import documents
from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import events, notice_rules
from initiatives.domain.rules import agreements as rules
from initiatives.domain.rules.agreement_stages import check_stage
from initiatives.domain.state import loading
from initiatives.domain.state.facts import AgreementFacts, FieldFacts, InitiativeFacts, StageFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums.agreements import StageKind
from initiatives.models import Agreement, AgreementStage, Document, Field, Mandate, Organisation

# What only some kinds of stages have.
OF_KIND: Mapping[str, tuple[StageKind, ...]] = {
    "organisation": (StageKind.SIGNED, StageKind.TERMINATED),
    "in_force_on": (StageKind.PUBLISHED, StageKind.IN_FORCE),
    "ends_on": (StageKind.TERMINATED, StageKind.ENDED),
    "hearing_on": (StageKind.OBJECTED,),
    "gazette": (StageKind.PUBLISHED,),
    "issue_number": (StageKind.PUBLISHED,),
    "entry_number": (StageKind.PUBLISHED,),
}
DETAILS = ("in_force_on", "ends_on", "hearing_on", "gazette", "issue_number", "entry_number", "note", "link")


@documents.whole()
def record(
    *,
    agreement: Agreement,
    kind: str,
    by: Mandate,
    at: datetime,
    organisation: Organisation | None = None,
    effective_on: date | None = None,
    document: Document | None = None,
    file: File | None = None,
    past: bool = False,
    **details: Any,
) -> AgreementStage:
    """Record that something happened to an agreement on a day; `details` are those of `DETAILS`.

    A `file` becomes a document of the agreement, in place of `document`. Raises Refused for what a stage of this kind does not
    have, another party's signature without evidence, a day in the future or before the agreement, a document of another
    field, as `documents.add`, and as `rules.agreement_stages.check_stage` (for what is `past` without those before it).
    """
    field = Field.objects.select_for_update(no_key=True).get(pk=agreement.field_id)
    values = edits.cleaned({name: details.get(name) for name in DETAILS if details.get(name)})
    _check_kind(kind, values | ({"organisation": organisation} if organisation else {}))
    state = loading.facts(field.initiative_id, field_id=field.pk)
    of_field = state.field(field.pk)
    now = known(of_field, agreement.pk)
    day = days.effective(effective_on, at=at, since=now.began_on, whose="Die Vereinbarung")
    if document and document.field_id != field.pk:
        raise Refused("Dieses Dokument gehört zu einem anderen Feld.", "document")
    if not past:
        evidence = bool(document or file or values.get("link") or values.get("note"))
        _check_own(kind, organisation, evidence=evidence, by=by)
    stage = _facts(state, kind, organisation, day, at, values)
    check_stage(state.law, of_field, now, stage, past=past)
    if file:
        title = documents.title_of(file)
        document = documents.add(field=field, title=title, file=file, agreement=agreement, by=by, at=at)
    row = AgreementStage.objects.create(
        agreement=agreement,
        kind=kind,
        organisation=organisation,
        document=document,
        effective_on=day,
        recorded_at=at,
        mandate=by,
        **values,
    )
    events.record(
        kind="agreement-stage",
        subject=f"{agreement.title}: {title_of(row)}",
        change=events.Change(after=words(row) + (f" (Unterlage „{document.title}“)" if document else "")),
        where=events.in_field(field, organisation).on("agreement", agreement.pk),
        by=by,
        at=at,
        effective_on=day,
        wanted={} if past else _asked_to_sign(of_field, now, kind, day, by),
    )
    return row


def _asked_to_sign(
    field: FieldFacts, agreement: AgreementFacts, kind: str, day: date, by: Mandate
) -> dict[int, notice_rules.Place]:
    """Those of whom an agreed text wants the signature, with the place where they record it."""
    if kind != StageKind.TEXT_AGREED:
        return {}
    signing = rules.signatories(field, agreement, day)
    return {one.id: ("agreement", agreement.id, "stufen") for one in signing if one.id != by.own_id}


def _check_kind(kind: str, values: Mapping[str, Any]) -> None:
    for name in values:
        if kind not in OF_KIND.get(name, (kind,)):
            raise Refused(f"Das gehört nicht zu „{StageKind(kind).label}“.", name)


def _check_own(kind: str, organisation: Organisation | None, *, evidence: bool, by: Mandate) -> None:
    if kind != StageKind.SIGNED or organisation is None or organisation.pk == by.own_id or evidence:
        return
    text = (
        "Die Unterschrift einer anderen Partei erfassen Sie mit einem Beleg: Datei, Verweis oder Anmerkung."
    )
    raise Refused(text, "note")


def _facts(
    state: InitiativeFacts,
    kind: str,
    organisation: Organisation | None,
    day: date,
    at: datetime,
    values: Mapping[str, Any],
) -> StageFacts:
    """The stage as the rules see it."""
    whose = state.organisations.get(organisation.pk) if organisation else None
    if organisation and whose is None:
        raise Refused(f"{organisation} ist keine Partei dieser Vereinbarung.", "organisation")
    return StageFacts(0, kind, whose, day, day_of(at), **values)


@state_change()
def correct(
    *,
    stage: AgreementStage,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> AgreementStage:
    """Put right the day or the details of a stage, or (`withdrawn`) say that it never was; kind and party stay.

    It is asked as of a past course: what it needed may have been recorded after it. Raises Refused as `record` and
    `corrections.replace`.
    """
    field = Field.objects.select_for_update(no_key=True).get(pk=stage.agreement.field_id)
    state = loading.facts(field.initiative_id, field_id=field.pk)
    if not withdrawn:
        _check_corrected(state, stage, values, at)
    new = corrections.replace(stage, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    events.record(
        kind="agreement-stage-corrected",
        subject=f"{stage.agreement.title}: {title_of(stage)} berichtigt",
        change=events.Change(*corrections.told(stage, new, words)),
        where=events.in_field(field, stage.organisation).on("agreement", stage.agreement_id),
        by=by,
        at=at,
        effective_on=new.effective_on,
    )
    return new


def _check_corrected(
    state: InitiativeFacts, stage: AgreementStage, values: Mapping[str, Any], at: datetime
) -> None:
    field = _without(state.field(stage.agreement.field_id), stage)
    now: AgreementFacts = known(field, stage.agreement_id)
    day = days.effective(
        values.get("effective_on", stage.effective_on), at=at, since=now.began_on, whose="Die Vereinbarung"
    )
    then = {name: values.get(name, getattr(stage, name)) for name in DETAILS}
    then = edits.cleaned({name: value for name, value in then.items() if value})
    _check_kind(stage.kind, then)
    facts = _facts(state, stage.kind, stage.organisation, day, at, then)
    check_stage(state.law, field, now, facts, past=True)


def _without(field: FieldFacts, stage: AgreementStage) -> FieldFacts:
    return replace(
        field,
        agreements=tuple(
            replace(one, stages=tuple(known for known in one.stages if known.id != stage.pk))
            for one in field.agreements
        ),
    )


def title_of(stage: AgreementStage) -> str:
    """unterzeichnet, Gemeinde Nottuln"""
    return StageKind(stage.kind).label + (f", {stage.organisation}" if stage.organisation else "")


def words(stage: AgreementStage) -> str:
    """What a stage says beside its kind and day."""
    parts = [
        stage.gazette,
        f"Nr. {stage.issue_number}" if stage.issue_number else "",
        f"Eintrag {stage.entry_number}" if stage.entry_number else "",
        f"in Kraft am {stage.in_force_on:%d.%m.%Y}" if stage.in_force_on else "",
        f"endet am {stage.ends_on:%d.%m.%Y}" if stage.ends_on else "",
        f"Erörterung am {stage.hearing_on:%d.%m.%Y}" if stage.hearing_on else "",
        stage.note,
    ]
    return ", ".join(part for part in parts if part) or StageKind(stage.kind).label
