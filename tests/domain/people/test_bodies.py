"""Bodies: whose they are, what they are called, and who may change them."""

from datetime import UTC, datetime

import pytest

from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.people import bodies
from initiatives.models import Body, Event, Organisation

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def values(organisation, **changed):
    return {
        "organisation": organisation,
        "name": "Hauptausschuss",
        "kind": "ausschuss",
        "slug": "",
        "reported_by": "organisation",
        "report_lead": 21,
        "sender_line": "",
    } | changed


@pytest.fixture
def by(circle):
    return circle.people["administrator"]


def test_a_short_name_is_proposed_in_plain_letters(circle, by):
    made = bodies.create(values=values(circle.duelmen, name="Rat", kind="rat"), by=by, at=AT)
    assert made.slug == "rat-duelmen"
    assert Event.objects.get(kind="body").after == "Rat, Stadt Dülmen"


def test_towns_of_one_name_get_different_short_names(circle, by):
    town = Organisation.objects.create(
        kind="stadt", name="Coesfeld", designation="Stadt Coesfeld", ags="05558012", county=circle.county
    )
    first = bodies.create(values=values(circle.county, kind="kreisausschuss"), by=by, at=AT)
    second = bodies.create(values=values(town), by=by, at=AT)
    assert (first.slug, second.slug) == ("hauptausschuss-coesfeld", "hauptausschuss-stadt-coesfeld")
    third = bodies.create(values=values(town, name="hauptausschuss!"), by=by, at=AT)
    assert third.slug == "hauptausschuss-stadt-coesfeld-2"


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": "rat", "kind": "rat"}, "name", "gibt es bei der Organisation schon"),
        ({"slug": "kreistag-coesfeld"}, "slug", "schon ein anderes Gremium"),
        ({"kind": "kreistag"}, "kind", "hat nur ein Kreis"),
        ({"members": 0}, "members", "mindestens 1 Mitglied"),
        ({"kind": "verwaltungsleitung", "members": 1}, "members", "entscheidet allein"),
    ],
)
def test_a_faulty_body_is_refused_on_its_field(circle, by, changed, field, words):
    before = Body.objects.count()
    with pytest.raises(Refused, match=words) as refusal:
        bodies.create(values=values(circle.nottuln, **changed), by=by, at=AT)
    assert refusal.value.field == field
    assert Body.objects.count() == before


def test_a_county_has_no_council_of_a_town(circle, by):
    with pytest.raises(Refused, match="sondern einen Kreistag"):
        bodies.create(values=values(circle.county, name="Rat", kind="rat"), by=by, at=AT)


def test_a_body_in_use_keeps_its_organisation(circle, by):
    with pytest.raises(Refused, match="bleibt bei seiner Organisation"):
        bodies.edit(body=circle.rat_nottuln, values={"organisation": circle.duelmen}, by=by, at=AT)
    free = bodies.create(values=values(circle.nottuln), by=by, at=AT)
    assert bodies.edit(body=free, values={"organisation": circle.duelmen}, by=by, at=AT)


def test_a_stale_change_is_told_with_who_changed_it(circle, by):
    seen = {"name": "Rat", "sender_line": ""}
    other = circle.people["county_administrator"]
    bodies.edit(body=circle.rat_nottuln, values=seen | {"sender_line": "A"}, seen=seen, by=other, at=AT)
    with pytest.raises(Conflict) as conflict:
        bodies.edit(body=circle.rat_nottuln, values=seen | {"sender_line": "B"}, seen=seen, by=by, at=AT)
    assert conflict.value.theirs == {"sender_line": "A"}
    assert conflict.value.actor == "Fachadministration des Kreises Coesfeld"


def test_a_countys_administrator_keeps_to_the_county(circle):
    by = circle.people["county_administrator"]
    ahaus = Organisation.objects.get(name="Ahaus")
    with pytest.raises(Refused, match="Ihr Mandat"):
        bodies.create(values=values(ahaus), by=by, at=AT)
    with pytest.raises(Refused, match="Ihr Mandat"):
        bodies.edit(
            body=bodies.create(values=values(ahaus), by=circle.people["administrator"], at=AT),
            values={"organisation": circle.nottuln},
            by=by,
            at=AT,
        )
    assert bodies.create(values=values(circle.nottuln), by=by, at=AT).pk
