"""What the notice of the Landrat to the Kreistag of Kreis Coesfeld (2010) says, and nothing else.

Its only date is 20.09.2010; where it names no date, none stands here. Two initiatives are in it: a) the municipalities
of the county, b) the counties of the Münsterland with Stadt Münster. Conditions and fields were named for b); a) takes
them over as proposals for its delegates' first meeting.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from initiatives.domain.circle import conditions, initiatives
from initiatives.domain.fields import standards
from initiatives.domain.meetings import meetings
from initiatives.enums import OrganisationKind
from initiatives.management.demo import organisations as places
from initiatives.models import Body, Initiative, Mandate, Organisation

DAY = date(2010, 9, 20)
AT = datetime(2010, 9, 20, 12, 0, tzinfo=timezone.get_default_timezone())
TAKEN_OVER = "übernommen aus der Initiative der Kreise des Münsterlandes"

TITLE_A = "Interkommunale Zusammenarbeit im Kreis Coesfeld"
TITLE_B = "Interkommunale Zusammenarbeit der Kreise des Münsterlandes"

BACKGROUND_A = """\
Auf einen Antrag der SPD-Fraktion im Kreistag, die Stelle eines Koordinators für die interkommunale Zusammenarbeit \
einzurichten, sprach der Landrat mit den Bürgermeistern. Eine solche Stelle beim Kreis halten sie nicht für förderlich. \
Sie stimmten aber darin überein, die Möglichkeiten einer stärkeren Zusammenarbeit nachhaltig zu prüfen und tatsächlich zu \
nutzen, um gegebenenfalls finanzielle Reserven zu heben.

Zuständig sind in erster Linie die Gemeinden. Der Bürgermeister der Gemeinde Nottuln lädt Beauftragte der Gemeinden zu einem \
Treffen ein; der Kreis darf einen Vertreter entsenden. Die Beauftragten legen in einem ersten Schritt Themenfelder und \
Rahmenbedingungen fest. Nach der Abstimmung in den Gemeinden werden die Felder schrittweise abgearbeitet.

Der Vertreter des Kreises unterstützt auf Anforderung fachlich. Dem Kreis steht frei, sich an den Vorhaben der Gemeinden zu \
beteiligen; sein Vertreter soll möglichst Projekte zwischen dem Kreis und den kreisangehörigen Gemeinden anregen und einrichten."""

BACKGROUND_B = """\
Vertreter der Verwaltungen der Kreise des Münsterlandes und ein Vertreter der Stadt Münster haben sich in ersten Gesprächen \
über mögliche Rahmenbedingungen und Betätigungsfelder abgestimmt.

Erwartet wird, dass Aufgabenfelder schwerpunktmäßig einzelnen Beteiligten zugeordnet werden, die Einführung und Umsetzung \
vorbereiten. Sind diese Vorarbeiten abgeschlossen, ist über die konkreten Maßnahmen zu entscheiden."""


@dataclass(frozen=True)
class Case:
    """What was loaded, for those who build on it."""

    municipalities: Initiative
    counties: Initiative
    organisations: dict[str, Organisation]
    bodies: dict[str, Body]
    people: dict[str, Mandate]


def load(password: str) -> Case:
    """Write the case into an empty database. Everything is recorded on the day of the notice's only date."""
    organisations = places.load_organisations()
    bodies = places.load_bodies(organisations)
    municipalities = _municipalities(organisations)
    counties = _counties(organisations)
    people = places.load_accounts(organisations, bodies, counties, password, DAY)
    return Case(municipalities, counties, organisations, bodies, people)


def find() -> Case | None:
    """The case as it was loaded before, None if it was not."""
    titles = {i.title: i for i in Initiative.objects.filter(title__in=(TITLE_A, TITLE_B))}
    if len(titles) < 2:
        return None
    people: dict[str, Mandate] = {}
    for mandate in Mandate.objects.with_names().select_related("user").order_by("pk"):
        people.setdefault(mandate.user.email.partition("@")[0], mandate)
    return Case(
        titles[TITLE_A],
        titles[TITLE_B],
        {o.designation: o for o in Organisation.objects.all()},
        {b.slug: b for b in Body.objects.select_related("organisation")},
        people,
    )


def _municipalities(organisations: dict[str, Organisation]) -> Initiative:
    county = organisations[places.COUNTY]
    initiative = initiatives.found(
        title=TITLE_A,
        short_title="Kreis Coesfeld",
        documented_from=DAY,
        county=county,
        convening=organisations["Gemeinde Nottuln"],
        participants=[o for o in organisations.values() if o.county_id == county.pk],
        background=BACKGROUND_A,
        conditions_note="Vorschlag für das erste Treffen der Beauftragten; noch nicht festgelegt.",
        by=None,
        at=AT,
    )
    meetings.record(
        initiative=initiative,
        title="Aussprache mit den Bürgermeistern",
        held_on=None,
        result="Die Stelle eines Koordinators wird nicht als förderlich angesehen. Es bestand Übereinstimmung, die "
        "Möglichkeiten einer stärkeren Zusammenarbeit nachhaltig zu prüfen und tatsächlich zu nutzen.",
        by=None,
        at=AT,
    )
    _conditions_and_fields(initiative, TAKEN_OVER)
    return initiative


def _counties(organisations: dict[str, Organisation]) -> Initiative:
    circle = (OrganisationKind.KREIS, OrganisationKind.KREISFREIE_STADT)
    initiative = initiatives.found(
        title=TITLE_B,
        short_title="Münsterland",
        documented_from=DAY,
        participants=[o for o in organisations.values() if o.kind in circle],
        background=BACKGROUND_B,
        conditions_note="Als mögliche Rahmenbedingungen genannt; noch nicht festgelegt.",
        by=None,
        at=AT,
    )
    meetings.record(
        initiative=initiative,
        title="Erste Abstimmungsgespräche der Verwaltungen",
        held_on=None,
        result="Mögliche Rahmenbedingungen und Betätigungsfelder sind benannt.",
        by=None,
        at=AT,
    )
    meetings.record(
        initiative=initiative,
        title="Anschlusstermin zur kreisinternen Einschätzung",
        held_on=DAY,
        result="Erste Fortschritte. Eine abschließende und verbindliche Regelung ist nicht erfolgt.",
        by=None,
        at=AT,
    )
    _conditions_and_fields(initiative, "")
    return initiative


def _conditions_and_fields(initiative: Initiative, origin: str) -> None:
    """The notice names them for both alike; the application offers the same as starting sets."""
    conditions.take_over_standard(initiative=initiative, origin=origin, by=None, at=AT)
    standards.take_over_fields(initiative=initiative, origin=origin, by=None, at=AT)
