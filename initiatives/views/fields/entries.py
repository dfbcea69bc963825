"""All dated entries of a field: phases, who takes part, lights, costs, entries by hand, rounds with what was answered."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.agreements import parties, stages
from initiatives.domain.agreements import wordings as agreement_wordings
from initiatives.domain.fields import (
    assessments,
    gate_items,
    overrides,
    participation_corrections,
    steps,
    wordings,
    workflow,
)
from initiatives.domain.meetings import register
from initiatives.domain.money import actuals, answers, bases, fundings, line_values, lines, utilities
from initiatives.domain.votes import (
    amendments,
    corrections,
    resolution_corrections,
    resolutions,
    round_corrections,
)
from initiatives.enums import GATE_KINDS_CARRIED_OVER
from initiatives.forms.agreements.agreements import WordingForm as AgreementWordingForm
from initiatives.forms.agreements.stages import PartyCorrectionForm, StageCorrectionForm
from initiatives.forms.fields import corrections as forms
from initiatives.forms.kernel.corrections import EntryForm
from initiatives.forms.meetings.register import ImplementationCorrectionForm
from initiatives.forms.money.actuals import ActualCorrectionForm
from initiatives.forms.money.answers import AnswerCorrectionForm
from initiatives.forms.money.comparisons import BasisCorrectionForm
from initiatives.forms.money.funding import FundingCorrectionForm
from initiatives.forms.money.lines import CorrectLineForm
from initiatives.forms.votes.resolutions import CorrectionForm, RulingCorrectionForm
from initiatives.models import (
    Actual,
    AgreementChange,
    AgreementStage,
    AmendmentRuling,
    Answer,
    Ask,
    ComparisonBasis,
    ConditionOverride,
    CostLineEntry,
    FieldFunding,
    GateItem,
    ParticipationEntry,
    PhaseTransition,
    Position,
    Resolution,
    Round,
    StatusAssessment,
    UtilityAnalysis,
)
from initiatives.views.fields import page as field_page
from initiatives.views.kernel.http import acting
from initiatives.views.kernel.page import Shown, answer
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.log import entries
from initiatives.views.log.entries import EntriesPage, Kind

MANDATE = "mandate__organisation"


def _of_field(model: type, *more: str) -> QuerySet:
    return model.objects.select_related(MANDATE, *more)  # type: ignore[attr-defined]


KINDS = [
    Kind(
        "wortlaut",
        "Vorschlag und Wortlaut",
        lambda page: wordings.standing(page.row.pk),
        wordings.title,
        wordings.words,
        forms.WordingForm,
        wordings.correct,
        "version",
        page=wordings.PAGE,
        by_day=wordings.anchor,
    ),
    Kind(
        "phase",
        "Phase",
        lambda page: _of_field(PhaseTransition).filter(field=page.row.pk),
        lambda row: "Phase",
        workflow.words,
        forms.PhaseForm,
        workflow.correct,
        "move",
    ),
    Kind(
        "beteiligung",
        "Beteiligung und Federführung",
        lambda page: _of_field(ParticipationEntry, "organisation").filter(field=page.row.pk),
        lambda row: f"Beteiligung {row.organisation.of}",
        participation_corrections.words,
        forms.ParticipationForm,
        participation_corrections.correct,
        "entry",
    ),
    Kind(
        "ampel",
        "Ampel",
        lambda page: _of_field(StatusAssessment).filter(field=page.row.pk),
        lambda row: "Ampel",
        assessments.words,
        forms.LightForm,
        assessments.correct,
        "assessment",
    ),
    Kind(
        "runde",
        "Abstimmungsrunden",
        lambda page: _of_field(Round).filter(pk__in=Ask.objects.filter(field=page.row.pk).values("round")),
        lambda row: "Abstimmungsrunde",
        round_corrections.words,
        forms.RoundForm,
        round_corrections.correct,
        "round_",
        day=lambda row: row.opened_on,
        page="round",
    ),
    Kind(
        "votum",
        "Voten",
        lambda page: _of_field(Position, "ask__organisation").filter(ask__field=page.row.pk),
        lambda row: f"Votum {row.ask.organisation.of}",
        corrections.words,
        forms.PositionForm,
        corrections.correct_position,
        "position",
    ),
    Kind(
        "beschluss",
        "Beschlüsse",
        lambda page: (
            _of_field(Resolution, "body__organisation").filter(answered__ask__field=page.row.pk).distinct()
        ),
        lambda row: "Beschluss",
        resolutions.words,
        CorrectionForm,
        resolution_corrections.correct,
        "resolution",
    ),
    Kind(
        "aenderung",
        "Geändert beschlossen",
        lambda page: _of_field(AmendmentRuling, "ask__organisation", "ask__field").filter(
            ask__field=page.row.pk
        ),
        lambda row: f"Geändert beschlossen: {row.ask.organisation}",
        amendments.words,
        RulingCorrectionForm,
        amendments.correct,
        "ruling",
    ),
    Kind(
        "umsetzung",
        "Umsetzung",
        lambda page: register.of_field(page.row.pk).select_related(
            MANDATE, "decision", "resolution__body__organisation"
        ),
        register.implemented,
        register.words,
        ImplementationCorrectionForm,
        register.correct,
        "implementation",
    ),
    Kind(
        "nachweis",
        "Nachweise",
        lambda page: (
            _of_field(GateItem, "organisation")
            .filter(field=page.row.pk)
            .exclude(kind__in=GATE_KINDS_CARRIED_OVER)
        ),
        gate_items.title,
        gate_items.words,
        forms.GateItemForm,
        gate_items.correct,
        "item",
    ),
    Kind(
        "vereinbarung",
        "Wortlaut von Vereinbarungen",
        lambda page: agreement_wordings.standing(page.row.pk),
        agreement_wordings.title,
        agreement_wordings.words,
        AgreementWordingForm,
        agreement_wordings.correct,
        "version",
        page=agreement_wordings.PAGE,
        by_day=agreement_wordings.anchor,
        versions=lambda page: agreement_wordings.versions(page.row.pk),
    ),
    Kind(
        "stufe",
        "Vereinbarungen",
        lambda page: _of_field(AgreementStage, "organisation", "agreement").filter(
            agreement__field=page.row.pk
        ),
        lambda row: f"{row.agreement}: {stages.title_of(row)}",
        stages.words,
        StageCorrectionForm,
        stages.correct,
        "stage",
    ),
    Kind(
        "partei",
        "Parteien von Vereinbarungen",
        lambda page: _of_field(AgreementChange, "organisation", "agreement").filter(
            agreement__field=page.row.pk
        ),
        parties.title,
        parties.words,
        PartyCorrectionForm,
        parties.correct,
        "change",
    ),
    Kind(
        "angelegt",
        "Angelegte Arbeitsschritte",
        lambda page: steps.added(page.row.pk),
        lambda row: "Arbeitsschritt angelegt",
        lambda row: row.title,
        forms.AddedStepForm,
        steps.correct_added,
        "step",
        day=lambda row: row.added_on,
        page=steps.ADDED_PAGE,
        anchor=steps.ADDED_ANCHOR,
    ),
    Kind(
        "schritt",
        "Erledigte Arbeitsschritte",
        lambda page: steps.done(page.row.pk),
        lambda row: "Arbeitsschritt erledigt",
        steps.done_words,
        forms.StepForm,
        steps.correct_done,
        "step",
        day=lambda row: row.done_on or row.effective_on,
        page="field",
        anchor="schritt",
    ),
    Kind(
        "kosten",
        "Kosten",
        lambda page: _of_field(CostLineEntry, "line__organisation", "line__receiver").filter(
            line__field=page.row.pk
        ),
        lines.title,
        line_values.words,
        CorrectLineForm,
        lines.correct,
        "entry",
    ),
    Kind(
        "angabe",
        "Bestandsaufnahme",
        lambda page: _of_field(Answer, "organisation", "question").filter(
            question__questionnaire__field=page.row.pk
        ),
        answers.title,
        answers.words,
        AnswerCorrectionForm,
        answers.correct,
        "entry",
    ),
    Kind(
        "grundlage",
        "Grundlage des Vergleichs",
        lambda page: _of_field(ComparisonBasis).filter(field=page.row.pk),
        lambda row: "Grundlage des Vergleichs",
        bases.words,
        BasisCorrectionForm,
        bases.correct,
        "basis",
    ),
    Kind(
        "nutzwert",
        "Nutzwertanalyse",
        lambda page: _of_field(UtilityAnalysis).filter(field=page.row.pk),
        lambda row: "Nutzwertanalyse",
        utilities.words,
        EntryForm,
        utilities.correct,
        "analysis",
    ),
    Kind(
        "urteil",
        "Urteile zu Rahmenbedingungen",
        lambda page: _of_field(ConditionOverride, "condition").filter(field=page.row.pk),
        lambda row: f"Urteil zu „{row.condition.text}“",
        overrides.words,
        forms.OverrideForm,
        overrides.correct,
        "override",
    ),
    Kind(
        "foerderung",
        "Förderung",
        lambda page: _of_field(FieldFunding, "programme").filter(field=page.row.pk),
        lambda row: "Förderung",
        fundings.words,
        FundingCorrectionForm,
        fundings.correct,
        "entry",
    ),
    Kind(
        "ist",
        "Ist-Kosten",
        lambda page: _of_field(Actual, "organisation").filter(field=page.row.pk),
        actuals.title,
        actuals.words,
        ActualCorrectionForm,
        actuals.correct,
        "entry",
    ),
]
NUMBERED = entries.numbered(KINDS)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, field_id: int) -> HttpResponse:
    """The entries by their days; `?bearbeiten=` is the kind and number of the one to be put right."""
    return answer(request, _load, field_id, _show, {}, NUMBERED)


def _load(request: ActingRequest, field_id: int) -> EntriesPage:
    found = field_page.load(request, field_id)
    url = reverse("field_entries", args=[field_id])
    return EntriesPage(found.mandate, found.row, found.facts, found.field, url)


def _show(request: ActingRequest, page: EntriesPage, shown: Shown) -> HttpResponse:
    assert page.field is not None, "It is the page of a field."
    crumbs = [
        (page.field.title, reverse("field", args=[page.field.id])),
        ("Einträge", ""),
    ]
    return entries.show(request, page, shown, KINDS, f"Einträge: {page.field.title}", crumbs)
