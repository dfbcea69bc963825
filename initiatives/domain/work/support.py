"""Requests for expert support (Unterstützungsanfragen): a municipality asks the county invited, which accepts or declines.

Invariants: only a municipality starts one, and closes or withdraws its own; only the county asked accepts, declines and
answers; declining and withdrawing have a reason; each state is reached once.
Source: notice of the Landrat to the Kreistag of Kreis Coesfeld, 2010 ("auf Anforderung für eine fachliche Unterstützung").
"""

from datetime import date, datetime

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events, notices
from initiatives.domain.state.facts import SupportFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums import NoticeKind, SupportState
from initiatives.models import Field, Initiative, Mandate, SupportRequest

NO_COUNTY = (
    "Zu dieser Initiative ist kein Kreis eingeladen, der fachlich unterstützen könnte. Die Fachadministration kann einen "
    "eintragen."
)
BEFORE = {
    SupportState.ACCEPTED: (SupportState.ASKED,),
    SupportState.DECLINED: (SupportState.ASKED,),
    SupportState.ANSWERED: (SupportState.ACCEPTED,),
    SupportState.CLOSED: (SupportState.ANSWERED,),
    SupportState.WITHDRAWN: (SupportState.ASKED, SupportState.ACCEPTED),
}
TOO_EARLY = {
    (SupportState.ASKED, SupportState.ANSWERED): "Bitte nehmen Sie die Anfrage zuerst an.",
    (SupportState.ASKED, SupportState.CLOSED): "Diese Anfrage ist noch nicht beantwortet.",
    (SupportState.ACCEPTED, SupportState.CLOSED): "Diese Anfrage ist noch nicht beantwortet.",
}
BY_COUNTY = (SupportState.ACCEPTED, SupportState.DECLINED, SupportState.ANSWERED)


@state_change()
def ask(
    *,
    initiative: Initiative,
    subject: str,
    text: str,
    by: Mandate,
    at: datetime,
    field: Field | None = None,
    wanted_by: date | None = None,
) -> SupportRequest:
    """Ask the county of the initiative for support, and tell its representatives.

    Raises Refused where there is no county, without subject or question, for a day that is over and a field of another
    initiative.
    """
    subject, text = clean(subject), clean(text)
    if initiative.county is None:
        raise Refused(NO_COUNTY)
    if not subject:
        raise Refused("Bitte geben Sie der Anfrage einen Betreff.", "subject")
    if not text:
        raise Refused("Bitte schreiben Sie, was Sie vom Kreis wissen möchten.", "text")
    if wanted_by and wanted_by < day_of(at):
        raise Refused("Dieser Tag liegt in der Vergangenheit.", "wanted_by")
    if field and field.initiative_id != initiative.pk:
        raise Refused(f"Das Feld „{field.title}“ gehört zu einer anderen Initiative.", "field")
    row = SupportRequest.objects.create(
        initiative=initiative,
        organisation=by.acts_for,
        county=initiative.county,
        field=field,
        subject=subject,
        text=text,
        wanted_by=wanted_by,
        recorded_at=at,
        mandate=by,
    )
    _tell(row, "", by, at)
    return row


@state_change()
def accept(*, asked: SupportRequest, by: Mandate, at: datetime) -> SupportRequest:
    """The county takes it on. Raises Refused for another county's representative and where it was decided already."""
    row = _locked(asked, SupportState.ACCEPTED, by)
    row.decided_at = at
    return _save(row, SupportState.ACCEPTED, by, at)


@state_change()
def decline(*, asked: SupportRequest, reason: str, by: Mandate, at: datetime) -> SupportRequest:
    """The county declines. Raises Refused as `accept`, and without a reason."""
    row = _locked(asked, SupportState.DECLINED, by)
    row.reason = _reason(reason)
    row.decided_at = row.closed_at = at
    return _save(row, SupportState.DECLINED, by, at)


@state_change()
def answer(*, asked: SupportRequest, answer: str, by: Mandate, at: datetime) -> SupportRequest:
    """The county answers what it has accepted. Raises Refused in any other state, and for an empty answer."""
    row = _locked(asked, SupportState.ANSWERED, by)
    row.answer = clean(answer)
    if not row.answer:
        raise Refused("Bitte schreiben Sie die Antwort.", "answer")
    row.answered_at, row.answered_by = at, by
    return _save(row, SupportState.ANSWERED, by, at)


