"""The life of a report by pages: texts and rows of the form, conflicts, the check, the correction, who was told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from initiatives.domain.circle import initiatives
from initiatives.domain.kernel import moments
from initiatives.domain.reports import county_paper, reports
from initiatives.domain.reports import drafts as report_drafts
from initiatives.domain.reports import life as report_life
from initiatives.domain.reports.county_paper import NO_EFFECT
from initiatives.enums import Edition, ReportState
from initiatives.models import Body, Report, Sitting
from tests.domain.reports.test_reports import finished, issue, plan, second
from tests.views.parts import is_part

HTMX = {"HX-Request": "true"}
TODAY = moments.today()


def other(circle) -> Client:
    """The browser of the second person."""
    client = Client()
    client.force_login(second(circle).user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def values(circle, **changes) -> dict:
    return {
        "bodies": [circle.kreistag.pk],
        "as_of": f"{TODAY:%d.%m.%Y}",
        "edition": Edition.PUBLIC,
        "initiatives": [circle.initiative.pk],
    } | changes


def step(report: Report, name: str) -> str:
    return f"{reverse('report_edit', args=[report.pk])}?schritt={name}"


def typed(client: Client, report: Report, name: str, **changes) -> dict:
    """What a browser sends of a step of a draft, with changes."""
    form = client.get(step(report, name)).context["form"]
    sent = {}
    for field in form:
        value = field.value()
        sent[field.html_name] = (
            f"{value:%d.%m.%Y}" if hasattr(value, "strftime") else "" if value is None else value
        )
    sent.pop("consultations", None)
    return sent | changes


@pytest.fixture(autouse=True)
def _no_worker(settings):
    """Nobody makes what waits."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def test_a_draft_is_planned_with_the_usual_words_and_head_and_texts_follow_step_by_step(circle, sign_in):
    county = sign_in("county")
    planned = county.post(reverse("report_new"), values(circle))
    report = Report.objects.get()
    assert (planned.status_code, planned["Location"]) == (303, step(report, "kopf"))
    assert (report.climate, report.paper_date, report.proposal) == (NO_EFFECT, TODAY, county_paper.NOTE)
    rows = {
        "beratung0_body": "Ausschuss",
        "beratung0_date": "01.12.2099",
        "beratung0_item": "3",
        "beratung2_body": "Verwaltungsleitung",
    }
    head = typed(county, report, "kopf", department="Dezernat I", **rows)
    assert county.post(step(report, "kopf"), head | {"weiter": "1"})["Location"] == step(report, "texte")
    texts = typed(county, report, "texte", preface="Anlass", finances="")
    ended = county.post(step(report, "texte"), texts | {"weiter": "1"})
    assert ended["Location"] == reverse("report", args=[report.pk])
    report.refresh_from_db()
    assert (report.department, report.preface, report.finances) == ("Dezernat I", "Anlass", "")
    assert [(row["body"], row["date"]) for row in report.consultations] == [
        ("Ausschuss", "2099-12-01"),
        ("Verwaltungsleitung", ""),
    ]


def test_what_is_saved_without_going_on_leads_to_the_draft_and_no_other_step_exists(circle, sign_in):
    county, report = sign_in("county"), plan(circle)
    saved = county.post(step(report, "kopf"), typed(county, report, "kopf", department="Dezernat I"))
    assert saved["Location"] == reverse("report", args=[report.pk])
    onward = county.post(step(report, "kopf"), typed(county, report, "kopf") | {"weiter": "1"})
    assert onward["Location"] == step(report, "texte"), "nothing changed, and on it goes"
    assert county.get(step(report, "vierter")).status_code == 404


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("texte", {"preface": "x" * 100_000}, "höchstens 5000 sind möglich"),
        ("kopf", {"beratung1_item": "3"}, "Bitte nennen Sie das Gremium dieser Zeile."),
        ("kopf", {"beratung0_body": "A", "beratung0_date": "31.11.2026"}, "Der November hat 30 Tage."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX | {"HX-Target": "bericht-aendern"}])
