"""The one error of the domain: a refusal whose German message may be shown, and that wrote nothing."""

from datetime import datetime


class Refused(Exception):
    """The process does not allow it. `field` names the form field to blame, if there is one."""

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody else changed the same values meanwhile; `theirs` maps attribute to the value that stands now.

    `merged` holds what saving again would write: the editor's own changes, the rest as it stands now. `actor` (role and
    organisation) and `changed_at` tell who changed it and when, where that is known.
    """

    def __init__(
        self,
        theirs: dict,
        version: int,
        *,
        merged: dict | None = None,
        actor: str = "",
        changed_at: datetime | None = None,
    ):
        super().__init__("Jemand hat diesen Abschnitt geändert, während Sie schrieben.")
        self.theirs = theirs
        self.version = version
        self.merged = merged or {}
        self.actor = actor
        self.changed_at = changed_at
