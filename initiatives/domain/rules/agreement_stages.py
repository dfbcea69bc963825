"""What may happen to an agreement (Vereinbarung) next, and who may enter or leave by it: refused in words, at the form's field.

Which stages are needed depends on the duties of the legal form (GkG NRW §§ 23 to 25, GO NRW § 115). What is entered of a
`past` course may lack stages that nobody recorded, but nothing may stand in an order in which it cannot have been.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.rules import agreements
from initiatives.domain.rules.agreements import APPROVALS, DAY
from initiatives.domain.state.facts import AgreementFacts, FieldFacts, LawFacts, OrganisationFacts, StageFacts
from initiatives.enums.agreements import AgreementKind, PartyChange, StageKind

RANK = {kind: number for number, kind in enumerate(StageKind)} | {
    StageKind.DEEMED_APPROVED: list(StageKind).index(StageKind.APPROVED)
}
BEFORE_SIGNING = (StageKind.SUBMITTED, StageKind.RECEIVED)  # where it is only notified
OVER_ONCE = (StageKind.TERMINATED, StageKind.SIGNED, StageKind.PUBLISHED, StageKind.IN_FORCE)
SUPERVISED = (*BEFORE_SIGNING, StageKind.OBJECTED, *APPROVALS)


@dataclass(frozen=True)
class Next:
    """A stage that is to be recorded, with what is known around it; `agreement` is without it."""

    law: LawFacts
    field: FieldFacts
    agreement: AgreementFacts
    stage: StageFacts

    @property
    def day(self) -> date:
        return self.stage.effective_on

    @property
    def then(self) -> AgreementFacts:
        """The agreement with it."""
        return replace(self.agreement, stages=(*self.agreement.stages, self.stage))


def check_stage(
    law: LawFacts, field: FieldFacts, agreement: AgreementFacts, stage: StageFacts, *, past: bool = False
) -> None:
    """Whether a stage can be recorded now; `agreement` has no stage yet that it would correct.

    Raises Refused for one that the form does not have, that is recorded already, before the one that it needs (but of the
    past), in an impossible order of days; for a party that is none; an end before the beginning, a termination after the
    end; an objection or approval outside of their periods; two agreements in force on the same service.
    """
    step = Next(law, field, agreement, stage)
    _check_form(step)
    _check_once(step)
    if not past:
        _check_needs(step)
    _check_order(step)
    own = CHECKS.get(StageKind(stage.kind))
    if own:
        own(step)


def missing_for(
    law: LawFacts, field: FieldFacts, agreement: AgreementFacts, kind: StageKind, day: date
) -> str | None:
    """What a stage of a kind needs first, in words ("" for nothing); None where it cannot come (any more)."""
    signing = kind == StageKind.SIGNED
    if signing and not agreements.unsigned(field, agreement, day):
        return None
    stage = StageFacts(0, kind, None, day, day)
    try:
        _check_form(Next(law, field, agreement, stage))
        if not signing:
            _check_once(Next(law, field, agreement, stage))
    except Refused:
        return None
    if kind in OVER_ONCE and agreement.stage(StageKind.ENDED):
        return None
    if kind in SUPERVISED and (agreements.approved(agreement) or agreements.in_force_on(agreement)):
        return None
    if kind == StageKind.DEEMED_APPROVED:
        limit = agreements.refusal_until(law, agreement)
        if agreement.stage(StageKind.OBJECTED):
            return None
        if limit and day <= limit:
            return f"der Ablauf der Frist am {limit:%d.%m.%Y}"
    return needed(field, agreement, kind, day)


def _check_form(step: Next) -> None:
    form, kind = step.agreement.legal_form, step.stage.kind
    if form is None or kind not in SUPERVISED or form.needs_approval:
        return
    if kind not in BEFORE_SIGNING:
        raise Refused(f"„{form.name}“ bedarf keiner Genehmigung ({form.paragraph}).", "kind")
    if not form.needs_notice:
        raise Refused(f"„{form.name}“ ist weder zu genehmigen noch anzuzeigen ({form.paragraph}).", "kind")


def _check_once(step: Next) -> None:
    stage = step.stage
    whose = stage.organisation.id if stage.kind == StageKind.SIGNED and stage.organisation else None
    kinds = APPROVALS if stage.kind in APPROVALS else (stage.kind,)
    for kind in kinds:
        known = step.agreement.stage(kind, whose)
        if known:
            told = f"„{StageKind(kind).label}“ ist schon erfasst, zum {known.effective_on:%d.%m.%Y}."
            raise Refused(f"{told} Einen falschen Eintrag berichtigen Sie bitte.", "kind")


def needed(field: FieldFacts, agreement: AgreementFacts, kind: str, day: date) -> str:
    """What has to be recorded before a stage of this kind, in words; "" where nothing is missing."""
    if kind in (StageKind.TERMINATED, StageKind.ENDED):
        return "" if agreements.in_force_on(agreement) else "der Tag des Inkrafttretens"
    found = (_lacking(field, agreement, one, day) for one in _needs(agreement, StageKind(kind)))
    return next((one for one in found if one), "")


def _needs(agreement: AgreementFacts, kind: StageKind) -> tuple[StageKind, ...]:
    form = agreement.legal_form
    if kind == StageKind.SUBMITTED and form and not form.needs_approval:
        return (StageKind.TEXT_AGREED,)
    if kind == StageKind.IN_FORCE and form and form.needs_publication:
        return (StageKind.PUBLISHED,)
    if kind in (StageKind.PUBLISHED, StageKind.IN_FORCE):
        return _before_publication(agreement)
    return NEEDS[kind]


def _lacking(field: FieldFacts, agreement: AgreementFacts, need: StageKind, day: date) -> str:
    """The words for a needed stage that is not there yet."""
    if need == StageKind.SIGNED:
        missing = agreements.unsigned(field, agreement, day)
        if missing:
            return f"die Unterschrift: {', '.join(str(whose) for whose in missing)}"
        return "" if agreement.stage(StageKind.SIGNED) else "die Unterschriften"
    if need == StageKind.APPROVED:
        return "" if agreements.approved(agreement) else "die Genehmigung"
    return "" if agreement.stage(need) else f"„{need.label}“"


def _before_publication(agreement: AgreementFacts) -> tuple[StageKind, ...]:
    form = agreement.legal_form
    if form and form.needs_approval:
        return (StageKind.SIGNED, StageKind.APPROVED)
    return (StageKind.SIGNED, StageKind.SUBMITTED) if form and form.needs_notice else (StageKind.SIGNED,)


NEEDS: dict[StageKind, tuple[StageKind, ...]] = {
    StageKind.TEXT_AGREED: (),
    StageKind.SIGNED: (StageKind.TEXT_AGREED,),
    StageKind.SUBMITTED: (StageKind.SIGNED,),
    StageKind.RECEIVED: (StageKind.SUBMITTED,),
    StageKind.OBJECTED: (StageKind.RECEIVED,),
    StageKind.APPROVED: (StageKind.RECEIVED,),
    StageKind.DEEMED_APPROVED: (StageKind.RECEIVED,),
}


def _check_needs(step: Next) -> None:
    missing = needed(step.field, step.agreement, step.stage.kind, step.day)
    if missing:
        raise Refused(f"Vorher fehlt {missing}.", "kind")


def _check_order(step: Next) -> None:
    for known in step.agreement.stages:
        if _in_any_order(step.agreement, {known.kind, step.stage.kind}):
            continue
        before = RANK[StageKind(known.kind)] - RANK[StageKind(step.stage.kind)]
        told = f"„{StageKind(known.kind).label}“ war am {known.effective_on:%d.%m.%Y}"
        if before < 0 and known.effective_on > step.day:
            raise Refused(f"{told}; dieser Tag kann nicht davor liegen.", "effective_on")
        if before > 0 and known.effective_on < step.day:
            raise Refused(f"{told}; dieser Tag kann nicht danach liegen.", "effective_on")


def _in_any_order(agreement: AgreementFacts, kinds: set[str]) -> bool:
    """Whether two stages may come in any order: the day in force and its publication; a notification and the signatures."""
    form = agreement.legal_form
    notified = form is not None and not form.needs_approval and kinds & {*BEFORE_SIGNING}
    return kinds == {StageKind.PUBLISHED, StageKind.IN_FORCE} or bool(notified and StageKind.SIGNED in kinds)


def _check_signed(step: Next) -> None:
    if step.stage.organisation is None:
        raise Refused("Bitte wählen Sie, wer unterzeichnet hat.", "organisation")
    base = agreements.base_of(step.field, step.agreement)
    signing = {one.id for one in agreements.signatories(step.field, step.agreement, step.day)}
    signing |= {one.organisation.id for one in agreements.parties(step.field, base, step.day)}
    if step.stage.organisation.id not in signing:
        raise Refused(f"{step.stage.organisation} ist keine Partei dieser Vereinbarung.", "organisation")


def _check_objected(step: Next) -> None:
    limit = agreements.refusal_until(step.law, step.agreement)
    if limit and step.day > limit:
        text = f"Die Frist dafür ist am {limit:%d.%m.%Y} abgelaufen; die Genehmigung gilt als erteilt."
        raise Refused(text, "effective_on")
    hearing, last = step.stage.hearing_on, agreements.hearing_until(step.law, step.agreement)
    if hearing and hearing < step.day:
        raise Refused("Die Erörterung kann nicht vor der Beanstandung liegen.", "hearing_on")
    if hearing and last and hearing > last:
        text = f"Die Erörterung muss bis zum {last:%d.%m.%Y} sein, sonst gilt die Genehmigung als erteilt."
        raise Refused(text, "hearing_on")


def _check_deemed(step: Next) -> None:
    objected, limit = (
        step.agreement.stage(StageKind.OBJECTED),
        agreements.refusal_until(step.law, step.agreement),
    )
    if objected:
        text = f"Die Aufsichtsbehörde hat am {objected.effective_on:%d.%m.%Y} widersprochen; es zählt ihre Entscheidung."
        raise Refused(text, "kind")
    if limit and step.day <= limit:
        text = f"Die Genehmigung gilt erst ab dem {limit + DAY:%d.%m.%Y} als erteilt."
        raise Refused(text, "effective_on")


def _check_beginning(step: Next) -> None:
    """What a stage with a day in force has to agree with: the end, the agreement that it changes, others beside it."""
    begun, then = agreements.in_force_on(step.then), step.then
    if begun is None:
        return
    name = "in_force_on" if step.stage.in_force_on else "effective_on"
    end = agreements.ends_on(then)
    if end and begun > end:
        raise Refused(f"Die Vereinbarung endet schon am {end:%d.%m.%Y}.", name)
    base = agreements.base_of(step.field, then)
    if base.id != then.id:
        _check_base(base, begun, name)
    refuse_second(step.field, then, then.entering, name)


def _check_base(base: AgreementFacts, begun: date, name: str) -> None:
    first, last = agreements.in_force_on(base), agreements.ends_on(base)
    if first is None:
        raise Refused(f"Bitte erfassen Sie zuerst, wann „{base.title}“ in Kraft getreten ist.", name)
    if begun < first:
        raise Refused(f"„{base.title}“ ist erst seit dem {first:%d.%m.%Y} in Kraft.", name)
    if last and begun > last:
        raise Refused(f"„{base.title}“ ist am {last:%d.%m.%Y} beendet.", name)


def refuse_second(
    field: FieldFacts, agreement: AgreementFacts, entering: tuple[OrganisationFacts, ...], name: str
) -> None:
    """Raise Refused where one of those who enter is party of another agreement in force on the same service meanwhile.

    The service is the same where field, provider and subject are; where nobody provides, only a subject that is named says so.
    """
    base, begun = agreements.base_of(field, agreement), agreements.in_force_on(agreement)
    if begun is None or not (base.provider_id or base.subject.strip()):
        return
    end = agreements.ends_on(base if base.id != agreement.id else agreement) or date.max
    for other in field.agreements:
        if other.id == base.id or not other.stands_alone or not _same_service(base, other):
            continue
        first, last = agreements.in_force_on(other), agreements.ends_on(other) or date.max
        if first is None or last < begun or first > end:
            continue
        there = {one.organisation.id for one in agreements.parties(field, other, max(first, begun))}
        for one in entering:
            if one.id in there and one.id != base.provider_id:
                text = f"{one} ist für diese Leistung schon Partei von „{other.title}“, in Kraft seit {first:%d.%m.%Y}."
                raise Refused(f"{text} Bitte beenden oder ändern Sie diese zuerst.", name)


def _same_service(one: AgreementFacts, other: AgreementFacts) -> bool:
    subjects = {one.subject.strip().casefold(), other.subject.strip().casefold()}
    return one.provider_id == other.provider_id and len(subjects) == 1


def _check_terminated(step: Next) -> None:
    begun, end = agreements.in_force_on(step.agreement), agreements.ends_on(step.agreement)
    if begun is None:
        raise Refused("Die Vereinbarung ist nicht in Kraft.", "kind")
    if end and step.day > end:
        text = f"Die Vereinbarung ist am {end:%d.%m.%Y} beendet; danach kann sie nicht gekündigt werden."
        raise Refused(text, "effective_on")
    last = step.stage.ends_on
    if last is None:
        raise Refused("Bitte nennen Sie den letzten Tag der Vereinbarung.", "ends_on")
    if last < begun:
        raise Refused(f"Das Ende liegt vor dem Beginn am {begun:%d.%m.%Y}.", "ends_on")
    if last < step.day:
        raise Refused("Das Ende kann nicht vor der Kündigung liegen.", "ends_on")
    if step.agreement.term_until and last > step.agreement.term_until:
        raise Refused(f"Die Vereinbarung endet ohnehin am {step.agreement.term_until:%d.%m.%Y}.", "ends_on")
    _check_who_gives_notice(step)


def _check_who_gives_notice(step: Next) -> None:
    whose, base = step.stage.organisation, agreements.base_of(step.field, step.agreement)
    there = {one.organisation.id for one in agreements.parties(step.field, base, step.day)}
    if whose and whose.id not in there:
        raise Refused(f"{whose} ist an diesem Tag keine Partei dieser Vereinbarung.", "organisation")


def _check_ended(step: Next) -> None:
    begun = agreements.in_force_on(step.agreement)
    if begun is None:
        raise Refused("Die Vereinbarung ist nicht in Kraft.", "kind")
    last = step.stage.ends_on or step.day
    name = "ends_on" if step.stage.ends_on else "effective_on"
    if last < begun:
        raise Refused(f"Das Ende liegt vor dem Beginn am {begun:%d.%m.%Y}.", name)
    if last > step.day:
        raise Refused("Beendet ist sie erst, wenn ihr letzter Tag gekommen ist. Vorher: „gekündigt“.", name)


CHECKS: dict[StageKind, Callable[[Next], None]] = {
    StageKind.SIGNED: _check_signed,
    StageKind.OBJECTED: _check_objected,
    StageKind.DEEMED_APPROVED: _check_deemed,
    StageKind.PUBLISHED: _check_beginning,
    StageKind.IN_FORCE: _check_beginning,
    StageKind.TERMINATED: _check_terminated,
    StageKind.ENDED: _check_ended,
}


def check_change(
    field: FieldFacts,
    agreement: AgreementFacts,
    organisation: OrganisationFacts,
    change: str,
    role: str,
    day: date,
) -> None:
    """Whether somebody can enter, leave or change its role by an agreement; `agreement` has no change yet that it corrects.

    Raises Refused where the agreement is in force before that day, for who is party already or is none, for a role that
    stays the same, for two agreements in force on the same service.
    """
    begun, base = agreements.in_force_on(agreement), agreements.base_of(field, agreement)
    if begun and day > begun:
        later = "Wer später kommt oder geht, steht in einer Änderung oder einem Beitritt."
        raise Refused(f"Seit dem {begun:%d.%m.%Y} ist das in Kraft. {later}", "effective_on")
    if change != PartyChange.ENTERS and agreement.kind != AgreementKind.AMENDMENT:
        raise Refused(
            "Ausscheiden oder die Rolle wechseln kann eine Partei nur durch eine Änderung.", "change"
        )
    if organisation.id in {one.organisation.id for one in agreement.changes}:
        raise Refused(f"Was aus {organisation} wird, steht hier schon.", "organisation")
    there = {}
    if base.id != agreement.id:
        there = {
            one.organisation.id: one for one in agreements.parties(field, base, begun - DAY if begun else day)
        }
    if change == PartyChange.ENTERS:
        if organisation.id in there:
            raise Refused(f"{organisation} ist schon Partei von „{base.title}“.", "organisation")
        refuse_second(field, agreement, (organisation,), "organisation")
    elif organisation.id not in there:
        raise Refused(f"{organisation} ist keine Partei von „{base.title}“.", "organisation")
    elif change == PartyChange.ROLE and there[organisation.id].role == role:
        raise Refused(f"{organisation} hat diese Rolle schon.", "role")
