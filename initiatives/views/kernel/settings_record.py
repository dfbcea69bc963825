"""That an administrator changed a setting is noted, with from where."""

from initiatives import origins
from initiatives.domain.kernel import moments
from initiatives.domain.log import account_records
from initiatives.enums import RecordKind
from initiatives.models import Organisation
from initiatives.views.kernel.requests import ActingRequest


def note(request: ActingRequest, subject: str, organisation: Organisation | None = None) -> None:
    """In the transaction of the change; `organisation` is the one whose setting it is, none for the installation's."""
    account_records.note(
        kind=RecordKind.SETTING,
        subject=subject,
        by=request.mandate,
        organisation=organisation,
        origin=origins.origin(request),
        at=moments.now(),
    )
