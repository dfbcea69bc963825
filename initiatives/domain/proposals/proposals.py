"""Proposals of joint projects (Projektvorschläge): made to some, answered by each of them, and in the end decided.

Invariants: every addressed organisation answers for itself, again and again until the proposal ends, and no answer is
overwritten; a refusal has a reason; the texts stand fixed once somebody has answered them; the county proposes, it never
decides. `acceptance` holds what follows from a yes.
Source: notice of the Landrat to the Kreistag of Kreis Coesfeld, 2010 ("Projekte … anzuregen und einzurichten").
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from initiatives import german
from initiatives.domain.kernel import days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.seen import ANYTHING, Seen, check, check_last, conflict
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import notices
from initiatives.domain.log.events import Change
from initiatives.domain.log.notices import Reminded
from initiatives.domain.people.organisations import check_existed
from initiatives.domain.proposals import news
from initiatives.domain.state.versions import state_change
from initiatives.enums import ProposalReply, ProposalState
from initiatives.models import (
    Field,
    Initiative,
    Mandate,
    Organisation,
    Proposal,
    ProposalAnswer,
    ProposalAsk,
)

LABELS = {
    "title": "Titel",
    "purpose": "Zweck",
    "benefit": "Nutzen",
    "effort": "Aufwand",
    "deadline": "Antwort erbeten bis",
}
NEEDED = {
    "title": "Bitte geben Sie dem Projektvorschlag einen Titel.",
    "purpose": "Bitte sagen Sie, welchem Zweck das Projekt dient.",
}
NO_ANSWER = "keine Antwort"


@state_change()
def propose(
    *,
    initiative: Initiative,
    organisations: Iterable[Organisation],
    title: str,
    purpose: str,
    by: Mandate,
    at: datetime,
    benefit: str = "",
    effort: str = "",
    field: Field | None = None,
    deadline: date | None = None,
    proposed_on: date | None = None,
) -> Proposal:
    """Propose a project to `organisations`, inside `field` or (None) as a field of its own, and tell them.

    Raises Refused without title, purpose or anybody addressed, for the own organisation or one outside the circle, a
    deadline before the proposal, a field that rests or belongs to another initiative, a title that a field has already,
    and a day in the future or before the initiative is documented or the field was there.
    """
    asked, day = list(organisations), day_of_proposal(initiative, field, proposed_on, at)
    texts = {"title": title, "purpose": purpose, "benefit": benefit, "effort": effort, "deadline": deadline}
    row = Proposal(
        initiative=initiative,
        field=field,
        effective_on=day,
        recorded_at=at,
        mandate=by,
        **edits.cleaned(texts),
    )
    _check_texts(row)
    _check_deadline(row, day)
    _check_addressed(initiative, asked, by)
    if field is not None:
        check_field(field, initiative)
    row.save()
    ProposalAsk.objects.bulk_create(ProposalAsk(proposal=row, organisation=one) for one in asked)
    names = ", ".join(sorted((one.designation for one in asked), key=german.by))
    news.record(
        row,
        "Projektvorschlag",
        Change(after=f"{row.title}, gerichtet an: {names}"),
        by=by,
        at=at,
        effective_on=day,
    )
    news.addressed(row, asked, f"Neuer Projektvorschlag: {row.title}", by=by, at=at)
    return row


def day_of_proposal(
    initiative: Initiative, field: Field | None, proposed_on: date | None, at: datetime
) -> date:
    """The day, or that of `at`. Raises Refused for one in the future, before the documentation or the field."""
    told: dict[str, Any] = {"at": at, "name": "proposed_on"}
    if field is not None:
        return days.effective(proposed_on, since=field.proposed_on, **told)
    return days.effective(proposed_on, since=initiative.documented_from, whose="Die Dokumentation", **told)


def _check_texts(row: Proposal) -> None:
    for name, sentence in NEEDED.items():
        if not getattr(row, name):
            raise Refused(sentence, name)
    same = Field.objects.filter(initiative_id=row.initiative_id, title__iexact=row.title)
    if row.field_id is None and same.exists():
        raise Refused(
            "Ein Betätigungsfeld mit diesem Titel gibt es schon. Wählen Sie es unter „Im Betätigungsfeld“ aus, oder "
            "geben Sie dem Projekt einen anderen Titel.",
            "title",
        )


def _check_deadline(row: Proposal, day: date) -> None:
    if row.deadline and row.deadline < day:
        raise Refused(f"Diese Frist liegt vor dem {day:%d.%m.%Y}.", "deadline")


def _check_addressed(initiative: Initiative, asked: list[Organisation], by: Mandate) -> None:
    if not asked:
        raise Refused(
            "Ein Projektvorschlag braucht mindestens eine Kommune, die gefragt wird.", "organisations"
        )
    reach = news.circle(initiative)
    for one in asked:
        if one.pk == by.organisation_id:
            raise Refused(
                "Die eigene Organisation macht den Vorschlag und wird nicht gefragt.", "organisations"
            )
        if one.pk not in reach:
            raise Refused(f"{one} gehört nicht zu dieser Initiative.", "organisations")


def check_field(field: Field, initiative: Initiative) -> None:
    """Raise Refused unless a project can be set up inside the field."""
    if field.initiative_id != initiative.pk:
        raise Refused(f"Das Feld „{field.title}“ gehört zu einer anderen Initiative.", "field")
    if field.side_state:
        raise Refused(
            f"Das Feld „{field.title}“ ist {field.get_side_state_display()}. Ein Projekt lässt sich dort erst "
            "einrichten, wenn das Feld wieder aufgenommen ist.",
            "field",
        )


@state_change()
def edit(
    *, proposal: Proposal, values: Mapping[str, Any], seen: Mapping[str, Any], by: Mandate, at: datetime
) -> Proposal:
    """Correct attributes of `LABELS`; `seen` are the values that the editor had in front of them.

    Raises Conflict, and Refused for another's proposal, for one that has ended or been answered, and as `propose`.
    """
    row = locked(proposal)
    if row.mandate.organisation_id != by.organisation_id:
        raise Refused("Einen Projektvorschlag berichtigt nur, wer ihn gemacht hat.")
    if ProposalAnswer.objects.standing().filter(ask__proposal=row).exists():
        raise Refused(
            "Es liegen schon Antworten vor; darum steht der Text fest. Wenn er nicht mehr passt, ziehen Sie den "
            "Projektvorschlag mit einer Begründung zurück und machen einen neuen."
        )
    changed = edits.apply(row, values, seen, version=row.version, page="proposal", page_id=row.pk)
    if not changed:
        return row
    _check_texts(row)
    if "deadline" in changed:
        _check_deadline(row, row.effective_on)
    row.version += 1
    row.save()
    change = Change(*edits.in_words(LABELS, changed))
    news.record(row, f"Projektvorschlag „{row.title}“ berichtigt", change, by=by, at=at)
    return row


@state_change()
def answer(
    *,
    proposal: Proposal,
    reply: str,
    by: Mandate,
    at: datetime,
    reason: str = "",
    effective_on: date | None = None,
    seen: Seen = ANYTHING,
) -> ProposalAnswer:
    """Answer for the own organisation; the answer of the latest day counts, the others stay.

    `seen` is the id of the answer that the answerer saw (None for none). The same once more writes nothing. Raises Refused
    for who was not asked, a proposal that has ended, a refusal without a reason, and a day in the future or before the
    proposal; Conflict where a colleague has answered since.
    """
    row, reason = locked(proposal), clean(reason)
    ask = row.asks.select_related("organisation").filter(organisation_id=by.own_id).first()
    if ask is None or not by.writes:
        raise Refused("Auf einen Projektvorschlag antwortet jede gefragte Kommune nur für sich selbst.")
    day = days.effective(effective_on, at=at, since=row.effective_on, whose="Den Vorschlag")
    check_existed(ask.organisation, day)
    answers = ask.answers.standing().select_related("mandate__organisation")
    last, former = answers.last(), answers.filter(effective_on__lte=day).last()
    if former and (former.reply, former.reason) == (reply, reason):
        return former
    theirs = {"reply": last.reply if last else "", "reason": last.reason if last else ""}
    check_last(seen, last, theirs)
    check_reply(reply, reason)
    new = ProposalAnswer.objects.create(
        ask=ask, reply=reply, reason=reason, effective_on=day, recorded_at=at, mandate=by
    )
    row.version += 1
    row.save(update_fields=["version"])
    change = Change(former.get_reply_display() if former else NO_ANSWER, new.get_reply_display())
    subject = f"Antwort {ask.organisation.of} auf den Projektvorschlag „{row.title}“"
    news.record(row, subject, change, by=by, at=at, organisation=ask.organisation, effective_on=day)
    news.proposer(row, new, by=by, at=at)
    if last is None and not _unanswered(row).exists():
        news.deciding(row, by=by, at=at)
    return new


def check_reply(reply: str, reason: str) -> None:
    """Raise Refused for a refusal without its reasons."""
    if reply == ProposalReply.REFUSAL and not clean(reason):
        raise Refused("Bitte nennen Sie die Gründe der Ablehnung.", "reason")


def _unanswered(row: Proposal) -> QuerySet[ProposalAsk]:
    return row.asks.exclude(answers__in=ProposalAnswer.objects.standing())


@state_change()
def remind(*, proposal: Proposal, by: Mandate, at: datetime) -> Reminded[ProposalAsk]:
    """Remind whoever owes an answer and has not been reminded today, as far as somebody acts for them.

    Raises Refused for who neither made the proposal nor convenes, a proposal that has ended, if nobody owes an answer,
    if all who do have been reminded today, and if none of them can be told.
    """
    row = locked(proposal)
    if by.organisation_id not in (row.mandate.organisation_id, row.initiative.convening_id):
        raise Refused("Erinnern kann, wer den Vorschlag gemacht hat, und die einladende Kommune.")
    unanswered = _unanswered(row).filter(organisation_id__in=news.circle(row.initiative))
    owing = list(unanswered.select_related("organisation"))
    if not owing:
        raise Refused("Alle Gefragten haben geantwortet.")
    due = [ask for ask in owing if ask.reminded_at is None or day_of(ask.reminded_at) < day_of(at)]
    if not due:
        raise Refused("Heute ist schon erinnert worden. Die nächste Erinnerung ist morgen möglich.")
    reminded = notices.reachable(due, initiative_id=row.initiative_id, at=at)
    ProposalAsk.objects.filter(pk__in=[ask.pk for ask in reminded.asks]).update(reminded_at=at)
    change = Change(after=reminded.told)
    news.record(row, f"Erinnert an den Projektvorschlag „{row.title}“", change, by=by, at=at)
    title = f"Erinnerung: Antwort auf den Projektvorschlag {row.title}"
    news.addressed(row, [ask.organisation for ask in reminded.asks], title, by=by, at=at)
    return reminded


@state_change()
def withdraw(*, proposal: Proposal, reason: str, by: Mandate, at: datetime) -> Proposal:
    """Take the proposal back. Raises Refused for another's, for one that has ended, and without a reason."""
    row = locked(proposal)
    if row.mandate.organisation_id != by.organisation_id:
        raise Refused("Einen Projektvorschlag zieht nur zurück, wer ihn gemacht hat.")
    return _without_result(row, ProposalState.WITHDRAWN, reason, by, at)


