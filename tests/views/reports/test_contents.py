"""The list that is read before a report is issued: what goes out, what does not, and raising a text."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.fields import assessments, fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.reports import contents as report_contents
from initiatives.domain.reports import drafts as report_drafts
from initiatives.domain.reports import life as report_life
from initiatives.domain.reports import reports
from initiatives.domain.reports import texts as report_texts
from initiatives.domain.reports.texts import PUBLIC, RAISED, WITHHELD
from initiatives.domain.snapshots import editions
from initiatives.enums import Edition, Participation, PositionSource, ReportedBy, Stance
from initiatives.models import Classification, Position, Report
from initiatives.snapshot.form import write
from tests.domain.reports.test_reports import issue, plan
from tests.reports import rich, snapshots
from tests.support.personas import BEGIN, climate
from tests.views.parts import is_part

HTMX = {"HX-Request": "true", "HX-Target": "texte"}


@pytest.fixture
def told(circle):
    """The field has an aim, a lead and a yellow light of long ago; Dülmen has consented provisionally. Who convenes
    reports to the Kreistag, too.
    """
    circle.kreistag.reported_by = ReportedBy.BOTH
    circle.kreistag.save()
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
    field = snapshots.rows(made(told, edition=Edition.NON_PUBLIC).snapshot).initiatives[0].fields[0]
    worked_on = replace(field, phase=2, answers={}, measure="")
    assert list(report_texts.missing(worked_on, moments.today())) == [
        "Gelb ohne Maßnahme",
        f"Bewertung älter als drei Monate, vom {moments.day_of(moments.now() - timedelta(days=120)):%d.%m.%Y}",
        "kein nächster Meilenstein",
        "keine Federführung",
    ]


def test_the_list_calls_public_exactly_what_the_public_edition_shows():
    taken = snapshots.rows(rich.rich())
    shown = str(write(editions.public(taken))["initiatives"])
    found = report_texts.of_snapshot(taken, report_texts.Marks())
    texts = [row for chapter in found for group in chapter.groups for row in group.rows]
    for row in texts:
        if row.spot and row.spot.text not in ("milestone",):
            part = row.value.splitlines()[0].replace("'", "\\'")
            assert (part in shown) == (row.level == PUBLIC), row


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_text_is_raised_in_two_steps(told, sign_in, headers):
    report, host = made(told), sign_in("nottuln")
    asked = host.get(address(report), {"einstufen": aim(told)}, headers=headers).content.decode()
    assert "lässt sich nicht zurücknehmen" in asked
    assert is_part(asked, "texte") if headers else "<html" in asked
    assert not Classification.objects.exists(), "asking writes nothing"
    answer = host.post(address(report), {"einstufen": aim(told)}, headers=headers)
    assert answer.status_code == (204 if headers else 303)
    assert Classification.objects.get().mandate == told.people["nottuln"]
    page = host.get(address(report)).content.decode()
    assert "hochgestuft" in page and "steht noch im Entwurf" in page and "neu erstellt werden" in page
    assert {row.label: row.level for row in rows(report)}["Ziel"] == RAISED
    anew = made(told)
    assert "Stellen teilen" not in str(anew.snapshot)
    assert "steht noch im Entwurf" not in host.get(address(anew)).content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    "token", ["", "1.2", "x.y.z", "..reason.", "{i}.{f}.title.", "{i}..aim.", "{i}.{f}.aim.1", "²..aim."]
)
def test_what_is_no_text_of_the_report_is_refused(told, sign_in, token, headers):
    token = token.format(i=told.initiative.pk, f=told.payroll.pk)
    answer = sign_in("nottuln").post(address(made(told)), {"einstufen": token}, headers=headers)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Classification.objects.exists()


def test_a_second_time_it_is_refused(told, sign_in):
    report, host = made(told), sign_in("nottuln")
    host.post(address(report), {"einstufen": aim(told)})
    again = host.post(address(report), {"einstufen": aim(told)})
    assert again.status_code == 422 and "dabei bleibt es" in again.content.decode()


def test_at_an_issued_report_nothing_is_raised(told, sign_in):
    report = issue(told, made(told))
    host = sign_in("nottuln")
    assert "einstufen=" not in host.get(address(report)).content.decode()
    assert host.post(address(report), {"einstufen": aim(told)}).status_code == 422
    assert not Classification.objects.exists()


@pytest.mark.parametrize("persona", ["duelmen", "reader", "kreistag", "stranger", "administrator"])
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
    with django_assert_max_num_queries(100) as few:
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
    client = sign_in("nottuln")
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


@pytest.mark.parametrize(
    ("persona", "of", "text", "may"),
    [
        ("county", "field", "aim", False),  # its representative only reports
        ("nottuln", "field", "aim", True),  # convenes
        ("nottuln", "initiative", "background", True),
        ("duelmen", "field", "aim", True),  # takes part
        ("duelmen", "initiative", "background", False),  # convenes the other one
        ("duelmen", "climate", "background", True),
    ],
)
def test_a_text_is_raised_for_good_by_who_has_it_in_hand(told, sign_in, persona, of, text, may):
    second = climate(told)
    second.participants.create(organisation=told.nottuln, joined_on=BEGIN)
    report, client = made(told, initiatives=[told.initiative, second]), sign_in(persona)
    where = {
        "field": f"{told.initiative.pk}.{told.payroll.pk}",
        "initiative": f"{told.initiative.pk}.",
        "climate": f"{second.pk}.",
    }
    token = f"{where[of]}.{text}."
    page = client.get(address(report)).content.decode()
    assert (f"?einstufen={token}" in page) is may
    assert client.post(address(report), {"einstufen": token}).status_code == (303 if may else 403)
    assert Classification.objects.exists() is may


def test_the_county_that_has_joined_a_field_raises_its_texts_only(told, sign_in):
    county, at = told.people["county"], moments.now()
    joined = {"organisation": told.county, "status": Participation.PARTICIPATING, "by": county, "at": at}
    fields.set_participation(field=told.payroll, **joined)
    fields.edit(field=told.hotline, values={"aim": "Ein Anruf"}, version=1, by=told.people["duelmen"], at=at)
    page = sign_in("county").get(address(made(told))).content.decode()
    assert f"?einstufen={aim(told)}" in page
    assert f"?einstufen={told.initiative.pk}.{told.hotline.pk}" not in page


@pytest.mark.needs("pango")
def test_who_reports_leaves_a_text_out_of_this_report_and_takes_it_in_again(told, sign_in):
    report, county = made(told), sign_in("county")
    page = county.get(address(report)).content.decode()
    assert f'name="weglassen" value="{aim(told)}"' in page and "checked" not in page
    report_contents.leave_out(report=report, texts=[aim(told)], by=told.people["county"], at=moments.now())
    reports.start(report=report, at=moments.now())
    reports.finish(report=report, html="<p>", pdf=b"%PDF", at=moments.now())
    page = county.get(address(report)).content.decode()
    assert "nicht in diesem Bericht" in page and page.count(" checked>") == 1
    assert f'name="gesehen" value="{aim(told)}"' in page
    cause = aim(told).replace("aim", "cause")
    answer = county.post(address(report), {"gesehen": [aim(told)], "weglassen": [cause]})
    assert (answer.status_code, answer["Location"]) == (303, reverse("report", args=[report.pk]))
    report.refresh_from_db()
    assert report.left_out == [cause], report.job.message
    assert "Stellen teilen" in report.html and "Zwei Verfahren" not in report.html and report.pdf
    same = county.post(address(report), {"gesehen": [cause], "weglassen": [cause]})
    assert same["Location"] == address(report)


def test_what_two_leave_out_at_once_is_both_left_out(told):
    report, at = made(told), moments.now()
    first, later = aim(told), aim(told).replace("aim", "cause")
    by = told.people["county"]
    report_contents.leave_out(report=report, texts=[first], by=by, at=at)
    reports.start(report=report, at=at)
    report_contents.leave_out(report=report, texts=[later], by=by, at=at)
    report.refresh_from_db()
    assert report.left_out == [first, later]


@pytest.mark.parametrize(("state", "status"), [("draft", 422), ("issued", 422)])
def test_what_is_no_text_or_is_issued_is_not_left_out_and_the_page_says_why(told, sign_in, state, status):
    report = made(told) if state == "draft" else issue(told, made(told))
    token = "1.2.aim." if state == "draft" else aim(told)
    answer = sign_in("county").post(address(report), {"weglassen": [token]})
    assert answer.status_code == status and 'role="alert"' in answer.content.decode()
    assert not Report.objects.exclude(left_out=[]).exists()
    assert ('name="weglassen"' in answer.content.decode()) is (state == "draft")


def test_in_the_whole_edition_what_it_alone_shows_can_be_left_out_too(told, sign_in):
    report = made(told, edition=Edition.NON_PUBLIC)
    sign_in("nottuln").post(address(report), {"einstufen": aim(told)})
    page = sign_in("county").get(address(report)).content.decode()
    assert f'name="weglassen" value="{aim(told)}"' in page, "raised, but told here"
    assert f'value="{aim(told)}"' not in sign_in("county").get(address(made(told))).content.decode()
