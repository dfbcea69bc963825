"""Minutes: drawn up, circulated, approved, put right by additions only; each time with a paper that keeps what it said."""

from datetime import timedelta

import pytest

from initiatives.domain.desk.circle_duties import of_circle
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.meetings import minutes
from initiatives.domain.state import loading
from initiatives.enums import MeetingState, MinutesState, NoticeKind, PaperKind
from initiatives.models import Event, MeetingPaper, MeetingResult, Minutes, MinutesAddendum, Notice
from initiatives.snapshot.form import digest
from initiatives.snapshot.meeting_papers import Minutes as Content
from tests.domain.gatherings import CLOSED_AT, STARTS, closed, meeting

LATER = CLOSED_AT + timedelta(days=1)
NEXT = STARTS + timedelta(days=60)


def refused(words: str, call, **arguments) -> None:
    """The call is refused with these words and writes nothing."""
    before = _written()
    with pytest.raises(Refused, match=words):
        call(**arguments)
    assert _written() == before


def _written() -> tuple:
    states = list(Minutes.objects.order_by("pk").values_list("state", "circulated_at", "approved_at"))
    tables = (MeetingPaper, MinutesAddendum, Notice, Event)
    return (states, *(table.objects.count() for table in tables))


def circulated(circle) -> Minutes:
    draft = closed(circle)
    minutes.circulate(minutes=draft, by=circle.people["nottuln"], at=LATER)
    return Minutes.objects.get(pk=draft.pk)


def content(row: Minutes) -> Content:
    papers = list(MeetingPaper.objects.light().filter(meeting=row.meeting, kind=PaperKind.MINUTES))
    return minutes.content(minutes=row, papers=papers, at=LATER)


def next_meeting(circle, **changes):
    values = {"title": "Drittes Treffen", "state": MeetingState.RUNNING, "started_at": NEXT}
    return meeting(circle, NEXT, **values | changes)


def test_a_draft_is_told_to_the_convening_municipality_only(circle):
    draft = closed(circle)
    assert draft.state == MinutesState.DRAFT
    event = Event.objects.get(kind="minutes")
    assert (event.audience_id, event.page, event.page_id) == (
        circle.nottuln.pk,
        "meeting_minutes",
        draft.meeting_id,
    )
    assert not Notice.objects.exists()
    seen = {
        persona
        for persona, mandate in circle.people.items()
        if Minutes.objects.visible_to(mandate).filter(pk=draft.pk).exists()
    }
    assert seen == {"nottuln", "reader"}


def test_circulated_minutes_are_open_to_all_who_see_the_initiative(circle):
    row = circulated(circle)
    seen = {
        persona
        for persona, mandate in circle.people.items()
        if Minutes.objects.visible_to(mandate).filter(pk=row.pk).exists()
    }
    assert seen == {
        *("nottuln", "duelmen", "rosendahl", "reader", "county"),
        *("administrator", "county_administrator"),
    }


def test_circulating_freezes_what_was_said_and_tells_the_invited(circle):
    row = circulated(circle)
    assert (row.state, row.circulated_at) == (MinutesState.CIRCULATED, LATER)
    paper = MeetingPaper.objects.get(meeting=row.meeting, kind=PaperKind.MINUTES)
    assert paper.number == 1
    assert paper.snapshot_sha256 == digest(paper.snapshot)
    second = paper.snapshot["agenda"][1]
    assert second["results"][0]["votes"] == [
        {"word": "dafür", "names": ["Stadt Dülmen", "Gemeinde Nottuln"]},
        {"word": "dagegen", "names": ["Gemeinde Rosendahl"]},
    ]
    assert second["results"][1]["owner"] == "Stadt Dülmen"
    assert second["results"][1]["due"] == "2026-03-20"
    assert paper.snapshot["agenda"][2]["state"] == "auf das nächste Treffen vertagt"
    assert [one["was_present"] for one in paper.snapshot["invited"]] == [True, True, False, None]
    told = {notice.user_id for notice in Notice.objects.filter(kind=NoticeKind.MEETING)}
    assert told == {circle.people[name].user_id for name in ("duelmen", "rosendahl", "county")}


def test_the_content_of_circulated_minutes_does_not_follow_the_tables(circle):
    row = circulated(circle)
    MeetingResult.objects.update(text="Etwas ganz anderes")
    circle.duelmen.designation = "Stadt Anders"
    circle.duelmen.save()
    minutes.add_addendum(minutes=row, text="Nachtrag", by=circle.people["nottuln"], at=LATER)
    newest = content(row)
    assert newest.agenda[1].results[0].text == "Die Stadt Dülmen rechnet für alle ab."
    assert "Stadt Anders" not in str(newest)
    assert newest.addenda[0].text == "Nachtrag"
    first = MeetingPaper.objects.get(number=1, kind=PaperKind.MINUTES)
    assert first.snapshot["addenda"] == []


