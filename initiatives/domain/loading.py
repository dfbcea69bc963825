"""Reads `facts` from the tables: `load(initiative_id, moment)`."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from initiatives.domain import moments
from initiatives.domain.facts import (
    AskFacts,
    AssessmentFacts,
    ConditionFacts,
    FieldFacts,
    InitiativeFacts,
    MeetingFacts,
    OrganisationFacts,
    ParticipationFacts,
    PositionFacts,
    ResolutionFacts,
    RoundFacts,
)
from initiatives.domain.moments import Moment
from initiatives.models import (
    Ask,
    Field,
    FieldParticipation,
    FrameworkCondition,
    Initiative,
    InitiativeParticipant,
    Meeting,
    Organisation,
    PhaseTransition,
    PopulationFigure,
    Position,
    Resolution,
    StatusAssessment,
)


def facts(
    initiative_id: int, moment: Moment | None = None, *, field_id: int | None = None
) -> InitiativeFacts:
    """The state of an initiative now, or as of `moment`; with `field_id` of its one field only.

    Raises Initiative.DoesNotExist where there was nothing at the moment. At most 11 queries.
    """
    live = moment is None
    moment = moment or Moment(moments.today(), moments.now())
    row = _initiative(initiative_id, None if live else moment)
    organisations = _organisations(initiative_id, moment)
    numbered = _numbered(initiative_id, moment, live)
    return InitiativeFacts(
        id=initiative_id,
        version=row.version,
        title=row.title,
        short_title=row.short_title,
        background=row.background,
        conditions_note=row.conditions_note,
        county=organisations.get(row.county_id),
        convening=organisations.get(row.convening_id),
        documented_from=row.documented_from,
        is_example=row.is_example,
        organisations=organisations,
        conditions=_conditions(initiative_id, moment),
        meetings=_meetings(initiative_id, moment),
        field_count=len(numbered),
        fields=_fields(
            [pair for pair in numbered if field_id in (None, pair[1].id)], moment, live, organisations
        ),
    )


def _latest(history: QuerySet, *order: str) -> QuerySet:
    """Of each object's history rows the newest in the given order."""
    newest = [F(name[1:]).desc() if name.startswith("-") else F(name).asc() for name in order]
    return history.annotate(rank=Window(RowNumber(), partition_by="id", order_by=newest)).filter(rank=1)


def _known(queryset: QuerySet, moment: Moment) -> QuerySet:
    return queryset.filter(effective_on__lte=moment.day, recorded_at__lte=moment.known)


def _initiative(initiative_id: int, moment: Moment | None) -> Any:
    if moment is None:
        return Initiative.objects.get(pk=initiative_id)
    history = Initiative.history.filter(id=initiative_id, history_date__lte=moment.texts_until)
    row = history.order_by("-history_date", "-history_id").first()
    if row is None:
        raise Initiative.DoesNotExist
    return row


def _organisations(initiative_id: int, moment: Moment) -> dict[int, OrganisationFacts]:
    """All that occur in the initiative or in one of its fields, by name; inhabitants by the newest figure."""
    day = moment.day
    joined = InitiativeParticipant.objects.filter(initiative_id=initiative_id)
    present = joined.filter(Q(left_on=None) | Q(left_on__gt=day), joined_on__lte=day)
    in_fields = FieldParticipation.objects.filter(field__initiative_id=initiative_id)
    initiative = Initiative.objects.filter(pk=initiative_id)
    figure = PopulationFigure.objects.filter(organisation=OuterRef("pk")).order_by("-date")
    rows = Organisation.objects.filter(
        Q(pk__in=joined.values("organisation"))
        | Q(pk__in=in_fields.values("organisation"))
        | Q(pk__in=initiative.values("county"))
        | Q(pk__in=initiative.values("convening"))
    ).annotate(
        present=Exists(present.filter(organisation=OuterRef("pk"))),
        population=Subquery(figure.values("value")[:1]),
        population_date=Subquery(figure.values("date")[:1]),
    )
    found = {}
    for row in sorted(rows, key=lambda o: (o.name, o.kind)):
        found[row.pk] = OrganisationFacts(
            id=row.pk,
            key=row.key,
            name=row.name,
            designation=row.designation,
            of=row.of,
            kind=row.kind,
            population=row.population,
            population_date=row.population_date,
            latitude=None if row.latitude is None else float(row.latitude),
            longitude=None if row.longitude is None else float(row.longitude),
            takes_part=row.present,
        )
    return found


