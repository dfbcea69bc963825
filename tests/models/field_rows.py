"""One sound row of each table of fields, Voten and reports, and what the database refuses about it."""

from datetime import UTC, date, datetime, timedelta

from django.apps import apps
from django.db.models import F, Model

from initiatives.enums import Role, Stance
from initiatives.models import (
    AmendmentRuling,
    Arms,
    Ask,
    Body,
    Classification,
    ConditionOverride,
    CouncilPaper,
    Document,
    DocumentText,
    DocumentVersion,
    Field,
    FieldParticipation,
    FrameworkCondition,
    GateItem,
    InitiativeParticipant,
    LegalPage,
    Mandate,
    Organisation,
    ParticipationEntry,
    PhaseTransition,
    PopulationFigure,
    Position,
    PositionCondition,
    PositionDraft,
    Report,
    ReportInitiative,
    ReportJob,
    Resolution,
    ResolutionAsk,
    Round,
    RoundCore,
    Sitting,
    StatusAssessment,
    Step,
    StepTemplate,
    User,
)
from initiatives.models.dated import Dated

DAY = date(2026, 2, 2)
AT = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
BEFORE = DAY - timedelta(days=1)
LATER = AT + timedelta(hours=1)
LONG_AGO = date(2020, 1, 1)

# constraint: what makes a row break it
BROKEN: dict[str, tuple[type[Model], dict]] = {
    "body_kind": (Body, {"kind": "verein"}),
    "body_reported_by": (Body, {"reported_by": "presse"}),
    "body_report_lead": (Body, {"report_lead": 8}),
    "classification_text": (Classification, {"text": "other"}),
    "classification_of_what_has_the_text": (Classification, {"text": "background"}),
    "field_nature": (Field, {"nature": "other"}),
    "field_phase": (Field, {"phase": 7}),
    "field_side_state": (Field, {"side_state": "asleep"}),
    "field_participation_status": (FieldParticipation, {"status": "maybe"}),
    "field_responsible_takes_part": (FieldParticipation, {"status": "interested"}),
    "field_provider_takes_part": (
        FieldParticipation,
        {"status": "interested", "is_responsible": False, "is_provider": True},
    ),
    "phase_transition_from": (PhaseTransition, {"from_phase": 7}),
    "phase_transition_to": (PhaseTransition, {"to_phase": 7}),
    "phase_transition_side_state_has_reason": (PhaseTransition, {"to_side_state": "on_hold", "reason": ""}),
    "status_assessment_light": (StatusAssessment, {"light": "blue"}),
    "status_assessment_cause_and_measure": (StatusAssessment, {"light": "red", "cause": "x", "measure": ""}),
    "initiative_participant_status": (InitiativeParticipant, {"status": "guest"}),
    "initiative_participant_leaves_after_joining": (
        InitiativeParticipant,
        {"joined_on": DAY, "left_on": BEFORE},
    ),
    "mandate_role": (Mandate, {"role": "mayor"}),
    "mandate_state": (Mandate, {"state": "perhaps"}),
    "mandate_offered_to_somebody": (Mandate, {"state": "offered"}),
    "mandate_ends_after_it_begins": (Mandate, {"valid_from": DAY, "valid_until": BEFORE}),
    "mandate_body_iff_council_member": (Mandate, {"role": Role.COUNCIL_MEMBER}),
    "mandate_has_an_organisation": (Mandate, {"organisation": None}),
    "organisation_kind": (Organisation, {"kind": "dorf"}),
    "organisation_no_ags_iff_third_party": (Organisation, {"kind": "dritte"}),
    "organisation_ags_digits": (Organisation, {"ags": "0555803"}),
    "position_stance": (Position, {"stance": "yes"}),
    "position_source": (Position, {"source": "rumour"}),
    "position_condition_and_refusal_have_reason": (Position, {"stance": Stance.REFUSAL, "reason": ""}),
    "position_confirmed_by_and_at": (Position, {"confirmed_at": AT}),
    "resolution_result": (Resolution, {"result": "lost"}),
    "resolution_votes_not_negative": (Resolution, {"votes_for": -1}),
    "resolution_until_of_what_it_allows": (Resolution, {"allows_until": DAY}),
    "amendment_ruling_has_reason": (AmendmentRuling, {"reason": ""}),
    "resolution_confirmed_by_and_at": (Resolution, {"confirmed_at": AT}),
    "participation_entry_status": (ParticipationEntry, {"status": "maybe", "is_responsible": False}),
    "participation_entry_responsible_takes_part": (ParticipationEntry, {"status": "interested"}),
    "participation_entry_provider_takes_part": (
        ParticipationEntry,
        {"status": "interested", "is_responsible": False, "is_provider": True},
    ),
    "report_edition": (Report, {"edition": "secret"}),
    "report_state": (Report, {"state": "lost"}),
    "report_issued_is_complete": (Report, {"state": "issued"}),
    "report_checked_is_told": (Report, {"state": "checked"}),
    "report_discarded_is_told": (Report, {"state": "discarded"}),
    "report_checked_by_another": (
        Report,
        {"state": "checked", "checked_at": AT, "checked_by": F("made_by")},
    ),
    "report_correction_says_why": (Report, {"correction": 1}),
    "arms_media_type": (Arms, {"media_type": "image/svg+xml"}),
    "report_job_stage": (ReportJob, {"stage": "coffee"}),
    "condition_override_computed": (ConditionOverride, {"computed": "good"}),
    "condition_override_has_reason": (ConditionOverride, {"reason": ""}),
    "condition_override_result": (ConditionOverride, {"result": "good"}),
    "document_version_not_empty": (DocumentVersion, {"size": 0}),
    "gate_item_kind": (GateItem, {"kind": "other"}),
    "gate_item_result": (GateItem, {"result": "maybe"}),
    "gate_item_organisation_iff_of_each": (GateItem, {"kind": "baseline"}),
    "gate_item_not_needed_has_reason": (GateItem, {"result": "not_needed"}),
    "gate_item_due_of_open_review": (GateItem, {"due_on": DAY}),
    "gate_item_outcome": (GateItem, {"kind": "review", "outcome": "shrug"}),
    "gate_item_outcome_of_review": (GateItem, {"outcome": "continue"}),
    "position_condition_state": (PositionCondition, {"state": "maybe"}),
    "step_phase": (Step, {"phase": 7}),
    "step_state": (Step, {"state": "maybe"}),
    "step_template_phase": (StepTemplate, {"phase": 7}),
    "round_purpose": (Round, {"purpose": "fun"}),
    "round_deadline_after_opening": (Round, {"deadline": LONG_AGO}),
    "round_closes_after_opening": (Round, {"closed_on": LONG_AGO}),
    "round_closing": (Round, {"closing": "maybe"}),
    "round_closed_by_hand_with_reason": (Round, {"closing": "hand"}),
    "round_decision_on_a_version": (Round, {"purpose": "decision"}),
    "round_joining_iff_accession": (Round, {"purpose": "accession"}),
    "position_spoken_has_source": (Position, {"source": "spoken"}),
    "position_draft_stance": (PositionDraft, {"stance": "maybe"}),
}
# constraint or column: what a second row has of its own, beside all that it shares with the first
TWICE: dict[str, tuple[type[Model], dict]] = {
    "body_once_an_organisation": (Body, {"slug": "another"}),
    "field_participation_once": (FieldParticipation, {"is_responsible": False}),
    "field_one_responsible": (FieldParticipation, {"organisation": "another"}),
    "field_one_provider": (FieldParticipation, {"organisation": "another", "is_responsible": False}),
    "initiative_participant_once_at_a_time": (InitiativeParticipant, {}),
    "population_once_a_date": (PopulationFigure, {"value": 1}),
    "report_number_once_a_body": (Report, {}),
    "arms_once_an_organisation": (Arms, {"width": 2}),
    "sitting_once_a_day": (Sitting, {"note": "x"}),
    "report_label_once_a_body": (Report, {"number": 2}),
    "report_replaced_once": (Report, {}),
    "report_body_once_a_group": (Report, {}),
    "report_initiative_once": (ReportInitiative, {"order": 2}),
    "document_version_once": (DocumentVersion, {"name": "another.pdf"}),
    "DocumentText.version": (DocumentText, {"text": "Another"}),
    "round_core_once": (RoundCore, {"reasoning": "Another"}),
    "resolution_ask_once": (ResolutionAsk, {"decides": False}),
    "ask_once": (Ask, {"body": None}),
    "classification_once": (Classification, {"recorded_at": LATER}),
    "Body.slug": (Body, {"name": "Another"}),
    "FrameworkCondition.supersedes": (FrameworkCondition, {}),
    "Organisation.designation": (Organisation, {"ags": "05558999"}),
    "Organisation.ags": (Organisation, {"designation": "Another"}),
    "LegalPage.slug": (LegalPage, {}),
    "PositionDraft.ask": (PositionDraft, {"version": 2}),
    "ReportJob.report": (ReportJob, {}),
    "User.email": (User, {"name": "Another"}),
}
DATED = [model for model in apps.get_models() if issubclass(model, Dated)]
BROKEN |= {
    f"{model.__name__.lower()}_correction_has_reason": (model, {"correction_reason": "x"}) for model in DATED
}
TWICE |= {f"{model.__name__}.corrects": (model, {}) for model in DATED}
CORRECTS = {"correction": 1, "replace_reason": "x", "replaces_id": F("pk")}
ISSUED = {"state": "issued", "issued_at": AT, "number": 1, "pdf": b"%PDF", "pdf_sha256": "0" * 64}


