"""What the example's convening municipality wrote for the councils that decide on the agreement."""

from initiatives.domain.votes import council_papers
from initiatives.management.demo.course import Course
from initiatives.models import Round

REASONS = """Die Abrechnung von Entgelt und Besoldung verlangt in jeder Kommune dieselben Kenntnisse; Vertretung und \
Rechtsänderungen binden Personal. Die Stadt Dülmen verfügt über Verfahren und Fachleute und kann weitere Kommunen aufnehmen.

Der Entwurf der Vereinbarung regelt Aufgaben, Kosten, Haftung, Datenschutz und Austritt. Personalentscheidungen bleiben in \
jeder Kommune."""


def course(a: Course) -> None:
    """The reasons for the councils in the open round on the agreement."""
    round_ = Round.objects.get(
        asks__field=a.field("Personalabrechnung"), closed_on=None, asks__organisation=a.place("Nottuln")
    )
    council_papers.give_reasons(
        round_=round_, reasoning=REASONS, seen=0, by=a.delegate("Nottuln"), at=a.at(1, 10)
    )
