"""Positions (Voten) and the resolutions behind them.

Invariants: only who was asked answers, and only for itself; a position is never overwritten; of the positions of an ask
the one of the last day is current; condition and refusal need a reason; a consent with conditions has at least one
to be tracked; who refuses does not take part. A spoken answer, taken down by the convening municipality, counts once the
municipality has confirmed it.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from initiatives.domain.fields import fields
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.seen import ANYTHING, Seen, check_last
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.people.organisations import check_existed
from initiatives.domain.state.versions import state_change
from initiatives.domain.votes import accessions, conditions_of_consent, drafts, rounds
from initiatives.domain.votes.conditions_of_consent import Wanted
from initiatives.enums import STANCE_WORDS, BodyKind, PositionSource, Stance
from initiatives.models import Ask, Body, Mandate, Position, Resolution, Round


@state_change()
def give(
    *,
    ask: Ask,
    stance: str,
    by: Mandate,
    at: datetime,
    reason: str = "",
    effective_on: date | None = None,
    correction_reason: str = "",
    forgotten: bool = False,
    seen: Seen = ANYTHING,
    draft: Seen = ANYTHING,
    conditions: Iterable[Wanted] = (),
) -> Position:
    """Answer an ask for the own municipality; the former answer stays, with its day.

    A `correction_reason` says why the former was a mis-entry. One that was `forgotten` may stand before the present one,
    or in a round that was recorded when it was over. `seen` is the id of the position that the answerer saw (None for
    none), `draft` the version of the draft (0 for none), which is gone with it. The same once more writes nothing; the same
    as was taken down as spoken confirms that. `conditions` are those of a consent with conditions; without any its reason
    is the one. A refusal ends the participation.
    Raises Refused for another municipality's ask, a closed round, a missing reason, a day in the future or before the
    round or before the former position, and for the lead's refusal; Conflict for an answer that was overtaken, and where a
    colleague has saved a draft since.
    """
    effective_on = effective_on or day_of(at)
    reason, correction_reason = clean(reason), clean(correction_reason)
    if not by.works_for(ask.organisation_id):
        raise Refused("Ein Votum gibt jede Kommune nur für sich selbst ab.")
    row, last = _locked(ask)
    wanted = list(conditions) if stance == Stance.CONDITIONAL else []
    if last and _same(last, stance, reason, effective_on, wanted):
        return last if counts(last) else _confirmed(row, last, by, at)
    check_last(seen, last, _theirs(last))
    check(row, last, stance, reason, effective_on, at)
    _check_place(row, last, effective_on, bool(correction_reason), forgotten)
    new = Position.objects.create(
        ask=row,
        stance=stance,
        reason=reason,
        effective_on=effective_on,
        recorded_at=at,
        mandate=by,
        corrects=last if correction_reason else None,
        correction_reason=correction_reason,
    )
    if stance == Stance.CONDITIONAL:
        conditions_of_consent.track(
            position=new, former=last, wanted=wanted or [Wanted(reason)], by=by, at=at
        )
    drafts.use_up(row, draft)
    events.record(
        kind="position-corrected" if correction_reason else "position",
        subject=f"Votum {row.organisation.of}" + (" berichtigt" if correction_reason else ""),
        change=events.Change(STANCE_WORDS[last.stance if last else "pending"], STANCE_WORDS[stance]),
        where=events.in_field(row.field, row.organisation),
        by=by,
        at=at,
        effective_on=effective_on,
        wanted=dict.fromkeys(conditions_of_consent.newly_owned(new, last), ("position", row.pk, "")),
    )
    if current(row) == new:
        follow(ask=row, stance=stance, effective_on=effective_on, by=by, at=at)
    return new


def follow(*, ask: Ask, stance: str, effective_on: date, by: Mandate, at: datetime) -> None:
    """What follows once an answer counts: who refuses takes no part, and the last answer may end the round.

    Who refuses the accession of another goes on taking part.
    """
    if stance == Stance.REFUSAL and accessions.decides_participation(ask):
        fields.end_participation(
            field=ask.field, organisation=ask.organisation, by=by, at=at, effective_on=effective_on
        )
    rounds.close_answered(round_=ask.round, at=at)


@state_change()
def take_down(
    *,
    ask: Ask,
    stance: str,
    source_note: str,
    effective_on: date,
    by: Mandate,
    at: datetime,
    reason: str = "",
    forgotten: bool = False,
) -> Position:
    """Take down another municipality's spoken answer for it, with who said it where and when; it does not count yet.

    `forgotten` is as for `give`.

    Raises Refused for the own ask, where the municipality has answered itself, for no source, and as `give` does.
    """
    reason, source_note = clean(reason), clean(source_note)
    row, last = _locked(ask)
    if ask.organisation_id == by.organisation_id:
        raise Refused("Ihr eigenes Votum geben Sie selbst ab.")
    if last and counts(last) and not forgotten:
        raise Refused(f"{row.organisation} hat schon selbst geantwortet.")
    if not source_note:
        raise Refused("Bitte nennen Sie die Quelle: wer es gesagt hat, und wo.", "source_note")
    check(row, last, stance, reason, effective_on, at)
    _check_place(row, last, effective_on, False, forgotten)
    new = Position.objects.create(
        ask=row,
        stance=stance,
        reason=reason,
        source=PositionSource.SPOKEN,
        source_note=source_note,
        effective_on=effective_on,
        recorded_at=at,
        mandate=by,
    )
    if stance == Stance.CONDITIONAL:
        conditions_of_consent.track(position=new, former=last, wanted=[Wanted(reason)], by=by, at=at)
    events.record(
        kind="position-spoken",
        subject=f"Mündliches Votum {row.organisation.of}, noch nicht bestätigt",
        change=events.Change(after=f"{STANCE_WORDS[stance]} ({source_note})"),
        where=events.in_field(row.field, row.organisation),
        by=by,
        at=at,
        effective_on=effective_on,
        wanted={row.organisation_id: ("position", row.pk, "")},
    )
    return new


@state_change()
def confirm(*, ask: Ask, seen: int, by: Mandate, at: datetime) -> Position:
    """Confirm the spoken answer of the id `seen` for the own municipality; from now on it counts.

    Raises Refused for another municipality's ask, a closed round, and where there is nothing to confirm; Conflict where
    another answer has come since.
    """
    if not by.works_for(ask.organisation_id):
        raise Refused("Ein Votum bestätigt jede Kommune nur für sich selbst.")
    row, last = _locked(ask)
    check_last(seen, last, _theirs(last))
    if last is None or counts(last):
        raise Refused("Hier ist kein mündliches Votum zu bestätigen.")
    if row.round.closed_on and not is_late(row.round):
        raise Refused("Die Abstimmungsrunde ist geschlossen.")
    return _confirmed(row, last, by, at)


def _confirmed(row: Ask, last: Position, by: Mandate, at: datetime) -> Position:
    last.confirmed_by, last.confirmed_at = by, at
    last.save(update_fields=["confirmed_by", "confirmed_at"])
    drafts.use_up(row, ANYTHING)
    events.record(
        kind="position",
        subject=f"Mündliches Votum {row.organisation.of} bestätigt",
        change=events.Change(STANCE_WORDS["pending"], STANCE_WORDS[last.stance]),
        where=events.in_field(row.field, row.organisation),
        by=by,
        at=at,
        effective_on=last.effective_on,
    )
    follow(ask=row, stance=last.stance, effective_on=last.effective_on, by=by, at=at)
    return last


def _locked(ask: Ask) -> tuple[Ask, Position | None]:
    """The ask, locked, and the last of its answers."""
    rows = Ask.objects.select_for_update(of=("self",)).select_related("round", "field", "organisation")
    row = rows.get(pk=ask.pk)
    return row, current(row)


def current(ask: Ask) -> Position | None:
    """The last of the answers that stand, also where it is a spoken one that waits."""
    return ask.positions.standing().select_related("mandate__organisation").last()


def counts(position: Position) -> bool:
    """Whether an answer is the municipality's own, or confirmed by it."""
    return position.source == PositionSource.OWN or position.confirmed_at is not None


