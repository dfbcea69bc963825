"""Answers to what Django refuses before a view is reached, and to what goes wrong anywhere."""

import sys

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

from ikz.failures import is_full, outage
from initiatives import health
from initiatives.views.kernel.http import login_not_required
from initiatives.views.kernel.requests import Request

RETRY_AFTER = 10  # seconds
LEAST_ROOM = 100_000  # bytes, with less than which a database can write nothing


@login_not_required
def csrf_failure(request: Request, reason: str = "") -> HttpResponse:
    """The proof that a form came from here is missing or outdated (403); `reason` is for the log only."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: Request) -> HttpResponse:
    """A fault of ours (500), or an outage of the database (503); neither page needs the database."""
    error = outage(sys.exception())
    return _unavailable(request, error) if error else defaults.server_error(request)


def bad_request(request: Request, exception: Exception) -> HttpResponse:
    """A request that is not understood (400); Django takes a session that it could not store for one (503)."""
    error = outage(exception)
    return _unavailable(request, error) if error else defaults.bad_request(request, exception)


def _unavailable(request: Request, error: BaseException) -> HttpResponse:
    reads = request.method == "GET"
    free = health.free_room()
    full = not reads and (is_full(error) or (free is not None and free < LEAST_ROOM))
    context = {"again": request.get_full_path() if reads else "", "is_full": full}
    headers = {"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("503.html", context), status=503, headers=headers)
