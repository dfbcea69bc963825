"""Positions (Voten) and the resolutions behind them.

Invariants: only who was asked answers, and only for itself; a position is never overwritten; each ask has one chain of
positions, of which the last is current; condition and refusal need a reason; a consent with conditions has at least one
to be tracked; who refuses does not take part. A spoken answer, taken down by the convening municipality, counts once the
municipality has confirmed it.
"""

from collections.abc import Iterable
from datetime import date, datetime

from initiatives.domain.fields import fields
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.domain.votes import conditions_of_consent, rounds
from initiatives.domain.votes.conditions_of_consent import Wanted
from initiatives.enums import STANCE_WORDS, BodyKind, PositionSource, Stance
from initiatives.models import Ask, Body, Mandate, Position, PositionDraft, Resolution


@state_change()
def give(
    *,
    ask: Ask,
    stance: str,
    by: Mandate,
    at: datetime,
    reason: str = "",
    effective_on: date | None = None,
    is_correction: bool = False,
    after: int | str | None = "any",
    conditions: Iterable[Wanted] = (),
) -> Position:
    """Answer an ask for the own municipality; a later answer supersedes the former and keeps it.

    `is_correction` says that the former was a mis-entry. `after` is the id of the position that the answerer saw (None
    for none), "any" to skip the check. The same once more writes nothing; the same as was taken down as spoken confirms
    that. `conditions` are those of a consent with conditions; without any its reason is the one. A draft is gone with it,
    a refusal ends the participation.
    Raises Refused for another municipality's ask, a closed round, a missing reason, a day in the future or before the
    round or (except for a correction) before the former position, and for the lead's refusal; Conflict for an answer
    that was overtaken.
    """
    effective_on = effective_on or day_of(at)
    reason = clean(reason)
    if ask.organisation_id != by.organisation_id or not by.acts_for_municipality:
        raise Refused("Ein Votum gibt jede Kommune nur für sich selbst ab.")
    row, last = _locked(ask)
    wanted = list(conditions) if stance == Stance.CONDITIONAL else []
    if last and _same(last, stance, reason, effective_on, wanted):
        return last if _counts(last) else _confirmed(row, last, by, at)
    _check_turn(last, after)
    _check(row, last, stance, reason, effective_on, at, is_correction)
    new = Position.objects.create(
        ask=row,
        stance=stance,
        reason=reason,
        effective_on=effective_on,
        recorded_at=at,
        mandate=by,
        supersedes=last,
        is_correction=is_correction,
    )
    if stance == Stance.CONDITIONAL:
        conditions_of_consent.track(position=new, wanted=wanted or [Wanted(reason)], by=by, at=at)
    PositionDraft.objects.filter(ask=row).delete()
    events.record(
        kind="position-corrected" if is_correction else "position",
        subject=f"Votum {row.organisation.of}" + (" berichtigt" if is_correction else ""),
        before=STANCE_WORDS[last.stance if last else "pending"],
        after=STANCE_WORDS[stance],
        field=row.field,
        organisation=row.organisation,
        by=by,
        at=at,
        effective_on=effective_on,
        wanted=dict.fromkeys(conditions_of_consent.newly_owned(new), ("position", row.pk, "")),
    )
    _follow(row, stance, by, at, effective_on)
    return new


def _follow(row: Ask, stance: str, by: Mandate, at: datetime, effective_on: date) -> None:
    """What follows once an answer counts."""
    if stance == Stance.REFUSAL:
        fields.end_participation(
            field=row.field, organisation=row.organisation, by=by, at=at, effective_on=effective_on
        )
    rounds.close_answered(round_=row.round, at=at)


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
) -> Position:
    """Take down another municipality's spoken answer for it, with who said it where and when; it does not count yet.

    Raises Refused for the own ask, where the municipality has answered itself, for no source, and as `give` does.
    """
    reason, source_note = clean(reason), clean(source_note)
    row, last = _locked(ask)
    if ask.organisation_id == by.organisation_id:
        raise Refused("Ihr eigenes Votum geben Sie selbst ab.")
    if last and _counts(last):
        raise Refused(f"{row.organisation} hat schon selbst geantwortet.")
    if not source_note:
        raise Refused("Bitte nennen Sie die Quelle: wer es gesagt hat, und wo.", "source_note")
    _check(row, last, stance, reason, effective_on, at, is_correction=False)
    new = Position.objects.create(
        ask=row,
        stance=stance,
        reason=reason,
        source=PositionSource.SPOKEN,
        source_note=source_note,
        effective_on=effective_on,
        recorded_at=at,
        mandate=by,
        supersedes=last,
    )
    if stance == Stance.CONDITIONAL:
        conditions_of_consent.track(position=new, wanted=[Wanted(reason)], by=by, at=at)
    events.record(
        kind="position-spoken",
        subject=f"Mündliches Votum {row.organisation.of}, noch nicht bestätigt",
        after=f"{STANCE_WORDS[stance]} ({source_note})",
        field=row.field,
        organisation=row.organisation,
        by=by,
        at=at,
        effective_on=effective_on,
        wanted={row.organisation_id: ("position", row.pk, "")},
    )
    return new


