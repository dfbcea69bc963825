"""Initiatives: founded, changed by two at once, and kept within the administrator's county."""

from datetime import UTC, date, datetime, timedelta

import pytest

from initiatives.domain.circle import initiatives, participants
from initiatives.domain.fields import fields, steps
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import positions
from initiatives.domain.votes.conditions_of_consent import Wanted
from initiatives.models import Event, Initiative, Organisation, Round

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def by(circle):
    return circle.people["administrator"]


def found(by, **options):
    given = {"title": "Zweite", "short_title": "Zweite", "documented_from": date(2026, 11, 1)}
    return initiatives.found(**(given | options), by=by, at=AT)


@pytest.mark.parametrize(
    ("options", "field", "words"),
    [
        ({"convening": "nottuln"}, "convening", "gehört zu den teilnehmenden"),
        ({"county": "nottuln"}, "county", "ist kein Kreis"),
        ({"documented_from": date(2026, 11, 21)}, "documented_from", "Zukunft"),
    ],
)
def test_a_faulty_initiative_is_refused_on_its_field(circle, by, options, field, words):
    options = {
        name: getattr(circle, value) if isinstance(value, str) else value for name, value in options.items()
    }
    with pytest.raises(Refused, match=words) as refusal:
        found(by, **options)
    assert refusal.value.field == field
    assert Initiative.objects.count() == 1


def test_third_parties_join_a_field_only(circle, by):
    third = Organisation.objects.create(kind="dritte", name="T", designation="Träger")
    with pytest.raises(Refused, match="Dritte treten einem Feld bei"):
        found(by, participants=[third])


def test_different_values_changed_at_once_both_stay(circle, by):
    first = circle.initiative.version
    initiatives.edit(initiative=circle.initiative, values={"title": "Neu"}, version=first, by=by, at=AT)
    row = initiatives.edit(
        initiative=circle.initiative,
        values={"title": circle.initiative.title, "short_title": "Kurz"},
        version=first,
        by=by,
        at=AT,
    )
    assert (row.title, row.short_title, row.version) == ("Neu", "Kurz", first + 2)


def test_the_same_value_changed_at_once_is_told(circle, by):
    first = circle.initiative.version
    initiatives.edit(
        initiative=circle.initiative, values={"convening": circle.duelmen}, version=first, by=by, at=AT
    )
    with pytest.raises(Conflict) as conflict:
        initiatives.edit(
            initiative=circle.initiative, values={"convening": None}, version=first, by=by, at=AT
        )
    assert (conflict.value.theirs, conflict.value.version) == ({"convening": circle.duelmen}, first + 1)
    assert conflict.value.actor == "Fachadministration"
    event = Event.objects.get(subject="Einladende Kommune")
    assert (event.before, event.after) == ("Gemeinde Nottuln", "Stadt Dülmen")


def test_participants_come_and_go(circle, by):
    senden = Organisation.objects.create(
        kind="gemeinde", name="Senden", designation="Gemeinde Senden", ags="05558044"
    )
    participants.set_participants(
        initiative=circle.initiative, organisations=[circle.nottuln, circle.duelmen, senden], by=by, at=AT
    )
    present = circle.initiative.participants.filter(left_on=None)
    assert {row.organisation.name for row in present} == {"Nottuln", "Dülmen", "Senden"}
    assert circle.initiative.participants.get(organisation=circle.rosendahl).left_on == AT.date()


def test_who_goes_leaves_nothing_dangling(circle, by):
    at, field, gone = moments.now(), circle.payroll, circle.rosendahl
    for place in (gone, circle.duelmen):
        fields.set_participation(field=field, organisation=place, status="participating", by=by, at=at)
    steps.add(field=field, title="Daten liefern", owner=gone, by=circle.people["rosendahl"], at=at)
    Round.objects.update(closes_itself=True)
    positions.give(
        ask=circle.ask(circle.duelmen),
        stance="conditional",
        reason="Nur so.",
        conditions=[Wanted("Zahlen offenlegen", gone), Wanted("Kurze Frist", circle.nottuln)],
        by=circle.people["duelmen"],
        at=at,
    )
    positions.give(ask=circle.ask(circle.nottuln), stance="consent", by=circle.people["nottuln"], at=at)
    before = facts(circle.initiative.pk).field(field.pk)
    assert [ask.organisation.id for ask in before.owing] == [gone.pk]
    staying = [circle.nottuln, circle.duelmen]
    participants.set_participants(initiative=circle.initiative, organisations=staying, by=by, at=at)
    found = facts(circle.initiative.pk).field(field.pk)
    assert found.participation_of(gone.pk) == "left"
    assert facts(circle.initiative.pk).field(circle.hotline.pk).participation_of(gone.pk) == "open"
    assert not found.owing and found.round.closing == "answers"
    assert [step.owner_id for step in found.steps] == [None]
    conditions = found.asks[circle.duelmen.pk].position.conditions
    assert [one.owner_id for one in conditions] == [None, circle.nottuln.pk]
    told = Event.objects.filter(kind="consent-condition").values_list("before", "after")
    assert list(told) == [("Gemeinde Rosendahl", "noch niemand zuständig")]


def test_who_convenes_or_leads_cannot_go(circle, by):
    fields.set_participation(
        field=circle.payroll, organisation=circle.duelmen, status="participating", by=by, at=AT
    )
    fields.set_lead(field=circle.payroll, organisation=circle.duelmen, contact="", by=by, at=AT)
    for staying, words in (
        ([circle.duelmen, circle.rosendahl], "einladende Kommune kann nicht"),
        ([circle.nottuln], "federführend"),
    ):
        with pytest.raises(Refused, match=words):
            participants.set_participants(initiative=circle.initiative, organisations=staying, by=by, at=AT)
    assert circle.initiative.participants.filter(left_on=None).count() == 3


def test_a_countys_administrator_founds_and_keeps_initiatives_of_the_county(circle):
    by = circle.people["county_administrator"]
    borken = Organisation.objects.get(name="Borken")
    for county in (None, borken):
        with pytest.raises(Refused, match="nur Initiativen des Kreises Coesfeld"):
            found(by, county=county)
    with pytest.raises(Refused, match="Ihr Mandat umfasst"):
        found(by, county=circle.county, participants=[Organisation.objects.get(name="Ahaus")])
    with pytest.raises(Refused, match="Ihr Mandat umfasst"):
        initiatives.edit(
            initiative=circle.initiative,
            values={"county": borken},
            version=circle.initiative.version,
            by=by,
            at=AT,
        )
    assert found(by, county=circle.county, participants=[circle.nottuln]).pk


def test_who_came_into_a_field_later_cannot_have_left_before(circle):
    """An order of days that cannot be is refused at the day, and nothing of it is written."""
    at, today = moments.now(), moments.today()
    joined = today - timedelta(days=10)
    shared = {"organisation": circle.rosendahl, "by": None, "at": at}
    fields.set_participation(field=circle.payroll, status="participating", effective_on=joined, **shared)
    left = {"initiative": circle.initiative, "organisations": [circle.nottuln, circle.duelmen], "at": at}
    left["by"] = circle.people["administrator"]
    with pytest.raises(Refused, match="kann nicht vorher ausgeschieden sein") as refused:
        participants.set_participants(effective_on=joined - timedelta(days=1), **left)
    assert refused.value.field == "effective_on"
    participants.set_participants(effective_on=joined, **left)
    assert (
        facts(circle.initiative.pk).field(circle.payroll.pk).participation_of(circle.rosendahl.pk) == "left"
    )
