"""What was said for a day of the texts of a row with history: the versions that stand, each with the names that it gives.

`labels` are those names with the words for them, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from initiatives.domain.kernel import edits
from initiatives.domain.state import history

Labels = Mapping[str, str]


def said(version: Any, labels: Labels) -> list[str]:
    """The names that were given for the day of a version."""
    given = history.names(version)
    return [name for name in labels if name in given]


def standing(model: Any, row_id: int, labels: Labels, also: Q | None = None) -> QuerySet[Any]:
    """Of each day for which texts were given (or that is named `also`) the version that holds, with the instant
    (`recorded_at`) at which the first one was recorded.
    """
    rows = model.history.filter(id=row_id)
    of_day = rows.filter(effective_on=OuterRef("effective_on"))
    first = of_day.order_by("history_date", "history_id").values("history_date")[:1]
    given = also or Q(pk__in=[])
    for name in labels:
        given |= Q(history_change_reason__regex=rf"(^|,){name}(,|$)")
    return history.standing(rows).filter(given).annotate(recorded_at=Subquery(first))


def in_words(
    values: Mapping[str, Any],
    labels: Labels,
    word: Callable[[str, Any], str] = lambda _, value: edits.word(value),
) -> str:
    """Texts in one line each: "Titel: Personalabrechnung; Ziel: –"."""
    return "; ".join(f"{labels[name]}: {word(name, value)}" for name, value in values.items())
