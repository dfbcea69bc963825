"""Time: the way of the fields, what happened on which day, the next milestones, and the outlook of the whole report."""

from collections.abc import Iterable
from datetime import date, timedelta

from initiatives.reports.figures.time import CourseRow, Day, course, timeline
from initiatives.reports.formats.markup import hang, row, table
from initiatives.reports.status.context import Context
from initiatives.reports.status.matrix import blocks
from initiatives.reports.text import clean, day, esc, flat, listing, paragraphs, soft
from initiatives.snapshot.agreements import Agreement
from initiatives.snapshot.status_report import Decision, FieldState, InitiativeState

PUT_OFF = ("vertagt", "verwiesen", "zurückgestellt", "abgesetzt")
ROWS = 14  # fields of one drawing
SHOWN = 400  # days before the as-of date that the timeline goes back
MOST = 40  # days in the timeline; what is older is left to the tables
AGREEMENT = "Dreieck: Vereinbarung; "
FIRST_LINES = 5  # of labels in a timeline of layout 1


def body(context: Context, initiative: InitiativeState, heading: str) -> str:
    """Section "Zeitplan und Meilensteine" of an initiative with fields."""
    fields = list(initiative.fields)
    figures = _course(context, initiative) + _timeline(context, initiative)
    ahead = _milestones(context, initiative)
    if not figures and not ahead:
        missing = "Tage der Phasen und Meilensteine mit Datum sind noch nicht verzeichnet."
        return hang(heading, f"<p>{missing}</p>")
    without = [f for f in fields if f.milestone is None or f.milestone.lacks_date]
    said = (
        f'<p class="soft after">Ohne Meilenstein mit Datum: {listing(f"Feld {f.number}" for f in without)}.</p>'
        if 0 < len(without) < 15
        else ""
    )
    return f'<div class="next">{heading}{figures}</div>{ahead}{said}'


def _course(context: Context, initiative: InitiativeState) -> str:
    fields = [found for found in initiative.fields if found.phase_dates]
    if not any(len(found.phase_dates) > 1 for found in fields):
        return ""
    snapshot = context.snapshot
    caption = (
        "Ziffer: Phase. Gefüllt: durchlaufen; schraffiert: laufend; liniert: ruht; ‹ begann vorher. "
        "Raute: nächster Meilenstein."
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
    days = [one for one in _days(initiative, as_of) if abs((one.date - as_of).days) <= SHOWN]
    days = sorted(days, key=lambda one: one.date)[-MOST:]
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
            f"Feld {', '.join(str(number) for number in numbers)}: {flat(d.result, 24)}",
            clean(d.result) in PUT_OFF,
        )
        for d, numbers in _resolved(initiative)
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


def _resolved(initiative: InitiativeState) -> list[tuple[Decision, list[int]]]:
    """Each resolution once, with the numbers of its fields."""
    found: dict[str, tuple[Decision, list[int]]] = {}
    for f in initiative.fields:
        for number, one in enumerate(f.decisions):
            found.setdefault(one.key or f"{f.key} {number}", (one, []))[1].append(f.number)
    return list(found.values())


def _milestones(context: Context, initiative: InitiativeState) -> str:
    dated = [
        (f.milestone.date, f.milestone.text, f) for f in initiative.fields if f.milestone and f.milestone.date
    ]
    if not dated:
        return ""
    leads = {place.key: place.designation for place in initiative.places}
    rows = [
        row(
            _when(when, context.snapshot.as_of),
            context.field_name(initiative, found.key, 60),
            soft(text, 200) or "nicht benannt",
            soft(leads.get(found.lead or "", ""), 60) or "–",
        )
        for when, text, found in sorted(dated, key=lambda entry: (entry[0], entry[2].number))
    ]
    caption = f"Nächste Meilensteine, Abschnitt {initiative.letter})"
    return table(caption, ["Datum", "Feld", "Meilenstein", "Federführung"], rows, "plain milestones")


def _when(value: date, as_of: date) -> str:
    return f"{day(value)}<br><b>überfällig</b>" if value < as_of else day(value)


def outlook(context: Context, place: int) -> str:
    """The section after the initiatives: people's own words, then meetings and milestones ahead."""
    heading = context.outline.heading(3, "Ausblick", "ausblick", number=str(place))
    text = paragraphs(context.snapshot.paper.outlook)
    meetings = [
        _ahead(i, m) for i in context.snapshot.initiatives for m in i.meetings if m.state == "invited"
    ]
    if meetings:
        text += f"<p>Eingeladen ist zu: {'; '.join(meetings)}.</p>"
    text += _soon(context) + _reviews(context)
    return hang(heading, text or "<p>Termine sind noch nicht verzeichnet.</p>")


def _ahead(initiative: InitiativeState, meeting) -> str:
    when = day(meeting.date) if meeting.date else "Datum nicht genannt"
    place = f", {esc(meeting.place)}" if clean(meeting.place) else ""
    return f"{esc(meeting.title) or 'Treffen'} am {when}{place} (Abschnitt {esc(initiative.letter)})".replace(
        "am Datum", "Datum"
    )


def _soon(context: Context) -> str:
    as_of = context.snapshot.as_of
    last = as_of + timedelta(days=183)
    found = [
        (
            f.milestone.date,
            f"{day(f.milestone.date)} {esc(i.letter)}{f.number}, {esc(flat(f.milestone.text, 60))}",
        )
        for i, f in context.all_fields
        if f.milestone and f.milestone.date and as_of <= f.milestone.date <= last
    ]
    if not found:
        return ""
    words = [text for _, text in sorted(found)][:8]
    return f"<p>Die nächsten Meilensteine im halben Jahr nach dem Stichtag: {'; '.join(words)}.</p>"


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
