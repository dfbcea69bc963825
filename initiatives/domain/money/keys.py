"""Keys by which joint costs are shared out (Verteilungsschlüssel), and their periods.

Invariants: no two periods of a key that stand overlap; each has the figures that it needs. A key is there as long as one of its
periods stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel import corrections, days
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.money.key_figures import Figures, Period, settled
from initiatives.domain.rules.money import cost_keys as rules
from initiatives.domain.rules.money import key_words
from initiatives.domain.state import loading
from initiatives.domain.state.facts import CostKeyFacts, FieldFacts, KeyPeriodFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums.money import KeyKind
from initiatives.models import CostKey, CostKeyPeriod, CostKeyShare, Field, Mandate

PLAIN = (
    *("starts_on", "ends_on", "kind", "bearers", "base_cents", "variable_kind", "rounding"),
    *("figures_on", "source", "review_on", "reason"),
)


@state_change()
def add(
    *, field: Field, title: str, period: Period, by: Mandate, at: datetime, effective_on: date | None = None
) -> CostKeyPeriod:
    """A key with its first period, agreed on `effective_on`.

    Raises Refused where the field has a key of that title, and as `add_period`.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    title = _title(title)
    known = row.cost_keys.filter(title=title).first()
    if known is not None and known.periods.standing().exists():
        raise Refused("Einen Schlüssel mit dieser Bezeichnung gibt es in diesem Feld schon.", "title")
    key = known or CostKey.objects.create(field=row, title=title)
    return _enter(row, key, period, effective_on, by, at)


@state_change()
def add_period(
    *, key: CostKey, period: Period, by: Mandate, at: datetime, effective_on: date | None = None
) -> CostKeyPeriod:
    """One more period of a key; an open one before it ends by itself the day before.

    Raises Refused where it overlaps another, for days the wrong way round, and as `key_figures.settled`.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=key.field_id)
    return _enter(row, key, period, effective_on, by, at)


def _enter(
    row: Field, key: CostKey, period: Period, effective_on: date | None, by: Mandate, at: datetime
) -> CostKeyPeriod:
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    facts = _facts(row)
    period = _checked(facts, key, _cleaned(period))
    entry = CostKeyPeriod.objects.create(
        key=key,
        effective_on=day,
        recorded_at=at,
        mandate=by,
        **{name: getattr(period, name) for name in PLAIN},
    )
    _write(entry, period.stated)
    events.record(
        kind="cost-key",
        subject=f"Kostenschlüssel „{key.title}“",
        change=events.Change(after=words(entry, period.stated, facts)),
        where=_where(row, key),
        by=by,
        at=at,
        effective_on=day,
    )
    return entry


@state_change()
def correct(
    *,
    period: CostKeyPeriod,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> CostKeyPeriod:
    """Put right what a period says (names of `Period`, `effective_on`), or (`withdrawn`) say that there never was such a one.

    Raises Refused as `add_period` and `corrections.replace`.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=period.key.field_id)
    values = dict(values)
    stood = {share.organisation_id: share.figure for share in period.shares.all()}
    day = days.effective(values.pop("effective_on", period.effective_on), at=at, since=row.proposed_on)
    told = Period(**{name: getattr(period, name) for name in PLAIN}, figures=stood)
    facts = _facts(row)
    if not withdrawn:
        told = _checked(facts, period.key, _cleaned(replace(told, **values)), instead_of=period.pk)
    before = words(period, stood, facts)
    new = corrections.replace(
        period,
        {name: getattr(told, name) for name in PLAIN} | {"effective_on": day},
        reason=correction_reason,
        by=by,
        at=at,
        withdrawn=withdrawn,
        beside=told.stated != stood,
    )
    _write(new, stood if withdrawn else told.stated)
    events.record(
        kind="cost-key-corrected",
        subject=f"Kostenschlüssel „{period.key.title}“ berichtigt",
        change=events.Change(
            before,
            f"{'gab es nicht' if withdrawn else words(new, told.stated, facts)} – {new.correction_reason}",
        ),
        where=_where(row, period.key),
        by=by,
        at=at,
        effective_on=new.effective_on,
    )
    return new


@state_change()
def end(
    *, period: CostKeyPeriod, ends_on: date, correction_reason: str, by: Mandate, at: datetime
) -> CostKeyPeriod:
    """Let a period end on a day; what follows is another period, or that nobody bears the cost. Raises Refused as `correct`."""
    return correct(
        period=period, values={"ends_on": ends_on}, correction_reason=correction_reason, by=by, at=at
    )


