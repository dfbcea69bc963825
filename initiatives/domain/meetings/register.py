"""The decision register (Beschlussverzeichnis): what the delegates and the bodies decided, and how far it is carried out.

It holds the decisions of closed meetings and the resolutions on the fields of an initiative. Only what was adopted is
carried out; how far it is, is told by entries with a day: the latest counts, and each is put right with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from initiatives.domain.kernel import corrections, edits
from initiatives.domain.kernel.edits import word
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state import versions
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums import ImplementationState, MeetingVote, ResolutionResult, ResultKind, RoundPurpose
from initiatives.models import Ask, Implementation, Mandate, MeetingResult, Resolution, ResolutionAsk, Round

DECISION, RESOLUTION = "decision", "resolution"
KINDS = {DECISION: "Festlegung", RESOLUTION: "Beschluss"}
MEETINGS = "Treffen der Beauftragten"
PUT_OFF = (
    ResolutionResult.ADJOURNED,
    ResolutionResult.REFERRED,
    ResolutionResult.DEFERRED,
    ResolutionResult.REMOVED,
)
CARRIED_OUT = (ResolutionResult.ADOPTED, ResolutionResult.AMENDED)
OPEN = ImplementationState.OPEN
RUNNING = (OPEN, ImplementationState.WORK)


@dataclass(frozen=True)
class Asked:
    """The round that asked for a resolution, and how many organisations it asked."""

    id: int
    title: str
    version: str
    opened_on: date
    organisations: int

    @classmethod
    def of(cls, row: Round, organisations: int) -> Asked:
        return cls(row.pk, row.title, row.subject_version, row.opened_on, organisations)


@dataclass(frozen=True)
class Entry:
    """One decision or resolution.

    `state` is "" where it was not adopted, and of a resolution to take part while nobody has told how far it is: that one
    is carried out by the work on the field.
    """

    kind: str
    id: int
    on: date
    text: str
    fields: tuple[tuple[int, str], ...]  # number and title
    who: str
    organisation_id: int | None  # whose body it is, None for the delegates
    body_id: int | None
    meeting_id: int | None
    result: str
    votes: str
    is_adopted: bool
    state: str
    contact: str
    due_on: date | None
    overdue: bool
    title: str  # the body, or what the delegates decided
    about: str = ""  # its fields and the version of the draft
    paper: str = ""  # what the paper is called, and its number
    asked: Asked | None = None  # None for the delegates
    is_decided: bool = True  # rather than put off

    @property
    def full_title(self) -> str:
        """Personalabrechnung bündeln, Entwurf 1.2: Rat Dülmen"""
        return f"{self.about}: {self.title}" if self.about else self.title

    @property
    def kind_word(self) -> str:
        return KINDS[self.kind]

    @property
    def field(self) -> str:
        """The titles of its fields."""
        return ", ".join(title for _, title in self.fields)

    @property
    def field_ids(self) -> tuple[int, ...]:
        return tuple(number for number, _ in self.fields)

    @property
    def state_word(self) -> str:
        if self.state:
            return ImplementationState(self.state).label
        return "nicht festgehalten" if self.is_adopted else "nichts umzusetzen"


def entries(*, facts: InitiativeFacts, today: date) -> list[Entry]:
    """All of an initiative, newest first; in two queries beside the facts."""
    titles = {field.id: field.title for field in facts.fields}
    latest = _latest(facts.id)
    found = [*_decisions(facts, titles, latest, today), *_resolutions(facts, titles, latest, today)]
    return sorted(found, key=lambda one: (one.on, one.kind, one.id), reverse=True)


def _latest(initiative_id: int) -> dict[tuple[str, int], Implementation]:
    """The entry that counts of each decision and resolution."""
    of_it = Q(decision__meeting__initiative_id=initiative_id)
    of_it |= Q(resolution__answered__ask__field__initiative_id=initiative_id)
    found = {}
    for row in Implementation.objects.standing().filter(of_it).distinct():
        if row.decision_id:
            found[DECISION, row.decision_id] = row
        elif row.resolution_id:
            found[RESOLUTION, row.resolution_id] = row
    return found


def _carried(latest: Implementation | None, default: str, contact: str, today: date) -> dict:
    """How far it is; `default` counts while there is no entry."""
    state = latest.state if latest else default
    due_on = latest.due_on if latest else None
    return {
        "state": state,
        "contact": (latest.contact if latest else "") or contact,
        "due_on": due_on,
        "overdue": state in RUNNING and due_on is not None and due_on < today,
    }


def _decisions(facts: InitiativeFacts, titles: dict, latest: dict, today: date) -> Iterable[Entry]:
    for meeting in facts.meetings:
        for one in meeting.decisions:
            yield Entry(
                kind=DECISION,
                id=one.id,
                on=meeting.held_on or facts.documented_from,
                text=one.text,
                fields=tuple((pk, title) for pk, title in titles.items() if pk == one.field_id),
                who=meeting.title,
                organisation_id=None,
                body_id=None,
                meeting_id=meeting.id,
                title=one.text,
                result="angenommen" if one.is_adopted else "nicht angenommen",
                votes=votes_in_words(list(one.votes.values())),
                is_adopted=one.is_adopted,
                **_carried(
                    latest.get((DECISION, one.id)), OPEN if one.is_adopted else "", one.contact, today
                ),
            )


def votes_in_words(votes: list[str]) -> str:
    """ "9 dafür, 1 dagegen" """
    counts = [(votes.count(vote), vote.label.lower()) for vote in MeetingVote]
    return ", ".join(f"{number} {label}" for number, label in counts if number)


def _resolutions(facts: InitiativeFacts, titles: dict, latest: dict, today: date) -> Iterable[Entry]:
    rows = ResolutionAsk.objects.filter(
        ask__field_id__in=titles, resolution__in=Resolution.objects.standing()
    )
    rows = rows.select_related("ask__round__joining", "resolution__body__organisation").order_by(
        "resolution_id", "pk"
    )
    asked = Ask.objects.filter(round=OuterRef("ask__round")).order_by().values("round")
    rows = rows.annotate(asked=Subquery(asked.annotate(n=Count("organisation", distinct=True)).values("n")))
    for _, group in groupby(rows, key=lambda one: one.resolution_id):
        answered = list(group)
        row, rounds = answered[0].resolution, [one.ask.round for one in answered]
        about = {one.ask.field_id for one in answered}
        counted = (row.votes_for, row.votes_against, row.votes_abstained)
        adopted = row.result in CARRIED_OUT
        is_open = adopted and any(one.purpose != RoundPurpose.TAKING_PART for one in rounds)
        words = zip(counted, (vote.label for vote in MeetingVote), strict=True)
        fields = tuple((pk, title) for pk, title in titles.items() if pk in about)
        newest = max(answered, key=lambda one: (one.ask.round.opened_on, one.ask.round.pk))
        absent = [f"{row.members_absent} abwesend"] if row.members_absent is not None else []
        yield Entry(
            kind=RESOLUTION,
            id=row.pk,
            on=row.effective_on,
            text=_title(row, rounds),
            fields=fields,
            who=str(row.body),
            organisation_id=row.body.organisation_id,
            body_id=row.body_id,
            meeting_id=None,
            title=row.body.label,
            about=_drafts(fields, rounds),
            paper=_paper(row),
            asked=Asked.of(newest.ask.round, newest.asked),
            is_decided=row.result not in PUT_OFF,
            result=row.get_result_display(),
            votes=", ".join(
                [*(f"{number} {label}" for number, label in words if number is not None), *absent]
            ),
            is_adopted=adopted,
            **_carried(latest.get((RESOLUTION, row.pk)), OPEN if is_open else "", "", today),
        )


def _drafts(fields: tuple[tuple[int, str], ...], rounds: list[Round]) -> str:
    """Personalabrechnung bündeln, Entwurf 1.2"""
    versions_ = dict.fromkeys(one.subject_version for one in rounds if one.subject_version)
    return ", ".join([" / ".join(title for _, title in fields), *versions_])


def _title(row: Resolution, rounds: list[Round]) -> str:
    """Its own title, else the questions of the rounds with the version of each draft; and the number of the paper."""
    asked = dict.fromkeys(
        f"{one.subject} ({one.subject_version})" if one.subject_version else one.subject for one in rounds
    )
    return _paper(row, " / ".join(asked))


def _paper(row: Resolution, asked: str = "") -> str:
    """What the paper is called, else what was `asked`, and its number."""
    number = f"Vorlage {row.paper_number}" if row.paper_number else ""
    return ", ".join(filter(None, [row.title or asked, number]))


@dataclass(frozen=True)
class _Target:
    """What is carried out, locked."""

    words: str
    is_adopted: bool
    decided_on: date
    where: events.Where
    entries: QuerySet[Implementation]
    others: frozenset[int] = frozenset()  # initiatives that tell of it, too


@state_change()
def implement(
    *,
    of: MeetingResult | Resolution,
    state: str,
    by: Mandate,
    at: datetime,
    contact: str = "",
    note: str = "",
    due_on: date | None = None,
    effective_on: date | None = None,
) -> Implementation:
    """Tell how far a decision or a resolution is carried out, today or on an earlier day, also between what stands already.

    Raises Refused for what was not adopted or is not fixed yet, a day in the future or before the decision, a
    dropping without its reason, and where nothing would change.
    """
    kind = RESOLUTION if isinstance(of, Resolution) else DECISION
    target = _resolution(of.pk) if isinstance(of, Resolution) else _decision(of.pk)
    if not target.is_adopted:
        raise Refused("Umgesetzt wird nur, was beschlossen ist.")
    values = {
        "state": ImplementationState(state),
        "contact": clean(contact),
        "note": clean(note),
        "due_on": due_on,
    }
    on = effective_on or day_of(at)
    last = target.entries.filter(effective_on__lte=on).last()
    _check(values, on, day_of(at), target)
    if last is not None and all(getattr(last, name) == value for name, value in values.items()):
        raise Refused("Das steht so schon da; es hat sich nichts geändert.")
    row = Implementation.objects.create(**{kind: of}, effective_on=on, recorded_at=at, mandate=by, **values)
    versions.move(target.others)
    events.record(
        kind="implementation",
        subject=f"Umsetzung: {target.words}",
        change=events.Change(last.get_state_display() if last else "", _state(row)),
        where=target.where.on(f"register_{kind}", of.pk),
        by=by,
        at=at,
        effective_on=on,
    )
    return row


@state_change()
def correct(
    *,
    implementation: Implementation,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> Implementation:
    """Put right `state`, `contact`, `note`, `due_on`, `effective_on` or `day_order` of what was told, or (`withdrawn`) say
    that it was not so.

    Raises Refused as `implement` and `corrections.replace`.
    """
    row = Implementation.objects.get(pk=implementation.pk)
    if row.resolution_id:
        kind, of_id, target = RESOLUTION, row.resolution_id, _resolution(row.resolution_id)
    else:
        assert row.decision_id, "It is about the one or the other."
        kind, of_id, target = DECISION, row.decision_id, _decision(row.decision_id)
    if not withdrawn:
        wanted = {name: getattr(row, name) for name in ("state", "note", "effective_on")} | edits.cleaned(
            values
        )
        _check(wanted, wanted["effective_on"], day_of(at), target)
    new = corrections.replace(row, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    versions.move(target.others)
    events.record(
        kind="implementation-corrected",
        subject=f"Umsetzung berichtigt: {target.words}",
        change=events.Change(*corrections.told(row, new, words)),
        where=target.where.on(f"register_{kind}", of_id),
        by=by,
        at=at,
        effective_on=new.effective_on,
    )
    return new


def of_field(field_id: int) -> QuerySet[Implementation]:
    """All that was told of how far the decisions and resolutions about a field are, also what was corrected."""
    return Implementation.objects.filter(
        Q(decision__field=field_id) | Q(resolution__answered__ask__field=field_id)
    ).distinct()


def of_no_field(initiative_id: int) -> QuerySet[Implementation]:
    """The same of the decisions of an initiative that are about no field."""
    return Implementation.objects.filter(decision__meeting__initiative=initiative_id, decision__field=None)


def implemented(row: Implementation) -> str:
    """What is carried out."""
    if row.resolution:
        return f"Umsetzung: {_resolved(row.resolution)}"
    assert row.decision, "It is about the one or the other."
    return f"Umsetzung: {row.decision.text[:150]}"


def words(row: Implementation) -> str:
    """All that was told: in Umsetzung, bis 01.12.2026; Ansprechstelle: Amt 10; Anmerkung: …"""
    parts = (("Ansprechstelle", row.contact), ("Anmerkung", row.note))
    return "; ".join([_state(row), *(f"{label}: {text}" for label, text in parts if text)])


def _state(row: Implementation) -> str:
    return row.get_state_display() + (f", bis {word(row.due_on)}" if row.due_on else "")


def _resolved(row: Resolution) -> str:
    return f"Beschluss, {row.body}"


def _check(values: Mapping[str, Any], on: date, today: date, target: _Target) -> None:
    if values["state"] == ImplementationState.DROPPED and not values["note"]:
        raise Refused("Bitte begründen Sie, warum die Umsetzung entfällt.", "note")
    if on > today:
        raise Refused("Der Tag liegt in der Zukunft.", "effective_on")
    if on < target.decided_on:
        raise Refused(f"Entschieden wurde erst am {target.decided_on:%d.%m.%Y}.", "effective_on")


def _decision(pk: int) -> _Target:
    rows = MeetingResult.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("meeting__initiative", "field").get(pk=pk)
    if row.kind != ResultKind.DECISION or row.meeting.closed_at is None:
        raise Refused("Umgesetzt wird eine Festlegung erst, wenn ihr Treffen abgeschlossen ist.")
    on = row.meeting.held_on or row.meeting.effective_on
    where = events.in_initiative(row.meeting.initiative, row.field)
    return _Target(row.text[:150], bool(row.is_adopted), on, where, row.implementations.standing())


def _resolution(pk: int) -> _Target:
    rows = Resolution.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("body__organisation").get(pk=pk)
    adopted = row.result in CARRIED_OUT
    answered = row.answered.select_related("ask__field").order_by("ask__field__order", "pk")
    fields = [one.ask.field for one in answered]
    where = events.in_field(fields[0])
    others = {one.initiative_id for one in fields} - {fields[0].initiative_id}
    return _Target(
        _resolved(row), adopted, row.effective_on, where, row.implementations.standing(), frozenset(others)
    )
