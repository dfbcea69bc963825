"""What was said for a day of the texts of a row with history: the versions that stand, each with the names that it gives.

`labels` are those names with the words for them, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.state import history

Labels = Mapping[str, str]


def said(version: Any, labels: Labels) -> list[str]:
    """The names that were given for the day of a version."""
    given = history.names(version)
    return [name for name in labels if name in given]


def standing(versions: QuerySet[Any], labels: Labels, also: Q) -> QuerySet[Any]:
    """Of each row and day for which texts were given (or that is named `also`) the version that holds, with the instant
    (`recorded_at`) at which the first one was recorded; `versions` is the whole history of these rows.
    """
    of_day = versions.filter(id=OuterRef("id"), effective_on=OuterRef("effective_on"))
    first = of_day.order_by("history_date", "history_id").values("history_date")[:1]
    for name in labels:
        also |= Q(history_change_reason__regex=rf"(^|,){name}(,|$)")
    return history.standing(versions).filter(also).annotate(recorded_at=Subquery(first))


@dataclass(frozen=True)
class Correction:
    """What was given (`stood`) for the day of a version, and what is given instead for `day`; `withdrawn`: nothing was said."""

    version: Any  # a row of the history
    stood: Mapping[str, Any]
    given: Mapping[str, Any]
    day: date
    withdrawn: bool

    @property
    def moves(self) -> bool:
        """Whether another day is given."""
        return self.day != self.version.effective_on

    def check_free(self, known: Mapping[date, Any], said: Callable[[Any], list[str]]) -> None:
        """Raises Refused where one of these texts was given for the other day, too, by the versions of each day."""
        if self.moves and self.day in known and {*said(known[self.day])} & {*self.given}:
            raise Refused(
                f"Für den {self.day:%d.%m.%Y} steht schon ein Wortlaut da. Bitte berichtigen Sie diesen.",
                "effective_on",
            )

    def put(self, row: Any, at: datetime, **more: Any) -> None:
        """Write it, as `history.put_right` with `more`; the locked row is read again."""
        history.put_right(
            row,
            self.version.effective_on,
            self.given,
            effective_on=self.day,
            withdrawn=self.withdrawn,
            at=at,
            **more,
        )
        row.refresh_from_db()

    def told(self, words: Callable[[date, Mapping[str, Any]], str], reason: str) -> tuple[str, str]:
        """What stood there and what does now, in `words` with the day, and why it was put right."""
        after = "gab es nicht" if self.withdrawn else words(self.day, self.given)
        return words(self.version.effective_on, self.stood), f"{after} – {reason}"


def correction(
    version: Any, names: Iterable[str], values: Mapping[str, Any], *, withdrawn: bool
) -> Correction:
    """What is put right of the texts `names`, and the day (`effective_on`), of a version. Raises Refused where nothing is."""
    stood, day = {name: getattr(version, name) for name in names}, version.effective_on
    if withdrawn:
        return Correction(version, stood, stood, day, withdrawn)
    given = stood | edits.cleaned({name: values[name] for name in stood if name in values})
    new = Correction(version, stood, given, values.get("effective_on", day), withdrawn)
    if given == stood and not new.moves:
        raise Refused("Sie haben nichts geändert.")
    return new


def in_words(
    values: Mapping[str, Any],
    labels: Labels,
    word: Callable[[str, Any], str] = lambda _, value: edits.word(value),
) -> str:
    """Texts in one line each: "Titel: Personalabrechnung; Ziel: –"."""
    return "; ".join(f"{labels[name]}: {word(name, value)}" for name, value in values.items())
