"""Reads `facts` from the tables: `load(initiative_id, moment)`."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import answers, circle_facts, memory, records, together
from initiatives.domain.state.facts import (
    AssessmentFacts,
    ConditionFacts,
    FieldFacts,
    InitiativeFacts,
    OrganisationFacts,
    ParticipationFacts,
)
from initiatives.domain.state.together import day
from initiatives.models import (
    Field,
    FieldParticipation,
    FrameworkCondition,
    Initiative,
    InitiativeParticipant,
    Organisation,
    PopulationFigure,
    Proposal,
    ProposalAsk,
    StatusAssessment,
    SupportRequest,
)

INITIATIVE = (
    *("version", "title", "short_title", "background", "conditions_note", "order_reason"),
    *("county_id", "convening_id", "documented_from", "is_example"),
)
ORGANISATION = (
    *("id", "ags", "name", "designation", "kind", "population", "population_date"),
    *("latitude", "longitude", "present"),
)
FIELD = (
    *("id", "order", "version", "title", "short_title", "nature", "focal_points", "aim", "description"),
    *("origin", "proposed_on"),
)
PARTICIPATION = ("field_id", "organisation_id", "status", "is_responsible", "contact", "effective_on")
ASSESSMENT = (*("id", "field_id", "light", "cause", "measure", "milestone", "milestone_on", "effective_on"),)


def facts(
    initiative_id: int, moment: Moment | None = None, *, field_id: int | None = None
) -> InitiativeFacts:
    """The state of an initiative now, or as of `moment`; with `field_id` of its one field only.

    Raises Initiative.DoesNotExist where there was nothing at the moment. Three queries; the present state is kept
    in memory until something happens to the initiative.
    """
    if moment is not None:
        return _load(initiative_id, moment, field_id, live=False)
    now = Moment(moments.today(), moments.now())
    return memory.present(
        initiative_id, field_id, now.day, lambda: _load(initiative_id, now, field_id, live=True)
    )


def _load(initiative_id: int, moment: Moment, field_id: int | None, *, live: bool) -> InitiativeFacts:
    """Asks and positions first: what they refer to is then there, even if somebody adds more in between."""
    wanted = Field.objects.filter(initiative_id=initiative_id)
    wanted = wanted if field_id is None else wanted.filter(pk=field_id)
    asks, positions = answers.asks(wanted, moment), answers.positions(wanted, moment)
    rows = together.read(
        initiative=(
            records.current(Initiative, moment, live, since="documented_from").filter(id=initiative_id),
            INITIATIVE,
        ),
        organisation=(_organisation_rows(initiative_id, moment), ORGANISATION),
        **_own_tables(initiative_id, moment),
        **_field_tables(initiative_id, wanted, moment, live),
        **records.tables(wanted, moment, live),
        **answers.tables(initiative_id, wanted, moment, live=live),
    )
    if not rows["initiative"]:
        raise Initiative.DoesNotExist
    [row] = rows["initiative"]
    organisations = _organisations(rows["organisation"])
    answered = answers.of_rows(asks, positions, rows, organisations, moment)
    fields = _fields(rows, organisations, answered)
    return InitiativeFacts(
        id=initiative_id,
        version=row["version"],
        title=row["title"],
        short_title=row["short_title"],
        background=row["background"],
        conditions_note=row["conditions_note"],
        order_reason=row["order_reason"],
        county=organisations.get(row["county_id"]),
        convening=organisations.get(row["convening_id"]),
        documented_from=day(row["documented_from"]),
        is_example=bool(row["is_example"]),
        organisations=organisations,
        **_own_lists(rows, moment),
        field_count=len(fields),
        fields=tuple(field for field in fields if field_id in (None, field.id)),
    )


def _organisation_rows(initiative_id: int, moment: Moment) -> QuerySet:
    """All that occur in the initiative, its fields, proposals or requests; inhabitants by the newest figure."""
    joined = InitiativeParticipant.objects.filter(initiative_id=initiative_id)
    present = joined.filter(Q(left_on=None) | Q(left_on__gt=moment.day), joined_on__lte=moment.day)
    in_fields = FieldParticipation.objects.filter(field__initiative_id=initiative_id)
    initiative = Initiative.objects.filter(pk=initiative_id)
    asked = ProposalAsk.objects.filter(proposal__initiative_id=initiative_id)
    proposed = Proposal.objects.filter(initiative_id=initiative_id)
    support = SupportRequest.objects.filter(initiative_id=initiative_id)
    figure = PopulationFigure.objects.filter(organisation=OuterRef("pk")).order_by("-date")
    return Organisation.objects.filter(
        Q(pk__in=joined.values("organisation"))
        | Q(pk__in=in_fields.values("organisation"))
        | Q(pk__in=initiative.values("county"))
        | Q(pk__in=initiative.values("convening"))
        | Q(pk__in=asked.values("organisation"))
        | Q(pk__in=proposed.values("mandate__organisation"))
        | Q(pk__in=support.values("organisation"))
        | Q(pk__in=support.values("county"))
    ).annotate(
        present=Exists(present.filter(organisation=OuterRef("pk"))),
        population=Subquery(figure.values("value")[:1]),
        population_date=Subquery(figure.values("date")[:1]),
    )


def _organisations(rows: list[dict[str, Any]]) -> dict[int, OrganisationFacts]:
    """By name."""
    found = {}
    for row in sorted(rows, key=lambda one: (one["name"], one["kind"])):
        names = {name: row[name] for name in ("id", "ags", "name", "designation", "kind")}
        named = Organisation(**names)
        found[row["id"]] = OrganisationFacts(
            id=named.pk,
            key=named.key,
            name=named.name,
            designation=named.designation,
            of=named.of,
            kind=named.kind,
            population=row["population"],
            population_date=day(row["population_date"]),
            latitude=row["latitude"],
            longitude=row["longitude"],
            takes_part=bool(row["present"]),
        )
    return found


def _own_tables(initiative_id: int, moment: Moment) -> dict[str, together.Wanted]:
    """What `_own_lists` needs."""
    conditions = records.known(FrameworkCondition.objects.filter(initiative_id=initiative_id), moment)
    conditions = conditions.filter(Q(ended_on=None) | Q(ended_on__gt=moment.day))
    return {
        "condition": (conditions, ("id", "text", "origin", "rule_key")),
        **circle_facts.tables(initiative_id, moment),
    }


def _own_lists(rows: together.Rows, moment: Moment) -> dict[str, tuple]:
    """The conditions that stood at the moment, and what the circle does together."""
    return {
        "conditions": tuple(
            ConditionFacts(number=number, **row) for number, row in enumerate(rows["condition"], start=1)
        ),
        **circle_facts.of_rows(rows, moment),
    }


def _field_tables(
    initiative_id: int, wanted: QuerySet, moment: Moment, live: bool
) -> dict[str, together.Wanted]:
    """The texts of all fields, since each has its place among all, and of the wanted ones assessments and participations."""
    if live:
        participations = FieldParticipation.objects.filter(field__in=wanted)
    else:
        participations = FieldParticipation.history.filter(
            field__in=wanted, effective_on__lte=moment.day, history_date__lte=moment.known
        )
        participations = records.latest(participations, "-effective_on", "-history_date", "-history_id")
    texts = records.current(Field, moment, live, since="proposed_on").filter(initiative_id=initiative_id)
    if not live:  # what was accepted later was still a proposal then
        later = Proposal.objects.filter(initiative_id=initiative_id, ended_at__gt=moment.texts_until)
        texts = texts.exclude(id__in=later.exclude(became_field=None).values("became_field_id"))
    assessments = records.known(StatusAssessment.objects.filter(field__in=wanted), moment)
    return {
        "field": (texts, FIELD),
        "participation": (participations, PARTICIPATION),
        "assessment": (assessments, ASSESSMENT),
    }


def _fields(
    rows: together.Rows, organisations: dict[int, OrganisationFacts], answered: answers.Answers
) -> list[FieldFacts]:
    """In their order, with their place from 1."""
    recorded = records.of_rows(rows)
    assessments = _assessments(rows["assessment"])
    participations = _participations(rows["participation"], organisations)
    ordered = sorted(rows["field"], key=lambda one: (one["order"], one["id"]))
    found = []
    for number, row in enumerate(ordered, start=1):
        field_id = row["id"]
        moves = recorded.moves[field_id]
        last = moves[-1] if moves else None
        found.append(
            FieldFacts(
                id=field_id,
                number=number,
                version=row["version"],
                title=row["title"],
                short_title=row["short_title"],
                nature=row["nature"],
                focal_points=together.items(row["focal_points"]),
                aim=row["aim"],
                description=row["description"],
                origin=row["origin"],
                phase=last.to_phase if last else 0,
                phase_dates={0: day(row["proposed_on"])}
                | {move.to_phase: move.effective_on for move in moves if move.to_phase != move.from_phase},
                side_state=last.to_side_state if last else None,
                side_reason=last.reason if last and last.to_side_state else "",
                assessment=assessments.get(field_id),
                participations=participations[field_id],
                round=answered.rounds.get(field_id),
                asks=answered.asks[field_id],
                decisions=tuple(answered.decisions[field_id]),
                willing=frozenset(answered.willing[field_id]),
                gate_items=tuple(recorded.gate_items[field_id]),
                costs=recorded.costs[field_id],
                overrides=recorded.overrides[field_id],
                steps=tuple(recorded.steps[field_id]),
                documents=tuple(recorded.documents[field_id]),
                last_move=last,
            )
        )
    return found


def _assessments(rows: list[dict[str, Any]]) -> dict[int, AssessmentFacts]:
    """The latest of each field."""
    found = {}
    for row in rows:
        values = {name: row[name] for name in ASSESSMENT if name != "field_id"}
        days = {"milestone_on": day(row["milestone_on"]), "effective_on": day(row["effective_on"])}
        found[row["field_id"]] = AssessmentFacts(**values | days)
    return found


def _participations(
    rows: list[dict[str, Any]], organisations: dict[int, OrganisationFacts]
) -> dict[int, dict[int, ParticipationFacts]]:
    """By field and organisation, in the order of the organisations."""
    place = {organisation_id: number for number, organisation_id in enumerate(organisations)}
    found: dict[int, dict[int, ParticipationFacts]] = defaultdict(dict)
    for row in sorted(rows, key=lambda one: place[one["organisation_id"]]):
        found[row["field_id"]][row["organisation_id"]] = ParticipationFacts(
            organisations[row["organisation_id"]],
            row["status"],
            bool(row["is_responsible"]),
            row["contact"],
            day(row["effective_on"]),
        )
    return found
