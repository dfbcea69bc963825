"""Part b) of the notice: an initiative of counties, convened by nobody and of no county."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.domain.circle import directory
from initiatives.domain.desk import todo_list
from initiatives.domain.fields import fields, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.log import notice_access
from initiatives.domain.meetings import agenda, attendance, meetings
from initiatives.domain.proposals import proposals
from initiatives.domain.reports import bodies as report_bodies
from initiatives.domain.rules import access, gates
from initiatives.domain.search import search
from initiatives.domain.state import versions
from initiatives.domain.state.loading import facts
from initiatives.domain.talk import comment_places
from initiatives.domain.votes import positions, rounds
from initiatives.enums import Edition, Stance
from initiatives.models import (
    FieldParticipation,
    Initiative,
    InitiativeParticipant,
    Meeting,
    Minutes,
    Notice,
    Report,
    Round,
)
from tests.domain.reports.test_reports import finished, issue
from tests.support.country import Across
from tests.support.personas import client_of
from tests.test_access import PERSONAS, TABLE, address, answer_of, asked, letter, patterns

ARGUMENTS = {p.name: set(p.pattern.regex.groupindex) for p in patterns()}


def _cells(persona: str) -> dict[str, str]:
    return {route: cells.split()[PERSONAS.index(persona)] for route, cells in TABLE.items()}


# What the table gives to the convening municipality alone.
CONVENING = {
    route
    for route, cells in TABLE.items()
    if [one for one, cell in zip(PERSONAS, cells.split(), strict=True) if "o" in cell] == ["nottuln"]
}


@pytest.fixture
def doors(across, country) -> dict[str, str]:
    """The routes that name something of the initiative, with their addresses; single entries of it are no part of them."""
    ask = across.round.asks.get(organisation=country.first.county)
    things = {
        "initiative_id": across.initiative.pk,
        "field_id": across.field.pk,
        "round_id": across.round.pk,
        "ask_id": ask.pk,
        "task_id": across.task.pk,
        "proposal_id": across.proposal.pk,
        "meeting_id": across.initiative.meetings.get().pk,
        "target": "feld",
        "target_id": across.field.pk,
    }
    named = {route: ARGUMENTS[route.partition("?")[0]] for route in TABLE}
    left_out = ("administration", "meeting_minutes", "meeting_entry", "baseline_")
    return {
        route: address(route, things)
        for route, names in named.items()
        if names and names <= set(things) and not route.startswith(left_out) and "{" not in route
    }


# The cells of the table hold, but for what each has of its own: its ask, its proposal, the task that it gave, its costs.
OWN = ("position", "proposal?", "task?", "field?bearbeiten=kosten", "actuals_")


# Of what the convening municipality alone may, this is the lead's where nobody convenes; the rest each that takes part may.
RUNNING = ("round", "position?bearbeiten=muendlich", "field?bearbeiten=")


def runs(route: str) -> bool:
    return route.startswith(RUNNING)


def test_every_page_opens_for_all_roles_and_each_that_takes_part_speaks_for_the_circle(
    across, country, doors
):
    assert {"round_new", "meeting_new", "fields_order", "field?bearbeiten=freigabe"} <= CONVENING & set(doors)
    pages = {route: path for route, path in doors.items() if "?bearbeiten" not in route}
    convening = {route: path for route, path in doors.items() if route in CONVENING}
    for name in ("coesfeld", "borken"):
        routes = pages | convening if name == "coesfeld" else convening
        found = asked(client_of(across.people[name].user), routes)
        # Expert support is asked of the county of the initiative, and there is none.
        speaks = {route: cell for route, cell in _cells("nottuln").items() if route in CONVENING}
        expected = (
            _cells("duelmen") | {r: c for r, c in speaks.items() if not runs(r)} | {"support_new": "ff"}
        )
        expected |= {"initiative_past": "oo"}  # who speaks for the circle enters its past
        common = [route for route in found if not route.startswith(OWN)]
        assert {route: found[route] for route in common} == {route: expected[route] for route in common}, name
        assert not [route for route in found if runs(route) and "o" in found[route] and route in CONVENING]
    looks = {
        "reader": across.people["reader"],
        "administrator": country.first.people["administrator"],
        "county": country.first.people["county"],  # its county takes part
    }
    for name, mandate in looks.items():
        found = opened(client_of(mandate.user), pages)
        expected = {route: _cells(name)[route][0] for route in pages} | {"support_new": "f"}
        if name == "county":  # which is asked in the round
            expected |= dict.fromkeys(
                ("round_paper", "agreement_new", "actuals_template", "actuals_import"), "o"
            )
        assert found == expected, name
    for persona in ("nottuln", "county_administrator"):
        found = opened(client_of(country.first.people[persona].user), pages)
        assert set(found.values()) == {"n", "-"}, persona


@pytest.fixture
def led(across, country) -> Across:
    """The same, with the field assigned to Kreis Coesfeld."""
    fields.set_lead(
        field=across.field,
        organisation=country.first.county,
        contact="",
        by=across.people["coesfeld"],
        at=moments.now(),
    )
    return across


def test_the_lead_opens_ends_and_releases_and_nobody_else(led, country, doors):
    running = {r: path for r, path in doors.items() if r in CONVENING and runs(r) and not r.startswith(OWN)}
    assert {"round_new", "round?bearbeiten=schliessen", "field?bearbeiten=freigabe"} <= set(running)
    expected = {route: _cells("nottuln")[route] for route in running}
    assert asked(client_of(led.people["coesfeld"].user), running) == expected
    # The representative of a county that takes part in the field works like its delegates.
    county = country.first.people["county"]
    assert {route: opened(client_of(county.user), running)[route] for route in running} == {
        route: cell[0] for route, cell in expected.items()
    }
    for name in ("borken", "münster", "reader"):
        found = asked(client_of(led.people[name].user), running)
        assert {route for route in found if "o" in found[route]} == set(), name


def test_a_round_about_several_fields_is_opened_by_who_leads_all_of_them(led, country):
    """Only the own fields can be chosen; of another's nothing is written."""
    coesfeld, borken = led.people["coesfeld"], led.people["borken"]
    rounds.close_round(round_=led.round, reason="Vertagt", by=coesfeld, at=moments.now())
    other = fields.propose(initiative=led.initiative, title="Fortbildung", by=borken, at=moments.now())
    fields.set_participation(
        field=other, organisation=country.second.county, status="participating", by=borken, at=moments.now()
    )
    fields.set_lead(field=other, organisation=country.second.county, contact="", by=borken, at=moments.now())
    client = client_of(coesfeld.user)
    url = reverse("round_new", args=[led.initiative.pk])
    shown = client.get(url).content.decode()
    assert "Gemeinsamer Einkauf" in shown and "Fortbildung" not in shown
    typed = {
        "purpose": "taking_part",
        "subject": "Wirken Sie mit?",
        "fields_asked": [str(led.field.pk), str(other.pk)],
        "organisations": [str(country.first.county.pk), str(country.second.county.pk)],
        "deadline": f"{moments.today() + timedelta(days=14):%d.%m.%Y}",
    }
    before = Round.objects.count()
    assert client.post(url, typed).status_code == 422
    assert Round.objects.count() == before
    assert client.post(url, typed | {"fields_asked": [str(led.field.pk)]}).status_code == 303
    assert Round.objects.count() == before + 1


