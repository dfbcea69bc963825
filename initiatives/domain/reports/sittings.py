"""The calendar of a body: the days on which it sits, and the reports that are due to them.

Invariants: a body sits once a day; a sitting is cancelled and taken up again, never deleted. As long before a sitting
without a report as its body asks for (`Body.report_lead`), those who may make it are reminded, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events, notices
from initiatives.domain.people.organisations import covers
from initiatives.domain.reports import bodies as report_bodies
from initiatives.domain.reports import life
from initiatives.domain.state.versions import state_change
from initiatives.enums import NoticeKind, ReportLead, ReportState
from initiatives.models import Body, Initiative, Mandate, Report, Sitting

FURTHEST = timedelta(days=5 * 366)
MOST = 100
LINE = re.compile(r"(?:\w+\.?,?\s+)?(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b[\s,;:–-]*(.*)")
HOW = "Bitte schreiben Sie Tag.Monat.Jahr, zum Beispiel 08.12.2026."


def read(text: str) -> list[tuple[date, str]]:
    """The days with their notes, one a line; empty lines are left out. Raises Refused for a line that names no day."""
    found: dict[date, str] = {}
    lines = [line.strip() for line in clean(text).split("\n") if line.strip()]
    if len(lines) > MOST:
        raise Refused(f"Das sind {len(lines)} Zeilen; höchstens {MOST} sind auf einmal möglich.", "days")
    for line in lines:
        day, note = _read_line(line)
        if day in found:
            raise Refused(f"Der {day:%d.%m.%Y} steht zweimal da.", "days")
        found[day] = note
    return list(found.items())


def _read_line(line: str) -> tuple[date, str]:
    match = LINE.fullmatch(line)
    if match is None:
        raise Refused(f"In der Zeile „{line[:60]}“ steht kein Datum. {HOW}", "days")
    try:
        day = date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError as error:
        raise Refused(
            f"In der Zeile „{line[:60]}“ steht ein Tag, den es nicht gibt. {HOW}", "days"
        ) from error
    if len(match[4]) > 100:
        raise Refused(f"Die Anmerkung zum {day:%d.%m.%Y} ist länger als 100 Zeichen.", "days")
    return day, match[4]


@state_change()
def add(*, body: Body, days: Sequence[tuple[date, str]], by: Mandate, at: datetime) -> int:
    """Enter days with notes into the calendar; returns how many are new. One that stands there keeps its note.

    Raises Refused for days further away than five years, and outside the mandate's reach.
    """
    _guard(body, by)
    today = day_of(at)
    far = [day for day, _ in days if abs(day - today) > FURTHEST]
    if far:
        raise Refused(f"Der {far[0]:%d.%m.%Y} ist mehr als fünf Jahre entfernt.", "days")
    known = set(Sitting.objects.filter(body=body).values_list("held_on", flat=True))
    new = [Sitting(body=body, held_on=day, note=note) for day, note in days if day not in known]
    Sitting.objects.bulk_create(new)
    if new:
        words = ", ".join(f"{one.held_on:%d.%m.%Y}" for one in sorted(new, key=lambda one: one.held_on))
        _record(body, "Sitzungen eingetragen", words, by, at)
    return len(new)


@state_change()
def cancel(*, sitting: Sitting, by: Mandate, at: datetime, again: bool = False) -> None:
    """Note that a sitting does not take place, or (`again`) that it does after all. Raises Refused where it stands so."""
    row = (
        Sitting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("body__organisation")
        .get(pk=sitting.pk)
    )
    _guard(row.body, by)
    if row.is_cancelled != again:
        raise Refused("Die Sitzung steht schon so im Kalender.")
    row.is_cancelled = not again
    row.save(update_fields=["is_cancelled"])
    subject = "Sitzung findet doch statt" if again else "Sitzung fällt aus"
    _record(row.body, subject, f"{row.held_on:%d.%m.%Y}", by, at)


def _guard(body: Body, by: Mandate) -> None:
    if not covers(by, body.organisation):
        raise Refused(f"Ihr Mandat umfasst nur Gremien {by.acts_for.of} und seiner Kommunen.")


def _record(body: Body, subject: str, after: str, by: Mandate, at: datetime) -> None:
    events.record(
        kind="sitting",
        subject=f"{subject}: {body}",
        change=events.Change(after=after),
        where=events.of_organisation(body.organisation),
        by=by,
        at=at,
    )


def open_to(bodies: Iterable[Body], *, today: date) -> QuerySet[Sitting]:
    """The sittings to which a report can be made: those to come, and those of the last three months."""
    found = Sitting.objects.filter(body__in=list(bodies), is_cancelled=False)
    return found.filter(held_on__gte=today - timedelta(days=92)).select_related("body__organisation")


def without_report(*, today: date) -> QuerySet[Sitting]:
    """The sittings whose report is due, by the lead of their body, and for which there is none yet, nor a draft of one."""
    made = Report.objects.exclude(state=ReportState.DISCARDED).filter(
        Q(sitting=OuterRef("pk")) | Q(body=OuterRef("body"), meeting_on=OuterRef("held_on"))
    )
    due = Q()
    for lead in ReportLead:
        due |= Q(body__report_lead=lead, held_on__lte=today + timedelta(days=lead))
    coming = Sitting.objects.filter(due, held_on__gte=today, is_cancelled=False)
    return coming.filter(~Exists(made)).select_related("body__organisation")


@dataclass(frozen=True)
class Owed:
    """A report that somebody should make: to which sitting."""

    sitting: Sitting
    initiatives: list[Initiative]


def owed(*, by: Mandate, today: date) -> list[Owed]:
    """The sittings whose report is due, to which `by` may make it and nobody has."""
    due = without_report(today=today).filter(body__in=report_bodies.near(by))
    told = report_bodies.makeable(by, [one.body for one in due])
    return [Owed(one, told[one.body]) for one in due if one.body in told]


def unreminded(*, today: date) -> QuerySet[Sitting]:
    """The sittings whose report is due and of which nobody was reminded yet."""
    return without_report(today=today).filter(reminded_at=None)


@state_change()
def remind(*, sitting: Sitting, at: datetime) -> bool:
    """Remind those who may make the report to a sitting that it is due, once; returns whether they were reminded now.

    One to which nobody may report yet waits until somebody may.
    """
    today = day_of(at)
    rows = unreminded(today=today).select_for_update(skip_locked=True, of=("self",), no_key=True)
    row = rows.filter(pk=sitting.pk).first()
    if row is None:
        return False
    people = life.reporters(row.body, report_bodies.initiatives_for(row.body), on=today)
    if not people:
        return False
    notices.tell(
        kind=NoticeKind.TASK,
        to=[one.user for one in people],
        title=f"Statusbericht vorbereiten: {row.body}, Sitzung am {row.held_on:%d.%m.%Y}",
        reason="weil Sie Berichte an dieses Gremium erstellen",
        page=("sitting_report", row.pk),
        by=None,
        at=at,
    )
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    return True


def next_for(*, ask_id: int, today: date) -> date | None:
    """When the body that is competent for an answer sits next, as far as its calendar says so."""
    rows = Sitting.objects.filter(body__asks=ask_id, is_cancelled=False, held_on__gte=today)
    return rows.order_by("held_on").values_list("held_on", flat=True).first()
