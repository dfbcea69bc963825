"""What an organisation owes, read from the facts of its initiatives. Pure: nothing is stored, nothing is written.

Invariant: the number beside "Zu tun" is the number of duties of kind `position` on the start page, the first among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from initiatives import german
from initiatives.domain.desk import agreement_duties, circle_duties, money_duties
from initiatives.domain.desk.duty import Duty
from initiatives.domain.rules import access, reminders, tallies
from initiatives.domain.state import answers
from initiatives.domain.state.facts import AskFacts, FieldFacts, InitiativeFacts, RoundFacts
from initiatives.enums import ConditionState, GateKind, Participation, Phase, Stance, StepState
from initiatives.models import Ask, Round
from initiatives.models.people import Scope

SOON = timedelta(days=7)
ONGOING = ("light", "costs")  # of which nobody waits for an answer: after what is asked
REVIEWED_BEFORE = timedelta(days=31)  # reminded of a review a month before its day


@dataclass(frozen=True)
class Todo:
    """The duties of one organisation, the most urgent first."""

    duties: tuple[Duty, ...]
    today: date

    @property
    def first(self) -> Duty | None:
        """The most urgent of any kind, if there is one."""
        return self.duties[0] if self.duties else None

    @property
    def count(self) -> int:
        return len(self.duties)

    @property
    def positions(self) -> int:
        return sum(duty.kind == "position" for duty in self.duties)

    @property
    def steps(self) -> int:
        return sum(duty.kind == "step" for duty in self.duties)

    @property
    def tasks(self) -> int:
        return sum(duty.kind == "task" for duty in self.duties)

    @property
    def overdue(self) -> int:
        return sum(duty.due is not None and duty.due < self.today for duty in self.duties)

    @property
    def next_due(self) -> date | None:
        return next((duty.due for duty in self.duties if duty.due and duty.due >= self.today), None)

    @property
    def soon(self) -> list[Duty]:
        """Overdue or due within a week, beside the first."""
        return [duty for duty in self.duties[1:] if duty.due and duty.due <= self.today + SOON]

    @property
    def later(self) -> list[Duty]:
        return [duty for duty in self.duties[1:] if duty.due and duty.due > self.today + SOON]

    @property
    def undated(self) -> list[Duty]:
        return [duty for duty in self.duties[1:] if duty.due is None]


def todo(
    *, initiatives: Iterable[InitiativeFacts], organisation_id: int, today: date, beside: Iterable[Duty] = ()
) -> Todo:
    """What the organisation owes in these initiatives, and `beside` them."""
    duties = list(beside)
    for initiative in initiatives:
        for field in initiative.fields:
            if not field.side_state:
                duties += _of_field(initiative, field, organisation_id, today)
        duties += _of_rounds(initiative, organisation_id, today)
        duties += circle_duties.of_circle(initiative, organisation_id, today)
    return _by_urgency(duties, today)


def of_field(*, initiative: InitiativeFacts, field: FieldFacts, organisation_id: int, today: date) -> Todo:
    """What the organisation owes in one field."""
    duties = [] if field.side_state else list(_of_field(initiative, field, organisation_id, today))
    beside = [
        *_of_rounds(initiative, organisation_id, today),
        *circle_duties.of_circle(initiative, organisation_id, today),
    ]
    duties += [
        duty for duty in beside if duty.field is field or (duty.round and duty.round.id in field.rounds)
    ]
    return _by_urgency(duties, today)


def _by_urgency(duties: list[Duty], today: date) -> Todo:
    def urgency(duty: Duty) -> tuple[date, bool, bool, int]:
        number = duty.field.number if duty.field else 0
        return duty.due or date.max, duty.kind != "position", duty.kind in ONGOING, number

    return Todo(tuple(sorted(duties, key=urgency)), today)


def _of_field(initiative: InitiativeFacts, field: FieldFacts, own: int, today: date) -> Iterable[Duty]:
    for round_, ask in field.asked(own):
        yield from _of_ask(initiative, field, round_, ask)
        yield from _to_confirm(initiative, field, round_, ask)
    yield from _of_accessions(initiative, field, own)
    yield from _of_conditions(initiative, field, own)
    yield from agreement_duties.of_agreements(initiative, field, own, today)
    yield from money_duties.of_money(initiative, field, own)
    for step in field.steps:
        if step.owner_id == own and step.is_open and step.phase <= field.phase:
            yield Duty(
                "step",
                f"Erledigen: {step.title}",
                field.title,
                initiative,
                field,
                step.due_on,
                step=step,
                at_work=step.state == StepState.WORK,
            )
    if field.is_led_by(own):
        yield from _of_lead(initiative, field, today)
    in_charge = _in_charge(initiative, field, own)
    if field.is_led_by(own) if field.lead else in_charge:
        yield from _of_review(initiative, field, today)
    if in_charge and field.lead is None and field.phase >= Phase.INTERNAL:
        note = f"In der Phase {Phase(field.phase).label} braucht das Feld eine Zuständigkeit in einer Hand."
        yield Duty("lead", f"Federführung klären: {field.title}", note, initiative, field)
    if in_charge:
        yield from _of_amendments(initiative, field)


def _of_amendments(initiative: InitiativeFacts, field: FieldFacts) -> Iterable[Duty]:
    """What a body has changed: to say whether it concerns the others, and where it does, to ask them anew."""
    joined = [one.own for one in field.accessions if one.own is not None]
    for ask in (*field.standing, *joined):
        if ask.unruled and ask.amending:
            note = f"{ask.amending.body} hat geändert beschlossen. Nur wenn es die anderen betrifft, braucht es eine neue Runde."
            title = f"Sagen, ob es die anderen betrifft: {field.title}"
            page, number = "register_resolution", ask.amending.id
            yield Duty("ruling", title, note, initiative, field, page=page, page_id=number)
    if any(ask.amended and not ask.unruled for ask in field.standing):
        note = (
            "Mindestens ein Gremium hat geändert beschlossen; die anderen entscheiden über die neue Fassung."
        )
        yield Duty("round", f"Neue Runde eröffnen: {field.title}", note, initiative, field)


def _in_charge(initiative: InitiativeFacts, field: FieldFacts, own: int) -> bool:
    charged = access.in_charge(initiative, field)
    return charged is not None and charged.id == own


def _of_review(initiative: InitiativeFacts, field: FieldFacts, today: date) -> Iterable[Duty]:
    """From a month before its day on, the review that the lead owes, or who convenes where there is none."""
    review = field.item(GateKind.REVIEW)
    if review is not None and review.due_on and today >= review.due_on - REVIEWED_BEFORE:
        note = "Überprüfung fällig: fortführen, ändern oder beenden, und das Ergebnis als Nachweis erfassen."
        title = f"Überprüfung durchführen: {field.title}"
        yield Duty("review", title, note, initiative, field, review.due_on)


def _of_conditions(initiative: InitiativeFacts, field: FieldFacts, own: int) -> Iterable[Duty]:
    """What the organisation is to fulfil for others, and what of its own conditions it is to confirm."""
    for ask in [*field.asks.values(), *(ask for one in field.accessions for ask in one.asks.values())]:
        if ask.position is None or ask.stance != Stance.CONDITIONAL:
            continue
        for one in ask.position.conditions:
            if one.state == ConditionState.OPEN and one.owner_id == own:
                note = f"{field.title}: Bedingung {ask.organisation.of}"
                yield Duty(
                    "condition",
                    f"Bedingung erfüllen: {one.text}",
                    note,
                    initiative,
                    field,
                    one.due_on,
                    ask,
                )
            elif one.state == ConditionState.FULFILLED and ask.organisation.id == own:
                note = f"{field.title}: als erfüllt gemeldet, {one.note}"
                yield Duty("condition", f"Bedingung bestätigen: {one.text}", note, initiative, field, ask=ask)


def _of_rounds(initiative: InitiativeFacts, own: int, today: date) -> Iterable[Duty]:
    """What who runs an open round does about it: end it, or remind who owes an answer."""
    for tally in tallies.open_rounds(initiative):
        if not any(_in_charge(initiative, one, own) for one in tally.fields):
            continue
        round_, field = tally.round, tally.fields[0]
        titles = ", ".join(one.title for one in tally.fields)
        owing = tally.owing
        names = sorted({ask.organisation.name for ask in owing}, key=german.by)
        if not owing:
            title, note = f"Runde schließen: {titles}", "Alle Gefragten haben geantwortet."
            yield Duty("round", title, note, initiative, field, round=round_)
        elif today > round_.deadline:
            title, note = f"Runde schließen oder verlängern: {titles}", f"Ohne Antwort: {', '.join(names)}"
            yield Duty("round", title, note, initiative, field, round_.deadline, round=round_)
        elif reminder_due(round_, owing, today):
            title, note = f"An das Votum erinnern: {titles}", f"Noch ohne Antwort: {', '.join(names)}"
            yield Duty("reminder", title, note, initiative, field, round_.deadline, round=round_)


def reminder_due(round_: RoundFacts | Round, owing: Iterable[AskFacts], today: date) -> bool:
    """Whether the deadline is near and somebody owes an answer who has not been reminded for a week."""
    return reminders.is_due(round_.deadline, [ask.reminded_on for ask in owing], today)


def _to_confirm(
    initiative: InitiativeFacts, field: FieldFacts, round_: RoundFacts, ask: AskFacts
) -> Iterable[Duty]:
    """What others have recorded of the own past: the answer in a round that was over then, resolutions."""
    said = ask.unconfirmed is not None and round_.is_late
    if said or any(not one.confirmed for one in ask.resolutions):
        note = f"Es ist für {ask.organisation.own.accusative} nachgetragen worden und zählt, sobald Sie es bestätigen."
        title = f"Nachgetragenes bestätigen: {field.title}"
        yield Duty("confirmation", title, note, initiative, field, ask=ask)


def _of_ask(
    initiative: InitiativeFacts, field: FieldFacts, round_: RoundFacts, ask: AskFacts
) -> Iterable[Duty]:
    joins = f" ({round_.title})" if round_.joining else ""
    answered = note = answered_words(field, round_)
    if ask in field.owing_in(round_.id):
        if ask.reminded_on:
            note += f"; erinnert am {ask.reminded_on:%d.%m.%Y}"
        verb = "Mündliches Votum bestätigen" if ask.unconfirmed else "Votum abgeben"
        yield Duty(
            "position",
            f"{verb}: {field.title}{joins}",
            note,
            initiative,
            field,
            round_.deadline,
            ask,
            asking=round_,
            answered=answered,
        )
        return
    concerned = bool(joins) or ask in field.standing
    if ask.provisional and concerned and all(one.confirmed for one in ask.resolutions):
        body = ask.body or "zuständiges Gremium"
        note = f"Die Zustimmung ist vorläufig, bis der Beschluss vorliegt ({body})."
        yield Duty(
            "resolution", f"Beschluss herbeiführen: {field.title}{joins}", note, initiative, field, ask=ask
        )


def answered_words(field: FieldFacts, round_: RoundFacts) -> str:
    """How many of those asked in the latest round of a field, or in an accession, have answered."""
    asks = field.rounds[round_.id][1] if round_.joining else field.asks
    answered = sum(ask.answered for ask in asks.values())
    asked = "angefragten Kommune hat" if len(asks) == 1 else "angefragten Kommunen haben"
    return f"{answered} von {len(asks)} {asked} geantwortet"


def _of_accessions(initiative: InitiativeFacts, field: FieldFacts, own: int) -> Iterable[Duty]:
    """Whose accession is decided says from which day on it takes part; for who does not see it any more, who asked."""
    for one in field.accessions:
        ask, joining = one.own, one.joining
        if ask is None or not ask.consents or ask.provisional or field.owing_in(one.round.id):
            continue
        if any(not other.consents for other in one.asks.values()):
            continue
        stands, since = field.participations.get(joining.id), ask.stands_since
        if stands and (
            stands.status == Participation.PARTICIPATING or (since and stands.effective_on > since)
        ):
            continue
        itself = one.is_open or joining.takes_part or joining == initiative.county
        if own == joining.id if itself else _in_charge(initiative, field, own):
            title = f"Beteiligung eintragen: {field.title} ({one.round.title})"
            note = "Der Beitritt ist beschlossen. Es fehlt, ab wann die Beteiligung gilt."
            yield Duty("participation", title, note, initiative, field)


def _of_lead(initiative: InitiativeFacts, field: FieldFacts, today: date) -> Iterable[Duty]:
    status = field.assessment
    if status and status.milestone_on and status.milestone_on < today:
        note = f"Meilenstein: {status.milestone or 'ohne Bezeichnung'}"
        yield Duty(
            "milestone",
            f"Meilenstein fortschreiben: {field.title}",
            note,
            initiative,
            field,
            status.milestone_on,
        )
    if field.light == "none":
        own = field.lead.organisation.own.nominative if field.lead else ""
        note = f"{own} hat die Federführung; das Feld ist noch nicht bewertet."
        yield Duty("light", f"Ampel setzen: {field.title}", note, initiative, field)
    elif status and field.light in ("yellow", "red"):
        yield Duty("light", f"Maßnahme verfolgen: {field.title}", status.measure, initiative, field)


def deviations(initiatives: Iterable[InitiativeFacts]) -> list[FieldFacts]:
    """The fields that are off their plan, red before yellow."""
    found = [field for initiative in initiatives for field in initiative.fields]
    return [field for light in ("red", "yellow") for field in found if field.light == light]


def pending(scope: Scope, day: date) -> QuerySet[Ask]:
    """The asks on which the organisation of a mandate still owes a position; for the menu of every page."""
    asks = Ask.objects.filter(
        Q(round__closed_on=None) | Q(round__closed_on__gt=day),
        round__opened_on__lte=day,
        field__side_state=None,
        organisation_id=scope.organisation_id or 0,
    )
    if scope.initiative_id:
        asks = asks.filter(round__initiative_id=scope.initiative_id)
    return answers.unanswered(asks)
