"""Builds the snapshots of the draft papers for the councils.

The core is a function of the round and of what all who see the initiative may read: no draft of a Votum, no internal
comment, no spoken Votum that is not confirmed. So it is the same for every municipality asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from initiatives import german
from initiatives.domain.kernel.moments import day_of, local
from initiatives.domain.kernel.texts import slug
from initiatives.domain.rules import agreement_warnings, checks
from initiatives.domain.snapshots import agreements, council_costs, council_editions
from initiatives.domain.state.facts import (
    AgreementFacts,
    AskFacts,
    CostKeyFacts,
    FieldFacts,
    InitiativeFacts,
    OrganisationFacts,
    ResolutionFacts,
)
from initiatives.enums import (
    LIGHT_MEANINGS,
    LIGHT_WORDS,
    PARTICIPATION_WORDS,
    STANCE_WORDS,
    Edition,
    GateKind,
    GateResult,
    Nature,
    OrganisationKind,
    Phase,
    ResolutionResult,
    SideState,
)
from initiatives.enums.agreements import NO_LEGAL_ADVICE, PartyRole, StageKind
from initiatives.enums.money import KeyKind
from initiatives.models import Ask, DocumentVersion, Round, RoundCore
from initiatives.snapshot import agreements as rows
from initiatives.snapshot.council_paper import (
    COUNCIL_PAPER,
    Attachment,
    Check,
    Core,
    CouncilPaper,
    FieldPart,
    Ground,
    House,
    Voice,
)
from initiatives.snapshot.form import SCHEMA

NOTHING_SAID = House()
GROUNDS = (
    GateKind.STANDARD,
    GateKind.TAX,
    GateKind.PROCUREMENT,
    GateKind.DATA_PROTECTION,
    GateKind.PERSONNEL_COUNCIL,
    GateKind.ACCESSION,
    GateKind.EXIT,
    GateKind.DEPUTY,
    GateKind.FAILURE_PLAN,
)


def core(facts: InitiativeFacts, round_: Round, reasoning: str, today: date) -> Core:
    """What stands in the papers of all, as it is today; of an open round, whose fields know it."""
    return Core(
        initiative=facts.title,
        county=facts.county.designation if facts.county else "",
        convening=facts.convening.designation if facts.convening else "",
        background=facts.background,
        is_example=facts.is_example,
        purpose=round_.purpose,
        purpose_word=round_.title,
        question=round_.subject,
        version=round_.subject_version,
        opened_on=round_.opened_on,
        deadline=round_.deadline,
        reasoning=reasoning,
        fields=tuple(
            _field(facts, field, field.rounds[round_.pk][1], today)
            for field in facts.fields
            if round_.pk in field.rounds
        ),
    )


def paper(
    facts: InitiativeFacts,
    frozen: RoundCore | None,
    shared: Core,
    asks: Sequence[Ask],
    organisation: OrganisationFacts | None,
    at: datetime,
    law: str = "",
    edition: str = Edition.NON_PUBLIC,
    house: House = NOTHING_SAID,
    attached: Sequence[DocumentVersion] = (),
) -> CouncilPaper:
    """One paper: the core cut down to the fields of `asks`, head and costs of the one organisation; `law` is the paragraph by
    which its council decides, `attached` are the files that go with it.

    Without an organisation it is the core alone, with all fields; without `frozen` one that nobody has made yet.
    """
    keys = {str(ask.field_id) for ask in asks}
    fields = tuple(one for one in shared.fields if one.key in keys or organisation is None)
    by_key = {str(field.id): field for field in facts.fields}
    costs = (
        {key: council_costs.costs(by_key[key], organisation, day_of(at)) for key in keys}
        if organisation
        else {}
    )
    whole = CouncilPaper(
        schema=SCHEMA,
        genre=COUNCIL_PAPER,
        recorded_until=local(at),
        date=f"{day_of(at):%d.%m.%Y}",
        subject=subject(fields, shared.initiative),
        municipality=organisation.designation if organisation else "",
        bodies=tuple(sorted({ask.body.name for ask in asks if ask.body}, key=german.by)),
        body_missing=any(ask.body is None for ask in asks) or not asks,
        core_of=local(frozen.recorded_at) if frozen else None,
        core=replace(shared, fields=fields),
        costs=costs,
        is_county=organisation is not None and organisation.kind == OrganisationKind.KREIS,
        law=law,
        house=house,
        attachments=tuple(_attachment(number, one) for number, one in enumerate(attached, start=1)),
    )
    return council_editions.cut(whole, edition)


def voted_on(facts: InitiativeFacts, purpose: str, field_ids: Iterable[int], today: date) -> list[int]:
    """The newest version (id) of each file of the agreements that a round of this purpose is about."""
    if purpose not in council_editions.ON_TEXTS:
        return []
    chosen = set(field_ids)
    return [
        file.newest.id
        for field in facts.fields
        if field.id in chosen
        for _, found in _living(facts, field, today)
        for file in found.documents
    ]


def _attachment(number: int, version: DocumentVersion) -> Attachment:
    title, end = version.document.title, version.name.rpartition(".")[2]
    return Attachment(
        key=version.pk,
        title=title,
        file=f"anlage-{number}-{slug(title.replace('.', '-'))[:60].strip('-')}.{slug(end)}",
        size=version.size,
        sha256=version.sha256,
    )


def subject(fields: Sequence[FieldPart], initiative: str) -> str:
    """Of one field its title, of several the initiative."""
    return f"Interkommunale Zusammenarbeit: {fields[0].title if len(fields) == 1 else initiative}"


def _field(facts: InitiativeFacts, field: FieldFacts, asked: dict[int, AskFacts], today: date) -> FieldPart:
    return FieldPart(
        key=str(field.id),
        title=field.title,
        aim=field.aim,
        description=field.description,
        focal_points=tuple(field.focal_points),
        nature=Nature(field.nature).label,
        phase=f"{field.phase} {Phase(field.phase).label}",
        side_state=SideState(field.side_state).label if field.side_state else "",
        light=LIGHT_WORDS[field.light],
        light_meaning=LIGHT_MEANINGS[field.light],
        lead=field.lead.organisation.designation if field.lead else "",
        contact=field.lead.contact if field.lead else "",
        voices=tuple(
            _voice(field, one, asked.get(one.id) or field.decision_of(one.id))
            for one in _concerned(facts, field, asked)
        ),
        checks=tuple(_check(one, field) for one in checks.of_field(facts, field)),
        grounds=(*_grounds(field), *_agreed(facts, field, today)),
    )


def _concerned(
    facts: InitiativeFacts, field: FieldFacts, asked: dict[int, AskFacts]
) -> list[OrganisationFacts]:
    """Who is or was asked about the field or has said something of its participation."""
    return [
        o
        for o in facts.organisations.values()
        if o.id in asked or o.id in field.asks or o.id in field.participations
    ]


def _voice(field: FieldFacts, organisation: OrganisationFacts, ask: AskFacts | None) -> Voice:
    position = ask.position if ask else None
    return Voice(
        name=organisation.designation,
        participation=PARTICIPATION_WORDS[field.participation_of(organisation.id)],
        stance=STANCE_WORDS[field.stance(ask) if ask else "not_asked"],
        date=position.effective_on if position else None,
        provisional=bool(ask and ask.provisional),
        conditions=tuple(one.text for one in position.conditions) if position else (),
        resolution=_resolution(ask.resolutions[-1]) if ask and ask.resolutions else "",
        unresolved=bool(ask and ask.unresolved),
    )


def _resolution(found: ResolutionFacts) -> str:
    title, role = f"„{found.title}“, " if found.title else "", "" if found.decides else ", bereitet vor"
    return f"{found.body}, {found.effective_on:%d.%m.%Y}: {title}{ResolutionResult(found.result).label}{role}"


def _check(found: checks.Check, field: FieldFacts) -> Check:
    judged = found.override if found.overruled else None
    return Check(
        text=found.condition.text,
        result=found.result.label,
        reason=judged.reason if judged else found.computed.reason,
        computed=found.computed.result.label if judged else "",
        withheld=checks.is_withheld(found, field),
    )


def _grounds(field: FieldFacts) -> list[Ground]:
    """What is recorded of the ground on which the cooperation stands, the entry of each kind that counts."""
    found = [(kind, field.item(kind)) for kind in GROUNDS]
    recorded = [
        Ground(
            name=kind.label,
            result=GateResult(item.result).label,
            text=item.text or item.reason,
            date=item.effective_on,
        )
        for kind, item in found
        if item is not None and item.result != GateResult.OPEN
    ]
    return [*recorded, *map(_key, field.money.keys)]


def _key(key: CostKeyFacts) -> Ground:
    """A key by its last period."""
    last = key.periods[-1]
    kind = KeyKind(last.kind).label
    return Ground(
        name="Kostenschlüssel",
        result=GateResult.DONE.label,
        text=last.reason or f"{key.title}: {kind}",
        date=last.effective_on,
    )


def _living(
    facts: InitiativeFacts, field: FieldFacts, today: date
) -> Iterator[tuple[rows.Agreement, AgreementFacts]]:
    """The agreements that are drawn up or in force."""
    for one in agreements.of_field(field, facts, today):
        if one.ends_on is None or one.ends_on >= today:
            yield one, next(row for row in field.agreements if str(row.id) == one.key)


def _agreed(facts: InitiativeFacts, field: FieldFacts, today: date) -> Iterator[Ground]:
    """They, with what a council has to know of their text."""
    for one, found in _living(facts, field, today):
        told = _told(found)
        warned = " ".join(one.text for one in agreement_warnings.warnings(facts, field, found, today))
        law = found.legal_form and found.legal_form.paragraph
        whole = [*told, ("Kosten: ", found.cost_clause), ("", warned), ("", NO_LEGAL_ADVICE if law else "")]
        yield Ground(
            name=f"{one.kind} „{one.title}“",
            result=one.state,
            text=_sentences(whole),
            date=one.since or today,
            told=_sentences(told),
            is_published=found.stage(StageKind.PUBLISHED) is not None,
        )


def _told(found: AgreementFacts) -> list[tuple[str, str]]:
    """Legal form, parties, term: what everybody may know of it."""
    form = found.legal_form
    law = f" ({form.paragraph})" if form and form.paragraph else ""
    who = ", ".join(f"{one.organisation} {PartyRole(one.role).label}" for one in found.changes if one.role)
    unlimited = "unbefristet" if found.is_unlimited else ""
    return [
        ("", f"{found.form_name}{law}" if found.form_name else ""),
        ("Parteien: ", who),
        ("Gemeinsamer Standard: ", found.standard),
        ("Laufzeit: ", f"bis {found.term_until:%d.%m.%Y}" if found.term_until else unlimited),
        ("Kündigung: ", found.termination_rule),
    ]


def _sentences(said: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"{name}{text.removesuffix('.')}." for name, text in said if text)
