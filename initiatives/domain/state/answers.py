"""Reads rounds, asks, positions and resolutions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from initiatives import german
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import history
from initiatives.domain.state.facts import (
    AccessionFacts,
    AskFacts,
    OrganisationFacts,
    PositionConditionFacts,
    PositionFacts,
    ResolutionFacts,
    RoundFacts,
    RulingFacts,
)
from initiatives.enums import ANSWERED, Participation, PositionSource, RoundPurpose
from initiatives.models import (
    AmendmentRuling,
    Ask,
    FieldParticipation,
    Position,
    PositionCondition,
    Resolution,
    Round,
)
from initiatives.models.german import InGerman

ORDER = ("effective_on", "day_order", "recorded_at", "pk")  # of entries with two clocks
Conditions = dict[int, list[PositionConditionFacts]]  # by position


@dataclass(frozen=True)
class Answers:
    """What was asked and answered, by field.

    Of the latest round that is no accession there are the asks of it and of those that it continues, by organisation.
    Willing are those whose last answer on the field, in whichever round, is a consent. Decisions are of all rounds, each
    once, oldest first.
    """

    rounds: dict[int, RoundFacts]
    asks: dict[int, dict[int, AskFacts]]
    willing: dict[int, set[int]]
    decisions: dict[int, list[ResolutionFacts]]
    accessions: dict[int, list[AccessionFacts]]  # oldest first


def answer(ask: Ask, organisation: OrganisationFacts) -> tuple[AskFacts, list[PositionFacts]]:
    """One ask of any round with what counts now, and all versions of its answer in the order of recording."""
    moment, of_one = moments.present(), Ask.objects.filter(pk=ask.pk)
    rows = _chain(ask)
    of_ask, _ = _resolutions(of_one, moment)
    conditions, rulings = _conditions(of_one, moment, live=True), _rulings(of_one, moment)
    current, unconfirmed = _counting(rows, moment, conditions)
    versions = [_position(row, moment, conditions) for row in rows]
    named = _named(of_ask, {organisation.id: organisation})
    return _ask(ask, organisation, current, unconfirmed, named, rulings), versions


def versions(ask: Ask) -> list[PositionFacts]:
    """All versions of the answer to an ask in the order of recording, without the conditions of each."""
    return [_position(row, moments.present(), {}) for row in _chain(ask)]


def _chain(ask: Ask) -> list[Position]:
    rows = Position.objects.filter(ask=ask).select_related("mandate__organisation")
    return list(rows.order_by("recorded_at", "pk"))


def unanswered(asks: QuerySet[Ask]) -> QuerySet[Ask]:
    """The asks among these whose answer is missing now; the same as `FieldFacts.owing`, in one query."""
    counting = Position.objects.standing().filter(
        Q(source=PositionSource.OWN) | Q(confirmed_at__isnull=False), ask=OuterRef("pk")
    )
    counting = counting.order_by("-effective_on", "-day_order", "-recorded_at", "-pk")
    own = FieldParticipation.objects.filter(field=OuterRef("field"), organisation=OuterRef("organisation"))
    asks = asks.annotate(
        stance=Subquery(counting.values("stance")[:1]),
        gone=Exists(own.filter(status=Participation.LEFT)),
        gone_since=Exists(
            own.filter(status=Participation.LEFT, effective_on__gte=OuterRef("round__opened_on"))
        ),
        outside=Exists(own.filter(status=Participation.NOT_PARTICIPATING)),
    )
    joins, any_may = Q(round__joining=F("organisation")), Q(round__purpose=RoundPurpose.TAKING_PART)
    asks = asks.filter(Q(gone=False) | joins & Q(gone_since=False))
    asks = asks.filter(Q(outside=False) | any_may | joins)
    return asks.filter(Q(stance=None) | ~Q(stance__in=ANSWERED))


@dataclass(frozen=True)
class Asked:
    """The rows of a field's asks and answers, read before what they refer to."""

    asks: list[Ask]
    positions: list[Position]
    resolutions: dict[int, list[ResolutionFacts]]  # by ask
    decisions: dict[int, list[ResolutionFacts]]  # by field
    conditions: Conditions
    rulings: dict[int, RulingFacts]  # the last, by ask
    rounds: dict[int, Round]


def read(initiative_id: int, fields: QuerySet, moment: Moment, *, live: bool) -> Asked:
    """What was asked on these fields in the rounds that were opened at the moment, and all that was known of the answers."""
    of_fields = Ask.objects.filter(field__in=fields)
    conditions = _conditions(of_fields, moment, live=live)
    resolutions, decisions = _resolutions(of_fields, moment)
    rulings = _rulings(of_fields, moment)
    positions = Position.objects.filter(ask__field__in=fields, recorded_at__lte=moment.known)
    positions = positions.select_related("mandate__organisation").order_by("ask_id", "recorded_at", "pk")
    asks = of_fields.filter(round__opened_on__lte=moment.day, round__recorded_at__lte=moment.known)
    asks = asks.select_related("body").order_by(
        "round__opened_on", "round_id", InGerman("organisation__name"), "pk"
    )
    rounds = Round.objects.filter(
        initiative_id=initiative_id, opened_on__lte=moment.day, recorded_at__lte=moment.known
    )
    return Asked(
        *(list(asks), list(positions), resolutions, decisions, conditions, rulings),
        {one.pk: one for one in rounds},
    )


