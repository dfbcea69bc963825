"""Organisations: what the administrator may write, and what is refused with nothing written."""

from datetime import UTC, date, datetime, timedelta

import pytest

from initiatives.domain.circle import participants
from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.money import plain
from initiatives.domain.people import organisations
from initiatives.domain.proposals import proposals
from initiatives.domain.votes import positions
from initiatives.models import Event, Organisation, PopulationFigure

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def values(**changed):
    return {
        "kind": "gemeinde",
        "name": "Senden",
        "designation": "Gemeinde Senden",
        "ags": "05558044",
        "county": None,
        "latitude": None,
        "longitude": None,
    } | changed


@pytest.fixture
def by(circle):
    return circle.people["administrator"]


def test_a_municipality_is_created_and_told(circle, by):
    made = organisations.create(values=values(county=circle.county), by=by, at=AT)
    assert Organisation.objects.get(ags="05558044").county == circle.county
    event = Event.objects.get(organisation_id=made.pk)
    assert (event.actor, event.after, event.recorded_at) == ("Fachadministration", "Gemeinde Senden", AT)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"ags": None}, "ags", "acht Ziffern"),
        ({"ags": "0555804"}, "ags", "dieser hat 7"),
        ({"ags": "055580444"}, "ags", "dieser hat 9"),
        ({"ags": "0555804X"}, "ags", "nur aus Ziffern"),
        ({"ags": "٠٥٥٥٨٠٤٤"}, "ags", "nur aus Ziffern"),
        ({"ags": "17558044"}, "ags", "17 gibt es nicht"),
        ({"ags": "05558032"}, "ags", "Gemeinde Nottuln"),
        ({"kind": "kreis"}, "ags", "eines Kreises hat fünf Ziffern, dieser hat 8"),
        ({"kind": "dritte"}, "ags", "Dritte haben keinen AGS"),
        ({"designation": "gemeinde nottuln"}, "designation", "gibt es schon"),
    ],
)
def test_a_faulty_organisation_is_refused_on_its_field(circle, by, changed, field, words):
    before = Organisation.objects.count()
    with pytest.raises(Refused, match=words) as refusal:
        organisations.create(values=values(**changed), by=by, at=AT)
    assert refusal.value.field == field
    assert Organisation.objects.count() == before


def test_the_ags_fits_the_county(circle, by):
    with pytest.raises(Refused, match="beginnt mit 05558") as refusal:
        organisations.create(
            values=values(county=Organisation.objects.get(designation="Kreis Borken")), by=by, at=AT
        )
    assert refusal.value.field == "ags"


@pytest.mark.parametrize(("kind", "ags"), [("kreis", "05566"), ("kreisfreie_stadt", "05515000")])
def test_counties_and_county_boroughs_belong_to_no_county(circle, by, kind, ags):
    with pytest.raises(Refused, match="gehört zu keinem Kreis") as refusal:
        organisations.create(values=values(kind=kind, ags=ags, county=circle.county), by=by, at=AT)
    assert refusal.value.field == "county"


def test_a_municipality_is_no_county_of_others(circle, by):
    with pytest.raises(Refused, match="ist kein Kreis"):
        organisations.create(values=values(kind="dritte", ags=None, county=circle.nottuln), by=by, at=AT)


def test_a_county_with_municipalities_stays_one_and_keeps_its_key(circle, by):
    with pytest.raises(Refused, match="er kann nur ein Kreis sein"):
        organisations.edit(
            organisation=circle.county, values={"kind": "kreisfreie_stadt", "ags": "05558000"}, by=by, at=AT
        )
    with pytest.raises(Refused, match="anders beginnt"):
        organisations.edit(organisation=circle.county, values={"ags": "05566"}, by=by, at=AT)
    circle.county.refresh_from_db()
    assert (circle.county.kind, circle.county.ags) == ("kreis", "05558")


def test_two_administrators_change_different_values_and_both_stay(circle, by):
    seen = {"name": "Nottuln", "designation": "Gemeinde Nottuln"}
    organisations.edit(
        organisation=circle.nottuln, values=seen | {"name": "Nottuln (neu)"}, seen=seen, by=by, at=AT
    )
    organisations.edit(
        organisation=circle.nottuln, values=seen | {"designation": "Stadt Nottuln"}, seen=seen, by=by, at=AT
    )
    circle.nottuln.refresh_from_db()
    assert (circle.nottuln.name, circle.nottuln.designation) == ("Nottuln (neu)", "Stadt Nottuln")


