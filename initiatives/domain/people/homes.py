"""The home of an account: the organisation whose administrator decides on it, whatever mandates others have given.

Invariants: an account without a home is the installation's, and who administers the whole installation has none; who
administers a county has the home there or none. So no county's administrator can take over an account that administers more
than their own county (docs/decisions/0026).
"""

from django.db.models import Q, QuerySet

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.people.organisations import covers
from initiatives.enums import Role
from initiatives.models import Mandate, Organisation, User

ANONYMOUS = "@anonym.invalid"
FOREIGN = "Über dieses Konto entscheidet die Fachadministration der Heimatorganisation."


def is_anonymous(user: User) -> bool:
    """Whether the person was anonymised."""
    return user.email.endswith(ANONYMOUS)


def decides(*, by: Mandate, user: User) -> bool:
    """Whether an administrator decides on an account: that of its home's county, and that of the installation, always."""
    return covers(by, user.home)


def check_decides(*, by: Mandate, user: User) -> None:
    """Raises Refused unless the administrator decides on the account."""
    if not decides(by=by, user=user):
        raise Refused(FOREIGN)


def gives_at_once(*, by: Mandate, user: User) -> bool:
    """Whether what an administrator gives holds without being accepted: they decide on the account, or nobody does yet."""
    return decides(by=by, user=user) or not (user.home_id or user.mandates.exists())


def fault(row: Mandate, *, home: Organisation | None, at_once: bool = True) -> str:
    """Why a mandate cannot belong to an account of this home: "" or a German sentence. A county's is never an offer."""
    if row.role != Role.ADMINISTRATOR or row.organisation is None:
        return ""
    if at_once and (home is None or covers(row, home)):
        return ""
    return (
        f"Die Fachadministration {row.organisation.of} erhält nur, wer dort oder bei der Installation die Heimat hat. "
        "Bitte lassen Sie die Heimat zuerst von der Fachadministration der Installation verlegen."
    )


def within(by: Mandate) -> Q:
    """The condition on a person that `decides` is."""
    own = by.organisation_id
    return Q(pk__isnull=False) if own is None else Q(home_id=own) | Q(home__county_id=own)


def at_home(by: Mandate) -> QuerySet[User]:
    """The accounts on which an administrator decides."""
    return User.objects.filter(within(by))
