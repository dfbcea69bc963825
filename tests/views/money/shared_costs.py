"""A field of the eleven municipalities of the county that shares a joint cost, and the county provides."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from initiatives.domain.fields import fields, providers
from initiatives.domain.kernel import moments
from initiatives.domain.money import keys
from initiatives.domain.money.key_figures import Period
from initiatives.enums import Confidence
from initiatives.enums.money import CostKind, Variant
from initiatives.management.demo import source
from initiatives.models import ComparisonBasis, CostKeyPeriod, CostLine, CostLineEntry, Field, Mandate

SINCE = date(2026, 1, 1)


@dataclass(frozen=True)
class Shared:
    case: source.Case
    field: Field
    by: Mandate

    @property
    def keys_url(self) -> str:
        return reverse("cost_keys", args=[self.field.pk])

    @property
    def url(self) -> str:
        return reverse("simulation", args=[self.field.pk])

    def place(self, name: str):
        return next(
            one for one in self.case.organisations.values() if one.name == name and one.kind != "kreis"
        )


def joined(case: source.Case, *names: str) -> Shared:
    """These municipalities, or all, and the county take part; Nottuln leads and the county provides."""
    field = Field.objects.filter(initiative=case.municipalities, title__startswith="Personal").get()
    at = moments.now()
    places = [one for one in case.organisations.values() if one.county == case.municipalities.county]
    places = [one for one in places if not names or one.name in names]
    since = {"effective_on": SINCE, "by": None, "at": at}
    for place in (*places, case.municipalities.county):
        fields.set_participation(field=field, organisation=place, status="participating", **since)
    nottuln = next(one for one in places if one.name == "Nottuln")
    fields.set_lead(field=field, organisation=nottuln, contact="Amt 10", **since)
    providers.set_provider(field=field, organisation=case.municipalities.county, **since)
    by = Mandate.objects.filter(organisation=nottuln, role="delegate").first()
    assert by is not None
    return Shared(case, field, by)


def key(shared: Shared, kind: str, title: str = "Betrieb", **values) -> CostKeyPeriod:
    period = Period(**{"starts_on": SINCE, "kind": kind} | values)
    return keys.add(field=shared.field, title=title, period=period, by=shared.by, at=moments.now())


def line(
    shared: Shared, kind: CostKind, cents: int, variant: str = Variant.JOINT, title: str = "", **values
) -> CostLine:
    """A line with its one entry; without an organisation it is shared."""
    values = {"is_shared": "organisation" not in values} | values
    made = CostLine.objects.create(field=shared.field, variant=variant, kind=kind, **values)
    CostLineEntry.objects.create(
        line=made,
        title=title,
        amount_cents=cents,
        source="Haushalt",
        confidence=Confidence.ESTIMATED,
        effective_on=SINCE,
        recorded_at=moments.now(),
        mandate=shared.by,
    )
    return made


def basis(shared: Shared, first_year: int = 2026, years: int = 5) -> None:
    ComparisonBasis.objects.create(
        field=shared.field,
        first_year=first_year,
        years=years,
        rate=2,
        price_year=first_year,
        effective_on=SINCE,
        recorded_at=moments.now(),
        mandate=shared.by,
    )
