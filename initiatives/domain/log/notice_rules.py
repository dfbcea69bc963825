"""Which events are told to whom: one table for what happens to fields, read by `events.record`.

Meetings, proposals, requests, tasks and comments tell by themselves, since they know whom; no rule here is about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import notice_access, notices
from initiatives.enums import LIGHT_WORDS, Light, NoticeKind, OwnWords, Participation, Role
from initiatives.models import Ask, Event, Field, FieldParticipation, Mandate, Notice, Report

Place = tuple[str, int, str]  # route, number, part of the page


@dataclass(frozen=True)
class Rule:
    """`title` may name {field}, {subject} and {after}; it stands in mails, so it holds no words that people typed in
    confidence. `reason` says by {own} what the organisation of who is told is called to them. `only` are the values of
    `after` that are told at all, empty for any."""

    kind: NoticeKind
    title: str
    reason: str
    anchor: str = ""
    only: frozenset[str] = frozenset()


ASKED, TASK, CHANGE = NoticeKind.ASKED, NoticeKind.TASK, NoticeKind.CHANGE
TAKES_PART = "weil {own} an dem Feld beteiligt ist"
CONDITION = Rule(ASKED, "Bedingung zu erfüllen: {field}", "weil {own} eine Bedingung erfüllen soll")

# Something is wanted of organisations, which the event names with the place where they do it.
WANTED: Mapping[str, Rule] = {
    "round": Rule(ASKED, "Votum gefragt: {field}", "weil {own} gefragt ist"),
    "reminder": Rule(ASKED, "Erinnerung an das Votum: {field}", "weil {own} gefragt ist"),
    "position-spoken": Rule(
        ASKED,
        "Mündliches Votum zu bestätigen: {field}",
        "weil {own} ein mündliches Votum bestätigen soll",
    ),
    "position": CONDITION,
    "position-corrected": CONDITION,
    "consent-condition": Rule(
        ASKED,
        "Bedingung erfüllt gemeldet: {field}",
        "weil {own} entscheidet, ob ihre Bedingung erfüllt ist",
    ),
    "agreement-stage": Rule(
        ASKED, "Vereinbarung zu unterzeichnen: {field}", "weil {own} die Vereinbarung unterzeichnen soll"
    ),
    "agreement-due": Rule(
        TASK,
        "Frist einer Vereinbarung: {field}",
        "weil {own} das Feld federführend hat",
    ),
    "baseline": Rule(ASKED, "Bestandsaufnahme zu beantworten: {field}", TAKES_PART),
    "baseline-due": Rule(ASKED, "Erinnerung an die Bestandsaufnahme: {field}", TAKES_PART),
    "step": Rule(
        TASK,
        "Arbeitsschritt für Sie: {field}",
        "weil {own} für den Arbeitsschritt zuständig ist",
    ),
}
# A field has changed: told to those that take part in it, of a round to those asked in it.
CHANGED: Mapping[str, Rule] = {
    "phase": Rule(CHANGE, "Phase geändert: {field}", TAKES_PART),
    "light": Rule(
        CHANGE,
        "Ampel auf {after}: {field}",
        TAKES_PART,
        "stand",
        frozenset({LIGHT_WORDS[Light.YELLOW], LIGHT_WORDS[Light.RED]}),
    ),
    "lead": Rule(CHANGE, "Federführung geändert: {field}", TAKES_PART, "beteiligte"),
    "provider": Rule(CHANGE, "Leistungserbringer geändert: {field}", TAKES_PART, "beteiligte"),
    "round": Rule(CHANGE, "{subject}: {field}", "weil {own} in der Runde gefragt ist", "voten"),
}


def follow(
    event: Event, *, field: Field | None, wanted: Mapping[int, Place], by: Mandate | None, at: datetime
) -> None:
    """Tell whom the table says of an event; `wanted` maps the organisations of which it wants something to the place."""
    if field is None:
        return
    if wanted:
        rule, places = WANTED[event.kind], dict(wanted)
        pairs = notices.workers(wanted, initiative_id=field.initiative_id, at=at)
    elif event.kind in CHANGED:
        rule, places = CHANGED[event.kind], {}
        if rule.only and event.after not in rule.only:
            return
        pairs = notices.workers(_concerned(event, field), initiative_id=field.initiative_id, at=at)
    else:
        return
    title = rule.title.format(field=field.title, subject=event.subject, after=event.after)
    here = ("field", field.pk, rule.anchor)
    told: dict[tuple[int, Place], str] = {}
    for user_id, organisation_id, organisation_kind in pairs:
        reason = rule.reason.format(own=OwnWords.of(organisation_kind).nominative)
        told.setdefault((user_id, places.get(organisation_id, here)), reason)
    rows = [
        Notice(
            user_id=user_id,
            kind=rule.kind,
            title=title,
            reason=reason,
            body=_words(event),
            initiative_id=field.initiative_id,
            page=page,
            page_id=page_id,
            anchor=anchor,
        )
        for (user_id, (page, page_id, anchor)), reason in sorted(told.items())
    ]
    notices.store(rows, by=by, at=at)


def _concerned(event: Event, field: Field) -> QuerySet:
    if event.kind == "round":
        asks = Ask.objects.filter(field=field)
        latest = asks.order_by("-round_id").values("round_id")[:1]
        return asks.filter(round_id=latest).values("organisation_id")
    taking_part = FieldParticipation.objects.filter(field=field, status=Participation.PARTICIPATING)
    return taking_part.values("organisation_id")


def _words(event: Event) -> str:
    change = " → ".join(part for part in (event.before, event.after) if part)
    return f"{event.subject}: {change}" if change else event.subject


@dataclass(frozen=True)
class Told:
    """How many were told of an issued report in one role; no person is named, so that the record may stay."""

    role: str
    place: str  # their body or organisation
    count: int


def reports_issued(reports: Sequence[Report], *, by: Mandate, at: datetime) -> list[list[Told]]:
    """Tell of one report to one or several bodies the members of each, and who reads it for an organisation.

    Returns for each body who was told. Who could open several is told of one: that to the body that they are a member of,
    else to one of their organisation, else the first.
    """
    nearest: dict[int, tuple[tuple[int, int], Mandate, str]] = {}
    for place, report in enumerate(reports):
        for near, mandate, reason in _hearing(report, at):
            rank, known = (near, -place), nearest.get(mandate.user_id)
            if known is None or rank >= known[0]:
                nearest[mandate.user_id] = rank, mandate, reason
    rows = [_issued(reports[-rank[1]], pk, reason) for pk, (rank, _, reason) in nearest.items()]
    counted = Counter(
        (one.page_id, *_told_as(nearest[one.user_id][1])) for one in notices.store(rows, by=by, at=at)
    )
    told = sorted(counted.items(), key=lambda one: one[0][1:])
    return [
        [Told(role, place, count) for (pk, role, place), count in told if pk == one.pk] for one in reports
    ]


def _hearing(report: Report, at: datetime) -> Iterator[tuple[int, Mandate, str]]:
    """Who is to hear of a report, with how near they are to it and why."""
    valid = Mandate.objects.valid_on(day_of(at)).select_related("organisation", "body__organisation")
    members = valid.filter(role=Role.COUNCIL_MEMBER, body_id=report.body_id)
    told = report.initiatives.values("participants__organisation_id")
    workers = valid.filter(role__in=(*notices.WORKING, Role.READER))
    workers = workers.filter(organisation_id__in=told) | workers.filter(
        organisation_id=report.body.organisation_id
    )
    for one in notice_access.reading(report, workers):
        own = one.organisation_id == report.body.organisation_id
        yield int(own), one, _why_told(one, report)
    for one in members:
        yield 2, one, "weil der Bericht an Ihr Gremium geht"


def _issued(report: Report, user_id: int, reason: str) -> Notice:
    verb = "berichtigt" if report.replaces_id else "erteilt"
    title = f"Statusbericht {verb}: {report.body}, Stichtag {report.as_of:%d.%m.%Y}"
    kind = NoticeKind.REPORT
    return Notice(user_id=user_id, kind=kind, title=title, reason=reason, page="report", page_id=report.pk)


def _why_told(mandate: Mandate, report: Report) -> str:
    own = mandate.acts_for.own
    if mandate.organisation_id == report.body.organisation_id:
        return f"weil der Bericht an ein Gremium {own.genitive} geht"
    return f"weil {own.nominative} an der Initiative teilnimmt"


def _told_as(mandate: Mandate) -> tuple[str, str]:
    return mandate.get_role_display(), str(mandate.body or mandate.organisation)