def _same(last: Position, stance: str, reason: str, effective_on: date, wanted: list[Wanted]) -> bool:
    if (last.stance, last.reason, last.effective_on) != (stance, reason, effective_on):
        return False
    return not wanted or conditions_of_consent.wanted(last) == wanted


def _theirs(last: Position | None) -> dict[str, str]:
    return {
        "stance": STANCE_WORDS[last.stance if last else "pending"],
        "reason": last.reason if last else "",
    }


def check(
    row: Ask, last: Position | None, stance: str, reason: str, effective_on: date, at: datetime
) -> None:
    """Raise Refused for an answer that cannot be: without its reason, on a day outside of the round, withdrawn where there
    is none before it (`last`)."""
    if stance in (Stance.CONDITIONAL, Stance.REFUSAL) and not reason:
        word = "die Bedingungen" if stance == Stance.CONDITIONAL else "die Gründe der Ablehnung"
        raise Refused(f"Bitte nennen Sie {word}.", "reason")
    if stance == Stance.WITHDRAWN and last is None:
        raise Refused("Es gibt noch kein Votum, das zurückgezogen werden könnte.", "stance")
    if effective_on > day_of(at):
        raise Refused("Dieses Datum liegt in der Zukunft.", "effective_on")
    if effective_on < row.round.opened_on:
        raise Refused(f"Die Runde ist erst seit dem {row.round.opened_on:%d.%m.%Y} eröffnet.", "effective_on")
    if row.round.closed_on and effective_on > row.round.closed_on:
        raise Refused(f"Die Runde war am {row.round.closed_on:%d.%m.%Y} schon geschlossen.", "effective_on")
    check_existed(row.organisation, effective_on)


