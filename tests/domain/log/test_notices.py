"""Who is told: not the actor, not who may not open the place; the same within a minute once; history tells nobody."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from initiatives.domain.circle import initiatives
from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import notice_access, notice_settings, notices
from initiatives.domain.mail import mails
from initiatives.domain.people import people, personal_data
from initiatives.domain.reports import reports
from initiatives.domain.talk import comments
from initiatives.enums import Channel, NoticeKind, OrganisationKind, Participation, ReportState, Role
from initiatives.models import (
    Initiative,
    Mail,
    Mandate,
    Notice,
    NoticeSetting,
    Organisation,
    Report,
    User,
)
from tests.domain.reports.test_reports import issue, plan, second
from tests.support.personas import climate

MINUTE = timedelta(minutes=1)


def tell(circle, to=("duelmen",), **values):
    given = {
        "kind": NoticeKind.CHANGE,
        "to": [circle.people[name].user for name in to],
        "title": "Ampel auf Gelb",
        "reason": "weil Ihre Kommune beteiligt ist",
        "page": ("field", circle.payroll.pk),
        "by": circle.people["nottuln"],
        "at": moments.now(),
        "initiative": circle.initiative,
    }
    return notices.tell(**given | values)


def test_a_notice_says_what_why_and_where_and_by_whom(circle):
    tell(circle, anchor="stand", body="Grün → Gelb")
    row = Notice.objects.get()
    assert (row.user, row.title, row.reason) == (
        circle.people["duelmen"].user,
        "Ampel auf Gelb",
        "weil Ihre Kommune beteiligt ist",
    )
    assert (row.page, row.page_id, row.anchor, row.body) == (
        "field",
        circle.payroll.pk,
        "stand",
        "Grün → Gelb",
    )
    assert row.actor == "Beauftragte/r der Gemeinde Nottuln"
    assert (row.channel, row.read_at, row.mail, row.count) == (Channel.WEEKLY, None, None, 1)


def test_nobody_is_told_what_they_did_themselves(circle):
    tell(circle, to=("nottuln", "duelmen", "duelmen"))
    assert Notice.objects.get().user == circle.people["duelmen"].user


def test_only_who_may_open_the_place_is_told(circle):
    circle.people["rosendahl"].user.is_active = False
    circle.people["rosendahl"].user.save()
    tell(circle, to=circle.people)
    told = set(Notice.objects.values_list("user", flat=True))
    may = ("duelmen", "reader", "county", "administrator", "county_administrator")
    assert told == {circle.people[name].user_id for name in may}


def test_neither_an_ended_mandate_nor_an_anonymised_person_is_told(circle):
    Mandate.objects.filter(pk=circle.people["duelmen"].pk).update(
        valid_until=moments.today() - 2 * timedelta(1)
    )
    gone = circle.people["rosendahl"].user
    people.anonymise(user=gone, by=circle.people["administrator"], at=moments.now())
    tell(circle, to=("duelmen", "rosendahl"))
    assert not Notice.objects.exists()


@pytest.fixture
def crowd(circle) -> list[Mandate]:
    """Mandates of every kind: third parties, one initiative only, who has left, other counties."""
    other = initiatives.found(
        title="Münsterland",
        short_title="Münsterland",
        documented_from=moments.today(),
        county=None,
        convening=None,
        participants=[circle.county, circle.duelmen],
        by=None,
        at=moments.now(),
    )
    third = Organisation.objects.create(
        kind=OrganisationKind.DRITTE, name="Hochschule", designation="Hochschule"
    )
    fields.set_participation(
        field=circle.hotline,
        organisation=third,
        status=Participation.PARTICIPATING,
        by=None,
        at=moments.now(),
    )
    circle.initiative.participants.filter(organisation=circle.rosendahl).update(left_on=moments.today())
    begin = circle.people["nottuln"].valid_from
    more = [
        {"role": Role.DELEGATE, "organisation": third},
        {"role": Role.READER, "organisation": third, "initiative": other},
        {"role": Role.DELEGATE, "organisation": circle.duelmen, "initiative": other},
        {"role": Role.DELEGATE, "organisation": circle.duelmen, "initiative": circle.initiative},
        {"role": Role.COUNTY_REPRESENTATIVE, "organisation": circle.county, "initiative": other},
        {"role": Role.DELEGATE, "organisation": circle.county},
    ]
    for number, values in enumerate(more):
        user = User.objects.create_user(f"weitere-{number}@ikz.example")
        Mandate.objects.create(user=user, valid_from=begin, **values)
    return list(Mandate.objects.select_related("user"))


def test_who_is_told_of_an_initiative_is_who_sees_it(crowd):
    seen = 0
    for initiative in Initiative.objects.all():
        rows = {
            one: Notice(user=one.user, kind="change", page="field", initiative=initiative) for one in crowd
        }
        told = {row.user_id for row in notice_access.allowed(rows.values(), at=moments.now())}
        sees = {
            one.user_id
            for one in crowd
            if Initiative.objects.visible_to(one).filter(pk=initiative.pk).exists()
        }
        assert told == sees
        seen += len(sees)
    assert seen > 10


@pytest.mark.parametrize("reported_by", ["organisation", "convening", "both"])
@pytest.mark.parametrize("state", ReportState.values)
def test_who_is_told_of_a_report_is_who_reads_it(circle, crowd, reported_by, state):
    circle.kreistag.reported_by = reported_by
    circle.kreistag.save()
    report = plan(circle)
    by, at = circle.people["county"], moments.now()
    checked = {"checked_at": at, "checked_by": second(circle)}
    told = {
        "checked": checked,
        "issued": checked | {"issued_at": at, "issued_by": by, "pdf": b"%PDF", "pdf_sha256": "0"},
        "discarded": {"discarded_at": at, "discarded_by": by},
    }
    Report.objects.filter(pk=report.pk).update(state=state, **told.get(state, {}))
    rows = [Notice(user=one.user, kind="report", page="report", page_id=report.pk) for one in crowd]
    told = {row.user_id for row in notice_access.allowed(rows, at=moments.now())}
    reads = {one.user_id for one in crowd if Report.objects.visible_to(one).filter(pk=report.pk).exists()}
    assert told == reads and reads


def test_members_of_a_body_are_told_of_its_reports_only(circle):
    report = plan(circle)
    reports.start(report=report, at=moments.now())
    reports.finish(report=report, html="<p>", pdf=b"%PDF", at=moments.now())
    with notices.silence():
        issue(circle, report)
    place = {"page": ("report", report.pk), "to": ("kreistag", "rat"), "initiative": None}
    tell(circle, **place, kind=NoticeKind.COMMENT)
    assert not Notice.objects.exists()
    tell(circle, **place, kind=NoticeKind.REPORT)
    assert Notice.objects.get().user == circle.people["kreistag"].user


def test_telling_many_asks_as_often_as_telling_one(circle, django_assert_num_queries):
    tell(circle)
    with django_assert_num_queries(6):  # mandates, circle, county, settings, to merge, written
        tell(circle, anchor="a")
    with django_assert_num_queries(6):
        tell(circle, to=circle.people, anchor="b")


# Within a minute


def test_the_same_within_a_minute_is_one_notice_with_the_newest_words(circle):
    at = moments.now()
    tell(circle, at=at, body="Grün → Gelb")
    tell(circle, at=at + MINUTE, title="Ampel auf Rot", body="Gelb → Rot", by=circle.people["rosendahl"])
    row = Notice.objects.get()
    assert (row.count, row.title, row.body, row.recorded_at) == (
        2,
        "Ampel auf Rot",
        "Gelb → Rot",
        at + MINUTE,
    )
    assert row.actor == "Stellvertretung der Gemeinde Rosendahl"


@pytest.mark.parametrize(
    "other",
    [
        {"anchor": "voten"},
        {"kind": NoticeKind.ASKED},
        {"at": datetime(2026, 1, 6, tzinfo=UTC)},
        {"to": ("rosendahl",)},
        {"page": ("position", 1)},
    ],
    ids=str,
)
def test_another_kind_place_person_or_time_is_another_notice(circle, other):
    tell(circle)
    tell(circle, **other)
    assert list(Notice.objects.values_list("count", flat=True)) == [1, 1]


@pytest.mark.parametrize("meanwhile", ["read", "mailed"])
def test_what_was_read_or_mailed_takes_nothing_in(circle, meanwhile):
    (row,) = tell(circle)
    if meanwhile == "read":
        notices.mark_read(Notice.objects.all(), at=moments.now())
    else:
        at = moments.now()
        row.mail = Mail.objects.create(user=row.user, message_id="<1>", created_at=at, try_after=at)
        row.save()
    tell(circle)
    assert list(Notice.objects.values_list("count", flat=True)) == [1, 1]


def test_what_is_taken_back_tells_nobody(circle):
    with pytest.raises(Refused), transaction.atomic():
        tell(circle)
        raise Refused("Doch nicht.")
    assert not Notice.objects.exists()


# History is no news


def test_the_example_is_loaded_without_a_notice_and_without_a_mail(db, settings, tmp_path):
    settings.DEMO_PASSWORD, settings.MEDIA_ROOT = "ein-langes-kennwort", tmp_path
    call_command("load_demo", example=True, stdout=StringIO())
    assert User.objects.count() > 10
    assert not Notice.objects.exists() and not Mail.objects.exists()


def test_silence_ends_with_its_block(circle):
    with notices.silence():
        assert tell(circle) == []
    assert len(tell(circle)) == 1


# How mails come


def test_a_notice_is_born_with_the_channel_that_the_person_chose(circle):
    user = circle.people["duelmen"].user
    notice_settings.choose(user=user, wanted={"change": "daily", "asked": "never"})
    tell(circle, to=("duelmen", "rosendahl"))
    tell(circle, kind="asked")
    channels = {(row.user, row.kind): row.channel for row in Notice.objects.all()}
    assert channels[user, "change"] == "daily" and channels[user, "asked"] == "never"
    assert channels[circle.people["rosendahl"].user, "change"] == "weekly"
    assert notice_settings.channels(user)["meeting"] == "at_once"


def test_what_waits_follows_the_choice_but_never_comes_back(circle):
    user = circle.people["duelmen"].user
    tell(circle)
    notice_settings.choose(user=user, wanted={"change": "at_once"})
    assert Notice.objects.get().channel == "at_once"
    notice_settings.choose(user=user, wanted={"change": "never"})
    notice_settings.choose(user=user, wanted={"change": "at_once"})
    assert Notice.objects.get().channel == "never"  # else all that was ever told would be mailed at once
    assert NoticeSetting.objects.count() == 1


def test_a_link_ends_the_kinds_of_its_mail_or_all(circle):
    user = circle.people["duelmen"].user
    wish = notice_settings.read(notice_settings.token(user.pk, ["change", "comment"]))
    assert notice_settings.end(wish) == [NoticeKind.COMMENT, NoticeKind.CHANGE]
    assert notice_settings.channels(user)["change"] == notice_settings.channels(user)["comment"] == "never"
    assert notice_settings.channels(user)["asked"] == "at_once"
    notice_settings.end(wish, everything=True)
    assert set(notice_settings.channels(user).values()) == {"never"}


def test_a_damaged_link_and_one_of_nobody_end_nothing(circle):
    good = notice_settings.token(circle.people["duelmen"].user_id, ["change"])
    for bad in (good[:-2], "x" + good, "", notice_settings.token(99_999, ["change"])):
        with pytest.raises(Refused, match="Link"):
            notice_settings.read(bad)
    assert not NoticeSetting.objects.exists()


def test_an_old_link_is_refused(circle, monkeypatch):
    monkeypatch.setattr(notice_settings, "VALID_DAYS", -1)
    with pytest.raises(Refused, match="älter"):
        notice_settings.read(notice_settings.token(circle.people["duelmen"].user_id, ["change"]))


def test_members_of_a_body_choose_for_reports_only(circle):
    kreistag, duelmen = circle.people["kreistag"], circle.people["duelmen"]
    assert notice_settings.kinds_for([kreistag]) == [NoticeKind.REPORT]
    assert len(notice_settings.kinds_for([kreistag, duelmen])) == len(NoticeKind)


def test_what_is_stored_of_a_person_names_the_notices_too(circle):
    tell(circle)
    user = circle.people["duelmen"].user
    notice_settings.choose(user=user, wanted={"change": "daily"})
    found = personal_data.export(user=user, by=circle.people["administrator"], at=moments.now())
    assert [row["titel"] for row in found["mitteilungen"]] == ["Ampel auf Gelb"]
    assert [row["e_mail"] for row in found["einstellungen_der_mitteilungen"]] == ["täglich gesammelt"]


@pytest.fixture
def confided(circle):
    """Nottuln's delegate was told of an internal comment of the deputy; that stood before notices said for whom they are."""
    told = circle.people["nottuln"]
    by = Mandate.objects.create(
        user=User.objects.create_user("vertretung-nottuln@ikz.example"),
        role=Role.DEPUTY,
        organisation=circle.nottuln,
        valid_from=moments.today(),
    )
    comments.write(field=circle.payroll, text="Offen", mentioned=[told.user_id], by=by, at=moments.now())
    comments.write(field=circle.payroll, text="Nur für uns", internal=True, by=by, at=moments.now())
    return told


