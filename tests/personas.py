"""A small circle and its people, as fixtures: who a test speaks for, and what they have before them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from initiatives.domain.circle import conditions, initiatives
from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.log import notices
from initiatives.domain.meetings import meetings
from initiatives.domain.votes import rounds
from initiatives.enums import BodyKind, OrganisationKind, ReportedBy, Role, RoundPurpose
from initiatives.management.demo import example, source
from initiatives.models import (
    Ask,
    Body,
    Field,
    Initiative,
    Mandate,
    Organisation,
    PopulationFigure,
    Round,
    User,
)

PASSWORD = "ein-langes-kennwort"
BEGIN = date(2026, 1, 5)
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@dataclass
class Circle:
    """Nottuln convenes, Dülmen and Rosendahl take part, Kreis Coesfeld is invited; one field has an open round."""

    county: Organisation
    nottuln: Organisation
    duelmen: Organisation
    rosendahl: Organisation
    kreistag: Body
    rat_nottuln: Body
    initiative: Initiative
    payroll: Field  # phase 0, all three asked in an open round
    hotline: Field  # nobody asked
    round: Round
    people: dict[str, Mandate] = field(default_factory=dict)

    def ask(self, organisation: Organisation) -> Ask:
        return Ask.objects.get(round=self.round, field=self.payroll, organisation=organisation)


def _organisation(kind: str, name: str, ags: str, county: Organisation | None = None) -> Organisation:
    made = Organisation.objects.create(
        kind=kind,
        name=name,
        designation=f"{OrganisationKind(kind).label} {name}",
        ags=ags,
        county=county,
        latitude="51.9",
        longitude="7.3",
    )
    PopulationFigure.objects.create(
        organisation=made, date=date(2022, 12, 31), value=20_000, source="Destatis"
    )
    return made


def _person(address: str, role: str, organisation: Organisation | None, body: Body | None = None) -> Mandate:
    user = User.objects.create_user(f"{address}@ikz.example", PASSWORD)
    return Mandate.objects.create(
        user=user, role=role, organisation=organisation, body=body, valid_from=BEGIN
    )


@pytest.fixture
@notices.silence()
def circle(db) -> Circle:
    """The small circle of most tests; nobody has been told anything yet."""
    county = _organisation("kreis", "Coesfeld", "05558")
    nottuln = _organisation("gemeinde", "Nottuln", "05558032", county)
    duelmen = _organisation("stadt", "Dülmen", "05558016", county)
    rosendahl = _organisation("gemeinde", "Rosendahl", "05558040", county)
    other_county = _organisation("kreis", "Borken", "05554")
    elsewhere = _organisation("stadt", "Ahaus", "05554004", other_county)
    kreistag = Body.objects.create(
        organisation=county,
        name="Kreistag",
        kind=BodyKind.KREISTAG,
        slug="kreistag-coesfeld",
        reported_by=ReportedBy.ORGANISATION,
    )
    rat = Body.objects.create(organisation=nottuln, name="Rat", kind=BodyKind.RAT, slug="rat-nottuln")
    initiative = initiatives.found(
        title="Zusammenarbeit im Kreis Coesfeld",
        short_title="Kreis Coesfeld",
        documented_from=BEGIN,
        county=county,
        convening=nottuln,
        participants=[nottuln, duelmen, rosendahl],
        background="Die Kommunen prüfen, was sie gemeinsam besser können.",
        by=None,
        at=AT,
    )
    conditions.add(
        initiative=initiative, text="höhere Wirtschaftlichkeit", rule_key="economy", by=None, at=AT
    )
    meetings.record(
        initiative=initiative,
        title="Erstes Treffen",
        held_on=BEGIN,
        result="Felder gesammelt",
        by=None,
        at=AT,
    )
    payroll = fields.propose(initiative=initiative, title="Personalabrechnung bündeln", by=None, at=AT)
    hotline = fields.propose(
        initiative=initiative, title="Einführung von D 115", nature="citizen_facing", by=None, at=AT
    )
    people = {
        "nottuln": _person("beauftragte-nottuln", Role.DELEGATE, nottuln),
        "duelmen": _person("beauftragte-duelmen", Role.DELEGATE, duelmen),
        "rosendahl": _person("beauftragte-rosendahl", Role.DEPUTY, rosendahl),
        "reader": _person("lesende-nottuln", Role.READER, nottuln),
        "county": _person("kreis", Role.COUNTY_REPRESENTATIVE, county),
        "kreistag": _person("kreistag", Role.COUNCIL_MEMBER, county, kreistag),
        "rat": _person("rat-nottuln", Role.COUNCIL_MEMBER, nottuln, rat),
        "administrator": _person("fachadministration", Role.ADMINISTRATOR, None),
        "county_administrator": _person("fachadministration-coesfeld", Role.ADMINISTRATOR, county),
        "stranger": _person("beauftragte-ahaus", Role.DELEGATE, elsewhere),
    }
    round_ = rounds.open_round(
        initiative=initiative,
        fields=[payroll],
        organisations=[nottuln, duelmen, rosendahl],
        purpose=RoundPurpose.TAKING_PART,
        subject="Wirkt Ihre Kommune an diesem Feld mit?",
        deadline=moments.today() + timedelta(days=14),
        bodies={nottuln.pk: rat},
        by=people["nottuln"],
        at=AT,
    )
    return Circle(
        county, nottuln, duelmen, rosendahl, kreistag, rat, initiative, payroll, hotline, round_, people
    )


@notices.silence()
def climate(circle: Circle) -> Initiative:
    """A second initiative of the county: Dülmen convenes it, Rosendahl takes part, Nottuln does not. Who convenes reports
    to the Kreistag, too; a deputy of Dülmen acts in the first initiative only.
    """
    Body.objects.filter(pk=circle.kreistag.pk).update(reported_by=ReportedBy.BOTH)
    circle.kreistag.refresh_from_db()
    limited = _person("stellvertretung-duelmen", Role.DEPUTY, circle.duelmen)
    limited.initiative = circle.initiative
    limited.save()
    circle.people["limited"] = limited
    return initiatives.found(
        title="Klimaschutz im Kreis Coesfeld",
        short_title="Klimaschutz",
        documented_from=BEGIN,
        county=circle.county,
        convening=circle.duelmen,
        participants=[circle.duelmen, circle.rosendahl],
        background="Die Wärmeplanung steht an.",
        by=None,
        at=AT,
    )


@pytest.fixture
def sign_in(circle: Circle):
    """`sign_in("duelmen")` is a test client of that persona; `sign_in(None)` one that is not signed in."""

    def make(persona: str | None) -> Client:
        client = Client()
        if persona:
            client.force_login(
                circle.people[persona].user, backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        return client

    return make


@pytest.fixture
def source_case(db) -> source.Case:
    """The case of 2010 as the source tells it."""
    return source.load(PASSWORD)


@pytest.fixture
@notices.silence()
def example_case(source_case: source.Case) -> source.Case:
    """The case of 2010 with the example course that ends today."""
    example.load(source_case, moments.today())
    return source_case