def _check_place(
    row: Ask, last: Position | None, effective_on: date, is_correction: bool, forgotten: bool
) -> None:
    closed_on = row.round.closed_on
    if closed_on and not (forgotten and is_late(row.round)):
        raise Refused("Die Abstimmungsrunde ist geschlossen.")
    if is_correction and last is None:
        raise Refused("Es gibt noch kein Votum, das zu berichtigen wäre.", "correction_reason")
    if last and not is_correction and not forgotten and effective_on < last.effective_on:
        raise Refused(
            f"Das jetzige Votum ist vom {last.effective_on:%d.%m.%Y}. Ein früheres Datum ist nur als Berichtigung oder "
            "beim Nacherfassen möglich.",
            "effective_on",
        )


def is_late(round_: Round) -> bool:
    """Whether a round was recorded when it was over."""
    return round_.closed_on is not None and round_.closed_on < day_of(round_.recorded_at)


@state_change()
def resolve(
    *,
    ask: Ask,
    body: Body,
    result: str,
    effective_on: date,
    by: Mandate,
    at: datetime,
    paper_number: str = "",
    votes: tuple[int | None, int | None, int | None] = (None, None, None),
    link: str = "",
    source_note: str = "",
) -> Resolution:
    """Record what the own body decided on an ask; `votes` are heads for, against, abstained.

    What another organisation has published is recorded with its `source_note` and counts once it is confirmed.
    Raises Refused for another organisation's body or (without a source) ask, a day in the future, votes below zero, and
    for what is recorded already.
    """
    own, source_note = ask.organisation_id == by.organisation_id, clean(source_note)
    if body.organisation_id != ask.organisation_id or (not own and not source_note):
        raise Refused("Einen Beschluss erfasst jede Kommune nur für ihre eigenen Gremien.", "body")
    check_resolution(body, votes, effective_on, at)
    Ask.objects.select_for_update().get(pk=ask.pk)
    check_once(Resolution.objects.standing().filter(ask=ask, body=body), result, effective_on)
    row = Resolution.objects.create(
        ask=ask,
        body=body,
        effective_on=effective_on,
        recorded_at=at,
        result=result,
        paper_number=clean(paper_number),
        votes_for=votes[0],
        votes_against=votes[1],
        votes_abstained=votes[2],
        link=link,
        source_note="" if own else source_note,
        mandate=by,
    )
    events.record(
        kind="resolution",
        subject=f"Beschluss: {body.label}" + ("" if own else ", noch nicht bestätigt"),
        change=events.Change(after=row.get_result_display()),
        where=events.in_field(ask.field, ask.organisation),
        by=by,
        at=at,
        effective_on=effective_on,
    )
    return row


Votes = tuple[int | None, int | None, int | None]


def check_resolution(body: Body, votes: Votes, effective_on: date, at: datetime) -> None:
    """Raise Refused for a day in the future, votes below zero, and a vote of one who decides alone."""
    if effective_on > day_of(at):
        raise Refused("Ein Beschluss kann nicht in der Zukunft liegen.", "effective_on")
    if body.kind == BodyKind.VERWALTUNGSLEITUNG and any(v is not None for v in votes):
        raise Refused(
            "Die Verwaltungsleitung entscheidet ohne Abstimmung. Bitte lassen Sie die Stimmen frei.",
            "votes_for",
        )
    if any(v is not None and v < 0 for v in votes):
        raise Refused("Stimmen können nicht kleiner als null sein.", "votes_for")


def check_once(known: QuerySet[Resolution], result: str, effective_on: date) -> None:
    """Raise Refused where a resolution of this result and day is among the `known` ones of its body."""
    if known.filter(result=result, effective_on=effective_on).exists():
        raise Refused("Dieser Beschluss ist schon erfasst.", "result")


@state_change()
def confirm_resolution(*, resolution: Resolution, by: Mandate, at: datetime) -> Resolution:
    """Confirm for the own municipality what was taken from its publications.

    Raises Refused for another municipality's, and where there is nothing to confirm.
    """
    rows = Resolution.objects.select_for_update(of=("self",)).select_related(
        "ask__field", "ask__organisation", "body__organisation"
    )
    row = rows.get(pk=resolution.pk)
    if not by.works_for(row.ask.organisation_id):
        raise Refused("Einen Beschluss bestätigt jede Kommune nur für sich selbst.")
    standing = Resolution.objects.standing().filter(pk=row.pk).exists()
    if not standing or not row.source_note or row.confirmed_at is not None:
        raise Refused("Hier ist kein Beschluss zu bestätigen.")
    row.confirmed_by, row.confirmed_at = by, at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    events.record(
        kind="resolution",
        subject=f"Beschluss bestätigt: {row.body.label}",
        change=events.Change(after=row.get_result_display()),
        where=events.in_field(row.ask.field, row.ask.organisation),
        by=by,
        at=at,
        effective_on=row.effective_on,
    )
    return row
