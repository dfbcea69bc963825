"""Lists in a form (forms/kernel/rows.py): a press that adds a row or takes one out shows the form again, as typed."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse

from initiatives.forms.kernel.rows import reshaped
from initiatives.views.kernel.http import allow
from initiatives.views.kernel.page import Action, Shown
from initiatives.views.kernel.requests import ActingRequest


def press_on_row(
    request: ActingRequest,
    load: Callable[[], Any],
    find: Callable[[Any, str], Action | None],
    show: Callable[[ActingRequest, Any, Shown], HttpResponse],
) -> HttpResponse | None:
    """The page with the form of `?bearbeiten=` a row longer or shorter; nothing is checked or saved. None for any other request.

    Raises Http404 where the form is not there, and PermissionDenied where it is not theirs.
    """
    changed = reshaped(request.POST, request.POST.get("tun", "")) if request.method == "POST" else None
    if changed is None:
        return None
    page, name = load(), request.GET.get("bearbeiten", "")
    action = find(page, name)
    if action is None or action.form is None or not action.is_open(page):
        raise Http404
    allow(action.may(page), action.denied)
    data, focus = changed
    form: Any = action.form(page, data)
    form.forget_faults()
    form.focus = focus
    return show(request, page, Shown(name, form, action=action))
