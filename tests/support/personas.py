"""A small circle and its people, as fixtures: who a test speaks for, and what they have before them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from initiatives.domain.circle import conditions, initiatives
from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.texts import slug
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


def organisation(kind: str, name: str, ags: str, county: Organisation | None = None) -> Organisation:
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


def person(address: str, role: str, organisation: Organisation | None, body: Body | None = None) -> Mandate:
    user = User.objects.create_user(f"{address}@ikz.example", PASSWORD, home=organisation)
    return Mandate.objects.create(
        user=user, role=role, organisation=organisation, body=body, valid_from=BEGIN
    )


@notices.silence()
def make_circle(county: Organisation, *places: Organisation, of_county: str = "") -> Circle:
    """A county with three municipalities, the first of which convenes, and their people; nobody has been told anything yet.

    Whatever the places are called, the circle names them as the first one does. `of_county` sets the addresses apart.
    """
    nottuln, duelmen, rosendahl = places
    own = slug(nottuln.name)
    kreistag = Body.objects.create(
        organisation=county,
        name="Kreistag",
        kind=BodyKind.KREISTAG,
        slug=f"kreistag-{slug(county.name)}",
        reported_by=ReportedBy.ORGANISATION,
    )
    rat = Body.objects.create(organisation=nottuln, name="Rat", kind=BodyKind.RAT, slug=f"rat-{own}")
    initiative = initiatives.found(
        title=f"Zusammenarbeit im {county.designation}",
        short_title=county.designation,
        documented_from=BEGIN,
        county=county,
        convening=nottuln,
        participants=list(places),
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
        "nottuln": person(f"beauftragte-{own}", Role.DELEGATE, nottuln),
        "duelmen": person(f"beauftragte-{slug(duelmen.name)}", Role.DELEGATE, duelmen),
        "rosendahl": person(f"beauftragte-{slug(rosendahl.name)}", Role.DEPUTY, rosendahl),
        "reader": person(f"lesende-{own}", Role.READER, nottuln),
        "county": person(f"kreis{of_county}", Role.COUNTY_REPRESENTATIVE, county),
        "kreistag": person(f"kreistag{of_county}", Role.COUNCIL_MEMBER, county, kreistag),
        "rat": person(f"rat-{own}", Role.COUNCIL_MEMBER, nottuln, rat),
        "county_administrator": person(f"fachadministration-{slug(county.name)}", Role.ADMINISTRATOR, county),
    }
    round_ = rounds.open_round(
        question=rounds.Question(RoundPurpose.TAKING_PART, "Wirkt Ihre Kommune an diesem Feld mit?"),
        fields=[payroll],
        organisations=list(places),
        deadline=moments.today() + timedelta(days=14),
        bodies={nottuln.pk: rat},
        by=people["nottuln"],
        at=AT,
    )
    return Circle(
        county, nottuln, duelmen, rosendahl, kreistag, rat, initiative, payroll, hotline, round_, people
    )


@pytest.fixture
def circle(db, begin_with) -> Circle:
    """The small circle of most tests, with an administrator of all and a stranger from another county."""
    return begin_with(_circle)


def _circle() -> Circle:
    county = organisation("kreis", "Coesfeld", "05558")
    nottuln = organisation("gemeinde", "Nottuln", "05558032", county)
    duelmen = organisation("stadt", "Dülmen", "05558016", county)
    rosendahl = organisation("gemeinde", "Rosendahl", "05558040", county)
    other_county = organisation("kreis", "Borken", "05554")
    elsewhere = organisation("stadt", "Ahaus", "05554004", other_county)
    made = make_circle(county, nottuln, duelmen, rosendahl)
    made.people |= {
        "administrator": person("fachadministration", Role.ADMINISTRATOR, None),
        "stranger": person("beauftragte-ahaus", Role.DELEGATE, elsewhere),
    }
    return made


@notices.silence()
def climate(circle: Circle) -> Initiative:
    """A second initiative of the county: Dülmen convenes it, Rosendahl takes part, Nottuln does not. Who convenes reports
    to the Kreistag, too; a deputy of Dülmen acts in the first initiative only.
    """
    Body.objects.filter(pk=circle.kreistag.pk).update(reported_by=ReportedBy.BOTH)
    circle.kreistag.refresh_from_db()
    limited = person("stellvertretung-duelmen", Role.DEPUTY, circle.duelmen)
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
        return client_of(circle.people[persona].user) if persona else Client()

    return make


def client_of(user: User) -> Client:
    """A test client that is signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def source_case(db, begin_with) -> source.Case:
    """The case of 2010 as the source tells it."""
    return begin_with(_source_case)


def _source_case() -> source.Case:
    return source.load(PASSWORD)


@pytest.fixture
def example_case(source_case: source.Case, begin_with) -> source.Case:
    """The case of 2010 with the example course that ends today."""
    return begin_with(_example_case, source_case)


@notices.silence()
def _example_case(source_case: source.Case) -> source.Case:
    example.load(source_case, moments.today())
    return source_case
