"""Who is told of a proposal of a joint project, and why; nobody who has left the circle."""

from collections.abc import Iterable
from datetime import date, datetime

from initiatives.domain.log import events, notices
from initiatives.enums import NoticeKind
from initiatives.models import (
    Initiative,
    InitiativeParticipant,
    Mandate,
    Organisation,
    Proposal,
    ProposalAnswer,
)


def circle(initiative: Initiative) -> set[int]:
    """The organisations that a proposal may reach: who takes part today, and the county invited."""
    rows = InitiativeParticipant.objects.filter(initiative=initiative, left_on=None)
    return set(rows.values_list("organisation_id", flat=True)) | (
        {initiative.county_id} if initiative.county_id else set()
    )


def record(
    row: Proposal,
    subject: str,
    change: events.Change,
    *,
    by: Mandate,
    at: datetime,
    organisation: Organisation | None = None,
    effective_on: date | None = None,
) -> None:
    """Record an event of the proposal."""
    where = events.in_initiative(row.initiative, row.field, organisation).on("proposal", row.pk)
    events.record(
        kind="proposal",
        subject=subject[:250],
        change=change,
        where=where,
        by=by,
        at=at,
        effective_on=effective_on,
    )


def addressed(
    row: Proposal, organisations: Iterable[Organisation], title: str, *, by: Mandate, at: datetime
) -> None:
    """Tell who acts for these organisations, each why; who has left the circle is not told."""
    reach = circle(row.initiative)
    by_word: dict[str, list[Organisation]] = {}
    for one in organisations:
        if one.pk in reach:
            asked = "gefragt ist" if one.pk != row.mandate.organisation_id else "ihn gemacht hat"
            by_word.setdefault(f"weil {one.own.nominative} {asked}", []).append(one)
    for reason, found in by_word.items():
        notices.tell(
            kind=NoticeKind.PROPOSAL,
            to=notices.working_for(found, initiative=row.initiative, at=at),
            title=title,
            reason=reason,
            page=("proposal", row.pk),
            by=by,
            at=at,
            initiative=row.initiative,
        )


def proposer(row: Proposal, new: ProposalAnswer, *, by: Mandate, at: datetime) -> None:
    """Tell the proposer that somebody has answered."""
    notices.tell(
        kind=NoticeKind.PROPOSAL,
        to=notices.working_for([row.mandate.acts_for], initiative=row.initiative, at=at),
        title=f"Antwort auf Ihren Projektvorschlag: {row.title}",
        reason=f"weil {row.mandate.acts_for.own.nominative} den Projektvorschlag gemacht hat",
        page=("proposal", row.pk),
        by=by,
        at=at,
        initiative=row.initiative,
        body=f"{new.ask.organisation}: {new.get_reply_display()}",
    )


def deciding(row: Proposal, *, by: Mandate, at: datetime) -> None:
    """Tell who decides that all have answered: the convening municipality, without one who made the proposal."""
    convening = row.initiative.convening
    who = convening or row.mandate.acts_for
    why = (
        "einlädt und über den Projektvorschlag entscheidet"
        if convening
        else "den Projektvorschlag gemacht hat"
    )
    notices.tell(
        kind=NoticeKind.PROPOSAL,
        to=notices.working_for([who], initiative=row.initiative, at=at),
        title=f"Alle haben geantwortet: {row.title}",
        reason=f"weil {who.own.nominative} {why}",
        page=("proposal", row.pk),
        by=by,
        at=at,
        initiative=row.initiative,
    )
