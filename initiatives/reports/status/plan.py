"""Time: the way of the fields, what happened on which day, the next milestones, and the outlook of the whole report."""

from collections.abc import Iterable
from datetime import date

from initiatives.reports.figures.time import CourseRow, Day, course, timeline
from initiatives.reports.formats.markup import hang
from initiatives.reports.status.context import Context
from initiatives.reports.status.decisions import resolved
from initiatives.reports.status.matrix import blocks
from initiatives.reports.text import clean, day, esc, flat, paragraphs
from initiatives.snapshot.agreements import Agreement
from initiatives.snapshot.status_report import FieldState, InitiativeState

PUT_OFF = ("vertagt", "verwiesen", "zurückgestellt", "abgesetzt")
ROWS = 8  # fields of one drawing
MOST = 24  # days in the timeline; what is older is left to the tables
AGREEMENT = "Dreieck: Vereinbarung; "
FIRST_LINES = 5  # of labels in a timeline of layout 1


def body(context: Context, initiative: InitiativeState, heading: str) -> str:
    """Section "Zeitplan" of an initiative whose fields have days of phases; the milestones stand at the fields."""
    return f'<div class="next">{heading}{_course(context, initiative)}{_timeline(context, initiative)}</div>'


def is_dated(initiative: InitiativeState) -> bool:
    """Whether there is anything to draw."""
    return has_course(initiative) or len(_days(initiative, date.max)) > 2


def has_course(initiative: InitiativeState) -> bool:
    """Whether a field has gone through more than one phase on a known day."""
    return any(len(found.phase_dates) > 1 for found in initiative.fields)


def _course(context: Context, initiative: InitiativeState) -> str:
    fields = [found for found in initiative.fields if found.phase_dates]
    if not has_course(initiative):
        return ""
    snapshot = context.snapshot
    caption = (
        "Ziffer: Phase. Gefüllt: durchlaufen; schraffiert: laufend; liniert: ruht; ‹ begann vorher. "
        "Raute: nächster Meilenstein. Schräge Linien: Jahre ohne Ereignis."
    )
    out = ""
    for block in blocks(fields, ROWS):
        tail = f", Felder {block[0].number} bis {block[-1].number}" if len(block) < len(fields) else ""
        title = f"Phasen im Verlauf der Zeit, Abschnitt {initiative.letter}){tail}"
        rows = [_course_row(context, found) for found in block]
        previous = snapshot.previous.as_of if snapshot.previous else None
        out += context.outline.figure(course(rows, snapshot.as_of, title, previous), title, caption)
        caption = "Zeichen wie in der vorigen Abbildung."
    return out


def _course_row(context: Context, found: FieldState) -> CourseRow:
    steps = sorted((value, int(phase)) for phase, value in found.phase_dates.items() if phase.isdigit())
    return CourseRow(
        number=found.number,
        title=flat(found.short_title or found.title, 60),
        steps=tuple((phase, value) for value, phase in steps),
        side_state=context.side_states.get(found.side_state, found.side_state) if found.side_state else "",
        milestone=found.milestone.date if found.milestone else None,
    )


def _timeline(context: Context, initiative: InitiativeState) -> str:
    as_of = context.snapshot.as_of
    days = sorted(_days(initiative, as_of), key=lambda one: one.date)[-MOST:]
    if len(days) < 3:
        return ""
    title = f"Treffen, Beschlüsse und Meilensteine, Abschnitt {initiative.letter})"
    lines = FIRST_LINES if context.snapshot.layout == 1 else None
    caption = (
        f"Kreis: Treffen; Quadrat: Beschluss eines Gremiums; {AGREEMENT if any(f.agreements for f in initiative.fields) else ''}"
        "Raute: Meilenstein. Gefüllt: geschehen; leer: bevorstehend, abgesagt oder vertagt. "
    )
    caption += (
        "Beschriftet ist, wo Platz ist; alles steht in den Tafeln."
        if lines
        else "Alles steht auch in den Tafeln."
    )
    return context.outline.figure(timeline(days, as_of, title, lines=lines), title, caption)


def _days(initiative: InitiativeState, as_of: date) -> list[Day]:
    held = [
        Day("meeting", m.date, flat(m.title, 40) or "Treffen", m.state in ("invited", "cancelled"))
        for m in initiative.meetings
        if m.date
    ]
    made = [
        Day(
            "decision",
            d.date,
            f"Feld {', '.join(str(one.number) for one in numbers)}: {flat(d.result, 24)}",
            clean(d.result) in PUT_OFF,
        )
        for d, numbers in resolved(initiative)
    ]
    ahead = [
        Day("milestone", f.milestone.date, f"Feld {f.number}", True)
        for f in initiative.fields
        if f.milestone and f.milestone.date
    ]
    agreed = [one for f in initiative.fields for one in agreed_days(f.number, f.agreements, as_of)]
    return held + made + agreed + ahead


def agreed_days(number: int, agreements: Iterable[Agreement], as_of: date) -> list[Day]:
    """When the agreements of a field were published, came in force, and end."""
    return [
        Day("agreement", when, f"Feld {number}: {one.kind} {word}", when > as_of)
        for one in agreements
        for when, word in (
            (one.published_on, "veröffentlicht"),
            (one.in_force_on, "in Kraft"),
            (one.ends_on, "letzter Tag"),
        )
        if when
    ]


def outlook(context: Context, place: int) -> str:
    """The section after the initiatives: people's own words, then meetings ahead and reviews."""
    heading = context.outline.heading(3, "Ausblick", "ausblick", number=str(place))
    text = paragraphs(context.snapshot.paper.outlook)
    meetings = [
        _ahead(i, m) for i in context.snapshot.initiatives for m in i.meetings if m.state == "invited"
    ]
    if meetings:
        text += f"<p>Eingeladen ist zu: {'; '.join(meetings)}.</p>"
    text += _reviews(context)
    return hang(heading, text or "<p>Termine sind noch nicht verzeichnet.</p>")


def _ahead(initiative: InitiativeState, meeting) -> str:
    when = day(meeting.date) if meeting.date else "Datum nicht genannt"
    place = f", {esc(meeting.place)}" if clean(meeting.place) else ""
    return f"{esc(meeting.title) or 'Treffen'} am {when}{place} (Abschnitt {esc(initiative.letter)})".replace(
        "am Datum", "Datum"
    )


def _reviews(context: Context) -> str:
    """The fields whose review (Überprüfung) is open, with its day."""
    as_of = context.snapshot.as_of
    found = sorted(
        (
            f.review_on,
            i.letter,
            f.number,
            f"{esc(i.letter)}{f.number}, {esc(flat(f.short_title or f.title, 60))}",
        )
        for i, f in context.all_fields
        if f.review_on
    )
    if not found:
        return ""
    words = [f"{day(when)} {name}{' (überfällig)' if when < as_of else ''}" for when, _, _, name in found]
    return f"<p>Zu überprüfen ist: {'; '.join(words)}.</p>"
