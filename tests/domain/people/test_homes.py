"""Homes: who decides on an account, what others see of its person, and that what they give is offered until it is accepted."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from initiatives.domain.circle import directory
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.mail import mails
from initiatives.domain.people import homes, mandates, offers, people, personal_data
from initiatives.domain.state.loading import facts
from initiatives.enums import MailKind, MandateState, Role
from initiatives.models import AccountRecord, Event, Mail, Mandate, Notice, User

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = AT.date()
ADDRESS = "beauftragte-duelmen@ikz.example"
NEW_ADDRESS = "anders@ikz.example"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(people, "today", lambda: TODAY)
    monkeypatch.setattr(mandates, "today", lambda: TODAY)


@pytest.fixture
def home(country):
    """Who administers the county of the delegate of Dülmen."""
    return country.first.people["county_administrator"]


@pytest.fixture
def foreign(country):
    """Who administers the other county."""
    return country.second.people["county_administrator"]


@pytest.fixture
def person(country) -> User:
    user = country.first.people["duelmen"].user
    User.objects.filter(pk=user.pk).update(name="Amt 10", telephone="02594 12-0", last_login=AT)
    return User.objects.get(pk=user.pk)


def offer(foreign, country, address=ADDRESS, **mandate) -> Mandate:
    mandate = {"role": Role.READER, "organisation": country.second.duelmen, "valid_from": TODAY} | mandate
    known = people.under(foreign).filter(address=address).first()
    if known:
        return mandates.grant(user=known, known_as=address, by=foreign, at=AT, **mandate)
    user, is_new = people.admit(email=address, mandate=mandate, by=foreign, at=AT)
    assert not is_new
    return user.mandates.latest("pk")


def seen(by, user) -> tuple:
    row = people.under(by).get(pk=user.pk)
    return row.address, row.full_name, row.phone, row.signed_in_at, row.entered_at, row.decided


def told(kind=MailKind.ACCOUNT) -> set[str]:
    return set(Mail.objects.filter(kind=kind).values_list("user__email", flat=True))


# The home


def test_the_first_mandate_makes_the_home_and_a_later_one_does_not_move_it(country):
    by = country.first.people["administrator"]
    mandate = {"role": Role.COUNCIL_MEMBER, "body": country.first.rat_nottuln}
    user, _ = people.admit(email="neu@ikz.example", mandate=mandate, by=by, at=AT)
    assert user.home == country.first.nottuln
    mandates.grant(user=user, role=Role.READER, organisation=country.first.duelmen, by=by, at=AT)
    assert User.objects.get(pk=user.pk).home == country.first.nottuln


def test_who_administers_the_installation_has_no_home(country, home, person):
    by = country.first.people["administrator"]
    assert homes.decides(by=home, user=person)
    mandates.grant(user=person, role=Role.ADMINISTRATOR, valid_from=TODAY + timedelta(days=9), by=by, at=AT)
    person = User.objects.get(pk=person.pk)
    assert person.home is None
    assert not homes.decides(by=home, user=person) and homes.decides(by=by, user=person)
    with pytest.raises(Refused, match="ganze Installation verwaltet"):
        people.move_home(user=person, home=country.first.duelmen, by=by, at=AT)


def test_a_home_is_moved_within_the_reach_of_who_decides(country, home, foreign, person):
    everywhere = country.first.people["administrator"]
    people.move_home(user=person, home=country.first.nottuln, by=home, at=AT)
    event = Event.objects.get(kind="person")
    assert (event.subject, event.before) == ("Heimat verlegt", "Stadt Dülmen")
    assert event.after.startswith("Gemeinde Nottuln (")
    [record] = AccountRecord.objects.filter(subject__startswith="Heimat verlegt")
    assert (record.user, record.by) == (person, home.user)
    for by, target, words in (
        (home, country.second.duelmen, "Ihr Mandat umfasst nur"),
        (home, None, "Ihr Mandat umfasst nur"),
        (home, country.first.nottuln, "schon die Heimatorganisation"),
        (foreign, country.second.duelmen, "entscheidet die Fachadministration der Heimatorganisation"),
    ):
        with pytest.raises(Refused, match=words):
            people.move_home(user=person, home=target, by=by, at=AT)
    people.move_home(user=person, home=country.second.duelmen, by=everywhere, at=AT)
    with pytest.raises(Refused, match="entscheidet"):
        people.deactivate(user=person, by=home, at=AT)
    people.deactivate(user=person, by=foreign, at=AT)


# Who administers a county


@pytest.mark.parametrize("who", ["foreign", "everywhere"])
def test_the_administration_of_a_county_is_neither_given_nor_offered_to_a_person_of_another(
    country, foreign, person, who
):
    by = foreign if who == "foreign" else country.first.people["administrator"]
    administers = {"role": Role.ADMINISTRATOR, "organisation": country.second.county}
    with pytest.raises(Refused, match="Heimat zuerst von der Fachadministration der Inst") as refused:
        mandates.grant(user=person, known_as=ADDRESS, by=by, at=AT, **administers)
    assert refused.value.field == "role"
    with pytest.raises(Refused, match="Fachadministration des Kreises Borken erhält nur"):
        people.admit(
            email=country.first.people["administrator"].user.email, mandate=administers, by=foreign, at=AT
        )
    assert not Mandate.objects.filter(**administers).exclude(pk=foreign.pk).exists()


def test_once_the_home_is_there_it_is_given_and_the_home_does_not_leave(country, home, foreign, person):
    everywhere, county = country.first.people["administrator"], country.second.county
    people.move_home(user=person, home=country.second.duelmen, by=everywhere, at=AT)
    given = mandates.grant(user=person, role=Role.ADMINISTRATOR, organisation=county, by=foreign, at=AT)
    assert given.state == MandateState.GRANTED
    with pytest.raises(
        Refused, match=r"„Fachadministration des Kreises Borken“\. Dieses Mandat muss"
    ) as refused:
        people.move_home(user=person, home=country.first.duelmen, by=everywhere, at=AT)
    assert refused.value.field == "home"
    people.move_home(user=person, home=county, by=foreign, at=AT)
    people.move_home(user=person, home=None, by=everywhere, at=AT)
    with pytest.raises(Refused, match="muss zuerst enden"):
        people.move_home(user=person, home=country.first.duelmen, by=everywhere, at=AT)
    mandates.end(mandate=given, last_day=TODAY, by=everywhere, at=AT)
    people.move_home(user=person, home=country.first.duelmen, by=everywhere, at=AT + timedelta(days=1))


def test_the_first_mandate_makes_the_county_administered_the_home(country, foreign):
    mandate = {"role": Role.ADMINISTRATOR, "organisation": country.second.county}
    user, _ = people.admit(email="neu@ikz.example", mandate=mandate, by=foreign, at=AT)
    assert user.home == country.second.county


def test_of_two_counties_administers_who_belongs_to_the_installation(country):
    by = country.first.people["administrator"]
    user = country.second.people["county_administrator"].user
    other = {
        "user": user,
        "role": Role.ADMINISTRATOR,
        "organisation": country.first.county,
        "by": by,
        "at": AT,
    }
    with pytest.raises(Refused, match="erhält nur"):
        mandates.grant(**other)
    people.move_home(user=user, home=None, by=by, at=AT)
    assert mandates.grant(**other).state == MandateState.GRANTED
    mandates.grant(user=user, role=Role.READER, organisation=country.first.duelmen, by=by, at=AT)
    assert User.objects.get(pk=user.pk).home is None


def test_what_was_offered_so_before_cannot_be_accepted(country, person):
    given = Mandate.objects.create(
        user=person, role=Role.ADMINISTRATOR, organisation=country.second.county, valid_from=TODAY,
        state=MandateState.OFFERED, offered_to=ADDRESS,
    )  # fmt: skip
    with pytest.raises(Refused, match="Heimat zuerst"):
        offers.accept(mandate=given, by=person, at=AT)
    assert given not in mandates.valid(person)
    offers.decline(mandate=given, by=person, at=AT)


@pytest.mark.both
def test_earlier_ones_get_the_county_that_they_administer_as_home(country, home, person):
    def administer(user, county, **values):
        Mandate.objects.create(user=user, role="administrator", organisation=county, **values)

    first, second = country.first.county, country.second.county
    over, two = country.first.people["rosendahl"].user, country.second.people["duelmen"].user
    administer(person, second, valid_from=TODAY)
    administer(over, second, valid_from=date(2026, 1, 1), valid_until=date(2026, 1, 2))
    administer(two, first, valid_from=TODAY)
    administer(two, second, valid_from=TODAY)
    local = country.first.people["nottuln"].user
    administer(local, first, valid_from=TODAY)
    import_module("initiatives.migrations.0029_homes_of_administrators").move(apps, None)
    found = {user: User.objects.get(pk=user.pk).home for user in (person, over, two, local, home.user)}
    assert found == {
        person: second,
        over: country.first.rosendahl,
        two: None,
        local: country.first.nottuln,
        home.user: first,
    }


# What another administrator sees and may do


def test_an_offer_shows_the_address_that_was_typed_and_nothing_else(country, home, foreign, person):
    given = offer(foreign, country, f"  {ADDRESS.upper()}")
    nothing = (ADDRESS, "", "", None, None, False)
    assert seen(foreign, person) == nothing
    people.edit(user=person, values={"email": NEW_ADDRESS}, by=home, at=AT)
    assert seen(foreign, person) == nothing, "not the new one, which they do not know"
    offers.accept(mandate=given, by=person, at=AT)
    assert seen(foreign, person) == (NEW_ADDRESS, "Amt 10", "02594 12-0", None, None, False)
    mandates.end(mandate=given, last_day=TODAY - timedelta(days=0), by=foreign, at=AT)
    assert seen(foreign, person)[1] == "Amt 10", "on its last day"
    Mandate.objects.filter(pk=given.pk).update(
        valid_until=TODAY - timedelta(days=1), valid_from=date(2026, 1, 1)
    )
    assert seen(foreign, person) == nothing
    assert seen(home, person)[:3] == (NEW_ADDRESS, "Amt 10", "02594 12-0")
    assert seen(home, person)[3] == AT


@pytest.mark.parametrize("answer", [offers.decline, None])
def test_a_declined_and_a_withdrawn_offer_show_no_more(country, foreign, person, answer):
    given = offer(foreign, country)
    if answer:
        answer(mandate=given, by=person, at=AT)
    else:
        mandates.withdraw(mandate=given, by=foreign, at=AT)
    assert seen(foreign, person) == (ADDRESS, "", "", None, None, False)


def test_a_withdrawn_mandate_takes_the_name_along(country, foreign, person):
    given = offer(foreign, country)
    offers.accept(mandate=given, by=person, at=AT)
    mandates.withdraw(mandate=given, by=foreign, at=AT)
    assert seen(foreign, person) == (ADDRESS, "", "", None, None, False)


@pytest.mark.parametrize("is_accepted", [False, True])
def test_whatever_others_gave_the_home_decides_and_they_never(country, home, foreign, person, is_accepted):
    given = offer(foreign, country)
    if is_accepted:
        offers.accept(mandate=given, by=person, at=AT)
    for act in (people.deactivate, people.reactivate, people.anonymise):
        with pytest.raises(Refused, match="entscheidet die Fachadministration der Heimat"):
            act(user=person, by=foreign, at=AT)
    with pytest.raises(Refused, match="entscheidet"):
        people.edit(user=person, values={"email": NEW_ADDRESS}, by=foreign, at=AT)
    assert not mails.listed(by=foreign, at=AT).filter(user=person).exists()
    mail = mails.listed(by=home, at=AT).filter(user=person).first()
    with pytest.raises(Refused, match="entscheidet"):
        mails.send_again(mail=mail, by=foreign, at=AT)
    people.edit(user=person, values={"name": "Amt 11"}, by=home, at=AT)
    people.deactivate(user=person, by=home, at=AT)
    people.reactivate(user=person, by=home, at=AT)
    people.anonymise(user=person, by=home, at=AT)


def test_anonymising_ends_what_others_gave_and_leaves_them_no_address(country, home, foreign, person):
    accepted, open_ = offer(foreign, country), offer(foreign, country, role=Role.DEPUTY)
    declined = offer(foreign, country, organisation=country.second.nottuln)
    offers.accept(mandate=accepted, by=person, at=AT)
    offers.decline(mandate=declined, by=person, at=AT)
    people.anonymise(user=person, by=home, at=AT)
    states = [(one.state, one.valid_until) for one in Mandate.objects.filter(pk__in=[accepted.pk, open_.pk])]
    assert sorted(states, key=str) == [("granted", TODAY), ("withdrawn", None)]
    Mandate.objects.filter(pk=accepted.pk).update(valid_from=date(2026, 1, 1), valid_until=date(2026, 11, 1))
    assert seen(foreign, person)[0] == homes.ANONYMOUS
    assert ADDRESS not in str(list(Mandate.objects.values_list("offered_to")))
    ended = Event.objects.filter(subject="Mandat beendet", organisation_id=country.second.duelmen.pk)
    assert ended.count() == 2 and "anonymisiert" in ended[0].after
    assert AccountRecord.objects.filter(subject__startswith="Mandat beendet", by=home.user).count() == 3


# Offers


def test_an_offer_gives_nothing_before_it_is_accepted(country, foreign, person):
    given = offer(foreign, country, role=Role.DELEGATE)
    assert given.state == MandateState.OFFERED
    initiative = country.second.initiative
    assert given not in mandates.valid(person)
    assert person.email not in str(directory.entries(facts=facts(initiative.pk), day=TODAY))
    offers.accept(mandate=given, by=person, at=AT)
    assert given in mandates.valid(person)
    assert person.email in str(directory.entries(facts=facts(initiative.pk), day=TODAY))


def test_an_offer_is_answered_once_by_its_person_and_in_time(country, foreign, person):
    given = offer(foreign, country, valid_until=TODAY)
    with pytest.raises(Mandate.DoesNotExist):
        offers.accept(mandate=given, by=foreign.user, at=AT)
    with pytest.raises(Refused, match=r"galt bis zum 20\.11\.2026"):
        offers.accept(mandate=given, by=person, at=AT + timedelta(days=1))
    assert not offers.offered(user_id=person.pk, day=TODAY + timedelta(days=1)).exists()
    offers.accept(mandate=given, by=person, at=AT)
    for answer in (offers.accept, offers.decline):
        with pytest.raises(Refused, match="schon angenommen"):
            answer(mandate=given, by=person, at=AT)
    other = offer(foreign, country, role=Role.DEPUTY)
    offers.decline(mandate=other, by=person, at=AT)
    with pytest.raises(Refused, match="schon abgelehnt"):
        offers.accept(mandate=other, by=person, at=AT)
    third = offer(foreign, country, role=Role.DEPUTY)
    mandates.withdraw(mandate=third, by=foreign, at=AT)
    with pytest.raises(Refused, match="zurückgezogen"):
        offers.accept(mandate=third, by=person, at=AT)


@pytest.mark.parametrize("answer", [offers.accept, offers.decline])
def test_who_offered_it_is_told_of_the_answer(country, foreign, person, answer):
    given = offer(foreign, country)
    answer(mandate=given, by=person, at=AT)
    [told] = Notice.objects.all()
    assert (told.user, told.page, told.page_id) == (foreign.user, "administration_person", person.pk)
    word = "angenommen" if answer == offers.accept else "abgelehnt"
    assert told.title == f"Mandat {word}: Lesende/r der Stadt Gescher"
    assert person.email not in f"{told.title}{told.actor}{told.reason}"


def test_the_same_is_not_offered_twice_but_again_after_a_no(country, foreign, person):
    given = offer(foreign, country)
    with pytest.raises(Refused, match=r"schon angeboten, ab 20\.11\.2026 ohne Ende"):
        offer(foreign, country)
    offers.decline(mandate=given, by=person, at=AT)
    again = offer(foreign, country)
    assert again.state == MandateState.OFFERED


def test_a_locked_account_is_offered_what_any_other_is_and_the_own_administrator_is_told(
    country, home, foreign, person
):
    people.deactivate(user=person, by=home, at=AT)
    given = offer(foreign, country)
    assert given.state == MandateState.OFFERED
    assert seen(foreign, person) == (ADDRESS, "", "", None, None, False)
    with pytest.raises(Refused, match="gesperrt"):
        mandates.grant(user=person, role=Role.READER, organisation=country.first.duelmen, by=home, at=AT)
    people.anonymise(user=person, by=home, at=AT)
    for by, place in ((home, country.first.duelmen), (foreign, country.second.duelmen)):
        with pytest.raises(Refused, match="anonymisiert"):
            mandates.grant(user=person, role=Role.READER, organisation=place, by=by, at=AT)


def test_a_person_of_the_installation_is_offered_a_mandate_by_a_county(country, foreign):
    user = country.first.people["administrator"].user
    given = offer(foreign, country, user.email)
    assert given.state == MandateState.OFFERED
    offers.accept(mandate=given, by=user, at=AT)
    assert User.objects.get(pk=user.pk).home is None


def test_the_installation_gives_at_once_wherever_the_home_is(country, person):
    by = country.first.people["administrator"]
    given = mandates.grant(user=person, role=Role.READER, organisation=country.second.duelmen, by=by, at=AT)
    assert (given.state, given.offered_to) == (MandateState.GRANTED, "")


# Withdrawing


def test_a_mandate_given_by_mistake_is_withdrawn_at_once(country, home, person):
    mandate = country.first.people["duelmen"]
    mandates.withdraw(mandate=mandate, by=home, at=AT)
    assert not mandates.valid(person).exists()
    assert Event.objects.get(kind="mandate").subject == "Mandat zurückgezogen"
    for act in (mandates.withdraw, lambda **sent: mandates.end(last_day=TODAY, **sent)):
        with pytest.raises(Refused, match="zurückgezogen"):
            act(mandate=mandate, by=home, at=AT)
    assert mandates.grant(
        user=person, role=Role.DELEGATE, organisation=country.first.duelmen, by=home, at=AT
    ).pk, "which undoes it"


@pytest.mark.parametrize(("last_day", "stands"), [(TODAY, True), (TODAY - timedelta(days=1), False)])
def test_what_is_past_is_not_withdrawn(country, home, last_day, stands):
    mandate = country.first.people["duelmen"]
    Mandate.objects.filter(pk=mandate.pk).update(valid_until=last_day)
    if stands:
        mandates.withdraw(mandate=mandate, by=home, at=AT)
    else:
        with pytest.raises(Refused, match=r"seit dem 19\.11\.2026 beendet"):
            mandates.withdraw(mandate=mandate, by=home, at=AT)


def test_neither_the_last_administrator_nor_anothers_mandate_is_withdrawn(country, foreign):
    by = country.first.people["administrator"]
    with pytest.raises(Refused, match="letzte Fachadministration"):
        mandates.withdraw(mandate=by, by=by, at=AT)
    second, _ = people.admit(email="zwei@ikz.example", mandate={"role": Role.ADMINISTRATOR}, by=by, at=AT)
    mandates.withdraw(mandate=second.mandates.get(), by=by, at=AT)
    with pytest.raises(Refused, match="letzte Fachadministration"):
        mandates.withdraw(mandate=by, by=by, at=AT)
    with pytest.raises(Refused, match="Ihr Mandat umfasst nur"):
        mandates.withdraw(mandate=country.first.people["duelmen"], by=foreign, at=AT)


def test_an_offer_is_withdrawn_and_not_ended(country, foreign, person):
    given = offer(foreign, country)
    with pytest.raises(Refused, match="Ziehen Sie das Angebot zurück"):
        mandates.end(mandate=given, last_day=TODAY, by=foreign, at=AT)
    assert mandates.withdraw(mandate=given, by=foreign, at=AT).state == MandateState.WITHDRAWN


def test_neither_an_offer_nor_a_withdrawn_mandate_is_a_predecessor(country, foreign, person):
    mandate = country.second.people["duelmen"]
    assert mandates.took_over(mandate, mandate.valid_from) is None
    given = offer(
        foreign, country, role=Role.DELEGATE, valid_from=date(2026, 1, 1), valid_until=date(2026, 1, 4)
    )
    assert mandates.took_over(mandate, mandate.valid_from) is None
    Mandate.objects.filter(pk=given.pk).update(state=MandateState.GRANTED)
    assert mandates.took_over(mandate, mandate.valid_from) == mandate.valid_from


# What is recorded, and who is told


def test_each_change_is_recorded_with_whose_and_by_whom(country, home, foreign, person):
    by = country.first.people["administrator"]
    user, _ = people.admit(
        email="neu@ikz.example",
        mandate={"role": Role.READER, "organisation": country.first.duelmen},
        by=by,
        at=AT,
    )
    assert told() == set(), "the invitation says it"
    people.edit(user=user, values={"email": NEW_ADDRESS, "name": "Amt"}, by=home, at=AT)
    people.deactivate(user=user, by=home, at=AT)
    people.reactivate(user=user, by=home, at=AT)
    rows = AccountRecord.objects.filter(user=user).order_by("pk").values_list("kind", "subject", "by")
    assert list(rows) == [
        ("mandate", "Mandat erteilt: Lesende/r der Stadt Dülmen, ab 20.11.2026", by.user_id),
        ("person", "Konto angelegt", by.user_id),
        ("address", "Angaben geändert: E-Mail-Adresse, Name", home.user_id),
        ("lock", "Konto gesperrt", home.user_id),
        ("lock", "Konto entsperrt", home.user_id),
    ]
    given = offer(foreign, country)
    offers.decline(mandate=given, by=person, at=AT)
    rows = AccountRecord.objects.filter(user=person).order_by("pk").values_list("subject", "by", "actor")
    title = "Lesende/r der Stadt Gescher"
    assert list(rows) == [
        (f"Mandat angeboten: {title}, ab 20.11.2026", foreign.user_id, foreign.title),
        (f"Mandat abgelehnt: {title}", person.pk, ""),
    ]


def test_a_mail_goes_to_the_person_and_the_home_but_not_to_who_did_it(country, home, foreign, person):
    offer(foreign, country)
    assert told() == {ADDRESS, home.user.email}
    Mail.objects.all().delete()
    people.deactivate(user=person, by=home, at=AT)
    assert told() == {ADDRESS}
    Mail.objects.all().delete()
    people.edit(user=person, values={"name": "Amt 11"}, by=home, at=AT)
    assert told() == set()
    Mandate.objects.filter(user=person).update(valid_until=None)
    people.reactivate(user=person, by=home, at=AT)
    Mail.objects.all().delete()
    people.edit(user=person, values={"email": NEW_ADDRESS}, by=home, at=AT)
    assert set(Mail.objects.values_list("user__email", "to")) == {(NEW_ADDRESS, ""), (NEW_ADDRESS, ADDRESS)}
    Mail.objects.all().delete()
    people.anonymise(user=person, by=home, at=AT)
    assert not Mail.objects.exists()


def test_a_person_reads_what_was_offered_to_them(country, foreign, person):
    offer(foreign, country)
    told = personal_data.export(user=person, by=person, at=AT)["mandate"]
    assert [(one["stand"], one["angeboten_an"]) for one in told] == [("erteilt", ""), ("angeboten", ADDRESS)]