def test_where_the_lead_of_one_field_has_changed_each_ends_the_round_that_is_open(led, country):
    by = {"by": led.people["coesfeld"], "at": moments.now()}
    other = fields.propose(initiative=led.initiative, title="Fortbildung", **by)
    fields.set_participation(field=other, organisation=country.second.county, status="participating", **by)
    rounds.close_round(round_=led.round, reason="Vertagt", **by)
    round_ = rounds.open_round(
        question=rounds.Question("taking_part", "Wirken Sie mit?"),
        fields=[led.field, other],
        organisations=[country.first.county, country.second.county],
        deadline=moments.today() + timedelta(days=14),
        **by,
    )
    fields.set_lead(field=other, organisation=country.second.county, contact="", **by)
    page = reverse("round", args=[round_.pk]) + "?bearbeiten=schliessen"
    for name, status in (("coesfeld", 200), ("borken", 200), ("münster", 403)):
        assert client_of(led.people[name].user).get(page).status_code == status, name


def test_what_runs_a_field_is_owed_by_its_lead_and_stands_among_its_duties(led, country):
    def duties(place):
        found = todo_list.todo(
            initiatives=[facts(led.initiative.pk)], organisation_id=place.pk, today=moments.today()
        ).duties
        return {duty.title for duty in found}

    county, other = country.first.county, country.second.county
    for name in ("coesfeld", "borken", "münster"):
        by = led.people[name]
        ask = led.round.asks.get(organisation=by.organisation)
        positions.give(ask=ask, stance=Stance.CONSENT, by=by, at=moments.now())
    assert "Runde schließen: Gemeinsamer Einkauf" in duties(county)
    assert "Runde schließen: Gemeinsamer Einkauf" not in duties(other)
    by = {"by": led.people["coesfeld"], "at": moments.now()}
    workflow.release(field=led.field, reason="Eilt", **by)
    state = facts(led.initiative.pk)
    owed = {
        point.what: [one.designation for one in point.owes] for point in gates.missing(state, state.fields[0])
    }
    assert owed["Abstimmungsrunde „Mitwirkung“ schließen"] == ["Kreis Coesfeld"]