@state_change()
def rename(*, key: CostKey, title: str, seen: str, by: Mandate, at: datetime) -> CostKey:
    """Another title, for all time. Raises Refused where the field has it, Conflict where another one than `seen` stands."""
    row = Field.objects.select_for_update(no_key=True).get(pk=key.field_id)
    found = CostKey.objects.select_for_update(no_key=True).get(pk=key.pk)
    title, before = _title(title), found.title
    if before != seen:
        raise Conflict({"title": before}, 0)
    if before == title:
        raise Refused("Sie haben nichts geändert.", "title")
    if row.cost_keys.filter(title=title).exists():
        raise Refused("Einen Schlüssel mit dieser Bezeichnung gibt es in diesem Feld schon.", "title")
    found.title = title
    found.save(update_fields=["title"])
    events.record(
        kind="cost-key",
        subject="Kostenschlüssel umbenannt",
        change=events.Change(before, title),
        where=_where(row, found),
        by=by,
        at=at,
    )
    return found


def _title(typed: str) -> str:
    title = clean(typed)
    if not title:
        raise Refused("Bitte geben Sie dem Schlüssel eine Bezeichnung.", "title")
    return title


def _cleaned(period: Period) -> Period:
    return replace(period, source=clean(period.source), reason=clean(period.reason))


def _facts(row: Field) -> FieldFacts:
    return loading.facts(row.initiative_id, field_id=row.pk).field(row.pk)


def _checked(field: FieldFacts, key: CostKey, period: Period, instead_of: int | None = None) -> Period:
    """The period with its figures, if it may stand."""
    if period.ends_on is not None and period.ends_on < period.starts_on:
        raise Refused("Das Ende liegt vor dem Beginn.", "ends_on")
    if period.review_on is not None and period.review_on <= period.starts_on:
        raise Refused("Überprüft wird nach dem Beginn.", "review_on")
    if period.kind == KeyKind.DESCRIBED and not period.reason:
        raise Refused("Bitte beschreiben Sie, wie geteilt wird.", "reason")
    standing = key.periods.standing().exclude(pk=instead_of).exclude(corrects=instead_of or 0)
    others = [_read(one, {}, one.pk) for one in standing.order_by("starts_on")]
    if other := rules.clash(others, period.starts_on, period.ends_on):
        raise Refused(
            f"Diese Zeit überschneidet sich mit der Zeit {_span(other.starts_on, other.ends_on)}. Berichtigen oder beenden "
            "Sie diese zuerst.",
            "starts_on" if other.starts_on <= period.starts_on else "ends_on",
        )
    told = [*others, _read(period, period.stated)]
    until = rules.last_day(CostKeyFacts(key.pk, key.title, tuple(told)), told[-1])
    return settled(field, period, until)


def _read(period: Period | CostKeyPeriod, figures: Figures, number: int = 0) -> KeyPeriodFacts:
    """A period as the rules read it; its `number` is 0 where it is not recorded yet."""
    return KeyPeriodFacts(
        number,
        period.starts_on,
        period.ends_on,
        period.kind,
        period.bearers,
        dict(figures),
        base=period.base_cents,
        variable_kind=period.variable_kind,
        rounding=period.rounding,
    )


def _write(entry: CostKeyPeriod, figures: Figures) -> None:
    CostKeyShare.objects.bulk_create(
        CostKeyShare(period=entry, organisation_id=pk, figure=figure) for pk, figure in figures.items()
    )


def _where(row: Field, key: CostKey) -> events.Where:
    return events.in_field(row).on("cost_keys", row.pk, f"schluessel-{key.pk}")


def words(row: CostKeyPeriod, figures: Figures, field: FieldFacts) -> str:
    """ab 01.01.2018: 8 % der Gemeinde Rosendahl, der Rest beim Kreis Coesfeld, Überprüfung am 31.12.2020"""
    names = {pk: one.organisation for pk, one in field.participations.items()}
    provider = field.provider.organisation if field.provider else None
    how = key_words.words(_read(row, figures), names, provider)
    parts = [f"{_span(row.starts_on, row.ends_on)}: {how}"]
    if row.figures_on:
        parts.append(f"Zahlen vom {row.figures_on:%d.%m.%Y}")
    if row.review_on:
        parts.append(f"Überprüfung am {row.review_on:%d.%m.%Y}")
    if row.reason:
        parts.append(row.reason)
    return ", ".join(parts)


def _span(starts_on: date, ends_on: date | None) -> str:
    until = f" bis {ends_on:%d.%m.%Y}" if ends_on else ""
    return f"ab {starts_on:%d.%m.%Y}{until}"
