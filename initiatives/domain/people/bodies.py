"""Bodies (Gremien): councils, committees, and the head of an administration in current business.

Invariants: a body belongs to one organisation for good once anything hangs on it; its short name is unique.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import slug
from initiatives.domain.log import events
from initiatives.domain.people import number_schemes
from initiatives.domain.people.organisations import covers
from initiatives.domain.state import versions
from initiatives.domain.state.versions import state_change
from initiatives.enums import BodyKind, OrganisationKind
from initiatives.models import Body, Mandate, Organisation

LABELS = {
    "organisation": "Organisation",
    "name": "Name",
    "kind": "Art",
    "members": "Mitglieder",
    "slug": "Kurzname",
    "reported_by": "Berichte erstellt",
    "report_lead": "Vorlauf der Berichte",
    "sender_line": "Absenderzeile",
    "number_scheme": "Nummern der Berichte",
    "shows_public": "Öffentliche Berichte ohne Anmeldung",
}
OF_COUNTIES = (BodyKind.KREISTAG, BodyKind.KREISAUSSCHUSS)


def propose_slug(name: str, organisation: Organisation) -> str:
    """A free short name, such as "kreistag-coesfeld"."""
    candidates = [f"{name} {organisation.name}", f"{name} {organisation.designation}"]
    candidates += [f"{name} {organisation.designation} {number}" for number in range(2, 100)]
    names = [slug(text)[:80] for text in candidates]
    taken = set(Body.objects.filter(slug__in=names).values_list("slug", flat=True))
    return next(free for free in names if free not in taken)


def faults(row: Body, by: Mandate) -> dict[str, str]:
    """What is wrong with an unsaved row: attribute -> German sentence."""
    others = Body.objects.exclude(pk=row.pk)
    found = {
        "organisation": _organisation_fault(row, by),
        "kind": _kind_fault(row),
        "number_scheme": number_schemes.fault(row.number_scheme),
        "members": _members_fault(row),
    }
    if others.filter(organisation_id=row.organisation_id, name__iexact=row.name).exists():
        found["name"] = "Dieses Gremium gibt es bei der Organisation schon."
    if others.filter(slug=row.slug).exists():
        found["slug"] = "Diesen Kurznamen hat schon ein anderes Gremium."
    return {name: text for name, text in found.items() if text}


def _organisation_fault(row: Body, by: Mandate) -> str:
    if not covers(by, row.organisation):
        return f"Ihr Mandat umfasst nur Gremien {by.acts_for.of} und seiner Kommunen."
    before = Body.objects.filter(pk=row.pk).first() if row.pk else None
    if before and before.organisation_id != row.organisation_id and is_used(before):
        return (
            "An diesem Gremium hängen Mandate, Beschlüsse oder Berichte; es bleibt bei seiner Organisation."
        )
    return ""


def _members_fault(row: Body) -> str:
    if row.members is not None and row.kind == BodyKind.VERWALTUNGSLEITUNG:
        return "Die Verwaltungsleitung entscheidet allein; sie hat keine Mitglieder."
    return "Bitte geben Sie mindestens 1 Mitglied an." if row.members == 0 else ""


def is_used(body: Body) -> bool:
    """Whether mandates, asks, resolutions or reports name the body."""
    return any(
        rows.exists()
        for rows in (body.mandates.all(), body.asks.all(), body.resolutions.all(), body.reports.all())
    )


def _kind_fault(row: Body) -> str:
    is_county = row.organisation.kind == OrganisationKind.KREIS
    if row.kind in OF_COUNTIES and not is_county:
        return f"Einen {row.get_kind_display()} hat nur ein Kreis."
    if row.kind == BodyKind.RAT and is_county:
        return "Ein Kreis hat keinen Rat, sondern einen Kreistag."
    return ""


@state_change()
def create(*, values: Mapping[str, Any], by: Mandate, at: datetime) -> Body:
    """Add a body; `values` are attributes of `LABELS`, an empty slug is proposed. Raises Refused as `faults` says."""
    row = Body(**edits.cleaned(values))
    row.slug = row.slug or propose_slug(row.name, row.organisation)
    _store(row, by)
    events.record(
        kind="body",
        subject="Gremium angelegt",
        change=events.Change(after=str(row)),
        where=events.of_organisation(row.organisation),
        by=by,
        at=at,
    )
    return row


@state_change()
def edit(
    *, body: Body, values: Mapping[str, Any], by: Mandate, at: datetime, seen: Mapping[str, Any] | None = None
) -> bool:
    """Change attributes of `LABELS`; returns whether anything changed. `seen`: see `edits.apply`.

    Raises Conflict where somebody else changed the same value meanwhile, Refused as `faults` says.
    """
    row = (
        Body.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation")
        .get(pk=body.pk)
    )
    if not covers(by, row.organisation):
        raise Refused(f"Ihr Mandat umfasst nur Gremien {by.acts_for.of} und seiner Kommunen.")
    changed = edits.apply(row, values, seen, kind="body", subject=_changed(row))
    if not changed:
        return False
    _store(row, by)
    versions.move_all()
    events.record(
        kind="body",
        subject=_changed(row),
        change=events.Change(*edits.in_words(LABELS, changed)),
        where=events.of_organisation(row.organisation),
        by=by,
        at=at,
    )
    return True


def _changed(row: Body) -> str:
    return f"Angaben zum Gremium {row} geändert"


def _store(row: Body, by: Mandate) -> None:
    for name, sentence in faults(row, by).items():
        raise Refused(sentence, name)
    try:
        with state_change():
            row.save()
    except IntegrityError as error:
        raise Refused("Dieses Gremium wurde gerade von jemand anderem angelegt.", "name") from error
