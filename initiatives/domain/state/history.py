"""Rows as they stood at a moment: entries with two clocks, and tables whose rows have a history.

A row of a table with history holds from its `effective_on` on; what is told is the version that was known then. `amend`
writes such versions, also between others. Where the last version of a day is `GONE`, the row is not there yet on that day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import RowNumber

from initiatives.domain.kernel.moments import Moment
from initiatives.models.dated import Dated

Check = Callable[[date, Any], None]  # sees a row as it will be from a day on before that is written
INSERTED = 0  # version of a row of the history that was never the present one
GONE = "-"


def known(queryset: QuerySet, moment: Moment) -> QuerySet:
    """Entries in effect at the moment, as far as they were recorded and neither corrected nor taken back then."""
    rows = queryset.filter(effective_on__lte=moment.day, recorded_at__lte=moment.known)
    if issubclass(queryset.model, Dated):
        rows = rows.exclude(corrected_by__recorded_at__lte=moment.known).filter(is_withdrawn=False)
    return rows


def latest(history: QuerySet, *order: str) -> QuerySet:
    """Of each object's history rows the newest in the given (descending) order; none of one that is gone then."""
    newest = Window(RowNumber(), partition_by="id", order_by=[F(name).desc() for name in order])
    return history.annotate(rank=Case(When(history_type=GONE, then=Value(0)), default=newest)).filter(rank=1)


def standing(history: QuerySet) -> QuerySet:
    """Of history rows those that hold, as it is known now: of each object the newest of each day on which it is there."""
    of_day = history.filter(id=OuterRef("id"), effective_on=OuterRef("effective_on"))
    newest = of_day.order_by("-history_date", "-history_id").values("history_id")[:1]
    return history.filter(history_id=Subquery(newest)).exclude(history_type=GONE)


def current(model: Any, moment: Moment, live: bool) -> QuerySet:
    """The rows of a table with row history as they stand (live) or stood at the moment.

    Those with `effective_on` have both clocks; others count as they stood at the end of the day.
    """
    if live:
        return model.objects.all()
    if not hasattr(model, "effective_on"):
        return latest(
            model.history.filter(history_date__lte=moment.texts_until), "history_date", "history_id"
        )
    rows = model.history.filter(effective_on__lte=moment.day, history_date__lte=moment.known)
    return latest(rows, "effective_on", "history_date", "history_id")


def _anything(day: date, row: Any) -> None:
    """The `Check` that refuses nothing."""


def begin(row: Any, *, effective_on: date, at: datetime) -> None:
    """Store a new row that holds from `effective_on` on."""
    row.effective_on, row._history_date = effective_on, at
    row.save()


def amend(
    row: Any, changes: Mapping[str, Any], *, effective_on: date, at: datetime, check: Check = _anything
) -> None:
    """Let `changes` (attribute to value) hold on a locked row from `effective_on` on.

    Each value holds until the day from which on another one is recorded. Versions before and after that day stay as
    they were in all else. Each version keeps the names of what it has changed as its `history_change_reason`.
    """
    if effective_on >= row.effective_on:
        of_that_day = _last_names(row) if effective_on == row.effective_on else []
        check(effective_on, _as(row, row, changes))
        _renew(row, changes, effective_on, at, _joined(changes, of_that_day))
        return
    row.refresh_from_db()  # it may hold the changes already
    known = versions(row)
    base = known[max((day for day in known if day <= effective_on), default=min(known))]
    of_that_day = names(base) if base.effective_on == effective_on else []
    check(effective_on, _as(row, base, changes))
    _insert(row, base, changes, effective_on, at, _joined(changes, of_that_day))
    holding, before = dict(changes), base
    for day in sorted(day for day in known if day > effective_on):
        version = known[day]
        changed = names(version) or [
            name for name in holding if getattr(version, name) != getattr(before, name)
        ]
        holding = {name: value for name, value in holding.items() if name not in changed}
        if not holding:
            break
        check(day, _as(row, version, holding))
        if day == row.effective_on:
            _renew(row, holding, day, at, ",".join(changed))
        else:
            _insert(row, version, holding, day, at, ",".join(changed))
        before = version


