"""What an action of a field's page consists of; those by topic are built from it."""

from collections.abc import Callable
from typing import Any

from initiatives.views.fields.page import FieldPage
from initiatives.views.kernel.page import Action


def action(
    anchor: str,
    right: str,
    form: Callable[..., Any],
    save: Callable[..., Any],
    done: str,
    own: Callable[[FieldPage], bool] = lambda page: True,
) -> Action:
    """`own` is asked beside the right."""
    return Action(
        may=lambda page: page.may(right) and own(page), form=form, save=save, done=done, anchor=anchor
    )
