"""The list that is read before a report is issued: what goes out, what does not, and raising a text."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain import (
    assessments,
    editions,
    fields,
    moments,
    report_contents,
    report_drafts,
    report_life,
    report_texts,
    reports,
)
from initiatives.domain.errors import Refused
from initiatives.domain.report_texts import PUBLIC, RAISED, WITHHELD
from initiatives.enums import Edition, Participation, PositionSource, Stance
from initiatives.models import Classification, Position, Report
from tests.domain.test_reports import issue, plan
from tests.reports import rich
from tests.views.parts import is_part

HTMX = {"HX-Request": "true", "HX-Target": "texte"}


@pytest.fixture
def told(circle):
    """The field has an aim, a lead and a yellow light of long ago; Dülmen has consented provisionally."""
    delegate, at = circle.people["duelmen"], moments.now() - timedelta(days=120)
    fields.edit(field=circle.payroll, values={"aim": "Stellen teilen"}, version=1, by=delegate, at=at)
    fields.set_participation(
        field=circle.payroll,
        organisation=circle.duelmen,
        status=Participation.PARTICIPATING,
        by=delegate,
        at=at,
    )
    assessments.assess(
        field=circle.payroll,
        light="yellow",
        cause="Zwei Verfahren",
        measure="Ausschreiben",
        by=delegate,
        at=at,
    )
    Position.objects.create(
        ask=circle.ask(circle.duelmen),
        stance=Stance.CONSENT,
        source=PositionSource.OWN,
        effective_on=moments.today(),
        recorded_at=moments.now(),
        mandate=delegate,
    )
    return circle


def made(circle, **changes) -> Report:
    report = plan(circle, **changes)
    reports.start(report=report, at=moments.now())
    reports.finish(report=report, html="<p>", pdf=b"%PDF", at=moments.now())
    return Report.objects.get(pk=report.pk)


def address(report: Report) -> str:
    return reverse("report_contents", args=[report.pk])


def aim(circle) -> str:
    return f"{circle.initiative.pk}.{circle.payroll.pk}.aim."


def rows(report: Report) -> list[report_texts.Row]:
    found = report_contents.of_report(report, moments.now())
    assert found
    return [row for chapter in found.chapters for group in chapter.groups for row in group.rows]


@pytest.mark.parametrize("edition", Edition.values)
def test_all_texts_are_listed_with_their_edition_whichever_the_draft_is(told, sign_in, edition):
    report = made(told, edition=edition)
    levels = {row.label: row.level for row in rows(report)}
    assert levels["Ziel"] == levels["Ursache"] == PUBLIC
    assert levels["Vorläufige Voten"] == levels["Berechnete Begründungen der Rahmenbedingungen"] == WITHHELD
    page = sign_in("county").get(address(report)).content.decode()
    assert "Stellen teilen" in page and "Stadt Dülmen: Zustimmung (vorläufig)" in page
    assert "Interkommunale Zusammenarbeit" in page


def test_missing_things_are_named(told):
    found = report_contents.of_report(made(told), moments.now())
    [group] = [g for c in found.chapters for g in c.groups if g.title.startswith("Feld 1")]
    assert group.missing == ("2 Rückmeldungen stehen aus",), "a proposal owes nothing yet"
    field = made(told, edition=Edition.NON_PUBLIC).snapshot["initiatives"][0]["fields"][0]
    worked_on = field | {"phase": 2, "answers": {}, "measure": ""}
    assert list(report_texts.missing(worked_on, moments.today())) == [
        "Gelb ohne Maßnahme",
        f"Bewertung älter als drei Monate, vom {moments.day_of(moments.now() - timedelta(days=120)):%d.%m.%Y}",
        "kein nächster Meilenstein",
        "keine Federführung",
    ]


def test_the_list_calls_public_exactly_what_the_public_edition_shows():
    taken = rich.rich()
    shown = str(editions.public(taken)["initiatives"])
    found = report_texts.of_snapshot(taken, (), ())
    texts = [row for chapter in found for group in chapter.groups for row in group.rows]
    for row in texts:
        if row.spot and row.spot.text not in ("milestone",):
            part = row.value.splitlines()[0].replace("'", "\\'")
            assert (part in shown) == (row.level == PUBLIC), row


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_text_is_raised_in_two_steps(told, sign_in, headers):
    report, county = made(told), sign_in("county")
    asked = county.get(address(report), {"einstufen": aim(told)}, headers=headers).content.decode()
    assert "lässt sich nicht zurücknehmen" in asked
    assert is_part(asked, "texte") if headers else "<html" in asked
    assert not Classification.objects.exists(), "asking writes nothing"
    answer = county.post(address(report), {"einstufen": aim(told)}, headers=headers)
    assert answer.status_code == (204 if headers else 303)
    assert Classification.objects.get().mandate == told.people["county"]
    page = county.get(address(report)).content.decode()
    assert "hochgestuft" in page and "steht noch im Entwurf" in page and "neu erstellt werden" in page
    assert {row.label: row.level for row in rows(report)}["Ziel"] == RAISED
    anew = made(told)
    assert "Stellen teilen" not in str(anew.snapshot)
    assert "steht noch im Entwurf" not in county.get(address(anew)).content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    "token", ["", "1.2", "x.y.z", "..reason.", "{i}.{f}.title.", "{i}..aim.", "{i}.{f}.aim.1", "²..aim."]
)
def test_what_is_no_text_of_the_report_is_refused(told, sign_in, token, headers):
    token = token.format(i=told.initiative.pk, f=told.payroll.pk)
    answer = sign_in("county").post(address(made(told)), {"einstufen": token}, headers=headers)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Classification.objects.exists()


def test_a_second_time_it_is_refused(told, sign_in):
    report, county = made(told), sign_in("county")
    county.post(address(report), {"einstufen": aim(told)})
    again = county.post(address(report), {"einstufen": aim(told)})
    assert again.status_code == 422 and "dabei bleibt es" in again.content.decode()


def test_at_an_issued_report_nothing_is_raised(told, sign_in):
    report = issue(told, made(told))
    county = sign_in("county")
    assert "einstufen=" not in county.get(address(report)).content.decode()
    assert county.post(address(report), {"einstufen": aim(told)}).status_code == 422
    assert not Classification.objects.exists()


@pytest.mark.parametrize("persona", ["nottuln", "reader", "kreistag", "stranger", "administrator"])
def test_only_who_may_make_the_report_sees_the_list(told, sign_in, persona):
    report = made(told)
    client = sign_in(persona)
    assert client.get(address(report)).status_code in (403, 404)
    assert client.post(address(report), {"einstufen": aim(told)}).status_code in (403, 404)
    issue(told, report)
    assert client.get(address(report)).status_code in (403, 404)
    assert not Classification.objects.exists()


def test_a_report_that_is_not_made_yet_or_of_an_older_form_says_so(told, sign_in):
    county, report = sign_in("county"), plan(told)
    assert "wird noch erstellt" in county.get(address(report)).content.decode()
    old = made(told)
    Report.objects.filter(pk=old.pk).update(snapshot=old.snapshot | {"schema": 2, "initiatives": [{}]})
    assert "in einer älteren Form" in county.get(address(old)).content.decode()


def test_the_list_costs_the_same_for_few_and_many_fields(
    told, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    county, report = sign_in("county"), made(told)
    county.get(address(report))
    with django_assert_max_num_queries(20) as few:
        county.get(address(report))
    for number in range(5):
        fields.propose(
            initiative=told.initiative, title=f"Feld {number}", aim="Ziel", by=None, at=moments.now()
        )
    report = made(told)
    with django_assert_num_queries(len(few.captured_queries)):
        county.get(address(report))


def test_the_report_leads_to_the_list_those_who_make_it(told, sign_in):
    report = made(told)
    page = sign_in("county").get(reverse("report", args=[report.pk])).content.decode()
    assert address(report) in page
    issue(told, report)
    assert (
        address(report) not in sign_in("kreistag").get(reverse("report", args=[report.pk])).content.decode()
    )


def test_what_the_changes_quote_is_listed_and_a_text_of_the_past_can_be_raised(told, sign_in):
    """The cause stands in a non-public report, ends, and would be quoted as the earlier one in the public report."""
    at = moments.now()
    before = made(told, edition=Edition.NON_PUBLIC, as_of=moments.today() - timedelta(days=1))
    issue(told, before)
    by = told.people["duelmen"]
    assessments.assess(field=told.payroll, light="green", by=by, at=at)
    draft = made(told)
    found = report_contents.of_report(draft, moments.now()).changes
    row = next(row for row in found.rows if row.label.endswith("Ursache"))
    assert (row.value, row.level) == ("bisher: Zwei Verfahren\njetzt: entfällt", PUBLIC)
    client = sign_in("county")
    assert "Zwei Verfahren" in client.get(address(draft)).content.decode()
    client.post(address(draft), {"einstufen": str(row.spot)})
    late = report_contents.of_report(draft, moments.now())
    assert (late.late, late.changes.rows[found.rows.index(row)].level) == (1, RAISED)
    with pytest.raises(Refused, match="als nur nichtöffentlich eingestuft"):
        issue(told, draft)
    reports.retry(report=draft, at=moments.now())
    reports.start(report=draft, at=moments.now())
    draft.refresh_from_db()
    assert "Zwei Verfahren" not in str(draft.snapshot)


def test_what_a_correction_and_the_beratungsfolge_say_is_listed(told):
    first = issue(told, made(told))
    by, at = told.people["county"], moments.now()
    draft = report_life.correct(report=first, reason="Die Kosten waren vertauscht.", by=by, at=at)
    row = {"body": "Finanzausschuss", "date": "2026-12-01", "item": "7", "responsibility": "", "result": ""}
    report_drafts.edit(report=draft, values={"consultations": [row]}, by=by, at=at)
    reports.start(report=draft, at=moments.now())
    draft.refresh_from_db()
    said = {row.label: row.value for row in report_contents.of_report(draft, moments.now()).paper.rows}
    assert "Die Kosten waren vertauscht." in said["Berichtigung"]
    assert "Finanzausschuss, 01.12.2026, TOP 7" in said["Beratungsfolge"]
