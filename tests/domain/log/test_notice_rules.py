"""What happens to fields, and to whom it is told."""

from datetime import timedelta

import pytest

from initiatives.domain.fields import assessments, fields, steps, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.reports import reports
from initiatives.domain.votes import conditions_of_consent, positions, reminding, rounds
from initiatives.domain.votes.conditions_of_consent import Wanted
from initiatives.enums import NoticeKind, Participation
from initiatives.models import Notice, PositionCondition
from tests.domain.reports.test_reports import issue, plan


@pytest.fixture
def at():
    return moments.now()


def told() -> set[tuple[str, str, str, str, int]]:
    """Who was told what kind, in which words and where."""
    return {
        (row.user.email.removesuffix("@ikz.example"), row.kind, row.title, row.page, row.page_id)
        for row in Notice.objects.select_related("user")
    }


def take_part(circle, *names):
    for name in names:
        organisation = getattr(circle, name)
        fields.set_participation(
            field=circle.payroll,
            organisation=organisation,
            status=Participation.PARTICIPATING,
            by=None,
            at=moments.now(),
        )


def open_round(circle, at, wanted):
    return rounds.open_round(
        question=rounds.Question("taking_part", "Machen Sie mit?"),
        fields=[circle.hotline],
        organisations=wanted,
        deadline=moments.today() + timedelta(days=14),
        by=circle.people["nottuln"],
        at=at,
    )


def test_a_round_is_told_to_the_asked_each_where_it_answers(circle, at):
    round_ = open_round(circle, at, [circle.nottuln, circle.duelmen])
    ask = round_.asks.get(organisation=circle.duelmen)
    title = "Votum gefragt: Einführung von D 115"
    assert told() == {("beauftragte-duelmen", "asked", title, "position", ask.pk)}
    row = Notice.objects.get()
    assert row.reason == "weil Ihre Kommune gefragt ist" and row.initiative == circle.initiative


