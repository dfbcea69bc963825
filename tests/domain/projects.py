"""Proposals of joint projects in the small circle, as tests make and answer them."""

from datetime import date, datetime, timedelta

from initiatives.domain.kernel import moments
from initiatives.domain.proposals import proposals
from initiatives.enums import ProposalReply
from initiatives.models import Field, Proposal, ProposalAnswer
from tests.support.personas import Circle

REASON = "Dafür fehlen die Stellen."


def propose(
    circle: Circle,
    by: str,
    *asked: str,
    at: datetime | None = None,
    field: Field | None = None,
    deadline: date | None = None,
    title: str = "Gemeinsame Fortbildung",
) -> Proposal:
    """`by` and `asked` are names of the circle's personas and organisations."""
    return proposals.propose(
        initiative=circle.initiative,
        organisations=[getattr(circle, name) for name in asked],
        title=title,
        purpose="Schulungen gemeinsam anbieten",
        benefit="Mehr Kurse",
        effort="Ein Kalender",
        field=field,
        deadline=deadline,
        by=circle.people[by],
        at=at or moments.now(),
    )


def answer(
    circle: Circle, proposal: Proposal, name: str, reply: str, at: datetime | None = None
) -> ProposalAnswer:
    reason = REASON if reply == ProposalReply.REFUSAL else ""
    by = circle.people[name]
    return proposals.answer(proposal=proposal, reply=reply, reason=reason, by=by, at=at or moments.now())


def ago(days: int) -> datetime:
    return moments.now() - timedelta(days=days)
