"""Entering a resolution: of an own body on one page for all the questions that it answers; of another's, as it was published,
on the one question by who runs its round."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import AskFacts, FieldFacts, InitiativeFacts, RoundFacts
from initiatives.domain.votes import competent_bodies, resolutions
from initiatives.enums import RoundPurpose
from initiatives.forms.votes.resolutions import DECIDES, PREPARES, Offered, ResolutionForm
from initiatives.models import Ask, Body, Initiative, Mandate, Organisation
from initiatives.views.kernel.http import acting, allow
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest

ONLY_OWN = "Einen Beschluss erfasst jede Kommune nur für ihre eigenen Gremien."


@dataclass(frozen=True)
class Question:
    """What the own organisation is asked, or was; `whose` is another that was."""

    facts: InitiativeFacts
    field: FieldFacts
    ask_id: int
    purpose: str
    answer: AskFacts | None  # None in a round before the field's latest
    round: RoundFacts | None = None
    day: date | None = None
    whose: Organisation | None = None

    @property
    def words(self) -> str:
        asked = f" ({self.day:%d.%m.%Y})" if self.day else ""
        return f"{self.facts.short_title}: {self.field.title}, {RoundPurpose(self.purpose).label}{asked}"

    @property
    def is_open(self) -> bool:
        """Whether the body has still to decide it."""
        if self.answer is None or self.round is None or self.field.side_state:
            return False
        waits = self.round.is_open and not any(
            one.decides and one.confirmed for one in self.answer.resolutions
        )
        return not self.answer.carried and (waits or self.answer.provisional)

    @property
    def is_unanswered(self) -> bool:
        return self.answer is not None and self.answer in self.field.owing


def questions(mandate: Mandate) -> list[Question]:
    """The latest that the own organisation was asked on each field that the mandate sees and may answer."""
    own, found = mandate.organisation_id or 0, []
    for row in Initiative.objects.visible_to(mandate):
        facts = loading.facts(row.pk)
        for field in facts.fields:
            if access.may(mandate, "position.give", facts, field):
                asked = field.asked(own)
                found += [Question(facts, field, ask.id, one.purpose, ask, one) for one, ask in asked]
    return found


def chosen(request: ActingRequest, known: list[Question]) -> Question | None:
    """The one that the address names. Raises Http404 for none that may be seen, PermissionDenied for another's."""
    wanted = request.GET.get("frage", "")
    if not wanted:
        return None
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) <= 18 else 0
    found = next((one for one in known if one.ask_id == number), None)
    return found or _earlier(request.mandate, number)


def _earlier(mandate: Mandate, ask_id: int) -> Question:
    rows = Ask.objects.filter(field__initiative__in=Initiative.objects.visible_to(mandate))
    row = rows.select_related("round", "field", "organisation").filter(pk=ask_id).first()
    if row is None:
        raise Http404
    facts = loading.facts(row.field.initiative_id)
    field = facts.field(row.field_id)
    own = row.organisation_id == mandate.organisation_id
    allow(access.may(mandate, "position.give" if own else "position.take_down", facts, field), ONLY_OWN)
    whose = None if own else row.organisation
    return Question(facts, field, row.pk, row.round.purpose, None, None, row.round.opened_on, whose)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: ActingRequest) -> HttpResponse:
    """`?frage=` is the question from which one comes; the others that are open can be ticked, too."""
    known = questions(request.mandate)
    asked = chosen(request, known)
    other = asked.whose if asked else None
    offered = [one for one in known if not other and (one.is_open or one == asked)]
    offered += [asked] if asked and asked not in offered else []
    allow(bool(offered) or request.mandate.writes, ONLY_OWN)
    whose = other or request.mandate.organisation
    bodies = Body.objects.filter(organisation=whose).select_related("organisation")
    body, proposals = _proposed(offered, asked, list(bodies))

    def build(data: object) -> ResolutionForm:
        return ResolutionForm(
            data,
            bodies=bodies,
            offered=proposals,
            missing=any(one.is_unanswered for one in offered),
            published=other is not None,
            initial={"body": body},
        )

    def save(form: ResolutionForm) -> Done:
        values = form.values()
        asks = Ask.objects.filter(pk__in=values["decides"])
        row = resolutions.resolve(asks=asks, **values, by=request.mandate, at=moments.now())
        url = reverse("register_resolution", args=[row.pk])
        waits = " Er gilt, sobald er von dort bestätigt ist." if other else ""
        return Done(request, f"Der Beschluss ist gespeichert.{waits}", url)

    url = reverse("resolution_new") + (f"?frage={asked.ask_id}" if asked else "")
    context = {
        "url": url,
        "back": reverse("position", args=[asked.ask_id]) if asked else reverse("start"),
        "offered": offered,
        "bodies": bool(bodies),
        "whose": whose,
        "published": other is not None,
        "crumbs": _crumbs(asked),
    }
    return fill_in(request, build, save, "votes/resolutions/new.html", "beschluss", context)


def _proposed(
    offered: list[Question], asked: Question | None, bodies: list[Body]
) -> tuple[Body | None, list[Offered]]:
    """The body that decides the question asked, and for it what each question would be."""
    found = Ask.objects.filter(pk__in=[one.ask_id for one in offered]).select_related("organisation")
    rows = {one.pk: one for one in found}
    councils = competent_bodies.councils({one.organisation for one in bodies})
    first = rows.get(asked.ask_id) if asked else None
    fitting = [one for one in bodies if first and competent_bodies.is_competent(one, first, councils)]
    body = fitting[0] if len(fitting) == 1 else None

    def role(question: Question) -> str:
        if question != asked:
            return ""
        return DECIDES if fitting else PREPARES

    return body, [Offered(one.ask_id, one.words, role(one)) for one in offered]


def _crumbs(asked: Question | None) -> list[tuple[str, str]]:
    here = ("Beschluss erfassen", "")
    if asked is None:
        return [here]
    return [
        (f"Initiative {asked.facts.short_title}", reverse("initiative", args=[asked.facts.id])),
        (asked.field.title, reverse("field", args=[asked.field.id])),
        ("Votum", reverse("position", args=[asked.ask_id])),
        here,
    ]
