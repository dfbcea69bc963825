"""What is stored about a person: told whole, and gone where it tells of nothing but the person."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps

from initiatives.domain.log import notices
from initiatives.domain.log.account_records import Origin, note
from initiatives.domain.people import people, personal_data
from initiatives.domain.people.personal_places import EVERYWHERE
from initiatives.domain.people.personal_tables import TABLES
from initiatives.domain.talk import comments
from initiatives.domain.votes import drafts, positions
from initiatives.domain.work import tasks
from initiatives.enums import NoticeKind, RecordKind, Role, Stance
from initiatives.models import (
    AccountRecord,
    Comment,
    CommentMention,
    Event,
    Initiative,
    Mail,
    Mandate,
    Notice,
    NoticeSetting,
    Organisation,
    Report,
    Task,
    User,
    Visit,
)
from tests.domain.reports.test_reports import plan
from tests.support.meetings import draft

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ELSEWHERE = {("Mandate", "user"), ("User", "last_mandate")}  # told under its own heading


@pytest.fixture
def told(circle):
    """Dülmen's delegate was told of a task by mail, has set how, has looked, and was named in a comment."""
    user = circle.people["duelmen"].user
    tasks.add(
        initiative=circle.initiative,
        title="Daten liefern",
        owner=circle.duelmen,
        by=circle.people["nottuln"],
        at=AT,
    )
    mail = Mail.objects.create(
        user=user, message_id="<1@ikz.example>", created_at=AT, try_after=AT, message="550 kennt niemand"
    )
    Notice.objects.update(mail=mail, read_at=AT)
    NoticeSetting.objects.create(user=user, kind=NoticeKind.TASK, channel="daily")
    Visit.objects.create(user=user, initiative=circle.initiative, seen_until=AT)
    comment = comments.write(field=circle.payroll, text="Bitte prüfen.", by=circle.people["nottuln"], at=AT)
    CommentMention.objects.create(comment=comment, user=user)
    return user


def test_every_column_that_leads_to_a_person_is_told():
    columns = {
        (model.__name__, column.name)
        for model in apps.get_app_config("initiatives").get_models()
        if not hasattr(model, "instance_type")
        for column in model._meta.fields
        if column.related_model in (User, Mandate)
    }
    assert columns == {(table.model.__name__, table.column) for table in TABLES} | ELSEWHERE
    assert len({table.heading for table in TABLES}) == len(TABLES)


def test_notices_settings_mails_visits_and_mentions_are_told(circle, told):
    found = personal_data.export(user=told, by=circle.people["administrator"], at=AT)
    assert found["mitteilungen"] == [
        {
            "erfasst": AT.isoformat(),
            "titel": "Neue Aufgabe: Daten liefern",
            "grund": "weil Ihre Kommune zuständig ist",
            "inhalt": "",
            "gelesen": AT.isoformat(),
            "e_mail": "sofort",
        }
    ]
    assert found["einstellungen_der_mitteilungen"] == [{"art": "Aufgaben", "e_mail": "täglich gesammelt"}]
    assert found["e_mails"][0]["fehler"] == "550 kennt niemand"
    assert found["besuche"] == [{"initiative": circle.initiative.title, "gesehen_bis": AT.isoformat()}]
    assert found["erwaehnungen"] == [{"erfasst": AT.isoformat(), "text": "Bitte prüfen."}]
    assert found["aufgaben"] == []  # given by another
    assert json.dumps(found)
    giver = personal_data.export(user=circle.people["nottuln"].user, by=circle.people["administrator"], at=AT)
    assert giver["aufgaben"][0]["aufgabe"] == "Daten liefern"
    assert (
        giver["kommentare"][0] | {"feld": "Personalabrechnung bündeln", "text": "Bitte prüfen."}
        == giver["kommentare"][0]
    )
    assert not any(giver[name] for name in ("mitteilungen", "e_mails", "besuche", "erwaehnungen"))


