"""Agreements (Vereinbarungen) on a day: how far they are, who is party, what is due, what to beware of. Pure.

Sources, as law of Nordrhein-Westfalen: GkG NRW § 23 (term and termination), § 24 (approval counts as given after four weeks,
in force the day after publication), § 29 (authority); GO NRW § 115 (notification six weeks before execution). Periods and
authorities come from the reference data of the Land; where it has none, nothing is worked out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from initiatives.domain.rules import access
from initiatives.domain.rules.periods import after, months_later
from initiatives.domain.state.facts import (
    AgreementFacts,
    AuthorityFacts,
    FieldFacts,
    InitiativeFacts,
    LawFacts,
    OrganisationFacts,
)
from initiatives.enums import OrganisationKind
from initiatives.enums.agreements import (
    AgreementKind,
    AgreementState,
    PartyChange,
    PartyRole,
    StageKind,
    TermKey,
)

DAY = timedelta(days=1)
TOLD_BEFORE = timedelta(days=31)  # what is due is told of a month before
OURS = ("deemed", "hearing", "notification", "notice", "review", "end")
MISSED_FOR_GOOD = ("hearing", "notice", "end")
APPROVALS = (StageKind.APPROVED, StageKind.DEEMED_APPROVED)
COUNTIES = (OrganisationKind.KREIS, OrganisationKind.KREISFREIE_STADT)


@dataclass(frozen=True)
class Party:
    """`since` is the day from which on the role holds, None while the agreement is not in force."""

    organisation: OrganisationFacts
    role: str  # of enums.PartyRole
    since: date | None


@dataclass(frozen=True)
class Deadline:
    """`due_on` is the last day for it, of `execution` and `start` the first one."""

    kind: str
    what: str
    due_on: date
    paragraph: str = ""


def in_force_on(agreement: AgreementFacts) -> date | None:
    """The first day in force, as far as it is known; it may lie in the future.

    Without a day of its own a published one is in force the day after, where its form needs publication (GkG NRW § 24 IV),
    and not before the beginning that it names.
    """
    begun = agreement.stage(StageKind.IN_FORCE)
    if begun:
        return begun.in_force_on or begun.effective_on
    published = agreement.stage(StageKind.PUBLISHED)
    if published is None:
        return None
    if published.in_force_on:
        return published.in_force_on
    if agreement.legal_form is None or not agreement.legal_form.needs_publication:
        return None
    return max(published.effective_on + DAY, agreement.begins_on or date.min)


def ends_on(agreement: AgreementFacts) -> date | None:
    """The last day in force, as far as it is known; None where it is open."""
    ended, terminated = agreement.stage(StageKind.ENDED), agreement.stage(StageKind.TERMINATED)
    if ended:
        return ended.ends_on or ended.effective_on
    return terminated.ends_on if terminated else agreement.term_until


def is_in_force(agreement: AgreementFacts, day: date) -> bool:
    begun, end = in_force_on(agreement), ends_on(agreement)
    return begun is not None and begun <= day and (end is None or day <= end)


def base_of(field: FieldFacts, agreement: AgreementFacts) -> AgreementFacts:
    """The agreement that an amendment or accession changes; of one that stands alone itself."""
    return next((one for one in field.agreements if one.id == agreement.amends_id), agreement)


def instruments(field: FieldFacts, base: AgreementFacts) -> list[AgreementFacts]:
    """What changes an agreement, in the order of the days in force; what is not in force yet comes last."""
    found = [one for one in field.agreements if one.amends_id == base.id]
    return sorted(found, key=lambda one: (in_force_on(one) or date.max, one.id))


def unended(field: FieldFacts) -> tuple[AgreementFacts, ...]:
    """Those of a field that have not been ended, nor what they change."""
    return tuple(
        one
        for one in field.agreements
        if one.stage(StageKind.ENDED) is None and base_of(field, one).stage(StageKind.ENDED) is None
    )


def in_order(field: FieldFacts) -> list[AgreementFacts]:
    """All of a field: each that stands alone, followed by what changes it."""
    return [
        one for base in field.agreements if base.stands_alone for one in (base, *instruments(field, base))
    ]


def parties(field: FieldFacts, base: AgreementFacts, day: date) -> tuple[Party, ...]:
    """Who is party of an agreement on a day, by what it and its instruments in force say.

    Before it is in force: who is to be; after its end nobody.
    """
    begun, end = in_force_on(base), ends_on(base)
    found: dict[int, Party] = {}
    if begun is None or day < begun:
        _change(found, base, None)
        return tuple(found.values())
    if end is not None and day > end:
        return ()
    _change(found, base, begun)
    for one in instruments(field, base):
        if is_in_force(one, day):
            _change(found, one, in_force_on(one))
    return tuple(found.values())


def _change(found: dict[int, Party], instrument: AgreementFacts, since: date | None) -> None:
    for one in instrument.changes:
        if one.change == PartyChange.LEAVES:
            found.pop(one.organisation.id, None)
        else:
            found[one.organisation.id] = Party(one.organisation, one.role, since)


def bound_to_standard(field: FieldFacts, since: date | None) -> frozenset[int]:
    """The organisations that an agreement binds to the common standard that it fixes: who has signed it, of one in force all
    parties, and who has acceded to it. What was signed or in force before `since` fixes an older standard.
    """
    kept = unended(field)
    fixing = [one for one in kept if one.standard and _begun_since(one, since)]
    bases = {base_of(field, one).id for one in fixing}
    acceding = [one for one in kept if one.kind == AgreementKind.ACCESSION and one.amends_id in bases]
    return frozenset(one.id for agreement in (*fixing, *acceding) for one in _bound(field, agreement))


def _bound(field: FieldFacts, agreement: AgreementFacts) -> Iterator[OrganisationFacts]:
    yield from (
        one.organisation for one in agreement.stages if one.kind == StageKind.SIGNED and one.organisation
    )
    begun = in_force_on(agreement)
    if begun and agreement.kind == AgreementKind.ACCESSION:
        yield from agreement.entering
    elif begun:
        yield from (one.organisation for one in parties(field, base_of(field, agreement), begun))


def _begun_since(agreement: AgreementFacts, since: date | None) -> bool:
    signed = [one.effective_on for one in agreement.stages if one.kind == StageKind.SIGNED]
    begun = in_force_on(agreement)
    days = [*signed, begun] if begun else signed
    return since is None or (bool(days) and min(days) >= since)


def signatories(field: FieldFacts, agreement: AgreementFacts, day: date) -> tuple[OrganisationFacts, ...]:
    """Who has to sign: of an agreement who enters, of an amendment all parties and who enters, of an accession who enters
    and who provides.
    """
    signing = {one.id: one for one in agreement.entering}
    base = base_of(field, agreement)
    if base is not agreement:
        for party in parties(field, base, day):
            if agreement.kind == AgreementKind.AMENDMENT or party.role == PartyRole.PROVIDES:
                signing.setdefault(party.organisation.id, party.organisation)
    return tuple(signing.values())


def unsigned(field: FieldFacts, agreement: AgreementFacts, day: date) -> tuple[OrganisationFacts, ...]:
    """Who has to sign and has not."""
    signing = signatories(field, agreement, day)
    return tuple(one for one in signing if agreement.stage(StageKind.SIGNED, one.id) is None)


def until(agreement: AgreementFacts, day: date) -> AgreementFacts:
    """The agreement with the stages until a day."""
    return replace(agreement, stages=tuple(one for one in agreement.stages if one.effective_on <= day))


def state(agreement: AgreementFacts, day: date) -> AgreementState:
    """How far it is at the end of a day."""
    known = until(agreement, day)
    begun, end = in_force_on(known), ends_on(known)
    running = begun is not None and begun <= day
    if known.stage(StageKind.ENDED) or (running and end is not None and end < day):
        return AgreementState.ENDED
    if known.stage(StageKind.TERMINATED):
        return AgreementState.TERMINATED
    if running:
        return AgreementState.IN_FORCE
    for kind, found in STATES:
        if known.stage(kind):
            return found
    signed = [one for one in known.entering if known.stage(StageKind.SIGNED, one.id)]
    if known.stage(StageKind.SIGNED):
        return AgreementState.SIGNED if len(signed) == len(known.entering) else AgreementState.PARTLY_SIGNED
    return AgreementState.TEXT_AGREED if known.stage(StageKind.TEXT_AGREED) else AgreementState.DRAFT


STATES = (
    (StageKind.PUBLISHED, AgreementState.PUBLISHED),
    (StageKind.IN_FORCE, AgreementState.PUBLISHED),  # said, and its day has not come
    (StageKind.DEEMED_APPROVED, AgreementState.DEEMED_APPROVED),
    (StageKind.APPROVED, AgreementState.APPROVED),
    (StageKind.OBJECTED, AgreementState.OBJECTED),
    (StageKind.RECEIVED, AgreementState.SUBMITTED),
    (StageKind.SUBMITTED, AgreementState.SUBMITTED),
)


def standing(field: FieldFacts, day: date) -> str:
    """How far the agreements of a field are that stand alone, in words: "in Kraft, Entwurf"; "" where there are none."""
    return ", ".join(state(one, day).label for one in field.agreements if one.stands_alone)


def is_public(agreement: AgreementFacts, day: date) -> bool:
    """Whether its parties, form, days and gazette are public: from its publication on."""
    return until(agreement, day).stage(StageKind.PUBLISHED) is not None


def refusal_until(law: LawFacts, agreement: AgreementFacts) -> date | None:
    """Until when the authority may say that it will refuse approval (GkG NRW § 24 II)."""
    received = agreement.stage(StageKind.RECEIVED)
    term = law.term(TermKey.APPROVAL_REFUSAL, received.effective_on) if received else None
    return after(received.effective_on, term) if received and term else None


def hearing_until(law: LawFacts, agreement: AgreementFacts) -> date | None:
    """Until when the hearing has to be, once the authority has said so."""
    first = refusal_until(law, agreement)
    term = law.term(TermKey.APPROVAL_HEARING, first) if first else None
    return after(first, term) if first and term else None


def approved(agreement: AgreementFacts) -> bool:
    return any(agreement.stage(kind) for kind in APPROVALS)


def authority(
    law: LawFacts, field: FieldFacts, agreement: AgreementFacts, day: date
) -> AuthorityFacts | None:
    """Who is competent (GkG NRW § 29): another one where a county or an independent town is or becomes party."""
    concerned = [party.organisation for party in parties(field, base_of(field, agreement), day)]
    kinds = {one.kind for one in (*concerned, *agreement.entering)}
    return law.authority(has_county_or_free_city=bool(kinds & {*COUNTIES}), day=day)


def deadlines(law: LawFacts, field: FieldFacts, agreement: AgreementFacts, day: date) -> tuple[Deadline, ...]:
    """What is still due at an agreement on a day, the earliest first; what has passed undone stays."""
    known = until(agreement, day)
    if state(known, day) == AgreementState.ENDED:
        return ()
    found = [
        *_of_approval(law, known, day),
        *_of_notification(law, known, day),
        *_of_term(field, known, day),
    ]
    return tuple(sorted(found, key=lambda one: one.due_on))


def pressing(law: LawFacts, field: FieldFacts, agreement: AgreementFacts, day: date) -> tuple[Deadline, ...]:
    """What whoever has the agreement in hand must do within a month; what nobody can do any more is left out."""
    return tuple(
        one
        for one in deadlines(law, field, agreement, day)
        if one.kind in OURS
        and day >= one.due_on - TOLD_BEFORE
        and (day <= one.due_on or one.kind not in MISSED_FOR_GOOD)
    )


def in_hand(facts: InitiativeFacts, field: FieldFacts) -> OrganisationFacts | None:
    """Who owes what is due at the agreements of a field: its lead, without one who is in charge of it."""
    return field.lead.organisation if field.lead else access.in_charge(facts, field)


def _of_approval(law: LawFacts, agreement: AgreementFacts, day: date) -> Iterator[Deadline]:
    form, limit = agreement.legal_form, refusal_until(law, agreement)
    waits = not approved(agreement) and in_force_on(agreement) is None
    if form is None or not form.needs_approval or limit is None or not waits:
        return
    received = agreement.stage(StageKind.RECEIVED)
    term = law.term(TermKey.APPROVAL_REFUSAL, received.effective_on) if received else None
    paragraph, hearing = term.paragraph if term else "", hearing_until(law, agreement)
    if agreement.stage(StageKind.OBJECTED) and hearing:
        yield Deadline("hearing", "Erörterung mit der Aufsichtsbehörde", hearing, paragraph)
    elif not agreement.stage(StageKind.OBJECTED) and day > limit:
        yield Deadline(
            "deemed", "Die Genehmigung gilt als erteilt; das ist einzutragen", limit + DAY, paragraph
        )
    elif not agreement.stage(StageKind.OBJECTED):
        what = "Die Genehmigung gilt als erteilt, wenn die Aufsichtsbehörde bis dahin nicht widerspricht"
        yield Deadline("refusal", what, limit, paragraph)


def _of_notification(law: LawFacts, agreement: AgreementFacts, day: date) -> Iterator[Deadline]:
    term, begun = law.term(TermKey.NOTIFICATION, day), in_force_on(agreement)
    if agreement.legal_form is None or not agreement.legal_form.needs_notice or term is None:
        return
    told = agreement.stage(StageKind.RECEIVED) or agreement.stage(StageKind.SUBMITTED)
    start = begun or agreement.begins_on
    if told is None and start:
        what = "Der Aufsichtsbehörde anzeigen"
        yield Deadline("notification", what, after(start, term, -1), term.paragraph)
    elif told is not None and (begun is None or day < begun):
        what = "Vollzug frühestens nach der Anzeige"
        yield Deadline("execution", what, after(told.effective_on, term), term.paragraph)


def _of_term(field: FieldFacts, agreement: AgreementFacts, day: date) -> Iterator[Deadline]:
    begun, end = in_force_on(agreement), ends_on(agreement)
    if begun is not None and day < begun:
        yield Deadline("start", "Tritt in Kraft", begun)
    if agreement.review_on and not field.reviewed_since(agreement.review_on):
        yield Deadline("review", "Überprüfung laut Vereinbarung", agreement.review_on)
    if begun is None or end is None:
        return
    if agreement.notice_months and not agreement.stage(StageKind.TERMINATED):
        last = months_later(end, -agreement.notice_months)
        yield Deadline("notice", "Letzter Tag für die Kündigung oder Verlängerung", last)
    yield Deadline("end", "Die Vereinbarung endet", end)
