"""For whom a person with several mandates acts, and what they answer to a mandate that is offered."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.people import mandates
from initiatives.domain.people import offers as offered
from initiatives.enums import MandateState
from initiatives.middleware import SESSION_KEY
from initiatives.models import Mandate
from initiatives.views.kernel.http import acting, found, go, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import press
from initiatives.views.kernel.requests import ActingRequest, Request


@acting
def choose(request: ActingRequest) -> HttpResponse:
    """Show the mandates that are valid today, or act under the chosen one from now on (403 for any other)."""
    if request.method != "POST":
        return respond(request, "people/choose_mandate.html")
    chosen = next((m for m in request.mandates if str(m.pk) == request.POST.get("mandate")), None)
    if chosen is None:
        raise PermissionDenied("Unter diesem Mandat können Sie heute nicht handeln.")
    request.session[SESSION_KEY] = chosen.pk
    mandates.act_under(mandate=chosen)
    messages.success(request, f"Sie handeln jetzt als {chosen.title}.")
    return go(request, reverse("start"))


@require_safe
def offers(request: Request) -> HttpResponse:
    """What is offered to the person, also to one who has no valid mandate."""
    return _show(request)


def _show(request: Request, refusal: str = "", status: int = 200) -> HttpResponse:
    rows = offered.offered(user_id=request.user.pk or 0, day=moments.today()).with_names().order_by("pk")
    context = {"offers": rows, "refusal": refusal}
    return respond(request, "people/offers.html", context, status=status)


@require_POST
def accept(request: Request, mandate_id: int) -> HttpResponse:
    """Take on an offered mandate (404 for what was offered to others)."""
    return _answer(request, mandate_id, offered.accept, "Sie haben das Mandat angenommen: {}.")


@require_POST
def decline(request: Request, mandate_id: int) -> HttpResponse:
    """Say no to an offered mandate."""
    return _answer(request, mandate_id, offered.decline, "Sie haben das Mandat abgelehnt: {}.")


def _answer(request: Request, mandate_id: int, answer: Callable[..., Mandate], told: str) -> HttpResponse:
    mandate = found(Mandate.objects.filter(user=request.user.pk).with_names(), mandate_id)

    def act() -> Done:
        row = answer(mandate=mandate, by=mandate.user, at=moments.now())
        holds = row.state == MandateState.GRANTED and row.valid_from <= moments.today()
        return Done(request, told.format(row.title), reverse("start" if holds else "offers"))

    return press(request, act, lambda refusal: _show(request, refusal.message, 422))
