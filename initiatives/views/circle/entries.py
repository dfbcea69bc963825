"""What belongs to an initiative and has a day: who takes part, conditions, meetings, the steering group, proposals, answers."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.circle import conditions, participants, steering, wordings
from initiatives.domain.meetings import meeting_corrections, register, results
from initiatives.domain.proposals import answer_corrections
from initiatives.domain.state import loading
from initiatives.enums import MeetingState, ResultKind
from initiatives.forms.circle import corrections as forms
from initiatives.forms.meetings.register import ImplementationCorrectionForm
from initiatives.models import (
    FrameworkCondition,
    Initiative,
    InitiativeParticipant,
    Meeting,
    MeetingResult,
    Proposal,
    ProposalAnswer,
    SteeringSeat,
)
from initiatives.views.kernel.http import acting, found
from initiatives.views.kernel.page import Shown, answer
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.log import entries
from initiatives.views.log.entries import EntriesPage, Kind

PAGE = "initiative_entries"


def _correct_participant(
    *, participant: InitiativeParticipant, values: dict[str, Any], correction_reason: str, **told: Any
) -> InitiativeParticipant:
    left_on: date | None = values.get("left_on", participant.left_on)
    return participants.correct(
        participant=participant,
        joined_on=values["joined_on"],
        left_on=left_on,
        reason=correction_reason,
        **told,
    )


KINDS = [
    Kind(
        "angaben",
        "Angaben der Initiative",
        lambda page: wordings.standing(page.row.pk),
        wordings.title,
        wordings.words,
        forms.DataForm,
        wordings.correct,
        "version",
        page=PAGE,
        by_day=wordings.anchor,
    ),
    Kind(
        "teilnahme",
        "Teilnehmende",
        lambda page: participants.recorded(page.row.pk),
        lambda row: f"Teilnahme {row.organisation.of}",
        participants.words,
        forms.ParticipantForm,
        _correct_participant,
        "participant",
        day=lambda row: row.joined_on,
        page=PAGE,
        anchor="teilnahme",
    ),
    Kind(
        "bedingung",
        "Rahmenbedingungen",
        lambda page: FrameworkCondition.objects.filter(initiative=page.row.pk),
        lambda row: "Rahmenbedingung",
        conditions.words,
        forms.ConditionForm,
        conditions.correct,
        "condition",
        page=PAGE,
        anchor="bedingung",
    ),
    Kind(
        "treffen",
        "Treffen",
        lambda page: (
            Meeting.objects.visible_to(page.mandate)
            .filter(initiative=page.row.pk, state=MeetingState.CLOSED)
            .select_related("mandate__organisation")
        ),
        lambda row: "Treffen" if row.held_on else "Treffen, Tag nicht bekannt",
        meeting_corrections.words,
        forms.MeetingForm,
        meeting_corrections.correct,
        "meeting",
        day=lambda row: row.held_on or row.effective_on,
        page="meeting",
    ),
    Kind(
        "festlegung",
        "Festlegungen",
        lambda page: (
            MeetingResult.objects.filter(
                meeting__initiative=page.row.pk, meeting__starts_at=None, kind=ResultKind.DECISION
            )
            .exclude(meeting__held_on=None)
            .select_related("meeting", "field", "mandate__organisation")
        ),
        lambda row: f"Festlegung: {row.meeting.title}",
        results.result_in_words,
        forms.DecisionForm,
        meeting_corrections.correct_decision,
        "decision",
        day=lambda row: row.meeting.held_on,
        page=PAGE,
        anchor="festlegung",
    ),
    Kind(
        "umsetzung",
        "Umsetzung",
        lambda page: register.of_no_field(page.row.pk).select_related("mandate__organisation", "decision"),
        register.implemented,
        register.words,
        ImplementationCorrectionForm,
        register.correct,
        "implementation",
    ),
    Kind(
        "sitz",
        "Lenkungsgruppe",
        lambda page: SteeringSeat.objects.filter(initiative=page.row.pk).select_related(
            "organisation", "mandate__organisation"
        ),
        lambda row: f"Lenkungsgruppe: {row.organisation}",
        steering.words,
        forms.SeatForm,
        steering.correct,
        "seat",
        day=lambda row: row.member_from,
        page=PAGE,
        anchor="sitz",
    ),
    Kind(
        "vorschlag",
        "Projektvorschläge",
        lambda page: Proposal.objects.filter(initiative=page.row.pk).select_related("mandate__organisation"),
        lambda row: "Projektvorschlag",
        answer_corrections.proposal_words,
        forms.ProposalForm,
        answer_corrections.correct_day,
        "proposal",
        page=PAGE,
        anchor="vorschlag",
    ),
    Kind(
        "antwort",
        "Antworten auf Projektvorschläge",
        lambda page: ProposalAnswer.objects.filter(ask__proposal__initiative=page.row.pk).select_related(
            "mandate__organisation", "ask__organisation", "ask__proposal"
        ),
        lambda row: f"Antwort {row.ask.organisation.of} auf „{row.ask.proposal.title}“",
        answer_corrections.words,
        forms.ReplyForm,
        answer_corrections.correct,
        "answer",
    ),
]
NUMBERED = entries.numbered(KINDS)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """The entries by their days; `?bearbeiten=` is the kind and number of the one to be put right."""
    return answer(request, _load, initiative_id, _show, {}, NUMBERED)


def _load(request: ActingRequest, initiative_id: int) -> EntriesPage:
    row = found(Initiative.objects.visible_to(request.mandate), initiative_id)
    facts = loading.facts(row.pk)
    return EntriesPage(request.mandate, row, facts, None, reverse(PAGE, args=[row.pk]))


def _show(request: ActingRequest, page: EntriesPage, shown: Shown) -> HttpResponse:
    return entries.show(
        request, page, shown, KINDS, f"Einträge: {page.facts.short_title}", [("Einträge", "")]
    )
