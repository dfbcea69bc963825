"""The pages of meetings: lists, backlog, planning, and the page of one through its life; with and without htmx."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.meetings import agenda, attendance, meetings
from initiatives.domain.meetings import results as meeting_results
from initiatives.domain.state.loading import facts
from initiatives.models import (
    AgendaItem,
    Attendance,
    DecisionVote,
    Event,
    Field,
    Initiative,
    Meeting,
    MeetingResult,
    Notice,
    Task,
)
from tests.support.meetings import call, draft, noted, opened
from tests.views.parts import cut, part, same


def page_url(meeting: Meeting, section: str = "") -> str:
    url = reverse("meeting", args=[meeting.pk])
    return f"{url}?bearbeiten={section}" if section else url


@pytest.fixture
def list_url(circle):
    return reverse("meetings", args=[circle.initiative.pk])


def written():
    return (
        list(Meeting.objects.values_list("state", "version", "title", "place", "result")),
        list(AgendaItem.objects.values_list("pk", "meeting", "state", "order", "title")),
        list(Attendance.objects.values_list("pk", "reply", "note", "was_present")),
        list(MeetingResult.objects.values_list("pk", "text", "version")),
        DecisionVote.objects.count(),
        Task.objects.count(),
        Event.objects.count(),
    )


def typed(days: int = 5) -> dict[str, str]:
    day = moments.today() + timedelta(days=days)
    return {
        "title": "Zweites Treffen",
        "starts_at": f"{day:%d.%m.%Y} 14:00",
        "ends_at": "16.30 Uhr",
        "place": "Rathaus Nottuln",
    }


@pytest.mark.parametrize("htmx", [False, True])
def test_a_meeting_is_planned_as_a_draft(circle, sign_in, htmx):
    client, url = sign_in("nottuln"), reverse("meeting_new", args=[circle.initiative.pk])
    answer = part(client, url, "treffen", typed()) if htmx else client.post(url, typed())
    meeting = Meeting.objects.get(state="draft")
    assert answer["HX-Redirect" if htmx else "Location"] == page_url(meeting)
    begin, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    assert (begin.hour, end.hour, end.minute, end.date()) == (14, 16, 30, begin.date())
    assert (
        "Außer den Beauftragten Ihrer Kommune sieht ihn niemand"
        in client.get(page_url(meeting)).content.decode()
    )
    for persona in ("duelmen", "reader", "county", "administrator"):
        assert sign_in(persona).get(page_url(meeting)).status_code == 404
        assert sign_in(persona).post(page_url(meeting, "einladen")).status_code == 404


@pytest.mark.parametrize(
    ("values", "anchor"),
    [
        ({"title": " "}, "id_title"),
        ({"starts_at": "morgen"}, "id_starts_at"),
        ({"starts_at": "31.11.2030 14:00"}, "id_starts_at"),
        ({"starts_at": "30.11.2030 25:00"}, "id_starts_at"),
        ({"starts_at": "30.11.2030"}, "id_starts_at"),
        ({"starts_at": "01.01.0001 00:00"}, "id_starts_at"),
        ({"starts_at": "01.01.2020 14:00"}, "id_starts_at"),
        ({"ends_at": "13:00"}, "id_ends_at"),
        ({"ends_at": "spät"}, "id_ends_at"),
        ({"place": " "}, "id_place"),
        ({"link": "kein Verweis"}, "id_link"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_wrong_plan_is_refused_and_kept(circle, sign_in, values, anchor, htmx):
    client, url, before = sign_in("nottuln"), reverse("meeting_new", args=[circle.initiative.pk]), written()
    data = typed() | values
    answer = part(client, url, "treffen", data) if htmx else client.post(url, data)
    html = answer.content.decode()
    assert answer.status_code == 422 and f'href="#{anchor}"' in html and f'id="{anchor}"' in html
    assert ("<html" in html) is not htmx
    assert written() == before


SECTIONS = ["", "angaben", "einladen", "absagen", "punkt", "speicher"]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_swap_equals_a_reload(circle, sign_in, section):
    client, meeting = sign_in("nottuln"), draft(circle)
    topic(circle)
    before, address = written(), page_url(meeting, section)
    swapped, whole = part(client, address, "treffen").content.decode(), client.get(address).content.decode()
    assert same(swapped, cut(whole, "treffen"))
    assert ('class="ikz-form"' in swapped) is bool(section)
    assert written() == before


def topic(circle, persona="duelmen", title="Muster"):
    values, at = {"title": title, "minutes": 15}, moments.now()
    return agenda.propose(initiative=circle.initiative, values=values, by=circle.people[persona], at=at)


@pytest.mark.parametrize("htmx", [False, True])
def test_topics_are_proposed_corrected_and_withdrawn_by_their_own(circle, sign_in, list_url, htmx):
    def send(persona, section, data):
        url, client = f"{list_url}?bearbeiten={section}", sign_in(persona)
        return part(client, url, "treffenliste", data) if htmx else client.post(url, data)

    done = 200 if htmx else 303
    assert send("duelmen", "thema", {"title": " "}).status_code == 422
    values = {"title": "Muster", "minutes": "20", "field": str(circle.payroll.pk)}
    assert send("duelmen", "thema", values).status_code == done
    row = AgendaItem.objects.get()
    assert (row.minutes, row.field) == (20, circle.payroll)
    assert "Muster" in sign_in("rosendahl").get(list_url).content.decode()
    assert send("rosendahl", f"thema-{row.pk}", values).status_code == 403
    assert send("rosendahl", f"zuruecknehmen-{row.pk}", {}).status_code == 403
    assert send("duelmen", f"thema-{row.pk}", values | {"title": "M 2", "version": "1"}).status_code == done
    stale = send("duelmen", f"thema-{row.pk}", values | {"title": "M 3", "version": "1"})
    assert stale.status_code == 409 and "Meine Fassung speichern" in stale.content.decode()
    assert send("duelmen", f"zuruecknehmen-{row.pk}", {}).status_code == done
    assert send("duelmen", f"zuruecknehmen-{row.pk}", {}).status_code == 404
    assert "Im Themenspeicher liegt nichts." in sign_in("duelmen").get(list_url).content.decode()


def test_who_proposed_a_topic_sees_that_it_is_meant_for_a_meeting(circle, sign_in, list_url):
    own = topic(circle)
    meeting = draft(circle)
    agenda.take(meeting=meeting, topics=[own.pk], by=circle.people["nottuln"], at=moments.now())
    mine, theirs = (sign_in(p).get(list_url).content.decode() for p in ("duelmen", "rosendahl"))
    assert "Vorgemerkt" in mine and "Muster" not in theirs
    assert page_url(meeting) not in mine


def test_the_agenda_tells_the_times_and_the_overrun(circle, sign_in):
    meeting = draft(circle)
    end = meeting.starts_at + timedelta(minutes=30)
    Meeting.objects.filter(pk=meeting.pk).update(ends_at=end)
    page = sign_in("nottuln").get(page_url(meeting)).content.decode()
    assert "10 Minuten länger als geplant" in page
    second = timezone.localtime(meeting.starts_at + timedelta(minutes=20))
    assert f">{second:%H:%M}</time></b> 20 Minuten" in page


@pytest.mark.parametrize("htmx", [False, True])
def test_items_change_places_by_button_and_by_dragging(circle, sign_in, htmx):
    client, meeting = sign_in("nottuln"), draft(circle)
    url = reverse("agenda_order", args=[meeting.pk])
    first, second = meeting.agenda.all()

    def send(**data):
        data["version"] = str(Meeting.objects.get(pk=meeting.pk).version)
        return part(client, url, "treffen", data) if htmx else client.post(url, data)

    answer = send(runter=str(first.pk))
    assert list(meeting.agenda.all()) == [second, first]
    if htmx:
        html = answer.content.decode()
        assert "steht jetzt an Platz 2 von 2" in html and html.count("data-focus") == 1
    send(reihenfolge=f"{first.pk},{second.pk}")
    assert list(meeting.agenda.all()) == [first, second]
    before = written()
    for data in ({"reihenfolge": "1,x"}, {"hoch": "99"}, {"reihenfolge": str(first.pk)}):
        assert send(**data).status_code == 422
    stale = client.post(url, {"version": "1", "runter": str(first.pk)})
    assert stale.status_code == 422 and "noch einmal" in stale.content.decode()
    assert written() == before


@pytest.mark.parametrize("htmx", [False, True])
def test_inviting_is_asked_for_first_and_told_to_all(circle, sign_in, list_url, htmx):
    client, meeting = sign_in("nottuln"), draft(circle)
    assert "Eingeladen werden alle Kommunen" in client.get(page_url(meeting, "einladen")).content.decode()
    url = page_url(meeting, "einladen")
    answer = part(client, url, "treffen", {}) if htmx else client.post(url)
    assert answer.status_code == (200 if htmx else 303)
    for persona in ("duelmen", "county"):
        html = sign_in(persona).get(page_url(meeting)).content.decode()
        assert "Auf die Einladung antworten" in html and "bearbeiten=absagen" not in html
    assert "Antwort offen" in sign_in("duelmen").get(list_url).content.decode()
    assert "Freigestellt" in sign_in("county").get(list_url).content.decode()
    initiative = reverse("initiative", args=[circle.initiative.pk])
    panel = cut(sign_in("duelmen").get(initiative).content.decode(), "treffen")
    assert page_url(meeting) in panel and "Antwort offen" in panel and "Rathaus Nottuln" in panel
    assert "Erstes Treffen" in panel and "Felder gesammelt" in panel
    assert page_url(meeting) in sign_in("duelmen").get(reverse("start")).content.decode()


def test_a_change_after_the_invitation_is_announced_before(circle, sign_in):
    client, meeting = sign_in("nottuln"), call(circle)
    form = client.get(page_url(meeting, "angaben")).content.decode()
    assert "als neue Einladung an alle" in form
    client.post(page_url(meeting, "punkt"), {"title": "Nachtrag"})
    page = client.get(page_url(meeting)).content.decode()
    assert "hat sich seit der Einladung geändert" in page and "Neu einladen" in page
    assert (
        "hat sich seit der Einladung geändert"
        not in sign_in("duelmen").get(page_url(meeting)).content.decode()
    )


@pytest.mark.parametrize("htmx", [False, True])
def test_a_stale_edit_shows_both_and_loses_nothing(circle, sign_in, htmx):
    client, meeting = sign_in("nottuln"), draft(circle)
    seen = {"version": str(meeting.version), "text": "", "link": ""}
    client.post(page_url(meeting, "angaben"), typed() | seen | {"place": "Rathaus Olfen"})
    url, mine = page_url(meeting, "angaben"), typed(6) | seen | {"place": "Rathaus Senden"}
    answer = part(client, url, "treffen", mine) if htmx else client.post(url, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "<mark>Olfen</mark>" in html and "<mark>Senden</mark>" in html
    theirs = typed(5)["starts_at"].partition(" ")[0]
    assert f"<mark>{theirs}</mark> 14:00" in html  # with the time of day
    assert f'value="{typed(6)["starts_at"]}"' in html
    assert Meeting.objects.get(pk=meeting.pk).place == "Rathaus Olfen"


@pytest.mark.parametrize("htmx", [False, True])
def test_an_invited_organisation_replies_and_changes_its_mind(circle, sign_in, htmx):
    meeting, client = call(circle), sign_in("duelmen")
    url = page_url(meeting, "antwort")

    def send(data):
        data |= {"begins": meeting.begins.isoformat()}
        return part(client, url, "treffen", data) if htmx else client.post(url, data)

    assert send({"reply": ""}).status_code == 422
    send({"reply": "attending", "note": "Kommt etwas später"})
    html = client.get(page_url(meeting)).content.decode()
    assert "1 von 3 Kommunen kommt, 2 haben noch nicht geantwortet" in html
    assert "Kommt etwas später" in sign_in("nottuln").get(page_url(meeting)).content.decode()
    stale = send({"reply": "declined", "seen": '{"reply": "", "note": ""}'})
    assert stale.status_code == 409 and "Kommt etwas später" in stale.content.decode()
    seen = json.dumps({"reply": "attending", "note": "Kommt etwas später"})
    assert escape(seen) in client.get(url).content.decode()
    send({"reply": "declined", "seen": seen})
    assert meeting.attendances.get(organisation=circle.duelmen).reply == "declined"
    assert sign_in("reader").post(url, {"reply": "attending"}).status_code == 403
    assert sign_in("stranger").post(url, {"reply": "attending"}).status_code == 404


def test_a_reply_to_a_beginning_that_was_moved_meanwhile_is_none_to_the_new_one(circle, sign_in):
    meeting, client = call(circle), sign_in("duelmen")
    url, replied = page_url(meeting, "antwort"), meeting.attendances.filter(organisation=circle.duelmen)
    sent = {"reply": "attending", "begins": meeting.begins.isoformat()}
    assert f'name="begins" value="{sent["begins"]}"' in client.get(url).content.decode()
    client.post(url, sent)
    sent["seen"] = '{"reply": "attending", "note": ""}'
    later = {"starts_at": meeting.begins + timedelta(days=1), "ends_at": None}
    by, at = circle.people["nottuln"], moments.now()
    meetings.edit(
        meeting=meeting, values=later, version=Meeting.objects.get(pk=meeting.pk).version, by=by, at=at
    )
    answer = client.post(url, sent)
    assert answer.status_code == 409 and by.title in answer.content.decode()
    assert replied.get().reply == ""
    assert f'name="begins" value="{later["starts_at"].isoformat()}"' in answer.content.decode()
    client.post(url, sent | {"begins": later["starts_at"].isoformat()})
    assert replied.get().reply == "attending"


def test_a_meeting_is_run_from_opening_to_closing(circle, sign_in):
    client, meeting = sign_in("nottuln"), call(circle)
    assert "Treffen eröffnen" not in client.get(page_url(meeting)).content.decode()
    assert client.post(page_url(meeting, "eroeffnen")).status_code == 422
    Meeting.objects.filter(pk=meeting.pk).update(held_on=moments.today(), starts_at=moments.now())
    assert "Treffen eröffnen" in client.get(page_url(meeting)).content.decode()
    assert client.post(page_url(meeting, "eroeffnen")).status_code == 303
    assert "fehlt noch die Teilnahme" in client.get(page_url(meeting, "abschliessen")).content.decode()
    assert client.post(page_url(meeting, "abschliessen"), {"result": ""}).status_code == 422
    assert "deren Anwesenheit erfasst ist" in client.get(page_url(meeting, "festlegung")).content.decode()
    present = {f"anwesend_{o.pk}": "True" for o in (circle.nottuln, circle.duelmen)}
    client.post(page_url(meeting, "anwesenheit"), present | {f"anwesend_{circle.rosendahl.pk}": "False"})
    item, second = meeting.agenda.all()
    data = {
        "text": "Wir rechnen gemeinsam ab.",
        "field": str(circle.payroll.pk),
        "item": str(item.pk),
        "effect": "fix_field",
        "voting": "alle",
    }
    assert client.post(page_url(meeting, f"festlegung-{item.pk}"), data).status_code == 303
    decision = MeetingResult.objects.get()
    assert (decision.is_adopted, decision.votes.count(), decision.item) == (True, 2, item)
    page = client.get(page_url(meeting)).content.decode()
    assert (
        "Mit dem Abschluss des Treffens ist das Feld festgelegt." in page and "Federführung benennen" in page
    )
    form = client.get(page_url(meeting, "abschliessen")).content.decode()
    assert second.title in form and "Wir rechnen gemeinsam ab.</textarea>" in form
    assert client.post(page_url(meeting, "abschliessen"), {"result": "Abgerechnet"}).status_code == 303
    page = sign_in("duelmen").get(page_url(meeting)).content.decode()
    assert "Das Feld ist festgelegt." in page and "Federführung benennen" in page and "Abgerechnet" in page
    assert "2 von 3 Kommunen anwesend" in page and "bearbeiten=" not in cut(page, "treffen")
    again = client.post(page_url(meeting, "abschliessen"), {"result": "Noch einmal"})
    assert again.status_code == 422 and "schon abgeschlossen" in again.content.decode()


@pytest.fixture
def running(circle):
    meeting = opened(circle)
    noted(circle, meeting)
    return meeting


RUNNING = ["", "anwesenheit", "festlegung", "aufgabe", "information", "abschliessen"]


@pytest.mark.parametrize("section", RUNNING)
def test_a_swap_of_a_running_meeting_equals_a_reload(circle, sign_in, running, section):
    client, before, address = sign_in("nottuln"), written(), page_url(running, section)
    swapped, whole = part(client, address, "treffen").content.decode(), client.get(address).content.decode()
    assert same(swapped, cut(whole, "treffen"))
    assert written() == before


def test_several_fields_are_fixed_and_several_tasks_told_at_once(circle, sign_in, running):
    by, at, own = circle.people["duelmen"], moments.now(), circle.duelmen
    sent = {"meeting": running, "by": circle.people["nottuln"], "at": at}
    for field in (circle.payroll, circle.hotline):
        texts = {"aim": "Ziel", "description": "Beschreibung"}
        fields.edit(field=field, values=texts, version=1, by=by, at=at)
        fields.set_participation(field=field, organisation=own, status="participating", by=by, at=at)
        fields.set_lead(field=field, organisation=own, contact="Amt 10", by=by, at=at)
        votes = {own.pk: "yes"}
        meeting_results.decide(text="Ja.", field=field, effect="fix_field", votes=votes, **sent)
        meeting_results.assign(text="Tun", owner=circle.rosendahl, **sent)
    assert sign_in("nottuln").post(page_url(running, "abschliessen"), {"result": ""}).status_code == 303
    assert set(Field.objects.values_list("phase", flat=True)) == {1}
    assert Notice.objects.filter(kind="task").count() == 2


def test_each_votes_for_itself_where_not_all_agree(circle, sign_in, running):
    client = sign_in("nottuln")
    votes = {circle.nottuln: "no", circle.duelmen: "no", circle.rosendahl: "yes"}
    data = {f"stimme_{one.pk}": vote for one, vote in votes.items()}
    sent = {"text": "Nein.", "effect": "none", "voting": "einzeln"}
    client.post(page_url(running, "festlegung"), data | sent)
    page = client.get(page_url(running)).content.decode()
    assert "abgelehnt: 1 dafür, 2 dagegen" in page and "Dülmen und Nottuln" in page
    refused = client.post(page_url(running, "festlegung"), sent)
    assert refused.status_code == 422 and "wer wie gestimmt hat" in refused.content.decode()


@pytest.mark.parametrize("htmx", [False, True])
def test_results_are_corrected_and_removed(circle, sign_in, running, htmx):
    client, by = sign_in("nottuln"), circle.people["nottuln"]
    sent = {"meeting": running, "by": by, "at": moments.now()}
    row = meeting_results.assign(text="Bedarf erheben", owner=circle.duelmen, **sent)
    url = page_url(running, f"ergebnis-{row.pk}")
    data = {
        "text": "Bedarf melden",
        "owner": str(circle.rosendahl.pk),
        "due_on": "31.12.2030",
        "version": "1",
    }

    def send(address, data):
        return part(client, address, "treffen", data) if htmx else client.post(address, data)

    assert "Bedarf erheben</textarea>" in client.get(url).content.decode()
    assert send(url, data | {"text": ""}).status_code == 422
    assert send(url, data).status_code == (200 if htmx else 303)
    assert (Task.objects.get().owner, Task.objects.get().title) == (circle.rosendahl, "Bedarf melden")
    assert send(url, data | {"text": "Anders"}).status_code == 409
    removal = page_url(running, f"entfernen-{row.pk}")
    assert "Endgültig streichen" in client.get(removal).content.decode()
    assert send(removal, {}).status_code == (200 if htmx else 303)
    assert not MeetingResult.objects.exists()
    assert send(removal, {}).status_code == 404


def test_items_are_marked_by_one_press(circle, sign_in, running):
    client, item = sign_in("nottuln"), running.agenda.first()
    for word, state in (("behandelt", "treated"), ("offen", "open"), ("vertagt", "carried")):
        assert client.post(page_url(running, f"{word}-{item.pk}")).status_code == 303
        assert AgendaItem.objects.get(pk=item.pk).state == state
        assert client.get(page_url(running, f"{word}-{item.pk}")).status_code == 404
    assert sign_in("duelmen").post(page_url(running, f"offen-{item.pk}")).status_code == 403


def test_a_section_of_another_state_says_so(circle, sign_in):
    client, meeting = sign_in("nottuln"), draft(circle)
    page = client.get(page_url(meeting, "anwesenheit")).content.decode()
    assert "beim jetzigen Stand nicht möglich" in page and 'class="ikz-form"' not in page
    assert client.get(page_url(meeting, "unbekannt")).status_code == 404
    assert client.get(page_url(meeting, "punkt-999")).status_code == 404


def test_a_cancelled_meeting_tells_why(circle, sign_in, list_url):
    client, meeting = sign_in("nottuln"), call(circle)
    assert client.post(page_url(meeting, "absagen"), {"reason": " "}).status_code == 422
    assert (
        client.post(page_url(meeting, "absagen"), {"reason": "Zu wenige <b>Zusagen</b>"}).status_code == 303
    )
    html = sign_in("duelmen").get(page_url(meeting)).content.decode()
    assert "Zu wenige &lt;b&gt;Zusagen&lt;/b&gt;" in html
    assert "Abgesagte Treffen" in sign_in("duelmen").get(list_url).content.decode()


def test_a_meeting_told_of_afterwards_has_a_page(circle, sign_in):
    page = sign_in("reader").get(page_url(Meeting.objects.get())).content.decode()
    assert "Felder gesammelt" in page and "nachträglich berichtet" in page


def test_without_a_convening_municipality_the_page_says_so(circle, sign_in, list_url):
    Initiative.objects.filter(pk=circle.initiative.pk).update(convening=None)
    page = sign_in("duelmen").get(list_url).content.decode()
    assert "hat keine einladende Kommune" in page and "Treffen planen" in page
    page = sign_in("county").get(list_url).content.decode()
    assert "Thema vorschlagen" in page and "Treffen planen" not in page


def test_pages_cost_the_same_for_few_and_for_many(
    circle, sign_in, list_url, django_assert_max_num_queries, django_assert_num_queries
):
    by, meeting = circle.people["nottuln"], opened(circle)
    noted(circle, meeting)
    url, client = page_url(meeting), sign_in("nottuln")
    sent = {"meeting": meeting, "by": by, "at": moments.now(), "text": "Ja."}
    votes = {circle.nottuln.pk: "yes"}
    meeting_results.decide(votes=votes, **sent)
    meeting_results.assign(owner=circle.duelmen, **sent)
    topic(circle)
    with django_assert_max_num_queries(57) as few:
        client.get(url)
    with django_assert_max_num_queries(57) as few_listed:
        client.get(list_url)
    for number in range(12):
        agenda.add(
            meeting=meeting,
            values={"title": f"Thema {number}", "field": circle.payroll},
            by=by,
            at=moments.now(),
        )
        meeting_results.decide(votes=votes, field=circle.payroll, **sent)
        meeting_results.assign(owner=circle.duelmen, **sent)
        topic(circle, title=f"Weiteres {number}")
        call(circle, title=f"Treffen {number}")
    with django_assert_num_queries(len(few)):
        client.get(url)
    with django_assert_num_queries(len(few_listed)):
        client.get(list_url)


def test_nothing_that_was_typed_becomes_markup(circle, sign_in):
    meeting = call(circle, title="<script>alert(1)</script>", items=("<img src=x>",))
    reply = {"meeting": meeting, "reply": "declined", "note": "<b>nein</b>", "at": moments.now()}
    attendance.reply(by=circle.people["duelmen"], **reply)
    html = sign_in("rosendahl").get(page_url(meeting)).content.decode()
    assert "<script>alert" not in html and "<img src=x" not in html and "<b>nein" not in html
    meetings.cancel(meeting=meeting, reason="<i>x", by=circle.people["nottuln"], at=moments.now())
    assert "<i>x" not in sign_in("rosendahl").get(page_url(meeting)).content.decode()


def test_a_past_meeting_is_told_of_afterwards(circle, sign_in):
    """With who was there and its decisions, which stand in the register; nobody is invited."""
    client, url = sign_in("nottuln"), reverse("meeting_record", args=[circle.initiative.pk])
    assert url in client.get(reverse("meetings", args=[circle.initiative.pk])).content.decode()
    told = {
        "title": "Zweites Treffen",
        "held_on": "10.02.2026",
        "place": "Rathaus",
        "present": [circle.nottuln.pk, circle.county.pk],
        "result": "Einigkeit",
        "decisions": "Wir beginnen mit dem Bauhof.\r\n\r\n  Dülmen schreibt aus. ",
    }
    notices = Notice.objects.filter(kind="meeting", title__contains="eingeladen").count()
    answer = client.post(url, told)
    meeting = Meeting.objects.get(title="Zweites Treffen")
    assert answer.status_code == 303 and answer["Location"] == reverse("meeting", args=[meeting.pk])
    assert (meeting.held_on, meeting.effective_on, meeting.state) == (*[date(2026, 2, 10)] * 2, "closed")
    page = client.get(answer["Location"]).content.decode()
    assert "Dabei waren Gemeinde Nottuln und Kreis Coesfeld." in page
    assert "Festlegung</b>, angenommen</p>" in page and "Dülmen schreibt aus." in page
    register = client.get(reverse("register", args=[circle.initiative.pk])).content.decode()
    assert "Wir beginnen mit dem Bauhof." in register and "10.02.2026" in register
    known = facts(circle.initiative.pk).meetings[-1]
    there = {number: one.was_present for number, one in known.attendances.items()}
    left_out = {circle.duelmen.pk: False, circle.rosendahl.pk: False}
    assert there == {circle.nottuln.pk: True, circle.county.pk: True} | left_out
    assert [one.text for one in known.decisions] == ["Wir beginnen mit dem Bauhof.", "Dülmen schreibt aus."]
    assert Notice.objects.filter(kind="meeting", title__contains="eingeladen").count() == notices


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (
            {
                "held_on": f"{moments.today() + timedelta(days=2):%d.%m.%Y}"
            },  # also when midnight comes between
            "Dieses Datum liegt in der Zukunft.",
        ),
        ({"held_on": "04.01.2026"}, "Die Dokumentation gibt es erst seit dem 05.01.2026."),
        ({"held_on": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"held_on": "05.01.2026", "late": True}, "nahm am 05.01.2026 an der Initiative nicht teil."),
    ],
)
def test_a_meeting_that_cannot_have_been_is_refused(circle, sign_in, typed, message):
    client, before = sign_in("nottuln"), Meeting.objects.count()
    told = {"title": "Zweites Treffen", "decisions": "Wir beginnen."} | typed
    if told.pop("late", False):
        circle.initiative.participants.filter(organisation=circle.duelmen).update(joined_on=date(2026, 1, 6))
        told["present"] = [circle.duelmen.pk]
    answer = client.post(reverse("meeting_record", args=[circle.initiative.pk]), told)
    page = answer.content.decode()
    assert answer.status_code == 422 and message in page and "Wir beginnen." in page
    assert Meeting.objects.count() == before
