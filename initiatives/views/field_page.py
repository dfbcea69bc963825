"""The page of a field: what it reads and shows, whole or as the part that htmx swaps."""

from dataclasses import dataclass

from django.db.models import Count, Window
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from initiatives.domain import access, comments, loading, moments, tallies
from initiatives.domain.circle_facts import TaskFacts
from initiatives.domain.facts import FieldFacts, InitiativeFacts, OrganisationFacts
from initiatives.enums import PARTICIPATION_WORDS
from initiatives.forms.comments import CommentForm
from initiatives.models import Comment, Event, Field, Initiative, Mandate
from initiatives.views import cost_lines, progress, step_lines
from initiatives.views.conflicts import Clash
from initiatives.views.http import respond

TEMPLATE, PART = "initiatives/fields/field.html", "feld"
COMMENTS_SHOWN, EVENTS_SHOWN = 20, 10
RIGHTS = {
    "assess": "field.assess",
    "edit": "field.edit",
    "lead": "field.lead",
    "participate": "field.participate",
    "comment": "comment.write",
    "answer": "position.give",
    "open_round": "round.open",
    "close_round": "round.close",
    "release": "field.release",
    "record": "gate.record",
    "overrule": "condition.overrule",
    "add_documents": "document.add",
    "edit_steps": "step.edit",
    "enter_costs": "cost.enter",
    "add_task": "task.add",
}


@dataclass(frozen=True)
class CommentLine:
    row: Comment
    correctable: bool  # by the reader, now

    @property
    def section(self) -> str:
        """The name under which it is corrected, and its id on the page."""
        return f"kommentar-{self.row.pk}"


@dataclass(frozen=True)
class FieldPage:
    mandate: Mandate
    row: Field
    facts: InitiativeFacts
    field: FieldFacts

    @property
    def url(self) -> str:
        return reverse("field", args=[self.row.pk])

    def may(self, right: str) -> bool:
        return access.may(self.mandate, right, self.facts, self.field)


def load(request: HttpRequest, field_id: int) -> FieldPage:
    """A field that the acting mandate may see, as it stands now. Raises Http404 for any other."""
    visible = Initiative.objects.visible_to(request.mandate)
    row = Field.objects.filter(pk=field_id, initiative__in=visible).first()
    if row is None:
        raise Http404
    facts = loading.facts(row.initiative_id)  # whole: a framework condition looks at the other fields too
    return FieldPage(request.mandate, row, facts, facts.field(row.pk))


def show(
    request: HttpRequest,
    page: FieldPage,
    *,
    editing: str = "",
    form: BaseForm | None = None,
    clash: Clash | None = None,
    saved: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; with the `form` of the section `editing`, or after section `saved` was changed."""
    own = page.mandate.organisation_id
    context = {
        "page": page,
        "facts": page.facts,
        "field": page.field,
        "can": {name: page.may(right) for name, right in RIGHTS.items()},
        "editing": editing,
        "form": form,
        "clash": clash,
        "saved": saved,
        "crumbs": _crumbs(page),
        **_votes(page),
        **_participation(page),
        **progress.of_field(page.facts, page.field, page.mandate.organisation_id),
        **step_lines.shown(page.facts, page.field, own, moments.today(), saved),
        "tasks": _tasks(page),
        **cost_lines.shown(page.field, own, page.may("cost.enter"), editing),
        **_comments(request, page, editing, form),
        "events": _events(page.row.pk),
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=status)


def _crumbs(page: FieldPage) -> list[tuple[str, str]]:
    initiative = reverse("initiative", args=[page.facts.id])
    return [
        (f"Initiative {page.facts.short_title}", initiative),
        ("Betätigungsfelder", f"{initiative}#felder"),
        (page.field.title, ""),
    ]


def _votes(page: FieldPage) -> dict:
    own = page.mandate.organisation_id
    lines = tallies.votes(page.facts, page.field, own)
    return {
        "votes": lines,
        "phrases": tallies.in_words(lines),
        "not_asked": sum(line.stance == "not_asked" for line in lines),
        "own_ask": page.field.asks.get(own),
        "takes_answers": page.field.round is not None and page.field.round.is_open,
    }


def _participation(page: FieldPage) -> dict:
    """The organisations of each participation in words, none left out; the county only if it has said something."""
    field = page.field
    groups: dict[str, list] = {}
    for organisation in page.facts.organisations.values():
        status = field.participation_of(organisation.id)
        if organisation.takes_part or status != "open":
            groups.setdefault(status, []).append(organisation)
    ordered = [(word, groups[status]) for status, word in PARTICIPATION_WORDS.items() if status in groups]
    county = page.facts.county
    silent = county is not None and not county.takes_part and field.participation_of(county.id) == "open"
    return {"groups": ordered, "members": field.taking_part(), "silent_county": county if silent else None}


def _tasks(page: FieldPage) -> list[tuple[TaskFacts, OrganisationFacts, bool]]:
    """The open tasks of the field, each with who is to do it and whether its day has gone by."""
    today = moments.today()
    found = [task for task in page.facts.tasks if task.field_id == page.field.id and task.is_open]
    return [
        (task, page.facts.organisations[task.owner_id], task.due_on is not None and task.due_on < today)
        for task in found
    ]


def _comments(request: HttpRequest, page: FieldPage, editing: str, form: BaseForm | None) -> dict:
    rows = Comment.objects.filter(field=page.row).annotate(total=Window(Count("pk")))
    rows = rows.select_related("mandate__organisation", "mandate__body__organisation")
    found = list(rows if request.GET.get("kommentare") == "alle" else rows[:COMMENTS_SHOWN])
    now = moments.now()
    return {
        "comments": [CommentLine(row, comments.correctable(row, by=page.mandate, at=now)) for row in found],
        "comment_count": found[0].total if found else 0,
        "comment_form": form if editing == "kommentar" else CommentForm(),
    }


def _events(field_id: int) -> dict:
    rows = list(Event.objects.filter(field_id=field_id)[: EVENTS_SHOWN + 1])
    return {"shown": rows[:EVENTS_SHOWN], "more": len(rows) > EVENTS_SHOWN}