def rows(circle) -> list[Model]:
    """One of each table."""
    delegate, field = circle.people["nottuln"], circle.payroll
    seen = {"effective_on": DAY, "recorded_at": AT}
    ask = circle.ask(circle.nottuln)
    core = RoundCore.objects.create(
        round=circle.round, number=1, snapshot={}, recorded_at=AT, mandate=delegate
    )
    made = [
        FieldParticipation.objects.create(
            field=field,
            organisation=circle.nottuln,
            status="participating",
            is_responsible=True,
            effective_on=DAY,
        ),
        ParticipationEntry.objects.create(
            field=field, organisation=circle.nottuln, status="participating", is_responsible=True, **seen
        ),
        PhaseTransition.objects.create(field=field, from_phase=0, to_phase=1, reason="x", **seen),
        StatusAssessment.objects.create(field=field, light="green", **seen),
        Position.objects.create(ask=ask, stance="consent", mandate=delegate, **seen),
        decided := Resolution.objects.create(
            body=circle.rat_nottuln, result="adopted", mandate=delegate, **seen
        ),
        ResolutionAsk.objects.create(
            resolution=decided, ask=ask, decides=True, recorded_at=AT, mandate=delegate
        ),
        AmendmentRuling.objects.create(ask=ask, concerns_others=False, reason="x", mandate=delegate, **seen),
        core,
        CouncilPaper.objects.create(
            core=core,
            organisation=circle.nottuln,
            snapshot={"date": "", "subject": ""},
            recorded_at=AT,
            mandate=delegate,
        ),
        Classification.objects.create(
            initiative=circle.initiative, field=field, text="aim", recorded_at=AT, mandate=delegate
        ),
        LegalPage.objects.create(slug="impressum", changed_at=AT),
        Report.objects.create(
            body=circle.kreistag,
            as_of=DAY,
            subject="x",
            paper_date=DAY,
            created_at=AT,
            created_by=circle.people["county"],
            made_by=circle.people["county"],
        ),
    ]
    report = made[-1]
    made += _recorded(circle, made[4])
    made += [
        Sitting.objects.create(body=circle.kreistag, held_on=DAY),
        Arms.objects.create(
            organisation=circle.county,
            picture=b"x",
            media_type="image/png",
            width=1,
            height=1,
            recorded_at=AT,
            mandate=delegate,
        ),
        ReportInitiative.objects.create(report=report, initiative=circle.initiative, order=1),
        ReportJob.objects.create(report=report, created_at=AT),
        circle.rat_nottuln,
        field,
        InitiativeParticipant.objects.get(organisation=circle.nottuln),
        delegate,
        circle.nottuln,
        circle.nottuln.populations.get(),
        circle.round,
        ask,
        circle.initiative.conditions.get(),
        delegate.user,
    ]
    return made


def _recorded(circle, position: Position) -> list[Model]:
    """What people record on a field beside its texts."""
    delegate, field = circle.people["nottuln"], circle.payroll
    seen = {"effective_on": DAY, "recorded_at": AT, "mandate": delegate}
    document = Document.objects.create(field=field, title="Entwurf")
    return [
        GateItem.objects.create(field=field, kind="tax", result="done", **seen),
        ConditionOverride.objects.create(
            field=field,
            condition=circle.initiative.conditions.get(),
            rule_version=1,
            computed="open",
            result="met",
            reason="x",
            **seen,
        ),
        Step.objects.create(field=field, phase=0, order=1, title="x"),
        StepTemplate.objects.create(phase=0, order=1, title="x"),
        PositionDraft.objects.create(ask=position.ask, changed_at=AT, mandate=delegate),
        PositionCondition.objects.create(position=position, text="x", changed_at=AT, mandate=delegate),
        document,
        version := DocumentVersion.objects.create(
            document=document,
            number=1,
            file="x.pdf",
            name="x.pdf",
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
            recorded_at=AT,
            mandate=delegate,
        ),
        DocumentText.objects.create(version=version, folding="x", read_at=AT),
    ]
