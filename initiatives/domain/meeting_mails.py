"""The mails of a meeting: invitation, change and cancellation, with the paper and a calendar entry."""

from datetime import datetime

from initiatives.models import Mandate, Meeting


def send(*, meeting: Meeting, by: Mandate, at: datetime) -> None:
    """Have the invitation (or its change, or the cancellation: as `meeting.state` and `meeting.sequence` say) made and
    mailed to those who work for the invited, in the transaction of the change.
    """
