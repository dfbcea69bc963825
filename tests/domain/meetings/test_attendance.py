"""Two who say at the same time who comes, or who is there, overwrite each other in nothing."""

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict
from initiatives.domain.meetings import attendance
from initiatives.models import Event
from tests.support.meetings import call, opened


def test_a_colleague_who_answered_meanwhile_is_not_overwritten(circle):
    meeting, by = call(circle), {"by": circle.people["duelmen"], "at": moments.now()}
    attendance.reply(meeting=meeting, reply="attending", **by)
    seen = {"reply": "attending", "note": ""}
    attendance.reply(meeting=meeting, reply="attending", note="Kommt später", seen=seen, **by)
    kept = attendance.reply(meeting=meeting, reply="attending", seen=seen, **by)
    assert kept.note == "Kommt später"
    with pytest.raises(Conflict) as conflict:
        attendance.reply(meeting=meeting, reply="attending", note="Kommt zu zweit", seen=seen, **by)
    assert conflict.value.theirs == {"note": "Kommt später"}
    declined = attendance.reply(meeting=meeting, reply="declined", seen=seen, **by)
    assert (declined.reply, declined.note) == ("declined", "Kommt später")


def test_who_answers_first_overwrites_nobody_whatever_the_form_showed(circle):
    seen = {"reply": object(), "note": object()}
    by = circle.people["duelmen"]
    row = attendance.reply(meeting=call(circle), reply="declined", seen=seen, by=by, at=moments.now())
    assert row.reply == "declined"


def test_a_presence_noted_by_two_is_disputed_and_told_with_what_was_before(circle):
    meeting, by = opened(circle), {"by": circle.people["nottuln"], "at": moments.now()}
    one, other = circle.duelmen.pk, circle.rosendahl.pk
    seen = {f"anwesend_{one}": None, f"anwesend_{other}": None}
    attendance.note_presence(meeting=meeting, present={one: True, other: None}, seen=seen, **by)
    attendance.note_presence(meeting=meeting, present={one: None, other: True}, seen=seen, **by)
    assert dict(meeting.attendances.values_list("organisation_id", "was_present"))[one] is True
    told = Event.objects.filter(subject="Anwesenheit").first()
    assert (told.before, told.after) == (
        "1 von 3 Kommunen anwesend, 2 noch nicht erfasst",
        "2 von 3 Kommunen anwesend, 1 noch nicht erfasst",
    )
    with pytest.raises(Conflict) as conflict:
        attendance.note_presence(meeting=meeting, present={one: False, other: True}, seen=seen, **by)
    assert conflict.value.theirs == {f"anwesend_{one}": True}
