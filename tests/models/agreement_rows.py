"""One sound row of each table of agreements and of the law of a Land, and what the database refuses about it."""

from datetime import UTC, date, datetime, timedelta

from django.db.models import F, Model

from initiatives.models import (
    Agreement,
    AgreementChange,
    AgreementReminder,
    AgreementStage,
    Authority,
    Competence,
    LegalForm,
    LegalTerm,
)

DAY = date(2026, 2, 2)
BEFORE = DAY - timedelta(days=1)
AT = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
LAW = {"land": "05", "paragraph": "§ 1", "source": "GkG NRW", "valid_from": DAY}

BROKEN: dict[str, tuple[type[Model], dict]] = {
    "agreement_kind": (Agreement, {"kind": "treaty"}),
    "agreement_amends_another_or_stands_alone": (Agreement, {"amends": F("pk")}),
    "agreement_unlimited_has_no_end": (Agreement, {"is_unlimited": True, "term_until": DAY}),
    "agreement_one_legal_form": (Agreement, {"legal_form_name": "Vertrag"}),
    "agreement_ends_after_it_begins": (Agreement, {"begins_on": DAY, "term_until": BEFORE}),
    "agreement_change_kind": (AgreementChange, {"change": "stays"}),
    "agreement_change_role": (AgreementChange, {"role": "guest"}),
    "agreement_change_role_unless_it_leaves": (AgreementChange, {"role": ""}),
    "agreement_stage_kind": (AgreementStage, {"kind": "sealed"}),
    "agreement_stage_party_of_signature": (AgreementStage, {"kind": "signed"}),
    "agreement_stage_day_in_force": (AgreementStage, {"in_force_on": DAY}),
    "agreement_stage_day_of_the_end": (AgreementStage, {"kind": "terminated"}),
    "agreement_stage_hearing": (AgreementStage, {"hearing_on": DAY}),
    "agreement_stage_gazette": (AgreementStage, {"gazette": "Amtsblatt"}),
    "legal_form_land": (LegalForm, {"land": "99"}),
    "legal_form_ends_after_it_begins": (LegalForm, {"valid_until": BEFORE}),
    "legal_term_land": (LegalTerm, {"land": "99"}),
    "legal_term_key": (LegalTerm, {"key": "patience"}),
    "legal_term_unit": (LegalTerm, {"unit": "moons"}),
    "legal_term_positive": (LegalTerm, {"value": 0}),
    "legal_term_ends_after_it_begins": (LegalTerm, {"valid_until": BEFORE}),
    "authority_land": (Authority, {"land": "99"}),
    "authority_ends_after_it_begins": (Authority, {"valid_until": BEFORE}),
    "competence_land": (Competence, {"land": "99"}),
    "competence_ends_after_it_begins": (Competence, {"valid_until": BEFORE}),
}
TWICE: dict[str, tuple[type[Model], dict]] = {
    "legal_form_once_a_day": (LegalForm, {"name": "Another"}),
    "legal_term_once_a_day": (LegalTerm, {"value": 2}),
    "authority_once_a_day": (Authority, {"name": "Another"}),
    "competence_once_a_day": (Competence, {"paragraph": "§ 2"}),
    "agreement_reminder_once": (AgreementReminder, {"reminded_at": AT + timedelta(days=1)}),
}


def rows(circle) -> list[Model]:
    """One of each table."""
    seen = {"effective_on": DAY, "recorded_at": AT, "mandate": circle.people["nottuln"]}
    form = LegalForm.objects.create(key="test", name="Vereinbarung", **LAW)
    agreement = Agreement.objects.create(field=circle.payroll, title="Vereinbarung", legal_form=form)
    return [
        form,
        LegalTerm.objects.create(key="notification", value=6, unit="weeks", **LAW),
        Authority.objects.create(has_county_or_free_city=True, name="Bezirksregierung", **LAW),
        Competence.objects.create(is_county=True, **LAW),
        agreement,
        AgreementChange.objects.create(
            agreement=agreement, organisation=circle.nottuln, change="enters", role="uses", **seen
        ),
        AgreementReminder.objects.create(agreement=agreement, kind="review", due_on=DAY, reminded_at=AT),
        AgreementStage.objects.create(agreement=agreement, kind="text_agreed", **seen),
    ]
