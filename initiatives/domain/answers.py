"""Reads rounds, asks, positions and resolutions as facts: the answering half of `loading`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from initiatives.domain import moments, records
from initiatives.domain.answer_facts import AskFacts, PositionFacts, ResolutionFacts, RoundFacts
from initiatives.domain.facts import OrganisationFacts
from initiatives.domain.moments import Moment
from initiatives.enums import ANSWERED, Participation, PositionSource, RoundPurpose
from initiatives.models import Ask, FieldParticipation, Position, Resolution, Round


def answer(ask: Ask, organisation: OrganisationFacts) -> tuple[AskFacts, list[PositionFacts]]:
    """One ask of any round with what counts now, and all versions of its answer in the order of recording."""
    moment = Moment(moments.today(), moments.now())
    rows = _chain(ask)
    of_ask, _ = resolutions(Resolution.objects.filter(ask=ask), moment)
    conditions = records.position_conditions([ask.pk], moment, True)
    current, unconfirmed = _counting(rows, moment, conditions)
    versions = [_position(row, moment, conditions) for row in rows]
    return _ask(ask, organisation, current, unconfirmed, of_ask), versions


def versions(ask: Ask) -> list[PositionFacts]:
    """All versions of the answer to an ask in the order of recording, without the conditions of each."""
    moment = Moment(moments.today(), moments.now())
    return [_position(row, moment, {}) for row in _chain(ask)]


def _chain(ask: Ask) -> list[Position]:
    rows = Position.objects.filter(ask=ask).select_related("mandate__organisation")
    return list(rows.order_by("recorded_at", "pk"))


def unanswered(asks: QuerySet[Ask]) -> QuerySet[Ask]:
    """The asks among these whose answer is missing now; the same as `FieldFacts.owing`, in one query."""
    counting = Position.objects.filter(
        Q(source=PositionSource.OWN) | Q(confirmed_at__isnull=False), ask=OuterRef("pk")
    ).order_by("-recorded_at", "-pk")
    own = FieldParticipation.objects.filter(field=OuterRef("field"), organisation=OuterRef("organisation"))
    asks = asks.annotate(
        stance=Subquery(counting.values("stance")[:1]),
        gone=Exists(own.filter(status=Participation.LEFT)),
        outside=Exists(own.filter(status=Participation.NOT_PARTICIPATING)),
    )
    asks = asks.filter(gone=False).exclude(round__purpose=RoundPurpose.DECISION, outside=True)
    return asks.filter(Q(stance=None) | ~Q(stance__in=ANSWERED))


def _round(row: Round, moment: Moment) -> RoundFacts:
    """As of the moment, when it may not have been closed yet."""
    closed = row.closed_on is not None and row.closed_on <= moment.day
    return RoundFacts(
        row.pk,
        row.purpose,
        row.subject,
        row.subject_version,
        row.opened_on,
        row.deadline,
        row.closed_on if closed else None,
        row.closes_itself,
        row.closing if closed else "",
        row.closing_reason if closed else "",
    )


def opened(asks: QuerySet, moment: Moment) -> QuerySet:
    """The asks of the rounds that were open or closed at the moment."""
    return asks.filter(round__opened_on__lte=moment.day, round__recorded_at__lte=moment.known)


def asks(
    latest: dict[int, int | None],
    moment: Moment,
    live: bool,
    organisations: dict[int, OrganisationFacts],
    of_ask: dict[int, list],
) -> tuple[dict[int, RoundFacts], dict[int, dict[int, AskFacts]], dict[int, set[int]]]:
    """Of each field of `latest` its latest round, given there, the asks of it and of what it continues, and who is willing.

    Willing are those whose last answer, in whichever round, is a consent.
    """
    known = opened(Ask.objects.filter(field_id__in=latest), moment).select_related("round", "body")
    rows = list(known.order_by("round__opened_on", "round_id", "organisation__name", "pk"))
    positions = _positions([row.pk for row in rows], moment, live)
    rounds: dict[int, RoundFacts] = {}
    found: dict[int, list[tuple[Round, AskFacts]]] = defaultdict(list)
    willing: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        current, unconfirmed = positions.get(row.pk, (None, None))
        one = _ask(row, organisations[row.organisation_id], current, unconfirmed, of_ask)
        if one.consents:
            willing[row.field_id].add(row.organisation_id)
        elif one.answered:
            willing[row.field_id].discard(row.organisation_id)
        found[row.field_id].append((row.round, one))
        if latest[row.field_id] == row.round_id:
            rounds[row.field_id] = _round(row.round, moment)
    joined = defaultdict(dict, {field_id: _continued(known) for field_id, known in found.items()})
    return rounds, joined, willing


def _continued(known: list[tuple[Round, AskFacts]]) -> dict[int, AskFacts]:
    """A field's asks of its latest round, and of the rounds before that it continues as far as nobody is asked anew."""
    latest = known[-1][0]
    asks: dict[int, AskFacts] = {}
    continues, last = True, latest
    for row, ask in reversed(known):
        if row.purpose != latest.purpose:
            continue
        if row.pk != last.pk:
            continues, last = continues and last.continues, row
        if continues:
            asks.setdefault(ask.organisation.id, replace(ask, carried=row.pk != latest.pk))
    return {ask.organisation.id: ask for ask in _by_name(asks.values())}


