"""Proposals of joint projects: all of an initiative, the page of one, and making one."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.proposals import proposals
from initiatives.domain.rules import access, proposal_tallies
from initiatives.domain.state import loading
from initiatives.domain.state.facts import InitiativeFacts, OrganisationFacts, ProposalFacts
from initiatives.enums import ProposalState
from initiatives.forms.proposals.proposals import ProposalForm
from initiatives.models import Field, Initiative, Mandate, Organisation, Proposal
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.initiative import visible
from initiatives.views.kernel.lists import Key, in_order
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import Shown, answer, fill_in, offered
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.proposals import actions
from initiatives.views.proposals.actions import ACTIONS, ProposalPage
from initiatives.views.talk import comment_thread

NOT_YOURS = "Projekte schlagen die Beauftragten der Kommunen und die Vertretung des Kreises vor."
KEYS: tuple[Key[ProposalFacts], ...] = (
    Key("titel", "Projektvorschlag", lambda one: one.title.casefold()),
    Key("von", "Vorgeschlagen von", lambda one: one.actor.casefold()),
    Key("antworten", "Antworten", lambda one: one.answered / max(1, len(one.replies))),
    Key("frist", "Frist", lambda one: one.deadline or date.max),
    Key("stand", "Stand", lambda one: ProposalState.values.index(one.state)),
)


@require_safe
@acting
def listing(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """All proposals, the open ones first, then the newest; `?sort=` sorts them otherwise."""
    visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    own = sorted(facts.proposals, key=lambda one: not one.is_open)
    context = {
        "facts": facts,
        "listing": in_order(request, own, KEYS),
        "titles": {field.id: field.title for field in facts.fields},
        "own_id": request.mandate.organisation_id,
        "may_propose": access.may(request.mandate, "proposal.make", facts),
        "open_count": sum(one.is_open for one in facts.proposals),
        "crumbs": _crumbs(facts),
    }
    return respond(request, "proposals/list.html", context, partials=["liste"])


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """Propose a project; `?feld=` chooses the field inside which it would be."""
    initiative = visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    allow(access.may(request.mandate, "proposal.make", facts), NOT_YOURS)
    addressees = list(_addressees(facts, request.mandate))

    def build(data) -> ProposalForm:
        return ProposalForm(
            data,
            initial={"field": request.GET.get("feld", "")},
            organisations=addressees,
            fields_open=[field for field in facts.fields if not field.side_state],
        )

    def save(form: ProposalForm) -> Done:
        row = _propose(initiative, request.mandate, form)
        told = "Der Projektvorschlag ist gemacht. Die Gefragten erhalten eine Mitteilung."
        return Done(request, told, reverse("proposal", args=[row.pk]))

    context = {
        "facts": facts,
        "addressees": addressees,
        "is_county": facts.county is not None and facts.county.id == request.mandate.organisation_id,
        "crumbs": _crumbs(facts, "Projekt vorschlagen"),
    }
    return fill_in(request, build, save, "proposals/new.html", "vorschlagen", context)


def _addressees(facts: InitiativeFacts, mandate: Mandate) -> Iterator[OrganisationFacts]:
    """Whom a proposal of this mandate can reach: the others that take part, and the county invited."""
    for organisation in facts.organisations.values():
        reached = proposal_tallies.in_circle(facts, organisation.id)
        if reached and organisation.id != mandate.organisation_id:
            yield organisation


def _propose(initiative: Initiative, by: Mandate, form: ProposalForm) -> Proposal:
    values = dict(form.cleaned_data)
    inside, asked = values.pop("field"), values.pop("organisations")
    return proposals.propose(
        initiative=initiative,
        organisations=Organisation.objects.filter(pk__in=asked),
        field=Field.objects.get(pk=inside) if inside else None,
        by=by,
        at=moments.now(),
        **values,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, proposal_id: int) -> HttpResponse:
    """What is proposed and who says what; `?bearbeiten=` is one of `proposal_actions.ACTIONS`."""
    return answer(request, actions.load, proposal_id, _show, ACTIONS)


def _show(request: ActingRequest, page: ProposalPage, shown: Shown) -> HttpResponse:
    proposal, facts = page.proposal, page.facts
    latest = {one.ask.organisation_id: one for one in page.answers}
    of_field = {field.id: field for field in facts.fields}
    context = {
        "page": page,
        "facts": facts,
        "proposal": proposal,
        "lines": [
            (line, latest.get(line.organisation.id))
            for line in proposal_tallies.lines(facts, proposal, page.mandate.organisation_id)
        ],
        "earlier": [one for one in page.answers if one is not latest[one.ask.organisation_id]],
        "owing": proposal_tallies.owing(facts, proposal),
        "words": proposal_tallies.in_words(proposal),
        "thread": comment_thread.of(request, page.row, facts),
        "taking_part": proposal_tallies.taking_part(facts, proposal),
        "inside": of_field.get(proposal.field_id or 0),
        "became": of_field.get(proposal.became_field_id or 0),
        "offers": offered(page, ACTIONS),
        "answer_text": actions.answer_text(page) if page.mandate.organisation else "",
        **shown.context(),
        "crumbs": _crumbs(facts, proposal.title),
    }
    template = "proposals/show.html"
    return respond(request, template, context, partials=["projektvorschlag"], status=shown.status)


def _crumbs(facts: InitiativeFacts, last: str = "") -> list[tuple[str, str]]:
    start = (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id]))
    if not last:
        return [start, ("Projektvorschläge", "")]
    return [start, ("Projektvorschläge", reverse("proposals", args=[facts.id])), (last, "")]