def throughout(row: Any, changes: Mapping[str, Any], *, since: date, at: datetime) -> None:
    """Let `changes` hold on a locked row for all time, which begins with `since` or earlier."""
    row.refresh_from_db()  # it may hold the changes already
    known, last = versions(row), row.effective_on
    if since < min(known):
        _begin_earlier(row, known, changes, since, at)
    for day, version in known.items():
        if _holds(version, changes):
            continue
        if day == last:
            _renew(row, changes, day, at, ",".join(names(version)))
        else:
            _insert(row, version, changes, day, at, ",".join(names(version)))


def _begin_earlier(
    row: Any, known: Mapping[date, Any], changes: Mapping[str, Any], since: date, at: datetime
) -> None:
    """What stood on days on which the row is not there now stands there again."""
    gone = _gone(row)
    stood = {**known, **gone}
    base = stood[max((one for one in stood if one <= since), default=min(stood))]
    for day in sorted({since, *(one for one in gone if one > since)}):
        _insert(
            row, stood.get(day, base), changes, day, at, ",".join(names(gone[day])) if day in gone else ""
        )


def begin_later(row: Any, day: date, *, at: datetime) -> None:
    """Let a locked row be there from a later `day` on only, which is no later than the next one for which something was said."""
    row.refresh_from_db()  # it may hold the changes already
    known = versions(row)
    base = known[max(one for one in known if one <= day)]
    if day > row.effective_on:
        _renew(row, {}, day, at, ",".join(names(base)))
    elif day not in known:
        _insert(row, base, {}, day, at, ",".join(names(base)))
    for one in [one for one in known if one < day]:
        _insert(row, known[one], {}, one, at, ",".join(names(known[one])), kind=GONE)


def names(version: Any) -> list[str]:
    """What a version has changed; empty for one that was written before this was kept, and for the first."""
    return version.history_change_reason.split(",") if version.history_change_reason else []


def _last_names(row: Any) -> list[str]:
    """What the versions of the row's day have changed."""
    of_day = type(row).history.filter(id=row.pk, effective_on=row.effective_on)
    last = of_day.order_by("history_date", "history_id").last()
    return names(last) if last else []


def _joined(changes: Iterable[str], names: Iterable[str]) -> str:
    return ",".join(sorted({*changes, *names}))


def _renew(row: Any, changes: Mapping[str, Any], effective_on: date, at: datetime, names: str) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    row._change_reason = names
    begin(row, effective_on=effective_on, at=at)


def _insert(
    row: Any,
    version: Any,
    changes: Mapping[str, Any],
    effective_on: date,
    at: datetime,
    names: str,
    kind: str = "~",
) -> None:
    """Write a version that never was the present one."""
    told = _as(row, version, changes)
    values = {one.attname: getattr(told, one.attname) for one in row._meta.concrete_fields}
    values |= {"version": INSERTED, "effective_on": effective_on, "history_change_reason": names}
    type(row).history.create(**values, history_date=at, history_type=kind)


def _as(row: Any, version: Any, changes: Mapping[str, Any]) -> Any:
    """The row as a version tells it, with these changes; not stored."""
    told = type(row)(**{one.attname: getattr(version, one.attname) for one in row._meta.concrete_fields})
    for name, value in changes.items():
        setattr(told, name, value)
    return told


def versions(row: Any) -> dict[date, Any]:
    """By day what holds from it on, as it is known now; the days in their order."""
    rows = standing(type(row).history.filter(id=row.pk)).order_by("effective_on")
    return {version.effective_on: version for version in rows}


