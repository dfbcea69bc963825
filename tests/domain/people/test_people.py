"""People: admitted, locked, anonymised; their data in one place, told on request."""

import json
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress

from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.people import people, personal_data
from initiatives.domain.talk import comments
from initiatives.domain.votes import positions
from initiatives.enums import Role, Stance
from initiatives.models import Comment, Event, User

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def by(circle):
    return circle.people["administrator"]


def admit(by, circle, email="Neu@IKZ.example ", **options):
    mandate = {"role": Role.DELEGATE, "organisation": circle.nottuln}
    return people.admit(email=email, mandate=mandate, by=by, at=AT, **options)


def test_a_person_is_admitted_without_a_password(circle, by):
    user, is_new = admit(by, circle, name="Amt 10")
    assert is_new
    assert (user.email, user.name, user.has_usable_password()) == ("neu@ikz.example", "Amt 10", False)
    assert user.mandates.get().title == "Beauftragte/r der Gemeinde Nottuln"


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "keine gültige"),
        ("neu@", "keine gültige"),
        ("kreis@ikz.example", "gibt es schon"),
        ("x@anonym.invalid", "anonym"),
    ],
)
def test_a_bad_or_known_address_is_refused(circle, by, email, words):
    before = User.objects.count()
    with pytest.raises(Refused, match=words) as refusal:
        admit(by, circle, email)
    assert refusal.value.field == "email"
    assert User.objects.count() == before


def test_a_refused_mandate_leaves_no_person(circle, by):
    with pytest.raises(Refused, match="Kreis"):
        people.admit(
            email="neu@ikz.example",
            mandate={"role": Role.COUNTY_REPRESENTATIVE, "organisation": circle.nottuln},
            by=by,
            at=AT,
        )
    assert not User.objects.filter(email="neu@ikz.example").exists()


def test_a_new_address_closes_the_old_one(circle, by):
    user = circle.people["duelmen"].user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    people.edit(user=user, values={"email": "Neu@ikz.example", "name": "", "telephone": ""}, by=by, at=AT)
    assert User.objects.get(pk=user.pk).email == "neu@ikz.example"
    assert not EmailAddress.objects.exists()
    event = Event.objects.get(kind="person")
    assert event.subject == "Angaben geändert: E-Mail-Adresse"
    assert "@" not in event.before + event.after


def test_an_address_is_held_once_and_a_stale_change_is_told(circle, by):
    user = circle.people["duelmen"].user
    with pytest.raises(Refused, match="schon eine andere Person"):
        people.edit(user=user, values={"email": "KREIS@ikz.example"}, by=by, at=AT)
    people.edit(user=user, values={"name": "A"}, by=by, at=AT)
    with pytest.raises(Conflict):
        people.edit(user=user, values={"name": "B"}, seen={"name": ""}, by=by, at=AT)


def test_an_account_is_locked_and_unlocked(circle, by):
    user = circle.people["duelmen"].user
    people.deactivate(user=user, by=by, at=AT)
    assert not User.objects.get(pk=user.pk).is_active
    assert user.mandates.get().valid_until is None
    people.reactivate(user=user, by=by, at=AT)
    assert User.objects.get(pk=user.pk).is_active
    assert list(Event.objects.filter(kind="person").values_list("subject", flat=True)) == [
        "Konto entsperrt",
        "Konto gesperrt",
    ]


def test_nobody_locks_oneself_or_the_last_administrator(circle, by):
    with pytest.raises(Refused, match="eigene Konto"):
        people.deactivate(user=by.user, by=by, at=AT)
    second, _ = people.admit(email="zwei@ikz.example", mandate={"role": Role.ADMINISTRATOR}, by=by, at=AT)
    by.user.is_active = False
    by.user.save()
    for change in (people.deactivate, people.anonymise):
        with pytest.raises(Refused, match="letzte Fachadministration"):
            change(user=second, by=by, at=AT)
    assert User.objects.get(pk=second.pk).is_active


def test_who_is_anonymised_keeps_the_acts_by_role(circle, by):
    mandate = circle.people["duelmen"]
    User.objects.filter(pk=mandate.user_id).update(name="Amt 10", telephone="02594 12-0")
    EmailAddress.objects.create(user=mandate.user, email=mandate.user.email)
    comments.write(field=circle.payroll, text="Wir prüfen das.", by=mandate, at=AT)
    people.anonymise(user=mandate.user, by=by, at=AT)
    user = User.objects.get(pk=mandate.user_id)
    assert (user.email, user.name, user.telephone) == (f"person-{user.pk}@anonym.invalid", "", "")
    assert not (user.is_active or user.has_usable_password() or EmailAddress.objects.exists())
    assert user.mandates.get().valid_until == AT.date()
    assert Comment.objects.get().mandate.title == "Beauftragte/r der Stadt Dülmen"
    for change in (people.reactivate, people.anonymise):
        with pytest.raises(Refused, match="anonymisiert"):
            change(user=user, by=by, at=AT)


def test_a_person_is_told_all_that_is_stored(circle):
    mandate = circle.people["duelmen"]
    comments.write(field=circle.payroll, text="Wir prüfen das.", by=mandate, at=AT)
    positions.give(
        ask=circle.ask(circle.duelmen), stance=Stance.REFUSAL, reason="Kein Bedarf.", by=mandate, at=AT
    )
    told = personal_data.export(user=mandate.user, by=circle.people["administrator"], at=AT)
    assert told["person"]["e_mail"] == "beauftragte-duelmen@ikz.example"
    assert told["mandate"] == [
        {
            "mandat": "Beauftragte/r der Stadt Dülmen",
            "nur_fuer_initiative": "",
            "von": "2026-01-05",
            "bis": None,
            "stand": "erteilt",
            "angeboten_an": "",
        }
    ]
    assert told["kommentare"][0]["text"] == "Wir prüfen das."
    assert told["voten"] == [
        {
            "erfasst": AT.isoformat(),
            "kommune": "Stadt Dülmen",
            "feld": "Personalabrechnung bündeln",
            "votum": "Ablehnung",
            "begruendung": "Kein Bedarf.",
        }
    ]
    assert json.dumps(told)
    assert (
        personal_data.export(user=circle.people["nottuln"].user, by=circle.people["administrator"], at=AT)[
            "voten"
        ]
        == []
    )
