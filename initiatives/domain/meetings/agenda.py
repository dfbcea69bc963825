"""The agenda (Tagesordnung) of a meeting, and the backlog (Themenspeicher) of topics from which it is made.

Invariants: a topic stands in the backlog or on one agenda; whoever proposed it corrects and withdraws it as long as it
is in the backlog; what a meeting did not deal with goes back there; minutes are approved under one item at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.seen import check
from initiatives.domain.log import events
from initiatives.domain.log.events import Change
from initiatives.domain.meetings.writing import PLANNED, UNFINISHED, agenda_changed, locked, tell
from initiatives.domain.state.versions import state_change
from initiatives.enums import AgendaState, MeetingState, MinutesState
from initiatives.models import AgendaItem, Initiative, Mandate, Meeting, Minutes

LABELS = {
    "title": "Thema",
    "text": "Worum es geht",
    "minutes": "Dauer in Minuten",
    "field": "Betätigungsfeld",
    "proposal": "Projektvorschlag",
}
STALE = "Die Tagesordnung hat sich geändert. Bitte ordnen Sie sie noch einmal."
GONE = "Dieses Thema steht nicht mehr im Themenspeicher."


def backlog(initiative_id: int) -> list[AgendaItem]:
    """The topics that wait for a meeting, oldest first."""
    rows = AgendaItem.objects.filter(initiative_id=initiative_id, meeting=None, state=AgendaState.OPEN)
    return list(rows.select_related(*SHOWN, "carried_from__meeting").order_by("pk"))


SHOWN = ("field", "proposal", "mandate__organisation", "mandate__body__organisation")


@state_change()
def propose(*, initiative: Initiative, values: Mapping[str, Any], by: Mandate, at: datetime) -> AgendaItem:
    """Put a topic into the backlog. Raises Refused without a title and for a field or proposal of elsewhere."""
    item = AgendaItem(initiative=initiative, recorded_at=at, mandate=by, **edits.cleaned(values))
    _check(item)
    item.save()
    _tell_topic(item, "Thema vorgeschlagen", Change(after=item.title), by=by, at=at)
    return item


@state_change()
def add(*, meeting: Meeting, values: Mapping[str, Any], by: Mandate, at: datetime) -> AgendaItem:
    """Put a new item last on the agenda. Raises Refused as `propose`, and once the meeting is over."""
    row = locked(meeting, *UNFINISHED)
    item = AgendaItem(initiative=row.initiative, recorded_at=at, mandate=by, **edits.cleaned(values))
    _check(item)
    item.meeting, item.order = row, row.agenda.count() + 1
    item.save()
    agenda_changed(row, at)
    tell(row, "Tagesordnung ergänzt", Change(after=item.title), anchor="tagesordnung", by=by, at=at)
    return item


@state_change()
def take(*, meeting: Meeting, topics: Sequence[int], by: Mandate, at: datetime) -> list[AgendaItem]:
    """Take topics (by id) out of the backlog onto the agenda. Raises Refused for none, and for one that is not there."""
    row = locked(meeting, *UNFINISHED)
    rows = AgendaItem.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=topics, initiative=row.initiative_id, meeting=None, state=AgendaState.OPEN
    )
    found = list(rows.order_by("pk"))
    if not topics:
        raise Refused("Bitte wählen Sie mindestens ein Thema aus.", "topics")
    if len(found) != len(set(topics)):
        raise Refused(GONE, "topics")
    for place, item in enumerate(found, start=row.agenda.count() + 1):
        item.meeting, item.order = row, place
        item.version += 1
        item.save()
    agenda_changed(row, at)
    titles = "; ".join(item.title for item in found)
    tell(row, "Aus dem Themenspeicher übernommen", Change(after=titles), anchor="tagesordnung", by=by, at=at)
    return found


@state_change()
def edit(
    *, item: AgendaItem, values: Mapping[str, Any], version: int, by: Mandate, at: datetime
) -> AgendaItem:
    """Change attributes of `LABELS`; `version` is the one that the editor had in front of them.

    Raises Conflict where somebody else changed the topic meanwhile, and Refused as `propose`, for a topic of the backlog
    that another organisation proposed, and for one that is withdrawn or whose meeting is over.
    """
    row, meeting = _locked(item, by, UNFINISHED)
    seen = edits.at_version(row, values, version)
    changed = edits.apply(row, values, seen, version=row.version, anchor=_anchor(row))
    if not changed:
        return row
    _check(row)
    row.version += 1
    row.save()
    change = Change(*edits.in_words(LABELS, changed))
    if meeting:
        agenda_changed(meeting, at)
        tell(meeting, f"Tagesordnung: {row.title}", change, anchor=_anchor(row), by=by, at=at)
    else:
        _tell_topic(row, f"Thema „{row.title}“", change, by=by, at=at)
    return row


@state_change()
def withdraw(*, item: AgendaItem, by: Mandate, at: datetime) -> None:
    """Withdraw an own topic, from the backlog or from an agenda before the meeting. Raises Refused for another's."""
    row, meeting = _locked(item, by, PLANNED)
    if row.mandate is None or row.mandate.organisation_id != by.organisation_id:
        raise Refused("Zurücknehmen kann ein Thema nur, wer es vorgeschlagen hat.")
    _check_movable(row)
    row.state, row.meeting, row.order = AgendaState.WITHDRAWN, None, 0
    row.version += 1
    row.save()
    if meeting:
        _left(meeting, row, "Thema gestrichen", by, at)
    else:
        _tell_topic(row, "Thema zurückgenommen", Change(row.title), by=by, at=at)


