"""What happens to a form that was sent: saved, refused (422), or in conflict with what others saved meanwhile (409)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from initiatives.domain.errors import Conflict, Refused
from initiatives.views.conflicts import Clash, clash, filled_again


@dataclass(frozen=True)
class Submission:
    """The form to show, or what `save` returned if it is `done`."""

    form: BaseForm
    status: int = 200
    clash: Clash | None = None
    done: bool = False
    result: Any = None


def submit(
    request: HttpRequest,
    build: Callable[[QueryDict | None], BaseForm],
    save: Callable[[BaseForm], Any],
    row: Model | None = None,
) -> Submission:
    """Show the form of `build` (None: not sent yet), or `save` what was sent.

    `row` is what `build` shows; in a conflict it is read again, so that the form stands upon what others saved.
    """
    if request.method != "POST":
        return Submission(build(None))
    form = build(request.POST)
    if form.is_valid():
        try:
            return Submission(form, done=True, result=save(form))
        except Conflict as conflict:
            if row is not None:
                row.refresh_from_db()
            again = build(filled_again(conflict, form, build(None)))
            return Submission(again, 409, clash(conflict, form))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return Submission(form, 422)
