"""Who is let in, who acts (the mandates of the signed-in person that are valid today, and the one they chose), and what is
logged of a request.
"""

import logging
import time
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.shortcuts import resolve_url

from ikz.logs import shown
from initiatives.domain.kernel import moments
from initiatives.models import Mandate
from initiatives.views.kernel.requests import Request

SESSION_KEY = "mandate"


class AccessLog:
    """Logs each request by method, path, status and milliseconds: nothing of a person, no query, no token of a link."""

    log = logging.getLogger("ikz.access")
    UNSEEN = ("/healthz", "/readyz")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: Request):
        begun = time.perf_counter()
        response = self.get_response(request)
        if request.path not in self.UNSEEN:
            spent = (time.perf_counter() - begun) * 1000
            who = f"{get_adapter(request).get_client_ip(request)} " if settings.LOGS_ADDRESSES else ""
            self.log.info(
                "%s%s %s %d %d ms", who, request.method, shown(request), response.status_code, spent
            )
        return response


class ActingMandate:
    """Sets `request.mandates` (all that are valid today) and `request.mandate`: the one chosen in this session, else the last
    one that the person chose at all, else the first, or None.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: Request):
        request.mandates = []
        wanted: list[int | None] = []
        if request.user.is_authenticated:
            valid = Mandate.objects.valid_on(moments.today()).with_names()
            request.mandates = list(valid.filter(user=request.user))
            wanted = [request.session.get(SESSION_KEY), request.user.last_mandate_id]
        chosen = next((one for pk in wanted for one in request.mandates if one.pk == pk), None)
        request.mandate = chosen or next(iter(request.mandates), None)
        return self.get_response(request)


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs a sign-in, unless its view says otherwise. htmx is sent to the sign-in as a whole page, and
    from there back to the page that it was on; swapping the sign-in into a part of the page would strand the visitor."""

    def handle_no_permission(self, request, view_func):
        if not request.htmx:
            return super().handle_no_permission(request, view_func)
        page = request.htmx.current_url_abs_path or "/"
        address = f"{resolve_url(self.get_login_url(view_func))}?{urlencode({'next': page})}"
        return HttpResponse(status=401, headers={"HX-Redirect": address})
