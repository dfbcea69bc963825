"""The page of one person: account and mandates, whole or as the part that htmx swaps."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.mail import invitations
from initiatives.domain.people import homes, mandates, people, second_factors, taking_back
from initiatives.domain.people.organisations import covers
from initiatives.enums import MandateState
from initiatives.models import Mandate, User
from initiatives.views.kernel.http import allow, respond
from initiatives.views.kernel.page import Sent
from initiatives.views.kernel.requests import ActingRequest

TEMPLATE, PART = "people/administration/person.html", "person"


def find(request: ActingRequest, user_id: int) -> User:
    """A person whom the administrator sees, with what may be seen. Raises Http404 for any other."""
    return get_object_or_404(people.under(request.mandate), pk=user_id)


def find_own(request: ActingRequest, user_id: int) -> User:
    """A person on whose account the administrator decides. Raises PermissionDenied where others do."""
    user = find(request, user_id)
    allow(homes.decides(by=request.mandate, user=user), homes.FOREIGN)
    return user


def called(user: User) -> str:
    """How the administrator knows a person whom `find` found."""
    address: str = getattr(user, "address", "")
    is_nameless = not address or address.endswith(homes.ANONYMOUS)
    return f"{'Anonymisierte ' if address else ''}Person {user.pk}" if is_nameless else address


def address(user: User) -> str:
    """Of the person's page."""
    return reverse("administration_person", args=[user.pk])


def crumbs(user: User, here: str = "") -> list[tuple[str, str]]:
    """From the list to the person and, with `here`, to a page below it."""
    listed = ("Personen und Mandate", reverse("administration_people"))
    if not here:
        return [listed, (called(user), "")]
    return [listed, (called(user), address(user)), (here, "")]


def answer(
    request: ActingRequest,
    user: User,
    *,
    editing: str = "",
    sent: Sent | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; `editing` names what the form of `sent` is for: angaben, heimat, or the mandate to end or to withdraw."""
    decides = homes.decides(by=request.mandate, user=user)
    current, past = _held(request.mandate, user, decides)
    gave_all = all(covers(request.mandate, one.organisation) for one in (*current, *past))
    context = {
        "tab": "people",
        "person": user,
        "called": called(user),
        "local": called(user).partition("@")[0],
        "host": called(user).partition("@")[2],
        "url": address(user),
        "is_anonymous": homes.is_anonymous(user),
        "is_self": user.pk == request.user.pk,
        "decides": decides,
        "factors": second_factors.in_words(user) if decides else "",
        "is_unused": decides and gave_all and not taking_back.uses(user),
        "current": current,
        "past": past,
        "today": moments.today(),
        "invitation": invitations.latest(user, at=moments.now()) if decides else None,
        "editing": editing,
        "form": sent and sent.form,
        "clash": sent and sent.clash,
        "refusal": refusal,
        "crumbs": crumbs(user),
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=sent.status if sent else status)


def _held(by: Mandate, user: User, decides: bool) -> tuple[list[Mandate], list[Mandate]]:
    """What stands and what is over, as far as the administrator sees it: of the own accounts all, of others what they gave."""
    rows = Mandate.objects.all() if decides else mandates.under(by)
    today = moments.today()
    current: list[Mandate] = []
    past: list[Mandate] = []
    for row in rows.filter(user=user).with_names().order_by("-valid_from", "-pk"):
        row.is_own = covers(by, row.organisation)
        row.is_offer = row.state == MandateState.OFFERED
        row.ends_as, row.is_withdrawn_as = f"beenden-{row.pk}", f"zurueckziehen-{row.pk}"
        has_ended = row.valid_until is not None and row.valid_until < today
        (past if has_ended or row.state not in mandates.STANDING else current).append(row)
    return current, past
