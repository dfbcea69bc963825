"""Municipalities, bodies and accounts of the first case. Population figures: Destatis, 31.12.2022."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from initiatives.domain.kernel.texts import slug
from initiatives.enums import BodyKind, OrganisationKind, ReportedBy, Role
from initiatives.models import Body, Initiative, Mandate, Organisation, PopulationFigure, User

FACTS = Path(__file__).with_name("municipalities.csv")
COUNTY = "Kreis Coesfeld"
MAIL_HOST = "ikz.example"


def load_organisations() -> dict[str, Organisation]:
    """Municipalities and counties with their figures, by designation."""
    with FACTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: dict[str, Organisation] = {}
    by_ags: dict[str, Organisation] = {}
    for row in sorted(rows, key=lambda r: bool(r["county_ags"])):
        organisation = Organisation.objects.create(
            kind=row["kind"],
            name=row["name"],
            designation=row["designation"],
            ags=row["ags"],
            county=by_ags.get(row["county_ags"]),
            latitude=Decimal(row["latitude"]),
            longitude=Decimal(row["longitude"]),
        )
        PopulationFigure.objects.create(
            organisation=organisation,
            date=date.fromisoformat(row["population_date"]),
            value=int(row["population"]),
            source="Destatis",
        )
        found[organisation.designation] = by_ags[row["ags"]] = organisation
    return found


def load_bodies(organisations: dict[str, Organisation]) -> dict[str, Body]:
    """The Kreistag of each county and the Rat of each town, by slug."""
    found = {}
    for organisation in organisations.values():
        is_county = organisation.kind == OrganisationKind.KREIS
        name = "Kreistag" if is_county else "Rat"
        body = Body.objects.create(
            organisation=organisation,
            name=name,
            kind=BodyKind.KREISTAG if is_county else BodyKind.RAT,
            slug=f"{name.lower()}-{slug(organisation.name)}",
            reported_by=ReportedBy.ORGANISATION,
            sender_line="Der Landrat" if organisation.designation == COUNTY else "",
        )
        found[body.slug] = body
    return found


def load_accounts(
    organisations: dict[str, Organisation],
    bodies: dict[str, Body],
    counties: Initiative,
    password: str,
    since: date,
) -> dict[str, Mandate]:
    """One account for each role, called by it; the first mandate of each, by the part of the address before the @."""
    people: dict[str, Mandate] = {}

    def account(address: str, role: str, **mandate) -> Mandate:
        user = User.objects.filter(email=f"{address}@{MAIL_HOST}").first()
        home = mandate["organisation"]
        user = user or User.objects.create_user(f"{address}@{MAIL_HOST}", password, home=home)
        made = Mandate.objects.create(user=user, role=role, valid_from=since, **mandate)
        return people.setdefault(address, made)

    for organisation in organisations.values():
        is_town = organisation.kind != OrganisationKind.KREIS
        name = slug(organisation.name if is_town else organisation.designation)
        account(
            f"beauftragte-{name}",
            Role.DELEGATE,
            organisation=organisation,
            initiative=None if is_town and organisation.county_id else counties,
        )
    county = organisations[COUNTY]
    account("kreis", Role.COUNTY_REPRESENTATIVE, organisation=county)
    account("kreis", Role.DEPUTY, organisation=county, initiative=counties)
    account("kreis-zweite", Role.COUNTY_REPRESENTATIVE, organisation=county)
    account("kreistag", Role.COUNCIL_MEMBER, organisation=county, body=bodies["kreistag-coesfeld"])
    nottuln = organisations["Gemeinde Nottuln"]
    account("rat-nottuln", Role.COUNCIL_MEMBER, organisation=nottuln, body=bodies["rat-nottuln"])
    account("lesende-nottuln", Role.READER, organisation=nottuln)
    account("fachadministration", Role.ADMINISTRATOR, organisation=None)
    return people
