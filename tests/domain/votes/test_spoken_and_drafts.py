"""A Votum on its way: spoken and taken down, drafted in private, and released or confirmed by the municipality itself."""

from datetime import timedelta

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import drafts, positions, rounds
from initiatives.models import Event, Position, PositionDraft


def spoken(circle, **values):
    """Nottuln takes down what Dülmen has said."""
    defaults = {
        "ask": circle.ask(circle.duelmen),
        "stance": "consent",
        "source_note": "Beauftragte/r, am Telefon",
        "effective_on": moments.today(),
        "by": circle.people["nottuln"],
        "at": moments.now(),
    }
    return positions.take_down(**defaults | values)


def ask_of_duelmen(circle):
    return facts(circle.initiative.pk).field(circle.payroll.pk).asks[circle.duelmen.pk]


def test_what_was_spoken_counts_once_the_municipality_has_confirmed_it(circle):
    taken = spoken(circle)
    found = ask_of_duelmen(circle)
    assert (found.stance, found.unconfirmed.stance) == ("pending", "consent")
    assert found.unconfirmed.source_note == "Beauftragte/r, am Telefon"
    ask, by, at = circle.ask(circle.duelmen), circle.people["duelmen"], moments.now()
    with pytest.raises(Refused):
        positions.confirm(ask=ask, seen=taken.pk, by=circle.people["nottuln"], at=at)
    with pytest.raises(Conflict):
        positions.confirm(ask=ask, seen=taken.pk + 1, by=by, at=at)
    positions.confirm(ask=ask, seen=taken.pk, by=by, at=at)
    found = ask_of_duelmen(circle)
    assert (found.stance, found.unconfirmed) == ("consent", None)
    with pytest.raises(Refused):
        positions.confirm(ask=ask, seen=taken.pk, by=by, at=at)
    assert Position.objects.count() == 1


def test_the_municipality_corrects_what_was_taken_down(circle):
    spoken(circle)
    ask, by, at = circle.ask(circle.duelmen), circle.people["duelmen"], moments.now()
    positions.give(ask=ask, stance="abstention", is_correction=True, by=by, at=at)
    assert ask_of_duelmen(circle).stance == "abstention"
    assert Position.objects.count() == 2, "what was taken down stays in the history"
    with pytest.raises(Refused):
        spoken(circle)


def test_giving_the_same_as_was_taken_down_confirms_it(circle):
    taken = spoken(circle)
    given = positions.give(
        ask=circle.ask(circle.duelmen), stance="consent", by=circle.people["duelmen"], at=moments.now()
    )
    assert given.pk == taken.pk and ask_of_duelmen(circle).stance == "consent"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"source_note": " "}, "source_note"),
        ({"stance": "refusal"}, "reason"),
        ({"effective_on": moments.today() + timedelta(days=2)}, "effective_on"),
    ],
)
def test_refused_notes_of_what_was_spoken(circle, values, field):
    with pytest.raises(Refused) as refused:
        spoken(circle, **values)
    assert refused.value.field == field
    assert not Position.objects.exists() and not Event.objects.filter(kind="position-spoken").exists()


def test_nobody_takes_down_its_own(circle):
    with pytest.raises(Refused):
        spoken(circle, ask=circle.ask(circle.nottuln))


def draft(circle, **values):
    texts = {"stance": "conditional", "reason": "Nur wenn", "effective_on": "1.2.2026", "conditions": []}
    defaults = {
        "ask": circle.ask(circle.duelmen),
        "values": texts,
        "version": 0,
        "by": circle.people["duelmen"],
        "at": moments.now(),
    }
    return drafts.save(**defaults | values)


def test_a_draft_is_seen_by_its_municipality_only_and_is_no_event(circle):
    before = Event.objects.count()
    draft(circle)
    assert Event.objects.count() == before
    assert ask_of_duelmen(circle).stance == "pending"
    ask = circle.ask(circle.duelmen)
    assert drafts.of(ask=ask, by=circle.people["duelmen"]).reason == "Nur wenn"
    for other in ("nottuln", "county", "administrator", "county_administrator"):
        assert drafts.of(ask=ask, by=circle.people[other]) is None
        assert not drafts.asks_with_draft(by=circle.people[other])
    assert drafts.asks_with_draft(by=circle.people["duelmen"]) == {ask.pk}


def test_a_draft_is_gone_once_the_votum_is_given(circle):
    draft(circle)
    positions.give(
        ask=circle.ask(circle.duelmen), stance="consent", by=circle.people["duelmen"], at=moments.now()
    )
    assert not PositionDraft.objects.exists()


def test_two_who_draft_at_once_do_not_lose_a_word(circle):
    first = draft(circle)
    with pytest.raises(Conflict) as conflict:
        draft(circle, values={"stance": "", "reason": "Anders", "effective_on": "", "conditions": []})
    assert conflict.value.theirs["reason"] == "Nur wenn"
    draft(
        circle,
        version=first.version,
        values={"stance": "", "reason": "Anders", "effective_on": "", "conditions": []},
    )
    assert PositionDraft.objects.get().reason == "Anders"


def test_a_draft_saved_since_is_not_lost_with_what_was_seen_of_it(circle):
    first = draft(circle)
    draft(circle, version=first.version, values=first.__dict__ | {"reason": "Anders"})
    ask, by = circle.ask(circle.duelmen), circle.people["duelmen"]
    for act in (
        lambda seen: drafts.discard(ask=ask, by=by, seen=seen),
        lambda seen: positions.give(ask=ask, stance="consent", draft=seen, by=by, at=moments.now()),
    ):
        with pytest.raises(Conflict) as conflict:
            act(first.version)
        assert conflict.value.theirs["reason"] == "Anders" and conflict.value.actor == by.title
        assert PositionDraft.objects.get().reason == "Anders" and not ask.positions.exists()
    positions.give(ask=ask, stance="consent", draft=first.version + 1, by=by, at=moments.now())
    assert not PositionDraft.objects.exists()


def test_refused_drafts(circle):
    with pytest.raises(Refused):
        draft(circle, by=circle.people["nottuln"])
    with pytest.raises(Refused):
        drafts.discard(ask=circle.ask(circle.duelmen), by=circle.people["nottuln"])
    rounds.close_round(reason="Ende", round_=circle.round, by=circle.people["nottuln"], at=moments.now())
    with pytest.raises(Refused):
        draft(circle)
    assert not PositionDraft.objects.exists()