@state_change()
def close(*, asked: SupportRequest, by: Mandate, at: datetime) -> SupportRequest:
    """The asking municipality has read the answer. Raises Refused for another's request, and before it is answered."""
    row = _locked(asked, SupportState.CLOSED, by)
    row.closed_at = at
    return _save(row, SupportState.CLOSED, by, at)


@state_change()
def withdraw(*, asked: SupportRequest, reason: str, by: Mandate, at: datetime) -> SupportRequest:
    """The asking municipality takes it back. Raises Refused for another's, once it is answered, and without a reason."""
    row = _locked(asked, SupportState.WITHDRAWN, by)
    row.reason = _reason(reason)
    row.closed_at = at
    return _save(row, SupportState.WITHDRAWN, by, at)


def possible(state: str, after: str) -> bool:
    """Whether a request in `state` can come to `after`."""
    return state in BEFORE[SupportState(after)]


def _locked(asked: SupportRequest, after: SupportState, by: Mandate) -> SupportRequest:
    rows = SupportRequest.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("initiative", "field", "organisation", "county").get(pk=asked.pk)
    if after in BY_COUNTY and by.organisation_id != row.county_id:
        raise Refused(f"Über diese Anfrage entscheidet die Vertretung {row.county.of}.")
    if after not in BY_COUNTY and by.organisation_id != row.organisation_id:
        raise Refused("Eine Anfrage schließt oder nimmt nur zurück, wer sie gestellt hat.")
    if not possible(row.state, after):
        early = TOO_EARLY.get((SupportState(row.state), after))
        raise Refused(early or f"Diese Anfrage ist schon {row.get_state_display()}.")
    return row


def _reason(reason: str) -> str:
    reason = clean(reason)
    if not reason:
        raise Refused("Bitte nennen Sie den Grund; die andere Seite liest ihn.", "reason")
    return reason


def _save(row: SupportRequest, state: SupportState, by: Mandate, at: datetime) -> SupportRequest:
    before = row.get_state_display()
    row.state = state
    row.version += 1
    row.save()
    _tell(row, before, by, at)
    return row


def _tell(row: SupportRequest, before: str, by: Mandate, at: datetime) -> None:
    """Record what happened, and tell the other side."""
    word = row.get_state_display()
    events.record(
        kind="support",
        subject=f"Unterstützungsanfrage {row.organisation.of}: {row.subject}"[:250],
        change=events.Change(before, f"{word}: {row.reason}" if row.reason else word),
        where=events.in_initiative(row.initiative, row.field, row.organisation).on("support", row.pk),
        by=by,
        at=at,
    )
    to_county = by.organisation_id != row.county_id
    notices.tell(
        kind=NoticeKind.SUPPORT,
        to=notices.working_for(
            [row.county_id if to_county else row.organisation_id], initiative=row.initiative, at=at
        ),
        title=f"Unterstützungsanfrage {word}: {row.subject}",
        reason="weil Ihr Kreis gefragt ist" if to_county else "weil Sie die Anfrage gestellt haben",
        page=("support", row.pk),
        by=by,
        at=at,
        initiative=row.initiative,
    )


def time_to_answer(asked: SupportFacts, today: date) -> str:
    """How long the county has taken: "beantwortet nach 3 Tagen", "seit 5 Tagen offen"; "" where it ended without."""
    if asked.answered_on:
        days = (day_of(asked.answered_on) - day_of(asked.asked_on)).days
        return f"beantwortet nach {_days(days)}" if days else "am selben Tag beantwortet"
    if not asked.awaits_county:
        return ""
    days = (today - day_of(asked.asked_on)).days
    return f"seit {_days(days)} offen" if days else "seit heute offen"


def overdue(asked: SupportFacts, today: date) -> int:
    """By how many days the answer came, or is still to come, after the day for which it was wanted."""
    if asked.wanted_by is None or not (asked.answered_on or asked.awaits_county):
        return 0
    until = day_of(asked.answered_on) if asked.answered_on else today
    return max(0, (until - asked.wanted_by).days)


def _days(number: int) -> str:
    return f"{number} Tag" if number == 1 else f"{number} Tagen"
