"""Which issued reports let one see what they withhold: at the edges of each trait, and over all that are stored."""

from copy import deepcopy
from typing import Any

import pytest

from initiatives.domain.circle import conditions
from initiatives.domain.kernel import moments
from initiatives.domain.reports import given_away, reports
from initiatives.domain.reports import life as report_life
from initiatives.domain.snapshots import older_forms
from initiatives.domain.snapshots.older_forms import BY_ANSWER, BY_RESULT, BY_UNKNOWN
from initiatives.enums import Edition
from initiatives.models import Organisation, Report
from tests.domain.reports.test_reports import finished, issue, plan
from tests.reports import snapshots
from tests.support.lifting import overwrite

RULES = {("i-a", "freiwillig"): "voluntary", ("i-a", "wirtschaftlich"): "economy"}
TRUE = {"stance": "deliberating", "date": "2026-01-01", "provisional": False}
MASKED = TRUE | {"date": None}


def stored(*answers: dict[str, Any], results: tuple[str, str] = ("open", "open"), **given: Any) -> dict:
    """A public snapshot of the form before; results of "freiwillig" and "wirtschaftlich"."""
    checks = [
        {"condition": n, "result": one, "computed": one, "reason": "", "overruled": ""}
        for n, one in enumerate(results, start=1)
    ]
    phase, participation = given.pop("phase", 3), given.pop("participation", {})
    field = snapshots.field(
        1,
        "Personal",
        answers={f"o{n}": one for n, one in enumerate(answers)},
        checks=checks,
        phase=phase,
        participation=participation,
    )
    conditions = [
        {"number": n, "text": text, "origin": ""}
        for n, text in enumerate(("freiwillig", "wirtschaftlich"), start=1)
    ]
    initiative = snapshots.initiative("a", "Kreis", fields=[field], conditions=conditions)
    return snapshots.snapshot(initiative, **{"schema": 3} | given)


CONSENT = {"stance": "consent", "date": "2026-01-01", "provisional": False}
ALL = {"o0": "participating"}


@pytest.mark.parametrize(
    ("snapshot", "found"),
    [
        (stored(), ()),
        (stored(TRUE), ()),
        (stored(MASKED), (BY_ANSWER,)),
        (stored(TRUE, MASKED), (BY_ANSWER,)),
        (stored({"stance": "pending", "date": None, "provisional": False}), ()),
        (stored(CONSENT), ()),
        (stored(CONSENT | {"provisional": True}), (BY_ANSWER,)),
        (stored(MASKED, schema=4), ()),
        (stored(MASKED, schema=2), (BY_ANSWER,)),
        (stored(MASKED, edition="non_public"), ()),
        (stored(results=("open", "met")), (BY_RESULT,)),
        (stored(results=("open", "not_met")), (BY_RESULT,)),
        (stored(results=("open", "not_met"), phase=4), (BY_RESULT,)),
        (stored(results=("open", "not_met"), phase=5), ()),
        (stored(results=("open", "open"), participation=ALL), (BY_RESULT,)),
        (stored(results=("open", "open"), participation=ALL, phase=4), (BY_RESULT,)),
        (stored(results=("open", "open"), participation=ALL, phase=5), ()),
        (stored(results=("open", "open"), participation={"o0": "open"}), ()),
        (stored(results=("open", "not_applicable"), participation=ALL), ()),
        (stored(results=("open", "withheld"), participation=ALL), ()),
        (stored(TRUE, results=("met", "withheld"), participation=ALL), (BY_RESULT,)),
        (stored(CONSENT, results=("met", "withheld"), participation=ALL), ()),
        (
            stored(CONSENT, results=("met", "withheld"), participation=ALL | {"o1": "participating"}),
            (BY_RESULT,),
        ),
        (stored(TRUE, results=("not_met", "withheld"), participation=ALL), ()),
        (stored(MASKED, results=("met", "met"), participation=ALL), (BY_ANSWER, BY_RESULT)),
        ({"schema": 1, "edition": "public", "initiatives": [{}]}, ()),
        ({"edition": "public"}, ()),
        ({}, ()),
    ],
)
def test_a_snapshot_gives_consents_away_by_its_answers_or_results(snapshot, found):
    before = deepcopy(snapshot)
    assert older_forms.reasons(snapshot, RULES) == found
    assert snapshot == before


def test_a_condition_that_people_judge_gives_nothing_away():
    assert older_forms.reasons(stored(results=("met", "met")), dict.fromkeys(RULES, "")) == ()


