"""Positions (Voten).

Invariants: only who was asked answers, and only for itself; a position is never overwritten; of the positions of an ask
the one of the last day is current; condition and refusal need a reason; a consent with conditions has at least one
to be tracked; who refuses does not take part. A spoken answer, taken down by the convening municipality, counts once the
municipality has confirmed it.
"""

from collections.abc import Iterable
from datetime import date, datetime

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
from initiatives.enums import STANCE_WORDS, PositionSource, Stance
from initiatives.models import Ask, Mandate, Position, Round


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
    former = last if correction_reason else _standing_on(row, effective_on)
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
            position=new, former=former, wanted=wanted or [Wanted(reason)], by=by, at=at
        )
    drafts.use_up(row, draft)
    events.record(
        kind="position-corrected" if correction_reason else "position",
        subject=f"Votum {row.organisation.of}" + (" berichtigt" if correction_reason else ""),
        change=events.Change(STANCE_WORDS[former.stance if former else "pending"], STANCE_WORDS[stance]),
        where=events.in_field(row.field, row.organisation),
        by=by,
        at=at,
        effective_on=effective_on,
        wanted=dict.fromkeys(conditions_of_consent.newly_owned(new, former), ("position", row.pk, "")),
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
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
    reason: str = "",
    forgotten: bool = False,
) -> Position:
    """Take down another municipality's spoken answer for it, with who said it where and when; it does not count yet.

    `forgotten` is as for `give`.

    Raises Refused for the own ask, where the municipality has answered itself, for no source, and as `give` does.
    """
    effective_on = effective_on or day_of(at)
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
    former = _standing_on(row, effective_on)
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
        conditions_of_consent.track(position=new, former=former, wanted=[Wanted(reason)], by=by, at=at)
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
    rows = Ask.objects.select_for_update(of=("self",), no_key=True).select_related(
        "round", "field", "organisation"
    )
    row = rows.get(pk=ask.pk)
    return row, current(row)


def current(ask: Ask) -> Position | None:
    """The last of the answers that stand, also where it is a spoken one that waits."""
    return ask.positions.standing().select_related("mandate__organisation").last()


def _standing_on(ask: Ask, day: date) -> Position | None:
    """The answer that stood on a day."""
    rows = ask.positions.standing().filter(effective_on__lte=day)
    return rows.select_related("mandate__organisation").last()


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
