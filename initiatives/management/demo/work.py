"""Tasks of the example course: given in the circle, in work, overdue, done."""

from initiatives.domain.work import tasks
from initiatives.enums import StepState
from initiatives.management.demo.course import Course


def course(a: Course) -> None:
    """Give some tasks, as the convening municipality and the lead of a field would."""
    _give(
        a,
        "Nottuln",
        "Dülmen",
        "Ansprechpersonen der Datenschutzbeauftragten sammeln",
        40,
        due=12,
        state="done",
    )
    _give(a, "Nottuln", "Senden", "Muster für eine öffentlich-rechtliche Vereinbarung vorlegen", 35, due=4)
    _give(a, "Nottuln", "Kreis Coesfeld", "Rechtsauffassung der Aufsicht einholen", 20, due=-25)
    _give(
        a,
        "Billerbeck",
        "Senden",
        "Fachleute für Statik und Denkmalpflege benennen",
        18,
        due=-10,
        field="Expertenpool",
        state="work",
    )
    _give(a, "Havixbeck", "Havixbeck", "Termin für die Prozessaufnahme vorschlagen", 9, due=-6, field="GPO")


def _give(
    a: Course, by: str, owner: str, title: str, ago: int, *, due: int, field: str = "", state: str = ""
) -> None:
    task = tasks.add(
        initiative=a.initiative,
        title=title,
        owner=a.place(owner),
        field=a.field(field) if field else None,
        due_on=a.day(due),
        by=a.delegate(by),
        at=a.at(ago),
    )
    if state:
        done = state == StepState.DONE
        tasks.set_state(
            task=task,
            state=state,
            note="Die Liste liegt allen vor." if done else None,
            version=task.version,
            by=a.delegate(owner),
            at=a.at(ago - 5),
        )
