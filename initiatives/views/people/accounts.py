"""Sign-in and passwords: django-allauth's views, answering wrong input with 422 like every other form."""

from collections.abc import Callable
from functools import wraps

from allauth.account import views
from django.http import HttpRequest, HttpResponseBase

from initiatives import throttle
from initiatives.views.kernel.http import login_not_required


def refusing(view: Callable) -> Callable:
    """Answer 422 where the view shows its form again because of its errors, 429 where that is to be waited for."""

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        shown = getattr(response, "context_data", None) or {}
        faulty = [shown[name] for name in ("form", "webauthn_form") if shown.get(name) and shown[name].errors]
        if request.method == "POST" and response.status_code == 200 and faulty:
            held = [one for one in faulty[0].non_field_errors().as_data() if one.code == throttle.HELD_BACK]
            response.status_code = 429 if held else 422
            if held:
                response["Retry-After"] = held[0].params["seconds"]
        return response

    return answered


login = refusing(views.login)


@login_not_required
def logout(request: HttpRequest) -> HttpResponseBase:
    """Sign out, also in the middle of a sign-in; what the pages kept in this browser (drafts, whoever's) goes, too."""
    response = views.logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"storage"'
    return response


inactive = views.account_inactive
password_change = refusing(views.password_change)
password_set = refusing(views.password_set)
password_reset = refusing(views.password_reset)
password_reset_done = views.password_reset_done
password_reset_from_key = refusing(views.password_reset_from_key)
reauthenticate = refusing(views.reauthenticate)
password_reset_from_key_done = views.password_reset_from_key_done
