"""Rows as they stood at a moment: of append-only tables, and of tables whose rows have a history."""

from typing import Any

from django.db.models import Case, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from initiatives.domain.kernel.moments import Moment


def known(queryset: QuerySet, moment: Moment) -> QuerySet:
    """Rows of an append-only table in effect at the moment, as far as they were recorded then."""
    return queryset.filter(effective_on__lte=moment.day, recorded_at__lte=moment.known)


def latest(history: QuerySet, *order: str) -> QuerySet:
    """Of each object's history rows the newest in the given order."""
    newest = [F(name[1:]).desc() if name.startswith("-") else F(name).asc() for name in order]
    return history.annotate(rank=Window(RowNumber(), partition_by="id", order_by=newest)).filter(rank=1)


def current(model: Any, moment: Moment, live: bool, *, since: str = "") -> QuerySet:
    """The rows of a table with row history as they stand (live) or stood at the moment.

    `since` names the column with the day from which a row counts: what was told of later than the moment, but before it
    was looked at, stands with its first texts.
    """
    if live:
        return model.objects.all()
    if not since:
        texts = model.history.filter(history_date__lte=moment.texts_until)
        return latest(texts, "-history_date", "-history_id")
    then = Q(history_date__lte=moment.texts_until)
    rows = model.history.filter(then | Q(history_date__lte=moment.known, **{f"{since}__lte": moment.day}))
    stood = Case(When(then, then=F("history_date")))
    order = [stood.desc(nulls_last=True), F("history_date").asc(), F("history_id").desc()]
    return rows.annotate(rank=Window(RowNumber(), partition_by="id", order_by=order)).filter(rank=1)
