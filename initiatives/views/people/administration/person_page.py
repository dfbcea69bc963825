"""The page of one person: account and mandates, whole or as the part that htmx swaps."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.people import mandates, people, second_factors, taking_back
from initiatives.models import User
from initiatives.views.kernel.http import respond
from initiatives.views.kernel.page import Sent
from initiatives.views.kernel.requests import ActingRequest

TEMPLATE, PART = "people/administration/person.html", "person"


def find(request: ActingRequest, user_id: int) -> User:
    """A person of the administrator's reach. Raises Http404 for any other."""
    return get_object_or_404(people.under(request.mandate), pk=user_id)


def address(user: User) -> str:
    """Of the person's page."""
    return reverse("administration_person", args=[user.pk])


def crumbs(user: User, here: str = "") -> list[tuple[str, str]]:
    """From the list to the person and, with `here`, to a page below it."""
    listed = ("Personen und Mandate", reverse("administration_people"))
    if not here:
        return [listed, (str(user), "")]
    return [listed, (str(user), address(user)), (here, "")]


def answer(
    request: ActingRequest,
    user: User,
    *,
    editing: str = "",
    sent: Sent | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; `editing` names what the form of `sent` is for: angaben, or the number of the mandate to end."""
    today = moments.today()
    held = list(mandates.under(request.mandate).filter(user=user).with_names().order_by("-valid_from", "-pk"))
    context = {
        "tab": "people",
        "person": user,
        "local": user.email.partition("@")[0],
        "host": user.email.partition("@")[2],
        "url": address(user),
        "is_anonymous": people.is_anonymous(user),
        "is_self": user.pk == request.user.pk,
        "decides": people.wholly_under(user, request.mandate),
        "factors": second_factors.in_words(user),
        "is_unused": not taking_back.uses(user),
        "current": [m for m in held if m.valid_until is None or m.valid_until >= today],
        "past": [m for m in held if m.valid_until is not None and m.valid_until < today],
        "today": today,
        "editing": editing,
        "form": sent and sent.form,
        "clash": sent and sent.clash,
        "refusal": refusal,
        "crumbs": crumbs(user),
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=sent.status if sent else status)