def _conditions(initiative_id: int, moment: Moment) -> tuple[ConditionFacts, ...]:
    rows = _known(FrameworkCondition.objects.filter(initiative_id=initiative_id), moment)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=moment.day))
    return tuple(
        ConditionFacts(row.pk, number, row.text, row.origin, row.rule_key)
        for number, row in enumerate(rows, start=1)
    )


def _meetings(initiative_id: int, moment: Moment) -> tuple[MeetingFacts, ...]:
    rows = _known(Meeting.objects.filter(initiative_id=initiative_id), moment)
    return tuple(MeetingFacts(m.pk, m.title, m.held_on, m.place, m.result) for m in rows)


def _numbered(initiative_id: int, moment: Moment, live: bool) -> list[tuple[int, Any]]:
    """The fields in their order, each with its place from 1; their rows carry the id of their latest round."""
    if live:
        rows = Field.objects.filter(initiative_id=initiative_id)
    else:
        rows = Field.history.filter(initiative_id=initiative_id, history_date__lte=moment.texts_until)
        rows = _latest(rows, "-history_date", "-history_id")
    asks = _opened(Ask.objects.filter(field=OuterRef("id")), moment)
    latest = asks.order_by("-round__opened_on", "-round_id").values("round_id")[:1]
    return list(enumerate(rows.annotate(round_id=Subquery(latest)).order_by("order", "id"), start=1))


def _fields(
    wanted: list[tuple[int, Any]], moment: Moment, live: bool, organisations: dict[int, OrganisationFacts]
) -> tuple[FieldFacts, ...]:
    ids = [row.id for _, row in wanted]
    transitions = _transitions(ids, moment)
    assessments = _assessments(ids, moment)
    participations = _participations(ids, moment, live, organisations)
    resolutions, decisions = _resolutions(ids, moment)
    rounds, asks = _asks({row.id: row.round_id for _, row in wanted}, moment, organisations, resolutions)
    found = []
    for number, row in wanted:
        steps = transitions[row.id]
        last = steps[-1] if steps else None
        found.append(
            FieldFacts(
                id=row.id,
                number=number,
                version=row.version,
                title=row.title,
                short_title=row.short_title,
                nature=row.nature,
                focal_points=tuple(row.focal_points),
                aim=row.aim,
                description=row.description,
                origin=row.origin,
                phase=last.to_phase if last else 0,
                phase_dates={0: row.proposed_on}
                | {t.to_phase: t.effective_on for t in steps if t.to_phase != t.from_phase},
                side_state=last.to_side_state if last else None,
                side_reason=last.reason if last and last.to_side_state else "",
                assessment=assessments.get(row.id),
                participations=participations[row.id],
                round=rounds.get(row.id),
                asks=asks[row.id],
                decisions=tuple(decisions[row.id]),
            )
        )
    return tuple(found)


def _transitions(field_ids: list[int], moment: Moment) -> dict[int, list[PhaseTransition]]:
    found = defaultdict(list)
    for row in _known(PhaseTransition.objects.filter(field_id__in=field_ids), moment):
        found[row.field_id].append(row)
    return found


def _assessments(field_ids: list[int], moment: Moment) -> dict[int, AssessmentFacts]:
    rows = _known(StatusAssessment.objects.filter(field_id__in=field_ids), moment)
    return {
        row.field_id: AssessmentFacts(
            row.pk, row.light, row.cause, row.measure, row.milestone, row.milestone_on, row.effective_on
        )
        for row in rows
    }


