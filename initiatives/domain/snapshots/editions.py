"""The two editions of a report: the non-public one shows all that a snapshot holds, the public one what is allowed here.

Invariants: a value whose row does not say `Public` is no part of the public edition, and a test demands that each one is
marked (`snapshot/marks`); what whole records are public, and when, stands here. Snapshots that differ only in what is withheld
have the same public edition: it counts nothing of the rest and marks nothing by its form. People raise single texts (`Spot`)
to the non-public edition; nobody can lower one. Pure functions over the rows of a snapshot. Why each is decided as it is:
docs/decisions/0013.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from initiatives.domain.snapshots import public_money
from initiatives.enums import Edition, ProposalState, ReportText, Stance
from initiatives.snapshot.marks import HIDDEN, LEFT_OUT, REPLACED, SHOWN
from initiatives.snapshot.status_report import (
    Answer,
    CheckState,
    FieldState,
    InitiativeState,
    Meeting,
    MeetingDecision,
    Milestone,
    Project,
    StatusReport,
    Unknown,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PLACEHOLDERS = (HIDDEN, LEFT_OUT)
WORDED = (ReportText.AIM, ReportText.DESCRIPTION, ReportText.ORIGIN, ReportText.FOCAL_POINTS)
ASSESSED = (ReportText.CAUSE, ReportText.MEASURE, ReportText.MILESTONE)
Row = TypeVar("Row", bound="DataclassInstance")
Item = TypeVar("Item", MeetingDecision, Project)


@dataclass(frozen=True)
class Spot:
    """One text of the snapshot: of an initiative, of its field, or of its meeting, decision or project `item`."""

    initiative: str
    text: str
    field: str = ""
    item: str = ""

    def __str__(self) -> str:
        return f"{self.initiative}.{self.field}.{self.text}.{self.item}"


def spots(texts: Collection[str]) -> frozenset[Spot]:
    """The spots that were stored as texts."""
    parts = (text.split(".") for text in texts)
    return frozenset(Spot(initiative, text, field, item) for initiative, field, text, item in parts)


def public(report: StatusReport, raised: Collection[Spot] = ()) -> StatusReport:
    """The public edition of a snapshot without the texts in `raised`."""
    hiding = _Hiding(frozenset(raised))
    initiatives = tuple(_initiative(hiding.initiative(one)) for one in report.initiatives)
    return shown(replace(report, initiatives=initiatives, edition=Edition.PUBLIC.value))


def without(report: StatusReport, left_out: Collection[Spot]) -> StatusReport:
    """The whole snapshot but for the texts that its makers keep out of this report."""
    hiding = _Hiding(frozenset(left_out), LEFT_OUT)
    return replace(report, initiatives=tuple(map(hiding.initiative, report.initiatives)))


def with_days(shown: StatusReport, whole: StatusReport, raised: Collection[Spot]) -> StatusReport:
    """A public snapshot with the days from which its texts hold, to compare it: they stand in no public report, since they
    would tell when a text was changed that is withheld. Where one is raised there is no day here either.
    """
    known = {one.key: one for one in map(_Hiding(frozenset(raised)).initiative, whole.initiatives)}
    initiatives = (
        replace(
            one,
            worded_on=known[one.key].worded_on,
            fields=tuple(map(_with_days, one.fields, known[one.key].fields)),
        )
        for one in shown.initiatives
    )
    return replace(shown, initiatives=tuple(initiatives))


def _with_days(shown: FieldState, whole: FieldState) -> FieldState:
    names = ("worded_on", "assessed_on", "participation_since")
    return replace(shown, **{name: getattr(whole, name) for name in names})


def unmasked(before: StatusReport, now: StatusReport) -> tuple[StatusReport, StatusReport]:
    """A public snapshot and a whole one without the answers that the public edition masks, or may mask, in either: an answer
    that reads "in Beratung" there may be any consent.
    """
    masked = {
        place for report in (before, now) for place, answer in _answers(report) if _may_be_masked(answer)
    }
    return _without_answers(before, masked), _without_answers(now, masked)


Asked = tuple[str, str, str]  # keys of initiative, field and place


def _answers(report: StatusReport) -> Iterator[tuple[Asked, Answer]]:
    for initiative in report.initiatives:
        for field in initiative.fields:
            for key, answer in field.answers.items():
                yield (initiative.key, field.key, key), answer


def _may_be_masked(answer: Answer) -> bool:
    return is_withheld(answer) or answer.stance == Stance.DELIBERATING


def _without_answers(report: StatusReport, out: Collection[Asked]) -> StatusReport:
    def of(initiative: InitiativeState, field: FieldState) -> FieldState:
        kept = {k: one for k, one in field.answers.items() if (initiative.key, field.key, k) not in out}
        return replace(field, answers=kept)

    initiatives = (
        replace(one, fields=tuple(of(one, field) for field in one.fields)) for one in report.initiatives
    )
    return replace(report, initiatives=tuple(initiatives))


def is_withheld(answer: Answer) -> bool:
    """Whether an answer is a consent behind which its body does not stand yet."""
    return answer.provisional if answer.unresolved is None else answer.unresolved


def is_told(project: Project) -> bool:
    """Whether a joint project is public, since it was accepted."""
    return project.state == ProposalState.ACCEPTED.label


def _initiative(initiative: InitiativeState) -> InitiativeState:
    fields = tuple(map(_field, initiative.fields))
    agreed = [one for found in fields for one in found.agreements]
    told = {party.place for one in agreed for party in one.published_parties}
    told |= {place for one in agreed for place in one.published_leaves}
    return replace(
        initiative,
        parties=tuple(one for one in initiative.parties if one.key in told),
        meetings=tuple(map(_meeting, initiative.meetings)),
        projects=tuple(one for one in initiative.projects if is_told(one)),
        fields=fields,
    )


def _meeting(meeting: Meeting) -> Meeting:
    return replace(meeting, decisions=tuple(one for one in meeting.decisions if one.adopted))


def _field(field: FieldState) -> FieldState:
    return replace(
        public_money.public(field),
        answers={
            k: _answer(one) for k, one in field.answers.items() if not (one.accession and is_withheld(one))
        },
        checks=tuple(_no_result(one) if one.withheld else one for one in field.checks),
        unknown=tuple(one for one in field.unknown if _tells_nothing(one, field)),
        agreements=tuple(one for one in field.agreements if one.published_on),
    )


def _tells_nothing(unknown: Unknown, field: FieldState) -> bool:
    """Whether that something is not known depends on nothing that is withheld: not on costs before they are shown, nor on
    entries by hand."""
    return unknown.key != "evidence" and (unknown.key != "costs" or public_money.shows_all(field))


def _answer(answer: Answer) -> Answer:
    """A true "in Beratung" has no day either: it would set it apart from a consent that is withheld."""
    if is_withheld(answer) or answer.stance == Stance.DELIBERATING:
        said = Stance.DELIBERATING.value
        return Answer(
            said,
            date=None,
            provisional=False,
            unresolved=False,
            question=answer.question,
            body=answer.body,
            sitting=answer.sitting,
        )
    return answer


def _no_result(check: CheckState) -> CheckState:
    """A judgement by hand goes with it: whether it stands depends on the computed result."""
    return replace(check, result="withheld", computed="withheld", overruled="")


def shown(row: Row) -> Row:
    """A row with what it marks as public, and so the rows in it."""
    return replace(row, **{name: _value(mark, getattr(row, name)) for name, mark in marks(type(row)).items()})


@cache
def marks(kind: type[DataclassInstance]) -> dict[str, str]:
    """How each value of a row is marked; "" where nobody has decided."""
    hints = get_type_hints(kind, include_extras=True)
    return {one.name: (*getattr(hints[one.name], "__metadata__", ()), "")[0] for one in fields(kind)}


def _value(mark: str, value: Any) -> Any:
    if mark == REPLACED:
        return HIDDEN
    if mark != SHOWN:
        return None if isinstance(value, date) else type(value)()
    if is_dataclass(value) and not isinstance(value, type):
        return shown(value)
    if isinstance(value, tuple):
        return tuple(_value(SHOWN, one) for one in value)
    if isinstance(value, dict):
        return {key: _value(SHOWN, one) for key, one in value.items()}
    return value


class _Hiding:
    """Takes out texts; `word` stands in their place."""

    def __init__(self, hidden: frozenset[Spot], word: str = HIDDEN):
        self.hidden, self.word = hidden, word

    def initiative(self, initiative: InitiativeState) -> InitiativeState:
        key = initiative.key
        if not any(spot.initiative == key for spot in self.hidden):
            return initiative
        texts = (ReportText.BACKGROUND, ReportText.CONDITIONS_NOTE, ReportText.ORDER_REASON)
        return replace(
            initiative,
            **{text.value: self._hide(getattr(initiative, text), Spot(key, text)) for text in texts},
            worded_on=self._day(initiative.worded_on, [Spot(key, text) for text in texts]),
            meetings=tuple(self._meeting(key, one) for one in initiative.meetings),
            projects=self._without(key, ReportText.PROJECT, initiative.projects),
            fields=tuple(self._field(key, one) for one in initiative.fields),
        )

    def _hide(self, value: Any, spot: Spot) -> Any:
        """What stands in the place of a value: it says that there is something."""
        if not value or spot not in self.hidden:
            return value
        if isinstance(value, Milestone):
            return Milestone(self.word, None)
        return self.word if isinstance(value, str) else ()

    def _without(self, initiative: str, text: str, items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(one for one in items if Spot(initiative, text, item=one.key) not in self.hidden)

    def _meeting(self, initiative: str, meeting: Meeting) -> Meeting:
        """Its result sums up the decisions, so it goes with a raised one whose words it repeats."""
        result = meeting.result
        kept = self._without(initiative, ReportText.MEETING_DECISION, meeting.decisions)
        if any(one.text in result for one in meeting.decisions if one not in kept):
            result = self.word
        place, told = ReportText.MEETING_PLACE, ReportText.MEETING_RESULT
        return replace(
            meeting,
            place=self._hide(meeting.place, Spot(initiative, place, item=meeting.key)),
            result=self._hide(result, Spot(initiative, told, item=meeting.key)),
            decisions=kept,
        )

    def _field(self, initiative: str, field: FieldState) -> FieldState:
        hidden = {
            name: self._hide(getattr(field, name), Spot(initiative, name, field.key))
            for name in ReportText.values
            if hasattr(field, name)
        }
        spot = Spot(initiative, ReportText.OVERRULED, field.key)
        checks = tuple(replace(one, overruled=self._hide(one.overruled, spot)) for one in field.checks)
        return replace(field, **hidden, checks=checks, **self._days(initiative, field))

    def _days(self, initiative: str, field: FieldState) -> dict[str, Any]:
        """Without the days that tell when a text in this field was written which is taken out."""

        def spots(*texts: str) -> list[Spot]:
            return [Spot(initiative, text, field.key) for text in texts]

        leads = {field.lead} if set(spots(ReportText.CONTACT)) & self.hidden else set()
        return {
            "worded_on": self._day(field.worded_on, spots(*WORDED)),
            "assessed_on": self._day(field.assessed_on, spots(*ASSESSED)),
            "participation_since": {k: day for k, day in field.participation_since.items() if k not in leads},
        }

    def _day(self, day: date | None, spots: Collection[Spot]) -> date | None:
        return None if self.hidden & set(spots) else day
