"""Agreements (Vereinbarungen) of a field: drawing one up, with its parties; changing its texts.

Invariants: an amendment or accession belongs to an agreement of the same field that stands alone and has not ended; the end
lies behind the beginning; nobody is party of two agreements in force on the same service.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from initiatives.domain.agreements import parties
from initiatives.domain.kernel import days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.rules import agreements as rules
from initiatives.domain.rules.agreement_stages import refuse_second
from initiatives.domain.state import history, loading
from initiatives.domain.state.facts import AgreementFacts, FieldFacts, InitiativeFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums.agreements import AgreementKind, PartyRole
from initiatives.models import Agreement, Field, LegalForm, Mandate, Organisation

LABELS = {
    "title": "Titel",
    "subject": "Gegenstand",
    "legal_form_id": "Rechtsform",
    "legal_form_name": "Rechtsform in Worten",
    "provider_id": "Leistungserbringer",
    "begins_on": "Beginn laut Vereinbarung",
    "term_until": "Laufzeit bis",
    "is_unlimited": "unbefristet",
    "termination_rule": "Kündigung",
    "notice_months": "Kündigungsfrist in Monaten",
    "review_on": "Überprüfung am",
    "cost_clause": "Kostenregelung",
    "standard": "Gemeinsamer Standard",
    "note": "Anmerkung",
}


@state_change()
def draw_up(
    *,
    field: Field,
    title: str,
    by: Mandate,
    at: datetime,
    kind: str = AgreementKind.AGREEMENT,
    amends: Agreement | None = None,
    entering: Iterable[Organisation] = (),
    effective_on: date | None = None,
    past: bool = False,
    **texts: Any,
) -> Agreement:
    """Record an agreement as a draft, or (`amends`) an amendment or accession to one; `texts` are those of `LABELS`.

    Who enters provides where it is the `provider_id`, else it uses what that provides, or is a member where there is none.
    What is `past` names its parties afterwards. Raises Refused without a title, for an accession to an agreement that has
    ended or is of another field, for parties that are missing or cannot enter, for an end before the beginning and for a day
    in the future, before the field or before the agreement that it changes.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    state = loading.facts(row.initiative_id, field_id=row.pk)
    base = _base(state.field(row.pk), kind, amends, day, at)
    agreement = Agreement(field=row, kind=kind, amends=amends, title=title, **edits.cleaned(texts))
    agreement.title = clean(title)
    if base is not None and agreement.provider_id is None:
        agreement.provider_id = base.provider_id
    entering = list(entering)
    _check_texts(agreement, day)
    _check_number(kind, entering, past=past)
    history.begin(agreement, effective_on=day, at=at)
    roles = {one: _role(agreement, one) for one in entering}
    parties.enter_all(agreement=agreement, entering=roles, day=day, by=by, at=at)
    events.record(
        kind="agreement",
        subject=f"{AgreementKind(kind).label} entworfen",
        change=events.Change(after=agreement.title),
        where=events.in_field(row).on("agreement", agreement.pk),
        by=by,
        at=at,
        effective_on=day,
    )
    return agreement


def _base(
    field: FieldFacts, kind: str, amends: Agreement | None, day: date, at: datetime
) -> AgreementFacts | None:
    """The agreement that another one changes, as it stands now."""
    if kind == AgreementKind.AGREEMENT:
        if amends is not None:
            raise Refused(
                "Eine Vereinbarung, die eine andere ändert, ist eine Änderung oder ein Beitritt.", "kind"
            )
        return None
    base = next((one for one in field.agreements if amends is not None and one.id == amends.pk), None)
    if base is None or not base.stands_alone:
        raise Refused("Bitte wählen Sie die Vereinbarung, zu der das gehört.", "amends")
    days.effective(day, at=at, since=base.began_on, whose=f"„{base.title}“")
    last = rules.ends_on(base)
    if last is not None and rules.in_force_on(base) is not None and day > last:
        text = (
            f"„{base.title}“ ist am {last:%d.%m.%Y} beendet; dazu gibt es weder Beitritt noch Änderung mehr."
        )
        raise Refused(text, "amends")
    return base


def _check_number(kind: str, entering: list[Organisation], *, past: bool) -> None:
    if past:
        return
    if kind == AgreementKind.ACCESSION and not entering:
        raise Refused("Bitte wählen Sie, wer beitritt.", "entering")
    if kind == AgreementKind.AGREEMENT and len(entering) < 2:
        raise Refused("Eine Vereinbarung hat mindestens zwei Parteien.", "entering")


