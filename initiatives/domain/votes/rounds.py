"""Rounds (Abstimmungsrunden): one question, every participant asked. Silence is not a no.

Invariants: a field has one open round at most; a round "Entscheidung" asks those that take part in the field about one
version of one draft; a round that ends before its date and before all have answered needs a reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from initiatives.domain.fields import participations
from initiatives.domain.kernel import days
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import check_known_from, clean
from initiatives.domain.log import events
from initiatives.domain.log.events import Change
from initiatives.domain.state import answers
from initiatives.domain.state.versions import state_change
from initiatives.domain.votes import accessions, competent_bodies
from initiatives.enums import Participation, Phase, RoundClosing, RoundPurpose
from initiatives.models import Ask, Body, Field, Initiative, Mandate, Organisation, Position, Round

JOINED = Participation.PARTICIPATING
QUESTIONS = {
    RoundPurpose.TAKING_PART: "Wirken Sie an diesem Feld mit?",
    RoundPurpose.DECISION: "Stimmen Sie dem Entwurf zu?",
    RoundPurpose.ACCESSION: accessions.QUESTION,
}

LATE: dict[str, str] = {  # what is asked from the phase Entscheidung on
    RoundPurpose.DECISION: "Über einen Entwurf wird erst in der Phase „Entscheidung“ entschieden.",
    RoundPurpose.ACCESSION: "Nach einem Beitritt wird erst ab der Phase „Entscheidung“ gefragt.",
}


@dataclass(frozen=True)
class Question:
    """What a round asks, a decision about one version of a draft, an accession about who is `joining`; how it takes answers.

    With `continues` those of the round before stay for who is not asked; one that `closes_itself` ends by its date or its
    last answer.
    """

    purpose: str
    subject: str
    version: str = ""
    continues: bool = False
    closes_itself: bool = False
    joining: Organisation | None = None


@state_change()
def open_round(
    *,
    question: Question,
    fields: Iterable[Field],
    organisations: Iterable[Organisation],
    deadline: date,
    by: Mandate | None,
    at: datetime,
    opened_on: date | None = None,
    bodies: Mapping[int, Body | None] | None = None,
) -> Round:
    """Ask `organisations` about `fields` of one initiative until `deadline`.

    `bodies` names the competent body by organisation; where none are given it is each organisation's council, if it has
    exactly one. In a round "Entscheidung" each field's own participants among the organisations are asked, in a
    round "Beitritt" besides who joins.

    Raises Refused for a day in the future, before one of the fields or while another round on one was open, a deadline before
    the opening, nobody to ask, one that takes no part in the initiative, another's body, no question, a decision on no version
    of a draft or before the phase Entscheidung, and a field that rests, belongs to another initiative or has an open round.
    """
    fields, organisations = list(fields), list(organisations)
    day = days.effective(opened_on, at=at, name="opened_on")
    for one in fields:
        whose = f"Das Feld „{one.title}“"
        days.effective(day, at=at, since=one.proposed_on, whose=whose, name="opened_on")
    _check_question(question, fields, organisations, deadline, day)
    initiative = Initiative.objects.select_for_update(no_key=True).get(pk=fields[0].initiative_id)
    _check_circle(initiative, fields, organisations, question.joining, day)
    for field in Field.objects.select_for_update(no_key=True).filter(pk__in=[f.pk for f in fields]):
        _check_field(field, initiative, question.purpose)
        if Round.objects.filter(asks__field=field, closed_on=None).exists():
            raise Refused(f"Zum Feld „{field.title}“ läuft schon eine Abstimmungsrunde.", "fields")
        _check_alone(field, day, None)
        if day < day_of(at):
            _check_phase(field, question.purpose, day)
    asked = _asked(fields, organisations, question, day)
    round_ = _create(initiative, question, deadline, day, by, at)
    _ask(round_, asked, competent_bodies.of([one for _, one in asked], bodies))
    version = f", {round_.subject_version}" if round_.subject_version else ""
    words = f"{round_.title}{version}, Frist {deadline:%d.%m.%Y}"
    _tell(round_, "Abstimmungsrunde eröffnet", Change(after=words), by, at, day, asking=True)
    return round_


@state_change()
def record_past(
    *,
    question: Question,
    field: Field,
    organisations: Iterable[Organisation],
    opened_on: date,
    deadline: date,
    closed_on: date,
    reason: str,
    by: Mandate,
    at: datetime,
    bodies: Mapping[int, Body | None] | None = None,
) -> Round:
    """Record afterwards a round on one field that is over, which asked just these; its answers are recorded after it.

    `bodies` are those that were competent where the council was not, by organisation. Nobody is told to answer. Raises
    Refused as `open_round`, for a day on which another round on the field was open, for an end before the opening or in the
    future, and without a reason.
    """
    organisations, day = list(organisations), days.effective(opened_on, at=at, name="opened_on")
    closed_on = days.effective(closed_on, at=at, since=day, whose="Die Runde", name="closed_on")
    check_known_from(reason)
    _check_question(question, [field], organisations, deadline, day)
    initiative = Initiative.objects.select_for_update(no_key=True).get(pk=field.initiative_id)
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    days.effective(day, at=at, since=row.proposed_on, name="opened_on")
    _check_circle(initiative, [row], organisations, question.joining, day)
    _check_alone(row, day, closed_on)
    if question.joining is not None:
        organisations = [*(one for one in organisations if one != question.joining), question.joining]
    round_ = _create(initiative, question, deadline, day, by, at)
    round_.closed_on, round_.closing_reason = closed_on, clean(reason)
    round_.closing = RoundClosing.DATE if closed_on > deadline else RoundClosing.HAND
    round_.save(update_fields=["closed_on", "closing", "closing_reason"])
    competent = {
        **competent_bodies.of(organisations, None),
        **competent_bodies.of(organisations, bodies or {}),
    }
    _ask(round_, [(row, one) for one in organisations], competent)
    words = f"{round_.title}, geschlossen am {closed_on:%d.%m.%Y} – {clean(reason)}"
    _tell(round_, "Abstimmungsrunde nachgetragen", Change(after=words), by, at, day)
    return round_


def _check_question(
    question: Question, fields: list[Field], organisations: list[Organisation], deadline: date, day: date
) -> None:
    if not clean(question.subject):
        raise Refused("Die Runde braucht eine Frage.", "subject")
    if question.purpose == RoundPurpose.DECISION and not clean(question.version):
        raise Refused(
            "Bitte nennen Sie die Fassung des Entwurfs, über die entschieden wird.", "subject_version"
        )
    accessions.check_named(question.purpose, question.joining)
    if deadline < day:
        raise Refused("Die Frist liegt vor dem Beginn der Runde.", "deadline")
    if not fields or not (organisations or question.joining):
        raise Refused("Eine Runde braucht mindestens ein Feld und eine Kommune, die gefragt wird.", "fields")


def _create(
    initiative: Initiative,
    question: Question,
    deadline: date,
    opened_on: date,
    by: Mandate | None,
    at: datetime,
) -> Round:
    return Round.objects.create(
        initiative=initiative,
        purpose=question.purpose,
        joining=question.joining,
        subject=clean(question.subject),
        subject_version=clean(question.version),
        opened_on=opened_on,
        deadline=deadline,
        continues=question.continues and question.joining is None,
        closes_itself=question.closes_itself,
        recorded_at=at,
        mandate=by,
    )


def _ask(
    round_: Round, asked: list[tuple[Field, Organisation]], competent: Mapping[int, Body | None]
) -> None:
    Ask.objects.bulk_create(
        Ask(round=round_, field=field, organisation=o, body=competent.get(o.pk)) for field, o in asked
    )


def _check_circle(
    initiative: Initiative,
    fields: list[Field],
    organisations: list[Organisation],
    joining: Organisation | None,
    day: date,
) -> None:
    """Raises Refused for who took part neither in the initiative on a day nor in one of the fields, and who may not join."""
    if joining is not None:
        accessions.check_joining(initiative, fields, joining, day)
    then = initiative.participants.filter(Q(left_on=None) | Q(left_on__gt=day), joined_on__lte=day)
    circle = set(then.values_list("organisation_id", flat=True))
    circle |= {
        pk for field in fields for pk, one in participations.on(field, day).items() if one.status == JOINED
    }
    for one in organisations:
        if one.pk not in circle and one != joining:
            raise Refused(
                f"{one} nimmt an der Initiative nicht teil und kann nicht gefragt werden.", "organisations"
            )


def _check_field(field: Field, initiative: Initiative, purpose: str) -> None:
    if field.initiative_id != initiative.pk:
        raise Refused(f"Das Feld „{field.title}“ gehört zu einer anderen Initiative.", "fields")
    if field.side_state:
        raise Refused(f"Das Feld „{field.title}“ ist {field.get_side_state_display()}.", "fields")
    if purpose in LATE and field.phase < Phase.DECISION:
        raise Refused(
            f"Das Feld „{field.title}“ ist in der Phase „{field.get_phase_display()}“. {LATE[purpose]}",
            "fields",
        )


def _check_alone(field: Field, opened_on: date, closed_on: date | None) -> None:
    """Raises Refused where another round on the field was open between these days."""
    others = Round.objects.filter(Q(closed_on=None) | Q(closed_on__gt=opened_on), asks__field=field)
    other = (others.filter(opened_on__lt=closed_on) if closed_on else others).first()
    if other:
        raise Refused(
            f"Zum Feld „{field.title}“ lief in dieser Zeit schon eine Abstimmungsrunde, seit dem "
            f"{other.opened_on:%d.%m.%Y}.",
            "opened_on",
        )


def _check_phase(field: Field, purpose: str, day: date) -> None:
    """Raises Refused for a decision on a day on which the field had not come that far yet."""
    move = field.transitions.standing().filter(effective_on__lte=day).last()
    phase = Phase(move.to_phase if move else Phase.PROPOSAL)
    if purpose in LATE and phase < Phase.DECISION:
        raise Refused(
            f"Das Feld „{field.title}“ war am {day:%d.%m.%Y} in der Phase „{phase.label}“. {LATE[purpose]}",
            "opened_on",
        )


def _asked(
    fields: list[Field], organisations: list[Organisation], question: Question, day: date
) -> list[tuple[Field, Organisation]]:
    """Who is asked about what. Raises Refused for a decision on a field in which none of them takes part."""
    if question.joining is not None:
        return accessions.asked(fields, organisations, question.joining, day)
    if question.purpose != RoundPurpose.DECISION:
        return [(field, o) for field in fields for o in organisations]
    takes_part = {
        (field.pk, pk)
        for field in fields
        for pk, one in participations.on(field, day).items()
        if one.status == JOINED
    }
    asked = [(field, o) for field in fields for o in organisations if (field.pk, o.pk) in takes_part]
    for field in fields:
        if field.pk not in {found.pk for found, _ in asked}:
            raise Refused(
                f"Am Feld „{field.title}“ ist keine der ausgewählten Kommunen beteiligt.", "organisations"
            )
    return asked


@state_change()
def close_round(
    *,
    round_: Round,
    by: Mandate | None,
    at: datetime,
    reason: str = "",
    closed_on: date | None = None,
    by_itself: bool = False,
) -> Round:
    """End a round: since all have answered, since its date is over, or by hand with a reason. `by_itself`: see `record`.

    Raises Refused if it has ended, without a reason where answers are missing and the date is not over, and for a day in
    the future, before the opening or before an answer.
    """
    row = locked(round_)
    closed_on = days.effective(closed_on, at=at, since=row.opened_on, whose="Die Runde", name="closed_on")
    _check_answers_before(row, closed_on)
    reason = clean(reason)
    row.closing = _closing(row, closed_on)
    if row.closing == RoundClosing.HAND and not reason:
        raise Refused(
            f"Die Frist läuft bis zum {row.deadline:%d.%m.%Y}, und es fehlen noch Rückmeldungen. "
            "Bitte begründen Sie, warum die Runde jetzt endet.",
            "reason",
        )
    row.closed_on, row.closing_reason = closed_on, reason
    row.save(update_fields=["closed_on", "closing", "closing_reason"])
    closed = Change(after=f"{row.title}, {reason or row.get_closing_display()}")
    _tell(row, "Abstimmungsrunde geschlossen", closed, by, at, closed_on, by_itself=by_itself)
    return row


def _check_answers_before(row: Round, closed_on: date) -> None:
    answers_after = Position.objects.standing().filter(ask__round=row, effective_on__gt=closed_on)
    last = answers_after.select_related("ask__organisation").last()
    if last:
        raise Refused(
            f"Das Votum {last.ask.organisation.of} ist vom {last.effective_on:%d.%m.%Y}; die Runde kann nicht vorher geendet "
            "haben.",
            "closed_on",
        )


def _closing(row: Round, day: date) -> RoundClosing:
    if not answers.unanswered(row.asks.all()).exists():
        return RoundClosing.ANSWERS
    return RoundClosing.DATE if day > row.deadline else RoundClosing.HAND


def close_answered(*, round_: Round, at: datetime) -> None:
    """After an answer: end a round that closes itself once nobody owes one any more."""
    if not round_.closes_itself:
        return
    row = Round.objects.select_for_update(no_key=True).get(
        pk=round_.pk
    )  # the last two answers may come at once
    if not row.closed_on and _closing(row, day_of(at)) == RoundClosing.ANSWERS:
        close_round(round_=row, by=None, at=at, by_itself=True)


def due(*, at: datetime) -> QuerySet[Round]:
    """The rounds that close themselves and whose date is over."""
    return Round.objects.filter(closes_itself=True, closed_on=None, deadline__lt=day_of(at))


@state_change()
def close_due(*, round_: Round, at: datetime) -> bool:
    """End a round that is due. False where it is not any more: somebody has ended it or given more time meanwhile."""
    row = due(at=at).select_for_update(no_key=True).filter(pk=round_.pk).first()
    if row is None:
        return False
    close_round(round_=row, by=None, at=at, by_itself=True)
    return True


@state_change()
def extend(*, round_: Round, deadline: date, by: Mandate, at: datetime) -> Round:
    """Give more time. Raises Refused for a round that has ended, and a day not after the present deadline or in the past."""
    row = locked(round_)
    if deadline <= row.deadline:
        raise Refused(f"Die Frist läuft schon bis zum {row.deadline:%d.%m.%Y}.", "deadline")
    if deadline < day_of(at):
        raise Refused("Diese Frist liegt in der Vergangenheit.", "deadline")
    before, row.deadline = row.deadline, deadline
    row.former_deadlines = [*row.former_deadlines, [before.isoformat(), at.isoformat()]]
    row.save(update_fields=["deadline", "former_deadlines"])
    _tell(row, "Frist der Abstimmungsrunde", Change(f"{before:%d.%m.%Y}", f"{deadline:%d.%m.%Y}"), by, at)
    return row


def locked(round_: Round) -> Round:
    row = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if row.closed_on:
        raise Refused("Diese Runde ist schon geschlossen.")
    return row


def _tell(
    round_: Round,
    subject: str,
    change: Change,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None = None,
    asking: bool = False,
    by_itself: bool = False,
) -> None:
    asks = list(round_.asks.select_related("field").order_by("field__order", "field_id"))
    for field in {ask.field_id: ask.field for ask in asks}.values():
        events.record(
            kind="round",
            subject=subject,
            change=change,
            where=events.in_field(field),
            by=by,
            at=at,
            effective_on=effective_on,
            wanted=where(ask for ask in asks if ask.field_id == field.pk) if asking else None,
            by_itself=by_itself,
        )


def where(asks: Iterable[Ask]) -> dict[int, tuple[str, int, str]]:
    """Each organisation asked with the page on which it answers."""
    return {ask.organisation_id: ("position", ask.pk, "") for ask in asks}
