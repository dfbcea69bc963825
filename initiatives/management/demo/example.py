"""An example course of the first case, marked as such: invented throughout, but for the municipalities themselves."""

from datetime import date

from initiatives.domain.circle import initiatives
from initiatives.domain.fields import ordering, step_standards, workflow
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.meetings import meetings
from initiatives.domain.state import history
from initiatives.enums import RoundPurpose, SideState
from initiatives.management.demo import (
    delegates,
    papers,
    past_course,
    payroll,
    proposals,
    register,
    talk,
    work,
)
from initiatives.management.demo.course import Course
from initiatives.management.demo.source import Case

TAKING_PART = RoundPurpose.TAKING_PART


def load(case: Case, today: date) -> None:
    """Write the course that ends today into the loaded case, and mark its initiatives as examples."""
    a = Course(case, case.municipalities, today)
    for initiative in (case.municipalities, case.counties):
        history.amend(initiative, {"is_example": True}, effective_on=day_of(a.at(346)), at=a.at(346))
        ordering.arrange(
            initiative=initiative,
            order=list(initiative.fields.values_list("pk", flat=True)),
            reason="Die Felder stehen in der Reihenfolge, in der sie die Mitteilung von 2010 nennt.",
            by=None,
            at=a.at(346),
        )
    step_standards.take_over_steps()
    _meetings(a)
    payroll.course(a)
    payroll.work(a)
    _it(a)
    _procurement(a)
    _d115(a)
    _experts(a)
    _processes(a)
    talk.course(a)
    _counties(Course(case, case.counties, today))
    past_course.load(case, today)
    delegates.course(a)
    proposals.course(a)
    work.course(a)
    register.course(a)
    papers.course(a)


def _meetings(a: Course) -> None:
    nottuln = a.delegate("Nottuln")
    meetings.record(
        initiative=a.initiative,
        title="Erstes Treffen der Beauftragten",
        held_on=a.day(345),
        place="Rathaus Nottuln",
        result="Die neun Rahmenbedingungen und die Felder 1 bis 5 und 7 sind festgelegt. Feld 6 bleibt Vorschlag.",
        by=nottuln,
        at=a.at(344),
    )
    initiatives.edit(
        initiative=a.initiative,
        values={"conditions_note": "Im ersten Treffen der Beauftragten festgelegt."},
        version=a.initiative.version,
        by=nottuln,
        at=a.at(344, 11),
    )
    meetings.record(
        initiative=a.initiative,
        title="Fünftes Treffen der Beauftragten",
        held_on=a.day(32),
        place="Rathaus Nottuln",
        result="Der Entwurf der Vereinbarung zur Personalabrechnung geht an die Räte. D 115 ruht vorerst.",
        by=nottuln,
        at=a.at(31),
    )


def _it(a: Course) -> None:
    field = a.field("IT")
    a.lead(field, "Coesfeld", "Stabsstelle Digitalisierung", 340)
    a.describe(
        field,
        "Coesfeld",
        "Gemeinsame Leistungen eines Rechenzentrums und einheitliche Fachverfahren.",
        "Die Kommunen erfassen ihre Verfahren auf einer gemeinsamen Grundlage und entscheiden danach, welche sie "
        "zusammenlegen. Begonnen wird mit der IT-Sicherheit.",
        338,
    )
    a.phases(field, "Nottuln", 336)
    first = a.round([field], TAKING_PART, "Wirkt Ihre Kommune an diesem Feld mit?", 330, 250)
    a.votes(
        first,
        field,
        290,
        Ascheberg="Z",
        Billerbeck="Z",
        Coesfeld="Z",
        Dülmen="Z",
        Lüdinghausen="Z",
        Nottuln="Z",
    )
    a.votes(first, field, 262, Havixbeck="B", Nordkirchen="Z", Olfen="E", Rosendahl="Z", Senden="Z")
    a.close(first, 248)
    a.phases(field, "Nottuln", 246, 110)
    a.assess(
        field, "Coesfeld", "green", 240, milestone="Bestandsaufnahme vollständig", milestone_on=a.day(115)
    )
    a.assess(field, "Coesfeld", "green", 45, milestone="Konzept mit Kostenschlüssel", milestone_on=a.day(-26))