def said_by_day(rows: QuerySet, moment: Moment, live: bool) -> dict[int, dict[date, str | None]]:
    """Of each row of a history by the days of its versions, as known now (live) or at the moment, the names that they have
    changed; None where these were not kept, and for the first.
    """
    found: dict[int, dict[date, tuple[str, str | None]]] = defaultdict(dict)
    columns = ("id", "effective_on", "history_type", "history_change_reason")
    known = rows if live else rows.filter(history_date__lte=moment.known)
    for pk, day, kind, said in known.order_by("history_date", "history_id").values_list(*columns):
        found[pk][day] = kind, said
    return {
        pk: {day: said for day, (kind, said) in days.items() if kind != GONE} for pk, days in found.items()
    }


def last_said(said: Mapping[date, str | None], until: date, beside: Iterable[str] = ()) -> date:
    """The last of these days for which something was said, but of attributes that stand `beside`; else the first one."""
    nothing = {"", *beside}
    days = (day for day, names in said.items() if names is None or {*names.split(",")} - nothing)
    return max((day for day in days if day <= until), default=min(said))


def _gone(row: Any) -> dict[date, Any]:
    """By the days before its first one on which it was thought to be there, what stood then."""
    rows = type(row).history.filter(id=row.pk).order_by("effective_on", "history_date", "history_id")
    newest = {version.effective_on: version for version in rows}
    return {day: version for day, version in newest.items() if version.history_type == GONE}


def next_said(row: Any, attributes: Iterable[str]) -> date | None:
    """The first day after that on which a row begins for which one of these attributes was given."""
    known = versions(row)
    columns = {name: row._meta.get_field(name).attname for name in attributes}
    said = {day for name, column in columns.items() for day in _said(known, name, column, date.min)}
    return min((day for day in said if day > min(known)), default=None)


def put_right(
    row: Any,
    day: date,
    values: Mapping[str, Any],
    *,
    effective_on: date,
    at: datetime,
    withdrawn: bool = False,
    since: date = date.min,
    check: Check = _anything,
) -> None:
    """Let `values` hold on a locked row from `effective_on` on instead of what was said of these attributes for `day`.

    Each holds until the day from which on another one is recorded; with `withdrawn` nothing was said for that day. The row
    is there from `since` on.
    """
    known = versions(row)
    columns = {name: row._meta.get_field(name).attname for name in values}
    said = {name: _said(known, name, columns[name], since) for name in values}
    for name, value in values.items():
        said[name].pop(day, None)
        if not withdrawn:
            said[name][effective_on] = getattr(value, "pk", value)
    last, before = row.effective_on, known[min(known)]
    begun = type(row).history.filter(id=row.pk).earliest("history_date", "history_id")
    row.refresh_from_db()
    for one in sorted({*known, *(() if withdrawn else (effective_on,))}):
        version = before = known.get(one, before)
        changed = {*names(version)} - {*values} if one in known else set()
        changed |= {name for name in values if one in said[name]}
        wanted = {column: _at(said[name], one, getattr(begun, column)) for name, column in columns.items()}
        if one in known and changed == {*names(version)} and _holds(version, wanted):
            continue
        check(one, _as(row, version, wanted))
        if one >= last:
            _renew(row, wanted, one, at, ",".join(sorted(changed)))
        else:
            _insert(row, version, wanted, one, at, ",".join(sorted(changed)))


def _said(known: Mapping[date, Any], name: str, column: str, since: date) -> dict[date, Any]:
    """From which days on which value was given to an attribute; of the first version each."""
    found, before = {}, None
    for day, version in known.items():
        value, changed = getattr(version, column), names(version)
        if before is None or name in changed or (not changed and value != getattr(before, column)):
            found[day] = value
        before = version
    return {day: value for day, value in found.items() if day >= since}


def _at(said: Mapping[date, Any], day: date, begun: Any) -> Any:
    """The value on a day; before the first one with what the row has begun."""
    return said[max(days)] if (days := [one for one in said if one <= day]) else begun


def _holds(version: Any, wanted: Mapping[str, Any]) -> bool:
    return all(getattr(version, name) == value for name, value in wanted.items())
