"""Rounds (Abstimmungsrunden): one question, every participant asked. Silence is not a no.

Invariants: a field has one open round at most; a round "Entscheidung" asks those that take part in the field about one
version of one draft; a round that ends before its date and before all have answered needs a reason.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import QuerySet

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state import answers
from initiatives.domain.state.versions import state_change
from initiatives.enums import BodyKind, Participation, Phase, RoundClosing, RoundPurpose
from initiatives.models import (
    Ask,
    Body,
    Field,
    FieldParticipation,
    Initiative,
    Mandate,
    Organisation,
    Round,
)

QUESTIONS = {
    RoundPurpose.TAKING_PART: "Wirken Sie an diesem Feld mit?",
    RoundPurpose.DECISION: "Stimmen Sie dem Entwurf zu?",
}


@state_change()
def open_round(
    *,
    initiative: Initiative,
    fields: Iterable[Field],
    organisations: Iterable[Organisation],
    purpose: str,
    subject: str,
    deadline: date,
    by: Mandate | None,
    at: datetime,
    subject_version: str = "",
    opened_on: date | None = None,
    bodies: Mapping[int, Body | None] | None = None,
    continues: bool = False,
    closes_itself: bool = False,
) -> Round:
    """Ask `organisations` about `fields` until `deadline`; `bodies` names the competent body by organisation.

    Where none are given it is each organisation's council, if it has exactly one. In a round "Entscheidung" each field's
    own participants among them are asked. With `continues` the answers of the round before stay for who is not asked.

    Raises Refused for a deadline before the opening, nobody to ask, no question, a decision on no version of a draft or
    before the phase Entscheidung, and a field that rests, belongs to another initiative or has an open round.
    """
    opened_on = opened_on or day_of(at)
    fields, organisations, subject = list(fields), list(organisations), clean(subject)
    if not subject:
        raise Refused("Die Runde braucht eine Frage.", "subject")
    if purpose == RoundPurpose.DECISION and not clean(subject_version):
        raise Refused(
            "Bitte nennen Sie die Fassung des Entwurfs, über die entschieden wird.", "subject_version"
        )
    if deadline < opened_on:
        raise Refused("Die Frist liegt vor dem Beginn der Runde.", "deadline")
    if not fields or not organisations:
        raise Refused("Eine Runde braucht mindestens ein Feld und eine Kommune, die gefragt wird.", "fields")
    for field in Field.objects.select_for_update().filter(pk__in=[f.pk for f in fields]):
        _check_field(field, initiative, purpose)
    asked = _asked(fields, organisations, purpose)
    round_ = Round.objects.create(
        initiative=initiative,
        purpose=purpose,
        subject=subject,
        subject_version=clean(subject_version),
        opened_on=opened_on,
        deadline=deadline,
        continues=continues,
        closes_itself=closes_itself,
        recorded_at=at,
        mandate=by,
    )
    competent = _councils(organisations) if bodies is None else bodies
    Ask.objects.bulk_create(
        Ask(round=round_, field=field, organisation=o, body=competent.get(o.pk)) for field, o in asked
    )
    version = f", {round_.subject_version}" if round_.subject_version else ""
    after = f"{RoundPurpose(purpose).label}{version}, Frist {deadline:%d.%m.%Y}"
    _tell(round_, "Abstimmungsrunde eröffnet", after, by, at, opened_on, asking=True)
    return round_


def _check_field(field: Field, initiative: Initiative, purpose: str) -> None:
    if field.initiative_id != initiative.pk:
        raise Refused(f"Das Feld „{field.title}“ gehört zu einer anderen Initiative.", "fields")
    if field.side_state:
        raise Refused(f"Das Feld „{field.title}“ ist {field.get_side_state_display()}.", "fields")
    if purpose == RoundPurpose.DECISION and field.phase < Phase.DECISION:
        raise Refused(
            f"Das Feld „{field.title}“ ist in der Phase „{field.get_phase_display()}“. Über einen Entwurf wird erst in der "
            "Phase „Entscheidung“ entschieden.",
            "fields",
        )
    if Round.objects.filter(asks__field=field, closed_on=None).exists():
        raise Refused(f"Zum Feld „{field.title}“ läuft schon eine Abstimmungsrunde.", "fields")


def _asked(
    fields: list[Field], organisations: list[Organisation], purpose: str
) -> list[tuple[Field, Organisation]]:
    """Who is asked about what. Raises Refused for a decision on a field in which none of them takes part."""
    if purpose != RoundPurpose.DECISION:
        return [(field, o) for field in fields for o in organisations]
    rows = FieldParticipation.objects.filter(field__in=fields, status=Participation.PARTICIPATING)
    takes_part = set(rows.values_list("field_id", "organisation_id"))
    asked = [(field, o) for field in fields for o in organisations if (field.pk, o.pk) in takes_part]
    for field in fields:
        if field.pk not in {found.pk for found, _ in asked}:
            raise Refused(
                f"Am Feld „{field.title}“ ist keine der ausgewählten Kommunen beteiligt.", "organisations"
            )
    return asked


def _councils(organisations: list[Organisation]) -> dict[int, Body | None]:
    found: dict[int, list[Body]] = {}
    for body in Body.objects.filter(
        organisation__in=organisations, kind__in=[BodyKind.RAT, BodyKind.KREISTAG]
    ):
        found.setdefault(body.organisation_id, []).append(body)
    return {organisation_id: bodies.pop() for organisation_id, bodies in found.items() if len(bodies) == 1}


@state_change()
def close_round(
    *, round_: Round, by: Mandate | None, at: datetime, reason: str = "", closed_on: date | None = None
) -> Round:
    """End a round: since all have answered, since its date is over, or by hand with a reason.

    Raises Refused if it has ended, and without a reason where answers are missing and the date is not over.
    """
    row = _locked(round_)
    closed_on, reason = closed_on or day_of(at), clean(reason)
    row.closing = _closing(row, closed_on)
    if row.closing == RoundClosing.HAND and not reason:
        raise Refused(
            f"Die Frist läuft bis zum {row.deadline:%d.%m.%Y}, und es fehlen noch Rückmeldungen. "
            "Bitte begründen Sie, warum die Runde jetzt endet.",
            "reason",
        )
    row.closed_on, row.closing_reason = closed_on, reason
    row.save(update_fields=["closed_on", "closing", "closing_reason"])
    after = f"{row.get_purpose_display()}, {reason or row.get_closing_display()}"
    _tell(row, "Abstimmungsrunde geschlossen", after, by, at, closed_on)
    return row


def _closing(row: Round, day: date) -> RoundClosing:
    if not answers.unanswered(row.asks.all()).exists():
        return RoundClosing.ANSWERS
    return RoundClosing.DATE if day > row.deadline else RoundClosing.HAND


def close_answered(*, round_: Round, at: datetime) -> None:
    """After an answer: end a round that closes itself once nobody owes one any more."""
    if not round_.closes_itself:
        return
    row = Round.objects.select_for_update().get(pk=round_.pk)  # the last two answers may come at once
    if not row.closed_on and _closing(row, day_of(at)) == RoundClosing.ANSWERS:
        close_round(round_=row, by=None, at=at)


def due(*, at: datetime) -> QuerySet[Round]:
    """The rounds that close themselves and whose date is over."""
    return Round.objects.filter(closes_itself=True, closed_on=None, deadline__lt=day_of(at))


@state_change()
def close_due(*, round_: Round, at: datetime) -> bool:
    """End a round that is due. False where it is not any more: somebody has ended it or given more time meanwhile."""
    row = due(at=at).select_for_update().filter(pk=round_.pk).first()
    if row is None:
        return False
    close_round(round_=row, by=None, at=at)
    return True


@state_change()
def extend(*, round_: Round, deadline: date, by: Mandate, at: datetime) -> Round:
    """Give more time. Raises Refused for a round that has ended, and a day not after the present deadline or in the past."""
    row = _locked(round_)
    if deadline <= row.deadline:
        raise Refused(f"Die Frist läuft schon bis zum {row.deadline:%d.%m.%Y}.", "deadline")
    if deadline < day_of(at):
        raise Refused("Diese Frist liegt in der Vergangenheit.", "deadline")
    before, row.deadline = row.deadline, deadline
    row.former_deadlines = [*row.former_deadlines, [before.isoformat(), at.isoformat()]]
    row.save(update_fields=["deadline", "former_deadlines"])
    _tell(row, "Frist der Abstimmungsrunde", f"{deadline:%d.%m.%Y}", by, at, before=f"{before:%d.%m.%Y}")
    return row


@state_change()
def remind(*, round_: Round, by: Mandate, at: datetime) -> list[Ask]:
    """Remind whoever owes an answer and has not been reminded today; returns the asks.

    Raises Refused for a round that has ended, if nobody owes an answer, and if all who do were reminded today.
    """
    row = _locked(round_)
    unanswered = list(answers.unanswered(row.asks.select_related("organisation", "field")))
    if not unanswered:
        raise Refused("Alle Gefragten haben geantwortet.")
    owing = [a for a in unanswered if not a.reminded_at or day_of(a.reminded_at) < day_of(at)]
    if not owing:
        raise Refused("Heute ist schon an alle offenen Voten erinnert worden. Wieder möglich ist es morgen.")
    Ask.objects.filter(pk__in=[ask.pk for ask in owing]).update(reminded_at=at)
    for field in {one.field.pk: one.field for one in owing}.values():
        of_field = [one for one in owing if one.field_id == field.pk]
        events.record(
            kind="reminder",
            subject="Erinnert",
            after=", ".join(sorted(one.organisation.designation for one in of_field)),
            field=field,
            wanted=_where(of_field),
            by=by,
            at=at,
        )
    return owing


@state_change()
def name_body(*, ask: Ask, body: Body | None, by: Mandate, at: datetime) -> None:
    """Say which of the own bodies decides. Raises Refused for another organisation's ask or body."""
    rows = Ask.objects.select_for_update(of=("self",)).select_related("body", "field", "organisation")
    row = rows.get(pk=ask.pk)
    if row.organisation_id != by.organisation_id or not by.acts_for_municipality:
        raise Refused("Das zuständige Gremium benennt jede Kommune selbst.", "body")
    if body and body.organisation_id != row.organisation_id:
        raise Refused(f"Dieses Gremium gehört nicht zu {row.organisation}.", "body")
    if row.body_id == (body.pk if body else None):
        return
    before, row.body = row.body.name if row.body else "nicht benannt", body
    row.save(update_fields=["body"])
    events.record(
        kind="ask-body",
        subject=f"Zuständiges Gremium {row.organisation.of}",
        before=before,
        after=body.name if body else "nicht benannt",
        field=row.field,
        organisation=row.organisation,
        by=by,
        at=at,
    )


def _locked(round_: Round) -> Round:
    row = Round.objects.select_for_update().get(pk=round_.pk)
    if row.closed_on:
        raise Refused("Diese Runde ist schon geschlossen.")
    return row


def _tell(
    round_: Round,
    subject: str,
    after: str,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None = None,
    before: str = "",
    asking: bool = False,
) -> None:
    asks = list(round_.asks.select_related("field").order_by("field__order", "field_id"))
    for field in {ask.field_id: ask.field for ask in asks}.values():
        events.record(
            kind="round",
            subject=subject,
            before=before,
            after=after,
            field=field,
            by=by,
            at=at,
            effective_on=effective_on,
            wanted=_where(ask for ask in asks if ask.field_id == field.pk) if asking else None,
        )


def _where(asks: Iterable[Ask]) -> dict[int, tuple[str, int, str]]:
    """Each organisation asked with the page on which it answers."""
    return {ask.organisation_id: ("position", ask.pk, "") for ask in asks}
