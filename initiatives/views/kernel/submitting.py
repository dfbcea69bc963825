"""What happens to a form that was sent: saved, refused (422), or in conflict with what others saved meanwhile (409)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest

from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.views.kernel.conflicts import Clash, clash, filled_again

F = TypeVar("F", bound=BaseForm)


@dataclass(frozen=True)
class Submission(Generic[F]):
    """The form to show, or what `save` returned if it is `done`."""

    form: F
    status: int = 200
    clash: Clash | None = None
    done: bool = False
    result: Any = None


def submit(
    request: HttpRequest,
    build: Callable[[Any], F],
    save: Callable[[F], Any],
    row: Model | None = None,
) -> Submission[F]:
    """Show the form that `build` makes of what was sent (None: nothing yet), or `save` it.

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
