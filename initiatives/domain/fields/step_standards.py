"""Suggested steps of each phase as a starting set of an installation."""

from django.db.models import Max

from initiatives.domain.state.versions import state_change
from initiatives.enums import Phase
from initiatives.models import StepTemplate

# phase -> what is to be done, days from the beginning of the phase
STANDARD_STEPS: dict[Phase, tuple[tuple[str, int], ...]] = {
    Phase.PROPOSAL: (
        ("Ziel und Nutzen des Feldes beschreiben", 14),
        ("Feld im Treffen der Beauftragten vorstellen", 42),
    ),
    Phase.INTERNAL: (
        ("Mitwirkung in jeder Verwaltung abstimmen", 42),
        ("Federführung und Ansprechstelle benennen", 42),
    ),
    Phase.BASELINE: (
        ("Gemeinsame Grundlage der Erhebung festlegen", 14),
        ("Fälle, Stellen und Kosten je Kommune erheben", 60),
        ("Ergebnisse gegenüberstellen", 75),
    ),
    Phase.CONCEPT: (
        ("Rechtsform und Kostenschlüssel vorschlagen", 42),
        ("Wirtschaftlichkeit je Kommune berechnen", 56),
        ("Steuer, Vergabe und Datenschutz prüfen lassen", 70),
        ("Personalvertretungen beteiligen", 70),
    ),
    Phase.DECISION: (
        ("Entwurf der Vereinbarung versenden", 7),
        ("Sitzungsvorlagen für die Räte erstellen", 28),
        ("Beschlüsse der Räte herbeiführen", 90),
    ),
    Phase.IMPLEMENTATION: (
        ("Vereinbarung unterzeichnen", 28),
        ("Anzeige oder Genehmigung bei der Aufsichtsbehörde klären", 42),
        ("Umstellung planen und Beschäftigte informieren", 56),
        ("Betrieb in einer Kommune erproben", 120),
    ),
    Phase.OPERATION: (("Kosten und Qualität nach einem Jahr überprüfen", 365),),
}


@state_change()
def take_over_steps() -> list[StepTemplate]:
    """Add those of `STANDARD_STEPS` whose title their phase does not have, last in order; returns the added ones."""
    known = {(phase, title.lower()) for phase, title in StepTemplate.objects.values_list("phase", "title")}
    last = StepTemplate.objects.aggregate(n=Max("order"))["n"] or 0
    missing = [
        (phase, title, days)
        for phase, suggested in STANDARD_STEPS.items()
        for title, days in suggested
        if (phase.value, title.lower()) not in known
    ]
    rows = [
        StepTemplate(phase=phase, order=order, title=title, days=days)
        for order, (phase, title, days) in enumerate(missing, start=last + 1)
    ]
    return StepTemplate.objects.bulk_create(rows)
