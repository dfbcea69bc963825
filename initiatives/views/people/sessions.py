"""Where somebody is signed in, and that it ends."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.people import devices, sessions
from initiatives.origins import origin
from initiatives.templatetags.german import plural
from initiatives.views.kernel.http import respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import press
from initiatives.views.kernel.requests import SignedInRequest

OTHERS = "andere"


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: SignedInRequest) -> HttpResponse:
    """The own sessions, with a button that ends each of the others, and one for all of them."""
    if request.method == "POST":
        return press(request, lambda: _end(request), lambda refusal: _list(request, refusal.message, 422))
    return _list(request)


def _list(request: SignedInRequest, fault: str = "", status: int = 200) -> HttpResponse:
    rows = [
        {
            "id": row.pk,
            "device": devices.name_of(row.user_agent),
            "address": row.ip,
            "begun": row.created_at,
            "used": row.last_seen_at,
            "is_current": row.session_key == request.session.session_key,
        }
        for row in sessions.living(user=request.user, at=moments.now())
    ]
    others = [row for row in rows if not row["is_current"]]
    rows = [row for row in rows if row["is_current"]] + others
    context = {
        "rows": rows,
        "others": len(others),
        "fault": fault,
        "idle": _in_words(settings.SESSION_COOKIE_AGE // 60),
        "most_days": settings.SESSION_MAX_DAYS,
    }
    return respond(request, "people/sessions.html", context, status=status)


def _end(request: SignedInRequest) -> Done:
    """End what the button names: a session by its number, or all others."""
    chosen, user = request.POST.get("sitzung", ""), request.user
    at, current = moments.now(), request.session.session_key or ""
    if chosen == OTHERS:
        number = sessions.end_others(user=user, current=current, at=at, origin=origin(request))
        told = f"{number} andere Sitzungen sind beendet." if number > 1 else "Die andere Sitzung ist beendet."
        return Done(request, told if number else "Es gab keine andere Sitzung.", reverse("sessions"))
    if not (chosen.isdecimal() and chosen.isascii() and len(chosen) < 19):
        raise Refused("Bitte wählen Sie die Sitzung, die enden soll.")
    device = sessions.end_one(
        user=user, session_id=int(chosen), current=current, at=at, origin=origin(request)
    )
    return Done(request, f"Die Sitzung ist beendet: {device}.", reverse("sessions"))


def _in_words(minutes: int) -> str:
    """A while as a person says it: "4 Stunden", "90 Minuten"."""
    return plural(minutes // 60, "Stunde,Stunden") if minutes % 60 == 0 else f"{minutes} Minuten"
