"""Who enters, leaves, changes its role by an agreement, an amendment or an accession.

What is said takes effect with the day in force of the instrument; who is party of a day is derived (`rules/agreements`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel import corrections, days
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.people.organisations import check_existed
from initiatives.domain.rules.agreement_stages import check_change
from initiatives.domain.state import loading
from initiatives.domain.state.facts import AgreementFacts, FieldFacts, InitiativeFacts, PartyChangeFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums.agreements import PartyChange, PartyRole
from initiatives.models import Agreement, AgreementChange, Field, Mandate, Organisation


@state_change()
def change(
    *,
    agreement: Agreement,
    organisation: Organisation,
    change: str,
    by: Mandate,
    at: datetime,
    role: str = "",
    effective_on: date | None = None,
) -> AgreementChange:
    """Say what an agreement makes of an organisation: it enters, leaves, changes its role.

    Raises Refused without the role of who stays, for a day in the future, before the agreement or the organisation, and as
    `rules.agreement_stages.check_change`.
    """
    field = Field.objects.select_for_update(no_key=True).get(pk=agreement.field_id)
    state = loading.facts(field.initiative_id, field_id=field.pk)
    since = known(state.field(field.pk), agreement.pk).began_on
    day = days.effective(effective_on, at=at, since=since, whose="Die Vereinbarung")
    if change == PartyChange.LEAVES:
        role = ""
    elif not role:
        raise Refused("Bitte wählen Sie die Rolle.", "role")
    _check(state, state.field(field.pk), agreement.pk, organisation, change, role, day)
    row = _store(agreement, organisation, change, role, day, by, at)
    events.record(
        kind="agreement-party",
        subject=f"{agreement.title}: {organisation}",
        change=events.Change(after=words(row)),
        where=events.in_field(field, organisation).on("agreement", agreement.pk),
        by=by,
        at=at,
        effective_on=day,
    )
    return row


def enter_all(
    *, agreement: Agreement, entering: Mapping[Organisation, str], day: date, by: Mandate, at: datetime
) -> None:
    """Let parties, each with its role, enter an agreement that is being drawn up, one after another.

    Raises Refused, at `entering`, as `change`.
    """
    state = loading.facts(agreement.field.initiative_id, field_id=agreement.field_id)
    field = state.field(agreement.field_id)
    for organisation, role in entering.items():
        try:
            _check(state, field, agreement.pk, organisation, PartyChange.ENTERS, role, day)
        except Refused as refusal:
            raise Refused(refusal.message, "entering") from refusal
        _store(agreement, organisation, PartyChange.ENTERS, role, day, by, at)
        entered = PartyChangeFacts(state.organisations[organisation.pk], PartyChange.ENTERS, role, day)
        now = known(field, agreement.pk)
        field = _with(field, replace(now, changes=(*now.changes, entered)))


def _with(field: FieldFacts, agreement: AgreementFacts) -> FieldFacts:
    """The field with an agreement as it is now."""
    return replace(
        field, agreements=tuple(agreement if one.id == agreement.id else one for one in field.agreements)
    )


def _store(
    agreement: Agreement,
    organisation: Organisation,
    change: str,
    role: str,
    day: date,
    by: Mandate,
    at: datetime,
) -> AgreementChange:
    return AgreementChange.objects.create(
        agreement=agreement,
        organisation=organisation,
        change=change,
        role=role,
        effective_on=day,
        recorded_at=at,
        mandate=by,
    )


def known(field: FieldFacts, agreement_id: int) -> AgreementFacts:
    """One agreement of a field."""
    return next(one for one in field.agreements if one.id == agreement_id)


def _check(
    state: InitiativeFacts,
    field: FieldFacts,
    agreement_id: int,
    organisation: Organisation,
    change: str,
    role: str,
    day: date,
) -> None:
    check_existed(organisation, day)
    place = state.organisations.get(organisation.pk)
    if place is None:
        raise Refused(f"{organisation} kommt in dieser Initiative nicht vor.", "organisation")
    check_change(field, known(field, agreement_id), place, change, role, day)


@state_change()
def correct(
    *,
    change: AgreementChange,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> AgreementChange:
    """Put right `role`, `effective_on` or `day_order` of a change, or (`withdrawn`) say that it never was.

    Raises Refused as `change` and `corrections.replace`.
    """
    field = Field.objects.select_for_update(no_key=True).get(pk=change.agreement.field_id)
    state = loading.facts(field.initiative_id, field_id=field.pk)
    if not withdrawn:
        now = known(state.field(field.pk), change.agreement_id)
        day = values.get("effective_on", change.effective_on)
        days.effective(day, at=at, since=now.began_on, whose="Die Vereinbarung")
        others = tuple(one for one in now.changes if one.id != change.pk)
        without = _with(state.field(field.pk), replace(now, changes=others))
        role = values.get("role", change.role)
        _check(state, without, now.id, change.organisation, change.change, role, day)
    new = corrections.replace(change, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    events.record(
        kind="agreement-party-corrected",
        subject=f"{title(change)} berichtigt",
        change=events.Change(*corrections.told(change, new, words)),
        where=events.in_field(field, change.organisation).on("agreement", change.agreement_id),
        by=by,
        at=at,
        effective_on=new.effective_on,
    )
    return new


def title(change: AgreementChange) -> str:
    """Whose change by which agreement."""
    return f"{change.organisation} in „{change.agreement.title}“"


def words(change: AgreementChange) -> str:
    """tritt ein, nimmt in Anspruch"""
    role = PartyRole(change.role).label if change.role else ""
    return ", ".join(part for part in (PartyChange(change.change).label, role) if part)