def test_opening_for_many_asks_no_more_than_for_few(circle, at, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        open_round(circle, at, [circle.duelmen, circle.rosendahl, circle.nottuln])


def test_a_reminder_is_told_to_who_owes(circle, at):
    duelmen = circle.people["duelmen"]
    positions.give(ask=circle.ask(circle.duelmen), stance="consent", by=duelmen, at=at)
    reminding.remind(round_=circle.round, by=circle.people["nottuln"], at=at)
    ask = circle.ask(circle.rosendahl)
    title = "Erinnerung an das Votum: Personalabrechnung bündeln"
    assert told() == {("beauftragte-rosendahl", "asked", title, "position", ask.pk)}


def test_more_time_and_the_end_of_a_round_are_told_as_changes(circle, at):
    by, field = circle.people["nottuln"], circle.payroll
    rounds.extend(round_=circle.round, deadline=circle.round.deadline + timedelta(9), by=by, at=at)
    rounds.close_round(round_=circle.round, reason="Es eilt.", by=by, at=at + timedelta(minutes=5))
    titles = ("Frist der Abstimmungsrunde", "Abstimmungsrunde geschlossen")
    assert told() == {
        (f"beauftragte-{name}", "change", f"{title}: {field.title}", "field", field.pk)
        for name in ("duelmen", "rosendahl")
        for title in titles
    }
    assert not [row.title for row in Notice.objects.all() if "Es eilt" in row.title + row.reason]


def test_a_spoken_votum_is_told_to_who_confirms_it(circle, at):
    ask = circle.ask(circle.rosendahl)
    positions.take_down(
        ask=ask,
        stance="consent",
        source_note="Telefonat mit Frau X",
        effective_on=moments.today(),
        by=circle.people["nottuln"],
        at=at,
    )
    title = "Mündliches Votum zu bestätigen: Personalabrechnung bündeln"
    assert told() == {("beauftragte-rosendahl", "asked", title, "position", ask.pk)}


def test_a_condition_is_told_to_its_owner_once_and_its_fulfilment_to_who_set_it(circle, at):
    ask, duelmen = circle.ask(circle.duelmen), circle.people["duelmen"]
    wanted = [Wanted("Nur mit Rosendahl", circle.rosendahl), Wanted("Nur in bar")]
    given = {"ask": ask, "stance": "conditional", "by": duelmen, "conditions": wanted}
    positions.give(**given, reason="Nur so", at=at)
    title = "Bedingung zu erfüllen: Personalabrechnung bündeln"
    assigned = ("beauftragte-rosendahl", "asked", title, "position", ask.pk)
    assert told() == {assigned}
    positions.give(**given, reason="Nur so, wirklich", at=at + timedelta(hours=1))
    assert Notice.objects.count() == 1
    condition = PositionCondition.objects.get(
        owner=circle.rosendahl,
        position=ask.positions.last(),
    )
    conditions_of_consent.settle(
        condition=condition, state="fulfilled", note="Zugesagt", by=circle.people["rosendahl"], at=at
    )
    title = "Bedingung erfüllt gemeldet: Personalabrechnung bündeln"
    assert told() == {assigned, ("beauftragte-duelmen", "asked", title, "position", ask.pk)}
    conditions_of_consent.settle(condition=condition, state="confirmed", by=duelmen, at=at)
    assert Notice.objects.count() == 2


def test_a_step_is_told_to_the_organisation_that_gets_it(circle, at):
    take_part(circle, "duelmen", "rosendahl")
    by, field = circle.people["nottuln"], circle.payroll
    step = steps.add(field=field, title="Vertrag prüfen", by=by, at=at)
    assert not Notice.objects.exists()
    steps.edit(step=step, values={"owner": circle.duelmen}, seen=None, by=by, at=at)
    title = "Arbeitsschritt für Sie: Personalabrechnung bündeln"
    assert told() == {("beauftragte-duelmen", "task", title, "field", field.pk)}
    assert Notice.objects.get().anchor == f"schritt-{step.pk}"
    steps.edit(step=step, values={"title": "Vertrag lesen"}, seen=None, by=by, at=at)
    steps.edit(step=step, values={"state": "done", "owner": circle.rosendahl}, seen=None, by=by, at=at)
    assert Notice.objects.count() == 1
    steps.add(field=field, title="Termin finden", owner=circle.rosendahl, by=by, at=at)
    assert Notice.objects.count() == 2


def test_phase_light_and_lead_are_told_to_those_that_take_part(circle, at):
    take_part(circle, "nottuln", "duelmen", "county")
    by, field = circle.people["nottuln"], circle.payroll
    fields.set_lead(field=field, organisation=circle.nottuln, contact="Amt 10", by=by, at=at)
    assessments.assess(field=field, light="green", by=by, at=at)
    assessments.assess(field=field, light="red", cause="Geheim", measure="Geheim", by=by, at=at)
    workflow.release(field=field, reason="Geheim", by=by, at=at)
    titles = ("Federführung geändert", "Ampel auf Rot", "Phase geändert")
    assert told() == {
        (name, "change", f"{title}: {field.title}", "field", field.pk)
        for name in ("beauftragte-duelmen", "kreis")
        for title in titles
    }
    assert {(row.user.email.partition("@")[0], row.reason) for row in Notice.objects.all()} == {
        ("beauftragte-duelmen", "weil Ihre Kommune an dem Feld beteiligt ist"),
        ("kreis", "weil Ihr Kreis an dem Feld beteiligt ist"),
    }
    assert not [row for row in Notice.objects.all() if "Geheim" in row.title + row.reason]


def test_other_changes_of_a_field_are_told_to_nobody(circle, at):
    take_part(circle, "nottuln", "duelmen")
    by = circle.people["nottuln"]
    fields.edit(field=circle.payroll, values={"aim": "Ziel"}, version=1, by=by, at=at)
    positions.give(ask=circle.ask(circle.nottuln), stance="consent", by=by, at=at)
    assert not Notice.objects.exists()


def test_an_issued_report_is_told_to_its_body_and_to_the_circle(circle, at):
    report = plan(circle)
    reports.start(report=report, at=at)
    reports.finish(report=report, html="<p>Bericht", pdf=b"%PDF", at=at)
    row = issue(circle, report, at)
    issued = Notice.objects.filter(kind=NoticeKind.REPORT).select_related("user")
    reasons = {row.user.email: row.reason for row in issued}
    assert {(one.page, one.page_id) for one in issued} == {("report", report.pk)}
    circle_ = [f"beauftragte-{name}@ikz.example" for name in ("nottuln", "duelmen", "rosendahl")]
    assert reasons == {
        **dict.fromkeys(circle_, "weil Ihre Kommune an der Initiative teilnimmt"),
        "lesende-nottuln@ikz.example": "weil Ihre Kommune an der Initiative teilnimmt",
        "zweite-kreis@ikz.example": "weil der Bericht an ein Gremium Ihres Kreises geht",
        "kreistag@ikz.example": "weil der Bericht an Ihr Gremium geht",
    }
    assert [(one["role"], one["place"], one["count"]) for one in row.told] == [
        ("Beauftragte/r", "Gemeinde Nottuln", 1),
        ("Beauftragte/r", "Stadt Dülmen", 1),
        ("Lesende/r", "Gemeinde Nottuln", 1),
        ("Mitglied", "Kreistag, Kreis Coesfeld", 1),
        ("Stellvertretung", "Gemeinde Rosendahl", 1),
        ("Stellvertretung", "Kreis Coesfeld", 1),
    ]
