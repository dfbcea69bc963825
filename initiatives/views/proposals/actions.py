"""What can be done with a proposal of a joint project: correct, answer, remind, accept, not pursue, withdraw."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.log.notices import Reminded
from initiatives.domain.proposals import acceptance, proposals
from initiatives.domain.rules import access, proposal_tallies
from initiatives.domain.state import loading
from initiatives.domain.state.facts import InitiativeFacts, ProposalFacts
from initiatives.forms.proposals.proposals import (
    AnswerForm,
    DropForm,
    NewFieldForm,
    ReasonForm,
    TextsForm,
    VersionForm,
)
from initiatives.models import Field, Initiative, Mandate, Project, Proposal, ProposalAnswer, ProposalAsk
from initiatives.views.kernel.page import Action, ask, verb
from initiatives.views.kernel.requests import ActingRequest

NOT_CONVENING = "Über Projektvorschläge entscheidet die einladende Kommune."
NOT_PROPOSER = "Das kann nur, wer den Projektvorschlag gemacht hat."
NOT_ASKED = "Auf einen Projektvorschlag antwortet nur, wer gefragt ist."


@dataclass(frozen=True)
class ProposalPage:
    mandate: Mandate
    row: Proposal
    facts: InitiativeFacts
    proposal: ProposalFacts
    answers: list[ProposalAnswer]  # of all, in the order of recording

    @property
    def url(self) -> str:
        return reverse("proposal", args=[self.row.pk])

    @property
    def own_answer(self) -> ProposalAnswer | None:
        own = [one for one in self.answers if one.ask.organisation_id == self.mandate.organisation_id]
        return own[-1] if own else None

    def may(self, right: str) -> bool:
        return access.may(self.mandate, right, self.facts)


def load(request: ActingRequest, proposal_id: int) -> ProposalPage:
    """A proposal that the acting mandate may see. Raises Http404 for any other."""
    seen = Initiative.objects.visible_to(request.mandate)
    rows = Proposal.objects.filter(initiative__in=seen)
    row = rows.select_related("mandate__organisation", "initiative").filter(pk=proposal_id).first()
    if row is None:
        raise Http404
    facts = loading.facts(row.initiative_id)
    proposal = next(one for one in facts.proposals if one.id == row.pk)
    answers = ProposalAnswer.objects.filter(ask__proposal=row)
    answers = answers.select_related("mandate__organisation", "ask__organisation")
    return ProposalPage(request.mandate, row, facts, proposal, list(answers))


def _proposes(page: ProposalPage) -> bool:
    return page.may("proposal.make") and page.proposal.organisation_id == page.mandate.organisation_id


def _answers(page: ProposalPage) -> bool:
    return page.may("proposal.answer") and page.mandate.organisation_id in page.proposal.replies


def _decides(page: ProposalPage) -> bool:
    return page.may("proposal.decide")


def _open(page: ProposalPage) -> bool:
    return page.proposal.is_open


def _texts_form(page: ProposalPage, data: Any) -> TextsForm:
    return TextsForm(data, instance=page.row, by=page.mandate)


def _save_texts(page: ProposalPage, form: TextsForm, at: datetime) -> Proposal:
    sent = {"values": form.values(), "seen": form.seen_values()}
    return proposals.edit(proposal=page.row, by=page.mandate, at=at, **sent)


def _answer_form(page: ProposalPage, data: Any) -> AnswerForm:
    last = page.own_answer
    initial = {"reply": last.reply, "reason": last.reason, "seen": last.pk} if last else {}
    return AnswerForm(data, initial=initial, label=f"Antwort {page.mandate.acts_for.of}")


def _reminded(found: Reminded[ProposalAsk]) -> str:
    return f"Erinnert: {found.told}."


def _accept_form(page: ProposalPage, data: Any) -> VersionForm:
    initial: dict[str, Any] = {"version": page.row.version}
    if page.row.field_id:
        return VersionForm(data, initial=initial)
    soon = moments.today() + acceptance.TIME_TO_ANSWER
    initial |= {"title": page.row.title, "deadline": max(page.row.deadline or soon, soon)}
    return NewFieldForm(data, initial=initial)


def _accepted(result: Field | Project) -> str:
    if isinstance(result, Project):
        return "Der Projektvorschlag ist angenommen. Das Projekt steht jetzt im Betätigungsfeld."
    return "Der Projektvorschlag ist angenommen. Er ist jetzt ein Betätigungsfeld, und die Antworten sind die ersten Voten."


def _remindable(page: ProposalPage) -> bool:
    """Whether somebody owes an answer who has not been reminded today."""
    owing = proposal_tallies.owing(page.facts, page.proposal)
    reminded = [page.proposal.replies[one.id].reminded_on for one in owing]
    return _open(page) and any(day is None or day < moments.today() for day in reminded)


ACTIONS = {
    "antwort": Action(
        text="Antworten",
        may=_answers,
        is_open=_open,
        form=_answer_form,
        save=verb(proposals.answer, "proposal"),
        done=lambda answer: f"Ihre Antwort ist gespeichert: {answer.get_reply_display()}.",
        hint="Bis über den Vorschlag entschieden ist, können Sie die Antwort ändern; die frühere bleibt nachlesbar.",
        denied=NOT_ASKED,
        primary=True,
    ),
    "annehmen": Action(
        text="Annehmen",
        may=_decides,
        is_open=_open,
        form=_accept_form,
        save=verb(acceptance.accept, "proposal"),
        done=_accepted,
        denied=NOT_CONVENING,
        primary=True,
    ),
    "erinnern": Action(
        text="An offene Antworten erinnern",
        may=lambda page: _proposes(page) or _decides(page),
        is_open=_remindable,
        form=ask,
        save=verb(proposals.remind, "proposal"),
        done=_reminded,
        hint="Wer noch nicht geantwortet hat, erhält eine Mitteilung, höchstens einmal am Tag.",
        denied="Erinnern kann, wer den Vorschlag gemacht hat, und die einladende Kommune.",
    ),
    "nicht-weiterverfolgen": Action(
        text="Nicht weiterverfolgen",
        may=_decides,
        is_open=_open,
        form=lambda page, data: DropForm(data, initial={"version": page.row.version}),
        save=verb(proposals.drop, "proposal"),
        done="Der Projektvorschlag wird nicht weiterverfolgt. Alle Gefragten erfahren es.",
        hint="Alle Gefragten lesen den Grund. Der Vorschlag und die Antworten bleiben stehen.",
        denied=NOT_CONVENING,
    ),
    "texte": Action(
        text="Text berichtigen",
        may=_proposes,
        is_open=lambda page: _open(page) and not page.answers,
        form=_texts_form,
        save=_save_texts,
        done="Der Projektvorschlag ist berichtigt.",
        hint="Das geht, solange niemand geantwortet hat.",
        denied=NOT_PROPOSER,
    ),
    "zurueckziehen": Action(
        text="Zurückziehen",
        may=_proposes,
        is_open=_open,
        form=lambda page, data: ReasonForm(data),
        save=verb(proposals.withdraw, "proposal"),
        done="Der Projektvorschlag ist zurückgezogen.",
        hint="Alle Gefragten lesen den Grund. Der Vorschlag und die Antworten bleiben stehen.",
        denied=NOT_PROPOSER,
    ),
}


def answer_text(page: ProposalPage) -> str:
    """What stands on the link to the own answer."""
    return "Antwort ändern" if page.own_answer else f"Für {page.mandate.acts_for.name} antworten"