@state_change()
def put_back(*, item: AgendaItem, by: Mandate, at: datetime) -> None:
    """Put an item of a planned meeting (back) into the backlog. Raises Refused for the approval of minutes."""
    row, meeting = _locked(item, by, PLANNED)
    if meeting is None:
        raise Refused("Dieses Thema steht schon im Themenspeicher.")
    _check_movable(row)
    row.meeting, row.order = None, 0
    row.version += 1
    row.save()
    _left(meeting, row, "In den Themenspeicher zurückgelegt", by, at)


@state_change()
def move(*, item: AgendaItem, down: bool, version: int, by: Mandate, at: datetime) -> None:
    """Change places with the next item (or the one before). At the end nothing happens; Refused as `arrange`."""
    if item.meeting is None:
        raise Refused(STALE)
    row = locked(item.meeting, *UNFINISHED)
    order = list(row.agenda.values_list("pk", flat=True))
    if item.pk not in order:
        raise Refused(STALE)
    place = order.index(item.pk)
    other = place + (1 if down else -1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        _arrange(row, order, version, by, at)


@state_change()
def arrange(*, meeting: Meeting, order: Sequence[int], version: int, by: Mandate, at: datetime) -> None:
    """Put the items into the order of their ids; `version` is that of the meeting which the editor had in front of them.

    Raises Refused where somebody changed the meeting meanwhile, where these are not its items, and once it is over.
    """
    _arrange(locked(meeting, *UNFINISHED), order, version, by, at)


def _arrange(row: Meeting, order: Sequence[int], version: int, by: Mandate, at: datetime) -> None:
    items = {item.pk: item for item in row.agenda.all()}
    check((version, sorted(order)), (row.version, sorted(items)), lambda: Refused(STALE))
    before = ", ".join(item.title for item in items.values())
    _number([items[pk] for pk in order])
    agenda_changed(row, at)
    after = ", ".join(items[pk].title for pk in order)
    tell(row, "Tagesordnung neu geordnet", Change(before, after), anchor="tagesordnung", by=by, at=at)


@state_change()
def mark(*, item: AgendaItem, state: str, by: Mandate, at: datetime) -> None:
    """Say whether a running meeting has dealt with an item, or leaves it to the next. Raises Refused while it does not run."""
    if item.meeting is None:
        raise Refused("Dieses Thema steht auf keiner Tagesordnung.")
    meeting = locked(item.meeting, MeetingState.RUNNING)
    row = AgendaItem.objects.select_for_update(of=("self",), no_key=True).get(pk=item.pk)
    if row.state == state:
        return
    if state == AgendaState.CARRIED and row.results.exists():
        raise Refused(f"Zum Thema „{row.title}“ sind schon Ergebnisse erfasst; es ist behandelt.")
    before, row.state = row.get_state_display(), AgendaState(state)
    row.version += 1
    row.save()
    change = Change(before, row.get_state_display())
    tell(meeting, f"Thema „{row.title}“", change, anchor=_anchor(row), by=by, at=at)


def add_approvals(*, meeting: Meeting, by: Mandate, at: datetime) -> None:
    """Let a planned meeting begin with the approval of the minutes that are circulated and that no other is to approve."""
    circulated = Minutes.objects.filter(
        state=MinutesState.CIRCULATED,
        meeting__initiative=meeting.initiative_id,
        meeting__approved_under__isnull=True,
    ).select_related("meeting")
    new = [
        AgendaItem.objects.create(
            initiative=meeting.initiative,
            meeting=meeting,
            title=f"Genehmigung der Niederschrift: {one.meeting.title}, {one.meeting.held_on:%d.%m.%Y}"[:200],
            minutes=5,
            approves=one.meeting,
            recorded_at=at,
            mandate=by,
        )
        for one in circulated.order_by("meeting__held_on", "pk")
    ]
    if new:
        others = meeting.agenda.exclude(pk__in=[item.pk for item in new])
        _number([*new, *others])


def carry_over(*, meeting: Meeting, by: Mandate, at: datetime) -> list[AgendaItem]:
    """What a locked meeting has not dealt with goes into the backlog once more; returns the new topics.

    An item under which something came out counts as dealt with. An approval of minutes is made anew with the next meeting.
    """
    new = []
    for item in meeting.agenda.select_for_update(of=("self",), no_key=True).exclude(
        state=AgendaState.TREATED
    ):
        item.state = AgendaState.TREATED if item.results.exists() else AgendaState.CARRIED
        if item.state == AgendaState.CARRIED and item.approves_id is None:
            new.append(_again(item, at))
        elif item.state == AgendaState.CARRIED:
            item.approves = None
        item.version += 1
        item.save()
    return new


def _again(item: AgendaItem, at: datetime) -> AgendaItem:
    names = ("initiative_id", "title", "text", "minutes", "field_id", "proposal_id", "mandate_id")
    values = {name: getattr(item, name) for name in names}
    return AgendaItem.objects.create(carried_from=item, recorded_at=at, **values)


def _locked(item: AgendaItem, by: Mandate, states: Sequence[str]) -> tuple[AgendaItem, Meeting | None]:
    """The item and its meeting, if it has one, both locked. Raises Refused where `by` may not or it is too late."""
    meeting_id = AgendaItem.objects.values_list("meeting_id", flat=True).get(pk=item.pk)
    meeting = locked(Meeting(pk=meeting_id), *states) if meeting_id else None
    rows = AgendaItem.objects.select_for_update(of=("self",), no_key=True).select_related(
        *SHOWN, "initiative"
    )
    row = rows.get(pk=item.pk)
    if row.meeting_id != meeting_id:
        raise Refused(STALE)
    if row.state == AgendaState.WITHDRAWN:
        raise Refused(GONE)
    own = row.mandate is not None and row.mandate.organisation_id == by.organisation_id
    if meeting is None and not own:
        raise Refused("Ein Thema im Themenspeicher ändert nur, wer es vorgeschlagen hat.")
    return row, meeting


def _check(item: AgendaItem) -> None:
    if not item.title:
        raise Refused("Bitte nennen Sie das Thema.", "title")
    if item.field and item.field.initiative_id != item.initiative_id:
        raise Refused("Dieses Feld gehört zu einer anderen Initiative.", "field")
    if item.proposal and item.proposal.initiative_id != item.initiative_id:
        raise Refused("Dieser Projektvorschlag gehört zu einer anderen Initiative.", "proposal")


def _check_movable(item: AgendaItem) -> None:
    if item.approves_id:
        raise Refused("Die Niederschrift wird im nächsten Treffen genehmigt; der Punkt bleibt stehen.")


def _left(meeting: Meeting, item: AgendaItem, subject: str, by: Mandate, at: datetime) -> None:
    _number(meeting.agenda.all())
    agenda_changed(meeting, at)
    tell(meeting, subject, Change(item.title), anchor="tagesordnung", by=by, at=at)


def _number(items: Iterable[AgendaItem]) -> None:
    for place, item in enumerate(items, start=1):
        if item.order != place:
            item.order = place
            item.save(update_fields=["order"])


def _anchor(item: AgendaItem) -> str:
    return f"punkt-{item.pk}"


def _tell_topic(item: AgendaItem, subject: str, change: Change, *, by: Mandate, at: datetime) -> None:
    events.record(
        kind="topic",
        subject=subject[:250],
        change=change,
        where=events.in_initiative(item.initiative).on("meetings", item.initiative_id, _anchor(item)),
        by=by,
        at=at,
    )
