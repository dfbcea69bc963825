"""Framework conditions of an initiative: added, reworded (a new row supersedes the old), ended."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from initiatives import german
from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.models import FrameworkCondition, Initiative, Mandate

LABELS = {"text": "Wortlaut", "effective_on": "Gilt ab", "ended_on": "Gilt nicht mehr ab"}
STANDARD_CONDITIONS = (
    ("economy", "höhere Wirtschaftlichkeit"),
    ("voluntary", "nur freiwillige Teilnahme am Prozess"),
    ("back_office_first", "Vorrang für Hintergrundprozesse"),
    ("open_to_others", "ausbaufähig für die Beteiligung Dritter"),
    ("small_start", "Start mit wenigen Beteiligten"),
    ("early_involvement", "frühzeitige Beteiligung der Beteiligten und Betroffenen"),
    ("one_hand", "Zuständigkeit und Verantwortlichkeit nur in einer Hand"),
    ("common_standard", "Verständigung auf einen gemeinsamen Standard"),
    ("continuity", "Sicherheit der Aufgabenerfüllung"),
)


@state_change()
def add(
    *,
    initiative: Initiative,
    text: str,
    by: Mandate | None,
    at: datetime,
    rule_key: str | None = None,
    origin: str = "",
    effective_on: date | None = None,
) -> FrameworkCondition:
    """Add a condition, last in order, that holds from `effective_on` on.

    Raises Refused where it stands already, and for a day in the future or before the initiative is documented.
    """
    text, day = clean(text), _first_day(initiative, effective_on, at)
    Initiative.objects.select_for_update(no_key=True).filter(pk=initiative.pk).first()
    standing = FrameworkCondition.objects.filter(initiative=initiative, ended_on=None)
    _refuse_twice(text, standing)
    last = standing.order_by("-order").first()
    row = FrameworkCondition.objects.create(
        initiative=initiative,
        order=last.order + 1 if last else 1,
        text=text,
        origin=origin,
        rule_key=rule_key,
        effective_on=day,
        recorded_at=at,
    )
    events.record(
        kind="condition",
        subject="Rahmenbedingung aufgenommen",
        change=events.Change(after=text),
        where=events.in_initiative(initiative),
        by=by,
        at=at,
        effective_on=day,
    )
    return row


def _first_day(initiative: Initiative, effective_on: date | None, at: datetime) -> date:
    return days.effective(effective_on, at=at, since=initiative.documented_from, whose="Die Dokumentation")


def _refuse_twice(text: str, standing: QuerySet[FrameworkCondition]) -> None:
    """Compared here, since databases differ over upper and lower case of umlauts."""
    if german.folded(text) in {german.folded(known) for known in standing.values_list("text", flat=True)}:
        raise Refused("Diese Rahmenbedingung gibt es in der Initiative schon.", "text")


@state_change()
def take_over_standard(
    *,
    initiative: Initiative,
    by: Mandate | None,
    at: datetime,
    origin: str = "",
    effective_on: date | None = None,
) -> list[FrameworkCondition]:
    """Add those of `STANDARD_CONDITIONS` whose rule or wording does not stand yet; returns the added ones.

    Raises Refused for a day as `add`, also where nothing is added.
    """
    day = _first_day(initiative, effective_on, at)
    standing = FrameworkCondition.objects.filter(initiative=initiative, ended_on=None)
    rules = set(standing.values_list("rule_key", flat=True))
    texts = {text.lower() for text in standing.values_list("text", flat=True)}
    return [
        add(
            initiative=initiative,
            text=text,
            rule_key=rule_key,
            origin=origin,
            effective_on=day,
            by=by,
            at=at,
        )
        for rule_key, text in STANDARD_CONDITIONS
        if rule_key not in rules and text.lower() not in texts
    ]


@state_change()
def reword(
    *,
    condition: FrameworkCondition,
    text: str,
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
) -> FrameworkCondition:
    """Replace a condition by one of the same rule with another wording from `effective_on` on.

    Raises Refused if it no longer stands, or another one has this wording, and for a day in the future or before it stood.
    """
    old = FrameworkCondition.objects.select_for_update(no_key=True).get(pk=condition.pk)
    text, day = clean(text), _later_day(old, effective_on, at)
    if old.ended_on:
        raise Refused("Diese Rahmenbedingung gilt nicht mehr.", "text")
    if text == old.text:
        return old
    others = FrameworkCondition.objects.filter(initiative=old.initiative_id, ended_on=None).exclude(pk=old.pk)
    _refuse_twice(text, others)
    old.ended_on = day
    old.save(update_fields=["ended_on"])
    new = FrameworkCondition.objects.create(
        initiative_id=old.initiative_id,
        order=old.order,
        text=text,
        origin=old.origin,
        rule_key=old.rule_key,
        effective_on=day,
        recorded_at=at,
        supersedes=old,
    )
    events.record(
        kind="condition",
        subject="Rahmenbedingung neu gefasst",
        change=events.Change(old.text, text),
        where=events.in_initiative(old.initiative),
        by=by,
        at=at,
        effective_on=day,
    )
    return new


def _later_day(condition: FrameworkCondition, effective_on: date | None, at: datetime) -> date:
    since = condition.effective_on
    return days.effective(effective_on, at=at, since=since, whose="Diese Rahmenbedingung")


@state_change()
def end(
    *, condition: FrameworkCondition, by: Mandate, at: datetime, effective_on: date | None = None
) -> None:
    """Let a condition hold no longer from `effective_on` on; its past stays.

    Raises Refused if it no longer stands, and for a day in the future or before it stood.
    """
    old = FrameworkCondition.objects.select_for_update(no_key=True).get(pk=condition.pk)
    day = _later_day(old, effective_on, at)
    if old.ended_on:
        raise Refused("Diese Rahmenbedingung gilt nicht mehr.")
    old.ended_on = day
    old.save(update_fields=["ended_on"])
    events.record(
        kind="condition",
        subject="Rahmenbedingung entfallen",
        change=events.Change(old.text),
        where=events.in_initiative(old.initiative),
        by=by,
        at=at,
        effective_on=day,
    )


@state_change()
def correct(
    *,
    condition: FrameworkCondition,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
) -> FrameworkCondition:
    """Put right `text` (a slip of the pen), `effective_on` or `ended_on`; what stood before is told in the history.

    Where one wording follows another, the end of the one is the beginning of the other, and both move. Raises Refused
    without a reason or a text, for a wording that stands twice, days before the documentation, in the future or in no order,
    and for ending it, which is done where the conditions stand.
    """
    reason = corrections.reason_of(correction_reason)
    initiative = Initiative.objects.select_for_update(no_key=True).get(pk=condition.initiative_id)
    rows = FrameworkCondition.objects.select_for_update(no_key=True).filter(initiative=initiative)
    row = rows.get(pk=condition.pk)
    former = rows.filter(superseded_by=row).first()
    later = rows.filter(supersedes=row).first()
    stood = row.ended_on is None
    changed = edits.apply(row, {name: values[name] for name in LABELS if name in values}, None)
    if not changed:
        raise Refused("Sie haben nichts geändert.")
    if stood and row.ended_on:
        raise Refused("Beendet wird eine Rahmenbedingung in der Fachadministration.", "ended_on")
    if later and row.ended_on is None:
        raise Refused("Ihr ist eine neue Fassung gefolgt; darum gilt sie nicht mehr.", "ended_on")
    _check_correction(row, initiative, at)
    row.save()
    if former:
        former.ended_on = row.effective_on
        _check_period(former)
        former.save(update_fields=["ended_on"])
    if later and row.ended_on:
        later.effective_on = row.ended_on
        _check_period(later)
        later.save(update_fields=["effective_on"])
    before, after = edits.in_words(LABELS, changed)
    events.record(
        kind="condition-corrected",
        subject="Rahmenbedingung berichtigt",
        change=events.Change(before, f"{after} – {reason}"),
        where=events.in_initiative(initiative).on("initiative_entries", initiative.pk, f"bedingung-{row.pk}"),
        by=by,
        at=at,
        effective_on=row.effective_on,
    )
    return row


def _check_correction(row: FrameworkCondition, initiative: Initiative, at: datetime) -> None:
    if not row.text:
        raise Refused("Bitte geben Sie den Wortlaut an.", "text")
    days.effective(row.effective_on, at=at, since=initiative.documented_from, whose="Die Dokumentation")
    if row.ended_on:
        days.effective(row.ended_on, at=at, name="ended_on")
        _check_period(row)
    else:
        standing = FrameworkCondition.objects.filter(initiative=initiative, ended_on=None)
        _refuse_twice(row.text, standing.exclude(pk=row.pk))


def _check_period(row: FrameworkCondition) -> None:
    if row.ended_on and row.ended_on < row.effective_on:
        raise Refused(
            f"„{row.text}“ würde enden, bevor es galt: ab {row.effective_on:%d.%m.%Y} bis {row.ended_on:%d.%m.%Y}.",
            "ended_on",
        )


def words(row: FrameworkCondition) -> str:
    """The wording, and until when it held: höhere Wirtschaftlichkeit (gilt nicht mehr ab 01.02.2014)."""
    return row.text + (f" (gilt nicht mehr ab {row.ended_on:%d.%m.%Y})" if row.ended_on else "")
