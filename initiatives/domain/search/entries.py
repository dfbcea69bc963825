"""What is looked through of single entries: Voten with their conditions, framework conditions, lights, steps, requests for
support, topics and results of meetings, corrections of minutes, organisations. As rows.py."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from initiatives.domain.search.reader import Line, Reader, told
from initiatives.domain.search.rows import NUMBER
from initiatives.enums import JOINING_SINGLY, AgendaState, MeetingState, Participation, ResultKind
from initiatives.models import (
    AgendaItem,
    FieldParticipation,
    FrameworkCondition,
    Initiative,
    InitiativeParticipant,
    MeetingResult,
    Minutes,
    MinutesAddendum,
    Organisation,
    Position,
    PositionCondition,
    StatusAssessment,
    Step,
    SupportRequest,
)


def positions(reader: Reader) -> QuerySet:
    """Released Voten as they stand now; what they replaced stands on the same page. Drafts are another table."""
    rows = Position.objects.standing().filter(ask__field__initiative_id__in=reader.ids)
    return rows.select_related("ask__field", "ask__organisation")


def of_position(row: Position, reader: Reader) -> Line:
    ask = row.ask
    place = f"{reader.initiative(ask.field.initiative_id)}, {ask.field.title}, {row.effective_on:%d.%m.%Y}"
    title = f"Votum {ask.organisation.of}: {row.get_stance_display()}"
    return Line(title, (row.reason, row.source_note), place, ("position", ask.pk))


def position_conditions(reader: Reader) -> QuerySet:
    rows = PositionCondition.objects.filter(
        position__corrected_by=None,
        position__is_withdrawn=False,
        position__ask__field__initiative_id__in=reader.ids,
    )
    return rows.select_related("position__ask__field", "position__ask__organisation")


def of_position_condition(row: PositionCondition, reader: Reader) -> Line:
    ask = row.position.ask
    place = f"{reader.initiative(ask.field.initiative_id)}, {ask.field.title}, {row.get_state_display()}"
    return Line(f"Bedingung {ask.organisation.of}", (row.text, row.note), place, ("position", ask.pk))


def framework_conditions(reader: Reader) -> QuerySet:
    """Those in force."""
    rows = FrameworkCondition.objects.filter(initiative_id__in=reader.ids, superseded_by=None)
    return rows.filter(Q(ended_on=None) | Q(ended_on__gt=reader.day))


def of_framework_condition(row: FrameworkCondition, reader: Reader) -> Line:
    place = reader.initiative(row.initiative_id)
    return Line(row.text, (row.origin,), place, ("initiative", row.initiative_id), "rahmen")


def assessments(reader: Reader) -> QuerySet:
    rows = StatusAssessment.objects.standing().filter(field__initiative_id__in=reader.ids)
    return rows.select_related("field")


def of_assessment(row: StatusAssessment, reader: Reader) -> Line:
    light = f"Ampel {row.get_light_display()}" if row.light else "Meilenstein"
    place = f"{reader.initiative(row.field.initiative_id)}, {row.effective_on:%d.%m.%Y}"
    texts = (row.cause, row.measure, row.milestone)
    return Line(f"{light}: {row.field.title}", texts, place, ("field", row.field_id), "stand")


def steps(reader: Reader) -> QuerySet:
    return Step.objects.filter(field__initiative_id__in=reader.ids).select_related("field", "owner")


def of_step(row: Step, reader: Reader) -> Line:
    owner = f", {row.owner}" if row.owner else ""
    place = (
        f"{reader.initiative(row.field.initiative_id)}, {row.field.title}{owner}, {row.get_state_display()}"
    )
    return Line(row.title, (row.evidence,), place, ("field", row.field_id), "schritte")


def support(reader: Reader) -> QuerySet:
    rows = SupportRequest.objects.filter(initiative_id__in=reader.ids)
    return rows.select_related("organisation")


def of_support(row: SupportRequest, reader: Reader) -> Line:
    place = f"{reader.initiative(row.initiative_id)}, {row.organisation}, {row.get_state_display()}"
    return Line(row.subject, (row.text, row.answer, row.reason), place, ("support", row.pk))


def topics(reader: Reader) -> QuerySet:
    """Of meetings to which was invited, and those that wait for one; not what stands on the draft of an agenda."""
    rows = AgendaItem.objects.filter(initiative_id__in=reader.ids).exclude(state=AgendaState.WITHDRAWN)
    waiting = Q(meeting=None, state=AgendaState.OPEN)
    return rows.filter(waiting | Q(meeting__isnull=False) & told("meeting__")).select_related("meeting")


def of_topic(row: AgendaItem, reader: Reader) -> Line:
    where = row.meeting.title if row.meeting else "Themenspeicher"
    page = ("meeting", row.meeting.pk) if row.meeting else ("meetings", row.initiative_id)
    return Line(row.title, (row.text,), f"{reader.initiative(row.initiative_id)}, {where}", page)


def results(reader: Reader) -> QuerySet:
    """What minutes of closed meetings say beside decisions and tasks, which are found as themselves."""
    rows = MeetingResult.objects.filter(kind=ResultKind.INFORMATION, meeting__state=MeetingState.CLOSED)
    return rows.filter(meeting__initiative_id__in=reader.ids).select_related("meeting")


def of_result(row: MeetingResult, reader: Reader) -> Line:
    held = f" vom {row.meeting.held_on:%d.%m.%Y}" if row.meeting.held_on else ""
    place = f"{reader.initiative(row.meeting.initiative_id)}, {row.meeting.title}"
    title = f"{row.get_kind_display()}{held}"
    return Line(title, (row.text, row.contact), place, ("meeting", row.meeting.pk))


def addenda(reader: Reader) -> QuerySet:
    """Of minutes that the reader may open."""
    seen = Minutes.objects.visible_to(reader.mandate).order_by().values("pk")
    rows = MinutesAddendum.objects.filter(minutes__in=seen, minutes__meeting__initiative_id__in=reader.ids)
    return rows.select_related("minutes__meeting")


def of_addendum(row: MinutesAddendum, reader: Reader) -> Line:
    meeting = row.minutes.meeting
    place = f"{reader.initiative(meeting.initiative_id)}, {meeting.title}"
    title = f"Berichtigung vom {row.recorded_at:%d.%m.%Y}"
    return Line(title, (row.text,), place, ("meeting", meeting.pk))


def organisations(reader: Reader) -> QuerySet:
    """Those that stand in the directory of an initiative; `listed_in` is the first of them."""
    parts = InitiativeParticipant.objects.filter(left_on=None, initiative_id__in=reader.ids)
    circles = Initiative.objects.filter(pk__in=reader.ids)
    joined = FieldParticipation.objects.filter(
        organisation__kind__in=JOINING_SINGLY,
        status=Participation.PARTICIPATING,
        field__initiative_id__in=reader.ids,
    )
    own = OuterRef("pk")
    found = Coalesce(
        _first(parts.filter(organisation_id=own), "initiative_id"),
        _first(circles.filter(county_id=own), "pk"),
        _first(joined.filter(organisation_id=own), "field__initiative_id"),
        output_field=NUMBER,
    )
    listed = Q(pk__in=parts.values("organisation_id")) | Q(pk__in=circles.values("county_id"))
    listed |= Q(pk__in=joined.values("organisation_id"))
    return Organisation.objects.filter(listed).annotate(listed_in=found)


def _first(rows: QuerySet, path: str) -> Subquery:
    return Subquery(rows.order_by(path).values(path)[:1], output_field=NUMBER)


def of_organisation(row: Any, reader: Reader) -> Line:
    place = f"Verzeichnis der {reader.initiative(row.listed_in)}"
    page = ("directory", row.listed_in)
    return Line(row.designation, (), place, page, query=row.designation)