def test_two_administrators_change_the_same_value_and_the_second_is_told(circle, by):
    seen = {"name": "Nottuln", "designation": "Gemeinde Nottuln"}
    organisations.edit(organisation=circle.nottuln, values=seen | {"name": "Erste"}, seen=seen, by=by, at=AT)
    with pytest.raises(Conflict) as conflict:
        organisations.edit(
            organisation=circle.nottuln,
            values={"name": "Zweite", "designation": "Stadt Nottuln"},
            seen=seen,
            by=by,
            at=AT,
        )
    told = conflict.value
    assert told.theirs == {"name": "Erste"}
    assert told.merged == {"name": "Zweite", "designation": "Stadt Nottuln"}
    assert (told.actor, told.changed_at) == ("Fachadministration", AT)
    circle.nottuln.refresh_from_db()
    assert circle.nottuln.name == "Erste"


def test_a_countys_administrator_moves_within_the_county(circle):
    by = circle.people["county_administrator"]
    made = organisations.create(values=values(county=circle.county), by=by, at=AT)
    assert Organisation.objects.under(by).contains(made)
    for outside in ({"county": None}, {"kind": "kreis", "ags": "05566"}):
        with pytest.raises(Refused, match="Ihr Mandat umfasst nur Organisationen des Kreises Coesfeld"):
            organisations.create(
                values=values(name="X", designation="X", **{"ags": "05558048"} | outside), by=by, at=AT
            )
    ahaus = Organisation.objects.get(name="Ahaus")
    with pytest.raises(Refused, match="Ihr Mandat"):
        organisations.edit(
            organisation=ahaus, values={"county": circle.county, "ags": "05558048"}, by=by, at=AT
        )


def test_a_figure_of_inhabitants_replaces_that_of_the_same_day(circle, by):
    day = date(2023, 12, 31)
    for value, changes in ((19_901, True), (19_950, True), (19_950, False)):
        told = organisations.record_population(
            organisation=circle.nottuln, day=day, value=value, source="Destatis", by=by, at=AT
        )
        assert told is changes
    assert PopulationFigure.objects.get(organisation=circle.nottuln, date=day).value == 19_950
    assert circle.nottuln.populations.count() == 2
    with pytest.raises(Refused, match="Zukunft"):
        organisations.record_population(
            organisation=circle.nottuln, day=AT.date() + timedelta(days=1), value=1, source="?", by=by, at=AT
        )


def test_before_an_organisation_existed_it_takes_part_in_nothing(circle):
    """On the day itself it may join a circle and a field, answer and name its costs; the day before it is refused."""
    at, first = moments.now(), moments.today() - timedelta(days=5)
    organisation, by = circle.rosendahl, circle.people["rosendahl"]
    project = proposals.propose(
        initiative=circle.initiative,
        organisations=[organisation],
        title="Bauhof",
        purpose="Weniger Geräte",
        proposed_on=date(2026, 2, 1),
        by=circle.people["duelmen"],
        at=at,
    )
    circle.initiative.participants.filter(organisation=organisation).delete()
    Organisation.objects.filter(pk=organisation.pk).update(exists_since=first)
    organisation.refresh_from_db()
    administrator = circle.people["administrator"]
    circle_then = [circle.nottuln, circle.duelmen, organisation]
    joined = {"organisation": organisation, "status": "participating", "field": circle.payroll}
    costs_then = {"today_cents": 2, "joint_cents": 1, "source": "Haushalt", "confidence": "estimated"}
    acts = [
        lambda day: participants.set_participants(
            initiative=circle.initiative,
            organisations=circle_then,
            by=administrator,
            at=at,
            effective_on=day,
        ),
        lambda day: fields.set_participation(by=by, at=at, effective_on=day, **joined),
        lambda day: positions.give(
            ask=circle.ask(organisation), stance="consent", by=by, at=at, effective_on=day
        ),
        lambda day: proposals.answer(proposal=project, reply="interest", by=by, at=at, effective_on=day),
        lambda day: plain.enter(
            field=circle.payroll, organisation=organisation, by=by, at=at, effective_on=day, **costs_then
        ),
    ]
    for act in acts:
        before = Event.objects.count()
        with pytest.raises(Refused, match="besteht erst seit dem") as refused:
            act(first - timedelta(days=1))
        assert refused.value.field == "effective_on" and Event.objects.count() == before
        act(first)
        assert Event.objects.order_by("pk").last().effective_on == first
