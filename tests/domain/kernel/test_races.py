"""What two people do at the same moment, on a database that lets them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.domain.fields import documents, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.meetings import meetings
from initiatives.domain.people import connected_accounts, handing_over, mandates, offers, people
from initiatives.domain.proposals import acceptance
from initiatives.domain.reports import county_paper, reports, sittings
from initiatives.domain.reports import drafts as report_drafts
from initiatives.domain.reports import life as report_life
from initiatives.domain.votes import positions, rounds
from initiatives.enums import MandateState, Role
from initiatives.models import (
    AccountRecord,
    Body,
    Event,
    Field,
    Mandate,
    Minutes,
    Notice,
    PhaseTransition,
    Position,
    Project,
    Proposal,
    Report,
    ReportJob,
    Round,
    User,
)
from tests.domain.projects import answer, propose
from tests.domain.reports.test_reports import finished, issue, plan, second
from tests.support.files import PDF, upload
from tests.support.meetings import noted, opened

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*acts) -> list[str]:
    """Do all of it in threads of their own; what each came to: "done" or the refusal."""
    barrier = Barrier(len(acts))

    def run(act) -> str:
        try:
            barrier.wait()
            act()
        except Refused as refusal:
            return refusal.message
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def administrators(db) -> list[Mandate]:
    return [
        Mandate.objects.create(
            user=User.objects.create_user(f"{name}@ikz.example"),
            role=Role.ADMINISTRATOR,
            valid_from=date(2026, 1, 1),
        )
        for name in ("eins", "zwei")
    ]


@pytest.mark.parametrize("turn", range(3))
def test_two_administrators_end_each_other_and_one_stays(administrators, turn):
    one, two = administrators
    told = at_once(
        lambda: mandates.end(mandate=two, last_day=AT.date(), by=one, at=AT),
        lambda: mandates.end(mandate=one, last_day=AT.date(), by=two, at=AT),
    )
    assert sorted(word == "done" for word in told) == [False, True]
    assert Mandate.objects.filter(valid_until=None).count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_two_administrators_lock_each_other_and_one_stays(administrators, turn):
    one, two = administrators
    told = at_once(
        lambda: people.deactivate(user=two.user, by=one, at=AT),
        lambda: people.deactivate(user=one.user, by=two, at=AT),
    )
    assert sorted(word == "done" for word in told) == [False, True]
    assert User.objects.filter(is_active=True).count() == 1


def test_the_same_mandate_given_twice_at_once_is_given_once(administrators):
    by, person = administrators[0], User.objects.create_user("neu@ikz.example")
    grant = {"user": person, "role": Role.ADMINISTRATOR, "by": by, "at": AT}
    told = at_once(lambda: mandates.grant(**grant), lambda: mandates.grant(**grant))
    assert sorted(word == "done" for word in told) == [False, True]
    assert person.mandates.count() == 1


def test_an_offer_is_accepted_declined_or_withdrawn_and_only_one_of_it(circle):
    by, person = circle.people["county_administrator"], circle.people["stranger"].user
    offer = mandates.grant(
        user=person, known_as=person.email, role=Role.READER, organisation=circle.duelmen, by=by, at=AT
    )
    results = at_once(
        lambda: offers.accept(mandate=offer, by=person, at=AT),
        lambda: offers.decline(mandate=offer, by=person, at=AT),
    )
    assert sorted(one == "done" for one in results) == [False, True]
    assert offer.user.account_records.exclude(subject__startswith="Mandat angeboten").count() == 1
    again = mandates.grant(
        user=person, known_as=person.email, role=Role.DEPUTY, organisation=circle.duelmen, by=by, at=AT
    )
    at_once(
        lambda: offers.accept(mandate=again, by=person, at=AT),
        lambda: mandates.withdraw(mandate=again, by=by, at=AT),
    )
    assert Mandate.objects.get(pk=again.pk).state == MandateState.WITHDRAWN, "whichever comes first"


@pytest.mark.parametrize("turn", range(3))
def test_a_release_asked_for_twice_at_once_happens_once(circle, turn):
    values = {"field": circle.payroll, "by": circle.people["nottuln"], "at": moments.now()}
    values |= {"reason": "So beschlossen.", "seen": "0"}
    told = at_once(lambda: workflow.release(**values), lambda: workflow.release(**values))
    assert sorted(word == "done" for word in told) == [False, True]
    assert PhaseTransition.objects.get().to_phase == Field.objects.get(pk=circle.payroll.pk).phase == 1


def test_the_last_two_answers_at_once_close_a_round_that_closes_itself(circle):
    Round.objects.update(closes_itself=True)
    people, at = circle.people, moments.now()
    positions.give(ask=circle.ask(circle.nottuln), stance="consent", by=people["nottuln"], at=at)
    told = at_once(
        *(
            lambda name=name: positions.give(
                ask=circle.ask(getattr(circle, name)), stance="consent", by=people[name], at=at
            )
            for name in ("duelmen", "rosendahl")
        )
    )
    assert told == ["done", "done"]
    assert Round.objects.get().closing == "answers"


@pytest.mark.parametrize("turn", range(3))
def test_two_versions_at_once_both_count_and_the_same_file_twice_once(circle, settings, tmp_path, turn):
    settings.MEDIA_ROOT = tmp_path
    by, field = circle.people["duelmen"], circle.payroll
    document = documents.add(field=field, title="Entwurf", file=upload(), by=by, at=AT)

    def renew(content):
        file = upload(content=PDF + content)
        return lambda: documents.add_version(document=document, file=file, by=by, at=AT)

    assert at_once(renew(b"2"), renew(b"3")) == ["done", "done"]
    assert [version.number for version in document.versions.all()] == [3, 2, 1]
    told = at_once(renew(b"4"), renew(b"4"))
    assert sorted(word == "done" for word in told) == [False, True]
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == document.versions.count() == 4


@pytest.mark.parametrize("turn", range(3))
def test_two_close_a_meeting_at_once_and_one_is_told(circle, turn):
    meeting = opened(circle)
    noted(circle, meeting)
    values = {"meeting": meeting, "by": circle.people["nottuln"], "at": moments.now()}
    told = at_once(lambda: meetings.close(**values), lambda: meetings.close(**values))
    assert [word for word in told if word != "done"] == [
        "Dieses Treffen ist schon abgeschlossen. Seine Ergebnisse stehen fest."
    ]
    assert Minutes.objects.count() == 1


@pytest.mark.parametrize("inside", [False, True])
def test_a_proposal_accepted_twice_at_once_becomes_one_field_or_one_project(circle, inside):
    field = circle.hotline if inside else None
    proposal = propose(circle, "county", "nottuln", "duelmen", field=field)
    for name in ("nottuln", "duelmen"):
        answer(circle, proposal, name, "take_part")
    proposal.refresh_from_db()
    values = {"proposal": proposal, "version": proposal.version, "by": circle.people["nottuln"]}
    values |= {"at": moments.now()}
    told = at_once(lambda: acceptance.accept(**values), lambda: acceptance.accept(**values))
    assert sorted(told) == ["Dieser Projektvorschlag ist schon angenommen.", "done"]
    assert Field.objects.filter(title=proposal.title).count() == (0 if inside else 1)
    assert Project.objects.count() == (1 if inside else 0)
    assert Position.objects.count() == (0 if inside else 2)


@pytest.mark.parametrize("turn", range(3))
def test_an_answer_and_the_decision_at_once_never_leave_an_answer_out(circle, turn):
    proposal = propose(circle, "county", "nottuln", "duelmen", "rosendahl")
    for name in ("nottuln", "duelmen"):
        answer(circle, proposal, name, "take_part")
    proposal.refresh_from_db()
    values = {"proposal": proposal, "version": proposal.version, "by": circle.people["nottuln"]}
    told = at_once(
        lambda: acceptance.accept(**values, at=moments.now()),
        lambda: answer(circle, proposal, "rosendahl", "interest"),
    )
    assert sorted(word == "done" for word in told) == [False, True]
    accepted = Proposal.objects.get().state == "accepted"
    assert Position.objects.count() == (2 if accepted else 0)


@pytest.mark.parametrize("turn", range(3))
def test_two_reports_issued_at_once_do_not_get_one_number(circle, turn):
    drafts, by, at = [finished(circle), finished(circle)], circle.people["county"], moments.now()
    for draft in drafts:
        report_life.check(report=draft, by=second(circle), at=at)
    told = at_once(*(lambda one=one: report_life.issue(report=one, by=by, at=at) for one in drafts))
    assert sorted(word == "done" for word in told) == [False, True]
    assert "inzwischen vergeben" in "".join(told)
    assert Report.objects.get(state="issued").label == f"1/{moments.today().year}"


def test_one_report_issued_twice_at_once_is_issued_once(circle):
    draft, by, at = finished(circle), circle.people["county"], moments.now()
    report_life.check(report=draft, by=second(circle), at=at)
    told = at_once(*[lambda: report_life.issue(report=draft, by=by, at=at)] * 2)
    assert sorted(word == "done" for word in told) == [False, True]
    assert Notice.objects.filter(kind="report", user=circle.people["kreistag"].user).count() == 1


def test_a_draft_changed_while_it_is_issued_is_one_or_the_other(circle):
    draft, by, at = finished(circle), circle.people["county"], moments.now()
    report_life.check(report=draft, by=second(circle), at=at)
    told = at_once(
        lambda: report_life.issue(report=draft, by=by, at=at),
        lambda: report_drafts.edit(report=draft, values={"preface": "Neu"}, by=by, at=at),
    )
    assert sorted(word == "done" for word in told) == [False, True]
    row = Report.objects.get()
    assert (row.state, row.preface) in (("issued", ""), ("draft", "Neu"))


@pytest.mark.parametrize("turn", range(3))
def test_a_draft_is_changed_while_a_worker_begins_and_ends_its_making(circle, turn):
    by, at = circle.people["county"], moments.now()
    draft = plan(circle)
    begin = at_once(
        lambda: reports.start(report=draft, at=at),
        lambda: report_drafts.edit(report=draft, values={"preface": "Neu"}, by=by, at=at),
    )
    draft.refresh_from_db()
    assert (begin, draft.preface) == (["done", "done"], "Neu")
    reports.start(report=draft, at=at)
    ended = at_once(
        lambda: reports.finish(report=draft, html="<p>", pdf=b"%PDF", at=at),
        lambda: report_drafts.discard(report=draft, by=by, at=at),
    )
    draft.refresh_from_db()
    assert (ended, draft.state) == (["done", "done"], "discarded")


def test_workers_that_begin_one_report_to_several_bodies_at_once_take_one_instant_and_one_issue_is_all(
    circle,
):
    board = {"organisation": circle.county, "kind": "kreisausschuss"}
    bodies = [circle.kreistag, *(Body.objects.create(name=n, slug=n.lower(), **board) for n in ("A", "B"))]
    by, at = circle.people["county"], moments.now()
    paper = county_paper.default_paper(bodies[0], moments.today(), moments.today())
    values = {"initiatives": [circle.initiative], "as_of": moments.today(), "edition": "public"}
    rows = report_drafts.plan_for_all(bodies=bodies, paper=paper, by=by, at=at, **values)
    begun = [at + timedelta(seconds=n) for n in range(3)]
    at_once(*(lambda n=n: reports.start(report=rows[n], at=begun[n]) for n in range(3)))
    assert len(set(Report.objects.values_list("recorded_until", flat=True))) == 1
    for row in rows:
        reports.finish(report=row, html="<p>", pdf=b"%PDF", at=at)
    report_life.check(report=rows[1], by=second(circle), at=at)
    told = at_once(*(lambda row=row: report_life.issue(report=row, by=by, at=at) for row in rows))
    assert told.count("done") == 1
    assert set(Report.objects.values_list("state", flat=True)) == {"issued"}
    assert Event.objects.filter(kind="report").count() == 1


def test_one_report_corrected_twice_at_once_has_one_correction(circle):
    old, by, at = issue(circle, finished(circle)), circle.people["county"], moments.now()
    told = at_once(*[lambda: report_life.correct(report=old, reason="Zahl", by=by, at=at)] * 2)
    assert sorted(word == "done" for word in told) == [False, True]
    assert Report.objects.filter(replaces=old).count() == 1


def test_a_sitting_is_reminded_of_once(circle):
    sitting = circle.kreistag.sittings.create(held_on=moments.today())
    told = at_once(*[lambda: sittings.remind(sitting=sitting, at=moments.now())] * 2)
    assert told == ["done", "done"]
    assert Notice.objects.filter(page="sitting_report").count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_two_timers_and_a_delegate_at_once_close_each_round_once(circle, turn):
    day = moments.today() - timedelta(days=1)
    Round.objects.update(closes_itself=True, opened_on=day, deadline=day)
    by = circle.people["nottuln"]
    told = at_once(
        lambda: call_command("run_due"),
        lambda: call_command("run_due"),
        lambda: rounds.close_round(round_=circle.round, by=by, at=moments.now()),
    )
    assert told[:2] == ["done", "done"]
    assert told[2] in ("done", "Diese Runde ist schon geschlossen.")
    closed = Round.objects.get()
    assert closed.closing == "date"
    fields = closed.asks.values("field").distinct()
    assert Event.objects.filter(subject="Abstimmungsrunde geschlossen").count() == fields.count()


def test_two_timers_at_once_revive_a_report_once(circle):
    draft, at = plan(circle), moments.now()
    reports.start(report=draft, at=at)
    job, later = draft.job, at + timedelta(minutes=2)
    told = []
    at_once(*[lambda: told.append(reports.revive(job=job, at=later))] * 2)
    assert sorted(told) == [False, True]
    assert ReportJob.objects.get().lost == 1


def test_an_account_at_a_provider_is_connected_once_and_with_one_person(circle):
    address = "beauftragte-duelmen@ikz.example"
    first = connected_accounts.Identity("kreis", "Kreisverwaltung", ("ikz.example",), "1", address, True)
    sign_in, connect = connected_accounts.sign_in, connected_accounts.connect
    assert at_once(*[partial(sign_in, identity=first, at=AT)] * 3) == ["done"] * 3
    assert AccountRecord.objects.count() == 1
    row = circle.people["duelmen"].user.socialaccount_set.get()
    connected_accounts.disconnect(user=row.user, connection_id=row.pk, name="Kreisverwaltung", at=AT)
    others = [first._replace(subject=name) for name in "23"]
    came = at_once(*[partial(sign_in, identity=one, at=AT) for one in others])
    assert came.count("done") == row.user.socialaccount_set.count() == 1
    private = first._replace(subject="4", email="privat@anderswo.example")
    users = [circle.people[name].user for name in ("nottuln", "rosendahl")]
    came = at_once(*[partial(connect, user=user, identity=private, at=AT) for user in users])
    assert came.count("done") == 1


def test_handing_over_takes_the_person_before_the_mandates_as_locking_does(circle):
    by, successor = circle.people["administrator"], circle.people["reader"].user
    with CaptureQueriesContext(connection) as asked:
        handing_over.hand_over(
            mandate=circle.people["duelmen"], email=successor.email, last_day=AT.date(), by=by, at=AT
        )
    locks = [one["sql"] for one in asked if "FOR NO KEY UPDATE" in one["sql"]]
    assert 'FROM "initiatives_user"' in locks[0] and any("initiatives_mandate" in one for one in locks)
