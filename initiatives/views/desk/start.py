"""The first page after the sign-in: what is to be done, for the role in which the visitor acts."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.enums import Role
from initiatives.views.desk import administration
from initiatives.views.desk import page as start_page
from initiatives.views.desk.actions import NUMBERED
from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.page import answer
from initiatives.views.kernel.requests import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest) -> HttpResponse:
    """Tasks for municipalities and counties, what is to be set up for administrators, reports for councils."""
    if request.mandate.role in (Role.COUNCIL_MEMBER, Role.ADMINISTRATOR):
        return _read(request)
    return answer(request, start_page.load, 0, start_page.show, {}, NUMBERED)


@require_safe
def _read(request: ActingRequest) -> HttpResponse:
    """Of those who have nothing to press here."""
    if request.mandate.role == Role.COUNCIL_MEMBER:
        return redirect("reports")
    return respond(request, "desk/start/administrator.html", administration.standing(request))
