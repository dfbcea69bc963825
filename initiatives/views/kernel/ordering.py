"""Lists that are put into order on their page: by the buttons `hoch` and `runter` of each thing, or by dragging."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse, QueryDict

from initiatives.domain.kernel.errors import Refused
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import Shown, press, status_of
from initiatives.views.kernel.requests import ActingRequest

UP, DOWN = "hoch", "runter"


class Wish(NamedTuple):
    """To move one thing by one place, or to have all in this order (their ids, after dragging)."""

    moved: int | None
    pressed: str
    order: list[int]


def wish(sent: QueryDict, stale: str) -> Wish:
    """What was sent. Raises Refused with the message `stale` where it cannot be read."""
    pressed = next((name for name in (UP, DOWN) if name in sent), "")
    if pressed:
        return Wish(number(str(sent[pressed]), stale), pressed, [])
    return Wish(None, "", [number(one, stale) for one in sent.get("reihenfolge", "").split(",")])


def number(text: str, stale: str) -> int:
    """A number out of what was sent. Raises Refused with the message `stale` where it is none."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise Refused(stale)
    return int(text)


def focus(moved: str, thing: str, place: int, last: int) -> str:
    """On which button of a thing the focus stays after `moved` (punkt-7-hoch): the pressed one, or the other at the end."""
    name, _, pressed = moved.rpartition("-")
    if name != thing or pressed not in (UP, DOWN):
        return ""
    if place == 1:
        return DOWN
    return UP if place == last else pressed


def put_in_order(
    request: ActingRequest,
    place: str,
    stale: str,
    arrange: Callable[[Wish], str],
    fresh: Callable[[Shown], HttpResponse],
) -> HttpResponse:
    """Do it; `arrange` says what was moved, `place` is the address of the list with its anchor."""

    def act() -> Done:
        moved = arrange(wish(request.POST, stale))
        return Done(request, "", place, part=lambda: fresh(Shown(saved=moved)))

    def refused(refusal: Refused) -> HttpResponse:
        messages.error(request, refusal.message)
        return fresh(Shown(saved=place.rpartition("#")[2], status=status_of(refusal)))

    return press(request, act, refused)
