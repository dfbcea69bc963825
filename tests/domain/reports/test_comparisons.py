"""With which earlier report a report is compared, like with like, and what it was told of before."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.domain.circle import initiatives
from initiatives.domain.fields import assessments, fields, workflow
from initiatives.domain.kernel import moments, texts
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.reports import classifications, county_paper, reports
from initiatives.domain.reports import drafts as report_drafts
from initiatives.domain.reports import life as report_life
from initiatives.domain.votes import positions
from initiatives.enums import Edition, Light, ReportText, SideState, Stance
from initiatives.models import Report
from initiatives.snapshot.form import digest
from tests.domain.reports.test_reports import issue, plan
from tests.support.lifting import overwrite
from tests.support.personas import AT, BEGIN

NOW = AT + timedelta(days=200)
QUARTER = timedelta(days=90)

pytestmark = pytest.mark.once  # snapshots are compared


def day(number: int) -> date:
    """The end of the n-th quarter of the circle."""
    return BEGIN + number * QUARTER


def at(number: int, days: int = 5) -> datetime:
    """Some days after it."""
    return AT + number * QUARTER + timedelta(days=days)


def taken(circle, quarter: int, made_at: datetime | None = None, **changes) -> Report:
    made_at = made_at or at(quarter)
    report = plan(circle, **{"as_of": day(quarter), "at": made_at} | changes)
    reports.start(report=report, at=made_at)
    return Report.objects.get(pk=report.pk)


def issued(circle, quarter: int, made_at: datetime | None = None, **changes) -> Report:
    made_at = made_at or at(quarter)
    report = taken(circle, quarter, made_at, **changes)
    reports.finish(report=report, html="<p>", pdf=b"%PDF", at=made_at)
    return issue(circle, Report.objects.get(pk=report.pk), made_at)


def assess(circle, light: str, when: datetime, **words) -> None:
    if light != Light.GREEN:
        words = {"cause": "Zwei Verfahren", "measure": "Ausschreiben"} | words
    assessments.assess(field=circle.payroll, light=light, by=circle.people["nottuln"], at=when, **words)


def quiet(report: Report) -> list[str]:
    """What is said of the fields of which nothing new was said."""
    return [one["new"] for one in report.snapshot["quiet"]]


def told(report: Report) -> list[tuple[str, ...]]:
    return [(one["kind"], one["subject"], one["old"], one["new"]) for one in report.snapshot["changes"]]


def test_the_first_report_has_none_before_it(circle):
    first = taken(circle, 1)
    assert (first.snapshot["previous"], first.snapshot["changes"]) == (None, [])


def test_drafts_reports_to_others_and_for_the_same_day_are_not_compared_with(circle):
    taken(circle, 1)
    issued(circle, 2)
    rat = circle.rat_nottuln
    issued(circle, 1, body=rat, by=circle.people["nottuln"])
    assert taken(circle, 2, at(2, 9)).snapshot["previous"] is None


def test_compared_is_with_the_latest_day_before_even_if_made_after_two_later_ones(circle):
    first = issued(circle, 1)
    assess(circle, Light.YELLOW, at(1, 30))
    second = issued(circle, 2)
    assess(circle, Light.RED, at(2, 30))
    third = issued(circle, 3)
    assert third.snapshot["previous"] == {
        "label": f"Nr. 2/{moments.today().year}",
        "as_of": day(2).isoformat(),
        "issued_on": moments.day_of(second.issued_at).isoformat(),
        "comparable": True,
    }
    assert ("light", "Ampel", "Gelb", "Rot") in told(third)
    between = taken(circle, 1, at(3, 9), as_of=day(2) - timedelta(days=1))
    assert between.snapshot["previous"]["label"] == f"Nr. 1/{moments.today().year}"
    assert between.snapshot["previous"]["as_of"] == first.as_of.isoformat()
    assert ("light", "Ampel", "noch nicht bewertet", "Gelb") in told(between)


def test_a_late_entry_shows_up_in_the_report_after_it(circle):
    issued(circle, 1)
    assessments.assess(
        field=circle.payroll,
        light=Light.GREEN,
        by=circle.people["nottuln"],
        at=at(1, 20),
        effective_on=day(1) - timedelta(days=10),
    )
    assert ("light", "Ampel", "noch nicht bewertet", "Grün") in told(taken(circle, 2))
    again = taken(circle, 1, at(2, 9))
    assert again.snapshot["initiatives"][0]["fields"][0]["light"] == "green", "for the day itself it counts"


def test_of_two_editions_for_one_day_the_same_is_compared_with(circle):
    issued(circle, 1, edition=Edition.NON_PUBLIC)
    issued(circle, 1, edition=Edition.PUBLIC)
    for edition, number in (
        (Edition.NON_PUBLIC, f"Nr. 1/{moments.today().year}"),
        (Edition.PUBLIC, f"Nr. 2/{moments.today().year}"),
    ):
        assert taken(circle, 2, edition=edition).snapshot["previous"]["label"] == number


def give(circle, when: datetime) -> None:
    positions.give(
        ask=circle.ask(circle.duelmen), stance=Stance.CONSENT, by=circle.people["duelmen"], at=when
    )


def test_a_public_edition_is_told_nothing_of_what_the_one_before_withheld(circle):
    give(circle, at(0))
    issued(circle, 1, edition=Edition.NON_PUBLIC)
    shown = taken(circle, 2, edition=Edition.PUBLIC)
    assert "Zustimmung" not in str(shown.snapshot["changes"])
    assert shown.snapshot["previous"]["label"] == f"Nr. 1/{moments.today().year}"


def test_after_a_public_edition_the_other_is_compared_with_all_that_was_known_then(circle):
    """The whole is kept beside the public edition; where nothing has changed, nothing is told, and what has, whole."""
    give(circle, at(0))
    first = issued(circle, 1, edition=Edition.PUBLIC)
    assert first.whole_sha256 == digest(first.whole) and first.whole["initiatives"][0]["fields"][0]["answers"]
    assert told(taken(circle, 2, edition=Edition.NON_PUBLIC)) == []
    positions.give(
        ask=circle.ask(circle.duelmen),
        stance=Stance.CONDITIONAL,
        reason="Nur mit Frist.",
        by=circle.people["duelmen"],
        at=at(1, 30),
    )
    full = taken(circle, 2, edition=Edition.NON_PUBLIC)
    assert full.snapshot["previous"]["label"] == first.name
    votum = "Votum der Stadt Dülmen"
    words = ("Zustimmung (vorläufig)", "Zustimmung mit Bedingungen (vorläufig)")
    assert told(full) == [("answer", votum, *words)]
    assert told(taken(circle, 2, edition=Edition.PUBLIC)) == [], (
        "a public report is compared with what was public"
    )
    assert full.whole is None, "it is all there itself"


def test_of_a_public_edition_before_the_whole_was_kept_nothing_masked_is_compared_and_the_label_says_so(
    circle,
):
    first = issued(circle, 1, edition=Edition.PUBLIC)
    overwrite(Report.objects.filter(pk=first.pk), whole=None, whole_sha256="")
    give(circle, at(1, 30))
    assess(circle, Light.GREEN, at(1, 30))
    full = taken(circle, 2, edition=Edition.NON_PUBLIC)
    assert full.snapshot["previous"]["label"].endswith(
        "(öffentliche Ausgabe; was sie verdeckt, ist nicht verglichen)"
    )
    assert told(full) == [("light", "Ampel", "noch nicht bewertet", "Grün")], "not that it is in Beratung"
    assert full.snapshot["initiatives"][0]["fields"][0]["answers"]["05558016"]["stance"] == "consent"


ACTS = {
    "light": lambda circle, day, at: assess(circle, Light.GREEN, at, effective_on=day),
    "text": lambda circle, day, at: fields.edit(
        field=circle.payroll,
        values={"aim": "Teilen"},
        version=1,
        effective_on=day,
        by=circle.people["nottuln"],
        at=at,
    ),
    "participation": lambda circle, day, at: fields.set_participation(
        field=circle.payroll,
        organisation=circle.duelmen,
        status="interested",
        effective_on=day,
        by=circle.people["duelmen"],
        at=at,
    ),
    "rest": lambda circle, day, at: workflow.rest(
        field=circle.payroll,
        side_state=SideState.ON_HOLD,
        reason="Kein Geld.",
        effective_on=day,
        by=circle.people["nottuln"],
        at=at,
    ),
    "votum": lambda circle, day, at: positions.give(
        ask=circle.ask(circle.duelmen),
        stance=Stance.ABSTENTION,
        reason="Keine Stellen.",
        effective_on=day,
        forgotten=True,
        by=circle.people["duelmen"],
        at=at,
    ),
}


@pytest.mark.parametrize("edition", Edition.values)
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("days", "recorded", "found"),
    [
        (-1, at(1, 4), []),
        (0, at(1, 4), []),
        (1, at(1, 4), [False]),
        (-1, at(1, 6), [True]),
        (0, at(1, 6), [True]),
        (1, at(1, 6), [False]),
        (90, at(2, 5), [False]),
    ],
)
def test_what_was_entered_late_is_told_apart_from_what_has_happened_since(
    circle, act, edition, days, recorded, found
):
    """By the day of the report before and the instant until which that one knew: five days after it."""
    if recorded < at(1):
        ACTS[act](circle, day(1) + timedelta(days=days), recorded)
    issued(circle, 1, edition=edition)
    if recorded > at(1):
        ACTS[act](circle, day(1) + timedelta(days=days), recorded)
    changes = taken(circle, 2, edition=edition).snapshot["changes"]
    assert [one["late"] for one in changes if one["kind"] != "condition"] == found


def test_a_text_that_was_raised_since_is_not_told_as_the_old_one(circle):
    assess(circle, Light.YELLOW, at(0), cause="GEHEIM-ALT")
    issued(circle, 1)
    assess(circle, Light.YELLOW, at(1, 30), cause="GEHEIM-NEU")
    classifications.classify(
        initiative=circle.initiative,
        field_id=circle.payroll.pk,
        text=ReportText.CAUSE,
        by=circle.people["county"],
        at=at(1, 40),
    )
    assert "GEHEIM" not in str(taken(circle, 2).snapshot)


def test_the_public_edition_tells_of_silence_in_public_where_only_the_other_has_news(circle):
    fields.edit(
        field=circle.payroll,
        values={"aim": "Teilen", "description": "Gemeinsam"},
        version=1,
        by=circle.people["nottuln"],
        at=at(0),
    )
    workflow.release(field=circle.payroll, reason="Eilt.", by=circle.people["nottuln"], at=at(0))
    give(circle, at(0))
    issued(circle, 1, edition=Edition.NON_PUBLIC)
    assert quiet(taken(circle, 2, edition=Edition.PUBLIC)), "no news in either edition"
    positions.give(
        ask=circle.ask(circle.duelmen),
        stance=Stance.CONDITIONAL,
        reason="Nur mit Frist.",
        by=circle.people["duelmen"],
        at=at(1, 30),
    )
    assert quiet(taken(circle, 2, edition=Edition.NON_PUBLIC)) == []
    public = taken(circle, 2, edition=Edition.PUBLIC)
    assert quiet(public) == ["seit dem letzten Bericht keine öffentliche Nachricht"]
    assert told(public) == [], "a field without news is no change"


def test_an_older_form_is_named_but_not_compared(circle):
    first = issued(circle, 1)
    overwrite(
        Report.objects.filter(pk=first.pk), snapshot=first.snapshot | {"schema": 2, "initiatives": [{}]}
    )
    second = taken(circle, 2)
    assert second.snapshot["previous"]["comparable"] is False
    assert second.snapshot["changes"] == []


def end(circle, when: datetime, state: str = SideState.ENDED) -> None:
    workflow.rest(
        field=circle.payroll, side_state=state, reason="Erledigt.", by=circle.people["nottuln"], at=when
    )


def reported_in(report: Report) -> str:
    return report.snapshot["initiatives"][0]["fields"][0]["reported_in"]


def test_a_finished_field_is_told_once_and_names_the_report_that_told_of_it(circle):
    end(circle, at(0))
    assert reported_in(issued(circle, 1)) == ""
    assert reported_in(issued(circle, 2)) == f"Nr. 1/{moments.today().year}"
    assert reported_in(taken(circle, 3)) == f"Nr. 1/{moments.today().year}", (
        "not the one before, which dropped it"
    )
    assert reported_in(taken(circle, 1, at(3))) == "", "the report of the day itself"


def test_a_field_that_was_resumed_and_ended_again_is_told_again(circle):
    end(circle, at(0), SideState.REJECTED)
    issued(circle, 1)
    workflow.resume(field=circle.payroll, reason="Neue Lage.", by=circle.people["nottuln"], at=at(1, 20))
    assert reported_in(issued(circle, 2)) == ""
    end(circle, at(2, 20), SideState.REJECTED)
    assert reported_in(taken(circle, 3)) == ""


def test_what_another_body_was_told_does_not_count(circle):
    end(circle, at(0))
    issued(circle, 1, body=circle.rat_nottuln, by=circle.people["nottuln"])
    assert reported_in(taken(circle, 2)) == ""


def test_control_characters_are_gone_and_markup_stays_text(circle):
    aim = "<script>alert(1)</script>\x1b[31m\u202eab **x** \x85ende\r\n"
    overwrite(circle.payroll.history.all(), aim=aim)
    found = taken(circle, 1).snapshot["initiatives"][0]["fields"][0]["aim"]
    assert found == "<script>alert(1)</script>[31mab **x** ende\n"
    assert texts.harmless({"a\x00": ["b\x00\ud800c", 1, None]}) == {"a": ["bc", 1, None]}


def test_two_initiatives_with_a_report_before_cost_few_queries(circle):
    other = initiatives.found(
        title="Münsterland",
        short_title="Münsterland",
        documented_from=BEGIN,
        county=circle.county,
        by=None,
        at=AT,
    )
    fields.propose(initiative=other, title="Archiv", by=None, at=AT)
    end(circle, at(0))
    issued(circle, 1, initiatives=[circle.initiative, other])
    issued(circle, 2, initiatives=[circle.initiative])
    report = plan(circle, as_of=day(3), at=at(3), initiatives=[circle.initiative, other])
    with CaptureQueriesContext(connection) as few:
        reports.start(report=report, at=at(3))
    taken_now = Report.objects.get(pk=report.pk).snapshot
    assert taken_now["previous"] and len(taken_now["initiatives"]) == 2
    assert len(few) <= 100


def test_a_draft_is_not_issued_once_the_body_was_given_another_report_to_compare_it_with(circle):
    """Its own number does not tell: that of the other paper counts in another year, or is of a correction."""
    draft = taken(circle, 2)
    reports.finish(report=draft, html="<p>", pdf=b"%PDF", at=at(2))
    year_before = replace(
        county_paper.default_paper(circle.kreistag, day(1), day(1)), paper_date=date(2025, 12, 1)
    )
    first = issued(circle, 1, paper=year_before)
    with pytest.raises(Refused, match="mit dem er zu vergleichen ist"):
        issue(circle, draft, at(2))
    draft = taken(circle, 2)
    reports.finish(report=draft, html="<p>", pdf=b"%PDF", at=at(2))
    corrected(circle, first, at(1, 7))
    with pytest.raises(Refused, match="mit dem er zu vergleichen ist"):
        issue(circle, draft, at(2))
    draft = issued(circle, 2)
    assert draft.snapshot["previous"]["label"] == "Nr. 1/2025, 1. Berichtigung"


def test_a_correction_for_a_later_day_is_not_compared_with_what_it_corrects(circle):
    first, second_one = issued(circle, 1), issued(circle, 2)
    by = circle.people["county"]
    draft = report_life.correct(report=second_one, reason="Stichtag", by=by, at=at(2, 6))
    report_drafts.edit(report=draft, values={"as_of": day(2) + timedelta(days=1)}, by=by, at=at(2, 7))
    reports.start(report=draft, at=at(2, 8))
    draft.refresh_from_db()
    assert draft.snapshot["previous"]["label"] == first.name
    reports.finish(report=draft, html="<p>", pdf=b"%PDF", at=at(2, 8))
    assert issue(circle, draft, at(2, 9)).state == "issued"


def corrected(circle, old: Report, when: datetime) -> Report:
    draft = report_life.correct(report=old, reason="Zahl", by=circle.people["county"], at=when)
    reports.start(report=draft, at=when)
    reports.finish(report=draft, html="<p>", pdf=b"%PDF", at=when)
    return issue(circle, Report.objects.get(pk=draft.pk), when)


def in_older_form(report: Report) -> None:
    """As it was stored before answers and checks said what is not public of them."""
    taken = report.snapshot | {"schema": 3, "withheld": 7}
    for initiative in taken["initiatives"]:
        for field in initiative["fields"]:
            for one in [*field["answers"].values(), *field["checks"]]:
                one.pop("unresolved", None)
                one.pop("withheld", None)
    overwrite(Report.objects.filter(pk=report.pk), snapshot=taken)


@pytest.mark.parametrize("edition", Edition.values)
def test_a_report_of_the_form_before_is_compared_with_and_the_new_form_is_no_change(circle, edition):
    positions.give(
        ask=circle.ask(circle.rosendahl),
        stance=Stance.DELIBERATING,
        by=circle.people["rosendahl"],
        at=at(0),
    )
    give(circle, at(0))
    in_older_form(issued(circle, 1, edition=edition))
    second = taken(circle, 2, edition=edition)
    assert second.snapshot["previous"]["comparable"] and told(second) == []
    assess(circle, Light.YELLOW, at(1, 30))
    assert ("light", "Ampel", "noch nicht bewertet", "Gelb") in told(taken(circle, 2, edition=edition))


def test_a_non_public_report_of_the_form_before_does_not_say_enough_for_a_public_one(circle):
    """A consent whose condition had fallen looks there like one that a body has resolved on."""
    first = issued(circle, 1, edition=Edition.NON_PUBLIC)
    assert taken(circle, 2).snapshot["previous"]["comparable"]
    in_older_form(first)
    second = taken(circle, 2)
    assert second.snapshot["previous"]["comparable"] is False and second.snapshot["changes"] == []
    assert taken(circle, 2, edition=Edition.NON_PUBLIC).snapshot["previous"]["comparable"]


def test_a_field_that_a_report_of_the_form_before_has_told_as_ended_is_not_told_again(circle):
    end(circle, at(0))
    in_older_form(issued(circle, 1))
    assert reported_in(taken(circle, 2)) == f"Nr. 1/{moments.today().year}"
