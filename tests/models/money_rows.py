"""One sound row of each table of a field's money, and what the database refuses about it."""

from datetime import UTC, date, datetime, timedelta

from django.db.models import F, Model

from initiatives.models import (
    Actual,
    ComparisonBasis,
    CostKey,
    CostKeyPeriod,
    CostKeyShare,
    CostLine,
    CostLineEntry,
    FieldFunding,
    FundingProgramme,
    StaffRate,
    UtilityAnalysis,
)

DAY = date(2026, 2, 2)
BEFORE = DAY - timedelta(days=1)
AT = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)

BROKEN: dict[str, tuple[type[Model], dict]] = {
    "cost_key_period_kind": (CostKeyPeriod, {"kind": "dice"}),
    "cost_key_period_bearers": (CostKeyPeriod, {"bearers": "nobody"}),
    "cost_key_period_rounding": (CostKeyPeriod, {"rounding": "ton"}),
    "cost_key_period_ends_after_it_starts": (CostKeyPeriod, {"ends_on": BEFORE}),
    "cost_key_period_base_iff_mixed": (CostKeyPeriod, {"base_cents": 1}),
    "cost_key_period_described_has_words": (CostKeyPeriod, {"kind": "described", "reason": ""}),
    "cost_key_share_not_negative": (CostKeyShare, {"figure": -1}),
    "cost_line_variant": (CostLine, {"variant": "dream"}),
    "cost_line_kind": (CostLine, {"kind": "luck"}),
    "cost_line_receiver_iff_reimbursement": (CostLine, {"receiver": F("organisation")}),
    "cost_line_shared_or_of_one": (CostLine, {"organisation": None}),
    "cost_line_saving_of_one": (CostLine, {"kind": "saving", "is_shared": True}),
    "cost_line_today_is_not_shared": (CostLine, {"variant": "today", "is_shared": True}),
    "cost_line_entry_confidence": (CostLineEntry, {"confidence": "hoped"}),
    "cost_line_entry_amount_or_posts": (CostLineEntry, {"amount_cents": -1}),
    "cost_line_entry_years": (CostLineEntry, {"from_year": 2030, "until_year": 2029}),
    "cost_line_entry_increase": (CostLineEntry, {"increase": 101}),
    "comparison_basis_year": (ComparisonBasis, {"first_year": 1899}),
    "comparison_basis_years": (ComparisonBasis, {"years": 31}),
    "comparison_basis_rate": (ComparisonBasis, {"rate": 21}),
    "staff_rate_positive": (StaffRate, {"cents": 0}),
    "staff_rate_year": (StaffRate, {"year": 2200}),
    "actual_not_negative": (Actual, {"cents": -1}),
    "actual_year": (Actual, {"year": 2200}),
    "field_funding_not_negative": (FieldFunding, {"expenses_cents": -1}),
    "funding_programme_land": (FundingProgramme, {"land": "99"}),
    "funding_programme_ends_after_it_begins": (FundingProgramme, {"valid_until": BEFORE}),
    "funding_programme_amounts": (FundingProgramme, {"least_partners": 1}),
    "funding_programme_percents": (FundingProgramme, {"most_percent": 101}),
}
TWICE: dict[str, tuple[type[Model], dict]] = {
    "cost_key_once_a_field": (CostKey, {}),
    "cost_key_share_once": (CostKeyShare, {"figure": 2}),
    "staff_rate_once_a_year": (StaffRate, {"cents": 2}),
    "funding_programme_once_a_day": (FundingProgramme, {"name": "Another"}),
}


def rows(circle) -> list[Model]:
    """One of each table."""
    seen = {"effective_on": DAY, "recorded_at": AT, "mandate": circle.people["nottuln"]}
    field, place = circle.payroll, circle.nottuln
    key = CostKey.objects.create(field=field, title="Schlüssel")
    period = CostKeyPeriod.objects.create(key=key, starts_on=DAY, kind="equal", **seen)
    line = CostLine.objects.create(field=field, variant="joint", kind="total", organisation=place)
    programme = FundingProgramme.objects.create(
        key=f"test-{field.pk}", name="IKZ", land="05", paragraph="Nr. 4", source="Richtlinie", valid_from=DAY,
        base_cents=1, further_cents=1,
    )  # fmt: skip
    return [
        *(key, period, line, programme),
        CostKeyShare.objects.create(period=period, organisation=place),
        CostLineEntry.objects.create(line=line, amount_cents=1, source="x", confidence="estimated", **seen),
        ComparisonBasis.objects.create(field=field, first_year=2026, rate=2, price_year=2026, **seen),
        StaffRate.objects.create(pay_grade=f"E {field.pk}", year=2026, cents=1, source="KGSt"),
        Actual.objects.create(field=field, organisation=place, year=2026, cents=1, source="x", **seen),
        UtilityAnalysis.objects.create(field=field, **seen),
        FieldFunding.objects.create(field=field, programme=programme, expenses_cents=1, **seen),
    ]