def _participations(
    field_ids: list[int], moment: Moment, live: bool, organisations: dict[int, OrganisationFacts]
) -> dict[int, dict[int, ParticipationFacts]]:
    if live:
        rows = FieldParticipation.objects.filter(field_id__in=field_ids).order_by()
    else:
        rows = FieldParticipation.history.filter(
            field_id__in=field_ids, effective_on__lte=moment.day, history_date__lte=moment.known
        )
        rows = _latest(rows, "-effective_on", "-history_date", "-history_id").order_by()
    position = {organisation_id: place for place, organisation_id in enumerate(organisations)}
    found: dict[int, dict[int, ParticipationFacts]] = defaultdict(dict)
    for row in sorted(rows, key=lambda r: position[r.organisation_id]):
        found[row.field_id][row.organisation_id] = ParticipationFacts(
            organisations[row.organisation_id], row.status, row.is_responsible, row.contact, row.effective_on
        )
    return found


def _opened(asks: QuerySet, moment: Moment) -> QuerySet:
    return asks.filter(round__opened_on__lte=moment.day, round__recorded_at__lte=moment.known)


def _asks(
    latest: dict[int, int | None],
    moment: Moment,
    organisations: dict[int, OrganisationFacts],
    resolutions: dict[int, list],
) -> tuple[dict[int, RoundFacts], dict[int, dict[int, AskFacts]]]:
    """Of each field of `latest` its latest round, given there, and the asks of it."""
    of_rounds = Ask.objects.filter(field_id__in=latest, round_id__in={pk for pk in latest.values() if pk})
    of_rounds = of_rounds.select_related("round", "body").order_by("organisation__name", "pk")
    rows = [row for row in of_rounds if latest[row.field_id] == row.round_id]
    ask_ids = [row.pk for row in rows]
    positions = _positions(ask_ids, moment)
    rounds: dict[int, RoundFacts] = {}
    asks: dict[int, dict[int, AskFacts]] = defaultdict(dict)
    for row in rows:
        r = row.round
        closed_on = r.closed_on if r.closed_on and r.closed_on <= moment.day else None
        rounds[row.field_id] = RoundFacts(
            r.pk, r.purpose, r.subject, r.subject_version, r.opened_on, r.deadline, closed_on
        )
        current, unconfirmed = positions.get(row.pk, (None, None))
        asks[row.field_id][row.organisation_id] = AskFacts(
            id=row.pk,
            organisation=organisations[row.organisation_id],
            body=row.body.name if row.body else "",
            position=current,
            unconfirmed=unconfirmed,
            resolutions=tuple(resolutions[row.pk]),
        )
    return rounds, asks


def _positions(
    ask_ids: list[int], moment: Moment
) -> dict[int, tuple[PositionFacts | None, PositionFacts | None]]:
    rows = Position.objects.filter(ask_id__in=ask_ids, recorded_at__lte=moment.known)
    rows = rows.select_related("mandate__organisation").order_by("ask_id", "recorded_at", "pk")
    found = {}
    for ask_id, versions in groupby(rows, key=lambda p: p.ask_id):
        known = list(versions)
        corrected = {p.supersedes_id for p in known if p.is_correction}
        valid = [p for p in known if p.pk not in corrected and p.effective_on <= moment.day]
        found[ask_id] = pick([_position(p, moment) for p in valid])
    return found


def _position(row: Position, moment: Moment) -> PositionFacts:
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
    )


def pick(versions: list[PositionFacts]) -> tuple[PositionFacts | None, PositionFacts | None]:
    """Of one ask's positions in the order of recording: the one that counts, and a spoken one that waits."""
    counting = [p for p in versions if p.confirmed]
    current = counting[-1] if counting else None
    last = versions[-1] if versions else None
    return current, last if last is not None and not last.confirmed else None


def _resolutions(field_ids: list[int], moment: Moment) -> tuple[dict[int, list], dict[int, list]]:
    """By ask and by field, oldest first."""
    of_ask, of_field = defaultdict(list), defaultdict(list)
    rows = _known(Resolution.objects.filter(ask__field_id__in=field_ids), moment)
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