def _procurement(a: Course) -> None:
    field = a.field("Einkauf und Vergabe")
    a.lead(field, "Senden", "Zentrale Vergabestelle", 335)
    a.describe(
        field,
        "Senden",
        "Bessere Preise und sichere Vergabeverfahren durch gemeinsame Ausschreibungen.",
        "Eine gemeinsame Stelle führt Vergabeverfahren für die beteiligten Kommunen durch; den Bedarf bestimmt jede selbst.",
        334,
    )
    a.phases(field, "Nottuln", 30)
    first = a.round([field], TAKING_PART, "Wirkt Ihre Kommune an diesem Feld mit?", 28, -5)
    a.vote(first, field, "Senden", "Z", 25, resolved=25)
    a.vote(first, field, "Nottuln", "Z", 21)
    a.vote(first, field, "Olfen", "A", 16, "Die Stadt hat eine eigene Vergabestelle und bleibt dabei.")
    a.vote(first, field, "Lüdinghausen", "B", 12, "Vergaben unter 10.000 € bleiben im eigenen Haus.")
    a.vote(first, field, "Billerbeck", "I", 8)
    a.assess(field, "Senden", "green", 26, milestone="Frist der Abstimmungsrunde", milestone_on=a.day(-5))
    a.comment(
        field,
        "beauftragte-senden",
        "Das Muster einer gemeinsamen Bedarfsmeldung hängen wir in der kommenden Woche an.",
        13,
    )


def _d115(a: Course) -> None:
    field = a.field("D 115")
    a.lead(field, "Lüdinghausen", "Bürgerbüro", 320)
    a.describe(
        field,
        "Lüdinghausen",
        "Eine Behördennummer für alle Anliegen der Bürgerinnen und Bürger.",
        "Das Feld ist bürgernah. Nach den Rahmenbedingungen haben Hintergrundprozesse Vorrang.",
        319,
    )
    a.phases(field, "Nottuln", 300)
    first = a.round([field], TAKING_PART, "Wirkt Ihre Kommune an diesem Feld mit?", 298, 240)
    a.votes(
        first,
        field,
        250,
        Coesfeld="Z",
        Lüdinghausen="Z",
        Billerbeck="E",
        Nordkirchen="A",
        Olfen="A",
        Dülmen="I",
    )
    a.close(first, 238)
    a.assess(
        field,
        "Lüdinghausen",
        "green",
        236,
        milestone="Wiedervorlage im Treffen der Beauftragten",
        milestone_on=a.day(-100),
    )
    workflow.rest(
        field=field,
        side_state=SideState.ON_HOLD,
        reason="Hintergrundprozesse haben Vorrang; das Feld ruht, bis eines von ihnen in Umsetzung ist.",
        by=a.delegate("Nottuln"),
        at=a.at(32, 17),
    )


def _experts(a: Course) -> None:
    field = a.field("Expertenpool")
    a.lead(field, "Billerbeck", "Haupt- und Personalamt", 320)
    a.describe(
        field,
        "Billerbeck",
        "Spezialwissen, das sich für eine einzelne Kommune nicht trägt, gemeinsam vorhalten.",
        "Beteiligte Kommunen überlassen einander stundenweise Fachleute, zum Beispiel für Statik, Denkmalpflege und Steuern.",
        318,
    )
    a.phases(field, "Nottuln", 310)
    first = a.round([field], TAKING_PART, "Wirkt Ihre Kommune an diesem Feld mit?", 308, 230)
    a.votes(
        first, field, 270, Ascheberg="Z", Billerbeck="Z", Havixbeck="Z", Olfen="Z", Rosendahl="Z", Senden="Z"
    )
    a.votes(first, field, 240, Coesfeld="A", Dülmen="A", Nottuln="E")
    a.vote(first, field, "Olfen", "R", 90, "Der Bedarf ist durch eine Neueinstellung gedeckt.")
    a.close(first, 60)
    a.phases(field, "Nottuln", 58)
    a.assess(field, "Billerbeck", "green", 200)
    a.assess(
        field,
        "Billerbeck",
        "red",
        15,
        cause="Ob auf die Überlassung von Fachleuten Umsatzsteuer anfällt (§ 2b UStG), ist ungeklärt.",
        measure="Verbindliche Auskunft beantragen; die Beauftragten entscheiden danach über die Fortführung.",
        milestone="Entscheidung über die Fortführung",
        milestone_on=a.day(-11),
    )


def _processes(a: Course) -> None:
    field = a.field("GPO")
    a.lead(field, "Havixbeck", "Zentrale Dienste", 60)
    a.phases(field, "Nottuln", 50)
    first = a.round([field], TAKING_PART, "Wirkt Ihre Kommune an diesem Feld mit?", 48, -30)
    a.vote(first, field, "Havixbeck", "Z", 40, resolved=41)
    a.vote(first, field, "Ascheberg", "Z", 35)
    a.vote(first, field, "Nottuln", "I", 30)


def _counties(b: Course) -> None:
    for short_title, name, contact in (
        ("IT", "Kreis Steinfurt", "Haupt- und IT-Amt"),
        ("Personalabrechnung", "Kreis Coesfeld", "Personalservice"),
        ("D 115", "Münster", "Bürgeramt"),
    ):
        field = b.field(short_title)
        b.lead(field, name, contact, 200)
    b.assess(
        b.field("IT"),
        "Kreis Steinfurt",
        "green",
        100,
        milestone="Bestandsaufnahme beginnt",
        milestone_on=b.day(-40),
    )
