"""What is said in the example: an answer, a mention, something internal, something settled; and a visit some days ago."""

from initiatives.domain.log import visits
from initiatives.domain.talk import comments
from initiatives.management.demo.course import Course
from initiatives.models import Ask, Comment


def course(a: Course) -> None:
    field = a.field("Personalabrechnung")
    first = Comment.objects.filter(field=field, mandate=a.delegate("Ascheberg")).first()
    if first is None:
        return
    comments.write(
        parent=first,
        text="@Dülmen: Reicht Ihnen eine Frist von **12 Monaten** zum Jahresende?",
        by=a.delegate("Nottuln"),
        at=a.at(9),
    )
    comments.write(
        parent=first,
        text="Ja, wenn die Kosten der Einrichtung in den ersten zwei Jahren getragen werden.",
        by=a.delegate("Dülmen"),
        at=a.at(7),
    )
    settled = comments.write(
        field=field,
        text="Fehlt in der Kostenübersicht die Stadt Coesfeld?",
        by=a.delegate("Billerbeck"),
        at=a.at(14),
    )
    comments.write(parent=settled, text="Ist nachgetragen.", by=a.delegate("Coesfeld"), at=a.at(13))
    comments.resolve(comment=settled, by=a.delegate("Dülmen"), at=a.at(13, 12))
    comments.write(
        field=field,
        text="Vor dem Rat bitte noch mit der Kämmerei abstimmen.",
        internal=True,
        by=a.delegate("Nottuln"),
        at=a.at(5),
    )
    step = field.steps.filter(phase=field.phase).first()
    if step is not None:
        comments.write(
            step=step,
            text="Die Fassung liegt der Kommunalaufsicht vor.",
            by=a.case.people["kreis"],
            at=a.at(4),
        )
    ask = Ask.objects.filter(field=field, organisation=a.place("Rosendahl")).last()
    if ask is not None:
        comments.write(
            ask=ask, text="Können wir bei der Vorlage helfen?", by=a.delegate("Nottuln"), at=a.at(3)
        )
    visits.mark_read(initiative=a.initiative, until=a.at(12), by=a.delegate("Nottuln"), at=a.at(12))
