"""The first day of an installation: what an administrator sets up, in which order, and how far it is."""

from dataclasses import dataclass

from initiatives.enums import MandateState
from initiatives.models import Body, Initiative, Mandate, Organisation


@dataclass(frozen=True)
class Step:
    route: str  # name of the page where it is done
    title: str
    text: str
    count: int
    unit: str  # singular and plural, for the template filter `plural`

    @property
    def done(self) -> bool:
        return self.count > 0


def steps(*, by: Mandate) -> list[Step]:
    """The four steps with what exists already in the administrator's reach; four queries."""
    reach = Organisation.objects.under(by)
    people = (
        Mandate.objects.filter(organisation__in=reach, state=MandateState.GRANTED).values("user").distinct()
    )
    return [
        Step(
            "administration_organisations",
            "Organisationen anlegen",
            "Kreis, Städte und Gemeinden, einzeln oder alle auf einmal aus einer CSV-Datei.",
            reach.count(),
            "Organisation,Organisationen",
        ),
        Step(
            "administration_bodies",
            "Gremien anlegen",
            "Kreistag, Räte und Ausschüsse, die beschließen oder Berichte erhalten.",
            Body.objects.filter(organisation__in=reach).count(),
            "Gremium,Gremien",
        ),
        Step(
            "administration_people",
            "Personen und Mandate eintragen",
            "Beauftragte, Stellvertretungen, Lesende, die Vertretung des Kreises und Ratsmitglieder.",
            people.count(),
            "Person,Personen",
        ),
        Step(
            "administration_initiatives",
            "Initiative gründen",
            "Teilnehmende Kommunen, einladende Kommune, Rahmenbedingungen und die ersten Felder.",
            Initiative.objects.under(by).count(),
            "Initiative,Initiativen",
        ),
    ]
