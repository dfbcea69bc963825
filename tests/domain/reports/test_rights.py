"""Who makes and reads a report on several initiatives: each side of the same right, and the doors beside the pages."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

import pytest
from django.urls import reverse

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.log import events, notice_access
from initiatives.domain.reports import bodies as report_bodies
from initiatives.domain.reports import county_paper, sittings
from initiatives.domain.reports import life as report_life
from initiatives.domain.rules import access
from initiatives.domain.search import search
from initiatives.domain.talk import comment_places, comments
from initiatives.enums import Edition, Participation, ReportedBy, ReportState, Role
from initiatives.models import (
    Body,
    Initiative,
    InitiativeParticipant,
    Mandate,
    Notice,
    Organisation,
    Report,
    ReportInitiative,
    User,
)
from tests.domain.reports.test_reports import finished, issue, plan
from tests.support.personas import BEGIN, Circle, climate

DAY = moments.today()
ISSUED, DRAFT = ReportState.ISSUED, ReportState.DRAFT


# Generated circles: what each side of the right says, against the rule in words


@dataclass
class World:
    reports: list[Report]
    mandates: list[Mandate]
    left_on: dict[tuple[int, int], date | None]  # initiative and organisation -> when it left

    def knows(self, mandate: Mandate, report: Report, initiative: Initiative, *, today: bool) -> bool:
        if mandate.initiative_id not in (None, initiative.pk):
            return False
        if mandate.organisation_id == report.body.organisation_id:
            return True
        place = (initiative.pk, mandate.organisation_id)
        left = self.left_on.get(place)
        return place in self.left_on and (left is None or (not today and report.as_of <= left))

    def makes(self, mandate: Mandate, report: Report, told: list[Initiative]) -> bool:
        if mandate.role not in (Role.DELEGATE, Role.COUNTY_REPRESENTATIVE):
            return False
        own, by = mandate.organisation_id, report.body.reported_by
        reports_ = (own == report.body.organisation_id and by != ReportedBy.CONVENING) or (
            own in {one.convening_id for one in told} and by != ReportedBy.ORGANISATION
        )
        return reports_ and all(self.knows(mandate, report, one, today=True) for one in told)

    def reads(self, mandate: Mandate, report: Report, told: list[Initiative]) -> bool:
        if mandate.role == Role.ADMINISTRATOR:
            return False
        if mandate.role == Role.COUNCIL_MEMBER:
            return report.state == ISSUED and mandate.body_id == report.body_id
        if self.makes(mandate, report, told):
            return True
        known = [self.knows(mandate, report, one, today=False) for one in told]
        return report.state == ISSUED and (any if report.edition == Edition.PUBLIC else all)(known)


def _organisation(kind: str, name: str, ags: str | None = None) -> Organisation:
    return Organisation.objects.create(kind=kind, name=name, designation=name, ags=ags)


def _mandates(
    organisations: list[Organisation], told: list[Initiative], bodies: list[Body]
) -> Iterator[Mandate]:
    roles = (Role.DELEGATE, Role.READER, Role.COUNTY_REPRESENTATIVE)
    for role, organisation, only in product(roles, organisations, [None, *told]):
        yield Mandate(role=role, organisation=organisation, initiative=only)
    for body in bodies:
        yield Mandate(role=Role.COUNCIL_MEMBER, organisation=body.organisation, body=body)
    yield Mandate(role=Role.ADMINISTRATOR)


@pytest.fixture(params=[1, pytest.param(2, marks=pytest.mark.once)])
def world(request, db) -> World:
    """Three initiatives of changing circles, one of them with a third party in a field; every report on each choice of
    them, in both editions and three states, to bodies of all settings; every role, with and without a single initiative.
    """
    dice, at = random.Random(request.param), moments.now()
    county = _organisation("kreis", "Kreis", "05558")
    towns = [_organisation("stadt", f"Stadt {number}", f"0555800{number}") for number in range(3)]
    third = _organisation("dritte", "Verband")
    left_on: dict[tuple[int, int], date | None] = {}
    told = []
    for number in range(3):
        one = Initiative.objects.create(
            title=f"Initiative {number}",
            documented_from=BEGIN,
            county=county,
            convening=dice.choice([*towns, None]),
        )
        told.append(one)
        for organisation in [county, *towns]:
            if dice.random() < 0.7:
                left = dice.choice([None, None, None, DAY - timedelta(days=1), DAY])
                left_on[one.pk, organisation.pk] = left
                InitiativeParticipant.objects.create(
                    initiative=one, organisation=organisation, joined_on=BEGIN, left_on=left
                )
    field = fields.propose(initiative=told[0], title="Feld", by=None, at=at)
    fields.set_participation(
        field=field, organisation=third, status=Participation.PARTICIPATING, by=None, at=at
    )
    bodies = [
        Body.objects.create(
            organisation=organisation,
            kind="rat",
            name=f"Gremium {number}",
            slug=f"g{number}",
            reported_by=by,
        )
        for number, (organisation, by) in enumerate(
            zip((county, *towns), [*ReportedBy, ReportedBy.BOTH], strict=True)
        )
    ]
    mandates = list(_mandates([county, *towns, third], told, bodies))
    users = User.objects.bulk_create(User(email=f"p{n}@ikz.example") for n in range(len(mandates)))
    for user, mandate in zip(users, mandates, strict=True):
        mandate.user, mandate.valid_from = user, BEGIN
    Mandate.objects.bulk_create(mandates)
    return World(_reports(bodies, told, mandates[0]), mandates, left_on)


def _reports(bodies: list[Body], told: list[Initiative], by: Mandate) -> list[Report]:
    at, made, links = moments.now(), [], []
    states = {
        DRAFT: {},
        ISSUED: {"issued_at": at, "issued_by": by, "pdf": b"%PDF", "pdf_sha256": "0"},
        ReportState.DISCARDED: {"discarded_at": at, "discarded_by": by},
    }
    choices = [[one for n, one in enumerate(told) if number >> n & 1] for number in range(1, 8)]
    kinds = product(bodies, Edition, states.items(), choices)
    for number, (body, edition, (state, values), chosen) in enumerate(kinds):
        row = Report(
            body=body, edition=edition, state=state, number=number, as_of=DAY, paper_date=DAY, **values
        )
        row.created_at, row.created_by, row.made_by = at, by, by
        made.append(row)
        links += [ReportInitiative(report=row, initiative=one, order=n) for n, one in enumerate(chosen)]
    Report.objects.bulk_create(made)
    ReportInitiative.objects.bulk_create(links)
    return made


def test_the_query_and_the_notices_and_the_comments_say_of_every_report_what_the_rule_says(
    world, django_assert_num_queries
):
    told: dict[int, list[Initiative]] = {}
    for link in ReportInitiative.objects.select_related("initiative"):
        told.setdefault(link.report_id, []).append(link.initiative)
    rule = {
        (one.pk, row.pk)
        for one in world.mandates
        for row in world.reports
        if world.reads(one, row, told[row.pk])
    }
    query = {
        (one.pk, pk)
        for one in world.mandates
        for pk in Report.objects.visible_to(one).values_list("pk", flat=True)
    }
    assert query == rule
    rows = [
        Notice(user_id=one.user_id, kind="report", page="report", page_id=row.pk)
        for one in world.mandates
        for row in world.reports
    ]
    with django_assert_num_queries(4):  # mandates, reports, initiatives, participants
        allowed = notice_access.allowed(rows, at=moments.now())
    by_user = {one.user_id: one.pk for one in world.mandates}
    assert {(by_user[row.user_id], row.page_id) for row in allowed} == rule
    writing = {one.pk for one in world.mandates if one.writes}
    for row in world.reports[::11]:
        readers = {one.pk for one in comment_places.readers(comment_places.of(row), moments.now())}
        assert readers == {pk for pk, report in rule if report == row.pk and pk in writing}
    makes = {
        (one.pk, row.pk)
        for one in world.mandates
        for row in world.reports
        if access.may_report(one, row.body, told[row.pk])
    }
    drafts = {row.pk for row in world.reports if row.state != ISSUED}
    assert {pair for pair in makes if pair[1] in drafts} == {pair for pair in rule if pair[1] in drafts}
    assert len(makes) > 50 and len(rule - makes) > 100


def test_the_reports_one_may_read_come_in_one_query(circle, django_assert_num_queries):
    plan(circle)
    with django_assert_num_queries(1):
        list(Report.objects.visible_to(circle.people["nottuln"]))


# Two initiatives of the county; Nottuln convenes the first, Dülmen the second, Rosendahl takes part in both


@pytest.fixture
def second(circle: Circle) -> Initiative:
    return climate(circle)


def both(circle: Circle, second: Initiative, **changes) -> dict:
    return {"initiatives": [circle.initiative, second], "edition": Edition.NON_PUBLIC} | changes


def readers(circle: Circle, report: Report) -> set[str]:
    return {
        name
        for name, one in circle.people.items()
        if Report.objects.visible_to(one).filter(pk=report.pk).exists()
    }


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        (Edition.NON_PUBLIC, {"duelmen", "rosendahl", "county", "kreistag"}),
        (Edition.PUBLIC, {"duelmen", "rosendahl", "county", "kreistag", "nottuln", "reader", "limited"}),
    ],
)
def test_an_issued_report_on_both_is_read_by_those_of_both_or_if_public_of_one(
    circle, second, edition, expected
):
    draft = finished(circle, **both(circle, second, edition=edition))
    assert readers(circle, draft) == {"duelmen", "county"}
    issued = issue(circle, draft)
    assert readers(circle, issued) == expected
    told = {one.user_id for one in Notice.objects.filter(page="report", kind="report")}
    names = {name for name, one in circle.people.items() if one.user_id in told}
    assert names == expected - {"county"}, "who issued it knows"


@pytest.mark.parametrize("edition", Edition.values)
def test_who_takes_part_in_one_only_reports_on_that_one(circle, second, edition, sign_in):
    may = {
        name: [one.short_title for one in report_bodies.reportable(mandate, circle.kreistag)]
        for name, mandate in circle.people.items()
    }
    assert {name: told for name, told in may.items() if told} == {
        "county": ["Kreis Coesfeld", "Klimaschutz"],
        "nottuln": ["Kreis Coesfeld"],
        "duelmen": ["Kreis Coesfeld", "Klimaschutz"],
    }
    host = sign_in("nottuln")
    form = host.get(reverse("report_new"), {"gremium": circle.kreistag.pk}).content.decode()
    assert circle.initiative.title in form and second.title not in form
    today = f"{DAY:%d.%m.%Y}"
    values = {"bodies": [circle.kreistag.pk], "as_of": today, "edition": edition}
    for chosen in ([circle.initiative.pk, second.pk], [second.pk]):
        assert host.post(reverse("report_new"), values | {"initiatives": chosen}).status_code == 422
    assert not Report.objects.exists()


def test_what_may_be_told_to_another_body_is_refused_for_this_one_in_words(circle, second, sign_in):
    """The county tells its Kreistag of both, and as the one who convenes the second the Rat of Nottuln of that alone."""
    for one in (circle.county, circle.nottuln):
        InitiativeParticipant.objects.create(initiative=second, organisation=one, joined_on=BEGIN)
    Initiative.objects.filter(pk=second.pk).update(convening=circle.county)
    Body.objects.filter(pk=circle.rat_nottuln.pk).update(reported_by=ReportedBy.BOTH)
    today = f"{DAY:%d.%m.%Y}"
    values = {"bodies": [circle.rat_nottuln.pk], "as_of": today, "edition": "public"}
    county = sign_in("county")
    answer = county.post(reverse("report_new"), values | {"initiatives": [circle.initiative.pk]})
    page = answer.content.decode()
    words = f"Dem Gremium „{circle.rat_nottuln}“ können Sie über „{circle.initiative}“ nicht berichten."
    assert answer.status_code == 422 and words in page
    assert f'name="initiatives" value="{circle.initiative.pk}"' not in page
    assert not Report.objects.exists()
    assert county.post(reverse("report_new"), values | {"initiatives": [second.pk]}).status_code == 303


def test_what_the_last_report_says_of_others_is_not_offered_to_who_may_not_read_it(circle, second, sign_in):
    words = replace(county_paper.default_paper(circle.kreistag, DAY, DAY), preface="Die Wärmeplanung stockt.")
    issue(circle, finished(circle, **both(circle, second, paper=words)))
    offered = {}
    for name in ("county", "duelmen", "nottuln"):
        told = report_bodies.makeable(circle.people[name])[circle.kreistag]
        values = {
            "bodies": [circle.kreistag.pk],
            "as_of": f"{DAY:%d.%m.%Y}",
            "edition": "public",
            "initiatives": [one.pk for one in told],
        }
        assert sign_in(name).post(reverse("report_new"), values).status_code == 303
        offered[name] = Report.objects.latest("pk").preface == words.preface
    assert offered == {"county": True, "duelmen": True, "nottuln": False}


def test_who_has_left_one_makes_no_report_on_both_any_more_but_reads_of_the_time_before(circle, second):
    draft = finished(circle, **both(circle, second))
    issued = issue(circle, finished(circle, **both(circle, second)))
    circle.initiative.participants.filter(organisation=circle.duelmen).update(left_on=DAY)
    assert "duelmen" not in readers(circle, draft)
    assert "duelmen" in readers(circle, issued)
    assert not access.may_report(circle.people["duelmen"], circle.kreistag, [circle.initiative, second])
    circle.initiative.participants.filter(organisation=circle.duelmen).update(left_on=DAY - timedelta(days=1))
    assert "duelmen" not in readers(circle, issued)


def test_who_may_report_on_one_of_two_is_reminded_of_the_sitting_and_owes_it(circle, second):
    sitting = circle.kreistag.sittings.create(held_on=DAY + timedelta(days=3))
    owed = {
        name: [one.short_title for one in found[0].initiatives]
        for name, mandate in circle.people.items()
        if (found := sittings.owed(by=mandate, today=DAY))
    }
    assert owed == {
        "county": ["Kreis Coesfeld", "Klimaschutz"],
        "nottuln": ["Kreis Coesfeld"],
        "duelmen": ["Kreis Coesfeld", "Klimaschutz"],
    }
    assert sittings.remind(sitting=sitting, at=moments.now())
    told = {one.user_id for one in Notice.objects.filter(page="sitting_report", page_id=sitting.pk)}
    assert told == {circle.people[name].user_id for name in owed}


def test_who_may_check_a_report_on_both_is_of_both(circle, second):
    told = [circle.initiative, second]
    found = {one.user_id for one in report_life.makers(circle.kreistag, told, on=DAY)}
    assert found == {circle.people[name].user_id for name in ("county", "duelmen")}


def test_what_is_said_of_a_report_on_both_is_found_and_told_by_those_of_both(circle, second):
    issued = issue(circle, finished(circle, **both(circle, second)))
    by, at = circle.people["duelmen"], moments.now()
    comments.write(report=issued, text="Wärmeplanung prüfen @Nottuln @Rosendahl", by=by, at=at)
    workers = {name: one for name, one in circle.people.items() if one.writes}
    found = {
        name
        for name, one in workers.items()
        if search.search(words=["Wärmeplanung"], mandate=one, day=DAY, only="kommentare").total
    }
    assert found == {"county", "duelmen", "rosendahl"}
    told = {one.user_id for one in Notice.objects.filter(page="report", anchor__startswith="kommentar")}
    assert told == {circle.people["rosendahl"].user_id}
    heard = {name for name, one in workers.items() if events.of_page("report", issued.pk, by=one)}
    assert heard == {"county", "duelmen", "rosendahl"}


def test_a_notice_of_a_report_that_one_may_not_open_any_more_is_not_shown(circle, second):
    by = circle.people["rosendahl"]
    issue(circle, finished(circle, **both(circle, second)))
    assert Notice.objects.visible_to(by.user_id, [by]).filter(page="report").count() == 1
    second.participants.filter(organisation=circle.rosendahl).update(left_on=DAY - timedelta(days=1))
    assert not Notice.objects.visible_to(by.user_id, [by]).filter(page="report").exists()


def test_a_third_party_in_a_field_reads_no_report(circle, second):
    third = Organisation.objects.create(kind="dritte", name="Verband", designation="Verband")
    fields.set_participation(
        field=circle.payroll,
        organisation=third,
        status=Participation.PARTICIPATING,
        by=None,
        at=moments.now(),
    )
    user = User.objects.create_user("verband@ikz.example")
    circle.people["third"] = Mandate.objects.create(
        user=user, role=Role.DELEGATE, organisation=third, valid_from=BEGIN
    )
    assert Initiative.objects.visible_to(circle.people["third"]).exists()
    for edition in Edition:
        assert "third" not in readers(circle, issue(circle, finished(circle, edition=edition)))
