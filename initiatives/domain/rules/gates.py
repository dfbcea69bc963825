"""What a phase release needs, in one table: `missing(facts, field)` drives the checklist on the page and the guard.

Each requirement looks at the facts and names what is missing, who owes it, until when, and the section of the field's
page where it is done. Phases and their releases follow the notice of the Landrat to the Kreistag of Kreis Coesfeld,
2010 (first fix the fields, then coordinate within each municipality, then work through them step by step, decide after
the preparatory work); agreements, supervision and publication follow GkG NRW §§ 23 to 24.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from initiatives.domain.rules import agreement_warnings, agreements, checks, money_gates
from initiatives.domain.rules.gate_points import Missing, Requirement, by_hand, in_charge, lead_of
from initiatives.domain.state.facts import (
    AgreementFacts,
    AskFacts,
    FieldFacts,
    InitiativeFacts,
)
from initiatives.enums import (
    CheckResult,
    ConditionState,
    GateKind,
    Phase,
    RoundPurpose,
    StageKind,
    Stance,
)


def missing(facts: InitiativeFacts, field: FieldFacts) -> list[Missing]:
    """What stands between the field and its next phase, in the last phase between it and its end; empty where nothing is."""
    requirements = GATES[Phase(field.phase)]
    every = (steered,) if field.phase < Phase.OPERATION else ()
    return [point for requirement in (*requirements, *every) for point in requirement(facts, field)]


def steered(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """Where the initiative says so: the steering group has decided about the field since its last release.

    What it decided on the day of that release was for that one; of a field that was never released its first day counts.
    """
    if not facts.releases_need_steering:
        return
    if not facts.steering_group:
        yield Missing("Lenkungsgruppe benennen", in_charge(facts, field), "freigabe")
        return
    since = field.phase_dates.get(field.phase)
    for meeting in facts.meetings:
        late = since is None or meeting.held_on is None or meeting.held_on < since
        if late or (field.phase > Phase.PROPOSAL and meeting.held_on == since):
            continue
        if any(one.steering and one.is_adopted and one.field_id == field.id for one in meeting.decisions):
            return
    members = tuple({seat.organisation.id: seat.organisation for seat in facts.steering_group}.values())
    yield Missing(
        "Beschluss der Lenkungsgruppe zu diesem Feld", members, "freigabe", group="die Lenkungsgruppe"
    )


def texts_stated(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    if not field.aim:
        yield Missing("Ziel angeben", lead_of(facts, field), "ziel")
    if not field.description:
        yield Missing("Beschreibung angeben", lead_of(facts, field), "ziel")


def led(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    if field.lead is None:
        yield Missing("Federführung benennen", in_charge(facts, field), "beteiligte")


def taking_part_settled(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """The round Mitwirkung is closed, by its date or by all answers, and at least two consent."""
    round_ = field.round
    asking = in_charge(facts, field)
    if round_ is None or round_.purpose != RoundPurpose.TAKING_PART:
        yield Missing("Abstimmungsrunde „Mitwirkung“ eröffnen", asking, "voten")
        return
    if round_.is_open:
        for ask in field.owing_in(round_.id):
            yield Missing(_answer_words(ask), (ask.organisation,), "voten", round_.deadline)
        yield Missing("Abstimmungsrunde „Mitwirkung“ schließen", asking, "voten", round_.deadline)
    consents = sum(ask.consents for ask in field.standing)
    if consents < 2:
        yield Missing(f"Mindestens zwei Zustimmungen, bisher {consents or 'keine'}", asking, "voten")


def _answer_words(ask: AskFacts) -> str:
    if ask.unconfirmed:
        return "Mündliches Votum bestätigen"
    if ask.stance == Stance.DELIBERATING:
        return "Votum abgeben, zurzeit in Beratung"
    return "Votum abgeben"


def standard_agreed(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """It is recorded by hand, or the draft of an agreement fixes it."""
    if not field.settled(GateKind.STANDARD) and not any(one.standard for one in _running(field)):
        yield Missing(
            "Gemeinsamen Standard festlegen", lead_of(facts, field), "nachweise", kind=GateKind.STANDARD
        )


def no_condition_not_met(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    for check in checks.of_field(facts, field):
        if check.result == CheckResult.NOT_MET:
            yield Missing(
                f"Rahmenbedingung „{check.condition.text}“ ist nicht erfüllt", lead_of(facts, field), "rahmen"
            )


def decided_by_all(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """In a round Entscheidung on one draft every participant's competent body has decided, and no consent hangs open."""
    round_ = field.round
    asking = in_charge(facts, field)
    if round_ is None or round_.purpose != RoundPurpose.DECISION:
        yield Missing("Abstimmungsrunde „Entscheidung“ eröffnen", asking, "voten")
        return
    for member in field.taking_part():
        ask = field.decision_of(member.organisation.id)
        if ask is None:
            yield Missing("In der Runde „Entscheidung“ anfragen", asking, "voten")
        else:
            yield from _undecided(facts, field, ask, field.round_of(ask).deadline)


