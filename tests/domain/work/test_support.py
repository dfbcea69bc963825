"""Requests for expert support: each state reached once, by the right side, with its reason; and the time it took."""

from datetime import timedelta

import pytest

from initiatives.domain.desk.circle_duties import of_circle
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.state import loading
from initiatives.domain.work import support
from initiatives.models import Event, Initiative, Notice, SupportRequest
from tests.domain.projects import ago


@pytest.fixture
def ask(circle):
    """`ask(3)`: Dülmen asked three days ago."""

    def make(days: int = 0, **values) -> SupportRequest:
        right = {"initiative": circle.initiative, "subject": "Umsatzsteuer", "text": "Fällt sie an?"}
        return support.ask(**right | {"by": circle.people["duelmen"], "at": ago(days)} | values)

    return make


def written():
    return Event.objects.count(), Notice.objects.count(), list(SupportRequest.objects.values())


def refused(act, field=None) -> str:
    before = written()
    with pytest.raises(Refused) as found:
        act()
    assert written() == before and found.value.field == field
    return found.value.message


def known(circle):
    [one] = loading.facts(circle.initiative.pk).support
    return one


def notices() -> list[tuple[str, str]]:
    return [(one.user.email.partition("@")[0], one.reason) for one in Notice.objects.order_by("pk")]


def test_asked_accepted_answered_closed(circle, ask):
    request, county, own = ask(6), circle.people["county"], circle.people["duelmen"]
    assert known(circle).state == "asked"
    support.accept(asked=request, by=county, at=ago(5))
    assert known(circle).state == "accepted"
    support.answer(asked=request, answer="Nein.", by=county, at=ago(3))
    assert support.time_to_answer(known(circle), moments.today()) == "beantwortet nach 3 Tagen"
    support.close(asked=request, by=own, at=moments.now())
    row = SupportRequest.objects.get()
    assert (row.state, row.answer, row.answered_by) == ("closed", "Nein.", county)
    assert notices() == [
        ("kreis", "weil Ihr Kreis gefragt ist"),
        ("beauftragte-duelmen", "weil Sie die Anfrage gestellt haben"),
        ("beauftragte-duelmen", "weil Sie die Anfrage gestellt haben"),
        ("kreis", "weil Ihr Kreis gefragt ist"),
    ]
    assert not any("Nein" in text for text in Notice.objects.values_list("title", flat=True))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"text": ""}, "text"),
        ({"wanted_by": moments.today() - timedelta(days=1)}, "wanted_by"),
    ],
)
def test_what_is_missing_is_named(ask, values, field):
    refused(lambda: ask(**values), field)


def test_without_a_county_there_is_nobody_to_ask(circle, ask):
    Initiative.objects.update(county=None)
    circle.initiative.refresh_from_db()
    assert "kein Kreis eingeladen" in refused(ask)


def test_each_side_does_its_own_and_in_order(circle, ask):
    request, at = ask(), moments.now()
    county, own = circle.people["county"], circle.people["duelmen"]
    by_county = (
        lambda by: support.accept(asked=request, by=by, at=at),
        lambda by: support.decline(asked=request, reason="Nein", by=by, at=at),
        lambda by: support.answer(asked=request, answer="Ja", by=by, at=at),
    )
    by_own = (
        lambda by: support.close(asked=request, by=by, at=at),
        lambda by: support.withdraw(asked=request, reason="Erledigt", by=by, at=at),
    )
    for act in by_county:
        assert "Vertretung des Kreises" in refused(lambda act=act: act(own))
    for act in by_own:
        for other in (county, circle.people["nottuln"]):
            assert "wer sie gestellt hat" in refused(lambda act=act, other=other: act(other))
    assert "zuerst an" in refused(lambda: by_county[2](county))
    assert "noch nicht beantwortet" in refused(lambda: by_own[0](own))
    by_county[0](county)
    assert "schon angenommen" in refused(lambda: by_county[0](county))
    assert "schon angenommen" in refused(lambda: by_county[1](county))
    by_county[2](county)
    assert "schon beantwortet" in refused(lambda: by_county[2](county))
    assert "schon beantwortet" in refused(lambda: by_own[1](own))


@pytest.mark.parametrize(("side", "state"), [("county", "declined"), ("duelmen", "withdrawn")])
def test_the_end_without_an_answer_has_a_reason(circle, ask, side, state):
    request, by, at = ask(2), circle.people[side], moments.now()
    act = support.decline if side == "county" else support.withdraw
    refused(lambda: act(asked=request, reason=" ", by=by, at=at), "reason")
    act(asked=request, reason="Dafür fehlt das Personal.", by=by, at=at)
    assert known(circle).state == state
    assert support.time_to_answer(known(circle), moments.today()) == ""
    assert support.overdue(known(circle), moments.today()) == 0


def test_how_long_it_takes_and_what_is_overdue(circle, ask):
    today = moments.today()
    request = ask(5, wanted_by=today - timedelta(days=2))
    assert support.time_to_answer(known(circle), today) == "seit 5 Tagen offen"
    assert support.overdue(known(circle), today) == 2
    support.accept(asked=request, by=circle.people["county"], at=ago(4))
    support.answer(asked=request, answer="Ja", by=circle.people["county"], at=ago(4))
    assert support.time_to_answer(known(circle), today) == "beantwortet nach 1 Tag"
    assert support.overdue(known(circle), today) == 0


def test_each_side_is_told_what_to_do(circle, ask):
    def duties(name: str) -> list[str]:
        facts = loading.facts(circle.initiative.pk)
        found = of_circle(facts, getattr(circle, name).pk, moments.today())
        return [duty.title.partition(":")[0] for duty in found if duty.page == "support"]

    request, by, at = ask(), circle.people["county"], moments.now()
    assert duties("county") == ["Über die Unterstützungsanfrage entscheiden"] and not duties("duelmen")
    support.accept(asked=request, by=by, at=at)
    assert duties("county") == ["Unterstützungsanfrage beantworten"] and not duties("duelmen")
    support.answer(asked=request, answer="Ja", by=by, at=at)
    assert duties("duelmen") == ["Antwort lesen und abschließen"] and not duties("county")
    support.close(asked=request, by=circle.people["duelmen"], at=at)
    assert not duties("duelmen") and not duties("county")