def of_rows(asked: Asked, organisations: dict[int, OrganisationFacts], moment: Moment) -> Answers:
    """What `read` found, as facts."""
    counting = {
        ask_id: _counting(list(versions), moment, asked.conditions)
        for ask_id, versions in groupby(asked.positions, key=lambda p: p.ask_id)
    }
    resolutions = _named(asked.resolutions, organisations)
    found: dict[int, list[tuple[Round, AskFacts]]] = defaultdict(list)
    joining: dict[int, list[tuple[Round, AskFacts]]] = defaultdict(list)
    willing: dict[int, set[int]] = defaultdict(set)
    for row in asked.asks:
        current, unconfirmed = counting.get(row.pk, (None, None))
        organisation, round_ = organisations[row.organisation_id], asked.rounds[row.round_id]
        one = _ask(row, organisation, current, unconfirmed, resolutions, asked.rulings)
        (joining if round_.joining_id else found)[row.field_id].append((round_, one))
        if round_.joining_id not in (None, row.organisation_id):
            continue  # of another's accession, not of the field
        if one.consents:
            willing[row.field_id].add(row.organisation_id)
        elif one.answered:
            willing[row.field_id].discard(row.organisation_id)
    return Answers(
        {field_id: _round(known[-1][0], moment) for field_id, known in found.items()},
        defaultdict(dict, {field_id: _continued(known) for field_id, known in found.items()}),
        willing,
        _named(asked.decisions, organisations),
        defaultdict(list, {pk: _accessions(known, organisations, moment) for pk, known in joining.items()}),
    )


def _accessions(
    known: list[tuple[Round, AskFacts]], organisations: dict[int, OrganisationFacts], moment: Moment
) -> list[AccessionFacts]:
    """The rounds of a field in which one is to join, with whom each asks."""
    asks: dict[int, list[AskFacts]] = defaultdict(list)
    rounds = {row.pk: row for row, _ in known}
    for row, ask in known:
        asks[row.pk].append(ask)
    return [
        AccessionFacts(
            replace(_round(row, moment), joining=organisations[row.joining_id or 0].of),
            organisations[row.joining_id or 0],
            {ask.organisation.id: ask for ask in _by_name(asks[row.pk])},
        )
        for row in rounds.values()
    ]


def _named(
    known: dict[int, list[ResolutionFacts]], organisations: dict[int, OrganisationFacts]
) -> dict[int, list[ResolutionFacts]]:
    """The same with the bodies as their organisations call them here."""
    found: dict[int, list[ResolutionFacts]] = defaultdict(list)
    for key, resolutions in known.items():
        found[key] = [
            replace(one, body=organisations[one.organisation_id].body(one.body)) for one in resolutions
        ]
    return found


def _round(row: Round, moment: Moment) -> RoundFacts:
    """As of the moment, when it may not have been closed yet."""
    closed = row.closed_on is not None and row.closed_on <= moment.day
    return RoundFacts(
        row.pk,
        row.purpose,
        row.subject,
        row.subject_version,
        row.opened_on,
        _deadline(row, moment),
        row.closed_on if closed else None,
        row.closes_itself,
        row.closing if closed else "",
        row.closing_reason if closed else "",
        moments.day_of(row.recorded_at),
    )


def _deadline(row: Round, moment: Moment) -> date:
    """As it stood at the end of the day, before more time was given."""
    for former, until in row.former_deadlines:
        if datetime.fromisoformat(until) > moment.texts_until:
            return date.fromisoformat(former)
    return row.deadline


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
    return sorted(asks, key=lambda ask: german.by(ask.organisation.name))


def _ask(
    row: Ask,
    organisation: OrganisationFacts,
    current: PositionFacts | None,
    unconfirmed: PositionFacts | None,
    of_ask: dict[int, list[ResolutionFacts]],
    rulings: dict[int, RulingFacts],
) -> AskFacts:
    return AskFacts(
        id=row.pk,
        organisation=organisation,
        body=row.body.name if row.body else "",
        position=current,
        unconfirmed=unconfirmed,
        resolutions=tuple(of_ask[row.pk]),
        reminded_on=moments.day_of(row.reminded_at) if row.reminded_at else None,
        last_ruling=rulings.get(row.pk),
    )


def _counting(
    known: list[Position], moment: Moment, conditions: Conditions
) -> tuple[PositionFacts | None, PositionFacts | None]:
    corrected = {p.corrects_id for p in known}
    valid = [
        p for p in known if p.pk not in corrected and not p.is_withdrawn and p.effective_on <= moment.day
    ]
    return pick([_position(p, moment, conditions) for p in sorted(valid, key=_place)])