@pytest.mark.parametrize(
    ("result", "given", "found"),
    [
        ("met", {}, (BY_UNKNOWN,)),
        ("not_met", {}, (BY_UNKNOWN,)),
        ("open", {"participation": ALL}, (BY_UNKNOWN,)),
        ("open", {}, ()),  # nobody takes part, as the report shows
        ("not_applicable", {"participation": ALL}, ()),
        ("withheld", {"participation": ALL}, ()),
        ("not_met", {"phase": 5, "participation": ALL}, ()),
        ("met", {"phase": 5, "participation": ALL}, (BY_UNKNOWN,)),  # "voluntary", and no consent is shown
    ],
)
def test_a_condition_whose_text_nobody_knows_any_more_could_be_of_either_rule(result, given, found):
    snapshot = stored(results=(result, "withheld"), **given)
    known = {key: rule for key, rule in RULES.items() if rule == "economy"}
    assert older_forms.reasons(snapshot, known) == found
    assert older_forms.reasons(snapshot, known | {("i-a", "freiwillig"): ""}) == ()


def test_what_is_known_to_be_given_away_and_what_may_be_are_said_apart():
    snapshot = stored(MASKED, results=("met", "met"), participation=ALL)
    assert older_forms.reasons(snapshot, {("i-a", "wirtschaftlich"): "economy"}) == (
        BY_ANSWER,
        BY_RESULT,
        BY_UNKNOWN,
    )


def test_a_reworded_condition_is_known_by_the_text_that_it_had_and_one_without_a_rule_as_such(circle):
    key = circle.initiative.pk
    by, at = circle.people["county"], moments.now()
    old = circle.initiative.conditions.filter(rule_key="economy").first() or conditions.add(
        initiative=circle.initiative, text="Wirtschaftlich", rule_key="economy", by=by, at=at
    )
    before = old.text
    new = conditions.reword(condition=old, text="Anders gesagt", by=by, at=at)
    conditions.add(initiative=circle.initiative, text="Von Hand", by=by, at=at)
    found = given_away._rules([key])
    assert found[str(key), before] == found[str(key), new.text] == "economy"
    assert found[str(key), "Von Hand"] == ""
    conditions.end(condition=new, by=by, at=at)
    conditions.add(initiative=circle.initiative, text=new.text, by=by, at=at)
    assert given_away._rules()[str(key), new.text] == "economy", "of two with one text the one with the rule"


def issued(circle, snapshot: dict[str, Any] | None, edition: str = Edition.PUBLIC) -> Report:
    """An issued report as it was stored by an older version; with its own snapshot where none is given."""
    report = issue(circle, finished(circle, edition=edition))
    if snapshot is not None:
        overwrite(Report.objects.filter(pk=report.pk), snapshot=snapshot)
    return Report.objects.get(pk=report.pk)


def listed(circle) -> list[tuple[int, tuple[str, ...], bool]]:
    found = given_away.issued(Organisation.objects.under(circle.people["administrator"]))
    return [(one.report.pk, one.reasons, one.correction is not None) for one in found]


def test_all_issued_public_reports_are_looked_through_in_few_queries(circle, django_assert_num_queries):
    old = issued(circle, stored(MASKED))
    issued(circle, stored(TRUE))
    issued(circle, stored(MASKED, edition="non_public"), Edition.NON_PUBLIC)
    issued(circle, None)
    economy = stored(results=("open", "met"))
    economy["initiatives"][0] |= {"key": str(circle.initiative.pk)}
    economy["initiatives"][0]["conditions"][1]["text"] = "höhere Wirtschaftlichkeit"
    result = issued(circle, economy)
    draft = plan(circle)
    Report.objects.filter(pk=draft.pk).update(snapshot=stored(MASKED))
    with django_assert_num_queries(3):
        assert listed(circle) == [(result.pk, (BY_RESULT,), False), (old.pk, (BY_ANSWER,), False)]
    assert given_away.of_report(old) == (BY_ANSWER,)
    assert given_away.of_report(draft) == ()
    assert not given_away.issued(Organisation.objects.exclude(pk=circle.county.pk))


def test_a_report_is_listed_until_its_correction_is_issued(circle):
    old, at = issued(circle, stored(MASKED)), moments.now()
    correction = report_life.correct(report=old, reason="Datum", by=circle.people["county"], at=at)
    assert listed(circle) == [(old.pk, (BY_ANSWER,), True)]
    reports.start(report=correction, at=at)
    reports.finish(report=correction, html="<p>", pdf=b"%PDF", at=at)
    issue(circle, Report.objects.get(pk=correction.pk))
    assert listed(circle) == [] and given_away.of_report(old) == ()
    assert Report.objects.get(pk=old.pk).snapshot == stored(MASKED), "what was issued stays as it was"
