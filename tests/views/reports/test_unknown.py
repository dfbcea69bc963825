"""What a report does not know of its day: named before the issue, entered or said why, and only then issued."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse

from initiatives.domain.circle import initiatives
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.past import courses
from initiatives.domain.past.entries import Joined, Moved
from initiatives.domain.reports import contents as report_contents
from initiatives.domain.reports import life as report_life
from initiatives.domain.reports import reports, unknowns
from initiatives.enums import Edition, Phase, ReportedBy
from initiatives.models import Event, Report
from tests.domain.reports.test_reports import issue, plan
from tests.views.parts import is_part

HTMX = {"HX-Request": "true", "HX-Target": "texte"}
FEB = date(2026, 2, 2)
WHY = "Die Akten fehlen."


@pytest.fixture
def late(circle):
    """The field "hotline" had come to its operation before anybody recorded it; nothing else is known of it."""
    circle.kreistag.reported_by = ReportedBy.BOTH
    circle.kreistag.save()
    record(circle, Moved(FEB, Phase.OPERATION))
    return circle


def record(circle, *entries) -> None:
    courses.record(
        field=circle.hotline,
        entries=entries,
        reason="Jahresbericht 2025",
        by=circle.people["nottuln"],
        at=moments.now(),
    )


def made(report: Report) -> Report:
    reports.start(report=report, at=moments.now())
    reports.finish(report=report, html="<p>", pdf=b"%PDF", at=moments.now())
    return Report.objects.get(pk=report.pk)


def draft(circle, **changes) -> Report:
    return made(plan(circle, **changes))


def gaps(report: Report) -> dict[str, str]:
    """By key the place of each."""
    found = report_contents.of_report(report, moments.now())
    return {gap.key: gap.place for gap in found.gaps}


def address(report: Report) -> str:
    return reverse("report_contents", args=[report.pk])


def said(report: Report, **reasons: str) -> dict[str, str]:
    """What the form sends: reasons by key, the others left as they are."""
    places = gaps(report)
    typed = {place: report.not_known.get(place, "") for place in places.values()}
    seen = {"unbekannt": "1", "seen": json.dumps(typed)}
    return {**seen, **typed, **{places.get(key, key): words for key, words in reasons.items()}}


def test_what_is_not_known_is_listed_with_where_it_can_be_entered(late, sign_in):
    report = draft(late)
    assert list(gaps(report)) == ["phases", "participants", "lead", "answers", "decisions", "costs", "light"]
    page = sign_in("nottuln").get(address(report)).content.decode()
    assert "Tage der Phasen 1 bis 5" in page and "7 ohne Grund" in page
    assert page.count(f'href="{reverse("field_past", args=[late.hotline.pk])}"') == 7
    elsewhere = sign_in("county").get(address(report)).content.decode()
    assert f'href="{reverse("field", args=[late.hotline.pk])}#kosten"' in elsewhere, (
        "who may not record the past"
    )
    assert reverse("field_past", args=[late.hotline.pk]) not in elsewhere


def test_of_a_course_that_was_recorded_as_it_went_nothing_is_asked(circle, sign_in):
    report = draft(circle)
    page = sign_in("county").get(address(report)).content.decode()
    assert gaps(report) == {} and 'id="unbekannt"' not in page and "Nicht bekannt" not in page
    assert issue(circle, report).state == "issued"


def test_the_issue_and_the_check_wait_for_each_of_them(late, sign_in):
    report = draft(late)
    with pytest.raises(Refused, match="Zum Stichtag ist nicht alles bekannt: Feld a"):
        issue(late, report)
    page = sign_in("county").get(reverse("report", args=[report.pk])).content.decode()
    assert "7 Angaben sind zum Stichtag nicht bekannt" in page and f"{address(report)}#unbekannt" in page
    places = [place for key, place in gaps(report).items() if key != "costs"]
    say(late, report, dict.fromkeys(places, WHY))
    with pytest.raises(Refused, match=r"Kosten\. Bitte"):
        issue(late, report := made(report))
    say(late, report, {gaps(report)["costs"]: WHY})
    assert issue(late, made(report)).state == "issued"


def say(circle, report: Report, reasons: dict[str, str]) -> bool:
    return report_contents.say_why(
        report=report, reasons=reasons, by=circle.people["county"], at=moments.now()
    )


def test_a_draft_that_was_checked_without_the_question_is_not_issued(late):
    """Made by a version before it was asked."""
    report = draft(late)
    Report.objects.filter(pk=report.pk).update(snapshot=report.snapshot | {"layout": 1})
    with pytest.raises(Refused, match="ältere Form"):
        report_life.check(report=report, by=late.people["duelmen"], at=moments.now())


def test_what_was_entered_meanwhile_is_not_asked_any_more(late):
    first = draft(late)
    record(late, Joined(FEB, late.nottuln, "participating", leads=True, contact="Hauptamt"))
    reports.retry(report=first, at=moments.now())
    assert not {"lead", "participants"} & gaps(made(first)).keys()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_reason_is_stored_by_the_page_and_the_draft_is_made_anew(late, sign_in, headers):
    report, client = draft(late), sign_in("county")
    answer = client.post(address(report), said(report, costs=WHY), headers=headers)
    assert answer.status_code == (204 if headers else 303)
    report.refresh_from_db()
    assert list(report.not_known.values()) == [WHY]
    assert f'"{WHY}"' in json.dumps(report.snapshot, ensure_ascii=False), "it was made anew at once"
    event = Event.objects.filter(kind="report-draft").latest("pk")
    assert event.subject.startswith("Im Entwurf nicht bekannt: Kosten (Feld a")
    assert WHY in sign_in("county").get(address(made(report))).content.decode()


def test_one_reason_serves_for_all_that_have_none(late, sign_in):
    report = draft(late)
    sign_in("county").post(address(report), said(report, costs="Nur die Ersparnis.", alle=WHY))
    report.refresh_from_db()
    places = gaps(made(report))
    assert len(places) == 7
    assert report.not_known == dict.fromkeys(places.values(), WHY) | {places["costs"]: "Nur die Ersparnis."}
    assert unknowns.unsaid(Report.objects.get(pk=report.pk)) == 0


def test_an_empty_reason_takes_one_back_and_the_same_again_changes_nothing(late, sign_in):
    report, client = draft(late), sign_in("county")
    say(late, report, {gaps(report)["costs"]: WHY})
    report = made(report)
    client.post(address(report), said(report))
    assert Report.objects.get(pk=report.pk).version == report.version, "nothing was to be changed"
    client.post(address(report), said(report, costs="  "))
    assert Report.objects.get(pk=report.pk).not_known == {}


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_reason_that_is_too_long_is_given_back(late, sign_in, headers):
    report, words = draft(late), "Akten fehlen. " * 30
    answer = sign_in("county").post(address(report), said(report, lead=words, costs=WHY), headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422 and words.strip() in page and WHY in page
    assert is_part(page, "texte") if headers else "<html" in page
    assert Report.objects.get(pk=report.pk).not_known == {}


def test_two_who_say_different_things_see_each_other(late, sign_in):
    report, client = draft(late), sign_in("county")
    sent = said(report, costs="Nie erhoben worden.", lead=WHY) | {"seen": seen_in(client, report)}
    say(late, report, {gaps(report)["costs"]: "Haushalt verloren."})
    report = made(report)
    answer = client.post(address(report), sent)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Haushalt verloren." in page and "Nie erhoben worden." in page
    assert list(Report.objects.get(pk=report.pk).not_known.values()) == ["Haushalt verloren."]
    sent |= {"seen": seen_in(client, report)}
    assert client.post(address(report), sent).status_code == 303, "seen, it is changed"
    assert len(Report.objects.get(pk=report.pk).not_known) == 2


def seen_in(client, report: Report) -> str:
    return client.get(address(report)).context["form"]["seen"].value()


def test_while_the_draft_is_made_nothing_is_lost(late, sign_in):
    report = draft(late)
    sent = said(report, costs="Nie erhoben worden.")
    reports.retry(report=report, at=moments.now())
    answer = sign_in("county").post(address(report), sent)
    assert answer.status_code == 422
    assert (
        "wird noch erstellt" in answer.content.decode() and "Nie erhoben worden." in answer.content.decode()
    )


@pytest.mark.parametrize("place", ["0.0.costs", "x", "..costs"])
def test_what_the_report_knows_is_refused(late, place):
    report = draft(late)
    with pytest.raises(Refused, match="bekannt"):
        say(late, report, {place: WHY})


def test_an_issued_report_shows_its_reasons_and_takes_none(late, sign_in):
    report = draft(late)
    say(late, report, dict.fromkeys(gaps(report).values(), WHY))
    done = issue(late, made(report))
    page = sign_in("county").get(address(done)).content.decode()
    assert page.count(WHY) == 7 and "Gründe speichern" not in page
    answer = sign_in("county").post(address(done), said(done, costs="Doch nicht bekannt."))
    assert answer.status_code == 422 and Report.objects.get(pk=done.pk).not_known == done.not_known


def test_a_correction_takes_the_reasons_over_and_a_new_report_is_asked_anew(late):
    first = draft(late, as_of=moments.today() - timedelta(days=9))
    say(late, first, dict.fromkeys(gaps(first).values(), WHY))
    done = issue(late, made(first))
    correction = report_life.correct(
        report=done, reason="Zahl vertauscht", by=late.people["county"], at=moments.now()
    )
    assert correction.not_known == done.not_known
    assert unknowns.unsaid(made(correction)) == 0
    assert unknowns.unsaid(draft(late)) == 7


def test_who_may_not_make_the_report_says_nothing(late, sign_in):
    report = draft(late)
    answer = sign_in("kreistag").post(address(report), {"unbekannt": "1"})
    assert answer.status_code in (403, 404)
    assert sign_in("reader").post(address(report), {"unbekannt": "1"}).status_code in (403, 404)


@pytest.mark.parametrize("edition", Edition.values)
def test_the_reasons_stand_in_both_editions(late, edition):
    report = draft(late, edition=edition)
    say(late, report, dict.fromkeys(gaps(report).values(), WHY))
    taken = made(report).snapshot
    field = next(one for one in taken["initiatives"][0]["fields"] if one["key"] == str(late.hotline.pk))
    assert {one["reason"] for one in field["unknown"]} == {WHY}
    with_evidence = 8  # entries by hand are told by nothing in public
    assert len(field["unknown"]) == (7 if edition == Edition.PUBLIC else with_evidence)


@pytest.mark.parametrize(("days", "asked"), [(0, []), (1, ["places", "fields", "conditions", "meetings"])])
def test_an_initiative_entered_after_it_began_is_asked_what_it_does_not_hold(circle, sign_in, days, asked):
    today = moments.today()
    founded = initiatives.found(
        title="Münsterland",
        short_title="Münsterland",
        documented_from=today - timedelta(days=days),
        county=circle.county,
        by=None,
        at=moments.now(),
    )
    report = draft(circle, initiatives=[founded])
    assert list(gaps(report)) == asked
    page = sign_in("county").get(address(report)).content.decode()
    assert (f"{reverse('initiative', args=[founded.pk])}#felder" in page) is bool(asked)


def test_another_draft_is_not_touched(late):
    one, other = draft(late), draft(late)
    say(late, one, {gaps(one)["costs"]: WHY})
    assert Report.objects.get(pk=other.pk).not_known == {}
