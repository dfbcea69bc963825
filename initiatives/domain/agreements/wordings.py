"""Putting right what the texts of an agreement were from a day on, and the day of its draft.

The first version is the agreement as it was drafted. Its day, with which the parties go that it named, lies no later than
anything else that is recorded of the agreement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from initiatives.domain.agreements import parties
from initiatives.domain.agreements.agreements import LABELS, check_running, fitting
from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.people.organisations import check_existed
from initiatives.domain.rules import agreements as rules
from initiatives.domain.state import history, loading
from initiatives.domain.state import wordings as state
from initiatives.domain.state.facts import AgreementFacts, FieldFacts
from initiatives.domain.state.versions import state_change
from initiatives.models import Agreement, AgreementChange, Field, LegalForm, Mandate, Organisation

PAGE = "field_entries"
EMPTY = {None, "", False}
RELATED: dict[str, Any] = {"legal_form_id": LegalForm, "provider_id": Organisation}


def versions(field_id: int) -> QuerySet[Any]:
    """All versions of the agreements of a field, each with the day (`drafted_on`) of its draft as it is known now."""
    there = history.standing(Agreement.history.all()).filter(id=OuterRef("id")).order_by("effective_on")
    rows = Agreement.history.filter(field=field_id).select_related("legal_form", "provider")
    return rows.annotate(drafted_on=Subquery(there.values("effective_on")[:1]))


def standing(field_id: int) -> QuerySet[Any]:
    """Those of `versions` that hold, one of each agreement for each day for which texts were given."""
    return state.standing(versions(field_id), LABELS, also=Q(effective_on=F("drafted_on")))


def is_first(version: Any) -> bool:
    """Whether one of `versions` says how the agreement was drafted."""
    return version.effective_on == version.drafted_on


def said(version: Any) -> list[str]:
    """The texts of `LABELS` that were given for the day of one of `versions`."""
    return list(LABELS) if is_first(version) else state.said(version, LABELS)


def title(version: Any) -> str:
    """What a version tells of."""
    return f"{version.title}: {'Entwurf' if is_first(version) else 'Wortlaut'}"


def anchors(agreement_id: int) -> str:
    """How each `anchor` of an agreement begins."""
    return f"vereinbarung-{agreement_id}-"


def anchor(version: Any, day: date) -> str:
    """Where on the page what was said for a day stands."""
    return f"{anchors(version.id)}{day}"


@state_change()
def correct(
    *,
    version: Any,  # one of `versions`
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> Agreement:
    """Put right the texts that were given for a day, or (`effective_on`) this day; `withdrawn`: nothing was said then.

    Raises Refused without a reason, for a day in the future, before the agreement (of its draft before the field or the
    agreement that it changes, before a party existed, or after something else that is recorded), one for which the same text
    was given, where nothing would change, as `agreements.edit` for what any day would tell then, and Overtaken for what does
    not stand any more.
    """
    reason = corrections.reason_of(correction_reason)
    field = Field.objects.select_for_update(no_key=True).get(pk=version.field_id)
    row = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=version.id)
    known = {one.effective_on: one for one in standing(field.pk).filter(id=row.pk)}
    if known.get(version.effective_on) != version:
        raise corrections.Overtaken(
            "Dieser Wortlaut ist inzwischen berichtigt. Bitte sehen Sie sich an, was jetzt da steht."
        )
    first = is_first(version)
    if withdrawn and first:
        raise Refused("So wurde die Vereinbarung entworfen. Berichtigen Sie den Wortlaut oder den Tag.")
    new = state.correction(version, said(version), values, withdrawn=withdrawn)
    facts = loading.facts(field.initiative_id, field_id=field.pk).field(field.pk)
    if new.moves:
        _check_day(new, known, field, facts, at)
    _put(row, new, drafted_on=new.day if first else version.drafted_on, at=at)
    if first and new.moves:
        _move_parties(row, new, reason, by, at)
    check_running(row, parties.known(facts, row.pk), facts)
    events.record(
        kind="agreement-corrected",
        subject=f"{title(version)} berichtigt",
        change=events.Change(*new.told(_words_of(new), reason)),
        where=events.in_field(field).on(PAGE, field.pk, anchor(version, version.effective_on)),
        by=by,
        at=at,
        effective_on=new.day,
    )
    return row


def _check_day(
    new: state.Correction, known: Mapping[date, Any], field: Field, facts: FieldFacts, at: datetime
) -> None:
    """Raises Refused for a day on which the texts cannot have been given; `known` are the versions by their days."""
    now = parties.known(facts, new.version.id)
    if not is_first(new.version):
        days.effective(new.day, at=at, since=now.began_on, whose="Die Vereinbarung")
    else:
        days.effective(new.day, at=at, since=field.proposed_on)
        base = rules.base_of(facts, now)
        if base is not now:
            days.effective(new.day, at=at, since=base.began_on, whose=f"„{base.title}“")
        earliest = min(_recorded(facts, now, known), default=new.day)
        if new.day > earliest:
            raise Refused(
                f"Zu dieser Vereinbarung steht schon etwas vom {earliest:%d.%m.%Y}. Später kann sie nicht entworfen worden sein.",
                "effective_on",
            )
    new.check_free(known, said)


def _recorded(facts: FieldFacts, now: AgreementFacts, known: Iterable[date]) -> Iterator[date]:
    """The days of what is recorded of an agreement after its draft."""
    yield from (one.effective_on for one in now.stages)
    yield from (one.effective_on for one in now.changes if one.effective_on != now.began_on)
    yield from (one.began_on for one in facts.agreements if one.amends_id == now.id and one.began_on)
    yield from (day for day in known if day != now.began_on)


def _put(row: Agreement, new: state.Correction, *, drafted_on: date, at: datetime) -> None:
    """Write it, with the row there from `drafted_on` on. Raises Refused where the texts of a day cannot be together then."""
    if drafted_on < new.version.drafted_on:
        history.throughout(row, {}, since=drafted_on, at=at)
    new.put(row, at, check=fitting(drafted_on, new.day))
    if drafted_on > new.version.drafted_on:
        history.begin_later(row, drafted_on, at=at)
        row.refresh_from_db()


def _move_parties(row: Agreement, new: state.Correction, reason: str, by: Mandate, at: datetime) -> None:
    """Who was named with the draft goes with its day. Raises Refused for a day before an organisation existed."""
    named = AgreementChange.objects.standing().filter(agreement=row, effective_on=new.version.effective_on)
    for change in named.select_related("organisation"):
        check_existed(change.organisation, new.day)
        corrections.replace(change, {"effective_on": new.day}, reason=reason, by=by, at=at)


def _words_of(new: state.Correction) -> Callable[[date, Mapping[str, Any]], str]:
    """How the texts before and after are told: what is empty in both is left out."""
    both = {name: {stood, new.given[name]} for name, stood in new.stood.items()}
    names = [name for name, values in both.items() if values - EMPTY]
    rows = {
        name: model.objects.in_bulk(both[name] - EMPTY) for name, model in RELATED.items() if name in both
    }
    since = "Entwurf vom" if is_first(new.version) else "ab"

    def word(name: str, value: Any) -> str:
        return edits.word(rows[name].get(value) if name in rows else value)

    def words(day: date, values: Mapping[str, Any]) -> str:
        told = state.in_words({name: values[name] for name in names}, LABELS, word)
        return f"{told} ({since} {day:%d.%m.%Y})"

    return words


def words(version: Any) -> str:
    """What was said for the day of one of `versions`; of a draft only what it says."""
    values = {name: getattr(version, name.removesuffix("_id")) for name in said(version)}
    if is_first(version):
        values = {name: value for name, value in values.items() if value not in EMPTY}
    return state.in_words(values, LABELS)
