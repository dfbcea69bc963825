"""What a section of a meeting's page consists of; the sections by topic are built from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BaseForm

from initiatives.enums import MeetingState
from initiatives.views.meetings.meeting_page import MeetingPage

INVITED, RUNNING = (MeetingState.INVITED,), (MeetingState.RUNNING,)


@dataclass(frozen=True)
class Section:
    """`states` are those in which it is there; `save` gets the valid form, None where a button is enough."""

    anchor: str  # the id of the section on the page
    states: tuple[str, ...]
    save: Callable[[MeetingPage, Any, datetime], object]
    done: str
    form: Callable[[MeetingPage, dict[str, Any] | None], BaseForm] | None = None
    right: str = "meeting.convene"