def test_each_table_can_be_told(circle, django_assert_max_num_queries):
    """With a row in some of them the paths hold; the number of queries is that of the tables."""
    report = plan(circle)
    by = circle.people["county"]
    Comment.objects.create(report=report, text="Zum Bericht", mandate=by, recorded_at=AT)
    Comment.objects.create(ask=circle.ask(circle.duelmen), text="Zum Votum", mandate=by, recorded_at=AT)
    with django_assert_max_num_queries(len(TABLES) + 10):
        found = personal_data.export(user=by.user, by=by.user, at=AT)
    assert [one["bericht"] for one in found["kommentare"]] == [str(report), ""]
    assert found["kommentare"][1]["votum"] == "Stadt Dülmen, Personalabrechnung bündeln"
    assert found["berichte"][0]["betreff"] == report.subject
    assert Report.objects.count() == 1


def test_who_is_anonymised_leaves_no_trace_of_reading_but_the_acts(circle, told):
    people.anonymise(user=told, by=circle.people["administrator"], at=AT)
    for model in (Notice, Mail, NoticeSetting, Visit):
        assert not model.objects.filter(user=told).exists()
    assert CommentMention.objects.get().user == told  # of whom only the role is known now
    assert Task.objects.get().owner == circle.duelmen
    assert personal_data.export(user=told, by=circle.people["administrator"], at=AT)["mitteilungen"] == []
    assert notices.working_for([circle.duelmen], initiative=circle.initiative, at=AT) == []


def test_what_others_were_told_stays(circle, told):
    other = circle.people["nottuln"].user
    Visit.objects.create(user=other, initiative=circle.initiative, seen_until=AT)
    people.anonymise(user=told, by=circle.people["administrator"], at=AT)
    assert Visit.objects.get().user == other


# Who hands it out reads no more in it than elsewhere

SECRET = "Der Rat will das nicht"
MASKED = personal_data.MASK
FREE = {  # tables that tell of nothing but the person
    *("wappen", "einstellungen_der_mitteilungen", "e_mails"),
    "protokoll_des_kontos",
}


@pytest.fixture
def confided(circle):
    """Nottuln's delegate has a draft of the Votum and wrote internally, of which its deputy was told."""
    by = circle.people["nottuln"]
    deputy = User.objects.create_user("vertretung-nottuln@ikz.example")
    held = Mandate.objects.create(
        user=deputy, role=Role.DEPUTY, organisation=circle.nottuln, valid_from=AT.date()
    )
    comments.write(
        field=circle.payroll,
        text=f"{SECRET}, denn es kostet.",
        internal=True,
        mentioned=[deputy.pk],
        by=by,
        at=AT,
    )
    drafts.save(
        ask=circle.ask(circle.nottuln),
        values={"stance": Stance.REFUSAL, "reason": SECRET, "effective_on": "", "conditions": []},
        version=0,
        by=by,
        at=AT,
    )
    return {"author": by, "told": held}


def everything(user, by) -> str:
    return json.dumps(personal_data.export(user=user, by=by, at=AT), ensure_ascii=False)


def test_each_table_says_who_may_read_its_words():
    assert {table.heading for table in TABLES if table.place == EVERYWHERE} == FREE
    assert all(set(table.about) | set(table.place.inner) <= set(table.words) for table in TABLES)


@pytest.mark.parametrize("persona", ["administrator", "county_administrator"])
def test_what_is_internal_is_not_read_by_who_hands_it_out(circle, confided, persona):
    by = circle.people[persona]
    for one in confided.values():
        assert SECRET not in everything(one.user, by)
    found = personal_data.export(user=confided["author"].user, by=by, at=AT)
    assert (
        found["entwuerfe"][0] | {"feld": circle.payroll.title, "begruendung": MASKED} == found["entwuerfe"][0]
    )
    assert found["kommentare"][0]["text"] == MASKED
    told = personal_data.export(user=confided["told"].user, by=by, at=AT)
    assert [row["inhalt"] for row in told["mitteilungen"]] == [MASKED]
    assert [row["text"] for row in told["erwaehnungen"]] == [MASKED]


def test_the_person_reads_it_while_the_mandate_lasts_and_not_after(circle, confided):
    author, told = confided["author"].user, confided["told"].user
    assert everything(author, author).count(SECRET) == 2
    assert everything(told, told).count(SECRET) == 2  # the notice and the mention
    before = AT.date() - timedelta(days=1)
    Mandate.objects.filter(user__in=[author, told]).update(valid_from=before, valid_until=before)
    assert SECRET not in everything(author, author) + everything(told, told)
    Mandate.objects.create(
        user=told, role=Role.COUNTY_REPRESENTATIVE, organisation=circle.county, valid_from=AT.date()
    )
    assert SECRET not in everything(told, told)
    assert circle.payroll.title in everything(told, told)  # under the new one


