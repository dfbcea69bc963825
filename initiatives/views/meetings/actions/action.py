"""What an action of a meeting's page consists of; those by topic are built from it."""

from collections.abc import Callable, Collection
from typing import Any

from initiatives.enums import MeetingState
from initiatives.views.kernel.page import Action

INVITED, RUNNING = (MeetingState.INVITED,), (MeetingState.RUNNING,)
NOT_CONVENING = "Treffen plant und leitet die einladende Kommune; wo es keine gibt, tun es die Teilnehmenden."


def action(
    anchor: str,
    states: Collection[str],
    save: Callable[..., Any],
    done: str,
    form: Callable[..., Any] | None = None,
    right: str = "meeting.convene",
) -> Action:
    """`states` are those of the meeting in which it is there."""
    return Action(
        may=lambda page: page.may(right),
        is_open=lambda page: page.row.state in states,
        save=save,
        done=done,
        form=form,
        anchor=anchor,
        denied=NOT_CONVENING,
    )