@state_change()
def drop(*, proposal: Proposal, reason: str, version: int, by: Mandate, at: datetime) -> Proposal:
    """Not pursue it further. Raises Refused for one that has ended and without a reason; Conflict as `check_version`."""
    row = locked(proposal)
    check_version(row, version)
    return _without_result(row, ProposalState.NOT_PURSUED, reason, by, at)


def _without_result(row: Proposal, state: str, reason: str, by: Mandate, at: datetime) -> Proposal:
    reason = clean(reason)
    if not reason:
        raise Refused("Bitte nennen Sie den Grund; alle Gefragten lesen ihn.", "reason")
    end(row, state, by=by, at=at, reason=reason)
    return row


def end(row: Proposal, state: str, *, by: Mandate, at: datetime, reason: str = "") -> None:
    """Write the end of a locked proposal, and tell all addressed and the proposer."""
    row.state, row.ended_at, row.ended_reason = state, at, reason
    row.version += 1
    row.save()
    word = row.get_state_display()
    after = f"{word}: {reason}" if reason else word
    news.record(row, f"Projektvorschlag „{row.title}“", Change(after=after), by=by, at=at)
    concerned = [ask.organisation for ask in row.asks.select_related("organisation")]
    news.addressed(
        row, [*concerned, row.mandate.acts_for], f"Projektvorschlag {word}: {row.title}", by=by, at=at
    )


def locked(proposal: Proposal) -> Proposal:
    """The proposal, locked. Raises Refused for one that has ended."""
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("initiative", "field", "mandate__organisation").get(pk=proposal.pk)
    if row.state != ProposalState.OPEN:
        raise Refused(f"Dieser Projektvorschlag ist schon {row.get_state_display()}.")
    return row


def check_version(row: Proposal, version: int) -> None:
    """Raise Conflict where an answer or another change has come since the decider read the proposal."""
    check(version, row.version, lambda: conflict({}, row.version, page="proposal", page_id=row.pk))