def bodies(user: User) -> list[str]:
    held = list(user.mandates.valid_on(moments.today()))
    return sorted(Notice.objects.visible_to(user.pk, held).values_list("body", flat=True))


def test_what_is_internal_is_read_and_mailed_while_one_reads_for_that_organisation(circle, confided):
    assert bodies(confided.user) == ["Nur für uns", "Offen"]
    rows = list(Notice.objects.filter(user=confided.user))
    assert len(notice_access.allowed(rows, at=moments.now())) == 2
    Mandate.objects.filter(pk=confided.pk).update(role=Role.COUNTY_REPRESENTATIVE, organisation=circle.county)
    assert bodies(confided.user) == ["Offen"]
    assert [one.body for one in notice_access.allowed(rows, at=moments.now())] == ["Offen"]


def test_a_mandate_elsewhere_opens_nothing_internal_here(circle, confided):
    """One mandate sees the initiative, another is of the organisation, none is both."""
    Mandate.objects.filter(pk=confided.pk).update(initiative=climate(circle))
    assert bodies(confided.user) == []
    Mandate.objects.create(
        user=confided.user, role=Role.DELEGATE, organisation=circle.duelmen, valid_from=moments.today()
    )
    assert bodies(confided.user) == ["Offen"]


def test_of_earlier_notices_it_is_told_from_their_comment_for_whom_they_are(circle, confided):
    before = set(Notice.objects.values_list("pk", "audience_id"))
    assert {one for _, one in before} == {None, circle.nottuln.pk}
    Notice.objects.update(audience_id=None)
    import_module("initiatives.migrations.0026_notice_audience").fill(apps, None)
    assert set(Notice.objects.values_list("pk", "audience_id")) == before