def _role(agreement: Agreement, organisation: Organisation) -> str:
    if agreement.legal_form and agreement.legal_form.has_members:
        return PartyRole.MEMBER
    if agreement.provider_id == organisation.pk:
        return PartyRole.PROVIDES
    return PartyRole.USES if agreement.provider_id else PartyRole.MEMBER


@state_change()
def edit(
    *,
    agreement: Agreement,
    values: Mapping[str, Any],
    version: int,
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
) -> Agreement:
    """Change texts of `LABELS` from `effective_on` on; `version` is the one that the editor had in front of them.

    Where others changed other values since, both are kept. Raises Conflict where they changed the same in another way, and
    Refused for what any day would tell then (no title, an end before the beginning), two agreements in force on one service,
    and for a day in the future or before the agreement.
    """
    field = Field.objects.select_for_update(no_key=True).get(pk=agreement.field_id)
    row = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.pk)
    facts = loading.facts(field.initiative_id, field_id=field.pk)
    known = next(one for one in facts.field(field.pk).agreements if one.id == row.pk)
    day = days.effective(effective_on, at=at, since=known.began_on, whose="Die Vereinbarung")
    told_by: dict[str, Any] = {"kind": "agreement-edited", "page": "agreement", "page_id": row.pk}
    seen = edits.at_version(row, values, version)
    changed = edits.apply(row, values, seen, version=row.version, told_as=LABELS, **told_by)
    if not changed:
        return row
    new = {name: after for name, (_, after) in changed.items()}
    history.amend(row, new, effective_on=day, at=at, check=fitting(known.began_on or day, day))
    check_running(row, known, facts.field(field.pk))
    for name, (before, after) in changed.items():
        events.record(
            kind="agreement-edited",
            subject=LABELS[name],
            change=events.Change(_word(name, before, facts), _word(name, after, facts)),
            where=events.in_field(field).on("agreement", row.pk),
            by=by,
            at=at,
            effective_on=day,
        )
    return row


def _word(name: str, value: Any, facts: InitiativeFacts) -> str:
    """A value as the history tells it."""
    if value is None:
        return ""
    if name == "provider_id":
        return str(facts.organisations.get(value, ""))
    if name == "legal_form_id":
        return LegalForm.objects.get(pk=value).name
    return edits.word(value)


def fitting(begun: date, given_for: date) -> history.Check:
    """Raises Refused for texts that cannot be together on a day; where they were given for another one, it names that day."""

    def check(day: date, row: Agreement) -> None:
        try:
            if day >= begun:
                _check_texts(row, begun)
        except Refused as refusal:
            if day == given_for:
                raise
            text = f"Ab dem {day:%d.%m.%Y} geht das nicht zusammen: {refusal.message}"
            raise Refused(text, refusal.field) from refusal

    return check


def _check_texts(row: Agreement, begun: date) -> None:
    """Raise Refused for texts that cannot be together; `begun` is the first day of the record."""
    if not row.title:
        raise Refused("Bitte geben Sie der Vereinbarung einen Titel.", "title")
    if row.legal_form_id and row.legal_form_name:
        raise Refused("Bitte nennen Sie die Rechtsform nur an einer Stelle.", "legal_form_name")
    if row.is_unlimited and row.term_until:
        raise Refused("Unbefristet ist sie nur ohne Ende der Laufzeit.", "term_until")
    if row.term_until and row.begins_on and row.term_until < row.begins_on:
        raise Refused("Das Ende der Laufzeit liegt vor dem Beginn.", "term_until")
    if row.term_until and row.term_until < begun:
        text = f"Das Ende der Laufzeit liegt vor dem {begun:%d.%m.%Y}, an dem der Entwurf erfasst ist."
        raise Refused(text, "term_until")


def check_running(row: Agreement, known: AgreementFacts, field: FieldFacts) -> None:
    """What is in force does not end before it began, and is not the second one on a service, by the texts that stand now."""
    names = ("begins_on", "term_until", "provider_id", "subject")
    then = replace(known, **{name: getattr(row, name) for name in names})
    begun = rules.in_force_on(then)
    if begun and row.term_until and row.term_until < begun:
        raise Refused(f"In Kraft ist sie seit dem {begun:%d.%m.%Y}; das Ende liegt davor.", "term_until")
    if then.stands_alone:
        refuse_second(field, then, then.entering, "provider_id")
