"""What can be done with a thing on its own page: each way opens by `?bearbeiten=` of its name and is posted there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse

from initiatives.domain.kernel import moments
from initiatives.forms.kernel.base import Form
from initiatives.views.kernel.conflicts import Clash
from initiatives.views.kernel.http import allow, go
from initiatives.views.kernel.submitting import submit


@dataclass(frozen=True)
class Way:
    """`may` is the right (403), `is_open` whether the state of the thing lets it be offered now."""

    text: str  # on the link that opens it and on the button that sends it
    may: Callable[[Any], bool]
    is_open: Callable[[Any], bool]
    save: Callable[[Any, Any, datetime], Any]  # of the page and the valid form
    done: Callable[[Any], str]
    form: Callable[[Any, Any], BaseForm] = lambda page, data: Form(data)
    hint: str = ""
    denied: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Opened:
    """The way whose form the page shows."""

    name: str
    way: Way
    form: BaseForm
    clash: Clash | None = None
    status: int = 200


@dataclass(frozen=True)
class Offer:
    name: str
    way: Way


def offered(page: Any, ways: Mapping[str, Way]) -> list[Offer]:
    """What the reader can do now."""
    return [Offer(name, way) for name, way in ways.items() if way.may(page) and way.is_open(page)]


def walk(
    request: HttpRequest,
    load: Callable[[], Any],
    ways: Mapping[str, Way],
    show: Callable[[Any, Opened | None], HttpResponse],
) -> HttpResponse:
    """Show the page of the thing that `load` reads, with the form of a way, or do what was posted there.

    A page has a `url`. A way that is not open any more is not opened; posted nevertheless, the domain refuses it.
    """
    page = load()
    name = request.GET.get("bearbeiten", "")
    if not name and request.method != "POST":
        return show(page, None)
    way = ways.get(name)
    if way is None:
        raise Http404
    allow(way.may(page), way.denied)
    if request.method != "POST" and not way.is_open(page):
        return show(page, None)

    def build(data: Any) -> BaseForm:
        """After a conflict the form stands upon what others saved."""
        return way.form(page if request.method != "POST" or data is request.POST else load(), data)

    sent = submit(request, build, lambda form: way.save(page, form, moments.now()))
    if not sent.done:
        fresh = load() if request.method == "POST" else page
        return show(fresh, Opened(name, way, sent.form, sent.clash, sent.status))
    messages.success(request, way.done(sent.result))
    if not request.htmx:
        return go(request, page.url)
    response = show(load(), None)
    response["HX-Push-Url"] = page.url
    return response