def _undecided(facts: InitiativeFacts, field: FieldFacts, ask: AskFacts, deadline: date) -> Iterator[Missing]:
    who, asking = (ask.organisation,), in_charge(facts, field)
    if not ask.consents:
        if ask in field.owing:
            yield Missing(_answer_words(ask), who, "voten", deadline)
        elif not ask.answered:
            yield Missing(f"In einer neuen Runde anfragen: {ask.organisation}", asking, "voten")
        else:
            yield Missing(f"{ask.organisation} hat nicht zugestimmt: Teilnahme klären", who, "beteiligte")
        return
    if ask.unruled:
        yield Missing(
            f"{ask.organisation} hat geändert beschlossen: sagen, ob es die anderen betrifft", asking, "voten"
        )
    elif ask.amended:
        yield Missing(f"Neue Runde eröffnen: {ask.organisation} hat geändert beschlossen", asking, "voten")
    elif ask.provisional:
        word = ask.body or "zuständiges Gremium"
        yield Missing(
            f"Beschluss erfassen ({word}), bisher nur vorläufige Zustimmung", who, "voten", deadline
        )
    for condition in ask.position.conditions if ask.position else ():
        if condition.state == ConditionState.FULFILLED:
            yield Missing(f"Bedingung bestätigen: {condition.text}", who, "voten", condition.due_on)
        elif condition.state != ConditionState.CONFIRMED:
            owner = facts.organisations.get(condition.owner_id) if condition.owner_id else None
            yield Missing(
                f"Bedingung erfüllen: {condition.text}", (owner,) if owner else who, "voten", condition.due_on
            )


