"""What is stored about a person: told whole, and gone where it tells of nothing but the person."""

import json
from datetime import UTC, datetime

import pytest
from django.apps import apps

from initiatives.domain.log import notices
from initiatives.domain.people import people, personal_data
from initiatives.domain.people.personal_tables import TABLES
from initiatives.domain.talk import comments
from initiatives.domain.work import tasks
from initiatives.enums import NoticeKind
from initiatives.models import (
    Comment,
    CommentMention,
    Mail,
    Mandate,
    Notice,
    NoticeSetting,
    Report,
    Task,
    User,
    Visit,
)
from tests.domain.reports.test_reports import plan

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
    found = personal_data.export(user=told, at=AT)
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
    giver = personal_data.export(user=circle.people["nottuln"].user, at=AT)
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
    with django_assert_max_num_queries(len(TABLES) + 4):
        found = personal_data.export(user=by.user, at=AT)
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
    assert personal_data.export(user=told, at=AT)["mitteilungen"] == []
    assert notices.working_for([circle.duelmen], initiative=circle.initiative, at=AT) == []


def test_what_others_were_told_stays(circle, told):
    other = circle.people["nottuln"].user
    Visit.objects.create(user=other, initiative=circle.initiative, seen_until=AT)
    people.anonymise(user=told, by=circle.people["administrator"], at=AT)
    assert Visit.objects.get().user == other
