"""What to beware of at an agreement, and who has decided on it. Pure.

Sources, as law of Nordrhein-Westfalen: GkG NRW §§ 9, 23, 24; GO NRW § 115. Periods come from the reference data of the Land.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from initiatives.domain.rules.agreements import in_force_on, is_in_force, signatories, state, until
from initiatives.domain.rules.money import economics
from initiatives.domain.rules.periods import after
from initiatives.domain.state.facts import AgreementFacts, FieldFacts, InitiativeFacts, OrganisationFacts
from initiatives.enums import GateKind, OrganisationKind, RoundPurpose
from initiatives.enums.agreements import AgreementKind, AgreementState, StageKind, TermKey, TermUnit


@dataclass(frozen=True)
class Warned:
    """What to beware of; `kind` names it."""

    kind: str
    text: str
    organisations: tuple[OrganisationFacts, ...] = ()


def warnings(
    facts: InitiativeFacts, field: FieldFacts, agreement: AgreementFacts, day: date
) -> tuple[Warned, ...]:
    """What to beware of at an agreement that has not ended."""
    known = until(agreement, day)
    if state(known, day) == AgreementState.ENDED:
        return ()
    return tuple(
        one
        for warn in (_cost_clause, _unborne, _losing, _termination, _undecided, _too_early, _other_provider)
        for one in warn(facts, field, known, day)
    )


def _cost_clause(
    facts: InitiativeFacts, field: FieldFacts, agreement: AgreementFacts, day: date
) -> Iterator[Warned]:
    if agreement.cost_clause or not agreement.stands_alone:
        return
    form = agreement.legal_form
    if form and form.fixes_cost_key:
        yield Warned("costs", f"Diese Rechtsform muss den Kostenschlüssel festlegen ({form.paragraph}).")
    else:
        text = "Ohne bestimmte Kostenregelung ist die Genehmigung schon versagt worden. Bitte legen Sie sie fest."
        yield Warned("costs", text)


def _unborne(
    facts: InitiativeFacts, field: FieldFacts, agreement: AgreementFacts, day: date
) -> Iterator[Warned]:
    """What is borne jointly has a key that leaves nothing over."""
    if agreement.stands_alone and (why := next(iter(economics.of_field(field).gap_reasons), "")):
        yield Warned("costs", f"Der Kostenschlüssel lässt eine Lücke. {why}")


def _losing(
    facts: InitiativeFacts, field: FieldFacts, agreement: AgreementFacts, day: date
) -> Iterator[Warned]:
    """Of the parties, who is worse off than today and has not accepted that."""
    if not agreement.stands_alone:
        return
    parties = {one.id for one in signatories(field, agreement, day)}
    losing = tuple(
        one.organisation
        for one in economics.of_field(field).losers
        if one.organisation.id in parties and not field.settled(GateKind.LOSS_ACCEPTED, one.organisation.id)
    )
    if losing:
        names = ", ".join(map(str, losing))
        text = f"Schlechter gestellt als heute, ohne das schriftlich angenommen zu haben: {names}."
        yield Warned("loss", text, losing)


def _termination(
    facts: InitiativeFacts, field: FieldFacts, agreement: AgreementFacts, day: date
) -> Iterator[Warned]:
    if agreement.termination_rule or not agreement.stands_alone:
        return
    begun = in_force_on(agreement) or agreement.begins_on or agreement.began_on or day
    term = facts.law.term(TermKey.UNLIMITED, begun)
    where = f" ({term.paragraph})" if term else ""
    if agreement.is_unlimited:
        yield Warned("termination", f"Unbefristet: die Kündigung muss geregelt sein{where}.")
    elif term and agreement.term_until and agreement.term_until >= after(begun, term):
        text = f"Laufzeit über {term.value} {TermUnit(term.unit).label}: die Kündigung muss geregelt sein{where}."
        yield Warned("termination", text)


def _undecided(
    facts: InitiativeFacts, field: FieldFacts, agreement: AgreementFacts, day: date
) -> Iterator[Warned]:
    missing = tuple(one for one in signatories(field, agreement, day) if not has_decided(field, one))
    if agreement.kind == AgreementKind.ACCESSION:
        missing = tuple(one for one in missing if one in agreement.entering)
    if missing:
        names = ", ".join(map(str, missing))
        form = agreement.legal_form
        matching = form is not None and form.needs_matching_resolutions
        what = "Übereinstimmende Beschlüsse aller fehlen" if matching else "Noch nicht entschieden"
        yield Warned("undecided", f"{what}: {names}.", missing)


def _too_early(
    facts: InitiativeFacts, field: FieldFacts, agreement: AgreementFacts, day: date
) -> Iterator[Warned]:
    begun, form = in_force_on(agreement), agreement.legal_form
    if begun is None or form is None:
        return
    published = agreement.stage(StageKind.PUBLISHED)
    if form.needs_publication and published and begun <= published.effective_on:
        text = f"Als Tag des Inkrafttretens ist der {begun:%d.%m.%Y} genannt, er liegt nicht nach der Veröffentlichung."
        yield Warned("early", text)
    term = facts.law.term(TermKey.NOTIFICATION, begun)
    told = agreement.stage(StageKind.RECEIVED) or agreement.stage(StageKind.SUBMITTED)
    if form.needs_notice and term and told and begun < after(told.effective_on, term):
        text = f"Angezeigt erst am {told.effective_on:%d.%m.%Y}, das ist zu spät vor dem Vollzug ({term.paragraph})."
        yield Warned("early", text)


def _other_provider(
    facts: InitiativeFacts, field: FieldFacts, agreement: AgreementFacts, day: date
) -> Iterator[Warned]:
    named, running = facts.organisations.get(agreement.provider_id or 0), field.provider
    if named and running and named.id != running.organisation.id and is_in_force(agreement, day):
        text = f"Leistungserbringer ist hier {named}, im Feld {running.organisation}. Bitte stellen Sie eines richtig."
        yield Warned("provider", text, (named, running.organisation))


def has_decided(field: FieldFacts, organisation: OrganisationFacts) -> bool:
    """Whether the competent body of a party stands behind it: by its decision or accession, else by a resolution of its own.

    A third party without bodies decides by its Votum.
    """
    asked = field.decision_of(organisation.id)
    if asked and field.round_of(asked).purpose != RoundPurpose.TAKING_PART:
        third = organisation.kind == OrganisationKind.DRITTE and not asked.body
        return asked.consents and (third or not asked.provisional)
    earlier = {one.id for one in field.asks.values()}
    return any(
        one.passed
        and one.decides
        and one.organisation_id == organisation.id
        and earlier.isdisjoint(one.ask_ids or (one.ask_id,))
        for one in field.decisions
    )
