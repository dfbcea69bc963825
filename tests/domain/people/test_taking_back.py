"""What was made by mistake goes again, while nothing refers to it; what does is named."""

import pytest

from initiatives.domain.circle import conditions, initiatives
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.people import bodies, mandates, organisations, people, taking_back
from initiatives.enums import Role
from initiatives.models import Body, Event, Initiative, Mandate, Organisation, User

AT = moments.now()
NAMES = {"kind": "gemeinde", "name": "Senden", "designation": "Gemeinde Senden", "ags": "05558044"}


@pytest.fixture
def by(circle):
    return circle.people["administrator"]


def town(circle, by):
    figure = {"value": 20_895, "day": moments.today(), "source": "Destatis"}
    values = NAMES | {"county": circle.county}
    return organisations.create(values=values, figure=figure, by=by, at=AT)


def body(organisation, by, name="Rat", kind="rat"):
    values = {"organisation": organisation, "name": name, "kind": kind, "slug": ""}
    return bodies.create(values=values, by=by, at=AT)


def founded(circle, by, **changed):
    values = {"title": "Versehen", "short_title": "Versehen", "county": circle.county, "convening": None}
    values |= {"documented_from": moments.today(), "background": "", "conditions_note": ""} | changed
    return initiatives.found(**values, participants=[circle.duelmen, circle.nottuln], by=by, at=AT)


def admitted(circle, by, email="vertippt@stadt.example"):
    mandate = {"role": Role.DELEGATE, "organisation": circle.duelmen, "valid_from": moments.today()}
    return people.admit(email=email, mandate=mandate, by=by, at=AT)[0]


def make(kind, circle, by):
    if kind == "body":
        made = body(circle.nottuln, by, "Rechnungsausschuss", "ausschuss")
        made.sittings.create(held_on=moments.today())
        return made
    if kind == "initiative":
        made = founded(circle, by)
        first = conditions.add(initiative=made, text="Freiwillig", by=by, at=AT)
        conditions.reword(condition=first, text="Ganz freiwillig", by=by, at=AT)
        return made
    return {"organisation": town, "person": admitted}[kind](circle, by)


@pytest.mark.parametrize("kind", ["organisation", "body", "initiative", "person"])
def test_what_is_unused_goes_with_its_parts_is_told_and_can_be_made_anew(circle, by, kind):
    row = make(kind, circle, by)
    assert taking_back.uses(row) == []
    taking_back.take_back(row=row, by=by, at=AT)
    assert not type(row).objects.filter(pk=row.pk).exists()
    event = Event.objects.first()
    called = "Beauftragte/r der Stadt Dülmen" if kind == "person" else str(row)
    assert (event.kind, called in event.before, event.actor) == (kind, True, by.title)
    assert "zurückgenommen" in event.subject and "vertippt" not in event.before
    assert make(kind, circle, by).pk != row.pk


def test_what_refers_to_it_is_named_and_keeps_it(circle, by):
    rows = [circle.nottuln, circle.rat_nottuln, circle.initiative, circle.people["nottuln"].user]
    words = ["1 Gremium", "1 Mandat", "2 Betätigungsfelder", "1 Runde"]
    before = [model.objects.count() for model in (Organisation, Body, Initiative, User, Mandate, Event)]
    for row, word in zip(rows, words, strict=True):
        with pytest.raises(Refused) as refusal:
            taking_back.take_back(row=row, by=by, at=AT)
        assert word in refusal.value.message, refusal.value.message
    assert [m.objects.count() for m in (Organisation, Body, Initiative, User, Mandate, Event)] == before


def test_a_former_state_of_what_is_there_counts_but_not_of_what_is_gone(circle, by):
    organisation = town(circle, by)
    initiative = founded(circle, by)
    for convening in (organisation, None):
        Initiative.objects.get(pk=initiative.pk).history.model.objects.bulk_create(
            [_state(initiative, convening)]
        )
    assert taking_back.uses(organisation) == ["früher 1 Initiative"]
    taking_back.take_back(row=initiative, by=by, at=AT)
    assert taking_back.uses(organisation) == []


def _state(initiative, convening):
    history = type(initiative).history.model
    row = history.objects.filter(id=initiative.pk).first()
    row.pk, row.convening = None, convening
    return row


def test_an_administrator_takes_back_within_the_own_county_only(circle, by):
    own = circle.people["county_administrator"]
    away = organisations.create(values=NAMES | {"kind": "dritte", "ags": None, "county": None}, by=by, at=AT)
    for row in (away, body(away, by, "Beirat", "ausschuss"), founded(circle, by, county=None)):
        with pytest.raises(Refused, match="außerhalb des Mandats"):
            taking_back.take_back(row=row, by=own, at=AT)
    person = admitted(circle, by)
    mandates.grant(
        user=person, role=Role.DELEGATE, organisation=away, valid_from=moments.today(), by=by, at=AT
    )
    with pytest.raises(Refused, match="auch ein Mandat außerhalb Ihres Kreises"):
        taking_back.take_back(row=person, by=own, at=AT)
    with pytest.raises(Refused, match="außerhalb des Mandats"):
        taking_back.take_back(row=circle.people["stranger"].user, by=own, at=AT)
    taking_back.take_back(row=body(circle.nottuln, own, "Bauausschuss", "ausschuss"), by=own, at=AT)


def test_who_has_done_something_with_the_account_of_another_stays(circle, by):
    doer = admitted(circle, by)
    mandates.grant(user=doer, role=Role.ADMINISTRATOR, organisation=circle.county, by=by, at=AT)
    people.deactivate(user=circle.people["duelmen"].user, by=doer.mandates.latest("pk"), at=AT)
    assert taking_back.uses(doer) == ["1 Eintrag im Protokoll der Konten"]


def test_nobody_takes_back_themselves(circle, by):
    with pytest.raises(Refused, match="Über das eigene Konto"):
        taking_back.take_back(row=by.user, by=by, at=AT)


def test_every_table_that_may_refer_to_one_has_its_word():
    for root, parts in taking_back.PARTS.items():
        for model in (root, *parts):
            for link in taking_back._links(model):
                said = getattr(link.related_model, "instance_type", link.related_model)
                known = {root, *parts}
                assert said in known or said.__name__ in taking_back.WORDS, said
