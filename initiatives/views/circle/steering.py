"""The steering group of an initiative: its seats, and what it has decided."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.circle import steering
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import DecisionFacts, InitiativeFacts, MeetingFacts
from initiatives.enums import SteeringDecision
from initiatives.forms.circle.steering import EndForm, SeatForm
from initiatives.models import Initiative, Mandate, SteeringSeat
from initiatives.views.kernel.http import acting, found, respond
from initiatives.views.kernel.page import Action, Shown, answer, verb
from initiatives.views.kernel.requests import ActingRequest

TEMPLATE, PART = "circle/steering.html", "lenkungsgruppe"
DENIED = (
    "Die Lenkungsgruppe benennt die einladende Kommune, wo es keine gibt, wer ein Feld federführend hat; außerdem die "
    "Fachadministration."
)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """The page; `?bearbeiten=` (sitz, ende-7) names a seat or ends one."""
    return answer(request, _load, initiative_id, _show, ACTIONS, {"ende": _ending})


@dataclass(frozen=True)
class SteeringPage:
    mandate: Mandate
    row: Initiative
    facts: InitiativeFacts

    @property
    def url(self) -> str:
        return reverse("steering_group", args=[self.row.pk])

    @property
    def may(self) -> bool:
        """Who is in charge names it; who administers may too, since where nobody convenes the leads may not agree."""
        return access.may(self.mandate, "steering.name", self.facts) or access.may_administer(self.mandate)

    @cached_property
    def seats(self) -> list[tuple[SteeringSeat, str]]:
        """All, the standing ones first, each with the name under which it is ended."""
        rows = self.row.steering_seats.select_related("organisation")
        return [(one, f"ende-{one.pk}") for one in sorted(rows, key=lambda one: one.member_until is not None)]

    @property
    def decisions(self) -> list[tuple[MeetingFacts, DecisionFacts, str, str]]:
        """What the group has decided, the newest first: meeting, decision, what it is, the field's title."""
        titles = {field.id: field.title for field in self.facts.fields}
        return [
            (meeting, one, SteeringDecision(one.steering).label, titles.get(one.field_id or 0, ""))
            for meeting in reversed(self.facts.meetings)
            for one in meeting.decisions
            if one.steering
        ]


def _load(request: ActingRequest, initiative_id: int) -> SteeringPage:
    row = found(Initiative.objects.visible_to(request.mandate), initiative_id)
    return SteeringPage(request.mandate, row, loading.facts(initiative_id))


def _seat_form(page: SteeringPage, data: Any) -> SeatForm:
    return SeatForm(data, candidates=steering.candidates(page.row))


def _ending(page: SteeringPage, number: int) -> Action | None:
    seat = next((one for one, _ in page.seats if one.pk == number), None)
    if seat is None:
        return None
    return Action(
        may=lambda page: page.may,
        is_open=lambda page: seat.member_until is None,
        form=lambda page, data: EndForm(data, seat=seat),
        save=lambda page, form, at: steering.end(seat=seat, by=page.mandate, at=at, **form.cleaned_data),
        done="Der Sitz ist beendet.",
        anchor="sitze",
        denied=DENIED,
    )


ACTIONS = {
    "sitz": Action(
        may=lambda page: page.may,
        form=_seat_form,
        save=verb(steering.seat, "initiative"),
        done="Der Sitz ist eingetragen.",
        anchor="sitze",
        denied=DENIED,
    )
}


def _show(request: ActingRequest, page: SteeringPage, shown: Shown) -> HttpResponse:
    context = {
        "page": page,
        "facts": page.facts,
        **shown.context(),
        "crumbs": [
            (f"Initiative {page.facts.short_title}", reverse("initiative", args=[page.facts.id])),
            ("Lenkungsgruppe", ""),
        ],
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=shown.status)
