"""What the search looks through: of each kind the rows that a mandate may see, and how one of them is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce

from initiatives.domain.circle.directory import ACTING
from initiatives.domain.search.reader import Line, Reader, told
from initiatives.enums import JOINING_SINGLY, MeetingState, Participation, ResultKind, Role
from initiatives.german import folded
from initiatives.models import (
    Agreement,
    Comment,
    Document,
    DocumentText,
    Field,
    FieldParticipation,
    Initiative,
    InitiativeParticipant,
    Mandate,
    Meeting,
    MeetingResult,
    Proposal,
    Report,
    Resolution,
    ResolutionAsk,
    Task,
)

NUMBER = BigIntegerField()


def fields(reader: Reader) -> QuerySet:
    return Field.objects.filter(initiative_id__in=reader.ids)


def of_field(row: Any, reader: Reader) -> Line:
    texts = (row.aim, row.description, ", ".join(row.focal_points))
    return Line(row.title, texts, reader.initiative(row.initiative_id), ("field", row.pk))


def proposals(reader: Reader) -> QuerySet:
    return Proposal.objects.filter(initiative_id__in=reader.ids)


def of_proposal(row: Proposal, reader: Reader) -> Line:
    place = f"{reader.initiative(row.initiative_id)}, {row.get_state_display()}"
    return Line(row.title, (row.purpose, row.benefit, row.effort), place, ("proposal", row.pk))


def meetings(reader: Reader) -> QuerySet:
    """Their result once they are closed."""
    closed = When(state=MeetingState.CLOSED, then=F("result"))
    return Meeting.objects.filter(told(), initiative_id__in=reader.ids).annotate(
        shown_result=Case(closed, default=Value(""), output_field=TextField())
    )


def of_meeting(row: Any, reader: Reader) -> Line:
    held = f"{row.held_on:%d.%m.%Y}, {row.get_state_display()}" if row.held_on else row.get_state_display()
    place = f"{reader.initiative(row.initiative_id)}, {held}"
    return Line(row.title, (row.shown_result, row.text, row.place), place, ("meeting", row.pk))


def decisions(reader: Reader) -> QuerySet:
    """Those of meetings that are closed."""
    rows = MeetingResult.objects.filter(kind=ResultKind.DECISION, meeting__state=MeetingState.CLOSED)
    return rows.filter(meeting__initiative_id__in=reader.ids).select_related("meeting")


def of_decision(row: MeetingResult, reader: Reader) -> Line:
    held = f" vom {row.meeting.held_on:%d.%m.%Y}" if row.meeting.held_on else ""
    place = f"{reader.initiative(row.meeting.initiative_id)}, {row.meeting.title}"
    title = f"Festlegung{held}" + ("" if row.is_adopted else ", abgelehnt")
    return Line(title, (row.text, row.contact), place, ("register_decision", row.pk))


def resolutions(reader: Reader) -> QuerySet:
    """Those that answer a question of an initiative that is seen, each once."""
    answered = ResolutionAsk.objects.filter(ask__field__initiative_id__in=reader.ids)
    first = answered.filter(resolution=OuterRef("pk")).order_by("pk").values("ask__field__initiative_id")[:1]
    rows = Resolution.objects.standing().filter(pk__in=answered.values("resolution"))
    return rows.select_related("body__organisation").annotate(initiative=Subquery(first, output_field=NUMBER))


def of_resolution(row: Any, reader: Reader) -> Line:
    day = f"Beschluss vom {row.effective_on:%d.%m.%Y}"
    title = f"{row.title} ({day})" if row.title else day
    paper = f"Vorlage {row.paper_number}" if row.paper_number else ""
    place = f"{reader.initiative(row.initiative)}, {row.body}, {row.get_result_display()}"
    return Line(title, (row.text, row.allows, paper), place, ("register_resolution", row.pk))


def tasks(reader: Reader) -> QuerySet:
    return Task.objects.filter(initiative_id__in=reader.ids).select_related("owner")


def of_task(row: Task, reader: Reader) -> Line:
    place = f"{reader.initiative(row.initiative_id)}, {row.owner}, {row.get_state_display()}"
    return Line(row.title, (row.text, row.note), place, ("task", row.pk))


def agreements(reader: Reader) -> QuerySet:
    rows = Agreement.objects.filter(field__initiative_id__in=reader.ids)
    return rows.select_related("field", "legal_form")


def of_agreement(row: Any, reader: Reader) -> Line:
    place = f"{reader.initiative(row.field.initiative_id)}, {row.field.title}, {row.get_kind_display()}"
    form = row.legal_form.name if row.legal_form else row.legal_form_name
    texts = (row.subject, row.cost_clause, row.termination_rule, row.standard, row.note, form)
    return Line(row.title, texts, place, ("agreement", row.pk))


def documents(reader: Reader) -> QuerySet:
    """With the text of their newest version."""
    newest = DocumentText.objects.newest().filter(version__document=OuterRef("pk"))
    rows = Document.objects.filter(field__initiative_id__in=reader.ids).select_related("field")
    return rows.annotate(content=Subquery(newest.values("text")[:1], output_field=TextField()))


def of_document(row: Any, reader: Reader) -> Line:
    place = f"{reader.initiative(row.field.initiative_id)}, {row.field.title}"
    return Line(row.title, (row.content or "",), place, ("field", row.field.pk), "unterlagen")


def by_content(pieces: Iterable[str]) -> Q:
    """Documents whose newest version has one of the pieces of a word in its text."""
    found = Q()
    for piece in pieces:
        found |= Q(folded__contains=piece)
    texts = DocumentText.objects.newest().filter(found)
    return Q(pk__in=texts.order_by().values("version__document_id"))


def initiatives(reader: Reader) -> QuerySet:
    return Initiative.objects.filter(pk__in=reader.ids)


def of_initiative(row: Initiative, reader: Reader) -> Line:
    return Line(row.title, (row.background,), "", ("initiative", row.pk))


def comments(reader: Reader) -> QuerySet:
    """On what may be opened; internal ones only of the own organisation, for those who read them there."""
    ids = reader.ids
    on = Q(initiative_id__in=ids) | Q(meeting__initiative_id__in=ids) & told("meeting__")
    for path in ("field", "step__field", "ask__field", "proposal"):
        on |= Q(**{f"{path}__initiative_id__in": ids})
    reports = Report.objects.visible_to(reader.mandate)
    if reader.is_narrowed:
        reports = reports.filter(initiatives__in=ids)
    on |= Q(report__in=reports.order_by().values("pk"))
    audience = Q(internal_to=None)
    if reader.mandate.reads_internal:
        audience |= Q(internal_to=reader.mandate.organisation_id)
    related = ("initiative", "field", "step__field", "ask__field", "ask__organisation", "proposal", "meeting")
    by = ("mandate__organisation", "mandate__body__organisation")
    return Comment.objects.filter(on, audience).select_related(*related, *by, "internal_to")


def of_comment(row: Comment, reader: Reader) -> Line:
    words, page = _target(row)
    inner = ", intern" if row.internal_to_id else ""
    place = f"{row.mandate.title}, {row.recorded_at:%d.%m.%Y}{inner}"
    return Line(f"Kommentar {words}", (row.text,), place, page, f"kommentar-{row.pk}")


def _target(row: Comment) -> tuple[str, tuple[str, int]]:
    """What a comment is on, going on from "Kommentar", and its page."""
    if row.field:
        return f"zum Feld „{row.field}“", ("field", row.field.pk)
    if row.step:
        return f"zum Arbeitsschritt „{row.step}“", ("field", row.step.field_id)
    if row.ask:
        return f"zum Votum {row.ask.organisation.of}: {row.ask.field}", ("position", row.ask.pk)
    if row.proposal:
        return f"zum Projektvorschlag „{row.proposal}“", ("proposal", row.proposal.pk)
    if row.meeting:
        return f"zum Treffen „{row.meeting}“", ("meeting", row.meeting.pk)
    if row.report_id:
        return "zum Statusbericht", ("report", row.report_id)
    return f"zur Initiative „{row.initiative}“", ("initiative", row.initiative_id or 0)


def people(reader: Reader) -> QuerySet:
    """The mandates that stand in the directory of an initiative which the reader sees; `listed_in` is that initiative."""
    part = InitiativeParticipant.objects.filter(left_on=None, initiative_id__in=reader.ids)
    county = Initiative.objects.filter(pk__in=reader.ids)
    joined = FieldParticipation.objects.filter(
        organisation__kind__in=JOINING_SINGLY,
        status=Participation.PARTICIPATING,
        field__initiative_id__in=reader.ids,
    )
    near = Q(
        organisation__in=county.exclude(county=None).values("county")
    )  # before asking for each of a country
    near |= Q(organisation__in=part.values("organisation")) | Q(
        organisation__in=joined.values("organisation")
    )
    own = {"organisation_id": OuterRef("organisation_id")}
    part, joined = part.filter(**own), joined.filter(**own)
    county = county.filter(county_id=OuterRef("organisation_id"))
    invited = _first(county, "pk")
    listed = Coalesce(
        _first(part, "initiative_id"), invited, _first(joined, "field__initiative_id"), output_field=NUMBER
    )
    represented = Coalesce(
        invited, _first(part, "initiative_id"), _first(joined, "field__initiative_id"), output_field=NUMBER
    )
    represents = When(role=Role.COUNTY_REPRESENTATIVE, then=represented)
    rows = Mandate.objects.valid_on(reader.day).filter(near, role__in=ACTING, user__is_active=True)
    rows = rows.annotate(listed_in=Case(represents, default=listed, output_field=NUMBER))
    return rows.filter(listed_in__isnull=False).select_related("user", "organisation")


def _first(rows: QuerySet, path: str) -> Subquery:
    """The first initiative to which the rows lead; for a mandate in one initiative only that one."""
    wanted = Coalesce(OuterRef("initiative_id"), F(path), output_field=NUMBER)
    return Subquery(rows.filter(**{path: wanted}).order_by(path).values(path)[:1], output_field=NUMBER)


def of_person(row: Any, reader: Reader) -> Line:
    user = row.user
    texts = (row.title, f"{user.email} {user.telephone}")
    place = f"Verzeichnis der {reader.initiative(row.listed_in)}"
    return Line(
        user.name or user.email, (", ".join(texts),), place, ("directory", row.listed_in), query=user.email
    )


def by_role(pieces: Iterable[str]) -> Q:
    """Roles that have one of the pieces of a word in their name."""
    return Q(role__in=[role for role in ACTING if any(one in folded(role.label) for one in pieces)])
