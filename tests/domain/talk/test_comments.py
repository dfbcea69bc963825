"""Comments: for whom they are, what they answer, who corrects and resolves them, and what the history tells of it."""

from datetime import timedelta

import pytest

from initiatives.domain.fields import steps
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.meetings import meetings
from initiatives.domain.people import personal_data
from initiatives.domain.talk import comments
from initiatives.models import Comment, Event, Mandate, Meeting
from tests.domain.reports.test_reports import plan


@pytest.fixture
def said(circle):
    return comments.write(
        field=circle.payroll, text="Frist prüfn", by=circle.people["duelmen"], at=moments.now()
    )


def counts():
    return Comment.objects.count(), Event.objects.count()


def test_correctable_for_fifteen_minutes_by_the_author(circle):
    author, at = circle.people["county"], moments.now()
    comment = comments.write(field=circle.payroll, text="Frist prüfn", by=author, at=at)
    just, late = at + comments.CORRECTABLE, at + comments.CORRECTABLE + timedelta(seconds=1)
    corrected = comments.correct(comment=comment, text="Frist prüfen", by=author, at=just)
    assert (corrected.text, corrected.corrected_at) == ("Frist prüfen", just)
    told = Event.objects.filter(kind="comment").first()
    assert (told.before, told.after) == ("Frist prüfn", "Frist prüfen")
    before = counts()
    for by, when, text in (
        (author, late, "Zu spät"),
        (circle.people["duelmen"], at, "Fremd"),
        (author, just, "  "),
    ):
        with pytest.raises(Refused):
            comments.correct(comment=comment, text=text, by=by, at=when)
    assert Comment.objects.get().text == "Frist prüfen" and counts() == before


def test_an_empty_comment_is_refused(circle):
    before = counts()
    with pytest.raises(Refused):
        comments.write(field=circle.payroll, text=" \x00 ", by=circle.people["duelmen"], at=moments.now())
    assert counts() == before


def test_an_answer_hangs_on_the_first_comment_and_is_for_its_readers(circle):
    at, own, reader = moments.now(), circle.people["nottuln"], circle.people["reader"]
    first = comments.write(field=circle.payroll, text="Unter uns", internal=True, by=own, at=at)
    answer = comments.write(parent=first, text="Ja", by=own, at=at)
    further = comments.write(parent=answer, text="Nein", by=own, at=at)
    assert {answer.parent, further.parent} == {first}
    assert {answer.internal_to, further.internal_to} == {circle.nottuln}
    assert {answer.field, further.field} == {circle.payroll}
    assert set(Comment.objects.visible_to(reader)) == {first, answer, further}


@pytest.mark.parametrize("persona", ["duelmen", "county", "administrator"])
def test_an_internal_thread_takes_no_answer_from_outside(circle, persona):
    at = moments.now()
    first = comments.write(
        field=circle.payroll, text="Unter uns", internal=True, by=circle.people["nottuln"], at=at
    )
    before = counts()
    with pytest.raises(Refused):
        comments.write(parent=first, text="Ich auch", by=circle.people[persona], at=at)
    assert counts() == before


def test_who_represents_the_county_writes_nothing_internal(circle):
    before = counts()
    with pytest.raises(Refused):
        comments.write(
            field=circle.payroll,
            text="Nur für uns",
            internal=True,
            by=circle.people["county"],
            at=moments.now(),
        )
    assert counts() == before


def test_internal_comments_and_their_events_are_read_by_the_own_municipality_only(circle, said):
    at = moments.now()
    comment = comments.write(
        field=circle.payroll, text="Geheim", internal=True, by=circle.people["nottuln"], at=at
    )
    comments.correct(comment=comment, text="Geheimnis", by=circle.people["nottuln"], at=at)
    comments.resolve(comment=comment, by=circle.people["nottuln"], at=at)
    comments.reopen(comment=comment, by=circle.people["nottuln"], at=at)
    assert Event.objects.filter(audience_id=circle.nottuln.pk).count() == 4
    for persona, mandate in circle.people.items():
        reads = persona in ("nottuln", "reader")
        assert (comment in Comment.objects.visible_to(mandate)) is reads, persona
        told = Event.objects.visible_to(mandate).filter(after__contains="Geheim")
        assert told.exists() is reads, persona


