"""The page of a field: what it reads and shows, whole or as the part that htmx swaps."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpResponse
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.log import activity, events
from initiatives.domain.rules import access, proposal_tallies
from initiatives.domain.state import loading
from initiatives.domain.state.facts import (
    FieldFacts,
    InitiativeFacts,
    OrganisationFacts,
    TaskFacts,
)
from initiatives.enums import PARTICIPATION_WORDS
from initiatives.models import Event, Field, Initiative, Mandate
from initiatives.views.fields import (
    agreement_lines,
    blanks,
    cost_lines,
    own_part,
    progress,
    review_lines,
    step_lines,
    vote_lines,
)
from initiatives.views.kernel.http import respond
from initiatives.views.kernel.page import Shown
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.talk import comment_thread
from initiatives.views.work import support_lines

TEMPLATE, PART = "fields/field.html", "feld"
EVENTS_SHOWN = 5
RIGHTS = {
    "assess": "field.assess",
    "edit": "field.edit",
    "lead": "field.lead",
    "participate": "field.participate",
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
    "make_proposal": "proposal.make",
    "ask_support": "support.ask",
    "edit_agreements": "agreement.edit",
}


@dataclass(frozen=True)
class FieldPage:
    mandate: Mandate
    row: Field
    facts: InitiativeFacts
    field: FieldFacts
    part = PART

    @cached_property
    def url(self) -> str:
        return reverse("field", args=[self.row.pk])

    def may(self, right: str) -> bool:
        return access.may(self.mandate, right, self.facts, self.field)


def load(request: ActingRequest, field_id: int) -> FieldPage:
    """A field that the acting mandate may see, as it stands now. Raises Http404 for any other."""
    visible = Initiative.objects.visible_to(request.mandate)
    row = Field.objects.select_related("initiative").filter(pk=field_id, initiative__in=visible).first()
    if row is None:
        raise Http404
    facts = loading.facts(row.initiative_id)  # whole: a framework condition looks at the other fields too
    return FieldPage(request.mandate, row, facts, facts.field(row.pk))


def show(request: ActingRequest, page: FieldPage, shown: Shown) -> HttpResponse:
    own = page.mandate.organisation_id
    thread, step_threads = comment_thread.of_field(request, page.row, page.facts)
    context = {
        "page": page,
        "facts": page.facts,
        "field": page.field,
        "can": {name: page.may(right) for name, right in RIGHTS.items()},
        "may_record_past": access.may_record_past(page.mandate, page.facts, page.field),
        "in_charge": _in_charge(page),
        **shown.context(),
        "crumbs": _crumbs(page),
        **vote_lines.shown(page.mandate, page.facts, page.field),
        **_participation(page),
        **progress.of_field(page.facts, page.field, own),
        **step_lines.shown(page.facts, page.field, own, moments.today(), step_threads, shown.saved),
        "tasks": _tasks(page),
        "agreements": agreement_lines.shown(page.facts, page.field, moments.today()),
        **cost_lines.shown(page.field, own, page.may("cost.enter"), shown.editing),
        **review_lines.shown(page.field),
        "thread": thread,
        **_events(page),
        "of_field": proposal_tallies.of_field(page.facts, page.row.pk),
        "support": [
            one
            for one in support_lines.shown(page.facts, moments.today())
            if one.request.field_id == page.row.pk
        ],
    }
    context |= blanks.shown(page.url, page.field, context)
    context["part"] = own_part.shown(page.mandate, page.facts, page.field, page.url, context["missing"])
    return respond(request, TEMPLATE, context, partials=[PART], status=shown.status)


def _in_charge(page: FieldPage) -> str:
    """Who runs the rounds and releases, in words."""
    charged = access.in_charge(page.facts, page.field)
    role = "die einladende Kommune" if page.facts.convening else "die federführende Organisation"
    return f"{role}, {charged}" if charged else f"{role}, sobald es eine gibt"


def _crumbs(page: FieldPage) -> list[tuple[str, str]]:
    initiative = reverse("initiative", args=[page.facts.id])
    return [
        (f"Initiative {page.facts.short_title}", initiative),
        ("Betätigungsfelder", f"{initiative}#felder"),
        (page.field.title, ""),
    ]


def _participation(page: FieldPage) -> dict:
    """By each participation in words its organisations with what they said, none left out; the county only if it has."""
    field = page.field
    groups: dict[str, list] = {}
    for organisation in page.facts.organisations.values():
        status = field.participation_of(organisation.id)
        if organisation.takes_part or status != "open":
            groups.setdefault(status, []).append((organisation, field.participations.get(organisation.id)))
    ordered = [(word, groups[status]) for status, word in PARTICIPATION_WORDS.items() if status in groups]
    county = page.facts.county
    silent = county is not None and not county.takes_part and field.participation_of(county.id) == "open"
    return {"groups": ordered, "members": field.taking_part(), "silent_county": county if silent else None}


@dataclass(frozen=True)
class TaskLine:
    task: TaskFacts
    owner: OrganisationFacts
    overdue: bool
    may_tick: bool  # the reader


def _tasks(page: FieldPage) -> list[TaskLine]:
    """The open tasks of the field."""
    today = moments.today()
    return [
        TaskLine(
            task,
            page.facts.organisations[task.owner_id],
            task.due_on is not None and task.due_on < today,
            access.may_change_task(page.mandate, page.facts, task, only_state=True),
        )
        for task in page.facts.tasks
        if task.field_id == page.field.id and task.is_open
    ]


def _events(page: FieldPage) -> dict:
    found = Event.objects.filter(field_id=page.row.pk).visible_to(page.mandate)
    rows = events.placed(found[: EVENTS_SHOWN + 1], [page.facts], by=page.mandate)
    return {
        "feed": activity.grouped(rows[:EVENTS_SHOWN]),
        "more_events": len(rows) > EVENTS_SHOWN,
    }
