"""Resolutions (Beschlüsse): what a body decided, as one thing that answers one or more asks of its organisation.

Invariants: an organisation records those of its own bodies; what another one has published is recorded with its source and
counts once it is confirmed. Only the competent body decides an ask, any other prepares that. A resolution may answer asks of
several initiatives, each of which shows its own. On an advance resolution (Vorratsbeschluss) a later ask can rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from initiatives.domain.kernel import days
from initiatives.domain.kernel.edits import cleaned
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.people.organisations import check_existed
from initiatives.domain.state.versions import state_change
from initiatives.domain.votes import competent_bodies, positions
from initiatives.enums import BodyKind, ResolutionResult, Stance
from initiatives.models import Ask, Body, Mandate, Organisation, Position, Resolution, ResolutionAsk

COUNTED = ("votes_for", "votes_against", "votes_abstained", "members_absent")
PASSED = (ResolutionResult.ADOPTED, ResolutionResult.AMENDED)
FIRST_DAY = date(1946, 1, 1)  # before the municipal orders of today there was no council to resolve anything
ONLY_OWN = "Einen Beschluss erfasst jede Kommune nur für ihre eigenen Gremien."
NO_ASK = "Bitte wählen Sie mindestens eine Frage, zu der das Gremium beschlossen hat."
TO_CHECK = " Ist das so richtig, kreuzen Sie es bitte an."


@dataclass(frozen=True)
class Voice:
    """The Votum that goes with a resolution, for those of its asks that have none yet."""

    stance: str
    reason: str = ""


@state_change()
def resolve(
    *,
    asks: Iterable[Ask],
    body: Body,
    result: str,
    effective_on: date,
    by: Mandate,
    at: datetime,
    content: Mapping[str, Any] | None = None,
    source_note: str = "",
    decides: Mapping[int, bool] | None = None,
    is_competent: bool = False,
    voice: Voice | None = None,
    certain: bool = False,
) -> Resolution:
    """Record what the own body decided on these asks.

    `content`: `title`, `text`, `paper_number`, `link`, what it `allows` in advance and `allows_until`, heads as `votes_for`,
    `votes_against`, `votes_abstained`, `members_absent`. `decides` says of an ask (by id) whether it is decided or only
    prepared; what it leaves out is decided by the competent body and prepared by any other. With `is_competent` the
    organisation names the body as the competent one of all it decides. What another organisation has published is recorded
    with its `source_note` and counts once it is confirmed. With a `voice` the Votum is given in the same act.

    Raises Refused for another organisation's body or (without a source) ask, for a decision by a body that is not competent,
    for a day and votes that cannot be, for what is recorded already, and as `positions.give`; at the field `certain` for what
    is unlikely, unless it is `certain`.
    """
    rows = _locked(asks)
    own, source_note = body.organisation_id == by.organisation_id, clean(source_note)
    _check_whose(rows, body)
    if not own and not source_note:
        raise Refused(ONLY_OWN, "body")
    row = Resolution(
        body=body,
        result=result,
        effective_on=effective_on,
        recorded_at=at,
        source_note="" if own else source_note,
        mandate=by,
        **cleaned(content or {}),
    )
    check(row, rows, at)
    check_likely(row, rows, standing(body), certain=certain)
    if is_competent and own:
        name_competent(rows, body, decides or {}, by=by, at=at)
    chosen = check_competent(rows, body, decides or {})
    row.save(force_insert=True)
    join(row, chosen, by=by, at=at)
    _record(row, rows, f"Beschluss: {body.label}" + ("" if own else ", noch nicht bestätigt"), by=by, at=at)
    if voice is not None:
        _give(rows, row, voice, by=by, at=at)
    return row


def _locked(asks: Iterable[Ask]) -> list[Ask]:
    """The asks, locked, in the order of their initiatives and fields. Raises Refused where there is none."""
    rows = Ask.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[one.pk for one in asks])
    found = list(
        rows.select_related("round", "field__initiative", "organisation", "body").order_by(
            "field__initiative_id", "field__order", "pk"
        )
    )
    if not found:
        raise Refused(NO_ASK)
    return found


def answered(resolution: Resolution) -> dict[int, bool]:
    """The asks of a resolution, each with whether it decides it."""
    rows: QuerySet[ResolutionAsk] = resolution.answered.all()
    return dict(rows.values_list("ask_id", "decides"))


def locked_of(asks: Iterable[int]) -> list[Ask]:
    """As `resolve` locks them. Raises Refused where there is none."""
    return _locked(Ask(pk=one) for one in asks)


def standing(body: Body) -> QuerySet[Resolution]:
    """The resolutions of a body as they are told now."""
    return Resolution.objects.standing().filter(body=body)


def _check_whose(rows: list[Ask], body: Body) -> None:
    if any(row.organisation_id != body.organisation_id for row in rows):
        raise Refused(ONLY_OWN, "body")


def check(row: Resolution, asks: list[Ask], at: datetime) -> None:
    """Raise Refused for a resolution that cannot be: another organisation's body, a day before there was anything to decide,
    votes of more than there are members."""
    _check_whose(asks, row.body)
    _check_day(row, asks, at)
    check_existed(asks[0].organisation, row.effective_on)
    counted = [getattr(row, name) for name in COUNTED]
    if row.body.kind == BodyKind.VERWALTUNGSLEITUNG and any(one is not None for one in counted):
        raise Refused(
            "Die Verwaltungsleitung entscheidet ohne Abstimmung. Bitte lassen Sie die Stimmen frei.",
            "votes_for",
        )
    for name, number in zip(COUNTED, counted, strict=True):
        if number is not None and number < 0:
            raise Refused("Stimmen können nicht kleiner als null sein.", name)
    heads = sum(one or 0 for one in counted)
    if row.body.members is not None and heads > row.body.members:
        raise Refused(
            f"Das sind zusammen {heads}, {row.body.label} hat aber nur {row.body.members} Mitglieder.",
            "votes_for",
        )
    if row.allows_until and not row.allows:
        raise Refused("Bitte nennen Sie, was der Beschluss im Voraus erlaubt.", "allows")
    if row.allows_until and row.allows_until < row.effective_on:
        raise Refused("Dieser Tag liegt vor dem Beschluss.", "allows_until")


def _check_day(row: Resolution, asks: list[Ask], at: datetime) -> None:
    if row.effective_on > day_of(at):
        raise Refused("Ein Beschluss kann nicht in der Zukunft liegen.", "effective_on")
    if row.allows:
        days.effective(row.effective_on, at=at, since=FIRST_DAY, whose="Räte und Kreistage von heute")
        return
    first = min(asks, key=lambda one: one.field.proposed_on).field
    days.effective(row.effective_on, at=at, since=first.proposed_on, whose=f"Das Feld „{first.title}“")


def check_likely(row: Resolution, asks: list[Ask], known: QuerySet[Resolution], *, certain: bool) -> None:
    """Raise Refused where the same is among the `known` ones of the body already, and, unless it is `certain`, for what is
    unlikely: more No than Yes behind a consent, two results of one day on one ask."""
    that_day = known.filter(effective_on=row.effective_on, answered__ask__in=asks)
    if that_day.filter(result=row.result).exists():
        raise Refused("Dieser Beschluss ist schon erfasst.", "result")
    if certain:
        return
    yes, no = row.votes_for, row.votes_against
    if row.result in PASSED and yes is not None and no is not None and no > yes:
        raise Refused(
            f"{row.get_result_display().capitalize()} mit {no} Nein gegen {yes} Ja?{TO_CHECK}", "certain"
        )
    other = that_day.first()
    if other is not None:
        raise Refused(
            f"An diesem Tag ist von diesem Gremium dazu schon erfasst: {other.get_result_display()}.{TO_CHECK}",
            "certain",
        )


def name_competent(
    rows: list[Ask], body: Body, decides: Mapping[int, bool], *, by: Mandate, at: datetime
) -> None:
    """The organisation says that this body is the competent one of the asks that it does not only prepare."""
    for row in rows:
        if decides.get(row.pk, True):
            competent_bodies.name_body(ask=row, body=body, by=by, at=at)
            row.body = body


def check_competent(rows: list[Ask], body: Body, decides: Mapping[int, bool]) -> dict[int, bool]:
    """Whether the body decides each ask. Raises Refused where it is said to, but is not the competent one."""
    councils = competent_bodies.councils([body.organisation])
    chosen = {}
    for row in rows:
        competent = competent_bodies.is_competent(body, row, councils)
        if decides.get(row.pk) and not competent:
            whose = row.body.name if row.body else body.organisation.council
            raise Refused(
                f"Über „{row.field.title}“ entscheidet: {whose}. Bereitet das Gremium nur vor, wählen Sie bitte das; ist es "
                "selbst zuständig, kreuzen Sie das bitte an.",
                f"ask_{row.pk}",
            )
        chosen[row.pk] = decides.get(row.pk, competent)
    return chosen


def join(row: Resolution, chosen: Mapping[int, bool], *, by: Mandate, at: datetime) -> None:
    """Let a resolution answer these asks (by id), each with whether it decides it."""
    ResolutionAsk.objects.bulk_create(
        ResolutionAsk(resolution=row, ask_id=pk, decides=decides, recorded_at=at, mandate=by)
        for pk, decides in chosen.items()
    )


def _record(row: Resolution, asks: list[Ask], subject: str, *, by: Mandate, at: datetime) -> None:
    change = events.Change(after=", ".join([row.get_result_display(), *([row.title] if row.title else [])]))
    tell(row, asks, kind="resolution", subject=subject, change=change, by=by, at=at)


def tell(
    row: Resolution,
    asks: list[Ask],
    *,
    kind: str,
    subject: str,
    change: events.Change,
    by: Mandate,
    at: datetime,
) -> None:
    """One event in each initiative of the asks, at the first field there; the others it names."""
    by_initiative: dict[int, list[Ask]] = {}
    for ask in asks:
        by_initiative.setdefault(ask.field.initiative_id, []).append(ask)
    for within in by_initiative.values():
        titles = list(dict.fromkeys(ask.field.title for ask in within))
        more = f" (zu: {', '.join(titles)})" if len(titles) > 1 else ""
        events.record(
            kind=kind,
            subject=subject,
            change=events.Change(change.before, change.after + more),
            where=events.in_field(within[0].field, within[0].organisation),
            by=by,
            at=at,
            effective_on=row.effective_on,
        )


def _give(rows: list[Ask], row: Resolution, voice: Voice, *, by: Mandate, at: datetime) -> None:
    """The Votum where the organisation has given none yet and is still asked."""
    reason = voice.reason or (
        f"Beschluss vom {row.effective_on:%d.%m.%Y}" if voice.stance == Stance.REFUSAL else ""
    )
    stands = {one.ask_id: one for one in Position.objects.standing().filter(ask__in=rows)}  # the last of each
    for ask in rows:
        last = stands.get(ask.pk)
        if ask.round.closed_on or (last and positions.counts(last) and last.stance != Stance.DELIBERATING):
            continue
        first = max(row.effective_on, ask.round.opened_on, last.effective_on if last else date.min)
        positions.give(ask=ask, stance=voice.stance, reason=reason, effective_on=first, by=by, at=at)


@state_change()
def confirm(*, resolution: Resolution, by: Mandate, at: datetime) -> Resolution:
    """Confirm for the own municipality what was taken from its publications.

    Raises Refused for another municipality's, and where there is nothing to confirm.
    """
    asks = locked_of(answered(resolution))
    rows = Resolution.objects.select_for_update(of=("self",), no_key=True).select_related(
        "body__organisation"
    )
    row = rows.get(pk=resolution.pk)
    check_own(row.body.organisation, by)
    is_standing = Resolution.objects.standing().filter(pk=row.pk).exists()
    if not is_standing or not row.source_note or row.confirmed_at is not None:
        raise Refused("Hier ist kein Beschluss zu bestätigen.")
    row.confirmed_by, row.confirmed_at = by, at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    _record(row, asks, f"Beschluss bestätigt: {row.body.label}", by=by, at=at)
    return row


def check_own(organisation: Organisation, by: Mandate) -> None:
    """Raise Refused for who does not act for this organisation."""
    if not by.works_for(organisation.pk):
        raise Refused("Einen Beschluss bestätigt jede Kommune nur für sich selbst.")


@state_change()
def rest_on(*, resolution: Resolution, ask: Ask, by: Mandate, at: datetime) -> ResolutionAsk:
    """Let an ask of the own organisation rest on an advance resolution, which is told of it from now on.

    Raises Refused for another organisation's, for one that allows nothing in advance, was not adopted, does not count, or
    holds no more, and where the ask rests on it already.
    """
    (found,) = locked_of([ask.pk])
    rows = Resolution.objects.select_for_update(of=("self",), no_key=True).select_related(
        "body__organisation"
    )
    row = rows.get(pk=resolution.pk)
    _check_whose([found], row.body)
    check_own(row.body.organisation, by)
    stands = Resolution.objects.standing().filter(pk=row.pk).exists()
    counts = not row.source_note or row.confirmed_at is not None
    if not stands or not row.allows or not counts or row.result not in PASSED:
        raise Refused("Dieser Beschluss erlaubt nichts im Voraus.")
    if row.allows_until and row.allows_until < day_of(at):
        raise Refused(f"Dieser Beschluss galt im Voraus nur bis zum {row.allows_until:%d.%m.%Y}.")
    if found.pk in answered(row):
        raise Refused("Diese Frage beruht schon auf dem Beschluss.")
    chosen = check_competent([found], row.body, {})
    subject = f"Beruht auf dem Vorratsbeschluss: {row.body.label}, {row.effective_on:%d.%m.%Y}"
    return _add(row, found, chosen, subject, row.allows, by=by, at=at)


def _add(
    row: Resolution,
    ask: Ask,
    chosen: Mapping[int, bool],
    subject: str,
    after: str,
    *,
    by: Mandate,
    at: datetime,
) -> ResolutionAsk:
    join(row, chosen, by=by, at=at)
    change = events.Change(after=after)
    tell(row, [ask], kind="resolution", subject=subject, change=change, by=by, at=at)
    return ResolutionAsk.objects.get(resolution=row, ask=ask)


@state_change()
def answer_also(
    *, resolution: Resolution, ask: Ask, by: Mandate, at: datetime, decides: Mapping[int, bool] | None = None
) -> ResolutionAsk:
    """Let a resolution that is recorded answer another ask too, which was put to the body on the same paper. `decides`: see
    `resolve`. Raises Refused as that, and for what it answers already."""
    (found,) = locked_of([ask.pk])
    row = (
        Resolution.objects.select_for_update(of=("self",), no_key=True)
        .select_related("body__organisation")
        .get(pk=resolution.pk)
    )
    check(row, [found], at)
    if found.pk in answered(row):
        raise Refused("Dieser Beschluss ist schon erfasst.", "result")
    chosen = check_competent([found], row.body, decides or {})
    return _add(row, found, chosen, f"Beschluss: {row.body.label}", row.get_result_display(), by=by, at=at)


def same(body: Body, result: str, day: date, paper_number: str) -> Resolution | None:
    """The resolution of a body on this paper that is recorded already; without its number none is known to be the same."""
    rows = standing(body).filter(result=result, effective_on=day, paper_number=clean(paper_number))
    return rows.last() if clean(paper_number) else None


def words(row: Resolution) -> str:
    """What was decided by whom: Rat Nottuln: ungeändert beschlossen, Vorlage 12/2013, 12 Ja, 0 Nein."""
    counted = ((row.votes_for, "Ja"), (row.votes_against, "Nein"), (row.votes_abstained, "Enthaltungen"))
    until = f" (bis {row.allows_until:%d.%m.%Y})" if row.allows_until else ""
    parts = [
        f"{row.body.label}: {row.get_result_display()}",
        f"„{row.title}“" if row.title else "",
        f"Vorlage {row.paper_number}" if row.paper_number else "",
        *(f"{number} {word}" for number, word in counted if number is not None),
        f"{row.members_absent} abwesend" if row.members_absent is not None else "",
        f"Wortlaut: {row.text}" if row.text else "",
        f"erlaubt im Voraus{until}: {row.allows}" if row.allows else "",
        f"nach: {row.source_note}" if row.source_note else "",
        row.link,
    ]
    return ", ".join(part for part in parts if part)
