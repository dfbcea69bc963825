"""Who is let in, who acts (the mandates of the signed-in person that are valid today, and the one they chose), what is
logged of a request, and what a browser may keep and do.
"""

import logging
import time
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse

from ikz.logs import shown
from initiatives.domain.kernel import moments
from initiatives.domain.people import second_factors
from initiatives.models import Mandate
from initiatives.views.kernel.once import LEFT_OUT
from initiatives.views.kernel.requests import Request

SESSION_KEY = "mandate"
ONWARD_KEY = "onward"  # the page that was wanted before a second factor was to be set up


class BrowserHeaders:
    """What a browser may do with any answer, and that it keeps none of a session: a page, a part, a file, an error."""

    FEATURES = (
        *(
            "accelerometer",
            "autoplay",
            "camera",
            "display-capture",
            "encrypted-media",
            "fullscreen",
            "geolocation",
        ),
        *(
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "picture-in-picture",
            "screen-wake-lock",
        ),
        *("usb", "xr-spatial-tracking"),
    )
    OWN = ("publickey-credentials-create", "publickey-credentials-get")  # for a key as the second factor
    POLICY = ", ".join([*(f"{one}=()" for one in FEATURES), *(f"{one}=(self)" for one in OWN)])

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: Request):
        response = self.get_response(request)
        response["Permissions-Policy"] = self.POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        said = response.get("Cache-Control", "")
        is_static = not hasattr(request, "session")  # answered before anybody asked whose it is
        is_chosen = is_static or "public" in said or "no-store" in said
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not is_chosen:
            response["Cache-Control"] = "no-store"
        return response


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


class CompressedPages(GZipMiddleware):
    """Compresses pages and their parts, padded by a random length; no file, and no page on which somebody proves who they are:
    nothing secret stands beside what others can have reflected (docs/decisions/0037).
    """

    PROVING = ("account_", "mfa_", "openid_connect_", "socialaccount_")

    def process_response(self, request: Any, response: HttpResponseBase) -> HttpResponseBase:
        match = request.resolver_match
        proves = match is not None and (match.url_name or "").startswith(self.PROVING)
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page and not proves else response


class ActingMandate:
    """Sets `request.begun`, `request.mandates` (all that are valid today) and `request.mandate`: the one chosen in this
    session, else the last one that the person chose at all, else the first, or None.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: Request):
        request.begun = moments.now()
        request.mandates = []
        wanted: list[int | None] = []
        if request.user.is_authenticated:
            valid = Mandate.objects.valid_on(moments.today()).with_names()
            request.mandates = list(valid.filter(user=request.user))
            wanted = [request.session.get(SESSION_KEY), request.user.last_mandate_id]
        chosen = next((one for pk in wanted for one in request.mandates if one.pk == pk), None)
        request.mandate = chosen or next(iter(request.mandates), None)
        return self.get_response(request)


class SecondFactorRequired:
    """Whose mandate needs a second factor (`IKZ_SECOND_FACTOR_ROLES`) and who has none acts under none of the mandates, and
    reaches only the pages on which it is set up and those that need no sign-in.
    """

    OPEN = (
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_logout",
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: Request):
        request.owes_factor = (
            request.user.is_authenticated
            and bool(second_factors.requiring(request.mandates))
            and not second_factors.of_person(request.user).exists()
        )
        if request.owes_factor:
            request.mandate = None
        return self.get_response(request)

    def process_view(self, request: Request, view, args, kwargs) -> HttpResponse | None:
        if not request.owes_factor or not getattr(view, "login_required", True):
            return None
        if request.resolver_match and request.resolver_match.url_name in self.OPEN:
            return None
        address = reverse("mfa_index")
        if request.htmx:  # what was typed is kept as a draft in the browser
            return HttpResponse(status=403, headers={"HX-Redirect": address})
        if request.method == "POST":
            return render(request, "mfa/held_back.html", {"typed": _typed(request)}, status=403)
        request.session[ONWARD_KEY] = request.get_full_path()
        return redirect(address)


def _typed(request: Request) -> list[str]:
    """The words of a form that was not taken, to be copied."""
    shown = [name for name in request.POST if name not in LEFT_OUT and "password" not in name]
    values = [value for name in shown for value in request.POST.getlist(name)]
    return [value for value in values if value.strip() and not value.isdigit()]


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs a sign-in, unless its view says otherwise. htmx is sent to the sign-in as a whole page, and
    from there back to the page that it was on; swapping the sign-in into a part of the page would strand the visitor."""

    def handle_no_permission(self, request, view_func):
        if not request.htmx:
            return super().handle_no_permission(request, view_func)
        page = request.htmx.current_url_abs_path or "/"
        address = f"{resolve_url(self.get_login_url(view_func))}?{urlencode({'next': page})}"
        return HttpResponse(status=401, headers={"HX-Redirect": address})