def test_a_spoken_answer_is_taken_down_by_the_lead(led, country):
    ask = led.round.asks.get(organisation=country.second.county)
    page = reverse("position", args=[ask.pk]) + "?bearbeiten=muendlich"
    typed = {"stance": "consent", "source_note": "Anruf", "effective_on": f"{moments.today():%d.%m.%Y}"}
    assert client_of(led.people["münster"].user).post(page, typed).status_code == 403
    assert client_of(led.people["coesfeld"].user).post(page, typed).status_code == 303
    assert ask.positions.get().mandate == led.people["coesfeld"]


def test_the_core_of_the_draft_papers_is_written_by_the_lead(led, country):
    page = reverse("round_paper", args=[led.round.pk])
    write = {"reasoning": "Gemeinsam wird es günstiger.", "version": "0"}
    for name, status in (("borken", 403), ("coesfeld", 303)):
        sent = client_of(led.people[name].user).post(f"{page}?bearbeiten=begruendung", write)
        assert sent.status_code == status, name
    read = client_of(country.first.people["county"].user).get(page)
    assert "Gemeinsam wird es günstiger." in read.content.decode()


def test_the_representative_of_a_county_that_takes_part_is_found_and_told_wherever_the_initiative_is_read(
    across, country
):
    """What may be seen is asked in several places from several sides; all say the same, until the county leaves."""
    county, elsewhere = country.first.people["county"], country.second.people["county"]
    at = moments.now()

    def reached(mandate):
        notice = Notice(user=mandate.user, kind="change", initiative_id=across.initiative.pk)
        listed = directory.entries(facts=facts(across.initiative.pk), day=moments.today())
        email = mandate.user.email
        found = search.search(words=[email], mandate=across.people["münster"], day=moments.today())
        return [
            Initiative.objects.visible_to(mandate).filter(pk=across.initiative.pk).exists(),
            bool(notice_access.allowed([notice], at=at)),
            mandate in comment_places.readers(comment_places.of(across.field), at),
            email in {entry.email for entry in listed},
            bool(found.groups),
        ]

    assert reached(county) == reached(elsewhere) == [True] * 5
    part = InitiativeParticipant.objects.filter(initiative=across.initiative)
    part.filter(organisation=country.first.county).update(left_on=moments.today())
    in_fields = FieldParticipation.objects.filter(field__initiative=across.initiative)
    in_fields.filter(organisation=country.first.county).update(status="left", is_responsible=False)
    with versions.state_change():
        versions.move_all()
    assert reached(county) == [False] * 5
    assert reached(elsewhere) == [True] * 5


