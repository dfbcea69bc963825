"""Rounds: who is in charge of the fields asks about one or several of them, reminds, gives more time, ends the asking."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.desk import todo_list
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log.notices import Reminded
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import AskFacts, FieldFacts, InitiativeFacts
from initiatives.domain.votes import council_papers, reminding, rounds
from initiatives.enums import OrganisationKind, Phase, RoundPurpose
from initiatives.forms.votes.rounds import CloseForm, DeadlineForm, RoundForm
from initiatives.models import Ask, Body, Field, Initiative, Mandate, Organisation, Round
from initiatives.models.german import InGerman
from initiatives.views.kernel.http import acting, allow, found, respond
from initiatives.views.kernel.initiative import visible
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import Action, Shown, answer, fill_in, verb
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.votes import council_page

NOT_IN_CHARGE = (
    "Abstimmungsrunden eröffnet und schließt die einladende Kommune; in einer Initiative ohne einladende Kommune tut "
    "es, wer das Feld federführend hat."
)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """Open a round; `?feld=` ticks a field beforehand, and what it needs next."""
    initiative = visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    allow(access.may(request.mandate, "round.open", facts), NOT_IN_CHARGE)
    charged = [f for f in facts.fields if access.may(request.mandate, "round.open", facts, f)]
    askable = [f for f in charged if not f.side_state and f.open_round is None]
    ticked = [f for f in askable if str(f.id) in request.GET.getlist("feld")]
    joined = {p.organisation.id for f in askable for p in f.taking_part()}
    joins = request.GET.get("zweck") == RoundPurpose.ACCESSION
    joining = Organisation.objects.filter(Q(pk__in=facts.organisations) | Q(kind=OrganisationKind.DRITTE))

    def build(data: QueryDict | None) -> RoundForm:
        return RoundForm(
            data,
            initial=_accession(ticked) if joins else _proposed(facts, ticked),
            askable=askable,
            participants=[o for o in facts.organisations.values() if o.takes_part or o.id in joined],
            joining=joining,
            bodies=Body.objects.filter(organisation__in=facts.organisations).order_by(InGerman("name")),
        )

    def save(form: RoundForm) -> Done:
        try:
            _open(initiative, request.mandate, form)
        except Refused as refusal:
            if refusal.field == "fields":
                refusal.field = "fields_asked"
            raise
        url = _after(facts, form.cleaned_data["fields_asked"])
        return Done(request, "Die Abstimmungsrunde ist eröffnet.", url)

    crumbs = _crumbs(facts, "Runde eröffnen")
    context = {"facts": facts, "askable": askable, "crumbs": crumbs}
    return fill_in(request, build, save, "votes/rounds/new.html", "runde", context)


def _proposed(facts: InitiativeFacts, ticked: list[FieldFacts]) -> dict:
    """What a round on these fields would be next: who is asked what, and whether it goes on from the one before."""
    deciding = bool(ticked) and all(f.phase >= Phase.DECISION for f in ticked)
    purpose = RoundPurpose.DECISION if deciding else RoundPurpose.TAKING_PART
    asked = {o.id for o in facts.participants}
    continues = False
    if deciding:
        asked = {p.organisation.id for f in ticked for p in f.taking_part()}
    if len(ticked) == 1 and ticked[0].round is not None and ticked[0].round.purpose == purpose:
        before = ticked[0].asks
        amended = {number for number in before if before[number].amended}
        rest = asked - amended if amended else {number for number in asked if number not in before}
        asked, continues = (rest, True) if rest else (asked, False)
    return {
        "purpose": purpose,
        "subject": rounds.QUESTIONS[purpose],
        "fields_asked": [str(f.id) for f in ticked],
        "organisations": [str(number) for number in asked],
        "continues": continues,
    }


def _accession(ticked: list[FieldFacts]) -> dict:
    """What an accession to these fields asks whom: beside who joins, who leads and who provides."""
    concerned = {p.organisation.id for f in ticked for p in (f.lead, f.provider) if p is not None}
    return {
        "purpose": RoundPurpose.ACCESSION,
        "subject": rounds.QUESTIONS[RoundPurpose.ACCESSION],
        "fields_asked": [str(f.id) for f in ticked],
        "organisations": [str(number) for number in concerned],
    }


def _open(initiative: Initiative, by: Mandate, form: RoundForm) -> Round:
    values = form.cleaned_data
    return rounds.open_round(
        question=rounds.Question(
            purpose=values["purpose"],
            subject=values["subject"],
            version=values["subject_version"],
            continues=values["continues"],
            closes_itself=values["closes_itself"],
            joining=values["joining"],
        ),
        fields=Field.objects.filter(pk__in=values["fields_asked"], initiative=initiative),
        organisations=Organisation.objects.filter(pk__in=values["organisations"]),
        deadline=values["deadline"],
        opened_on=values["opened_on"],
        bodies=form.competent(),
        by=by,
        at=moments.now(),
    )


def _after(facts: InitiativeFacts, field_ids: list[str]) -> str:
    if len(field_ids) == 1:
        return reverse("field", args=field_ids) + "#voten"
    return reverse("initiative", args=[facts.id]) + "#runden"


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, round_id: int) -> HttpResponse:
    """Who has answered and who has not; `?bearbeiten=` (schliessen, frist, erinnern) is for who runs it."""
    return answer(request, _load, round_id, _show, ACTIONS)


@dataclass(frozen=True)
class RoundPage:
    mandate: Mandate
    row: Round
    facts: InitiativeFacts

    @property
    def url(self) -> str:
        return reverse("round", args=[self.row.pk])

    @property
    def may_close(self) -> bool:
        return access.may_run(self.mandate, "round.close", self.facts, self.fields)

    @property
    def is_open(self) -> bool:
        return self.row.closed_on is None

    @property
    def fields(self) -> list[FieldFacts]:
        """About which it asks."""
        return [one for one in self.facts.fields if self.row.pk in one.rounds]

    @property
    def owing(self) -> list[AskFacts]:
        return [ask for field in self.fields for ask in field.owing_in(self.row.pk)]


def _load(request: ActingRequest, round_id: int) -> RoundPage:
    seen = Initiative.objects.visible_to(request.mandate)
    rows = Round.objects.filter(initiative__in=seen).select_related("mandate__organisation", "joining")
    row = found(rows.annotate(**council_page.told("pk", request.mandate)), round_id)
    return RoundPage(request.mandate, row, loading.facts(row.initiative_id))


def _close_form(page: RoundPage, data: Any) -> CloseForm:
    return CloseForm(data, by_hand=bool(page.owing) and moments.today() <= page.row.deadline)


def _reminded(found: Reminded[Ask]) -> str:
    return f"Erinnert: {found.told}."


RUNNING: dict[str, Any] = {
    "may": lambda page: page.may_close,
    "is_open": lambda page: page.is_open,
    "denied": NOT_IN_CHARGE,
}
ACTIONS = {
    "schliessen": Action(
        form=_close_form,
        save=verb(rounds.close_round, "round_"),
        done="Die Abstimmungsrunde ist geschlossen.",
        **RUNNING,
    ),
    "frist": Action(
        form=lambda page, data: DeadlineForm(data),
        save=verb(rounds.extend, "round_"),
        done="Die Frist ist verlängert.",
        **RUNNING,
    ),
    "erinnern": Action(save=verb(reminding.remind, "round_"), done=_reminded, **RUNNING),
}


def _asked(field: FieldFacts, round_id: int) -> tuple[FieldFacts, list[tuple[AskFacts, str]]]:
    """A field with whom the round asks about it, and what each says."""
    _, asks = field.rounds[round_id]
    return field, [(ask, field.stance(ask)) for ask in asks.values()]


def _show(request: ActingRequest, page: RoundPage, shown: Shown) -> HttpResponse:
    round_, facts, owing = page.row, page.facts, page.owing
    context = {
        "round": round_,
        "facts": facts,
        "fields": [_asked(one, round_.pk) for one in page.fields],
        "paper": _paper(request, round_, facts),
        "owing": owing,
        "to_remind": [ask for ask in owing if ask.reminded_on != moments.today()],
        "over": moments.today() > round_.deadline,
        "may_close": page.may_close and page.is_open,
        "reminder_due": page.is_open and todo_list.reminder_due(round_, owing, moments.today()),
        **shown.context(),
        "crumbs": _crumbs(facts, f"Runde „{round_.title}“"),
    }
    template = "votes/rounds/show.html"
    return respond(request, template, context, partials=["runde"], status=shown.status)


def _paper(request: ActingRequest, round_: Round, facts: InitiativeFacts) -> council_page.PaperLink | None:
    own = request.mandate.organisation_id
    asks = council_papers.asks_of(round_, own) if own else []
    return council_page.link(request.mandate, round_, round_, facts, asks)


def _crumbs(facts: InitiativeFacts, last: str) -> list[tuple[str, str]]:
    initiative = reverse("initiative", args=[facts.id])
    return [
        (f"Initiative {facts.short_title}", initiative),
        ("Abstimmungsrunden", f"{initiative}#runden"),
        (last, ""),
    ]
