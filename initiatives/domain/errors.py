"""The one error of the domain: a refusal whose German message may be shown, and that wrote nothing."""


class Refused(Exception):
    """The process does not allow it. `field` names the form field to blame, if there is one."""

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody else changed the same values meanwhile; `theirs` maps attribute to the value that stands now."""

    def __init__(self, theirs: dict, version: int):
        super().__init__("Jemand hat diesen Abschnitt geändert, während Sie schrieben.")
        self.theirs = theirs
        self.version = version
