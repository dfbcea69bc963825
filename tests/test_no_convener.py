"""Part b) of the notice: an initiative of counties, convened by nobody and of no county."""

import pytest
from django.test import Client

from initiatives.domain.circle import directory
from initiatives.domain.desk import todo_list
from initiatives.domain.kernel import moments
from initiatives.domain.proposals import proposals
from initiatives.domain.reports import bodies as report_bodies
from initiatives.domain.rules import access, gates
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import positions
from initiatives.enums import Edition, Stance
from initiatives.models import Notice, Report
from tests.domain.reports.test_reports import finished, issue
from tests.personas import client_of
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
    """The routes that name something of the initiative, with their addresses."""
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
    left_out = ("administration", "meeting_minutes", "meeting_entry")
    return {
        route: address(route, things)
        for route, names in named.items()
        if names and names <= set(things) and not route.startswith(left_out)
    }


# The cells of the table hold, but for what each has of its own: its ask, its proposal, the task that it gave.
OWN = ("position", "proposal?", "task?", "field?bearbeiten=kosten")


def test_every_page_opens_for_all_roles_and_nobody_is_treated_as_convening(across, country, doors):
    assert {"round_new", "meeting_new", "fields_order", "field?bearbeiten=freigabe"} <= CONVENING & set(doors)
    pages = {route: path for route, path in doors.items() if "?bearbeiten" not in route}
    convening = {route: path for route, path in doors.items() if route in CONVENING}
    for name in ("coesfeld", "borken"):
        routes = pages | convening if name == "coesfeld" else convening
        found = asked(client_of(across.people[name].user), routes)
        # Expert support is asked of the county of the initiative, and there is none.
        expected = _cells("duelmen") | {"support_new": "ff"}
        common = [route for route in found if not route.startswith(OWN)]
        assert {route: found[route] for route in common} == {route: expected[route] for route in common}, name
        given = {"task?bearbeiten=angaben"} if name == "coesfeld" else set()
        assert {route for route in convening if "o" in found[route]} == given
    looks = {"reader": across.people["reader"], "administrator": country.first.people["administrator"]}
    for name, mandate in looks.items():
        found = opened(client_of(mandate.user), pages)
        assert found == {route: _cells(name)[route][0] for route in pages} | {"support_new": "f"}, name
    for persona in ("nottuln", "county", "county_administrator"):
        found = opened(client_of(country.first.people[persona].user), pages)
        assert set(found.values()) == {"n", "-"}, persona


def opened(client: Client, pages: dict[str, str]) -> dict[str, str]:
    return {route: letter(answer_of(client, "get", path)) for route, path in pages.items()}


def test_no_right_and_no_duty_of_who_convenes_falls_to_anybody(across, country):
    state = facts(across.initiative.pk)
    [row] = state.fields
    assert state.convening is None
    convening = {
        right for right, rule in access.RIGHTS.items() if rule.where is access.RIGHTS["round.open"].where
    }
    assert len(convening) > 5
    everybody = [*across.people.values(), *country.first.people.values(), *country.second.people.values()]
    assert not [(by, right) for by in everybody for right in convening if access.may(by, right, state, row)]
    missing = {point.what: [one.designation for one in point.owes] for point in gates.missing(state, row)}
    assert missing["Federführung benennen"] == [] and missing, "it is owed by nobody in particular"
    for place in state.participants:
        duties = todo_list.todo(initiatives=[state], organisation_id=place.id, today=moments.today()).duties
        assert {duty.kind for duty in duties} <= {"position", "proposal", "task"}, place
    assert not any(one.convenes for one in directory.entries(facts=state, day=moments.today()))


def test_what_all_have_answered_waits_for_nobody_who_could_not_decide_it(across):
    """The end of a round and of a proposal is the convening municipality's; without one nobody is told to do it."""
    for name in ("coesfeld", "borken", "münster"):
        by = across.people[name]
        ask = across.round.asks.get(organisation=by.organisation)
        positions.give(ask=ask, stance=Stance.CONSENT, by=by, at=moments.now())
        if name != "coesfeld":
            proposals.answer(proposal=across.proposal, reply="interest", reason="", by=by, at=moments.now())
    state = facts(across.initiative.pk)
    for place in state.participants:
        duties = todo_list.todo(initiatives=[state], organisation_id=place.id, today=moments.today()).duties
        assert not [duty for duty in duties if duty.kind in ("round", "proposal", "lead")], place
    assert not Notice.objects.filter(title__contains="Alle haben").exists()


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
