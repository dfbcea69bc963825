"""What a mail about an account says: what was done with it, when and by whom, and where one looks or asks who knows nothing
of it. It names no secret, and no link in it signs anybody in.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import account_records
from initiatives.enums import RecordKind, Role
from initiatives.models import AccountRecord, Mail, Mandate

ONESELF = "Sie selbst"
# Routes on which the person sees what was done; all else stands beside the last sign-ins.
PLACES: dict[str, str] = {RecordKind.MANDATE: "start", RecordKind.PERSON: "own_details"}


class Telling(NamedTuple):
    """`is_own` is a mail to the person whose account it is, else it goes to who administers it. `contacts` are the addresses
    of whom the person asks, without one whoever runs the installation.
    """

    record: AccountRecord
    is_own: bool
    is_former: bool
    actor: str
    contacts: list[str]

    @property
    def page(self) -> str:
        """The route of the page on which the person sees what was done."""
        return PLACES.get(self.record.kind, "mfa_index")

    @property
    def may_sign_in(self) -> bool:
        """Whether the receiver finds more behind the sign-in, and can set another password."""
        user = self.record.user
        return not self.is_former and user is not None and user.is_active

    @property
    def may_be_taken(self) -> bool:
        """Whether somebody may have done it in the person's place, so that another password helps."""
        return self.may_sign_in and self.record.by_id in (None, self.record.user_id)


def telling(mail: Mail, *, at: datetime) -> Telling | None:
    """What a mail tells; None where the record has been forgotten, or who administered does so no more."""
    record = mail.record
    if record is None or record.user is None:
        return None
    is_own = record.user_id == mail.user_id
    if not is_own and not _administers(mail, at):
        return None
    contacts = account_records.home_administrators(record.user, at=at).exclude(pk=record.user.pk)
    return Telling(
        record=record,
        is_own=is_own,
        is_former=bool(mail.to),
        actor=_actor(record, is_own),
        contacts=list(contacts.order_by("email").values_list("email", flat=True)) if is_own else [],
    )


def outlives_lock(mail: Mail) -> bool:
    """Whether a mail goes to a locked account, too: what happened to it, the lock first of all, its person is to learn."""
    return mail.record is not None and mail.record.user_id == mail.user_id


def _administers(mail: Mail, at: datetime) -> bool:
    held = Mandate.objects.valid_on(day_of(at)).filter(user=mail.user_id, role=Role.ADMINISTRATOR)
    return held.exists()


def _actor(record: AccountRecord, is_own: bool) -> str:
    """As what it was done, "" where nobody known did it."""
    if record.by_id is None:
        return ""
    if record.by_id == record.user_id:
        return ONESELF if is_own else "die Person selbst"
    return record.actor
