"""Who is let in, and who acts: the mandates of the signed-in person that are valid today, and the one they chose."""

from urllib.parse import urlencode

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.shortcuts import resolve_url

from initiatives.domain.kernel import moments
from initiatives.models import Mandate
from initiatives.views.kernel.requests import Request

SESSION_KEY = "mandate"


class ActingMandate:
    """Sets `request.mandates` (all that are valid today) and `request.mandate` (the chosen one, else the first, or None)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: Request):
        request.mandates = []
        if request.user.is_authenticated:
            valid = Mandate.objects.valid_on(moments.today()).with_names()
            request.mandates = list(valid.filter(user=request.user))
        chosen = request.session.get(SESSION_KEY) if request.mandates else None
        request.mandate = next((m for m in request.mandates if m.pk == chosen), None) or next(
            iter(request.mandates), None
        )
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
