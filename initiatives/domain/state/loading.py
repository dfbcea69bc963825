"""Reads the state of an initiative from the tables: `facts(initiative_id, moment)`.

Without a moment the current rows are read; with one the rows' history and the append-only tables up to then. What refers
to others is read before what it refers to, which is there then, even if somebody adds more in between. Whatever is kept or
told as of a moment is read anew if something was changed meanwhile, so that it is never half of a change.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from initiatives import german
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import (
    agreements,
    answers,
    history,
    meetings,
    memory,
    money,
    proposals,
    records,
    versions,
    work,
)
from initiatives.domain.state.facts import (
    AgreementFacts,
    AssessmentFacts,
    ConditionFacts,
    FieldFacts,
    InitiativeFacts,
    OrganisationFacts,
    ParticipationFacts,
    SteeringSeatFacts,
)
from initiatives.models import (
    Agreement,
    AgreementChange,
    Field,
    FieldParticipation,
    FrameworkCondition,
    Initiative,
    InitiativeParticipant,
    Organisation,
    ParticipationEntry,
    PopulationFigure,
    Proposal,
    ProposalAsk,
    Round,
    StatusAssessment,
    SteeringSeat,
    SupportRequest,
)
from initiatives.models.labels import labels

ORDER = ("order", "order_reason")  # the place of the fields, which is no text of theirs


def facts(
    initiative_id: int, moment: Moment | None = None, *, field_id: int | None = None
) -> InitiativeFacts:
    """The state of an initiative now, or as of `moment`; with `field_id` of its one field only.

    Raises Initiative.DoesNotExist where there was nothing at the moment. The number of queries is constant; the present
    state is kept in memory until something happens to the initiative.
    """
    if moment is not None:
        found, _ = versions.steadily(
            initiative_id, lambda: _load(initiative_id, moment, field_id, live=False)
        )
        return found
    now = moments.present()
    return memory.present(
        initiative_id, field_id, now.day, lambda: _load(initiative_id, now, field_id, live=True)
    )


def facts_on(initiative_id: int, day: date, at: datetime, *, field_id: int | None = None) -> InitiativeFacts:
    """`facts` as of a day that an act at `at` names, the present ones for its own day.

    Raises Refused, at the form's field `effective_on`, for a day before the initiative is documented.
    """
    if day == moments.day_of(at):
        return facts(initiative_id, field_id=field_id)
    try:
        return facts(initiative_id, Moment(day, at), field_id=field_id)
    except Initiative.DoesNotExist:
        raise Refused("Die Initiative ist für diesen Tag nicht dokumentiert.", "effective_on") from None


def _load(initiative_id: int, moment: Moment, field_id: int | None, *, live: bool) -> InitiativeFacts:
    wanted = Field.objects.filter(initiative_id=initiative_id)
    wanted = wanted if field_id is None else wanted.filter(pk=field_id)
    asked = answers.read(initiative_id, wanted, moment, live=live)
    agreed = agreements.read(wanted, moment, live=live)
    recorded = records.read(wanted, moment, live=live)
    priced = money.read(wanted, moment)
    assessments, joined = _assessments(wanted, moment), _participations(wanted, moment, live=live)
    held, proposed = meetings.read(initiative_id, moment), proposals.read(initiative_id, moment)
    projects = proposals.projects(initiative_id)
    support, tasks = work.support(initiative_id, moment), work.tasks(initiative_id, moment)
    fields = _field_rows(initiative_id, moment, live=live)
    rows = history.current(Initiative, moment, live).filter(id=initiative_id)
    initiative = rows.annotate(first=_first_recorded(Initiative)).first()
    if initiative is None:
        raise Initiative.DoesNotExist
    said = history.said_by_day(Initiative.history.filter(id=initiative_id), moment, live)
    organisations = _organisations(initiative_id, moment)
    answered = answers.of_rows(asked, organisations, moment)
    taking_part = _by_organisation(joined, organisations)
    agreed_on = agreements.of_fields(agreed, organisations, recorded.documents)
    county = organisations.get(initiative.county_id)
    return InitiativeFacts(
        id=initiative_id,
        version=initiative.version,
        title=initiative.title,
        short_title=initiative.short_title,
        background=initiative.background,
        conditions_note=initiative.conditions_note,
        order_reason=initiative.order_reason,
        steering_group=_steering_group(initiative_id, organisations, moment),
        releases_need_steering=initiative.releases_need_steering,
        recorded_on=moments.day_of(initiative.first),
        worded_on=history.last_said(said[initiative_id], moment.day, ORDER),
        county=county,
        convening=organisations.get(initiative.convening_id),
        documented_from=initiative.documented_from,
        is_example=initiative.is_example,
        organisations=organisations,
        law=agreements.law(organisations.values(), county, agreed),
        conditions=_conditions(initiative_id, moment),
        meetings=held,
        proposals=proposed,
        projects=projects,
        support=support,
        tasks=tasks,
        field_count=len(fields),
        fields=tuple(
            _field(
                number,
                row,
                recorded,
                answered,
                assessments.get(row.id),
                taking_part[row.id],
                agreed_on[row.id],
                priced,
            )
            for number, row in enumerate(fields, start=1)
            if field_id in (None, row.id)
        ),
    )


def _organisations(initiative_id: int, moment: Moment) -> dict[int, OrganisationFacts]:
    """All that occur in the initiative, its fields, proposals or requests, by name; inhabitants by the newest figure."""
    joined = InitiativeParticipant.objects.filter(initiative_id=initiative_id)
    present = joined.filter(Q(left_on=None) | Q(left_on__gt=moment.day), joined_on__lte=moment.day)
    in_fields = FieldParticipation.objects.filter(field__initiative_id=initiative_id)
    initiative = Initiative.objects.filter(pk=initiative_id)
    asked = ProposalAsk.objects.filter(proposal__initiative_id=initiative_id)
    proposed = Proposal.objects.filter(initiative_id=initiative_id)
    support = SupportRequest.objects.filter(initiative_id=initiative_id)
    joining = Round.objects.filter(initiative_id=initiative_id).exclude(joining=None)
    agreed = Agreement.objects.filter(field__initiative_id=initiative_id, provider__isnull=False)
    parties = AgreementChange.objects.filter(agreement__field__initiative_id=initiative_id)
    figure = PopulationFigure.objects.filter(organisation=OuterRef("pk")).order_by("-date")
    rows = Organisation.objects.filter(
        Q(pk__in=joined.values("organisation"))
        | Q(pk__in=in_fields.values("organisation"))
        | Q(pk__in=initiative.values("county"))
        | Q(pk__in=initiative.values("convening"))
        | Q(pk__in=asked.values("organisation"))
        | Q(pk__in=proposed.values("mandate__organisation"))
        | Q(pk__in=support.values("organisation"))
        | Q(pk__in=support.values("county"))
        | Q(pk__in=joining.values("joining"))
        | Q(pk__in=agreed.values("provider"))
        | Q(pk__in=parties.values("organisation"))
    ).annotate(
        present=Exists(present.filter(organisation=OuterRef("pk"))),
        joined_on=_day(present, "joined_on"),
        left_on=_day(joined.filter(left_on__lte=moment.day), "left_on"),
        population=Subquery(figure.values("value")[:1]),
        population_date=Subquery(figure.values("date")[:1]),
    )
    rows = rows.select_related("county")
    called = labels(rows)
    return {
        row.pk: OrganisationFacts(
            id=row.pk,
            key=row.key,
            name=called[row.pk],
            designation=row.designation,
            of=row.of,
            kind=row.kind,
            population=row.population,
            population_date=row.population_date,
            latitude=_degrees(row.latitude),
            longitude=_degrees(row.longitude),
            takes_part=row.present,
            since=row.joined_on if row.present else row.left_on,
        )
        for row in sorted(rows, key=lambda one: (german.by(one.name), one.kind))
    }


def _steering_group(
    initiative_id: int, organisations: dict[int, OrganisationFacts], moment: Moment
) -> tuple[SteeringSeatFacts, ...]:
    """The seats that were taken at the moment; an end that was told of later was not known."""
    rows = SteeringSeat.objects.filter(
        initiative_id=initiative_id, member_from__lte=moment.day, recorded_at__lte=moment.known
    )
    columns = ("id", "organisation_id", "office", "member_from", "member_until", "end_recorded_at")
    found = []
    for id_, organisation_id, office, since, until, told in rows.values_list(*columns):
        known_until = until if moment.knows(told) else None
        if known_until is None or known_until >= moment.day:
            found.append(SteeringSeatFacts(id_, organisations[organisation_id], office, since, known_until))
    return tuple(found)


def _day(rows: QuerySet, name: str) -> Subquery:
    """The last such day of an organisation among these participations."""
    own = rows.filter(organisation=OuterRef("pk")).order_by(f"-{name}")
    return Subquery(own.values(name)[:1])


def _degrees(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _conditions(initiative_id: int, moment: Moment) -> tuple[ConditionFacts, ...]:
    """Those that stood at the moment, in their order."""
    rows = history.known(FrameworkCondition.objects.filter(initiative_id=initiative_id), moment)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=moment.day))
    columns = ("id", "text", "origin", "rule_key", "effective_on")
    return tuple(
        ConditionFacts(id_, number, *values)
        for number, (id_, *values) in enumerate(rows.values_list(*columns), start=1)
    )


def _field_rows(initiative_id: int, moment: Moment, *, live: bool) -> list[Any]:
    """The texts of all fields in their order, since each has its place among all."""
    rows = history.current(Field, moment, live).filter(initiative_id=initiative_id)
    if not live:  # what was accepted later was still a proposal then
        later = Proposal.objects.filter(initiative_id=initiative_id, ended_at__gt=moment.texts_until)
        rows = rows.exclude(id__in=later.exclude(became_field=None).values("became_field_id"))
    found = rows.annotate(first=_first_recorded(Field)).order_by("order", "id")
    said = history.said_by_day(Field.history.filter(initiative_id=initiative_id), moment, live)
    for row in found:
        row.worded_on = history.last_said(said[row.id], moment.day, ORDER)
    return [
        row for row in found if row.proposed_on <= moment.day
    ]  # which may have been put right to a later day


def _first_recorded(model: type[Field] | type[Initiative]) -> Subquery:
    """The instant at which a row was entered; for rows of the table and of its history."""
    entered = model.history.filter(id=OuterRef("id")).order_by("history_date", "history_id")
    return Subquery(entered.values("history_date")[:1])


def _assessments(fields: QuerySet[Field], moment: Moment) -> dict[int, AssessmentFacts]:
    """The latest of each field."""
    rows = history.known(StatusAssessment.objects.filter(field__in=fields), moment)
    columns = ("field_id", "id", "light", "cause", "measure", "milestone", "milestone_on", "effective_on")
    return {
        field_id: AssessmentFacts(*(*values, moments.day_of(recorded_at)))
        for field_id, *values, recorded_at in rows.values_list(*columns, "recorded_at")
    }


def _participations(fields: QuerySet[Field], moment: Moment, *, live: bool) -> list[tuple]:
    """Field, organisation and the values of `ParticipationFacts`."""
    if live:
        rows = FieldParticipation.objects.filter(field__in=fields).annotate(recorded_at=_recorded_at())
    else:
        rows = history.known(ParticipationEntry.objects.filter(field__in=fields), moment)
    columns = ("field_id", "organisation_id", "status", "is_responsible", "contact", "effective_on")
    found = {tuple(row[:2]): row for row in rows.values_list(*columns, "recorded_at", "is_provider")}
    return [
        (*values, moments.day_of(recorded_at) if recorded_at else None, is_provider)
        for *values, recorded_at, is_provider in found.values()
    ]


def _recorded_at() -> Subquery:
    """When the entry was recorded that a present participation says."""
    names = ("field", "organisation", "effective_on")
    entries = ParticipationEntry.objects.standing().filter(**{name: OuterRef(name) for name in names})
    return Subquery(entries.order_by("-day_order", "-recorded_at", "-pk").values("recorded_at")[:1])


def _by_organisation(
    rows: list[tuple], organisations: dict[int, OrganisationFacts]
) -> dict[int, dict[int, ParticipationFacts]]:
    """By field and organisation, in the order of the organisations."""
    place = {organisation_id: number for number, organisation_id in enumerate(organisations)}
    found: dict[int, dict[int, ParticipationFacts]] = defaultdict(dict)
    for field_id, organisation_id, *values in sorted(rows, key=lambda one: place[one[1]]):
        found[field_id][organisation_id] = ParticipationFacts(organisations[organisation_id], *values)
    return found


def _field(
    number: int,
    row: Any,  # of the table or of its history
    recorded: records.Records,
    answered: answers.Answers,
    assessment: AssessmentFacts | None,
    participations: dict[int, ParticipationFacts],
    agreed: list[AgreementFacts],
    priced: money.Money,
) -> FieldFacts:
    moves = recorded.moves[row.id]
    last = moves[-1] if moves else None
    return FieldFacts(
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
        | {move.to_phase: move.effective_on for move in moves if move.to_phase != move.from_phase},
        side_state=last.to_side_state if last else None,
        side_reason=last.reason if last and last.to_side_state else "",
        assessment=assessment,
        participations=participations,
        round=answered.rounds.get(row.id),
        asks=answered.asks[row.id],
        accessions=tuple(answered.accessions[row.id]),
        decisions=tuple(answered.decisions[row.id]),
        willing=frozenset(answered.willing[row.id]),
        gate_items=tuple(recorded.gate_items[row.id]),
        overrides=recorded.overrides[row.id],
        steps=tuple(recorded.steps[row.id]),
        documents=tuple(recorded.documents[row.id]),
        last_move=last,
        late_phases=frozenset(
            phase for move in moves if move.is_late for phase in range(move.from_phase, move.to_phase)
        ),
        late_missing=tuple(what for move in moves if move.is_late for what in move.missing),
        next_move=next(iter(recorded.later[row.id]), None),
        recorded_on=moments.day_of(row.first),
        worded_on=row.worded_on,
        agreements=tuple(agreed),
        money=priced.of_field(row.id),
        baseline=priced.baselines.get(row.id),
    )