def _place(row: Position) -> tuple[date, int, datetime, int]:
    return row.effective_on, row.day_order, row.recorded_at, row.pk


def _position(row: Position, moment: Moment, conditions: Conditions) -> PositionFacts:
    confirmed = row.source == "own" or (row.confirmed_at is not None and row.confirmed_at <= moment.known)
    return PositionFacts(
        row.pk,
        row.stance,
        row.reason,
        row.source,
        confirmed,
        row.corrects_id,
        row.effective_on,
        row.recorded_at,
        row.mandate.title,
        tuple(conditions.get(row.pk, ())),
        row.source_note,
        row.is_withdrawn,
        row.correction_reason,
    )


def pick(versions: list[PositionFacts]) -> tuple[PositionFacts | None, PositionFacts | None]:
    """Of one ask's positions in the order of their days: the one that counts, and a spoken one that waits."""
    counting = [p for p in versions if p.confirmed]
    current = counting[-1] if counting else None
    last = versions[-1] if versions else None
    return current, last if last is not None and not last.confirmed else None


def _resolutions(
    asks: QuerySet[Ask], moment: Moment
) -> tuple[dict[int, list[ResolutionFacts]], dict[int, list[ResolutionFacts]]]:
    """Those on these asks by ask and by field, there each once, oldest first, of bodies by their bare name."""
    of_ask: dict[int, list[ResolutionFacts]] = defaultdict(list)
    of_field: dict[int, dict[int, ResolutionFacts]] = defaultdict(dict)
    joined = Resolution.objects.filter(answered__ask__in=asks, answered__recorded_at__lte=moment.known)
    rows = history.known(joined, moment).order_by(*ORDER, "answered__ask_id")
    for ask_id, field_id, purpose, decides, source, confirmed_at, *votes, id_, values in _columns(rows):
        confirmed = not source or (confirmed_at is not None and confirmed_at <= moment.known)
        one = ResolutionFacts(
            **values,
            id=id_,
            votes=(votes[0], votes[1], votes[2]),
            source_note=source,
            confirmed=confirmed,
            ask_id=ask_id,
            ask_ids=(ask_id,),
            decides=decides,
            purposes=frozenset([purpose]),
        )
        of_ask[ask_id].append(one)
        known = of_field[field_id].get(id_)
        of_field[field_id][id_] = _together(known, one) if known else one
    return of_ask, {field_id: list(known.values()) for field_id, known in of_field.items()}


def _columns(rows: QuerySet[Resolution]) -> Iterable[tuple]:
    """Of each resolution and ask what its facts are made of, last what they take over as it is."""
    names = {
        "body__name": "body",
        "body__organisation_id": "organisation_id",
        "members_absent": "absent",
        **{
            one: one
            for one in ("effective_on", "result", "paper_number", "title", "link", "allows", "allows_until")
        },
    }
    read = (
        *("answered__ask_id", "answered__ask__field_id", "answered__ask__round__purpose"),
        *("answered__decides", "source_note", "confirmed_at"),
        *("votes_for", "votes_against", "votes_abstained", "id"),
    )
    for row in rows.values_list(*read, *names):
        yield *row[: len(read)], dict(zip(names.values(), row[len(read) :], strict=True))


def _together(known: ResolutionFacts, one: ResolutionFacts) -> ResolutionFacts:
    """A resolution that answers several asks of one field."""
    asks = (*known.ask_ids, one.ask_id)
    return replace(
        known,
        ask_id=max(asks),
        ask_ids=asks,
        decides=known.decides or one.decides,
        purposes=known.purposes | one.purposes,
    )


def _rulings(asks: QuerySet[Ask], moment: Moment) -> dict[int, RulingFacts]:
    """The last one on each of these asks."""
    rows = history.known(AmendmentRuling.objects.filter(ask__in=asks), moment)
    return {
        row.ask_id: RulingFacts(row.pk, row.concerns_others, row.reason, row.effective_on, row.mandate.title)
        for row in rows.select_related("mandate__organisation")
    }


def _conditions(asks: QuerySet[Ask], moment: Moment, *, live: bool) -> Conditions:
    """Those of the answers to these asks. What was recorded later than its day was open on it."""
    rows = PositionCondition.objects.all()
    if not live:
        until = Q(history_date__lte=moment.texts_until) | Q(history_type="+", history_date__lte=moment.known)
        rows = history.latest(PositionCondition.history.filter(until), "history_date", "history_id")
    rows = rows.filter(position__ask__in=asks)
    columns = ("position_id", "id", "text", "owner_id", "due_on", "state", "note")
    found: Conditions = defaultdict(list)
    for position_id, *values in rows.order_by("id").values_list(*columns):
        found[position_id].append(PositionConditionFacts(*values))
    return found