def joined_later_decided(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """Who has joined after the decision has decided too."""
    since = field.phase_dates.get(Phase.IMPLEMENTATION)
    asking = in_charge(facts, field)
    for member in field.taking_part():
        if since is None or member.effective_on < since:
            continue
        ask = field.decision_of(member.organisation.id)
        if ask is None or field.round_of(ask).purpose == RoundPurpose.TAKING_PART:
            yield Missing(f"Nach dem Beitritt anfragen: {member.organisation}", asking, "voten")
        else:
            yield from _undecided(facts, field, ask, field.round_of(ask).deadline)


def _running(field: FieldFacts) -> list[AgreementFacts]:
    """The agreements that stand alone and have not been ended; none where the field needs none."""
    if field.settled(GateKind.NO_AGREEMENT):
        return []
    return [one for one in agreements.unended(field) if one.stands_alone]


def agreement_drafted(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """There is a draft that names its legal form and says who pays what: without that, approval was refused in practice."""
    if field.settled(GateKind.NO_AGREEMENT):
        return
    drafts = _running(field)
    if not any(one.form_name for one in drafts):
        yield Missing("Rechtsform in einer Vereinbarung festlegen", lead_of(facts, field), "vereinbarung")
    for one in drafts:
        if one.form_name and not one.cost_clause:
            yield Missing(f"Kostenregelung aufnehmen: {one.title}", lead_of(facts, field), "vereinbarung")


def agreement_decided(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """What the bodies decide on is the agreed text of an agreement of all who take part; its other parties decide too."""
    if field.settled(GateKind.NO_AGREEMENT):
        return
    lead, drafts = lead_of(facts, field), _running(field)
    if not drafts:
        yield Missing("Vereinbarung anlegen", lead, "vereinbarung")
        return
    for one in drafts:
        if not one.stages:
            yield Missing(f"Text vereinbaren: {one.title}", lead, "vereinbarung")
    yield from _without_agreement(facts, field, drafts)
    members = {member.organisation.id for member in field.taking_part()}
    for place in {place.id: place for one in drafts for place in one.entering}.values():
        if place.id not in members and not agreement_warnings.has_decided(field, place):
            yield Missing(f"Entscheidung der Partei erfassen: {place}", (place,), "voten")


def agreement_signed(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """Everybody who takes part is party of an agreement or accedes to one, and has signed it."""
    if field.settled(GateKind.NO_AGREEMENT):
        return
    running = _running(field)
    if not running:
        yield Missing("Vereinbarung anlegen", lead_of(facts, field), "vereinbarung")
        return
    kept = {one.id for one in running}
    signing = [one for one in field.agreements if one.id in kept or one.amends_id in kept]
    for one in signing:
        for place in one.entering:
            if one.stage(StageKind.SIGNED, place.id) is None:
                yield Missing(f"Unterzeichnen: {one.title}", (place,), "vereinbarung")
    yield from _without_agreement(facts, field, signing)


def _without_agreement(
    facts: InitiativeFacts, field: FieldFacts, found: list[AgreementFacts]
) -> Iterator[Missing]:
    entering = {place.id for one in found for place in one.entering}
    for member in field.taking_part():
        if member.organisation.id not in entering:
            what = f"In eine Vereinbarung aufnehmen: {member.organisation}"
            yield Missing(what, lead_of(facts, field), "vereinbarung")


def agreement_in_force(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """What the legal form of each agreement asks of supervision and publication is done, and the day in force known."""
    lead = lead_of(facts, field)
    for one in _running(field):
        form = one.legal_form
        told = one.stage(StageKind.SUBMITTED) or one.stage(StageKind.RECEIVED)
        if form and form.needs_approval and not agreements.approved(one):
            yield Missing(f"Genehmigung der Aufsichtsbehörde erfassen: {one.title}", lead, "vereinbarung")
        if form and form.needs_notice and told is None:
            yield Missing(f"Anzeige bei der Aufsichtsbehörde erfassen: {one.title}", lead, "vereinbarung")
        if form and form.needs_publication and one.stage(StageKind.PUBLISHED) is None:
            yield Missing(f"Öffentliche Bekanntmachung erfassen: {one.title}", lead, "vereinbarung")
        if agreements.in_force_on(one) is None:
            yield Missing(f"Tag des Inkrafttretens erfassen: {one.title}", lead, "vereinbarung")


def reviewed(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """The review that the agreements name, or that was planned by hand, says whether to continue, amend or end."""
    said = field.item(GateKind.REVIEW)
    named = [one.review_on for one in _running(field) if one.review_on]
    days = [day for day in named if not field.reviewed_since(day)]
    if said and said.due_on:
        days.append(said.due_on)
    if days or not field.settled(GateKind.REVIEW):
        what = "Überprüfung erfassen: fortführen, ändern oder beenden"
        yield Missing(what, lead_of(facts, field), "nachweise", min(days, default=None), GateKind.REVIEW)


def agreements_ended(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """No agreement goes on without the field: each is terminated or ended, or was never in force."""
    for one in _running(field):
        if agreements.in_force_on(one) and one.stage(StageKind.TERMINATED) is None:
            what = f"Vereinbarung kündigen oder beenden: {one.title}"
            yield Missing(what, lead_of(facts, field), "vereinbarung", one.term_until)


def steps_done(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
    """The steps of the present phase are done or dropped."""
    for step in field.steps:
        if step.phase == field.phase and step.is_open:
            owner = facts.organisations.get(step.owner_id) if step.owner_id else None
            yield Missing(
                f"Arbeitsschritt: {step.title}",
                (owner,) if owner else lead_of(facts, field),
                "schritte",
                step.due_on,
            )


GATES: dict[Phase, tuple[Requirement, ...]] = {
    Phase.PROPOSAL: (
        by_hand(GateKind.FIXED, "Festlegung als Feld durch das Treffen der Beauftragten erfassen"),
        texts_stated,
        led,
    ),
    Phase.INTERNAL: (taking_part_settled, led),
    Phase.BASELINE: (
        by_hand(GateKind.COMMON_BASIS, "Gemeinsame Grundlage der Bestandsaufnahme festlegen"),
        money_gates.baseline_answered,
    ),
    Phase.CONCEPT: (
        money_gates.costs_of_each,
        standard_agreed,
        agreement_drafted,
        money_gates.key_agreed,
        by_hand(GateKind.TAX, "Steuerliche Prüfung erfassen"),
        by_hand(GateKind.PROCUREMENT, "Vergaberechtliche Prüfung erfassen"),
        by_hand(GateKind.DATA_PROTECTION, "Datenschutzprüfung erfassen"),
        no_condition_not_met,
    ),
    Phase.DECISION: (decided_by_all, agreement_decided),
    Phase.IMPLEMENTATION: (
        joined_later_decided,
        agreement_signed,
        agreement_in_force,
        steps_done,
    ),
    Phase.OPERATION: (reviewed, agreements_ended),
}
