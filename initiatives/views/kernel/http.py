"""What all views share: who may come in, and how a page or its targeted partial is answered."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urldefrag

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template import Context, Engine
from django.template.loader_tags import BlockNode
from django.utils.cache import patch_vary_headers

from initiatives.domain.kernel import moments
from initiatives.domain.rules import access
from initiatives.models import Mandate
from initiatives.views.kernel.requests import Request

M = TypeVar("M", bound=Model)
__all__ = [
    "acting",
    "administrating",
    "administrating_all",
    "allow",
    "found",
    "go",
    "login_not_required",
    "onward",
    "respond",
    "with_fresh_head",
]


def acting(view: Callable) -> Callable:
    """Only for those who hold a mandate today; the others are told whom to ask (403)."""

    @wraps(view)
    def guarded(request: Request, *args, **kwargs):
        if request.mandate is None:
            own = Mandate.objects.filter(user=request.user.pk).with_names()
            coming = own.not_over_on(moments.today()).order_by("valid_from")
            return render(request, "people/no_mandate.html", {"coming": coming}, status=403)
        return view(request, *args, **kwargs)

    return guarded


def administrating(view: Callable) -> Callable:
    """Only for those who act as administrator."""

    @wraps(view)
    def guarded(request: Request, *args, **kwargs):
        if not access.may_administer(request.mandate):
            raise PermissionDenied("Diese Seite ist der Fachadministration vorbehalten.")
        return view(request, *args, **kwargs)

    return guarded


def administrating_all(view: Callable) -> Callable:
    """Only for those who act as administrator of the whole installation, not of one county."""

    @wraps(view)
    def guarded(request: Request, *args, **kwargs):
        if not access.may_administer_all(request.mandate):
            raise PermissionDenied(
                "Diese Seite gilt für alle Kreise der Anwendung; sie ist deren Fachadministration vorbehalten."
            )
        return view(request, *args, **kwargs)

    return guarded


def allow(permitted: bool, message: str = "") -> None:
    """Raise PermissionDenied (403) with a German message unless permitted."""
    if not permitted:
        raise PermissionDenied(message or "Ihr Mandat erlaubt das hier nicht.")


def respond(
    request: Request,
    template: str,
    context: dict | None = None,
    *,
    partials: Iterable[str] = (),
    status: int = 200,
) -> HttpResponse:
    """The partial that htmx targets if the page lists it in `partials` (name = id of its root), else the whole page.

    Before a partial stands the page's title, which htmx takes over; behind it, after an act, what the head says.
    """
    htmx = request.htmx
    wants_part = htmx and not htmx.history_restore_request and (htmx.target or "") in partials
    response = render(
        request, f"{template}#{htmx.target}" if wants_part else template, context, status=status
    )
    if wants_part:
        response.content = f"<title>{_title(template, context)} – IKZ</title>".encode() + response.content
        with_fresh_head(request, response)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def with_fresh_head(request: Request, response: HttpResponse) -> HttpResponse:
    """A part with the counts in the head of the page as they are after the act; htmx puts each in its place."""
    if request.method == "POST":
        response.content += render(request, "components/fresh_head.html").content
    return response


def _title(template: str, context: dict | None) -> str:
    """What the page's own block `title` says."""
    compiled = Engine.get_default().get_template(template)
    blocks = [one for one in compiled.nodelist.get_nodes_by_type(BlockNode) if isinstance(one, BlockNode)]
    block = next(one for one in blocks if one.name == "title")
    plain = Context(context)
    with plain.bind_template(compiled):
        return block.nodelist.render(plain)


def found(rows: QuerySet[M], pk: int) -> M:
    """The row of a number. Raises Http404 where there is none among `rows`."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def go(request: Request, url: str) -> HttpResponse:
    """On to another page, with and without htmx (which would swap the target of a plain redirect into the part)."""
    return HttpResponse(**onward(request, url))


def onward(request: Request, url: str) -> dict[str, Any]:
    """Status and headers of an answer that leads to a page."""
    if not request.htmx:
        return {"status": 303, "headers": {"Location": url}}
    if urldefrag(url)[0] == request.htmx.current_url_abs_path:  # a new anchor alone would load nothing
        return {"status": 204, "headers": {"HX-Refresh": "true"}}
    return {"status": 204, "headers": {"HX-Redirect": url}}
