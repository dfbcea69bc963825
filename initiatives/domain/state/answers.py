"""Reads rounds, asks, positions and resolutions as facts: the answering half of `loading`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import records, together
from initiatives.domain.state.answer_facts import AskFacts, PositionFacts, ResolutionFacts, RoundFacts
from initiatives.domain.state.facts import OrganisationFacts
from initiatives.domain.state.records import PositionConditionFacts
from initiatives.domain.state.together import day
from initiatives.enums import ANSWERED, Participation, PositionSource, RoundPurpose
from initiatives.models import Ask, FieldParticipation, Position, PositionCondition, Resolution, Round

ROUND = (
    *("id", "purpose", "subject", "subject_version", "opened_on", "deadline", "continues", "closes_itself"),
    *("closed_on", "closing", "closing_reason", "former_deadlines"),
)
RESOLUTION = (
    *("ask_id", "ask__field_id", "body__name", "body__organisation__name", "effective_on", "result"),
    *("paper_number", "votes_for", "votes_against", "votes_abstained"),
)
CONDITION = ("id", "position_id", "text", "owner_id", "due_on", "state", "note")


@dataclass(frozen=True)
class Answers:
    """What was asked and answered, by field.

    Of the latest round there are the asks of it and of those that it continues, by organisation. Willing are those
    whose last answer, in whichever round, is a consent. Decisions are of all rounds, oldest first.
    """

    rounds: dict[int, RoundFacts]
    asks: dict[int, dict[int, AskFacts]]
    willing: dict[int, set[int]]
    decisions: dict[int, list[ResolutionFacts]]


def answer(ask: Ask, organisation: OrganisationFacts) -> tuple[AskFacts, list[PositionFacts]]:
    """One ask of any round with what counts now, and all versions of its answer in the order of recording."""
    moment = Moment(moments.today(), moments.now())
    rows, others = _chain(ask), together.read(**_behind(Ask.objects.filter(pk=ask.pk), moment, live=True))
    of_ask, _ = _resolutions(others["resolution"])
    conditions = _conditions(others["condition_of_consent"])
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


def _round(row: dict[str, Any], moment: Moment) -> RoundFacts:
    """As of the moment, when it may not have been closed yet."""
    closed_on = day(row["closed_on"])
    closed = closed_on is not None and closed_on <= moment.day
    return RoundFacts(
        row["id"],
        row["purpose"],
        row["subject"],
        row["subject_version"],
        day(row["opened_on"]),
        _deadline(row, moment),
        closed_on if closed else None,
        bool(row["closes_itself"]),
        row["closing"] if closed else "",
        row["closing_reason"] if closed else "",
    )


def _deadline(row: dict[str, Any], moment: Moment) -> date | None:
    """As it stood at the end of the day, before more time was given."""
    for former, until in together.items(row["former_deadlines"]):
        if together.instant(until) > moment.texts_until:
            return day(former)
    return day(row["deadline"])


def asks(fields: QuerySet, moment: Moment) -> list[Ask]:
    """The asks on these fields in the rounds that were opened at the moment, those of the first round first."""
    known = Ask.objects.filter(
        field__in=fields, round__opened_on__lte=moment.day, round__recorded_at__lte=moment.known
    )
    known = known.select_related("body")
    return list(known.order_by("round__opened_on", "round_id", "organisation__name", "pk"))


def positions(fields: QuerySet, moment: Moment) -> list[Position]:
    """All versions of the answers on these fields that were known at the moment, each ask's in the order of recording."""
    known = Position.objects.filter(ask__field__in=fields, recorded_at__lte=moment.known)
    return list(known.select_related("mandate__organisation").order_by("ask_id", "recorded_at", "pk"))


def tables(initiative_id: int, fields: QuerySet, moment: Moment, *, live: bool) -> dict[str, together.Wanted]:
    """What `of_rows` needs beside asks and positions, for `together.read`."""
    rounds = Round.objects.filter(
        initiative_id=initiative_id, opened_on__lte=moment.day, recorded_at__lte=moment.known
    )
    return {"round": (rounds, ROUND)} | _behind(Ask.objects.filter(field__in=fields), moment, live=live)


def _behind(asks: QuerySet[Ask], moment: Moment, *, live: bool) -> dict[str, together.Wanted]:
    """The resolutions on these asks, and the conditions of the answers to them."""
    conditions = records.current(PositionCondition, moment, live).filter(position__ask__in=asks)
    return {
        "resolution": (records.known(Resolution.objects.filter(ask__in=asks), moment), RESOLUTION),
        "condition_of_consent": (conditions, CONDITION),
    }


def of_rows(
    asks: list[Ask],
    positions: list[Position],
    rows: together.Rows,
    organisations: dict[int, OrganisationFacts],
    moment: Moment,
) -> Answers:
    """What `asks`, `positions` and `tables` told, as facts."""
    of_ask, decisions = _resolutions(rows["resolution"])
    conditions = _conditions(rows["condition_of_consent"])
    counting = {
        ask_id: _counting(list(versions), moment, conditions)
        for ask_id, versions in groupby(positions, key=lambda p: p.ask_id)
    }
    round_of = {row["id"]: row for row in rows["round"]}
    found: dict[int, list[tuple[dict, AskFacts]]] = defaultdict(list)
    willing: dict[int, set[int]] = defaultdict(set)
    for row in asks:
        current, unconfirmed = counting.get(row.pk, (None, None))
        one = _ask(row, organisations[row.organisation_id], current, unconfirmed, of_ask)
        if one.consents:
            willing[row.field_id].add(row.organisation_id)
        elif one.answered:
            willing[row.field_id].discard(row.organisation_id)
        found[row.field_id].append((round_of[row.round_id], one))
    return Answers(
        {field_id: _round(known[-1][0], moment) for field_id, known in found.items()},
        defaultdict(dict, {field_id: _continued(known) for field_id, known in found.items()}),
        willing,
        decisions,
    )


def _continued(known: list[tuple[dict, AskFacts]]) -> dict[int, AskFacts]:
    """A field's asks of its latest round, and of the rounds before that it continues as far as nobody is asked anew."""
    latest = known[-1][0]
    asks: dict[int, AskFacts] = {}
    continues, last = True, latest
    for row, ask in reversed(known):
        if row["purpose"] != latest["purpose"]:
            continue
        if row["id"] != last["id"]:
            continues, last = continues and last["continues"], row
        if continues:
            asks.setdefault(ask.organisation.id, replace(ask, carried=row["id"] != latest["id"]))
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


def _resolutions(rows: list[dict[str, Any]]) -> tuple[dict[int, list], dict[int, list]]:
    """By ask and by field, oldest first."""
    of_ask, of_field = defaultdict(list), defaultdict(list)
    for row in rows:
        decision = ResolutionFacts(
            f"{row['body__name']} {row['body__organisation__name']}",
            day(row["effective_on"]),
            row["result"],
            row["paper_number"],
            (row["votes_for"], row["votes_against"], row["votes_abstained"]),
        )
        of_ask[row["ask_id"]].append(decision)
        of_field[row["ask__field_id"]].append(decision)
    return of_ask, of_field


def _conditions(rows: list[dict[str, Any]]) -> dict[int, list[PositionConditionFacts]]:
    """By position."""
    found = defaultdict(list)
    for row in sorted(rows, key=lambda one: one["id"]):
        found[row["position_id"]].append(
            PositionConditionFacts(
                row["id"], row["text"], row["owner_id"], day(row["due_on"]), row["state"], row["note"]
            )
        )
    return found