def test_any_that_takes_part_calls_a_meeting_and_before_the_invitation_knows_of_it_alone(across, country):
    """Kreis Borken plans and invites; then each that takes part may lead it, and reads the draft of the minutes."""
    borken, coesfeld, reader = (across.people[name] for name in ("borken", "coesfeld", "reader"))
    begins = moments.now() + timedelta(hours=2)
    meeting = meetings.plan(
        initiative=across.initiative,
        title="Austausch",
        starts_at=begins,
        ends_at=None,
        by=borken,
        at=moments.now(),
    )
    page = reverse("meeting", args=[meeting.pk])
    everybody = {
        "borken": borken,
        "coesfeld": coesfeld,
        "county": country.first.people["county"],
        "reader": reader,
    }

    def statuses(path):
        return {name: client_of(one.user).get(path).status_code for name, one in everybody.items()}

    assert statuses(page) == {"borken": 200, "coesfeld": 404, "county": 404, "reader": 404}
    listed = reverse("meetings", args=[across.initiative.pk])
    for name, one in everybody.items():
        assert ("Austausch" in client_of(one.user).get(listed).content.decode()) is (name == "borken"), name
    agenda.add(meeting=meeting, values={"title": "Stand"}, by=borken, at=moments.now())
    meetings.invite(meeting=meeting, by=borken, at=moments.now())
    assert set(statuses(page).values()) == {200}
    assert statuses(f"{page}?bearbeiten=absagen") == {
        "borken": 200,
        "coesfeld": 200,
        "county": 403,
        "reader": 403,
    }
    assert meeting.papers.get().snapshot["sender"] == "Kreis Borken"
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=moments.now(), held_on=moments.today())
    by = {"by": coesfeld, "at": moments.now()}
    meetings.start(meeting=meeting, **by)
    present = {one.organisation_id: True for one in meeting.attendances.all()}
    attendance.note_presence(meeting=meeting, present=present, **by)

    def duties():
        state = facts(across.initiative.pk)
        places = {place.designation: place.id for place in state.participants}
        found = {
            name: todo_list.todo(initiatives=[state], organisation_id=pk, today=moments.today())
            for name, pk in places.items()
        }
        return {
            name: [d.title for d in one.duties if d.kind in ("meeting", "minutes")]
            for name, one in found.items()
        }

    nothing = {"Kreis Coesfeld": [], "Kreisfreie Stadt Münster": []}
    assert duties() == nothing | {"Kreis Borken": ["Treffen durchführen: Austausch"]}
    meetings.close(meeting=meeting, **by)
    assert duties() == nothing | {"Kreis Borken": ["Niederschrift versenden: Austausch"]}
    seen = {
        name: Minutes.objects.visible_to(one).filter(meeting=meeting).exists()
        for name, one in everybody.items()
    }
    assert seen == {"borken": True, "coesfeld": True, "county": False, "reader": True}


def opened(client: Client, pages: dict[str, str]) -> dict[str, str]:
    return {route: letter(answer_of(client, "get", path)) for route, path in pages.items()}


def test_while_a_field_is_assigned_to_nobody_its_rounds_are_nobodys(across, country):
    state = facts(across.initiative.pk)
    [row] = state.fields
    assert state.convening is None and row.lead is None
    running = [
        right for right, rule in access.RIGHTS.items() if rule.where is access.RIGHTS["round.open"].where
    ]
    assert len(running) == 6
    everybody = [*across.people.values(), *country.first.people.values(), *country.second.people.values()]
    assert not [(by, right) for by in everybody for right in running if access.may(by, right, state, row)]
    missing = {point.what: [one.designation for one in point.owes] for point in gates.missing(state, row)}
    assert missing["Federführung benennen"] == [] and missing, "it is owed by nobody in particular"
    assert not any(one.convenes for one in directory.entries(facts=state, day=moments.today()))


def test_a_proposal_that_all_have_answered_waits_for_who_made_it(across):
    for name in ("borken", "münster"):
        by = across.people[name]
        proposals.answer(proposal=across.proposal, reply="interest", reason="", by=by, at=moments.now())
    told = Notice.objects.filter(title__contains="Alle haben")
    assert {one.user for one in told} >= {across.people["coesfeld"].user}
    assert not told.filter(user__in=[across.people["borken"].user, across.people["münster"].user])
    assert {one.reason for one in told} == {"weil Ihr Kreis den Projektvorschlag gemacht hat"}


def test_a_report_on_it_to_a_kreistag_is_made_by_the_county_that_takes_part_and_read_by_all_who_do(
    across, country
):
    first, second = country.first, country.second
    made = {"initiatives": [across.initiative], "by": across.people["coesfeld"]}
    report = issue(first, finished(first, edition=Edition.NON_PUBLIC, **made))
    [told] = report.snapshot["initiatives"]
    assert (told["title"], told["county"]) == (across.initiative.title, "")
    assert [p["designation"] for p in told["places"]] == [
        "Kreis Borken",
        "Kreis Coesfeld",
        "Kreisfreie Stadt Münster",
    ]
    assert not any(place["convening"] for place in told["places"])
    readers = [*across.people.values(), first.people["kreistag"], first.people["county"]]
    strangers = [first.people["nottuln"], first.people["rat"], *second.people.values()]
    strangers.remove(second.people["county"])
    assert all(Report.objects.visible_to(one).filter(pk=report.pk) for one in readers)
    assert not [one for one in strangers if Report.objects.visible_to(one).filter(pk=report.pk)]
    assert set(report_bodies.makeable(across.people["coesfeld"])) == {first.kreistag}
    assert set(report_bodies.makeable(across.people["borken"])) == {second.kreistag}
    assert report_bodies.makeable(across.people["münster"]) == {}
