"""Stub."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.page import Action, Shown, answer
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.money import page as pages

TEMPLATE, PART = "money/baseline.html", "bestandsaufnahme"
ACTIONS: Mapping[str, Action] = {}


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, field_id: int) -> HttpResponse:
    return answer(request, lambda request, pk: pages.load(request, pk, "baseline"), field_id, _shown, ACTIONS)


def _shown(request: ActingRequest, page: pages.MoneyPage, shown: Shown) -> HttpResponse:
    return respond(request, TEMPLATE, page.context() | shown.context(), partials=[PART], status=shown.status)