def test_what_belongs_to_another_county_is_masked_whole(circle, told):
    """The home administrator reads out what the person did elsewhere, too, but not what it was."""
    elsewhere = Organisation.objects.create(
        name="Steinfurt", designation="Kreis Steinfurt", kind="kreis", ags="05566"
    )
    positions.give(
        ask=circle.ask(circle.duelmen),
        stance=Stance.REFUSAL,
        reason=SECRET,
        by=circle.people["duelmen"],
        at=AT,
    )
    Initiative.objects.filter(pk=circle.initiative.pk).update(county=elsewhere)
    found = everything(told, circle.people["county_administrator"])
    for word in (SECRET, circle.payroll.title, circle.initiative.title, "Daten liefern", "Bitte prüfen."):
        assert word not in found, word
    assert told.email in found and AT.isoformat() in found
    notice = json.loads(found)["mitteilungen"][0]
    assert (notice["titel"], notice["gelesen"]) == (MASKED, AT.isoformat())
    assert SECRET in everything(told, circle.people["administrator"])


def test_what_was_done_under_a_mandate_elsewhere_is_masked_for_the_home(circle):
    """Of a person at home in Coesfeld who administers another county, too."""
    elsewhere = Organisation.objects.create(
        name="Steinfurt", designation="Kreis Steinfurt", kind="kreis", ags="05566"
    )
    user, other = circle.people["duelmen"].user, circle.people["stranger"].user
    held = Mandate.objects.create(
        user=user, role=Role.ADMINISTRATOR, organisation=elsewhere, valid_from=AT.date()
    )
    note(kind="signed_in", subject="Angemeldet", user=user, by=user, at=AT)
    note(kind="setting", subject="Gremium in Dülmen", by=held, organisation=circle.duelmen, at=AT)
    note(kind="lock", subject=SECRET, user=other, by=held, organisation=elsewhere, at=AT)
    note(kind="lock", subject=SECRET, user=other, by=held, at=AT)  # of an account without a home

    def read(by) -> list[str]:
        rows = personal_data.export(user=user, by=by, at=AT)["protokoll_eigener_handlungen"]
        assert [row["als"] for row in rows] == ["", held.title, held.title, held.title]
        return [row["was"] for row in rows]

    assert read(circle.people["county_administrator"]) == ["Angemeldet", "Gremium in Dülmen", MASKED, MASKED]
    assert read(circle.people["administrator"]) == ["Angemeldet", "Gremium in Dülmen", SECRET, SECRET]
    assert read(user) == ["Angemeldet", MASKED, SECRET, MASKED]
    before = AT.date() - timedelta(days=1)
    Mandate.objects.filter(pk=held.pk).update(valid_from=before, valid_until=before)
    assert read(user) == ["Angemeldet", MASKED, MASKED, MASKED]


def test_reports_and_meetings_are_masked_for_who_may_not_open_them(circle):
    county, host = circle.people["county"], circle.people["nottuln"]
    Comment.objects.create(report=plan(circle), text=SECRET, mandate=county, recorded_at=AT)
    draft(circle, title=SECRET)
    for author in (county, host):
        assert SECRET in everything(author.user, author.user)
        assert SECRET not in everything(author.user, circle.people["administrator"])


def test_handing_out_is_recorded_and_an_event_by_role(circle, told):
    by, origin = circle.people["administrator"], Origin("192.0.2.7", "Firefox auf Windows")
    handed = personal_data.hand_out(user=told, by=by, origin=origin, at=AT)
    assert handed["person"]["e_mail"] == told.email
    row = AccountRecord.objects.get()
    assert (row.kind, row.user, row.by, row.actor) == (RecordKind.EXPORT, told, by.user, by.title)
    assert (row.address, row.device) == origin
    assert handed["protokoll_des_kontos"][0]["was"] == row.subject
    event = Event.objects.filter(kind="person").latest("pk")
    assert (event.actor, event.subject) == (by.title, "Auskunft ausgegeben")
    assert told.email not in f"{event.before}{event.after}"
    personal_data.hand_out(user=told, by=told, at=AT)
    assert AccountRecord.objects.first().actor == ""
    assert Event.objects.filter(kind="person").count() == 1
