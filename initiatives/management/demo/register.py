"""How far some resolutions of the example are carried out. All invented."""

from initiatives.domain.meetings import register
from initiatives.enums import ImplementationState
from initiatives.management.demo.course import Course
from initiatives.models import Resolution


def course(a: Course) -> None:
    """One is in work, one done, one overdue; the others are open."""
    _tell(
        a,
        "Dülmen",
        ImplementationState.WORK,
        8,
        -40,
        "Fachbereich Personal",
        "Die Umstellung ist vorbereitet.",
    )
    _tell(
        a, "Senden", ImplementationState.DONE, 12, None, "Zentrale Vergabestelle", "Die Stelle ist benannt."
    )
    _tell(a, "Havixbeck", ImplementationState.OPEN, 38, 6, "Zentrale Dienste", "")


def _tell(a: Course, name: str, state: str, days: int, due: int | None, contact: str, note: str) -> None:
    """Of the latest resolution of a municipality; days are counted back from today."""
    found = Resolution.objects.filter(
        answered__ask__field__initiative=a.initiative, body__organisation__name=name
    )
    register.implement(
        of=found.latest("effective_on"),
        state=state,
        contact=contact,
        note=note,
        due_on=None if due is None else a.day(due),
        by=a.delegate(name),
        at=a.at(days),
    )
