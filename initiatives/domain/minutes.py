"""Minutes of a meeting: drawn up when it is closed, circulated, approved in a later meeting."""

from datetime import datetime

from initiatives.models import Mandate, Meeting, Minutes


def draw_up(*, meeting: Meeting, by: Mandate, at: datetime) -> Minutes:
    """Draw up the minutes of a meeting that was just closed, in its transaction."""
    return Minutes.objects.create(meeting=meeting)
