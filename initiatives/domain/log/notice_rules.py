"""Which events are told to whom: one table for what happens to fields, read by `events.record`.

Meetings, proposals, requests, tasks and comments tell by themselves, since they know whom; no rule here is about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
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


def report_issued(report: Report, *, by: Mandate, at: datetime) -> list[Told]:
    """Tell the members of the body, and who reads the report for its organisation or one that it tells of.

    Returns who was told; who holds several mandates is counted once, first of all as a member of the body.
    """
    verb = "berichtigt" if report.replaces_id else "erteilt"
    title = f"Statusbericht {verb}: {report.body}, Stichtag {report.as_of:%d.%m.%Y}"
    valid = Mandate.objects.valid_on(day_of(at)).select_related("organisation", "body__organisation")
    members = valid.filter(role=Role.COUNCIL_MEMBER, body_id=report.body_id)
    told = report.initiatives.values("participants__organisation_id")
    workers = valid.filter(role__in=(*notices.WORKING, Role.READER))
    workers = workers.filter(organisation_id__in=told) | workers.filter(
        organisation_id=report.body.organisation_id
    )
    rows = {one.user_id: (one, _why_told(one, report)) for one in notice_access.reading(report, workers)}
    rows |= {one.user_id: (one, "weil der Bericht an Ihr Gremium geht") for one in members}
    stored = notices.store(
        [
            Notice(
                user_id=pk,
                kind=NoticeKind.REPORT,
                title=title,
                reason=reason,
                page="report",
                page_id=report.pk,
            )
            for pk, (_, reason) in rows.items()
        ],
        by=by,
        at=at,
    )
    counted = Counter(_told_as(rows[one.user_id][0]) for one in stored)
    return [Told(role, place, count) for (role, place), count in sorted(counted.items())]


def _why_told(mandate: Mandate, report: Report) -> str:
    own = mandate.acts_for.own
    if mandate.organisation_id == report.body.organisation_id:
        return f"weil der Bericht an ein Gremium {own.genitive} geht"
    return f"weil {own.nominative} an der Initiative teilnimmt"


def _told_as(mandate: Mandate) -> tuple[str, str]:
    return mandate.get_role_display(), str(mandate.body or mandate.organisation)
