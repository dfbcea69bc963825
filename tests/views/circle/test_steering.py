"""The page of the steering group, its panel on the initiative, and its decisions on the page of a meeting."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.circle import steering
from initiatives.domain.kernel import moments
from initiatives.domain.meetings import attendance, meetings
from initiatives.models import Initiative, MeetingResult, SteeringSeat
from tests.support.meetings import noted, opened

TODAY = f"{moments.today():%d.%m.%Y}"


@pytest.fixture
def url(circle):
    return reverse("steering_group", args=[circle.initiative.pk])


def take(circle, place, office="Bürgermeister/in"):
    since = moments.today() - timedelta(days=5)
    act = {"by": circle.people["nottuln"], "at": moments.now()}
    return steering.seat(
        initiative=circle.initiative, organisation=place, office=office, member_from=since, **act
    )


@pytest.mark.parametrize("name", ["nottuln", "administrator"])
def test_a_seat_is_taken_and_ended_and_stays_readable(circle, sign_in, url, name):
    client = sign_in(name)
    sent = {"organisation": circle.duelmen.pk, "office": "Bürgermeister/in", "member_from": TODAY}
    assert client.post(f"{url}?bearbeiten=sitz", sent).status_code == 303
    seat = SteeringSeat.objects.get()
    assert (seat.organisation, seat.office) == (circle.duelmen, "Bürgermeister/in")
    shown = client.get(f"{url}?bearbeiten=ende-{seat.pk}").content.decode()
    assert "Stadt Dülmen, Bürgermeister/in" in shown
    assert client.post(f"{url}?bearbeiten=ende-{seat.pk}", {"member_until": TODAY}).status_code == 303
    page = sign_in("reader").get(url).content.decode()
    assert "Bürgermeister/in" in page and "Sitz eintragen" not in page
    assert client.post(f"{url}?bearbeiten=ende-{seat.pk}", {"member_until": TODAY}).status_code != 303


def test_a_wrong_seat_keeps_what_was_typed(circle, sign_in, url):
    client = sign_in("nottuln")
    sent = {"organisation": circle.duelmen.pk, "office": "Bürgermeister/in", "member_from": "31.12.2099"}
    refused = client.post(f"{url}?bearbeiten=sitz", sent)
    assert refused.status_code == 422 and "Zukunft" in refused.content.decode()
    assert "31.12.2099" in refused.content.decode() and "Bürgermeister/in" in refused.content.decode()
    strange = sent | {"organisation": circle.people["stranger"].organisation_id}
    assert client.post(f"{url}?bearbeiten=sitz", strange).status_code == 422
    assert not SteeringSeat.objects.exists()


def test_others_name_nobody(circle, sign_in, url):
    sent = {"organisation": circle.duelmen.pk, "office": "Bürgermeister/in", "member_from": TODAY}
    for name in ("duelmen", "county", "reader"):
        assert sign_in(name).post(f"{url}?bearbeiten=sitz", sent).status_code == 403, name
    assert not SteeringSeat.objects.exists()


def test_where_nobody_convenes_a_lead_names_the_group(circle, sign_in, url):
    Initiative.objects.update(convening=None)
    sent = {"organisation": circle.duelmen.pk, "office": "Bürgermeister/in", "member_from": TODAY}
    assert sign_in("duelmen").post(f"{url}?bearbeiten=sitz", sent).status_code == 403
    circle.payroll.participations.create(
        organisation=circle.duelmen, status="participating", is_responsible=True, effective_on=moments.today()
    )
    assert sign_in("duelmen").post(f"{url}?bearbeiten=sitz", sent).status_code == 303


def test_a_decision_of_the_group_is_taken_down_with_the_votes_of_its_members(circle, sign_in, url):
    """All that are there and have a seat are for it, also the county, which is a guest; nobody else votes."""
    take(circle, circle.duelmen)
    take(circle, circle.county, "Landrat/Landrätin")
    meeting = opened(circle)
    noted(circle, meeting)
    by = {"by": circle.people["nottuln"], "at": moments.now()}
    attendance.note_presence(meeting=meeting, present={circle.county.pk: True}, **by)
    client, page = sign_in("nottuln"), reverse("meeting", args=[meeting.pk])
    form = client.get(f"{page}?bearbeiten=festlegung").content.decode()
    assert "Beschluss der Lenkungsgruppe" in form
    sent = {"text": "Wir beginnen.", "effect": "none", "voting": "alle", "steering": "order"}
    assert client.post(f"{page}?bearbeiten=festlegung", sent).status_code == 422, "it names a field"
    sent["field"] = circle.payroll.pk
    assert client.post(f"{page}?bearbeiten=festlegung", sent).status_code == 303
    result = MeetingResult.objects.get()
    assert {vote.organisation for vote in result.votes.all()} == {circle.duelmen, circle.county}
    assert "Lenkungsgruppe, Projektauftrag" in client.get(page).content.decode()
    again = client.get(f"{page}?bearbeiten=ergebnis-{result.pk}").content.decode()
    assert 'value="order" selected' in again
    meetings.close(meeting=meeting, **by)
    told = sign_in("reader").get(url).content.decode()
    assert "Projektauftrag" in told and "Wir beginnen." in told
    here = sign_in("reader").get(reverse("initiative", args=[circle.initiative.pk])).content.decode()
    assert "Kreis Coesfeld: Landrat/Landrätin" in here


def test_a_decision_of_the_delegates_leaves_guests_out(circle, sign_in):
    take(circle, circle.county, "Landrat/Landrätin")
    meeting = opened(circle)
    noted(circle, meeting)
    by = {"by": circle.people["nottuln"], "at": moments.now()}
    attendance.note_presence(meeting=meeting, present={circle.county.pk: True}, **by)
    sent = {"text": "Weiter so.", "effect": "none", "voting": "alle", "steering": ""}
    page = reverse("meeting", args=[meeting.pk])
    assert sign_in("nottuln").post(f"{page}?bearbeiten=festlegung", sent).status_code == 303
    voted = {vote.organisation for vote in MeetingResult.objects.get().votes.all()}
    assert voted == {circle.nottuln, circle.duelmen, circle.rosendahl}


def test_without_a_group_nothing_asks_for_it(circle, sign_in):
    meeting = opened(circle)
    noted(circle, meeting)
    page = reverse("meeting", args=[meeting.pk])
    assert "Lenkungsgruppe" not in sign_in("nottuln").get(f"{page}?bearbeiten=festlegung").content.decode()


def test_the_administrator_says_that_releases_need_the_group(circle, sign_in):
    client = sign_in("administrator")
    page = reverse("administration_initiative", args=[circle.initiative.pk])
    shown = client.get(f"{page}?bearbeiten=angaben").content.decode()
    assert "Freigaben brauchen die Lenkungsgruppe" in shown
    row = circle.initiative
    sent = {
        "title": row.title,
        "short_title": row.short_title,
        "county": row.county_id,
        "convening": row.convening_id,
        "documented_from": f"{row.documented_from:%d.%m.%Y}",
        "releases_need_steering": "on",
        "version": row.version,
    }
    assert client.post(f"{page}?bearbeiten=angaben", sent).status_code == 303
    row.refresh_from_db()
    assert row.releases_need_steering is True
    waits = sign_in("nottuln").get(reverse("field", args=[circle.payroll.pk])).content.decode()
    assert "Lenkungsgruppe benennen" in waits
