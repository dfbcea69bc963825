"""The agreements of a field as a report tells of them, on its as-of day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from initiatives.domain.rules import agreement_warnings, agreements
from initiatives.domain.state.facts import AgreementFacts, FieldFacts, InitiativeFacts
from initiatives.enums.agreements import AgreementKind, PartyChange, PartyRole, StageKind
from initiatives.snapshot import agreements as rows

NOT_RECORDED = "nicht erfasst"


def of_field(field: FieldFacts, state: InitiativeFacts, day: date) -> tuple[rows.Agreement, ...]:
    """All of a field, those that stand alone first, each followed by what changes it."""
    known = replace(field, agreements=tuple(agreements.until(one, day) for one in field.agreements))
    return tuple(_agreement(one, known, state, day) for one in agreements.in_order(known))


def _agreement(found: AgreementFacts, field: FieldFacts, state: InitiativeFacts, day: date) -> rows.Agreement:
    published, form = found.stage(StageKind.PUBLISHED), found.legal_form
    is_late = (
        found.recorded_on is not None and found.recorded_on > day
    )  # what nobody has recorded may have been
    is_recorded = bool(found.stages) or not is_late
    waits = agreements.in_force_on(found) is None and not is_late
    left = [one.organisation for one in found.changes if one.change == PartyChange.LEAVES]
    due = next(iter(agreements.deadlines(state.law, field, found, day)), None)
    return rows.Agreement(
        key=str(found.id),
        title=found.title,
        kind=AgreementKind(found.kind).label,
        amends=str(found.amends_id) if found.amends_id else None,
        form=found.form_name,
        law=form.paragraph if form else "",
        state=agreements.state(found, day).label if is_recorded else NOT_RECORDED,
        since=_since(found, day) if is_recorded else None,
        in_force_on=agreements.in_force_on(found),
        ends_on=agreements.ends_on(found),
        published_on=published.effective_on if published else None,
        gazette=published.gazette if published else "",
        issue=published.issue_number if published else "",
        entry=published.entry_number if published else "",
        parties=_parties(field, found, day),
        published_parties=_parties(_published(field, day), found, day, decided=True),
        leaves=tuple(one.key for one in left),
        published_leaves=tuple(one.key for one in left if agreement_warnings.has_decided(field, one)),
        unsigned=tuple(one.key for one in agreements.unsigned(field, found, day)) if waits else (),
        due=due.what if due else "",
        due_on=due.due_on if due else None,
    )


def _since(found: AgreementFacts, day: date) -> date | None:
    """From which day on its state is what it is."""
    begun = agreements.in_force_on(found)
    if agreements.is_in_force(found, day) and found.stage(StageKind.TERMINATED) is None:
        return begun
    return max((one.effective_on for one in found.stages), default=found.began_on)


def _published(field: FieldFacts, day: date) -> FieldFacts:
    """The field with the instruments that are public alone."""
    return replace(field, agreements=tuple(one for one in field.agreements if agreements.is_public(one, day)))


def _parties(
    field: FieldFacts, found: AgreementFacts, day: date, *, decided: bool = False
) -> tuple[rows.Party, ...]:
    """Of an agreement who is party of it on the day, of what changes one whom it brings in; `decided`: only those whose own
    body stands behind it.
    """
    if found.stands_alone:
        told = [(one.organisation, one.role, one.since) for one in agreements.parties(field, found, day)]
    else:
        since = agreements.in_force_on(found)
        told = [(one.organisation, one.role, since) for one in found.changes if one.role]
    return tuple(
        rows.Party(place.key, PartyRole(role).label, since)
        for place, role, since in told
        if not decided or agreement_warnings.has_decided(field, place)
    )


def places(fields: Sequence[FieldFacts]) -> set[int]:
    """The organisations that occur in agreements."""
    return {one.organisation.id for f in fields for found in f.agreements for one in found.changes}