@state_change()
def confirm(*, ask: Ask, after: int, by: Mandate, at: datetime) -> Position:
    """Confirm the spoken answer of the id `after` for the own municipality; from now on it counts.

    Raises Refused for another municipality's ask, a closed round, and where there is nothing to confirm; Conflict where
    another answer has come since.
    """
    if ask.organisation_id != by.organisation_id or not by.acts_for_municipality:
        raise Refused("Ein Votum bestätigt jede Kommune nur für sich selbst.")
    row, last = _locked(ask)
    _check_turn(last, after)
    if last is None or _counts(last):
        raise Refused("Hier ist kein mündliches Votum zu bestätigen.")
    if row.round.closed_on:
        raise Refused("Die Abstimmungsrunde ist geschlossen.")
    return _confirmed(row, last, by, at)


def _confirmed(row: Ask, last: Position, by: Mandate, at: datetime) -> Position:
    last.confirmed_by, last.confirmed_at = by, at
    last.save(update_fields=["confirmed_by", "confirmed_at"])
    PositionDraft.objects.filter(ask=row).delete()
    events.record(
        kind="position",
        subject=f"Mündliches Votum {row.organisation.of} bestätigt",
        before=STANCE_WORDS["pending"],
        after=STANCE_WORDS[last.stance],
        field=row.field,
        organisation=row.organisation,
        by=by,
        at=at,
        effective_on=last.effective_on,
    )
    _follow(row, last.stance, by, at, last.effective_on)
    return last


def _locked(ask: Ask) -> tuple[Ask, Position | None]:
    """The ask, locked, and the last of its answers."""
    rows = Ask.objects.select_for_update(of=("self",)).select_related("round", "field", "organisation")
    row = rows.get(pk=ask.pk)
    return row, row.positions.filter(superseded_by=None).select_related("mandate__organisation").first()


def _counts(position: Position) -> bool:
    return position.source == PositionSource.OWN or position.confirmed_at is not None


def _same(last: Position, stance: str, reason: str, effective_on: date, wanted: list[Wanted]) -> bool:
    if (last.stance, last.reason, last.effective_on) != (stance, reason, effective_on):
        return False
    return not wanted or conditions_of_consent.wanted(last) == wanted


def _check_turn(last: Position | None, after: int | str | None) -> None:
    if after in ("any", last.pk if last else None):
        return
    raise Conflict(
        {"stance": STANCE_WORDS[last.stance if last else "pending"], "reason": last.reason if last else ""},
        last.pk if last else 0,
        actor=last.mandate.title if last else "",
        changed_at=last.recorded_at if last else None,
    )


def _check(
    row: Ask,
    last: Position | None,
    stance: str,
    reason: str,
    effective_on: date,
    at: datetime,
    is_correction: bool,
) -> None:
    if row.round.closed_on:
        raise Refused("Die Abstimmungsrunde ist geschlossen.")
    if stance in (Stance.CONDITIONAL, Stance.REFUSAL) and not reason:
        word = "die Bedingungen" if stance == Stance.CONDITIONAL else "die Gründe der Ablehnung"
        raise Refused(f"Bitte nennen Sie {word}.", "reason")
    if stance == Stance.WITHDRAWN and last is None:
        raise Refused("Es gibt noch kein Votum, das zurückgezogen werden könnte.", "stance")
    if effective_on > day_of(at):
        raise Refused("Dieses Datum liegt in der Zukunft.", "effective_on")
    if effective_on < row.round.opened_on:
        raise Refused(f"Die Runde ist erst seit dem {row.round.opened_on:%d.%m.%Y} eröffnet.", "effective_on")
    if is_correction and last is None:
        raise Refused("Es gibt noch kein Votum, das zu berichtigen wäre.", "is_correction")
    if last and not is_correction and effective_on < last.effective_on:
        raise Refused(
            f"Das jetzige Votum ist vom {last.effective_on:%d.%m.%Y}. Ein früheres Datum ist nur als Berichtigung möglich.",
            "effective_on",
        )


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
) -> Resolution:
    """Record what the own body decided on an ask; `votes` are heads for, against, abstained.

    Raises Refused for another organisation's body or ask, a day in the future, votes below zero, and for what is
    recorded already.
    """
    if ask.organisation_id != by.organisation_id or body.organisation_id != ask.organisation_id:
        raise Refused("Einen Beschluss erfasst jede Kommune nur für ihre eigenen Gremien.", "body")
    if effective_on > day_of(at):
        raise Refused("Ein Beschluss kann nicht in der Zukunft liegen.", "effective_on")
    if body.kind == BodyKind.VERWALTUNGSLEITUNG and any(v is not None for v in votes):
        raise Refused(
            "Die Verwaltungsleitung entscheidet ohne Abstimmung. Bitte lassen Sie die Stimmen frei.",
            "votes_for",
        )
    if any(v is not None and v < 0 for v in votes):
        raise Refused("Stimmen können nicht kleiner als null sein.", "votes_for")
    Ask.objects.select_for_update().get(pk=ask.pk)
    if Resolution.objects.filter(ask=ask, body=body, result=result, effective_on=effective_on).exists():
        raise Refused("Dieser Beschluss ist schon erfasst.", "result")
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
        mandate=by,
    )
    events.record(
        kind="resolution",
        subject=f"Beschluss: {body.label}",
        after=row.get_result_display(),
        field=ask.field,
        organisation=ask.organisation,
        by=by,
        at=at,
        effective_on=effective_on,
    )
    return row
