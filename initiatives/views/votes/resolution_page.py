"""The page of one resolution: what was decided, on which questions, how far it is carried out; and what is put right of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.meetings import register
from initiatives.domain.meetings.register import Entry
from initiatives.domain.rules import access, correcting
from initiatives.domain.state import loading
from initiatives.domain.state.facts import AskFacts, FieldFacts, InitiativeFacts
from initiatives.domain.votes import amendments, resolution_corrections, resolutions
from initiatives.forms.votes.resolutions import (
    DECIDES,
    PREPARES,
    CorrectionForm,
    Offered,
    RestForm,
    RulingForm,
)
from initiatives.models import Ask, Initiative, Mandate, Resolution, Round
from initiatives.views.kernel.http import acting, found, respond
from initiatives.views.kernel.page import Action, Shown, answer
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.meetings import register_entry
from initiatives.views.votes import resolving

NOT_IN_CHARGE = "Ob eine Änderung die anderen betrifft, sagt, wer die Abstimmungsrunde führt."
TEMPLATE, PART = "votes/resolutions/show.html", "eintrag"


@dataclass(frozen=True)
class Answered:
    """One question that the resolution answers. `ask` is None where another round has followed since."""

    facts: InitiativeFacts
    field: FieldFacts
    ask_id: int
    round: Round
    ask: AskFacts | None
    decides: bool
    changed: bool  # geändert beschlossen, and no round has followed yet
    may_rule: bool

    @property
    def action(self) -> str:
        return f"betrifft-{self.ask_id}"

    @property
    def words(self) -> str:
        question = resolving.Question(self.facts, self.field, self.ask_id, self.round.purpose, self.ask)
        return question.words


@dataclass(frozen=True)
class ResolutionPage:
    mandate: Mandate
    row: Resolution
    answered: list[Answered]  # those that the reader sees
    kept: dict[int, bool]  # the others
    entry: Entry
    part = PART

    @property
    def facts(self) -> InitiativeFacts:
        return self.answered[0].facts

    @property
    def url(self) -> str:
        return reverse("register_resolution", args=[self.row.pk])

    @property
    def own(self) -> bool:
        return self.row.body.organisation_id == self.mandate.organisation_id

    @property
    def waits(self) -> bool:
        """Whether it was taken from what that municipality has published, and not confirmed yet."""
        return bool(self.row.source_note) and self.row.confirmed_at is None

    @property
    def may_implement(self) -> bool:
        whose = self.row.body.organisation_id
        return any(access.may_implement(self.mandate, one.facts, one.field, whose) for one in self.answered)

    @property
    def may_correct(self) -> bool:
        return any(
            correcting.may_correct(self.mandate, one.facts, one.field, self.row) for one in self.answered
        )

    @property
    def may_confirm(self) -> bool:
        give = (access.may(self.mandate, "position.give", one.facts, one.field) for one in self.answered)
        return self.own and self.waits and any(give)

    def others(self) -> list[Offered]:
        """The own questions that it does not answer."""
        known = {one.ask_id for one in self.answered} | set(self.kept)
        mine = resolving.questions(self.mandate) if self.own else []
        return [Offered(one.ask_id, one.words) for one in mine if one.is_open and one.ask_id not in known]

    def offered(self) -> list[Offered]:
        """What it may answer, with what it does."""
        told = [Offered(one.ask_id, one.words, DECIDES if one.decides else PREPARES) for one in self.answered]
        return [*told, *self.others()]

    @property
    def may_rest(self) -> bool:
        """Whether another own question can rest on it."""
        lasts = self.row.allows_until is None or self.row.allows_until >= moments.today()
        passed = self.row.result in resolutions.PASSED
        return self.own and bool(self.row.allows) and passed and lasts and not self.waits and self.may_correct


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, resolution_id: int) -> HttpResponse:
    """Readable by all who see one of its questions; `?bearbeiten=` is one of the actions below."""
    return answer(request, load, resolution_id, _show, ACTIONS, {"betrifft": _ruling})


def load(request: ActingRequest, resolution_id: int) -> ResolutionPage:
    """A resolution as it stands now. Raises Http404 for one of which the mandate sees no question, and for none."""
    seen = Initiative.objects.visible_to(request.mandate)
    rows = _rows(seen)
    row = found(rows, resolution_id)
    while later := rows.filter(corrects=row).first():  # an older link leads to what stands now
        row = later
    if not Resolution.objects.standing().filter(pk=row.pk).exists():
        raise Http404
    visible = row.answered.filter(ask__field__initiative__in=seen)
    joined = list(
        visible.select_related("ask__round", "ask__field").order_by(
            "ask__field__initiative_id", "ask__field__order", "pk"
        )
    )
    circles = {one.ask.field.initiative_id: None for one in joined}
    facts = {pk: loading.facts(pk) for pk in circles}
    told = [
        _answered(request.mandate, facts[one.ask.field.initiative_id], row, one.ask, one.decides)
        for one in joined
    ]
    hidden = {
        pk: decides
        for pk, decides in resolutions.answered(row).items()
        if pk not in {one.ask_id for one in told}
    }
    entries = register.entries(facts=told[0].facts, today=moments.today())
    entry = next(one for one in entries if (one.kind, one.id) == (register.RESOLUTION, row.pk))
    return ResolutionPage(request.mandate, row, told, hidden, entry)


def _rows(seen: QuerySet) -> QuerySet[Resolution]:
    rows = Resolution.objects.filter(answered__ask__field__initiative__in=seen).distinct()
    return rows.select_related(
        "body__organisation", "mandate__organisation", "confirmed_by__organisation", "corrects"
    )


def _answered(
    mandate: Mandate, facts: InitiativeFacts, row: Resolution, asked: Ask, decides: bool
) -> Answered:
    field = facts.field(asked.field_id)
    known = (ask for _, ask in field.asked(asked.organisation_id))
    ask = next((one for one in known if one.id == asked.pk), None)
    changed = ask is not None and ask.amending is not None and ask.amending.id == row.pk
    may_rule = access.may_run(mandate, "round.close", facts, [field])
    return Answered(facts, field, asked.pk, asked.round, ask, decides, changed, may_rule)


def _ruling(page: ResolutionPage, ask_id: int) -> Action | None:
    """Whether what was changed concerns the others."""
    one = next((one for one in page.answered if one.ask_id == ask_id), None)
    if one is None:
        return None
    return Action(
        may=lambda page: one.may_rule,
        is_open=lambda page: one.changed,
        form=lambda page, data: RulingForm(data),
        save=lambda page, form, at: amendments.rule(
            ask=Ask(pk=ask_id), **form.cleaned_data, by=page.mandate, at=at
        ),
        done="Es ist festgehalten, ob die Änderung die anderen betrifft.",
        anchor="fragen",
        denied=NOT_IN_CHARGE,
    )


def _correct(page: ResolutionPage, form: CorrectionForm, at: Any) -> Resolution:
    return resolution_corrections.correct(
        resolution=page.row,
        values=form.values(),
        correction_reason=form.cleaned_data["correction_reason"],
        by=page.mandate,
        at=at,
    )


ACTIONS = {
    "umsetzung": Action(
        may=lambda page: page.may_implement,
        form=register_entry.implementation_form,
        save=lambda page, form, at: register.implement(
            of=page.row, **form.cleaned_data, by=page.mandate, at=at
        ),
        done="Der Stand der Umsetzung ist festgehalten.",
        anchor="umsetzung",
        denied=register_entry.NOT_YOURS,
    ),
    "berichtigen": Action(
        may=lambda page: page.may_correct,
        form=lambda page, data: CorrectionForm(data, row=page.row, offered=page.offered(), kept=page.kept),
        save=_correct,
        done="Der Beschluss ist berichtigt; was vorher da stand, bleibt lesbar.",
        anchor="beschluss",
        denied=resolving.ONLY_OWN,
    ),
    "bestaetigen": Action(
        may=lambda page: page.own and page.may_correct,
        is_open=lambda page: page.may_confirm,
        save=lambda page, form, at: resolutions.confirm(resolution=page.row, by=page.mandate, at=at),
        done="Der Beschluss ist bestätigt.",
        anchor="beschluss",
        denied=resolving.ONLY_OWN,
    ),
    "beruht": Action(
        may=lambda page: page.own and page.may_correct,
        is_open=lambda page: page.may_rest,
        form=lambda page, data: RestForm(data, offered=page.others()),
        save=lambda page, form, at: resolutions.rest_on(
            resolution=page.row, ask=Ask(pk=form.cleaned_data["ask"]), by=page.mandate, at=at
        ),
        done="Die Frage beruht jetzt auf diesem Beschluss.",
        anchor="fragen",
        denied=resolving.ONLY_OWN,
    ),
}


def _former(row: Resolution) -> Iterator[tuple[Resolution, str]]:
    """What stood here before, newest first, each with why it was put right."""
    while row.corrects_id is not None:
        before = Resolution.objects.select_related("body__organisation").get(pk=row.corrects_id)
        yield before, row.correction_reason
        row = before


def _show(request: ActingRequest, page: ResolutionPage, shown: Shown) -> HttpResponse:
    row, facts = page.row, page.facts
    context = {
        "page": page,
        "row": row,
        "facts": facts,
        "entry": page.entry,
        "several": len({one.facts.id for one in page.answered}) > 1,
        "steps": list(row.implementations.standing().select_related("mandate__organisation"))[::-1],
        "may": page.may_implement and page.entry.is_adopted,
        "former": [(resolutions.words(one), one.effective_on, why) for one, why in _former(row)],
        **shown.context(),
        "url": page.url,
        "crumbs": [
            (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
            ("Beschlüsse", reverse("register", args=[facts.id])),
            ("Beschluss", ""),
        ],
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=shown.status)
