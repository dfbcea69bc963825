"""The page of a Votum: what it reads and shows, whole or as the part that htmx swaps."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse

from initiatives.domain.rules import access
from initiatives.domain.state import answers, loading
from initiatives.domain.state.facts import (
    AskFacts,
    FieldFacts,
    InitiativeFacts,
    PositionConditionFacts,
    PositionFacts,
)
from initiatives.domain.votes import drafts, positions
from initiatives.domain.votes.conditions_of_consent import BY_OWNER, MOVES
from initiatives.enums import ConditionState
from initiatives.models import Ask, Initiative, Mandate, PositionDraft
from initiatives.views.kernel.http import respond
from initiatives.views.kernel.page import Shown
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.talk import comment_thread
from initiatives.views.votes import council_page

TEMPLATE, PART = "votes/positions/position.html", "votum"


@dataclass(frozen=True)
class Version:
    facts: PositionFacts
    before: str  # the stance that it replaced, "" for the first
    was_wrong: bool  # a later one corrects it


@dataclass(frozen=True)
class ConditionLine:
    facts: PositionConditionFacts
    owner: str
    own: bool  # to be fulfilled by the reader's organisation
    allowed: frozenset[str]  # the states into which the reader may bring it next

    @property
    def section(self) -> str:
        return f"bedingung-{self.facts.id}"


@dataclass(frozen=True)
class PositionPage:
    mandate: Mandate
    ask: Ask
    facts: InitiativeFacts
    field: FieldFacts
    answer: AskFacts
    versions: list[Version]  # newest first
    draft: PositionDraft | None
    part = PART

    @property
    def row(self) -> Ask:
        return self.ask

    @property
    def url(self) -> str:
        return reverse("position", args=[self.ask.pk])

    @property
    def own(self) -> bool:
        return self.ask.organisation_id == self.mandate.organisation_id

    @property
    def may_give(self) -> bool:
        return self.own and access.may(self.mandate, "position.give", self.facts, self.field)

    @property
    def stance(self) -> str:
        return self.field.stance(self.answer)

    @property
    def is_open(self) -> bool:
        return self.ask.round.closed_on is None

    @property
    def may_confirm(self) -> bool:
        """What another took down: while the round is open, and of one that was recorded when it was over."""
        return self.may_give and (self.is_open or positions.is_late(self.ask.round))

    @property
    def may_publish(self) -> bool:
        """Whether the reader runs the round and may record what the municipality has published of its resolutions."""
        return not self.own and access.may(self.mandate, "position.take_down", self.facts, self.field)

    @property
    def may_take_down(self) -> bool:
        """Whether the reader runs the round and may write down what the municipality has said."""
        return self.may_publish and self.is_open and self.answer.position is None

    def conditions(self) -> list[ConditionLine]:
        """Those of the answer that counts."""
        position = self.answer.position
        return [self._line(one) for one in position.conditions] if position else []

    def _line(self, one: PositionConditionFacts) -> ConditionLine:
        owner = self.facts.organisations.get(one.owner_id) if one.owner_id else None
        own = owner is not None and owner.id == self.mandate.organisation_id
        allowed: frozenset[str] = frozenset()
        if self.may_give:
            allowed = frozenset(ConditionState.values)
        elif own and self.mandate.writes:
            allowed = BY_OWNER
        return ConditionLine(one, owner.designation if owner else "", own, allowed & MOVES[one.state])


def load(request: ActingRequest, ask_id: int) -> PositionPage:
    """An ask that the acting mandate may see, with its answer as it stands now. Raises Http404 for any other."""
    asks = Ask.objects.filter(field__initiative__in=Initiative.objects.visible_to(request.mandate))
    asks = asks.select_related(
        "round__mandate__organisation",
        "round__joining",
        "field__initiative",
        "organisation",
        "body",
        "draft__mandate__organisation",
    )
    ask = asks.annotate(**council_page.told("round_id", request.mandate)).filter(pk=ask_id).first()
    if ask is None:
        raise Http404
    facts = loading.facts(ask.field.initiative_id, field_id=ask.field_id)
    field = facts.field(ask.field_id)
    answer = next((one for _, one in field.asked(ask.organisation_id) if one.id == ask.pk), None)
    if answer is not None:
        versions = answers.versions(ask)
    else:  # an ask of an earlier round
        answer, versions = answers.answer(ask, facts.organisations[ask.organisation_id])
    draft = drafts.of(ask=ask, by=request.mandate)
    return PositionPage(request.mandate, ask, facts, field, answer, _versions(versions), draft)


def _versions(known: list[PositionFacts]) -> list[Version]:
    """Newest first, each with what it replaced and whether it was corrected."""
    befores = ["", *(one.stance for one in known)]
    corrected = {one.corrects_id for one in known}
    return [Version(one, before, one.id in corrected) for one, before in zip(known, befores, strict=False)][
        ::-1
    ]


def _paper(page: PositionPage) -> council_page.PaperLink | None:
    """The way to the draft paper for the own council."""
    if not page.own:
        return None
    return council_page.link(page.mandate, page.ask, page.ask.round, page.facts, [page.ask])


def show(request: ActingRequest, page: PositionPage, shown: Shown) -> HttpResponse:
    context = {
        "page": page,
        "facts": page.facts,
        "ask": page.ask,
        "round": page.ask.round,
        "field": page.field,
        "answer": page.answer,
        "own": page.own,
        "paper": _paper(page),
        "thread": comment_thread.of(request, page.ask, page.facts),
        "conditions": page.conditions(),
        "participation": page.field.participation_of(page.ask.organisation_id),
        **shown.context(),
        "crumbs": [
            (f"Initiative {page.facts.short_title}", reverse("initiative", args=[page.facts.id])),
            (page.field.title, reverse("field", args=[page.field.id])),
            (f"Votum {page.ask.organisation.of}", ""),
        ],
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=shown.status)