def test_the_convening_municipality_has_a_draft_to_circulate_on_its_start_page(circle):
    draft, today = closed(circle), LATER.date()

    def duties(organisation) -> list[tuple[str, int | None]]:
        found = of_circle(loading.facts(circle.initiative.pk), organisation.pk, today)
        return [(duty.page, duty.page_id) for duty in found if duty.kind == "minutes"]

    assert duties(circle.nottuln) == [("meeting_minutes", draft.meeting_id)]
    assert duties(circle.duelmen) == []
    minutes.circulate(minutes=draft, by=circle.people["nottuln"], at=LATER)
    assert duties(circle.nottuln) == []


def test_a_draft_follows_the_tables_and_has_no_paper(circle):
    draft = closed(circle)
    MeetingResult.objects.filter(kind="decision").update(text="Neu gefasst")
    said = content(draft)
    assert said.agenda[1].results[0].text == "Neu gefasst"
    assert not MeetingPaper.objects.exists()


def test_minutes_are_circulated_once_and_only_of_a_closed_meeting(circle):
    row = circulated(circle)
    by = circle.people["nottuln"]
    refused("schon versandt", minutes.circulate, minutes=row, by=by, at=LATER)
    running = next_meeting(circle)
    draft = minutes.draw_up(meeting=running, by=by, at=NEXT)
    refused("noch nicht abgeschlossen", minutes.circulate, minutes=draft, by=by, at=NEXT)


def test_a_later_meeting_approves_and_the_paper_says_so(circle):
    row, approving = circulated(circle), next_meeting(circle)
    minutes.approve(minutes=row, meeting=approving, by=circle.people["nottuln"], at=NEXT)
    row.refresh_from_db()
    assert (row.state, row.approved_in) == (MinutesState.APPROVED, approving)
    paper = MeetingPaper.objects.get(number=2, kind=PaperKind.MINUTES)
    assert paper.snapshot["state_word"] == "genehmigt"
    assert paper.snapshot["approved_in"] == "Drittes Treffen vom 11.05.2026"


def test_what_cannot_approve_is_refused(circle):
    by, draft = circle.people["nottuln"], closed(circle)
    approving = next_meeting(circle)
    arguments = {"meeting": approving, "by": by, "at": NEXT}
    refused("noch nicht versandt", minutes.approve, minutes=draft, **arguments)
    minutes.circulate(minutes=draft, by=by, at=LATER)
    own = arguments | {"meeting": draft.meeting}
    refused("nur ein späteres Treffen", minutes.approve, minutes=draft, **own)
    earlier = meeting(circle, STARTS - timedelta(days=9), state=MeetingState.RUNNING, started_at=STARTS)
    refused("nur ein späteres Treffen", minutes.approve, minutes=draft, **arguments | {"meeting": earlier})
    planned = meeting(circle, NEXT)
    refused("im laufenden Treffen", minutes.approve, minutes=draft, **arguments | {"meeting": planned})
    minutes.approve(minutes=draft, **arguments)
    refused("schon genehmigt", minutes.approve, minutes=draft, **arguments)


def test_minutes_are_put_right_by_adding_also_after_the_approval(circle):
    row, by = circulated(circle), circle.people["nottuln"]
    minutes.add_addendum(minutes=row, text=" Die Frist ist der 21.03. ", by=by, at=LATER)
    minutes.approve(minutes=row, meeting=next_meeting(circle), by=by, at=NEXT)
    minutes.add_addendum(minutes=row, text="Noch etwas", by=by, at=NEXT)
    papers = MeetingPaper.objects.filter(kind=PaperKind.MINUTES).order_by("number")
    assert [len(paper.snapshot["addenda"]) for paper in papers] == [0, 1, 1, 2]
    assert [paper.snapshot["number"] for paper in papers] == [1, 2, 3, 4]
    assert papers[3].snapshot["addenda"][0]["text"] == "Die Frist ist der 21.03."
    assert papers[3].snapshot["state_word"] == "genehmigt"


def test_an_addendum_needs_words_and_circulated_minutes(circle):
    by, draft = circle.people["nottuln"], closed(circle)
    refused("erst, wenn sie versandt ist", minutes.add_addendum, minutes=draft, text="x", by=by, at=LATER)
    minutes.circulate(minutes=draft, by=by, at=LATER)
    refused("leer", minutes.add_addendum, minutes=draft, text=" \x00\n", by=by, at=LATER)
