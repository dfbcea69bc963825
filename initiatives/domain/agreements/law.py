"""The law of a Land as the administrator keeps it: legal forms, periods, authorities, councils, each from a day to a day.

Invariants: of one rule one version holds on a day; a new version ends the one before it the day before. What agreements were
made under stays: they name the version of their legal form.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import euro_in_words, slug
from initiatives.domain.log import events
from initiatives.domain.state import versions
from initiatives.domain.state.facts import OrganisationFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums import OrganisationKind
from initiatives.enums.agreements import LAENDER
from initiatives.models import Authority, Competence, FundingProgramme, LegalForm, LegalTerm, Mandate

Rule = LegalForm | LegalTerm | Authority | Competence | FundingProgramme
R = TypeVar("R", LegalForm, LegalTerm, Authority, Competence, FundingProgramme)
LABELS = {
    "land": "Land",
    "name": "Name",
    "key": "Frist",
    "value": "Dauer",
    "unit": "Einheit",
    "has_county_or_free_city": "mit einem Kreis oder einer kreisfreien Stadt",
    "is_county": "der Kreistag eines Kreises",
    "paragraph": "Vorschrift",
    "needs_approval": "bedarf der Genehmigung",
    "needs_notice": "ist anzuzeigen",
    "needs_publication": "ist öffentlich bekannt zu machen",
    "fixes_cost_key": "muss den Kostenschlüssel festlegen",
    "needs_matching_resolutions": "braucht übereinstimmende Beschlüsse aller",
    "has_members": "die Parteien sind Mitglieder",
    "valid_from": "gilt ab",
    "valid_until": "gilt bis",
    "source": "Quelle",
    "least_partners": "Partner mindestens",
    "base_cents": "Zuwendung bei so vielen Partnern",
    "further_cents": "für jeden weiteren",
    "most_cents": "höchstens",
    "most_percent": "höchstens in % der Ausgaben",
    "least_years": "Laufzeit in Jahren mindestens",
    "least_saving": "Ersparnis in % mindestens",
    "applications_until": "Anträge bis",
    "proofs": "weitere Nachweise",
}
DAY = timedelta(days=1)


@state_change()
def add(*, row: R, by: Mandate, at: datetime) -> R:
    """Record a rule, or another version of one that there is: that one then ends the day before.

    Raises Refused for an end before the beginning and where a version begins on that day already.
    """
    if isinstance(row, LegalForm | FundingProgramme) and not row.key:
        row.key = slug(row.name)[:40]
    others = list(_same(row).select_for_update(no_key=True))
    if any(one.valid_from == row.valid_from for one in others):
        raise Refused("An diesem Tag beginnt schon eine Fassung. Bitte ändern Sie diese.", "valid_from")
    later = [one.valid_from for one in others if one.valid_from > row.valid_from]
    if later and row.valid_until is None:
        row.valid_until = min(later) - DAY
    _check(row, others)
    for one in others:
        if one.valid_from < row.valid_from and (one.valid_until is None or one.valid_until >= row.valid_from):
            one.valid_until = row.valid_from - DAY
            one.save(update_fields=["valid_until"])
    row.save(force_insert=True)
    _tell(f"Recht erfasst: {row}", events.Change(after=f"gilt ab {row.valid_from:%d.%m.%Y}"), by, at)
    return row


@state_change()
def edit(
    *, row: R, values: Mapping[str, Any], by: Mandate, at: datetime, seen: Mapping[str, Any] | None = None
) -> bool:
    """Put right a version of a rule; returns whether anything changed. `seen`: see `edits.apply`.

    Raises Conflict where somebody else changed the same value meanwhile, and Refused as `add` and where two versions would
    hold on one day.
    """
    found = type(row).objects.select_for_update(no_key=True).get(pk=row.pk)
    told = f"Recht geändert: {row}"
    changed = edits.apply(found, values, seen, kind="law", subject=told)
    if not changed:
        return False
    _check(found, list(_same(found)))
    found.save()
    _tell(told, events.Change(*edits.in_words(LABELS, _readable(changed))), by, at)
    return True


def of_council(organisation: OrganisationFacts, day: date) -> str:
    """The paragraph by which the council of an organisation is competent; "" where its Land has none recorded."""
    rows = Competence.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day),
        land=organisation.key[:2],
        is_county=organisation.kind == OrganisationKind.KREIS,
        valid_from__lte=day,
    )
    return rows.values_list("paragraph", flat=True).first() or ""


def _same(row: Rule) -> QuerySet[Any]:
    """The other versions of a rule."""
    which = {Authority: "has_county_or_free_city", Competence: "is_county"}.get(type(row), "key")
    names = ("land", which)
    rows: Any = type(row).objects
    return rows.filter(**{name: getattr(row, name) for name in names}).exclude(pk=row.pk)


def _check(row: Rule, others: list[Any]) -> None:
    if row.land not in LAENDER:
        raise Refused("Dieses Land gibt es nicht.", "land")
    if row.valid_until and row.valid_until < row.valid_from:
        raise Refused("Das Ende liegt vor dem Beginn.", "valid_until")
    if any(one.valid_from == row.valid_from for one in others):
        raise Refused("An diesem Tag beginnt schon eine andere Fassung.", "valid_from")
    later = min((one.valid_from for one in others if one.valid_from > row.valid_from), default=None)
    if later and (row.valid_until is None or row.valid_until >= later):
        raise Refused(f"Ab dem {later:%d.%m.%Y} gilt schon die nächste Fassung.", "valid_until")


def _readable(changed: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """Cents in euro_in_words, a list in one line."""
    return {name: (_word(name, before), _word(name, after)) for name, (before, after) in changed.items()}


def _word(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(value)
    return euro_in_words(value) if name.endswith("_cents") and value is not None else value


def _tell(subject: str, change: events.Change, by: Mandate, at: datetime) -> None:
    versions.move_all()
    events.record(kind="law", subject=subject, change=change, where=events.NOWHERE, by=by, at=at)
