"""The example course in the meetings of the delegates: one that was held, the next one, and a topic that waits."""

from typing import Any

from initiatives.domain.meetings import agenda, attendance, meetings
from initiatives.domain.meetings import results as meeting_results
from initiatives.enums import AgendaState, MeetingVote
from initiatives.management.demo.course import Course
from initiatives.models import Meeting

ABSENT = ("Billerbeck", "Nordkirchen")
AGAINST, ABSTAINED = ("Olfen",), ("Rosendahl",)
SIXTH = (
    ("Stand der Personalabrechnung", 20, "Personalabrechnung"),
    ("Gemeinsame Ausschreibung von Bürobedarf", 30, "Einkauf und Vergabe"),
    ("Expertenpool: wer bietet was an?", 30, "Expertenpool"),
)
SEVENTH = (
    ("Ergebnis der Abstimmungsrunde zum Einkauf", 30, "Einkauf und Vergabe"),
    ("Kostenschlüssel der IT", 45, "IT"),
)


def course(a: Course) -> None:
    _propose(
        a,
        "Senden",
        "Muster für die Bedarfsmeldung",
        "Wir stellen unser Muster vor und möchten es abstimmen.",
        "Einkauf und Vergabe",
        9,
    )
    _sixth(a)
    _seventh(a)


def _propose(a: Course, name: str, title: str, text: str, field: str, ago: int) -> None:
    values = {"title": title, "text": text, "minutes": 20, "field": a.field(field)}
    agenda.propose(initiative=a.initiative, values=values, by=a.delegate(name), at=a.at(ago))


def _call(a: Course, title: str, items: tuple, held: int, invited: int) -> Meeting:
    by, at = a.delegate("Nottuln"), a.at(invited)
    meeting = meetings.plan(
        initiative=a.initiative,
        title=title,
        starts_at=a.at(held, 14),
        ends_at=a.at(held, 16),
        place="Rathaus Nottuln, Sitzungssaal",
        text="Bitte melden Sie weitere Themen über den Themenspeicher.",
        by=by,
        at=at,
    )
    for topic, minutes, field in items:
        values = {"title": topic, "minutes": minutes, "field": a.field(field)}
        agenda.add(meeting=meeting, values=values, by=by, at=at)
    meetings.invite(meeting=meeting, by=by, at=at)
    return meeting


def _reply(a: Course, meeting: Meeting, reply: str, ago: int, *names: str, note: str = "") -> None:
    for name in names:
        attendance.reply(meeting=meeting, reply=reply, note=note, by=a.delegate(name), at=a.at(ago))


def _sixth(a: Course) -> None:
    meeting = _call(a, "Sechstes Treffen der Beauftragten", SIXTH, 11, 25)
    by, at = a.delegate("Nottuln"), a.at(11, 14)
    everybody = {o.name: o.pk for o in a.everybody()}
    present = [name for name in everybody if name not in ABSENT]
    _reply(a, meeting, "attending", 20, *present)
    _reply(a, meeting, "declined", 18, "Nordkirchen", note="Ratssitzung am selben Tag")
    meetings.start(meeting=meeting, by=by, at=at)
    noted = {number: name in present for name, number in everybody.items()}
    attendance.note_presence(meeting=meeting, present=noted, by=by, at=at)
    payroll, supplies, _ = meeting.agenda.all()
    taken: dict[str, Any] = {"meeting": meeting, "by": by, "at": at}
    meeting_results.inform(
        item=payroll,
        text="Die Räte beraten den Entwurf der Vereinbarung; die Rückmeldungen stehen beim Feld.",
        field=payroll.field,
        **taken,
    )
    votes = dict.fromkeys((everybody[name] for name in present), MeetingVote.YES)
    votes |= {everybody[name]: MeetingVote.NO for name in AGAINST}
    votes |= {everybody[name]: MeetingVote.ABSTAINED for name in ABSTAINED}
    meeting_results.decide(
        item=supplies,
        text="Büromaterial und Papier werden ab dem kommenden Jahr gemeinsam ausgeschrieben.",
        field=supplies.field,
        contact="Zentrale Vergabestelle der Gemeinde Senden",
        votes=votes,
        **taken,
    )
    meeting_results.assign(
        item=supplies,
        text="Bedarf der Kommunen für ein Jahr zusammenstellen",
        owner=a.place("Senden"),
        due_on=a.day(-20),
        field=supplies.field,
        **taken,
    )
    agenda.mark(item=payroll, state=AgendaState.TREATED, by=by, at=at)
    agenda.mark(item=supplies, state=AgendaState.TREATED, by=by, at=at)
    meetings.close(meeting=meeting, result=meetings.summed_up(meeting), by=by, at=a.at(11, 16))


def _seventh(a: Course) -> None:
    meeting = _call(a, "Siebtes Treffen der Beauftragten", SEVENTH, -16, 4)
    _reply(a, meeting, "attending", 3, "Nottuln", "Coesfeld", "Dülmen", "Havixbeck", "Senden")
    _reply(a, meeting, "declined", 2, "Ascheberg", note="Schulausschuss zur selben Zeit")
