"""Offered mandates: what an administrator who does not decide on an account gave to its person, until they answer.

Invariants: an offer gives no right and shows nothing of the person; it is answered once, by the person alone, and holds from
then on like any other mandate, within its days.
"""

from datetime import date, datetime

from django.db.models import Q

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import account_records, events, notices
from initiatives.domain.people import homes
from initiatives.domain.state.versions import state_change
from initiatives.enums import MandateState, NoticeKind, RecordKind
from initiatives.models import Mandate, User
from initiatives.models.people import MandateQuerySet

ANSWERED = {
    MandateState.GRANTED: "Dieses Mandat haben Sie schon angenommen.",
    MandateState.DECLINED: "Dieses Mandat haben Sie schon abgelehnt.",
    MandateState.WITHDRAWN: "Dieses Angebot ist inzwischen zurückgezogen.",
}


def offered(*, user_id: int, day: date) -> MandateQuerySet:
    """What a person may still accept on `day`."""
    rows = Mandate.objects.filter(user_id=user_id, state=MandateState.OFFERED)
    return rows.filter(Q(valid_until=None) | Q(valid_until__gte=day))


@state_change()
def accept(*, mandate: Mandate, by: User, at: datetime) -> Mandate:
    """Take on what was offered. Raises Refused for what is answered or withdrawn, where its last day has passed, and for a
    county's Fachadministration that was offered to a person of another county.
    """
    row = _locked(mandate, by)
    if row.valid_until and row.valid_until < day_of(at):
        raise Refused(
            f"Dieses Angebot galt bis zum {row.valid_until:%d.%m.%Y}. Annehmen lässt es sich nicht mehr."
        )
    if fault := homes.fault(row, home=by.home):
        raise Refused(fault)
    return _answer(row, MandateState.GRANTED, "Mandat angenommen", by, at)


@state_change()
def decline(*, mandate: Mandate, by: User, at: datetime) -> Mandate:
    """Say no to what was offered. Raises Refused for what is answered or withdrawn."""
    return _answer(_locked(mandate, by), MandateState.DECLINED, "Mandat abgelehnt", by, at)


def _locked(mandate: Mandate, by: User) -> Mandate:
    row = Mandate.objects.select_for_update(no_key=True).get(pk=mandate.pk, user=by)
    if row.state != MandateState.OFFERED:
        raise Refused(ANSWERED[MandateState(row.state)])
    return row


def _answer(row: Mandate, state: MandateState, subject: str, by: User, at: datetime) -> Mandate:
    """The history tells it by role; who administers the organisation of the mandate gets a notice of the answer."""
    row.state = state
    row.save(update_fields=["state"])
    events.record(
        kind="mandate",
        subject=subject,
        change=events.Change(after=row.title),
        where=events.of_organisation(row.organisation),
        by=row,
        at=at,
    )
    account_records.note(
        kind=RecordKind.MANDATE,
        subject=f"{subject}: {row.title}",
        user=by,
        by=by,
        organisation=row.organisation,
        at=at,
    )
    notices.tell(
        kind=NoticeKind.TASK,
        to=account_records.administrators(row.organisation, at=at),
        title=f"{subject}: {row.title}",
        reason="weil Sie dieses Mandat verwalten",
        page=("administration_person", row.user_id),
        by=row,
        at=at,
    )
    return row