def test_bad_input_of_a_step_is_refused_and_all_that_was_typed_is_kept(
    circle, sign_in, name, changes, words, headers
):
    county, report = sign_in("county"), plan(circle)
    kept = "outlook" if name == "texte" else "proposal"
    sent = typed(county, report, name) | {kept: "<b>Bleibt & steht</b>\x07"} | changes
    answer = county.post(step(report, name), sent, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "&lt;b&gt;Bleibt &amp; steht&lt;/b&gt;" in page
    assert "\x07" not in page
    assert ("<html" in page) == (not headers)
    assert getattr(Report.objects.get(), kept) == getattr(report, kept)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sitting": "999"}, "Diese Auswahl gibt es hier nicht."),
        ({"as_of": "31.12.2100"}, "liegt in der Zukunft"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_planned(circle, sign_in, changes, words):
    Sitting.objects.create(body=circle.kreistag, held_on=TODAY)
    answer = sign_in("county").post(reverse("report_new"), values(circle, **changes))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Report.objects.exists()


def test_a_body_without_calendar_says_so_and_takes_a_free_day(circle, sign_in):
    county, address = sign_in("county"), reverse("report_new")
    assert "kein Sitzungskalender hinterlegt" in county.get(address).content.decode()
    county.post(address, values(circle, meeting_on="01.12.2099"))
    assert f"{Report.objects.get().meeting_on:%d.%m.%Y}" == "01.12.2099"


def test_a_report_to_a_sitting_takes_its_day(circle, sign_in):
    row = Sitting.objects.create(body=circle.kreistag, held_on=TODAY + timedelta(days=5), note="Haushalt")
    county, address = sign_in("county"), reverse("sitting_report", args=[row.pk])
    page = county.get(address).content.decode()
    assert f'value="{row.pk}" selected' in page
    assert "(Haushalt)" in page
    both = county.post(address, values(circle, sitting=row.pk, meeting_on="01.12.2099"))
    assert both.status_code == 422
    assert county.post(address, values(circle, sitting=row.pk)).status_code == 303
    report = Report.objects.get()
    assert (report.sitting, report.meeting_on) == (row, row.held_on)
    row.is_cancelled = True
    row.save()
    assert county.get(address).status_code == 404


def test_the_start_page_names_the_sitting_without_a_report(circle, sign_in):
    row = Sitting.objects.create(body=circle.kreistag, held_on=TODAY + timedelta(days=5))
    address = reverse("sitting_report", args=[row.pk])
    assert address in sign_in("county").get(reverse("start")).content.decode()
    assert address not in sign_in("nottuln").get(reverse("start")).content.decode()
    plan(circle, sitting=row)
    assert address not in sign_in("county").get(reverse("start")).content.decode()


def test_a_draft_is_changed_and_made_anew(circle, sign_in):
    report, county = finished(circle), sign_in("county")
    same = county.post(step(report, "texte"), typed(county, report, "texte"))
    assert same.status_code == 303
    report.refresh_from_db()
    assert report.pdf is not None
    sent = typed(county, report, "kopf", beratung0_body="Ausschuss")
    assert county.post(step(report, "kopf"), sent).status_code == 303
    report.refresh_from_db()
    assert (report.consultations[0]["body"], report.pdf) == ("Ausschuss", None)


def test_two_who_change_one_draft_see_both_versions(circle, sign_in):
    report, county = finished(circle), sign_in("county")
    mine = typed(county, report, "kopf", department="Mein Dezernat", beratung0_body="Mein Ausschuss")
    rows = [{"body": "Ihr Rat", "date": "2099-01-02", "item": "", "responsibility": "", "result": ""}]
    theirs = {"department": "Ihr Dezernat", "consultations": rows, "file_number": "10.24"}
    report_drafts.edit(report=report, values=theirs, by=second(circle), at=moments.now())
    address = step(report, "kopf")
    answer = county.post(address, mine, headers=HTMX | {"HX-Target": "bericht-aendern"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert is_part(page, "bericht-aendern")
    words = strip_tags(page)
    assert "Ihr Rat, 02.01.2099" in words and "Mein Ausschuss" in words
    assert Report.objects.get().department == "Ihr Dezernat"
    form = answer.context["form"]
    again = {field.html_name: field.value() or "" for field in form} | {"consultations": ""}
    assert again["file_number"] == "10.24"  # what only the other changed
    again["paper_date"] = f"{TODAY:%d.%m.%Y}"
    assert county.post(address, again).status_code == 303
    assert (Report.objects.get().department, Report.objects.get().file_number) == ("Mein Dezernat", "10.24")


def test_the_second_person_checks_and_the_first_issues(circle, sign_in):
    report, county = finished(circle), sign_in("county")
    second(circle)
    show, check = (reverse(name, args=[report.pk]) for name in ("report", "report_check"))
    page = county.get(show).content.decode()
    assert "Prüfung steht aus" in page and "Stellvertretung des Kreises Coesfeld" in page
    assert check not in page
    assert county.post(check).status_code == 422
    client = other(circle)
    assert check in client.get(show).content.decode()
    assert client.post(check).status_code == 303
    assert county.post(reverse("report_issue", args=[report.pk])).status_code == 303
    page = county.get(show).content.decode()
    assert "Mitgeteilt an 6 Personen" in page
    assert "Mitglied: Kreistag, Kreis Coesfeld" in strip_tags(page)
    assert "Noch ist keine E-Mail versandt." in page
    assert "Wer davon weiß" not in sign_in("kreistag").get(show).content.decode()


def test_alone_one_is_told_how_to_get_a_second_person(circle, sign_in):
    page = sign_in("county").get(reverse("report", args=[finished(circle).pk])).content.decode()
    assert "Zurzeit gibt es niemanden, der ihn prüfen kann." in page


def test_a_correction_is_begun_with_a_reason_and_marks_the_old_one(circle, sign_in):
    old, county = issue(circle, finished(circle)), sign_in("county")
    address = reverse("report_correct", args=[old.pk])
    assert county.post(address, {"reason": ""}).status_code == 422
    assert county.post(address, {"reason": "Falsche Zahl"}).status_code == 303
    draft = Report.objects.get(replaces=old)
    reports.start(report=draft, at=moments.now())
    reports.finish(report=draft, html="<p>", pdf=b"%PDF", at=moments.now())
    issue(circle, draft)
    member = sign_in("kreistag")
    shelf = member.get(reverse("reports")).content.decode()
    assert shelf.index(f"{old.label}, 1. Berichtigung") < shelf.index("Ersetzt")
    page = member.get(reverse("report", args=[old.pk])).content.decode()
    assert "Falsche Zahl" in page and reverse("report", args=[draft.pk]) in page
    assert member.get(reverse("report_pdf", args=[old.pk])).status_code == 200


def test_a_discarded_draft_leaves_the_list_and_stays_readable_for_makers(circle, sign_in):
    report, county = finished(circle), sign_in("county")
    assert county.post(reverse("report_discard", args=[report.pk])).status_code == 303
    assert report.subject not in county.get(reverse("reports")).content.decode()
    assert "Verworfen am" in county.get(reverse("report", args=[report.pk])).content.decode()
    assert county.get(reverse("report_edit", args=[report.pk])).status_code == 404
    report.refresh_from_db()
    assert report.state == ReportState.DISCARDED


def test_the_way_from_an_owed_report_leads_to_its_form_for_the_council_of_another_municipality(
    circle, sign_in
):
    council = Body.objects.create(
        organisation=circle.duelmen, name="Rat", kind="rat", slug="rat-duelmen", reported_by="both"
    )
    sitting = Sitting.objects.create(body=council, held_on=TODAY + timedelta(days=3))
    nottuln = sign_in("nottuln")
    address = reverse("sitting_report", args=[sitting.pk])
    assert address in nottuln.get(reverse("start")).content.decode()
    assert nottuln.get(address).context["body"] == council
    sent = nottuln.post(address, values(circle, bodies=[council.pk], sitting=sitting.pk))
    assert sent.status_code in (302, 303)
    assert Report.objects.get().body == council
    assert sign_in("rosendahl").get(address).status_code == 403


def test_who_convenes_does_not_report_on_what_others_convene_alone(circle, sign_in):
    circle.kreistag.reported_by = "convening"
    circle.kreistag.save()
    other_one = initiatives.found(
        title="Klima",
        short_title="Klima",
        documented_from=circle.initiative.documented_from,
        county=circle.county,
        convening=circle.duelmen,
        participants=[circle.duelmen, circle.nottuln],
        by=None,
        at=moments.now(),
    )
    nottuln = sign_in("nottuln")
    sent = nottuln.post(reverse("report_new"), values(circle, initiatives=[other_one.pk]))
    assert sent.status_code == 422
    assert "Über diese Initiativen allein" in sent.content.decode()
    assert not Report.objects.exists()
    both = values(circle, initiatives=[other_one.pk, circle.initiative.pk])
    assert nottuln.post(reverse("report_new"), both).status_code in (302, 303)


@pytest.mark.parametrize(
    "rows",
    [
        '[{"body": "x", "date": "kaputt", "item": "", "responsibility": "", "result": ""}]',
        '[{"body": 5, "date": 5, "item": "", "responsibility": "", "result": ""}]',
        "[" * 100_000,
    ],
)
def test_rows_that_no_form_has_written_are_left_out(circle, sign_in, rows):
    county, draft = sign_in("county"), plan(circle)
    county.post(step(draft, "kopf"), typed(county, draft, "kopf") | {"consultations": rows})
    draft.refresh_from_db()
    assert draft.consultations == []


def test_the_texts_of_a_non_public_report_are_offered_for_a_non_public_one(circle, sign_in):
    new = reverse("report_new")
    assert sign_in("county").get(new).context["form"]["edition"].value() == Edition.PUBLIC
    draft = plan(circle, edition=Edition.NON_PUBLIC)
    words = {"preface": "Nur für den Kreistag"}
    report_drafts.edit(report=draft, values=words, by=circle.people["county"], at=moments.now())
    reports.start(report=draft, at=moments.now())
    reports.finish(report=draft, html="<p>", pdf=b"%PDF", at=moments.now())
    issue(circle, Report.objects.get(pk=draft.pk))
    assert sign_in("county").get(new).context["form"]["edition"].value() == Edition.NON_PUBLIC
    sign_in("county").post(new, values(circle, edition=Edition.NON_PUBLIC))
    assert Report.objects.latest("pk").preface == "Nur für den Kreistag"


def test_the_usual_subject_follows_the_day_and_another_stays(circle, sign_in):
    county, draft, before = sign_in("county"), plan(circle), TODAY - timedelta(days=3)
    county.post(step(draft, "tag"), typed(county, draft, "tag", as_of=f"{before:%d.%m.%Y}"))
    draft.refresh_from_db()
    assert (draft.as_of, draft.subject.endswith(f"zum {before:%d.%m.%Y}")) == (before, True)
    county.post(step(draft, "kopf"), typed(county, draft, "kopf", subject="Zusammenarbeit"))
    county.post(step(draft, "tag"), typed(county, draft, "tag", as_of=f"{TODAY:%d.%m.%Y}"))
    draft.refresh_from_db()
    assert (draft.as_of, draft.subject) == (TODAY, "Zusammenarbeit")


# One report to several bodies


@pytest.fixture
def several(circle, sign_in):
    """The county reports to its Kreistag and its Kreisausschuss; the draft is made by the page, its documents by nobody."""
    board = Body.objects.create(
        organisation=circle.county, name="Kreisausschuss", kind="kreisausschuss", slug="kreisausschuss"
    )
    sent = values(circle, bodies=[circle.kreistag.pk, board.pk])
    county = sign_in("county")
    answer = county.post(reverse("report_new"), sent)
    rows = list(Report.objects.order_by("pk"))
    assert (answer.status_code, answer["Location"]) == (303, step(rows[0], "kopf"))
    county.post(step(rows[0], "texte"), typed(county, rows[0], "texte", preface="Wie jedes Jahr"))
    return rows


def make(rows):
    for row in rows:
        reports.start(report=row, at=moments.now())
        reports.finish(report=row, html="<p>", pdf=b"%PDF", at=moments.now())


def test_bodies_are_offered_by_organisation_and_own_values_refused_for_several(circle, sign_in):
    own = {"kind": "rat", "reported_by": "both"}
    council = Body.objects.create(organisation=circle.duelmen, name="Rat", slug="rat-duelmen", **own)
    Body.objects.filter(pk=circle.rat_nottuln.pk).update(reported_by="both")
    nottuln = sign_in("nottuln")
    form = nottuln.get(reverse("report_new")).context["form"]
    offered = {
        name: [str(one.data["value"]) for one in choices] for name, choices in form.bodies_of_organisations()
    }
    assert offered == {"Stadt Dülmen": [str(council.pk)], "Gemeinde Nottuln": [str(circle.rat_nottuln.pk)]}
    both = values(circle, bodies=[council.pk, circle.rat_nottuln.pk], meeting_on="01.12.2099")
    answer = nottuln.post(reverse("report_new"), both)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "hat jedes Gremium für sich" in page and 'value="01.12.2099"' in page
    kept = [one for one in answer.context["form"]["bodies"] if one.data["selected"]]
    assert len(kept) == 2
    assert not Report.objects.exists()
    hidden = values(circle, bodies=[council.pk, circle.kreistag.pk])
    assert nottuln.post(reverse("report_new"), hidden).status_code == 422, (
        "the Kreistag reports only for itself"
    )


def test_the_page_shows_to_whom_else_it_goes_and_one_button_issues_to_all(circle, sign_in, several):
    first, other_one = several
    county, show = sign_in("county"), reverse("report", args=[first.pk])
    second(circle)
    page = county.get(show).content.decode()
    assert "Geht auch an" in page and reverse("report", args=[other_one.pk]) in page
    make([first])
    page = county.get(show).content.decode()
    assert "Noch nicht zu prüfen" in page and 'data-hx-trigger="every 1s"' in page
    make([other_one])
    assert 'data-hx-trigger="every 1s"' not in county.get(show).content.decode()
    drafts = county.get(reverse("reports")).content.decode()
    assert "und 1 weiteres Gremium" in drafts and reverse("report", args=[other_one.pk]) not in drafts
    checked = other(circle).post(reverse("report_check", args=[other_one.pk]))
    assert checked.status_code == 303
    assert "Allen 2 Gremien erteilen" in county.get(show).content.decode()
    assert county.post(reverse("report_issue", args=[first.pk])).status_code == 303
    assert set(Report.objects.values_list("state", flat=True)) == {ReportState.ISSUED}
    shelf = county.get(reverse("reports")).content.decode()
    assert "und 1 weiteres Gremium" in shelf and reverse("report_pdf", args=[other_one.pk]) not in shelf
    member = sign_in("kreistag")
    assert reverse("report", args=[other_one.pk]) not in member.get(show).content.decode()
    assert str(other_one.body) in member.get(show).content.decode()


def test_one_body_is_taken_out_by_its_page_and_made_anew_by_that_of_another(circle, sign_in, several):
    first, other_one = several
    county = sign_in("county")
    assert county.post(reverse("report_take_out", args=[first.pk])).status_code == 303
    first.refresh_from_db()
    assert first.state == ReportState.DISCARDED
    page = county.get(reverse("report", args=[other_one.pk])).content.decode()
    assert "Geht auch an" not in page
    assert county.post(reverse("report_take_out", args=[other_one.pk])).status_code == 422
    assert sign_in("duelmen").post(reverse("report_take_out", args=[other_one.pk])).status_code == 404


def test_whether_participants_read_it_is_asked_of_a_non_public_one_and_shown(circle, sign_in):
    row = plan(circle, edition=Edition.NON_PUBLIC)
    make([row])
    report_life.check(report=row, by=second(circle), at=moments.now())
    county, show, address = (
        sign_in("county"),
        *(reverse(n, args=[row.pk]) for n in ("report", "report_issue")),
    )
    assert 'name="leser"' in county.get(show).content.decode()
    assert county.post(address, {"leser": "gremium"}).status_code == 303
    assert (
        "nur für das Gremium, seine Organisation und wer ihm berichtet" in county.get(show).content.decode()
    )
    duelmen = sign_in("duelmen")
    addresses = [reverse(name, args=[row.pk]) for name in ("report", "report_pdf", "report_html")]
    assert [duelmen.get(one).status_code for one in addresses] == [404] * 3
    places = [reverse(name) for name in ("reports", "start", "notices")]
    for place in [*places, reverse("activity", args=[circle.initiative.pk])]:
        assert "Statusbericht erteilt" not in duelmen.get(place).content.decode()
    assert "Statusbericht erteilt" in county.get(places[1]).content.decode()
    assert sign_in("kreistag").get(show).status_code == 200
