"""What has changed on the money of one field between two snapshots: results, keys, actuals, each with the day from which it
holds. Pure; part of `field_changes`."""

from __future__ import annotations

from collections.abc import Iterator

from initiatives.domain.snapshots import words as say
from initiatives.domain.snapshots.told import Told
from initiatives.domain.snapshots.words import Words
from initiatives.enums import Phase
from initiatives.snapshot.money import CostKey, KeyPeriod
from initiatives.snapshot.status_report import FieldState


def costs(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    """The result of each; the sum where that of nobody alone explains it: by another rate, or another horizon."""
    told = list(_results(old, new, words))
    yield from told
    before, after = old.money.joint, new.money.joint
    if not told and before and after and say.result(before) != say.result(after):
        yield Told("cost", "Ergebnis der gemeinsamen Variante", say.result(before), say.result(after))


def _results(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    """Nothing where the public edition of an earlier form shows none any more, since the field went back a phase."""
    if not new.money.bearers and not new.costs and new.phase < Phase.IMPLEMENTATION <= old.phase:
        return
    for place in dict.fromkeys((*new.costs, *old.costs)):
        now = new.costs.get(place)
        before, after = say.cost(old.costs.get(place)), say.cost(now)
        if before != after:
            since = now.since if now else None
            told = f"{after}, Stand {say.day(since)}" if now and now.years and since else after
            yield Told("cost", f"Kosten {words.whose(place)}", before, told, since)


def keys(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    """Each new period beside that which began on the same day, else the one before it; a period that was withdrawn."""
    known = {one.key: one for one in old.money.keys}
    for key in new.money.keys:
        then = known.get(key.key)
        before = then.periods if then else ()
        for one in key.periods:
            if one not in before:
                yield from _period(key, _preceding(one, before), one)
    standing = {one.key: one for one in new.money.keys}
    for key in old.money.keys:
        now = standing.get(key.key)
        for one in key.periods:
            if _withdrawn(one, now.periods if now else ()):
                yield Told("cost", _subject(key), say.period(one), "entfällt")


def _period(key: CostKey, before: KeyPeriod | None, now: KeyPeriod) -> Iterator[Told]:
    """That it ends since another follows is told by that one."""
    if before is None or say.period(before) != say.period(now):
        told = f"{say.period(now)}; vereinbart am {say.day(now.since)}"
        yield Told("cost", _subject(key), say.period(before), told, now.since)


def _subject(key: CostKey) -> str:
    return f"Kostenschlüssel „{key.title}“"


def _preceding(period: KeyPeriod, before: tuple[KeyPeriod, ...]) -> KeyPeriod | None:
    begun = [one for one in before if one.starts_on <= period.starts_on]
    return begun[-1] if begun else None


def _withdrawn(period: KeyPeriod, now: tuple[KeyPeriod, ...]) -> bool:
    """Whether a period without an end is there no more, and none that takes its place."""
    return period.ends_on is None and not any(one.starts_on >= period.starts_on for one in now)


def actuals(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    known = {(one.place, one.year): one for one in old.money.actuals}
    for one in new.money.actuals:
        before = known.get((one.place, one.year))
        if before is None or before.cents != one.cents:
            subject = f"Ist {one.year} {words.whose(one.place)}"
            told = f"{say.actual(one)}, Stand {say.day(one.since)}"
            yield Told("cost", subject, say.actual(before), told, one.since)
