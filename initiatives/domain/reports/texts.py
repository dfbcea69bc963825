"""What a report would tell, text by text, with the edition in which each stands: the list that is read before the issue.

Pure functions over the whole snapshot, whatever its edition. That a row is called public exactly where `editions`
lets it through, a test holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from initiatives.domain.snapshots import editions, public_money
from initiatives.domain.snapshots import words as say
from initiatives.domain.snapshots.editions import Spot
from initiatives.domain.snapshots.words import Words
from initiatives.enums import OF_INITIATIVE, OF_ITEMS, Edition, Phase, ReportText
from initiatives.snapshot.status_report import (
    Consultation,
    FieldState,
    InitiativeState,
    Meeting,
    Paper,
    Project,
    StatusReport,
)

PUBLIC, RAISED, WITHHELD, LEFT_OUT = "public", "raised", "withheld", "left_out"
QUARTER = 3  # months after which an assessment is old
OF_PAPER = (
    *(("subject", "Betreff"), ("corrects", "Berichtigung"), ("proposal", "Beschlussvorschlag")),
    *(("sender_line", "Absenderzeile"), ("number", "Vorlage")),
    *(("file_number", "Aktenzeichen"), ("department", "Dezernat, Abteilung"), ("preface", "Vorbemerkung")),
    *(("outlook", "Ausblick"), ("alternatives", "Entscheidungsalternativen"), ("finances", "Finanzen")),
    *(("staff", "Personal"), ("it", "IT"), ("climate", "Klima"), ("competence", "Zuständigkeit")),
)
OF_FIELD = (
    *(ReportText.AIM, ReportText.DESCRIPTION, ReportText.ORIGIN, ReportText.SIDE_REASON, ReportText.CAUSE),
    *(ReportText.MEASURE, ReportText.CONTACT),
)


@dataclass(frozen=True)
class Row:
    """One text. `spot` names it where it can be left out of the report or, while it is public, raised for good; `is_late`
    says that the draft was made before it was raised.
    """

    label: str
    value: str
    level: str
    spot: Spot | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Group:
    """The texts of the paper, of an initiative, of one meeting or field; `missing` is what a reader would look for in vain."""

    title: str
    rows: tuple[Row, ...]
    missing: tuple[str, ...] = ()

    @property
    def withheld(self) -> int:
        """Texts that only the non-public edition shows."""
        return sum(row.level in (RAISED, WITHHELD) for row in self.rows)

    @property
    def left_out(self) -> int:
        return sum(row.level == LEFT_OUT for row in self.rows)

    @property
    def spots(self) -> set[str]:
        """Its texts as `Spot` as text."""
        return {str(row.spot) for row in self.rows if row.spot}


@dataclass(frozen=True)
class Chapter:
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Marks:
    """What people have marked: texts raised for good, `late` those of them that were raised after a public draft was made,
    and `left_out` of this report alone."""

    raised: Collection[Spot] = ()
    late: Collection[Spot] = ()
    left_out: Collection[Spot] = ()

    def row(self, label: str, value: str, spot: Spot, level: str = PUBLIC) -> Row:
        if spot in self.left_out:
            return Row(label, value, LEFT_OUT, spot, spot in self.late)
        level = RAISED if spot in self.raised and level == PUBLIC else level
        return Row(label, value, level, spot, spot in self.late)


def of_paper(paper: Paper) -> Group:
    """The head of the paper, which its makers write for this report."""
    rows = [Row(label, value, PUBLIC) for name, label in OF_PAPER if (value := getattr(paper, name))]
    if told := [_consultation(one) for one in paper.consultations]:
        rows.append(Row("Beratungsfolge", "\n".join(told), PUBLIC))
    return Group("Kopf der Vorlage", tuple(rows))


def _consultation(one: Consultation) -> str:
    day = say.day(one.date) if one.date else ""
    item = f"TOP {one.item}" if one.item else ""
    return ", ".join(filter(None, (one.body, day, item, one.responsibility, one.result)))


def of_changes(taken: StatusReport, marks: Marks) -> Group | None:
    """What the report says of the time since the one before, with the texts as they were then; None if it says nothing.

    A text that there is no more can be marked here, all others where they stand.
    """
    if not taken.changes or taken.previous is None:
        return None
    texts = {text.label: text.value for text in ReportText if text not in OF_ITEMS}
    places = _places(taken)
    rows = []
    for one in taken.changes:
        label = f"{places[one.initiative, one.field or '']} {one.subject}"
        label += ", nachträglich erfasst" if one.late else ""
        value = f"bisher: {one.old or '–'}\njetzt: {one.new or 'entfällt'}"
        level = PUBLIC if taken.edition == Edition.PUBLIC else WITHHELD
        if one.kind == "text" and not one.new and one.subject in texts:
            spot = Spot(one.initiative, texts[one.subject], one.field or "")
            rows.append(marks.row(label, value, spot, level))
        else:
            rows.append(Row(label, value, level))
    return Group(f"Veränderungen seit {taken.previous.label}", tuple(rows))


def _places(taken: StatusReport) -> dict[tuple[str, str], str]:
    """By the keys of initiative and field, "" for none: "a)" and "a1"."""
    places = {(one.key, ""): f"{one.letter})" for one in taken.initiatives}
    for one in taken.initiatives:
        places |= {(one.key, field.key): f"{one.letter}{field.number}" for field in one.fields}
    return places


def of_snapshot(taken: StatusReport, marks: Marks) -> list[Chapter]:
    """By initiative."""
    return [_chapter(one, taken, marks) for one in taken.initiatives]


def of_the_rest(taken: StatusReport, marks: Marks, chapters: Iterable[Chapter]) -> Group | None:
    """What is left out and stands nowhere in the chapters, since it has ended or there is no such text yet."""
    shown = {row.spot for chapter in chapters for group in chapter.groups for row in group.rows}
    rest = [spot for spot in sorted(marks.left_out, key=str) if spot not in shown]
    rows = [marks.row(_of_the_rest(taken, spot), "Diesen Text gibt es zurzeit nicht.", spot) for spot in rest]
    return Group("Weitere weggelassene Texte", tuple(rows)) if rows else None


def _of_the_rest(taken: StatusReport, spot: Spot) -> str:
    """What a text is called, with its place as far as the report still tells of that."""
    places = _places(taken)
    place = places.get((spot.initiative, spot.field)) or places.get((spot.initiative, ""))
    label = f"{place} {ReportText(spot.text).label}" if place else ReportText(spot.text).label
    if spot.text not in (ReportText.MEETING_PLACE, ReportText.MEETING_RESULT):
        return label
    meetings = [one for initiative in taken.initiatives for one in initiative.meetings]
    held = next((one for one in meetings if one.key == spot.item), None)
    return f"{label} „{held.title}“" if held else label


def _chapter(initiative: InitiativeState, taken: StatusReport, marks: Marks) -> Chapter:
    words = say.words(taken, initiative)
    as_of = taken.as_of
    groups = [Group("Initiative", tuple(_of_initiative(initiative, marks)))]
    groups += [_meeting(one, initiative.key, marks) for one in initiative.meetings]
    if initiative.projects:
        rows = tuple(_project(one, initiative.key, marks) for one in initiative.projects)
        groups.append(Group("Gemeinsame Projekte", rows))
    for field in initiative.fields:
        rows = (*_texts(field, initiative, marks), *_values(field, initiative, words))
        groups.append(Group(f"Feld {field.number}: {field.title}", rows, tuple(missing(field, as_of))))
    return Chapter(f"{initiative.letter}) {initiative.title}", tuple(groups))


def _of_initiative(initiative: InitiativeState, marks: Marks) -> Iterator[Row]:
    for text in OF_INITIATIVE:
        if value := getattr(initiative, text):
            yield marks.row(text.label, value, Spot(initiative.key, text.value))
    for one in initiative.conditions:
        origin = f" ({one.origin})" if one.origin else ""
        yield Row(f"Rahmenbedingung {one.number}", one.text + origin, PUBLIC)


def _meeting(meeting: Meeting, initiative: str, marks: Marks) -> Group:
    rows, decisions, repeated = [], [], []
    for one in meeting.decisions:
        spot = Spot(initiative, ReportText.MEETING_DECISION.value, item=one.key)
        if one.adopted:
            row = marks.row(ReportText.MEETING_DECISION.label, one.text, spot)
        else:
            row = marks.row("Abgelehnter Antrag", one.text, spot, WITHHELD)
        if row.level in (RAISED, LEFT_OUT) and one.text in meeting.result:
            repeated.append(row)
        decisions.append(row)
        if one.votes:
            decisions.append(Row("Abstimmung der Beauftragten", one.votes, WITHHELD))
    texts = ((ReportText.MEETING_PLACE, meeting.place), (ReportText.MEETING_RESULT, meeting.result))
    for text, value in texts:
        if value:
            rows.append(marks.row(text.label, value, Spot(initiative, text.value, item=meeting.key)))
    if repeated:
        rows[-1] = _going_with(rows[-1], repeated)
    rows += decisions
    held = f", {say.day(meeting.date)}" if meeting.date else ""
    return Group(f"Treffen: {meeting.title}{held}", tuple(rows))


def _going_with(result: Row, decisions: list[Row]) -> Row:
    """The result of a meeting that repeats the words of decisions which are raised or left out, as `editions` takes it out."""
    if result.level == LEFT_OUT:
        return result
    if any(one.level == LEFT_OUT for one in decisions):
        return replace(result, level=LEFT_OUT)
    return replace(result, level=RAISED, is_late=result.is_late or any(one.is_late for one in decisions))


def _project(project: Project, initiative: str, marks: Marks) -> Row:
    spot = Spot(initiative, ReportText.PROJECT.value, item=project.key)
    level = PUBLIC if editions.is_told(project) else WITHHELD
    return marks.row(f"Projektvorschlag, {project.state}", project.title, spot, level)


def _texts(field: FieldState, initiative: InitiativeState, marks: Marks) -> Iterator[Row]:
    """What people wrote and can raise."""

    def spot(text: ReportText) -> Spot:
        return Spot(initiative.key, text.value, field.key)

    for text in OF_FIELD:
        if value := getattr(field, text):
            yield marks.row(text.label, value, spot(text))
    if field.focal_points:
        points = "\n".join(field.focal_points)
        yield marks.row(ReportText.FOCAL_POINTS.label, points, spot(ReportText.FOCAL_POINTS))
    if field.milestone:
        found = say.milestone(field.milestone)
        yield marks.row(ReportText.MILESTONE.label, found, spot(ReportText.MILESTONE))
    judged = [one for one in field.checks if one.overruled]
    if told := [one.overruled for one in judged if not one.withheld]:
        yield marks.row(ReportText.OVERRULED.label, "\n".join(told), spot(ReportText.OVERRULED))
    if kept := [one.overruled for one in judged if one.withheld]:
        yield Row(
            f"{ReportText.OVERRULED.label}, wo das Ergebnis nichtöffentlich ist", "\n".join(kept), WITHHELD
        )


def _values(field: FieldState, initiative: InitiativeState, words: Words) -> Iterator[Row]:
    """Voten, resolutions, costs and computed reasons, which stand in one edition or the other by themselves."""
    answers = field.answers.items()
    for label, hidden, level in (("Voten", False, PUBLIC), ("Vorläufige Voten", True, WITHHELD)):
        said = [
            f"{words.designation(key)}: {words.answer(one)}"
            for key, one in answers
            if editions.is_withheld(one) is hidden
        ]
        if said:
            yield Row(label, "\n".join(said), level)
    if field.decisions:
        said = [f"{one.body}: {say.decision(one)}" for one in field.decisions]
        yield Row("Beschlüsse der Gremien", "\n".join(said), PUBLIC)
    costs = field.costs.items()
    for label, shown, level in (
        ("Kosten der Kommunen", True, PUBLIC),
        ("Kosten, die noch nicht öffentlich sind", False, WITHHELD),
    ):
        said = [
            f"{words.designation(key)}: {say.cost(one)}"
            for key, one in costs
            if public_money.shows(field, key) is shown
        ]
        if said:
            yield Row(label, "\n".join(said), level)
    yield from _keys(field)
    if field.review_on:
        yield Row("Überprüfung", say.day(field.review_on), PUBLIC)
    if sources := [f"{words.designation(key)}: {one.source}" for key, one in costs if one.source]:
        yield Row("Quellen der Kosten", "\n".join(sources), WITHHELD)
    text_of = {one.number: one.text for one in initiative.conditions}
    if reasons := [
        f"{text_of.get(one.condition, one.condition)}: {one.reason}" for one in field.checks if one.reason
    ]:
        yield Row("Berechnete Begründungen der Rahmenbedingungen", "\n".join(reasons), WITHHELD)


def _keys(field: FieldState) -> Iterator[Row]:
    said = [f"{key.title}, {say.period(one)}" for key in field.money.keys for one in key.periods]
    if said:
        level = PUBLIC if public_money.shows_all(field) else WITHHELD
        yield Row("Kostenschlüssel", "\n".join(said), level)


def missing(field: FieldState, as_of: date) -> Iterator[str]:
    """What a reader would look for in vain on a field that is worked on; answers owed on any field."""
    waiting = sum(one.stance == "pending" for one in field.answers.values())
    if waiting:
        yield f"{waiting} Rückmeldung steht aus" if waiting == 1 else f"{waiting} Rückmeldungen stehen aus"
    if field.side_state or field.phase == Phase.PROPOSAL:
        return
    word = {"yellow": "Gelb", "red": "Rot"}.get(field.light)
    if word and not field.cause:
        yield f"{word} ohne Ursache"
    if word and not field.measure:
        yield f"{word} ohne Maßnahme"
    asked = {one.key for one in field.unknown}  # of which the list of what is not known asks
    if field.light == "none" and "light" not in asked:
        yield "noch nicht bewertet"
    elif field.light_since and _is_old(field.light_since, as_of):
        yield f"Bewertung älter als drei Monate, vom {say.day(field.light_since)}"
    if field.milestone is None and "light" not in asked:
        yield "kein nächster Meilenstein"
    elif field.milestone and field.milestone.date is None:
        yield "Meilenstein ohne Termin"
    if not field.lead and "lead" not in asked:
        yield "keine Federführung"


def _is_old(day: date, as_of: date) -> bool:
    months = (as_of.year - day.year) * 12 + as_of.month - day.month
    return months > QUARTER or (months == QUARTER and as_of.day > day.day)