def test_a_thread_is_resolved_and_opened_again_once_each(circle, said):
    by, at = circle.people["nottuln"], moments.now()
    answer = comments.write(parent=said, text="Erledigt", by=by, at=at)
    resolved = comments.resolve(comment=said, by=by, at=at)
    assert (resolved.resolved_by, resolved.resolved_at) == (by, at)
    before = counts()
    for refused in (
        lambda: comments.resolve(comment=said, by=by, at=at),
        lambda: comments.resolve(comment=answer, by=by, at=at),
        lambda: comments.write(parent=said, text="Noch etwas", by=by, at=at),
        lambda: comments.write(parent=answer, text="Noch etwas", by=by, at=at),
    ):
        with pytest.raises(Refused):
            refused()
    assert counts() == before
    comments.reopen(comment=said, by=by, at=at)
    with pytest.raises(Refused):
        comments.reopen(comment=said, by=by, at=at)
    assert Comment.objects.get(pk=said.pk).resolved_by is None
    subjects = list(Event.objects.filter(kind="comment").order_by("pk").values_list("subject", flat=True))
    assert subjects == ["Kommentar", "Antwort", "Kommentar erledigt", "Kommentar wieder geöffnet"]


def test_each_target_is_told_of_in_the_history_of_its_initiative_with_its_place(circle):
    by, at = circle.people["duelmen"], moments.now()
    step = steps.add(field=circle.payroll, title="Vertrag prüfen", by=by, at=at)
    meeting = Meeting.objects.get()
    for target, page, field in (
        ({"initiative": circle.initiative}, "initiative", None),
        ({"field": circle.payroll}, "field", circle.payroll.pk),
        ({"step": step}, "field", circle.payroll.pk),
        ({"ask": circle.ask(circle.nottuln)}, "position", circle.payroll.pk),
        ({"meeting": meeting}, "meeting", None),
    ):
        comment = comments.write(text="Hallo", by=by, at=at, **target)
        told = Event.objects.get(anchor=f"kommentar-{comment.pk}")
        assert (told.page, told.field_id, told.initiative_id) == (page, field, circle.initiative.pk)
    assert Event.objects.get(subject="Kommentar zum Arbeitsschritt „Vertrag prüfen“")


def test_what_is_said_of_a_report_reads_who_may_open_the_report(circle):
    report = plan(circle)  # a draft of the county to its Kreistag
    comments.write(report=report, text="Zahl prüfen", by=circle.people["county"], at=moments.now())
    told = Event.objects.filter(kind="comment")
    assert told.count() == report.initiatives.count()
    reading = {name for name, one in circle.people.items() if told.visible_to(one).exists()}
    assert reading == {"county"}


def test_nobody_else_learns_of_a_comment_on_a_meeting_without_invitation(circle):
    at = moments.now()
    meetings.record(
        initiative=circle.initiative, title="Zweites Treffen", held_on=None, result="", by=None, at=at
    )
    row = Meeting.objects.get(title="Zweites Treffen")
    Meeting.objects.filter(pk=row.pk).update(starts_at=at, ends_at=at + timedelta(hours=1))
    row.refresh_from_db()
    comments.write(meeting=row, text="Raum?", by=circle.people["nottuln"], at=at)
    told = Event.objects.filter(kind="comment")
    reading = {name for name, one in circle.people.items() if told.visible_to(one).exists()}
    assert reading == {"nottuln"}


def test_a_comment_of_one_who_has_left_stays_with_the_role(circle, said):
    Mandate.objects.filter(pk=said.mandate_id).update(valid_until=moments.today())
    assert Comment.objects.with_names().get().mandate.title == "Beauftragte/r der Stadt Dülmen"


def test_what_is_stored_about_a_person_shows_no_internal_text_to_who_administers(circle):
    by, at = circle.people["nottuln"], moments.now()
    comments.write(field=circle.payroll, text="Geheim", internal=True, by=by, at=at)
    comments.write(field=circle.payroll, text="Offen", by=by, at=at)
    told = personal_data.export(user=by.user, by=circle.people["administrator"], at=at)["kommentare"]
    assert [row["text"] for row in told] == ["[intern, nicht ausgegeben]", "Offen"]
