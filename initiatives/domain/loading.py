"""Reads `facts` from the tables: `load(initiative_id, moment)`."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from initiatives.domain import answers, memory, moments, records, together
from initiatives.domain.facts import (
    AssessmentFacts,
    ConditionFacts,
    FieldFacts,
    InitiativeFacts,
    MeetingFacts,
    OrganisationFacts,
    ParticipationFacts,
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
    Resolution,
    StatusAssessment,
)


def facts(
    initiative_id: int, moment: Moment | None = None, *, field_id: int | None = None
) -> InitiativeFacts:
    """The state of an initiative now, or as of `moment`; with `field_id` of its one field only.

    Raises Initiative.DoesNotExist where there was nothing at the moment. At most 14 queries; the present state is
    kept in memory until something happens to the initiative.
    """
    if moment is not None:
        return _load(initiative_id, moment, field_id, live=False)
    now = Moment(moments.today(), moments.now())
    return memory.present(
        initiative_id, field_id, now.day, lambda: _load(initiative_id, now, field_id, live=True)
    )


def _load(initiative_id: int, moment: Moment, field_id: int | None, *, live: bool) -> InitiativeFacts:
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
        order_reason=row.order_reason,
        county=organisations.get(row.county_id),
        convening=organisations.get(row.convening_id),
        documented_from=row.documented_from,
        is_example=row.is_example,
        organisations=organisations,
        **_own_lists(initiative_id, moment),
        field_count=len(numbered),
        fields=_fields(
            [pair for pair in numbered if field_id in (None, pair[1].id)], moment, live, organisations
        ),
    )


def _initiative(initiative_id: int, moment: Moment | None) -> Any:
    if moment is None:
        row = Initiative.objects.filter(pk=initiative_id).first()
    else:
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


def _own_lists(initiative_id: int, moment: Moment) -> dict[str, tuple]:
    """The conditions that stood at the moment, and the meetings."""
    conditions = records.known(FrameworkCondition.objects.filter(initiative_id=initiative_id), moment)
    conditions = conditions.filter(Q(ended_on=None) | Q(ended_on__gt=moment.day))
    meetings = records.known(Meeting.objects.filter(initiative_id=initiative_id), moment)
    rows = together.read(
        condition=(conditions, ("id", "text", "origin", "rule_key")),
        meeting=(meetings, ("id", "title", "held_on", "place", "result")),
    )
    return {
        "conditions": tuple(
            ConditionFacts(number=number, **row) for number, row in enumerate(rows["condition"], start=1)
        ),
        "meetings": tuple(
            MeetingFacts(**row | {"held_on": together.day(row["held_on"])}) for row in rows["meeting"]
        ),
    }


def _numbered(initiative_id: int, moment: Moment, live: bool) -> list[tuple[int, Any]]:
    """The fields in their order, each with its place from 1; their rows carry the id of their latest round."""
    if live:
        rows = Field.objects.filter(initiative_id=initiative_id)
    else:
        rows = Field.history.filter(initiative_id=initiative_id, history_date__lte=moment.texts_until)
        rows = records.latest(rows, "-history_date", "-history_id")
    asks = answers.opened(Ask.objects.filter(field=OuterRef("id")), moment)
    latest = asks.order_by("-round__opened_on", "-round_id").values("round_id")[:1]
    return list(enumerate(rows.annotate(round_id=Subquery(latest)).order_by("order", "id"), start=1))


def _fields(
    wanted: list[tuple[int, Any]], moment: Moment, live: bool, organisations: dict[int, OrganisationFacts]
) -> tuple[FieldFacts, ...]:
    ids = [row.id for _, row in wanted]
    transitions = _transitions(ids, moment)
    assessments = _assessments(ids, moment)
    participations = _participations(ids, moment, live, organisations)
    of_ask, decisions = answers.resolutions(Resolution.objects.filter(ask__field_id__in=ids), moment)
    latest = {row.id: row.round_id for _, row in wanted}
    rounds, asks, willing = answers.asks(latest, moment, live, organisations, of_ask)
    recorded = records.of_fields(ids, moment, live)
    found = []
    for number, row in wanted:
        moves = transitions[row.id]
        last = moves[-1] if moves else None
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
                | {t.to_phase: t.effective_on for t in moves if t.to_phase != t.from_phase},
                side_state=last.to_side_state if last else None,
                side_reason=last.reason if last and last.to_side_state else "",
                assessment=assessments.get(row.id),
                participations=participations[row.id],
                round=rounds.get(row.id),
                asks=asks[row.id],
                decisions=tuple(decisions[row.id]),
                willing=frozenset(willing[row.id]),
                gate_items=tuple(recorded.gate_items[row.id]),
                costs=recorded.costs[row.id],
                overrides=recorded.overrides[row.id],
                steps=tuple(recorded.steps[row.id]),
                documents=tuple(recorded.documents[row.id]),
                last_move=records.moved(last) if last else None,
            )
        )
    return tuple(found)


def _transitions(field_ids: list[int], moment: Moment) -> dict[int, list[PhaseTransition]]:
    found = defaultdict(list)
    rows = records.known(PhaseTransition.objects.filter(field_id__in=field_ids), moment)
    for row in rows.select_related("mandate__organisation"):
        found[row.field_id].append(row)
    return found


def _assessments(field_ids: list[int], moment: Moment) -> dict[int, AssessmentFacts]:
    rows = records.known(StatusAssessment.objects.filter(field_id__in=field_ids), moment)
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
        rows = records.latest(rows, "-effective_on", "-history_date", "-history_id").order_by()
    position = {organisation_id: place for place, organisation_id in enumerate(organisations)}
    found: dict[int, dict[int, ParticipationFacts]] = defaultdict(dict)
    for row in sorted(rows, key=lambda r: position[r.organisation_id]):
        found[row.field_id][row.organisation_id] = ParticipationFacts(
            organisations[row.organisation_id], row.status, row.is_responsible, row.contact, row.effective_on
        )
    return found