def _by_name(asks: Iterable[AskFacts]) -> list[AskFacts]:
    return sorted(asks, key=lambda ask: ask.organisation.name)


def _ask(
    row: Ask,
    organisation: OrganisationFacts,
    current: PositionFacts | None,
    unconfirmed: PositionFacts | None,
    of_ask: dict[int, list],
) -> AskFacts:
    return AskFacts(
        id=row.pk,
        organisation=organisation,
        body=row.body.name if row.body else "",
        position=current,
        unconfirmed=unconfirmed,
        resolutions=tuple(of_ask[row.pk]),
        reminded_on=moments.day_of(row.reminded_at) if row.reminded_at else None,
    )


def _positions(
    ask_ids: list[int], moment: Moment, live: bool
) -> dict[int, tuple[PositionFacts | None, PositionFacts | None]]:
    rows = Position.objects.filter(ask_id__in=ask_ids, recorded_at__lte=moment.known)
    rows = rows.select_related("mandate__organisation").order_by("ask_id", "recorded_at", "pk")
    conditions = records.position_conditions(ask_ids, moment, live)
    return {
        ask_id: _counting(list(versions), moment, conditions)
        for ask_id, versions in groupby(rows, key=lambda p: p.ask_id)
    }


def _counting(
    known: list[Position], moment: Moment, conditions: dict[int, list]
) -> tuple[PositionFacts | None, PositionFacts | None]:
    corrected = {p.supersedes_id for p in known if p.is_correction}
    valid = [p for p in known if p.pk not in corrected and p.effective_on <= moment.day]
    return pick([_position(p, moment, conditions) for p in valid])


def _position(row: Position, moment: Moment, conditions: dict[int, list]) -> PositionFacts:
    confirmed = row.source == "own" or (row.confirmed_at is not None and row.confirmed_at <= moment.known)
    return PositionFacts(
        row.pk,
        row.stance,
        row.reason,
        row.source,
        confirmed,
        row.is_correction,
        row.effective_on,
        row.recorded_at,
        row.mandate.title,
        tuple(conditions.get(row.pk, ())),
        row.source_note,
    )


def pick(versions: list[PositionFacts]) -> tuple[PositionFacts | None, PositionFacts | None]:
    """Of one ask's positions in the order of recording: the one that counts, and a spoken one that waits."""
    counting = [p for p in versions if p.confirmed]
    current = counting[-1] if counting else None
    last = versions[-1] if versions else None
    return current, last if last is not None and not last.confirmed else None


def resolutions(rows: QuerySet, moment: Moment) -> tuple[dict[int, list], dict[int, list]]:
    """Resolutions by ask and by field, oldest first."""
    of_ask, of_field = defaultdict(list), defaultdict(list)
    rows = rows.filter(effective_on__lte=moment.day, recorded_at__lte=moment.known)
    for row in rows.select_related("ask", "body__organisation"):
        decision = ResolutionFacts(
            f"{row.body.name} {row.body.organisation.name}",
            row.effective_on,
            row.result,
            row.paper_number,
            (row.votes_for, row.votes_against, row.votes_abstained),
        )
        of_ask[row.ask_id].append(decision)
        of_field[row.ask.field_id].append(decision)
    return of_ask, of_field
