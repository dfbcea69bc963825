"""A resolution is one thing of one body: it answers several asks, decides or prepares them, and is put right as a whole."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from initiatives.domain.circle import initiatives
from initiatives.domain.fields import fields
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.meetings import register
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import (
    amendments,
    competent_bodies,
    positions,
    resolution_corrections,
    resolutions,
    rounds,
)
from initiatives.models import (
    AmendmentRuling,
    Ask,
    Body,
    Event,
    Field,
    Organisation,
    Position,
    Resolution,
    ResolutionAsk,
    StateVersion,
)
from tests.support.personas import AT, BEGIN

DAY = timedelta(days=1)
FEB, MARCH, APRIL = date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 2)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())


NOW, LATER = at(date(2026, 5, 4)), at(date(2026, 5, 5))


@pytest.fixture
def committee(circle) -> Body:
    return circle.nottuln.bodies.create(name="Hauptausschuss", kind="ausschuss", slug="haupt", members=15)


@pytest.fixture
def council(circle) -> Body:
    return circle.duelmen.bodies.create(name="Rat", kind="rat", slug="rat-duelmen")


def resolve(circle, *asks: Ask, **more) -> Resolution:
    values = {"body": circle.rat_nottuln, "result": "adopted", "effective_on": MARCH, "at": NOW}
    asks = asks or (circle.ask(circle.nottuln),)
    return resolutions.resolve(asks=asks, **({"by": circle.people["nottuln"]} | values | more))


def told(circle, field: Field | None = None, day: date = APRIL, known: datetime = LATER):
    field = field or circle.payroll
    return facts(field.initiative_id, Moment(day, known)).field(field.pk)


def answer(circle, field: Field | None = None, day: date = APRIL, known: datetime = LATER):
    return told(circle, field, day, known).asks[circle.nottuln.pk]


def consent(circle, ask: Ask | None = None) -> None:
    by = circle.people["nottuln"]
    positions.give(ask=ask or circle.ask(circle.nottuln), stance="consent", effective_on=FEB, by=by, at=NOW)


def refused(call, fault: str, field: str | None = None) -> None:
    tables = (Position, Resolution, ResolutionAsk, AmendmentRuling, Event)
    before = [one.objects.count() for one in tables]
    with pytest.raises(Refused, match=fault) as caught:
        call()
    assert caught.value.field == field
    assert [one.objects.count() for one in tables] == before


@pytest.fixture
def elsewhere(circle) -> Ask:
    """An ask of Nottuln in another initiative."""
    other = initiatives.found(
        title="Klima",
        short_title="Klima",
        documented_from=BEGIN,
        county=circle.county,
        convening=circle.duelmen,
        participants=[circle.nottuln, circle.duelmen],
        background="",
        by=None,
        at=AT,
    )
    field = fields.propose(initiative=other, title="Wärme", by=None, at=AT)
    asked = rounds.open_round(
        question=rounds.Question("taking_part", "Machen Sie mit?"),
        fields=[field],
        organisations=[circle.nottuln, circle.duelmen],
        deadline=APRIL,
        by=circle.people["duelmen"],
        at=AT,
    )
    return asked.asks.get(organisation=circle.nottuln)


def test_one_resolution_answers_asks_of_two_initiatives_and_each_tells_its_own(circle, elsewhere):
    before = dict(StateVersion.objects.values_list("initiative_id", "value"))
    row = resolve(circle, circle.ask(circle.nottuln), elsewhere, content={"title": "Personal und Wärme"})
    after = dict(StateVersion.objects.values_list("initiative_id", "value"))
    both = {circle.initiative.pk, elsewhere.field.initiative_id}
    assert {pk for pk in both if before.get(pk) != after.get(pk)} == both
    assert set(Event.objects.filter(kind="resolution").values_list("initiative_id", flat=True)) == both
    for field in (circle.payroll, elsewhere.field):
        (found,) = told(circle, field).decisions
        assert (found.id, found.title) == (row.pk, "Personal und Wärme")
    assert told(circle).decisions[0].ask_ids == (circle.ask(circle.nottuln).pk,)


def test_two_asks_of_one_field_tell_it_once(circle):
    first = circle.ask(circle.nottuln)
    by = circle.people["nottuln"]
    rounds.close_round(round_=circle.round, reason="x", closed_on=MARCH, by=by, at=at(MARCH))
    again = rounds.open_round(
        question=rounds.Question("taking_part", "Noch dabei?"),
        fields=[circle.payroll],
        organisations=[circle.nottuln, circle.duelmen],
        deadline=APRIL + 30 * DAY,
        by=by,
        at=at(APRIL),
    )
    second = again.asks.get(organisation=circle.nottuln)
    resolve(circle, first, second, effective_on=APRIL)
    (found,) = told(circle).decisions
    assert found.ask_ids == (first.pk, second.pk) and found.ask_id == second.pk
    entries = register.entries(facts=facts(circle.initiative.pk), today=APRIL)
    assert [one.fields for one in entries] == [((circle.payroll.pk, circle.payroll.title),)]


def test_only_the_competent_body_makes_a_consent_final(circle, committee):
    ask = circle.ask(circle.nottuln)
    consent(circle)
    for named in (None, circle.rat_nottuln):
        Ask.objects.filter(pk=ask.pk).update(body=named)
        fault = "entscheidet: Rat"
        refused(lambda: resolve(circle, body=committee, decides={ask.pk: True}), fault, f"ask_{ask.pk}")
    resolve(circle, body=committee)
    assert answer(circle).provisional and answer(circle).unresolved
    assert not told(circle).decisions[0].decides
    resolve(circle)
    assert not answer(circle).provisional and not answer(circle).unresolved
    assert answer(circle, day=MARCH - DAY).provisional


def test_a_committee_decides_where_the_municipality_says_so(circle, committee):
    ask = circle.ask(circle.nottuln)
    consent(circle)
    resolve(circle, body=committee, is_competent=True)
    ask.refresh_from_db()
    assert ask.body == committee and not answer(circle).provisional
    refused(lambda: resolve(circle, decides={ask.pk: True}), "entscheidet: Hauptausschuss", f"ask_{ask.pk}")
    competent_bodies.name_body(ask=ask, body=None, by=circle.people["nottuln"], at=NOW)
    assert not answer(circle).provisional, "it has decided then"


@pytest.mark.parametrize(("kind", "decides"), [("dritte", True), ("gemeinde", False)])
def test_without_a_council_any_body_of_a_third_party_decides_and_of_a_municipality_only_the_named(
    circle, kind, decides
):
    Organisation.objects.filter(pk=circle.rosendahl.pk).update(
        kind=kind, **({"ags": None} if kind == "dritte" else {})
    )
    circle.rosendahl.refresh_from_db()
    board = circle.rosendahl.bodies.create(name="Vorstand", kind="ausschuss", slug="vorstand")
    by, ask = circle.people["rosendahl"], circle.ask(circle.rosendahl)
    assert resolve(circle, ask, body=board, by=by).answered.get().decides is decides
    named = resolve(circle, ask, body=board, by=by, is_competent=True, effective_on=MARCH - DAY)
    assert named.answered.get().decides


REFUSED = [
    ({"effective_on": NOW.date() + DAY}, "Zukunft", "effective_on"),
    ({"effective_on": date(1901, 3, 2)}, "erst seit", "effective_on"),
    ({"content": {"votes_against": -1}}, "kleiner als null", "votes_against"),
    ({"content": {"members_absent": -1}}, "kleiner als null", "members_absent"),
    (
        {"content": {"votes_for": 31, "members_absent": 2}},
        "zusammen 33, Rat Nottuln hat aber nur 32",
        "votes_for",
    ),
    ({"content": {"allows_until": APRIL}}, "was der Beschluss im Voraus", "allows"),
    ({"content": {"allows": "Beitritte", "allows_until": MARCH - DAY}}, "vor dem Beschluss", "allows_until"),
    ({"content": {"allows": "Beitritte"}, "effective_on": date(1945, 12, 31)}, "erst seit", "effective_on"),
    ({"content": {"votes_for": 12, "votes_against": 13}}, "13 Nein gegen 12 Ja", "certain"),
    ({"result": "amended", "content": {"votes_for": 0, "votes_against": 1}}, "1 Nein gegen 0 Ja", "certain"),
]


@pytest.mark.parametrize(("values", "fault", "field"), REFUSED)
def test_a_resolution_that_cannot_be_is_refused(circle, values, fault, field):
    Body.objects.filter(pk=circle.rat_nottuln.pk).update(members=32)
    circle.rat_nottuln.refresh_from_db()
    refused(lambda: resolve(circle, **values), fault, field)


SOUND = [
    {"content": {"votes_for": 30, "members_absent": 2}},
    {"content": {"votes_for": 12, "votes_against": 12}},
    {"content": {"votes_for": 12, "votes_against": 13}, "result": "rejected"},
    {"content": {"votes_for": 12, "votes_against": 13}, "certain": True},
    {"content": {"allows": "Beitritte", "allows_until": MARCH}},
    {"content": {"allows": "Beitritte"}, "effective_on": date(1946, 1, 1)},
]


@pytest.mark.parametrize("values", SOUND)
def test_what_lies_just_inside_is_taken(circle, values):
    Body.objects.filter(pk=circle.rat_nottuln.pk).update(members=32)
    circle.rat_nottuln.refresh_from_db()
    assert resolve(circle, **values).answered.get().decides


def test_whose_resolution_it_is(circle, council):
    own = circle.ask(circle.nottuln)
    refused(lambda: resolve(circle, body=council), "eigenen Gremien", "body")
    refused(lambda: resolve(circle, own, circle.ask(circle.duelmen)), "eigenen Gremien", "body")
    refused(lambda: resolve(circle, by=circle.people["duelmen"]), "eigenen Gremien", "body")
    refused(
        lambda: resolutions.resolve(**VALUES, asks=[], body=council, by=circle.people["duelmen"]),
        "mindestens",
    )
    mayor = circle.nottuln.bodies.create(name="Bürgermeister", kind="verwaltungsleitung", slug="bm")
    values = {"body": mayor, "content": {"members_absent": 0}}
    refused(lambda: resolve(circle, **values), "ohne Abstimmung", "votes_for")


VALUES = {"result": "adopted", "effective_on": MARCH, "at": NOW}


def test_what_is_recorded_already_and_what_contradicts_it(circle):
    resolve(circle)
    refused(lambda: resolve(circle), "schon erfasst", "result")
    refused(lambda: resolve(circle, result="rejected"), "dazu schon erfasst: ungeändert", "certain")
    assert resolve(circle, result="rejected", certain=True)
    assert resolve(circle, result="rejected", effective_on=MARCH + DAY)


def test_the_votum_is_given_in_the_same_act_where_it_is_missing(circle):
    resolve(circle, voice=resolutions.Voice("consent"))
    assert answer(circle).stance == "consent" and not answer(circle).provisional
    resolve(circle, effective_on=APRIL, result="rejected", voice=resolutions.Voice("refusal"))
    assert answer(circle).stance == "consent", "it stands; who changes it does so by itself"


def test_what_another_has_published_counts_once_confirmed(circle, council):
    ask = circle.ask(circle.duelmen)
    row = resolve(circle, ask, body=council, source_note="Amtsblatt")
    assert not told(circle).decisions[0].confirmed
    refused(
        lambda: resolutions.confirm(resolution=row, by=circle.people["nottuln"], at=LATER),
        "nur für sich selbst",
    )
    resolutions.confirm(resolution=row, by=circle.people["duelmen"], at=LATER)
    assert told(circle).decisions[0].confirmed and not told(circle, known=NOW).decisions[0].confirmed
    again = {"resolution": row, "by": circle.people["duelmen"], "at": LATER}
    refused(lambda: resolutions.confirm(**again), "kein Beschluss zu bestätigen")


def set_right(circle, row: Resolution, name: str = "nottuln", **values) -> Resolution:
    return resolution_corrections.correct(
        resolution=row,
        withdrawn=values.pop("withdrawn", False),
        values=values,
        correction_reason="Laut Niederschrift",
        by=circle.people[name],
        at=LATER,
    )


def test_a_resolution_is_put_right_with_how_far_it_is_carried_out(circle):
    row = resolve(circle, content={"votes_for": 12, "votes_against": 0})
    register.implement(of=row, state="work", by=circle.people["nottuln"], at=NOW)
    new = set_right(circle, row, result="amended", votes_for=11, votes_against=1, effective_on=FEB)
    (found,) = answer(circle, day=FEB).resolutions
    assert (found.result, found.votes, found.decides) == ("amended", (11, 1, None), True)
    (former,) = answer(circle, known=NOW).resolutions
    assert (former.result, former.votes) == ("adopted", (12, 0, None))
    entries = register.entries(facts=facts(circle.initiative.pk), today=APRIL)
    assert [(one.id, one.state) for one in entries if one.kind == register.RESOLUTION] == [(new.pk, "work")]
    assert Event.objects.get(kind="resolution-corrected").after == (
        "Rat Nottuln: geändert beschlossen, 11 Ja, 1 Nein (ab 02.02.2026) – Laut Niederschrift"
    )


def test_the_asks_of_a_resolution_are_put_right(circle, elsewhere, committee):
    own = circle.ask(circle.nottuln)
    row = resolve(circle, own, body=committee)
    fault = "entscheidet: Rat"
    refused(lambda: set_right(circle, row, decides={elsewhere.pk: True}), fault, f"ask_{elsewhere.pk}")
    refused(lambda: set_right(circle, row, decides={}), "mindestens eine Frage")
    new = set_right(circle, row, decides={elsewhere.pk: False})
    assert told(circle).decisions == () and told(circle, known=NOW).decisions[0].id == row.pk
    assert [one.id for one in told(circle, elsewhere.field).decisions] == [new.pk]
    moved = set_right(circle, new, body=circle.rat_nottuln)
    assert moved.answered.get().decides, "another body has another competence"


def test_a_resolution_that_never_was_is_told_nowhere(circle):
    set_right(circle, resolve(circle), withdrawn=True)
    assert answer(circle).resolutions == () and told(circle).decisions == ()
    assert register.entries(facts=facts(circle.initiative.pk), today=APRIL) == []


def test_a_corrected_resolution_keeps_the_rules(circle, council):
    row = resolve(circle)
    refused(lambda: set_right(circle, row, "duelmen", result="amended"), "nur für sich selbst")
    refused(lambda: set_right(circle, row, votes_against=-1), "kleiner als null", "votes_against")
    refused(lambda: set_right(circle, row, body=council), "eigenen Gremien", "body")
    refused(lambda: set_right(circle, row, effective_on=LATER.date() + DAY), "Zukunft", "effective_on")
    refused(lambda: set_right(circle, row, votes_for=1, votes_against=2), "2 Nein gegen 1 Ja", "certain")
    refused(lambda: set_right(circle, row), "nichts geändert")
    resolve(circle, result="amended", certain=True)
    refused(lambda: set_right(circle, row, result="amended"), "schon erfasst", "result")
    assert set_right(circle, row, votes_for=1, votes_against=2, certain=True)


def test_a_later_ask_rests_on_an_advance_resolution(circle, elsewhere):
    row = resolve(circle, content={"allows": "Beitritt weiterer Kommunen", "allows_until": LATER.date()})
    rest = {"resolution": row, "ask": elsewhere, "by": circle.people["nottuln"]}
    consent(circle, elsewhere)
    refused(lambda: resolutions.rest_on(**rest, at=LATER + DAY), "nur bis zum 05.05.2026")
    refused(
        lambda: resolutions.rest_on(**rest | {"by": circle.people["duelmen"]}, at=LATER),
        "nur für sich selbst",
    )
    refused(
        lambda: resolutions.rest_on(**rest | {"ask": circle.ask(circle.duelmen)}, at=LATER),
        "eigenen Gremien",
        "body",
    )
    resolutions.rest_on(**rest, at=LATER)
    assert answer(circle, elsewhere.field, known=NOW).provisional
    assert not answer(circle, elsewhere.field).provisional
    refused(lambda: resolutions.rest_on(**rest, at=LATER), "schon auf dem Beschluss")
    plain = {
        "resolution": resolve(circle, effective_on=APRIL),
        "ask": elsewhere,
        "by": circle.people["nottuln"],
    }
    refused(lambda: resolutions.rest_on(**plain, at=LATER), "erlaubt nichts im Voraus")
    set_right(circle, row, title="Beitritte")
    assert not answer(circle, elsewhere.field).provisional, "what rests on it stays with it"


def rule(
    circle, concerns: bool = False, reason: str = "Nur die eigene Stellenzahl", **more
) -> AmendmentRuling:
    ask = circle.ask(circle.nottuln)
    values = {"by": circle.people["nottuln"], "at": LATER} | more
    return amendments.rule(ask=ask, concerns_others=concerns, reason=reason, **values)


def test_who_runs_the_round_says_whether_a_change_concerns_the_others(circle, committee):
    consent(circle)
    refused(lambda: rule(circle), "nicht geändert beschlossen")
    resolve(circle, body=committee, result="amended")
    refused(lambda: rule(circle), "nicht geändert beschlossen")
    assert not answer(circle).amended, "it only prepares"
    resolve(circle, result="amended")
    assert answer(circle).amended and answer(circle).unruled
    refused(lambda: rule(circle, reason=" "), "begründen", "reason")
    refused(lambda: rule(circle, effective_on=MARCH - DAY), "erst seit dem 02.03.2026", "effective_on")
    refused(lambda: rule(circle, effective_on=LATER.date() + DAY), "Zukunft", "effective_on")
    row = rule(circle, effective_on=MARCH)
    assert not answer(circle).amended and answer(circle).ruling.reason == "Nur die eigene Stellenzahl"
    assert answer(circle, known=NOW).amended
    refused(lambda: rule(circle, effective_on=MARCH), "steht so schon da")
    corrected = {"ruling": row, "by": circle.people["nottuln"], "at": LATER + DAY}
    values = {"values": {"concerns_others": True}, "correction_reason": "Verlesen"}
    amendments.correct(**corrected, **values)
    now = answer(circle, known=LATER + DAY)
    assert now.amended and not now.unruled
    resolve(circle, result="amended", effective_on=APRIL)
    assert answer(circle, known=LATER + DAY).unruled, "a later change is another one"