def comment_on(circle, number, *, at, **values):
    """Tell a person in Dülmen of the comment with this number."""
    given = {
        "kind": NoticeKind.COMMENT,
        "title": "Kommentar zum Feld",
        "together": "neue Kommentare zum Feld",
    }
    return tell(circle, anchor=f"kommentar-{number}", body=f"Text {number}", at=at, **given | values)


def test_all_comments_at_a_place_are_one_notice_that_leads_to_the_first(circle):
    at = moments.now()
    for number in range(1, 201):
        comment_on(circle, number, at=at + number * MINUTE)
    row = Notice.objects.get()
    assert (row.count, row.title) == (200, "200 neue Kommentare zum Feld")
    assert (row.anchor, row.body) == ("kommentar-1", "Text 200")


def test_comments_elsewhere_internal_ones_and_those_after_reading_stand_apart(circle):
    at = moments.now()
    comment_on(circle, 1, at=at)
    comment_on(circle, 2, at=at, page=("initiative", circle.initiative.pk))
    comment_on(circle, 3, at=at, audience=circle.people["duelmen"].organisation)
    assert [row.count for row in Notice.objects.all()] == [1, 1, 1]
    notices.mark_read(Notice.objects.all(), at=at)
    comment_on(circle, 4, at=at)
    comment_on(circle, 5, at=at)
    unread = Notice.objects.get(read_at=None)
    assert (unread.count, unread.anchor) == (2, "kommentar-4")


def test_more_comments_do_not_put_off_a_mail_and_those_after_it_are_mailed_too(circle):
    first = datetime(2026, 3, 3, 12, tzinfo=UTC)
    comment_on(circle, 1, at=first)
    morning = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)  # half past seven in Berlin
    comment_on(circle, 2, at=morning)
    assert mails.make(at=morning) == 1
    mail = Mail.objects.get()
    assert [row.title for row in mails.contents(mail, at=morning)] == ["2 neue Kommentare zum Feld"]
    comment_on(circle, 3, at=morning + MINUTE)  # while the mail is on its way
    assert [row.count for row in mail.notices.all()] == [2]
    mails.sent(mail, at=morning)
    Notice.objects.filter(mail=None).delete()
    comment_on(circle, 4, at=morning + 2 * MINUTE)
    row = Notice.objects.get()
    assert (row.count, row.mail, row.recorded_at) == (3, None, morning + 2 * MINUTE)
    assert mails.make(at=morning + 3 * MINUTE) == 0
    assert mails.make(at=morning + timedelta(days=1)) == 1
